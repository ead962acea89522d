"""What records of another noun are called, as far as somebody sees them."""

from typing import Any, Final

import sqlalchemy as sa

from backend.auth.principal import Principal
from backend.database.catalogue import Field
from backend.database.sight import visible
from backend.models import Base
from backend.registry import noun_of_table

# What a record is called, by the column that says it.
NAMED_BY: Final = ("full_name", "name", "policy_number", "claim_number", "title", "original_filename", "subject")
# Its names are there for everybody, whatever they may see otherwise.
OPEN_TO_ALL: Final = frozenset({"users", "teams"})


def has_name(field: Field) -> bool:
    return field.references is not None and name_of(Base.metadata.tables[field.references]) is not None


def name_of(table: sa.Table) -> sa.ColumnElement[Any] | None:
    """What the rows of a table are called; None where they have numbers only."""
    if table.name == "users":
        return sa.func.coalesce(table.c["full_name"], table.c["username"])
    return next((table.c[each] for each in NAMED_BY if each in table.c), None)


def names_seen(table: sa.Table, who: Principal) -> sa.ColumnElement[bool]:
    """Whose names somebody sees."""
    if table.name in OPEN_TO_ALL:
        return sa.true()
    noun = noun_of_table(table.name)
    scope = who.scope(f"{noun.key}:read") if noun else None
    return visible(noun, scope.value) if noun and scope else sa.false()
