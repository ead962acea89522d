"""Operations on many records, from order to result: kept as rows, so that people see how far they are and undo them."""

import csv
import io
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import asyncpg
import orjson
import structlog

from backend.database.writes import Actor, transaction
from backend.errors import LeadGenError, NotFound
from backend.jobs import report_progress
from backend.transfer.errors import NotReversible
from backend.transfer.export import safe_text

# What imports and undoes is loaded by the first job that does: a starting server answers sooner.
if TYPE_CHECKING:
    from backend.database.engine import Connection, Pool
    from backend.transfer.execution import Outcome, RejectFile
    from backend.transfer.revert import Reverted

log: Final = structlog.get_logger("leadgen.transfer")

UNEXPECTED: Final = (
    "Something unexpected went wrong; nothing was changed. The log has the details under this operation."
)
REVERSIBLE: Final = ("import", "bulk_create", "bulk_update", "bulk_delete")

NEW_OPERATION: Final = """
    insert into operations (kind, noun, params, file_path, file_name, created_by, reverts_id)
    values ($1, $2, $3, $4, $5, $6, $7) returning id
"""
FINISH: Final = """
    update operations set status = 'completed', finished_at = clock_timestamp(), total = $2, done = $2,
        created_count = $3, updated_count = $4, skipped_count = $5, rejected_count = $6, deleted_count = $7,
        error = null,
        params = coalesce(params, '{}')
            || jsonb_build_object('result', $8::jsonb || jsonb_build_object('at', current_timestamp))
    where id = $1
"""
REFUSED_ROWS: Final = """
    select row_number, sheet, reasons, row from operation_rejects where operation_id = $1 order by sheet, row_number
"""
BEGIN: Final = """
    update operations set status = 'running', started_at = clock_timestamp(), done = 0, error = null
    where id = $1 and status in ('pending', 'running')
    returning kind, noun, params, file_path, file_name, created_by, reverts_id
"""
FAIL: Final = "update operations set status = 'failed', finished_at = clock_timestamp(), error = $2 where id = $1"


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks to be imported. only_owned_by: owners whose records may change; None is everybody's."""

    path: Path
    file_name: str
    noun: str | None
    mapping: dict[str, dict[str, str | None] | None] | None
    match: tuple[str, ...] | None
    dry_run: bool
    created_by: int | None
    owner_id: int | None
    only_owned_by: tuple[int, ...] | None


async def order_import(connection: "Connection", request: Request, nouns: Sequence[str]) -> int:
    """Notes that a file is to be imported; returns the operation's id. nouns: what the file was found to hold."""
    params = {
        "noun": request.noun,
        "mapping": request.mapping,
        "match": request.match,
        "dry_run": request.dry_run,
        "owner_id": request.owner_id,
        "only_owned_by": request.only_owned_by,
    }
    operation_id: int = await connection.fetchval(
        NEW_OPERATION,
        "import",
        ",".join(dict.fromkeys(nouns))[:64],
        orjson.dumps(params).decode(),
        str(request.path),
        request.file_name[:255],
        request.created_by,
        None,
    )
    return operation_id


async def perform_import(pool: "Pool", operation_id: int, label: str = "import") -> "Outcome | None":
    """Runs a noted import and keeps its result with it; None when it had been finished before.

    Raises what is wrong with the file after noting it; after a crash it may be called again.
    """
    row = await pool.fetchrow(BEGIN, operation_id)
    if row is None:
        return None
    from backend.transfer import execution

    params = orjson.loads(row["params"])
    order = execution.Order(
        path=Path(row["file_path"]),
        file_name=row["file_name"],
        noun=params["noun"],
        mapping=params["mapping"],
        match=tuple(params["match"]) if params["match"] else None,
        dry_run=params["dry_run"],
        owner_id=params["owner_id"],
        only_owned_by=None if params["only_owned_by"] is None else tuple(params["only_owned_by"]),
        time_zone=await _time_zone(pool),
    )
    actor = Actor(row["created_by"], await _label(pool, row["created_by"], label), f"operation:{operation_id}")
    rejects = execution.RejectFile()

    async def progress(done: int) -> None:
        await report_progress(pool, operation_id, done)

    async def finish(connection: "Connection", outcome: "Outcome") -> None:
        await _keep_rejects(connection, operation_id, rejects)
        await _finish(connection, operation_id, outcome)

    try:
        outcome = await execution.run(pool, actor, order, rejects, progress, finish)
    except LeadGenError as problem:
        await pool.execute(FAIL, operation_id, problem.detail)
        raise
    except Exception:
        log.exception("import_failed", operation=operation_id)
        with suppress(asyncpg.PostgresError, OSError):
            await pool.execute(FAIL, operation_id, UNEXPECTED)
        raise
    finally:
        rejects.close()
    return outcome


