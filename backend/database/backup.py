"""One file that holds the whole agency: the database, the stored files, and a list by which both are checked.

The file is a ZIP archive: `database.dump` (pg_dump's custom format), `files/…`, `secret_key` if one was generated, and
`manifest.json` with the SHA-256 of each of them and the row count of each table, all from one moment.
"""

import hashlib
import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Final, LiteralString

import psycopg
from psycopg import sql
from pydantic import TypeAdapter, ValidationError

from backend.clock import now
from backend.database import tools
from backend.errors import Invalid, Unavailable
from backend.settings import without_password

Connection = psycopg.Connection[tuple[object, ...]]

FORMAT: Final = 1
DUMP: Final = "database.dump"
MANIFEST: Final = "manifest.json"
SECRET: Final = "secret_key"  # noqa: S105  (the name of a file)
FILES: Final = "files"
CHUNK_BYTES: Final = 1024 * 1024


class BackupFailed(Unavailable):
    """The backup could not be made; nothing was written."""

    code = "backup_failed"


class NotABackup(Invalid):
    """This file is not a backup, or it is damaged; nothing was changed."""

    code = "not_a_backup"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. rows: per table; checksums: SHA-256 per member of the archive, the manifest excepted."""

    made_at: str
    server_version: int
    revision: str | None
    rows: dict[str, int]
    checksums: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def summary(self) -> str:
        files = sum(name.startswith(f"{FILES}/") for name in self.checksums)
        return f"{sum(self.rows.values()):,} rows in {len(self.rows)} tables, {files:,} stored files"


def backup(dsn: str, bin_dir: Path, data_dir: Path, file: Path) -> Manifest:
    """Write the database and the stored files into `file`, complete and verified, or not at all.

    bin_dir: where pg_dump and pg_restore are, see tools.find_tools. Raises BackupFailed.
    """
    file = file.absolute()
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{os.getpid()}.partial")
    try:
        with open(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as handle:
            manifest = _write_archive(handle, dsn, bin_dir, data_dir)
            handle.flush()
            os.fsync(handle.fileno())
        verify(draft, bin_dir)
        draft.replace(file)
        sync_folder(file.parent)
    except NotABackup as damaged:
        raise BackupFailed(f"The backup did not pass its own check, so it was removed: {damaged.detail}") from None
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def verify(file: Path, bin_dir: Path) -> Manifest:
    """The backup's list of contents, after every byte was checked against it. Raises NotABackup."""
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _read_manifest(archive)
            if sorted(archive.namelist()) != sorted([MANIFEST, *manifest.checksums]):
                raise NotABackup(f"{file} does not hold what its list says.")
            for name, expected in manifest.checksums.items():
                with archive.open(name) as source:
                    if _copy(source, _ignore) != expected:
                        raise NotABackup(f"{file} is damaged: {name} is not what was stored.")
            _check_dump(archive, bin_dir)
    except (zipfile.BadZipFile, EOFError) as damaged:
        raise NotABackup(f"{file} is not a backup, or it is damaged: {damaged}") from None
    return manifest


def revision_of(connection: Connection) -> str | None:
    """The migration the database is at; None without one; joined by commas on an old database with two branches."""
    if one_value(connection, "select to_regclass('alembic_version')::text") is None:
        return None
    rows = connection.execute("select version_num from alembic_version order by 1").fetchall()
    return ",".join(str(row[0]) for row in rows) or None


def row_counts(connection: Connection) -> dict[str, int]:
    """Exact number of rows of every table, except those that an extension brought."""
    tables = connection.execute(
        "select n.nspname::text, c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where c.relkind = 'r' and c.relpersistence <> 't' and n.nspname <> 'information_schema'"
        " and not starts_with(n.nspname, 'pg_') and not exists (select from pg_depend d"
        " where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e') order by 1, 2"
    ).fetchall()
    names = {str(table) if schema == "public" else f"{schema}.{table}": (schema, table) for schema, table in tables}
    count = sql.SQL("select count(*) from {}")
    return {
        name: int(str(one_value(connection, count.format(sql.Identifier(str(schema), str(table))))))
        for name, (schema, table) in names.items()
    }


def one_value(connection: Connection, query: LiteralString | sql.Composed) -> object:
    """The first column of the first row; None when there is no row."""
    row = connection.execute(query).fetchone()
    return row[0] if row else None


