"""What sources and agents bring."""

from typing import Any, Final

import orjson
import pytest

from backend.api.gateway import Gateway
from tests.client import Client
from tests.people import CLEO, DAN
from tests.records import Records

pytestmark = pytest.mark.anyio

YEAR: Final = {"from": "2031-01-01", "to": "2031-12-31"}
ANN: Final = {"name": "Ann Lee", "email": "ann@example.com", "state": "TX"}


async def report(client: Client, **asked: object) -> Any:
    return (await client.get("/v1/leads/source-report", YEAR | asked)).ok()


@pytest.fixture(autouse=True)
async def nothing_there(app: Gateway) -> None:
    await app.runtime.pool.execute("delete from leads")


async def test_a_win_moves_the_figures_of_its_source(ada: Client, app: Gateway, records: Records) -> None:
    common = {"source": "web", "cost_cents": 2_000, "contact_info": ANN}
    lead = await records.make("leads", CLEO, **common, status="contacted")
    await records.make("leads", DAN, **common)
    await records.make("leads", **common, is_test=True)
    await records.make("leads", source="meta", cost_cents=1_000, status="lost")
    await app.runtime.pool.execute("update leads set received_at = '2031-05-05 12:00+00'")
    quote = await records.make("quotes", lead_id=lead["id"], premium_cents=100_000)
    body = {"policy_number": "SR-1", "quote_id": quote["id"]}
    (await ada.post(f"/v1/leads/{lead['id']}/convert", body)).ok()

    found = await report(ada, commission=0.1)

    web = found["items"][0]
    figures = ("label", "leads", "contacted", "quoted", "won", "lost", "open", "cost_cents", "premium_cents")
    assert [web[name] for name in figures] == ["web", 2, 1, 1, 1, 0, 1, 4_000, 100_000]
    assert (web["contact_rate"], web["close_rate"], web["close_on_contact"]) == (0.5, 0.5, 1.0)
    assert (web["cost_per_lead_cents"], web["cost_per_customer_cents"], web["roi"]) == (2_000, 4_000, 1.5)
    assert (found["total"]["leads"], found["total"]["cost_cents"]) == (3, 5_000)
    assert found["items"][1]["cost_per_customer_cents"] is None
    by_agent = await report(ada, by="agent")
    assert {line["label"]: line["won"] for line in by_agent["items"]} == {
        CLEO.full_name: 1, DAN.full_name: 0, "Nobody": 0,
    }  # fmt: skip


async def test_the_day_is_the_agencys(ada: Client, app: Gateway, records: Records) -> None:
    await records.make("leads", source="late")
    await app.runtime.pool.execute("update leads set received_at = '2032-01-01 03:00+00'")  # still the year before

    assert (await report(ada))["total"]["leads"] == 1


async def test_a_period_can_be_named_instead_of_its_days(ada: Client, records: Records, app: Gateway) -> None:
    await records.make("leads", source="late")
    await app.runtime.pool.execute("update leads set received_at = '2024-04-01 03:00+00'")  # 31 March at the agency

    async def named(text: str) -> Any:
        return (await ada.get("/v1/leads/source-report", {"period": text})).ok()

    assert [(await named(text))["total"]["leads"] for text in ("Q1 2024", "Q2 2024")] == [1, 0]
    assert ((await named("March 2024"))["first"], (await named("2024"))["last"]) == ("2024-03-01", "2024-12-31")
    assert (await ada.get("/v1/leads/source-report", {"period": "soon"})).status == 422
    assert (await ada.get("/v1/leads/source-report")).status == 400


async def test_an_agent_sees_the_figures_of_own_leads_and_nothing_is_null(cleo: Client, records: Records) -> None:
    await records.make("leads", DAN, source="web")

    found = await report(cleo)

    assert found["items"] == []
    assert (found["total"]["leads"], found["total"]["contact_rate"], found["total"]["roi"]) == (0, None, None)
    assert (await cleo.get("/v1/leads/source-report", {"from": "2031-02-01", "to": "2031-01-01"})).status == 400


