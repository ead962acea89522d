"""Own reports: the figures or the records that somebody put together, in the sight of whoever reads them."""

from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

import orjson
import sqlalchemy as sa

from backend import clock
from backend.agency import settings
from backend.auth.principal import Principal
from backend.database import reads
from backend.database.catalogue import Field, Kind, Noun
from backend.database.criteria import condition, parse
from backend.database.engine import Connection, Pool, Statement
from backend.database.ordering import ordering
from backend.database.parameters import Named, in_turn
from backend.database.sight import Sight, visible, within_sight
from backend.errors import BadRequest, FieldError, Invalid, NotFound
from backend.models import Base
from backend.registry import NOUNS, noun_of_table
from backend.reports.counting import read
from backend.reports.document import FigureLine, FigureTable, ListColumn, Listing, ReportDocument, ReportPeriod
from backend.reports.figures import COMPARED_SAID, OWN, Compared, Request, seen_by, told
from backend.reports.own_definition import (
    DefinitionInvalid,
    OwnDefinition,
    OwnMeasure,
    is_cents,
    is_dollars,
    label_of,
    order_of,
    read_definition,
)
from backend.reports.periods import Period, read_period
from backend.reports.scans import MOST_FETCHED
from backend.reports.tables import (
    MOST_LINES,
    Aggregate,
    Chart,
    Counted,
    Criteria,
    Group,
    Line,
    Measure,
    Table,
    Unit,
    both,
    rounded,
    span,
    span_of,
    within,
)
from backend.reports.words import criteria_said

BATCH: Final = 1_000
# What a record is called, by the column that says it.
NAMED_BY: Final = ("full_name", "name", "policy_number", "claim_number", "title", "original_filename", "subject")
# Its names are there for everybody, whatever they may see otherwise.
OPEN_TO_ALL: Final = frozenset({"users", "teams"})
# A long list is read as long as it takes; nothing else waits for it.
CALM: Final = "set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0"


