"""The served model: explanations that add up and are true, and files that are refused."""

import json
import math
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.scoring import cells, columns, model, training
from backend.scoring.errors import ModelUnusable
from backend.scoring.model import AVERAGE, Model, Row
from tests.scoring.world import PRODUCTS, SOURCES, STATES, leads

SCORECARD = training.train(columns.from_records(leads(1500, seed=41).labelled()), "converted")
TEXT = model.dump(SCORECARD.document)

ANY_ROW = st.fixed_dictionaries(
    {},
    optional={
        "source": st.one_of(st.sampled_from(SOURCES), st.text(max_size=8), st.none()),
        "state": st.one_of(st.sampled_from(STATES), st.integers(), st.booleans()),
        "product": st.sampled_from((*PRODUCTS, "N/A", "")),
        "age": st.one_of(st.integers(-5, 200), st.floats(), st.text(max_size=4), st.none()),
        "quotes_30_days": st.one_of(st.integers(0, 9), st.floats(0, 9), st.just("3")),
        "premium": st.one_of(st.floats(0, 9000), st.just("$1,250.00"), st.none(), st.lists(st.integers())),
        "homeowner": st.one_of(st.booleans(), st.sampled_from(("true", "False", 1, 0))),
        "received": st.one_of(st.datetimes(), st.dates(), st.just("2026-02-03T10:00:00"), st.just("soon")),
    },
)


@settings(max_examples=200, deadline=None)
@given(ANY_ROW)
def test_explanations_add_up(row: dict[str, object]) -> None:
    scored = model.score(SCORECARD, row)

    weights = model.weights_of(SCORECARD, row)
    assert abs(SCORECARD.intercept + math.fsum(weights) - scored.margin) < 1e-9
    assert abs(model.chance(scored.margin) - scored.probability) < 1e-12
    assert AVERAGE + sum(each.points for each in scored.reasons) + scored.rest == scored.points
    assert AVERAGE + sum(each.points for each in model.explain(SCORECARD, row)) == scored.points
    assert 0.0 < scored.low <= scored.probability <= scored.high < 1.0


@settings(max_examples=200, deadline=None)
@given(ANY_ROW)
def test_every_reason_is_true_of_its_row(row: dict[str, object]) -> None:
    for reason in model.explain(SCORECARD, row):
        assert is_true(reason.text, row, reason.columns[0]), (reason, row.get(reason.columns[0]))


def is_true(text: str, row: Row, column: str) -> bool:
    """Judges a reason by reading it, not by asking the model."""
    value = row.get(column)
    number, word = cells.number(value), cells.text(value)
    at = cells.moment(value, day_first=False)
    tail = text.partition(" is ")[2]
    if column == "received":
        if at is None:
            return tail == "unknown"
        if text.startswith("hour"):
            return in_range(tail, float(at.hour))
        if text.startswith("day of the week"):
            return tail == f"{at:%A}" or "rare" in tail
        if text.startswith("month"):
            return tail == f"{at:%B}" or "rare" in tail
        first, _, last = tail.removeprefix("until ").removeprefix("from ").removesuffix(" on").partition(" to ")
        day = at.date().isoformat()
        if tail.startswith("until "):
            return day <= first
        return day >= first if tail.endswith(" on") else first <= day <= last
    if column in ("age", "quotes_30_days", "premium"):
        return (tail == "unknown") if math.isnan(number) else in_range(tail, number)
    if word is None:
        return tail == "unknown"
    return cells.text(tail) == word or tail == "one that was rare or never seen in training"


def in_range(tail: str, value: float) -> bool:
    numbers = [float(each) for each in re.findall(r"-?\d+(?:\.\d+)?(?:e[-+]?\d+)?", tail)]
    match re.sub(r"-?\d+(?:\.\d+)?(?:e[-+]?\d+)?", "#", tail):
        case "#":
            return value == numbers[0]
        case "# or less" | "at most #":
            return value <= numbers[0]
        case "# or more":
            return value >= numbers[0]
        case "over #":
            return value > numbers[0]
        case "# to #":
            return numbers[0] <= value <= numbers[1]
        case "over # and at most #":
            return numbers[0] < value <= numbers[1]
        case other:
            return other == "known"


def crossed() -> Model:
    """A scorecard of one cell: a word with a number in bins."""
    random = np.random.default_rng(8)
    sizes, states = random.normal(50.0, 20.0, 4000).round(1), random.integers(0, 3, 4000)
    won = random.random(4000) < np.where((sizes > 50.0) == (states == 1), 0.6, 0.1)
    records = [
        {"size": float(size), "state": STATES[int(state)], "converted": bool(sold)}
        for size, state, sold in zip(sizes, states, won, strict=True)
    ]
    return training.train(columns.from_records(records), "converted")


