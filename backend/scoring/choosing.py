"""Which terms are learned here: rows that were not seen decide about cells, and whether the prior stays alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from scipy import optimize

from backend.scoring.binning import Feature, cell
from backend.scoring.calibration import ENOUGH_POSITIVES, POOLED_SD
from backend.scoring.columns import Finding, Table
from backend.scoring.fitting import Floats, best_intercept, chance, log_loss
from backend.scoring.learning import FOLDS, Learned, folds_of, learn, unseen_margins
from backend.scoring.model import Model
from backend.scoring.searching import Part, acting_together

MAX_CELLS: Final = 4
LOCAL_ROWS: Final = 100
LOCAL_POSITIVES: Final = 10
# A cell that was found, not declared, must be better by so many standard errors.
FOUND_SURE: Final = 2.0


@dataclass(frozen=True, slots=True)
class Question:
    """Rows to learn from. offset: what the prior says of them, None without one. labels: names of columns.

    crowd: the features of which those that are learned were chosen by their outcomes; all of them, unless too many.
    """

    table: Table
    outcome: Floats
    offset: Floats | None
    prior: Model | None
    labels: Mapping[str, str]
    crowd: Sequence[Feature]

    def known(self) -> Floats:
        """What is known of each row before anything is learned here."""
        return np.zeros(len(self.outcome)) if self.offset is None else self.offset

    def loss(self, unseen: Floats) -> float:
        """Mean log loss of margins that are meant on top of the prior's."""
        return log_loss(self.outcome, self.known() + unseen)

    def calibrated_loss(self, unseen: Floats) -> float:
        """The same after the sigmoid that fits best."""
        margin = self.known() + unseen
        slope, shift = sigmoid(self.outcome, margin) or (1.0, 0.0)
        return log_loss(self.outcome, slope * margin + shift)


@dataclass(frozen=True, slots=True)
class Choice:
    """The terms that were chosen, None where the prior or the base rate stays alone. unseen: margins of rows that were
    not seen, without the prior's. cells: what became of the declared cells and those found."""

    terms: tuple[list[Feature], Learned] | None
    unseen: Floats
    cells: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Tried:
    features: list[Feature]
    learned: Learned
    unseen: Floats


def choose(
    question: Question, features: list[Feature], findings: Mapping[str, Finding], declared: Sequence[Sequence[str]]
) -> Choice:
    """The terms to learn from these rows.

    On top of a prior, or chosen from a crowd, the terms must show on unseen rows that they better what is known; else
    that stays alone with its intercept.
    """
    outcome = question.outcome
    rarer = min(outcome.sum(), len(outcome) - outcome.sum())
    enough = question.prior is None or (len(outcome) >= LOCAL_ROWS and rarer >= LOCAL_POSITIVES)
    intercept_only = _unseen_intercept(question)
    if not features or rarer < 1 or not enough:
        return Choice(None, intercept_only)
    best, cells = _with_declared(question, _try(question, features), declared)
    best, found = _with_found(question, best, findings, MAX_CELLS - len(declared))
    cells += found
    if question.prior is not None and question.loss(best.unseen) >= question.loss(intercept_only):
        return Choice(None, intercept_only, cells)
    if len(question.crowd) == len(features):
        return Choice((best.features, best.learned), best.unseen, cells)
    # With 1,200 columns of 300 leads, margins of features that every row helped to choose gave a sigmoid of slope 3.
    unseen = unseen_margins([*question.crowd, *best.features[len(features) :]], outcome, None, question.offset)
    if question.calibrated_loss(unseen) >= question.loss(intercept_only):
        return Choice(None, intercept_only, cells)
    return Choice((best.features, best.learned), unseen, cells)


def _try(question: Question, features: list[Feature]) -> _Tried:
    learned = learn(features, question.outcome, np.arange(len(question.outcome)), question.offset)
    return _Tried(features, learned, unseen_margins(features, question.outcome, learned, question.offset))


