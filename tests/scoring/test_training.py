"""Training on an agency whose true chances are known, and on tables that are no good."""

import math
from itertools import pairwise

import numpy as np
import pytest

from backend.scoring import binning, calibration, columns, drift, fairness, learning, metrics, model, prior, training
from backend.scoring.columns import Kind, Table
from backend.scoring.errors import NothingToLearn, OptionsUnusable, TargetUnusable
from backend.scoring.model import Model
from backend.scoring.training import Options
from tests.scoring.world import Leads, leads

TARGET = "converted"


def learned(world: Leads, options: Options | None = None) -> Model:
    return training.train(columns.from_records(world.labelled(TARGET)), TARGET, options)


def said(scorecard: Model, world: Leads) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    return np.array([model.probability(scorecard, record) for record in world.records])


@pytest.fixture(scope="module")
def world() -> Leads:
    return leads(3000, seed=1)


@pytest.fixture(scope="module")
def scorecard(world: Leads) -> Model:
    return learned(world)


def test_said_chances_are_the_true_chances(scorecard: Model) -> None:
    new = leads(4000, seed=2)

    apart = said(scorecard, new) - np.array(new.chance)

    assert np.sqrt(np.mean(apart**2)) < 0.06
    assert abs(apart.mean()) < 0.025
    assert metrics.auc(np.array(new.outcome, float), said(scorecard, new)) > 0.7


def test_columns_that_name_rows_or_say_nothing_are_left_out(scorecard: Model) -> None:
    left_out = {each["column"] for each in scorecard.document["left_out"]}

    assert {"lead_id", "agency", "note"} <= left_out
    assert not left_out & {"source", "age", "quotes_30_days", "premium", "homeowner"}


def test_two_refits_are_the_same_bytes(world: Leads, scorecard: Model) -> None:
    assert model.dump(learned(world).document) == model.dump(scorecard.document)


def test_the_batch_and_the_single_row_agree(world: Leads, scorecard: Model) -> None:
    table = columns.from_records(world.records)

    batch = training.margins(scorecard, table)

    single = [model.score(scorecard, record).margin for record in world.records[:300]]
    assert np.allclose(batch[:300], single, atol=1e-9)


def test_a_column_written_after_the_outcome_is_refused() -> None:
    found = learned(leads(1500, seed=3, leak=True))

    assert "policy_number" not in found.columns
    assert any(
        "written after" in each["why"] for each in found.document["left_out"] if each["column"] == "policy_number"
    )


def test_dates_after_the_time_of_scoring_are_refused(world: Leads) -> None:
    records = [{**record, "closed": "2027-01-05"} for record in world.labelled(TARGET)]

    found = training.train(columns.from_records(records), TARGET, Options(as_of="received"))

    assert not {"closed", "received"} & set(found.columns)


def test_forbidden_attributes_are_not_used(world: Leads) -> None:
    assert "age" not in learned(world, Options(jurisdiction="US-MA")).columns
    with pytest.raises(OptionsUnusable):
        learned(world, Options(jurisdiction="Atlantis"))


def test_a_declared_cell_is_kept_only_when_unseen_rows_say_so() -> None:
    cells = [("state", "product")]

    together = learned(leads(2000, seed=5, joint=1.0), Options(cells=cells)).document["cells"]
    apart = learned(leads(2000, seed=5), Options(cells=cells)).document["cells"]

    assert together[0]["kept"]
    assert together[0]["gain"] > 0.02
    assert apart[0]["gain"] < 0.01
    assert apart[0]["kept"] == (apart[0]["gain"] > 0)


def test_columns_that_act_together_are_found_and_others_are_not() -> None:
    together = learned(leads(3000, seed=5, joint=1.0))
    apart = learned(leads(3000, seed=5))

    assert together.document["cells"][0]["columns"] == ["state", "product"]
    assert together.document["cells"][0]["kept"]
    assert [term.columns for term in together.terms if len(term.columns) > 1] == [("state", "product")]
    assert all(len(term.columns) == 1 for term in apart.terms)


def test_codes_that_look_like_numbers_are_told_apart_where_that_tells_more() -> None:
    random = np.random.default_rng(4)
    lift = random.permutation([-2.0, 1.0] * 60)
    codes = random.integers(0, 120, 6000)
    outcome = random.random(6000) < 1 / (1 + np.exp(1.0 - lift[codes]))

    found = training.train(table(region=[1000 + 7 * int(code) for code in codes], t=[int(won) for won in outcome]), "t")

    high, low = (1000 + 7 * int(np.flatnonzero(lift == each)[3]) for each in (1.0, -2.0))
    assert model.probability(found, {"region": high}) > 0.3 > 0.15 > model.probability(found, {"region": low})


def test_of_too_many_words_the_frequent_ones_are_learned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binning, "MOST_LEVELS", 3)
    words: list[object] = [
        word for word, times in zip("abcdef", (9, 30, 9, 40, 50, 8), strict=True) for _ in range(times)
    ]

    found = training.train(
        table(word=words, t=[int(word in ("b", "d")) for word in words]), "t", Options(kinds={"word": Kind.TEXT})
    )

    assert found.terms[0].levels == ("b", "d", "e")


def test_a_declared_direction_holds(world: Leads) -> None:
    found = learned(world, Options(rising={"quotes_30_days": 1}, kinds={"quotes_30_days": Kind.NUMBER}))

    weights = next(term.weights for term in found.terms if term.columns == ("quotes_30_days",))[:-1]
    assert all(a <= b + 1e-12 for a, b in pairwise(weights))


# --- the first leads --------------------------------------------------------------------------------------------------


