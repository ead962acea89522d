"""Reports that are sent regularly: when they are due, that each goes out once, to whom, and what stops them."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import orjson
import pytest

from backend import clock
from backend.api.gateway import Gateway
from backend.database.engine import Pool
from backend.errors import LeadGenError
from backend.integrations.mail import MailUnavailable, SetupRefused
from backend.reports import mailing, making, schedules
from backend.reports.mailing import MailUnderway
from backend.settings import Settings
from tests.client import Client
from tests.jobs.conftest import until
from tests.mail_server import HOST, AfterData, MailServer, mail_server
from tests.people import ADA, BEN, CLEO, VIC

pytestmark = pytest.mark.anyio

PROJECT: Final = Path(__file__).resolve().parents[2]
SCHEDULES: Final = "/v1/report-schedules"
MONDAYS: Final = {
    "name": "Sales of the month",
    "report": "sales",
    "asked": {"period": "Last Month"},
    "format": "CSV",
    "cadence": "weekly",
    "weekday": 1,
    "hour": 7,
    "recipients": ["ann@example.com", "bob@example.com", "eve@example.com"],
}
LINK: Final = re.compile(r"https://leads\.test/shared-report/([A-Za-z0-9_-]+)")


@pytest.fixture
async def pool(app: Gateway) -> Pool:
    """No schedule, no report, nobody told of anything."""
    found: Pool = app.runtime.pool
    await found.execute(f"update users set is_active = true, permissions = null where id in ({BEN.id}, {CLEO.id})")
    for table in ("reports", "report_schedules", "notifications", "pgqueuer", "agency_settings"):
        await found.execute(f"delete from {table}")
    await found.execute("insert into agency_settings (id, name, timezone) values (1, 'Lake & Hill', 'America/Chicago')")
    return found


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with mail_server() as running:
        yield running


@pytest.fixture
def settings(app: Gateway, server: MailServer) -> Settings:
    """With the mail server."""
    known: Settings = app.runtime.settings
    return known.model_copy(
        update={
            "smtp_host": HOST,
            "smtp_port": server.port,
            "smtp_security": "none",
            "mail_from": "reports@lake.test",
            "public_url": "https://leads.test/",
        }
    )


async def scheduled(client: Client, **others: object) -> dict[str, Any]:
    made: dict[str, Any] = (await client.post(SCHEDULES, MONDAYS | others)).ok()
    return made


async def of(pool: Pool, schedule: dict[str, Any]) -> dict[str, Any]:
    """The schedule as it is now."""
    row = await pool.fetchrow("select * from report_schedules where id = $1", schedule["id"])
    assert row is not None
    return dict(row)


async def reports(pool: Pool) -> list[int]:
    return [row["id"] for row in await pool.fetch("select id from reports order by id")]


async def make_due(pool: Pool, schedule: dict[str, Any], ago: timedelta = timedelta(minutes=1)) -> None:
    await pool.execute("update report_schedules set next_at = $2 where id = $1", schedule["id"], clock.now() - ago)


async def made(pool: Pool, settings: Settings, schedule: dict[str, Any]) -> int:
    """A report of the schedule, ready to be mailed."""
    await make_due(pool, schedule)
    await schedules.run_due(pool, clock.now())
    report_id = (await reports(pool))[-1]
    await making.make(pool, settings, report_id, last=True)
    return report_id


async def deliver(pool: Pool, settings: Settings, report_id: int, *, is_last: bool = False) -> LeadGenError | None:
    """Mails it, and answers what would be tried again."""
    try:
        await mailing.deliver(pool, settings, report_id, is_last=is_last)
    except LeadGenError as problem:
        return problem
    return None


async def pass_two_minutes(pool: Pool) -> None:
    """For links: when one was made is written once, unless the triggers that see to it sleep."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("set local session_replication_role = replica")
        await connection.execute("update report_links set created_at = created_at - interval '2 minutes'")


async def notified(pool: Pool) -> list[tuple[int, str]]:
    rows = await pool.fetch("select user_id, title from notifications order by user_id")
    return [(row["user_id"], row["title"]) for row in rows]


