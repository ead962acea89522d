"""The numerical core: logistic regression on bins, with the strength of each term's penalty learned from the data.

Every row has exactly one bin per term, so a design matrix is never stored: a row is the positions of its bins.
Training only; importing this module imports numpy and scipy.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import linalg, optimize

Floats: TypeAlias = npt.NDArray[np.float64]
Integers: TypeAlias = npt.NDArray[np.int64]

# Generalised Fellner-Schall (Wood and Fasiolo 2017) with a prior on each strength: mean 30, worth 2 weights. A flat
# prior was harmful below 250 leads. The same constants for all data.
STRENGTH_MEAN: Final = 30.0
STRENGTH_WORTH: Final = 2.0
STRENGTH_BOUNDS: Final = (0.05, 1e5)
RIDGE: Final = 1.0
ROUNDS: Final = 15
NEWTON_STEPS: Final = 25
ENOUGH: Final = 1e-6
SETTLED: Final = 0.05
FRESH_ROUNDS: Final = 3
# A curvature from four rows per weight steers the steps as well; the gradient is always exact.
CURVATURE_WORK: Final = 1e10
ROWS_PER_WEIGHT: Final = 4
CHUNK_CELLS: Final = 2_000_000


@dataclass(frozen=True, slots=True)
class Block:
    """The weights of one term: `matrix` says which shapes of them cost, in the layout of the term's bins.

    rising: +1 weights may only rise from bin to bin, -1 only fall, 0 anything. The last bin means "missing".
    """

    matrix: Floats
    rising: int = 0

    @property
    def size(self) -> int:
        return len(self.matrix)


@dataclass(frozen=True, slots=True)
class Fit:
    """What was learned. errors: standard error of each weight less its mean; freedom: degrees of freedom of each block.

    margin_error: standard error of the margin of a training row, root mean square over the rows. curvature: of the
    likelihood over that many `rows`, where the fit ended.
    """

    intercept: float
    weights: Floats
    strengths: Floats
    errors: Floats
    freedom: Floats
    margin_error: float = 0.0
    curvature: Floats = field(default_factory=lambda: np.zeros((0, 0)), repr=False)
    rows: int = 0


def smooth(size: int) -> Floats:
    """Neighbouring bins differ little; the last bin, "missing", stands for itself."""
    ordered = size - 1
    steps = np.diff(np.eye(ordered), axis=0)
    matrix = np.zeros((size, size))
    matrix[:ordered, :ordered] = steps.T @ steps + RIDGE * np.eye(ordered)
    matrix[-1, -1] = 1.0
    return matrix


def shrunken(size: int) -> Floats:
    """Every level for itself, drawn towards the average."""
    return np.eye(size)


def chance(margin: Floats) -> Floats:
    """The probability that belongs to log-odds."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(margin, -35.0, 35.0))))


def log_loss(outcome: Floats, margin: Floats) -> float:
    """Mean negative log-likelihood, in nats."""
    return float(np.mean(np.logaddexp(0.0, margin) - outcome * margin))


