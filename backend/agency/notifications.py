"""What somebody is told about; the database writes it, they read it."""

from collections.abc import Sequence
from typing import Final

from backend.database.engine import Pool

SHOWN: Final = """
    json_build_object('id', id, 'kind', kind, 'title', title, 'detail', detail, 'noun', noun, 'record_id', record_id,
        'created_at', created_at, 'read_at', read_at)
"""
UNREAD: Final = "(select count(*) from notifications where user_id = $1 and read_at is null)"

# Own rows only. params: user_id int, before bigint | null = those older than this one, size int
# returns: Notifications
PAGE: Final = f"""
    with found as (
        select id, kind, title, detail, noun, record_id, created_at, read_at,
            row_number() over (order by id desc) as place
        from notifications
        where user_id = $1 and id < coalesce($2::bigint, 9223372036854775807) and {{which}}
        order by id desc limit $3 + 1
    )
    select json_build_object(
        'items', coalesce((select json_agg({SHOWN} order by id desc) from found where place <= $3), '[]'),
        'unread', {UNREAD},
        'next', case when (select count(*) from found) > $3 then
            (select id::text from found where place = $3) end
    )::text
"""
ALL: Final = PAGE.format(which="true")
ONLY_UNREAD: Final = PAGE.format(which="read_at is null")

# params: user_id int, ids bigint[] | null = all of them
READ: Final = """
    update notifications set read_at = now()
    where user_id = $1 and read_at is null and ($2::bigint[] is null or id = any($2))
"""


async def page(pool: Pool, user_id: int, *, unread: bool, before: int | None, size: int) -> str:
    """The newest first, as JSON."""
    found: str = await pool.fetchval(ONLY_UNREAD if unread else ALL, user_id, before, size)
    return found


async def mark_read(pool: Pool, user_id: int, ids: Sequence[int] | None) -> int:
    """Marks these, or all of them; returns how many are still unread."""
    await pool.execute(READ, user_id, ids)
    left: int = await pool.fetchval(f"select {UNREAD}", user_id)
    return left
