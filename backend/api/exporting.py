"""A list's whole selection as a file, streamed while the database still reads."""

from collections.abc import AsyncIterator
from typing import Any, Final

from backend.api.answers import Answer
from backend.api.asking import Asked
from backend.api.listing import question
from backend.auth.security_log import Event, audit_event
from backend.clock import now
from backend.database import reads
from backend.database.catalogue import Field, Noun
from backend.database.sight import Sight
from backend.errors import BadRequest, FieldError

TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
OWN: Final = frozenset({"format", "page", "page_size", "after", "count"})


async def export(asked: Asked, noun: Noun, sight: Sight, view: dict[str, Any] | None) -> Answer:
    """The file; who took it stands in the audit trail."""
    kind = next((value for name, value in asked.parameters if name == "format"), "csv")
    if kind not in TYPES:
        message = "Files are made as csv, xlsx or json."
        raise BadRequest(message, errors=[FieldError("?format", message)])
    said = [(name, value) for name, value in asked.parameters if name not in OWN]
    wanted, _ = question(noun, said, asked.runtime.settings.count_limit, view)
    text, arguments = reads.everything(noun, wanted, sight)
    columns = [field for name, field in noun.fields.items() if wanted.fields is None or name in wanted.fields]
    details = {"format": kind, "asked": {name: value[:200] for name, value in said}}
    await audit_event(asked.runtime.pool, asked.actor, Event.EXPORT, table=noun.table.name, details=details)
    name = f"{noun.operation}-{now():%Y-%m-%d}.{kind}"
    headers = [
        (b"content-type", TYPES[kind].encode()),
        (b"content-disposition", f'attachment; filename="{name}"'.encode()),
    ]
    return Answer(200, headers=headers, stream=_rows(asked, kind, text, arguments, columns, noun.label))


async def _rows(
    asked: Asked, kind: str, text: str, arguments: list[object], columns: list[Field], title: str
) -> AsyncIterator[bytes]:
    from backend.transfer.export import export as write_file

    async with asked.runtime.pool.acquire() as connection:
        async for piece in write_file(kind, connection, text, arguments, columns, title=title):
            yield piece
