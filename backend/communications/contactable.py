"""Who may be contacted for marketing, asked about everybody at once: for filters of lists and for the consent report.

What `consent.judge` answers about one person, apart from the hours of the day and how often somebody was called lately,
the functions `consents` and `objections` of the database answer about all; a test holds that they agree.
"""

from typing import Any, Final

import sqlalchemy as sa

from backend.communications.consent import BUSINESS_MONTHS_DAYS, INQUIRY_DAYS
from backend.database.catalogue import Derived, Kind
from backend.models import ConsentEntry, Customer, Lead, Policy
from backend.models.consent import Channel, ConsentAction, PersonKind, Purpose
from backend.models.policy import PolicyStatus

# The ways of reaching somebody, as fields of criteria: each with its channel and what it is called.
WAYS: Final = {
    "may_email": (Channel.EMAIL, "May be e-mailed offers"),
    "may_text": (Channel.SMS, "May be texted offers"),
    "may_call": (Channel.CALL_MANUAL, "May be called with offers"),
    "may_autocall": (Channel.CALL_AUTO, "May be called by a machine"),
}
PURPOSES: Final = (Purpose.MARKETING, Purpose.SERVICE)
ZERO: Final = sa.literal_column("0", sa.Integer())
FALSE: Final = sa.literal_column("false", sa.Boolean())
Expression = sa.ColumnElement[Any]


def _text(value: str) -> Expression:
    return sa.literal_column(f"'{value}'", sa.Text())


def _consents(kind: PersonKind, channel: Channel) -> sa.Select[Any]:
    return sa.select(sa.func.consents(_text(kind), _text(channel), type_=sa.Integer()).column_valued("consenting"))


def _objects(kind: PersonKind, channel: Channel) -> sa.Select[Any]:
    return sa.select(sa.func.objections(_text(kind), _text(channel)).table_valued("person_id", "since").c["person_id"])


def _may(kind: PersonKind, channel: Channel) -> Expression:
    person: Any = Lead if kind is PersonKind.LEADS else Customer
    allowed: Expression = person.id.in_(_consents(kind, channel))
    number = sa.func.number_of(person.phone, type_=sa.Text())
    if channel is Channel.EMAIL:
        allowed = sa.or_(allowed, _is_customer(kind))
        there = person.email.is_not(None)
    else:
        there = number.is_not(None)
    if channel is Channel.CALL_MANUAL:
        in_writing = sa.func.calls_need_writing(person.state, number, type_=sa.Boolean())
        allowed = sa.or_(allowed, sa.and_(sa.or_(_is_customer(kind), _inquired(kind)), ~in_writing))
    real = ~Lead.is_test if kind is PersonKind.LEADS else sa.true()
    # In this order: most people fall out with the first condition, and reading their numbers takes longest.
    may = sa.and_(real, sa.func.coalesce(allowed, FALSE), person.id.not_in(_objects(kind, channel)), there)
    return sa.func.coalesce(may, FALSE, type_=sa.Boolean())


def _is_customer(kind: PersonKind) -> Expression:
    """Has an active policy, or had one in the last 18 months."""
    policy = Policy.__table__.alias("policy_of_theirs")
    since = sa.cast(sa.func.timezone(_text("UTC"), sa.func.now()), sa.Date()) - sa.literal_column(
        str(BUSINESS_MONTHS_DAYS), sa.Integer()
    )
    lately = sa.func.coalesce(policy.c.end_date, policy.c.start_date) >= since
    customer = Lead.customer_id if kind is PersonKind.LEADS else Customer.id
    has_one = (
        sa.select(sa.literal_column("1"))
        .select_from(policy)
        .where(policy.c.customer_id == customer, sa.or_(policy.c.status == _text(PolicyStatus.ACTIVE), lately))
        .correlate_except(policy)
        .exists()
    )
    # The value of a customer is that of active policies: of most, that answers it.
    known = Lead.customer_id.is_not(None) if kind is PersonKind.LEADS else Customer.policies_count > ZERO
    return sa.and_(known, has_one if kind is PersonKind.LEADS else sa.or_(Customer.total_value_cents > ZERO, has_one))


def _inquired(kind: PersonKind) -> Expression:
    """Asked for an offer in the last three months."""
    since = sa.func.now() - sa.literal_column(f"interval '{INQUIRY_DAYS} days'")
    if kind is PersonKind.LEADS:
        return sa.and_(Lead.received_at > since, Lead.received_at <= sa.func.now())
    asked = Lead.__table__.alias("asked")
    ids = sa.select(asked.c.customer_id).where(asked.c.received_at > since, asked.c.customer_id.is_not(None))
    return Customer.id.in_(ids)


def _proof(kind: PersonKind) -> Derived:
    """Grants on record, whatever was said later; of which channel and about what."""
    entry = ConsentEntry.__table__.alias("proof")
    person: Any = Lead if kind is PersonKind.LEADS else Customer
    what = entry.c.channel + sa.literal_column("':'") + entry.c.purpose
    rows = sa.select(what).where(
        entry.c.person_type == _text(kind),
        entry.c.person_id == person.id,
        entry.c.action == _text(ConsentAction.GRANTED),
    )
    channels = [each for each in Channel if each is not Channel.ALL]
    purposes = [each for each in Purpose if each is not Purpose.ALL]
    return Derived(
        "Consent on record to",
        Kind.TEXT,
        rows.correlate_except(entry),
        many=True,
        choices=tuple(f"{channel}:{purpose}" for channel in channels for purpose in purposes),
    )


def _revoked_at(kind: PersonKind) -> Derived:
    entry = ConsentEntry.__table__.alias("revocation")
    person: Any = Lead if kind is PersonKind.LEADS else Customer
    theirs = sa.and_(entry.c.person_type == _text(kind), entry.c.action == _text(ConsentAction.REVOKED))
    return Derived(
        "Last revoked a consent",
        Kind.INSTANT,
        sa.select(sa.func.max(entry.c.captured_at))
        .where(theirs, entry.c.person_id == person.id)
        .correlate_except(entry)
        .scalar_subquery(),
        all_at_once=sa.select(entry.c.person_id.label("id"), sa.func.max(entry.c.captured_at).label("value"))
        .where(theirs)
        .group_by(entry.c.person_id),
    )


def _about(kind: PersonKind) -> dict[str, Derived]:
    ways = {name: Derived(label, Kind.BOOLEAN, _may(kind, channel)) for name, (channel, label) in WAYS.items()}
    return {**ways, "proof": _proof(kind), "revoked_at": _revoked_at(kind)}


ABOUT_CUSTOMERS: Final = _about(PersonKind.CUSTOMERS)
ABOUT_LEADS: Final = {
    **_about(PersonKind.LEADS),
    # Whoever asked may be called for three months; whoever agreed, or is a customer, for longer.
    "calls_end_at": Derived(
        "May be called until, having only asked",
        Kind.INSTANT,
        sa.case(
            (
                sa.and_(
                    _may(PersonKind.LEADS, Channel.CALL_MANUAL),
                    Lead.id.not_in(_consents(PersonKind.LEADS, Channel.CALL_MANUAL)),
                    ~_is_customer(PersonKind.LEADS),
                ),
                Lead.received_at + sa.literal_column(f"interval '{INQUIRY_DAYS} days'"),
            )
        ),
    ),
}
