"""The state of the tables: which migration a database is at, which is the newest, and the way from one to the other."""

from pathlib import Path
from typing import Final

import psycopg

ALEMBIC_INI: Final = Path(__file__).resolve().parent.parent / "alembic.ini"


def upgrade(dsn: str) -> None:
    """Bring the tables to the newest migration; does nothing when they are there."""
    # Imported here: a server on a migrated database starts without paying for alembic.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    from backend.errors import Unavailable

    config = Config(str(ALEMBIC_INI), attributes={"dsn": dsn})
    try:
        command.upgrade(config, "head")
    except CommandError as refused:
        raise Unavailable(str(refused)) from None


def current(dsn: str) -> str | None:
    """The migration this database is at; None when it has none. Several, joined by commas, on an old branched database."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        if connection.execute("select to_regclass('alembic_version')").fetchone() == (None,):
            return None
        rows = connection.execute("select version_num from alembic_version order by 1").fetchall()
    return ",".join(str(row[0]) for row in rows) or None


def head() -> str:
    """The newest migration this version of the application knows."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    newest = ScriptDirectory.from_config(Config(str(ALEMBIC_INI))).get_current_head()
    if newest is None:
        raise LookupError(f"no migration beside {ALEMBIC_INI}")
    return newest


def is_known(revision: str) -> bool:
    """Whether this version of the application has that migration."""
    folder = ALEMBIC_INI.parent / "alembic" / "versions"
    return any(file.name.startswith(f"{revision}_") for file in folder.glob("*.py"))
