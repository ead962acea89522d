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
from backend.reports.tables import Chart, Criteria, Measure, Part, Ratio, Sum, Table, both

GOES_ON: Final[Criteria] = {"predecessors": {"any": {}}}
IS_NEW: Final[Criteria] = {"predecessors": {"none": {}}}
HAS_NEXT: Final[Criteria] = {"successors": {"any": {}}}
HAS_NO_NEXT: Final[Criteria] = {"successors": {"none": {}}}
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
        _growth(asked, sold),
    )


def _growth(asked: Asked, sold: Criteria) -> Table:
    """From the book on the eve of the period to that on its last day: before + new + change of price - lost = after.

    What is in force on the last day and was not on the eve has begun in between, and the other way round has ended.
    """
    asked = asked.until_today()
    first, last = asked.period.first, asked.period.last
    eve = first - timedelta(days=1)
    before, after = in_force_on(eve), in_force_on(last)
    measures = (
        premium_of("before", "In force before", before, f"Annual premium in force on {eve}"),
        premium_of("after", "In force after", after, f"Annual premium in force on {last}"),
    )
    begun = (
        premium_of("begun", "New", both(after, IS_NEW), "That of policies begun since, which go on from no other"),
        premium_of(
            "continued", "Renewed", both(after, GOES_ON), "That of policies begun since, which go on from another"
        ),
    )
    ended = (
        premium_of("replaced", "Renewed from", HAS_NEXT, "That of policies ended since, from which others go on"),
        premium_of("lost", "Lost", HAS_NO_NEXT, "That of policies ended since, from which none goes on"),
    )
    gone = asked.of("policies", {"start_date": {"lte": str(eve)}, "end_date": {"gt": str(eve), "lte": str(last)}})
    worked_out = (
        Sum("change", "Change of price", ("continued",), ("replaced",), about="Renewed - renewed from"),
        Sum("growth", "Growth", ("after",), ("before",), about="After - before = new + change of price - lost"),
        Ratio("growth_rate", "Growth, of before", "growth", "before", about="Growth ÷ in force before"),
    )
    either = asked.of("policies", {"or": [before, after]})
    beside = (Part("policies", sold, begun), Part("policies", gone, ended))
    return Table("growth", "Growth of the book", "policies", either, measures, ratios=worked_out, beside=beside)


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
        "the premium in force grew from the eve of the period to its last day, or today.",
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
