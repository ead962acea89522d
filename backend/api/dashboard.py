"""GET /v1/dashboard: the agency in figures."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel

from backend.api.deps import Caller, PoolDep, permit
from backend.api.whose import Whose
from backend.reports import dashboard

router = APIRouter(prefix="/v1/dashboard", tags=["dashboard"])


class Rows(BaseModel):
    """The records behind a figure: `GET /v1/<noun>?filter=<filter>` lists exactly those that were counted."""

    noun: str
    filter: dict[str, Any]


class PremiumInForce(BaseModel):
    """What the policies in force cost in a year."""

    cents: int
    policies: int
    rows: Rows


class ActiveCustomers(BaseModel):
    """Customers whom the agency serves."""

    active: int
    rows: Rows


class LineFigures(BaseModel):
    """Policies in force in one line of insurance. line: null for policies that do not say theirs."""

    line: str | None
    label: str
    policies: int
    premium_cents: int
    rows: Rows


class MonthOfBusiness(BaseModel):
    """What was entered in a month, and what ended in it."""

    month: str
    new_policies: int
    new_premium_cents: int
    new_rows: Rows
    lost_policies: int
    lost_premium_cents: int
    lost_rows: Rows


class Retention(BaseModel):
    """How much of the book stayed, in basis points; null where there was nothing to keep."""

    policies_rate_bp: int | None
    expiring: int
    kept: int
    premium_rate_bp: int | None
    definition: str


class ClaimsOfStatus(BaseModel):
    """Claims in one state of affairs."""

    status: str
    label: str
    claims: int
    amount_cents: int
    rows: Rows


class ClaimsOfAge(BaseModel):
    """Open claims by their age in days."""

    bucket: str
    claims: int
    rows: Rows


class Renewals(BaseModel):
    """Policies in force that renew from today on within so many days."""

    days: int
    policies: int
    premium_cents: int
    rows: Rows


class OpenTasks(BaseModel):
    """The caller's own open tasks; overdue are those that were due before today."""

    mine: int
    overdue: int
    rows: Rows
    overdue_rows: Rows


class Dashboard(BaseModel):
    """The agency in figures, each with the list behind it."""

    as_of: datetime
    premium_in_force: PremiumInForce
    customers: ActiveCustomers
    policies_by_line: list[LineFigures]
    business_by_month: list[MonthOfBusiness]
    retention: Retention
    claims_by_status: list[ClaimsOfStatus]
    claims_by_age: list[ClaimsOfAge]
    renewals: list[Renewals]
    open_tasks: OpenTasks


async def figures_of(request: Request, pool: PoolDep) -> dashboard.Figures:
    """The figures of the application that serves this request."""
    state = request.app.state
    if not hasattr(state, "figures"):
        state.figures = dashboard.Figures(pool)
    found: dashboard.Figures = state.figures
    return found


FiguresDep = Annotated[dashboard.Figures, Depends(figures_of)]


@router.get(
    "",
    operation_id="dashboard_read",
    response_model=Dashboard,
    dependencies=[permit("dashboard:read")],
    summary="The agency in figures, each with the list behind it",
)
async def dashboard_read(
    caller: Caller,
    figures: FiguresDep,
    whose: Annotated[Whose, Query(description="`me`, `team` or `all`, as far as the caller may see")] = Whose.ALL,
    months: Annotated[int, Query(ge=1, le=36, description="How many months back, the present one included")] = 12,
) -> Response:
    found = await figures.read(caller, whose=whose.scope, months=months)
    return Response(found, media_type="application/json")
