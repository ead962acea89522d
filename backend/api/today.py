"""GET /v1/today: one ranked queue of what needs somebody now."""

from datetime import date, datetime
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query, Response

from backend.agency import today
from backend.api.deps import Caller, PoolDep, permit
from backend.api.inputs import some_of
from backend.api.schemas import Sent
from backend.api.whose import Whose
from backend.auth.permissions import narrowest
from backend.claims import deadlines
from backend.communications.unanswered import UNANSWERED
from backend.database.reach import reach
from backend.registry import NOUNS

router = APIRouter(prefix="/v1/today", tags=["today"])

SHOWN: Final = ("customers", "policies", "claims", "communications", "leads", "tasks")
Action = Literal["complete", "call", "reply", "renew", "open"]


class TodayItem(Sent):
    """One thing to do. days: until it is due, negative when it is overdue, null without a day.

    noun, id: the record it is about. priority: 0 to 100, the most pressing first; reason: why it is here.
    """

    key: str
    kind: today.QueueKind
    noun: str
    id: int
    title: str
    detail: str | None
    customer_id: int | None
    lead_id: int | None
    customer_name: str | None
    phone: str | None
    email: str | None
    due_date: date | None
    at: datetime | None
    days: int | None
    amount_cents: int | None
    priority: int
    reason: str
    action: Action
    owner_id: int | None
    owner_name: str | None


class TodayCounts(Sent):
    """How many of each kind there are, counted up to 500 of each; overdue: of all kinds."""

    task: int
    renewal: int
    claim: int
    message: int
    overdue: int


class Today(Sent):
    """The queue, the most pressing first."""

    items: list[TodayItem]
    counts: TodayCounts


@router.get(
    "",
    operation_id="today_read",
    summary="What needs somebody now: tasks, renewals, claims and unanswered messages, ranked",
    response_model=Today,
    dependencies=[permit("today:read")],
)
async def today_read(
    caller: Caller,
    pool: PoolDep,
    whose: Annotated[Whose, Query(description="Whose work; no wider than the caller sees")] = Whose.ME,
    kinds: Annotated[str | None, Query(description="Only these kinds, separated by commas")] = None,
    page_size: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """The most pressing first. The counts are of all kinds, whatever `kinds` says."""
    shown = some_of(today.QueueKind, kinds, "kinds")
    widest = whose.scope
    scopes = [(NOUNS[name], narrowest(caller.scope(f"{NOUNS[name].key}:read"), widest)) for name in SHOWN]
    people = [
        (noun, caller.scope(f"{noun.key}:read") if noun.key in ("customers", "leads") else scope)
        for noun, scope in scopes
    ]
    seen = reach(((noun, scope.value) for noun, scope in people), caller.user_id, caller.team_user_ids)
    found = await today.queue(pool, seen, deadlines.calendar, UNANSWERED, kinds=shown, size=page_size)
    return Response(found, media_type="application/json")
