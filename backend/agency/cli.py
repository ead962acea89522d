"""`leadgen user …`: who may sign in, said at the keyboard of the server, and the first administrator."""

# ruff: noqa: T201 - what these functions print is what the operator asked for

import asyncio
import getpass
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from backend.agency import users
from backend.auth.principal import Principal, system
from backend.database.engine import Connection, Pool, open_pool
from backend.database.writes import Actor, transaction
from backend.errors import NotFound
from backend.models.user import Role
from backend.settings import Settings

T = TypeVar("T")

FIRST_ADMIN: Final = "admin"

LIST: Final = """
    select u.username, u.email, u.role, t.name as team, u.is_active, u.mfa_enabled, u.last_login
    from users u left join teams t on t.id = u.team_id
    order by u.username
"""


def create_user(
    dsn: str, settings: Settings, *, username: str, email: str, role: str, password: str | None = None
) -> None:
    """Adds a user; without a password makes one up and prints it, once."""

    async def work(connection: Connection, operator: Principal) -> str | None:
        wanted = {"username": username, "email": email, "role": Role(role).value}
        least = settings.password_min_length
        return (await users.create_user(connection, operator, wanted, password, min_length=least))[1]

    secret = _in_transaction(dsn, settings, work)
    print(f"User {username} ({role}) was created.")
    _print_once(secret)


def list_users(dsn: str, settings: Settings) -> None:
    """Prints everybody who has an account."""

    async def work(pool: Pool) -> None:
        for row in await pool.fetch(LIST):
            state = "" if row["is_active"] else "  disabled"
            factor = "  second factor" if row["mfa_enabled"] else ""
            seen = f"{row['last_login']:%Y-%m-%d %H:%M}Z" if row["last_login"] else "never signed in"
            team = row["team"] or "–"
            print(f"{row['username']:<20} {row['role']:<8} {team:<16} {row['email']:<32} {seen}{factor}{state}")

    _with_pool(dsn, settings, work)


def reset_password(dsn: str, settings: Settings, *, username: str) -> None:
    """Makes a new password, prints it once, and ends every session of the user."""

    async def work(connection: Connection, operator: Principal) -> str:
        return await users.reset_password(connection, operator, await _id_of(connection, username))

    secret = _in_transaction(dsn, settings, work)
    print(f"{username} has a new password and is signed out everywhere.")
    _print_once(secret)


def disable_user(dsn: str, settings: Settings, *, username: str) -> None:
    """Locks a user out and ends every session of theirs; the records they own stay theirs."""

    async def work(connection: Connection, operator: Principal) -> None:
        await users.change_user(connection, operator, await _id_of(connection, username), {"is_active": False})

    _in_transaction(dsn, settings, work)
    print(f"{username} can no longer sign in.")


async def ensure_first_admin(pool: Pool, password: str | None = None) -> tuple[str, str] | None:
    """Name and password of the administrator just made for a database without users; None if there is anybody.

    Without a password one is made up, known only to whoever reads this answer.
    """
    if await pool.fetchval("select exists (select from users)"):
        return None
    operator = system("first start")
    async with transaction(pool, operator.actor("first-start")) as connection:
        # Two processes that start at once: the second waits here, and then finds the first one's administrator.
        await connection.execute("lock table users in share row exclusive mode")
        if await connection.fetchval("select exists (select from users)"):
            return None
        wanted = {"username": FIRST_ADMIN, "email": "admin@leadgen.example", "role": Role.ADMIN.value}
        _, made_up = await users.create_user(connection, operator, wanted, password, min_length=12)
    secret = made_up or password
    return None if secret is None else (FIRST_ADMIN, secret)


async def _id_of(connection: Connection, username: str) -> int:
    user_id: int | None = await connection.fetchval("select id from users where lower(username) = lower($1)", username)
    if user_id is None:
        raise NotFound(f"There is no user {username}; leadgen user list shows who there is.")
    return user_id


def _in_transaction(dsn: str, settings: Settings, work: Callable[[Connection, Principal], Awaitable[T]]) -> T:
    operator = system(f"{getpass.getuser()} at the command line")

    async def run(pool: Pool) -> T:
        async with transaction(pool, Actor(None, operator.label, "command-line")) as connection:
            return await work(connection, operator)

    return _with_pool(dsn, settings, run)


def _with_pool(dsn: str, settings: Settings, work: Callable[[Pool], Awaitable[T]]) -> T:
    async def run() -> T:
        async with await open_pool(dsn, settings, min_size=1, max_size=1) as pool:
            return await work(pool)

    return asyncio.run(run())


def _print_once(secret: str | None) -> None:
    if secret is not None:
        print(f"Password, shown this once: {secret}")