# --- when -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cadence", "day", "hour", "zone", "after", "expected"),
    [
        ("daily", None, 7, "America/New_York", "2026-06-01T10:59Z", "2026-06-01T11:00Z"),
        ("daily", None, 7, "America/New_York", "2026-06-01T11:00Z", "2026-06-02T11:00Z"),
        # 2:00 does not come on 8 March 2026; the hour after it does.
        ("daily", None, 2, "America/New_York", "2026-03-07T07:00Z", "2026-03-08T07:00Z"),
        ("daily", None, 2, "America/New_York", "2026-03-08T07:00Z", "2026-03-09T06:00Z"),
        # 1:00 comes twice on 1 November 2026: the first time counts, and only once.
        ("daily", None, 1, "America/New_York", "2026-10-31T05:00Z", "2026-11-01T05:00Z"),
        ("daily", None, 1, "America/New_York", "2026-11-01T05:00Z", "2026-11-02T06:00Z"),
        # Arizona and Hawaii keep their clocks.
        ("daily", None, 2, "America/Phoenix", "2026-03-07T12:00Z", "2026-03-08T09:00Z"),
        ("daily", None, 23, "Pacific/Honolulu", "2026-12-31T10:00Z", "2027-01-01T09:00Z"),
        # Half an hour is skipped there.
        ("daily", None, 2, "Australia/Lord_Howe", "2026-10-03T02:00Z", "2026-10-03T15:30Z"),
        # 30 December 2011 does not exist in Samoa.
        ("daily", None, 7, "Pacific/Apia", "2011-12-29T17:00Z", "2011-12-30T17:00Z"),
        ("daily", None, 7, "Pacific/Apia", "2011-12-30T17:00Z", "2011-12-31T17:00Z"),
        ("weekly", 1, 7, "America/Chicago", "2026-11-22T12:00Z", "2026-11-23T13:00Z"),
        ("weekly", 7, 0, "America/Chicago", "2026-11-22T06:00Z", "2026-11-29T06:00Z"),
        ("monthly", 31, 7, "America/Chicago", "2026-03-31T13:00Z", "2026-04-30T12:00Z"),
        ("monthly", 31, 7, "America/Chicago", "2026-04-30T12:00Z", "2026-05-31T12:00Z"),
        ("monthly", 29, 7, "America/Chicago", "2027-02-01T12:00Z", "2027-02-28T13:00Z"),
        ("monthly", 29, 7, "America/Chicago", "2028-02-01T12:00Z", "2028-02-29T13:00Z"),
        ("monthly", 1, 0, "America/New_York", "2026-12-31T23:00Z", "2027-01-01T05:00Z"),
    ],
)
async def test_the_next_time_is_by_the_clock_on_the_wall(
    pool: Pool, cadence: str, day: int | None, hour: int, zone: str, after: str, expected: str
) -> None:
    found = await pool.fetchval(
        "select next_sending($1, $2, $2, $3, $4, $5)", cadence, day, hour, datetime.fromisoformat(after), zone
    )

    assert found == datetime.fromisoformat(expected)


async def test_a_new_schedule_knows_when_it_is_next_and_the_preview_says_the_same(ada: Client, pool: Pool) -> None:
    preview = (await ada.get(f"{SCHEDULES}/next", {"cadence": "weekly", "weekday": 1, "hour": 7})).ok()

    schedule = await scheduled(ada)

    assert schedule["next_at"] == preview["next_at"].replace("Z", "+00:00")
    assert preview["zone"] == "America/Chicago"
    assert preview["said"] == "every Monday at 7:00 am"
    assert schedule["owner_id"] == ADA.id


async def test_another_hour_or_another_clock_is_another_time_and_a_pause_is_none(ada: Client, pool: Pool) -> None:
    schedule = await scheduled(ada, cadence="daily")
    path = f"{SCHEDULES}/{schedule['id']}"

    renamed = (await ada.patch(path, {"name": "Sales"})).ok()
    later = (await ada.patch(path, {"hour": 9})).ok()
    await ada.patch("/v1/settings", {"timezone": "Pacific/Honolulu"})
    elsewhere = (await ada.get(path)).ok()
    paused = (await ada.patch(path, {"is_active": False})).ok()
    resumed = (await ada.patch(path, {"is_active": True})).ok()

    hours = [datetime.fromisoformat(each["next_at"]).astimezone(UTC).hour for each in (schedule, later, elsewhere)]
    assert renamed["next_at"] == schedule["next_at"]
    assert (hours[1] - hours[0]) % 24 == 2
    assert hours[2] == 19
    assert paused["next_at"] is None
    assert resumed["next_at"] == elsewhere["next_at"]


