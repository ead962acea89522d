"""Bulk changes, from order to result. Everything they change can be undone by the operation's audit entries."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

import asyncpg
import orjson
import sqlalchemy as sa
import structlog
from sqlalchemy.dialects.postgresql import ARRAY

from backend.communications import consent
from backend.communications.consent import Person
from backend.database import reads, records
from backend.database.catalogue import Noun
from backend.database.criteria import parse
from backend.database.engine import Connection, Pool, Statement, as_json
from backend.database.reads import Question
from backend.database.records import VALUE, Guard
from backend.database.refusals import TRY_AGAIN, refusal
from backend.database.sight import Sight, reachable
from backend.database.writes import Actor, transaction
from backend.errors import Conflict, LeadGenError
from backend.jobs import report_progress
from backend.leads.intake import said_with
from backend.models.consent import PersonKind
from backend.models.operation import OperationKind
from backend.registry import NOUNS
from backend.transfer import service as operations

AT_ONCE: Final = 5_000
TRIES: Final = 5

log: Final = structlog.get_logger("leadgen.bulk")


class RecordsChanged(Conflict):
    """Some of the records point at others that are out of your sight."""

    code = "no_such_record"


@dataclass(frozen=True, slots=True)
class Order:
    """A bulk change as it waits in `operations.params`, everything in it checked and JSON.

    items: rows to create. ids, or filter and typed: which records. changes: field values. sight: of the caller when the
    order was given, so that the job changes nothing that the caller could not.
    """

    kind: OperationKind
    noun: str
    sight: Sight
    label: str
    items: Sequence[Mapping[str, Any]] = ()
    guards: Sequence[Sequence[tuple[str, str, str]]] = ()
    ids: Sequence[int] | None = None
    filter: Mapping[str, Any] | None = None
    typed: str = ""
    changes: Mapping[str, Any] | None = None


async def note(connection: Connection, order: Order, created_by: int | None) -> int:
    """Keeps the order; returns the operation's id."""
    params = {
        "scope": order.sight.scope,
        "user_id": order.sight.user_id,
        "team": order.sight.team,
        "label": order.label,
        "items": order.items,
        "guards": order.guards,
        "ids": order.ids,
        "filter": order.filter,
        "typed": order.typed,
        "changes": order.changes,
    }
    kept = as_json(params)
    number: int = await connection.fetchval(
        operations.NEW_OPERATION, order.kind.value, order.noun, kept, None, None, created_by, None
    )
    return number


async def perform(pool: Pool, operation_id: int) -> None:
    """Does what was ordered, all of it or nothing, and keeps the result with the operation."""
    row = await pool.fetchrow(operations.BEGIN, operation_id)
    if row is None:
        return
    order = _order(row)
    actor = Actor(row["created_by"], order.label, f"operation:{operation_id}")
    try:
        await _all_or_nothing(pool, operation_id, order, actor)
    except Exception as error:
        known = error if isinstance(error, LeadGenError) else refusal(error)
        if known is None:
            log.exception("bulk_failed", operation=operation_id)
        with suppress(asyncpg.PostgresError, OSError):
            await pool.execute(operations.FAIL, operation_id, _told(known))
        if known is None:
            raise


async def _all_or_nothing(pool: Pool, operation_id: int, order: Order, actor: Actor) -> None:
    """One transaction, begun again when it and another one waited for each other."""
    for last in (*(False,) * (TRIES - 1), True):
        try:
            async with transaction(pool, actor) as connection:
                done = await _WORK[order.kind](pool, connection, operation_id, order, actor)
                counts = [done if order.kind is kind else 0 for kind in (_CREATE, _UPDATE, _DELETE)]
                result = f'{{"changed": {done}}}'
                await connection.execute(
                    operations.FINISH, operation_id, done, counts[0], counts[1], 0, 0, counts[2], result
                )
        except TRY_AGAIN:
            if last:
                raise
        else:
            return


