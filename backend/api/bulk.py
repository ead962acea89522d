"""`POST /v1/<noun>/bulk`: the order is checked at once and carried out by a job."""

from typing import TYPE_CHECKING, Any, Final, Literal

from pydantic import Field, ValidationError

from backend.api import idempotency, schemas
from backend.api.answers import JSON, Answer
from backend.api.asking import Asked
from backend.api.deps import sight_within
from backend.auth.permissions import Scope
from backend.bulk import service
from backend.bulk.jobs import BulkOrdered
from backend.bulk.service import Order
from backend.database.criteria import parse
from backend.database.engine import Connection, Pool, as_json
from backend.database.reads import LARGEST_ID
from backend.database.sight import within_sight
from backend.database.writes import transaction
from backend.errors import FieldError
from backend.jobs import enqueue
from backend.models.operation import OperationKind
from backend.transfer.service import operation_json

if TYPE_CHECKING:
    from backend.api.crud import Resource

MOST_ITEMS: Final = 10_000
MOST_IDS: Final = 100_000
KINDS: Final = {
    "create": OperationKind.BULK_CREATE,
    "update": OperationKind.BULK_UPDATE,
    "delete": OperationKind.BULK_DELETE,
}


class BulkOrder(schemas.Received):
    """What is done to which records."""

    action: Literal["create", "update", "delete"]
    items: list[dict[str, Any]] | None = Field(None, min_length=1, max_length=MOST_ITEMS)
    ids: list[int] | None = Field(None, min_length=1, max_length=MOST_IDS)
    filter: dict[str, Any] | None = None
    q: str | None = Field(None, max_length=200, pattern=r"^[^\x00]*$")
    changes: dict[str, Any] | None = None
    all: bool = False


async def order(asked: Asked, resource: "Resource") -> Answer:
    """202 with the operation, in which the job reports its progress and result."""
    if not asked.caller.scope(resource.remove):
        asked.caller.require(resource.write)  # before anybody's body is read
    body = await asked.json_bytes()
    try:
        said = BulkOrder.model_validate_json(body)
    except ValidationError as refused:
        raise schemas.Unprocessable(errors=schemas.field_errors(refused)) from None
    made = _checked(asked, resource, said)

    async def note(connection: Pool | Connection) -> Answer:
        if hasattr(connection, "acquire"):
            async with transaction(asked.runtime.pool, asked.actor) as own:
                return await _noted(own, made, asked)
        return await _noted(connection, made, asked)

    return await idempotency.once(asked, body, note)


async def _noted(connection: Connection, made: Order, asked: Asked) -> Answer:
    number = await service.note(connection, made, asked.caller.user_id)
    await enqueue(connection, BulkOrdered(number))
    text = await operation_json(connection, number, None)
    return Answer(202, text.encode(), [JSON, (b"location", f"/v1/operations/{number}".encode())])


def _checked(asked: Asked, resource: "Resource", said: BulkOrder) -> Order:
    principal, noun = asked.caller, resource.noun
    scope = principal.require(resource.remove if said.action == "delete" else resource.write)
    sight = sight_within(principal, scope)
    _refuse_what_does_not_belong(said)
    if said.action == "create":
        items, guards = _items(asked, resource, scope, said.items or [])
        return Order(KINDS["create"], noun.name, sight, principal.label, items=items, guards=guards)
    if said.filter is not None:
        within_sight(noun, parse(noun, said.filter, pointer="/filter").shape, sight)
    wrong = [number for number in said.ids or [] if not 0 < number <= LARGEST_ID]
    if wrong:
        raise _wrong("ids", f"{wrong[0]} is not the id of a record.")
    changes = _changes(asked, resource, scope, said.changes or {}) if said.action == "update" else None
    return Order(
        KINDS[said.action],
        noun.name,
        sight,
        principal.label,
        ids=said.ids,
        filter=said.filter,
        typed=said.q or "",
        changes=changes,
    )


def _refuse_what_does_not_belong(said: BulkOrder) -> None:
    selects = said.ids is not None or said.filter is not None or said.q is not None
    if said.action == "create":
        if said.items is None:
            raise _wrong("items", "Say what to create.")
        if selects or said.changes is not None:
            raise _wrong("action", "`create` takes items only.")
        return
    if said.items is not None:
        raise _wrong("items", f"`{said.action}` takes no items.")
    if said.all == (selects and (said.ids is not None or bool(said.filter) or bool((said.q or "").strip()))):
        raise _wrong("ids", "Say which records: ids, or a filter or q that is not empty. For every one of them: all.")
    if said.ids is not None and (said.filter is not None or said.q is not None):
        raise _wrong("ids", "Say which records by ids or by filter and q, not by both.")
    if (said.action == "update") != (said.changes is not None):
        raise _wrong("changes", "`update` takes changes, `delete` takes none.")


def _items(
    asked: Asked, resource: "Resource", scope: Scope, items: list[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[list[tuple[str, str, str]]]]:
    model = schemas.received(resource.noun)
    errors: list[FieldError] = []
    made: list[dict[str, Any]] = []
    guards: list[list[tuple[str, str, str]]] = []
    for place, item in enumerate(items):
        try:
            sent = as_json(resource.gathered(item)).encode()
            values = resource.new_values(asked.caller, scope, schemas.read_json(model, sent))
            values = resource.in_order(values, new=True)
            about = resource.guards(asked.caller, values)
        except ValidationError as refused:
            errors += schemas.field_errors(refused, f"/items/{place}")
            continue
        made.append(values)
        guards.append([(guard.column, guard.noun.name, guard.scope) for guard in about])
    if errors:
        raise schemas.Unprocessable(errors=errors[:100])
    return made, guards


def _changes(asked: Asked, resource: "Resource", scope: Scope, changes: dict[str, Any]) -> dict[str, Any]:
    try:
        values = schemas.read_json(schemas.patch(resource.noun), as_json(changes).encode())
    except ValidationError as refused:
        raise schemas.Unprocessable(errors=schemas.field_errors(refused, "/changes")) from None
    values = resource.in_order(resource.owned_by(asked.caller, scope, values, new=False), new=False)
    resource.refuse_nulls(values)
    if not values:
        raise _wrong("changes", "The changes name no field.")
    if resource.guards(asked.caller, values):
        raise _wrong("changes", "Records are pointed at others one by one, not in bulk.")
    return values


def _wrong(field: str, message: str) -> schemas.Unprocessable:
    return schemas.Unprocessable(errors=[FieldError(f"/{field}", message)])