def test_the_expert_table_speaks_before_any_outcome() -> None:
    expert = prior.expert()

    good = model.score(expert, {"source": "Referral", "phone": "+1 512", "email": "a@b.c"})
    poor = model.score(expert, {"source": "vendor", "email": "a@b.c"})

    assert good.probability > 0.2 > poor.probability
    assert good.reasons[0].text == "source is referral"


@pytest.mark.parametrize("count", [1, 5, 25, 100, 250])
def test_with_a_prior_chances_are_never_much_worse_than_the_prior_alone(count: int) -> None:
    pooled = learned(leads(3000, seed=11))
    new = leads(3000, seed=12)
    outcome = np.array(new.outcome, dtype=np.float64)

    mixed = [
        metrics.figures(outcome, said(learned(leads(count, seed=50 + n), Options(prior=pooled)), new)) for n in range(3)
    ]
    alone = metrics.figures(outcome, said(pooled, new))

    assert np.mean([each.skill for each in mixed]) > alone.skill - 0.02


def test_outcomes_move_the_expert_table_to_the_agency_s_rate() -> None:
    mine = leads(400, seed=21, base=-0.5)

    found = learned(mine, Options(prior=prior.expert()))

    new = leads(2000, seed=22, base=-0.5)
    assert abs(said(found, new).mean() - np.mean(new.outcome)) < 0.06


# --- drift and groups -------------------------------------------------------------------------------------------------


def test_the_same_world_raises_no_alarm_and_another_does(scorecard: Model) -> None:
    same = leads(1500, seed=31)
    other = [{**record, "source": "billboard"} for record in same.records]

    quiet = drift.watch(scorecard, same.records, zip(same.records, same.outcome, strict=True))
    loud = drift.watch(scorecard, other)

    assert quiet.alarm is drift.Alarm.NONE
    assert quiet.bias is not None
    assert abs(quiet.bias) < 3
    assert loud.alarm is drift.Alarm.ACT
    assert loud.features[0].columns == ("source",)
    assert loud.features[0].new_levels == 1.0


def test_fresh_outcomes_move_the_intercept_and_nothing_else(scorecard: Model) -> None:
    later = leads(1500, seed=32, base=-0.8)
    margins = [model.score(scorecard, record).margin for record in later.records]

    fresh = calibration.refresh_intercept(scorecard, margins, [float(won) for won in later.outcome], sd=1.0)

    before, after = said(scorecard, later).mean(), said(fresh, later).mean()
    assert abs(after - np.mean(later.outcome)) < 0.03 < abs(before - np.mean(later.outcome))
    assert fresh.terms == scorecard.terms
    assert fresh.version != scorecard.version


def test_groups_are_compared() -> None:
    rows = [("north", 0.5, number % 2 == 0) for number in range(200)] + [("south", 0.1, False) for _ in range(200)]

    north, south = fairness.by_group(rows, called_share=0.5)

    assert not north.flagged
    assert south.flagged
    assert south.ratio == 0.0


# --- tables that are no good ------------------------------------------------------------------------------------------


def table(**columns_: list[object]) -> Table:
    names = list(columns_)
    return columns.from_rows(names, zip(*columns_.values(), strict=True))


@pytest.mark.parametrize(
    ("outcome", "complaint"), [([0] * 30, "every row"), ([0, 1, 2] * 10, "two values"), ([None] * 30, "no value")]
)
def test_a_target_that_cannot_be_learned_is_refused(outcome: list[object], complaint: str) -> None:
    with pytest.raises(TargetUnusable, match=complaint):
        training.train(table(a=list(range(30)), t=outcome), "t")


@pytest.mark.parametrize(
    ("values", "positive"),
    [
        (["no", "YES"], "yes"),
        ([False, True], "true"),
        (["0.0", "1.0"], "1"),
        (["<=50K", ">50K", "<=50K"], ">50k"),
        ([1, 2], "2"),
    ],
)
def test_the_positive_outcome_is_recognised(values: list[object], positive: str) -> None:
    outcome = (values * 40)[:60]

    found = training.train(table(a=[n % 5 for n in range(60)], t=outcome), "t")

    assert found.document["target"]["positive"] == positive


@pytest.mark.parametrize("tells", [True, False])
def test_columns_chosen_from_a_crowd_do_not_make_chances_too_sure(tells: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "MOST_WIDTH", 60)
    random = np.random.default_rng(3)
    numbers = random.normal(size=(1240, 40)).round(2)
    margin = numbers[:, 0] - 1 if tells else np.full(1240, -0.7)
    chance = 1 / (1 + np.exp(-margin))
    records = [{f"x{at}": float(number) for at, number in enumerate(row)} for row in numbers]
    known = [{**records[at], "t": int(random.random() < chance[at])} for at in range(240)]

    found = training.train(columns.from_records(known), "t")

    scores = np.array([model.probability(found, record) for record in records[240:]])
    surest = np.argsort(scores)[-200:]
    assert any("too many columns" in each["why"] for each in found.document["left_out"])
    assert abs(scores[surest].mean() - chance[240:][surest].mean()) < 0.12


def test_a_table_that_says_nothing_is_refused() -> None:
    with pytest.raises(NothingToLearn):
        training.train(table(a=["same"] * 40, b=[None] * 40, t=[0, 1] * 20), "t")


@pytest.mark.parametrize("positives", [1, 2, 19])
def test_very_few_outcomes_give_sober_chances(positives: int) -> None:
    outcome: list[object] = [int(number < positives) for number in range(20)]

    found = training.train(table(a=[n % 4 for n in range(20)], b=list("wxyz" * 5), t=outcome), "t")

    chances = [model.probability(found, {"a": n % 4, "b": "wxyz"[n % 4]}) for n in range(4)]
    assert all(math.isfinite(each) and 0.0 < each < 1.0 for each in chances)
    assert abs(sum(chances) / 4 - positives / 20) < 0.15
