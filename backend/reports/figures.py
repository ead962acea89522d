"""A report as it is now: what was asked for, counted within sight of whoever asks, told as a document."""

import asyncio
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Self

from backend.agency import settings
from backend.auth.principal import Principal
from backend.database.catalogue import Noun
from backend.database.criteria import Json, parse
from backend.database.engine import Pool
from backend.database.sight import Sight
from backend.errors import BadRequest, FieldError, NotFound
from backend.registry import NOUNS
from backend.reports.catalogue import CATALOGUE, Asked, Definition, Takes
from backend.reports.counting import read_all
from backend.reports.document import FigureColumn, FigureLine, FigureTable, Quotient, ReportDocument, ReportPeriod
from backend.reports.periods import Period, read_period
from backend.reports.tables import Counted, Criteria, Line, Ratio, Table
from backend.reports.words import criteria_said

USUAL: Final = "This Month"
OWN: Final = "own:"


class Compared(StrEnum):
    """With which other period."""

    BEFORE = "before"
    YEAR_BEFORE = "year_before"


COMPARED_SAID: Final[Mapping[Compared, str]] = {
    Compared.BEFORE: "The period before",
    Compared.YEAR_BEFORE: "A year before",
}


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks for. report: a key of the catalogue, or `own:7`; filter: criteria of the report's records."""

    report: str
    period: str | None = None
    compare: Compared | None = None
    line: str | None = None
    owner: int | None = None
    team: int | None = None
    filter: Criteria | None = None

    @classmethod
    def from_json(cls, said: Json) -> Self:
        """A request as `as_json` wrote it, or somebody by hand. Raises BadRequest for what cannot be understood."""
        known = {field.name: field.type for field in fields(cls)}
        if not isinstance(said, dict) or not isinstance(said.get("report"), str):
            raise _wrong("report", "Say which report, such as `sales` or `own:7`.")
        for name, value in said.items():
            if name not in known:
                raise _wrong(str(name)[:40], f"A report is asked for by {', '.join(known)}.")
            wanted = int if name in ("owner", "team") else dict if name == "filter" else str
            if value is not None and (not isinstance(value, wanted) or isinstance(value, bool)):
                raise _wrong(name, f"`{name}` is not as it should be.")
        compare = said.get("compare")
        if compare is not None and compare not in set(Compared):
            raise _wrong("compare", f"It is one of {', '.join(Compared)}.")
        return cls(**{**said, "compare": Compared(compare) if compare else None})

    def as_json(self) -> dict[str, Any]:
        """Whatever was said, fit for `reports.asked`."""
        return {name: value for name, value in asdict(self).items() if value is not None}


def _wrong(name: str, message: str) -> BadRequest:
    return BadRequest(message, errors=[FieldError(f"/{name}", message)])


async def document(
    pool: Pool, who: Principal, request: Request, now: datetime, only: Collection[str] = ()
) -> ReportDocument:
    """The figures of what this person sees. only: these of the tables of the catalogue's report, by their keys.

    Raises NotFound, BadRequest, PeriodUnknown, CriteriaInvalid, NotAllowed.
    """
    if request.report.startswith(OWN):
        from backend.reports import own  # which is asked for by the request of this module

        return await own.document(pool, who, request, now)
    definition = definition_of(request.report)
    for name in definition.nouns:
        who.require(f"{NOUNS[name].key}:read")
    refuse_what_is_not_taken(definition, request)
    zone = await settings.zone(pool)
    today = now.astimezone(zone).date()
    said = request.period or USUAL
    members = await _members(pool, request.team)
    asked = Asked(
        read_period(said, today),
        today,
        zone,
        NOUNS,
        definition.noun,
        request.line,
        request.owner,
        members,
        request.filter,
    )
    other = _other(asked.period, request.compare) if Takes.PERIOD in definition.takes else None

    async def counted(of: Asked) -> Sequence[Counted]:
        return await read_all(pool, NOUNS, _some(definition, of, only), lambda noun: seen_by(who, noun), zone)

    tables, earlier = await asyncio.gather(counted(asked), counted(replace(asked, period=other)) if other else _none())
    return ReportDocument(
        key=definition.key,
        title=definition.title,
        about=definition.about,
        made_at=now,
        zone=str(zone),
        period=_period(asked.period, said) if Takes.PERIOD in definition.takes else None,
        compared=_period(other, COMPARED_SAID[request.compare]) if other and request.compare else None,
        narrowed=await _narrowed(pool, definition, request),
        tables=[told(each, earlier[n] if earlier else None) for n, each in enumerate(tables)],
        listing=None,
    )


