"""Whose dashboard shows which tiles.

People arrange their own; until they do, theirs is the one of their role. A role's is the one that is written here,
until an administrator arranges another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

import orjson

from backend.database.engine import Connection, Pool
from backend.errors import Changed
from backend.models.user import Role
from backend.reports.figures import Compared
from backend.reports.tiles import Picture, Shows, Tile, TileKind, Tiles, Width, arranged

# A person's dashboard, or a role's: one of the two is null.
# params: user_id int | null, role text | null
FOUND: Final = """
    select id, version, tiles::text as tiles from dashboards
    where user_id = $1::int or role = $2::text
"""
MADE: Final = """
    insert into dashboards (user_id, role, tiles) values ($1, $2, $3::jsonb)
    on conflict do nothing returning id, version
"""
CHANGED: Final = "update dashboards set tiles = $2::jsonb where id = $1 returning id, version"
REMOVED: Final = "delete from dashboards where id = $1"
UNARRANGED: Final = "0"


class Origin(StrEnum):
    """Who arranged it: the person, an administrator for the role, or nobody yet."""

    OWN = "own"
    ROLE = "role"
    PRODUCT = "product"


@dataclass(frozen=True, slots=True)
class Whose:
    """A person's dashboard, who has a role; or without a person the one that the role begins with."""

    role: Role
    user_id: int | None = None

    @property
    def key(self) -> tuple[int | None, str | None]:
        return (None, self.role.value) if self.user_id is None else (self.user_id, None)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The tiles of a dashboard. etag: of what is kept of it, which changes with every change."""

    tiles: Tiles
    origin: Origin
    role: Role
    etag: str


class ArrangedElsewhere(Changed):
    """This dashboard was arranged anew since you opened it, in another window or by somebody else."""


async def read(connection: Pool | Connection, whose: Whose) -> Arrangement:
    """What stands there now."""
    found = await connection.fetchrow(FOUND, *whose.key)
    if found is not None:
        origin = Origin.ROLE if whose.user_id is None else Origin.OWN
        return Arrangement(orjson.loads(found["tiles"]), origin, whose.role, _etag(found))
    if whose.user_id is None:
        return Arrangement(begun_with(whose.role), Origin.PRODUCT, whose.role, UNARRANGED)
    of_role = await read(connection, Whose(whose.role))
    return Arrangement(of_role.tiles, of_role.origin, whose.role, UNARRANGED)


async def arrange(
    connection: Connection, whose: Whose, sent: Sequence[Mapping[str, Any]], expected: str | None, today: date
) -> Arrangement:
    """Keeps the tiles. Raises ArrangedElsewhere unless the dashboard is still the expected one, if one is expected;
    TilesInvalid for tiles that cannot be."""
    was = await connection.fetchrow(FOUND + "for update", *whose.key)
    _refuse_others(was, expected)
    known = orjson.loads(was["tiles"]) if was else (await read(connection, whose)).tiles
    kept = arranged(sent, known, today)
    text = orjson.dumps(kept).decode()
    row = await connection.fetchrow(CHANGED, was["id"], text) if was else await _made(connection, whose, text)
    if row is None:  # somebody else was the first, a moment ago
        raise ArrangedElsewhere
    return Arrangement(kept, Origin.ROLE if whose.user_id is None else Origin.OWN, whose.role, _etag(row))


async def begin_anew(connection: Connection, whose: Whose, expected: str | None) -> Arrangement:
    """Forgets what was arranged. Raises ArrangedElsewhere like `arrange`."""
    was = await connection.fetchrow(FOUND + "for update", *whose.key)
    _refuse_others(was, expected)
    if was is not None:
        await connection.execute(REMOVED, was["id"])
    return await read(connection, whose)


async def _made(connection: Connection, whose: Whose, text: str) -> Any:
    return await connection.fetchrow(MADE, *whose.key, text)


def _refuse_others(found: Any, expected: str | None) -> None:
    etag = _etag(found)
    if expected is not None and expected != etag:
        raise ArrangedElsewhere(headers={"ETag": f'"{etag}"'})


def _etag(found: Any) -> str:
    # With the id: a dashboard that was given up and arranged again counts from one again.
    return UNARRANGED if found is None else f"{found['id']}.{found['version']}"


def begun_with(role: Role) -> Tiles:
    """The tiles of somebody of this role, as long as nobody arranged others."""
    return [each.model_dump(mode="json") for each in _BEGUN_WITH[role]]


def _card(kind: TileKind, width: Width, height: int = 1) -> Tile:
    return Tile(id=kind.value, kind=kind, width=width, height=height)


def _figure(name: str, width: Width, height: int, title: str, shows: Shows) -> Tile:
    return Tile(id=name, kind=TileKind.FIGURE, title=title, width=width, height=height, shows=shows)


_NEW_PREMIUM: Final = Shows(
    report="sales",
    table="over_time",
    figure="premium",
    picture=Picture.NUMBER,
    period="Last 30 Days",
    compare=Compared.BEFORE,
)
_OPEN_LEADS: Final = Shows(report="pipeline", table="by_stage", figure="leads", picture=Picture.NUMBER)
_QUOTED: Final = Shows(report="pipeline", table="by_stage", figure="value", picture=Picture.NUMBER)
_STAGES: Final = Shows(report="pipeline", table="by_stage", figure="leads", picture=Picture.BARS)
_AGENTS: Final = Shows(report="sales", table="by_agent", figure="premium", picture=Picture.BARS, period="Last 90 Days")

_AGENCY: Final = (
    _card(TileKind.PREMIUM, 3),
    _card(TileKind.CUSTOMERS, 3),
    _card(TileKind.RETENTION, 3),
    _card(TileKind.TASKS, 3),
    _card(TileKind.BUSINESS, 8, 3),
    _card(TileKind.LINES, 4, 3),
    _figure("new-premium", 4, 1, "New premium in 30 days", _NEW_PREMIUM),
    _figure("open-leads", 4, 1, "Open leads", _OPEN_LEADS),
    _figure("quoted", 4, 1, "Quoted to open leads", _QUOTED),
    _card(TileKind.RENEWALS, 4, 2),
    _card(TileKind.CLAIMS_BY_STATUS, 4, 2),
    _card(TileKind.CLAIMS_BY_AGE, 4, 2),
    _figure("agents", 6, 2, "New premium by agent", _AGENTS),
    _figure("stages", 6, 2, "Pipeline by stage", _STAGES),
)
_OWN_BOOK: Final = (
    _card(TileKind.TASKS, 3),
    _figure("open-leads", 3, 1, "Open leads", _OPEN_LEADS),
    _card(TileKind.PREMIUM, 3),
    _card(TileKind.CUSTOMERS, 3),
    _figure("stages", 8, 2, "Pipeline by stage", _STAGES),
    _card(TileKind.RENEWALS, 4, 2),
    _figure("new-premium", 4, 1, "New premium in 30 days", _NEW_PREMIUM),
    _figure("quoted", 4, 1, "Quoted to open leads", _QUOTED),
    _card(TileKind.RETENTION, 4),
    _card(TileKind.BUSINESS, 8, 3),
    _card(TileKind.LINES, 4, 3),
)
_OVERVIEW: Final = (
    _card(TileKind.PREMIUM, 4),
    _card(TileKind.CUSTOMERS, 4),
    _card(TileKind.RETENTION, 4),
    _card(TileKind.BUSINESS, 12, 3),
    _card(TileKind.LINES, 6, 2),
    _card(TileKind.RENEWALS, 6, 2),
)
_BEGUN_WITH: Final[Mapping[Role, tuple[Tile, ...]]] = {
    Role.ADMIN: _AGENCY,
    Role.MANAGER: _AGENCY,
    Role.AGENT: _OWN_BOOK,
    Role.VIEWER: _OVERVIEW,
}
