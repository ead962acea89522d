"""Teams: whose records the scope `team` reaches."""

from collections.abc import Mapping
from typing import Final

import asyncpg

from backend.agency.users import Page
from backend.database.engine import Connection, Pool
from backend.errors import Conflict, FieldError, NotFound

WRITABLE: Final = ("name", "description", "is_active")

SHOWN: Final = """
    json_build_object(
        'id', t.id, 'name', t.name, 'description', t.description, 'is_active', t.is_active,
        'members', (select count(*) from users u where u.team_id = t.id),
        'created_at', t.created_at, 'updated_at', t.updated_at)
"""

# returns: Team, and the number of all
PAGE: Final = f"select count(*) over () as total, {SHOWN}::text as item from teams t order by t.id offset $1 limit $2"

ONE: Final = f"select {SHOWN}::text from teams t where t.id = $1"


class TeamNameTaken(Conflict):
    """There is a team of this name already."""

    code = "team_name_taken"


async def team_page(pool: Pool, *, page: int, page_size: int) -> Page:
    """Teams by id, with the number of their members."""
    rows = await pool.fetch(PAGE, (page - 1) * page_size, page_size)
    total: int = rows[0]["total"] if rows else await pool.fetchval("select count(*) from teams")
    return Page([row["item"] for row in rows], total)


async def team_json(connection: Connection | Pool, team_id: int) -> str:
    """One team. Raises NotFound."""
    found: str | None = await connection.fetchval(ONE, team_id)
    if found is None:
        raise NotFound
    return found


async def create_team(connection: Connection, wanted: Mapping[str, object]) -> int:
    """The new team's id. wanted: of WRITABLE; a name is needed."""
    await _refuse_taken(connection, wanted, None)
    statement = "insert into teams (name, description, is_active) values ($1, $2, coalesce($3, true)) returning id"
    try:
        team_id: int = await connection.fetchval(statement, *(wanted.get(name) for name in WRITABLE))
    except asyncpg.UniqueViolationError:
        raise TeamNameTaken from None
    return team_id


async def change_team(connection: Connection, team_id: int, changes: Mapping[str, object]) -> None:
    """Changes some of WRITABLE. Raises NotFound, TeamNameTaken."""
    await _refuse_taken(connection, changes, team_id)
    names = [name for name in WRITABLE if name in changes]
    assignments = "".join(f", {name} = ${n}" for n, name in enumerate(names, 2))
    statement = f"update teams set id = id{assignments} where id = $1 returning id"
    try:
        changed = await connection.fetchval(statement, team_id, *(changes[name] for name in names))
    except asyncpg.UniqueViolationError:
        raise TeamNameTaken from None
    if changed is None:
        raise NotFound


async def delete_team(connection: Connection, team_id: int) -> None:
    """Removes a team; its members stay, without one. Raises NotFound."""
    if await connection.fetchval("delete from teams where id = $1 returning id", team_id) is None:
        raise NotFound


async def _refuse_taken(connection: Connection, wanted: Mapping[str, object], team_id: int | None) -> None:
    taken = "select exists (select from teams where lower(name) = lower($1) and id is distinct from $2)"
    if await connection.fetchval(taken, wanted.get("name"), team_id):
        raise TeamNameTaken(errors=[FieldError("/name", "There is a team of this name already.", "taken")])
