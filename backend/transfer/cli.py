"""`leadgen import FILE` and `leadgen export NOUN FILE`: the same engine as the API, told in sentences."""

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from backend.database import reads
from backend.database.catalogue import Noun
from backend.database.criteria import EVERYTHING, parse
from backend.database.engine import open_pool
from backend.database.sight import ALL_SEEING
from backend.errors import NotFound
from backend.settings import Settings
from backend.transfer import mapping as mappings
from backend.transfer import service
from backend.transfer.errors import MappingUnusable, UnknownNoun
from backend.transfer.execution import Outcome, SheetOutcome
from backend.transfer.export import MEDIA_TYPES, export
from backend.transfer.reading import open_book

if TYPE_CHECKING:
    from backend.database.engine import Pool

PATIENT: Final = {"statement_timeout_ms": 0, "idle_in_transaction_timeout_ms": 0, "pool_min": 1, "pool_max": 3}


def run_import(
    settings: Settings,
    dsn: str,
    *,
    path: Path,
    noun: str | None = None,
    mapping: Path | None = None,
    match: Sequence[str] = (),
    dry_run: bool = False,
    rejects: Path | None = None,
) -> int:
    """Imports a file and says what happened; the exit status is 0 also when rows were refused.

    rejects: where refused rows go; beside the file when left out.
    """
    if not path.is_file():
        raise NotFound(f"There is no file {path}.")
    told = _mapping(mapping)
    request = service.Request(
        path=path.resolve(),
        file_name=path.name,
        noun=noun,
        mapping=told,
        match=tuple(match) or None,
        dry_run=dry_run,
        created_by=None,
        owner_id=None,
        only_owned_by=None,
    )
    asyncio.run(_import(settings, dsn, request, rejects or path.with_name(f"{path.stem}.rejects.csv")))
    return 0


def _mapping(path: Path | None) -> dict[str, dict[str, str | None] | None] | None:
    if path is None:
        return None
    try:
        told = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as problem:
        raise MappingUnusable(f"{path} cannot be read as JSON: {problem}") from problem
    if not isinstance(told, dict):
        raise MappingUnusable('A mapping looks like {"sheet": {"Header": "field" or null}}.')
    return told


async def _import(settings: Settings, dsn: str, request: service.Request, rejects: Path) -> None:
    book = open_book(request.path, mappings.is_known_header)
    plans = mappings.plan(book, file_name=request.file_name, noun=request.noun, mapping=request.mapping)
    _say(f"{request.file_name}: {_how_read(book.encoding, book.delimiter)}")
    for plan in plans:
        _say(f"\n{plan.sheet.name}: {plan.shape.noun}, header in row {plan.sheet.header_row or 'none'}")
        for header, name in plan.fields.items():
            _say(f"  {header:<28} → {name or '(left out)'}")
    async with await open_pool(dsn, settings.model_copy(update=PATIENT)) as pool:
        async with pool.acquire() as connection:
            operation_id = await service.order_import(connection, request, [plan.shape.noun for plan in plans])
        outcome = await service.perform_import(pool, operation_id, "leadgen import")
        if outcome is None:
            return
        _tell(outcome, operation_id)
        if outcome.total("rejected"):
            await _write_rejects(pool, operation_id, rejects)
            _say(f"Refused rows, with reasons: {rejects}")


def _how_read(encoding: str | None, delimiter: str | None) -> str:
    if encoding is None:
        return "a workbook"
    spoken = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}.get(delimiter or ",", repr(delimiter))
    return f"text in {encoding}, separated by {spoken}"


def _tell(outcome: Outcome, operation_id: int) -> None:
    _say("")
    for sheet in outcome.sheets:
        _say(f"{sheet.sheet}: {_counts(sheet)}")
        for header, times in sheet.set_aside.items():
            _say(f"  {header}: {times:,} could not be read and stand in the metadata")
        for plan in [plan for plan in sheet.preview if plan.action in ("create", "update")][:5]:
            _say(f"  row {plan.row} would {plan.action}: {json.dumps(plan.fields, ensure_ascii=False)}")
    _say("Dry run: nothing was stored." if outcome.dry_run else f"Operation {operation_id}; it can be reverted.")


def _counts(sheet: SheetOutcome) -> str:
    return (
        f"{sheet.rows:,} rows: {sheet.created:,} {sheet.noun} created, {sheet.updated:,} updated, "
        f"{sheet.unchanged:,} unchanged, {sheet.repeated:,} repeats merged, {sheet.rejected:,} rejected"
    )


async def _write_rejects(pool: "Pool", operation_id: int, path: Path) -> None:
    with path.open("wb") as file:
        async for part in service.rejects_csv(pool, operation_id):
            file.write(part)


def run_export(
    settings: Settings, dsn: str, nouns: Mapping[str, Noun], *, noun: str, path: Path, criteria: str | None = None
) -> int:
    """Writes the records of a noun to a file whose ending says the format: .csv, .xlsx or .json."""
    found = nouns.get(noun)
    if found is None:
        raise UnknownNoun(f"There are no “{noun}”; there are {', '.join(sorted(nouns))}.")
    ending = path.suffix.lower().lstrip(".")
    if ending not in MEDIA_TYPES:
        raise UnknownNoun(f"{path.name} must end with .csv, .xlsx or .json.")
    asyncio.run(_export(settings, dsn, found, path, ending, criteria))
    _say(f"{path}: {path.stat().st_size:,} bytes")
    return 0


async def _export(settings: Settings, dsn: str, noun: Noun, path: Path, ending: str, criteria: str | None) -> None:
    selection = parse(noun, json.loads(criteria)) if criteria else EVERYTHING
    query, arguments = reads.everything(noun, reads.Question(selection), ALL_SEEING)
    async with await open_pool(dsn, settings.model_copy(update=PATIENT)) as pool, pool.acquire() as connection:
        with path.open("wb") as file:
            async for part in export(
                ending, connection, query, arguments, list(noun.fields.values()), title=noun.label
            ):
                file.write(part)


def _say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
