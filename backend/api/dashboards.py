"""/v1/dashboards: which tiles stand on one's own dashboard, and on the one that a role begins with."""

from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Header, Response
from pydantic import BaseModel, ConfigDict, Field

from backend import clock
from backend.agency import settings
from backend.api.deps import Caller, PoolDep, RequestId, permit
from backend.api.inputs import Input
from backend.auth.principal import Principal
from backend.auth.signin import BrowserOnly
from backend.database.engine import Pool
from backend.database.writes import transaction
from backend.errors import BadRequest
from backend.models.user import Role
from backend.reports import dashboards
from backend.reports.dashboards import Arrangement, Origin, Whose
from backend.reports.tiles import MOST_TILES, Picture

router = APIRouter(prefix="/v1/dashboards", tags=["dashboard"])

IfMatch = Annotated[str | None, Header(alias="If-Match", max_length=64, description="The ETag that was read")]


class ShownFigure(BaseModel):
    """A figure of a report, and what is asked of the report. report: a key of the catalogue, or `own:7`. table, figure:
    by their keys; null is the first table, and the column that it draws."""

    report: str
    table: str | None
    figure: str | None
    picture: Picture
    period: str | None
    compare: Literal["before", "year_before"] | None
    line: str | None
    owner: int | None
    team: int | None


class DashboardTile(BaseModel):
    """A tile. kind: `figure`, a card of `GET /v1/dashboard`, or one that only a newer version knows. title: instead of
    its usual one. width: columns out of twelve; height: rows. shows: of the kind `figure`."""

    model_config = ConfigDict(extra="allow")

    id: str
    kind: str
    title: str | None
    width: int
    height: int
    shows: ShownFigure | None


class DashboardArrangement(BaseModel):
    """The tiles in their order. origin: whether the person arranged them, an administrator for the role, or nobody."""

    tiles: list[DashboardTile]
    origin: Origin
    role: Role


class DashboardTiles(Input):
    """All tiles, as they are to stand; see `DashboardTile`. What stood there may stay as it was read."""

    tiles: Annotated[list[dict[str, Any]], Field(description=f"At most {MOST_TILES}")]


@router.get(
    "/mine",
    operation_id="dashboards_mine",
    response_model=DashboardArrangement,
    dependencies=[permit("dashboard:read")],
    summary="The tiles of one's own dashboard",
)
async def dashboards_mine(caller: Caller, pool: PoolDep) -> Response:
    """Those that one arranged, or those of one's role."""
    return _sent(await dashboards.read(pool, _own(caller)))


@router.put(
    "/mine",
    operation_id="dashboards_arrange_mine",
    response_model=DashboardArrangement,
    dependencies=[permit("me:write")],
    summary="Arrange one's own dashboard",
)
async def dashboards_arrange_mine(
    body: DashboardTiles, caller: Caller, pool: PoolDep, request_id: RequestId, if_match: IfMatch = None
) -> Response:
    """The dashboard as it is then. With If-Match, only unless it was arranged elsewhere since."""
    return await _arranged(_somebodys(caller), body, caller, pool, request_id, if_match)


@router.delete(
    "/mine",
    operation_id="dashboards_give_up_mine",
    response_model=DashboardArrangement,
    dependencies=[permit("me:write")],
    summary="Go back to the dashboard of one's role",
)
async def dashboards_give_up_mine(
    caller: Caller, pool: PoolDep, request_id: RequestId, if_match: IfMatch = None
) -> Response:
    """The dashboard as it is then."""
    return await _given_up(_somebodys(caller), caller, pool, request_id, if_match)


@router.get(
    "/roles/{role}",
    operation_id="dashboards_of_role",
    response_model=DashboardArrangement,
    dependencies=[permit("settings:write")],
    summary="The tiles that a role begins with",
)
async def dashboards_of_role(role: Role, pool: PoolDep) -> Response:
    """What people of this role see until they arrange their own."""
    return _sent(await dashboards.read(pool, Whose(role)))


@router.put(
    "/roles/{role}",
    operation_id="dashboards_arrange_role",
    response_model=DashboardArrangement,
    dependencies=[permit("settings:write")],
    summary="Arrange what a role begins with",
)
async def dashboards_arrange_role(
    role: Role,
    body: DashboardTiles,
    caller: Caller,
    pool: PoolDep,
    request_id: RequestId,
    if_match: IfMatch = None,
) -> Response:
    """The dashboard as it is then. Those who arranged their own keep it."""
    return await _arranged(Whose(role), body, caller, pool, request_id, if_match)


@router.delete(
    "/roles/{role}",
    operation_id="dashboards_give_up_role",
    response_model=DashboardArrangement,
    dependencies=[permit("settings:write")],
    summary="Go back to what the role began with",
)
async def dashboards_give_up_role(
    role: Role, caller: Caller, pool: PoolDep, request_id: RequestId, if_match: IfMatch = None
) -> Response:
    """The dashboard as it came with LeadGen."""
    return await _given_up(Whose(role), caller, pool, request_id, if_match)


def _own(caller: Principal) -> Whose:
    return Whose(Role(caller.role), caller.user_id)


def _somebodys(caller: Principal) -> Whose:
    """Raises BrowserOnly for who is nobody in particular: without a person it would be the role's."""
    if caller.user_id is None:
        raise BrowserOnly
    return _own(caller)


async def _arranged(
    whose: Whose, body: DashboardTiles, caller: Principal, pool: Pool, request_id: str, if_match: str | None
) -> Response:
    today = clock.now().astimezone(await settings.zone(pool)).date()
    expected = _expected(if_match)
    async with transaction(pool, caller.actor(request_id)) as connection:
        arrangement = await dashboards.arrange(connection, whose, body.tiles, expected, today)
    return _sent(arrangement)


async def _given_up(whose: Whose, caller: Principal, pool: Pool, request_id: str, if_match: str | None) -> Response:
    expected = _expected(if_match)
    async with transaction(pool, caller.actor(request_id)) as connection:
        arrangement = await dashboards.begin_anew(connection, whose, expected)
    return _sent(arrangement)


def _expected(if_match: str | None) -> str | None:
    """The ETag that the caller read; None if any will do."""
    if if_match is None or if_match.strip() == "*":
        return None
    tag = if_match.strip().removeprefix("W/")
    if len(tag) < 3 or not (tag.startswith('"') and tag.endswith('"')):
        raise BadRequest("If-Match takes the ETag of the dashboard as it was answered.")
    return tag[1:-1]


def _sent(arrangement: Arrangement) -> Response:
    body = {"tiles": arrangement.tiles, "origin": arrangement.origin, "role": arrangement.role}
    headers = {"ETag": f'"{arrangement.etag}"', "Cache-Control": "no-store"}
    return Response(orjson.dumps(body), media_type="application/json", headers=headers)