async def _finish(connection: "Connection", operation_id: int, outcome: "Outcome") -> None:
    skipped = outcome.total("repeated") + outcome.total("unchanged")
    await connection.execute(
        FINISH,
        operation_id,
        outcome.total("rows"),
        outcome.total("created"),
        outcome.total("updated"),
        skipped,
        outcome.total("rejected"),
        0,
        orjson.dumps(outcome.as_json()).decode(),
    )


async def _keep_rejects(connection: "Connection", operation_id: int, rejects: "RejectFile") -> None:
    await connection.execute("delete from operation_rejects where operation_id = $1", operation_id)
    rows = (
        (operation_id, one.number, one.sheet, orjson.dumps(one.reasons).decode(), orjson.dumps(one.row).decode())
        for one in rejects
    )
    await connection.copy_records_to_table(
        "operation_rejects", records=rows, columns=["operation_id", "row_number", "sheet", "reasons", "row"]
    )


async def _time_zone(pool: "Pool") -> str:
    zone: str | None = await pool.fetchval("select timezone from agency_settings limit 1")
    return zone or "America/New_York"


async def _label(pool: "Pool", user_id: int | None, label: str) -> str:
    name: str | None = await pool.fetchval("select username from users where id = $1", user_id) if user_id else None
    return name or label


async def rejects_csv(pool: "Pool", operation_id: int) -> AsyncIterator[bytes]:
    """The refused rows as CSV: where they stood, why, and their own columns, ready to be mended and imported again."""
    async with pool.acquire() as connection, connection.transaction(readonly=True):
        headers = [
            row["header"]
            for row in await connection.fetch(
                """
                select header from (
                    select sheet, header, min(position) as position, min(r.id) as first
                    from operation_rejects r, jsonb_object_keys(r.row) with ordinality as k (header, position)
                    where operation_id = $1 group by sheet, header
                ) h group by header order by min(first), min(position)
                """,
                operation_id,
            )
        ]
        headers = await _in_file_order(connection, operation_id, headers)
        several = await connection.fetchval(
            "select count(distinct sheet) > 1 from operation_rejects where operation_id = $1", operation_id
        )
        first = ["row", "reason", *(["sheet"] if several else [])]
        yield "\ufeff".encode() + _csv_line([*first, *map(safe_text, headers)])
        async for row in connection.cursor(
            REFUSED_ROWS,
            operation_id,
            prefetch=500,
        ):
            cells = orjson.loads(row["row"])
            reasons = " ".join(reason["message"] for reason in orjson.loads(row["reasons"]))
            told = [str(row["row_number"]), safe_text(reasons), *([row["sheet"]] if several else [])]
            yield _csv_line([*told, *(safe_text(cells.get(header, "")) for header in headers)])


async def _in_file_order(connection: "Connection", operation_id: int, headers: list[str]) -> list[str]:
    """jsonb forgets the order of keys; the mapping in the result remembers the headers as the file had them."""
    result = await connection.fetchval(
        "select params -> 'result' ->> 'headers' from operations where id = $1", operation_id
    )
    known = orjson.loads(result) if result else []
    return [*[header for header in known if header in headers], *[header for header in headers if header not in known]]


