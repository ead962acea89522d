"""Writes of one record: each is one statement, which is one transaction with a known actor.

The statement sets the actor for the triggers, changes the row if it is within sight, and returns it as JSON.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from backend.database.catalogue import Field, Noun
from backend.database.engine import Connection, Pool, Statement
from backend.database.pages import STATEMENTS_KEPT, as_json, etag, readable
from backend.database.refusals import TRY_AGAIN
from backend.database.sight import Sight, reachable, visible
from backend.database.together import Together
from backend.database.writes import Actor

TRIES: Final = 3
VALUE: Final = "v_"


@dataclass(frozen=True, slots=True)
class Written:
    """A record after a write: its id, its JSON text and its version."""

    id: int
    body: str
    etag: str


@dataclass(frozen=True, slots=True)
class Guard:
    """A record that a write points at must be within the caller's sight. column: whose value is the id."""

    column: str
    noun: Noun
    scope: str


async def create(
    connection: Pool | Connection | Together,
    noun: Noun,
    values: Mapping[str, object],
    actor: Actor,
    guards: Sequence[Guard],
    sight: Sight,
    *,
    once_by: str | None = None,
) -> Written | None:
    """The new record; None if a record that it points at is not within sight.

    once_by: a unique column; None is also the answer when there is a record with the same value in it.
    """
    statement = _create_statement(noun, tuple(values), tuple(guards), once_by)
    return await _written(connection, statement, _parameters(values, actor, sight))


async def update(
    connection: Pool | Connection,
    noun: Noun,
    record_id: int,
    values: Mapping[str, object],
    actor: Actor,
    guards: Sequence[Guard],
    sight: Sight,
    *,
    expected: str | None = None,
    replace: bool = False,
) -> Written | None:
    """The record after the change; None if nothing was changed: it is out of sight, or its version is not `expected`.

    replace: what `values` leaves out gets its default.
    """
    statement = _update_statement(noun, tuple(values), tuple(guards), sight.scope, expected is not None, replace)
    return await _written(
        connection, statement, _parameters(values, actor, sight) | {"id": record_id, "expected": expected}
    )


async def delete(
    connection: Pool | Connection,
    noun: Noun,
    record_id: int,
    actor: Actor,
    sight: Sight,
    *,
    expected: str | None = None,
) -> bool:
    """Whether the record was deleted: not if it is out of sight or its version is not `expected`."""
    statement = _delete_statement(noun, sight.scope, expected is not None)
    written = await _written(
        connection, statement, _parameters({}, actor, sight) | {"id": record_id, "expected": expected}
    )
    return written is not None


def _parameters(values: Mapping[str, object], actor: Actor, sight: Sight) -> dict[str, object]:
    named = {VALUE + name: value for name, value in values.items()}
    return named | {"actor": str(actor), "viewer": sight.user_id, "team": list(sight.team)}


async def _written(
    connection: Pool | Connection | Together, statement: Statement, values: Mapping[str, object]
) -> Written | None:
    arguments = statement.arguments(values)
    for last in (*(False,) * (TRIES - 1), True):
        try:
            row = await connection.fetchrow(statement.text, *arguments)
        except TRY_AGAIN:
            # A statement of its own can be repeated; inside a transaction the whole transaction would have to be.
            if last or not (isinstance(connection, Together) or hasattr(connection, "acquire")):
                raise
        else:
            return Written(row[0], row[1], row[2]) if row else None
    raise AssertionError("unreachable")


# --- statements -------------------------------------------------------------------------------------------------------


def _acting() -> sa.CTE:
    """Names the actor for the triggers of the same statement."""
    named = sa.func.set_config("leadgen.actor", sa.bindparam("actor", type_=sa.Text()), sa.true())
    return sa.select(named.label("named")).cte("acting")


def _value(noun: Noun, name: str) -> sa.ColumnElement[Any]:
    return sa.bindparam(VALUE + name, type_=noun.table.c[name].type)


def _guarded(noun: Noun, guards: tuple[Guard, ...]) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    for guard in guards:
        value = _value(noun, guard.column)
        table = guard.noun.table
        seen: sa.Select[Any] = sa.select(sa.literal_column("1")).select_from(table).where(table.c["id"] == value)
        conditions.append(
            sa.or_(value.is_(None), seen.where(visible(guard.noun, guard.scope)).correlate(None).exists())
        )
    return conditions


def _returning(noun: Noun, changed: sa.CTE) -> Statement:
    named = {column.key: changed.c[column.key] for column in noun.table.c if column.key in changed.c}
    columns = [named[field.column.key].label(name) for name, field in noun.fields.items()]
    record = sa.select(*columns).select_from(changed).subquery("record")
    return Statement(sa.select(record.c["id"], as_json("record"), etag(noun, record.c)))


@lru_cache(maxsize=STATEMENTS_KEPT)
def _create_statement(
    noun: Noun, names: tuple[str, ...], guards: tuple[Guard, ...], once_by: str | None = None
) -> Statement:
    acting = _acting()
    # A record of nothing but defaults still needs a column to name.
    columns = [*names] or ["created_at"]
    values = [_value(noun, name) for name in names] or [sa.func.now()]
    row = sa.select(*values).select_from(acting).where(*_guarded(noun, guards))
    made = insert(noun.table).from_select(columns, row, include_defaults=False)
    if once_by is not None:
        made = made.on_conflict_do_nothing(index_elements=[once_by])
    return _returning(noun, made.returning(*readable(noun, None)).cte("made"))


@lru_cache(maxsize=STATEMENTS_KEPT)
def _update_statement(
    noun: Noun, names: tuple[str, ...], guards: tuple[Guard, ...], scope: str, expecting: bool, replace: bool
) -> Statement:
    acting, table = _acting(), noun.table
    changes: dict[str, Any] = {name: _value(noun, name) for name in names}
    if replace:
        left_out = [field for field in noun.written if field.name not in changes]
        changes |= {field.name: sa.literal_column("default") for field in left_out if not kept_in_place(field)}
    named = sa.select(acting.c.named).scalar_subquery().is_not(None)
    changed = (
        sa.update(table)
        .values({table.c[name]: value for name, value in changes.items()})
        .where(table.c["id"] == sa.bindparam("id", type_=sa.Integer()), named)
        .where(reachable(noun, scope), *_guarded(noun, guards), *_expected(noun, expecting))
        .returning(*readable(noun, None))
    )
    return _returning(noun, changed.cte("changed"))


def kept_in_place(field: Field) -> bool:
    """Whether a replacement that does not mention the field leaves it: who owns a record is not part of its content."""
    return field.name == "owner_id"


@lru_cache(maxsize=STATEMENTS_KEPT)
def _delete_statement(noun: Noun, scope: str, expecting: bool) -> Statement:
    acting, table = _acting(), noun.table
    named = sa.select(acting.c.named).scalar_subquery().is_not(None)
    gone = (
        sa.delete(table)
        .where(table.c["id"] == sa.bindparam("id", type_=sa.Integer()), named)
        .where(reachable(noun, scope), *_expected(noun, expecting))
        .returning(table.c["id"])
        .cte("gone")
    )
    return Statement(sa.select(gone.c["id"], sa.literal_column("''"), sa.literal_column("''")))


def _expected(noun: Noun, expecting: bool) -> list[sa.ColumnElement[bool]]:
    if not expecting:
        return []
    return [etag(noun, noun.table.c) == sa.bindparam("expected", type_=sa.Text())]
