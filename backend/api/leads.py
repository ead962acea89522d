"""What is done with a lead beyond keeping it: stages, calls, duplicates, conversion."""

from datetime import date
from typing import Annotated, Final

import orjson
from fastapi import APIRouter, Response
from pydantic import Field

from backend.api import schemas
from backend.api.deps import Caller, PoolDep, RequestId, permit, sight_of
from backend.api.inputs import Input, Line, Moment, Paragraph, RecordId, Word
from backend.api.schemas import EMAIL, Sent
from backend.database.reads import LARGEST_ID
from backend.errors import FieldError, Invalid
from backend.leads import calls, conversion, lifecycle, service
from backend.leads.calls import DISPOSITIONS, Call
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


class HowItEnded(Sent):
    """A way that calls end. spoke: somebody was there; revokes: consent that it takes back; calls_back: say when."""

    key: str
    label: str
    spoke: bool
    calls_back: bool
    revokes: list[str]
    stage: Stage | None


class Dispositions(Sent):
    """Every way, in the order in which they are offered."""

    items: list[HowItEnded]


class EndedCall(Input):
    """A call that ended. disposition: one of /v1/leads/dispositions."""

    disposition: Word
    notes: Paragraph | None = None
    minutes: Annotated[int, Field(ge=0, le=1440)] | None = None
    inbound: bool = False
    call_back_at: Moment | None = None


class RecordedCall(Sent):
    """What was written down. task_id: to call back; consent_ids: what was revoked in the ledger."""

    communication_id: int
    task_id: int | None
    consent_ids: list[int]


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


@router.get(
    "/dispositions",
    operation_id="leads_dispositions",
    response_model=Dispositions,
    dependencies=[permit("leads:read")],
    summary="How calls end",
)
async def leads_dispositions() -> Dispositions:
    """And what follows from each."""
    return Dispositions(
        items=[
            HowItEnded(
                key=each.key,
                label=each.label,
                spoke=each.spoke,
                calls_back=each.calls_back,
                revokes=[channel.value for channel in each.revokes],
                stage=each.stage,
            )
            for each in DISPOSITIONS.values()
        ]
    )


@router.post(
    "/{lead_id}/calls",
    operation_id="leads_call",
    response_model=RecordedCall,
    status_code=201,
    dependencies=[permit("leads:write")],
    summary="Write down how a call ended",
)
async def leads_call(
    lead_id: RecordId, body: EndedCall, caller: Caller, pool: PoolDep, request_id: RequestId
) -> Response:
    """The call, the stage, the task to call back and the revocation, all of it or nothing."""
    ended = DISPOSITIONS.get(body.disposition)
    if ended is None:
        message = f"It is one of {', '.join(DISPOSITIONS)}."
        raise Invalid(errors=[FieldError("/disposition", message, "unknown")])
    caller.require("communications:write")
    call = Call(ended, body.notes, body.minutes, body.inbound, body.call_back_at)
    sight = sight_of(caller, "leads:write")
    done = await calls.record(pool, LEADS, lead_id, call, caller.actor(request_id), sight)
    return Response(orjson.dumps(done), status_code=201, media_type="application/json")
