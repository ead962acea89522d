"""The schema's chain of migrations, for the program itself; `alembic` in backend/ is the same by hand."""

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from backend.errors import Unavailable

if TYPE_CHECKING:
    from alembic.config import Config

CHAIN = Path(__file__).resolve().parent.parent / "alembic"
REVISION = re.compile(r'^(revision|down_revision)\b[^=]*=\s*["\']([^"\']+)["\']', re.MULTILINE)


class MigrationRefused(Unavailable):
    """The database could not be brought up to date."""

    code = "migration_refused"


@cache
def head() -> str:
    """The newest revision. Read from the files by name: importing alembic would cost a starting server 0.2 s."""
    files: list[dict[str, str]] = [
        dict(REVISION.findall(file.read_text())) for file in (CHAIN / "versions").glob("*.py")
    ]
    newest = {file["revision"] for file in files} - {file.get("down_revision", "") for file in files}
    if len(newest) != 1:
        raise RuntimeError(f"The migrations need exactly one head, and have {sorted(newest)}.")
    return newest.pop()


def upgrade(dsn: str, *, to: str = "head", statement_timeout: str = "10min") -> None:
    """Bring the database up to `to`; one migrator at a time, all steps or none. Blocks.

    statement_timeout: how long one step may run, as PostgreSQL writes it.
    Raises MigrationRefused with one sentence that says what to do.
    """
    from alembic import command
    from alembic.util import CommandError

    try:
        command.upgrade(configuration(dsn, statement_timeout), to)
    except CommandError as refused:
        raise MigrationRefused(str(refused)) from None


def configuration(dsn: str, statement_timeout: str = "10min") -> "Config":
    """What alembic's own commands need to work on this database."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(CHAIN).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes.update(dsn=dsn, statement_timeout=statement_timeout)
    return config
