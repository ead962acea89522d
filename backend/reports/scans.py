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
from backend.database.criteria import Shape, condition, parse
from backend.database.engine import Connection, Pool, Statement
from backend.database.parameters import Named, in_turn
from backend.database.sight import Sight, visible, within_sight
from backend.reports.earning import earned, shares
from backend.reports.tables import Aggregate, Criteria, Group, Measure, Part, both

# Of values beyond these, lines that stand beside others are not looked for.
MOST_FETCHED: Final = 5_000
SORTED: Final = (Aggregate.DISTINCT, Aggregate.MEDIAN, Aggregate.P90)
MOST_GROUPS_IN_CELLS: Final = 3
ADDED: Final = (Aggregate.COUNT, Aggregate.SUM, Aggregate.EXPOSURE, Aggregate.EARNED)

Value: TypeAlias = Any
Figure: TypeAlias = Decimal | int | float | None
Key: TypeAlias = tuple[str, bytes, bool]


@dataclass(slots=True)
class Found:
    """Of a measure: its value by line, and of all records."""

    lines: dict[Value, Figure] = field(default_factory=dict)
    whole: Figure = None
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
        here, related = _sorted_out(noun, measure.where)
        with_one = _with_one(related)
        if with_one is not None and measure.aggregate in ADDED:
            # Those that have none are all but those that have one, who are quicker to find, and often asked for too.
            every = self.want(part, replace(measure, where=here or None))
            some = self.want(part, replace(measure, where=both(here, with_one)))
            return lambda: _less(every(), some())
        criteria = both(part.criteria, related)
        measure = replace(measure, where=here or None)
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


def _sorted_out(noun: Noun, criteria: Criteria | None) -> tuple[Criteria, Criteria]:
    """Criteria in two that both have to fit: what is asked of the records themselves, and of those related to them."""
    here: Criteria = {}
    related: Criteria = {}
    for part in _parts(criteria or {}):
        if _is_joined(noun, parse(noun, part).shape):
            related = both(related, part)
        else:
            here = both(here, part)
    return here, related


def _is_joined(noun: Noun, shape: Shape) -> bool:
    """Whether other rows are looked for: those of related records, or of a derived field that has several values."""
    match shape:
        case ("any" | "none", *_):
            return True
        case ("is", name, _):
            return name in noun.derived and noun.derived[name].many
    return any(isinstance(part, tuple) and _is_joined(noun, part) for part in shape)


def _parts(criteria: Criteria) -> Iterator[Criteria]:
    """Criteria that all have to fit, one by one."""
    for name, asked in criteria.items():
        if name == "and":
            for each in asked:
                yield from _parts(each)
        else:
            yield {name: asked}


def _with_one(related: Criteria) -> Criteria | None:
    """The contrary of criteria that ask for records without related ones, and for nothing else."""
    if len(related) != 1:
        return None
    ((name, asked),) = related.items()
    if asked == {"is_null": True}:
        return {name: {"is_null": False}}
    return {name: {"any": asked["none"]}} if isinstance(asked, dict) and list(asked) == ["none"] else None


def _less(every: Found, some: Found) -> Found:
    def less(one: Figure, other: Figure) -> Decimal:
        return Decimal(str(one or 0)) - Decimal(str(other or 0))

    lines: dict[Value, Figure] = {value: less(each, some.lines.get(value)) for value, each in every.lines.items()}
    return Found(lines, less(every.whole, some.whole), every.how_many)


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
        self._periods = list(dict.fromkeys(each.during for each in scan.measures if each.during is not None))
        where = self._condition("p", scan.criteria)
        inputs = list(self._inputs(scan))
        rows = sa.select(*inputs).where(visible(scan.noun, sight.scope), where)
        rows = rows.select_from(self._source([where, *inputs]))
        # What is worked out of dates is worked out once for each record, and not for each figure that needs it.
        inner = (rows.offset(sa.literal_column("0")) if self._periods else rows).subquery("record")
        figures = [self._aggregated(each, n, inner).label(f"m{n}") for n, each in enumerate(scan.measures)]
        lines = [inner.c[f"g{number}"] for number in range(len(scan.groups))]
        if not lines:
            self.statement = Statement(sa.select(sa.literal_column("0").label("place"), *figures).select_from(inner))
            return
        if _in_two_steps(scan):
            inner = sa.select(*lines, *figures).select_from(inner).group_by(*lines).subquery("cell")
            figures = [_added_up(inner.c[f"m{number}"]).label(f"m{number}") for number in range(len(figures))]
            lines = [inner.c[f"g{number}"] for number in range(len(scan.groups))]
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
        for name in dict.fromkeys(measure.field for measure in scan.measures if measure.field is not None):
            yield _column(self._noun, name)[0].label(f"value_{name}")
        for number, period in enumerate(self._periods):
            yield from shares(self._noun.table.name, period, number)

    def _aggregated(self, measure: Measure, number: int, inner: sa.Subquery) -> sa.ColumnElement[Any]:
        value, fits = inner.c.get(f"value_{measure.field}"), inner.c.get(f"fits{number}")
        if measure.during is not None:
            return earned(inner, self._periods.index(measure.during), value, fits)
        found = _all(measure, value)
        counted = found if fits is None else found.filter(fits)
        return sa.func.coalesce(counted, 0) if measure.aggregate is Aggregate.SUM else counted

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


def _in_two_steps(scan: Scan) -> bool:
    """Whether records are first added up by all groups at once. By agent and line, say, there are few cells,
    which are then added up by each; by days besides there would be as many cells as records."""
    few = len(scan.groups) <= MOST_GROUPS_IN_CELLS and not any(group.by for group in scan.groups)
    return few and all(measure.aggregate in ADDED for measure in scan.measures)


def _added_up(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    return sa.func.coalesce(sa.func.sum(column), 0)


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
