"""Customers: what is missing of them, or cannot be right."""

from collections.abc import Sequence
from typing import Final

from backend.reports.catalogue.definition import Asked, Definition, Takes, by
from backend.reports.tables import Chart, Criteria, Measure, Ratio, Table

# The figure, what it is called, whom it counts, and what that means.
CHECKS: Final[tuple[tuple[str, str, Criteria, str], ...]] = (
    ("no_phone", "Without a phone number", {"phone": {"is_null": True}}, ""),
    ("bad_phone", "Phone number is none", {"phone_usable": False}, "Not + and 8 to 15 digits"),
    ("bad_email", "E-mail address is none", {"email_usable": False}, "Not a name, an @ and a domain with a dot"),
    ("no_address", "Without an address", {"address_line1": {"is_null": True}}, ""),
    ("no_zip", "Without a ZIP", {"postal_code": {"is_null": True}}, ""),
    ("no_birth_date", "Without a date of birth", {"date_of_birth": {"is_null": True}}, ""),
    ("no_consent", "Agreed to nothing", {"consent": {"is_null": True}}, "No consent on record that still holds"),
    ("no_policy", "Without a policy", {"policies_count": 0}, "Neither active nor ended"),
    ("nobody", "Looked after by nobody", {"owner_id": {"is_null": True}}, ""),
)
CUSTOMERS: Final = Measure("customers", "Active customers")


def _data_quality(asked: Asked) -> Sequence[Table]:
    active = asked.of("customers", {"status": "active"})
    measures = (CUSTOMERS, *(Measure(key, label, where=where, about=about) for key, label, where, about in CHECKS))
    shares = tuple(
        Ratio(f"{key}_share", f"{label}, of all", key, "customers", about=f"{label} ÷ active customers")
        for key, label, _, _ in CHECKS
    )
    return (
        Table("whole", "All active customers", "customers", active, measures, None, shares),
        by("by_agent", "By agent", "customers", active, "owner_id", (measures, ()), chart=Chart.NONE),
    )


REPORTS: Final = (
    Definition(
        "data-quality",
        "Data quality",
        "Active customers of whom something is missing, or cannot be right.",
        "customers",
        (Takes.OWNER, Takes.TEAM, Takes.FILTER),
        _data_quality,
    ),
)
