"""Columns that act together, looked for in what a scorecard of single columns leaves unexplained.

Rows that were not seen are the judge: the shift that a combination of values shows in four fifths of the rows must
bring the last fifth nearer to its outcomes, by more than the best of as many combinations would by chance.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import combinations
from math import log
from typing import Final

import numpy as np

from backend.scoring.columns import Finding, Kind, Table
from backend.scoring.fitting import Floats, Integers, chance
from backend.scoring.learning import FOLDS, folds_of

# In standard errors beyond what the best of n combinations shows by chance, √(2 ln n): 4.1 among the 3,655 of
# CoIL 2000, whose best reaches 2.1; 3.2 among the 190 of bank calls, whose best reaches 4.6. What is taken for sure by
# mistake is still refused by a refit (`choosing`).
SURE: Final = -0.3
# How firmly the shift of a combination is held at nothing, in units of curvature: 8 is some 80 leads at a rate of 0.1.
HOLDS: Final = (2.0, 8.0)
FARTHEST: Final = 3.0
# More combinations than rows times this are too thin to learn from.
THIN: Final = 10.0
# Rows and combinations that are counted in all: about half a second.
MOST_COUNTED: Final = 4e7
LEAST_ROWS: Final = 5_000
_FOLDS_SEED: Final = 3


@dataclass(frozen=True, slots=True)
class Together:
    """Columns whose values tell more in combination. One column alone: each of its values for itself. gain: nats a row;
    errors: the gain in its standard errors; sure: more of them than chance shows."""

    columns: tuple[str, ...]
    gain: float
    errors: float
    sure: bool


def acting_together(
    table: Table,
    findings: Mapping[str, Finding],
    outcome: Floats,
    margin: Floats,
    among: Collection[tuple[str, ...]] | None = None,
) -> list[Together]:
    """Combinations that tell more than `margin`, the log-odds that unseen rows were given; the best first.

    among: look at these only. Every pair of columns that hold numbers or words otherwise, and every such column alone.
    """
    names = [name for name, finding in findings.items() if finding.kind in (Kind.NUMBER, Kind.TEXT)]
    looked_at = len(names) * (len(names) + 1) / 2
    rows = np.arange(len(outcome))
    most = max(LEAST_ROWS, int(MOST_COUNTED / max(looked_at, 1.0)))
    if len(rows) > most:
        rows = np.sort(np.random.default_rng(0).choice(len(rows), most, replace=False))
    likely = chance(margin[rows])
    left, steep = outcome[rows] - likely, likely * (1.0 - likely)
    folds = folds_of(outcome[rows], seed=_FOLDS_SEED)
    places = {name: _places(table.columns[name].codes[rows]) for name in names}
    enough = (2.0 * log(max(looked_at, 1.0))) ** 0.5 + SURE
    found = []
    for pair in _pairs(places, len(rows)) if among is None else among:
        codes, size = _joined([places[name] for name in pair])
        gain, errors = _gain(codes * FOLDS + folds, size, left, steep)
        if gain > 0.0:
            found.append(Together(pair, gain / len(rows), errors, errors > enough))
    return sorted(found, key=lambda each: -each.gain)


def _places(codes: Integers) -> tuple[Integers, int]:
    distinct, places = np.unique(codes, return_inverse=True)
    return places, len(distinct)


def _pairs(places: Mapping[str, tuple[Integers, int]], rows: int) -> list[tuple[str, ...]]:
    """The combinations to look at: those with fewest values if there are too many."""
    sizes = {names: float(np.prod([places[name][1] for name in names])) for names in _combinations(list(places))}
    wanted = sorted((names for names in sizes if sizes[names] <= THIN * rows), key=sizes.__getitem__)
    counted = np.cumsum([rows + FOLDS * sizes[names] for names in wanted])
    return wanted[: int(np.searchsorted(counted, MOST_COUNTED))]


def _combinations(names: list[str]) -> list[tuple[str, ...]]:
    return [*((name,) for name in names), *combinations(names, 2)]


def _joined(parts: list[tuple[Integers, int]]) -> tuple[Integers, int]:
    codes, size = parts[0]
    for more, count in parts[1:]:
        codes, size = codes * count + more, size * count
    return codes, size


def _gain(places: Integers, size: int, left: Floats, steep: Floats) -> tuple[float, float]:
    """What a shift of each combination, learned from the other folds, gains in each fold; and that in standard errors.

    left: outcome less chance, of each row; steep: variance of the outcome. To second order in the shift.
    """
    shape = (size, FOLDS)
    residual = np.bincount(places, left, size * FOLDS).reshape(shape)
    weight = np.bincount(places, steep, size * FOLDS).reshape(shape)
    other_residual = residual.sum(axis=1, keepdims=True) - residual
    other_weight = weight.sum(axis=1, keepdims=True) - weight
    best = (0.0, 0.0)
    for hold in HOLDS:
        shift = np.clip(other_residual / (other_weight + hold), -FARTHEST, FARTHEST)
        spread = float(np.sum(shift * shift * weight))
        gain = float(np.sum(shift * residual)) - 0.5 * spread
        if gain > best[0] and spread > 0.0:
            best = gain, gain / spread**0.5
    return best
