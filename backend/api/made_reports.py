"""POST /v1/reports/made: reports as files. They are made by a job, handed out from where files are kept."""

from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse
from pydantic import Field

from backend.api import schemas
from backend.api.deps import Caller, PoolDep, RequestId, SettingsDep, permit, sight_of
from backend.api.inputs import Input, Line, RecordId
from backend.auth.principal import Principal
from backend.auth.security_log import Event, audit_event
from backend.database import reads
from backend.database.engine import Pool
from backend.database.reads import LARGEST_ID
from backend.database.writes import transaction
from backend.errors import NotFound
from backend.models.report import ReportFormat
from backend.registry import NOUNS
from backend.reports import asking, files
from backend.reports.figures import Compared, Request
from backend.reports.files import MadeFile

router = APIRouter(prefix="/v1/reports", tags=["reports"])
REPORTS: Final = NOUNS["reports"]
Known = Annotated[int, Field(ge=1, le=LARGEST_ID)]


class WantedReport(Input):
    """A report as a file. report: a key of the catalogue, or `own:7`; the rest as its figures take it."""

    report: Annotated[Line, Field(min_length=1, max_length=128)]
    format: ReportFormat = ReportFormat.PDF
    name: Annotated[Line, Field(min_length=1)] | None = None
    period: Annotated[Line, Field(max_length=100)] | None = None
    compare: Compared | None = None
    line: Annotated[Line, Field(max_length=64)] | None = None
    owner: Known | None = None
    team: Known | None = None
    filter: dict[str, Any] | None = None


@router.post(
    "/made",
    operation_id="reports_make",
    response_model=schemas.sent(REPORTS),
    dependencies=[permit("making_reports:write")],
    status_code=202,
    summary="Make a report as a PDF, Excel, CSV or JSON file",
)
async def reports_make(body: WantedReport, caller: Caller, pool: PoolDep, request_id: RequestId) -> Response:
    """The pending report. While the caller waits for the same one, it is that."""
    request = Request(body.report, body.period, body.compare, body.line, body.owner, body.team, body.filter)
    async with transaction(pool, caller.actor(request_id)) as connection:
        report_id = await asking.ask(connection, caller, request, body.format, body.name)
    return await _shown(pool, caller, report_id)


@router.post(
    "/{report_id}/make",
    operation_id="reports_make_again",
    response_model=schemas.sent(REPORTS),
    dependencies=[permit("making_reports:write")],
    status_code=202,
    summary="Make a report again",
)
async def reports_make_again(report_id: RecordId, caller: Caller, pool: PoolDep, request_id: RequestId) -> Response:
    """A completed one from what was kept of it, to the same file; a failed one anew, unless its figures were kept."""
    await _report(pool, caller, report_id)
    async with transaction(pool, caller.actor(request_id)) as connection:
        await asking.ask_again(connection, report_id)
    return await _shown(pool, caller, report_id)


@router.get(
    "/{report_id}/file",
    operation_id="reports_file",
    dependencies=[permit("reports:read")],
    response_class=StreamingResponse,
    responses={200: {"content": {"application/octet-stream": {}}, "description": "The file"}},
    summary="The file of a report",
)
async def reports_file(
    report_id: RecordId, caller: Caller, pool: PoolDep, settings: SettingsDep, request_id: RequestId
) -> Response:
    """Whole, or not at all. Who took it stands in the audit trail."""
    await _report(pool, caller, report_id)
    file = await files.file_of(pool, settings, report_id)
    details = {"file": file.name, "sha256": file.sha256}
    await audit_event(
        pool, caller.actor(request_id), Event.EXPORT, table="reports", record_id=report_id, details=details
    )
    return handed_out(file)


def handed_out(file: MadeFile) -> StreamingResponse:
    """The answer that hands out a file."""
    plain = file.name.encode("ascii", "ignore").decode().lstrip(". ") or "report"
    headers = {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file.name, safe='')}",
        "Content-Length": str(file.size),
        "ETag": f'"{file.sha256}"',
    }
    return StreamingResponse(file.content, media_type=file.media_type, headers=headers)


async def _report(pool: Pool, caller: Principal, report_id: int) -> tuple[str, str]:
    found = await reads.one(pool, REPORTS, report_id, sight_of(caller, "reports:read"))
    if found is None:
        raise NotFound
    return found


async def _shown(pool: Pool, caller: Principal, report_id: int) -> Response:
    text, etag = await _report(pool, caller, report_id)
    headers = {"ETag": f'"{etag}"', "Location": f"/v1/reports/{report_id}"}
    return Response(text, status_code=202, media_type="application/json", headers=headers)
