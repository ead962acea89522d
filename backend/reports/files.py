"""The files of reports: handed out only if they are what was made, and removed when no report knows them."""

import asyncio
import hashlib
import re
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from backend.database.engine import Pool
from backend.documents.storage import Storage, StoredFile
from backend.errors import Conflict, NotFound
from backend.models.report import ReportFormat, ReportStatus
from backend.settings import Settings

ENDINGS: Final = {
    ReportFormat.PDF: "pdf",
    ReportFormat.EXCEL: "xlsx",
    ReportFormat.CSV: "csv",
    ReportFormat.JSON: "json",
}
MEDIA_TYPES: Final = {
    ReportFormat.PDF: "application/pdf",
    ReportFormat.EXCEL: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ReportFormat.CSV: "text/csv; charset=utf-8",
    ReportFormat.JSON: "application/json",
}
FOLDER: Final = "making"  # in the data folder: where a file is put together before it is kept
CUT_OFF_AFTER: Final = timedelta(hours=1)
KEY: Final = re.compile(r"reports/[0-9]{1,9}/[0-9a-f]{16}\.[a-z]{3,4}")
UNFIT: Final = frozenset('/\\:*?"<>|')
READ_FIRST: Final = 4 << 20  # smaller files are read to their end before anything of them is handed out

FILE: Final = "select name, format, status, failure, file_path, file_size, file_sha256 from reports where id = $1"
# Files that are no report's: cut off an hour ago, or their report was deleted a month ago. params: keys, when written
NEEDLESS: Final = r"""
    select file.key
    from unnest($1::text[], $2::timestamptz[]) as file (key, written_at)
    left join reports r on r.id = (substring(file.key from '^reports/([0-9]{1,9})/'))::integer
    where file.written_at < now() - interval '1 hour' and r.file_path is distinct from file.key
        and (r.id is not null or not exists (
            select from audit_log entry
            where entry.table_name = 'reports' and entry.action = 'delete' and entry.at > now() - interval '30 days'
                and entry.record_id = (substring(file.key from '^reports/([0-9]{1,9})/'))::integer))
"""


class NotMadeYet(Conflict):
    """The report is still being made: ask again shortly."""

    code = "report_pending"


class NotMade(Conflict):
    """The report could not be made."""

    code = "report_failed"


class NoFile(NotFound):
    """No file of this report is kept here."""

    code = "report_without_file"


class FileDamaged(Conflict):
    """The file is not as it was made: make the report again."""

    code = "file_damaged"


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file to hand out. name: fit for any disk; content: breaks off at its end unless it is what was made."""

    name: str
    media_type: str
    size: int
    sha256: str
    content: AsyncIterator[bytes]


async def file_of(pool: Pool, settings: Settings, report_id: int) -> MadeFile:
    """The file of a report. Whether the caller may see it was asked before.

    Raises NotMadeYet, NotMade, NoFile, FileMissing, FileDamaged, FilesUnavailable.
    """
    row = await pool.fetchrow(FILE, report_id)
    if row is None:
        raise NotFound
    if row["status"] == ReportStatus.PENDING:
        raise NotMadeYet
    if row["status"] == ReportStatus.FAILED:
        raise NotMade(row["failure"])
    key = row["file_path"] or ""
    if row["file_sha256"] is None or not KEY.fullmatch(key) or not key.startswith(prefix_of(report_id)):
        raise NoFile
    storage = Storage(settings)
    if await storage.size(key) != row["file_size"]:
        raise FileDamaged
    kind, content = ReportFormat(row["format"]), _verified(storage.read(key), row["file_sha256"])
    if row["file_size"] <= READ_FIRST:
        content = _pieces([piece async for piece in content])
    return MadeFile(
        name=f"{_file_name(row['name'])}.{ENDINGS[kind]}",
        media_type=MEDIA_TYPES[kind],
        size=row["file_size"],
        sha256=row["file_sha256"],
        content=content,
    )


async def _verified(content: AsyncIterator[bytes], sha256: str) -> AsyncIterator[bytes]:
    """The content, whose last piece comes only if all of it is what was made."""
    found, held = hashlib.sha256(), b""
    async for piece in content:
        if held:
            yield held
        found.update(piece)
        held = piece
    if found.hexdigest() != sha256:
        raise FileDamaged
    yield held


async def _pieces(some: list[bytes]) -> AsyncIterator[bytes]:
    for piece in some:
        yield piece


def _file_name(name: str) -> str:
    plain = "".join(" " if each in UNFIT or not each.isprintable() else each for each in name)
    return " ".join(plain.split()).strip(". ")[:100] or "Report"


def prefix_of(report_id: int) -> str:
    """What the keys of a report's files begin with; nothing else is handed out as its file."""
    return f"reports/{report_id}/"


async def sweep(pool: Pool, settings: Settings) -> None:
    """Removes files of which no report knows: of makings that were cut off after an hour, of deleted reports after a
    month, so that deleting can be undone."""
    storage = Storage(settings)
    async for some in _hundreds(storage):
        keys = [each.key for each in some]
        gone = {row["key"] for row in await pool.fetch(NEEDLESS, keys, [each.written_at for each in some])}
        for key in sorted(gone):
            await storage.remove(key)
    await storage.clear_cut_off("reports", CUT_OFF_AFTER.total_seconds())
    await asyncio.to_thread(_clear_folders, settings.data_dir / FOLDER, time.time() - CUT_OFF_AFTER.total_seconds())


async def _hundreds(storage: Storage) -> AsyncIterator[list[StoredFile]]:
    some: list[StoredFile] = []
    async for each in storage.below("reports/"):
        some.append(each)
        if len(some) == 500:
            yield some
            some = []
    if some:
        yield some


def _clear_folders(folder: Path, before: float) -> None:
    """What killed processes left of their work on this machine."""
    for each in folder.iterdir() if folder.is_dir() else ():
        with suppress(FileNotFoundError):
            if each.stat().st_mtime < before:
                shutil.rmtree(each, ignore_errors=True)
