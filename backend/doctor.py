"""Says what is wrong with an installation and how to mend it. Looks only: changes nothing."""

import asyncio
import errno
import os
import shutil
import socket
import stat
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from http.client import HTTPConnection, HTTPException
from typing import Final

import psycopg

from backend.clock import now
from backend.database import migrate
from backend.database.backup import Connection, one_value, revision_of
from backend.database.restore import knows_migration
from backend.errors import LeadGenError
from backend.settings import Settings, UnsafeSettings, database_hosts, is_local, variable

OLDEST_PYTHON: Final = (3, 11)
OLDEST_SERVER: Final = 15
SPARE_BYTES_LEAST: Final = 500_000_000
SPARE_BYTES_COMFORT: Final = 5_000_000_000
SKEW_BAD_S: Final = 30
SKEW_ODD_S: Final = 2
WORKER_SILENT_S: Final = 60


class Verdict(StrEnum):
    """How a check came out."""

    good = "good"
    odd = "odd"
    bad = "BAD"


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer. mend: what to do, empty when it is good."""

    verdict: Verdict
    about: str
    detail: str
    mend: str = ""

    def __str__(self) -> str:
        first = f"{self.verdict:<5} {self.about:<12} {self.detail}"
        return f"{first}\n{'':19}→ {self.mend}" if self.mend else first


def good(about: str, detail: str) -> Finding:
    return Finding(Verdict.good, about, detail)


def odd(about: str, detail: str, mend: str) -> Finding:
    return Finding(Verdict.odd, about, detail, mend)


def bad(about: str, detail: str, mend: str) -> Finding:
    return Finding(Verdict.bad, about, detail, mend)


def examine(settings: Settings) -> int:
    """Print every finding; 1 when something is wrong, else 0."""
    worst = 0
    for finding in findings(settings):
        print(finding, flush=True)  # noqa: T201
        worst |= finding.verdict is Verdict.bad
    return worst


def findings(settings: Settings) -> Iterator[Finding]:
    """All checks, from the machine inwards; those of the database only when it can be reached."""
    yield check_python()
    yield check_settings(settings)
    yield from check_unknown_variables(settings)
    yield from check_data_folder(settings)
    yield check_port(settings)
    yield check_mail(settings)
    yield from check_links(settings)
    yield from check_database(settings)


def check_python() -> Finding:
    running = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < OLDEST_PYTHON:
        return bad("Python", running, "Install Python 3.11 or newer and run make setup again.")
    return good("Python", running)


def check_settings(settings: Settings) -> Finding:
    try:
        settings.refuse_unsafe()
    except UnsafeSettings as unsafe:
        sentence, _, mend = unsafe.detail.partition(": ")
        return bad("Settings", sentence, mend or "See docs/settings.md.")
    return good("Settings", f"fit for {settings.env}")


def check_unknown_variables(settings: Settings) -> Iterator[Finding]:
    fields = type(settings).model_fields
    known = {variable(name, field) for name, field in fields.items()} | {f"LEADGEN_{name.upper()}" for name in fields}
    for name in sorted(set(os.environ) - known):
        if name.startswith("LEADGEN_"):
            yield odd("Settings", f"{name} is set, and there is no such setting", "See docs/settings.md for the names.")


def check_data_folder(settings: Settings) -> Iterator[Finding]:
    folder = settings.data_dir
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        yield bad("Data folder", f"{nearest} cannot be written to", "Change its owner, or set LEADGEN_DATA_DIR.")
        return
    spare = shutil.disk_usage(nearest).free
    detail = f"{folder}, {spare / 1e9:.1f} GB free"
    if spare < SPARE_BYTES_LEAST:
        yield bad("Data folder", detail, "Free some space before PostgreSQL stops for lack of it.")
    elif spare < SPARE_BYTES_COMFORT:
        yield odd("Data folder", detail, "Free some space soon.")
    else:
        yield good("Data folder", detail)
    for name in ("secret_key", "files"):
        path = folder / name
        if path.exists() and path.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH):
            yield bad("Data folder", f"everybody on this machine can read {path}", f"chmod o-rwx {path}")


def check_port(settings: Settings) -> Finding:
    address = f"{settings.host}:{settings.port}"
    if _is_leadgen(settings):
        return good("Port", f"LeadGen answers on {address}")
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        with socket.socket(family) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((settings.host, settings.port))
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        reason = "is used by another program" if taken else f"cannot be used: {error.strerror}"
        return bad("Port", f"{address} {reason}", "Stop that program, or set PORT to another number.")
    return good("Port", f"{address} is free (LeadGen is not running)")


def _is_leadgen(settings: Settings) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104
    with suppress(OSError, HTTPException), closing(HTTPConnection(host, settings.port, timeout=1)) as connection:
        connection.request("GET", "/v1/health/live")
        answer = connection.getresponse()
        return answer.status == 200 and b"status" in answer.read(1000)
    return False


def check_mail(settings: Settings) -> Finding:
    from backend.integrations.mail import how_mail_goes, try_out

    way = how_mail_goes(settings)
    if way.server is None:
        return odd(
            "Mail", f"no mail server is set: mails are put into {way.outbox}", "Set LEADGEN_SMTP_HOST to send them."
        )
    try:
        asyncio.run(try_out(settings))
    except LeadGenError as problem:
        return bad("Mail", problem.detail, "Correct the settings LEADGEN_SMTP_…, see docs/deployment.md.")
    return good("Mail", f"{way.server} takes mails from {way.sender}")


def check_links(settings: Settings) -> Iterator[Finding]:
    """Whoever is mailed a link follows it from somewhere else."""
    if settings.public_url is None and settings.smtp_host:
        detail = f"mailed links begin with {settings.address}, which nobody elsewhere can open"
        yield odd("Links", detail, "Set LEADGEN_PUBLIC_URL to the address that people type.")


def check_database(settings: Settings) -> Iterator[Finding]:
    if not settings.use_db and not settings.data_dir.exists():
        yield odd("Database", "there is none yet", "Start LeadGen once: make run")
        return
    try:
        with _address(settings) as dsn, psycopg.connect(dsn, autocommit=True, connect_timeout=10) as connection:
            yield from examine_database(settings, connection)
    except LeadGenError as refusal:
        yield bad("Database", refusal.detail, "Mend that, then ask again.")
    except psycopg.OperationalError as unreachable:
        reason = " ".join(str(unreachable).split())
        yield bad("Database", f"{settings.safe_dsn}: {reason}", "Start it, or correct DATABASE_URL.")


def _address(settings: Settings) -> AbstractContextManager[str]:
    """Like runtime.database, which would give a server that is down half a minute to come up."""
    if settings.use_db:
        return nullcontext(settings.dsn)
    from backend.runtime import database

    return database(settings)


def examine_database(settings: Settings, connection: Connection) -> Iterator[Finding]:
    """The checks that need a connection."""
    yield check_server(connection)
    if settings.use_db:
        yield check_encryption(settings, connection)
    yield from check_rights(settings, connection)
    yield check_durability(connection)
    yield check_encoding(connection)
    yield check_search(connection)
    yield check_migrations(connection)
    yield check_clock(connection)
    yield check_connections(settings, connection)
    yield from check_worker(connection)


def check_server(connection: Connection) -> Finding:
    version = str(one_value(connection, "show server_version")).split()[0]
    if connection.info.server_version // 10000 < OLDEST_SERVER:
        return bad("Database", f"PostgreSQL {version}", f"Upgrade the server to {OLDEST_SERVER} or newer.")
    if one_value(connection, "select pg_is_in_recovery()"):
        return bad(
            "Database",
            f"PostgreSQL {version}, and it is a read-only replica",
            "Name all servers in DATABASE_URL and add ?target_session_attrs=primary.",
        )
    return good("Database", f"PostgreSQL {version}, database {connection.info.dbname}")


def check_encryption(settings: Settings, connection: Connection) -> Finding:
    remote = [host for host in database_hosts(settings.dsn) if not is_local(host)]
    if not remote:
        return good("Encryption", "the database is on this machine")
    if not connection.pgconn.ssl_in_use:
        return bad(
            "Encryption",
            f"the connection to {', '.join(remote)} can be read on the way",
            "Set LEADGEN_DATABASE_SSL_MODE=verify-full and LEADGEN_DATABASE_SSL_ROOT_CERT.",
        )
    if "sslmode=verify-full" not in settings.dsn:
        return odd(
            "Encryption",
            "encrypted, but the server's name is not checked",
            "Set LEADGEN_DATABASE_SSL_MODE=verify-full and LEADGEN_DATABASE_SSL_ROOT_CERT.",
        )
    return good("Encryption", "encrypted, server's name checked")


def check_rights(settings: Settings, connection: Connection) -> Iterator[Finding]:
    """A server of others' should know the application under a role that can only work with rows."""
    superuser = one_value(connection, "select rolsuper from pg_roles where rolname = current_user")
    if settings.use_db and settings.production and superuser:
        yield odd(
            "Rights",
            f"LeadGen works as the superuser {connection.info.user}",
            "Run leadgen db roles once, then let DATABASE_URL name leadgen_app.",
        )


