"""Own reports that show figures: their table, whose lines are called what people call them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from backend.auth.principal import Principal
from backend.database.catalogue import Field, Kind, Noun
from backend.database.engine import Pool, Statement
from backend.errors import FieldError, Invalid
from backend.models import Base
from backend.reports.counting import read
from backend.reports.document import FigureLine, FigureTable
from backend.reports.figures import told
from backend.reports.own_asked import Asked, Own
from backend.reports.own_definition import (
    OwnMeasure,
    is_cents,
    is_dollars,
    label_of,
)
from backend.reports.own_names import name_of, names_seen
from backend.reports.periods import Period
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
)


class TooManyLines(Invalid):
    """So many lines nobody reads: take longer spans, or a shorter period."""

    code = "too_many_lines"


async def figures(pool: Pool, who: Principal, asked: Asked) -> FigureTable:
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
    name = name_of(table)
    if name is None:
        return {}
    ids = sa.bindparam("ids", type_=sa.ARRAY(sa.Integer))
    statement = Statement(sa.select(table.c["id"], name).where(table.c["id"] == sa.any_(ids), names_seen(table, who)))
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
