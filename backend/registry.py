"""Every noun of the API, by the path below /v1."""

from collections.abc import Mapping
from functools import reduce
from operator import add
from types import MappingProxyType
from typing import Final, TypeAlias

import sqlalchemy as sa

from backend.communications import contactable
from backend.database.catalogue import Derived, Kind, Noun, Relation, Via, noun
from backend.leads import facts
from backend.models import (
    AudienceSegment,
    AuditEntry,
    AutomationTrigger,
    CampaignAnalytics,
    CampaignSend,
    Claim,
    Communication,
    ConsentEntry,
    Customer,
    Document,
    DocumentActivity,
    DocumentCategory,
    DocumentShare,
    DocumentVersion,
    FileDocument,
    Lead,
    LeadSource,
    MarketingCampaign,
    MarketingTemplate,
    Note,
    OwnReport,
    Policy,
    Quote,
    Report,
    ReportSchedule,
    RoutingRule,
    SavedView,
    Score,
    Task,
    WebForm,
)
from backend.models.consent import Channel
from backend.models.pipeline import QuoteStatus
from backend.models.policy import PolicyType

LEADS: Final = Lead.__table__
FILES: Final = FileDocument.__table__
assert isinstance(LEADS, sa.Table)  # noqa: S101 - a mapped class hands out its table as FromClause
assert isinstance(FILES, sa.Table)  # noqa: S101

# `infinity` is a date to PostgreSQL, and nobody's age.
BORN: Final = sa.case((sa.func.isfinite(Customer.date_of_birth), Customer.date_of_birth))

ACTIVE: Final = Policy.__table__.alias("active_policy")
IS_ACTIVE: Final = ACTIVE.c.status == sa.literal_column("'active'")
CONSENT: Final = ConsentEntry.__table__.alias("consent")
AFTER: Final = ConsentEntry.__table__.alias("consent_after")


def _has_line(line: PolicyType) -> sa.ColumnElement[int]:
    has = sa.func.bool_or(ACTIVE.c.policy_type == sa.literal_column(f"'{line.value}'"))
    return sa.cast(sa.func.coalesce(has, False), sa.Integer())


# Agreed to, and neither that nor everything taken back since.
CONSENTS: Final = (
    sa.select(CONSENT.c.channel)
    .where(
        CONSENT.c.person_type == sa.literal_column("'customers'"),
        CONSENT.c.person_id == Customer.id,
        CONSENT.c.action == sa.literal_column("'granted'"),
        ~sa.select(sa.literal_column("1"))
        .select_from(AFTER)
        .where(
            AFTER.c.person_type == CONSENT.c.person_type,
            AFTER.c.person_id == CONSENT.c.person_id,
            AFTER.c.action == sa.literal_column("'revoked'"),
            sa.or_(AFTER.c.channel == CONSENT.c.channel, AFTER.c.channel == sa.literal_column("'all'")),
            sa.tuple_(AFTER.c.captured_at, AFTER.c.id) > sa.tuple_(CONSENT.c.captured_at, CONSENT.c.id),
        )
        .correlate_except(AFTER)
        .exists(),
    )
    .correlate_except(CONSENT)
)


def _text(value: str) -> sa.ColumnElement[str]:
    """A constant as part of the statement."""
    return sa.literal_column(f"'{value}'", sa.Text())


# Without regular expressions, which take three times as long. A name, one @ and a domain with a dot:
EMAIL_USABLE: Final = sa.and_(
    Customer.email.like(_text("_%@_%._%")),
    *(Customer.email.not_like(_text(pattern)) for pattern in ("%@%@%", "% %", "%.")),
)
# A plus, and 8 to 15 digits of which the first is no zero:
PHONE_USABLE: Final = sa.and_(
    Customer.phone.like(_text("+%")),
    Customer.phone.not_like(_text("+0%")),
    sa.func.length(Customer.phone).between(sa.literal_column("9"), sa.literal_column("16")),
    sa.func.ltrim(sa.func.substr(Customer.phone, sa.literal_column("2")), _text("0123456789")) == _text(""),
)

