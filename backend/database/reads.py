"""Reads: one statement each, which returns finished JSON."""

from dataclasses import dataclass, replace
from typing import Any, Final

import orjson

from backend.database.catalogue import Noun
from backend.database.criteria import EVERYTHING, Selection
from backend.database.engine import Connection, Pool
from backend.database.ordering import Order, nulls_of, whole_order, write_cursor
from backend.database.pages import (
    Count,
    PageShape,
    history_statement,
    one_statement,
    page_statement,
    reach_of,
    rows_statement,
)
from backend.database.seeking import Sought, seek
from backend.database.sight import Sight, within_sight

LARGEST_ID: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Question:
    """What a list is asked for. skip: rows before the page; after: the sort values of the row before the page.

    Without an order the best matches of what was typed come first; the cursor then counts rows.
    """

    selection: Selection = EVERYTHING
    typed: str = ""
    order: tuple[Order, ...] = (Order("id", descending=True),)
    size: int = 50
    skip: int = 0
    after: tuple[object, ...] | None = None
    count: Count = Count.AUTO
    count_limit: int = 10_000
    fields: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page: `items` is a JSON array as PostgreSQL wrote it; `next` a cursor, None after the last row."""

    items: str
    total: int | None
    estimated: bool
    next: str | None


async def one(connection: Pool | Connection, noun: Noun, record_id: int, sight: Sight) -> tuple[str, str] | None:
    """The record as JSON text and its version for the ETag; None if there is none within sight."""
    if not 0 < record_id <= LARGEST_ID:
        return None
    statement = one_statement(noun, sight.scope)
    values = {"id": record_id, "viewer": sight.user_id, "team": list(sight.team)}
    row = await connection.fetchrow(statement.text, *statement.arguments(values))
    return (row[0], row[1]) if row else None


async def history(connection: Pool | Connection, noun: Noun, record_id: int, sight: Sight, size: int) -> str | None:
    """The record's entries in the audit trail as a JSON array, newest first; None if there is none within sight."""
    statement = history_statement(noun, sight.scope)
    values = {"id": record_id, "viewer": sight.user_id, "team": list(sight.team), "size": size}
    text: str | None = await connection.fetchval(statement.text, *statement.arguments(values))
    return text


async def page(connection: Pool | Connection, noun: Noun, question: Question, sight: Sight) -> Page:
    """One page of the records within sight that the question selects. Raises BadRequest on a cursor of another list."""
    sought = seek(noun, question.typed)
    if sought is None and not question.order:
        question = replace(question, order=whole_order(()))
    statement = page_statement(
        PageShape(
            noun=noun,
            scope=sight.scope,
            criteria=within_sight(noun, question.selection.shape, sight),
            way=sought.way if sought else None,
            order=question.order,
            nulls=nulls_of(question.after),
            count=question.count,
            fields=question.fields,
            size=question.size + 1,
            skips=reach_of(question.skip),
            count_limit=question.count_limit,
        )
    )
    values = _values(question, sight, sought) | {"skip": question.skip}
    row = await connection.fetchrow(statement.text, *statement.arguments(values))
    assert row is not None  # noqa: S101 - the statement selects aggregates: there is always a row
    return _finished(row, question)


def everything(noun: Noun, question: Question, sight: Sight) -> tuple[str, list[object]]:
    """SQL and arguments that select all records of the question, column by column, in its order: for exports."""
    sought = seek(noun, question.typed)
    shape = within_sight(noun, question.selection.shape, sight)
    statement = rows_statement(
        noun, sight.scope, shape, sought.way if sought else None, question.order, question.fields
    )
    return statement.text, list(statement.arguments(_values(question, sight, sought)))


async def ids(connection: Pool | Connection, noun: Noun, question: Question, sight: Sight) -> list[int]:
    """The ids of all records of the question, in its order."""
    text, arguments = everything(noun, Question(question.selection, question.typed, fields=("id",)), sight)
    return [row[0] for row in await connection.fetch(text, *arguments)]


def _values(question: Question, sight: Sight, sought: "Sought | None") -> dict[str, object]:
    values: dict[str, object] = {"viewer": sight.user_id, "team": list(sight.team)}
    values |= {f"p{i}": value for i, value in enumerate(question.selection.values)}
    values |= {f"k{i}": value for i, value in enumerate(question.after or ())}
    if sought:
        values |= sought.values
    return values


def _finished(row: Any, question: Question) -> Page:
    items, counted, estimated = row
    rows = items.count("\n") + 1 if items != "[]" else 0
    cursor = None
    if rows > question.size:
        # One row more than the page shows was asked for: it tells that there is a next page, and goes.
        items = items[: items.rindex(", \n")] + "]"
        last = orjson.loads(items[items.rfind("\n") + 1 : -1].lstrip("["))
        marks = [last[order.field] for order in question.order] or [question.skip + question.size]
        cursor = write_cursor(question.order, marks)
    return Page(items, estimated if counted is None else counted, estimated is not None, cursor)
