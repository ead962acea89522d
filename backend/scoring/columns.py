"""Columns as distinct values and positions, and what kind of thing each holds."""

import hashlib
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from backend.scoring import cells

Integers: TypeAlias = npt.NDArray[np.int64]

ENOUGH_NUMBERS: Final = 0.98
LEVELS: Final = 60
ROWS_PER_LEVEL: Final = 2.0
ENOUGH_TO_KNOW: Final = 20
_IDENTIFYING: Final = frozenset(("id", "ids", "uuid", "guid", "key", "rowid", "index", "idx"))


class Kind(StrEnum):
    """What a column holds."""

    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    PROSE = "prose"
    IDENTIFIER = "identifier"
    EMPTY = "empty"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class Column:
    """values[codes[row]] is the cell of the row; values are distinct."""

    name: str
    values: tuple[object, ...]
    codes: Integers

    def take(self, rows: Integers) -> "Column":
        """The column of some rows."""
        return Column(self.name, self.values, self.codes[rows])

    def counts(self) -> Integers:
        """How often each value occurs."""
        return np.bincount(self.codes, minlength=len(self.values))


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of equal length."""

    columns: Mapping[str, Column]
    rows: int

    def take(self, rows: Integers) -> "Table":
        """Some rows of the table."""
        return Table({name: column.take(rows) for name, column in self.columns.items()}, len(rows))

    def without(self, name: str) -> "Table":
        """The table less one column."""
        return Table({key: column for key, column in self.columns.items() if key != name}, self.rows)

    def digest(self) -> str:
        """sha256 of names and cells."""
        whole = hashlib.sha256()
        for name in sorted(self.columns):
            column = self.columns[name]
            whole.update(repr((name, column.values)).encode("utf-8", "surrogatepass"))
            whole.update(np.ascontiguousarray(column.codes, dtype="<i8").tobytes())
        return whole.hexdigest()


def from_rows(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
    """A table from rows of cells; blocks of rows are turned at a time so that the cells need not all be kept."""
    positions: list[dict[Hashable, int]] = [{} for _ in header]
    values: list[list[object]] = [[] for _ in header]
    codes: list[list[Integers]] = [[] for _ in header]
    block: list[Sequence[object]] = []
    total = 0

    def flush() -> None:
        for at, column in enumerate(zip(*block, strict=True)):
            codes[at].append(_coded(column, positions[at], values[at]))
        block.clear()

    for row in rows:
        block.append(row)
        total += 1
        if len(block) >= 8192:
            flush()
    if block:
        flush()
    empty = np.zeros(0, dtype=np.int64)
    return Table(
        {
            name: Column(name, tuple(values[at]), np.concatenate(codes[at]) if codes[at] else empty)
            for at, name in enumerate(header)
        },
        total,
    )


def from_records(records: Sequence[Mapping[str, object]]) -> Table:
    """A table from mappings; a name that a record lacks is a missing cell."""
    header = tuple(dict.fromkeys(name for record in records for name in record))
    return from_rows(header, ([record.get(name) for name in header] for record in records))


def _coded(cells_: Sequence[object], positions: dict[Hashable, int], values: list[object]) -> Integers:
    codes = np.empty(len(cells_), dtype=np.int64)
    for at, cell in enumerate(cells_):
        # 1, 1.0 and True are one key of a dict and three different cells.
        key: Hashable = cell if type(cell) is str else (type(cell), cell if isinstance(cell, Hashable) else repr(cell))
        code = positions.get(key)
        if code is None:
            code = positions[key] = len(values)
            values.append(cell)
        codes[at] = code
    return codes


@dataclass(frozen=True, slots=True)
class Finding:
    """What a column was found to hold, and why it is left out if it is."""

    kind: Kind
    day_first: bool = False
    why: str = ""
    comma: bool = False


def examine(column: Column, declared: Kind | None = None) -> Finding:
    """The kind of a column from its values, unless it was declared."""
    counts = column.counts()
    if declared is None and (figures := _plain_numbers(column, counts)) is not None:
        return _number_or_identifier(column.name, *figures)
    words = [cells.text(value) for value in column.values]
    known = [at for at, word in enumerate(words) if word is not None and word not in cells.UNKNOWN and counts[at]]
    if declared is not None:
        spelled = [words[at] or "" for at in known]
        return Finding(declared, _day_first(spelled), comma=_comma(spelled))
    if not known:
        return Finding(Kind.EMPTY, why="no row has a value")
    rows = int(counts[known].sum())
    comma = _comma([words[at] or "" for at in known])
    numbers = np.array([cells.number(column.values[at], comma=comma) for at in known])
    countable = ~np.isnan(numbers)
    if int(counts[known][countable].sum()) >= ENOUGH_NUMBERS * rows and not isinstance(column.values[known[0]], bool):
        return replace(_number_or_identifier(column.name, numbers[countable], rows), comma=comma)
    dates = sum(int(counts[at]) for at in known if _is_date(column.values[at]))
    if dates >= ENOUGH_NUMBERS * rows:
        return Finding(Kind.DATE, _day_first([words[at] or "" for at in known]))
    distinct = len({words[at] for at in known})
    if distinct > LEVELS / 2 and rows < ROWS_PER_LEVEL * distinct:
        if _mean_words([words[at] or "" for at in known]) >= 3.0:
            return Finding(Kind.PROSE)
        return Finding(Kind.IDENTIFIER, why=f"{distinct} different values in {rows} rows: it names rows")
    return Finding(Kind.TEXT)


def _number_or_identifier(name: str, numbers: npt.NDArray[np.float64], rows: int) -> Finding:
    distinct = len(np.unique(numbers))
    whole = bool(np.all(numbers == np.floor(numbers)))
    if whole and rows >= ENOUGH_TO_KNOW and distinct >= 0.95 * rows:
        named = bool(_IDENTIFYING & set(name.casefold().replace("-", "_").replace(" ", "_").split("_")))
        counted = distinct == rows and float(np.ptp(numbers)) < 2 * rows
        if named or counted or name.casefold().endswith("id"):
            return Finding(Kind.IDENTIFIER, why="every row has a number of its own: it names rows")
    return Finding(Kind.NUMBER)


def _plain_numbers(column: Column, counts: Integers) -> tuple[npt.NDArray[np.float64], int] | None:
    """The distinct numbers of a column that holds nothing but plain numbers and empty cells, and its filled rows."""
    numbers, rows = [], 0
    for value, times in zip(column.values, counts.tolist(), strict=True):
        if times and value not in ("", None):
            if isinstance(value, bool):
                return None
            try:
                numbers.append(float(value))  # type: ignore[arg-type]  # what float() refuses is handled below
            except (TypeError, ValueError):
                return None
            rows += times
    found = np.array(numbers)
    return (found, rows) if rows and np.all(np.isfinite(found)) else None


def _is_date(value: object) -> bool:
    return any(cells.moment(value, day_first=day_first) is not None for day_first in (True, False))


def _comma(words: Sequence[str]) -> bool:
    votes = [vote for vote in map(cells.looks_comma_decimal, words) if vote is not None]
    return sum(votes) * 2 > len(votes)


def _day_first(words: Sequence[str]) -> bool:
    votes = [vote for vote in map(cells.looks_day_first, words) if vote is not None]
    return sum(votes) * 2 > len(votes) if votes else any("." in word for word in words[:10])


def _mean_words(words: Sequence[str]) -> float:
    return sum(len(word.split()) for word in words) / max(len(words), 1)
