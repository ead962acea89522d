"""Reports that are sent regularly: what is due is made, each once, for whoever set it up.

When that is, the database says (`next_sending`), by the agency's clock. A report is made with the eyes of the person
whose schedule it is: who may not see a figure any more cannot have it sent either, and a schedule of somebody who left
stops.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import asyncpg
import orjson

from backend import clock
from backend.agency.day import ZONE
from backend.auth.principal import Principal
from backend.auth.service import principal_of
from backend.database.engine import Connection, Pool
from backend.database.writes import Actor, transaction
from backend.errors import Conflict, FieldError, Invalid, LeadGenError, NotAllowed
from backend.integrations.mail import is_address
from backend.models.report import ReportFormat
from backend.reports import asking
from backend.reports.figures import Request
from backend.reports.periods import read_period

ACTOR: Final = Actor(None, "LeadGen", "schedule")
MOST_RECIPIENTS: Final = 50
WRITE: Final = "report_schedules:write"
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

# The next one that is due; what another worker holds, it will make. params: now timestamptz, after bigint
DUE: Final = """
    select id, name, report, asked, format, owner_id
    from report_schedules
    where is_active and next_at <= $1 and id > $2
    order by id limit 1
    for update skip locked
"""
BEGUN: Final = f"""
    update report_schedules
    set last_at = $2, last_error = null, next_at = case when $3 then next_sending(
        cadence, weekday, day_of_month, hour, $2,
        {ZONE}) else next_at end
    where id = $1
"""
STOPPED: Final = """
    update report_schedules set is_active = false, last_error = $2 where id = $1 and is_active and next_at <= $3
    returning id
"""
TOLD: Final = """
    insert into notifications (user_id, kind, title, detail, noun, record_id)
    select id, 'report_failed', left($2, 255), $3, 'report_schedules', $1
    from users
    where is_active and (role in ('admin', 'manager') and $4 or id = $5)
"""
ONE: Final = """
    select id, name, report, asked, format, owner_id from report_schedules where id = $1 for update
"""
UNDERWAY: Final = "select exists (select from reports where schedule_id = $1 and status = 'pending')"
NEXT: Final = f"""
    select next_sending($1, $2, $3, $4, $5, zone) as next_at, zone
    from (select {ZONE}) agency (zone)