def check_durability(connection: Connection) -> Finding:
    off = one_value(
        connection,
        "select string_agg(name, ' and ') from pg_settings"
        " where name in ('fsync', 'full_page_writes') and setting = 'off'",
    )
    if off:
        return bad("Durability", f"{off} off: a power cut loses data", "Switch it on in postgresql.conf.")
    return good("Durability", "what was acknowledged survives a power cut")


def check_encoding(connection: Connection) -> Finding:
    encoding = str(one_value(connection, "show server_encoding"))
    if encoding != "UTF8":
        return bad("Encoding", f"{encoding} cannot hold every name", "Create the database again with encoding UTF8.")
    return good("Encoding", encoding)


def check_search(connection: Connection) -> Finding:
    if one_value(connection, "select true from pg_extension where extname = 'pg_trgm'"):
        return good("Search", "pg_trgm is there")
    if one_value(connection, "select true from pg_available_extensions where name = 'pg_trgm'"):
        return bad("Search", "pg_trgm is not switched on", "leadgen db upgrade does it.")
    return bad("Search", "pg_trgm is not installed", "Install PostgreSQL's contrib package on the database server.")


def check_migrations(connection: Connection) -> Finding:
    at, newest = revision_of(connection), migrate.head()
    if at == newest:
        return good("Migrations", f"at the newest, {newest}")
    if at is None:
        return bad("Migrations", "there are no tables yet", "leadgen db upgrade")
    if "," in at:
        return bad("Migrations", f"two branches: {at}", "leadgen db upgrade says how to join them.")
    if not knows_migration(at):
        return bad("Migrations", f"{at} is from a newer LeadGen", "Install the version that made this database.")
    return bad("Migrations", f"at {at}, newest is {newest}", "Make a backup, then: leadgen db upgrade")


