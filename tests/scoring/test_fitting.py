"""The numerical core against finite differences and against another way to the same optimum."""

import numpy as np
import pytest
from scipy import optimize

from backend.scoring import fitting
from backend.scoring.fitting import Block, Floats, Problem, shrunken, smooth


@pytest.fixture
def problem() -> Problem:
    random = np.random.default_rng(3)
    sizes = (6, 4, 3)
    codes = np.stack([random.integers(0, size, 400) for size in sizes], axis=1)
    margin = -1.0 + 0.5 * codes[:, 0] - 0.8 * (codes[:, 1] == 2)
    outcome = (random.random(400) < fitting.chance(margin)).astype(np.float64)
    blocks = [Block(smooth(6)), Block(shrunken(4)), Block(smooth(3))]
    return Problem(codes, outcome, blocks, offset=random.normal(0, 0.3, 400), intercept_sd=0.7)


STRENGTHS = np.array([3.0, 10.0, 30.0])


def penalty_of(problem: Problem) -> Floats:
    """The penalty as a matrix."""
    return np.array([problem.pull(each, STRENGTHS) for each in np.eye(problem.width + 1)])


def test_the_gradient_is_the_derivative_of_the_value(problem: Problem) -> None:
    theta = np.random.default_rng(1).normal(0, 0.5, problem.width + 1)

    told = problem.gradient(problem.margin(theta), theta, STRENGTHS)
    measured = optimize.approx_fprime(theta, lambda each: problem.value(problem.margin(each), each, STRENGTHS), 1e-6)

    assert np.allclose(told, measured, atol=2e-3)


def test_the_curvature_is_the_derivative_of_the_gradient(problem: Problem) -> None:
    theta = np.random.default_rng(2).normal(0, 0.5, problem.width + 1)

    def slope(at: Floats) -> Floats:
        return problem.gradient(problem.margin(at), at, STRENGTHS)

    step = 1e-5 * np.eye(len(theta))
    measured = [(slope(theta + each) - slope(theta - each)) / 2e-5 for each in step]

    told = problem.curvature(problem.margin(theta)) + penalty_of(problem)
    assert np.allclose(told, np.array(measured), atol=1e-4)


def test_pairs_of_bins_and_whole_rows_give_one_curvature(problem: Problem) -> None:
    counted = np.random.default_rng(5).random(400)

    assert np.allclose(problem._gram_by_pairs(problem.terms, counted), problem._gram_by_rows(problem.terms, counted))


def test_a_general_optimiser_finds_the_same_weights(problem: Problem) -> None:
    penalty = penalty_of(problem)

    found = fitting.fit(problem, STRENGTHS, rounds=0)
    design = np.zeros((len(problem.outcome), problem.width))
    design[np.arange(len(design))[:, None], problem.terms.T + problem.starts[:-1]] = 1.0

    def value(theta: Floats) -> float:
        margin = problem.offset + theta[0] + design @ theta[1:]
        loss = np.log1p(np.exp(margin)) - problem.outcome * margin
        return float(loss.sum() + 0.5 * theta @ penalty @ theta)

    other = optimize.minimize(value, np.zeros(problem.width + 1), method="BFGS", options={"gtol": 1e-4}).x
    assert np.allclose(np.concatenate([[found.intercept], found.weights]), other, atol=2e-4)


def test_a_declared_direction_binds_and_costs_little(problem: Problem) -> None:
    free = fitting.fit(problem, STRENGTHS, rounds=0)
    falling = Problem(
        problem.terms.T,
        problem.outcome,
        [Block(smooth(6), rising=-1), *problem.blocks[1:]],
        problem.offset,
        0.7,
    )
    rising = Problem(
        problem.terms.T,
        problem.outcome,
        [Block(smooth(6), rising=1), *problem.blocks[1:]],
        problem.offset,
        0.7,
    )

    down = fitting.bounded(falling, free).weights[:5]
    up = fitting.bounded(rising, free).weights[:5]

    assert np.all(np.diff(down) <= 1e-12)
    assert np.all(np.diff(up) >= -1e-12)
    assert np.allclose(np.diff(down), 0.0, atol=1e-3), "the truth rises, so the best falling line is flat"
    assert np.allclose(up, free.weights[:5], atol=0.3)


def test_terms_without_meaning_are_held_near_nothing() -> None:
    random = np.random.default_rng(9)
    codes = np.stack([random.integers(0, 8, 3000), random.integers(0, 8, 3000)], axis=1)
    outcome = (random.random(3000) < fitting.chance(np.asarray(-2.0 + 0.4 * codes[:, 0], dtype=np.float64))).astype(
        np.float64
    )

    found = fitting.fit(Problem(codes, outcome, [Block(smooth(9)), Block(smooth(9))]))

    assert np.ptp(found.weights[:8]) > 2.0
    assert np.ptp(found.weights[9:17]) < 0.5
    assert found.strengths[1] > found.strengths[0]
    assert np.all(found.errors[:8] < 0.3)


@pytest.mark.parametrize("won", [0, 1, 40])
def test_one_outcome_alone_still_gives_finite_weights(won: int) -> None:
    outcome = np.zeros(40)
    outcome[:won] = 1.0
    codes = np.arange(40)[:, None] % 3

    found = fitting.fit(Problem(codes, outcome, [Block(shrunken(3))]))

    assert np.all(np.isfinite(found.weights))
    assert abs(found.intercept) < 40.0