# What is asked about customers beyond their own columns.
ABOUT_CUSTOMERS: Final = {
    "age": Derived(
        "Age",
        Kind.INTEGER,
        sa.cast(
            sa.extract("year", sa.func.age(BORN)),
            sa.Integer,
        ),
    ),
    "insurance_type": Derived(
        "Has an active policy of type",
        Kind.TEXT,
        sa.select(sa.func.lower(ACTIVE.c.policy_type))
        .where(ACTIVE.c.customer_id == Customer.id, IS_ACTIVE)
        .correlate_except(ACTIVE),
        many=True,
        choices=tuple(line.value.lower() for line in PolicyType),
    ),
    "lines": Derived(
        "Lines with active policies",
        Kind.INTEGER,
        sa.select(sa.func.count(sa.distinct(ACTIVE.c.policy_type)))
        .where(ACTIVE.c.customer_id == Customer.id, IS_ACTIVE)
        .correlate_except(ACTIVE)
        .scalar_subquery(),
        all_at_once=sa.select(ACTIVE.c.customer_id.label("id"), reduce(add, map(_has_line, PolicyType)).label("value"))
        .where(ACTIVE.c.customer_id.is_not(None), IS_ACTIVE)
        .group_by(ACTIVE.c.customer_id),
        otherwise=0,
    ),
    "consent": Derived(
        "Has agreed to be contacted by", Kind.TEXT, CONSENTS, many=True, choices=tuple(each.value for each in Channel)
    ),
    "email_usable": Derived("E-mail address is one", Kind.BOOLEAN, EMAIL_USABLE),
    "phone_usable": Derived("Phone number is one", Kind.BOOLEAN, PHONE_USABLE),
    **contactable.ABOUT_CUSTOMERS,
}
# Whoever was quoted stays so in the figures, whatever became of the quote.
ABOUT_LEADS: Final = {
    "quote": Derived(
        "Has a quote that is",
        Kind.TEXT,
        sa.select(Quote.__table__.c["status"]).where(Quote.lead_id == Lead.id),
        many=True,
        choices=tuple(status.value for status in QuoteStatus),
    ),
    **facts.ABOUT_LEADS,
    **contactable.ABOUT_LEADS,
}

# A term that goes on from another begins up to so many days after that one ended, or before.
LATEST_AFTER: Final = sa.literal_column("60", sa.Integer())
EARLIEST_BEFORE: Final = sa.literal_column("30", sa.Integer())

Joined: TypeAlias = tuple[sa.FromClause, sa.ColumnElement[bool]]


def _policies_of_customer(customer: sa.FromClause, policy: sa.FromClause) -> Joined:
    return policy, policy.c["customer_id"] == customer.c["id"]


def _claims_of_policy(policy: sa.FromClause, claim: sa.FromClause) -> Joined:
    return claim, claim.c["policy_id"] == policy.c["id"]


def _claims_of_customer(customer: sa.FromClause, claim: sa.FromClause) -> Joined:
    policy = Policy.__table__.alias()
    return claim.join(policy, claim.c["policy_id"] == policy.c["id"]), policy.c["customer_id"] == customer.c["id"]


def _customer_of_policy(policy: sa.FromClause, customer: sa.FromClause) -> Joined:
    return customer, customer.c["id"] == policy.c["customer_id"]


def _policy_of_claim(claim: sa.FromClause, policy: sa.FromClause) -> Joined:
    return policy, policy.c["id"] == claim.c["policy_id"]


def _others_of_the_line(policy: sa.FromClause, other: sa.FromClause) -> Joined:
    same = sa.and_(other.c["customer_id"] == policy.c["customer_id"], other.c["policy_type"] == policy.c["policy_type"])
    return other, sa.and_(same, other.c["id"] != policy.c["id"])


def _predecessors(policy: sa.FromClause, other: sa.FromClause) -> Joined:
    """Those that a policy goes on from: of its customer and line, begun earlier, ended when it began or nearly so."""
    began = policy.c["start_date"]
    same = sa.and_(other.c["customer_id"] == policy.c["customer_id"], other.c["policy_type"] == policy.c["policy_type"])
    ended = other.c["end_date"].between(began - LATEST_AFTER, began + EARLIEST_BEFORE)
    return other, sa.and_(same, other.c["start_date"] < began, ended)


