"""Own reports beyond their records: what a definition shows, kept or not."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query
from pydantic import Field

from backend import clock
from backend.api.deps import Caller, PoolDep, permit
from backend.api.schemas import Received, Sent, Unprocessable
from backend.auth.principal import Principal
from backend.database.reads import LARGEST_ID
from backend.errors import FieldError
from backend.reports import own
from backend.reports.document import ListColumn, ReportDocument
from backend.reports.figures import OWN, Compared, Request
from backend.reports.own_asked import Own, noun_for
from backend.reports.own_definition import OwnDefinition, read_definition
from backend.reports.own_records import first_rows, listed

router = APIRouter(prefix="/v1/own-reports", tags=["own reports"])
UNKEPT: Final = "own:new"
FIRST: Final = 50
MOST: Final = 200


class OwnReportPreview(Received):
    """A definition that is not kept (yet). Those of `definition` that are wrong are answered one by one."""

    noun: Annotated[str, Field(max_length=64)]
    definition: OwnDefinition
    name: Annotated[str | None, Field(max_length=255)] = None
    period: Annotated[str | None, Field(max_length=100)] = None
    compare: Compared | None = None


class ListedRecords(Sent):
    """The first records that a report lists, in the order of the columns. count: how many there are."""

    columns: list[ListColumn]
    rows: list[list[Any]]
    count: int


Number = Annotated[int, Path(alias="id", ge=1, le=LARGEST_ID)]
Said = Annotated[str | None, Query(max_length=100, description="Another period than its own, such as `Last Quarter`")]
Size = Annotated[int, Query(ge=1, le=MOST)]


@router.post(
    "/figures",
    operation_id="own_reports_preview",
    response_model=ReportDocument,
    dependencies=[permit("own_reports:read")],
    summary="What a definition shows, without keeping it",
)
async def own_reports_preview(caller: Caller, pool: PoolDep, preview: OwnReportPreview) -> ReportDocument:
    """The figures of what the caller sees; of a definition that lists records, their number."""
    now = clock.now()
    return await own.shown(pool, caller, _unkept(caller, preview, now), _request(preview), now)


@router.post(
    "/rows",
    operation_id="own_reports_preview_rows",
    response_model=ListedRecords,
    dependencies=[permit("own_reports:read")],
    summary="The first records that a definition lists, without keeping it",
)
async def own_reports_preview_rows(
    caller: Caller, pool: PoolDep, preview: OwnReportPreview, limit: Size = FIRST
) -> ListedRecords:
    """In the order of its columns, whoever is referred to by name."""
    now = clock.now()
    return await _listed(caller, pool, _unkept(caller, preview, now), _request(preview), now, limit)


@router.get(
    "/{id}/figures",
    operation_id="own_reports_figures",
    response_model=ReportDocument,
    dependencies=[permit("own_reports:read")],
    summary="An own report as it is now",
)
async def own_reports_figures(
    caller: Caller,
    pool: PoolDep,
    number: Number,
    period: Said = None,
    compare: Annotated[Compared | None, Query(description="Beside another period")] = None,
) -> ReportDocument:
    """A shared report shows everybody what they see themselves."""
    return await own.document(pool, caller, Request(f"{OWN}{number}", period, compare), clock.now())


@router.get(
    "/{id}/rows",
    operation_id="own_reports_rows",
    response_model=ListedRecords,
    dependencies=[permit("own_reports:read")],
    summary="The first records that an own report lists",
)
async def own_reports_rows(
    caller: Caller, pool: PoolDep, number: Number, period: Said = None, limit: Size = FIRST
) -> ListedRecords:
    """In the order of its columns, whoever is referred to by name; files have all of them."""
    now = clock.now()
    request = Request(f"{OWN}{number}", period)
    return await _listed(caller, pool, await own.kept(pool, caller, request.report, now), request, now, limit)


def _unkept(caller: Principal, preview: OwnReportPreview, now: datetime) -> Own:
    noun = noun_for(caller, preview.noun)
    said = preview.definition.model_dump(mode="json")
    return Own(UNKEPT, preview.name or "New report", "", noun, read_definition(noun, said, now.date()))


def _request(preview: OwnReportPreview) -> Request:
    return Request(UNKEPT, preview.period, preview.compare)


async def _listed(
    caller: Principal, pool: PoolDep, report: Own, request: Request, now: datetime, limit: int
) -> ListedRecords:
    asked = await own.ask(pool, caller, report, request, now)
    if not report.definition.lists:
        return ListedRecords(columns=[], rows=[], count=0)
    listing = await listed(pool, asked)
    rows = await first_rows(pool, caller, asked, limit)
    return ListedRecords(columns=listing.columns, rows=rows, count=listing.count)


def refuse_unreadable(caller: Principal, values: Mapping[str, Any]) -> None:
    """Raise for a report that could not be shown, before it is kept."""
    given = {"noun", "definition"} & values.keys()
    if not given:
        return
    for missing in {"noun", "definition"} - given:
        raise Unprocessable(errors=[FieldError(f"/{missing}", "noun and definition go together.", "required")])
    read_definition(noun_for(caller, values["noun"]), values["definition"], clock.now().date())