def _csv_line(cells: Sequence[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue().encode()


# Undo


async def order_revert(connection: "Connection", operation_id: int, created_by: int | None) -> int:
    """Notes that an operation is to be undone; returns the id of the undoing. Raises NotFound, NotReversible."""
    row = await connection.fetchrow(
        "select kind, noun, status, params from operations where id = $1 for update", operation_id
    )
    if row is None:
        raise NotFound
    if row["kind"] not in REVERSIBLE or row["status"] != "completed":
        raise NotReversible(f"Operation {operation_id} is {row['status']}; only a completed change can be reverted.")
    if row["params"] and orjson.loads(row["params"]).get("dry_run"):
        raise NotReversible(f"Operation {operation_id} was a dry run: it changed nothing.")
    await connection.execute("update operations set status = 'reverting' where id = $1", operation_id)
    new: int = await connection.fetchval(
        NEW_OPERATION, "revert", row["noun"], "{}", None, None, created_by, operation_id
    )
    return new


async def perform_revert(pool: "Pool", revert_id: int, label: str = "revert") -> "Reverted | None":
    """Runs a noted undo and keeps its result; None when it had been finished before."""
    row = await pool.fetchrow(BEGIN, revert_id)
    if row is None:
        return None
    from backend.transfer import execution, revert

    undone: int = row["reverts_id"]
    actor = Actor(row["created_by"], await _label(pool, row["created_by"], label), f"operation:{revert_id}")
    try:
        async with transaction(pool, actor) as connection:
            await connection.execute(execution.PATIENT)
            done = await revert.undo(connection, undone)
            total = done.removed + done.restored + done.brought_back
            await connection.execute(
                FINISH, revert_id, total + done.kept_count, done.brought_back, done.restored, done.kept_count, 0,
                done.removed, orjson.dumps(asdict(done)).decode(),
            )  # fmt: skip
            await connection.execute(
                "update operations set status = 'reverted', reverted_at = clock_timestamp() where id = $1", undone
            )
    except Exception:
        log.exception("revert_failed", operation=revert_id)
        with suppress(asyncpg.PostgresError, OSError):
            await pool.execute(FAIL, revert_id, UNEXPECTED)
            await pool.execute("update operations set status = 'completed' where id = $1", undone)
        raise
    return done


# What people see of operations

OPERATION: Final = """
    select json_build_object(
        'id', o.id, 'kind', o.kind, 'noun', o.noun, 'status', o.status, 'file_name', o.file_name, 'total', o.total,
        'done', o.done, 'created_count', o.created_count, 'updated_count', o.updated_count,
        'deleted_count', o.deleted_count, 'skipped_count', o.skipped_count, 'rejected_count', o.rejected_count,
        'error', o.error, 'dry_run', coalesce((o.params ->> 'dry_run')::boolean, false), 'reverts_id', o.reverts_id,
        'reverts', (select json_build_object('kind', r.kind, 'noun', r.noun, 'file_name', r.file_name)
                    from operations r where r.id = o.reverts_id),
        'created_by', o.created_by, 'created_at', o.created_at, 'started_at', o.started_at,
        'finished_at', o.finished_at, 'reverted_at', o.reverted_at{more}
    )::text
    from operations o where {where}
"""


async def operation_json(pool: "Pool | Connection", operation_id: int, created_by: int | None) -> str:
    """One operation with its result; created_by: None sees everybody's. Raises NotFound."""
    text = OPERATION.format(
        more=", 'result', o.params -> 'result'", where="o.id = $1 and ($2::int is null or o.created_by = $2)"
    )
    found: str | None = await pool.fetchval(text, operation_id, created_by)
    if found is None:
        raise NotFound
    return found


async def operations_json(
    pool: "Pool", *, kind: str | None, created_by: int | None, page: int, page_size: int, rehearsals: bool = True
) -> str:
    """A page of operations, the newest first, with their exact number. rehearsals: also dry runs."""
    where = "($1::text is null or o.kind = $1) and ($2::int is null or o.created_by = $2)"
    if not rehearsals:
        where += " and coalesce(o.params ->> 'dry_run', 'false') = 'false'"
    rows = OPERATION.format(more="", where=where + " order by o.id desc limit $3 offset $4")
    items = await pool.fetch(rows, kind, created_by, page_size, (page - 1) * page_size)
    total = await pool.fetchval(f"select count(*) from operations o where {where}", kind, created_by)
    joined = ",".join(row[0] for row in items)
    return f'{{"items":[{joined}],"page":{page},"page_size":{page_size},"total":{total}}}'
