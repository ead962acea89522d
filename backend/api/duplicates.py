"""Leads that are the same person: found, suggested, merged and taken apart."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final

from fastapi import APIRouter, Query, Response
from pydantic import Field

from backend import clock
from backend.api import schemas
from backend.api.deps import Caller, PoolDep, RequestId, permit, reach_of, sight_of
from backend.api.inputs import Input, RecordId
from backend.api.schemas import Sent
from backend.auth.principal import Principal
from backend.database import reads
from backend.database.engine import Pool
from backend.database.reads import LARGEST_ID
from backend.errors import NotFound
from backend.leads import duplicates
from backend.leads.duplicates import Keys
from backend.leads.service import ensure_in_sight
from backend.registry import NOUNS

router = APIRouter(prefix="/v1/leads", tags=["leads"])
LEADS: Final = NOUNS["leads"]
Text = Annotated[str | None, Query(max_length=255, pattern=r"^[^\x00]*$")]


class Likeness(StrEnum):
    """Why two look like one."""

    EMAIL = "email"
    PHONE = "phone"
    NAME_AND_ZIP = "name_and_zip"


class SameLead(Sent):
    """A lead that may be the same person."""

    id: int
    name: str | None
    email: str | None
    phone: str | None
    status: str
    source: str | None
    owner_id: int | None
    received_at: datetime
    reasons: list[Likeness]


class SameCustomer(Sent):
    """A customer with the same e-mail address."""

    id: int
    name: str
    email: str
    phone: str | None
    status: str
    policies_count: int


class Duplicates(Sent):
    """Who may be the same person, the likeliest first. out_of_sight: leads of others that you may not see."""

    leads: list[SameLead]
    out_of_sight: int
    customers: list[SameCustomer]


class Suggestion(Sent):
    """Two leads that look like one person: the newer would go into the older."""

    merge_id: int
    name: str | None
    keep_id: int
    reasons: list[Likeness]


class Suggestions(Sent):
    """The newest first."""

    items: list[Suggestion]


class Merge(Input):
    """The lead that goes into this one."""

    lead_id: Annotated[int, Field(ge=1, le=LARGEST_ID)]


@router.get(
    "/duplicates",
    operation_id="leads_find_duplicates",
    response_model=Duplicates,
    dependencies=[permit("leads:read")],
    summary="Who is known already, before a lead is made",
)
async def leads_find_duplicates(
    caller: Caller,
    pool: PoolDep,
    email: Text = None,
    phone: Annotated[str | None, Query(max_length=50, description="As +15125550123")] = None,
    name: Text = None,
    postal_code: Annotated[str | None, Query(max_length=10)] = None,
) -> Response:
    """By the same keys as the duplicates of a lead."""
    found = await duplicates.find(pool, Keys(email, phone, name, postal_code), reach_of(caller, ("leads", "customers")))
    return Response(found, media_type="application/json")


@router.get(
    "/merges/suggested",
    operation_id="leads_suggested_merges",
    response_model=Suggestions,
    dependencies=[permit("leads:write")],
    summary="Leads that look like one person",
)
async def leads_suggested_merges(caller: Caller, pool: PoolDep) -> Response:
    """Open leads of the last 90 days that share an e-mail address or a number with an older one."""
    found = await duplicates.suggested(pool, reach_of(caller, ("leads",)), clock.now())
    return Response(found, media_type="application/json")


@router.get(
    "/{lead_id}/duplicates",
    operation_id="leads_duplicates",
    response_model=Duplicates,
    dependencies=[permit("leads:read")],
    summary="Who may be the same person as a lead",
)
async def leads_duplicates(lead_id: RecordId, caller: Caller, pool: PoolDep) -> Response:
    """By e-mail address, number, or name and ZIP."""
    await ensure_in_sight(pool, LEADS, lead_id, sight_of(caller, "leads:read"))
    keys = await duplicates.keys_of(pool, lead_id)
    found = await duplicates.find(pool, keys, reach_of(caller, ("leads", "customers")), besides=lead_id)
    return Response(found, media_type="application/json")


@router.post(
    "/{lead_id}/merge",
    operation_id="leads_merge",
    response_model=schemas.sent(LEADS),
    dependencies=[permit("leads:write")],
    summary="Merge another lead into this one",
)
async def leads_merge(lead_id: RecordId, body: Merge, caller: Caller, pool: PoolDep, request_id: RequestId) -> Response:
    """What hangs on the other lead hangs on this one then, and gaps are filled. It can be taken apart again."""
    sight = sight_of(caller, "leads:write")
    await duplicates.merge(pool, LEADS, lead_id, body.lead_id, caller.actor(request_id), sight)
    return await _lead(pool, lead_id, caller)


@router.post(
    "/{lead_id}/unmerge",
    operation_id="leads_unmerge",
    response_model=schemas.sent(LEADS),
    dependencies=[permit("leads:write")],
    summary="Take a lead out of the one it was merged into",
)
async def leads_unmerge(lead_id: RecordId, caller: Caller, pool: PoolDep, request_id: RequestId) -> Response:
    """Everything that was moved goes back, and what was filled is emptied, unless somebody changed it since."""
    sight = sight_of(caller, "leads:write")
    await duplicates.unmerge(pool, LEADS, lead_id, caller.actor(request_id), sight)
    return await _lead(pool, lead_id, caller)


async def _lead(pool: Pool, lead_id: int, caller: Principal) -> Response:
    found = await reads.one(pool, LEADS, lead_id, sight_of(caller, "leads:read"))
    if found is None:
        raise NotFound
    return Response(found[0], media_type="application/json", headers={"ETag": f'"{found[1]}"'})
