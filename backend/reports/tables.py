"""Tables of figures: records of one noun that fit some criteria, by one of their fields, measured.

    Table("lines", "By line", "policies", {"status": "active"}, (Measure("n", "Policies"),), Group("policy_type"))

Criteria are the language of lists, so that each figure names the records behind it: `GET /v1/<noun>?filter=<rows>`
lists exactly what was counted. One statement fetches a table with its totals; totals are measured, not added up, so
that medians and averages are those of all records.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from backend.database.catalogue import Kind, Noun
from backend.database.criteria import condition, parse
from backend.database.engine import Connection, Pool, Statement
from backend.database.parameters import Named, in_turn
from backend.database.sight import Sight, visible
from backend.reports.periods import Period, read_period

Criteria: TypeAlias = dict[str, Any]
Figure: TypeAlias = int | float | None

MOST_LINES: Final = 500
PEOPLE: Final = "select id, coalesce(full_name, username) as name from users where id = any($1::integer[])"
CENT: Final = Decimal(1)
FOUR_DECIMALS: Final = Decimal("0.0001")


class Aggregate(StrEnum):
    """What is made of the values of the records."""

    COUNT = "count"
    DISTINCT = "distinct"
    SUM = "sum"
    AVERAGE = "average"
    MEDIAN = "median"


class Unit(StrEnum):
    """What a figure is. cents: of money; rate: a share, four decimals; number: four decimals."""

    COUNT = "count"
    CENTS = "cents"
    RATE = "rate"
    NUMBER = "number"


class Grain(StrEnum):
    """How long the spans are into which dates are put."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured of the records, or of those that fit `where`. field: whose values; none for a count."""

    key: str
    label: str
    aggregate: Aggregate = Aggregate.COUNT
    field: str | None = None
    where: Criteria | None = None
    unit: Unit = Unit.COUNT
    about: str = ""


@dataclass(frozen=True, slots=True)
class Ratio:
    """One measure divided by another; of nothing there is no figure. The records behind it are the part's."""

    key: str
    label: str
    part: str
    whole: str
    unit: Unit = Unit.RATE
    about: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The field whose values are the lines; dates in spans of `by`."""

    field: str
    by: Grain | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """What is counted. criteria: which records at all; over: the period whose empty months, say, are lines too."""

    key: str
    title: str
    noun: str
    criteria: Criteria
    measures: tuple[Measure, ...]
    group: Group | None = None
    ratios: tuple[Ratio, ...] = ()
    over: Period | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line. value: of the field that groups, None for records without one; rows: criteria of the records behind it;
    behind: the narrower criteria of those figures that do not count all of them."""

    value: str | int | bool | None
    label: str
    figures: dict[str, Figure]
    rows: Criteria
    behind: dict[str, Criteria]


@dataclass(frozen=True, slots=True)
class Counted:
    """A table's lines, and what all its records come to. left_out: lines beyond the most that are shown."""

    table: Table
    lines: tuple[Line, ...]
    total: Line
    left_out: int


async def read(connection: Pool | Connection, noun: Noun, table: Table, sight: Sight, zone: ZoneInfo) -> Counted:
    """The figures within sight. Raises CriteriaInvalid for criteria that the noun does not know."""
    asked = _Asked(noun, table, sight.scope)
    values = {**asked.values, "viewer": sight.user_id, "team": list(sight.team), "zone": str(zone)}
    found = await connection.fetch(asked.statement.text, *asked.statement.arguments(values))
    names = await _names(connection, noun, table, found)
    total = next((row for row in found if row["whole"]), None)
    lines = [_line(table, noun, row, zone, names) for row in found if not row["whole"]]
    if table.group and table.group.by and table.over:
        lines = list(_with_empty_spans(table, noun, lines, zone))
    whole = _line(replace(table, group=None), noun, total, zone, names)
    return Counted(table, tuple(lines[:MOST_LINES]), whole, max(0, len(lines) - MOST_LINES))


