"""The order of a list, and the cursors that name a row within it."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import orjson
import sqlalchemy as sa

from backend.database.catalogue import Kind, Noun
from backend.database.criteria import read_date, read_instant
from backend.errors import BadRequest, FieldError


@dataclass(frozen=True, slots=True)
class Order:
    """The order of a list by one field."""

    field: str
    descending: bool


def whole_order(order: Sequence[Order]) -> tuple[Order, ...]:
    """The order with the id at its end, so that no two rows are equal in it."""
    ends = next((i for i, each in enumerate(order) if each.field == "id"), None)
    if ends is not None:
        return tuple(order[: ends + 1])
    return (*order, Order("id", order[-1].descending if order else True))


def ordering(noun: Noun, order: tuple[Order, ...], source: Any = None) -> list[sa.ColumnElement[Any]]:
    """What to order by. source: as in `behind`."""
    columns = zip(_sort_columns(noun, order, source), order, strict=True)
    return [column.desc() if each.descending else column.asc() for column, each in columns]


def _sort_columns(noun: Noun, order: tuple[Order, ...], source: Any) -> list[sa.ColumnElement[Any]]:
    named = noun.table.c if source is None else source
    return [named[noun.fields[each.field].column.name] for each in order]


def behind(noun: Noun, order: tuple[Order, ...], nulls: tuple[bool, ...], source: Any = None) -> sa.ColumnElement[bool]:
    """The rows that come after the one whose sort values are the parameters k0, k1, …

    source: the columns to compare, by name; the table's own unless told.

    PostgreSQL's own order: absent values come last when ascending, first when descending.
    """
    columns = _sort_columns(noun, order, source)
    marks = [sa.bindparam(f"k{i}", type_=_comparable(column.type)) for i, column in enumerate(columns)]
    one_way = len({each.descending for each in order}) == 1
    absent_possible = [noun.fields[each.field].nullable for each in order]
    if one_way and not any(nulls) and (order[0].descending or not any(absent_possible)):
        here, there = sa.tuple_(*columns), sa.tuple_(*marks)
        return here < there if order[0].descending else here > there
    behind: sa.ColumnElement[bool] = sa.false()
    for i in reversed(range(len(order))):
        column, mark, descending = columns[i], marks[i], order[i].descending
        later: sa.ColumnElement[bool]
        if nulls[i]:
            later = column.is_not(None) if descending else sa.false()
            equal = sa.and_(column.is_(None))
        else:
            later = sa.and_(column < mark) if descending else sa.or_(column > mark, column.is_(None))
            equal = sa.and_(column == mark)
        behind = sa.or_(later, sa.and_(equal, behind))
    return behind


def _comparable(of_type: sa.types.TypeEngine[Any]) -> sa.types.TypeEngine[Any]:
    return sa.Numeric() if isinstance(of_type, sa.Numeric | sa.Float) else of_type


def nulls_of(after: tuple[object, ...] | None) -> tuple[bool, ...] | None:
    return None if after is None else tuple(value is None for value in after)


def write_cursor(order: Sequence[Order], values: Sequence[object]) -> str:
    """An opaque text that names the last row of a page within its order."""
    return base64.urlsafe_b64encode(orjson.dumps([_marks(order), list(values)])).decode().rstrip("=")


def _marks(order: Sequence[Order]) -> list[str]:
    return [f"{'-' if each.descending else ''}{each.field}" for each in order]


def read_cursor(noun: Noun, order: Sequence[Order], cursor: str) -> tuple[object, ...]:
    """The sort values that a cursor holds. Raises BadRequest if it is none of this list in this order."""
    try:
        marks, values = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if marks != _marks(order) or len(values) != (len(order) or 1):
            raise ValueError("another list")
        if not order:
            return (_whole(values[0]),)
        return tuple(_sort_value(noun, each.field, value) for each, value in zip(order, values, strict=True))
    except (ValueError, TypeError, OverflowError):
        message = "The cursor does not belong to this list in this order: start again without `after`."
        raise BadRequest(message, errors=[FieldError("?after", message)]) from None


def _whole(value: Any) -> int:
    if not isinstance(value, int) or not 0 <= value < 2**31:
        raise ValueError("no row number")
    return value


def _sort_value(noun: Noun, name: str, value: Any) -> object:
    kind = noun.fields[name].kind
    if value is None:
        return None
    if kind in (Kind.INTEGER, Kind.NUMBER) and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise ValueError("no number")
    match kind:
        case Kind.INTEGER:
            if not -(2**63) <= value < 2**63 or not isinstance(value, int):
                raise ValueError("out of range")
            return value if isinstance(noun.fields[name].column.type, sa.BigInteger) or abs(value) < 2**31 else None
        case Kind.NUMBER:
            return Decimal(str(value))
        case Kind.DATE:
            return read_date(value)
        case Kind.INSTANT:
            return read_instant(value)
        case Kind.BOOLEAN:
            return bool(value)
    return str(value).replace("\0", "")
