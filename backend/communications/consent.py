"""May we contact this person? The gate that everything asks before it contacts anybody, and the ledger behind it.

The strictest reading of the law is the default; what an agency relaxes stands in its contact rules.
"""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, Self

import orjson

from backend.communications import calling_hours
from backend.communications.calling_hours import Place, Week
from backend.communications.time_zones import places
from backend.database.engine import Connection, Pool
from backend.errors import Invalid, NotFound
from backend.models.consent import Basis, Channel, ConsentAction, PersonKind, Purpose
from backend.values import NotAPhoneNumber, PhoneNumber

AUTOMATED: Final = frozenset({Channel.SMS, Channel.CALL_AUTO, Channel.PRERECORDED})
BY_PHONE: Final = AUTOMATED | {Channel.CALL_MANUAL}
SOLICITING: Final = frozenset({Purpose.MARKETING, Purpose.SERVICE})
SIGNED: Final = frozenset({Basis.PEWC, Basis.EXPRESS})
# Consent that was given to somebody else and passed on: carriers reject texts on it (10DLC, error 30951).
PASSED_ON: Final = frozenset({"ping_post", "adf_email", "import"})
INQUIRY_DAYS: Final = 90
BUSINESS_MONTHS_DAYS: Final = 548  # 18 months
# "Revoke-all" is suspended by the FCC until this day; an agency may keep to it earlier, and does unless it says no.
REVOKE_ALL_FROM: Final = datetime(2027, 1, 31, tzinfo=UTC)
AUTOMATION: Final = re.compile(r"auto(-| )?dial|automat|pre-?recorded|artificial", re.IGNORECASE)


class NoSuchPerson(NotFound):
    """There is no such person to ask about."""

    code = "no_such_person"


class NotAGrant(Invalid):
    """A grant names one channel, one purpose and a basis."""

    code = "not_a_grant"


@dataclass(frozen=True, slots=True)
class Person:
    """Whom it is about: a lead or a customer."""

    kind: PersonKind
    id: int


@dataclass(frozen=True, slots=True)
class Decision:
    """The gate's answer. evidence_id: the entry of the ledger it rests on; not_before: when to ask again, if ever."""

    allowed: bool
    reason: str
    evidence_id: int | None = None
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger, as far as the gate reads it."""

    id: int
    action: str
    channel: str
    purpose: str
    basis: str | None
    address: str | None
    seller: str | None
    captured_at: datetime
    captured_via: str | None
    disclosure_text: str | None
    signature_method: str | None
    not_condition_of_purchase: bool | None
    is_own: bool

    @classmethod
    def of(cls, row: Any) -> Self:
        return cls(**row)


@dataclass(frozen=True, slots=True)
class ContactRules:
    """What the agency has decided within the law. consent_floor: per state, the weakest basis for automated contact.

    revoke_all: whether one "stop" ends automated contact on all matters.
    """

    hours: Week = calling_hours.CAUTIOUS
    attempts_per_day: int = 3
    attempts_per_week: int = 7
    revoke_all: bool = True
    consent_floor: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, stored: object) -> Self:
        """From the agency's settings; what is missing or unreadable stays at the cautious default."""
        said = stored if isinstance(stored, dict) else {}
        hours = said.get("hours")
        usual = cls()
        return cls(
            _week(hours) if isinstance(hours, dict) else usual.hours,
            int(said.get("attempts_per_day", usual.attempts_per_day)),
            int(said.get("attempts_per_week", usual.attempts_per_week)),
            bool(said.get("revoke_all", usual.revoke_all)),
            dict(said.get("consent_floor") or {}),
        )


def _week(said: dict[str, Any]) -> Week:
    def hours(name: str) -> calling_hours.Hours:
        pair = said.get(name)
        return (_minutes(pair[0]), _minutes(pair[1])) if pair else None

    return Week(hours("weekday"), hours("saturday"), hours("sunday"), hours("holiday"), "the agency's own rule")


