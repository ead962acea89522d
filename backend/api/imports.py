"""/v1/imports and /v1/operations: files in, how far they are, which rows were refused, and undo."""

import asyncio
import shutil
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import orjson
from fastapi import APIRouter, File, Form, Query, Response, UploadFile
from fastapi.responses import StreamingResponse
from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from backend.api.deps import Caller, PoolDep, RequestId, SettingsDep, permit
from backend.api.inputs import PageNumber, PageSize, RecordId
from backend.api.operations import ImportPreview, Operation, OperationPage
from backend.auth.permissions import Scope, is_permission
from backend.auth.principal import Principal
from backend.database.engine import Pool
from backend.database.writes import transaction
from backend.errors import FieldError, NotAllowed, TooLarge
from backend.jobs import enqueue
from backend.settings import Settings
from backend.transfer import service
from backend.transfer.errors import MappingUnusable
from backend.transfer.jobs import ImportOrdered, RevertOrdered

# What reads files is loaded with the first file: a starting server answers 50 ms sooner.
if TYPE_CHECKING:
    from backend.transfer.mapping import FileMapping, SheetPlan

router = APIRouter(prefix="/v1", tags=["imports"])

JSON = "application/json"
BLOCK = 1 << 20
PREVIEW_ROWS = 20
LONGEST_WAIT_S = 60.0
WAIT_STEP_S = 0.05


def _only_a_file(part: object) -> object:
    """Refuses a text where a file is due. Raises PydanticCustomError."""
    if isinstance(part, str):
        message = "Send the spreadsheet as a file with a file name; this is a text field that is called “file”."
        raise PydanticCustomError("file", message)
    return part


Upload = Annotated[UploadFile, BeforeValidator(_only_a_file), File(description="CSV or XLSX")]
NounWord = Annotated[str | None, Form(max_length=64, description="`customers`, `policies`, …; guessed when left out")]
MappingText = Annotated[
    str | None,
    Form(max_length=200_000, description='`{"sheet": {"Header": "field" or null} or null}`; guessed when left out'),
]
MatchText = Annotated[str | None, Form(max_length=200, description="fields that recognise known records, by commas")]
Wait = Annotated[bool, Query(description="answer when it is finished, at most a minute later")]


@router.post(
    "/imports",
    operation_id="imports_create",
    response_model=Operation,
    summary="Import a CSV or Excel file as a background job",
    dependencies=[permit("operations:write")],
    status_code=202,
)
async def imports_create(
    file: Upload,
    caller: Caller,
    pool: PoolDep,
    settings: SettingsDep,
    request_id: RequestId,
    noun: NounWord = None,
    mapping: MappingText = None,
    match: MatchText = None,
    dry_run: Annotated[bool, Form(description="check everything and store nothing")] = False,
    wait: Wait = False,
) -> Response:
    told = _mapping(mapping)
    path = settings.data_dir / "imports" / f"{uuid.uuid4().hex}{_ending(file.filename)}"
    try:
        await _store(file, path, settings)
        plans = await asyncio.to_thread(_plans, path, file.filename or "file", noun, told)
        only_owned_by, owner_id = _reach(caller, plans)
        _check_match(plans, match)
        request = service.Request(
            path=path,
            file_name=file.filename or "file",
            noun=noun,
            mapping=told,
            match=_words(match),
            dry_run=dry_run,
            created_by=caller.user_id,
            owner_id=owner_id,
            only_owned_by=only_owned_by,
        )
        async with transaction(pool, caller.actor(request_id)) as connection:
            operation_id = await service.order_import(connection, request, [plan.shape.noun for plan in plans])
            await enqueue(connection, ImportOrdered(operation_id))
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return await _accepted(pool, operation_id, wait=wait)


@router.post(
    "/imports/preview",
    operation_id="imports_preview",
    response_model=ImportPreview,
    summary="How a file would be understood; nothing is stored",
    dependencies=[permit("operations:write")],
)
async def imports_preview(
    file: Upload,
    caller: Caller,
    settings: SettingsDep,
    noun: NounWord = None,
    mapping: MappingText = None,
) -> Response:
    told = _mapping(mapping)
    path = settings.data_dir / "imports" / f"{uuid.uuid4().hex}{_ending(file.filename)}"
    try:
        await _store(file, path, settings)
        shown = await asyncio.to_thread(_preview, path, file.filename or "file", noun, told, caller)
    finally:
        path.unlink(missing_ok=True)
    return Response(orjson.dumps(shown), media_type=JSON)


