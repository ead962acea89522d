"""What was sold, and what comes up for renewal."""

from collections.abc import Sequence
from typing import Final

from backend.reports.catalogue.definition import BOOK, EVERYTHING, Asked, Definition, by
from backend.reports.tables import Table


def _sales(asked: Asked) -> Sequence[Table]:
    sold = asked.of("policies", asked.during("policies", "start_date"))
    return (
        asked.over_time("Over time", "policies", sold, "start_date", BOOK),
        by("by_line", "By line", "policies", sold, "policy_type", BOOK),
        by("by_agent", "By agent", "policies", sold, "owner_id", BOOK),
        by("by_carrier", "By carrier", "policies", sold, "carrier", BOOK),
    )


def _renewals(asked: Asked) -> Sequence[Table]:
    ahead = asked.of("policies", {"status": "active"}, asked.during("policies", "renewal_date"))
    return (
        asked.over_time("When they renew", "policies", ahead, "renewal_date", BOOK),
        by("by_line", "By line", "policies", ahead, "policy_type", BOOK),
        by("by_agent", "By agent", "policies", ahead, "owner_id", BOOK),
        by("by_carrier", "By carrier", "policies", ahead, "carrier", BOOK),
    )


REPORTS: Final = (
    Definition(
        "sales",
        "Sales",
        "Policies whose term began in the period, with what they cost in a year.",
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
