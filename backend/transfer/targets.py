"""What a spreadsheet's column can become: per noun its fields, the words people head them with, and how they match."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from backend.models import Base
from backend.transfer.errors import UnknownNoun
from backend.transfer.words import CHOICES, HINTS, LINES, PERSON, SYNONYMS


class Kind(StrEnum):
    """How the text of a cell is understood."""

    RECORD_ID = "record_id"
    TEXT = "text"
    NUMBERED = "identifier"
    NAME = "name"
    NAME_PART = "name_part"
    EMAIL = "email"
    PHONE = "phone"
    STATE = "state"
    ZIP = "zip"
    DATE = "date"
    INSTANT = "instant"
    MONEY = "money"
    CENTS = "cents"
    NUMBER = "number"
    INTEGER = "integer"
    YES_NO = "yes_no"
    CHOICE = "choice"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Target:
    """One thing a column can be mapped to.

    column: the table's column, or "" for a value that only helps to find a related record.
    key: where inside a JSON column the value goes. lenient: an unreadable value is put aside, not refused.
    """

    name: str
    kind: Kind
    column: str
    sql_type: str
    key: str | None = None
    required: bool = False
    lenient: bool = False
    max_length: int | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    label: str = ""
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """How rows find their parent: `by` pairs a target with the parent's column, strongest first.

    copies: (own target, parent's column) filled from the parent where the file leaves it empty.
    """

    column: str
    table: str
    by: tuple[tuple[str, str], ...]
    copies: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """How one noun is imported. match: target names that recognise a record, strongest first.

    headers: how our own export heads a column → the column; counter: the column that counts changes.
    """

    noun: str
    table: str
    targets: Mapping[str, Target]
    match: tuple[str, ...]
    link: Link | None = None
    any_of: tuple[str, ...] = ()
    owned: bool = True
    people: bool = False
    hints: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    counter: str | None = None
    constants: Mapping[str, str] = field(default_factory=dict)


LEAD_CONTACT: Final = (
    ("name", Kind.NAME, 255),
    ("first_name", Kind.NAME_PART, 100),
    ("middle_name", Kind.NAME_PART, 100),
    ("last_name", Kind.NAME_PART, 100),
    ("email", Kind.EMAIL, 255),
    ("phone", Kind.PHONE, 50),
    ("address_line1", Kind.TEXT, 255),
    ("address_line2", Kind.TEXT, 255),
    ("city", Kind.TEXT, 100),
    ("state", Kind.STATE, 2),
    ("postal_code", Kind.ZIP, 10),
    ("date_of_birth", Kind.DATE, None),
)
LEAD_CONSENT: Final = (
    ("tcpa", Kind.YES_NO, None),
    ("jornaya_leadid", Kind.TEXT, 64),
    ("trustedform_url", Kind.TEXT, 512),
    ("consent_ip", Kind.TEXT, 64),
)

KINDS: Final[Mapping[tuple[str, str], Kind]] = {
    ("customers", "name"): Kind.NAME,
    ("customers", "first_name"): Kind.NAME_PART,
    ("customers", "last_name"): Kind.NAME_PART,
    ("customers", "email"): Kind.EMAIL,
    ("customers", "phone"): Kind.PHONE,
    ("customers", "state"): Kind.STATE,
    ("customers", "postal_code"): Kind.ZIP,
    ("customers", "external_id"): Kind.NUMBERED,
    ("leads", "external_id"): Kind.NUMBERED,
    ("policies", "policy_number"): Kind.NUMBERED,
    ("policies", "customer_name"): Kind.NAME,
    ("policies", "premium"): Kind.MONEY,
    ("policies", "external_id"): Kind.NUMBERED,
    ("claims", "claim_number"): Kind.NUMBERED,
    ("claims", "policy_number"): Kind.NUMBERED,
    ("claims", "customer_name"): Kind.NAME,
    ("claims", "amount"): Kind.MONEY,
    ("claims", "external_id"): Kind.NUMBERED,
    ("communications", "customer_name"): Kind.NAME,
}

CUSTOMER_LINK: Final = Link(
    "customer_id",
    "customers",
    (
        ("customer_number", "external_id"),
        ("customer_email", "email"),
        ("customer_phone", "phone"),
        ("customer_name", "name"),
    ),
    (("customer_name", "name"),),
)
RECORD_ID: Final = "id"
MATCH: Final[Mapping[str, tuple[str, ...]]] = {
    "customers": ("external_id", "email", "phone"),
    "leads": ("external_id", "email", "phone"),
    "policies": ("policy_number",),
    "claims": ("claim_number",),
}
LINKS: Final = {
    "policies": CUSTOMER_LINK,
    "communications": CUSTOMER_LINK,
    "claims": Link(
        "policy_id", "policies", (("policy_number", "policy_number"),), (("customer_name", "customer_name"),)
    ),
}
NEVER: Final = frozenset({"id", "created_at", "updated_at", "version", "row_version", "owner_id", "metadata"})
# Nouns that only our own exports are recognised as, besides those that have words of their own.
EXPORTED: Final = (
    "reports",
    "scores",
    "tasks",
    "notes",
    "documents",
    "file_documents",
    "document_categories",
    "document_versions",
    "document_activities",
    "marketing_segments",
    "marketing_templates",
    "marketing_triggers",
    "marketing_campaigns",
    "marketing_sends",
    "marketing_analytics",
    "saved_views",
)
PRIVATE: Final = frozenset(
    {
        "users",
        "sessions",
        "api_keys",
        "recovery_codes",
        "login_throttle",
        "audit_log",
        "operations",
        "operation_rejects",
        "idempotency_keys",
        "search_words",
        "alembic_version",
        "teams",
        "agency_settings",
        "document_shares",
        "quotes",
        "routing_rules",
        "lead_sources",
        "web_forms",
        "own_reports",
        "report_schedules",
    }
)


@cache
def shape_of(noun: str) -> Shape:
    """How `noun` (its API key, such as "customers") is imported. Raises UnknownNoun."""
    key = noun.removeprefix("file-documents/").replace("/", "_").replace("-", "_")
    key = f"document_{key}" if noun.startswith("file-documents/") else key
    table = _table(key)
    targets = {RECORD_ID: Target(RECORD_ID, Kind.RECORD_ID, "", "bigint", label="ID")}
    targets |= {target.name: target for target in _column_targets(key, table)}
    if key == "leads":
        targets |= {target.name: target for target in _lead_targets()}
    link = LINKS.get(key)
    for name, column in link.by if link else ():
        if name not in targets and link is not None:
            kind = {"email": Kind.EMAIL, "phone": Kind.PHONE, "name": Kind.NAME}.get(column, Kind.NUMBERED)
            targets[name] = Target(name, kind, "", "text", lenient=True, synonyms=_synonyms(key, name))
    return Shape(
        noun=key,
        table=table.name,
        targets=targets,
        match=(RECORD_ID, *MATCH.get(key, ("external_id",) if "external_id" in targets else ())),
        link=link,
        any_of=("email", "phone") if key == "leads" else (),
        owned="owner_id" in table.c,
        people=key in ("customers", "leads"),
        hints=HINTS.get(key, ()),
        headers={
            word: column.name
            for column in table.c
            if not column.info.get("hidden")
            for word in (column.name, _label(column))
        },
        counter=next((name for name in ("row_version", "version") if name in table.c), None),
        constants={"channel": "import"} if key == "leads" else {},
    )


def nouns_guessed() -> tuple[str, ...]:
    """The nouns a sheet may be recognised as without being told."""
    return tuple(SYNONYMS)


def nouns_exported() -> tuple[str, ...]:
    """The nouns that our own exports are recognised as."""
    return (*SYNONYMS, *EXPORTED)


def _table(key: str) -> sa.Table:
    tables = Base.metadata.tables
    short = key.removeprefix("marketing_")
    aliases = {
        "segments": "audience_segments",
        "templates": "marketing_templates",
        "triggers": "automation_triggers",
        "campaigns": "marketing_campaigns",
        "sends": "campaign_sends",
        "analytics": "campaign_analytics",
    }
    table = tables.get(key, tables.get(aliases.get(short, "")))
    if table is None or table.name in PRIVATE:
        raise UnknownNoun(f"Rows of “{key}” cannot be imported; customers, policies, claims, leads and others can.")
    return table


def _column_targets(key: str, table: sa.Table) -> list[Target]:
    found = []
    for column in table.c:
        hidden = column.info.get("readonly") or column.info.get("hidden") or column.computed is not None
        # Ids of other records mean nothing in a file; relations are found by numbers and names (LINKS).
        hidden = hidden or bool(column.foreign_keys)
        if column.name in NEVER or hidden:
            continue
        found.append(_column_target(key, column))
    return found


def _column_target(key: str, column: "sa.Column[object]") -> Target:
    length = column.type.length if isinstance(column.type, sa.String) else None
    kind = KINDS.get((key, column.name)) or _kind(column)
    choices = _choices(key, column)
    copied = key in LINKS and column.name in dict(LINKS[key].copies)
    return Target(
        name=column.name,
        kind=Kind.CHOICE if choices else kind,
        column=column.name,
        sql_type=_sql_type(column),
        required=not column.nullable and column.server_default is None and not copied,
        lenient=kind is Kind.PHONE,
        max_length=length,
        choices=choices,
        label=_label(column),
        synonyms=_synonyms(key, column.name),
    )


def _label(column: "sa.Column[object]") -> str:
    return str(column.info.get("label") or column.name.removesuffix("_id").replace("_", " ").capitalize())


def _lead_targets() -> list[Target]:
    contact = [
        Target(
            name,
            kind,
            "contact_info",
            "text",
            key=name,
            max_length=length,
            synonyms=PERSON.get(name, ()),
            lenient=kind in (Kind.EMAIL, Kind.PHONE, Kind.STATE, Kind.ZIP, Kind.DATE),
        )
        for name, kind, length in LEAD_CONTACT
    ]
    consent = [
        Target(
            name,
            kind,
            "consent",
            "boolean" if kind is Kind.YES_NO else "text",
            key=name.removeprefix("consent_"),
            max_length=length,
            synonyms=_synonyms("leads", name),
            lenient=True,
        )
        for name, kind, length in LEAD_CONSENT
    ]
    cost = Target("cost", Kind.CENTS, "cost_cents", "bigint", synonyms=_synonyms("leads", "cost"))
    return [*contact, *consent, cost]


def _synonyms(key: str, name: str) -> tuple[str, ...]:
    own = SYNONYMS.get(key, {}).get(name)
    if own is None and key in ("customers", "leads"):
        own = PERSON.get(name)
    return own or ()


def _kind(column: "sa.Column[object]") -> Kind:
    match column.type:
        case sa.DateTime():
            return Kind.INSTANT
        case sa.Date():
            return Kind.DATE
        case sa.Boolean():
            return Kind.YES_NO
        case sa.Integer():
            return Kind.INTEGER
        case sa.Numeric() | sa.Float():
            return Kind.NUMBER
        case JSONB():
            return Kind.JSON
    return Kind.EMAIL if column.name == "email" else Kind.TEXT


def _sql_type(column: "sa.Column[object]") -> str:
    match column.type:
        case sa.DateTime():
            return "timestamptz"
        case sa.Date():
            return "date"
        case sa.Boolean():
            return "boolean"
        case sa.BigInteger():
            return "bigint"
        case sa.Integer():
            return "integer"
        case sa.Float():
            return "double precision"
        case sa.Numeric():
            return "numeric"
        case JSONB():
            return "jsonb"
    return "text"


def _choices(key: str, column: "sa.Column[object]") -> dict[str, str]:
    """Every spelling that is understood, folded to lower case, with the stored value it means."""
    declared = tuple(str(choice) for choice in column.info.get("choices", ()))
    spellings = {choice.lower().replace("_", " "): choice for choice in declared}
    told = LINES if column.name in ("policy_type", "claim_type") else CHOICES.get((key, column.name), {})
    for value, words in told.items():
        for word in words:
            spellings.setdefault(word, value)
    return spellings