def _some(definition: Definition, asked: Asked, only: Collection[str]) -> Sequence[Table]:
    """The tables that are wanted. Raises BadRequest for those that there are not."""
    tables = definition.tables(asked)
    if not only:
        return tables
    keys = [table.key for table in tables]
    if not set(only) <= set(keys):
        message = f"“{definition.title}” has the tables {', '.join(keys)}."
        raise BadRequest(message, errors=[FieldError("?tables", message)])
    return [table for table in tables if table.key in only]


def definition_of(key: str) -> Definition:
    """The report of the catalogue with this key. Raises NotFound."""
    found = CATALOGUE.get(key)
    if found is None:
        raise NotFound(f"There is no report {key[:40]}; there are {', '.join(CATALOGUE)}.")
    return found


def seen_by(who: Principal, noun: Noun) -> Sight:
    """How far somebody sees among the records of a noun. Raises NotAllowed if not at all."""
    return Sight(who.require(f"{noun.key}:read").value, who.user_id, who.team_user_ids, who.grants)


def told(counted: Counted, earlier: Counted | None = None) -> FigureTable:
    """A table as it stands in a document. earlier: the same of the period it is compared with, unless it is the very
    same: how things stand now is no figure of then."""
    table = counted.table
    if earlier is not None and earlier.table == table:
        earlier = None
    as_now = frozenset(_as_now(table, earlier.table)) if earlier else frozenset[str]()
    return FigureTable(
        key=table.key,
        title=table.title,
        noun=table.noun,
        group=table.group.field if table.group else None,
        grain=table.group.by if table.group else None,
        chart=table.drawn,
        chart_of=table.chart_of or table.measures[0].key,
        columns=[
            FigureColumn(
                key=each.key,
                label=each.label,
                unit=each.unit,
                about=each.about,
                noun=noun,
                quotient=Quotient(part=each.part, whole=each.whole, times=each.times)
                if isinstance(each, Ratio)
                else None,
            )
            for each, noun in table.columns
        ],
        lines=[_line(each, _before(each, place, table, earlier), as_now) for place, each in enumerate(counted.lines)],
        total=_line(counted.total, earlier.total if earlier else None, as_now),
        left_out=counted.left_out,
        additive=[] if counted.left_out or table.group is None else list(table.additive),
    )


def _before(line: Line, place: int, table: Table, earlier: Counted | None) -> Line | None:
    """The same line of the other period: over time the one at its place, else the one of the same value."""
    if earlier is None:
        return None
    if table.group and table.group.by:
        return earlier.lines[place] if place < len(earlier.lines) else None
    return next((other for other in earlier.lines if other.value == line.value), None)


def _as_now(table: Table, earlier: Table) -> Iterator[str]:
    """The figures that do not ask for the period, and were counted just now for both."""
    for part, other in zip(table.parts, earlier.parts, strict=True):
        if part == other:
            yield from (measure.key for measure in part.measures)


def _line(line: Line, before: Line | None, as_now: Collection[str]) -> FigureLine:
    return FigureLine(
        value=line.value,
        label=line.label,
        figures=line.figures,
        before={key: None if key in as_now else value for key, value in before.figures.items()} if before else None,
        rows=line.rows,
        behind=line.behind,
    )


def refuse_what_is_not_taken(definition: Definition, request: Request) -> None:
    given = {
        Takes.LINE: request.line,
        Takes.OWNER: request.owner,
        Takes.TEAM: request.team,
        Takes.FILTER: request.filter,
    }
    for takes, value in given.items():
        if value is not None and takes not in definition.takes:
            message = f"“{definition.title}” takes no `{takes.value}`."
            raise BadRequest(message, errors=[FieldError(f"?{takes.value}", message)])
    if request.filter is not None:
        parse(NOUNS[definition.noun], request.filter, pointer="?filter")


def _other(period: Period, compare: Compared | None) -> Period | None:
    if compare is None:
        return None
    return period.before() if compare is Compared.BEFORE else period.year_before()


def _period(period: Period, said: str) -> ReportPeriod:
    return ReportPeriod(first=period.first, last=period.last, said=said)


async def _none() -> Sequence[Counted]:
    return ()


async def _members(pool: Pool, team: int | None) -> tuple[int, ...] | None:
    if team is None:
        return None
    found = await pool.fetch("select id from users where team_id = $1 order by id", team)
    return tuple(row["id"] for row in found)


async def _narrowed(pool: Pool, definition: Definition, request: Request) -> list[str]:
    """By what a report is narrowed, in words."""
    found = [f"Line: {request.line}"] if request.line is not None else []
    if request.owner is not None:
        name = await pool.fetchval("select coalesce(full_name, username) from users where id = $1", request.owner)
        found.append(f"Agent: {name or f'person {request.owner}'}")
    if request.team is not None:
        name = await pool.fetchval("select name from teams where id = $1", request.team)
        found.append(f"Team: {name or request.team}")
    if request.filter:
        noun = NOUNS[definition.noun]
        found.append(f"{noun.label}: {criteria_said(noun, request.filter)}")
    return found
