"""The order in which routing asks its rules, a trial of them, and the leads that nobody was given."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import asyncpg

from backend.database.engine import Connection, Pool
from backend.database.writes import Actor, transaction
from backend.errors import Conflict
from backend.jobs import enqueue_all
from backend.leads import routing
from backend.leads.intake import LeadCaptured
from backend.leads.routing import Trial

# New leads that somebody should have. Held by the index on owners: those without are few.
NOBODYS: Final = """
    from leads
    where owner_id is null and status in ('new', 'scored') and merged_into_id is null and not is_test
"""
WAITING: Final = f"select count(*) as leads, min(received_at) as oldest_at {NOBODYS}"
MOST_AT_ONCE: Final = 10_000
THEM: Final = f"select id {NOBODYS} order by received_at, id limit {MOST_AT_ONCE}"
STEP: Final = 10
KNOWN: Final = "select id from routing_rules order by id for update"
# params: ids in their order, the distance between two
ORDER: Final = """
    update routing_rules r set position = $2 * said.place
    from unnest($1::integer[]) with ordinality said (id, place)
    where r.id = said.id and r.position <> $2 * said.place
"""
# params: source, product_interest, state
MADE_UP: Final = """
    insert into leads (source, product_interest, contact_info)
    values ($1, $2, jsonb_strip_nulls(jsonb_build_object('state', $3::text)))
    returning id
"""


class OtherRules(Conflict):
    """Somebody added or deleted a rule in the meantime. Look again before you put them in order."""

    code = "other_rules"


class _Enough(Exception):
    """Takes a trial back."""


async def put_in_order(connection: Connection, ids: Sequence[int]) -> None:
    """The rules are asked in this order from now on. Raises OtherRules unless these are all of them."""
    known: list[asyncpg.Record] = await connection.fetch(KNOWN)
    if sorted(ids) != [row["id"] for row in known]:
        raise OtherRules
    await connection.execute(ORDER, list(ids), STEP)


async def waiting(connection: Connection | Pool) -> Mapping[str, Any]:
    """How many new leads nobody has, and when the oldest of them came."""
    (found,) = await connection.fetch(WAITING)
    return dict(found)


async def route_waiting(connection: Connection) -> int:
    """Orders that they be routed again, the oldest first; how many. Asked twice, it is done once."""
    rows = await connection.fetch(THEM)
    await enqueue_all(
        connection,
        [LeadCaptured(row["id"]) for row in rows],
        keys=[f"routed-again:{row['id']}" for row in rows],
    )
    return len(rows)


async def try_out(
    pool: Pool, actor: Actor, now: datetime, *, lead_id: int | None, facts: Mapping[str, str | None]
) -> Trial:
    """What routing would do with this lead, or with one that has these facts; nothing of it stays.

    facts: source, product_interest, state. Raises NotFound.
    """
    found: list[Trial] = []
    try:
        async with transaction(pool, actor) as connection:
            number = lead_id
            if number is None:
                number = await connection.fetchval(
                    MADE_UP, facts.get("source"), facts.get("product_interest"), facts.get("state")
                )
            found.append(await routing.trial(connection, number, now))
            raise _Enough
    except _Enough:
        return found[0]
