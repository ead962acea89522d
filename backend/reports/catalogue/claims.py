"""Claims: how often, how much, what became of them."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from backend.reports.catalogue.definition import EVERYTHING, Asked, Definition, by
from backend.reports.tables import Aggregate, Measure, Ratio, Table, Unit


def _claims(asked: Asked) -> Sequence[Table]:
    filed = asked.of("claims", asked.during("claims", "claim_date"))
    measures = (
        Measure("claims", "Claims"),
        Measure("amount", "Amount", Aggregate.SUM, "amount_cents", unit=Unit.CENTS),
        Measure("approved", "Approved", where={"status": "approved"}),
        Measure("rejected", "Rejected", where={"status": "rejected"}),
        Measure("pending", "Pending", where={"status": "pending"}),
    )
    ratios = (
        Ratio("severity", "Severity", "amount", "claims", Unit.CENTS, "Amount ÷ claims"),
        Ratio("approval_rate", "Approved of all", "approved", "claims", about="Approved ÷ claims"),
    )
    return (
        asked.over_time("When they were filed", "claims", filed, "claim_date", (measures, ratios)),
        by("by_line", "By line", "claims", filed, "claim_type", (measures, ratios)),
        Table("ageing", "Open claims by age", "claims", asked.of("claims", {"status": "pending"}), _ages(asked.today)),
    )


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
        "Claims filed in the period: how many, for how much, what became of them; how long the open ones have waited.",
        "claims",
        EVERYTHING,
        _claims,
    ),
)
