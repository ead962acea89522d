"""A report is asked for: a row that waits, and the job that will make it, in the caller's transaction."""

import secrets
from dataclasses import dataclass
from typing import Any, Final

import orjson

from backend import clock
from backend.agency import settings as agency
from backend.auth.principal import Principal
from backend.auth.service import principal_of
from backend.database.engine import Connection
from backend.errors import Conflict, NotFound
from backend.jobs import Task, enqueue
from backend.models.report import ReportFormat, ReportStatus
from backend.registry import NOUNS
from backend.reports import figures, own
from backend.reports.catalogue import Takes
from backend.reports.figures import OWN, USUAL, Request
from backend.reports.periods import read_period

PERMISSION: Final = "making_reports:write"

# One asks at a time, so that a second click finds the first. params: user_id
IN_TURN: Final = "select pg_advisory_xact_lock(hashtextextended('reports.ask:' || $1::text, 0))"
# params: made_for_id, report_key, asked, format, name, schedule_id
SAME: Final = """
    select id from reports
    where made_for_id = $1 and status = 'pending' and report_key = $2 and asked = $3::jsonb and format = $4
        and name = $5 and schedule_id is not distinct from $6
    order by id limit 1
"""
# Its id makes its number; somebody else may have given that number to a report of theirs. params: tail of the number,
# name, report_type, period, format, report_key, asked, made_for_id, schedule_id
NEW: Final = """
    insert into reports (id, report_number, name, report_type, period, format, status, progress, report_key, asked,
        made_for_id, owner_id, schedule_id) overriding system value
    select next.id, format('RPT-%s-%s%s', to_char(now() at time zone 'UTC', 'YYYY'),
            lpad(next.id::text, greatest(5, length(next.id::text)), '0'), $1::text),
        $2, $3, $4, $5, 'pending', 0, $6, $7::jsonb, $8, $8, $9
    from (select nextval(pg_get_serial_sequence('reports', 'id')) as id) next
    on conflict (report_number) do nothing
    returning id
"""
AGAIN: Final = """
    update reports set status = 'pending', progress = 0, failure = null where id = $1 and status <> 'pending'
"""
# A transaction that says this may change what nobody else may.
MAKING: Final = "select set_config('leadgen.making', 'on', true)"


@dataclass(frozen=True, slots=True)
class MakeReport(Task):
    """A report waits to be made."""

    report_id: int


class CannotBeMade(Conflict):
    """The report cannot be made; trying again would not help."""

    code = "report_cannot_be_made"


class NotOurs(Conflict):
    """This report was not made by LeadGen, so it cannot be made again here."""

    code = "report_not_ours"


async def ask(
    connection: Connection,
    who: Principal,
    request: Request,
    format: ReportFormat,  # the word of the API
    name: str | None = None,
    schedule_id: int | None = None,
) -> int:
    """The id of a pending report that a job will make, both in the caller's transaction.

    While the same person waits for the same report, it is that one. Raises what is wrong with the request, NotAllowed.
    """
    who.require(PERMISSION)
    if who.user_id is None:
        raise CannotBeMade("A report is made for a person, with what this person may see.")
    title, period = await checked(connection, who, request)
    asked = orjson.dumps(request.as_json() | await _only(connection, who), option=orjson.OPT_SORT_KEYS).decode()
    called = (name or "").strip() or ", ".join(filter(None, (title, period)))
    await connection.fetchval(IN_TURN, str(who.user_id))
    known = (request.report, asked, format.value, called[:255], schedule_id)
    found: int | None = await connection.fetchval(SAME, who.user_id, *known)
    if found is None:
        found = await _noted(connection, known, title, period, who.user_id)
        await _order(connection, found)
    return found


async def checked(connection: Connection, who: Principal, request: Request) -> tuple[str, str | None]:
    """What the report is called and the period it is of, before anything is counted.

    Raises NotFound, BadRequest, PeriodUnknown, CriteriaInvalid or NotAllowed for what could not be counted.
    """
    now = clock.now()
    if request.report.startswith(OWN):
        kept = await own.kept(connection, who, request.report, now)
        return kept.name, (await own.ask(connection, who, kept, request, now)).said or None
    if request.period is not None:
        read_period(request.period, now.astimezone(await agency.zone(connection)).date())
    definition = figures.definition_of(request.report)
    for name in definition.nouns:
        who.require(f"{NOUNS[name].key}:read")
    figures.refuse_what_is_not_taken(definition, request)
    return definition.title, (request.period or USUAL) if Takes.PERIOD in definition.takes else None


async def _only(connection: Connection, who: Principal) -> dict[str, Any]:
    """What the key may do with which somebody asks, where that is less than they may: the job sees no more."""
    assert who.user_id is not None  # noqa: S101 - asked before
    whole = await principal_of(connection, who.user_id)
    if whole is None or len(who.grants) >= len(whole.grants):
        return {}
    return {"only": sorted(who.grants)}


async def _noted(
    connection: Connection, known: tuple[str, str, str, str, int | None], title: str, period: str | None, user_id: int
) -> int:
    report, asked, kind, called, schedule_id = known
    for tail in ("", *(f"-{secrets.token_hex(2)}" for _ in range(5))):
        found: int | None = await connection.fetchval(
            NEW, tail, called, title[:50], period, kind, report, asked, user_id, schedule_id
        )
        if found is not None:
            return found
    raise Conflict("No number is free for the report: try again.")


async def ask_again(connection: Connection, report_id: int) -> None:
    """Has a report made again, in the caller's transaction: from what is kept of it, or anew if nothing is.

    One that waits already goes on. Raises NotFound, NotOurs.
    """
    row = await connection.fetchrow("select report_key, status from reports where id = $1 for update", report_id)
    if row is None:
        raise NotFound
    if row["report_key"] is None:
        raise NotOurs
    if row["status"] != ReportStatus.PENDING:
        await connection.execute(MAKING)
        await connection.execute(AGAIN, report_id)
        await _order(connection, report_id)


async def _order(connection: Connection, report_id: int) -> None:
    """Has a job make it. The job before, which has just ended the report, may not have left the queue yet: each has a
    key of its own, by which the sweep finds it."""
    await enqueue(connection, MakeReport(report_id), key=f"report:{report_id}:{secrets.token_hex(4)}")
