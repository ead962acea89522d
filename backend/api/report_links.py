"""/v1/report-links: reports for people who were mailed a link and may have no account. Who was sent one, and revoking.

What is public here tells of a report no more than its name, agency, day and format, until it is downloaded.
"""

from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import StringConstraints

from backend import clock
from backend.api.deps import PUBLIC, Caller, PoolDep, RequestId, SettingsDep, permit, sight_of
from backend.api.inputs import RecordId
from backend.api.intake import facts_of
from backend.api.made_reports import handed_out
from backend.api.pages import PRIVATELY
from backend.api.schemas import Sent
from backend.auth.limits import RateLimits
from backend.auth.origin import neighbourhood
from backend.database import reads
from backend.database.writes import transaction
from backend.documents.storage import FileMissing
from backend.errors import NotFound, TooMany
from backend.models.report import ReportFormat
from backend.registry import NOUNS
from backend.reports import files, links
from backend.reports.files import FileDamaged, NoFile, NotMade, NotMadeYet
from backend.settings import Settings

router = APIRouter(prefix="/v1", tags=["report links"])
FOR_WHOEVER_HAS_IT: Final = [permit(PUBLIC)]
LIMITS: Final = RateLimits()
PER_MINUTE: Final = 60
GONE: Final[dict[int | str, dict[str, Any]]] = {404: {"description": "The link does not work, or not any more"}}
Token = Annotated[str, StringConstraints(max_length=200)]


class SharedReport(Sent):
    """What a link leads to. zone: by whose clock the days are; agency: null while it has no name."""

    name: str
    agency: str | None
    format: ReportFormat
    made_at: datetime | None
    expires_at: datetime
    zone: str


class SentLink(Sent):
    """Whom a report was mailed. sent_at: null while it is on its way, or with the failure; opens: downloads."""

    id: int
    sent_to: str
    created_at: datetime
    sent_at: datetime | None
    failure: str | None
    expires_at: datetime
    opened_at: datetime | None
    opens: int
    revoked_at: datetime | None


class SentLinks(Sent):
    """Everybody whom a report was mailed."""

    items: list[SentLink]


@router.get(
    "/report-links/{token}",
    operation_id="report_links_show",
    response_model=SharedReport,
    dependencies=FOR_WHOEVER_HAS_IT,
    responses=GONE,
    summary="What a mailed link leads to",
)
async def report_links_show(token: Token, request: Request, pool: PoolDep, settings: SettingsDep) -> Response:
    """The same answer for a link that expired, was revoked or never was."""
    _slow_down(request, settings)
    found = await links.shared(pool, token, clock.now())
    shown = SharedReport(
        name=found.name,
        agency=found.agency,
        format=ReportFormat(found.format),
        made_at=found.made_at,
        expires_at=found.expires_at,
        zone=found.zone,
    )
    return Response(shown.model_dump_json(), media_type="application/json", headers=PRIVATELY)


@router.get(
    "/report-links/{token}/file",
    operation_id="report_links_file",
    dependencies=FOR_WHOEVER_HAS_IT,
    response_class=StreamingResponse,
    responses={200: {"content": {"application/octet-stream": {}}, "description": "The file"}, **GONE},
    summary="The report behind a mailed link",
)
async def report_links_file(token: Token, request: Request, pool: PoolDep, settings: SettingsDep) -> Response:
    """Counted each time."""
    _slow_down(request, settings)
    now = clock.now()
    found = await links.shared(pool, token, now)
    try:
        file = await files.file_of(pool, settings, found.report_id)
    except (NotMade, NotMadeYet, NoFile, FileMissing, FileDamaged):
        raise links.LinkGone from None  # what is wrong with the report is not for strangers
    await links.count_opening(pool, token, now)
    answer = handed_out(file)
    answer.headers.update(PRIVATELY)
    del answer.headers["etag"]
    return answer


@router.get(
    "/reports/{report_id}/links",
    operation_id="reports_links",
    response_model=SentLinks,
    dependencies=[permit("reports:read")],
    summary="Whom a report was mailed",
)
async def reports_links(report_id: RecordId, caller: Caller, pool: PoolDep) -> Response:
    """With who opened it, and when."""
    if await reads.one(pool, NOUNS["reports"], report_id, sight_of(caller, "reports:read")) is None:
        raise NotFound
    return Response(await links.of_report(pool, report_id), media_type="application/json")


@router.delete(
    "/report-links/by-id/{link_id}",
    operation_id="report_links_revoke",
    status_code=204,
    dependencies=[permit("reports:write")],
    summary="Revoke a mailed link",
)
async def report_links_revoke(link_id: RecordId, caller: Caller, pool: PoolDep, request_id: RequestId) -> Response:
    """It works no more from now on."""
    report_id = await pool.fetchval("select report_id from report_links where id = $1", link_id)
    sight = sight_of(caller, "reports:write")
    if report_id is None or await reads.one(pool, NOUNS["reports"], report_id, sight) is None:
        raise NotFound
    async with transaction(pool, caller.actor(request_id)) as connection:
        await links.revoke(connection, link_id, clock.now())
    return Response(status_code=204)


def _slow_down(request: Request, settings: Settings) -> None:
    """Raises TooMany for somebody who tries out links."""
    address = neighbourhood(facts_of(request, settings)["ip"])
    wait = LIMITS.allow(f"report-link:{address}", PER_MINUTE)
    if wait is not None:
        raise TooMany(headers={"Retry-After": str(max(1, round(wait)))})
