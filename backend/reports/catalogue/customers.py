"""Customers: what is missing of them."""

from collections.abc import Sequence
from typing import Final

from backend.reports.catalogue.definition import Asked, Definition, Takes, by
from backend.reports.tables import Measure, Ratio, Table


def _data_quality(asked: Asked) -> Sequence[Table]:
    active = asked.of("customers", {"status": "active"})
    measures = (
        Measure("customers", "Active customers"),
        Measure("no_phone", "Without a phone number", where={"phone": {"is_null": True}}),
        Measure("no_address", "Without an address", where={"address_line1": {"is_null": True}}),
        Measure("no_birth_date", "Without a date of birth", where={"date_of_birth": {"is_null": True}}),
        Measure("no_policy", "Without a policy", where={"policies_count": 0}),
        Measure("nobody", "Looked after by nobody", where={"owner_id": {"is_null": True}}),
    )
    shares = tuple(Ratio(f"{each.key}_share", f"{each.label}, of all", each.key, "customers") for each in measures[1:])
    return (
        Table("whole", "All active customers", "customers", active, measures, None, shares),
        by("by_agent", "By agent", "customers", active, "owner_id", (measures, ())),
    )


REPORTS: Final = (
    Definition(
        "data-quality",
        "Data quality",
        "Active customers of whom something is missing.",
        "customers",
        (Takes.OWNER, Takes.TEAM, Takes.FILTER),
        _data_quality,
    ),
)
