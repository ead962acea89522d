"""The first day: what the table of points says of a lead before any outcome, and how outcomes take over."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.scoring import cells, columns, metrics, model, prior, training
from backend.scoring.errors import ModelUnusable
from backend.scoring.model import AVERAGE, Row
from backend.scoring.training import Options
from tests.scoring.test_model import in_range
from tests.scoring.world import leads

EXPERT = prior.expert()
NUMBERS = {"quotes_30_days": "quotes 30 days", "days_to_renewal": "days to renewal"}

ANY_LEAD = st.fixed_dictionaries(
    {},
    optional={
        "source": st.sampled_from(("referral", "Website", "VENDOR", "web_form", "carrier pigeon", "", None)),
        "phone": st.sampled_from(("+1 512 555 0100", "", None)),
        "email": st.sampled_from(("a@example.com", "n/a", None)),
        "product_interest": st.one_of(st.sampled_from(("auto", "Bundle", "life", "boat")), st.none(), st.integers()),
        "message": st.one_of(st.text(max_size=80), st.none()),
        "current_insurer": st.sampled_from(("Acme Mutual", "", None)),
        "quotes_30_days": st.one_of(st.integers(-1, 9), st.floats(), st.just("2"), st.none()),
        "days_to_renewal": st.one_of(st.integers(-400, 400), st.floats(-90, 90), st.text(max_size=3), st.none()),
        "consent_call": st.sampled_from((True, False, "yes", "No", None, "maybe")),
    },
)


@settings(max_examples=300, deadline=None)
@given(ANY_LEAD)
def test_every_first_lead_gets_a_finite_chance_that_adds_up(lead: dict[str, object]) -> None:
    scored = model.score(EXPERT, lead)

    assert 0.0 < scored.low < scored.probability < scored.high < 1.0
    assert abs(EXPERT.intercept + math.fsum(model.weights_of(EXPERT, lead)) - scored.margin) < 1e-9
    assert AVERAGE + sum(each.points for each in scored.reasons) + scored.rest == scored.points
    assert AVERAGE + sum(each.points for each in model.explain(EXPERT, lead)) == scored.points


@settings(max_examples=300, deadline=None)
@given(ANY_LEAD)
def test_every_first_reason_is_true_of_its_lead(lead: dict[str, object]) -> None:
    for reason in model.explain(EXPERT, lead):
        assert is_true(reason.text, lead, reason.columns[0]), (reason, lead.get(reason.columns[0]))


def is_true(text: str, lead: Row, column: str) -> bool:
    """Judges a reason by reading it, not by asking the model."""
    value = lead.get(column)
    word, tail = cells.text(value), text.partition(" is ")[2]
    if column in NUMBERS:
        number = cells.number(value)
        return tail == "unknown" if math.isnan(number) else in_range(tail, number)
    if word is None:
        return tail == "unknown"
    if column == "message":
        return text.startswith("number of words") and in_range(tail, float(len(word.split())))
    return tail == "given" or cells.text(tail) == word or tail == "one that was rare or never seen in training"


@given(ANY_LEAD)
def test_the_table_ranks_leads_as_agencies_do(lead: dict[str, object]) -> None:
    sources = ("referral", "phone", "website", "google", "facebook", "vendor")

    by_source = [model.probability(EXPERT, {**lead, "source": source}) for source in sources]

    assert by_source == sorted(by_source, reverse=True)
    assert model.probability(EXPERT, {**lead, "phone": "+1 512 555 0100"}) > model.probability(
        EXPERT, {**lead, "phone": None}
    )
    assert model.probability(EXPERT, {**lead, "consent_call": True}) > model.probability(
        EXPERT, {**lead, "consent_call": False}
    )


@pytest.mark.parametrize("base", [-3.5, -2.0, -1.0])
def test_the_mean_chance_moves_to_the_agency_s_rate_lead_by_lead(base: float) -> None:
    new = leads(2000, seed=72, base=base)
    outcome = np.array(new.outcome, dtype=np.float64)

    apart = []
    for count in (0, 25, 100, 400):
        first = columns.from_records(leads(count, seed=71, base=base).labelled()) if count else None
        found = EXPERT if first is None else training.train(first, "converted", Options(prior=EXPERT))
        said = np.array([model.probability(found, record) for record in new.records])
        apart.append(abs(float(said.mean() - outcome.mean())))

    assert metrics.figures(outcome, said).skill > 0.02
    assert apart[-1] < 0.06
    assert apart[1] <= apart[0] + 0.03
    assert apart[-1] <= apart[0] + 0.02


@pytest.mark.parametrize(
    "wrong",
    [{"format": "?"}, {"base_rate": 1.0}, {"terms": [{"column": "a", "edges": [1]}]}, {"target": None, "terms": 3}],
)
def test_a_table_of_points_that_is_no_good_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ModelUnusable):
        prior.from_points({**prior.EXPERT, **wrong})