def check_clock(connection: Connection) -> Finding:
    theirs = one_value(connection, "select clock_timestamp()")
    skew_s = abs((now() - theirs).total_seconds()) if isinstance(theirs, datetime) else 0.0
    detail = f"{skew_s:.1f} s apart from the database's"
    if skew_s > SKEW_BAD_S:
        return bad("Clock", detail, "Let both machines follow a time server.")
    if skew_s > SKEW_ODD_S:
        return odd("Clock", detail, "Let both machines follow a time server.")
    return good("Clock", detail)


def check_connections(settings: Settings, connection: Connection) -> Finding:
    allowed = int(str(one_value(connection, "select current_setting('max_connections')")))
    wanted = settings.pool_max * settings.workers + 10
    detail = f"up to {wanted} of {allowed} allowed"
    if wanted > allowed and not settings.pgbouncer:
        return bad("Connections", detail, "Lower LEADGEN_POOL_MAX or raise max_connections.")
    return good("Connections", detail)


def check_worker(connection: Connection) -> Iterator[Finding]:
    if one_value(connection, "select to_regclass('pgqueuer_workers')::text") is None:
        return
    seen = one_value(connection, "select extract(epoch from now() - max(seen_at))::float8 from pgqueuer_workers")
    if not isinstance(seen, float):
        yield odd("Worker", "none has run yet", "Start LeadGen, or leadgen worker.")
    elif seen > WORKER_SILENT_S:
        yield odd("Worker", f"the last one was heard of {seen / 60:,.0f} minutes ago", "Start leadgen worker.")
    else:
        yield good("Worker", f"heard of {seen:.0f} s ago")
    failed = one_value(connection, "select count(*) from pgqueuer where status = 'failed'")
    if failed:
        yield odd(
            "Worker", f"{failed} jobs failed and are held", "Look at GET /v1/jobs?status=failed, then retry them."
        )
