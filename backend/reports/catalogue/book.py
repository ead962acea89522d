"""The policies in force, whose they are, and which of them stay."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from backend.reports.catalogue.definition import (
    AVERAGE_PREMIUM,
    BOOK,
    EVERYTHING,
    POLICIES,
    PREMIUM,
    WITHOUT_PERIOD,
    Asked,
    Definition,
    Figures,
    by,
    in_force_on,
    kept,
    premium_of,
)
from backend.reports.tables import Aggregate, Chart, Criteria, Group, Measure, Part, Ratio, Table, Unit

ACTIVE: Final[Criteria] = {"status": "active"}
CUSTOMERS: Final = Measure(
    "customers", "Customers", Aggregate.DISTINCT, "customer_id", about="Whose policies these are"
)
PER_CUSTOMER: Final = Ratio(
    "per_customer", "Policies per customer", "policies", "customers", Unit.NUMBER, "Policies ÷ customers who have one"
)


def _book(asked: Asked) -> Sequence[Table]:
    active = asked.of("policies", ACTIVE)
    by_line = ((POLICIES, PREMIUM, CUSTOMERS), (AVERAGE_PREMIUM, PER_CUSTOMER))
    return (
        by("by_line", "By line", "policies", active, "policy_type", by_line, chart=Chart.DONUT, chart_of="premium"),
        by("by_carrier", "By carrier", "policies", active, "carrier", BOOK, chart_of="premium"),
        by("by_agent", "By agent", "policies", active, "owner_id", BOOK, chart_of="premium"),
        *_by_customer(asked, active),
    )


def _by_customer(asked: Asked, active: Criteria) -> Sequence[Table]:
    insured = asked.of("customers", {"policies": {"any": {**ACTIVE, **asked.which("policies")}}})
    measures = (
        Measure("insured", "Customers with a policy", about="Customers with at least one active policy"),
        Measure("mono", "With one line", where={"lines": 1}, about="Whose active policies are all on one line"),
        Measure(
            "bundled", "With several lines", where={"lines": {"gte": 2}}, about="With policies on two lines or more"
        ),
    )
    policies = Part("policies", active, (POLICIES, PREMIUM))
    ratios = (
        Ratio("mono_share", "Mono-line share", "mono", "insured", about="With one line ÷ customers with a policy"),
        Ratio("bundled_share", "Bundled share", "bundled", "insured", about="With several ÷ customers with a policy"),
        Ratio(
            "per_insured",
            "Policies each",
            "policies",
            "insured",
            Unit.NUMBER,
            "Active policies ÷ customers with a policy",
        ),
        Ratio(
            "premium_each", "Premium each", "premium", "insured", Unit.CENTS, "Annual premium ÷ customers with a policy"
        ),
    )
    lines = (Measure("insured", "Customers", about="Customers with at least one active policy"),)
    return (
        Table(
            "bundling", "Customers and their lines", "customers", insured, measures, ratios=ratios, beside=(policies,)
        ),
        Table(
            "by_lines",
            "By number of lines",
            "customers",
            insured,
            lines,
            Group("lines"),
            chart=Chart.DONUT,
        ),
    )


def _retention(asked: Asked) -> Sequence[Table]:
    began = asked.of("policies", in_force_on(asked.period.first))
    figures = _stayed(asked)
    return (
        by("by_line", "By line", "policies", began, "policy_type", figures, chart_of="policy_retention"),
        by("by_carrier", "By carrier", "policies", began, "carrier", figures, chart_of="policy_retention"),
        by("by_agent", "By agent", "policies", began, "owner_id", figures, chart_of="policy_retention"),
        *_clients(asked),
        _terms(asked),
    )


def _stayed(asked: Asked) -> Figures:
    first, end = asked.period.first, asked.end
    stayed = kept(first, end)
    return (
        (
            Measure("policies", "In force at the beginning", about=f"On {first}"),
            Measure(
                "kept",
                "Still in force at the end",
                where=stayed,
                about=f"In force on {end} themselves, or another of the customer's on the same line that began since",
            ),
            PREMIUM,
            premium_of("kept_premium", "Premium kept", stayed, "Annual premium of those still in force, added up"),
        ),
        (
            Ratio("policy_retention", "Policy retention", "kept", "policies", about="Still in force ÷ in force before"),
            Ratio("premium_kept", "Premium kept, of all", "kept_premium", "premium", about="Premium kept ÷ premium"),
        ),
    )


def _clients(asked: Asked) -> Sequence[Table]:
    def insured_on(day: Criteria) -> Criteria:
        which = asked.which("policies")
        return {"policies": {"any": {"and": [day, which]} if which else day}}

    first, end = asked.period.first, asked.end
    clients = asked.of("customers", insured_on(in_force_on(first)))
    figures: Figures = (
        (
            Measure("clients", "Clients at the beginning", about=f"Customers with at least one policy on {first}"),
            Measure(
                "kept_clients",
                "Still clients at the end",
                where=insured_on(in_force_on(end)),
                about=f"Of these, who have at least one on {end}",
            ),
        ),
        (
            Ratio(
                "client_retention",
                "Client retention",
                "kept_clients",
                "clients",
                about="Still clients ÷ clients before",
            ),
        ),
    )
    return (by("clients", "Clients by agent", "customers", clients, "owner_id", figures, chart_of="client_retention"),)


def _terms(asked: Asked) -> Table:
    """What became of the terms that ran out."""
    asked = asked.until_today()
    ended = asked.of("policies", {"status": {"ne": "cancelled"}}, asked.during("policies", "end_date"))
    by_line = Group("policy_type")
    measures = (
        Measure("ended", "Terms that ended", about="Policies, none of them cancelled, whose end date is in the period"),
        Measure(
            "renewed",
            "Renewed",
            where={"successors": {"any": {}}},
            about="From which another goes on: of the same customer and line, begun between 30 days before it "
            "ended and 60 days after",
        ),
        premium_of("expiring", "Expiring premium", None, "Annual premium of the terms that ended, added up"),
    )
    # What goes on from them begins about then; saying so spares the search through all other policies.
    earliest, latest = asked.period.first - timedelta(days=30), asked.period.last + timedelta(days=60)
    next_ones: Criteria = {
        "start_date": {"gte": str(earliest), "lte": str(latest)},
        "predecessors": {"any": ended},
    }
    renewals = premium_of("renewal_premium", "Renewal premium", None, "Annual premium of those that go on from them")
    ratios = (
        Ratio("renewal_retention", "Renewal retention", "renewed", "ended", about="Renewed ÷ terms that ended"),
        Ratio(
            "premium_retention",
            "Premium retention",
            "renewal_premium",
            "expiring",
            about="Renewal premium ÷ expiring premium; above one where prices rose",
        ),
    )
    return Table(
        "terms",
        "Terms that ended, by line",
        "policies",
        ended,
        measures,
        by_line,
        ratios,
        beside=(Part("policies", next_ones, (renewals,), by_line),),
        chart_of="renewal_retention",
    )


REPORTS: Final = (
    Definition(
        "retention",
        "Retention",
        "Of the policies and clients on the first day of the period, those when it was over, or today while it runs; "
        "and what became of the terms that ended in it. New business does not count, a policy ends with its end date, "
        "and one that was rewritten on the same line was kept.",
        "policies",
        EVERYTHING,
        _retention,
        also=("customers",),
    ),
    Definition(
        "book",
        "Book of business",
        "Active policies as they are now: how many, for how much, of how many customers on how many lines.",
        "policies",
        WITHOUT_PERIOD,
        _book,
        also=("customers",),
    ),
)
