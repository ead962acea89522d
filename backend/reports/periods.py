"""Periods as people name them, and the instants at which they begin and end by a clock.

    This Month · Last Quarter · Year To Date · Last 30 Days · Q1 2024 · March 2024 · 2024 · 2024-01-01..2024-03-31

A period is whole days, both ends included; what happened in it lies in `[begins, ends)` of the agency's time zone.
"""

import re
from calendar import month_name, monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from backend.errors import Invalid

NAMED: Final = (
    *("Today", "Yesterday", "This Week", "Last Week", "This Month", "Last Month", "Month To Date"),
    *("This Quarter", "Last Quarter", "Quarter To Date", "This Year", "Last Year", "Year To Date"),
    *("Last 7 Days", "Last 30 Days", "Last 90 Days", "Last 12 Months"),
)
MOST_DAYS: Final = 36_600
EARLIEST: Final = date(1900, 1, 1)
LATEST: Final = date(2199, 12, 31)


class PeriodUnknown(Invalid):
    """The text names no period."""

    code = "period_unknown"


class Unit(StrEnum):
    """What a period is made of; the period before it is one unit earlier."""

    DAYS = "days"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last one. unit: whole calendar months, or else so many days."""

    first: date
    last: date
    unit: Unit = Unit.DAYS

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def months(self) -> int:
        """How many calendar months it touches."""
        return _month_number(self.last) - _month_number(self.first) + 1

    def begins(self, zone: ZoneInfo) -> datetime:
        """The first instant of the first day there; where midnight is skipped, the first instant after it."""
        return _midnight(self.first, zone)

    def ends(self, zone: ZoneInfo) -> datetime:
        """The first instant after the last day there."""
        return _midnight(self.last + timedelta(days=1), zone)

    def before(self) -> "Period":
        """The period just before this one: as many whole months, or as many days."""
        if self.unit is Unit.MONTHS:
            return whole_months(_shifted(self.first, -self.months), self.months)
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1))

    def year_before(self) -> "Period":
        """The same days a year earlier; whole months stay whole, and 29 February becomes the 28th."""
        if self.unit is Unit.MONTHS:
            return whole_months(_shifted(self.first, -12), self.months)
        return Period(_shifted(self.first, -12), _shifted(self.last, -12))

    def __str__(self) -> str:
        return f"{self.first}..{self.last}"


def whole_months(first: date, months: int) -> Period:
    """So many calendar months from the first day of one."""
    return Period(first, _shifted(first, months) - timedelta(days=1), Unit.MONTHS)


def read_period(text: str, today: date) -> Period:
    """The period that a text names, as seen on a day. Raises PeriodUnknown with what could be said instead."""
    wanted = " ".join(text.split())
    for pattern, make in _WAYS:
        found = pattern.fullmatch(wanted)
        if found:
            return _sound(make(found, today), wanted)
    others = ", ".join((*NAMED, "Q1 2024", "March 2024", "2024", "2024-01-01..2024-03-31"))
    raise PeriodUnknown(f"“{wanted[:60]}” names no period; there are {others}.")


def _sound(period: Period | None, text: str) -> Period:
    if period is None or not (period.first >= EARLIEST and period.last <= LATEST):
        raise PeriodUnknown(f"“{text[:60]}” holds a day that is none, or lies before 1900 or after 2199.")
    if period.last < period.first:
        raise PeriodUnknown(f"“{text[:60]}” ends before it begins.")
    if period.days > MOST_DAYS:
        raise PeriodUnknown(f"“{text[:60]}” is longer than a hundred years.")
    return period


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _shifted(day: date, months: int) -> date:
    """The same day so many months later, or the last one of that month."""
    year, month = divmod(_month_number(day) + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    # An hour that is skipped names the instant at which it is skipped, once it went through UTC.
    return datetime.combine(day, time(), zone).astimezone(ZoneInfo("UTC"))


def _month(today: date, back: int = 0) -> Period:
    return whole_months(_shifted(today.replace(day=1), -back), 1)


def _quarter(year: int, number: int) -> Period:
    return whole_months(date(year, 3 * number - 2, 1), 3)


def _quarter_of(today: date, back: int = 0) -> Period:
    return whole_months(_shifted(date(today.year, 3 * ((today.month - 1) // 3) + 1, 1), -3 * back), 3)


def _year(year: int) -> Period:
    return whole_months(date(year, 1, 1), 12)


def _week(today: date, back: int = 0) -> Period:
    monday = today - timedelta(days=today.weekday() + 7 * back)
    return Period(monday, monday + timedelta(days=6))


def _until(whole: Period, today: date) -> Period:
    return Period(whole.first, today)


def _last(found: re.Match[str], today: date) -> Period | None:
    number, unit = int(found[1]), found[2].casefold().rstrip("s")
    if not 1 <= number <= MOST_DAYS:
        return None
    if unit == "month":
        return whole_months(_shifted(today.replace(day=1), -number), number) if number <= 1200 else None
    days = number * 7 if unit == "week" else number
    return Period(today - timedelta(days=days), today - timedelta(days=1))


def _between(found: re.Match[str], _: date) -> Period | None:
    try:
        return Period(date.fromisoformat(found[1]), date.fromisoformat(found[2]))
    except ValueError:
        return None


def _month_of(found: re.Match[str], _: date) -> Period | None:
    names = [name[:3].casefold() for name in month_name]
    return whole_months(date(int(found[2]), names.index(found[1][:3].casefold()), 1), 1)


def _numbered_month(found: re.Match[str], _: date) -> Period | None:
    month = int(found[2])
    return whole_months(date(int(found[1]), month, 1), 1) if 1 <= month <= 12 else None


_RELATIVE: Final[dict[str, Callable[[date], Period]]] = {
    "today": lambda today: Period(today, today),
    "yesterday": lambda today: Period(today - timedelta(days=1), today - timedelta(days=1)),
    "this week": _week,
    "last week": lambda today: _week(today, 1),
    "this month": _month,
    "last month": lambda today: _month(today, 1),
    "month to date": lambda today: _until(_month(today), today),
    "this quarter": _quarter_of,
    "last quarter": lambda today: _quarter_of(today, 1),
    "quarter to date": lambda today: _until(_quarter_of(today), today),
    "this year": lambda today: _year(today.year),
    "last year": lambda today: _year(today.year - 1),
    "year to date": lambda today: _until(_year(today.year), today),
}
_DAY: Final = r"(\d{4}-\d{2}-\d{2})"
_YEAR: Final = r"((?:19|20|21)\d{2})"
_MONTHS: Final = "|".join(f"{name[:3]}(?:{name[3:]})?" if name[3:] else name for name in month_name[1:])
_WAYS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], Period | None]], ...]] = tuple(
    (re.compile(pattern, re.IGNORECASE | re.ASCII), make)
    for pattern, make in (
        ("|".join(_RELATIVE), lambda found, today: _RELATIVE[found[0].casefold()](today)),
        (r"last (\d{1,5}) (days?|weeks?|months?)", _last),
        (rf"Q([1-4]) {_YEAR}", lambda found, _: _quarter(int(found[2]), int(found[1]))),
        (rf"{_YEAR} ?-?Q([1-4])", lambda found, _: _quarter(int(found[1]), int(found[2]))),
        (rf"({_MONTHS}) {_YEAR}", _month_of),
        (rf"{_YEAR}-(\d{{2}})", _numbered_month),
        (_YEAR, lambda found, _: _year(int(found[1]))),
        (rf"{_DAY} ?(?:\.\.|to|–) ?{_DAY}", _between),
    )
)
