"""By when insurers have to answer, state by state, and how a claim goes on."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import pytest

from backend.claims.deadlines import (
    CALENDAR_DAYS,
    RULES,
    Claimed,
    Deadline,
    calendar,
    deadlines,
    next_deadline,
    rule_for,
)
from backend.claims.lifecycle import steps

TODAY: Final = date(2026, 11, 22)
FILED: Final = Claimed(
    claim_type="Home",
    status="pending",
    claim_date=date(2026, 11, 2),
    due_date=None,
    sent_date=None,
    acknowledged_date=None,
    proof_date=None,
    processed_date=None,
    paid_date=None,
    closed_date=None,
)


def found(claim: Claimed, state: str | None, today: date = TODAY) -> dict[str, Deadline]:
    return {each.key: each for each in deadlines(claim, state, today)}


@pytest.mark.parametrize(
    ("state", "acknowledged", "decided"),
    [
        ("OH", date(2026, 11, 17), date(2026, 11, 23)),
        ("CA", date(2026, 11, 17), date(2026, 12, 12)),
        ("FL", date(2026, 11, 9), date(2027, 1, 1)),  # decided sixty days after the notice, not after the proof
        ("TX", date(2026, 11, 17), date(2026, 11, 24)),  # 15 working days over Veterans Day
        ("NY", date(2026, 11, 24), date(2026, 11, 24)),
        ("AZ", date(2026, 11, 17), date(2026, 11, 24)),
        ("AR", date(2026, 11, 24), date(2026, 11, 24)),
        ("WY", date(2026, 11, 17), date(2026, 11, 23)),  # no rule of its own: the model's
        (None, date(2026, 11, 17), date(2026, 11, 23)),
    ],
)
def test_every_state_has_its_days(state: str | None, acknowledged: date, decided: date) -> None:
    dues = found(replace(FILED, proof_date=FILED.claim_date), state)

    assert dues["acknowledge"].due_date == acknowledged
    assert dues["decide"].due_date == decided


def test_ohio_moves_a_deadline_from_the_weekend_to_the_next_working_day() -> None:
    filed_on_a_friday = replace(FILED, claim_date=date(2026, 11, 6))

    assert found(filed_on_a_friday, "OH")["acknowledge"].due_date == date(2026, 11, 23)  # not Saturday the 21st
    assert found(filed_on_a_friday, "CA")["acknowledge"].due_date == date(2026, 11, 21)


@pytest.mark.parametrize(("state", "lines", "_"), RULES, ids=[f"{state} {lines[0]}" for state, lines, _ in RULES])
def test_every_rule_is_found_and_names_its_source(state: str, lines: tuple[str, ...], _: object) -> None:
    for line in lines:
        rule = rule_for(state, line)
        assert rule is not None
        assert rule[1]
        assert "please check" not in rule[1]


def test_a_state_without_a_rule_says_so() -> None:
    assert "no rule of WY is on file" in found(FILED, "WY")["acknowledge"].source
    assert "not known" in found(FILED, None)["acknowledge"].source
    assert "no rule of FL" in found(replace(FILED, claim_type="Auto"), "FL")["acknowledge"].source


@pytest.mark.parametrize("line", ["Life", "Health", None])
def test_lines_with_other_rules_have_only_the_agencys_own_duty(line: str | None) -> None:
    assert found(replace(FILED, claim_type=line), "OH").keys() == {"send"}


def test_the_clock_of_a_decision_starts_with_the_proof_of_loss() -> None:
    assert "decide" not in found(FILED, "OH")
    assert "decide" in found(replace(FILED, proof_date=date(2026, 11, 10)), "OH")


def test_a_deadline_is_met_missed_or_open() -> None:
    assert found(FILED, "OH", date(2026, 11, 17))["acknowledge"].met is None
    assert found(FILED, "OH", date(2026, 11, 18))["acknowledge"].met is False
    in_time = replace(FILED, acknowledged_date=date(2026, 11, 17))
    assert found(in_time, "OH")["acknowledge"].met is True
    late = replace(FILED, acknowledged_date=date(2026, 11, 18))
    assert found(late, "OH")["acknowledge"].met is False


def test_what_nobody_wrote_down_before_the_decision_is_neither_met_nor_missed() -> None:
    decided = replace(FILED, status="approved", processed_date=date(2026, 11, 20))

    dues = found(decided, "OH")

    assert dues["acknowledge"].met is None
    assert next_deadline(deadlines(decided, "OH", TODAY)) == dues["pay"]
    assert dues["pay"].due_date == date(2026, 11, 30)


def test_the_next_deadline_is_the_first_open_one_even_if_it_has_passed() -> None:
    sent = replace(FILED, sent_date=date(2026, 11, 3), due_date=date(2026, 12, 2))

    upcoming = next_deadline(deadlines(sent, "OH", TODAY))

    assert upcoming is not None
    assert (upcoming.key, upcoming.days_left) == ("acknowledge", -5)


def test_nothing_is_open_on_a_rejected_claim() -> None:
    rejected = replace(FILED, status="rejected", due_date=date(2026, 12, 2))

    assert next_deadline(deadlines(rejected, "OH", TODAY)) is None
    assert "pay" not in found(rejected, "OH")


@pytest.mark.parametrize(("age", "left"), [(0, 45), (44, 1), (45, 45), (46, 44), (100, 35)])
def test_the_next_letter_is_always_ahead(age: int, left: int) -> None:
    old = replace(FILED, claim_date=TODAY - timedelta(days=age))

    assert found(old, "OH")["letter"].days_left == left


def test_a_claim_without_a_day_has_no_deadlines() -> None:
    assert deadlines(replace(FILED, claim_date=None), "OH", TODAY) == []
    assert deadlines(replace(FILED, claim_date=date(9999, 12, 31)), "OH", TODAY) == []


@pytest.mark.parametrize("state", ["OH", "NY", "FL", "TX", "WY"])
@pytest.mark.parametrize("age", [0, 1, 30, CALENDAR_DAYS])
def test_the_calendar_for_many_claims_says_what_the_rules_say(state: str, age: int) -> None:
    filed = TODAY - timedelta(days=age)
    one = found(replace(FILED, claim_date=filed, proof_date=filed), state)
    known = calendar(TODAY)
    last = {(number, first): last for number, first, last in known.spans}
    rules = {(at, line): rest for at, line, *rest in known.rules}
    acknowledge, decide, from_notice = rules.get((state, "Home")) or rules["", "Home"]

    assert last[known.sending, filed.isoformat()] == one["send"].due_date.isoformat()
    assert last[acknowledge, filed.isoformat()] == one["acknowledge"].due_date.isoformat()
    assert last[decide, filed.isoformat()] == one["decide"].due_date.isoformat()
    assert from_notice == (state == "FL")


# --- steps ------------------------------------------------------------------------------------------------------------


def way(claim: Claimed) -> dict[str, str]:
    return {step.key: step.status for step in steps(claim)}


def test_a_new_claim_waits_to_be_passed_on() -> None:
    assert way(FILED) == {
        "reported": "done",
        "sent": "current",
        "acknowledged": "coming",
        "proof": "coming",
        "decided": "coming",
        "paid": "coming",
        "closed": "coming",
    }


def test_what_lies_before_a_step_that_is_done_was_skipped() -> None:
    proven = replace(FILED, acknowledged_date=date(2026, 11, 5))

    assert [*way(proven).values()][:4] == ["done", "skipped", "done", "current"]


def test_a_rejected_claim_is_not_paid() -> None:
    rejected = replace(FILED, status="rejected", processed_date=date(2026, 11, 20))

    assert way(rejected)["paid"] == "skipped"
    assert way(rejected)["closed"] == "current"
    assert [step.label for step in steps(rejected) if step.key == "decided"] == ["Rejected"]


def test_a_closed_claim_has_no_current_step() -> None:
    closed = replace(FILED, status="approved", processed_date=TODAY, paid_date=TODAY, closed_date=TODAY)

    assert set(way(closed).values()) == {"done", "skipped"}