def _minutes(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:5])


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Everything the gate judges by. last_business: when the person last was a customer; attempts: in a day, a week."""

    email: str | None
    phone: str | None
    state: str | None
    postal_code: str | None
    inquired_at: datetime | None
    last_business: date | None
    is_test: bool
    seller: str | None
    rules: ContactRules
    entries: Sequence[Entry] = ()
    attempts: tuple[int, int] = (0, 0)

    def address(self, channel: Channel) -> str | None:
        """The e-mail address or number that this channel uses."""
        if channel in BY_PHONE:
            return self.phone
        return self.email if channel is Channel.EMAIL else None

    @property
    def places(self) -> tuple[Place, ...]:
        return places(self.state, self.postal_code, self.phone)


async def may_contact(
    connection: Connection | Pool, person: Person, channel: Channel, purpose: Purpose, at: datetime
) -> Decision:
    """Whether this person may be contacted at that moment, why, and on which proof.

    Ask right before contacting and keep the answer with what was sent. Raises NoSuchPerson.
    """
    return judge(await circumstances(connection, person, at), channel, purpose, at)


def judge(known: Circumstances, channel: Channel, purpose: Purpose, at: datetime) -> Decision:
    """The decision: revocations first, then permission, then hours, then how often."""
    if Channel.ALL is channel or Purpose.ALL is purpose:
        raise NotAGrant("Ask about one channel and one purpose.")
    if known.is_test:
        return Decision(False, "test_lead")
    if channel in BY_PHONE and known.phone is None:
        return Decision(False, "no_phone_number")
    if channel is Channel.EMAIL and known.email is None:
        return Decision(False, "no_email_address")
    revoked = _revoked(known, channel, purpose, at)
    if revoked is not None:
        return Decision(False, "revoked", revoked.id)
    permitted = _permission(known, channel, purpose, at)
    if not permitted.allowed or channel not in BY_PHONE or purpose not in SOLICITING:
        return permitted
    where = known.places
    if not calling_hours.is_open(at, where, known.rules.hours):
        opens = calling_hours.next_opening(at, where, known.rules.hours)
        return Decision(False, "quiet_hours", permitted.evidence_id, opens)
    day, week = known.attempts
    if day >= calling_hours.attempts_a_day(where, known.rules.attempts_per_day):
        return Decision(False, "too_many_attempts_today", permitted.evidence_id, at + timedelta(days=1))
    if week >= known.rules.attempts_per_week:
        return Decision(False, "too_many_attempts_this_week", permitted.evidence_id, at + timedelta(days=7))
    return permitted


def _revoked(known: Circumstances, channel: Channel, purpose: Purpose, at: datetime) -> Entry | None:
    """The revocation that stands in the way: the latest that covers this, unless consent was given again after it."""
    robocalls_end_together = known.rules.revoke_all or at >= REVOKE_ALL_FROM

    def covers(entry: Entry) -> bool:
        same_channel = entry.channel in (Channel.ALL, channel) or (entry.channel in AUTOMATED and channel in AUTOMATED)
        same_purpose = entry.purpose in (Purpose.ALL, purpose) or (
            robocalls_end_together
            and channel in AUTOMATED
            and entry.channel in AUTOMATED
            and {entry.purpose, purpose} <= SOLICITING
        )
        return entry.action == ConsentAction.REVOKED and same_channel and same_purpose

    latest = max(filter(covers, known.entries), key=lambda entry: (entry.captured_at, entry.id), default=None)
    if latest is None:
        return None
    again = any(
        entry.action == ConsentAction.GRANTED
        and entry.is_own
        and entry.channel == channel
        and entry.purpose == purpose
        and entry.basis in SIGNED
        and latest.captured_at < entry.captured_at <= at
        for entry in known.entries
    )
    return None if again else latest


def _permission(known: Circumstances, channel: Channel, purpose: Purpose, at: datetime) -> Decision:
    """What allows it, before hours and frequency are looked at."""
    grants = [
        entry
        for entry in sorted(known.entries, key=lambda entry: (entry.captured_at, entry.id), reverse=True)
        if entry.action == ConsentAction.GRANTED
        and entry.is_own
        and entry.channel == channel
        and entry.captured_at <= at
        and (entry.purpose == purpose or (entry.purpose == Purpose.MARKETING and purpose is Purpose.SERVICE))
    ]
    if channel in AUTOMATED:
        return _automated(known, channel, purpose, grants)
    if channel is Channel.CALL_MANUAL and purpose is Purpose.MARKETING:
        return _call(known, grants, at)
    if grants:
        return Decision(True, "consent", grants[0].id)
    if channel is Channel.EMAIL and purpose is Purpose.MARKETING:
        if _is_customer(known, at):
            return Decision(True, "existing_customer")
        return Decision(False, "no_consent")
    return Decision(True, "answers_the_person")


def _automated(known: Circumstances, channel: Channel, purpose: Purpose, grants: Iterable[Entry]) -> Decision:
    wanting: Decision | None = None
    for entry in grants:
        lacking = _lacking(known, channel, purpose, entry)
        if lacking is None:
            return Decision(True, "consent", entry.id)
        wanting = wanting or Decision(False, lacking, entry.id)
    return wanting or Decision(False, "no_consent")


def _lacking(known: Circumstances, channel: Channel, purpose: Purpose, entry: Entry) -> str | None:
    """What the entry lacks to carry an automated call or text; None if nothing."""
    if entry.address != known.phone:
        return "other_number"
    if entry.basis not in SIGNED:
        return "not_express"
    if purpose is not Purpose.MARKETING:
        return None
    if channel is Channel.SMS and entry.captured_via in PASSED_ON:
        return "consent_was_passed_on"
    floor = known.rules.consent_floor.get(known.state or "", Basis.PEWC)
    return None if floor == Basis.EXPRESS else _lacking_in_writing(known.seller, entry)


def _lacking_in_writing(seller: str | None, entry: Entry) -> str | None:
    """What is missing of 47 CFR 64.1200(f)(9)."""
    text = entry.disclosure_text or ""
    if entry.basis != Basis.PEWC:
        return "not_in_writing"
    if not entry.signature_method:
        return "not_signed"
    if not text.strip():
        return "no_disclosure"
    if not seller or seller.casefold() not in text.casefold():
        return "seller_not_named"
    if not AUTOMATION.search(text):
        return "automation_not_mentioned"
    return None if entry.not_condition_of_purchase else "condition_of_purchase"


def _call(known: Circumstances, grants: Iterable[Entry], at: datetime) -> Decision:
    """A sales call dialled by hand. The national registry is not held here, so a number counts as listed in it."""
    signed = [entry for entry in grants if entry.basis in SIGNED and entry.address in (None, known.phone)]
    strict = any(week and week.pewc_for_calls for week in (calling_hours.STATES.get(s or "") for s, _ in known.places))
    if strict:
        signed = [entry for entry in signed if _lacking_in_writing(known.seller, entry) is None]
    if signed:
        return Decision(True, "consent", signed[0].id)
    if strict:
        return Decision(False, "written_consent_for_calls")
    if _is_customer(known, at):
        return Decision(True, "existing_customer")
    if known.inquired_at is not None and known.inquired_at <= at < known.inquired_at + timedelta(days=INQUIRY_DAYS):
        return Decision(True, "inquiry")
    return Decision(False, "do_not_call")


def _is_customer(known: Circumstances, at: datetime) -> bool:
    return known.last_business is not None and known.last_business + timedelta(days=BUSINESS_MONTHS_DAYS) >= at.date()


# --- what the gate reads ----------------------------------------------------------------------------------------------

# One person with what ties them to the agency. params: id
LAST_BUSINESS: Final = """
    (select max(case when p.status = 'active' then current_date else coalesce(p.end_date, p.start_date) end)
     from policies p where p.customer_id = {customer})
