"""GET /v1/leads/source-report: what sources and agents bring."""

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Query, Response

from backend.api.deps import Caller, PoolDep, permit
from backend.api.schemas import Sent
from backend.auth.permissions import Scope
from backend.database.reach import reach
from backend.errors import BadRequest, FieldError
from backend.leads import source_report
from backend.leads.source_report import By
from backend.registry import NOUNS

router = APIRouter(prefix="/v1/leads/source-report", tags=["leads"])
LEADS: Final = NOUNS["leads"]
EARLIEST: Final = date(1970, 1, 1)
LATEST: Final = date(2999, 12, 31)


class SourceLine(Sent):
    """What came of the leads of one source or agent. Rates of nothing are null. premium_cents: a year's, of the won.

    roi: (commission - cost) / cost. median_minutes_to_attempt: from arrival to the first attempt, of those attempted.
    """

    key: str | None
    label: str
    leads: int
    attempted: int
    contacted: int
    quoted: int
    won: int
    lost: int
    open: int
    cost_cents: int
    premium_cents: int
    contact_rate: float | None
    quote_rate: float | None
    close_rate: float | None
    close_on_contact: float | None
    cost_per_lead_cents: int | None
    cost_per_customer_cents: int | None
    roi: float | None
    median_minutes_to_attempt: float | None


class SourceReport(Sent):
    """The most leads first."""

    items: list[SourceLine]
    total: SourceLine


@router.get(
    "",
    operation_id="leads_source_report",
    response_model=SourceReport,
    dependencies=[permit("source_report:read")],
    summary="Cost, contact, quotes, customers and return by source or agent",
)
async def leads_source_report(
    caller: Caller,
    pool: PoolDep,
    first: Annotated[date, Query(alias="from", description="First day on which the leads came in")],
    last: Annotated[date, Query(alias="to", description="Last day, which belongs to it")],
    by: By = By.SOURCE,
    commission: Annotated[
        float, Query(ge=0, le=2, description="What the agency earns of a first year's premium")
    ] = 0.12,
) -> Response:
    """Leads by the day they came in, followed to where they are now; no further than the caller sees."""
    if not EARLIEST <= first <= last <= LATEST:
        message = "`from` is not after `to`."
        raise BadRequest(message, errors=[FieldError("?from", message)])
    scope = min(caller.scope("source_report:read"), caller.scope("leads:read"), key=_reach)
    seen = reach([(LEADS, scope.value)], caller.user_id, caller.team_user_ids)
    found = await source_report.report(pool, by, first, last, commission, seen)
    return Response(found, media_type="application/json")


def _reach(scope: Scope) -> int:
    return scope.reach
