"""GET /v1/reports/catalogue: the reports that come with LeadGen, and their figures."""

from typing import Annotated

import orjson
from fastapi import APIRouter, Query

from backend import clock
from backend.api.deps import Caller, PoolDep, permit
from backend.api.inputs import LARGEST_ID, Word
from backend.api.schemas import Sent
from backend.errors import BadRequest, FieldError
from backend.registry import NOUNS
from backend.reports import figures
from backend.reports.catalogue import CATALOGUE, Takes
from backend.reports.document import ReportDocument
from backend.reports.figures import USUAL, Compared, Request
from backend.reports.tables import Criteria

router = APIRouter(prefix="/v1/reports/catalogue", tags=["reports"])

PersonId = Annotated[int | None, Query(ge=1, le=LARGEST_ID, description="Only what this person looks after")]
TeamId = Annotated[int | None, Query(ge=1, le=LARGEST_ID, description="Only what the people of this team look after")]


class ReportDefinition(Sent):
    """What a report is about, in words, and what it can be asked for. noun: to whose records `filter` belongs."""

    key: str
    title: str
    about: str
    noun: str
    takes: list[Takes]


class Reports(Sent):
    """Those of which the caller may read the records."""

    items: list[ReportDefinition]


@router.get(
    "",
    operation_id="reports_catalogue",
    response_model=Reports,
    dependencies=[permit("reports:read")],
    summary="The reports that come with LeadGen",
)
async def reports_catalogue(caller: Caller) -> Reports:
    """What each is about, and what it takes."""
    known = [each for each in CATALOGUE.values() if all(caller.scope(f"{NOUNS[name].key}:read") for name in each.nouns)]
    return Reports(
        items=[
            ReportDefinition(key=each.key, title=each.title, about=each.about, noun=each.noun, takes=list(each.takes))
            for each in known
        ]
    )


@router.get(
    "/{report}",
    operation_id="reports_figures",
    response_model=ReportDocument,
    dependencies=[permit("reports:read")],
    summary="The figures of a report",
)
async def reports_figures(
    report: Word,
    caller: Caller,
    pool: PoolDep,
    period: Annotated[str, Query(max_length=100, description="Such as `Last Quarter`, `Q1 2024`, two days")] = USUAL,
    compare: Annotated[Compared | None, Query(description="Beside the figures of another period")] = None,
    line: Annotated[str | None, Query(max_length=64, description="Only this line of business")] = None,
    owner: PersonId = None,
    team: TeamId = None,
    narrowed: Annotated[str | None, Query(alias="filter", max_length=20_000, description="Criteria, as JSON")] = None,
    tables: Annotated[
        str | None, Query(max_length=500, description="Only these, by their keys: `by_line,by_agent`")
    ] = None,
) -> ReportDocument:
    """Figures of what the caller sees, with the records behind each of them."""
    request = Request(report, period, compare, line, owner, team, _criteria(narrowed))
    only = [] if tables is None else [key.strip() for key in tables.split(",")]
    return await figures.document(pool, caller, request, clock.now(), only)


def _criteria(document: str | None) -> Criteria | None:
    """The criteria of `filter`; what they ask for is judged where the report's noun is known."""
    if document is None:
        return None
    try:
        read = orjson.loads(document)
    except orjson.JSONDecodeError as problem:
        message = "`filter` is not JSON."
        raise BadRequest(message, errors=[FieldError("?filter", message)]) from problem
    if not isinstance(read, dict):
        message = '`filter` takes a JSON object, such as {"status": "active"}.'
        raise BadRequest(message, errors=[FieldError("?filter", message)])
    return read