# --- what is kept -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"recipients": []}, "/recipients"),
        ({"recipients": ["ann"]}, "/recipients/0"),
        ({"recipients": ["a@example.com", "b@example.com\nBcc: c@example.com"]}, "/recipients/1"),
        ({"recipients": [7]}, "/recipients/0"),
        ({"recipients": [f"p{n}@example.com" for n in range(51)]}, "/recipients"),
        ({"weekday": None}, "/weekday"),
        ({"weekday": 8}, "/weekday"),
        ({"cadence": "monthly"}, "/day_of_month"),
        ({"cadence": "monthly", "day_of_month": 32}, "/day_of_month"),
        ({"cadence": "hourly"}, "/cadence"),
        ({"hour": 24}, "/hour"),
        ({"format": "Word"}, "/format"),
        ({"asked": {"period": "Whenever"}}, "/asked"),
        ({"asked": {"owner": "Ben"}}, "/asked/owner"),
        ({"owner_id": BEN.id}, "/owner_id"),
        ({"next_at": "2030-01-01T00:00:00Z"}, "/next_at"),
    ],
)
async def test_what_cannot_be_sent_is_refused_at_the_field(
    ada: Client, pool: Pool, wrong: dict[str, object], pointer: str
) -> None:
    reply = await ada.post(SCHEDULES, MONDAYS | wrong)

    assert reply.status == 422, reply.text
    assert [each["pointer"] for each in reply.json["errors"]] == [pointer]
    assert await pool.fetchval("select count(*) from report_schedules") == 0


async def test_whoever_changes_what_goes_to_whom_answers_for_it(ada: Client, ben: Client, pool: Pool) -> None:
    """Otherwise somebody could have figures sent that only another one sees."""
    schedule = await scheduled(ada)
    path = f"{SCHEDULES}/{schedule['id']}"

    paused = (await ben.patch(path, {"is_active": False})).ok()
    changed = (await ben.patch(path, {"recipients": ["ben@example.com"]})).ok()

    assert paused["owner_id"] == ADA.id
    assert changed["owner_id"] == BEN.id


# --- once -------------------------------------------------------------------------------------------------------------


async def test_what_is_due_is_made_once_however_many_workers_look(ada: Client, pool: Pool) -> None:
    schedule = await scheduled(ada)
    other = await scheduled(ada, name="Another")
    for each in (schedule, other):
        await make_due(pool, each)

    begun = await asyncio.gather(*(schedules.run_due(pool, clock.now()) for _ in range(5)))

    assert sum(begun) == 2
    assert await pool.fetchval("select array_agg(schedule_id order by schedule_id) from reports") == [
        schedule["id"],
        other["id"],
    ]
    now = await of(pool, schedule)
    assert now["next_at"] == datetime.fromisoformat(schedule["next_at"])
    assert now["version"] == schedule["version"], "nobody's change: whoever edits it meanwhile is not disturbed"


async def test_after_a_week_without_a_worker_a_daily_report_goes_out_once(ada: Client, pool: Pool) -> None:
    schedule = await scheduled(ada, cadence="daily")
    await make_due(pool, schedule, timedelta(days=7))

    for _ in range(3):
        await schedules.run_due(pool, clock.now())

    assert len(await reports(pool)) == 1
    assert (await of(pool, schedule))["next_at"] == datetime.fromisoformat(schedule["next_at"])


async def test_what_is_not_due_or_paused_waits(ada: Client, pool: Pool) -> None:
    await scheduled(ada)
    await make_due(pool, await scheduled(ada, is_active=False))

    assert await schedules.run_due(pool, clock.now()) == 0


async def test_a_relative_period_is_that_of_the_day_on_which_it_is_sent(
    ada: Client, pool: Pool, settings: Settings
) -> None:
    report_id = await made(pool, settings, await scheduled(ada))

    data = orjson.loads(await pool.fetchval("select data::text from reports where id = $1", report_id))
    last = data["document"]["period"]["last"]
    assert datetime.fromisoformat(last).date() < clock.today()
    assert data["document"]["period"]["said"] == "Last Month"


