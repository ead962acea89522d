"""Two roles for production: the owner migrates, the application reads and writes rows and can do nothing else."""

import secrets
from pathlib import Path
from typing import Final

import psycopg
from psycopg import sql

from backend.errors import NotAllowed

OWNER: Final = "leadgen_owner"
APPLICATION: Final = "leadgen_app"
SCRIPT: Final = Path(__file__).resolve().parent / "sql" / "roles.sql"


class NotPrivileged(NotAllowed):
    """Creating roles needs a superuser: set DATABASE_URL to one for this command."""

    code = "not_privileged"


def roles_sql() -> str:
    """The statements, fit for psql as well; they may be run again at any time."""
    return SCRIPT.read_text(encoding="utf-8")


def create_roles(dsn: str) -> dict[str, str | None]:
    """Create or mend both roles and what they may do in this database.

    Returns the password of each role that is new; None for one that was there and keeps its own.
    Raises NotPrivileged.
    """
    with psycopg.connect(dsn) as connection:
        row = connection.execute("select rolsuper from pg_roles where rolname = current_user").fetchone()
        if row != (True,):
            raise NotPrivileged
        known = {name for (name,) in connection.execute("select rolname::text from pg_roles").fetchall()}
        connection.execute(roles_sql().encode())
        return {role: None if role in known else _set_password(connection, role) for role in (OWNER, APPLICATION)}


def exist(connection: psycopg.Connection[tuple[object, ...]]) -> bool:
    """Whether this server has both roles."""
    names = "select count(*) from pg_roles where rolname = any(%s)"
    return connection.execute(names, ([OWNER, APPLICATION],)).fetchone() == (2,)


def _set_password(connection: psycopg.Connection[tuple[object, ...]], role: str) -> str:
    """A new password, hashed here: the server and its logs never see it."""
    password = secrets.token_urlsafe(24)
    verifier = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    connection.execute(sql.SQL("alter role {} password {}").format(sql.Identifier(role), sql.Literal(verifier)))
    return password
