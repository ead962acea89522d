"""What is done with a lead beyond keeping it: stages, calls, duplicates, conversion."""

from datetime import date
from typing import Annotated, Final

import orjson
from fastapi import APIRouter, Response
from pydantic import Field

from backend.api import schemas
from backend.api.deps import Caller, PoolDep, RequestId, permit, sight_of
from backend.api.inputs import Input, Line, RecordId
from backend.api.schemas import EMAIL, Sent
from backend.database.reads import LARGEST_ID
from backend.leads import conversion, lifecycle, service
from backend.leads.conversion import Rights, Wanted
from backend.leads.lifecycle import LOST_REASONS, Stage
from backend.models.policy import PolicyType
from backend.registry import NOUNS

router = APIRouter(prefix="/v1/leads", tags=["leads"])
LEADS: Final = NOUNS["leads"]
Known = Annotated[int, Field(ge=1, le=LARGEST_ID)]


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


class Converted(Sent):
    """What the lead became. household: customers at the same address."""

    lead_id: int
    customer_id: int
    policy_id: int
    household: list[int]


class Conversion(Input):
    """What the lead becomes; what the quote says need not be said again, nor what the lead itself says.

    customer_id: somebody who is a customer already. premium: as it is written, such as $1,200/yr.
    """

    policy_number: Annotated[Line, Field(min_length=1, max_length=50)]
    quote_id: Known | None = None
    customer_id: Known | None = None
    name: Annotated[Line, Field(min_length=1)] | None = None
    email: Annotated[str, Field(max_length=255, pattern=EMAIL)] | None = None
    policy_type: PolicyType | None = None
    carrier: Annotated[Line, Field(max_length=100)] | None = None
    premium: Annotated[Line, Field(min_length=1, max_length=50)] | None = None
    start_date: date | None = None
    end_date: date | None = None


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


@router.post(
    "/{lead_id}/convert",
    operation_id="leads_convert",
    response_model=Converted,
    dependencies=[permit("leads:write")],
    summary="Make a customer and a policy of a lead",
)
async def leads_convert(
    lead_id: RecordId, body: Conversion, caller: Caller, pool: PoolDep, request_id: RequestId
) -> Response:
    """The lead is won. Asked again, the same answer: nothing is made twice."""
    for permission in ("customers:write", "policies:write"):
        caller.require(permission)
    rights = Rights(LEADS, NOUNS["customers"], sight_of(caller, "leads:write"), sight_of(caller, "customers:write"))
    wanted = Wanted(**body.model_dump())
    done = await conversion.convert(pool, lead_id, wanted, rights, caller.actor(request_id))
    return Response(done, media_type="application/json")