class _Asked:
    """The statement of a table, and the values of its criteria."""

    def __init__(self, noun: Noun, table: Table, scope: str) -> None:
        self._noun = noun
        self.values: dict[str, object] = {}
        rows = sa.select(*self._inputs(table)).where(visible(noun, scope), self._condition("p", table.criteria))
        inner = rows.subquery("record")
        figures = [_aggregated(measure, inner).label(measure.key) for measure in table.measures]
        if table.group is None:
            counted = sa.select(sa.true().label("whole"), sa.null().label("line"), *figures)
        else:
            line = inner.c["line"]
            whole = (sa.func.grouping(line) == 1).label("whole")
            sets = sa.func.grouping_sets(sa.tuple_(line), sa.tuple_())
            order = line if table.group.by else sa.desc(sa.literal_column(f'"{table.measures[0].key}"'))
            counted = sa.select(whole, line.label("line"), *figures).group_by(sets).order_by(order, line)
        self.statement = Statement(counted.select_from(inner))

    def _inputs(self, table: Table) -> Iterator[sa.ColumnElement[Any]]:
        if table.group is not None:
            yield _line_of(self._noun, table.group).label("line")
        for number, measure in enumerate(table.measures):
            fits = self._condition(f"m{number}_", measure.where or {})
            yield fits.label(f"fits_{measure.key}")
            if measure.field is not None:
                yield self._noun.fields[measure.field].column.label(f"value_{measure.key}")

    def _condition(self, prefix: str, criteria: Criteria) -> sa.ColumnElement[bool]:
        selection = parse(self._noun, criteria)
        names = [f"{prefix}{number}" for number in range(len(selection.values))]
        self.values |= dict(zip(names, selection.values, strict=True))
        return condition(self._noun, selection.shape, in_turn(Named(), names))


def _line_of(noun: Noun, group: Group) -> sa.ColumnElement[Any]:
    field = noun.fields[group.field]
    if group.by is None:
        return field.column
    column: sa.ColumnElement[Any] = sa.cast(field.column, sa.DateTime())
    if field.kind is Kind.INSTANT:
        column = sa.func.timezone(sa.bindparam("zone", type_=sa.Text()), field.column)
    return sa.cast(sa.func.date_trunc(sa.literal_column(f"'{group.by.value}'"), column), sa.Date())


def _aggregated(measure: Measure, inner: sa.Subquery) -> sa.ColumnElement[Any]:
    fits = inner.c[f"fits_{measure.key}"]
    if measure.field is None:
        return sa.func.count().filter(fits)
    value = inner.c[f"value_{measure.key}"]
    match measure.aggregate:
        case Aggregate.COUNT:
            return sa.func.count(value).filter(fits)
        case Aggregate.DISTINCT:
            return sa.func.count(sa.distinct(value)).filter(fits)
        case Aggregate.SUM:
            return sa.func.coalesce(sa.func.sum(value).filter(fits), 0)
        case Aggregate.AVERAGE:
            return sa.func.avg(value).filter(fits)
        case Aggregate.MEDIAN:
            return sa.func.percentile_cont(0.5).within_group(value).filter(fits)


def _line(table: Table, noun: Noun, row: Any, zone: ZoneInfo, names: Mapping[int, str]) -> Line:
    """A line of what was fetched; of no row, one where nothing was counted."""
    value = row["line"] if row is not None and table.group else None
    figures = {each.key: _figure(row[each.key] if row else _nothing(each), each.unit) for each in table.measures}
    figures |= {ratio.key: divided(figures[ratio.part], figures[ratio.whole], ratio.unit) for ratio in table.ratios}
    rows = both(table.criteria, _of_line(noun, table.group, value, zone))
    behind = {each.key: both(rows, each.where) for each in table.measures if each.where}
    behind |= {ratio.key: behind[ratio.part] for ratio in table.ratios if ratio.part in behind}
    return Line(_plain(value), _label(table, value, names), figures, rows, behind)


def _nothing(measure: Measure) -> int | None:
    return None if measure.aggregate in (Aggregate.AVERAGE, Aggregate.MEDIAN) else 0


def _plain(value: object) -> str | int | bool | None:
    return value if value is None or isinstance(value, str | int) else str(value)


def _label(table: Table, value: object, names: Mapping[int, str]) -> str:
    if table.group is None:
        return "All"
    if value is None or value == "":
        return "Nobody" if table.group.field == "owner_id" else "Not said"
    if table.group.field == "owner_id" and isinstance(value, int):
        return names.get(value, f"Person {value}")
    if table.group.by and isinstance(value, date):
        return _span_text(value, table.group.by)
    return str(value)