# --- what stops it ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        ("update users set is_active = false where id = {ben}", "does not work here any more"),
        ('update users set permissions = \'{{"report_schedules:write": "none"}}\' where id = {ben}', "permission"),
        ('update users set permissions = \'{{"policies:read": "none"}}\' where id = {ben}', "policies:read"),
        ("update report_schedules set report = 'gone'", "There is no report gone"),
    ],
)
async def test_a_schedule_that_may_not_go_on_stops_and_says_why(
    ben: Client, pool: Pool, happens: str, why: str
) -> None:
    schedule = await scheduled(ben)
    await make_due(pool, schedule)
    await pool.execute(happens.format(ben=BEN.id))

    await schedules.run_due(pool, clock.now())
    await schedules.run_due(pool, clock.now())

    now = await of(pool, schedule)
    assert not now["is_active"]
    assert why in now["last_error"]
    assert await reports(pool) == []
    told = await notified(pool)
    assert (ADA.id, "“Sales of the month” is not sent any more") in told
    assert len(told) == len({user for user, _ in told})


async def test_a_failed_report_tells_its_owner_and_nobody_on_the_schedule(
    ben: Client, pool: Pool, settings: Settings, server: MailServer
) -> None:
    schedule = await scheduled(ben)
    await make_due(pool, schedule)
    await schedules.run_due(pool, clock.now())
    [report_id] = await reports(pool)
    await making.fail(pool, report_id, "The book is too large.")

    assert await deliver(pool, settings, report_id) is None

    assert server.mails == []
    assert (await of(pool, schedule))["last_error"] == "The book is too large."
    assert [user for user, _ in await notified(pool)] == [BEN.id]


# --- the mail ---------------------------------------------------------------------------------------------------------


async def test_everybody_gets_a_link_of_their_own_and_reads_why_it_came(
    ada: Client, nobody: Client, pool: Pool, settings: Settings, server: MailServer
) -> None:
    report_id = await made(pool, settings, await scheduled(ada))

    assert await deliver(pool, settings, report_id) is None

    assert server.recipients == MONDAYS["recipients"]
    texts = [mail.get_body(("plain",)) for mail in server.mails]
    words = [" ".join(text.get_content().split()) for text in texts if text is not None]
    tokens = [found[1] for each in words if (found := LINK.search(each))]
    assert len(set(tokens)) == 3
    assert all("Ada Lovelace of Lake & Hill has this report sent to" in each for each in words)
    assert all("every Monday at 7:00 am" in each for each in words)
    assert server.mails[0]["Subject"] == "Sales of the month: Last Month"
    assert server.mails[0]["From"] == "Lake & Hill <reports@lake.test>"
    html = server.mails[0].get_body(("html",))
    assert html is not None
    assert "Lake &amp; Hill" in html.get_content()

    file = await nobody.get(f"/v1/report-links/{tokens[0]}/file")

    assert file.status == 200
    assert b"Policies" in file.body
    links = (await ada.get(f"/v1/reports/{report_id}/links")).items
    assert [(link["sent_to"], link["opens"]) for link in links] == [
        ("ann@example.com", 1),
        ("bob@example.com", 0),
        ("eve@example.com", 0),
    ]
    assert all(link["sent_at"] for link in links)


async def test_a_job_that_runs_twice_writes_to_nobody_twice(
    ada: Client, pool: Pool, settings: Settings, server: MailServer
) -> None:
    report_id = await made(
        pool, settings, await scheduled(ada, recipients=["ann@example.com", "ANN@example.com "[:-1]])
    )

    for _ in range(3):
        await deliver(pool, settings, report_id)

    assert server.recipients == ["ann@example.com"]


async def test_two_workers_with_the_same_job_write_to_everybody_once(
    ada: Client, pool: Pool, settings: Settings, server: MailServer
) -> None:
    report_id = await made(pool, settings, await scheduled(ada))

    problems = await asyncio.gather(*(deliver(pool, settings, report_id) for _ in range(3)))

    assert all(problem is None or isinstance(problem, MailUnderway) for problem in problems)
    assert sorted(server.recipients) == MONDAYS["recipients"]


