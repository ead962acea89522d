"""Columns that act together, looked for in what a scorecard of single columns leaves unexplained.

Rows that were not seen are the judge: the shift that a combination of values shows in four fifths of the rows must
bring the last fifth nearer to its outcomes, by more than the best of as many combinations would by chance.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log
from typing import Final, TypeAlias

import numpy as np

from backend.scoring import features as features_
from backend.scoring.binning import Feature
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


# A number with more values is also looked at in so many bins.
COARSE: Final = 8

Part: TypeAlias = tuple[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Together:
    """Columns whose values tell more in combination. One column alone: each of its values for itself. gain: nats a row;
    errors: the gain in its standard errors; sure: more of them than chance shows."""

    parts: tuple[Part, ...]
    gain: float
    errors: float
    sure: bool

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.parts)

    @property
    def cuts(self) -> tuple[tuple[float, ...], ...]:
        """The edges of each column that is a number in bins; none for one whose values stand for themselves."""
        return tuple(edges for _, edges in self.parts)


def acting_together(
    table: Table,
    features: Sequence[Feature],
    findings: Mapping[str, Finding],
    outcome: Floats,
    margin: Floats,
    among: Collection[tuple[Part, ...]] | None = None,
) -> list[Together]:
    """Combinations that tell more than `margin`, the log-odds that unseen rows were given; the best first.

    among: look at these only. Every pair of columns that hold numbers or words otherwise, and every such column alone.
    """
    whole: dict[Part, Integers] = {
        (name, ()): table.columns[name].codes
        for name in dict.fromkeys(feature.term.columns[0] for feature in features)
        if findings[name].kind in (Kind.NUMBER, Kind.TEXT)
    }
    whole |= dict(
        _coarse(feature) for feature in features if _is_long(feature) and not findings[feature.term.columns[0]].comma
    )
    looked_at = len(whole) * (len(whole) + 1) / 2
    rows = np.arange(len(outcome))
    most = max(LEAST_ROWS, int(MOST_COUNTED / max(looked_at, 1.0)))
    if len(rows) > most:
        rows = np.sort(np.random.default_rng(0).choice(len(rows), most, replace=False))
    likely = chance(margin[rows])
    left, steep = outcome[rows] - likely, likely * (1.0 - likely)
    folds = folds_of(outcome[rows], seed=_FOLDS_SEED)
    places = {part: _places(codes[rows]) for part, codes in whole.items()}
    enough = (2.0 * log(max(looked_at, 1.0))) ** 0.5 + SURE
    found = []
    for pair in _pairs(places, len(rows)) if among is None else among:
        codes, size = _joined([places[part] for part in pair])
        gain, errors = _gain(codes * FOLDS + folds, size, left, steep)
        if gain > 0.0:
            found.append(Together(pair, gain / len(rows), errors, errors > enough))
    return sorted(found, key=lambda each: -each.gain)


def _is_long(feature: Feature) -> bool:
    return feature.term.part is features_.Part.NUMBER and len(feature.term.edges) > COARSE


def _coarse(feature: Feature) -> tuple[Part, Integers]:
    """The number in few bins, from its own many."""
    edges = feature.term.edges
    known = np.cumsum(feature.term.counts[: len(edges) + 1])
    chosen = np.unique(np.searchsorted(known[:-1], np.arange(1, COARSE) * known[-1] / COARSE))
    chosen = chosen[chosen < len(edges)]
    bins = np.append(np.searchsorted(chosen, np.arange(len(edges) + 1)), len(chosen) + 1)
    return (feature.term.columns[0], tuple(edges[at] for at in chosen)), bins[feature.codes]


def _places(codes: Integers) -> tuple[Integers, int]:
    distinct, places = np.unique(codes, return_inverse=True)
    return places, len(distinct)


def _pairs(places: Mapping[Part, tuple[Integers, int]], rows: int) -> list[tuple[Part, ...]]:
    """The combinations to look at: those with fewest values if there are too many."""
    sizes = {names: float(np.prod([places[name][1] for name in names])) for names in _combinations(list(places))}
    wanted = sorted((names for names in sizes if sizes[names] <= THIN * rows), key=sizes.__getitem__)
    counted = np.cumsum([rows + FOLDS * sizes[names] for names in wanted])
    return wanted[: int(np.searchsorted(counted, MOST_COUNTED))]


def _combinations(parts: list[Part]) -> list[tuple[Part, ...]]:
    alone = [(part,) for part in parts if not part[1]]
    return [*alone, *((one, other) for one, other in combinations(parts, 2) if one[0] != other[0])]


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
