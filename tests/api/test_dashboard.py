"""Every figure of the dashboard is the number of records in the list that it points at, for every caller."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import asyncpg
import orjson
import pytest

from backend.api.dashboard import Dashboard
from backend.api.gateway import Gateway
from backend.auth.permissions import Scope
from backend.reports.dashboard import Figures, Key
from tests.client import Client, serving
from tests.conftest import SettingsOf
from tests.people import ADA, BEN, CLEO, DAN, VIC, Person

pytestmark = pytest.mark.anyio

OFFICE: Final = ZoneInfo("America/New_York")
# Everybody owns something, some records belong to nobody, and some do not say what a record usually says.
UNTIDY: Final = f"""
update customers set owner_id = (array[{BEN.id}, {CLEO.id}, {DAN.id}, null])[1 + id % 4];
update policies set owner_id = (array[{BEN.id}, {CLEO.id}, {DAN.id}, null])[1 + id % 4];
update claims set owner_id = (array[{BEN.id}, {CLEO.id}, {DAN.id}, null])[1 + id % 4];
update tasks set owner_id = (array[{BEN.id}, {CLEO.id}, {DAN.id}, null])[1 + id % 4];
update policies set policy_type = null where id % 11 = 0;
update policies set renewal_date = null where id % 5 = 0;
update policies set end_date = null where id % 17 = 0;
update claims set status = 'pending' where id % 2 = 0;
update claims set claim_date = current_date - (array[-1, 0, 7, 8, 30, 31, 90, 91, 400])[1 + (id % 9)::int]
where status = 'pending';
insert into claims (claim_number, policy_number, customer_name, amount, status, claim_date, created_at, owner_id)
select 'UNDATED-' || n, 'none', 'Nobody', '$10', 'pending', null, now() - make_interval(days => n), {CLEO.id}
from unnest(array[0, 7, 8, 30, 31, 90, 91, 120]) n;
update tasks set status = 'open', due_at = now() + make_interval(hours => (id % 100)::int - 50) where id % 2 = 0;
"""


class Figure(NamedTuple):
    """A number, the list behind it, and what the list's amounts add up to, if that is a figure as well."""

    name: str
    number: int
    rows: dict[str, Any]
    cents: int | None = None
    amount: str = "annual_premium_cents"


def figures(found: dict[str, Any]) -> Iterator[Figure]:
    in_force, customers, tasks = found["premium_in_force"], found["customers"], found["open_tasks"]
    yield Figure("in force", in_force["policies"], in_force["rows"], in_force["cents"])
    yield Figure("customers", customers["active"], customers["rows"])
    for each in found["policies_by_line"]:
        yield Figure(each["label"], each["policies"], each["rows"], each["premium_cents"])
    for each in found["business_by_month"]:
        yield Figure(f"new {each['month']}", each["new_policies"], each["new_rows"], each["new_premium_cents"])
        yield Figure(f"lost {each['month']}", each["lost_policies"], each["lost_rows"], each["lost_premium_cents"])
    for each in found["claims_by_status"]:
        yield Figure(each["label"], each["claims"], each["rows"], each["amount_cents"], "amount_cents")
    for each in found["claims_by_age"]:
        yield Figure(each["bucket"], each["claims"], each["rows"])
    for each in found["renewals"]:
        yield Figure(f"renewals {each['days']}", each["policies"], each["rows"], each["premium_cents"])
    yield Figure("tasks", tasks["mine"], tasks["rows"])
    yield Figure("overdue", tasks["overdue"], tasks["overdue_rows"])


@pytest.fixture(scope="module")
async def agency(seeded_database: str, settings_of: SettingsOf) -> AsyncIterator[Gateway]:
    """The demo agency, untidied, in which Dan sees what his team sees."""
    connection = await asyncpg.connect(seeded_database)
    await connection.execute(UNTIDY)
    grants = {f"{noun}:read": "team" for noun in ("customers", "policies", "claims")}
    await connection.execute("update users set permissions = $1 where id = $2", orjson.dumps(grants).decode(), DAN.id)
    await connection.close()
    async with serving(settings_of(seeded_database)) as app:
        yield app


async def dashboard(client: Client, **asked: object) -> dict[str, Any]:
    reply = await client.get("/v1/dashboard", asked)
    Dashboard.model_validate_json(reply.body, strict=False)
    found: dict[str, Any] = reply.ok()
    return found