@router.get(
    "/imports",
    operation_id="imports_list",
    response_model=OperationPage,
    summary="Imports, the newest first",
    dependencies=[permit("operations:read")],
)
async def imports_list(caller: Caller, pool: PoolDep, page: PageNumber = 1, page_size: PageSize = 50) -> Response:
    found = await service.operations_json(
        pool, kind="import", created_by=_mine(caller, "operations:read"), page=page, page_size=page_size
    )
    return Response(found, media_type=JSON)


@router.get(
    "/imports/{operation_id}",
    operation_id="imports_get",
    response_model=Operation,
    summary="How far an import is, and what became of it",
    dependencies=[permit("operations:read")],
)
@router.get(
    "/operations/{operation_id}",
    operation_id="operations_get",
    response_model=Operation,
    summary="How far an operation is, and what became of it",
    dependencies=[permit("operations:read")],
)
async def operations_get(operation_id: RecordId, caller: Caller, pool: PoolDep) -> Response:
    found = await service.operation_json(pool, operation_id, _mine(caller, "operations:read"))
    return Response(found, media_type=JSON)


@router.get(
    "/imports/{operation_id}/rejects.csv",
    operation_id="imports_rejects",
    summary="The refused rows with the reasons, ready to be mended",
    dependencies=[permit("operations:read")],
    response_class=Response,
)
async def imports_rejects(operation_id: RecordId, caller: Caller, pool: PoolDep) -> StreamingResponse:
    await service.operation_json(pool, operation_id, _mine(caller, "operations:read"))
    name = f'attachment; filename="import-{operation_id}-rejects.csv"'
    return StreamingResponse(
        service.rejects_csv(pool, operation_id),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": name},
    )


@router.get(
    "/operations",
    operation_id="operations_list",
    response_model=OperationPage,
    summary="Imports, bulk changes and their undoing, the newest first",
    dependencies=[permit("operations:read")],
)
async def operations_list(
    caller: Caller,
    pool: PoolDep,
    page: PageNumber = 1,
    page_size: PageSize = 50,
    kind: Annotated[
        Literal["import", "bulk_create", "bulk_update", "bulk_delete", "revert"] | None, Query(description="only these")
    ] = None,
    rehearsals: Annotated[bool, Query(description="also imports that were only checked")] = True,
) -> Response:
    mine = _mine(caller, "operations:read")
    found = await service.operations_json(
        pool, kind=kind, created_by=mine, page=page, page_size=page_size, rehearsals=rehearsals
    )
    return Response(found, media_type=JSON)


@router.post(
    "/imports/{operation_id}/revert",
    operation_id="imports_revert",
    response_model=Operation,
    summary="Undo an import, except what was edited since",
    dependencies=[permit("operations:write")],
    status_code=202,
)
@router.post(
    "/operations/{operation_id}/revert",
    operation_id="operations_revert",
    response_model=Operation,
    summary="Undo an import or a bulk change, except what was edited since",
    dependencies=[permit("operations:write")],
    status_code=202,
)
async def operations_revert(
    operation_id: RecordId, caller: Caller, pool: PoolDep, request_id: RequestId, wait: Wait = False
) -> Response:
    await service.operation_json(pool, operation_id, _mine(caller, "operations:write"))
    async with transaction(pool, caller.actor(request_id)) as connection:
        revert_id = await service.order_revert(connection, operation_id, caller.user_id)
        await enqueue(connection, RevertOrdered(revert_id))
    return await _accepted(pool, revert_id, wait=wait)


