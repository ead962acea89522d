"""What people do with a lead: move it on, with a word why."""

from typing import Final

import orjson

from backend.database import reads, records
from backend.database.catalogue import Noun
from backend.database.engine import Connection, Pool
from backend.database.records import Written
from backend.database.sight import Sight
from backend.database.writes import Actor, transaction
from backend.errors import FieldError, Invalid, NotAllowed, NotFound
from backend.leads.lifecycle import STAGE_OF, Stage

# params: lead_id, body, author_id, owner_id
NOTE: Final = """
    insert into notes (record_type, record_id, body, author_id, owner_id) values ('leads', $1, $2, $3, $3)
"""


class ByConversion(Invalid):
    """A lead is won by converting it: that makes the customer and the policy."""

    code = "convert_instead"


async def change_stage(
    pool: Pool, leads: Noun, lead_id: int, stage: Stage, reason: str | None, actor: Actor, sight: Sight
) -> Written:
    """The lead in that stage; as it is if it stands there already. leads: the noun; sight: of whoever may change it.

    What the stage needs is judged by the database. Raises NotFound, or Invalid naming what is missing.
    """
    async with transaction(pool, actor) as connection:
        known = await reads.one(connection, leads, lead_id, sight)
        if known is None:
            raise NotFound
        body, etag = known
        if STAGE_OF[orjson.loads(body)["status"]] is stage:
            return Written(lead_id, body, etag)
        if stage is Stage.WON and orjson.loads(body)["policy_id"] is None:
            raise ByConversion(errors=[FieldError("/stage", "Convert the lead.", "convert_instead")])
        changes: dict[str, object] = {"status": stage.value}
        if stage is Stage.LOST:
            changes["lost_reason"] = reason
        elif reason:
            await connection.execute(NOTE, lead_id, f"To {stage}: {reason}", actor.user_id)
        written = await records.update(connection, leads, lead_id, changes, actor, (), sight)
        if written is None:
            raise NotAllowed("You may see this lead, but not change it.")
        return written


async def ensure_in_sight(connection: Pool | Connection, leads: Noun, lead_id: int, sight: Sight) -> None:
    """Raises NotFound for a lead out of sight."""
    if await reads.one(connection, leads, lead_id, sight) is None:
        raise NotFound
