"""The policies in force, and which of them stay."""

from collections.abc import Sequence
from typing import Final

from backend.reports.catalogue.definition import (
    AVERAGE_PREMIUM,
    EVERYTHING,
    POLICIES,
    PREMIUM,
    WITHOUT_PERIOD,
    Asked,
    Definition,
    by,
    in_force_on,
)
from backend.reports.tables import Aggregate, Measure, Ratio, Table, Unit

CUSTOMERS: Final = Measure(
    "customers", "Customers", Aggregate.DISTINCT, "customer_id", about="Whose policies these are"
)
PER_CUSTOMER: Final = Ratio(
    "per_customer", "Policies per customer", "policies", "customers", Unit.NUMBER, "Policies ÷ customers who have one"
)


def _book(asked: Asked) -> Sequence[Table]:
    active = asked.of("policies", {"status": "active"})
    figures = ((POLICIES, PREMIUM, CUSTOMERS), (AVERAGE_PREMIUM, PER_CUSTOMER))
    return (
        by("by_line", "By line", "policies", active, "policy_type", figures),
        by("by_carrier", "By carrier", "policies", active, "carrier", figures),
        by("by_agent", "By agent", "policies", active, "owner_id", figures),
    )


def _retention(asked: Asked) -> Sequence[Table]:
    first, last = asked.period.first, asked.period.last
    began = asked.of("policies", in_force_on(first))
    kept = in_force_on(last)
    measures = (
        Measure("policies", "In force at the beginning", about=f"On {first}"),
        Measure("kept", "Still in force at the end", where=kept, about=f"The same policies on {last}"),
        PREMIUM,
        Measure("kept_premium", "Premium kept", Aggregate.SUM, "annual_premium_cents", kept, Unit.CENTS),
    )
    ratios = (
        Ratio("policy_retention", "Policy retention", "kept", "policies", about="Still in force ÷ in force before"),
        Ratio("premium_retention", "Premium retention", "kept_premium", "premium", about="The same by annual premium"),
    )
    return (
        by("by_line", "By line", "policies", began, "policy_type", (measures, ratios)),
        by("by_carrier", "By carrier", "policies", began, "carrier", (measures, ratios)),
        by("by_agent", "By agent", "policies", began, "owner_id", (measures, ratios)),
    )


REPORTS: Final = (
    Definition(
        "retention",
        "Retention",
        "Of the policies in force on the first day of the period, those in force on its last day. "
        "New business does not count, and a policy ends with its end date.",
        "policies",
        EVERYTHING,
        _retention,
    ),
    Definition(
        "book",
        "Book of business",
        "Active policies as they are now: how many, for how much, of how many customers.",
        "policies",
        WITHOUT_PERIOD,
        _book,
    ),
)
