"""A lead comes in: put in order, stored once however often it is sent, with what the person agreed to.

That it came in is announced by the database, in the same transaction, as LeadCaptured.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

import orjson

from backend import clock
from backend.communications import consent
from backend.communications.consent import Person, Said
from backend.database.engine import Connection
from backend.integrations.incoming import NAMES_OF_PARTS, PERSON_FIELDS, GivenConsent, Incoming, in_order
from backend.jobs import Task
from backend.leads import duplicates
from backend.models.consent import Basis, Channel, ConsentAction, PersonKind, Purpose, SignatureMethod

LONGEST_KEY: Final = 64
CERTIFICATE: Final = re.compile(r"https://cert\.trustedform\.com/[A-Za-z0-9]{1,255}(\?[^\s]{0,200})?")
LEADID: Final = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
BY_MAIL: Final = frozenset({Channel.EMAIL})


@dataclass(frozen=True, slots=True)
class LeadCaptured(Task):
    """A lead came in, whichever way. Enqueued by the trigger `books_announce` on leads."""

    lead_id: int


@dataclass(frozen=True, slots=True)
class Captured:
    """The lead that a message became. is_new: false when it had come in before."""

    id: int
    is_new: bool


# One lead, unless its key is known. params: the columns in this order
CAPTURE: Final = """
    insert into leads (idempotency_key, channel, source, product_interest, contact_info, consent, metadata,
        external_id, cost_cents, received_at, is_test)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, coalesce($10, now()), $11)
    on conflict (idempotency_key) do nothing
    returning id
"""
KNOWN: Final = "select id from leads where idempotency_key = $1"
# What is sent again replaces what was said, and keeps the rest. params: id, contact_info, metadata
RENEW: Final = """
    update leads set
        contact_info = coalesce(contact_info, '{}') || $2::jsonb,
        metadata = coalesce(metadata, '{}') || $3::jsonb
    where id = $1
"""
# The newest lead of the same person since a moment. params: email, phone, since
SAME_PERSON: Final = """
    select max(id) from (
        (select id from leads where email = $1 and received_at > $3 and not is_test order by id desc limit 1)
        union all
        (select id from leads where phone = $2 and received_at > $3 and not is_test order by id desc limit 1)
    ) known
"""


def key_of(account: str, number: str) -> str:
    """The idempotency key of what a sender calls by this number; a long one by its hash."""
    key = f"{account[:12]}:{number}"
    return key if len(key) <= LONGEST_KEY and key.isprintable() else sha256(f"{account}:{number}".encode()).hexdigest()


async def capture(connection: Connection, incoming: Incoming, account: str) -> Captured:
    """The lead, new or as it is known, inside the caller's transaction. account: the key of the door it came through.

    Two that arrive at once become one lead: the second waits for the first to commit.
    """
    contact = in_order(incoming.person)
    metadata = incoming.metadata(contact.unread)
    if not incoming.is_test and (known := await duplicates.known(connection, contact.info)):
        metadata["known"] = known
    key = key_of(account, incoming.key)
    said = list(said_of(incoming, contact.info))
    lead_id = await connection.fetchval(
        CAPTURE,
        key,
        incoming.channel[:32],
        incoming.source[:64] if incoming.source else None,
        incoming.product_interest,
        _json(contact.info),
        _json(summary_of(incoming.consents)),
        _json(metadata),
        incoming.external_id,
        incoming.cost_cents,
        _not_later_than_now(incoming.received_at),
        incoming.is_test,
    )
    if lead_id is not None:
        await consent.record(connection, Person(PersonKind.LEADS, lead_id), said)
        return Captured(lead_id, is_new=True)
    metadata.pop("known", None)
    number: int = await connection.fetchval(KNOWN, key)
    if incoming.is_update:
        await connection.execute(RENEW, number, _json(contact.info) or "{}", _json(metadata) or "{}")
    return Captured(number, is_new=False)


async def renew(connection: Connection, lead_id: int, incoming: Incoming) -> Captured:
    """Brings a lead up to date with what the same person sent once more, and keeps what they agreed to."""
    contact = in_order(incoming.person)
    metadata = incoming.metadata(contact.unread)
    await connection.execute(RENEW, lead_id, _json(contact.info) or "{}", _json(metadata) or "{}")
    await consent.record(connection, Person(PersonKind.LEADS, lead_id), list(said_of(incoming, contact.info)))
    return Captured(lead_id, is_new=False)


async def same_person(connection: Connection, incoming: Incoming, since: datetime) -> int | None:
    """The newest lead with the same e-mail address or number."""
    info = in_order(incoming.person).info
    email, phone = info.get("email"), info.get("phone")
    if not email and not phone:
        return None
    found: int | None = await connection.fetchval(SAME_PERSON, email, phone, since)
    return found


def _not_later_than_now(moment: datetime | None) -> datetime | None:
    return None if moment is None else min(moment, clock.now())


def _json(value: Mapping[str, Any] | None) -> str | None:
    return orjson.dumps(value, default=str).decode() if value else None


# --- as the API takes it ----------------------------------------------------------------------------------------------

PERSONAL: Final = frozenset({*PERSON_FIELDS, *NAMES_OF_PARTS, "address", "phones"})


def gathered(sent: Mapping[str, Any], known: Collection[str]) -> dict[str, Any]:
    """A lead's fields as they were sent: a person's own go to `contact_info`, those that we do not know to `metadata`.

    known: the names of a lead's fields. A place of another type is left for whoever checks the fields.
    """
    made = dict(sent)
    person = {name: made.pop(name) for name in PERSONAL & made.keys()}
    rest = {name: made.pop(name) for name in made.keys() - known}
    for name, more in (("contact_info", person), ("metadata", rest)):
        own = made.get(name)
        if more and (own is None or isinstance(own, dict)):
            made[name] = {**more, **(own or {})}
    return made


def put_in_order(values: Mapping[str, Any], *, new: bool) -> dict[str, Any]:
    """A lead's values with its contact in order. What cannot be read stays as written and is named in the metadata,
    which a change has to bring along for that: it would replace what is there."""
    made = dict(values)
    info = made.get("contact_info")
    if not isinstance(info, dict):
        return made
    contact = in_order(info)
    made["contact_info"] = contact.info
    if contact.unread and (new or made.get("metadata") is not None):
        made["metadata"] = {**(made.get("metadata") or {}), "unreadable": contact.unread}
    return made


def said_with(values: Mapping[str, Any]) -> list[Said]:
    """The ledger's entries for the `consent` of a lead's values, whose contact is in order."""
    incoming = Incoming(
        channel=values.get("channel") or "api",
        key="",
        person={},
        consents=consents_in(values.get("consent")),
        received_at=values.get("received_at"),
    )
    return list(said_of(incoming, values.get("contact_info") or {}))


# --- consent ----------------------------------------------------------------------------------------------------------


def said_of(incoming: Incoming, info: Mapping[str, Any]) -> Iterable[Said]:
    """The ledger's entries for what came with a lead, one for each channel, with the address it was given for."""
    for given in incoming.consents:
        yield from entries(given, info, via=incoming.channel, at=incoming.received_at)


