"""Undoing an operation from the audit trail: what it created goes, what it changed or deleted comes back.

A record that somebody else touched since is left as it is and listed. There is no second undo store: everything an
operation changed carries the request id `operation:<id>` in the audit log.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from backend.database.engine import rows_of
from backend.models import Base

if TYPE_CHECKING:
    from backend.database.engine import Connection

KEPT_LISTED: Final = 10_000
EDITED: Final = "was changed since"
HAS_CHILDREN: Final = "has {} that were added or changed since"
_KEPT_BY_DATABASE: Final = frozenset({"id", "created_at", "updated_at", "version"})

WRITTEN_BY_PEOPLE: Final = ("documents", "quotes")  # they would go with their lead
# A new lead is scored and given to somebody within a second: nobody edited it by that.
BY_ITSELF: Final = ("scoring", "routing")
# Later entries of others on a record that the operation touched. `first` is the operation's first entry on it.
TOUCHED: Final = """
    create temporary table revert_touched on commit drop as
    select touched.*, exists (
        select from audit_log later
        where later.table_name = touched.table_name and later.record_id = touched.record_id
            and later.id > touched.first and later.request_id is distinct from $1
            and coalesce(later.request_id, '') <> all($2::text[])
    ) as edited, false as has_children
    from (
        select table_name, record_id, min(id) as first,
            bool_or(action = 'insert') as created, bool_or(action = 'delete') as deleted
        from audit_log where request_id = $1 and record_id is not null
        group by table_name, record_id
    ) touched
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A record that was left as it is, and why."""

    noun: str
    id: int
    reason: str


@dataclass(slots=True)
class Reverted:
    """What a revert did: records removed, restored to what they said, brought back, and those left alone."""

    removed: int = 0
    restored: int = 0
    brought_back: int = 0
    kept: list[Kept] = field(default_factory=list)
    kept_count: int = 0


async def undo(connection: "Connection", operation_id: int) -> Reverted:
    """Undoes the operation inside the caller's transaction, parents first coming back, children first going."""
    await connection.execute(TOUCHED, f"operation:{operation_id}", BY_ITSELF)
    # What was is restored as it was: what a lead needs for its stage was judged when it got there.
    await connection.execute("select set_config('leadgen.restoring', 'on', true)")
    await connection.execute("create index on revert_touched (table_name, record_id); analyze revert_touched")
    touched = {row[0] for row in await connection.fetch("select distinct table_name from revert_touched")}
    tables = [table for table in Base.metadata.sorted_tables if table.name in touched and "id" in table.c]
    done = Reverted()
    for table in tables:
        done.brought_back += await _bring_back(connection, table, operation_id)
    for table in tables:
        done.restored += await _restore(connection, table, operation_id)
    for table in reversed(tables):
        done.removed += await _remove(connection, table)
    await _list_kept(connection, done)
    return done


async def _bring_back(connection: "Connection", table: sa.Table, operation_id: int) -> int:
    """Inserts deleted rows again under their old ids; a parent that is gone meanwhile stays empty."""
    names = _written(table)
    values = ", ".join(_value_or_null(table.c[name]) for name in names)
    status = await connection.execute(
        f"""
        insert into {table.name} ({", ".join(names)}) overriding system value
        select {values}
        from revert_touched d
        join audit_log a on a.table_name = d.table_name and a.record_id = d.record_id
            and a.request_id = $1 and a.action = 'delete'
        cross join lateral jsonb_populate_record(null::{table.name}, a.before) r
        where d.table_name = $2 and d.deleted and not d.created
            and not exists (select from {table.name} t where t.id = d.record_id)
        order by d.record_id
        """,
        f"operation:{operation_id}",
        table.name,
    )
    return rows_of(status)


def _value_or_null(column: "sa.Column[object]") -> str:
    if not column.foreign_keys or not column.nullable:
        return f"r.{column.name}"
    parent = next(iter(column.foreign_keys)).column.table.name
    return f"(select p.id from {parent} p where p.id = r.{column.name})"


async def _restore(connection: "Connection", table: sa.Table, operation_id: int) -> int:
    """Gives changed columns the value they had before the operation first touched them."""
    names = [name for name in _written(table) if name not in _KEPT_BY_DATABASE]
    assigned = ", ".join(
        f"{name} = case when b.before ? '{name}' then {_value_or_null(table.c[name])} else t.{name} end"
        for name in names
    )
    status = await connection.execute(
        f"""
        update {table.name} t set {assigned}
        from (
            select record_id, jsonb_object_agg(key, value) as before
            from (
                select distinct on (a.record_id, entry.key) a.record_id, entry.key, entry.value
                from revert_touched d
                join audit_log a on a.table_name = d.table_name and a.record_id = d.record_id
                    and a.request_id = $1 and a.action = 'update'
                cross join lateral jsonb_each(a.before) entry
                where d.table_name = $2 and not d.created and not d.deleted and not d.edited
                order by a.record_id, entry.key, a.id
            ) oldest
            group by record_id
        ) b
        cross join lateral jsonb_populate_record(null::{table.name}, b.before) r
        where t.id = b.record_id
        """,
        f"operation:{operation_id}",
        table.name,
    )
    return rows_of(status)


async def _remove(connection: "Connection", table: sa.Table) -> int:
    """Deletes created rows, except where somebody edited them or hung something else on them."""
    for child, column in _children(table):
        await connection.execute(
            f"""
            update revert_touched d set has_children = true
            where d.table_name = $1 and d.created and exists (select from {child} c where c.{column} = d.record_id)
            """,
            table.name,
        )
    await connection.execute(
        """
        update revert_touched d set has_children = true
        where d.table_name = $1 and d.created and (
            exists (select from notes n where n.record_type = $2 and n.record_id = d.record_id)
            or exists (select from tasks k where k.record_type = $2 and k.record_id = d.record_id))
        """,
        table.name,
        table.name.replace("_", "-"),  # notes and tasks name the noun, which for those they can hang on is the table
    )
    status = await connection.execute(
        f"""
        delete from {table.name} t using revert_touched d
        where d.table_name = $1 and d.created and not d.edited and not d.has_children and t.id = d.record_id
        """,
        table.name,
    )
    return rows_of(status)


def _children(table: sa.Table) -> list[tuple[str, str]]:
    """Tables whose rows would lose this parent; rows that only exist as part of it (CASCADE) do not count."""
    return [
        (other.name, column.name)
        for other in Base.metadata.sorted_tables
        for column in other.c
        for key in column.foreign_keys
        if key.column.table is table and ((key.ondelete or "").upper() != "CASCADE" or other.name in WRITTEN_BY_PEOPLE)
    ]


async def _list_kept(connection: "Connection", done: Reverted) -> None:
    left = "edited and not deleted or (created and has_children)"
    done.kept_count = await connection.fetchval(f"select count(*) from revert_touched where {left}")
    rows = await connection.fetch(
        f"select table_name, record_id, edited from revert_touched where {left} order by 1, 2 limit {KEPT_LISTED}"
    )
    done.kept = [
        Kept(row["table_name"], row["record_id"], EDITED if row["edited"] else HAS_CHILDREN.format("records"))
        for row in rows
    ]


def _written(table: sa.Table) -> Sequence[str]:
    """The columns that are stored, not computed."""
    return [column.name for column in table.c if column.computed is None]
