"""Puts a backup in place of what is there, so that a failure at any point loses neither the old nor the new."""

import os
import secrets
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from backend.clock import now
from backend.database import migrate, roles, tools
from backend.database.backup import (
    CHUNK_BYTES,
    DUMP,
    FILES,
    SECRET,
    Connection,
    Manifest,
    one_value,
    row_counts,
    sync_folder,
    verify,
)
from backend.errors import Conflict, NotAllowed

# A database that was only migrated has rows in these; they are no reason to ask for --force.
COMES_WITH_MIGRATIONS: Final = frozenset({"alembic_version", "document_categories", "agency_settings"})


class RestoreRefused(Conflict):
    """The backup does not fit what is here; nothing was changed."""

    code = "restore_refused"


class NotTheDatabasesKeeper(NotAllowed):
    """Restoring makes a database and renames two: set DATABASE_URL to a superuser's for this command."""

    code = "not_the_databases_keeper"


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, and under which names the previous data was kept."""

    manifest: Manifest
    kept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """One restore: the database and data folder it is for, and what things are called until it is over."""

    dsn: str
    data_dir: Path
    target: str
    stamp: str

    @property
    def fresh(self) -> str:
        return f"{self.target[:35]}_restoring_{self.stamp}"

    @property
    def aside(self) -> str:
        return f"{self.target[:35]}_before_{self.stamp}"

    @property
    def staged(self) -> Path:
        return self.data_dir / f".restoring-{self.stamp}"

    def kept(self, name: str) -> Path:
        return self.data_dir / f"{name}.before-{self.stamp}"


def restore(dsn: str, bin_dir: Path, data_dir: Path, file: Path, *, force: bool = False) -> Restored:
    """Put the backup in place of the database and the files that `dsn` and `data_dir` name.

    Everything is restored beside what is there and compared with the backup's list; only then both change places, and
    what was there is kept under another name. Until that last step a failure changes nothing.
    Raises NotABackup, RestoreRefused, NotTheDatabasesKeeper.
    """
    manifest = verify(file, bin_dir)
    with psycopg.connect(dsn, autocommit=True) as connection:
        _refuse_without_rights(connection)
        _refuse_misfit(connection, manifest, force=force)
        empty = not _records(connection)
        with_roles = roles.exist(connection)
        names = Names(dsn, data_dir, connection.info.dbname, f"{now():%Y%m%d_%H%M%S}_{secrets.token_hex(2)}")
    try:
        _extract(file, manifest, names.staged)
        _create_beside(names)
        _fill(_in_database(dsn, names.fresh), bin_dir, names.staged / DUMP)
        _compare(_in_database(dsn, names.fresh), manifest, with_roles=with_roles)
        kept = _swap(names)
    except BaseException:
        _drop(dsn, names.fresh)
        raise
    finally:
        shutil.rmtree(names.staged, ignore_errors=True)
    if empty:
        _drop(dsn, names.aside)
        return Restored(manifest, kept)
    return Restored(manifest, (f"the database {names.aside}", *kept))


def _refuse_without_rights(connection: Connection) -> None:
    """A superuser always may; whoever else owns the database may, until there are roles to give it to."""
    row = connection.execute(
        "select r.rolsuper, r.rolcreatedb and d.datdba = r.oid from pg_roles r, pg_database d"
        " where r.rolname = current_user and d.datname = current_database()"
    ).fetchone()
    superuser, keeps_databases = row or (False, False)
    if not superuser and (not keeps_databases or roles.exist(connection)):
        raise NotTheDatabasesKeeper


def _refuse_misfit(connection: Connection, manifest: Manifest, *, force: bool) -> None:
    if manifest.revision and not knows_migration(manifest.revision):
        raise RestoreRefused(
            f"The backup was made by a newer LeadGen (migration {manifest.revision}): install that version first."
        )
    ours, theirs = connection.info.server_version // 10000, manifest.server_version // 10000
    if ours < theirs:
        raise RestoreRefused(
            f"The backup comes from PostgreSQL {theirs} and this server is {ours}: use a server at least as new."
        )
    others = one_value(
        connection,
        "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
        " and backend_type = 'client backend'",
    )
    if others:
        raise RestoreRefused(f"{others} connections to this database are open: stop LeadGen first.")
    records = _records(connection)
    if records and not force:
        raise RestoreRefused(
            f"The database {connection.info.dbname} holds {records:,} records. "
            "With --force the backup takes its place, and what is there now is kept under another name."
        )


def _records(connection: Connection) -> int:
    """How many rows the agency itself has put into this database."""
    counts = row_counts(connection)
    return sum(
        rows
        for table, rows in counts.items()
        if table not in COMES_WITH_MIGRATIONS and not table.startswith("pgqueuer")
    )


def knows_migration(revision: str) -> bool:
    """Whether this version of the application has that migration."""
    return any(file.name.startswith(f"{revision}_") for file in (migrate.CHAIN / "versions").glob("*.py"))


def _extract(file: Path, manifest: Manifest, folder: Path) -> None:
    (folder / FILES).mkdir(parents=True, mode=0o700)
    with zipfile.ZipFile(file) as archive:
        for name in manifest.checksums:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with archive.open(name) as source, open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as target:
                shutil.copyfileobj(source, target, CHUNK_BYTES)
                target.flush()
                os.fsync(target.fileno())


def _create_beside(names: Names) -> None:
    """A new empty database with the encoding, locale and owner of the present one."""
    with _maintenance(names.dsn) as connection:
        row = connection.execute(
            "select pg_encoding_to_char(encoding), datcollate, datctype, datlocprovider::text,"
            # PostgreSQL 17 renamed the column.
            " coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale'), pg_get_userbyid(datdba)::text"
            " from pg_database d where datname = %s",
            (names.target,),
        ).fetchone()
        if row is None:
            raise RestoreRefused(f"There is no database {names.target}.")
        encoding, collate, ctype, provider, locale, owner = row
        statement = sql.SQL(
            "create database {} template template0 owner {} encoding {} lc_collate {} lc_ctype {}"
        ).format(sql.Identifier(names.fresh), sql.Identifier(str(owner)), encoding, collate, ctype)
        if provider == "b":
            statement += sql.SQL(" locale_provider builtin builtin_locale {}").format(sql.Literal(locale))
        elif provider == "i":
            statement += sql.SQL(" locale_provider icu icu_locale {}").format(sql.Literal(locale))
        connection.execute(statement)


def _fill(dsn: str, bin_dir: Path, dump: Path) -> None:
    """Restore the dump into the empty database. Raises RestoreRefused with the program's own words."""
    with psycopg.connect(dsn) as connection:
        server = connection.info.server_version // 10000
    if server < 17 <= tools.major_version(bin_dir):
        _fill_older(dsn, bin_dir, dump)
        return
    options = ["--exit-on-error", "--no-owner", "--no-privileges", "--jobs=2"]
    done = subprocess.run(  # noqa: S603
        [*tools.command(bin_dir, "pg_restore", dsn, *options), str(dump)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=tools.environment(dsn),
        check=False,
    )
    if done.returncode:
        raise RestoreRefused(f"pg_restore failed, and what is there now was left alone: {done.stderr.strip()}")


def _fill_older(dsn: str, bin_dir: Path, dump: Path) -> None:
    """The same for a server older than 17: pg_restore from 17 on sets a parameter that such a server does not know."""
    script = subprocess.Popen(  # noqa: S603
        [bin_dir / "pg_restore", "--no-owner", "--no-privileges", "--file=-", dump], stdout=subprocess.PIPE
    )
    options = ["--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
    psql = subprocess.Popen(  # noqa: S603
        tools.command(bin_dir, "psql", dsn, *options),
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=tools.environment(dsn),
    )
    with script, psql:
        if script.stdout is None or psql.stdin is None or psql.stderr is None:
            raise RestoreRefused
        try:
            for line in script.stdout:
                if line.startswith(b"SET transaction_timeout"):
                    break  # stands before the first data, so nothing else can look like it
                psql.stdin.write(line)
            shutil.copyfileobj(script.stdout, psql.stdin, CHUNK_BYTES)
            psql.stdin.close()
        except BrokenPipeError:
            pass  # psql gave up: it says why below
        complaint = psql.stderr.read().decode(errors="replace").strip()
    if psql.returncode or script.returncode:
        raise RestoreRefused(f"Restoring failed, and what is there now was left alone: {complaint}")


def _compare(dsn: str, manifest: Manifest, *, with_roles: bool) -> None:
    """Refuse what differs from the backup's list, then make the new database ready for work."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        rows = row_counts(connection)
        different = sorted(table for table, _ in rows.items() ^ manifest.rows.items())
        if different:
            raise RestoreRefused(f"The restored tables differ from the backup's list: {', '.join(different)}.")
        if with_roles:
            connection.execute(roles.roles_sql().encode())
        connection.execute("analyze")


def _swap(names: Names) -> tuple[str, ...]:
    """Let old and new change places, all or nothing; returns the paths under which old files were kept."""
    moved: list[str] = []
    try:
        for name in (FILES, SECRET):
            if (names.staged / name).exists():
                if (names.data_dir / name).exists():
                    (names.data_dir / name).rename(names.kept(name))
                moved.append(name)
                (names.staged / name).rename(names.data_dir / name)
        with _maintenance(names.dsn) as connection, connection.transaction():
            # Renaming a database takes part in the transaction: both or neither.
            for old, new in ((names.target, names.aside), (names.fresh, names.target)):
                connection.execute(
                    sql.SQL("alter database {} rename to {}").format(sql.Identifier(old), sql.Identifier(new))
                )
    except BaseException:
        for name in moved:
            _put_back(names, name)
        raise
    sync_folder(names.data_dir)
    return tuple(
        str(names.kept(name)) for name in moved if names.kept(name).exists() and not _is_bare(names.kept(name))
    )


def _put_back(names: Names, name: str) -> None:
    present = names.data_dir / name
    if present.exists():
        present.rename(names.staged / name)
    if names.kept(name).exists():
        names.kept(name).rename(present)


def _is_bare(path: Path) -> bool:
    """An empty folder is not worth keeping; removed on the way."""
    if path.is_dir() and not any(path.iterdir()):
        path.rmdir()
        return True
    return False


def _in_database(dsn: str, name: str) -> str:
    """The same server and login, another database."""
    parts = urlsplit(dsn)
    query = [(key, value) for key, value in parse_qsl(parts.query) if key != "dbname"]
    return urlunsplit((parts.scheme, parts.netloc, f"/{name}", urlencode(query), ""))


@contextmanager
def _maintenance(dsn: str) -> Iterator[Connection]:
    """A connection to the server's own database: the one to be renamed must have none."""
    with psycopg.connect(_in_database(dsn, "postgres"), autocommit=True) as connection:
        yield connection


def _drop(dsn: str, name: str) -> None:
    with _maintenance(dsn) as connection:
        connection.execute(sql.SQL("drop database if exists {}").format(sql.Identifier(name)))