async def test_whom_the_server_refuses_is_told_to_the_owner_once_and_the_others_get_theirs(
    ben: Client, pool: Pool, settings: Settings, server: MailServer
) -> None:
    server.answers["bob@example.com"] = "550 5.1.1 No such user"
    schedule = await scheduled(ben)
    report_id = await made(pool, settings, schedule)

    for _ in range(2):
        assert await deliver(pool, settings, report_id) is None

    assert server.recipients == ["ann@example.com", "eve@example.com"]
    assert "bob@example.com: The mail server 127.0.0.1 answered 550" in (await of(pool, schedule))["last_error"]
    assert await notified(pool) == [(BEN.id, "“Sales of the month” could not be mailed to everybody")]


async def test_whom_the_server_wants_to_wait_gets_it_with_the_next_attempt(
    ada: Client, pool: Pool, settings: Settings, server: MailServer
) -> None:
    server.answers["bob@example.com"] = "450 4.2.1 Greylisted"
    schedule = await scheduled(ada)
    report_id = await made(pool, settings, schedule)

    first = await deliver(pool, settings, report_id)
    said = (await of(pool, schedule))["last_error"]
    server.answers.clear()
    second = await deliver(pool, settings, report_id)

    assert isinstance(first, MailUnavailable)
    assert said.endswith("It is tried again.")
    assert second is None
    assert server.recipients == ["ann@example.com", "eve@example.com", "bob@example.com"]
    assert (await of(pool, schedule))["last_error"] is None
    assert await notified(pool) == []


async def test_a_mail_whose_answer_was_lost_goes_out_again_as_the_same_mail_and_both_links_work(
    ada: Client, nobody: Client, pool: Pool, settings: Settings, server: MailServer
) -> None:
    server.after_data = AfterData.TAKE_AND_DROP
    report_id = await made(pool, settings, await scheduled(ada, recipients=["ann@example.com"]))
    assert isinstance(await deliver(pool, settings, report_id), MailUnavailable)
    assert isinstance(await deliver(pool, settings, report_id), MailUnderway), "another worker may be at it"

    server.after_data = AfterData.TAKE
    await pass_two_minutes(pool)
    assert await deliver(pool, settings, report_id) is None

    first, second = server.mails
    assert first["Message-ID"] == second["Message-ID"]
    for mail in (first, second):
        body = mail.get_body(("plain",))
        assert body is not None
        found = LINK.search(body.get_content())
        assert found is not None
        assert (await nobody.get(f"/v1/report-links/{found[1]}")).status == 200


async def test_a_server_that_does_not_let_us_in_is_told_to_those_who_can_mend_it_once(
    ben: Client, pool: Pool, settings: Settings
) -> None:
    schedule = await scheduled(ben)
    report_id = await made(pool, settings, schedule)
    async with mail_server(sign_in=True) as strict:
        wrong = settings.model_copy(update={"smtp_port": strict.port})

        problems = [await deliver(pool, wrong, report_id) for _ in range(2)]

    assert all(isinstance(problem, SetupRefused) for problem in problems)
    assert [user for user, _ in await notified(pool)] == [ADA.id, BEN.id]
    assert await pool.fetchval("select count(*) from report_links") == 0


async def test_after_the_last_attempt_the_owner_is_told(ben: Client, pool: Pool, settings: Settings) -> None:
    schedule = await scheduled(ben)
    report_id = await made(pool, settings, schedule)
    gone = settings.model_copy(update={"smtp_port": 9})

    await deliver(pool, gone, report_id)
    assert await notified(pool) == []
    await deliver(pool, gone, report_id, is_last=True)

    assert [user for user, _ in await notified(pool)] == [BEN.id]
    assert "cannot be reached" in (await of(pool, schedule))["last_error"]


async def test_without_a_mail_server_the_mails_lie_in_the_outbox_and_everybody_is_told_so(
    ada: Client, pool: Pool, settings: Settings
) -> None:
    report_id = await made(pool, settings, await scheduled(ada))

    await deliver(pool, settings.model_copy(update={"smtp_host": None}), report_id)

    assert len([*settings.outbox_dir.glob(f"report-{report_id}-*.eml")]) == 3
    told = (await ada.get(f"{SCHEDULES}/mail")).ok()
    assert told["server"] is None
    assert told["outbox"] == str(settings.outbox_dir)


async def test_somebody_taken_off_the_list_while_it_was_made_gets_nothing(
    ada: Client, pool: Pool, settings: Settings, server: MailServer
) -> None:
    schedule = await scheduled(ada)
    report_id = await made(pool, settings, schedule)
    (await ada.patch(f"{SCHEDULES}/{schedule['id']}", {"recipients": ["bob@example.com"]})).ok()

    await deliver(pool, settings, report_id)

    assert server.recipients == ["bob@example.com"]


