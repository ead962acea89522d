"""Which days count as working days."""

from datetime import date

import pytest

from backend.agency.working_days import add_working_days, federal_holidays, is_working_day, next_working_day


def test_the_federal_holidays_of_2026_are_known() -> None:
    assert federal_holidays(2026) == {
        date(2026, 1, 1),
        date(2026, 1, 19),
        date(2026, 2, 16),
        date(2026, 5, 25),
        date(2026, 6, 19),
        date(2026, 7, 3),  # the fourth is a Saturday
        date(2026, 9, 7),
        date(2026, 10, 12),
        date(2026, 11, 11),
        date(2026, 11, 26),
        date(2026, 12, 25),
    }


@pytest.mark.parametrize(
    ("holiday", "why"),
    [
        (date(2021, 12, 31), "New Year's Day 2022 is a Saturday"),
        (date(2023, 1, 2), "New Year's Day 2023 is a Sunday"),
        (date(2027, 7, 5), "the fourth of July is a Sunday"),
        (date(2024, 5, 27), "the last Monday of May"),
        (date(2021, 5, 31), "the last Monday of May, on its last day"),
    ],
)
def test_a_holiday_moves_to_the_day_on_which_it_is_kept(holiday: date, why: str) -> None:
    assert not is_working_day(holiday), why


def test_juneteenth_is_a_holiday_since_2021() -> None:
    assert is_working_day(date(2020, 6, 19))
    assert not is_working_day(date(2025, 6, 19))


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # Friday
        (date(2026, 11, 21), 1, date(2026, 11, 23)),  # Saturday
        (date(2026, 11, 25), 1, date(2026, 11, 27)),  # before Thanksgiving
        (date(2026, 11, 2), 10, date(2026, 11, 17)),  # over Veterans Day
        (date(2026, 12, 24), 2, date(2026, 12, 29)),
        (date(2026, 11, 20), 0, date(2026, 11, 20)),
    ],
)
def test_weekends_and_holidays_are_not_counted(start: date, count: int, end: date) -> None:
    assert add_working_days(start, count) == end


def test_a_working_day_is_its_own_next_one() -> None:
    assert next_working_day(date(2026, 11, 25)) == date(2026, 11, 25)
    assert next_working_day(date(2026, 11, 26)) == date(2026, 11, 27)