"""


class OwnerGone(NotAllowed):
    """Whoever set this up does not work here any more. Somebody else has to save it under their own name."""

    code = "schedule_owner_gone"


class AlreadyUnderway(Conflict):
    """This report is being made for this very schedule: it is sent when it is ready."""

    code = "schedule_underway"


async def run_due(pool: Pool, now: datetime) -> int:
    """Begins every report that is due, and answers how many. Several workers may do this at once.

    A schedule that cannot go on stops and says why; one that fails unforeseen waits without holding up the others.
    """
    begun, last = 0, 0
    problem: Exception | None = None
    while (found := await _run_next(pool, now, last)) is not None:
        last, unforeseen = found
        begun += unforeseen is None
        problem = problem or unforeseen
    if problem is not None:
        raise problem
    return begun


async def _run_next(pool: Pool, now: datetime, after: int) -> tuple[int, Exception | None] | None:
    """The id of the schedule that was looked at, and what went wrong with it; None when nothing else is due."""
    row = None
    try:
        async with transaction(pool, ACTOR) as connection:
            row = await connection.fetchrow(DUE, now, after)
            if row is None:
                return None
            await _begin(connection, row, now, planned=True)
    except LeadGenError as refused:
        if row is None:
            raise
        if refused.status >= 500:
            return row["id"], refused
        await _stop(pool, row, refused.detail, now)
    except Exception as problem:  # raised by the caller, once the others have had their turn
        if row is None:
            raise
        return row["id"], problem
    return row["id"], None


async def _begin(connection: Connection, row: asyncpg.Record, now: datetime, *, planned: bool) -> int:
    who = await _owner(connection, row["owner_id"])
    request = Request.from_json(orjson.loads(row["asked"]) | {"report": row["report"]})
    report_id = await asking.ask(
        connection, who, request, ReportFormat(row["format"]), name=row["name"], schedule_id=row["id"]
    )
    await connection.execute(BEGUN, row["id"], now, planned)
    return report_id


async def _owner(connection: Connection, owner_id: int | None) -> Principal:
    """The person whose schedule it is, as they are now. Raises OwnerGone, NotAllowed."""
    who = None if owner_id is None else await principal_of(connection, owner_id)
    if who is None:
        raise OwnerGone
    who.require(WRITE)
    return who


async def _stop(pool: Pool, row: asyncpg.Record, why: str, now: datetime) -> None:
    async with transaction(pool, ACTOR) as connection:
        if await connection.fetchval(STOPPED, row["id"], why, now) is not None:
            title = f"“{row['name']}” is not sent any more"
            await tell(connection, row["id"], row["owner_id"], title, why, managers=True)


async def tell(
    connection: Connection, schedule_id: int, owner_id: int | None, title: str, detail: str, *, managers: bool = False
) -> None:
    """Tells the owner that something went wrong, and if need be everybody who could mend it."""
    await connection.execute(TOLD, schedule_id, title, detail, managers, owner_id)


async def send_now(connection: Connection, schedule_id: int, now: datetime) -> int:
    """Begins the report outside its turn, which stays; the id of the report. Raises AlreadyUnderway, OwnerGone."""
    row = await connection.fetchrow(ONE, schedule_id)
    if row is None:
        raise Conflict("This schedule was deleted meanwhile.")
    if await connection.fetchval(UNDERWAY, schedule_id):
        raise AlreadyUnderway
    return await _begin(connection, row, now, planned=False)


async def next_time(
    pool: Pool, cadence: str, weekday: int | None, day_of_month: int | None, hour: int, now: datetime
) -> tuple[datetime, str]:
    """When such a schedule would be sent next, and by which clock."""
    row = await pool.fetchrow(NEXT, cadence, weekday, day_of_month, hour, now)
    assert row is not None  # noqa: S101 - one row from one row
    return row["next_at"], row["zone"]


def field_errors(values: Mapping[str, Any], *, whole: bool) -> list[FieldError]:
    """What is wrong with the fields of a schedule, as far as they are given."""
    found: list[FieldError] = []
    if whole and values.get("cadence") == "weekly" and values.get("weekday") is None:
        found.append(FieldError("/weekday", "Say on which day of the week, 1 for Monday to 7 for Sunday.", "required"))
    if whole and values.get("cadence") == "monthly" and values.get("day_of_month") is None:
        found.append(FieldError("/day_of_month", "Say on which day of the month, 1 to 31.", "required"))
    if values.get("recipients") is not None:
        found += _recipient_errors(values["recipients"])
    if values.get("asked") is not None:
        found += _asked_errors(values["asked"], values.get("report"))
    return found


def _recipient_errors(recipients: list[Any]) -> list[FieldError]:
    if not recipients:
        return [FieldError("/recipients", "Name at least one address.", "required")]
    if len(recipients) > MOST_RECIPIENTS:
        return [FieldError("/recipients", f"At most {MOST_RECIPIENTS} people.", "too_many")]
    return [
        FieldError(f"/recipients/{place}", f"{str(each)[:80]} is not an e-mail address.", "invalid")
        for place, each in enumerate(recipients)
        if not isinstance(each, str) or len(each) > 254 or not is_address(each)
    ]


def _asked_errors(asked: dict[str, Any], report: str | None) -> list[FieldError]:
    try:
        request = Request.from_json(asked | {"report": report or "any"})
        if request.period is not None:
            read_period(request.period, clock.today())
    except Invalid as problem:
        return [FieldError(f"/asked{each.pointer}", each.message) for each in problem.errors] or [
            FieldError("/asked", problem.detail)
        ]
    return []


def recipients_of(kept: list[Any]) -> list[str]:
    """Everybody once, however often they were named."""
    found: dict[str, str] = {}
    for each in kept:
        if isinstance(each, str):
            found.setdefault(each.strip().casefold(), each.strip())
    return [*found.values()]


def in_words(cadence: str, weekday: int | None, day_of_month: int | None, hour: int) -> str:
    """How often, as a mail says it."""
    at = f"at {hour % 12 or 12}:00 {'am' if hour < 12 else 'pm'}"
    if cadence == "daily":
        return f"every day {at}"
    if cadence == "weekly":
        return f"every {WEEKDAYS[(weekday or 1) - 1]} {at}"
    day = day_of_month or 1
    short = " (the last day of a shorter month)" if day > 28 else ""
    return f"on day {day} of every month{short} {at}"
