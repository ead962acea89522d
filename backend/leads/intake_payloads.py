"""What was received: kept sealed with its job in one transaction before it is acknowledged, then made into leads."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final

import asyncpg
import orjson
import structlog

from backend import clock
from backend.database.engine import Connection, Pool
from backend.database.writes import Actor, transaction
from backend.errors import Conflict, Invalid, NotFound
from backend.integrations.adf import reading as adf
from backend.integrations.google_ads import reading as google
from backend.integrations.incoming import Incoming, PayloadUnreadable, read_json
from backend.integrations.meta import client as graph
from backend.integrations.meta import reading as meta
from backend.jobs import GiveUp, Task, enqueue
from backend.leads import intake_forms
from backend.leads.intake import capture
from backend.leads.intake_sealing import opened, sealed
from backend.leads.intake_sources import NoSuchSource, Source, source
from backend.models.intake import SourceKind
from backend.settings import Settings

log: Final = structlog.stdlib.get_logger("leadgen.intake")
WEB_FORM: Final = "web_form"
UNFIT: Final = (asyncpg.DataError, asyncpg.ProgramLimitExceededError)  # values that no trying again makes fit

KEEP: Final = """
    insert into lead_payloads (account, kind, external_id, sealed, expires_at) values ($1, $2, $3, $4, $5)
    on conflict (account, external_id) do nothing
    returning id
"""
WAITING: Final = """
    select id, account, kind, external_id, sealed, status, received_at from lead_payloads where id = $1
"""
LOCK: Final = "select status from lead_payloads where id = $1 for update"
DONE: Final = """
    update lead_payloads set status = $2, lead_id = $3, is_test = $4, error = null, processed_at = now() where id = $1
"""
ASIDE: Final = "update lead_payloads set status = 'ignored', error = $2, processed_at = now() where id = $1"
FAILED: Final = "update lead_payloads set status = 'failed', error = $2, processed_at = now() where id = $1"
AGAIN: Final = """
    update lead_payloads set status = 'received', error = null
    where id = $1 and status in ('failed', 'ignored') and sealed is not null
    returning id
"""
# params: expired before
FORGET: Final = "update lead_payloads set sealed = null where expires_at < $1 and sealed is not null"
FORGET_PINGS: Final = "delete from lead_pings where expires_at < $1 and posted_at is null"


class NothingToRetry(Conflict):
    """This was processed, or its raw content has expired."""

    code = "nothing_to_retry"


@dataclass(frozen=True, slots=True)
class PayloadReceived(Task):
    """Something was received and waits to become a lead."""

    payload_id: int


@dataclass(frozen=True, slots=True)
class Received:
    """A message as it came. facts: what the connection told beside it (address, browser), sealed with it."""

    account: str
    kind: str
    external_id: str
    body: bytes
    facts: Mapping[str, Any]


def numbered(number: str) -> str:
    """A sender's number for a message, as we keep it: a long one by its hash."""
    number = number.replace("\0", "")
    return number if len(number) <= 255 else sha256(number.encode()).hexdigest()


async def keep(connection: Connection, settings: Settings, received: Received) -> int | None:
    """The new payload's id; None if it was received before. With its job, inside the caller's transaction."""
    place = f"{received.account}:{received.external_id}"
    content = orjson.dumps(dict(received.facts)) + b"\n" + received.body
    number: int | None = await connection.fetchval(
        KEEP,
        received.account,
        received.kind,
        received.external_id,
        sealed(content, settings.sealing_key(), place),
        clock.now() + timedelta(days=settings.raw_payload_days),
    )
    return number


async def accept(pool: Pool, settings: Settings, messages: list[Received]) -> list[int]:
    """Keeps messages and orders their processing, all or none; those that were received before are left out."""
    made: list[int] = []
    async with transaction(pool, INTAKE) as connection:
        # In one order, so that two deliveries of the same batch never wait for each other crosswise.
        for message in sorted(messages, key=lambda message: message.external_id):
            number = await keep(connection, settings, message)
            if number is not None:
                await enqueue(connection, PayloadReceived(number), priority=1)
                made.append(number)
    return made


async def put_aside(pool: Pool, settings: Settings, received: Received, why: str) -> None:
    """Keeps what looks like a program's work without making a lead of it; a person may still have it processed."""
    async with transaction(pool, INTAKE) as connection:
        number = await keep(connection, settings, received)
        if number is not None:
            await connection.execute(ASIDE, number, why)


