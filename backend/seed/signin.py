"""Who can sign in to a demo agency: one of each role and the first administrator, with one password made up now."""

import asyncio
from collections.abc import Callable

from backend.agency.cli import ensure_first_admin
from backend.auth import passwords
from backend.database.engine import Pool, open_pool
from backend.settings import Settings

NEWEST = "select coalesce(max(id), 0) from users"
ONE_OF_EACH = """
    select distinct on (role) username, role, full_name from users where id > $1 and is_active
    order by role, id
"""


def with_sign_in(dsn: str, settings: Settings, fill: Callable[[str], bool]) -> str:
    """What to show, this once, after `fill` has filled the database with people who have the password it is given.

    Empty when the database had its people already.
    """

    async def run() -> str:
        async with await open_pool(dsn, settings, min_size=1, max_size=1) as pool:
            return await _filled(pool, fill)

    return asyncio.run(run())


async def _filled(pool: Pool, fill: Callable[[str], bool]) -> str:
    password = passwords.generated()
    admin = await ensure_first_admin(pool, password)
    known = await pool.fetchval(NEWEST)
    people = [(admin[0], "admin", "yours to keep")] if admin else []
    if await asyncio.to_thread(fill, password):
        people += [tuple(row) for row in await pool.fetch(ONE_OF_EACH, known)]
    if not people:
        return ""
    lines = [f"  {username:<22} {role:<8} {name}" for username, role, name in people]
    return "\n".join([f"\nSign in with the password  {password}  (shown this once) as", *lines, ""])
