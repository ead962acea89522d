"""Who gets a lead, by when it has to be answered, and what happens when nobody answers."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest

from backend.api.gateway import Gateway
from backend.database.engine import Pool
from backend.leads import routing
from backend.leads.office_hours import USUAL_WEEK, due
from tests.client import Client
from tests.people import ADA, BEN, CLEO, DAN, NORTH
from tests.records import Records

pytestmark = pytest.mark.anyio

NEW_YORK: Final = ZoneInfo("America/New_York")
MONDAY: Final = datetime(2026, 11, 23, 15, tzinfo=UTC)  # ten o'clock in New York


@pytest.fixture(autouse=True)
async def no_rules(app: Gateway) -> None:
    await app.runtime.pool.execute("truncate routing_rules, routing_agents, agent_licenses, office_hours cascade")
    await app.runtime.pool.execute("delete from leads")


@pytest.fixture
async def pool(app: Gateway) -> Pool:
    found: Pool = app.runtime.pool
    return found


@pytest.mark.parametrize(
    ("start", "minutes", "wanted"),
    [
        ("2026-11-23 10:00", 15, "2026-11-23 10:15"),
        ("2026-11-23 16:50", 15, "2026-11-24 09:05"),
        ("2026-11-23 07:00", 15, "2026-11-23 09:15"),
        ("2026-11-27 16:50", 15, "2026-11-30 09:05"),  # over the weekend
        ("2026-11-25 16:50", 15, "2026-11-27 09:05"),  # over Thanksgiving
        ("2026-11-23 10:00", 8 * 60, "2026-11-24 10:00"),
    ],
)
async def test_the_clock_runs_in_office_hours(start: str, minutes: int, wanted: str) -> None:
    begun = datetime.fromisoformat(start).replace(tzinfo=NEW_YORK).astimezone(UTC)

    assert due(begun, minutes, NEW_YORK, USUAL_WEEK).astimezone(NEW_YORK).strftime("%Y-%m-%d %H:%M") == wanted


async def given(pool: Pool, records: Records, **fields: object) -> tuple[dict[str, Any], int | None]:
    lead = await records.make("leads", **{"contact_info": {"email": "a@example.com", "state": "TX"}} | fields)
    return lead, await routing.assign(pool, lead["id"], MONDAY)


async def test_turns_go_round_by_weight(pool: Pool, records: Records) -> None:
    await records.make("routing-rules", needs_license=False)
    await pool.execute("insert into routing_agents (user_id, weight) values ($1, 3), ($2, 1)", CLEO.id, DAN.id)

    turns = [(await given(pool, records))[1] for _ in range(8)]

    assert Counter(turns) == {CLEO.id: 6, DAN.id: 2}
    assert turns[:4].count(DAN.id) == 1


async def test_the_first_rule_that_fits_and_has_somebody_decides(pool: Pool, records: Records) -> None:
    await records.make(
        "routing-rules", position=1, applies_to={"product_interest": "home"}, user_id=DAN.id, needs_license=False
    )
    await records.make("routing-rules", position=2, team_id=NORTH, needs_license=False)

    assert (await given(pool, records, product_interest="home"))[1] == DAN.id
    assert (await given(pool, records, product_interest="auto"))[1] == CLEO.id
    await pool.execute("update routing_agents set is_available = false where user_id = $1", DAN.id)
    assert (await given(pool, records, product_interest="home"))[1] == CLEO.id


async def test_only_who_is_licensed_and_has_room_gets_it(pool: Pool, records: Records) -> None:
    await records.make("routing-rules")
    license_of = "insert into agent_licenses (user_id, state, line, expires_on) values ($1, 'TX', $2, $3::text::date)"
    await pool.execute(license_of, CLEO.id, "home", None)
    await pool.execute(license_of, DAN.id, None, "2026-11-22")

    assert (await given(pool, records, product_interest="Auto"))[1] is None
    assert (await given(pool, records, product_interest="Home"))[1] == CLEO.id
    await pool.execute("update routing_agents set most_open_leads = 1 where user_id = $1", CLEO.id)
    assert (await given(pool, records, product_interest="Home"))[1] is None


async def test_a_lead_is_given_once_however_many_try(pool: Pool, records: Records) -> None:
    await records.make("routing-rules", needs_license=False)
    leads = [await records.make("leads") for _ in range(12)]

    answers = await asyncio.gather(*(routing.assign(pool, lead["id"], MONDAY) for lead in leads * 4))

    assert len([answer for answer in answers if answer is not None]) == 12
    counted = await pool.fetch("select user_id, count(*) from lead_assignments group by 1")
    assert {row["user_id"]: row["count"] for row in counted} == {CLEO.id: 6, DAN.id: 6}
    assert await pool.fetchval("select count(*) from leads where owner_id is null or status <> 'assigned'") == 0


CLOCKS: Final = """
    select count(*) from lead_assignments a join pgqueuer q on q.entrypoint = 'AnswerDue'
        and convert_from(q.payload, 'UTF8')::json ->> 'assignment_id' = a.id::text
