"""Periods mean the same days everywhere, and begin and end by the agency's clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as some

from backend.reports.periods import NAMED, Period, PeriodUnknown, read_period

HONOLULU = ZoneInfo("Pacific/Honolulu")
NEW_YORK = ZoneInfo("America/New_York")
SUNDAY = date(2026, 11, 22)
LEAP_DAY = date(2024, 2, 29)
DAYS = some.dates(date(1905, 1, 1), date(2190, 12, 31))


@pytest.mark.parametrize(
    ("text", "today", "said"),
    [
        ("Today", SUNDAY, "2026-11-22..2026-11-22"),
        ("Yesterday", date(2026, 3, 1), "2026-02-28..2026-02-28"),
        ("This Week", SUNDAY, "2026-11-16..2026-11-22"),
        ("Last Week", SUNDAY, "2026-11-09..2026-11-15"),
        ("This Month", SUNDAY, "2026-11-01..2026-11-30"),
        ("this   month", LEAP_DAY, "2024-02-01..2024-02-29"),
        ("Last Month", date(2026, 1, 31), "2025-12-01..2025-12-31"),
        ("Last Month", date(2024, 3, 31), "2024-02-01..2024-02-29"),
        ("Month To Date", SUNDAY, "2026-11-01..2026-11-22"),
        ("This Quarter", SUNDAY, "2026-10-01..2026-12-31"),
        ("Last Quarter", SUNDAY, "2026-07-01..2026-09-30"),
        ("LAST QUARTER", date(2026, 2, 1), "2025-10-01..2025-12-31"),
        ("Quarter To Date", SUNDAY, "2026-10-01..2026-11-22"),
        ("This Year", SUNDAY, "2026-01-01..2026-12-31"),
        ("Last Year", LEAP_DAY, "2023-01-01..2023-12-31"),
        ("Year To Date", LEAP_DAY, "2024-01-01..2024-02-29"),
        ("Last 7 Days", SUNDAY, "2026-11-15..2026-11-21"),
        ("Last 30 Days", date(2024, 3, 1), "2024-01-31..2024-02-29"),
        ("Last 2 weeks", SUNDAY, "2026-11-08..2026-11-21"),
        ("Last 12 Months", SUNDAY, "2025-11-01..2026-10-31"),
        ("Q1 2024", SUNDAY, "2024-01-01..2024-03-31"),
        ("2024-Q4", SUNDAY, "2024-10-01..2024-12-31"),
        ("March 2024", SUNDAY, "2024-03-01..2024-03-31"),
        ("feb 2023", SUNDAY, "2023-02-01..2023-02-28"),
        ("May 2026", SUNDAY, "2026-05-01..2026-05-31"),
        ("2024-02", SUNDAY, "2024-02-01..2024-02-29"),
        ("2024", SUNDAY, "2024-01-01..2024-12-31"),
        ("2024-01-01..2024-03-31", SUNDAY, "2024-01-01..2024-03-31"),
        ("2024-01-01 to 2024-01-01", SUNDAY, "2024-01-01..2024-01-01"),
    ],
)
def test_people_name_periods(text: str, today: date, said: str) -> None:
    assert str(read_period(text, today)) == said


@pytest.mark.parametrize(
    "text",
    [
        *("", "Next Month", "Q5 2024", "Q1", "2024-13", "2024-02-30..2024-03-01", "2024-03-31..2024-01-01"),
        *("Last 0 Days", "Last 99999 Days", "Last 5000 Months", "1899", "2024-01-01..3024-01-01", "٢٠٢٤", "x" * 5000),
    ],
)
def test_what_names_no_period_is_refused_with_what_could_be_said(text: str) -> None:
    with pytest.raises(PeriodUnknown) as refused:
        read_period(text, SUNDAY)

    assert len(refused.value.detail) < 400


@pytest.mark.parametrize(
    ("text", "before", "year_before"),
    [
        ("2024-02", "2024-01-01..2024-01-31", "2023-02-01..2023-02-28"),
        ("2023-02", "2023-01-01..2023-01-31", "2022-02-01..2022-02-28"),
        ("Q1 2024", "2023-10-01..2023-12-31", "2023-01-01..2023-03-31"),
        ("2025", "2024-01-01..2024-12-31", "2024-01-01..2024-12-31"),
        ("2024-02-29..2024-02-29", "2024-02-28..2024-02-28", "2023-02-28..2023-02-28"),
        ("2024-03-01..2024-03-10", "2024-02-20..2024-02-29", "2023-03-01..2023-03-10"),
    ],
)
def test_a_period_is_compared_with_the_one_before_and_with_a_year_ago(text: str, before: str, year_before: str) -> None:
    period = read_period(text, SUNDAY)

    assert (str(period.before()), str(period.year_before())) == (before, year_before)


def test_a_day_begins_hours_later_in_honolulu() -> None:
    march = read_period("2024-03", SUNDAY)

    assert march.begins(NEW_YORK) == datetime(2024, 3, 1, 5, tzinfo=UTC)
    assert march.begins(HONOLULU) == datetime(2024, 3, 1, 10, tzinfo=UTC)


def test_a_month_in_which_the_clocks_change_is_an_hour_shorter_or_longer() -> None:
    def hours(text: str, zone: ZoneInfo) -> float:
        period = read_period(text, SUNDAY)
        return (period.ends(zone) - period.begins(zone)) / timedelta(hours=1)

    assert hours("2024-03", NEW_YORK) == 31 * 24 - 1
    assert hours("2024-11", NEW_YORK) == 30 * 24 + 1
    assert hours("2024-03-10..2024-03-10", NEW_YORK) == 23
    assert hours("2024-11-03..2024-11-03", NEW_YORK) == 25
    assert hours("2024-03", HONOLULU) == 31 * 24


def test_a_midnight_that_is_skipped_is_the_instant_at_which_it_is_skipped() -> None:
    day = read_period("2024-09-08..2024-09-08", SUNDAY)  # Chile went from 24:00 to 01:00

    assert day.begins(ZoneInfo("America/Santiago")) == datetime(2024, 9, 8, 4, tzinfo=UTC)


@given(some.sampled_from(NAMED), DAYS, some.sampled_from(sorted(available_timezones())))
def test_neighbours_touch_and_never_overlap(name: str, today: date, zone: str) -> None:
    period, clock = read_period(name, today), ZoneInfo(zone)
    before = period.before()

    assert before.last + timedelta(days=1) == period.first
    assert before.ends(clock) == period.begins(clock) < period.ends(clock)
    assert read_period(str(period), today).first == period.first


@given(some.dates(date(1950, 1, 1), date(2150, 1, 1)), some.integers(1, 800))
def test_days_of_a_span_are_all_its_days(first: date, days: int) -> None:
    period = Period(first, first + timedelta(days=days - 1))

    assert period.days == days
    assert period.before().days == days