def _with(question: Question, before: _Tried, names: Sequence[str], cuts: tuple[tuple[float, ...], ...] = ()) -> _Tried:
    return _try(question, [*before.features, cell(question.table, names, question.labels, cuts)])


def _with_declared(
    question: Question, best: _Tried, declared: Sequence[Sequence[str]]
) -> tuple[_Tried, list[dict[str, Any]]]:
    """Declared cells are kept if unseen rows gain."""
    told: list[dict[str, Any]] = []
    for names in declared:
        tried = _with(question, best, names)
        gain = question.loss(best.unseen) - question.loss(tried.unseen)
        told.append({"columns": list(names), "gain": gain, "kept": gain > 0.0})
        best = tried if gain > 0.0 else best
    return best, told


def _with_found(
    question: Question, best: _Tried, findings: Mapping[str, Finding], most: int
) -> tuple[_Tried, list[dict[str, Any]]]:
    """Adds the cell that promises most, as long as unseen rows gain beyond doubt."""
    told: list[dict[str, Any]] = []
    singles = [feature for feature in best.features if len(feature.term.columns) == 1]
    among: list[tuple[Part, ...]] | None = None
    while len(told) < most:
        margin = question.known() + best.unseen
        slope, shift = sigmoid(question.outcome, margin) or (1.0, 0.0)
        found = acting_together(question.table, singles, findings, question.outcome, slope * margin + shift, among)
        taken = {feature.term.columns for feature in best.features if feature.rated}
        found = [each for each in found if each.columns not in taken]
        among = [each.parts for each in found]
        chosen = next((each for each in found if each.sure), None)
        if chosen is None:
            break
        tried = _with(question, best, chosen.columns, chosen.cuts)
        gain, error = _gain(question, best.unseen, tried.unseen)
        kept = gain > FOUND_SURE * error
        told.append({"columns": list(chosen.columns), "gain": gain, "kept": kept, "found": True})
        if not kept:
            break
        best = tried
    return best, told


def _gain(question: Question, before: Floats, after: Floats) -> tuple[float, float]:
    """How much the log loss of unseen rows fell, and the standard error of that."""
    known, outcome = question.known(), question.outcome
    old = np.logaddexp(0.0, known + before) - outcome * (known + before)
    new = np.logaddexp(0.0, known + after) - outcome * (known + after)
    return float(np.mean(old - new)), float(np.std(old - new)) / len(outcome) ** 0.5


def _unseen_intercept(question: Question) -> Floats:
    folds, base = folds_of(question.outcome), question.known()
    precision = 0.0 if question.prior is None else intercept_sd(question.prior) ** -2
    shifts = [best_intercept(question.outcome[folds != k], base[folds != k], precision) for k in range(FOLDS)]
    return np.array(shifts)[folds]


def intercept_sd(prior: Model) -> float:
    """How far the intercept may plausibly lie from the prior's (standard deviation of log-odds)."""
    return float(prior.document.get("intercept_sd", POOLED_SD))


def sigmoid(outcome: Floats, margin: Floats) -> tuple[float, float] | None:
    """Slope and shift of the sigmoid that fits unseen margins best; None with too few outcomes to know."""
    if min(outcome.sum(), len(outcome) - outcome.sum()) < ENOUGH_POSITIVES or np.ptp(margin) < 1e-9:
        return None

    def value_and_slope(pair: Floats) -> tuple[float, Floats]:
        moved = pair[0] * margin + pair[1]
        residual = chance(moved) - outcome
        return (
            float(np.sum(np.logaddexp(0.0, moved) - outcome * moved)),
            np.array([residual @ margin, residual.sum()]),
        )

    found = optimize.minimize(value_and_slope, np.array([1.0, 0.0]), jac=True, method="BFGS").x
    return (float(found[0]), float(found[1])) if found[0] > 0.0 else None
