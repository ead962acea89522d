"""What is earned of a policy in a period, against the same worked out in fractions, day by day."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Final
from zoneinfo import ZoneInfo

import asyncpg
import pytest

from backend.database.engine import Pool
from backend.database.sight import ALL_SEEING
from backend.registry import NOUNS
from backend.reports.counting import read
from backend.reports.periods import Period
from backend.reports.tables import Aggregate, Figure, Measure, Table, Unit

pytestmark = pytest.mark.anyio

UTC: Final = ZoneInfo("UTC")
YEAR_2025: Final = Period(date(2025, 1, 1), date(2025, 12, 31))


@pytest.fixture(scope="module")
async def pool(database: str) -> AsyncIterator[Pool]:
    async with asyncpg.create_pool(database, min_size=1, max_size=2) as opened:
        yield opened


async def earned(
    pool: Pool, period: Period, start: str | None, end: str | None, status: str = "active", premium: str = "$1,200/yr"
) -> tuple[Figure, Figure]:
    """What one policy earns in cents, and for how many policy years it was covered."""
    await pool.execute("delete from policies")
    await pool.execute(
        """insert into policies (policy_number, customer_name, status, premium, start_date, end_date)
        values ('P-1', 'Ann Lee', $1, $2, $3::text::date, $4::text::date)""",
        status,
        premium,
        start,
        end,
    )
    measures = (
        Measure("earned", "", Aggregate.EARNED, "annual_premium_cents", unit=Unit.CENTS, during=period),
        Measure("years", "", Aggregate.EXPOSURE, unit=Unit.NUMBER, during=period),
    )
    table = Table("t", "", "policies", {}, measures)
    figures = (await read(pool, NOUNS["policies"], table, ALL_SEEING, UTC)).total.figures
    return figures["earned"], figures["years"]


@pytest.mark.parametrize(
    ("period", "start", "end", "status", "cents", "years"),
    [
        # Twelve months of $1,200: 73 of 365 days are a fifth.
        (Period(date(2025, 1, 1), date(2025, 3, 14)), "2025-01-01", "2026-01-01", "active", 24_000, 0.2),
        (Period(date(2025, 3, 1), date(2025, 12, 31)), "2024-05-13", "2025-05-13", "active", 24_000, 0.2),
        # 366 days with 29 February in the term: 61 of 366 are a sixth.
        (Period(date(2024, 1, 1), date(2024, 3, 1)), "2024-01-01", "2025-01-01", "active", 20_000, 0.1667),
        # Six months cost $600: all of it in 2025, and 90 of its 181 days in the first quarter (298.342).
        (YEAR_2025, "2025-01-01", "2025-07-01", "expired", 60_000, 0.5),
        (Period(date(2025, 1, 1), date(2025, 3, 31)), "2025-01-01", "2025-07-01", "expired", 29_834, 0.2486),
        # From 31 August six months end on the last of February: 123 of 181 days in 2025 (407.7348).
        (YEAR_2025, "2025-08-31", "2026-02-28", "active", 40_773, 0.3398),
        # Forty days are no months: 40 of the 365 days of the year from its start (131.5068).
        (YEAR_2025, "2025-02-01", "2025-03-13", "expired", 13_151, 0.1096),
        # Cancelled after 73 days, whatever was agreed: also where these are whole months (181 days: 595.0685).
        (YEAR_2025, "2025-01-01", "2025-03-15", "cancelled", 24_000, 0.2),
        (YEAR_2025, "2025-01-01", "2025-07-01", "cancelled", 59_507, 0.4959),
        # Open ended: every policy year earns exactly the annual premium.
        (YEAR_2025, "2019-01-01", None, "active", 120_000, 1.0),
        (YEAR_2025, "2019-06-15", None, "active", 120_000, 1.0),
        (Period(date(2020, 1, 1), date(2029, 12, 31)), "2020-01-01", None, "active", 1_200_000, 10.0),
        # 29 February: a term of 365 days to 28 February 2025, and the next one from there.
        (Period(date(2024, 2, 29), date(2025, 2, 27)), "2024-02-29", None, "active", 120_000, 1.0),
        (Period(date(2025, 2, 28), date(2025, 5, 11)), "2024-02-29", None, "active", 24_000, 0.2),
        # The first and the last day belong to the period; the end date is not covered.
        (Period(date(2025, 12, 31), date(2025, 12, 31)), "2025-01-01", "2026-01-01", "active", 329, 0.0027),
        (Period(date(2026, 1, 1), date(2026, 1, 1)), "2025-01-01", "2026-01-01", "active", 0, 0.0),
        # Not begun, over, ended before it began, or without a start.
        (YEAR_2025, "2026-01-01", None, "active", 0, 0.0),
        (YEAR_2025, "2024-01-01", "2025-01-01", "expired", 0, 0.0),
        (YEAR_2025, "2025-05-01", "2025-04-01", "cancelled", 0, 0.0),
        (YEAR_2025, None, None, "active", 0, 0.0),
    ],
)  # fmt: skip
async def test_what_a_policy_earns_is_what_its_days_are_worth(
    pool: Pool, period: Period, start: str | None, end: str | None, status: str, cents: int, years: float
) -> None:
    assert await earned(pool, period, start, end, status) == (cents, years)


@pytest.mark.parametrize("start", [date(2023, 2, 28), date(2024, 2, 29), date(2023, 12, 31), date(2021, 7, 13)])
@pytest.mark.parametrize("term", [None, 29, 91, 365, 366, 800])
async def test_it_is_what_the_days_add_up_to_one_by_one(pool: Pool, start: date, term: int | None) -> None:
    end = start + timedelta(days=term) if term else None
    for period in (Period(date(2024, 2, 1), date(2024, 3, 31)), Period(date(2023, 11, 5), date(2026, 3, 1))):
        exact = sum(
            (_worth(start, day) for day in _days(period) if start <= day and (end is None or day < end)), Fraction()
        )

        found, _ = await earned(pool, period, str(start), str(end) if end else None, "cancelled" if end else "active")

        assert found == int(exact * 120_000 + Fraction(1, 2))


def _days(period: Period) -> list[date]:
    return [period.first + timedelta(days=n) for n in range(period.days)]


def _worth(start: date, day: date) -> Fraction:
    """The share of a year's premium that one day earns: its policy year in equal parts."""
    begins = max(each for each in (_anniversary(start, n) for n in range(12)) if each <= day)
    ends = min(each for each in (_anniversary(start, n) for n in range(12)) if each > day)
    return Fraction(1, (ends - begins).days)


def _anniversary(start: date, years: int) -> date:
    try:
        return start.replace(year=start.year + years)
    except ValueError:
        return date(start.year + years, 2, 28)