def _successors(policy: sa.FromClause, other: sa.FromClause) -> Joined:
    return other, _predecessors(other, policy)[1]


OF_CUSTOMERS: Final = {
    "policies": Relation("Policies", lambda: NOUNS["policies"], _policies_of_customer),
    "claims": Relation("Claims", lambda: NOUNS["claims"], _claims_of_customer),
}
OF_POLICIES: Final = {
    "customer": Relation("Customer", lambda: NOUNS["customers"], _customer_of_policy),
    "claims": Relation("Claims", lambda: NOUNS["claims"], _claims_of_policy),
    "others_of_line": Relation(
        "Other policies of the customer on the same line", lambda: NOUNS["policies"], _others_of_the_line
    ),
    "predecessors": Relation("Policies that it goes on from", lambda: NOUNS["policies"], _predecessors),
    "successors": Relation("Policies that go on from it", lambda: NOUNS["policies"], _successors),
}
OF_CLAIMS: Final = {"policy": Relation("Policy", lambda: NOUNS["policies"], _policy_of_claim)}

_ALL: Final = (
    noun(
        Customer.__table__,
        "customers",
        "customer",
        match_keys=("external_id", "email", "phone"),
        derived=ABOUT_CUSTOMERS,
        relations=OF_CUSTOMERS,
    ),
    noun(Policy.__table__, "policies", "policy", match_keys=("policy_number",), relations=OF_POLICIES),
    noun(Claim.__table__, "claims", "claim", match_keys=("claim_number",), relations=OF_CLAIMS),
    noun(Communication.__table__, "communications", "communication"),
    noun(Report.__table__, "reports", "report", match_keys=("report_number",)),
    noun(Lead.__table__, "leads", "lead", match_keys=("external_id", "email", "phone"), derived=ABOUT_LEADS),
    noun(Quote.__table__, "quotes", "quote"),
    noun(RoutingRule.__table__, "routing-rules", "routing rule"),
    noun(LeadSource.__table__, "lead-sources", "lead source"),
    noun(WebForm.__table__, "web-forms", "web form"),
    noun(Score.__table__, "scores", "score", via=Via("lead_id", LEADS)),
    noun(Task.__table__, "tasks", "task"),
    noun(Note.__table__, "notes", "note"),
    noun(Document.__table__, "documents", "document"),
    noun(
        DocumentCategory.__table__,
        "file-documents/categories",
        "document category",
        key="document_categories",
        match_keys=("name",),
    ),
    noun(FileDocument.__table__, "file-documents", "file document"),
    noun(
        DocumentShare.__table__,
        "file-documents/shares",
        "document share",
        key="document_shares",
        via=Via("document_id", FILES),
    ),
    noun(
        DocumentVersion.__table__,
        "file-documents/versions",
        "document version",
        key="document_versions",
        via=Via("document_id", FILES),
    ),
    noun(
        DocumentActivity.__table__,
        "file-documents/activities",
        "document activity",
        key="document_activities",
        via=Via("document_id", FILES),
    ),
    noun(AudienceSegment.__table__, "marketing/segments", "segment"),
    noun(MarketingTemplate.__table__, "marketing/templates", "template"),
    noun(AutomationTrigger.__table__, "marketing/triggers", "trigger"),
    noun(MarketingCampaign.__table__, "marketing/campaigns", "campaign"),
    noun(CampaignAnalytics.__table__, "marketing/analytics", "campaign analytics"),
    noun(CampaignSend.__table__, "marketing/sends", "campaign send"),
    noun(SavedView.__table__, "saved-views", "saved view", shared_column="is_shared"),
    noun(OwnReport.__table__, "own-reports", "own report", shared_column="is_shared"),
    noun(ReportSchedule.__table__, "report-schedules", "report schedule"),
    noun(AuditEntry.__table__, "audit", "audit entry", writable=False),
)

NOUNS: Final[Mapping[str, Noun]] = MappingProxyType({each.name: each for each in _ALL})

_BY_TABLE: Final = {each.table.name: each for each in _ALL}


def noun_of_table(name: str) -> Noun | None:
    """The noun whose records are the rows of this table."""
    return _BY_TABLE.get(name)