"""


async def test_a_burst_is_given_out_together_and_each_lead_once(pool: Pool, records: Records) -> None:
    await records.make("routing-rules", needs_license=False)
    leads = [await records.make("leads") for _ in range(12)]
    theirs = await records.make("leads", BEN)
    test = await records.make("leads", is_test=True)

    await routing.assign_arrived(pool, leads[5]["id"], MONDAY)
    after_one = await pool.fetchval("select count(*) from lead_assignments")
    await asyncio.gather(*(routing.assign_arrived(pool, lead["id"], MONDAY) for lead in [*leads, theirs, test] * 3))

    counted = await pool.fetch(
        "select user_id, count(*), count(distinct lead_id) as leads from lead_assignments group by 1"
    )
    clocks = await pool.fetchval(CLOCKS)
    assert after_one == 12
    assert {row["user_id"]: (row["count"], row["leads"]) for row in counted} == {CLEO.id: (6, 6), DAN.id: (6, 6)}
    assert clocks == 12


async def test_one_that_cannot_be_given_keeps_nobody_from_their_lead(pool: Pool, records: Records) -> None:
    await records.make("routing-rules", needs_license=False)
    bad, good = await records.make("leads", source="poison"), await records.make("leads")
    await pool.execute("""
        create function refuse_poison() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
        create trigger poison before update of owner_id on leads for each row
            when (new.source = 'poison') execute function refuse_poison()
    """)
    try:
        await routing.assign_arrived(pool, good["id"], MONDAY)
    finally:
        await pool.execute("drop function refuse_poison() cascade")

    owners = {row["id"]: row["owner_id"] for row in await pool.fetch("select id, owner_id from leads")}
    assert owners[good["id"]] is not None
    assert owners[bad["id"]] is None


async def test_a_lead_for_which_nobody_was_free_is_given_out_when_somebody_is(pool: Pool, records: Records) -> None:
    await records.make("routing-rules", needs_license=False)
    away = "insert into routing_agents (user_id, is_available) values ($1, false), ($2, false)"
    await pool.execute(away, CLEO.id, DAN.id)
    lead, nobody = await given(pool, records)
    other, agent = await given(pool, records)
    await pool.execute("delete from pgqueuer")
    still_nobody = await routing.assign_left(pool, MONDAY)

    await pool.execute("update routing_agents set is_available = true where user_id = $1", DAN.id)
    found = await routing.assign_left(pool, MONDAY)

    assert (nobody, agent, still_nobody, found) == (None, None, 0, 2)
    owners = await pool.fetch("select owner_id from leads where id = any($1)", [lead["id"], other["id"]])
    assert [row["owner_id"] for row in owners] == [DAN.id, DAN.id]
    await pool.execute("update leads set owner_id = null where id = $1", lead["id"])
    assert await routing.assign_left(pool, MONDAY) == 0, "what somebody was given and gave away is theirs to decide"


async def test_somebodys_lead_and_a_test_stay_where_they_are(pool: Pool, records: Records) -> None:
    await records.make("routing-rules", needs_license=False)

    assert (await given(pool, records, owner_id=BEN.id))[1] is None
    assert (await given(pool, records, is_test=True))[1] is None


async def test_who_does_not_answer_hands_on_until_somebody_is_told(ada: Client, pool: Pool, records: Records) -> None:
    await records.make("routing-rules", needs_license=False, most_reassignments=1, escalate_to=BEN.id)
    lead, first = await given(pool, records)
    later = MONDAY + timedelta(minutes=15)

    await _time_over(pool, lead, later)
    handed_on = (await ada.get(f"/v1/leads/{lead['id']}")).ok()
    await _time_over(pool, lead, later + timedelta(minutes=15))
    await _time_over(pool, lead, later + timedelta(minutes=30))

    assert {first, handed_on["owner_id"]} == {CLEO.id, DAN.id}
    assert datetime.fromisoformat(handed_on["answer_by"]) == later + timedelta(minutes=15)
    tasks = await pool.fetch(
        "select owner_id, title from tasks where record_id = $1 and record_type = 'leads'", lead["id"]
    )
    assert [task["owner_id"] for task in tasks] == [BEN.id]


@pytest.mark.parametrize("how", ["call", "stage"])
async def test_who_answers_keeps_it(how: str, ada: Client, pool: Pool, records: Records) -> None:
    await records.make("routing-rules", needs_license=False)
    lead, agent = await given(pool, records)
    if how == "call":
        await records.make("communications", lead_id=lead["id"], comm_type="call")
    else:
        (await ada.post(f"/v1/leads/{lead['id']}/stage", {"stage": "contacted"})).ok()

    await _time_over(pool, lead, MONDAY + timedelta(minutes=15))

    assert (await ada.get(f"/v1/leads/{lead['id']}")).ok()["owner_id"] == agent
    assert await pool.fetchval("select answered_at is not null from lead_assignments where lead_id = $1", lead["id"])


async def test_a_lead_that_no_rule_means_goes_to_who_is_licensed_or_else_to_who_leads(
    ben: Client, pool: Pool, records: Records
) -> None:
    await records.make("routing-rules", applies_to={"product_interest": "home"}, user_id=DAN.id)
    license_of = "insert into agent_licenses (user_id, state) values ($1, 'TX')"
    await pool.execute(license_of, CLEO.id)

    licensed = (await given(pool, records, product_interest="auto"))[1]
    elsewhere = (await given(pool, records, product_interest="auto", contact_info={"state": "CA"}))[1]
    meant = (await given(pool, records, product_interest="home"))[1]
    tried = (await ben.post("/v1/routing/trial", {"product_interest": "auto", "state": "TX"})).ok()

    assert (licensed, meant) == (CLEO.id, None), "what a rule means waits for those whom it names"
    assert elsewhere in (ADA.id, BEN.id)
    assert [(step["rule_id"] is None, step["fits"]) for step in tried["steps"]] == [(False, False), (True, True)]
    assert tried["user_id"] == CLEO.id


async def test_without_any_rule_agents_take_turns_and_then_those_who_lead(
    ada: Client, pool: Pool, records: Records
) -> None:
    off = await records.make("routing-rules", is_active=False)

    lead, first = await given(pool, records)
    _, second = await given(pool, records)
    assert {first, second} == {CLEO.id, DAN.id}
    assert datetime.fromisoformat((await ada.get(f"/v1/leads/{lead['id']}")).ok()["answer_by"]) == MONDAY + timedelta(
        minutes=15
    )
    await pool.execute("update routing_agents set is_available = false")
    led = [(await given(pool, records))[1] for _ in range(2)]
    assert set(led) == {ADA.id, BEN.id}
    (await ada.patch(f"/v1/routing-rules/{off['id']}", {"is_active": True})).ok()
    assert (await given(pool, records))[1] is None


async def test_without_any_rule_an_administrator_is_told_when_nobody_answers(pool: Pool, records: Records) -> None:
    lead, _ = await given(pool, records)
    owners, now = [], MONDAY
    for _ in range(4):
        now += timedelta(minutes=15)
        await _time_over(pool, lead, now)
        owners.append(await pool.fetchval("select owner_id from leads where id = $1", lead["id"]))

    assert len(set(owners)) == 2
    told = await pool.fetch("select owner_id from tasks where record_id = $1 and record_type = 'leads'", lead["id"])
    assert [task["owner_id"] for task in told] == [ADA.id]


async def test_rules_are_put_in_order_all_at_once(ben: Client, cleo: Client, records: Records) -> None:
    made = [(await records.make("routing-rules", position=place))["id"] for place in (5, 5, 7)]
    wanted = [made[2], made[0], made[1]]

    assert (await ben.put("/v1/routing/order", {"ids": wanted})).status == 204
    assert [rule["id"] for rule in (await ben.get("/v1/routing-rules", {"sort": "position"})).items] == wanted
    late = await ben.put("/v1/routing/order", {"ids": made[:2]})
    assert (late.status, late.json["code"]) == (409, "other_rules")
    assert (await ben.put("/v1/routing/order", {"ids": [*made[:2], made[1]]})).status == 409
    assert (await cleo.put("/v1/routing/order", {"ids": wanted})).status == 403


async def test_a_trial_says_why_and_changes_nothing(ben: Client, cleo: Client, pool: Pool, records: Records) -> None:
    homes = await records.make("routing-rules", position=1, applies_to={"product_interest": "home"})
    licensed = await records.make("routing-rules", position=2, name="Licensed")
    rest = await records.make("routing-rules", position=3, needs_license=False)
    await pool.execute("insert into routing_agents (user_id, is_available) values ($1, false)", DAN.id)
    before = await pool.fetchval("select jsonb_agg(to_jsonb(r) order by r.id) from routing_agents r")

    found = (await ben.post("/v1/routing/trial", {"product_interest": "auto", "state": "TX"})).ok()

    assert [(step["rule_id"], step["fits"], step["user_id"]) for step in found["steps"]] == [
        (homes["id"], False, None), (licensed["id"], True, None), (rest["id"], True, CLEO.id),
    ]  # fmt: skip
    why = {each["user_id"]: each["why"] for each in found["steps"][1]["passed_over"]}
    assert why == {CLEO.id: "no_license", DAN.id: "away"}
    assert (found["user_id"], found["due_at"] is not None) == (CLEO.id, True)
    assert await pool.fetchval("select count(*) from leads") == 0
    assert await pool.fetchval("select jsonb_agg(to_jsonb(r) order by r.id) from routing_agents r") == before
    lead, owner = await given(pool, records)
    again = (await ben.post("/v1/routing/trial", {"lead_id": lead["id"]})).ok()
    assert again["user_id"] == owner == CLEO.id
    assert await pool.fetchval("select count(*) from lead_assignments where lead_id = $1", lead["id"]) == 1
    assert (await ben.post("/v1/routing/trial", {"lead_id": lead["id"] + 900})).status == 404
    assert (await cleo.post("/v1/routing/trial", {})).status == 403


async def test_leads_that_nobody_has_are_counted_and_routed_when_asked(
    ben: Client, cleo: Client, pool: Pool, records: Records
) -> None:
    await records.make("routing-rules", team_id=NORTH, user_id=None)
    (lead, nobody), _ = await given(pool, records), await records.make("leads", DAN)
    await records.make("leads", is_test=True)

    shown = (await cleo.get("/v1/routing/waiting")).ok()
    assert (nobody, shown["leads"], shown["oldest_at"] is not None) == (None, 1, True)
    assert [(await ben.post("/v1/routing/waiting")).ok() for _ in range(2)] == [{"leads": 1}] * 2
    jobs = "select count(*) from pgqueuer where dedupe_key = $1"
    assert await pool.fetchval(jobs, f"routed-again:{lead['id']}") == 1
    assert (await cleo.post("/v1/routing/waiting")).status == 403


async def test_criteria_that_cannot_be_understood_are_refused(ada: Client) -> None:
    refused = await ada.post("/v1/routing-rules", {"name": "x", "applies_to": {"nonsense": 1}})

    assert (refused.status, refused.json["errors"][0]["pointer"]) == (422, "/applies_to/nonsense")


async def test_a_manager_says_who_takes_how_many_and_when(ben: Client, cleo: Client, vic: Client) -> None:
    wanted = {
        "weight": 3, "most_open_leads": 40, "is_available": True,
        "licenses": [{"state": "TX", "line": "auto", "number": "TX-1", "expires_on": "2027-01-31"}],
    }  # fmt: skip

    said = (await ben.put(f"/v1/routing/agents/{CLEO.id}", wanted)).ok()
    week = (await ben.put("/v1/routing/office-hours", {"days": [{"weekday": 5, "opens": 600, "closes": 840}]})).ok()

    assert {name: said[name] for name in wanted} == wanted
    shown = (await vic.get("/v1/routing/agents")).items
    assert {each["user_id"]: each["weight"] for each in shown} == {CLEO.id: 3, DAN.id: 1}
    assert (await cleo.get("/v1/routing/office-hours")).ok() == week
    assert (await ben.put("/v1/routing/office-hours", {"days": []})).ok()["days"][0] == {
        "weekday": 0, "opens": 540, "closes": 1020,
    }  # fmt: skip
    assert (await ben.put(f"/v1/routing/agents/{CLEO.id + 900}", wanted)).status == 404
    assert (await cleo.put(f"/v1/routing/agents/{CLEO.id}", wanted)).status == 403
    twice = {"days": [{"weekday": 1, "opens": 600, "closes": 500}]}
    assert (await ben.put("/v1/routing/office-hours", twice)).status == 422


async def _time_over(pool: Pool, lead: dict[str, Any], now: datetime) -> None:
    current = "select id from lead_assignments where lead_id = $1 and ended_at is null"
    await routing.answer_due(pool, await pool.fetchval(current, lead["id"]), now)
