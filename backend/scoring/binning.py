"""From columns to features: where numbers are cut, which words have a weight of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from backend.scoring import cells, features, phrases
from backend.scoring.columns import LEVELS, Column, Finding, Integers, Kind, Table
from backend.scoring.features import Part
from backend.scoring.model import Term
from backend.scoring.phrases import label_of

Floats = npt.NDArray[np.float64]

# Measured by cross-validation on CoIL 2000 and Bank marketing: 10 bins of 1 % or more lose 0.012 and 0.007 of AUC.
DISTINCT: Final = 50
LEAST_ROWS: Final = 15
LEAST_SHARE: Final = 0.002
LEAST_LEVEL: Final = 3
# A model with more would be too large to keep.
MOST_LEVELS: Final = 20_000
RATE_BINS: Final = 20
# More weights than this make training slow and tell little more: bins get coarser, then the weakest features go.
WIDTH: Final = 1_500
MOST_WIDTH: Final = 2_500
CAPS: Final = (30, 20, 15, 10)


@dataclass(frozen=True, slots=True)
class Feature:
    """A term without weights, and the bin of each training row. rated: its levels are too many for a weight each, so
    they are ordered by their shrunken log-odds first. rising: the declared direction, +1, -1 or 0."""

    term: Term
    codes: Integers
    rated: bool = False
    rising: int = 0

    @property
    def size(self) -> int:
        return len(self.term.weights)


def features_of(
    table: Table, findings: Mapping[str, Finding], labels: Mapping[str, str], rising: Mapping[str, int]
) -> list[Feature]:
    """Every feature of the table that differs between rows, in bins as fine as the width of the table allows."""
    bare = [
        (_bare(name, part, findings[name], labels), column)
        for name, column in table.columns.items()
        for part in _parts(findings[name].kind)
    ]
    numbers = {id(term): measured(term, column) for term, column in bare if term.ordered}
    found: list[Feature] = []
    for cap in (DISTINCT, *CAPS):
        found = [
            ordered(term, column, numbers[id(term)], rising.get(column.name, 0), cap)
            if term.ordered
            else named(term, column, min(LEVELS, 2 * cap))
            for term, column in bare
        ]
        if sum(feature.size for feature in found) <= WIDTH:
            break
    return [feature for feature in found if np.count_nonzero(feature.term.counts) > 1]


def _bare(name: str, part: Part, finding: Finding, labels: Mapping[str, str]) -> Term:
    label = labels.get(name, label_of(name))
    return Term((name,), part, label, (), (), (), day_first=finding.day_first, comma=finding.comma)


def _parts(kind: Kind) -> Sequence[Part]:
    match kind:
        case Kind.NUMBER:
            return (Part.NUMBER,)
        case Kind.TEXT:
            return (Part.TEXT,)
        case Kind.DATE:
            return (Part.DAY, Part.MONTH, Part.WEEKDAY, Part.HOUR)
        case Kind.PROSE:
            return (Part.WORDS,)
        case Kind.IDENTIFIER:
            return (Part.FILLED,)
        case _:
            return ()


def measured(term: Term, column: Column) -> Floats:
    """The number in each distinct cell of the column."""
    read = features.ordered_reader(term.part, day_first=term.day_first, comma=term.comma)
    return np.array([read(value) for value in column.values], dtype=np.float64)


def ordered(bare: Term, column: Column, numbers: Floats, rising: int = 0, cap: int = DISTINCT) -> Feature:
    """A number, or a number made of a cell, cut into bins."""
    edges = cut(numbers, column.counts(), len(column.codes), cap)
    known = numbers[~np.isnan(numbers)]
    term = replace(bare, edges=edges, whole=bool(np.all(known == np.floor(known))))
    return _placed(term, column, _bins(edges, numbers), rising=rising)


def _bins(edges: Sequence[float], numbers: Floats) -> Integers:
    """The bin of each number as `Term.bin_of` finds it."""
    return np.where(np.isnan(numbers), len(edges) + 1, np.searchsorted(np.array(edges), numbers))


def cut(values: Floats, counts: Integers, rows: int, cap: int = DISTINCT) -> tuple[float, ...]:
    """Edges between the distinct values: a bin each when they are few, else quantiles; none too small to know."""
    known = ~np.isnan(values)
    distinct, inverse = np.unique(values[known], return_inverse=True)
    held = np.bincount(inverse, weights=counts[known], minlength=len(distinct))
    distinct, held = distinct[held > 0], held[held > 0]
    floor = max(LEAST_ROWS, LEAST_SHARE * rows)
    want = floor if len(distinct) <= cap else max(floor, held.sum() / cap)
    edges: list[float] = []
    gathered, left = 0.0, float(held.sum())
    for at in range(len(distinct) - 1):
        gathered += held[at]
        left -= held[at]
        if gathered >= want and left >= floor:
            edges.append(short_between(float(distinct[at]), float(distinct[at + 1])))
            gathered = 0.0
    return tuple(edges)


def short_between(low: float, high: float) -> float:
    """The number of fewest digits that is at least `low` and under `high`, near their middle."""
    middle = low + (high - low) / 2.0
    for digits in range(1, 17):
        rounded = float(f"{middle:.{digits}g}")
        if low <= rounded < high:
            return rounded
    return low


def named(bare: Term, column: Column, limit: int = LEVELS) -> Feature:
    """A word with a weight for each level that is frequent enough."""
    read = features.named_reader(bare.part, day_first=bare.day_first, cuts=bare.cuts)
    counts: dict[str, int] = {}
    spellings: dict[str, str] = {}
    for value, times in zip(column.values, column.counts().tolist(), strict=True):
        word = read(value)
        if word is not None and times:
            counts[word] = counts.get(word, 0) + times
            spellings.setdefault(
                word, word.capitalize() if bare.part in features.NAMES else _spelled(value, word, bare.cuts)
            )
    frequent = [word for word, times in counts.items() if times >= LEAST_LEVEL]
    if len(frequent) > MOST_LEVELS:
        frequent = sorted(frequent, key=lambda word: (-counts[word], word))[:MOST_LEVELS]
    levels = tuple(sorted(frequent))
    term = replace(
        bare,
        levels=levels,
        spellings=tuple(spellings[level] for level in levels),
        positions={level: at for at, level in enumerate(levels)},
    )
    bins = [
        len(levels) + 1 if word is None else term.positions.get(word, len(levels)) for word in map(read, column.values)
    ]
    return _placed(term, column, np.array(bins, dtype=np.int64), rated=len(levels) > limit)


def _spelled(value: object, word: str, cuts: Sequence[Sequence[float]] = ()) -> str:
    if isinstance(value, tuple):
        return features.JOINT.join(map(_part_spelled, value, cuts or [()] * len(value)))
    return " ".join(value.split()) if isinstance(value, str) and value.casefold().split() == word.split() else word


def _part_spelled(part: object, edges: Sequence[float]) -> str:
    if edges:
        place = features.binned(part, edges)
        return "unknown" if place is None else phrases.between(edges, int(place))
    return "unknown" if cells.text(part) is None else str(part).strip()


def together(table: Table, names: Sequence[str]) -> Column:
    """The cells of several columns as one column of tuples."""
    parts = [table.columns[name] for name in names]
    key = np.zeros(table.rows, dtype=np.int64)
    for part in parts:
        key = np.unique(key * len(part.values) + part.codes, return_inverse=True)[1].reshape(-1)
    _, first = np.unique(key, return_index=True)
    values = zip(*([part.values[code] for code in part.codes[first].tolist()] for part in parts), strict=True)
    return Column(features.JOINT.join(names), tuple(values), key)


def cell(
    table: Table, names: Sequence[str], labels: Mapping[str, str], cuts: tuple[tuple[float, ...], ...] = ()
) -> Feature:
    """Columns together, each combination by its own outcome rate. cuts: as `Term.cuts`."""
    label = features.JOINT.join(labels.get(name, label_of(name)) for name in names)
    bare = Term(tuple(names), Part.CELL, label, (), (), (), cuts=cuts if any(cuts) else ())
    feature = named(bare, together(table, names))
    return replace(feature, rated=True)


def _placed(term: Term, column: Column, bins: Integers, *, rated: bool = False, rising: int = 0) -> Feature:
    """The feature with the bin of each row, from the bin of each distinct cell."""
    size = (len(term.edges) if term.ordered else len(term.levels)) + 2
    codes = bins[column.codes]
    counts = tuple(np.bincount(codes, minlength=size).tolist())
    blank = (0.0,) * size
    return Feature(replace(term, weights=blank, errors=blank, counts=counts), codes, rated, rising)


def codes_of(term: Term, column: Column) -> Integers:
    """The bin of every row."""
    if term.ordered:
        return _bins(term.edges, measured(term, column))[column.codes]
    place = term.bin_of()
    return np.array([place(value) for value in column.values], dtype=np.int64)[column.codes]


def column_of(term: Term, table: Table) -> Column:
    """What the term reads from a table that has its columns."""
    return table.columns[term.columns[0]] if len(term.columns) == 1 else together(table, term.columns)
