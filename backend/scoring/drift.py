"""Whether leads still look as they did in training, and whether what is said still comes true."""

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from backend.scoring.calibration import bias_in_errors
from backend.scoring.model import Model, Row, chance, weights_of

WARN: Final = 0.1
ACT: Final = 0.25
BY_CHANCE: Final = 3.0
BIASED: Final = 3.0


class Alarm(StrEnum):
    """How much to worry."""

    NONE = "none"
    WARN = "warn"
    ACT = "act"


@dataclass(frozen=True, slots=True)
class Shift:
    """How far one feature, or the score, moved. psi: population stability index over the model's own bins.

    by_chance: what no drift at all would show with so many rows. new_levels: share of rows with a word that was rare
    or unknown in training.
    """

    columns: tuple[str, ...]
    label: str
    psi: float
    by_chance: float
    new_levels: float
    alarm: Alarm


@dataclass(frozen=True, slots=True)
class Drift:
    """The score first, then the features, the most moved first. bias: seen minus expected outcomes in standard errors,
    None without matured outcomes; beyond 3 it is an alarm."""

    rows: int
    score: Shift
    features: tuple[Shift, ...]
    bias: float | None
    alarm: Alarm


def watch(model: Model, rows: Sequence[Row], matured: Iterable[tuple[Row, bool]] = ()) -> Drift:
    """Compares rows with the training rows of the model. matured: leads whose outcome is known by now."""
    features = []
    for term in model.terms:
        place = term.bin_of()
        seen = [0] * len(term.counts)
        for row in rows:
            seen[place(term.take(row))] += 1
        new = 0.0 if term.ordered or not rows else seen[-2] / len(rows)
        features.append(shift(term.columns, term.label, term.counts, seen, new))
    features.sort(key=lambda each: -each.psi)
    score = _score_shift(model, rows)
    known = list(matured)
    said = [chance(model.intercept + sum(weights_of(model, row))) for row, _ in known]
    bias = bias_in_errors(said, [float(outcome) for _, outcome in known]) if known else None
    worst = max([score.alarm, *(each.alarm for each in features)], key=list(Alarm).index)
    if bias is not None and abs(bias) > BIASED:
        worst = Alarm.ACT
    return Drift(len(rows), score, tuple(features), bias, worst)


def _score_shift(model: Model, rows: Sequence[Row]) -> Shift:
    stored = model.document["scores"]
    seen = [0] * len(stored["counts"])
    for row in rows:
        seen[bisect_left(stored["edges"], model.intercept + sum(weights_of(model, row)))] += 1
    return shift((), "score", stored["counts"], seen, 0.0)


def shift(
    columns: tuple[str, ...], label: str, expected: Sequence[int], seen: Sequence[int], new_levels: float
) -> Shift:
    """The drift of one distribution. The alarm waits for three times what chance shows, (B - 1)(1/n + 1/m)."""
    index = stability_index(expected, seen)
    n, m = sum(expected), sum(seen)
    bins = sum(1 for old, new in zip(expected, seen, strict=True) if old or new)
    by_chance = (bins - 1) * (1.0 / n + 1.0 / m) if n and m else math.inf
    alarm = Alarm.NONE
    if index > max(WARN, BY_CHANCE * by_chance):
        alarm = Alarm.WARN
    if index > max(ACT, BY_CHANCE * by_chance):
        alarm = Alarm.ACT
    return Shift(columns, label, index, by_chance, new_levels, alarm)


def stability_index(expected: Sequence[int], seen: Sequence[int]) -> float:
    """PSI of two histograms; half a row in each bin keeps it finite where one of them is empty."""
    bins = [(old + 0.5, new + 0.5) for old, new in zip(expected, seen, strict=True) if old or new]
    n, m = sum(old for old, _ in bins), sum(new for _, new in bins)
    return sum((new / m - old / n) * math.log((new / m) / (old / n)) for old, new in bins)
