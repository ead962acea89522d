"""Who sees what: the condition under which a row is within somebody's sight."""

from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from backend.database.catalogue import Noun
from backend.database.parameters import Named


@dataclass(frozen=True, slots=True)
class Sight:
    """How far somebody sees. scope: `own`, `team` or `all`; team: ids of the users in the same team."""

    scope: str
    user_id: int | None = None
    team: tuple[int, ...] = ()


ALL_SEEING: Final = Sight("all")


def visible(noun: Noun, scope: str, bind: "Named | None" = None) -> sa.ColumnElement[bool]:
    """The condition under which a row may be read; the parameters are `viewer` and `team`."""
    within = reachable(noun, scope, bind)
    if scope == "all" or noun.shared_column is None:
        return within
    return sa.or_(within, noun.table.c[noun.shared_column])


def reachable(noun: Noun, scope: str, bind: "Named | None" = None) -> sa.ColumnElement[bool]:
    """The condition under which a row may be changed: what others share is there to be read only."""
    named = bind or Named()
    if scope == "all":
        return sa.true()
    owner, parent = _owner(noun, named)
    if owner is None:
        return sa.false()
    if scope == "own":
        mine = owner == named("viewer", sa.Integer())
    else:
        mine = sa.or_(owner == sa.any_(named("team", ARRAY(sa.Integer))), owner.is_(None))
    return mine if parent is None else parent.where(mine).exists()


def _owner(noun: Noun, named: "Named") -> tuple[sa.ColumnElement[Any] | None, sa.Select[Any] | None]:
    """Where the owner stands: in the row itself, or in the row it hangs on."""
    if noun.owned:
        return noun.table.c[noun.owner], None
    if noun.via:
        parent = noun.via.table.alias()
        hangs_on = parent.c["id"] == noun.table.c[noun.via.column]
        return parent.c["owner_id"], sa.select(sa.literal_column("1")).where(hangs_on)
    return None, None
