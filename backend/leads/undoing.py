"""Takes back a lead's last move to another stage: what it changed is as it was before, also what the clock of routing
needs. The table of stages does not count here; what was, was allowed.
"""

from datetime import datetime
from typing import Any, Final

import orjson

from backend.database import reads, records
from backend.database.catalogue import Noun
from backend.database.engine import Connection, Pool
from backend.database.records import Written
from backend.database.sight import Sight
from backend.database.writes import Actor, transaction
from backend.errors import Conflict, NotAllowed, NotFound
from backend.leads.lifecycle import STAGE_OF, Stage

# What a move changes in a lead. The stage's beginning comes last: changing the stage sets it anew.
MOVED: Final = ("status", "lost_reason", "first_contact_at", "first_attempt_at", "answer_by")
INSTANTS: Final = frozenset({"first_contact_at", "first_attempt_at", "answer_by", "stage_since"})
# params: lead_id
LAST_MOVE: Final = """
    select actor_id, before::text, after::text from audit_log
    where table_name = 'leads' and record_id = $1 and action = 'update'
        and lead_stage(before ->> 'status') <> lead_stage(after ->> 'status')
    order by id desc limit 1
"""
# params: lead_id, since
UNANSWERED: Final = """
    update lead_assignments set answered_at = null where lead_id = $1 and ended_at is null and answered_at >= $2
"""


class MovedSince(Conflict):
    """The lead was moved since, or somebody else moved it: it stays where it is."""

    code = "moved_since"


async def take_back(pool: Pool, leads: Noun, lead_id: int, stage: Stage, actor: Actor, sight: Sight) -> Written:
    """The lead where it was before the actor moved it to `stage`. sight: of whoever may change it.

    What somebody changed in it since stays. Raises NotFound, or MovedSince when there is nothing to take back.
    """
    async with transaction(pool, actor) as connection:
        await connection.execute("select from leads where id = $1 for update", lead_id)
        known = await reads.one(connection, leads, lead_id, sight)
        if known is None:
            raise NotFound
        now: dict[str, Any] = orjson.loads(known[0])
        before, after = await _last_move(connection, lead_id, actor)
        # What was won has a customer and a policy by now.
        if stage is Stage.WON or not (STAGE_OF[now["status"]] is stage is STAGE_OF[after["status"]]):
            raise MovedSince
        await connection.execute("select set_config('leadgen.restoring', 'on', true)")
        untouched = [name for name in MOVED if name in before and _same(now[name], after[name])]
        await _put(connection, leads, lead_id, {name: before[name] for name in untouched}, actor, sight)
        if STAGE_OF[before["status"]] is Stage.NEW:
            await connection.execute(UNANSWERED, lead_id, datetime.fromisoformat(after["stage_since"]))
        return await _put(connection, leads, lead_id, {"stage_since": before["stage_since"]}, actor, sight)


async def _last_move(connection: Connection, lead_id: int, actor: Actor) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the lead's last move changed: before and after. Raises MovedSince if it was not the actor's."""
    row = await connection.fetchrow(LAST_MOVE, lead_id)
    if row is None or row["actor_id"] is None or row["actor_id"] != actor.user_id:
        raise MovedSince
    return orjson.loads(row["before"]), orjson.loads(row["after"])


def _same(one: str | None, other: str | None) -> bool:
    """Whether both say the same; the audit trail writes instants in UTC, a record in the session's zone."""
    if one is None or other is None or one == other:
        return one == other
    try:
        return datetime.fromisoformat(one) == datetime.fromisoformat(other)
    except ValueError:
        return False


async def _put(
    connection: Connection, leads: Noun, lead_id: int, values: dict[str, Any], actor: Actor, sight: Sight
) -> Written:
    typed = {
        name: datetime.fromisoformat(value) if name in INSTANTS and value else value for name, value in values.items()
    }
    written = await records.update(connection, leads, lead_id, typed, actor, (), sight)
    if written is None:
        raise NotAllowed("You may see this lead, but not change it.")
    return written
