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
CURVATURE_S: Final = 0.5
ROWS_PER_WEIGHT: Final = 4
# Measured on one core: a pair of terms, a row of it, and a cell of a row that is multiplied out.
PAIR_S: Final = 6e-6
PAIR_ROW_S: Final = 3e-9
CELL_S: Final = 6e-11
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
        # The bins of one term lie side by side: sums over rows run three times as fast as row by row.
        self.terms = np.ascontiguousarray(codes.T, dtype=np.int64)
        self.outcome = outcome
        self.blocks = tuple(blocks)
        self.offset = np.zeros(len(outcome)) if offset is None else offset
        self.intercept_precision = 0.0 if intercept_sd is None else intercept_sd**-2

    def slices(self) -> list[slice]:
        """Where the weights of each term lie behind the intercept."""
        return [slice(int(a), int(b)) for a, b in zip(self.starts[:-1], self.starts[1:], strict=True)]

    def linear(self, theta: Floats) -> Floats:
        """What intercept and weights give each row, without its offset."""
        total = np.full(len(self.outcome), theta[0])
        for at, bins in zip(self.slices(), self.terms, strict=True):
            total += theta[1:][at][bins]
        return total

    def margin(self, theta: Floats) -> Floats:
        """Log-odds of each row."""
        return self.offset + self.linear(theta)

    def pull(self, theta: Floats, strengths: Floats) -> Floats:
        """Derivative of the penalty, ½ theta · pull."""
        pulled = np.empty_like(theta)
        pulled[0] = self.intercept_precision * theta[0]
        for at, block, strength in zip(self.slices(), self.blocks, strengths, strict=True):
            pulled[1:][at] = strength * (block.matrix @ theta[1:][at])
        return pulled

    def value(self, margin: Floats, theta: Floats, strengths: Floats) -> float:
        """Penalised negative log-likelihood of weights that give these margins."""
        fit = np.sum(np.logaddexp(0.0, margin) - self.outcome * margin)
        return float(fit + 0.5 * theta @ self.pull(theta, strengths))

    def gradient(self, margin: Floats, theta: Floats, strengths: Floats) -> Floats:
        """Derivative of `value` by intercept and weights."""
        residual = chance(margin) - self.outcome
        by_bin = [np.bincount(bins, residual, block.size) for bins, block in zip(self.terms, self.blocks, strict=True)]
        return np.concatenate([[residual.sum()], *by_bin]) + self.pull(theta, strengths)

    def curvature(self, margin: Floats) -> Floats:
        """Second derivative of the likelihood alone."""
        likely = chance(margin)
        return self.gram(np.maximum(likely * (1.0 - likely), 1e-10))

    def gram(self, counted: Floats) -> Floats:
        """The design multiplied with itself, each row counted so often; from a sample of rows if that does."""
        terms, scale, rows = self.terms, 1.0, len(counted)
        by_pairs, by_rows = self._costs(rows)
        most = max(ROWS_PER_WEIGHT * self.width, int(rows * CURVATURE_S / min(by_pairs, by_rows)))
        if rows > most:
            chosen = np.sort(np.random.default_rng(0).choice(rows, most, replace=False))
            terms, counted, scale = terms[:, chosen], counted[chosen], rows / most
        return scale * (self._gram_by_pairs if by_pairs < by_rows else self._gram_by_rows)(terms, counted)

    def _costs(self, rows: int) -> tuple[float, float]:
        """Seconds, about, to count pairs of bins and to multiply rows out."""
        pairs = len(self.blocks) * (len(self.blocks) + 1) / 2
        return pairs * (PAIR_S + rows * PAIR_ROW_S), rows * (self.width + 1) ** 2 * CELL_S

    def _gram_by_pairs(self, terms: Integers, counted: Floats) -> Floats:
        """Two terms at a time: how often each bin of the one meets each bin of the other."""
        whole = np.zeros((self.width + 1, self.width + 1))
        whole[0, 0] = counted.sum()
        inner, slices = whole[1:, 1:], self.slices()
        for first, at in enumerate(slices):
            size = self.blocks[first].size
            alone = np.bincount(terms[first], counted, size)
            whole[0, 1:][at] = whole[1:, 0][at] = alone
            inner[at, at] = np.diag(alone)
            for second in range(first):
                other, across = self.blocks[second].size, slices[second]
                met = np.bincount(terms[first] * other + terms[second], counted, size * other).reshape(size, other)
                inner[at, across], inner[across, at] = met, met.T
        return whole

    def _gram_by_rows(self, terms: Integers, counted: Floats) -> Floats:
        whole = np.zeros((self.width + 1, self.width + 1))
        places, root = (terms + self.starts[:-1, None]).T + 1, np.sqrt(counted)
        step = max(64, CHUNK_CELLS // (self.width + 1))
        for first in range(0, len(root), step):
            part = root[first : first + step]
            rows = np.zeros((len(part), self.width + 1))
            rows[:, 0] = part
            rows[np.arange(len(part))[:, None], places[first : first + step]] = part[:, None]
            whole += rows.T @ rows  # one array with itself: BLAS computes half of it
        return whole

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
    met = problem.gram(np.ones(rows))
    spread = float(2.0 * np.sum(np.tril(inverse, -1) * met) + np.diag(inverse) @ np.diag(met)) / rows
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
    margin = problem.margin(theta)
    curvature = problem.curvature(margin) if curvature is None else curvature
    factor = _factor(problem, curvature, strengths)
    value, before = problem.value(margin, theta, strengths), math.inf
    for left in reversed(range(steps)):
        move = linalg.cho_solve(factor, problem.gradient(margin, theta, strengths), check_finite=False)
        along = problem.linear(move)
        scale, length = 1.0, float(np.max(np.abs(move)))
        while True:
            new = problem.value(margin - scale * along, theta - scale * move, strengths)
            if new <= value + 1e-9 or scale <= 1e-4:
                break
            scale /= 2.0
        theta, margin, value = theta - scale * move, margin - scale * along, new
        if length < enough:
            break
        if left and (scale < 1.0 or length > 0.3 * before):
            curvature = problem.curvature(margin)
            factor = _factor(problem, curvature, strengths)
        before = length
    return theta, factor, curvature


def _factor(problem: Problem, curvature: Floats, strengths: Floats) -> tuple[Floats, bool]:
    """The Cholesky factor of the penalised curvature, lower half."""
    whole = np.array(curvature, order="F")
    whole[0, 0] += problem.intercept_precision
    inner = whole[1:, 1:]
    for at, block, strength in zip(problem.slices(), problem.blocks, strengths, strict=True):
        inner[at, at] += strength * block.matrix
    whole[np.diag_indices_from(whole)] += 1e-9
    factor: tuple[Floats, bool] = linalg.cho_factor(whole, lower=True, overwrite_a=True, check_finite=False)
    return factor


def _inverse(factor: tuple[Floats, bool]) -> Floats:
    """The inverse of what was factored, lower half; what stands in the upper half means nothing."""
    lower, _ = linalg.lapack.dpotri(factor[0], lower=1)
    return np.asarray(lower)


def _inner(inverse: Floats, at: slice) -> Floats:
    """The part of an inverse that belongs to one term, both halves."""
    half = np.tril(inverse[1:, 1:][at, at])
    return np.asarray(half + np.tril(half, -1).T)


def _freedom(problem: Problem, strengths: Floats, inverse: Floats) -> Floats:
    return np.array(
        [
            max(block.size - strength * float(np.sum(_inner(inverse, at) * block.matrix)), 0.0)
            for at, block, strength in zip(problem.slices(), problem.blocks, strengths, strict=True)
        ]
    )


def _errors(problem: Problem, inverse: Floats) -> Floats:
    """Standard errors of the weights as differences from the average row's, which is how they are shown."""
    errors = np.empty(problem.width)
    for at, bins, block in zip(problem.slices(), problem.terms, problem.blocks, strict=True):
        inner = _inner(inverse, at)
        held = np.bincount(bins, minlength=block.size) / len(bins)
        across = inner @ held
        errors[at] = np.sqrt(np.maximum(np.diag(inner) - 2.0 * across + held @ across, 0.0))
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
        margin = problem.margin(theta)
        slope = problem.gradient(margin, theta, found.strengths)
        return problem.value(margin, theta, found.strengths), turn.T @ slope

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
