"""How far somebody sees in several nouns at once, for statements that join them.

In such a statement `within(customers)` stands for the condition under which the caller may read a row of that table.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.base import PGDialect

from backend.database.catalogue import Noun
from backend.database.engine import Connection, Pool, Statement
from backend.database.sight import visible

WITHIN: Final = re.compile(r"\bwithin\((\w+)\)")
NAMED: Final = PGDialect(paramstyle="named")  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class Reach:
    """Conditions by table, in SQL with the parameters `viewer` and `team`; what is not among them is out of sight."""

    conditions: tuple[tuple[str, str], ...]
    user_id: int | None = None
    team: tuple[int, ...] = ()


def reach(scopes: Iterable[tuple[Noun, str]], user_id: int | None, team: tuple[int, ...]) -> Reach:
    """How far somebody sees who reads these nouns each within its scope: `none`, `own`, `team` or `all`."""
    return Reach(tuple((noun.table.name, _condition(noun, scope)) for noun, scope in scopes), user_id, team)


@lru_cache(maxsize=500)
def _condition(noun: Noun, scope: str) -> str:
    if scope == "none":
        return "false"
    return f"({visible(noun, scope).compile(dialect=NAMED)})"


@lru_cache(maxsize=500)
def _statement(text: str, conditions: tuple[tuple[str, str], ...]) -> Statement:
    known = dict(conditions)
    return Statement(sa.text(WITHIN.sub(lambda found: known.get(found[1], "false"), text)))


async def row(
    connection: Pool | Connection, text: str, seen: Reach, values: Mapping[str, object]
) -> tuple[object, ...] | None:
    """The one row that a statement answers within this reach; None if it answers none."""
    statement = _statement(text, seen.conditions)
    named = {"viewer": seen.user_id, "team": list(seen.team), **values}
    found = await connection.fetchrow(statement.text, *statement.arguments(named))
    return None if found is None else tuple(found)
