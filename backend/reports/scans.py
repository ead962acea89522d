"""What is fetched together: one statement for everything that is counted of the same records.

Tables of the same records are sets of groups of one scan. Medians and distinct values have to be sorted, so they are
kept apart from what is merely added up; conditions about related records are joined, so each has a scan of its own.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

import orjson
import sqlalchemy as sa
from sqlalchemy.sql import visitors

from backend.database.catalogue import Kind, Noun
from backend.database.criteria import condition, parse
from backend.database.engine import Connection, Pool, Statement
from backend.database.parameters import Named, in_turn
from backend.database.sight import Sight, asks_related, visible, within_sight
from backend.reports.earning import share
from backend.reports.tables import Aggregate, Criteria, Group, Measure, Part, both

# Of values beyond these, lines that stand beside others are not looked for.
MOST_FETCHED: Final = 5_000
SORTED: Final = (Aggregate.DISTINCT, Aggregate.MEDIAN, Aggregate.P90)

Value: TypeAlias = Any
Key: TypeAlias = tuple[str, bytes, bool]


@dataclass(slots=True)
class Found:
    """Of a measure: its value by line, and of all records."""

    lines: dict[Value, Decimal | int | float | None] = field(default_factory=dict)
    whole: Decimal | int | float | None = None
    how_many: int = 0


@dataclass(slots=True)
class Scan:
    """One statement. groups, measures: without doubles, whichever tables asked for them."""

    noun: Noun
    criteria: Criteria
    groups: list[Group] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    found: dict[tuple[int, Group | None], Found] = field(default_factory=dict)

    def place(self, measure: Measure) -> int:
        """The place of a measure in the statement."""
        for place, known in enumerate(self.measures):
            if _same(known, measure):
                return place
        self.measures.append(measure)
        return len(self.measures) - 1

    async def run(self, connection: Pool | Connection, sight: Sight, zone: ZoneInfo) -> None:
        """Fetches what is asked. Raises CriteriaInvalid for criteria that the noun does not know."""
        asked = _Asked(self, sight)
        values = {**asked.values, "viewer": sight.user_id, "team": list(sight.team), "zone": str(zone)}
        rows = await connection.fetch(asked.statement.text, *asked.statement.arguments(values))
        groups: list[Group | None] = [*self.groups, None]
        for place in range(len(self.measures)):
            for group in groups:
                self.found[place, group] = Found()
        for row in rows:
            self._keep(row)

    def _keep(self, row: Any) -> None:
        group = _group_of(row["place"], self.groups)
        for place in range(len(self.measures)):
            found = self.found[place, group]
            if group is None:
                found.whole = row[f"m{place}"]
            else:
                found.lines[row[f"g{self.groups.index(group)}"]] = row[f"m{place}"]
                found.how_many = row["lines"]


def _same(one: Measure, other: Measure) -> bool:
    return (one.aggregate, one.field, one.where, one.during) == (
        other.aggregate,
        other.field,
        other.where,
        other.during,
    )


class Scans:
    """All the statements that some tables need."""

    def __init__(self, nouns: Mapping[str, Noun]) -> None:
        self._nouns = nouns
        self._scans: dict[Key, Scan] = {}

    def want(self, part: Part, measure: Measure) -> Callable[[], Found]:
        """Have a measure fetched. Returns what tells it, once everything ran."""
        noun = self._nouns[part.noun]
        joined = measure.where is not None and asks_related(parse(noun, measure.where).shape)
        criteria = both(part.criteria, measure.where) if joined else part.criteria
        if joined:
            measure = Measure(measure.key, measure.label, measure.aggregate, measure.field, during=measure.during)
        key = (part.noun, orjson.dumps(criteria, option=orjson.OPT_SORT_KEYS), measure.aggregate in SORTED)
        scan = self._scans.setdefault(key, Scan(noun, criteria))
        if part.group is not None and part.group not in scan.groups:
            scan.groups.append(part.group)
        place = scan.place(measure)
        return lambda: self._told(scan, place, part.group)

    @staticmethod
    def _told(scan: Scan, place: int, group: Group | None) -> Found:
        whole = scan.found[place, None].whole
        if group is None:
            return Found(whole=whole)
        found = scan.found[place, group]
        return Found(found.lines, whole, found.how_many)

    def __iter__(self) -> Iterator[Scan]:
        return iter(self._scans.values())


def _group_of(place: int, groups: list[Group]) -> Group | None:
    """The group of a row, from PostgreSQL's `grouping`: a bit is set for each field that the row does not group by."""
    for number, group in enumerate(reversed(groups)):
        if not place & (1 << number):
            return group
    return None


