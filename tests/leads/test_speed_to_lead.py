"""Whoever gets a lead hears of it at once, and its clock keeps office hours, whatever the clocks on the wall do."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import orjson
import pytest

from backend.api.gateway import Gateway
from backend.database.engine import Pool
from backend.jobs.worker import working
from backend.leads import routing
from backend.leads.office_hours import USUAL_WEEK, Week, due
from tests.client import Client
from tests.jobs.conftest import until
from tests.people import BEN, CLEO, DAN, Person
from tests.records import Records

pytestmark = pytest.mark.anyio

NEW_YORK: Final = ZoneInfo("America/New_York")
PHOENIX: Final = ZoneInfo("America/Phoenix")
NIGHTS: Final = dict.fromkeys(range(7), (0, 24 * 60))


@pytest.fixture(autouse=True)
async def no_rules(app: Gateway) -> None:
    await app.runtime.pool.execute("truncate routing_rules, routing_agents, agent_licenses, office_hours cascade")
    await app.runtime.pool.execute("delete from leads")


@pytest.fixture
async def pool(app: Gateway) -> Pool:
    found: Pool = app.runtime.pool
    return found


# --- the clock --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "minutes", "zone", "week", "wanted"),
    [
        ("2026-03-06 16:50", 15, NEW_YORK, USUAL_WEEK, "2026-03-09 09:05"),  # over the weekend the clocks go forward
        ("2026-10-30 16:50", 15, NEW_YORK, USUAL_WEEK, "2026-11-02 09:05"),  # and back
        ("2026-03-06 16:50", 15, PHOENIX, USUAL_WEEK, "2026-03-09 09:05"),  # where they never do
        ("2026-03-08 01:50", 20, NEW_YORK, NIGHTS, "2026-03-08 03:10"),  # the hour that is not
        ("2026-10-31 23:50", 200, NEW_YORK, NIGHTS, "2026-11-01 02:10"),  # the hour that is twice
        ("2026-07-02 16:50", 15, NEW_YORK, USUAL_WEEK, "2026-07-06 09:05"),  # the Fourth is kept on Friday the third
        ("2026-12-24 16:50", 15, NEW_YORK, USUAL_WEEK, "2026-12-28 09:05"),  # Christmas on a Friday
        ("2027-01-15 16:50", 15, NEW_YORK, USUAL_WEEK, "2027-01-19 09:05"),  # Martin Luther King's Monday
        ("2026-11-21 11:00", 15, NEW_YORK, {5: (600, 840)}, "2026-11-21 11:15"),  # who works on Saturdays
        ("2026-11-21 13:55", 15, NEW_YORK, {5: (600, 840)}, "2026-11-28 10:10"),
        ("2026-11-23 09:00", 8 * 60, NEW_YORK, USUAL_WEEK, "2026-11-23 17:00"),
        ("2026-11-23 17:00", 0, NEW_YORK, USUAL_WEEK, "2026-11-24 09:00"),
    ],
)
async def test_the_clock_runs_in_office_hours_only(
    start: str, minutes: int, zone: ZoneInfo, week: Week, wanted: str
) -> None:
    begun = datetime.fromisoformat(start).replace(tzinfo=zone).astimezone(UTC)

    assert due(begun, minutes, zone, week).astimezone(zone).strftime("%Y-%m-%d %H:%M") == wanted


async def test_nobody_is_asked_at_night_and_the_next_one_is_given_a_whole_turn(
    ada: Client, pool: Pool, records: Records
) -> None:
    """Friday at ten to five: the clock goes on at nine on Monday, after the night in which the clocks changed."""
    friday = datetime(2026, 3, 6, 16, 50, tzinfo=NEW_YORK).astimezone(UTC)
    monday = datetime(2026, 3, 9, 9, 5, tzinfo=NEW_YORK).astimezone(UTC)
    await records.make("routing-rules", needs_license=False, most_reassignments=1, escalate_to=BEN.id)
    lead = await records.make("leads", contact_info={"phone": "+16145550100"})
    first = await routing.assign(pool, lead["id"], friday)

    alarm = await pool.fetchval("select min(execute_after) from pgqueuer where entrypoint = 'AnswerDue'")
    assert alarm == monday
    await _time_over(pool, lead, monday)

    again = (await ada.get(f"/v1/leads/{lead['id']}")).ok()
    assert {first, again["owner_id"]} == {CLEO.id, DAN.id}
    assert datetime.fromisoformat(again["answer_by"]) == monday + timedelta(minutes=15)
    await _time_over(pool, lead, monday + timedelta(minutes=15))
    told = await pool.fetch("select owner_id from tasks where record_type = 'leads' and record_id = $1", lead["id"])
    assert [task["owner_id"] for task in told] == [BEN.id]


async def test_two_workers_that_see_the_time_over_hand_the_lead_on_once(pool: Pool, records: Records) -> None:
    monday = datetime(2026, 11, 23, 15, tzinfo=UTC)
    await records.make("routing-rules", needs_license=False, most_reassignments=1, escalate_to=BEN.id)
    lead = await records.make("leads", contact_info={"phone": "+16145550100"})
    await routing.assign(pool, lead["id"], monday)
    [assignment] = await pool.fetch("select id from lead_assignments where lead_id = $1", lead["id"])

    later = monday + timedelta(minutes=15)
    await asyncio.gather(*(routing.answer_due(pool, assignment["id"], later) for _ in range(8)))

    rows = await pool.fetch("select user_id, number from lead_assignments where lead_id = $1 order by id", lead["id"])
    assert {row["user_id"] for row in rows} == {CLEO.id, DAN.id}
    assert [row["number"] for row in rows] == [1, 2]
    assert await pool.fetchval("select count(*) from tasks where record_id = $1", lead["id"]) == 0


# --- the phone rings --------------------------------------------------------------------------------------------------


@asynccontextmanager
async def hearing(app: Gateway, person: Person) -> AsyncIterator["asyncio.Queue[dict[str, Any]]"]:
    """What /v1/events tells somebody, as it comes."""
    heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    begun, hung_up = asyncio.Event(), asyncio.Event()

    async def receive() -> dict[str, Any]:
        await hung_up.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        for block in message.get("body", b"").split(b"\n\n"):
            if block.startswith(b"retry:"):
                begun.set()
            if b"event: change" in block:
                heard.put_nowait(orjson.loads(block.partition(b"data: ")[2]))

    headers = {"host": "leadgen.example", **person.headers}
    scope = {
        "type": "http", "asgi": {"version": "3.0", "spec_version": "2.4"}, "http_version": "1.1", "method": "GET",
        "scheme": "http", "path": "/v1/events", "raw_path": b"/v1/events", "query_string": b"", "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "client": ("203.0.113.9", 50000), "server": ("127.0.0.1", 8000), "state": {},
    }  # fmt: skip
    stream = asyncio.create_task(app(scope, receive, send))
    try:
        async with asyncio.timeout(10):
            await begun.wait()
        yield heard
    finally:
        hung_up.set()
        stream.cancel()
        await asyncio.gather(stream, return_exceptions=True)


async def test_the_owner_of_a_new_lead_hears_of_it_within_a_second(
    app: Gateway, ada: Client, cleo: Client, pool: Pool, records: Records
) -> None:
    await records.make("routing-rules", user_id=CLEO.id, needs_license=False)
    waited = []

    async with hearing(app, CLEO) as cleos, hearing(app, DAN) as dans, working(pool, app.runtime.settings):

        async def somebody_listens() -> bool:
            return bool(await pool.fetchval("select exists (select from change_listeners)"))

        await until(somebody_listens)
        for number in range(10):
            began = time.perf_counter()
            lead = (await ada.post("/v1/leads", {"name": f"Rings {number}", "phone": "6145550100"})).ok()
            async with asyncio.timeout(10):
                while (await cleos.get())["noun"] != "notifications":
                    pass
            waited.append(time.perf_counter() - began)
            [newest, *_] = (await cleo.get("/v1/notifications")).items
            assert (newest["noun"], newest["record_id"], newest["detail"]) == ("leads", lead["id"], f"Rings {number}")

    assert max(waited[1:]) < 1, waited  # the first one waits until the worker is up
    assert all(dans.get_nowait()["noun"] != "notifications" for _ in range(dans.qsize()))


async def _time_over(pool: Pool, lead: dict[str, Any], now: datetime) -> None:
    current = "select id from lead_assignments where lead_id = $1 and ended_at is null"
    await routing.answer_due(pool, await pool.fetchval(current, lead["id"]), now)