"""
PEOPLE: Final = {
    PersonKind.LEADS: f"""
        select l.email, l.phone, l.state, l.postal_code, l.received_at as inquired_at, l.is_test,
            {LAST_BUSINESS.format(customer="l.customer_id")} as last_business,
            array[l.id] as lead_ids, l.customer_id
        from leads l where l.id = $1
    """,
    PersonKind.CUSTOMERS: f"""
        select lower(c.email) as email, c.phone, c.state, c.postal_code,
            (select max(l.received_at) from leads l where l.customer_id = c.id) as inquired_at, false as is_test,
            {LAST_BUSINESS.format(customer="c.id")} as last_business,
            array(select l.id from leads l where l.customer_id = c.id) as lead_ids, c.id as customer_id
        from customers c where c.id = $1
    """,
}
# What they said, and what was said about their number or address by anybody. params: lead ids, customer id, addresses
ENTRIES: Final = """
    select id, action, channel, purpose, basis, address, seller, captured_at, captured_via, disclosure_text,
        signature_method, not_condition_of_purchase,
        (person_type = 'leads' and person_id = any($1)) or (person_type = 'customers' and person_id = $2) is true
            as is_own
    from consent_entries
    where (person_type = 'leads' and person_id = any($1)) or (person_type = 'customers' and person_id = $2)
        or (address = any($3) and action = 'revoked')
    order by id
"""
# Calls and texts that went out lately. params: lead ids, customer id, moment
ATTEMPTS: Final = """
    select count(*) filter (where coalesce(comm_date, created_at) > $3::timestamptz - interval '1 day') as day,
        count(*) as week, (select name from agency_settings where id = 1) as seller,
        (select settings -> 'contact_rules' from agency_settings where id = 1) as rules
    from communications
    where (lead_id = any($1) or customer_id = $2) and direction = 'outbound' and comm_type in ('call', 'sms')
        and coalesce(comm_date, created_at) between $3::timestamptz - interval '7 days' and $3