async def _accepted(pool: Pool, operation_id: int, *, wait: bool) -> Response:
    """The operation as it stands; with `wait` when it is over, or as far as it came in a minute."""
    found = await service.operation_json(pool, operation_id, None)
    deadline = asyncio.get_running_loop().time() + (LONGEST_WAIT_S if wait else 0)
    while orjson.loads(found)["status"] in ("pending", "running") and asyncio.get_running_loop().time() < deadline:
        await asyncio.sleep(WAIT_STEP_S)
        found = await service.operation_json(pool, operation_id, None)
    return Response(found, 202, media_type=JSON, headers={"location": f"/v1/operations/{operation_id}"})


def _mine(caller: Principal, permission: str) -> int | None:
    """Whose operations the caller sees: None is everybody's."""
    return None if caller.require(permission) is Scope.ALL else (caller.user_id or 0)


def _reach(caller: Principal, plans: "Sequence[SheetPlan]") -> tuple[tuple[int, ...] | None, int | None]:
    """Owners whose records the import may change (None: everybody's), and who owns what it creates."""
    only: tuple[int, ...] | None = None
    for plan in plans:
        permission = f"{plan.shape.noun}:import"
        if not is_permission(permission):
            raise NotAllowed(f"Rows of {plan.shape.noun} cannot be imported.")
        match caller.require(permission):
            case Scope.ALL:
                continue
            case Scope.TEAM if only is None:
                only = caller.team_user_ids
            case _:
                only = (caller.user_id or 0,)
    return only, (None if only is None else caller.user_id)


def _check_match(plans: "Sequence[SheetPlan]", match: str | None) -> None:
    for word in _words(match) or ():
        if not any(word in plan.shape.targets for plan in plans):
            message = f"Records cannot be recognised by “{word[:60]}”."
            raise MappingUnusable(message, errors=[FieldError("/match", message)])


def _words(text: str | None) -> tuple[str, ...] | None:
    return tuple(word for part in (text or "").split(",") if (word := part.strip())) or None


def _mapping(text: str | None) -> dict[str, dict[str, str | None] | None] | None:
    if text is None or not text.strip():
        return None
    try:
        told = orjson.loads(text)
    except orjson.JSONDecodeError:
        told = None
    if not isinstance(told, dict):
        message = 'A mapping looks like {"sheet": {"Header": "field" or null}}.'
        raise MappingUnusable(message, errors=[FieldError("/mapping", message)])
    return told


def _ending(name: str | None) -> str:
    ending = Path(name or "").suffix.lower()
    return ending if ending in (".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".xls") else ""


async def _store(file: UploadFile, path: Path, settings: Settings) -> None:
    if file.size is not None and file.size > settings.max_upload_bytes:
        raise TooLarge(f"The file is larger than {settings.max_upload_bytes:,} bytes.")
    await asyncio.to_thread(_copy, file, path)


def _copy(file: UploadFile, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("xb") as target:
        shutil.copyfileobj(file.file, target, BLOCK)


def _plans(path: Path, name: str, noun: str | None, told: "FileMapping | None") -> "list[SheetPlan]":
    from backend.transfer import mapping as mappings
    from backend.transfer.reading import open_book

    return mappings.plan(open_book(path, mappings.is_known_header), file_name=name, noun=noun, mapping=told)


def _preview(
    path: Path, name: str, noun: str | None, told: "FileMapping | None", caller: Principal
) -> dict[str, object]:
    from backend.transfer import mapping as mappings
    from backend.transfer.preparing import Preparation
    from backend.transfer.reading import open_book

    book = open_book(path, mappings.is_known_header)
    plans = mappings.plan(book, file_name=name, noun=noun, mapping=told)
    _reach(caller, plans)
    planned = {plan.sheet.name for plan in plans}
    return {
        "encoding": book.encoding,
        "delimiter": book.delimiter,
        "ignored": [sheet.name for sheet in book.sheets if sheet.name not in planned],
        "sheets": [
            plan.as_json()
            | {
                "fields": [
                    {
                        "name": target.name,
                        "label": target.label or target.name.replace("_", " ").capitalize(),
                        "kind": target.kind,
                        "required": target.required,
                    }
                    for target in plan.shape.targets.values()
                ],
                "any_of": list(plan.shape.any_of),
                "match": list(plan.shape.match),
                "rows": Preparation(plan, time_zone="UTC").preview(PREVIEW_ROWS),
            }
            for plan in plans
        ],
    }
