"""Reports become files: counted with the eyes of whoever asked, written by a process of its own, kept whole.

What is counted is kept in the row first, and every file is written from what is kept: made again, it is the same file.
"""

import asyncio
import hashlib
import os
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import asyncpg
import orjson
import structlog
from pydantic import ValidationError

from backend import clock
from backend.agency import settings as agency
from backend.auth.principal import Principal
from backend.auth.service import principal_of
from backend.database.engine import Connection, Pool
from backend.database.refusals import refusal
from backend.database.writes import Actor, transaction
from backend.documents.storage import FilesUnavailable, Storage
from backend.errors import LeadGenError, Unavailable
from backend.jobs import Task, enqueue
from backend.models.notification import NotificationKind
from backend.models.report import ReportFormat
from backend.processes import answer_of
from backend.reports import figures, own
from backend.reports.asking import MAKING, PERMISSION, CannotBeMade
from backend.reports.document import Letterhead, MadeReport, ReportDocument
from backend.reports.figures import Request
from backend.reports.files import ENDINGS, FOLDER, prefix_of
from backend.settings import Settings

log: Final = structlog.stdlib.get_logger("leadgen.reports")

COUNTING_S: Final = 600.0
WRITING_S: Final = 300.0
MOST_MEGABYTES: Final = 2_048
MOST_RECORDS: Final = 1_000_000
EVERY_S: Final = 1.0
# How far it is when the figures are there, when the records are, and when the file is written.
COUNTED, FETCHED, WRITTEN = 30, 60, 95
BATCH: Final = 1_000

UNFORESEEN: Final = "Something unexpected went wrong. The log has the details under this report's number."
WRITTEN_BEFORE: Final = "What is kept of it was written by an earlier version of LeadGen: make a new one."
INTERRUPTED: Final = "The work was interrupted and did not go on. Make it again."

# params: id
WANTED: Final = """
    select id, report_number, name, format, asked, made_for_id, data is not null as counted
    from reports where id = $1 and status = 'pending' and report_key is not null
"""
MOVED: Final = "update reports set progress = $2 where id = $1 and status = 'pending' and progress is distinct from $2"
KEEP: Final = """
    update reports set data = $2::jsonb, period = coalesce($3, period), progress = $4
    where id = $1 and status = 'pending' and data is null
"""
KEEP_ROWS: Final = "insert into report_rows (report_id, part, rows) values ($1, $2, $3::jsonb)"
DROP_ROWS: Final = "delete from report_rows where report_id = $1"
DATA: Final = "select data::text from reports where id = $1"
LINES: Final = """
    select one.value::text
    from report_rows part cross join lateral jsonb_array_elements(part.rows) with ordinality as one (value, place)
    where part.report_id = $1 order by part.part, one.place
"""
# params: id, key of the file, its size, its hash, now
COMPLETE: Final = """
    update reports set status = 'completed', progress = 100, failure = null, file_path = $2, file_size = $3,
        file_sha256 = $4, generated_date = coalesce(generated_date, $5)
    where id = $1 and status = 'pending' returning name, format, made_for_id, schedule_id
"""
FAIL: Final = """
    update reports set status = 'failed', failure = $2 where id = $1 and status = 'pending'
    returning name, format, made_for_id, schedule_id
"""
TELL: Final = """
    insert into notifications (user_id, kind, title, detail, noun, record_id) values ($1, $2, $3, $4, 'reports', $5)
"""
# Pending ones of ours for which nobody works any more: their job is held, or was taken out of the queue.
FORGOTTEN: Final = """
    select id from reports r
    where status = 'pending' and report_key is not null and updated_at < now() - $1::interval
        and not exists (
            select from pgqueuer job
            where job.dedupe_key like 'report:' || r.id || ':%' and job.status in ('queued', 'picked'))
    order by id
"""
ALONE: Final = "select pg_try_advisory_xact_lock(hashtextextended('reports.make:' || $1::text, 0))"


@dataclass(frozen=True, slots=True)
class ReportEnded(Task):
    """A report is completed, or has failed."""

    report_id: int


class WrittenElsewhere(Unavailable):
    """Another worker is making this report."""

    code = "report_being_made"


async def make(pool: Pool, settings: Settings, report_id: int, *, last: bool) -> None:
    """Makes a pending report; what keeps it from being made is told by the report.

    last: there will be no other attempt. Raises what may be gone with the next attempt, or what nobody foresaw.
    """
    async with _alone(pool, report_id):
        row = await pool.fetchrow(WANTED, report_id)
        if row is None:
            return  # made by an attempt whose worker died before it said so, or deleted
        try:
            if not row["counted"]:
                await _count(pool, row)
            file = await _write(pool, settings, row)
            if not await _complete(pool, row, file):
                await Storage(settings).remove(file.key)  # deleted meanwhile
        except Exception as error:
            known = error if isinstance(error, LeadGenError) else refusal(error)
            if not last and (known is None or isinstance(known, Unavailable)):
                raise
            if known is None:
                log.exception("report_failed", report=report_id)
            await fail(pool, report_id, UNFORESEEN if known is None else _sentence(known))
            if known is None:
                raise


