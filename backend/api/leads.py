"""What is done with a lead beyond keeping it: stages, calls, duplicates, conversion."""

from typing import Annotated

import orjson
from fastapi import APIRouter, Response
from pydantic import Field

from backend.api import schemas
from backend.api.deps import Caller, PoolDep, RequestId, permit, sight_of
from backend.api.inputs import Input, Line, RecordId
from backend.api.schemas import Sent
from backend.leads import lifecycle, service
from backend.leads.lifecycle import LOST_REASONS, Stage
from backend.registry import NOUNS

router = APIRouter(prefix="/v1/leads", tags=["leads"])
LEADS = NOUNS["leads"]


class Transition(Sent):
    """A way that leads go. needs: what has to be there first."""

    from_stage: Stage
    to_stage: Stage
    needs: list[str]


class Lifecycle(Sent):
    """The whole table. lost_reasons: what is offered as a reason."""

    stages: list[Stage]
    transitions: list[Transition]
    lost_reasons: list[str]


class StageChange(Input):
    """Where the lead goes. reason: why; needed when it is lost."""

    stage: Stage
    reason: Annotated[Line, Field(min_length=1)] | None = None


@router.get(
    "/lifecycle",
    operation_id="leads_lifecycle",
    response_model=Lifecycle,
    dependencies=[permit("leads:read")],
    summary="The stages of leads, and what each needs",
)
async def leads_lifecycle(pool: PoolDep) -> Response:
    """The table that every change of a lead's status obeys."""
    found = orjson.loads(await lifecycle.table(pool))
    whole = {"stages": list(Stage), **found, "lost_reasons": LOST_REASONS}
    return Response(orjson.dumps(whole), media_type="application/json")


@router.post(
    "/{lead_id}/stage",
    operation_id="leads_stage",
    response_model=schemas.sent(LEADS),
    dependencies=[permit("leads:write")],
    summary="Move a lead to another stage",
)
async def leads_stage(
    lead_id: RecordId, body: StageChange, caller: Caller, pool: PoolDep, request_id: RequestId
) -> Response:
    """The lead as it is then; refused with what is missing."""
    sight = sight_of(caller, "leads:write")
    moved = await service.change_stage(pool, LEADS, lead_id, body.stage, body.reason, caller.actor(request_id), sight)
    return Response(moved.body, media_type="application/json", headers={"ETag": f'"{moved.etag}"'})
