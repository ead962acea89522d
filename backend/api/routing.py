"""/v1/routing: how many leads each agent takes, their licenses, and the office hours. The rules are a noun."""

from datetime import date
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Response
from pydantic import Field

from backend.api.deps import Caller, PoolDep, RequestId, permit
from backend.api.inputs import Input, Line, RecordId
from backend.api.schemas import Sent
from backend.database.writes import transaction
from backend.errors import FieldError, Invalid
from backend.leads import agents

router = APIRouter(prefix="/v1/routing", tags=["routing"])
State = Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="Two letters")]
Minute = Annotated[int, Field(ge=0, le=1440, description="Minutes since midnight")]


class License(Sent):
    """What somebody may sell where. line: as in `product_interest`; null means every line."""

    state: State
    line: str | None
    number: str | None
    expires_on: date | None


class Agent(Sent):
    """Somebody who could get leads. weight: how often it is their turn, beside the others."""

    user_id: int
    name: str
    team_id: int | None
    weight: int
    most_open_leads: int | None
    is_available: bool
    open_leads: int
    licenses: list[License]


class Agents(Sent):
    """Everybody who could get leads."""

    items: list[Agent]


class NewLicense(Input):
    """A license."""

    state: State
    line: Annotated[Line, Field(min_length=1, max_length=64)] | None = None
    number: Annotated[Line, Field(min_length=1, max_length=64)] | None = None
    expires_on: date | None = None


class AgentChange(Input):
    """How somebody takes part; all of it is said anew."""

    weight: Annotated[int, Field(ge=0, le=100)] = 1
    most_open_leads: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    is_available: bool = True
    licenses: Annotated[tuple[NewLicense, ...], Field(max_length=500)] = ()


class Day(Sent):
    """A day of the week on which the office is open. Monday is 0."""

    weekday: int
    opens: int
    closes: int


class NewDay(Input):
    """A day of the week on which the office is open. Monday is 0."""

    weekday: Annotated[int, Field(ge=0, le=6)]
    opens: Minute
    closes: Minute


class Week(Sent):
    """The office hours, by the agency's clock."""

    days: list[Day]


class NewWeek(Input):
    """The office hours; no day at all means the usual week."""

    days: Annotated[list[NewDay], Field(max_length=7)]


MAY_READ: Final = [permit("routing:read")]
MAY_WRITE: Final = [permit("routing:write")]


@router.get(
    "/agents",
    operation_id="routing_agents",
    response_model=Agents,
    dependencies=MAY_READ,
    summary="Who takes how many leads",
)
async def routing_agents(pool: PoolDep) -> Response:
    """Every agent, with licenses and the number of open leads."""
    return Response(await agents.agents(pool), media_type="application/json")


@router.put(
    "/agents/{user_id}",
    operation_id="routing_agent_set",
    response_model=Agent,
    dependencies=MAY_WRITE,
    summary="Say how somebody takes part",
)
async def routing_agent_set(
    user_id: RecordId, body: AgentChange, caller: Caller, pool: PoolDep, request_id: RequestId
) -> Response:
    """Weight 0 or not available: no more leads for now."""
    licenses = [dict(each.model_dump()) for each in body.licenses]
    async with transaction(pool, caller.actor(request_id)) as connection:
        await agents.change_agent(
            connection,
            user_id,
            weight=body.weight,
            most_open_leads=body.most_open_leads,
            is_available=body.is_available,
            licenses=licenses,
        )
        found: dict[str, Any] = orjson.loads(await agents.agents(connection, user_id))
    return Response(orjson.dumps(found["items"][0]), media_type="application/json")


@router.get(
    "/office-hours",
    operation_id="routing_office_hours",
    response_model=Week,
    dependencies=MAY_READ,
    summary="When the office is open",
)
async def routing_office_hours(pool: PoolDep) -> Response:
    """In which the time to answer a lead runs."""
    return Response(orjson.dumps({"days": await agents.office_hours(pool)}), media_type="application/json")


@router.put(
    "/office-hours",
    operation_id="routing_office_hours_set",
    response_model=Week,
    dependencies=MAY_WRITE,
    summary="Say when the office is open",
)
async def routing_office_hours_set(body: NewWeek, caller: Caller, pool: PoolDep, request_id: RequestId) -> Response:
    """Each weekday at most once, opening before it closes."""
    weekdays = [day.weekday for day in body.days]
    if len(set(weekdays)) != len(weekdays) or any(day.opens >= day.closes for day in body.days):
        raise Invalid(errors=[FieldError("/days", "Each weekday once, opening before it closes.")])
    async with transaction(pool, caller.actor(request_id)) as connection:
        await agents.change_office_hours(connection, [day.model_dump() for day in body.days])
        found = await agents.office_hours(connection)
    return Response(orjson.dumps({"days": found}), media_type="application/json")