async def test_a_deleted_schedule_sends_nothing_more(
    ada: Client, pool: Pool, settings: Settings, server: MailServer
) -> None:
    schedule = await scheduled(ada)
    report_id = await made(pool, settings, schedule)
    await ada.delete(f"{SCHEDULES}/{schedule['id']}")

    assert await deliver(pool, settings, report_id) is None

    assert server.mails == []


# --- now --------------------------------------------------------------------------------------------------------------


async def test_it_can_be_sent_now_and_its_turn_stays(ada: Client, ben: Client, vic: Client, pool: Pool) -> None:
    schedule = await scheduled(ada)
    path = f"{SCHEDULES}/{schedule['id']}/send"

    report = await ben.post(path)
    again = await ben.post(path)

    assert report.status == 202
    assert report.json["made_for_id"] == ADA.id, "with the eyes of whoever set it up"
    assert again.status == 409
    assert again.json["code"] == "schedule_underway"
    assert len(await reports(pool)) == 1
    now = await of(pool, schedule)
    assert now["next_at"] == datetime.fromisoformat(schedule["next_at"])
    assert now["last_at"] is not None
    assert (await vic.post(path)).status == 403
    assert (await ada.post(f"{SCHEDULES}/999999/send")).status == 404


async def test_a_viewer_sees_only_their_own_and_an_agent_none(
    ada: Client, vic: Client, cleo: Client, pool: Pool
) -> None:
    schedule = await scheduled(ada)

    assert (await vic.get(SCHEDULES)).items == []
    assert (await vic.get(f"{SCHEDULES}/{schedule['id']}")).status == 404
    assert (await cleo.get(SCHEDULES)).status == 403
    assert VIC.id != ADA.id


# --- the whole chain --------------------------------------------------------------------------------------------------


@pytest.fixture
def start_worker(database: str, settings: Settings) -> Iterator[Any]:
    """Starts real workers with the mail server; what still runs after the test is killed."""
    started: list[subprocess.Popen[bytes]] = []
    environment = os.environ | {
        "USE_DB": "true",
        "DATABASE_URL": database,
        "LEADGEN_DATA_DIR": str(settings.data_dir),
        "LEADGEN_SECRET_KEY": "a key for tests, forty characters at least",
        "LEADGEN_SMTP_HOST": HOST,
        "LEADGEN_SMTP_PORT": str(settings.smtp_port),
        "LEADGEN_SMTP_SECURITY": "none",
        "LEADGEN_MAIL_FROM": "reports@lake.test",
        "LEADGEN_PUBLIC_URL": "https://leads.test",
        "LEADGEN_LOG_LEVEL": "warning",
    }

    def start() -> "subprocess.Popen[bytes]":
        started.append(subprocess.Popen([sys.executable, "-m", "backend", "worker"], env=environment, cwd=PROJECT))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.mark.server
async def test_a_worker_killed_between_two_mails_leaves_nobody_out_and_writes_to_nobody_twice(
    ada: Client, nobody: Client, pool: Pool, server: MailServer, start_worker: Any
) -> None:
    schedule = await scheduled(ada)
    await make_due(pool, schedule)
    victim = start_worker()

    def kill_in_the_second() -> None:
        if len(server.mails) == 1 and victim.poll() is None:
            victim.send_signal(signal.SIGKILL)
            victim.wait()
            raise ConnectionAbortedError("the mail is not whole")

    server.on_data = kill_in_the_second
    await schedules.run_due(pool, clock.now())
    await until(lambda: victim.poll() is not None, within_s=60)
    assert server.recipients == ["ann@example.com"]

    await pass_two_minutes(pool)
    start_worker()
    await until(lambda: len(server.mails) >= 3, within_s=90)
    await until(lambda: pool.fetchval("select not exists (select from pgqueuer where entrypoint = 'ReportEnded')"))

    assert sorted(server.recipients) == MONDAYS["recipients"]
    for mail in server.mails:
        body = mail.get_body(("plain",))
        assert body is not None
        found = LINK.search(body.get_content())
        assert found is not None
        assert (await nobody.get(f"/v1/report-links/{found[1]}/file")).status == 200
