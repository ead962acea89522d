"""What came through each door and form."""

from typing import Final

from backend.database.engine import Connection, Pool

# One row per key, whether its door is still there or not. leads: those that became one.
# params: whether doors are shown, whether forms are
# returns: DoorTrafficList
TRAFFIC: Final = """
    select json_build_object('items', coalesce(json_agg(found), '[]'))::text from (
        select account, count(*) as received,
            count(*) filter (where status = 'processed') as leads,
            count(*) filter (where status = 'ignored') as ignored,
            count(*) filter (where status = 'failed') as failed,
            count(*) filter (where status = 'received') as waiting,
            max(received_at) as last_received_at
        from lead_payloads
        where case kind when 'web_form' then $2::boolean else $1::boolean end
        group by account
        order by account
    ) found
"""


async def traffic(connection: Connection | Pool, *, doors: bool, forms: bool) -> str:
    """The figures of doors, of forms, or of both, as JSON."""
    found: str = await connection.fetchval(TRAFFIC, doors, forms)
    return found
