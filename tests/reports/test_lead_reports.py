"""The reports about leads, on a few whose every figure can be worked out by hand, and the office clock behind them."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final
from zoneinfo import ZoneInfo

import orjson
import pytest

from backend.agency.working_days import federal_holidays
from backend.api.gateway import Gateway
from backend.leads.office_hours import USUAL_WEEK, Week, due
from tests.client import Client
from tests.people import CLEO, DAN

pytestmark = pytest.mark.anyio

PATH: Final = "/v1/reports/catalogue"
NEW_YORK, HONOLULU = "America/New_York", "Pacific/Honolulu"
EVERY_HOUR: Final[Week] = dict.fromkeys(range(7), (0, 1440))
WITH_SATURDAY: Final[Week] = {**USUAL_WEEK, 5: (540, 780)}
# 1 came on a Friday at 16:00 and was tried on Monday at 9:30, the clocks having changed in between: 3,870 minutes, of
# which the office was open for 90. 2 was tried after 4 min 59 s. 3 came at ten in the evening, and was tried the next
# day three minutes after nine. 4 came half an hour before April by the clock of New York; 5 an hour into it, which in
# Honolulu is still March. Nobody tried either.
LEADS: Final = """
    insert into customers (id, name, email) values (901, 'Ann Lee', 'ann@example.com');
    insert into policies (id, policy_number, customer_id, customer_name, policy_type, premium)
        values (901, 'L-1', 901, 'Ann Lee', 'Auto', '$1,200/yr');
    insert into leads (
        id, source, channel, owner_id, product_interest, received_at, first_attempt_at, first_contact_at, status,
        cost_cents, policy_id, stage_since, is_test, merged_into_id) values
        (901, 'web', 'web_form', {cleo}, 'Auto', '2024-03-08 21:00+00', '2024-03-11 13:30+00', '2024-03-11 13:30+00',
            'won', 2000, 901, '2024-03-12 12:00+00', false, null),
        (902, 'web', 'web_form', {cleo}, 'Auto', '2024-03-11 14:00+00', '2024-03-11 14:04:59+00', null,
            'quoted', 1000, null, '2024-03-12 12:00+00', false, null),
        (903, null, 'web', {dan}, 'Home', '2024-03-12 02:00+00', '2024-03-12 13:03+00', null,
            'lost', null, null, '2024-03-20 12:00+00', false, null),
        (904, 'meta', 'meta', null, null, '2024-04-01 03:30+00', null, null,
            'new', 555, null, '2024-04-01 03:30+00', false, null),
        (905, 'meta', 'meta', {dan}, 'Home', '2024-04-01 05:00+00', null, null,
            'assigned', 100, null, '2024-04-01 05:00+00', false, null),
        (906, 'web', 'web_form', {cleo}, 'Auto', '2024-03-09 12:00+00', null, null,
            'new', 50, null, '2024-03-09 12:00+00', true, null),
        (907, 'web', 'web_form', {cleo}, 'Auto', '2024-03-09 12:00+00', null, null,
            'new', 300, null, '2024-03-09 12:00+00', false, 901);
    insert into quotes (lead_id, carrier, policy_type, premium_cents, status, owner_id) values
        (901, 'Harborline', 'Auto', 120000, 'accepted', {cleo}), (902, 'Prairie', 'Auto', 80001, 'offered', {cleo});
    update leads set stage_since = '2024-03-12 12:00+00' where id = 902;
    update leads set score = 0.25 where id = 902;
    update leads set score = 0.125 where id = 904;
