"""Who sees what: the condition under which a row is within somebody's sight."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from backend.database.catalogue import Noun
from backend.database.criteria import Shape
from backend.database.parameters import Named
from backend.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Sight:
    """How far somebody sees. scope: `own`, `team` or `all`; team: ids of the users in the same team.

    grants: permission → scope, for records of other nouns that are asked about; without them, these are seen as far.
    """

    scope: str
    user_id: int | None = None
    team: tuple[int, ...] = ()
    grants: Mapping[str, str] | None = field(default=None, compare=False)


ALL_SEEING: Final = Sight("all")


def within_sight(noun: Noun, shape: Shape, sight: Sight) -> Shape:
    """The shape with how far the related records are seen that it asks about. Raises NotAllowed if not at all."""
    match shape:
        case ("and" | "or" | "not" as word, *parts):
            return (word, *(within_sight(noun, part, sight) for part in parts))
        case ("any" | "none" as how, name, _, inner):
            other = noun.relations[name].noun
            scope = sight.scope if sight.grants is None else sight.grants.get(f"{other.key}:read")
            if not scope or scope == "none":
                raise NotAllowed(f"You may not see {other.label.lower()}, so nothing can be asked about them here.")
            return (how, name, str(scope), within_sight(other, inner, sight))
    return shape


def asks_related(shape: Shape) -> bool:
    """Whether something is asked about records of other nouns."""
    return shape[0] in ("any", "none") or any(isinstance(part, tuple) and asks_related(part) for part in shape[1:])


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
    owner, parent = _owner(noun)
    if owner is None:
        return sa.false()
    if scope == "own":
        mine = owner == named("viewer", sa.Integer())
    else:
        mine = sa.or_(owner == sa.any_(named("team", ARRAY(sa.Integer))), owner.is_(None))
    return mine if parent is None else parent.where(mine).exists()


def _owner(noun: Noun) -> tuple[sa.ColumnElement[Any] | None, sa.Select[Any] | None]:
    """Where the owner stands: in the row itself, or in the row it hangs on."""
    if noun.owned:
        return noun.table.c[noun.owner], None
    if noun.via:
        parent = noun.via.table.alias()
        hangs_on = parent.c["id"] == noun.table.c[noun.via.column]
        return parent.c["owner_id"], sa.select(sa.literal_column("1")).where(hangs_on)
    return None, None
