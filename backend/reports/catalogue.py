"""The reports that come with LeadGen: each is one definition here, in words and in the language of lists.

A new one is a `Definition` more in `CATALOGUE`; the API, its formats and the pages know it from then on.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from backend.database.catalogue import Noun
from backend.reports.periods import Period
from backend.reports.tables import Aggregate, Criteria, Grain, Group, Measure, Ratio, Table, Unit, both, within


class Takes(StrEnum):
    """What a report can be asked for."""

    PERIOD = "period"
    LINE = "line"
    OWNER = "owner"
    FILTER = "filter"


Figures: TypeAlias = tuple[tuple[Measure, ...], tuple[Ratio, ...]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of a report. today: by the agency's clock. narrowed: by line, owner and filter, for each noun."""

    period: Period
    today: date
    zone: ZoneInfo
    nouns: Mapping[str, Noun]
    narrowed: Mapping[str, Criteria]

    def of(self, noun: str, *parts: Criteria) -> Criteria:
        """The criteria of a table: these parts and whatever narrows the report."""
        found = self.narrowed.get(noun, {})
        for part in parts:
            found = both(part, found)
        return found

    def during(self, noun: str, field: str) -> Criteria:
        """Whatever happened in the period."""
        return within(self.nouns[noun], field, self.period, self.zone)

    def over_time(self, title: str, noun: str, criteria: Criteria, field: str, figures: Figures) -> Table:
        """A table by days of a month, weeks of a quarter, or else by months."""
        days = self.period.days
        grain = Grain.DAY if days <= 31 else Grain.WEEK if days <= 92 else Grain.MONTH
        return Table("over_time", title, noun, criteria, figures[0], Group(field, grain), figures[1], self.period)


@dataclass(frozen=True, slots=True)
class Definition:
    """A report. about: what its figures mean; noun: the records it is about, to which `filter` belongs."""

    key: str
    title: str
    about: str
    noun: str
    takes: tuple[Takes, ...]
    tables: Callable[[Asked], Sequence[Table]]


EVERYTHING: Final = (Takes.PERIOD, Takes.LINE, Takes.OWNER, Takes.FILTER)
WITHOUT_PERIOD: Final = (Takes.LINE, Takes.OWNER, Takes.FILTER)
# The field that says which line of business a record belongs to.
LINE_OF: Final[Mapping[str, str]] = {"policies": "policy_type", "claims": "claim_type", "leads": "product_interest"}

POLICIES: Final = Measure("policies", "Policies")
PREMIUM: Final = Measure(
    "premium",
    "Annual premium",
    Aggregate.SUM,
    "annual_premium_cents",
    unit=Unit.CENTS,
    about="What they cost in a year",
)
AVERAGE_PREMIUM: Final = Ratio(
    "average_premium", "Average premium", "premium", "policies", Unit.CENTS, "Annual premium ÷ policies"
)
CUSTOMERS: Final = Measure("customers", "Customers", Aggregate.DISTINCT, "customer_id")
PER_CUSTOMER: Final = Ratio(
    "per_customer", "Policies per customer", "policies", "customers", Unit.NUMBER, "Policies ÷ customers who have one"
)
BOOK: Final = ((POLICIES, PREMIUM), (AVERAGE_PREMIUM,))


def _by(key: str, title: str, noun: str, criteria: Criteria, field: str, figures: Figures) -> Table:
    measures, ratios = figures
    return Table(key, title, noun, criteria, measures, Group(field), ratios)


def _sales(asked: Asked) -> Sequence[Table]:
    sold = asked.of("policies", asked.during("policies", "start_date"))
    return (
        asked.over_time("Over time", "policies", sold, "start_date", BOOK),
        _by("by_line", "By line", "policies", sold, "policy_type", BOOK),
        _by("by_agent", "By agent", "policies", sold, "owner_id", BOOK),
        _by("by_carrier", "By carrier", "policies", sold, "carrier", BOOK),
    )