class _Asked:
    """The statement of a scan, and the values of its criteria."""

    def __init__(self, scan: Scan, sight: Sight) -> None:
        self._joins = {
            name: each.all_at_once.subquery()
            for name, each in scan.noun.derived.items()
            if each.all_at_once is not None
        }
        self._noun, self._sight = _with_joined(scan.noun, self._joins), sight
        self.values: dict[str, object] = {}
        where = self._condition("p", scan.criteria)
        inputs = list(self._inputs(scan))
        rows = sa.select(*inputs).where(visible(scan.noun, sight.scope), where)
        inner = rows.select_from(self._source([where, *inputs])).subquery("record")
        figures = [_aggregated(each, n, inner).label(f"m{n}") for n, each in enumerate(scan.measures)]
        lines = [inner.c[f"g{number}"] for number in range(len(scan.groups))]
        if not lines:
            self.statement = Statement(sa.select(sa.literal_column("0").label("place"), *figures).select_from(inner))
            return
        place = sa.func.grouping(*lines)
        sets = sa.func.grouping_sets(*(sa.tuple_(each) for each in lines), sa.tuple_())
        grouped = (
            sa.select(place.label("place"), *lines, *figures).select_from(inner).group_by(sets).subquery("grouped")
        )
        most_first = sa.nulls_last(sa.desc(grouped.c.m0))
        counted = sa.select(
            *grouped.c,
            sa.func.count().over(partition_by=grouped.c.place).label("lines"),
            sa.func.row_number().over(partition_by=grouped.c.place, order_by=most_first).label("number"),
        ).subquery("counted")
        most = sa.literal_column(str(MOST_FETCHED), sa.Integer())
        self.statement = Statement(sa.select(*counted.c).where(counted.c.number <= most))

    def _source(self, parts: Iterable[sa.ColumnElement[Any]]) -> sa.FromClause:
        """The records, joined with those derived values that are asked for."""
        columns = [each for part in parts for each in visitors.iterate(part) if isinstance(each, sa.ColumnClause)]
        source: sa.FromClause = self._noun.table
        for joined in self._joins.values():
            if any(each.table is joined for each in columns):
                source = source.outerjoin(joined, joined.c["id"] == self._noun.table.c["id"])
        return source

    def _inputs(self, scan: Scan) -> Iterator[sa.ColumnElement[Any]]:
        for number, group in enumerate(scan.groups):
            yield _line_of(self._noun, group).label(f"g{number}")
        for number, measure in enumerate(scan.measures):
            if measure.where is not None:
                yield self._condition(f"m{number}_", measure.where).label(f"fits{number}")
            value = _value(self._noun, measure)
            if value is not None:
                yield value.label(f"value{number}")

    def _condition(self, prefix: str, criteria: Criteria) -> sa.ColumnElement[bool]:
        selection = parse(self._noun, criteria)
        names = [f"{prefix}{number}" for number in range(len(selection.values))]
        self.values |= dict(zip(names, selection.values, strict=True))
        shape = within_sight(self._noun, selection.shape, self._sight)
        return condition(self._noun, shape, in_turn(Named(), names), visible)


def _with_joined(noun: Noun, joins: Mapping[str, sa.Subquery]) -> Noun:
    """The noun whose derived values are columns of what is joined, where they can be had for all records at once."""
    derived = {
        name: replace(noun.derived[name], expression=sa.func.coalesce(joined.c["value"], noun.derived[name].otherwise))
        for name, joined in joins.items()
    }
    return replace(noun, derived={**noun.derived, **derived}) if derived else noun


def _line_of(noun: Noun, group: Group) -> sa.ColumnElement[Any]:
    column, kind = _column(noun, group.field)
    if group.by is None:
        return column
    cut: sa.ColumnElement[Any] = sa.cast(column, sa.DateTime())
    if kind is Kind.INSTANT:
        cut = sa.func.timezone(sa.bindparam("zone", type_=sa.Text()), column)
    return sa.cast(sa.func.date_trunc(sa.literal_column(f"'{group.by.value}'"), cut), sa.Date())


def _column(noun: Noun, name: str) -> tuple[sa.ColumnElement[Any], Kind]:
    if name in noun.fields:
        return noun.fields[name].column, noun.fields[name].kind
    derived = noun.derived[name]
    if isinstance(derived.expression, sa.Select):
        return derived.expression.scalar_subquery(), derived.kind
    return derived.expression, derived.kind


def _value(noun: Noun, measure: Measure) -> sa.ColumnElement[Any] | None:
    if measure.during is not None:
        of = "1::numeric" if measure.field is None else f"{noun.table.name}.{noun.fields[measure.field].column.name}"
        return share(of, noun.table.name, measure.during)
    return None if measure.field is None else _column(noun, measure.field)[0]


def _aggregated(measure: Measure, number: int, inner: sa.Subquery) -> sa.ColumnElement[Any]:
    found = _all(measure, inner.c.get(f"value{number}"))
    counted = found if measure.where is None else found.filter(inner.c[f"fits{number}"])
    adds = measure.aggregate in (Aggregate.SUM, Aggregate.EXPOSURE, Aggregate.EARNED)
    return sa.func.coalesce(counted, 0) if adds else counted


def _all(measure: Measure, value: sa.ColumnElement[Any] | None) -> Any:
    if value is None:
        return sa.func.count()
    match measure.aggregate:
        case Aggregate.COUNT:
            return sa.func.count(value)
        case Aggregate.DISTINCT:
            return sa.func.count(sa.distinct(value))
        case Aggregate.SUM | Aggregate.EXPOSURE | Aggregate.EARNED:
            return sa.func.sum(value)
        case Aggregate.AVERAGE:
            return sa.func.avg(value)
        case Aggregate.MEDIAN:
            return sa.func.percentile_cont(0.5).within_group(value)
        case Aggregate.P90:
            return sa.func.percentile_cont(0.9).within_group(value)


def nothing(measure: Measure) -> int | None:
    """The figure of no records."""
    return None if measure.aggregate in (Aggregate.AVERAGE, Aggregate.MEDIAN, Aggregate.P90) else 0
