"""GET /v1/reports/catalogue: the reports that come with LeadGen, and their figures."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Query

from backend import clock
from backend.agency import settings
from backend.api.deps import Caller, PoolDep, permit, sight_of
from backend.api.inputs import Word
from backend.api.schemas import Sent
from backend.database.criteria import parse
from backend.errors import BadRequest, FieldError, NotFound
from backend.registry import NOUNS
from backend.reports.catalogue import CATALOGUE, LINE_OF, Asked, Definition, Takes
from backend.reports.periods import Period, read_period
from backend.reports.tables import Counted, Criteria, Grain, Line, Measure, Ratio, Table, Unit, both, read

router = APIRouter(prefix="/v1/reports/catalogue", tags=["reports"])
USUAL: Final = "This Month"


class Compared(StrEnum):
    """With which other period."""

    BEFORE = "before"
    YEAR_BEFORE = "year_before"


class ReportDefinition(Sent):
    """What a report is about, in words, and what it can be asked for. noun: to whose records `filter` belongs."""

    key: str
    title: str
    about: str
    noun: str
    takes: list[Takes]


class Reports(Sent):
    """Those of which the caller may read the records."""

    items: list[ReportDefinition]


class FigureColumn(Sent):
    """A figure of each line. unit: cents are of money; a rate is a share, 0.88 for 88 %. about: its formula."""

    key: str
    label: str
    unit: Unit
    about: str


class FigureLine(Sent):
    """One line. figures: by column; null where there is none, as of a rate of nothing. before: those of the period
    compared with, null without one. rows: criteria of the records that were counted; behind: the narrower ones of those
    figures that count only some of them: `GET /v1/<noun>?filter=…` lists exactly these."""

    value: str | int | bool | None
    label: str
    figures: dict[str, float | int | None]
    before: dict[str, float | int | None] | None
    rows: dict[str, Any]
    behind: dict[str, dict[str, Any]]


class FigureTable(Sent):
    """Lines by a field of the noun; over time, the grain says by what. left_out: lines beyond the first 500."""

    key: str
    title: str
    noun: str
    group: str | None
    grain: Grain | None
    columns: list[FigureColumn]
    lines: list[FigureLine]
    total: FigureLine
    left_out: int


class ReportPeriod(Sent):
    """Days, both of which belong to it."""

    first: date
    last: date


class ReportFigures(Sent):
    """A report as it is now. period: null for one of how things stand."""

    key: str
    title: str
    about: str
    made_at: datetime
    zone: str
    period: ReportPeriod | None
    compared: ReportPeriod | None
    tables: list[FigureTable]


@router.get(
    "",
    operation_id="reports_catalogue",
    response_model=Reports,
    dependencies=[permit("reports:read")],
    summary="The reports that come with LeadGen",
)
async def reports_catalogue(caller: Caller) -> Reports:
    """What each is about, and what it takes."""
    known = [each for each in CATALOGUE.values() if caller.scope(f"{each.noun}:read").reach]
    return Reports(
        items=[
            ReportDefinition(key=each.key, title=each.title, about=each.about, noun=each.noun, takes=list(each.takes))
            for each in known
        ]
    )


@router.get(
    "/{report}",
    operation_id="reports_figures",
    response_model=ReportFigures,
    dependencies=[permit("reports:read")],
    summary="The figures of a report",
)
async def reports_figures(
    report: Word,
    caller: Caller,
    pool: PoolDep,
    period: Annotated[str, Query(max_length=100, description="Such as `Last Quarter`, `Q1 2024`, two days")] = USUAL,
    compare: Annotated[Compared | None, Query(description="Beside the figures of another period")] = None,
    line: Annotated[str | None, Query(max_length=64, description="Only this line of business")] = None,
    owner: Annotated[int | None, Query(ge=1, le=2**31 - 1, description="Only what this person looks after")] = None,
    narrowed: Annotated[str | None, Query(alias="filter", max_length=20_000)] = None,
) -> ReportFigures:
    """Figures of what the caller sees, with the records behind each of them."""
    definition = CATALOGUE.get(report)
    if definition is None:
        raise NotFound(f"There is no report {report[:40]}; there are {', '.join(CATALOGUE)}.")
    caller.require(f"{definition.noun}:read")
    zone = await settings.zone(pool)
    timed = Takes.PERIOD in definition.takes
    now = clock.now()
    today = now.astimezone(zone).date()
    asked = Asked(read_period(period, today), today, zone, NOUNS, _narrowed(definition, line, owner, narrowed))

    async def counted(of: Asked) -> list[Counted]:
        return [
            await read(pool, NOUNS[each.noun], each, sight_of(caller, f"{each.noun}:read"), zone)
            for each in definition.tables(of)
        ]

    other = _other(asked.period, compare) if timed else None
    earlier: Sequence[Counted | None] = await counted(replace(asked, period=other)) if other else []
    tables = await counted(asked)
    return ReportFigures(
        key=definition.key,
        title=definition.title,
        about=definition.about,
        made_at=now,
        zone=str(zone),
        period=_sent(asked.period) if timed else None,
        compared=_sent(other) if other else None,
        tables=[_table(each, earlier[n] if earlier else None) for n, each in enumerate(tables)],
    )


def _narrowed(
    definition: Definition, line: str | None, owner: int | None, narrowed: str | None
) -> Mapping[str, Criteria]:
    """The criteria by noun. Raises BadRequest for what the report does not take, or cannot be understood."""
    given = {Takes.LINE: line, Takes.OWNER: owner, Takes.FILTER: narrowed}
    for takes, value in given.items():
        if value is not None and takes not in definition.takes:
            message = f"“{definition.title}” takes no `{takes.value}`."
            raise BadRequest(message, errors=[FieldError(f"?{takes.value}", message)])
    found: Criteria = {}
    if line is not None:
        found = both(found, {LINE_OF[definition.noun]: line})
    if owner is not None:
        found = both(found, {"owner_id": owner})
    if narrowed is not None:
        try:
            criteria = orjson.loads(narrowed)
        except orjson.JSONDecodeError as problem:
            message = "`filter` is not JSON."
            raise BadRequest(message, errors=[FieldError("?filter", message)]) from problem
        parse(NOUNS[definition.noun], criteria, pointer="?filter")
        found = both(found, criteria)
    return {definition.noun: found}


def _other(period: Period, compare: Compared | None) -> Period | None:
    if compare is None:
        return None
    return period.before() if compare is Compared.BEFORE else period.year_before()


def _sent(period: Period) -> ReportPeriod:
    return ReportPeriod(first=period.first, last=period.last)


def _table(counted: Counted, earlier: Counted | None) -> FigureTable:
    table = counted.table
    return FigureTable(
        key=table.key,
        title=table.title,
        noun=table.noun,
        group=table.group.field if table.group else None,
        grain=table.group.by if table.group else None,
        columns=[_column(each) for each in table.measures] + [_column(each) for each in table.ratios],
        lines=[_line(each, _before(each, place, table, earlier)) for place, each in enumerate(counted.lines)],
        total=_line(counted.total, earlier.total if earlier else None),
        left_out=counted.left_out,
    )


def _column(figure: Measure | Ratio) -> FigureColumn:
    return FigureColumn(key=figure.key, label=figure.label, unit=figure.unit, about=figure.about)


def _before(line: Line, place: int, table: Table, earlier: Counted | None) -> Line | None:
    """The same line of the other period: over time the one at its place, else the one of the same value."""
    if earlier is None:
        return None
    if table.group and table.group.by:
        return earlier.lines[place] if place < len(earlier.lines) else None
    return next((other for other in earlier.lines if other.value == line.value), None)


def _line(line: Line, before: Line | None) -> FigureLine:
    return FigureLine(
        value=line.value,
        label=line.label,
        figures=line.figures,
        before=before.figures if before else None,
        rows=line.rows,
        behind=line.behind,
    )
