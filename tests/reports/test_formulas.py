"""Every formula of the catalogue, beside the same worked out by hand on the book of `tests/reports/books.py`."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import asyncpg
import pytest

from backend.database.engine import Pool
from backend.reports.figures import Compared
from tests.people import CLEO, DAN
from tests.reports.books import chosen, line, put, report, table, total

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
async def pool(database: str) -> AsyncIterator[Pool]:
    async with asyncpg.create_pool(database, min_size=1, max_size=6) as opened:
        await put(opened)
        yield opened


async def test_sales(pool: Pool) -> None:
    found = await report(pool, "sales", period="Q1 2024")

    # A2 for $600, B2 for $1,100 and C2 for $730 began. B2 goes on from B1; A2 and C2 go on from none.
    assert chosen(total(found, "by_line"), "policies premium average_premium") == [3, 243_000, 81_000]
    assert chosen(total(found, "by_line"), "new new_premium renewed renewed_premium") == [2, 133_000, 1, 110_000]
    assert total(found, "by_line")["new_share"] == 0.6667
    assert chosen(line(found, "by_line", "Auto").figures, "policies premium new new_share") == [2, 183_000, 1, 0.5]
    assert chosen(line(found, "by_agent", CLEO.full_name).figures, "policies premium") == [2, 170_000]
    assert chosen(line(found, "by_carrier", "Harborline").figures, "policies premium") == [2, 170_000]


async def test_growth_is_what_came_and_changed_less_what_went(pool: Pool) -> None:
    growth = total(await report(pool, "sales", period="Q1 2024"), "growth")

    # On 31 December A1 1,200 + B1 1,000 + C1 300 + D1 365; on 31 March A1 1,200 + A2 600 + B2 1,100 + C1 300.
    assert chosen(growth, "before after") == [286_500, 320_000]
    # New is A2; B2 renewed B1; lost is D1. C2 began and ended in between.
    assert chosen(growth, "begun continued replaced lost") == [60_000, 110_000, 100_000, 36_500]
    assert chosen(growth, "change growth growth_rate") == [10_000, 33_500, 0.1169]  # 33,500 / 286,500 = 0.11693


@pytest.mark.parametrize(
    "period", ["January 2024", "Q1 2024", "2024", "2023", "2020-02-29..2024-02-01", "Today", "1999"]
)
async def test_growth_reconciles_to_the_cent(pool: Pool, period: str) -> None:
    growth = {key: value or 0 for key, value in total(await report(pool, "sales", period=period), "growth").items()}

    assert growth["after"] == growth["before"] + growth["begun"] + growth["change"] - growth["lost"]


async def test_retention_of_policies_premium_clients_and_terms(pool: Pool) -> None:
    found = await report(pool, "retention", period="Q1 2024")

    # On 1 January A1, B1, C1, C2, D1; on 1 April A1 and C1 themselves, and B1 as B2. C2 and D1 are gone.
    assert chosen(total(found, "by_line"), "policies kept policy_retention") == [5, 3, 0.6]
    # 1,200 + 1,000 + 300 + 730 + 365; of these 1,200 + 1,000 + 300: 250,000 / 359,500 = 0.69541
    assert chosen(total(found, "by_line"), "premium kept_premium premium_kept") == [359_500, 250_000, 0.6954]
    assert chosen(line(found, "by_line", "Auto").figures, "policies kept policy_retention") == [3, 2, 0.6667]
    assert chosen(line(found, "by_agent", "Nobody").figures, "policies kept policy_retention") == [1, 0, 0.0]
    # All four had a policy on 1 January; on 1 April Ann, Bo and Cy have one.
    assert chosen(total(found, "clients"), "clients kept_clients client_retention") == [4, 3, 0.75]
    assert chosen(line(found, "clients", DAN.full_name).figures, "clients kept_clients client_retention") == [1, 1, 1.0]
    # B1 and D1 ran out; B2 goes on from B1. C2 was cancelled.
    assert chosen(total(found, "terms"), "ended renewed renewal_retention") == [2, 1, 0.5]
    # They cost 1,000 and 365; B2 costs 1,100: 110,000 / 136,500 = 0.80586
    assert chosen(total(found, "terms"), "expiring renewal_premium premium_retention") == [136_500, 110_000, 0.8059]


async def test_what_is_still_to_end_counts_as_kept_while_the_period_runs(pool: Pool) -> None:
    found = await report(pool, "retention", period="Q1 2024", now=datetime(2024, 2, 10, 17, tzinfo=UTC))
    growth = total(await report(pool, "sales", period="Q1 2024", now=datetime(2024, 2, 10, 17, tzinfo=UTC)), "growth")

    # On 10 February all five are still there, B1 as B2: D1 ends on the 15th, C2 later.
    assert chosen(total(found, "by_line"), "policies kept policy_retention") == [5, 5, 1.0]
    assert chosen(total(found, "terms"), "ended renewed renewal_retention") == [1, 1, 1.0]
    # B1 alone has ended, and prices rose: 1,100 / 1,000.
    assert total(found, "terms")["premium_retention"] == 1.1
    assert growth["lost"] == 0


async def test_the_day_on_which_a_policy_ends_is_not_covered(pool: Pool) -> None:
    found = await report(pool, "retention", period="2024-02-01..2024-02-15")

    # B1 ended on 1 February and B2 began: A1, A2, B2, C1, C2, D1. D1 ended on the 15th.
    assert chosen(total(found, "by_line"), "policies kept policy_retention") == [6, 5, 0.8333]


async def test_what_ends_with_a_period_is_lost_in_it_and_not_between_it_and_the_next(pool: Pool) -> None:
    january = await report(pool, "retention", period="2024-01-01..2024-02-14")
    next_ = await report(pool, "retention", period="2024-02-15..2024-02-29")

    # D1 ends on 15 February: it is there on 1 January, and no longer when the 14th is over.
    assert chosen(total(january, "by_line"), "policies kept policy_retention") == [5, 4, 0.8]
    assert chosen(total(january, "clients"), "clients kept_clients client_retention") == [4, 3, 0.75]
    assert chosen(total(next_, "by_line"), "policies kept policy_retention") == [5, 5, 1.0]


async def test_the_book_and_its_customers(pool: Pool) -> None:
    found = await report(pool, "book")

    # A1, A2, B2, C1 are active: 1,200 + 600 + 1,100 + 300, of Ann, Bo and Cy.
    assert chosen(total(found, "by_line"), "policies premium average_premium") == [4, 320_000, 80_000]
    assert chosen(total(found, "by_line"), "customers per_customer") == [3, 1.3333]
    # Ann has Auto and Home; Bo has Auto, Cy has Life.
    assert chosen(total(found, "bundling"), "insured mono bundled") == [3, 2, 1]
    assert chosen(total(found, "bundling"), "mono_share bundled_share per_insured") == [0.6667, 0.3333, 1.3333]
    assert total(found, "bundling")["premium_each"] == 106_667
    assert {each.value: each.figures["insured"] for each in table(found, "by_lines").lines} == {1: 2, 2: 1}


async def test_the_book_of_one_line(pool: Pool) -> None:
    found = await report(pool, "book", line="Auto")

    # A1 and B2, of Ann, who has another line too, and Bo.
    assert chosen(total(found, "by_line"), "policies premium customers") == [2, 230_000, 2]
    assert chosen(total(found, "bundling"), "insured mono bundled per_insured") == [2, 1, 1, 1.0]
    assert found.narrowed == ["Line: Auto"]


async def test_renewals_due(pool: Pool) -> None:
    found = await report(pool, "renewals", period="2025")

    # A2 for $600 on 15 January and B2 for $1,100 on 1 February.
    assert chosen(total(found, "by_line"), "policies premium average_premium") == [2, 170_000, 85_000]


async def test_claims_against_what_was_earned(pool: Pool) -> None:
    found = await report(pool, "claims", period="Q1 2024")

    # Earned on Auto in the 91 days: A1 91/366 of 1,200 = 298.3607; B1 31/365 of 1,000 = 84.9315;
    # B2 60/366 of 1,100 = 180.3279; C2 73/366 of 730 = 145.6011. Together 709.2211, for 0.69695 policy years.
    auto = line(found, "by_line", "Auto").figures
    assert chosen(auto, "claims amount incurred") == [2, 130_000, 90_000]
    assert chosen(auto, "earned exposure") == [70_922, 0.697]
    # 900 / 2; 2 / 0.696953 x 100; 900 / 0.696953; 900 / 709.2211
    assert chosen(auto, "severity frequency pure_premium loss_ratio") == [45_000, 286.9632, 129_133, 1.269]
    assert chosen(auto, "approved rejected pending approval_rate") == [1, 1, 0, 0.5]
    # C1 has its birthday on 29 February: 59 of 366 days and 32 of 365, of 300: 74.6620.
    life = line(found, "by_line", "Life").figures
    assert chosen(life, "claims incurred earned exposure") == [1, 5_055, 7_466, 0.2489]
    assert chosen(life, "severity frequency pure_premium loss_ratio") == [5_055, 401.8107, 20_312, 0.6771]
    # A2: 77 of 366 days of 600, and nobody claimed.
    home = line(found, "by_line", "Home").figures
    assert chosen(home, "claims incurred earned exposure") == [0, 0, 12_623, 0.2104]
    assert chosen(home, "severity frequency pure_premium loss_ratio") == [None, 0.0, 0, 0.0]
    # With D1, 45 of 366 days of 365: 954.9897 for 1.27916 years; 900 + 50.55 incurred by three claims.
    assert chosen(total(found, "by_line"), "claims incurred earned exposure") == [3, 95_055, 95_499, 1.2792]
    assert chosen(total(found, "by_line"), "severity frequency pure_premium loss_ratio") == [
        31_685, 234.5289, 74_310, 0.9954,
    ]  # fmt: skip


async def test_what_is_still_to_come_is_not_earned(pool: Pool) -> None:
    found = await report(pool, "claims", period="Q1 2024", now=datetime(2024, 2, 15, 12, tzinfo=UTC))

    # Up to 15 February: A1 46/366 of 1,200, B1 31/365 of 1,000, B2 15/366 of 1,100, C2 46/366 of 730: 372.5818.
    assert line(found, "by_line", "Auto").figures["earned"] == 37_258
    later = await report(pool, "claims", period="Q1 2024", now=datetime(2023, 12, 31, 12, tzinfo=UTC))
    assert chosen(total(later, "by_line"), "earned exposure frequency loss_ratio") == [0, 0.0, None, None]


async def test_open_claims_by_age(pool: Pool) -> None:
    # On 5 April K3 has waited 5 days and K4 96.
    ages = total(await report(pool, "claims", period="Q1 2024"), "ageing")

    assert chosen(ages, "open week month quarter older undated") == [2, 1, 0, 0, 1, 0]


async def test_what_each_agent_did(pool: Pool) -> None:
    found = await report(pool, "performance", period="Q1 2024")

    cleo = line(found, "by_agent", CLEO.full_name).figures
    # A2 and B2; A1 and B1 before, both kept.
    assert chosen(cleo, "policies premium held kept retention") == [2, 170_000, 2, 2, 1.0]
    # Ed is open, Fay was won; Gus was lost in the last half hour of March.
    assert chosen(cleo, "open closed won close_rate quotes tasks handled") == [1, 2, 1, 0.5, 1, 1, 1]
    dan = line(found, "by_agent", DAN.full_name).figures
    # C2; C1 and C2 before, of which C1 was kept. Hal was lost in April.
    assert chosen(dan, "policies premium held kept retention") == [1, 73_000, 2, 1, 0.5]
    assert chosen(dan, "open closed won close_rate quotes tasks handled") == [0, 0, 0, None, 1, 0, 0]
    # D1 is nobody's, and gone.
    assert chosen(line(found, "by_agent", "Nobody").figures, "policies held kept retention") == [0, 1, 0, 0.0]


async def test_what_is_missing_of_customers(pool: Pool) -> None:
    quality = total(await report(pool, "data-quality"), "whole")

    assert chosen(quality, "customers no_phone bad_phone bad_email") == [4, 2, 1, 1]
    assert chosen(quality, "no_address no_zip no_birth_date no_policy nobody") == [2, 3, 2, 0, 1]
    # Ann agreed to e-mail; Bo took back everything, and nobody asked Cy and Di.
    assert chosen(quality, "no_consent no_consent_share bad_phone_share") == [3, 0.75, 0.25]


@pytest.mark.parametrize(
    ("key", "in_table", "rates"),
    [
        ("sales", "by_line", "average_premium new_share"),
        ("sales", "growth", "growth_rate"),
        ("retention", "by_line", "policy_retention premium_kept"),
        ("retention", "clients", "client_retention"),
        ("retention", "terms", "renewal_retention premium_retention"),
        ("claims", "by_line", "severity approval_rate frequency pure_premium loss_ratio"),
        ("performance", "by_agent", "retention close_rate"),
        ("renewals", "by_line", "average_premium"),
    ],
)
async def test_of_nothing_there_is_no_figure(pool: Pool, key: str, in_table: str, rates: str) -> None:
    figures = total(await report(pool, key, period="1950"), in_table)

    assert set(chosen(figures, rates)) == {None}
    assert all(value in (0, None) for name, value in figures.items() if name not in ("open",))


@pytest.mark.parametrize(
    ("zone", "closed"),
    [("America/New_York", 2), ("Pacific/Honolulu", 3), ("Europe/London", 1)],
)
async def test_the_same_moment_lies_in_the_period_of_one_clock_and_not_of_another(
    pool: Pool, zone: str, closed: int
) -> None:
    # Gus was lost at 03:30Z on 1 April, Hal at 04:00Z: in Honolulu both on 31 March, in London (BST) neither.
    await put(pool, zone=zone)

    found = await report(pool, "performance", period="Q1 2024")

    assert total(found, "by_agent")["closed"] == closed
    await put(pool)


@pytest.mark.parametrize(
    ("day", "quotes"),
    [
        # 07:30Z on 10 March 2024, half an hour after the clocks of New York went from two to three.
        ("2024-03-09", 0),
        ("2024-03-10", 1),
        ("2024-03-11", 0),
        # 04:30Z on 4 November, in the last hour of the twenty-five of the 3rd.
        ("2024-11-03", 1),
        ("2024-11-04", 0),
    ],
)
async def test_a_day_of_twenty_three_or_twenty_five_hours_is_a_day(pool: Pool, day: str, quotes: int) -> None:
    found = await report(pool, "performance", period=f"{day}..{day}")

    assert total(found, "by_agent")["quotes"] == quotes


@pytest.mark.parametrize(("zone", "month", "policies"), [("America/New_York", 2, 1), ("Pacific/Honolulu", 1, 2)])
async def test_what_month_it_is_the_clock_of_the_agency_says(pool: Pool, zone: str, month: int, policies: int) -> None:
    # 06:00Z on 1 February: B2 began on this day of New York; A2 and C2 in the January in which Honolulu still is.
    await put(pool, zone=zone)

    found = await report(pool, "sales", period="This Month", now=datetime(2024, 2, 1, 6, tzinfo=UTC))

    await put(pool)
    assert found.period is not None
    assert (found.period.first.month, found.period.said) == (month, "This Month")
    assert total(found, "by_line")["policies"] == policies


async def test_another_period_stands_beside(pool: Pool) -> None:
    found = await report(pool, "claims", period="Q1 2024", compare=Compared.BEFORE)

    # The fourth quarter of 2023: K4 was filed on its last day; A1 92/366 of 1,200 and B1 92/365 of 1,000 were earned.
    before = line(found, "by_line", "Auto").before
    assert before is not None
    assert chosen(before, "claims earned") == [1, 55_369]  # 301.6393 + 252.0548
    assert found.compared is not None
    assert (str(found.compared.first), found.compared.said) == ("2023-10-01", "The period before")


async def test_people_see_the_figures_of_what_they_see(pool: Pool) -> None:
    found = await report(pool, "claims", who=CLEO.principal, period="Q1 2024")
    book = await report(pool, "book", who=CLEO.principal)

    # Of Cleo are A1, A2, B1, B2, and K1, K2: earned 298.3607 + 126.2295 + 84.9315 + 180.3279.
    assert chosen(total(found, "by_line"), "claims incurred earned") == [2, 90_000, 68_985]
    assert chosen(total(book, "bundling"), "insured mono bundled") == [2, 1, 1]


async def test_a_team_is_those_who_are_in_it(pool: Pool) -> None:
    # North: Ben and Cleo.
    found = await report(pool, "sales", period="Q1 2024", team=101)
    nobody = await report(pool, "sales", period="Q1 2024", team=999)

    assert chosen(total(found, "by_line"), "policies premium") == [2, 170_000]
    assert found.narrowed == ["Team: North"]
    assert total(nobody, "by_line")["policies"] == 0


async def test_criteria_are_said_in_words(pool: Pool) -> None:
    criteria = {
        "carrier": "Prairie",
        "customer": {"any": {"name": {"starts_with": "Cy"}}},
        "policy_type": ["Auto", "Life"],
    }

    found = await report(pool, "sales", period="Q1 2024", owner=DAN.id, filter=criteria)

    assert total(found, "by_line")["policies"] == 1
    assert found.narrowed == [
        "Agent: Dan Ruiz",
        "Policies: Carrier is Prairie and has customer with (Name starts with Cy) and Type is one of Auto, Life",
    ]


async def test_how_things_stand_now_is_no_figure_of_the_period_before(pool: Pool) -> None:
    claims = await report(pool, "claims", period="Q1 2024", compare=Compared.BEFORE)
    performance = await report(pool, "performance", period="Q1 2024", compare=Compared.BEFORE)

    assert [each.key for each in claims.tables if not each.is_compared] == ["ageing"]
    before = table(performance, "by_agent").total.before
    assert before is not None
    assert chosen(before, "open closed") == [None, 0]
