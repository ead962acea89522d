"""Claims: how often, how much, beside what was earned; what became of them, and how long the open ones have waited."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from backend.reports.catalogue.definition import EVERYTHING, Asked, Definition, Figures, by, in_force_during
from backend.reports.periods import Period
from backend.reports.tables import Aggregate, Criteria, Group, Measure, Part, Ratio, Table, Unit

COUNTED: Final[Criteria] = {"status": {"ne": "rejected"}}
FILED: Final[Figures] = (
    (
        Measure("claims", "Claims", about="How many were filed"),
        Measure("amount", "Claimed", Aggregate.SUM, "amount_cents", unit=Unit.CENTS, about="Amounts added up"),
        Measure(
            "incurred",
            "Incurred",
            Aggregate.SUM,
            "amount_cents",
            COUNTED,
            Unit.CENTS,
            "Amounts of approved claims, and of pending ones as a reserve; without costs of handling and recoveries",
        ),
        Measure("approved", "Approved", where={"status": "approved"}),
        Measure("rejected", "Rejected", where={"status": "rejected"}),
        Measure("pending", "Pending", where={"status": "pending"}),
    ),
    (
        Ratio("severity", "Severity", "incurred", "claims", Unit.CENTS, "Incurred ÷ claims"),
        Ratio("approval_rate", "Approved of all", "approved", "claims", about="Approved ÷ claims"),
    ),
)
AGAINST: Final = (
    *FILED[1],
    Ratio("frequency", "Frequency", "claims", "exposure", Unit.NUMBER, "Claims ÷ earned exposure × 100", times=100),
    Ratio("pure_premium", "Pure premium", "incurred", "exposure", Unit.CENTS, "Incurred ÷ earned exposure"),
    Ratio("loss_ratio", "Loss ratio", "incurred", "earned", about="Incurred ÷ earned premium"),
)


def _claims(asked: Asked) -> Sequence[Table]:
    filed = asked.of("claims", asked.during("claims", "claim_date"))
    waiting = asked.of("claims", {"status": "pending"})
    return (
        asked.over_time("When they were filed", "claims", filed, "claim_date", FILED),
        _against_premium(asked, "by_line", "By line", filed, "claim_type", "policy_type"),
        _against_premium(asked, "by_agent", "By agent", filed, "owner_id", "owner_id"),
        Table("ageing", "Open claims by age", "claims", waiting, _ages(asked.today)),
    )


def _against_premium(asked: Asked, key: str, title: str, filed: Criteria, field: str, of_policies: str) -> Table:
    """Claims beside what was earned meanwhile; which policies a choice of claims stands against, nobody knows."""
    if asked.filter is not None:
        return by(key, title, "claims", filed, field, FILED)
    # What has not been covered yet is not earned.
    past = Period(asked.period.first, min(asked.period.last, asked.today))
    measures = (
        Measure(
            "exposure",
            "Earned exposure",
            Aggregate.EXPOSURE,
            unit=Unit.NUMBER,
            during=past,
            about="Policy years: days in force in the period ÷ days of the term, added up",
        ),
        Measure(
            "earned",
            "Earned premium",
            Aggregate.EARNED,
            "annual_premium_cents",
            unit=Unit.CENTS,
            during=past,
            about="Written × days in force in the period ÷ days of the term, added up",
        ),
    )
    policies = Part("policies", asked.of("policies", in_force_during(past)), measures, Group(of_policies))
    return by(key, title, "claims", filed, field, (FILED[0], AGAINST), beside=(policies,), chart_of="incurred")


def _ages(today: date) -> tuple[Measure, ...]:
    """How many open claims were filed how many days ago."""

    def ago(days: int) -> str:
        return str(today - timedelta(days=days))

    return (
        Measure("open", "Open"),
        Measure("week", "0 to 7 days", where={"claim_date": {"gte": ago(7)}}),
        Measure("month", "8 to 30 days", where={"claim_date": {"gte": ago(30), "lt": ago(7)}}),
        Measure("quarter", "31 to 90 days", where={"claim_date": {"gte": ago(90), "lt": ago(30)}}),
        Measure("older", "More than 90 days", where={"claim_date": {"lt": ago(90)}}),
        Measure("undated", "Without a day", where={"claim_date": {"is_null": True}}),
    )


REPORTS: Final = (
    Definition(
        "claims",
        "Claims",
        "Claims filed in the period: how many, for how much, what became of them, against the premium earned in it "
        "up to today; how long the open ones have waited.",
        "claims",
        EVERYTHING,
        _claims,
        also=("policies",),
    ),
)