INTAKE: Final = Actor(None, "intake", "intake")


async def process(pool: Pool, settings: Settings, payload_id: int) -> None:
    """Makes the lead. Done twice it changes nothing: the lead is known by its key.

    Raises GiveUp after marking the payload as failed when trying again cannot help, anything else when it may.
    """
    row = await pool.fetchrow(WAITING, payload_id)
    if row is None or row["status"] != "received" or row["sealed"] is None:
        return
    secret = settings.sealing_key()
    head, _, body = opened(row["sealed"], secret, f"{row['account']}:{row['external_id']}").partition(b"\n")
    facts: dict[str, Any] = orjson.loads(head)
    try:
        if row["kind"] == WEB_FORM:
            found = [await intake_forms.lead(pool, row["account"], body, facts, row["received_at"])]
        else:
            door = await source(pool, row["account"], secret)
            found = [as_of(door, each) for each in await _read(door, settings, body)]
    except (
        PayloadUnreadable,
        adf.DangerousXml,
        NoSuchSource,
        graph.GraphRefuses,
        KeyError,
        TypeError,
        AttributeError,
    ) as error:
        reason = error.detail if isinstance(error, Invalid | NoSuchSource | graph.GraphRefuses) else repr(error)
        await fail(pool, payload_id, reason)
        raise GiveUp(reason) from error
    try:
        leads = await _capture_all(pool, payload_id, row["account"], found, is_form=row["kind"] == WEB_FORM)
    except UNFIT as error:
        await fail(pool, payload_id, str(error))
        raise GiveUp(str(error)) from error
    log.info("lead_received", kind=row["kind"], leads=leads)


async def _capture_all(pool: Pool, payload_id: int, account: str, found: list[Incoming], *, is_form: bool) -> list[int]:
    """The leads and their payload's end, all or nothing; none where another worker was first."""
    async with transaction(pool, INTAKE) as connection:
        if await connection.fetchval(LOCK, payload_id) != "received":
            return []
        if is_form:
            leads = [await intake_forms.capture(connection, account, each) for each in found]
        else:
            leads = [await capture(connection, each, account) for each in found]
        status = "processed" if leads else "ignored"
        is_test = any(each.is_test for each in found)
        await connection.execute(DONE, payload_id, status, leads[0].id if leads else None, is_test)
        return [lead.id for lead in leads]


async def _read(door: Source, settings: Settings, body: bytes) -> list[Incoming]:
    match door.kind:
        case SourceKind.META:
            told = read_json(body)
            if "field_data" not in told:
                token = door.secrets.get("access_token", "")
                told = await graph.fetch_lead(settings.meta_graph_url, str(told["leadgen_id"]), token)
            return [meta.lead(told, door.config)]
        case SourceKind.GOOGLE:
            return [google.lead(read_json(body), door.config)]
        case SourceKind.ADF | SourceKind.ADF_MAILBOX:
            return [adf.lead(prospect) for prospect in adf.prospects(body)]
        case SourceKind.PING_POST:
            return []  # answered while the vendor waits, by intake_pings


def as_of(door: Source, incoming: Incoming) -> Incoming:
    """The lead with what the door says about all of its leads, where it does not say so itself."""
    return replace(
        incoming,
        source=door.source or incoming.source or door.kind.value,
        product_interest=incoming.product_interest or door.product_interest,
        cost_cents=incoming.cost_cents if incoming.cost_cents is not None else door.cost_cents,
    )


async def fail(pool: Pool, payload_id: int, reason: str) -> None:
    """Marks what cannot become a lead, for somebody to look at."""
    await pool.execute(FAILED, payload_id, reason[:2000])


async def retry(connection: Connection, payload_id: int) -> None:
    """Processes a failed payload once more, after its door was mended. Raises NotFound, NothingToRetry."""
    if await connection.fetchval(AGAIN, payload_id) is None:
        if await connection.fetchval("select id from lead_payloads where id = $1", payload_id) is None:
            raise NotFound
        raise NothingToRetry
    await enqueue(connection, PayloadReceived(payload_id))


async def forget(pool: Pool) -> None:
    """Raw content past its time, and offers that nobody took, are gone for good."""
    now = clock.now()
    await pool.execute(FORGET, now)
    await pool.execute(FORGET_PINGS, now - timedelta(days=1))
