"""Ping and post, answered while the vendor waits."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import orjson

from backend import clock
from backend.communications import consent
from backend.communications.consent import Person
from backend.database.engine import Connection, Pool
from backend.database.writes import transaction
from backend.integrations.incoming import Incoming, in_order
from backend.integrations.ping_post import reading
from backend.integrations.ping_post.reading import Told
from backend.integrations.ping_post.replies import Reply
from backend.leads.intake import capture, said_of, same_person
from backend.leads.intake_payloads import INTAKE, Received, keep, numbered
from backend.leads.intake_sources import Source
from backend.models.consent import PersonKind
from backend.settings import Settings

TTL_MINUTES: Final = 15
DUPLICATE_DAYS: Final = 30
OFFER: Final = """
    insert into lead_pings (source_id, facts, price_cents, is_test, expires_at) values ($1, $2, $3, $4, $5)
    returning bid_id
"""
BID: Final = """
    select id, price_cents, is_test, expires_at, posted_at, answer from lead_pings
    where source_id = $1 and bid_id = $2 for update
"""
TAKEN: Final = "update lead_pings set posted_at = now(), lead_id = $2, answer = $3 where id = $1"
ANSWERED: Final = "select lead_id, status from lead_payloads where account = $1 and external_id = $2"
NO_CONTACT: Final = Reply("rejected", reason="no_contact")
AGAIN: Final = {"processed": "accepted", "ignored": "duplicate"}
PROCESSED: Final = (
    "update lead_payloads set status = $2, lead_id = $3, is_test = $4, processed_at = now() where id = $1"
)


async def ping(pool: Pool, door: Source, said: Mapping[str, Any]) -> Reply:
    """Our offer for a lead we do not know yet. Only what says nothing about the person is kept, and not for long."""
    told = reading.translated(said, door.config, door.secrets)
    known = reading.facts(told)
    offered = reading.price(known, door.config)
    if offered is None:
        return Reply("no_bid", reason="not_wanted")
    expires = clock.now() + timedelta(minutes=int(door.config.get("ping_ttl_minutes", TTL_MINUTES)))
    testing = reading.is_test(told, door.config)
    bid_id = await pool.fetchval(OFFER, door.id, orjson.dumps(known).decode(), offered, testing, expires)
    return Reply("bid", bid_id=bid_id, price_cents=offered)


async def post(
    pool: Pool, settings: Settings, door: Source, body: bytes, said: Mapping[str, Any], facts: Mapping[str, Any]
) -> Reply:
    """The lead itself. The same post is answered alike however often it comes, and paid for once.

    config: `mode` full_post takes posts without a ping; `duplicate_days` is how long the same person is a duplicate.
    """
    told = reading.translated(said, door.config, door.secrets)
    incoming = replace(_of(door, told, body), cost_cents=door.cost_cents)
    async with transaction(pool, INTAKE) as connection:
        if door.config.get("mode") == "full_post":
            received = Received(door.key, door.kind, numbered(incoming.key), body, facts)
            return await _taken(connection, settings, door, received, incoming)
        return await _post_of_bid(connection, settings, door, told, incoming, body, facts)


def _of(door: Source, told: Told, body: bytes) -> Incoming:
    incoming = reading.lead(told, door.config, body=body)
    return replace(
        incoming,
        source=door.source or incoming.source,
        product_interest=incoming.product_interest or door.product_interest,
    )


async def _post_of_bid(
    connection: Connection,
    settings: Settings,
    door: Source,
    told: Told,
    incoming: Incoming,
    body: bytes,
    facts: Mapping[str, Any],
) -> Reply:
    row = await connection.fetchrow(BID, door.id, (told.transaction or "").replace("\0", "")[:64])
    if row is None:
        return Reply("rejected", reason="unknown_bid")
    if row["answer"] is not None:
        return Reply(**orjson.loads(row["answer"]))
    if row["expires_at"] < clock.now():
        return Reply("rejected", reason="expired_bid")
    incoming = replace(incoming, cost_cents=row["price_cents"], is_test=incoming.is_test or row["is_test"])
    received = Received(door.key, door.kind, numbered(str(told.transaction)), body, facts)
    reply = await _taken(connection, settings, door, received, incoming)
    if reply is NO_CONTACT:
        return replace(reply, bid_id=told.transaction)
    reply = replace(reply, bid_id=told.transaction, price_cents=row["price_cents"] if reply.status == "accepted" else 0)
    await connection.execute(TAKEN, row["id"], reply.lead_id, orjson.dumps(reply).decode())
    return reply


async def _taken(
    connection: Connection, settings: Settings, door: Source, received: Received, incoming: Incoming
) -> Reply:
    """Payload and lead in one transaction. A person who came lately is a duplicate; what they agreed to is kept.

    Of what nobody could be reached by nothing is kept: the vendor may post it once more, mended.
    """
    info = in_order(incoming.person).info
    if not info.get("phone") and not info.get("email"):
        return NO_CONTACT
    payload_id = await keep(connection, settings, received)
    if payload_id is None:
        known = await connection.fetchrow(ANSWERED, received.account, received.external_id)
        assert known is not None  # noqa: S101 - it stood in the way a moment ago
        return Reply(AGAIN.get(known["status"], "rejected"), lead_id=known["lead_id"])
    since = clock.now() - timedelta(days=int(door.config.get("duplicate_days", DUPLICATE_DAYS)))
    same = None if incoming.is_test else await same_person(connection, incoming, since)
    if same is not None:
        await consent.record(connection, Person(PersonKind.LEADS, same), list(said_of(incoming, info)))
        await connection.execute(PROCESSED, payload_id, "ignored", same, False)
        return Reply("duplicate", lead_id=same)
    lead = await capture(connection, incoming, door.key)
    await connection.execute(PROCESSED, payload_id, "processed", lead.id, incoming.is_test)
    return Reply("accepted", lead_id=lead.id)