async def listed(client: Client, rows: dict[str, Any], amount: str) -> tuple[int, int]:
    """How many records the list behind a figure holds, and what their amounts add up to."""
    total, cents = -1, 0
    after: dict[str, object] = {}
    while True:
        asked = {"filter": orjson.dumps(rows["filter"]).decode(), "count": "exact", "page_size": 200} | after
        page = (await client.get(f"/v1/{rows['noun']}", asked)).ok()
        total = page["total"] if total < 0 else total
        cents += sum(record.get(amount) or 0 for record in page["items"])
        if page["next"] is None:
            return total, cents
        after = {"after": page["next"]}


@pytest.mark.parametrize("whose", ["me", "team", "all"])
@pytest.mark.parametrize("person", [ADA, BEN, CLEO, DAN, VIC], ids=lambda person: person.username)
async def test_every_figure_is_the_total_of_its_list(agency: Gateway, person: Person, whose: str) -> None:
    client = Client(agency).of(person)
    found = [*figures(await dashboard(client, whose=whose, months=14))]
    assert len(found) >= 46

    wrong = []
    for figure in found:
        count, cents = await listed(client, figure.rows, figure.amount)
        if count != figure.number or figure.cents not in (None, cents):
            wrong.append((figure.name, figure.number, count, figure.cents, cents))

    assert not wrong


async def test_the_untidy_agency_has_something_in_every_figure(agency: Gateway) -> None:
    """So that the test above compares more than zeros."""
    everything = await dashboard(Client(agency).of(ADA))
    mine = await dashboard(Client(agency).of(CLEO))

    assert [line["label"] for line in everything["policies_by_line"]] == ["Auto", "Home", "Life", "Health", "No line"]
    for figure in figures(everything):
        assert figure.number or figure.name.startswith(("lost", "new", "tasks", "overdue")), figure.name
    assert all(each["claims"] for each in mine["claims_by_age"])
    assert mine["open_tasks"]["mine"] > mine["open_tasks"]["overdue"] > 0


async def test_nobody_counts_more_than_they_may_list(agency: Gateway) -> None:
    cleo, dan, ada = (Client(agency).of(person) for person in (CLEO, DAN, ADA))
    everything = (await dashboard(ada))["premium_in_force"]["policies"]
    team = (await dashboard(dan))["premium_in_force"]["policies"]
    own = await dashboard(cleo, whose="all")

    assert own["premium_in_force"] == (await dashboard(cleo, whose="me"))["premium_in_force"]
    assert 0 < own["premium_in_force"]["policies"] < team < everything
    assert (await dashboard(dan, whose="me"))["premium_in_force"]["policies"] < team


async def test_a_developer_without_a_name_has_nothing_of_their_own(agency: Gateway) -> None:
    developer = Client(agency, peer="127.0.0.1", host="localhost")

    assert {figure.number for figure in figures(await dashboard(developer, whose="me"))} == {0}
    assert (await dashboard(developer, whose="all"))["customers"]["active"] > 0


async def test_retention_is_the_share_of_last_years_book_that_is_still_there(
    agency: Gateway, seeded_database: str
) -> None:
    connection = await asyncpg.connect(seeded_database)
    policies = await connection.fetch("select * from policies")
    await connection.close()
    today = datetime.now(OFFICE).date()
    then = today.replace(year=today.year - 1, day=min(today.day, 28) if today.month == 2 else today.day)
    then_at = datetime(then.year, then.month, then.day, tzinfo=OFFICE)

    def was_there(row: asyncpg.Record) -> bool:
        begun = row["created_at"] < then_at or (row["start_date"] is not None and row["start_date"] < then)
        return begun and (row["status"] == "active" or (row["end_date"] is not None and row["end_date"] >= then))

    book = [row for row in policies if was_there(row)]
    kept = [row for row in book if row["status"] == "active"]
    cents, kept_cents = (sum(row["annual_premium_cents"] or 0 for row in rows) for rows in (book, kept))

    found = (await dashboard(Client(agency).of(ADA)))["retention"]

    assert (found["expiring"], found["kept"]) == (len(book), len(kept))
    assert abs(found["policies_rate_bp"] - 10_000 * len(kept) / len(book)) <= 0.5
    assert abs(found["premium_rate_bp"] - 10_000 * kept_cents / cents) <= 0.5
    assert 0 < found["policies_rate_bp"] < 10_000
    assert "12 months" in found["definition"]