"""


@pytest.fixture
async def leads(app: Gateway) -> None:
    pool = app.runtime.pool
    for table in ("quotes", "leads", "claims", "policies", "customers", "office_hours"):
        await pool.execute(f"delete from {table}")
    await pool.execute(LEADS.format(cleo=CLEO.id, dan=DAN.id))


async def by_the_clock_of(app: Gateway, zone: str, week: Week | None = None) -> None:
    pool = app.runtime.pool
    await pool.execute(
        "insert into agency_settings (id, timezone) values (1, $1) on conflict (id) do update set timezone = $1", zone
    )
    await pool.execute("delete from office_hours")
    rows = [(day, *hours) for day, hours in (week or {}).items()]
    await pool.executemany("insert into office_hours (weekday, opens, closes) values ($1, $2, $3)", rows)


async def figures(client: Client, report: str, **asked: object) -> Any:
    return (await client.get(f"{PATH}/{report}", asked)).ok()


def table(report: Any, key: str) -> Any:
    return next(each for each in report["tables"] if each["key"] == key)


def line(report: Any, key: str, label: str) -> Any:
    return next(each["figures"] for each in table(report, key)["lines"] if each["label"] == label)


@pytest.mark.usefixtures("leads")
async def test_what_sources_cost_and_bring_is_as_worked_out_by_hand(ada: Client) -> None:
    found = await figures(ada, "lead-sources", period="Q1 2024")

    assert table(found, "by_source")["total"]["figures"] == {
        "leads": 4, "attempted": 3, "contacted": 2, "quoted": 2, "won": 1,
        "cost": 3_555, "premium": 120_000, "commission": 14_400, "gain": 10_845,
        "contact_rate": 0.5, "quote_rate": 0.5, "bind_rate": 0.5, "close_rate": 0.25, "close_on_contact": 0.5,
        "cost_per_lead": 889,  # 888.75
        "cost_per_customer": 3_555, "roi": 3.0506,  # 10,845 / 3,555 = 3.05063
    }  # fmt: skip
    web, meta = line(found, "by_source", "web"), line(found, "by_source", "meta")
    assert (web["leads"], web["cost"], web["cost_per_lead"], web["roi"]) == (3, 3_000, 1_000, 3.8)
    assert (web["contact_rate"], web["close_rate"]) == (0.6667, 0.3333)
    assert (meta["leads"], meta["cost_per_lead"], meta["roi"]) == (1, 555, -1.0)
    assert (meta["bind_rate"], meta["close_on_contact"], meta["cost_per_customer"]) == (None, None, None)
    assert table(found, "left_out")["total"]["figures"] == {
        "received": 6, "tests": 1, "merged": 1, "merged_cost": 300, "merged_share": 0.1667,
    }  # fmt: skip


@pytest.mark.usefixtures("leads")
@pytest.mark.parametrize(("by", "key", "names"), [("source", "by_source", "label"), ("agent", "by_agent", "label")])
async def test_the_catalogue_and_the_source_report_tell_the_same(ada: Client, by: str, key: str, names: str) -> None:
    span = {"from": "2024-01-01", "to": "2024-12-31"}
    theirs = (await ada.get("/v1/leads/source-report", span | {"by": by})).ok()
    ours = table(await figures(ada, "lead-sources", period="2024"), key)
    soon = table(await figures(ada, "speed-to-lead", period="2024"), key)

    same = {
        "leads": "leads", "attempted": "attempted", "contacted": "contacted", "quoted": "quoted", "won": "won",
        "cost": "cost_cents", "premium": "premium_cents", "commission": "commission_cents",
        "cost_per_lead": "cost_per_lead_cents", "cost_per_customer": "cost_per_customer_cents", "roi": "roi",
        "contact_rate": "contact_rate", "quote_rate": "quote_rate", "bind_rate": "bind_rate",
        "close_rate": "close_rate", "close_on_contact": "close_on_contact",
    }  # fmt: skip
    speeds = {
        "prompt_share": "within_five_minutes", "median": "median_minutes_to_attempt", "p90": "p90_minutes_to_attempt",
    }  # fmt: skip
    lines = {each[names]: each["figures"] for each in ours["lines"]} | {"All": ours["total"]["figures"]}
    speed = {each[names]: each["figures"] for each in soon["lines"]} | {"All": soon["total"]["figures"]}
    for each in [*theirs["items"], theirs["total"]]:
        told = lines[each["label"]] | speed[each["label"]]
        for mine, its in (same | speeds).items():
            assert told[mine] == (each[its] if each[its] is None else pytest.approx(each[its], abs=5e-5)), (mine, each)
    assert len(lines) == len(theirs["items"]) + 1


@pytest.mark.usefixtures("leads")
async def test_speed_is_told_by_the_clock_and_by_office_hours(ada: Client) -> None:
    found = table(await figures(ada, "speed-to-lead", period="Q1 2024"), "by_agent")["total"]["figures"]

    assert found == {
        "leads": 4, "unattempted": 1, "prompt": 1, "office_prompt": 2,
        "prompt_share": 0.25, "office_prompt_share": 0.5, "unattempted_share": 0.25,
        "median": 663.0, "p90": 3_228.6,  # of 4.98333, 663 and 3,870: 663 + 0.8 × 3,207
        "office_median": 4.9833, "office_p90": 72.9967,  # of 3, 4.98333 and 90: 4.98333 + 0.8 × 85.01667
    }  # fmt: skip


@pytest.mark.usefixtures("leads")
async def test_leads_that_nobody_tried_have_no_minutes(ada: Client) -> None:
    nobodys = line(await figures(ada, "speed-to-lead", period="Q1 2024"), "by_agent", "Nobody")

    assert (nobodys["unattempted_share"], nobodys["prompt_share"]) == (1.0, 0.0)
    assert (nobodys["median"], nobodys["p90"], nobodys["office_median"], nobodys["office_p90"]) == (None,) * 4


@pytest.mark.usefixtures("leads")
async def test_in_honolulu_march_ends_later_and_the_office_opens_later(ada: Client, app: Gateway) -> None:
    await by_the_clock_of(app, HONOLULU)

    found = table(await figures(ada, "speed-to-lead", period="Q1 2024"), "by_agent")["total"]["figures"]

    assert (found["leads"], found["unattempted_share"]) == (5, 0.4)
    # 1: Friday 11:00 to Monday 3:30, 360 minutes. 2: Monday 4:00 to 4:05, closed. 3: Monday 16:00 to Tuesday 3:03, 60.
    assert (found["median"], found["office_median"], found["office_prompt_share"]) == (663.0, 60.0, 0.2)


@pytest.mark.usefixtures("leads")
async def test_the_pipeline_is_weighted_by_the_chance_to_buy(ada: Client) -> None:
    found = await figures(ada, "pipeline")

    total = table(found, "by_stage")["total"]["figures"]
    assert (total["leads"], total["value"], total["average_value"]) == (3, 80_001, 26_667)
    assert (total["wins"], total["expected"]) == (0.375, 20_000)  # 0.25 + 0.125; a quarter of 800.01
    assert (total["unscored"], total["unattempted"]) == (1, 2)
    assert {each["label"]: each["figures"]["leads"] for each in table(found, "by_stage")["lines"]} == {
        "new": 2, "quoted": 1,
    }  # fmt: skip
    assert table(found, "ageing")["total"]["figures"] == {"leads": 3, "week": 0, "month": 0, "quarter": 0, "older": 3}


@pytest.mark.usefixtures("leads")
async def test_where_there_are_no_leads_there_are_no_rates(ada: Client) -> None:
    sources = table(await figures(ada, "lead-sources", period="1950"), "by_source")["total"]["figures"]
    speed = table(await figures(ada, "speed-to-lead", period="1950"), "by_agent")["total"]["figures"]

    assert {name for name, value in sources.items() if value is not None} == {
        "leads", "attempted", "contacted", "quoted", "won", "cost", "premium", "commission", "gain",
    }  # fmt: skip
    assert {name for name, value in speed.items() if value is not None} == {
        "leads", "unattempted", "prompt", "office_prompt",
    }  # fmt: skip


@pytest.mark.usefixtures("leads")
@pytest.mark.parametrize("key", ["lead-sources", "speed-to-lead", "pipeline", "consent"])
async def test_every_figure_about_leads_opens_those_who_were_counted(cleo: Client, ada: Client, key: str) -> None:
    for who in (ada, cleo):
        for each in (await figures(who, key, period="2024"))["tables"]:
            units = {column["key"]: (column["unit"], column["noun"]) for column in each["columns"]}
            for one in [*each["lines"], each["total"]]:
                for name, (unit, noun) in units.items():
                    if unit != "count" or noun is None:
                        continue
                    criteria = orjson.dumps(one["behind"].get(name, one["rows"])).decode()
                    page = (await who.get(f"/v1/{noun}", {"filter": criteria, "count": "exact"})).ok()
                    assert page["total"] == one["figures"][name], (each["key"], name, one)


@pytest.mark.usefixtures("leads")
async def test_agents_see_the_speed_of_their_own_leads(cleo: Client) -> None:
    found = table(await figures(cleo, "speed-to-lead", period="2024"), "by_agent")

    assert [each["label"] for each in found["lines"]] == [CLEO.full_name]
    assert found["total"]["figures"]["leads"] == 2


@pytest.mark.usefixtures("leads")
async def test_consent_counts_who_may_be_contacted_and_who_took_it_back(ada: Client, app: Gateway) -> None:
    pool = app.runtime.pool
    await pool.execute(
        """
        insert into agency_settings (id, name) values (1, 'Acme') on conflict (id) do update set name = 'Acme';
        update leads set received_at = now() - interval '80 days', contact_info = jsonb_build_object(
            'email', 'lead' || id || '@example.com', 'phone', '+121255501' || right(id::text, 2), 'state', 'NY')
        where id in (902, 904, 905);
        update leads set received_at = now() - interval '91 days' where id = 905;
        insert into consent_entries (person_type, person_id, address, channel, purpose, action, basis, captured_at,
            disclosure_text, signature_method, not_condition_of_purchase) values
            ('leads', 902, '+12125550102', 'sms', 'marketing', 'granted', 'pewc', now() - interval '2 days',
                'Acme may text me automatically.', 'checkbox', true),
            ('leads', 902, 'lead902@example.com', 'email', 'service', 'granted', 'express', now() - interval '2 days',
                null, null, null),
            ('leads', 904, '+12125550104', 'sms', 'marketing', 'granted', 'pewc', now() - interval '2 days',
                'Acme may text me automatically.', 'checkbox', true),
            ('leads', 904, '+12125550104', 'all', 'all', 'revoked', null, now() - interval '1 day', null, null, null)
        """
    )

    found = await figures(ada, "consent")

    # 902 may be texted, and called for ten more days; 904 took it all back; 905 asked too long ago.
    told = table(found, "leads")["total"]["figures"]
    counted = ("leads", "may_email", "may_text", "may_call", "may_autocall", "revoked", "ending")
    assert [told[name] for name in counted] == [3, 0, 1, 1, 0, 1, 1]
    assert (told["may_text_share"], told["may_email_share"]) == (0.3333, 0.0)
    proof = table(found, "proof")["total"]["figures"]
    assert (proof["sms_marketing"], proof["email_service"], proof["email_marketing"]) == (2, 1, 0)
    # Ann has an active policy: she may be e-mailed, but has no number.
    customers = table(found, "customers")["total"]["figures"]
    assert [customers[name] for name in ("customers", "may_email", "may_call", "revoked")] == [1, 1, 0, 0]
    assert table(found, "revocations")["total"]["figures"] == {"revoked_customers": 0, "revoked_leads": 1}


# --- the office clock -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "week", "since", "until", "minutes"),
    [
        (NEW_YORK, None, "2024-03-08 16:00", "2024-03-11 09:30", 90),  # a weekend in which the clocks change
        (NEW_YORK, None, "2024-07-03 16:00", "2024-07-05 10:00", 120),  # the Fourth of July, a Thursday
        (NEW_YORK, None, "2024-02-28 16:00", "2024-03-01 10:00", 600),  # a leap day in between
        (NEW_YORK, None, "2024-03-09 10:00", "2024-03-10 18:00", 0),  # the office is closed at both times
        (NEW_YORK, None, "2024-03-11 08:59", "2024-03-11 09:05", 5),
        (NEW_YORK, None, "2024-03-11 16:58", "2024-03-11 23:00", 2),
        (NEW_YORK, None, "2024-03-11 12:00", "2024-03-11 11:00", 0),  # tried before it came, as some imports say
        (NEW_YORK, WITH_SATURDAY, "2024-03-08 16:30", "2024-03-11 09:15", 285),
        (NEW_YORK, WITH_SATURDAY, "2020-07-02 16:00", "2020-07-06 09:00", 300),  # Friday observed, Saturday worked
        (NEW_YORK, EVERY_HOUR, "2024-03-09 12:00", "2024-03-10 12:00", 1380),  # a day of 23 hours
        (NEW_YORK, EVERY_HOUR, "2024-11-02 12:00", "2024-11-03 12:00", 1500),  # and one of 25
        (HONOLULU, EVERY_HOUR, "2024-03-09 12:00", "2024-03-10 12:00", 1440),
        (HONOLULU, None, "2024-12-31 16:00", "2025-01-02 09:30", 90),
    ],
)
async def test_office_minutes_are_those_worked_out_by_hand(
    app: Gateway, zone: str, week: Week | None, since: str, until: str, minutes: int
) -> None:
    await by_the_clock_of(app, zone, week)
    there = ZoneInfo(zone)
    begins, ends = (datetime.fromisoformat(each).replace(tzinfo=there) for each in (since, until))

    found = await app.runtime.pool.fetchval("select minutes from office_minutes($1, $2)", begins, ends)

    assert found == minutes


@pytest.mark.parametrize("zone", [NEW_YORK, HONOLULU])
@pytest.mark.parametrize("week", [USUAL_WEEK, WITH_SATURDAY, EVERY_HOUR])
async def test_whoever_has_so_many_office_minutes_left_used_them_up_when_they_are_due(
    app: Gateway, zone: str, week: Week
) -> None:
    await by_the_clock_of(app, zone, week)
    chance = Random(f"{zone}{week}")
    some = [
        (datetime(2019, 1, 1, tzinfo=UTC) + timedelta(minutes=chance.randrange(7 * 525_600)), chance.randrange(1, 9000))
        for _ in range(400)
    ]

    found = await app.runtime.pool.fetch(
        "select m.minutes from unnest($1::timestamptz[], $2::timestamptz[]) each (since, until)"
        " cross join lateral office_minutes(each.since, each.until) m",
        [start for start, _ in some],
        [due(start, minutes, ZoneInfo(zone), week) for start, minutes in some],
    )

    assert [row["minutes"] for row in found] == [minutes for _, minutes in some]


async def test_database_and_program_know_the_same_holidays(app: Gateway) -> None:
    rows = await app.runtime.pool.fetch(
        "select year, array_agg(day order by day) as days"
        " from generate_series(1990, 2060) year cross join lateral federal_holidays(year) day group by year"
    )

    assert {row["year"]: row["days"] for row in rows} == {
        year: sorted(federal_holidays(year)) for year in range(1990, 2061)
    }