def _span_text(first: date, by: Grain) -> str:
    match by:
        case Grain.MONTH:
            return f"{first:%b %Y}"
        case Grain.QUARTER:
            return f"Q{(first.month + 2) // 3} {first.year}"
        case Grain.YEAR:
            return str(first.year)
    return first.isoformat()


def _span(first: date, by: Grain) -> Period:
    match by:
        case Grain.DAY:
            return Period(first, first)
        case Grain.WEEK:
            return Period(first, first + timedelta(days=6))
        case Grain.MONTH:
            return read_period(f"{first:%Y-%m}", first)
        case Grain.QUARTER:
            return read_period(f"Q{(first.month + 2) // 3} {first.year}", first)
        case Grain.YEAR:
            return read_period(str(first.year), first)


def _of_line(noun: Noun, group: Group | None, value: Any, zone: ZoneInfo) -> Criteria:
    """The criteria of one line."""
    if group is None:
        return {}
    if value is None:
        return {group.field: {"is_null": True}}
    if group.by is None:
        return {group.field: {"eq": _plain(value)}}
    return within(noun, group.field, _span(value, group.by), zone)


def within(noun: Noun, field: str, period: Period, zone: ZoneInfo) -> Criteria:
    """The records whose date, or instant by this clock, lies in a period."""
    if noun.fields[field].kind is Kind.DATE:
        return {field: {"gte": str(period.first), "lte": str(period.last)}}
    return {field: {"gte": _written(period.begins(zone)), "lt": _written(period.ends(zone))}}


def _written(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def both(one: Criteria, other: Criteria | None) -> Criteria:
    """Criteria of what fits both."""
    parts = [part for part in (one, other) if part]
    return {"and": parts} if len(parts) > 1 else dict(parts[0]) if parts else {}


def _with_empty_spans(table: Table, noun: Noun, lines: Iterable[Line], zone: ZoneInfo) -> Iterator[Line]:
    """The lines of all spans that the period touches, also of those in which nothing happened."""
    by, over = (table.group.by if table.group else None), table.over
    if by is None or over is None:
        raise ValueError("Only a table over time has spans.")
    known = {line.value: line for line in lines}
    if None in known:
        yield known[None]
    first = _span_of(over.first, by)
    while first <= over.last:
        line = known.get(str(first))
        if line is None:
            empty = {"line": first, **{each.key: _nothing(each) for each in table.measures}}
            line = _line(table, noun, empty, zone, {})
        yield line
        first = _span(first, by).last + timedelta(days=1)


def _span_of(day: date, by: Grain) -> date:
    """The first day of the span in which a day lies, as PostgreSQL cuts them."""
    match by:
        case Grain.DAY:
            return day
        case Grain.WEEK:
            return day - timedelta(days=day.weekday())
        case Grain.MONTH:
            return day.replace(day=1)
        case Grain.QUARTER:
            return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
        case Grain.YEAR:
            return date(day.year, 1, 1)


def divided(part: Figure, whole: Figure, unit: Unit) -> Figure:
    """A share to four decimals, money to the cent; halves are rounded away from zero. Of nothing: no figure."""
    if part is None or not whole:
        return None
    return _figure(Decimal(str(part)) / Decimal(str(whole)), unit)


def _figure(value: Any, unit: Unit) -> Figure:
    if value is None:
        return None
    exact = Decimal(str(value))
    if unit in (Unit.COUNT, Unit.CENTS):
        return int(exact.quantize(CENT, ROUND_HALF_UP))
    return float(exact.quantize(FOUR_DECIMALS, ROUND_HALF_UP))


async def _names(connection: Pool | Connection, noun: Noun, table: Table, found: Sequence[Any]) -> dict[int, str]:
    """The names of the people among the lines."""
    if table.group is None or noun.fields[table.group.field].references != "users":
        return {}
    ids = [row["line"] for row in found if row["line"] is not None]
    people = await connection.fetch(
        "select id, coalesce(full_name, username) as name from users where id = any($1)", ids
    )
    return {row["id"]: row["name"] for row in people}
