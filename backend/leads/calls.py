"""How a call ended, and what follows from it: written down once, in one transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import orjson

from backend import clock
from backend.communications import consent
from backend.communications.consent import Person, Said
from backend.database import reads
from backend.database.catalogue import Noun
from backend.database.engine import Connection, Pool
from backend.database.sight import Sight
from backend.database.writes import Actor, transaction
from backend.errors import FieldError, Invalid, NotFound
from backend.leads.lifecycle import Stage
from backend.models.consent import Channel, ConsentAction, PersonKind, Purpose


@dataclass(frozen=True, slots=True)
class Disposition:
    """An ending. spoke: somebody was there; revokes: what may not be used any more; stage: where the lead goes.

    calls_back: a moment has to be said. lost: the reason.
    """

    key: str
    label: str
    spoke: bool = False
    calls_back: bool = False
    revokes: tuple[Channel, ...] = ()
    stage: Stage | None = None
    lost: str | None = None


DISPOSITIONS: Final = {
    each.key: each
    for each in (
        Disposition("no_answer", "No answer"),
        Disposition("busy", "Busy"),
        Disposition("voicemail", "Left a voicemail"),
        Disposition("callback", "Wants a call back", spoke=True, calls_back=True, stage=Stage.CONTACTED),
        Disposition("spoke", "Spoke", spoke=True, stage=Stage.CONTACTED),
        Disposition("qualified", "Qualified", spoke=True, stage=Stage.QUALIFIED),
        Disposition("not_interested", "Not interested", spoke=True, stage=Stage.LOST, lost="Not interested"),
        Disposition("wrong_number", "Wrong number", revokes=(Channel.CALL_MANUAL, Channel.CALL_AUTO, Channel.SMS)),
        Disposition(
            "do_not_call",
            "Asked not to be called",
            spoke=True,
            revokes=(Channel.CALL_MANUAL, Channel.CALL_AUTO, Channel.PRERECORDED, Channel.SMS),
        ),
        Disposition(
            "do_not_contact",
            "Asked not to be contacted",
            spoke=True,
            revokes=(Channel.ALL,),
            stage=Stage.LOST,
            lost="Asked not to be contacted",
        ),
    )
}
# Steps back are nobody's wish: who is quoted and is spoken with again stays quoted.
FORWARD: Final = {
    Stage.CONTACTED: ("new", "scored", "assigned"),
    Stage.QUALIFIED: ("new", "scored", "assigned", "contacted"),
    Stage.LOST: ("new", "scored", "assigned", "contacted", "qualified", "quoted"),
}
# params: lead_id, label, notes, metadata, owner_id, at, direction
CALL: Final = """
    insert into communications (lead_id, customer_id, customer_name, comm_type, channel, subject, content, metadata,
        owner_id, comm_date, direction, status)
    select l.id, l.customer_id, coalesce(l.name, l.phone, l.email, 'Lead ' || l.id), 'call', 'Phone', $2, $3, $4,
        coalesce($5, l.owner_id), $6, $7, 'completed'
    from leads l where l.id = $1
    returning id
"""
# params: lead_id, due_at, owner_id, notes
CALL_BACK: Final = """
    insert into tasks (title, description, priority, due_at, record_type, record_id, owner_id, created_by)
    select 'Call ' || coalesce(name, phone, 'lead ' || id) || ' back', $4, 'high', $2, 'leads', id,
        coalesce($3, owner_id), $3
    from leads where id = $1
    returning id
"""
SPOKE: Final = "update leads set first_contact_at = $2 where id = $1 and first_contact_at is null"
MOVE: Final = """
    update leads set status = $2, lost_reason = coalesce($3, lost_reason) where id = $1 and status = any($4)
"""


class NoMoment(Invalid):
    """Say when to call back."""

    code = "call_back_at_missing"


@dataclass(frozen=True, slots=True)
class Call:
    """A call that ended. minutes: how long it took; call_back_at: when to call again."""

    disposition: Disposition
    notes: str | None = None
    minutes: int | None = None
    inbound: bool = False
    call_back_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was written down. task_id: to call back; consent_ids: what was revoked in the ledger."""

    communication_id: int
    task_id: int | None
    consent_ids: list[int]


async def record(pool: Pool, leads: Noun, lead_id: int, call: Call, actor: Actor, sight: Sight) -> Recorded:
    """The call in the books and what follows from how it ended. Raises NotFound, NoMoment, or what a stage lacks."""
    ended = call.disposition
    if ended.calls_back and call.call_back_at is None:
        raise NoMoment(errors=[FieldError("/call_back_at", "Say when to call back.", "required")])
    now = clock.now()
    async with transaction(pool, actor) as connection:
        if await reads.one(connection, leads, lead_id, sight) is None:
            raise NotFound
        known = orjson.dumps({"disposition": ended.key, "minutes": call.minutes}).decode()
        direction = "inbound" if call.inbound else "outbound"
        written: int = await connection.fetchval(
            CALL, lead_id, ended.label, call.notes, known, actor.user_id, now, direction
        )
        if ended.spoke:
            await connection.execute(SPOKE, lead_id, now)
        if ended.stage is not None:
            statuses = list(FORWARD[ended.stage])
            await connection.execute(MOVE, lead_id, ended.stage.value, ended.lost, statuses)
        task = None
        if call.call_back_at is not None:
            task = await connection.fetchval(CALL_BACK, lead_id, call.call_back_at, actor.user_id, call.notes)
        return Recorded(written, task, await _revoke(connection, lead_id, call, actor, now))


async def _revoke(connection: Connection, lead_id: int, call: Call, actor: Actor, now: datetime) -> list[int]:
    """Of a wrong number only the number: whoever answered is somebody else."""
    phone = await connection.fetchval("select phone from leads where id = $1", lead_id)
    said = [
        Said(
            channel=channel,
            purpose=Purpose.ALL,
            action=ConsentAction.REVOKED,
            captured_at=now,
            address=None if channel is Channel.ALL else phone,
            captured_via="call",
            words=call.notes or call.disposition.label,
            recorded_by=actor.user_id,
        )
        for channel in call.disposition.revokes
    ]
    return await consent.record(connection, Person(PersonKind.LEADS, lead_id), said)