_CREATE, _UPDATE, _DELETE = OperationKind.BULK_CREATE, OperationKind.BULK_UPDATE, OperationKind.BULK_DELETE


def _told(known: LeadGenError | None) -> str:
    if known is None:
        return operations.UNEXPECTED
    fields = "; ".join(f"{each.pointer.strip('/')}: {each.message}" for each in known.errors)
    return f"{known.detail} {fields}".strip() + " Nothing was changed."


def _order(row: "asyncpg.Record") -> Order:
    params = orjson.loads(row["params"])
    return Order(
        kind=OperationKind(row["kind"]),
        noun=row["noun"],
        sight=Sight(params["scope"], params["user_id"], tuple(params["team"])),
        label=params["label"],
        items=params["items"],
        guards=params["guards"],
        ids=params["ids"],
        filter=params["filter"],
        typed=params["typed"],
        changes=params["changes"],
    )


async def _create(pool: Pool, connection: Connection, operation_id: int, order: Order, actor: Actor) -> int:
    noun = NOUNS[order.noun]
    for done, (item, about) in enumerate(zip(order.items, order.guards, strict=True), start=1):
        guards = tuple(Guard(column, NOUNS[name], scope) for column, name, scope in about)
        values = {name: read_back(noun, name, value) for name, value in item.items()}
        made = await records.create(connection, noun, values, actor, guards, order.sight)
        if made is None:
            raise RecordsChanged(f"Item {done} points at a record that does not exist, or that you may not see.")
        if noun.name == "leads" and values.get("consent"):
            await consent.record(connection, Person(PersonKind.LEADS, made.id), said_with(values))
        if done % AT_ONCE == 0:
            await report_progress(pool, operation_id, done)
    return len(order.items)


async def _selected(connection: Connection, order: Order) -> list[int]:
    noun = NOUNS[order.noun]
    if order.ids is not None:
        return sorted(set(order.ids))
    selection = parse(noun, dict(order.filter or {}))
    return sorted(await reads.ids(connection, noun, Question(selection, order.typed), order.sight))


async def _change(pool: Pool, connection: Connection, operation_id: int, order: Order, actor: Actor) -> int:
    """In the order of their ids, so that two operations never wait for each other crosswise."""
    noun, changes = NOUNS[order.noun], dict(order.changes or {})
    table = noun.table
    statement: sa.Update | sa.Delete
    if order.kind is _UPDATE:
        columns = {table.c[name]: sa.bindparam(VALUE + name, type_=table.c[name].type) for name in changes}
        statement = sa.update(table).values(columns)
    else:
        statement = sa.delete(table)
    these = table.c["id"] == sa.any_(sa.bindparam("ids", type_=ARRAY(sa.Integer)))
    compiled = Statement(statement.where(these, reachable(noun, order.sight.scope)))
    values: dict[str, object] = {VALUE + name: read_back(noun, name, value) for name, value in changes.items()}
    values |= {"viewer": order.sight.user_id, "team": list(order.sight.team)}
    numbers, done = await _selected(connection, order), 0
    for start in range(0, len(numbers), AT_ONCE):
        part = compiled.arguments(values | {"ids": numbers[start : start + AT_ONCE]})
        done += int((await connection.execute(compiled.text, *part)).rsplit(" ", 1)[-1])
        await report_progress(pool, operation_id, done)
    return done


_WORK: Final = {_CREATE: _create, _UPDATE: _change, _DELETE: _change}


def read_back(noun: Noun, name: str, value: Any) -> Any:
    """A field's value as the column takes it, from the JSON in which it waited."""
    from datetime import date, datetime
    from decimal import Decimal

    kind = noun.table.c[name].type
    if value is None:
        return None
    if isinstance(kind, sa.DateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, sa.Date):
        return date.fromisoformat(value)
    return Decimal(str(value)) if isinstance(kind, sa.Numeric) else value