def _book(asked: Asked) -> Sequence[Table]:
    active = asked.of("policies", {"status": "active"})
    figures = ((POLICIES, PREMIUM, CUSTOMERS), (AVERAGE_PREMIUM, PER_CUSTOMER))
    return (
        _by("by_line", "By line", "policies", active, "policy_type", figures),
        _by("by_carrier", "By carrier", "policies", active, "carrier", figures),
        _by("by_agent", "By agent", "policies", active, "owner_id", figures),
    )


def _renewals(asked: Asked) -> Sequence[Table]:
    ahead = asked.of("policies", {"status": "active"}, asked.during("policies", "renewal_date"))
    return (
        asked.over_time("When they renew", "policies", ahead, "renewal_date", BOOK),
        _by("by_line", "By line", "policies", ahead, "policy_type", BOOK),
        _by("by_agent", "By agent", "policies", ahead, "owner_id", BOOK),
        _by("by_carrier", "By carrier", "policies", ahead, "carrier", BOOK),
    )


def in_force_on(day: date) -> Criteria:
    """Policies that covered this day: begun by then, and not ended; a cancelled one ended with its end date."""
    return {
        "and": [
            {"start_date": {"lte": str(day)}},
            {"or": [{"end_date": {"gt": str(day)}}, {"and": [{"end_date": {"is_null": True}}, {"status": "active"}]}]},
        ]
    }


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
        _by("by_line", "By line", "policies", began, "policy_type", (measures, ratios)),
        _by("by_carrier", "By carrier", "policies", began, "carrier", (measures, ratios)),
        _by("by_agent", "By agent", "policies", began, "owner_id", (measures, ratios)),
    )


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
        _by("by_line", "By line", "claims", filed, "claim_type", (measures, ratios)),
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


def _pipeline(asked: Asked) -> Sequence[Table]:
    open_leads = asked.of(
        "leads",
        {"status": ["new", "scored", "assigned", "contacted", "qualified", "quoted"]},
        {"is_test": False, "merged_into_id": {"is_null": True}},
    )
    measures = (
        Measure("leads", "Open leads"),
        Measure("value", "Quoted for a year", Aggregate.SUM, "value_cents", unit=Unit.CENTS),
        Measure("unattempted", "Never tried", where={"first_attempt_at": {"is_null": True}}),
        Measure("aged", "In the stage for over a week", where={"stage_since": {"older_than_days": 7}}),
    )
    ratios = (Ratio("average_value", "Average", "value", "leads", Unit.CENTS, "Quoted for a year ÷ open leads"),)
    return (
        _by("by_stage", "By stage", "leads", open_leads, "status", (measures, ratios)),
        _by("by_agent", "By agent", "leads", open_leads, "owner_id", (measures, ratios)),
        _by("by_line", "By line", "leads", open_leads, "product_interest", (measures, ratios)),
    )


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
        _by("by_agent", "By agent", "customers", active, "owner_id", (measures, ())),
    )


_ALL: Final = (
    Definition(
        "sales",
        "Sales",
        "Policies whose term began in the period, with what they cost in a year.",
        "policies",
        EVERYTHING,
        _sales,
    ),
    Definition(
        "pipeline",
        "Pipeline",
        "Leads that are neither won nor lost, where they stand now; tests and merged ones left out.",
        "leads",
        WITHOUT_PERIOD,
        _pipeline,
    ),
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
    Definition(
        "renewals",
        "Renewals due",
        "Active policies whose renewal date falls in the period.",
        "policies",
        EVERYTHING,
        _renewals,
    ),
    Definition(
        "claims",
        "Claims",
        "Claims filed in the period: how many, for how much, what became of them; how long the open ones have waited.",
        "claims",
        EVERYTHING,
        _claims,
    ),
    Definition(
        "data-quality",
        "Data quality",
        "Active customers of whom something is missing.",
        "customers",
        (Takes.OWNER, Takes.FILTER),
        _data_quality,
    ),
)

CATALOGUE: Final[Mapping[str, Definition]] = {each.key: each for each in _ALL}
