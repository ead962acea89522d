"""How good probabilities are: ranking, skill, calibration, what calling the best first would bring."""

from dataclasses import asdict, dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

TOP_SHARE: Final = 0.2
BINS: Final = 10


@dataclass(frozen=True, slots=True)
class Figures:
    """auc: chance that a positive ranks above a negative. skill: log-loss gain over always saying the base rate.
    ece: expected calibration error, ten bins of equal width. top_hits: share of positives in the best 20 %."""

    auc: float
    skill: float
    ece: float
    top_hits: float
    log_loss: float
    brier: float

    def as_dict(self) -> dict[str, float]:
        """For JSON."""
        return asdict(self)


def figures(outcome: Floats, probability: Floats) -> Figures:
    """Every figure at once."""
    sure = np.clip(probability, 1e-12, 1 - 1e-12)
    base = float(outcome.mean())
    loss = float(-np.mean(outcome * np.log(sure) + (1 - outcome) * np.log(1 - sure)))
    plain = float(-(base * np.log(base) + (1 - base) * np.log(1 - base))) if 0 < base < 1 else float("nan")
    return Figures(
        auc=auc(outcome, probability),
        skill=1 - loss / plain,
        ece=calibration_error(outcome, probability),
        top_hits=top_hits(outcome, probability),
        log_loss=loss,
        brier=float(np.mean((probability - outcome) ** 2)),
    )


def auc(outcome: Floats, score: Floats) -> float:
    """Area under the ROC curve, ties counted half; NaN with one class."""
    positives = float(outcome.sum())
    negatives = len(outcome) - positives
    if not positives or not negatives:
        return float("nan")
    _, inverse, counts = np.unique(score, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2.0)[inverse]
    return float((ranks[outcome == 1].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def top_hits(outcome: Floats, score: Floats, share: float = TOP_SHARE) -> float:
    """The share of all positives among the best scored."""
    best = np.argsort(-score, kind="stable")[: round(share * len(score))]
    return float(outcome[best].sum() / max(outcome.sum(), 1.0))


def calibration_error(outcome: Floats, probability: Floats, bins: int = BINS) -> float:
    """Mean distance of said and seen rates over bins of equal width, weighted by rows."""
    at = np.minimum((probability * bins).astype(np.int64), bins - 1)
    gap = np.bincount(at, weights=outcome - probability, minlength=bins)
    return float(np.abs(gap).sum() / len(outcome))


def expected_error_by_chance(probability: Floats, draws: int = 200, seed: int = 0) -> float:
    """The 95th percentile of the calibration error that a perfect model would show on as many rows."""
    random = np.random.default_rng(seed)
    errors = [
        calibration_error((random.random(len(probability)) < probability).astype(np.float64), probability)
        for _ in range(draws)
    ]
    return float(np.quantile(errors, 0.95))


@dataclass(frozen=True, slots=True)
class Step:
    """One tenth of the rows by score, the best first: what was said and what was seen."""

    rows: int
    said: float
    seen: float
    lift: float
    hits_so_far: float


def steps(outcome: Floats, probability: Floats, count: int = BINS) -> list[Step]:
    """The calibration curve and the lift table in one: tenths of the rows, the best scored first."""
    order = np.argsort(-probability, kind="stable")
    base, total, found = float(outcome.mean()), float(outcome.sum()), 0.0
    table = []
    for part in np.array_split(order, min(count, len(order))):
        seen = float(outcome[part].mean())
        found += float(outcome[part].sum())
        table.append(
            Step(
                len(part), float(probability[part].mean()), seen, seen / base if base else 0.0, found / max(total, 1.0)
            )
        )
    return table
