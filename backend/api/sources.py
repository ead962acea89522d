"""GET /v1/leads/source-report: what sources and agents bring."""

from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response

from backend import clock
from backend.agency import settings
from backend.api.deps import Caller, PoolDep, permit
from backend.api.schemas import Sent
from backend.auth.permissions import narrowest
from backend.database.reach import reach
from backend.errors import BadRequest, FieldError
from backend.leads import facts, source_report
from backend.leads.source_report import By
from backend.registry import NOUNS
from backend.reports.periods import read_period

router = APIRouter(prefix="/v1/leads/source-report", tags=["leads"])
LEADS: Final = NOUNS["leads"]
EARLIEST: Final = date(1970, 1, 1)
LATEST: Final = date(2999, 12, 31)


class LeadsBehind(Sent):
    """Criteria for each figure: `GET /v1/leads?filter=…` lists exactly the leads that were counted."""

    leads: dict[str, Any]
    attempted: dict[str, Any]
    contacted: dict[str, Any]
    quoted: dict[str, Any]
    won: dict[str, Any]
    lost: dict[str, Any]
    open: dict[str, Any]


class SourceLine(Sent):
    """What came of the leads of one source or agent. Rates of nothing are null. premium_cents: a year's, of the won.

    bind_rate: won of the quoted; close_rate: won of all; close_on_contact: won of the contacted. within_five_minutes:
    share of the leads that were tried so soon. roi: (commission - cost) / cost. The minutes run from arrival to the
    first attempt, of those attempted.
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
    commission_cents: int
    contact_rate: float | None
    quote_rate: float | None
    bind_rate: float | None
    close_rate: float | None
    close_on_contact: float | None
    within_five_minutes: float | None
    cost_per_lead_cents: int | None
    cost_per_customer_cents: int | None
    roi: float | None
    median_minutes_to_attempt: float | None
    p90_minutes_to_attempt: float | None
    rows: LeadsBehind


class MergedLeads(Sent):
    """Leads that were merged into others: they do not count, but were paid for."""

    leads: int
    cost_cents: int
    rows: dict[str, Any]


class SourceReport(Sent):
    """The most leads first. first and last: the days, by the clock of the zone."""

    first: date
    last: date
    zone: str
    items: list[SourceLine]
    total: SourceLine
    duplicates: MergedLeads


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
    first: Annotated[date | None, Query(alias="from", description="First day on which the leads came in")] = None,
    last: Annotated[date | None, Query(alias="to", description="Last day, which belongs to it")] = None,
    period: Annotated[
        str | None, Query(max_length=100, description="Instead of both, such as `Last Quarter` or `Q1 2024`")
    ] = None,
    by: By = By.SOURCE,
    commission: Annotated[
        float, Query(ge=0, le=2, description="What the agency earns of a first year's premium")
    ] = facts.COMMISSION,
) -> Response:
    """Leads by the day they came in, followed to where they are now; no further than the caller sees."""
    if period is not None:
        today = clock.now().astimezone(await settings.zone(pool)).date()
        named = read_period(period, today)
        first, last = named.first, named.last
    if first is None or last is None or not EARLIEST <= first <= last <= LATEST:
        message = "It takes `from` and a `to` that is not before it, or a `period`."
        raise BadRequest(message, errors=[FieldError("?from", message)])
    scope = narrowest(caller.scope("source_report:read"), caller.scope("leads:read"))
    seen = reach([(LEADS, scope.value)], caller.user_id, caller.team_user_ids)
    found = await source_report.report(pool, by, first, last, commission, seen)
    return Response(found, media_type="application/json")