@dataclass(frozen=True, slots=True)
class Own:
    """An own report, kept or just being put together. key: `own:7`."""

    key: str
    name: str
    about: str
    noun: Noun
    definition: OwnDefinition


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of an own report. period: of whose days its records are, None for all; said: its name; other: the
    one that it is compared with."""

    own: Own
    criteria: Criteria
    period: Period | None
    said: str
    other: Period | None
    zone: ZoneInfo
    sight: Sight

    def during(self, period: Period | None) -> Criteria:
        """The records of a period."""
        field = self.own.definition.period_field
        if period is None or field is None:
            return self.criteria
        return both(self.criteria, within(self.own.noun, field, period, self.zone))


class TooManyLines(Invalid):
    """So many lines nobody reads: take longer spans, or a shorter period."""

    code = "too_many_lines"


def noun_for(who: Principal, name: object, pointer: str = "/noun") -> Noun:
    """The records that a report is about. Raises DefinitionInvalid for none, or NotAllowed if the caller sees none."""
    noun = NOUNS.get(name) if isinstance(name, str) else None
    if noun is None:
        raise DefinitionInvalid(errors=[FieldError(pointer, f"It is one of {', '.join(NOUNS)}.", "unknown")])
    who.require(f"{noun.key}:read")
    return noun


async def kept(pool: Pool | Connection, who: Principal, key: str, now: datetime) -> Own:
    """The report with this key, `own:7`. Raises NotFound where it is gone or no longer shared with the caller."""
    number = key.removeprefix(OWN)
    gone = NotFound("This report is no longer there, or it is no longer shared with you.")
    if not number.isascii() or not number.isdigit() or len(number) > 10:
        raise gone
    found = await reads.one(pool, NOUNS["own-reports"], int(number), seen_by(who, NOUNS["own-reports"]))
    if found is None:
        raise gone
    record = orjson.loads(found[0])
    noun = noun_for(who, record["noun"])
    definition = read_definition(noun, record["definition"], now.date())
    return Own(f"{OWN}{record['id']}", record["name"], record["about"] or "", noun, definition)


async def document(pool: Pool, who: Principal, request: Request, now: datetime) -> ReportDocument:
    """A kept report as it is now, in the sight of whoever asks."""
    return await shown(pool, who, await kept(pool, who, request.report, now), request, now)


async def shown(pool: Pool, who: Principal, own: Own, request: Request, now: datetime) -> ReportDocument:
    """A report as it is now, kept or not."""
    asked = await ask(pool, who, own, request, now)
    return ReportDocument(
        key=own.key,
        title=own.name,
        about=own.about,
        made_at=now,
        zone=str(asked.zone),
        period=_told(asked.period, asked.said),
        compared=_told(asked.other, COMPARED_SAID[request.compare]) if request.compare else None,
        narrowed=[f"{own.noun.label}: {criteria_said(own.noun, asked.criteria)}"] if asked.criteria else [],
        tables=[] if own.definition.lists else [await _figures(pool, who, asked)],
        listing=await listed(pool, asked) if own.definition.lists else None,
    )


async def ask(pool: Pool | Connection, who: Principal, own: Own, request: Request, now: datetime) -> Asked:
    """What is asked, in order. Raises BadRequest for what an own report does not take."""
    for name in ("line", "owner", "team", "filter"):
        if getattr(request, name) is not None:
            raise _refused(name, f"“{own.name}” takes no `{name}`: its criteria say which records it is about.")
    definition, zone = own.definition, await settings.zone(pool)
    if request.period and definition.period_field is None:
        raise _refused("period", f"“{own.name}” is about no period.")
    said = request.period or definition.period
    period = read_period(said, now.astimezone(zone).date()) if said else None
    if request.compare and (period is None or definition.lists):
        raise _refused("compare", f"“{own.name}” has no figures of a period that others could stand beside.")
    return Asked(
        own,
        definition.criteria or {},
        period,
        said or "",
        _other(period, request.compare),
        zone,
        seen_by(who, own.noun),
    )


def _refused(name: str, message: str) -> BadRequest:
    return BadRequest(message, errors=[FieldError(f"?{name}", message)])


def _other(period: Period | None, compare: Compared | None) -> Period | None:
    if period is None or compare is None:
        return None
    return period.before() if compare is Compared.BEFORE else period.year_before()


def _told(period: Period | None, said: str) -> ReportPeriod | None:
    return ReportPeriod(first=period.first, last=period.last, said=said) if period else None


async def rows(
    pool: Pool, who: Principal, request: Request, now: datetime | None = None
) -> AsyncIterator[list[list[Any]]]:
    """The records that a report lists, a thousand at a time, all as they are at one instant."""
    at = now or clock.now()
    asked = await ask(pool, who, await kept(pool, who, request.report, at), request, at)
    statement, values = _listing(asked, who)
    async with pool.acquire() as connection, connection.transaction(readonly=True):
        await connection.execute(CALM)
        cursor = await connection.cursor(statement.text, *statement.arguments(values))
        while batch := await cursor.fetch(BATCH):
            yield [orjson.loads(row[0]) for row in batch]


async def first_rows(pool: Pool, who: Principal, asked: Asked, limit: int) -> list[list[Any]]:
    """The first of the records that a report lists."""
    statement, values = _listing(asked, who, limit)
    return [orjson.loads(row[0]) for row in await pool.fetch(statement.text, *statement.arguments(values))]


async def listed(pool: Pool, asked: Asked) -> Listing:
    noun, criteria = asked.own.noun, asked.during(asked.period)
    count = Table("count", "", noun.name, criteria, (Measure("count", ""),))
    total = (await read(pool, noun, count, asked.sight, asked.zone)).total.figures["count"]
    return Listing(noun=noun.name, columns=columns_of(asked.own), count=int(total or 0), rows=criteria)


def columns_of(own: Own) -> list[ListColumn]:
    """What each place of a listed record holds."""
    return [_column(own.noun.fields[name]) for name in own.definition.columns or ()]


def _column(field: Field) -> ListColumn:
    money = is_cents(field) or is_dollars(field)
    kind = Kind.TEXT if _has_name(field) else Kind.INTEGER if money else field.kind
    return ListColumn(key=field.name, label=label_of(field), kind=kind, money=money)


def _listing(asked: Asked, who: Principal, limit: int | None = None) -> tuple[Statement, dict[str, object]]:
    """The statement that lists the records, each as a JSON array in the order of the columns."""
    noun, definition = asked.own.noun, asked.own.definition
    selection = parse(noun, asked.during(asked.period))
    names = [f"p{number}" for number in range(len(selection.values))]
    fits = condition(noun, within_sight(noun, selection.shape, asked.sight), in_turn(Named(), names), visible)
    order = order_of(definition)
    columns = dict.fromkeys([*(definition.columns or ()), *(each.field for each in order)])
    chosen = sa.select(*(noun.fields[name].column for name in columns)).where(visible(noun, asked.sight.scope), fits)
    record = chosen.order_by(*ordering(noun, order)).limit(limit).subquery("record")
    cells = [_cell(record, noun.fields[name], who) for name in definition.columns or ()]
    whole = sa.select(sa.cast(sa.func.json_build_array(*cells), sa.Text())).order_by(*ordering(noun, order, record.c))
    values = dict(zip(names, selection.values, strict=True))
    return Statement(whole), {**values, "viewer": asked.sight.user_id, "team": list(asked.sight.team)}


def _cell(record: sa.Subquery, field: Field, who: Principal) -> sa.ColumnElement[Any]:
    """A value as it is listed: whoever is referred to by name, money in cents, choices as words."""
    value = record.c[field.column.name]
    if field.references is not None:
        table = Base.metadata.tables[field.references]
        name = _name_of(table)
        if name is not None:
            found = sa.select(name).where(table.c["id"] == value, _seen(table, who)).correlate(record)
            return sa.func.coalesce(found.scalar_subquery(), sa.cast(value, sa.Text()))
    if is_dollars(field):
        return sa.cast(sa.func.round(value * 100), sa.BigInteger())
    return sa.func.replace(value, "_", " ") if field.choices else value


def _has_name(field: Field) -> bool:
    return field.references is not None and _name_of(Base.metadata.tables[field.references]) is not None


def _name_of(table: sa.Table) -> sa.ColumnElement[Any] | None:
    """What the rows of a table are called; None where they have numbers only."""
    if table.name == "users":
        return sa.func.coalesce(table.c["full_name"], table.c["username"])
    return next((table.c[each] for each in NAMED_BY if each in table.c), None)


def _seen(table: sa.Table, who: Principal) -> sa.ColumnElement[bool]:
    """Whose names somebody sees."""
    if table.name in OPEN_TO_ALL:
        return sa.true()
    noun = noun_of_table(table.name)
    scope = who.scope(f"{noun.key}:read") if noun else None
    return visible(noun, scope.value) if noun and scope else sa.false()


async def _figures(pool: Pool, who: Principal, asked: Asked) -> FigureTable:
    counted = await _counted(pool, asked, asked.period)
    earlier = await _counted(pool, asked, asked.other, counted) if asked.other else None
    names = await _names(pool, who, asked.own, counted)
    return in_cents(asked.own, told(_labelled(asked.own, counted, names), earlier))


async def _counted(pool: Pool, asked: Asked, period: Period | None, beside: Counted | None = None) -> Counted:
    """The figures of a period. beside: those of another one, at whose lines they stand."""
    noun, table = asked.own.noun, table_of(asked.own, asked.during(period), period)
    _refuse_too_many_spans(table)
    counted = await read(pool, noun, table, asked.sight, asked.zone)
    if table.group is None or not counted.left_out or table.group.by is not None:
        # Spans of two periods stand at the same place only where all spans have a line.
        return replace(counted, lines=()) if beside and table.group and table.group.by and not table.over else counted
    if beside is None and counted.left_out + MOST_LINES <= MOST_FETCHED:
        return counted
    # Of so many values only the largest are fetched, for each figure its own: those of the lines are asked for again.
    lines = (beside or counted).lines
    narrowed = replace(table, criteria=both(table.criteria, _of_lines(table.group, lines)))
    again = await read(pool, noun, narrowed, asked.sight, asked.zone)
    figures = {line.value: line.figures for line in again.lines}
    known = tuple(replace(line, figures=figures[line.value]) for line in lines if line.value in figures)
    return replace(counted, lines=known)


def _of_lines(group: Group, lines: Iterable[Line]) -> Criteria:
    """The records of these lines."""
    values = [line.value for line in lines]
    said: Criteria = {group.field: {"in": [value for value in values if value is not None]}}
    return {"or": [said, {group.field: {"is_null": True}}]} if None in values else said


def _refuse_too_many_spans(table: Table) -> None:
    if table.over is None or table.group is None or table.group.by is None:
        return
    by = table.group.by
    first = span_of(table.over.first, by)
    shortest = span(first, by).days
    if table.over.days > MOST_LINES * shortest:
        message = f"By {by.value} these are more than {MOST_LINES} lines: take longer spans, or a shorter period."
        raise TooManyLines(message, errors=[FieldError("/definition/group/by", message)])


async def _names(pool: Pool, who: Principal, own: Own, counted: Counted) -> Mapping[Any, str]:
    """What the lines are called that stand for records of another noun, as far as somebody sees them."""
    group = own.definition.group
    field = own.noun.fields[group.field] if group else None
    if field is None or field.references is None:
        return {}
    table = Base.metadata.tables[field.references]
    name = _name_of(table)
    if name is None:
        return {}
    ids = sa.bindparam("ids", type_=sa.ARRAY(sa.Integer))
    statement = Statement(sa.select(table.c["id"], name).where(table.c["id"] == sa.any_(ids), _seen(table, who)))
    wanted = [line.value for line in counted.lines if line.value is not None]
    values = {"ids": wanted, "viewer": who.user_id, "team": list(who.team_user_ids)}
    found = await pool.fetch(statement.text, *statement.arguments(values))
    return {row[0]: row[1] for row in found}


def _labelled(own: Own, counted: Counted, names: Mapping[Any, str]) -> Counted:
    """The lines by the names of what they stand for."""
    group = own.definition.group
    if group is None or group.by is not None:
        return counted
    field = own.noun.fields[group.field]
    lines = tuple(replace(line, label=_label(field, line, names)) for line in counted.lines)
    return replace(counted, lines=lines)


def _label(field: Field, line: Line, names: Mapping[Any, str]) -> str:
    value = line.value
    if value is None or value == "" or field.references == "users":
        return line.label
    if field.references is not None:
        word = field.references.removesuffix("s").replace("_", " ").capitalize()
        return names.get(value, f"{word} {value}")
    if field.choices:
        return _title_case(str(value).replace("_", " "))
    return f"${Decimal(str(value)) / 100:,.2f}" if is_cents(field) else line.label


def _title_case(text: str) -> str:
    return text[:1].upper() + text[1:]


def in_cents(own: Own, table: FigureTable) -> FigureTable:
    """The table with money that is kept in dollars told in cents, like all other money."""
    dollars = {_key(each) for each in own.definition.measures or () if each.field and _is_dollar_figure(own.noun, each)}
    if not dollars:
        return table

    def figures(said: dict[str, Any] | None) -> Any:
        return said and {
            key: rounded(_times_100(value), Unit.CENTS) if key in dollars else value for key, value in said.items()
        }

    def line(one: FigureLine) -> FigureLine:
        return one.model_copy(update={"figures": figures(one.figures), "before": figures(one.before)})

    return table.model_copy(
        update={
            "columns": [
                each.model_copy(update={"unit": Unit.CENTS}) if each.key in dollars else each for each in table.columns
            ],
            "lines": [line(each) for each in table.lines],
            "total": line(table.total),
        }
    )


def _times_100(value: float | int | None) -> Decimal | None:
    return None if value is None else Decimal(str(value)) * 100


def _is_dollar_figure(noun: Noun, measured: OwnMeasure) -> bool:
    counts = measured.aggregate in (Aggregate.COUNT, Aggregate.DISTINCT)
    return not counts and measured.field is not None and is_dollars(noun.fields[measured.field])


def table_of(own: Own, criteria: Criteria, over: Period | None) -> Table:
    """The table that a definition of figures asks for."""
    definition = own.definition
    group = definition.group
    timed = over if group and group.by and group.field == definition.period_field else None
    measures = tuple(_measure(own.noun, each) for each in definition.measures or ())
    lines = Group(group.field, group.by) if group else None
    chart = definition.chart if group else Chart.NONE
    return Table("figures", _title(own), own.noun.name, criteria, measures, lines, (), timed, chart=chart)


def _title(own: Own) -> str:
    group = own.definition.group
    if group is None:
        return f"All {own.noun.label.lower()}"
    label = label_of(own.noun.fields[group.field])
    return f"By {_spoken(label)}" if group.by is None else f"{label}, by {group.by.value}"


def _spoken(label: str) -> str:
    """A label inside a sentence; what is written in capitals stays so."""
    return label[:1].lower() + label[1:] if not label[:2].isupper() else label


def _measure(noun: Noun, measured: OwnMeasure) -> Measure:
    key = _key(measured)
    if measured.field is None:
        return Measure(key, noun.label)
    field = noun.fields[measured.field]
    label = label_of(field)
    spoken = _spoken(label)
    match measured.aggregate:
        case Aggregate.COUNT:
            filled = {field.name: {"is_null": False}}
            return Measure(key, f"With {spoken}", where=filled, about=f"Those whose {spoken} is known")
        case Aggregate.DISTINCT:
            return Measure(key, f"Different {spoken}", Aggregate.DISTINCT, field.name, about="Each counted once")
        case Aggregate.SUM:
            return Measure(key, label, Aggregate.SUM, field.name, unit=_unit(field, Unit.COUNT), about="Added up")
    word = measured.aggregate.value.capitalize()
    about = {
        Aggregate.AVERAGE: f"Added up, ÷ those whose {spoken} is known",
        Aggregate.MEDIAN: f"Half of them have less, half have more; of those whose {spoken} is known",
    }[measured.aggregate]
    return Measure(key, f"{word} {spoken}", measured.aggregate, field.name, unit=_unit(field, Unit.NUMBER), about=about)


def _key(measured: OwnMeasure) -> str:
    return measured.aggregate.value if measured.field is None else f"{measured.aggregate.value}_{measured.field}"


def _unit(field: Field, otherwise: Unit) -> Unit:
    if is_cents(field):
        return Unit.CENTS
    return Unit.NUMBER if field.kind is Kind.NUMBER else otherwise