class Problem:
    """Rows as bin positions, their outcomes, and the penalised likelihood over intercept and weights.

    codes: int64, shape (rows, terms), each the position of the row's bin within its term.
    offset: log-odds that are known before anything is learned.
    intercept_sd: how far the intercept may stray from 0 on top of the offset; None: anywhere.
    """

    def __init__(
        self,
        codes: Integers,
        outcome: Floats,
        blocks: Sequence[Block],
        offset: Floats | None = None,
        intercept_sd: float | None = None,
    ) -> None:
        sizes = np.array([block.size for block in blocks], dtype=np.int64)
        self.starts = np.concatenate([[0], np.cumsum(sizes)])
        self.width = int(self.starts[-1])
        self.codes = codes + self.starts[:-1]
        self.outcome = outcome
        self.blocks = tuple(blocks)
        self.offset = np.zeros(len(outcome)) if offset is None else offset
        self.intercept_precision = 0.0 if intercept_sd is None else intercept_sd**-2

    def slices(self) -> list[slice]:
        return [slice(int(a), int(b)) for a, b in zip(self.starts[:-1], self.starts[1:], strict=True)]

    def margin(self, theta: Floats) -> Floats:
        return np.asarray(self.offset + theta[0] + theta[1:][self.codes].sum(axis=1))

    def penalty(self, strengths: Floats) -> Floats:
        """The penalty matrix over intercept and weights."""
        whole = np.zeros((self.width + 1, self.width + 1))
        whole[0, 0] = self.intercept_precision
        inner = whole[1:, 1:]
        for at, block, strength in zip(self.slices(), self.blocks, strengths, strict=True):
            inner[at, at] = strength * block.matrix
        return whole

    def value(self, theta: Floats, penalty: Floats) -> float:
        """Penalised negative log-likelihood."""
        margin = self.margin(theta)
        fit = np.sum(np.logaddexp(0.0, margin) - self.outcome * margin)
        return float(fit + 0.5 * theta @ penalty @ theta)

    def gradient(self, theta: Floats, penalty: Floats) -> Floats:
        """Derivative of `value`."""
        return self._slope(chance(self.margin(theta)) - self.outcome) + penalty @ theta

    def _slope(self, residual: Floats) -> Floats:
        spread = np.repeat(residual, self.codes.shape[1])
        return np.concatenate([[residual.sum()], np.bincount(self.codes.ravel(), spread, minlength=self.width)])

    def curvature(self, theta: Floats) -> Floats:
        """Second derivative of the likelihood alone."""
        likely = chance(self.margin(theta))
        return self.gram(np.sqrt(np.maximum(likely * (1.0 - likely), 1e-10)))

    def gram(self, root: Floats) -> Floats:
        """The design, each row times its root, multiplied with itself; from a sample of rows if that does."""
        codes, scale = self.codes, 1.0
        most = max(ROWS_PER_WEIGHT * self.width, int(CURVATURE_WORK / (self.width + 1) ** 2))
        if len(root) > most:
            chosen = np.sort(np.random.default_rng(0).choice(len(root), most, replace=False))
            codes, root, scale = codes[chosen], root[chosen], len(root) / most
        whole = np.zeros((self.width + 1, self.width + 1))
        step = max(64, CHUNK_CELLS // (self.width + 1))
        for first in range(0, len(root), step):
            part = root[first : first + step]
            rows = np.zeros((len(part), self.width + 1))
            rows[:, 0] = part
            rows[np.arange(len(part))[:, None], codes[first : first + step] + 1] = part[:, None]
            whole += rows.T @ rows  # one array with itself: BLAS computes half of it
        return whole * scale

    def start(self) -> Floats:
        """Nothing but the intercept that fits best."""
        theta = np.zeros(self.width + 1)
        theta[0] = best_intercept(self.outcome, self.offset, self.intercept_precision)
        return theta


def best_intercept(outcome: Floats, offset: Floats, precision: float = 0.0) -> float:
    """The shift of the log-odds that makes the outcomes most likely; half a positive and half a negative are added,
    so that it is finite. precision: how firmly it is held at 0."""
    shift = 0.0
    for _ in range(100):
        likely = chance(offset + shift)
        slope = float(np.sum(likely - outcome)) + precision * shift
        steep = float(np.sum(likely * (1.0 - likely))) + precision
        if precision == 0.0:
            middle = float(chance(np.array([shift + float(offset.mean())]))[0])
            slope += middle - 0.5
            steep += middle * (1.0 - middle)
        move = float(np.clip(slope / steep, -2.0, 2.0))
        shift -= move
        if abs(move) < 1e-10:
            break
    return shift


def fit(problem: Problem, strengths: Floats | None = None, rounds: int = ROUNDS) -> Fit:
    """The weights at penalties that are learned, or at the given ones with rounds=0."""
    current = np.full(len(problem.blocks), STRENGTH_MEAN) if strengths is None else strengths.copy()
    theta = problem.start()
    curvature: Floats | None = None
    for number in range(rounds):
        # The steps need not be exact: the penalties change after each. Later rounds hardly move the curvature.
        reused = curvature if number >= FRESH_ROUNDS else None
        theta, factor, curvature = _newton(problem, theta, current, 2, ENOUGH, reused)
        renewed = _renewed(problem, theta, current, factor)
        settled = float(np.max(np.abs(np.log(renewed / current)), initial=0.0)) < SETTLED
        current = renewed
        if settled:
            break
    theta, factor, curvature = _newton(problem, theta, current, NEWTON_STEPS)
    inverse = _inverse(factor)
    rows = len(problem.outcome)
    spread = float(np.sum(inverse * problem.gram(np.ones(rows)))) / rows
    return Fit(
        float(theta[0]),
        theta[1:],
        current,
        _errors(problem, inverse),
        _freedom(problem, current, inverse),
        math.sqrt(max(spread, 0.0)),
        curvature,
        rows,
    )


def refit(problem: Problem, like: Fit) -> Fit:
    """The weights for part of the rows of a fit: its penalties, starting at its weights with its curvature.

    The bins of a rated term may be cut elsewhere in other rows; then the start is the plain one.
    """
    theta = np.concatenate([[like.intercept], like.weights])
    curvature: Floats | None = like.curvature * (len(problem.outcome) / like.rows)
    if len(theta) != problem.width + 1:
        theta, curvature = problem.start(), None
    theta = _newton(problem, theta, like.strengths, NEWTON_STEPS, 1e-3, curvature)[0]
    nothing = np.zeros(problem.width)
    return Fit(float(theta[0]), theta[1:], like.strengths, nothing, nothing)


def _newton(
    problem: Problem,
    theta: Floats,
    strengths: Floats,
    steps: int,
    enough: float = ENOUGH,
    curvature: Floats | None = None,
) -> tuple[Floats, tuple[Floats, bool], Floats]:
    """Steps to the optimum at fixed penalties, the factor of the penalised curvature, and the curvature.

    The curvature is taken once and again only when steps stop shrinking: it is most of the work.
    """
    penalty = problem.penalty(strengths)
    curvature = problem.curvature(theta) if curvature is None else curvature
    factor = _factor(curvature + penalty)
    value, before = problem.value(theta, penalty), math.inf
    for left in reversed(range(steps)):
        move = linalg.cho_solve(factor, problem.gradient(theta, penalty), check_finite=False)
        scale, length = 1.0, float(np.max(np.abs(move)))
        while (new := problem.value(theta - scale * move, penalty)) > value + 1e-9 and scale > 1e-4:
            scale /= 2.0
        theta, value = theta - scale * move, new
        if length < enough:
            break
        if left and (scale < 1.0 or length > 0.3 * before):
            curvature = problem.curvature(theta)
            factor = _factor(curvature + penalty)
        before = length
    return theta, factor, curvature


def _factor(matrix: Floats) -> tuple[Floats, bool]:
    matrix[np.diag_indices_from(matrix)] += 1e-9
    factor: tuple[Floats, bool] = linalg.cho_factor(matrix, lower=True, check_finite=False)
    return factor


def _inverse(factor: tuple[Floats, bool]) -> Floats:
    lower, _ = linalg.lapack.dpotri(factor[0], lower=1)
    full = np.tril(lower)
    return np.asarray(full + np.tril(full, -1).T)


def _freedom(problem: Problem, strengths: Floats, inverse: Floats) -> Floats:
    inner = inverse[1:, 1:]
    return np.array(
        [
            max(block.size - strength * float(np.sum(inner[at, at] * block.matrix)), 0.0)
            for at, block, strength in zip(problem.slices(), problem.blocks, strengths, strict=True)
        ]
    )


def _errors(problem: Problem, inverse: Floats) -> Floats:
    """Standard errors of the weights as differences from the average row's, which is how they are shown."""
    held = np.bincount(problem.codes.ravel(), minlength=problem.width) / len(problem.outcome)
    errors = np.empty(problem.width)
    for at in problem.slices():
        inner = inverse[1:, 1:][at, at]
        across = inner @ held[at]
        errors[at] = np.sqrt(np.maximum(np.diag(inner) - 2.0 * across + held[at] @ across, 0.0))
    return errors


def _renewed(problem: Problem, theta: Floats, strengths: Floats, factor: tuple[Floats, bool]) -> Floats:
    freedom = _freedom(problem, strengths, _inverse(factor))
    weights = theta[1:]
    size = np.array(
        [
            float(weights[at] @ block.matrix @ weights[at])
            for at, block in zip(problem.slices(), problem.blocks, strict=True)
        ]
    )
    renewed = (freedom + STRENGTH_WORTH) / (size + STRENGTH_WORTH / STRENGTH_MEAN)
    return np.clip(renewed, *STRENGTH_BOUNDS)


def bounded(problem: Problem, found: Fit) -> Fit:
    """The same fit, refitted so that blocks with a declared direction only rise or only fall.

    In thermometer form the direction is a bound: a bin is its first bin plus steps of one sign.
    """
    if not any(block.rising for block in problem.blocks):
        return found
    penalty = problem.penalty(found.strengths)
    turn = np.eye(problem.width + 1)
    bounds: list[tuple[float | None, float | None]] = [(None, None)] * (problem.width + 1)
    for at, block in zip(problem.slices(), problem.blocks, strict=True):
        if block.rising:
            ordered = block.size - 1
            first = at.start + 1
            turn[first : first + ordered, first : first + ordered] = np.tril(np.ones((ordered, ordered)))
            side: tuple[float | None, float | None] = (0.0, None) if block.rising > 0 else (None, 0.0)
            bounds[first + 1 : first + ordered] = [side] * (ordered - 1)

    def value_and_slope(steps: Floats) -> tuple[float, Floats]:
        theta = turn @ steps
        return problem.value(theta, penalty), turn.T @ problem.gradient(theta, penalty)

    start = linalg.solve_triangular(turn, np.concatenate([[found.intercept], found.weights]), lower=True)
    lows = np.array([-np.inf if low is None else low for low, _ in bounds])
    highs = np.array([np.inf if high is None else high for _, high in bounds])
    answer = optimize.minimize(
        value_and_slope,
        np.clip(start, lows, highs),
        jac=True,
        method="L-BFGS-B",
        bounds=bounds,
        options={"maxiter": 2000, "maxfun": 4000, "ftol": 1e-12, "gtol": 1e-6},
    )
    theta = turn @ np.asarray(answer.x, dtype=np.float64)
    return Fit(
        float(theta[0]),
        theta[1:],
        found.strengths,
        found.errors,
        found.freedom,
        found.margin_error,
        found.curvature,
        found.rows,
    )
