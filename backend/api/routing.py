"""/v1/routing: how many leads each agent takes, their licenses, and the office hours. The rules are a noun."""

from datetime import date, datetime
from typing import Annotated, Any, Final, Literal

import orjson
from fastapi import APIRouter, Response
from pydantic import Field

from backend import clock
from backend.api.deps import Caller, PoolDep, RequestId, permit, sight_of
from backend.api.inputs import LARGEST_ID, Input, Line, RecordId
from backend.api.schemas import Sent
from backend.database import reads
from backend.database.engine import Connection, Pool
from backend.database.writes import transaction
from backend.errors import FieldError, Invalid, NotFound
from backend.leads import agents, office_hours, rules
from backend.registry import NOUNS

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
    """Somebody who could get leads. weight: how often it is their turn, beside the others; today: given since midnight.

    takes_turns: whether rules without a person mean them, too.
    """

    user_id: int
    name: str
    team_id: int | None
    takes_turns: bool
    weight: int
    most_open_leads: int | None
    is_available: bool
    open_leads: int
    today: int
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


class NewOrder(Input):
    """Every routing rule, in the order in which they are asked."""

    ids: Annotated[list[Annotated[int, Field(ge=1, le=LARGEST_ID)]], Field(max_length=1000)]


class Waiting(Sent):
    """New leads that nobody has."""

    leads: int
    oldest_at: datetime | None


class Ordered(Sent):
    """How many leads are routed again."""

    leads: int


class TrialOf(Input):
    """A lead that there is, or what is known of one."""

    lead_id: Annotated[int, Field(ge=1, le=LARGEST_ID)] | None = None
    source: Annotated[Line, Field(max_length=64)] | None = None
    product_interest: Annotated[Line, Field(max_length=64)] | None = None
    state: State | None = None


class PassedOver(Sent):
    """Somebody whom a rule means and who is not free."""

    user_id: int
    why: Literal["away", "no_turns", "no_license", "full"]


class TrialStep(Sent):
    """A rule that was asked. rule_id: null for one of last resort; user_id: who gets the lead by it."""

    rule_id: int | None
    name: str
    fits: bool
    user_id: int | None
    passed_over: list[PassedOver]


class RoutingTrial(Sent):
    """What routing would do with a lead now. user_id: null when nobody would get it."""

    steps: list[TrialStep]
    user_id: int | None
    due_at: datetime | None


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
    return await _week(pool)


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
        await office_hours.change(connection, [day.model_dump() for day in body.days])
        return await _week(connection)


async def _week(connection: Connection | Pool) -> Response:
    week = await office_hours.week(connection)
    days = [{"weekday": day, "opens": opens, "closes": closes} for day, (opens, closes) in week.items()]
    return Response(orjson.dumps({"days": days}), media_type="application/json")


@router.put(
    "/order",
    operation_id="routing_order_set",
    status_code=204,
    dependencies=[permit("routing_rules:write")],
    summary="Put the rules in order",
)
async def routing_order_set(body: NewOrder, caller: Caller, pool: PoolDep, request_id: RequestId) -> Response:
    """All of them, the first one first; when somebody added or deleted one meanwhile, nothing changes."""
    async with transaction(pool, caller.actor(request_id)) as connection:
        await rules.put_in_order(connection, body.ids)
    return Response(status_code=204)


@router.get(
    "/waiting",
    operation_id="routing_waiting",
    response_model=Waiting,
    dependencies=MAY_READ,
    summary="New leads that nobody has",
)
async def routing_waiting(pool: PoolDep) -> Response:
    """Because nobody whom the rules mean was free."""
    return Response(orjson.dumps(await rules.waiting(pool)), media_type="application/json")


@router.post(
    "/waiting",
    operation_id="routing_waiting_route",
    status_code=202,
    dependencies=MAY_WRITE,
    summary="Route the new leads that nobody has",
)
async def routing_waiting_route(caller: Caller, pool: PoolDep, request_id: RequestId) -> Ordered:
    """In the background, the oldest first; after a rule was mended or somebody came back."""
    async with transaction(pool, caller.actor(request_id)) as connection:
        return Ordered(leads=await rules.route_waiting(connection))


@router.post(
    "/trial",
    operation_id="routing_trial",
    response_model=RoutingTrial,
    dependencies=MAY_WRITE,
    summary="Try out who would get a lead",
)
async def routing_trial(body: TrialOf, caller: Caller, pool: PoolDep, request_id: RequestId) -> Response:
    """Asked of the rules as they are; nothing is given to anybody."""
    if body.lead_id is not None:
        seen = await reads.one(pool, NOUNS["leads"], body.lead_id, sight_of(caller, "leads:read"))
        if seen is None:
            raise NotFound("There is no such lead, or you may not see it.")
    facts = body.model_dump(include={"source", "product_interest", "state"})
    found = await rules.try_out(pool, caller.actor(request_id), clock.now(), lead_id=body.lead_id, facts=facts)
    return Response(orjson.dumps(found), media_type="application/json")