def entries(given: GivenConsent, info: Mapping[str, Any], *, via: str, at: datetime | None) -> Iterable[Said]:
    """One entry for each channel of a consent. info: the contact it came with."""

    def entered(name: str) -> str | None:
        return str(info[name])[:255] if info.get(name) else None

    for channel in given.channels:
        field = "email" if channel in BY_MAIL else "phone"
        postal = channel == Channel.POSTAL
        yield Said(
            channel=Channel(channel),
            purpose=Purpose(given.purpose),
            action=ConsentAction.GRANTED,
            basis=Basis(given.basis),
            captured_at=_not_later_than_now(given.captured_at or at) or clock.now(),
            address=None if postal else entered(field),
            address_as_entered=None if postal else entered(f"{field}_as_entered") or entered(field),
            captured_via=via,
            disclosure_text=given.text,
            page_url=given.page_url[:2048] if given.page_url else None,
            ip=given.ip,
            user_agent=given.user_agent[:512] if given.user_agent else None,
            signature_method=given.signature_method,
            not_condition_of_purchase=given.not_condition_of_purchase,
            trustedform_url=certificate(given.trustedform_url),
            leadid_token=leadid(given.leadid_token),
        )


def certificate(url: str | None) -> str | None:
    """The address of a TrustedForm certificate; any other host is none, whoever asked it would get our key."""
    return url if url and CERTIFICATE.fullmatch(url) else None


def leadid(token: str | None) -> str | None:
    """A Jornaya token: 36 characters."""
    return token if token and LEADID.fullmatch(token) else None


def summary_of(given: Sequence[GivenConsent]) -> dict[str, Any] | None:
    """What the lead itself shows; the proof is in the ledger."""
    if not given:
        return None
    return {
        "channels": sorted({channel for each in given for channel in each.channels}),
        "texts": [sha256(each.text.encode()).hexdigest() for each in given if each.text],
    }


def consents_in(said: object) -> tuple[GivenConsent, ...]:
    """What the `consent` of a lead sent to the API says, if it says it as we understand it.

    Understood are `{"channels": [...], "text": ..., "page_url": ..., "ip": ...}` and `{"email": true, "sms": false}`.
    """
    if not isinstance(said, dict) or said.get("granted") is False:
        return ()
    channels = {each.value for each in Channel} - {Channel.ALL.value}
    listed = said.get("channels")
    named = listed if isinstance(listed, list) else [name for name, value in said.items() if value is True]
    wanted = tuple(dict.fromkeys(name for name in named if isinstance(name, str) and name in channels))
    if not wanted:
        return ()

    def text(name: str, most: int = 10_000) -> str | None:
        value = said.get(name)
        return value[:most] if isinstance(value, str) and value else None

    method = text("signature_method")
    purpose = text("purpose") or Purpose.MARKETING
    shown = text("text")
    return (
        GivenConsent(
            channels=wanted,
            purpose=purpose if purpose in set(Purpose) - {Purpose.ALL} else Purpose.MARKETING,
            basis=Basis.PEWC if shown and method in set(SignatureMethod) - {SignatureMethod.VERBAL} else Basis.EXPRESS,
            text=shown,
            page_url=text("page_url"),
            ip=text("ip", 45),
            user_agent=text("user_agent"),
            signature_method=method if method in set(SignatureMethod) else None,
            not_condition_of_purchase=said.get("not_condition_of_purchase") is True,
            trustedform_url=text("trustedform_url"),
            leadid_token=text("leadid_token"),
        ),
    )
