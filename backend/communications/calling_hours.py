"""When somebody may be called or texted, by their own clock: federal hours, the states' stricter ones, the agency's.

A default for software, not legal advice: each row names its source. All were read on 1 August 2026.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from backend.agency.working_days import federal_holidays

Hours = tuple[int, int] | None  # minutes after midnight, the end not included; None is not at all
Place = tuple[str | None, ZoneInfo]

STEP: Final = timedelta(minutes=15)
FARTHEST: Final = timedelta(days=14)


def between(begin: int, end: int) -> Hours:
    """From one full hour to another."""
    return (begin * 60, end * 60)


@dataclass(frozen=True, slots=True)
class Week:
    """The hours of a place. attempts: calls and texts in 24 hours at most; None is no limit of its own.

    pewc_for_calls: even a call dialled by hand needs prior express written consent.
    """

    weekday: Hours
    saturday: Hours
    sunday: Hours
    holiday: Hours
    source: str
    attempts: int | None = None
    pewc_for_calls: bool = False

    def on(self, day: date) -> Hours:
        """The hours of one day."""
        if day in federal_holidays(day.year):
            return self.holiday
        return (self.weekday, self.saturday, self.sunday)[max(0, day.weekday() - 4)]


def alike(hours: Hours, source: str, **others: object) -> Week:
    """The same hours on every day."""
    return replace(Week(hours, hours, hours, hours, source), **others)  # type: ignore[arg-type]


FEDERAL: Final = alike(between(8, 21), "47 CFR 64.1200(c)(1)")
SURVEY: Final = "Drop Cowboy state survey, November 2025; ClickPoint, July 2025"
UNSURE: Final = f"{SURVEY}; sources differ, the stricter reading"

STATES: Final[Mapping[str, Week]] = {
    "AL": Week(between(8, 20), between(8, 20), None, None, SURVEY),
    "CT": alike(between(9, 20), SURVEY, pewc_for_calls=True),
    "FL": alike(between(8, 20), "Florida SB 1120 and HB 761", attempts=3),
    "KY": alike(between(10, 21), SURVEY),
    "LA": Week(between(8, 20), between(8, 20), None, None, SURVEY),
    "MA": alike(between(8, 20), SURVEY),
    "MD": alike(between(8, 20), SURVEY, attempts=3),
    "MI": alike(between(9, 21), SURVEY),
    "MN": alike(between(9, 21), SURVEY),
    "MS": Week(between(8, 20), between(8, 20), None, between(8, 20), SURVEY),
    "NM": alike(between(9, 21), SURVEY),
    "NV": alike(between(9, 20), SURVEY),
    "OK": alike(between(8, 20), SURVEY, attempts=3),
    "PA": Week(between(9, 20), between(9, 20), None, None, UNSURE),
    "RI": Week(between(9, 18), between(10, 17), None, None, UNSURE),
    "TX": Week(between(9, 21), between(9, 21), between(12, 21), between(12, 21), "Texas SB 140, in force 2025-09-01"),
    "VA": alike(between(8, 21), "Virginia SB 1339, in force 2026-01-01"),
    "WA": alike(between(8, 20), UNSURE),
    "WY": alike(between(8, 20), UNSURE),
}

# What an agency keeps to until it says otherwise.
CAUTIOUS: Final = Week(between(9, 20), between(9, 20), None, None, "the agency's own rule", attempts=3)


def hours_on(day: date, state: str | None, own: Week) -> Hours:
    """What federal law, the state and the agency leave of a day."""
    left: Hours = FEDERAL.on(day)
    for week in (STATES.get(state or ""), own):
        hours = week.on(day) if week is not None else left
        if left is None or hours is None:
            return None
        left = (max(left[0], hours[0]), min(left[1], hours[1]))
    return left if left is not None and left[0] < left[1] else None


def is_open(at: datetime, places: Iterable[Place], own: Week = FEDERAL) -> bool:
    """Whether the moment is within the hours of every place that the person may be in."""
    for state, zone in places:
        there = at.astimezone(zone)
        hours = hours_on(there.date(), state, own)
        if hours is None or not hours[0] <= there.hour * 60 + there.minute < hours[1]:
            return False
    return True


def next_opening(at: datetime, places: Sequence[Place], own: Week = FEDERAL) -> datetime | None:
    """The first quarter of an hour after `at` within the hours of every place; None if there is none in two weeks."""
    moment = at.astimezone(UTC).replace(second=0, microsecond=0)
    moment += STEP - timedelta(minutes=moment.minute % 15)
    while moment <= at + FARTHEST:
        if is_open(moment, places, own):
            return moment
        moment += STEP
    return None


def attempts_a_day(places: Iterable[Place], own: int) -> int:
    """How many calls and texts in 24 hours the strictest rule leaves."""
    states = (STATES.get(state or "") for state, _ in places)
    return min([own, *(week.attempts for week in states if week is not None and week.attempts is not None)])
