"""What was sold, how the book grew by it, and what comes up for renewal."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from backend.reports.catalogue.definition import (
    AVERAGE_PREMIUM,
    BOOK,
    EVERYTHING,
    POLICIES,
    PREMIUM,
    Asked,
    Definition,
    Figures,
    by,
    in_force_on,
    premium_of,
)
from backend.reports.tables import Chart, Criteria, Measure, Ratio, Sum, Table

GOES_ON: Final[Criteria] = {"predecessors": {"any": {}}}
IS_NEW: Final[Criteria] = {"predecessors": {"none": {}}}
SOLD: Final[Figures] = (
    (
        POLICIES,
        PREMIUM,
        Measure(
            "new",
            "New business",
            where=IS_NEW,
            about="Policies that go on from no other: none of the customer's on the same line ended in the 60 days "
            "before they began, or the 30 days after",
        ),
        premium_of("new_premium", "New business premium", IS_NEW, "Annual premium of new business, added up"),
        Measure(
            "renewed", "Renewals", where=GOES_ON, about="Policies that go on from one of the customer's on the line"
        ),
        premium_of("renewed_premium", "Renewal premium", GOES_ON, "Annual premium of renewals, added up"),
    ),
    (
        AVERAGE_PREMIUM,
        Ratio("new_share", "New business, of all", "new", "policies", about="New business ÷ policies"),
    ),
)


def _sales(asked: Asked) -> Sequence[Table]:
    sold = asked.of("policies", asked.during("policies", "start_date"))
    return (
        asked.over_time("Over time", "policies", sold, "start_date", SOLD, chart_of="premium"),
        by("by_line", "By line", "policies", sold, "policy_type", SOLD, chart=Chart.DONUT, chart_of="premium"),
        by("by_agent", "By agent", "policies", sold, "owner_id", SOLD, chart_of="premium"),
        by("by_carrier", "By carrier", "policies", sold, "carrier", SOLD, chart_of="premium"),
        _growth(asked),
    )


def _growth(asked: Asked) -> Table:
    """From the book on the eve of the period to that on its last day: before + new + price changes - lost = after."""
    eve = asked.period.first - timedelta(days=1)
    before, after = in_force_on(eve), in_force_on(asked.period.last)
    begun: Criteria = {"and": [after, {"not": before}]}
    ended: Criteria = {"and": [before, {"not": after}]}
    new: Criteria = {"and": [begun, IS_NEW]}
    renewed: Criteria = {"and": [begun, GOES_ON]}
    replaced: Criteria = {"and": [ended, {"successors": {"any": {}}}]}
    lost: Criteria = {"and": [ended, {"successors": {"none": {}}}]}
    measures = (
        premium_of("before", "In force before", before, f"Annual premium in force on {eve}"),
        premium_of("begun", "New", new, "That of policies in force since, which go on from no other"),
        premium_of("renewed", "Renewed", renewed, "That of policies in force since, which go on from another"),
        premium_of(
            "replaced", "Renewed from", replaced, "That of policies no longer in force, from which others go on"
        ),
        premium_of("lost", "Lost", lost, "That of policies no longer in force, from which none goes on"),
        premium_of("after", "In force after", after, f"Annual premium in force on {asked.period.last}"),
    )
    worked_out = (
        Sum("change", "Change of price", ("renewed",), ("replaced",), about="Renewed - renewed from"),
        Sum("growth", "Growth", ("after",), ("before",), about="After - before = new + change of price - lost"),
        Ratio("growth_rate", "Growth, of before", "growth", "before", about="Growth ÷ in force before"),
    )
    either = asked.of("policies", {"or": [before, after]})
    return Table("growth", "Growth of the book", "policies", either, measures, ratios=worked_out)


def _renewals(asked: Asked) -> Sequence[Table]:
    ahead = asked.of("policies", {"status": "active"}, asked.during("policies", "renewal_date"))
    return (
        asked.over_time("When they renew", "policies", ahead, "renewal_date", BOOK, chart_of="premium"),
        by("by_line", "By line", "policies", ahead, "policy_type", BOOK, chart=Chart.DONUT, chart_of="premium"),
        by("by_agent", "By agent", "policies", ahead, "owner_id", BOOK, chart_of="premium"),
        by("by_carrier", "By carrier", "policies", ahead, "carrier", BOOK, chart_of="premium"),
    )


REPORTS: Final = (
    Definition(
        "sales",
        "Sales",
        "Policies whose term began in the period, with what they cost in a year: new business and renewals, and how "
        "the premium in force grew from the eve of the period to its last day.",
        "policies",
        EVERYTHING,
        _sales,
    ),
    Definition(
        "renewals",
        "Renewals due",
        "Active policies whose renewal date falls in the period.",
        "policies",
        EVERYTHING,
        _renewals,
    ),
)
