"""Parameters of statements that are kept: handed out by name, or as elements of one array."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from backend.database.criteria import Binder
from backend.database.engine import DIALECT


class Named:
    """Hands out parameters by name."""

    def __call__(self, name: str, of_type: sa.types.TypeEngine[Any]) -> sa.ColumnElement[Any]:
        return sa.bindparam(name, type_=of_type)


class Elements(Named):
    """Hands out elements of one text array instead, in the order of `names`: for `estimated_count`."""

    def __init__(self) -> None:
        self.names: list[tuple[str, sa.types.TypeEngine[Any]]] = []

    def __call__(self, name: str, of_type: sa.types.TypeEngine[Any]) -> sa.ColumnElement[Any]:
        self.names.append((name, of_type))
        written = of_type.compile(dialect=DIALECT)
        return sa.literal_column(f"($1)[{len(self.names)}]::{written}", of_type)


def in_turn(named: Named, names: Iterable[str]) -> Binder:
    upcoming = iter(names)
    return lambda of_type: named(next(upcoming), of_type)
