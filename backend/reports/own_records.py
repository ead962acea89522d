"""Own reports that list records: one by one, in the columns and the order that somebody chose."""

from typing import Any

import orjson
import sqlalchemy as sa

from backend.auth.principal import Principal
from backend.database.catalogue import Field, Kind
from backend.database.criteria import condition, parse
from backend.database.engine import Pool, Statement
from backend.database.ordering import ordering
from backend.database.parameters import Named, in_turn
from backend.database.sight import visible, within_sight
from backend.models import Base
from backend.reports.counting import read
from backend.reports.document import ListColumn, Listing
from backend.reports.own_asked import Asked, Own
from backend.reports.own_definition import (
    is_cents,
    is_dollars,
    label_of,
    order_of,
)
from backend.reports.own_names import has_name, name_of, names_seen
from backend.reports.tables import (
    Measure,
    Table,
)


async def first_rows(pool: Pool, who: Principal, asked: Asked, limit: int) -> list[list[Any]]:
    """The first of the records that a report lists."""
    statement, values = statement_of(asked, who, limit)
    return [orjson.loads(row[0]) for row in await pool.fetch(statement.text, *statement.arguments(values))]


async def listed(pool: Pool, asked: Asked) -> Listing:
    noun, criteria = asked.own.noun, asked.during(asked.period)
    count = Table("count", "", noun.name, criteria, (Measure("count", ""),))
    total = (await read(pool, noun, count, asked.sight, asked.zone)).total.figures["count"]
    return Listing(noun=noun.name, columns=columns_of(asked.own), count=int(total or 0), rows=criteria)


def columns_of(own: Own) -> list[ListColumn]:
    """What each place of a listed record holds."""
    return [_column(own.noun.fields[name]) for name in own.definition.columns or ()]


def _column(field: Field) -> ListColumn:
    money = is_cents(field) or is_dollars(field)
    kind = Kind.TEXT if has_name(field) else Kind.INTEGER if money else field.kind
    return ListColumn(key=field.name, label=label_of(field), kind=kind, money=money)


def statement_of(asked: Asked, who: Principal, limit: int | None = None) -> tuple[Statement, dict[str, object]]:
    """The statement that lists the records, each as a JSON array in the order of the columns."""
    noun, definition = asked.own.noun, asked.own.definition
    selection = parse(noun, asked.during(asked.period))
    names = [f"p{number}" for number in range(len(selection.values))]
    fits = condition(noun, within_sight(noun, selection.shape, asked.sight), in_turn(Named(), names), visible)
    order = order_of(definition)
    columns = dict.fromkeys([*(definition.columns or ()), *(each.field for each in order)])
    chosen = sa.select(*(noun.fields[name].column for name in columns)).where(visible(noun, asked.sight.scope), fits)
    record = chosen.order_by(*ordering(noun, order)).limit(limit).subquery("record")
    cells = [_cell(record, noun.fields[name], who) for name in definition.columns or ()]
    whole = sa.select(sa.cast(sa.func.json_build_array(*cells), sa.Text())).order_by(*ordering(noun, order, record.c))
    values = dict(zip(names, selection.values, strict=True))
    return Statement(whole), {**values, "viewer": asked.sight.user_id, "team": list(asked.sight.team)}


def _cell(record: sa.Subquery, field: Field, who: Principal) -> sa.ColumnElement[Any]:
    """A value as it is listed: whoever is referred to by name, money in cents, choices as words."""
    value = record.c[field.column.name]
    if field.references is not None:
        table = Base.metadata.tables[field.references]
        name = name_of(table)
        if name is not None:
            found = sa.select(name).where(table.c["id"] == value, names_seen(table, who)).correlate(record)
            return sa.func.coalesce(found.scalar_subquery(), sa.cast(value, sa.Text()))
    if is_dollars(field):
        return sa.cast(sa.func.round(value * 100), sa.BigInteger())
    return sa.func.replace(value, "_", " ") if field.choices else value
