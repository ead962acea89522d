"""How many leads each agent takes, and what they are licensed for."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import orjson

from backend.agency.day import ZONE
from backend.database.engine import Connection, Pool
from backend.errors import NotFound
from backend.leads.lifecycle import OPEN_STATUSES

# Who could get leads, with their licenses and what they have. Who is no agent gets only what a rule gives to them.
# returns: Agents
AGENTS: Final = f"""
    select json_build_object('items', coalesce(json_agg(json_build_object(
        'user_id', u.id, 'name', coalesce(u.full_name, u.username), 'team_id', u.team_id,
        'takes_turns', u.role = 'agent',
        'weight', coalesce(r.weight, 1), 'most_open_leads', r.most_open_leads,
        'is_available', coalesce(r.is_available, true),
        'open_leads', (
            select count(*) from leads
            where owner_id = u.id and status in {OPEN_STATUSES}
              and merged_into_id is null and not is_test),
        'today', (select count(*) from lead_assignments a where a.user_id = u.id and a.assigned_at >= midnight),
        'licenses', coalesce((
            select json_agg(json_build_object('state', l.state, 'line', l.line, 'number', l.number,
                'expires_on', l.expires_on) order by l.state, l.line, l.id)
            from agent_licenses l where l.user_id = u.id), '[]')
    ) order by u.id), '[]'))::text
    from users u left join routing_agents r on r.user_id = u.id,
        (select date_trunc('day', now() at time zone zone) at time zone zone as midnight from
            (select {ZONE} as zone) s) clock
    where u.is_active and ($1::integer is null or u.id = $1)
      and (u.role = 'agent' or r.id is not null
           or exists (select from routing_rules where user_id = u.id and is_active))
"""
# params: user_id, weight, most_open_leads, is_available
SET: Final = """
    insert into routing_agents (user_id, weight, most_open_leads, is_available)
    select id, $2, $3, $4 from users where id = $1 and is_active
    on conflict (user_id) do update
    set weight = excluded.weight, most_open_leads = excluded.most_open_leads, is_available = excluded.is_available
    returning id
"""
# params: user_id, licenses
LICENSES: Final = """
    insert into agent_licenses (user_id, state, line, number, expires_on)
    select $1, state, line, number, expires_on
    from jsonb_to_recordset($2::jsonb) said (state text, line text, number text, expires_on date)
"""


async def agents(connection: Connection | Pool, user_id: int | None = None) -> str:
    """Everybody who could get leads, or one of them, as JSON."""
    found: str = await connection.fetchval(AGENTS, user_id)
    return found


async def change_agent(
    connection: Connection,
    user_id: int,
    *,
    weight: int,
    most_open_leads: int | None,
    is_available: bool,
    licenses: Sequence[Mapping[str, str | date | None]],
) -> None:
    """Says all of it anew. Raises NotFound for nobody, or somebody who left."""
    if await connection.fetchval(SET, user_id, weight, most_open_leads, is_available) is None:
        raise NotFound
    await connection.execute("delete from agent_licenses where user_id = $1", user_id)
    await connection.execute(LICENSES, user_id, orjson.dumps(list(licenses)).decode())
