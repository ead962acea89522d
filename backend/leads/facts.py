"""What is true of a lead for whoever counts leads, said once: for the source report, the catalogue and filters.

A lead without a source counts for the way it came in. Whom it was sold to is worth what the policy costs in a year, or
else what was quoted last. Minutes run from arrival to the first attempt; office minutes only while the office is open.
"""

from typing import Any, Final, TypeAlias

import sqlalchemy as sa

from backend.database.catalogue import Derived, Kind
from backend.database.engine import DIALECT
from backend.leads.lifecycle import Stage
from backend.models import Lead, Policy
from backend.models.lead import LeadStatus

Criteria: TypeAlias = dict[str, Any]

# What the agency earns of a first year's premium where nobody says another share: its contracts are not in the books.
COMMISSION: Final = 0.12
PROMPT_MINUTES: Final = 5

SOLD: Final = Policy.__table__.alias("sold_policy")
IS_WON: Final = Lead.status == sa.literal_column(f"'{LeadStatus.WON.value}'")
ORIGIN: Final = sa.func.coalesce(Lead.source, Lead.channel)
MINUTES: Final = sa.case(
    (Lead.first_attempt_at < Lead.received_at, sa.literal_column("0", sa.Double())),
    else_=sa.func.date_part(sa.literal_column("'epoch'"), Lead.first_attempt_at - Lead.received_at, type_=sa.Double())
    / sa.literal_column("60", sa.Double()),
)
OFFICE_MINUTES: Final = sa.select(
    sa.func.office_minutes(Lead.received_at, Lead.first_attempt_at, type_=sa.Double()).column_valued("office_minutes")
).scalar_subquery()
PREMIUM: Final = sa.case(
    (
        IS_WON,
        sa.func.coalesce(
            sa.select(SOLD.c.annual_premium_cents)
            .where(SOLD.c.id == Lead.policy_id)
            .correlate_except(SOLD)
            .scalar_subquery(),
            Lead.value_cents,
            sa.literal_column("0"),
        ),
    ),
    else_=sa.literal_column("0", sa.BigInteger()),
)
COMMISSION_WON: Final = sa.cast(PREMIUM, sa.Numeric()) * sa.literal_column(str(COMMISSION), sa.Numeric())
EXPECTED_PREMIUM: Final = sa.cast(Lead.score, sa.Numeric()) * Lead.value_cents

# Neither a test nor one that turned out to be somebody known.
COUNTED: Final[Criteria] = {"is_test": False, "merged_into_id": {"is_null": True}}
SPOKEN_WITH: Final[Criteria] = {
    "or": [{"first_contact_at": {"is_null": False}}, {"status": ["contacted", "qualified", "quoted", "won"]}]
}
ATTEMPTED: Final[Criteria] = {"or": [{"first_attempt_at": {"is_null": False}}, *SPOKEN_WITH["or"]]}
# Whatever became of the quote.
QUOTED: Final[Criteria] = {"or": [{"quote": {"is_null": False}}, {"status": ["quoted", "won"]}]}
WON: Final[Criteria] = {"status": "won"}
LOST: Final[Criteria] = {"status": "lost"}
OPEN: Final[Criteria] = {"status": {"not_in": ["won", "lost"]}}

ABOUT_LEADS: Final = {
    "source_or_channel": Derived("Source, or else how it came in", Kind.TEXT, ORIGIN),
    "stage": Derived(
        "Stage", Kind.TEXT, sa.func.lead_stage(Lead.status), choices=tuple(stage.value for stage in Stage)
    ),
    "minutes_to_attempt": Derived("Minutes until the first attempt", Kind.NUMBER, MINUTES),
    "office_minutes_to_attempt": Derived("Office minutes until the first attempt", Kind.NUMBER, OFFICE_MINUTES),
    "premium_won_cents": Derived("Annual premium won, in cents", Kind.INTEGER, PREMIUM),
    "commission_won_cents": Derived("Commission won, in cents", Kind.NUMBER, COMMISSION_WON),
    "expected_premium_cents": Derived("Quoted for a year times the chance, in cents", Kind.NUMBER, EXPECTED_PREMIUM),
}


def as_text(fact: sa.ColumnElement[Any]) -> str:
    """The SQL of a fact, for statements that are written out; they select from `leads`."""
    asked = sa.select(fact.label("fact")).select_from(Lead)
    text = str(asked.compile(dialect=DIALECT, compile_kwargs={"literal_binds": True}))
    return text.removeprefix("SELECT ").rsplit(" AS fact", 1)[0]
