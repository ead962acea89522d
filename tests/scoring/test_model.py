"""The served model: explanations that add up and are true, and files that are refused."""

import json
import math
import re
from typing import Any

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
