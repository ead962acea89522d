"""One import from file to records, in one transaction: everything that can be taken is, or nothing at all."""

import asyncio
import secrets
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, TypeAlias

import orjson

from backend.database.writes import Actor, transaction
from backend.transfer import mapping as mappings
from backend.transfer.mapping import FileMapping, SheetPlan
from backend.transfer.preparing import CHUNK, Chunk, Preparation, Reason, Rejected
from backend.transfer.reading import open_book
from backend.transfer.staging import Refusal, RowPlan, Staging

if TYPE_CHECKING:
    from backend.database.engine import Connection, Pool

SHOWN: Final = 100  # rows of each kind: people look at examples, and a million of them must not fill the memory
PROGRESS_EVERY: Final = 10_000  # rows

Progress: TypeAlias = Callable[[int], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be imported, and how. match: fields that recognise a record, None for the noun's own."""

    path: Path
    file_name: str
    noun: str | None = None
    mapping: FileMapping | None = None
    match: tuple[str, ...] | None = None
    dry_run: bool = False
    owner_id: int | None = None
    only_owned_by: tuple[int, ...] | None = None
    time_zone: str = "America/New_York"


@dataclass(slots=True)
class SheetOutcome:
    """What became of one sheet. repeated: rows that said the same record again; conflicting: those of the rejected that
    do not go with what is stored; set_aside: unreadable contact details that were kept in the metadata.

    preview: the first rows of each action in a rehearsal; else the first that were refused.
    """

    sheet: str
    noun: str
    header_row: int
    mapping: dict[str, str | None]
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    repeated: int = 0
    rejected: int = 0
    conflicting: int = 0
    set_aside: dict[str, int] = field(default_factory=dict)
    preview: list[RowPlan] = field(default_factory=list)


@dataclass(slots=True)
class Outcome:
    """What became of a file: per sheet, and in sum."""

    sheets: list[SheetOutcome]
    encoding: str | None
    delimiter: str | None
    dry_run: bool

    def total(self, what: str) -> int:
        """The sum of one count over all sheets."""
        return sum(getattr(sheet, what) for sheet in self.sheets)

    def as_json(self) -> dict[str, object]:
        """As it is kept with the operation and shown to the user."""
        headers = dict.fromkeys(header for sheet in self.sheets for header in sheet.mapping)
        return asdict(self) | {"headers": list(headers)}


class RejectFile:
    """Rejected rows on disk, in the order they were found: a million of them must not fill the memory."""

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  # closed by close()
        self.count = 0
        self._first: dict[tuple[str, bool], list[Rejected]] = {}

    def add(self, rows: Iterable[Rejected]) -> None:
        """Puts rows at the end."""
        for row in rows:
            self._file.write(orjson.dumps(asdict(row)) + b"\n")
            self.count += 1
            first = self._first.setdefault((row.sheet, row.conflict), [])
            if len(first) < SHOWN:
                first.append(row)

    def plans(self, sheet: str) -> list[RowPlan]:
        """The first refused rows of a sheet."""
        return [
            RowPlan(one.number, "conflict" if conflict else "reject", reasons=one.reasons, cells=one.row)
            for conflict in (False, True)
            for one in self._first.get((sheet, conflict), [])
        ]

    def __iter__(self) -> Iterator[Rejected]:
        self._file.seek(0)
        for line in self._file:
            yield Rejected(**orjson.loads(line))

    def close(self) -> None:
        """Gives the disk space back."""
        self._file.close()


Finish: TypeAlias = Callable[["Connection", Outcome], Awaitable[None]]


class _DryRun(Exception):  # not an error: it carries a finished rehearsal out of the transaction
    """The rehearsal is over: roll back."""


# No merge joins: expressions have no statistics, and sorting 100,000 phones takes three times as long as hashing.
PATIENT: Final = (
    "set local enable_mergejoin = off;"
    "set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0;"
    "set local lock_timeout = 0; set local work_mem = '64MB'; set local jit = off"
)


async def run(
    pool: "Pool",
    actor: Actor,
    order: Order,
    rejects: RejectFile,
    progress: Progress | None = None,
    finish: Finish | None = None,
) -> Outcome:
    """Imports the file, or rehearses it. Rejected rows go to `rejects`; raises the errors of the file as a whole.

    finish: notes the outcome in the same transaction as the records, after a rehearsal in one of its own.
    """
    book = await asyncio.to_thread(open_book, order.path, mappings.is_known_header)
    plans = mappings.plan(book, file_name=order.file_name, noun=order.noun, mapping=order.mapping)
    outcome = Outcome([], book.encoding, book.delimiter, order.dry_run)
    try:
        async with transaction(pool, actor) as connection:
            await connection.execute(PATIENT)
            for number, plan in enumerate(plans):
                outcome.sheets.append(await _load(connection, plan, order, number, rejects, progress))
            if order.dry_run:
                raise _DryRun
            if finish is not None:
                await finish(connection, outcome)
    except _DryRun:
        if finish is not None:
            async with transaction(pool, actor) as connection:
                await finish(connection, outcome)
    return outcome


async def _load(
    connection: "Connection",
    plan: SheetPlan,
    order: Order,
    number: int,
    rejects: RejectFile,
    progress: Progress | None,
) -> SheetOutcome:
    outcome = SheetOutcome(plan.sheet.name, plan.shape.noun, plan.sheet.header_row, dict(plan.fields))
    preparation = Preparation(plan, time_zone=order.time_zone)
    staging = Staging(
        connection,
        preparation,
        name=f"import_rows_{secrets.token_hex(4)}_{number}",  # statements on an old table may still be prepared
        match=order.match,
        owner_id=order.owner_id,
        only_owned_by=order.only_owned_by,
    )
    await staging.create()
    await staging.copy(_text(preparation, outcome, rejects, progress))
    refused = await staging.match_records()
    listed = SHOWN if order.dry_run else 0
    outcome.repeated, plans = await staging.merge_repeats(listed)
    await staging.link_parents()
    refused += await staging.refuse_incomplete()
    if order.dry_run:
        plans += await staging.rehearse(SHOWN)
    written, not_written = await staging.write()
    refused += not_written
    await _add_refused(preparation, refused, rejects)
    outcome.rejected += len(refused)
    outcome.conflicting = len({refusal.number for refusal in refused if refusal.conflict})
    numbers = {refusal.number for refusal in not_written}
    plans = [plan for plan in plans if plan.row not in numbers]
    outcome.preview = sorted([*plans, *rejects.plans(outcome.sheet)], key=lambda plan: plan.row)
    outcome.created, outcome.updated, outcome.unchanged = written.created, written.updated, written.unchanged
    return outcome


async def _text(
    preparation: Preparation,
    outcome: SheetOutcome,
    rejects: RejectFile,
    progress: Progress | None,
) -> AsyncIterator[bytes]:
    """Text for COPY; the next chunk is prepared in a thread while the database takes this one."""
    chunks = preparation.chunks()

    def following() -> Chunk | None:
        return next(chunks, None)

    ahead = asyncio.create_task(asyncio.to_thread(following))
    try:
        while (chunk := await ahead) is not None:
            ahead = asyncio.create_task(asyncio.to_thread(following))
            outcome.rows += chunk.seen
            outcome.rejected += len(chunk.rejected)
            rejects.add(chunk.rejected)
            for header, times in chunk.set_aside.items():
                outcome.set_aside[header] = outcome.set_aside.get(header, 0) + times
            if chunk.text:
                yield chunk.text
            if progress is not None and outcome.rows % PROGRESS_EVERY < CHUNK:
                await progress(outcome.rows)
    finally:
        await asyncio.wait([ahead])
        if not ahead.cancelled():
            ahead.exception()


async def _add_refused(preparation: Preparation, refused: Sequence[Refusal], rejects: RejectFile) -> None:
    """Reads the file again for the rows that only the database could judge: nobody kept them in memory."""
    if not refused:
        return
    reasons: Mapping[int, list[Reason]] = {}
    by_number: dict[int, list[Reason]] = dict(reasons)
    for refusal in refused:
        by_number.setdefault(refusal.number, []).append({"field": refusal.field, "message": refusal.message})
    conflicts = {refusal.number for refusal in refused if refusal.conflict}

    def find() -> list[Rejected]:
        sheet = preparation.plan.sheet
        return [
            Rejected(sheet.name, number, by_number[number], preparation.original(cells), number in conflicts)
            for number, cells in sheet.rows()
            if number in by_number
        ]

    rejects.add(await asyncio.to_thread(find))