@asynccontextmanager
async def _alone(pool: Pool, report_id: int) -> AsyncIterator[None]:
    """Nobody else makes this report meanwhile; when this process dies, that ends with it. Raises WrittenElsewhere."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("set local idle_in_transaction_session_timeout = 0")
        if not await connection.fetchval(ALONE, str(report_id)):
            raise WrittenElsewhere
        yield


async def _count(pool: Pool, row: asyncpg.Record) -> None:
    """Keeps the figures and the records of which the report is made, with the sight of whom it is made for."""
    who = await _made_for(pool, row)
    request = Request.from_json({k: v for k, v in orjson.loads(row["asked"]).items() if k != "only"})
    try:
        async with asyncio.timeout(COUNTING_S):
            document = await figures.document(pool, who, request, clock.now().replace(microsecond=0))
            await pool.execute(MOVED, row["id"], COUNTED)
            if document.listing is not None:
                document = await _list(pool, who, request, row["id"], document)
    except TimeoutError:
        raise CannotBeMade(
            f"Counting took longer than {COUNTING_S / 60:.0f} minutes: choose a shorter period or fewer records."
        ) from None
    made = MadeReport(
        number=row["report_number"],
        name=row["name"],
        made_for=who.label,
        letterhead=await _letterhead(pool),
        document=document,
    )
    period = document.period.said[:100] if document.period else None
    async with transaction(pool, _actor(row["id"], who.user_id)) as connection:
        await connection.execute(MAKING)
        await connection.execute(KEEP, row["id"], made.model_dump_json(), period, FETCHED)


async def _made_for(pool: Pool, row: asyncpg.Record) -> Principal:
    """Whoever asked, with their rights as they are now. Raises CannotBeMade, NotAllowed."""
    only = orjson.loads(row["asked"]).get("only")
    who = None if row["made_for_id"] is None else await principal_of(pool, row["made_for_id"], only)
    if who is None:
        raise CannotBeMade("Whoever it was made for may no longer sign in.")
    if not who.scope(PERMISSION):
        raise CannotBeMade(f"{who.label} may no longer make reports.")
    return who


async def _list(
    pool: Pool, who: Principal, request: Request, report_id: int, document: ReportDocument
) -> ReportDocument:
    """Keeps the records one by one, and counts those that were kept."""
    assert document.listing is not None  # noqa: S101 - asked before
    await pool.execute(DROP_ROWS, report_id)
    count, moved = 0, _Progress(pool, report_id)
    part = 0
    async for some in own.rows(pool, who, request, document.made_at):
        part, count = part + 1, count + len(some)
        if count > MOST_RECORDS:
            raise CannotBeMade(f"It lists more than {MOST_RECORDS:,} records: narrow it down.")
        await pool.execute(KEEP_ROWS, report_id, part, orjson.dumps(some, default=str).decode())
        share = min(1.0, count / max(1, document.listing.count))
        await moved.to(COUNTED + round((FETCHED - COUNTED) * share))
    listing = document.listing.model_copy(update={"count": count})
    return document.model_copy(update={"listing": listing})


async def _letterhead(pool: Pool) -> Letterhead:
    said = orjson.loads(await agency.read(pool))
    place = said["address"] or {}
    town = " ".join(filter(None, (place.get("state"), place.get("zip"))))
    lines = [place.get("street"), ", ".join(filter(None, (place.get("city"), town)))]
    return Letterhead(
        name=said["name"] or "",
        address=[line for line in lines if line],
        license_number=said["license_number"],
        contact=[],
    )


@dataclass(frozen=True, slots=True)
class Written:
    """A file that is kept. key: where; sha256: of its content."""

    key: str
    size: int
    sha256: str


async def _write(pool: Pool, settings: Settings, row: asyncpg.Record) -> Written:
    """The file, written from nothing but what is kept."""
    folder = settings.data_dir / FOLDER
    report_id, ending = row["id"], ENDINGS[ReportFormat(row["format"])]
    try:
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=f"{report_id}-", dir=folder) as place:
            made, rows, file = (Path(place, name) for name in ("made.json", "rows.ndjson", f"report.{ending}"))
            listed = await _unpack(pool, report_id, made, rows)
            await _write_paper(row["format"], made, rows if listed else None, file)
            await pool.execute(MOVED, report_id, WRITTEN)
            size, sha256 = await asyncio.to_thread(_measured, file)
            key = f"{prefix_of(report_id)}{secrets.token_hex(8)}.{ending}"
            await Storage(settings).keep(key, file)
    except (ConnectionError, TimeoutError):
        raise  # of the database, though they are errors of the system too
    except OSError as error:
        raise FilesUnavailable(f"Files cannot be written right now: {(error.strerror or '').lower()}.") from error
    return Written(key, size, sha256)


async def _unpack(pool: Pool, report_id: int, made: Path, rows: Path) -> bool:
    """Puts what is kept where the other process reads it; whether the report lists records."""
    try:
        kept = MadeReport.model_validate_json(await pool.fetchval(DATA, report_id))
    except ValidationError as unreadable:
        raise CannotBeMade(WRITTEN_BEFORE) from unreadable
    await asyncio.to_thread(made.write_text, kept.model_dump_json(), encoding="utf-8")
    listing = kept.document.listing
    if listing is None:
        return False
    count = 0
    with rows.open("wb") as file:
        async with pool.acquire() as connection, connection.transaction(readonly=True):
            cursor = await connection.cursor(LINES, report_id)
            while some := await cursor.fetch(BATCH):
                count += len(some)
                await asyncio.to_thread(file.writelines, [line[0].encode() + b"\n" for line in some])
    if count != listing.count:
        raise CannotBeMade("The records that it lists are no longer kept: make a new one.")
    return True


async def _write_paper(format: str, made: Path, rows: Path | None, file: Path) -> None:
    limits = [str(os.getpid()), str(MOST_MEGABYTES)]
    words = [format, str(made), "-" if rows is None else str(rows), str(file)]
    writer = ["backend.reports.contained", *limits, "backend.reports.paper", *words]
    try:
        await answer_of(*writer, within_s=WRITING_S, called="Writing the file")
    except TimeoutError:
        raise CannotBeMade(f"Writing the file took longer than {WRITING_S / 60:.0f} minutes: narrow it down.") from None


def _measured(file: Path) -> tuple[int, str]:
    with file.open("rb") as content:
        found = hashlib.file_digest(content, "sha256")
        return content.tell(), found.hexdigest()


async def _complete(pool: Pool, row: asyncpg.Record, file: Written) -> bool:
    """Whether the report was there to be completed."""
    async with transaction(pool, _actor(row["id"], row["made_for_id"])) as connection:
        await connection.execute(MAKING)
        done = await connection.fetchrow(COMPLETE, row["id"], file.key, file.size, file.sha256, clock.now())
        if done is not None:
            await _ended(connection, row["id"], done, None)
    return done is not None


async def fail(pool: Pool, report_id: int, why: str) -> None:
    """The report cannot be made, for this reason; whoever asked is told."""
    async with transaction(pool, _actor(report_id, None)) as connection:
        await connection.execute(MAKING)
        done = await connection.fetchrow(FAIL, report_id, why)
        if done is not None:
            await _ended(connection, report_id, done, why)


async def _ended(connection: Connection, report_id: int, done: asyncpg.Record, why: str | None) -> None:
    """Tells whoever asked, and whoever has more to do. What is sent regularly comes by mail, unless it failed."""
    await enqueue(connection, ReportEnded(report_id))
    if done["made_for_id"] is None or (why is None and done["schedule_id"] is not None):
        return
    kind = NotificationKind.REPORT_COMPLETED if why is None else NotificationKind.REPORT_FAILED
    title = f"{done['name'][:200]} is ready" if why is None else f"{done['name'][:200]} could not be made"
    await connection.execute(TELL, done["made_for_id"], kind.value, title, why or done["format"], report_id)


def _actor(report_id: int, user_id: int | None) -> Actor:
    return Actor(user_id, "LeadGen", f"report:{report_id}")


def _sentence(error: LeadGenError) -> str:
    fields = " ".join(each.message for each in error.errors if each.message not in error.detail)
    return f"{error.detail} {fields}".strip()[:1000]


class _Progress:
    """Tells how far a report is, not more than once a second: everybody who looks at it is told each time."""

    def __init__(self, pool: Pool, report_id: int) -> None:
        self._pool, self._report_id, self._next = pool, report_id, 0.0

    async def to(self, percent: int) -> None:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + EVERY_S
            await self._pool.execute(MOVED, self._report_id, percent)


async def sweep(pool: Pool, quiet_for: timedelta = timedelta(minutes=1)) -> None:
    """Fails what waits though nobody works on it: its job was held, or thrown away."""
    for row in await pool.fetch(FORGOTTEN, quiet_for):
        await fail(pool, row["id"], INTERRUPTED)
