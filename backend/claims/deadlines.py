"""By when an insurer has to answer a claim, state by state, and which of these days a claim has kept.

A reminder for the agency, not legal advice: each rule names where it comes from.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from backend.agency.working_days import add_working_days, next_working_day
from backend.models.claim import ClaimStatus, ClaimType

LAST_DAY: Final = date(9990, 1, 1)
CALENDAR_DAYS: Final = 120


@dataclass(frozen=True, slots=True)
class Days:
    """A span of calendar or working days. rolls: a last day that is no working day moves to the next one."""

    count: int
    working: bool = False
    rolls: bool = False

    def after(self, day: date) -> date:
        """The last day of the span that begins on `day`."""
        if self.working:
            return add_working_days(day, self.count)
        end = day + timedelta(days=self.count)
        return next_working_day(end) if self.rolls else end


@dataclass(frozen=True, slots=True)
class Rule:
    """What one state asks of insurers. decide: counted from the proof of loss, or from the notice of the claim.

    letters_days: how often a claim that is still open needs a letter about where it stands.
    """

    acknowledge: Days
    decide: Days
    source: str
    decide_from_notice: bool = False
    letters_days: int | None = None
    pay: Days | None = None


PROPERTY_AND_CASUALTY: Final = (ClaimType.AUTO.value, ClaimType.HOME.value)
MODEL: Final = Rule(Days(15), Days(21), "NAIC model regulation 902", letters_days=45, pay=Days(30))
SURVEY: Final = "older NAIC model regulation (survey of the states, 2007)"

# By state and line; without lines a row holds for auto and home. Life and health follow other rules and have none here.
RULES: Final[tuple[tuple[str, tuple[str, ...], Rule], ...]] = (
    ("AK", PROPERTY_AND_CASUALTY, Rule(Days(10, True), Days(15, True), f"Alaska: {SURVEY}", letters_days=45)),
    ("AR", PROPERTY_AND_CASUALTY, Rule(Days(15, True), Days(15, True), f"Arkansas: {SURVEY}", letters_days=45)),
    ("AZ", PROPERTY_AND_CASUALTY, Rule(Days(10, True), Days(15, True), f"Arizona: {SURVEY}", letters_days=45)),
    (
        "CA",
        PROPERTY_AND_CASUALTY,
        Rule(Days(15), Days(40), "California Fair Claims Settlement Practices", letters_days=30, pay=Days(30)),
    ),
    (
        "FL",
        (ClaimType.HOME.value,),
        Rule(Days(7), Days(60), "Florida Statutes 627.70131 (property)", decide_from_notice=True),
    ),
    (
        "NY",
        PROPERTY_AND_CASUALTY,
        Rule(
            Days(15, True),
            Days(15, True),
            "New York Regulation 64 (11 NYCRR 216)",
            letters_days=30,
            pay=Days(5, True),
        ),
    ),
    (
        "OH",
        PROPERTY_AND_CASUALTY,
        Rule(
            Days(15, rolls=True),
            Days(21, rolls=True),
            "Ohio Administrative Code 3901-1-54",
            letters_days=45,
            pay=Days(10, rolls=True),
        ),
    ),
    (
        "TX",
        PROPERTY_AND_CASUALTY,
        Rule(Days(15), Days(15, True), "Texas Insurance Code, chapter 542", pay=Days(5, True)),
    ),
)
PASS_ON: Final = Days(1, working=True)
OWN_SOURCE: Final = "Duty of the agency: pass claims on to the insurer at once"

_BY_PLACE: Final = {(state, line): rule for state, lines, rule in RULES for line in lines}


def rule_for(state: str | None, claim_type: str | None) -> tuple[Rule, str] | None:
    """The rule for a claim and the words for its source; None for lines without one."""
    if claim_type not in PROPERTY_AND_CASUALTY:
        return None
    known = _BY_PLACE.get((state or "", claim_type))
    if known is not None:
        return known, known.source
    where = f"no rule of {state} is on file" if state else "the customer's state is not known"
    return MODEL, f"{MODEL.source}; {where}, so please check"


@dataclass(frozen=True, slots=True)
class Claimed:
    """What is known about a claim; days, as they are on the record."""

    claim_type: str | None
    status: str
    claim_date: date | None
    due_date: date | None
    sent_date: date | None
    acknowledged_date: date | None
    proof_date: date | None
    processed_date: date | None
    paid_date: date | None
    closed_date: date | None

    @property
    def is_decided(self) -> bool:
        return self.status != ClaimStatus.PENDING


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day by which something has to be done.

    met: null while it runs, or when nobody wrote down whether. is_open: it still has to be done.
    """

    key: str
    label: str
    due_date: date
    days_left: int
    met: bool | None
    source: str
    is_open: bool


