"""From features and outcomes to weights: one fit, and the margins of rows that a fit did not see."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from backend.scoring import fitting
from backend.scoring.binning import MOST_WIDTH, RATE_BINS, Feature, cut
from backend.scoring.fitting import Block, Fit, Floats, Integers, Problem

PSEUDO_LEADS: Final = 20.0
FOLDS: Final = 5
INTERCEPT_SD: Final = 0.3
# Few rows cannot tell so many weights apart as time would allow to learn.
FEW_WIDTH: Final = 1_000
WEIGHTS_PER_ROW: Final = 4


@dataclass(frozen=True, slots=True)
class Learned:
    """One weight per bin of each feature, not yet centred, and how sure each is. strengths: learned penalties.

    spread: standard error of the margin of each training row that was asked about.
    """

    intercept: float
    weights: tuple[Floats, ...]
    errors: tuple[Floats, ...]
    fit: Fit

    def margin(self, features: Sequence[Feature], rows: Integers) -> Floats:
        """Log-odds of some rows of the table that the features were made from, without any offset."""
        total = np.full(len(rows), self.intercept)
        for feature, weights in zip(features, self.weights, strict=True):
            total += weights[feature.codes[rows]]
        return total


def folds_of(outcome: Floats, count: int = FOLDS, seed: int = 0) -> Integers:
    """A fold for each row; positives are dealt out as evenly as the others."""
    random = np.random.default_rng(seed)
    folds = np.empty(len(outcome), dtype=np.int64)
    start = 0
    for value in (0.0, 1.0):
        rows = random.permutation(np.flatnonzero(outcome == value))
        folds[rows] = (np.arange(len(rows)) + start) % count
        start += len(rows)
    return folds


def by_folds(outcome: Floats, learn: Callable[[Integers, Integers], Floats], seed: int = 7) -> Floats:
    """What `learn(seen rows, held back rows)` says of each row while it is held back."""
    folds = folds_of(outcome, seed=seed)
    said = np.empty(len(outcome))
    for fold in range(FOLDS):
        held = np.flatnonzero(folds == fold)
        said[held] = learn(np.flatnonzero(folds != fold), held)
    return said


def learn(
    features: Sequence[Feature],
    outcome: Floats,
    rows: Integers,
    offset: Floats | None = None,
    like: "Learned | None" = None,
) -> Learned:
    """Weights from some rows. offset: known log-odds of all rows. like: a fit to take penalties and start from."""
    known = outcome[rows]
    base = None if offset is None else offset[rows]
    codes, blocks, maps = [], [], []
    for feature in features:
        chosen = feature.codes[rows]
        if feature.rated:
            chosen, way, bins = _rated(chosen, feature.size, known)
            blocks.append(Block(fitting.smooth(bins + 1) if bins > 1 else fitting.shrunken(bins + 1)))
            maps.append(way)
        else:
            ordered = feature.term.ordered and feature.size > 2
            matrix = fitting.smooth(feature.size) if ordered else fitting.shrunken(feature.size)
            blocks.append(Block(matrix, feature.rising if ordered else 0))
            maps.append(np.arange(feature.size))
        codes.append(chosen)
    sd = None if offset is None else INTERCEPT_SD
    problem = Problem(np.stack(codes, axis=1), known, blocks, base, sd)
    found = fitting.fit(problem) if like is None else fitting.refit(problem, like.fit)
    found = fitting.bounded(problem, found)
    slices = problem.slices()
    return Learned(
        found.intercept,
        tuple(found.weights[at][way] for at, way in zip(slices, maps, strict=True)),
        tuple(found.errors[at][way] for at, way in zip(slices, maps, strict=True)),
        found,
    )


def _rated(codes: Integers, size: int, outcome: Floats) -> tuple[Integers, Integers, int]:
    """Bins of rows by the rate that *other* rows of their level have, the bin of each level's rate, and how many bins.

    A row's own outcome must not speak for its level, so its rate comes from the other folds. 20 pseudo-leads at the
    base rate keep rare levels near it.
    """
    shown = outcome_rates(codes, size, outcome)
    distinct, inverse = np.unique(shown, return_inverse=True)
    edges = np.array(cut_evenly(distinct, np.bincount(inverse), len(shown)))
    levels = _log_odds(codes, size, outcome, _base(outcome))
    return np.searchsorted(edges, shown), np.searchsorted(edges, levels), len(edges) + 1


def outcome_rates(codes: Integers, size: int, outcome: Floats) -> Floats:
    """For each row the shrunken log-odds of its bin among the rows of the other folds."""
    folds = folds_of(outcome, seed=1)
    shown = np.empty(len(codes))
    for fold in range(FOLDS):
        inside = folds == fold
        shown[inside] = _log_odds(codes[~inside], size, outcome[~inside], _base(outcome))[codes[inside]]
    return shown


def _base(outcome: Floats) -> float:
    return float((outcome.sum() + 0.5) / (len(outcome) + 1.0))


def _log_odds(codes: Integers, size: int, outcome: Floats, base: float) -> Floats:
    held = np.bincount(codes, minlength=size) + PSEUDO_LEADS
    won = np.bincount(codes, weights=outcome, minlength=size) + PSEUDO_LEADS * base
    return np.asarray(np.log(won / (held - won)))


def cut_evenly(distinct: Floats, counts: Integers, rows: int) -> tuple[float, ...]:
    """Edges of ten bins of about equal size."""
    if len(distinct) <= RATE_BINS:
        return cut(distinct, counts, rows)
    at = np.searchsorted(np.cumsum(counts), np.arange(1, RATE_BINS) * (rows / RATE_BINS))
    return tuple(np.unique(distinct[np.minimum(at, len(distinct) - 2)]).tolist())


def strongest(features: Sequence[Feature], outcome: Floats, rows: Integers) -> list[int]:
    """Of more features than can be learned together the places of those that tell most alone, as these rows say."""
    sizes = np.array([RATE_BINS if feature.rated else feature.size for feature in features])
    most = min(MOST_WIDTH, max(FEW_WIDTH, WEIGHTS_PER_ROW * len(outcome)))
    if sizes.sum() <= most:
        return list(range(len(features)))
    known = outcome[rows]
    losses = [fitting.log_loss(known, outcome_rates(each.codes[rows], each.size, known)) for each in features]
    best = np.argsort(losses, kind="stable")
    return sorted(best[np.cumsum(sizes[best]) <= most].tolist())


def unseen_margins(
    features: Sequence[Feature], outcome: Floats, like: Learned | None, offset: Floats | None = None
) -> Floats:
    """The margin of every row from a fit that did not see it (5 folds), without the offset.

    Of too many features each fold chooses its own: rows that helped to choose them are no longer unseen.
    """
    folds = folds_of(outcome)
    margins = np.empty(len(outcome))
    for fold in range(FOLDS):
        inside, others = np.flatnonzero(folds == fold), np.flatnonzero(folds != fold)
        chosen = [features[at] for at in strongest(features, outcome, others)]
        seen = learn(chosen, outcome, others, offset, like if len(chosen) == len(features) else None)
        margins[inside] = seen.margin(chosen, inside)
    return margins