MARCH: Final = {"from": "2031-03-01", "to": "2031-03-31"}
# Minutes count from arrival. Clocks in New York go forward on March 9: the month has 743 hours.
COHORT: Final = """
    insert into leads (id, source, channel, status, cost_cents, owner_id, received_at, first_attempt_at,
        first_contact_at, is_test, lost_reason, value_cents)
    select id, source, channel, status, cost_cents, owner_id, at, at + attempt * interval '1 minute',
        at + contact * interval '1 minute', is_test, case when status = 'lost' then 'Only comparing' end, value
    from (values
        (1, 'web', 'form', 'won', 1250, 3, timestamptz '2031-03-10 12:00Z', 3, 3, false, null::bigint),
        (2, 'web', 'form', 'lost', 1250, 3, '2031-03-11 12:00Z', 7, 9, false, null),
        (3, 'web', 'form', 'new', 1251, null, '2031-03-12 12:00Z', null, null, false, null),
        (4, 'web', 'form', 'won', 0, 4, '2031-03-01 05:00Z', -30, -30, false, 50000),
        (5, null, 'meta', 'contacted', 2000, 3, '2031-03-13 12:00Z', null, null, false, null),
        (6, null, 'meta', 'assigned', null, 4, '2031-03-14 12:00Z', 60, null, false, null),
        (7, 'meta', 'meta', 'lost', 999, 4, '2031-04-01 03:59Z', null, null, false, null),
        (8, null, null, 'new', 500, null, '2031-03-15 12:00Z', null, null, false, null),
        (9, 'web', 'form', 'won', 9999, 3, '2031-03-15 12:00Z', 1, 1, true, 99999),
        (10, 'web', 'form', 'new', 700, 3, '2031-03-15 12:00Z', null, null, false, null),
        (11, 'web', 'form', 'new', 9999, 3, '2031-04-01 04:00Z', null, null, false, null),
        (12, 'web', 'form', 'new', 9999, 3, '2031-03-01 04:59Z', null, null, false, null)
    ) as l (id, source, channel, status, cost_cents, owner_id, at, attempt, contact, is_test, value)
"""
AFTER: Final = """
    update leads set merged_into_id = 1 where id = 10;
    insert into quotes (lead_id, carrier, policy_type, premium_cents, status)
    values (2, 'Harborline Mutual', 'Auto', 80000, 'declined');
"""
WEB: Final = {
    "leads": 4, "attempted": 3, "contacted": 3, "quoted": 3, "won": 2, "lost": 1, "open": 1,
    "cost_cents": 3_751, "premium_cents": 170_000, "commission_cents": 20_400,
    "contact_rate": 3 / 4, "quote_rate": 3 / 4, "bind_rate": 2 / 3, "close_rate": 2 / 4, "close_on_contact": 2 / 3,
    "within_five_minutes": 2 / 4, "cost_per_lead_cents": 938, "cost_per_customer_cents": 1_876,
    "roi": (20_400 - 3_751) / 3_751, "median_minutes_to_attempt": 3.0, "p90_minutes_to_attempt": 6.2,
}  # fmt: skip
META: Final = {
    "leads": 3, "attempted": 2, "contacted": 1, "quoted": 0, "won": 0, "lost": 1, "open": 2,
    "cost_cents": 2_999, "premium_cents": 0, "commission_cents": 0,
    "contact_rate": 1 / 3, "quote_rate": 0.0, "bind_rate": None, "close_rate": 0.0, "close_on_contact": 0.0,
    "within_five_minutes": 0.0, "cost_per_lead_cents": 1_000, "cost_per_customer_cents": None,
    "roi": -1.0, "median_minutes_to_attempt": 60.0, "p90_minutes_to_attempt": 60.0,
}  # fmt: skip


@pytest.fixture
async def march(app: Gateway, records: Records) -> None:
    """Twelve leads, eight of which count, worked out by hand."""
    pool = app.runtime.pool
    policy = await records.make("policies", premium="$1,200/yr")
    await pool.execute(COHORT.replace(", 3, t", f", {CLEO.id}, t").replace(", 3, '", f", {CLEO.id}, '")
                       .replace(", 4, '", f", {DAN.id}, '"))  # fmt: skip
    await pool.execute("update leads set policy_id = $1 where id = 1", policy["id"])
    await pool.execute(AFTER)


@pytest.mark.usefixtures("march")
async def test_figures_are_those_worked_out_by_hand_to_the_cent(ada: Client) -> None:
    found = await report(ada, **MARCH)

    lines = {line["label"]: line for line in found["items"]}
    assert {name: lines["web"][name] for name in WEB} == pytest.approx(WEB)
    assert {name: lines["meta"][name] for name in META} == pytest.approx(META)
    assert list(lines) == ["web", "meta", "Unknown"]
    total = found["total"]
    assert (total["leads"], total["cost_cents"], total["cost_per_lead_cents"]) == (8, 7_250, 906)
    assert (total["cost_per_customer_cents"], total["roi"]) == (3_625, pytest.approx((20_400 - 7_250) / 7_250))
    assert (found["duplicates"]["leads"], found["duplicates"]["cost_cents"]) == (1, 700)
    assert (found["first"], found["last"], found["zone"]) == ("2031-03-01", "2031-03-31", "America/New_York")


@pytest.mark.usefixtures("march")
@pytest.mark.parametrize("by", ["source", "agent"])
async def test_every_number_opens_as_many_leads(ada: Client, by: str) -> None:
    found = await report(ada, **MARCH, by=by)

    for line in (*found["items"], found["total"]):
        for name, criteria in line["rows"].items():
            listed = (await ada.get("/v1/leads", {"filter": orjson.dumps(criteria).decode()})).json
            assert len(listed["items"]) == line[name], (line["label"], name)
    behind = {"filter": orjson.dumps(found["duplicates"]["rows"]).decode()}
    assert (await ada.get("/v1/leads", behind)).ids == [10]


@pytest.mark.usefixtures("march")
async def test_agents_are_judged_by_the_leads_they_have_now(ada: Client) -> None:
    found = await report(ada, **MARCH, by="agent")

    told = {line["label"]: (line["leads"], line["won"], line["cost_cents"]) for line in found["items"]}
    assert told == {CLEO.full_name: (3, 1, 4_500), DAN.full_name: (3, 1, 999), "Nobody": (2, 0, 1_751)}