def deadlines(claim: Claimed, state: str | None, today: date) -> list[Deadline]:
    """The claim's deadlines whose clock has started, by day."""
    return sorted(_deadlines(claim, state, today), key=lambda each: (each.due_date, each.key))


def next_deadline(found: Sequence[Deadline]) -> Deadline | None:
    """The open one that is due first."""
    return next((each for each in found if each.is_open), None)


def _deadlines(claim: Claimed, state: str | None, today: date) -> Iterator[Deadline]:
    def deadline(key: str, label: str, due: date, source: str, done: date | None, *, over: bool) -> Deadline:
        met = done <= due if done else (None if over or today <= due else False)
        return Deadline(key, label, due, (due - today).days, met, source, is_open=done is None and not over)

    filed, decided = claim.claim_date, claim.is_decided
    if claim.due_date:
        yield deadline(
            "due", "Decide by the day set on the claim", claim.due_date, "Set on the claim", claim.processed_date,
            over=decided,
        )  # fmt: skip
    if filed is None or filed > LAST_DAY:
        return
    sent = claim.sent_date or claim.acknowledged_date
    yield deadline("send", "Pass on to the insurer", PASS_ON.after(filed), OWN_SOURCE, claim.sent_date,
                   over=decided or sent is not None)  # fmt: skip
    found = rule_for(state, claim.claim_type)
    if found is None:
        return
    rule, source = found
    yield deadline("acknowledge", "Insurer acknowledges", rule.acknowledge.after(filed), source,
                   claim.acknowledged_date, over=decided)  # fmt: skip
    start = filed if rule.decide_from_notice else claim.proof_date
    if start is not None and start <= LAST_DAY:
        yield deadline("decide", "Insurer decides", rule.decide.after(start), source, claim.processed_date,
                       over=decided)  # fmt: skip
    if rule.letters_days and not decided:
        gone = max(0, (today - filed).days)
        letter = filed + timedelta(days=(gone // rule.letters_days + 1) * rule.letters_days)
        yield deadline("letter", "Insurer writes where it stands", letter, source, None, over=False)
    if rule.pay and claim.status == ClaimStatus.APPROVED and claim.processed_date and claim.processed_date <= LAST_DAY:
        yield deadline("pay", "Insurer pays", rule.pay.after(claim.processed_date), source, claim.paid_date,
                       over=claim.closed_date is not None)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Calendar:
    """The rules as columns for a statement that looks at many claims.

    rules: state (empty for all others), line, number of the span to acknowledge and to decide, and whether the latter
    counts from the notice. spans: number, first day, last day. sending: the number of the agency's own span.
    """

    rules: tuple[tuple[str, str, int, int, bool], ...]
    spans: tuple[tuple[int, str, str], ...]
    sending: int


@lru_cache(maxsize=8)
def calendar(today: date) -> Calendar:
    """The deadlines of everything filed or proven in the last CALENDAR_DAYS days before `today`, a day on either side
    included since `today` may be another day elsewhere."""
    numbers: dict[Days, int] = {PASS_ON: 0}
    rows = [(state, line, rule) for state, lines, rule in RULES for line in lines]
    rows += [("", line, MODEL) for line in PROPERTY_AND_CASUALTY]
    rules = tuple(
        (
            state,
            line,
            numbers.setdefault(rule.acknowledge, len(numbers)),
            numbers.setdefault(rule.decide, len(numbers)),
            rule.decide_from_notice,
        )
        for state, line, rule in rows
    )
    days = [today + timedelta(days=offset) for offset in range(-CALENDAR_DAYS - 1, 2)]
    spans = tuple(
        (number, day.isoformat(), span.after(day).isoformat()) for span, number in numbers.items() for day in days
    )
    return Calendar(rules, spans, numbers[PASS_ON])
