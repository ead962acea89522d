"""Who works here, by name: what everybody may know of everybody."""

from typing import Final

from backend.database.engine import Pool

# Nothing beyond the name and the place in the agency: addresses, numbers and rights are for `users:read`.
# returns: People
PEOPLE: Final = """
    select json_build_object('items', coalesce(json_agg(json_build_object(
        'id', id, 'username', username, 'full_name', full_name, 'role', role, 'team_id', team_id,
        'is_active', is_active
    ) order by lower(coalesce(nullif(full_name, ''), username)), id), '[]'))::text
    from users
"""


async def people(pool: Pool) -> str:
    """Everybody, also those who left, since they still own records, as JSON in the order of their names."""
    found: str = await pool.fetchval(PEOPLE)
    return found
