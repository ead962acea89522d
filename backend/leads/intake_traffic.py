"""What came through each door and form, and what a form has shown."""

from typing import Final

from backend.database.engine import Connection, Pool
from backend.errors import NotFound

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

# Every text that a form has shown, the newest first. params: form id
# returns: ConsentTexts
TEXTS: Final = """
    select json_build_object('items', coalesce((
        select json_agg(json_build_object('version', t.version, 'text', t.text, 'created_at', t.created_at)
            order by t.version desc)
        from consent_texts t where t.form_key = f.key), '[]'))::text
    from web_forms f where f.id = $1
"""


async def traffic(connection: Connection | Pool, *, doors: bool, forms: bool) -> str:
    """The figures of doors, of forms, or of both, as JSON."""
    found: str = await connection.fetchval(TRAFFIC, doors, forms)
    return found


async def consent_texts(connection: Connection | Pool, form_id: int) -> str:
    """The texts that people were shown beside the box of a form, as JSON. Raises NotFound."""
    found: str | None = await connection.fetchval(TEXTS, form_id)
    if found is None:
        raise NotFound
    return found
