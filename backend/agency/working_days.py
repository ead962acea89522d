"""Working days in the United States: neither weekend nor federal holiday. Holidays of single states are not known."""

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

DAY: Final = timedelta(days=1)
MONDAY, THURSDAY, SATURDAY, SUNDAY = 0, 3, 5, 6
JUNETEENTH_SINCE: Final = 2021


def is_working_day(day: date) -> bool:
    """Whether offices are open."""
    return day.weekday() < SATURDAY and day not in federal_holidays(day.year)


def next_working_day(day: date) -> date:
    """The day itself if it is a working day, otherwise the first one after it."""
    while not is_working_day(day):
        day += DAY
    return day


def add_working_days(day: date, count: int) -> date:
    """The working day so many after `day`, which is not counted itself."""
    for _ in range(count):
        day = next_working_day(day + DAY)
    return day


@lru_cache(maxsize=200)
def federal_holidays(year: int) -> frozenset[date]:
    """The days on which federal offices are closed (5 U.S.C. 6103): on a Sunday the Monday after, on a Saturday the
    Friday before; the next New Year's Day may fall on the last Friday of this year."""
    fixed = [date(year, 1, 1), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25)]
    if year >= JUNETEENTH_SINCE:
        fixed.append(date(year, 6, 19))
    moving = [
        _nth(year, 1, MONDAY, 3),
        _nth(year, 2, MONDAY, 3),
        _nth(year, 6, MONDAY, 1) - timedelta(days=7),  # the last Monday of May
        _nth(year, 9, MONDAY, 1),
        _nth(year, 10, MONDAY, 2),
        _nth(year, 11, THURSDAY, 4),
    ]
    observed = [_observed(day) for day in fixed]
    if year < date.max.year:
        observed.append(_observed(date(year + 1, 1, 1)))
    return frozenset(day for day in (*observed, *moving) if day.year == year)


def _observed(day: date) -> date:
    if day.weekday() == SATURDAY:
        return day - DAY if day > date.min else day
    return day + DAY if day.weekday() == SUNDAY else day


def _nth(year: int, month: int, weekday: int, n: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))
