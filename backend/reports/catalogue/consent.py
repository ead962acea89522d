"""Consent: who may be contacted for marketing, on which proof, and who took it back."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from backend.communications.contactable import PURPOSES, WAYS
from backend.leads import facts
from backend.reports.catalogue.definition import Asked, Definition, Figures, Takes, by
from backend.reports.periods import Period, read_period, whole_months
from backend.reports.tables import Chart, Criteria, Grain, Group, Measure, Part, Ratio, Table, within

SOON_DAYS: Final = 14
ABOUT_WAYS: Final = {
    "may_email": "Agreed to it, or a customer; not revoked",
    "may_text": "Agreed in writing, for the number they have now; not revoked",
    "may_call": "By hand: agreed, a customer or one of the last 18 months, or asked in the last 90 days; not revoked",
    "may_autocall": "Agreed in writing, for the number they have now; not revoked",
}


def _ways(first: Measure) -> Figures:
    """Who may be contacted how, and their share."""
    measures = [Measure(name, label, where={name: True}, about=ABOUT_WAYS[name]) for name, (_, label) in WAYS.items()]
    revoked = Measure("revoked", "Revoked", where={"revoked_at": {"is_null": False}}, about="Ever took a consent back")
    whole = first.key
    shares = [
        Ratio(f"{each.key}_share", f"{each.label}, of all", each.key, whole, about=f"{each.label} ÷ {first.label}")
        for each in measures
    ]
    return (first, *measures, revoked), tuple(shares)


CUSTOMERS: Final = Measure("customers", "Active customers")
OPEN_LEADS: Final = Measure("leads", "Open leads", about="Neither won nor lost; tests and merged ones left out")


def _consent(asked: Asked) -> Sequence[Table]:
    active = asked.of("customers", {"status": "active"})
    leads = asked.of("leads", facts.OPEN, facts.COUNTED)
    measures, shares = _ways(OPEN_LEADS)
    soon = within(asked.nouns["leads"], "calls_end_at", _soon(asked), asked.zone)
    ending = Measure(
        "ending",
        f"Calls end within {SOON_DAYS} days",
        where=soon,
        about="May be called only because they asked, and that will be 90 days ago",
    )
    return (
        by("customers", "Customers", "customers", active, "owner_id", _ways(CUSTOMERS), chart_of="may_text"),
        by("leads", "Open leads", "leads", leads, "source_or_channel", ((*measures, ending), shares)),
        Table("proof", "Consent of open leads on record", "leads", leads, (OPEN_LEADS, *_proofs())),
        Table("proof_customers", "Consent of customers on record", "customers", active, (CUSTOMERS, *_proofs())),
        _revocations(asked),
    )


def _soon(asked: Asked) -> Period:
    return Period(asked.today, asked.today + timedelta(days=SOON_DAYS - 1))


def _proofs() -> Iterator[Measure]:
    for name, (channel, _) in WAYS.items():
        way = {"may_email": "E-mail", "may_text": "Texts", "may_call": "Calls", "may_autocall": "Automated calls"}[name]
        for purpose in PURPOSES:
            yield Measure(
                f"{channel}_{purpose}",
                f"{way}, {purpose}",
                where={"proof": f"{channel}:{purpose}"},
                about="Agreed, whatever was said later",
            )


def _year_of_months(today: date) -> Period:
    return whole_months(read_period("Last 12 Months", today).first, 13)


def _revocations(asked: Asked) -> Table:
    """In this month and the twelve before it, by the last time that each person took a consent back."""
    group, months = Group("revoked_at", Grain.MONTH), _year_of_months(asked.today)

    def of(noun: str) -> Criteria:
        return asked.of(noun, within(asked.nouns[noun], "revoked_at", months, asked.zone))

    leads = Part("leads", of("leads"), (Measure("revoked_leads", "Leads who revoked"),), group)
    customers = Measure("revoked_customers", "Customers who revoked", about="By the last time they did")
    return Table(
        "revocations",
        "Revocations",
        "customers",
        of("customers"),
        (customers,),
        group,
        over=months,
        beside=(leads,),
        chart=Chart.COLUMNS,
    )


REPORTS: Final = (
    Definition(
        "consent",
        "Consent",
        "Active customers and open leads who may be contacted for marketing, by the agency's rules and the ledger as "
        "they are now, whatever the hour; what is on record of it; and who took a consent back in the last twelve "
        "months.",
        "customers",
        (Takes.OWNER, Takes.TEAM, Takes.FILTER),
        _consent,
        also=("leads",),
    ),
)