async def test_of_nothing_there_is_no_rate(ada: Client) -> None:
    found = await dashboard(ada)

    assert (found["retention"]["policies_rate_bp"], found["retention"]["premium_rate_bp"]) == (None, None)
    assert {figure.number for figure in figures(found)} == {0}
    assert len(found["policies_by_line"]) == 4


async def test_months_and_days_are_those_of_the_agencys_time_zone(own_database: str, settings_of: SettingsOf) -> None:
    connection = await asyncpg.connect(own_database)
    await connection.execute("insert into agency_settings (id, timezone) values (1, 'Pacific/Auckland')")
    await connection.close()
    today = datetime.now(ZoneInfo("Pacific/Auckland")).date()
    async with serving(settings_of(own_database)) as app:
        client = Client(app).of(ADA)
        found = await dashboard(client, months=2)
        [thirty, *_] = found["renewals"]

    assert [each["month"] for each in found["business_by_month"]][-1] == f"{today:%Y-%m}"
    assert thirty["rows"]["filter"]["or"][0]["renewal_date"] == {
        "gte": today.isoformat(),
        "lte": (today + timedelta(days=30)).isoformat(),
    }


async def test_months_go_back_as_far_as_asked(ada: Client) -> None:
    assert len((await dashboard(ada, months=1))["business_by_month"]) == 1
    assert len((await dashboard(ada, months=36))["business_by_month"]) == 36
    for wrong in ({"months": 0}, {"months": 37}, {"whose": "everybody"}):
        assert (await ada.get("/v1/dashboard", wrong)).status == 422


async def test_a_key_that_may_not_read_a_kind_of_record_counts_none(agency: Gateway, seeded_database: str) -> None:
    connection = await asyncpg.connect(seeded_database)
    await connection.execute("""update users set permissions = '{"claims:read": "none"}' where id = $1""", VIC.id)
    await connection.close()
    client = Client(agency).of(VIC)

    found = await dashboard(client)
    while found["claims_by_status"][0]["claims"]:  # until the server has heard of the change
        found = await dashboard(client)

    assert {each["claims"] for each in (*found["claims_by_status"], *found["claims_by_age"])} == {0}
    assert found["customers"]["active"] > 0


async def test_who_did_not_sign_in_sees_no_figures(nobody: Client) -> None:
    assert (await nobody.get("/v1/dashboard")).status == 401


async def test_many_who_ask_at_once_are_answered_by_one_count(agency: Gateway) -> None:
    assert agency.runtime is not None
    figures, counted = Figures(agency.runtime.pool), 0
    count = figures._count

    async def counting(key: Key) -> dict[str, Any]:
        nonlocal counted
        counted += 1
        return await count(key)

    figures._count = counting  # type: ignore[method-assign]
    callers = [ADA.principal, BEN.principal] * 10

    answers = await asyncio.gather(*(figures.read(who, whose=Scope.ALL, months=12) for who in callers))

    assert counted == 1
    assert len({orjson.loads(answer)["as_of"] for answer in answers}) == 1


async def test_whoever_sees_less_never_gets_the_answer_of_who_sees_more(agency: Gateway) -> None:
    assert agency.runtime is not None
    figures = Figures(agency.runtime.pool)
    callers = [person.principal for person in (ADA, CLEO, BEN, CLEO)]

    answers = await asyncio.gather(*(figures.read(who, whose=Scope.ALL, months=12) for who in callers))

    ada, cleo, ben, again = (orjson.loads(answer)["premium_in_force"]["policies"] for answer in answers)
    assert ada == ben > cleo == again


async def test_a_count_that_failed_is_not_remembered(agency: Gateway) -> None:
    assert agency.runtime is not None
    figures, count = Figures(agency.runtime.pool), Figures._count

    async def failing(key: Key) -> dict[str, Any]:
        raise asyncpg.QueryCanceledError("too slow")

    figures._count = failing  # type: ignore[method-assign]
    with pytest.raises(asyncpg.QueryCanceledError):
        await figures.read(ADA.principal, whose=Scope.ALL, months=12)
    figures._count = partial(count, figures)  # type: ignore[method-assign]

    assert orjson.loads(await figures.read(ADA.principal, whose=Scope.ALL, months=12))["customers"]["active"] > 0
