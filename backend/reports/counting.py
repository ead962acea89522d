"""Tables counted: everything they need is fetched, side by side where it can be, and put together line by line."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

import asyncpg

from backend.database.catalogue import Noun
from backend.database.engine import Connection, Pool
from backend.database.sight import Sight
from backend.reports.scans import Found, Scan, Scans, nothing
from backend.reports.tables import (
    MOST_LINES,
    Counted,
    Criteria,
    Group,
    Line,
    Measure,
    Part,
    Ratio,
    Sum,
    Table,
    both,
    of_line,
    plain,
    rounded,
    span,
    span_of,
    span_text,
)

PEOPLE: Final = "select id, coalesce(full_name, username) as name from users where id = any($1::integer[])"
# Of all the reports that are being counted: a page of many tiles leaves connections to those who do something else.
MOST_AT_ONCE: Final = 4
_TURNS: Final[WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore]] = WeakKeyDictionary()
Exact = dict[str, Decimal | None]


async def read_all(
    connection: Pool | Connection,
    nouns: Mapping[str, Noun],
    tables: Sequence[Table],
    sees: Callable[[Noun], Sight],
    zone: ZoneInfo,
) -> list[Counted]:
    """The figures of some tables within sight. sees: how far somebody sees among the records of a noun; it raises
    where they see nothing. Raises CriteriaInvalid for criteria that a noun does not know."""
    scans = Scans(nouns)
    wanted = [
        [(part, measure, scans.want(part, measure)) for part in table.parts for measure in part.measures]
        for table in tables
    ]
    await _run(connection, [(scan, sees(scan.noun)) for scan in scans], zone)
    found = [[(part, measure, tell()) for part, measure, tell in each] for each in wanted]
    names = await _names(connection, nouns, found)
    return [_Assembled(table, nouns, each, zone, names).counted() for table, each in zip(tables, found, strict=True)]


async def read(connection: Pool | Connection, noun: Noun, table: Table, sight: Sight, zone: ZoneInfo) -> Counted:
    """The figures of one table without parts of other nouns."""
    (counted,) = await read_all(connection, {noun.name: noun}, (table,), lambda _: sight, zone)
    return counted


async def _run(connection: Pool | Connection, scans: Iterable[tuple[Scan, Sight]], zone: ZoneInfo) -> None:
    if not isinstance(connection, asyncpg.Pool):
        for scan, sight in scans:
            await scan.run(connection, sight, zone)
        return
    turns = _TURNS.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(MOST_AT_ONCE))

    async def one(scan: Scan, sight: Sight) -> None:
        async with turns:
            await scan.run(connection, sight, zone)

    try:
        async with asyncio.TaskGroup() as together:
            for scan, sight in scans:
                together.create_task(one(scan, sight))
    except ExceptionGroup as several:
        # The first one is why the others were given up; as itself it is told in the API's words.
        raise several.exceptions[0] from None


Wanted = list[tuple[Part, Measure, Found]]


async def _names(connection: Pool | Connection, nouns: Mapping[str, Noun], found: Iterable[Wanted]) -> dict[int, str]:
    """The names of the people among the lines."""
    ids = {
        value
        for table in found
        for part, _, each in table
        if part.group is not None and _is_person(nouns[part.noun], part.group)
        for value in each.lines
        if value is not None
    }
    people = await connection.fetch(PEOPLE, sorted(ids)) if ids else []
    return {row["id"]: row["name"] for row in people}


def _is_person(noun: Noun, group: Group) -> bool:
    return group.field in noun.fields and noun.fields[group.field].references == "users"


@dataclass(frozen=True, slots=True)
class _Assembled:
    """A table with what was found for it."""

    table: Table
    nouns: Mapping[str, Noun]
    found: Wanted
    zone: ZoneInfo
    names: Mapping[int, str]

    def counted(self) -> Counted:
        total = self._line({measure.key: each.whole for _, measure, each in self.found}, whole=True)
        if self.table.group is None:
            return Counted(self.table, (), total, 0)
        values = list(self._values())
        lines = [
            self._line({measure.key: each.lines.get(value) for _, measure, each in self.found}, value)
            for value in values
        ]
        how_many = max(len(values), *(each.how_many for _, _, each in self.found), 0)
        lines = self._sorted(lines, values)
        return Counted(self.table, tuple(lines[:MOST_LINES]), total, max(0, how_many - MOST_LINES))

    def _values(self) -> Iterator[Any]:
        """The values that have a line; over time also those of spans in which nothing happened."""
        values = dict.fromkeys(value for _, _, each in self.found for value in each.lines)
        by, over = self.table.group.by if self.table.group else None, self.table.over
        if by is None or over is None:
            yield from values
            return
        if None in values:
            yield None
        first = span_of(over.first, by)
        while first <= over.last:
            yield first
            first = span(first, by).last + timedelta(days=1)

    def _sorted(self, lines: list[Line], values: list[Any]) -> list[Line]:
        group, first = self.table.group, self.table.measures[0].key
        if group is not None and group.by is not None:
            order = sorted(range(len(lines)), key=lambda n: (values[n] is not None, values[n] or date.min))
            return [lines[n] for n in order]
        return sorted(lines, key=lambda line: (-(line.figures[first] or 0), line.value is None, line.label))

    def _line(self, found: Mapping[str, Any], value: Any = None, *, whole: bool = False) -> Line:
        exact: Exact = {}
        for _, measure, _ in self.found:
            one = found[measure.key]
            exact[measure.key] = None if one is None and nothing(measure) is None else Decimal(str(one or 0))
        for ratio in self.table.ratios:
            exact[ratio.key] = _worked_out(ratio, exact)
        figures = {each.key: rounded(exact[each.key], each.unit) for each, _ in self.table.columns}
        rows = self._rows(self.table.parts[0], value, whole=whole)
        return Line(
            None if whole else plain(value),
            "All" if whole else self._label(value),
            figures,
            rows,
            self._behind(rows, value, whole=whole),
        )

    def _rows(self, part: Part, value: Any, *, whole: bool) -> Criteria:
        group = None if whole else part.group
        return both(part.criteria, of_line(self.nouns[part.noun], group, value, self.zone))

    def _behind(self, rows: Criteria, value: Any, *, whole: bool) -> dict[str, Criteria]:
        """The criteria of those figures that do not count the line's own records."""
        behind: dict[str, Criteria] = {}
        for part in self.table.parts:
            of_part = self._rows(part, value, whole=whole)
            own = part.noun == self.table.noun and of_part == rows
            behind |= {each.key: both(of_part, each.narrowed) for each in part.measures if each.narrowed or not own}
        for ratio in self.table.ratios:
            if isinstance(ratio, Ratio) and ratio.part in behind:
                behind[ratio.key] = behind[ratio.part]
        return behind

    def _label(self, value: object) -> str:
        group = self.table.group
        if group is None:
            return "All"
        person = _is_person(self.nouns[self.table.noun], group)
        if value is None or value == "":
            return "Nobody" if person else "Not said"
        if person and isinstance(value, int):
            return self.names.get(value, f"Person {value}")
        if group.by and isinstance(value, date):
            return span_text(value, group.by)
        if isinstance(value, bool):
            return "Yes" if value else "No"
        return str(value)


def _worked_out(ratio: Ratio | Sum, exact: Exact) -> Decimal | None:
    if isinstance(ratio, Sum):
        added, taken = [exact[key] for key in ratio.plus], [exact[key] for key in ratio.minus]
        if None in added or None in taken:
            return None
        return sum((each for each in added if each is not None), Decimal()) - sum(
            (each for each in taken if each is not None), Decimal()
        )
    part, whole = exact[ratio.part], exact[ratio.whole]
    return None if part is None or not whole else part * ratio.times / whole
