"""When the office is open: in these hours runs the time to answer a lead."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import orjson

from backend.agency.working_days import is_working_day
from backend.database.engine import Connection, Pool

Week = Mapping[int, tuple[int, int]]  # by weekday (Monday is 0): when it opens and closes, in minutes since midnight

DAY_MINUTES: Final = 24 * 60
FARTHEST_DAYS: Final = 3660
USUAL_WEEK: Final[Week] = dict.fromkeys(range(5), (9 * 60, 17 * 60))  # until somebody says otherwise
# params: days
HOURS: Final = """
    insert into office_hours (weekday, opens, closes)
    select weekday, opens, closes from jsonb_to_recordset($1::jsonb) said (weekday int, opens int, closes int)
"""


async def week(connection: Connection | Pool) -> Week:
    """What somebody said, or the usual week."""
    rows = await connection.fetch("select weekday, opens, closes from office_hours order by weekday")
    return {row["weekday"]: (row["opens"], row["closes"]) for row in rows} or USUAL_WEEK


async def change(connection: Connection, days: Sequence[Mapping[str, int]]) -> None:
    """Says the week anew; no day at all means the usual week."""
    await connection.execute("delete from office_hours")
    await connection.execute(HOURS, orjson.dumps(list(days)).decode())


def due(start: datetime, minutes: int, zone: ZoneInfo, week: Week) -> datetime:
    """The instant after so many minutes of office hours. Holidays have none; nor has a week without any hours, for
    which the clock never stops."""
    if not week:
        return start + timedelta(minutes=minutes)
    local = start.astimezone(zone)
    day, left = local.date(), timedelta(minutes=minutes)
    for _ in range(FARTHEST_DAYS):
        # An agency that works on Saturdays has no other holidays than the federal ones.
        if day.weekday() in week and (day.weekday() > 4 or is_working_day(day)):
            opens, closes = (_at(day, minute, zone) for minute in week[day.weekday()])
            begin = max(opens, start)
            if begin < closes:
                # Differences of instants, not of clocks: on the day the clocks change an hour more or less is open.
                if left <= closes - begin:
                    return begin + left
                left -= closes - begin
        day += timedelta(days=1)
    return start + timedelta(minutes=minutes)


def _at(day: date, minute: int, zone: ZoneInfo) -> datetime:
    days, rest = divmod(minute, DAY_MINUTES)
    return datetime.combine(day + timedelta(days=days), time(*divmod(rest, 60)), zone).astimezone(UTC)
