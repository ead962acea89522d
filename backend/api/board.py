"""GET /v1/leads/board: the stages as columns of cards."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final

import orjson
from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from backend.api import schemas
from backend.api.deps import Caller, PoolDep, RequestId, permit, sight_of
from backend.api.inputs import Input
from backend.api.listing import question
from backend.api.schemas import Sent
from backend.auth.principal import Principal
from backend.database.reads import LARGEST_ID
from backend.database.sight import Sight
from backend.leads import board, undoing
from backend.leads.board import Wanted
from backend.leads.lifecycle import Stage
from backend.registry import NOUNS


class WhoseLeads(StrEnum):
    """Whose leads are shown."""

    ME = "me"
    TEAM = "team"
    ALL = "all"


router = APIRouter(prefix="/v1/leads/board", tags=["leads"])
LEADS: Final = NOUNS["leads"]
OWN_PARAMETERS: Final = frozenset({"whose", "owner", "size", "after"})
Size = Annotated[int, Query(ge=1, le=100, description="How many cards of each column")]
Asked = Annotated[WhoseLeads, Query(description="Whose leads; no wider than the caller sees")]
Owner = Annotated[str | None, Query(pattern=r"^([0-9]{1,9}|none)$", description="Only this person's, or nobody's")]
Filter = Annotated[str | None, Query(description="Criteria, as in the list of leads")]
Typed = Annotated[str | None, Query(description="Words, an address or a number, as in the list of leads")]


class LatestScore(Sent):
    """How likely a lead buys, 0 to 1, by the model that is live."""

    score: float
    band: str | None


class Card(Sent):
    """A lead in brief. days: how long it has been in its stage."""

    id: int
    version: int
    status: str
    name: str | None
    email: str | None
    phone: str | None
    state: str | None
    product_interest: str | None
    source: str | None
    channel: str | None
    owner_id: int | None
    customer_id: int | None
    value_cents: int | None
    cost_cents: int | None
    received_at: datetime
    stage_since: datetime
    first_attempt_at: datetime | None
    answer_by: datetime | None
    lost_reason: str | None
    days: int
    score: LatestScore | None
    next_task_at: datetime | None


class Column(Sent):
    """A stage. value_cents: what was quoted for a year, in all; oldest_days: of who has been here longest.

    next: for the cards that follow; null after the last.
    """

    stage: Stage
    count: int
    value_cents: int
    oldest_days: int | None
    cards: list[Card]
    next: str | None


class Board(Sent):
    """Every stage in order. Of what was won or lost only the last `closed_days` are shown and counted."""

    columns: list[Column]
    closed_days: int


class MoveBack(Input):
    """A lead that the caller has just moved to `stage`."""

    lead_id: Annotated[int, Field(ge=1, le=LARGEST_ID)]
    stage: Stage


class Cards(Sent):
    """More cards of one stage."""

    cards: list[Card]
    next: str | None


@router.get(
    "",
    operation_id="leads_board",
    response_model=Board,
    dependencies=[permit("leads:read")],
    summary="Leads by stage, with the first cards of each",
)
async def leads_board(
    request: Request,
    caller: Caller,
    pool: PoolDep,
    whose: Asked = WhoseLeads.ALL,
    owner: Owner = None,
    filter: Filter = None,
    q: Typed = None,
    size: Size = 25,
) -> Response:
    """Takes the conditions of the list of leads too: `source=web&state.in=TX,OK`."""
    found = orjson.loads(await board.board(pool, LEADS, _wanted(request, owner, size), _sight(caller, whose)))
    for column in found["columns"]:
        column["next"] = _next(column["cards"], size) if column["count"] > size else None
    return Response(orjson.dumps(found), media_type="application/json")


@router.get(
    "/{stage}",
    operation_id="leads_board_column",
    response_model=Cards,
    dependencies=[permit("leads:read")],
    summary="More cards of one stage",
)
async def leads_board_column(
    stage: Stage,
    request: Request,
    caller: Caller,
    pool: PoolDep,
    whose: Asked = WhoseLeads.ALL,
    owner: Owner = None,
    filter: Filter = None,
    q: Typed = None,
    size: Size = 25,
    after: Annotated[str | None, Query(max_length=200, description="`next` of the column")] = None,
) -> Response:
    """Those who have been in the stage longer than the last one shown."""
    wanted = _wanted(request, owner, size)
    found = orjson.loads(await board.column(pool, LEADS, stage, wanted, _sight(caller, whose), after))
    found["next"] = _next(found["cards"], size)
    return Response(orjson.dumps(found), media_type="application/json")


@router.post(
    "/undo",
    operation_id="leads_board_undo",
    response_model=schemas.sent(LEADS),
    dependencies=[permit("leads:write")],
    summary="Take back a lead's move",
)
async def leads_board_undo(body: MoveBack, caller: Caller, pool: PoolDep, request_id: RequestId) -> Response:
    """The lead where it was, with the time it has been there; refused when it was moved since, or by somebody else."""
    sight = sight_of(caller, "leads:write")
    back = await undoing.take_back(pool, LEADS, body.lead_id, body.stage, caller.actor(request_id), sight)
    return Response(back.body, media_type="application/json", headers={"ETag": f'"{back.etag}"'})


def _next(cards: list[dict[str, object]], size: int) -> str | None:
    if len(cards) < size:
        return None
    since, number = cards[-1]["stage_since"], cards[-1]["id"]
    assert isinstance(since, str)  # noqa: S101 - as PostgreSQL wrote it
    assert isinstance(number, int)  # noqa: S101
    return board.cursor(datetime.fromisoformat(since), number)


def _wanted(request: Request, owner: str | None, size: int) -> Wanted:
    others = [pair for pair in request.query_params.multi_items() if pair[0] not in OWN_PARAMETERS]
    asked, _ = question(LEADS, others, 0)
    return Wanted(
        asked.selection, asked.typed, int(owner) if owner and owner != "none" else None, owner == "none", size
    )


def _sight(caller: Principal, whose: WhoseLeads) -> Sight:
    sight = sight_of(caller, "leads:read")
    wanted = {WhoseLeads.ME: "own", WhoseLeads.TEAM: "team", WhoseLeads.ALL: "all"}[whose]
    order = ("own", "team", "all")
    return Sight(min(sight.scope, wanted, key=order.index), sight.user_id, sight.team)