"""


async def circumstances(connection: Connection | Pool, person: Person, at: datetime) -> Circumstances:
    """What is known about the person at that moment. Raises NoSuchPerson."""
    row = await connection.fetchrow(PEOPLE[person.kind], person.id)
    if row is None:
        raise NoSuchPerson
    phone = _number(row["phone"])
    addresses = [address for address in (row["email"], phone) if address]
    lead_ids, customer_id = row["lead_ids"], row["customer_id"]
    entries = await connection.fetch(ENTRIES, lead_ids, customer_id, addresses)
    agency = await connection.fetchrow(ATTEMPTS, lead_ids, customer_id, at)
    assert agency is not None  # noqa: S101 - an aggregate always answers
    return Circumstances(
        email=row["email"],
        phone=phone,
        state=row["state"],
        postal_code=row["postal_code"],
        inquired_at=row["inquired_at"],
        last_business=row["last_business"],
        is_test=row["is_test"],
        seller=agency["seller"],
        rules=ContactRules.read(orjson.loads(agency["rules"]) if agency["rules"] else None),
        entries=[Entry.of(entry) for entry in entries],
        attempts=(agency["day"], agency["week"]),
    )


def _number(written: str | None) -> str | None:
    with suppress(NotAPhoneNumber):
        return PhoneNumber.parse(written) if written else None
    return None


# --- the ledger -------------------------------------------------------------------------------------------------------

COLUMNS: Final = (
    "address",
    "address_as_entered",
    "channel",
    "purpose",
    "action",
    "basis",
    "seller",
    "captured_at",
    "captured_via",
    "disclosure_text",
    "page_url",
    "ip",
    "user_agent",
    "signature_method",
    "not_condition_of_purchase",
    "trustedform_url",
    "leadid_token",
    "words",
    "recorded_by",
)
RECORD: Final = f"""
    insert into consent_entries (person_type, person_id, {", ".join(COLUMNS)})
    select $1, $2, {", ".join(COLUMNS)}
    from jsonb_to_recordset($3::jsonb) as said (
        address text, address_as_entered text, channel text, purpose text, action text, basis text, seller text,
        captured_at timestamptz, captured_via text, disclosure_text text, page_url text, ip text, user_agent text,
        signature_method text, not_condition_of_purchase boolean, trustedform_url text, leadid_token text, words text,
        recorded_by integer
    )
    returning id
"""
# The ledger of one person, newest first. params: person_type, person_id
# returns: list of ConsentEntry
LEDGER: Final = """
    select coalesce(json_agg(entry order by entry.captured_at desc, entry.id desc), '[]')::text from (
        select id, address, address_as_entered, channel, purpose, action, basis, seller, captured_at, captured_via,
            disclosure_text, disclosure_sha256, page_url, ip, user_agent, signature_method, not_condition_of_purchase,
            trustedform_url, leadid_token, words, recorded_by, recorded_at
        from consent_entries where person_type = $1 and person_id = $2
        order by id desc limit 500
    ) entry
"""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody agreed to or took back, with its proof. address: normalised; null means every one they have."""

    channel: Channel
    purpose: Purpose
    action: ConsentAction
    captured_at: datetime
    basis: Basis | None = None
    address: str | None = None
    address_as_entered: str | None = None
    seller: str | None = None
    captured_via: str | None = None
    disclosure_text: str | None = None
    page_url: str | None = None
    ip: str | None = None
    user_agent: str | None = None
    signature_method: str | None = None
    not_condition_of_purchase: bool | None = None
    trustedform_url: str | None = None
    leadid_token: str | None = None
    words: str | None = None
    recorded_by: int | None = None


async def record(connection: Connection | Pool, person: Person, said: Sequence[Said]) -> list[int]:
    """The ids of the new entries, in the order given. Raises NotAGrant for a grant of everything, or without basis."""
    for each in said:
        vague = each.channel is Channel.ALL or each.purpose is Purpose.ALL or each.basis is None
        if each.action is ConsentAction.GRANTED and vague:
            raise NotAGrant
    if not said:
        return []
    rows = await connection.fetch(RECORD, person.kind, person.id, orjson.dumps(said).decode())
    return [row["id"] for row in rows]


async def revoke(
    connection: Connection | Pool,
    person: Person,
    channel: Channel = Channel.ALL,
    purpose: Purpose = Purpose.ALL,
    *,
    via: str,
    at: datetime,
    words: str | None = None,
    recorded_by: int | None = None,
) -> list[int]:
    """The person does not want this any more: it holds at once, for everybody with the same number or address.

    via: how they said so (`agent`, `call`, `reply`); words: what they said. Raises NoSuchPerson.
    """
    known = await circumstances(connection, person, at)
    addresses: list[str | None] = [known.address(channel)]
    if channel is Channel.ALL:
        addresses = [address for address in (known.email, known.phone) if address] or [None]
    entries = [
        Said(
            channel=channel,
            purpose=purpose,
            action=ConsentAction.REVOKED,
            captured_at=at,
            address=address,
            captured_via=via,
            words=words,
            recorded_by=recorded_by,
        )
        for address in addresses
    ]
    return await record(connection, person, entries)


async def ledger(connection: Connection | Pool, person: Person) -> str:
    """The person's own entries as JSON."""
    found: str = await connection.fetchval(LEDGER, person.kind, person.id)
    return found