CROSSED = crossed()


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(st.floats(), st.integers(-50, 150), st.sampled_from(("50", "49.95", "n/a", "")), st.none()),
    st.one_of(st.sampled_from((*STATES, "oh ", "")), st.none(), st.lists(st.integers(), max_size=1)),
)
def test_a_number_in_bins_and_a_word_are_told_together_and_truly(size: object, state: object) -> None:
    row = {"size": size, "state": state}

    told = next(reason for reason in model.explain(CROSSED, row) if len(reason.columns) == 2)

    number, word = cells.number(size), cells.text(str(state) if isinstance(state, list) else state)
    if "rare or never seen" in told.text:
        return
    if math.isnan(number) and word is None:
        assert told.text.endswith("is unknown")
        return
    parts = {name: told.text.partition(f"{name} is ")[2].partition(" and s")[0] for name in told.columns}
    assert parts["size"] == "unknown" if math.isnan(number) else in_range(parts["size"], number)
    assert parts["state"] == "unknown" if word is None else cells.text(parts["state"]) == word


def test_a_number_in_bins_acts_together_with_a_word() -> None:
    (cell,) = [term for term in CROSSED.terms if len(term.columns) == 2]

    chances = {
        (size, state): model.probability(CROSSED, {"size": size, "state": state})
        for size in (20.0, "80")
        for state in ("OH", "TX")
    }

    assert set(cell.columns) == {"size", "state"}
    assert [len(edges) > 0 for edges in cell.cuts] == [name == "size" for name in cell.columns]
    assert min(chances["80", "TX"], chances[20.0, "OH"]) > 0.45
    assert max(chances["80", "OH"], chances[20.0, "TX"]) < 0.25
    assert model.load(model.dump(CROSSED.document)) == CROSSED


@given(st.lists(st.floats(-1e4, 1e4), max_size=40))
def test_rounded_points_add_to_the_rounded_sum(numbers: list[float]) -> None:
    rounded = model.round_to_sum(numbers)

    assert sum(rounded) == round(math.fsum(numbers))
    assert all(abs(each - number) <= 1.0 for each, number in zip(rounded, numbers, strict=True))


def test_a_stored_model_comes_back_as_it_was() -> None:
    again = model.load(TEXT)

    assert again == SCORECARD
    assert model.dump(again.document) == TEXT


def test_words_and_truth_values_that_equal_numbers_are_kept_apart() -> None:
    fresh = model.load(TEXT)

    told = [model.weights_of(fresh, {"homeowner": value}) for value in (1, True, 1.0, "true", 1)]

    assert told[1] == told[3]
    assert told[0] == told[2] == told[4]


def changed(**wrong: Any) -> str:
    """The stored model with something else in its first term, sealed anew."""
    document: dict[str, Any] = json.loads(TEXT)
    term = next(each for each in document["terms"] if "edges" in each)
    term.update(wrong)
    return model.dump(document)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        '{"format": "other"}',
        TEXT.replace('"margin_error":', '"margin_errors":'),
        TEXT[:-40],
        TEXT.replace('"intercept":', '"intercept":NaN,"x":'),
    ],
)
def test_a_file_that_is_no_model_is_refused(text: str) -> None:
    with pytest.raises(ModelUnusable):
        model.load(text)


@pytest.mark.parametrize(
    "wrong",
    [
        {"edges": [3, 2, 1]},
        {"weights": [0.0]},
        {"weights": None},
        {"part": "dance"},
        {"columns": []},
        {"label": 3},
        {"errors": ["a"]},
        {"whole": "yes"},
        {"cuts": [[2, 1]]},
    ],
)
def test_a_model_whose_parts_do_not_fit_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ModelUnusable, match="term"):
        model.load(changed(**wrong))


def test_serving_needs_no_numerical_library() -> None:
    import subprocess
    import sys

    program = "import sys, backend.scoring.model, backend.scoring.drift, backend.scoring.prior, backend.api.main;"
    program += "assert not {'numpy', 'scipy'} & set(sys.modules), 'numpy is loaded'"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert done.returncode == 0, done.stderr


def test_the_version_is_the_digest_of_the_content() -> None:
    scorecard: Model = SCORECARD

    assert scorecard.version == model.digest(scorecard.document)
    assert re.fullmatch("[0-9a-f]{64}", scorecard.version)