def sync_folder(folder: Path) -> None:
    """Make renames in this folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_archive(handle: IO[bytes], dsn: str, bin_dir: Path, data_dir: Path) -> Manifest:
    with (
        zipfile.ZipFile(handle, "w", zipfile.ZIP_STORED, allowZip64=True) as archive,
        psycopg.connect(dsn) as connection,
    ):
        # One snapshot for the counts and for pg_dump, so that they must agree.
        connection.execute("set transaction isolation level repeatable read, read only")
        connection.execute("set local idle_in_transaction_session_timeout = 0")  # it waits while pg_dump works
        snapshot = one_value(connection, "select pg_export_snapshot()")
        manifest = Manifest(
            made_at=now().isoformat(timespec="seconds"),
            server_version=connection.info.server_version,
            revision=revision_of(connection),
            rows=row_counts(connection),
        )
        options = ["--format=custom", "--compress=6", f"--snapshot={snapshot}"]
        manifest.checksums[DUMP] = _store_dump(archive, tools.command(bin_dir, "pg_dump", dsn, *options), dsn)
        # After the snapshot: a file stored meanwhile is one too many, never one too few.
        for name, path in _stored_files(data_dir):
            try:
                with path.open("rb") as source:
                    manifest.checksums[name] = _store(archive, name, source)
            except FileNotFoundError:
                continue  # deleted since we listed the folder
        archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1, ensure_ascii=False))
    return manifest


def _store_dump(archive: zipfile.ZipFile, command: list[str], dsn: str) -> str:
    """SHA-256 of what pg_dump wrote into the archive. Raises BackupFailed with the program's own words."""
    with subprocess.Popen(  # noqa: S603
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=tools.environment(dsn),
    ) as program:
        if program.stdout is None or program.stderr is None:
            raise BackupFailed
        try:
            checksum = _store(archive, DUMP, program.stdout)
            complaint = program.stderr.read().decode(errors="replace").strip()
        except BaseException:
            program.kill()
            raise
    if program.returncode:
        raise BackupFailed(f"pg_dump of {without_password(dsn)} failed: {complaint}")
    return checksum


def _stored_files(data_dir: Path) -> Iterator[tuple[str, Path]]:
    if (data_dir / SECRET).is_file():
        yield SECRET, data_dir / SECRET
    for path in sorted((data_dir / FILES).rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path.relative_to(data_dir).as_posix(), path


def _store(archive: zipfile.ZipFile, name: str, source: IO[bytes]) -> str:
    """SHA-256 of what was copied into the archive."""
    entry = zipfile.ZipInfo(name, date_time=now().timetuple()[:6])
    entry.external_attr = 0o600 << 16
    with archive.open(entry, "w", force_zip64=True) as target:
        return _copy(source, target.write)


def _copy(source: IO[bytes], write: Callable[[bytes], object]) -> str:
    """SHA-256 of everything that was read and handed to `write`."""
    checksum = hashlib.sha256()
    while chunk := source.read(CHUNK_BYTES):
        checksum.update(chunk)
        write(chunk)
    return checksum.hexdigest()


def _ignore(_: bytes) -> None:
    pass


def _check_dump(archive: zipfile.ZipFile, bin_dir: Path) -> None:
    """Let pg_restore read the dump's table of contents."""
    with (
        archive.open(DUMP) as dump,
        subprocess.Popen(  # noqa: S603
            [bin_dir / "pg_restore", "--list"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        ) as program,
    ):
        if program.stdin is None or program.stderr is None:
            raise NotABackup
        try:
            shutil.copyfileobj(dump, program.stdin, CHUNK_BYTES)
            program.stdin.close()
        except BrokenPipeError:
            pass  # it has read the contents and needs no more
        complaint = program.stderr.read().decode(errors="replace").strip()
    if program.returncode:
        raise NotABackup(f"pg_restore cannot read the dump: {complaint}")


def _read_manifest(archive: zipfile.ZipFile) -> Manifest:
    try:
        manifest = TypeAdapter(Manifest).validate_json(archive.read(MANIFEST))
    except (KeyError, ValidationError):
        raise NotABackup("The list of contents is missing or unreadable, so this is not a LeadGen backup.") from None
    if manifest.format != FORMAT:
        raise NotABackup(f"This backup has format {manifest.format}; this version reads format {FORMAT}.")
    if not all(_is_ours(name) for name in manifest.checksums) or DUMP not in manifest.checksums:
        raise NotABackup("The backup lacks its database, or names files outside its own folder.")
    return manifest


def _is_ours(name: str) -> bool:
    parts = name.split("/")
    return name in {DUMP, SECRET} or (parts[0] == FILES and len(parts) > 1 and not {"", ".", ".."} & set(parts))
