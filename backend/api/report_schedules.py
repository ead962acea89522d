"""What /v1/report-schedules answers beside its records: sending one now, when one would be sent, how mail goes."""

from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Query, Response

from backend import clock
from backend.api import schemas
from backend.api.deps import Caller, PoolDep, RequestId, SettingsDep, permit, sight_of
from backend.api.inputs import RecordId
from backend.api.schemas import Sent
from backend.database import reads
from backend.database.writes import transaction
from backend.errors import NotAllowed, NotFound
from backend.integrations.mail import how_mail_goes
from backend.models.reporting import Cadence
from backend.registry import NOUNS
from backend.reports import links, schedules

router = APIRouter(prefix="/v1/report-schedules", tags=["report schedules"])
SCHEDULES: Final = NOUNS["report-schedules"]
REPORTS: Final = NOUNS["reports"]


class NextSending(Sent):
    """When it would be, and by which clock; in words, such as `every Monday at 7:00 am`."""

    next_at: datetime
    zone: str
    said: str


class HowReportsAreMailed(Sent):
    """server: null while none is set; then the mails lie in the outbox, a folder. links: what links begin with."""

    server: str | None
    outbox: str | None
    sender: str
    links: str
    links_work_elsewhere: bool


@router.get(
    "/next",
    operation_id="report_schedules_next",
    dependencies=[permit("report_schedules:read")],
    summary="When a report would be sent",
)
async def report_schedules_next(
    pool: PoolDep,
    cadence: Cadence,
    hour: Annotated[int, Query(ge=0, le=23)],
    weekday: Annotated[int | None, Query(ge=1, le=7, description="1 for Monday")] = None,
    day_of_month: Annotated[int | None, Query(ge=1, le=31, description="In shorter months the last day")] = None,
) -> NextSending:
    """By the agency's clock."""
    day, date = weekday or 1, day_of_month or 1
    next_at, zone = await schedules.next_time(pool, cadence.value, day, date, hour, clock.now())
    return NextSending(next_at=next_at, zone=zone, said=schedules.in_words(cadence.value, day, date, hour))


@router.get(
    "/mail",
    operation_id="report_schedules_mail",
    dependencies=[permit("report_schedules:read")],
    summary="How reports are mailed",
)
async def report_schedules_mail(settings: SettingsDep) -> HowReportsAreMailed:
    """By a mail server, or into a folder while none is set."""
    way = how_mail_goes(settings)
    return HowReportsAreMailed(
        server=way.server,
        outbox=way.outbox,
        sender=way.sender,
        links=links.address(settings),
        links_work_elsewhere=settings.public_url is not None,
    )


@router.post(
    "/{schedule_id}/send",
    operation_id="report_schedules_send",
    response_model=schemas.sent(REPORTS),
    dependencies=[permit("report_schedules:write")],
    status_code=202,
    summary="Send a report now",
)
async def report_schedules_send(
    schedule_id: RecordId, caller: Caller, pool: PoolDep, request_id: RequestId
) -> Response:
    """Besides its regular times. The report is made first; whoever is on the schedule is mailed when it is ready."""
    if await reads.one(pool, SCHEDULES, schedule_id, sight_of(caller, "report_schedules:read")) is None:
        raise NotFound
    if await reads.one(pool, SCHEDULES, schedule_id, sight_of(caller, "report_schedules:write")) is None:
        raise NotAllowed("You may see this schedule, but not have it sent.")
    async with transaction(pool, caller.actor(request_id)) as connection:
        report_id = await schedules.send_now(connection, schedule_id, clock.now())
        found = await reads.one(connection, REPORTS, report_id, sight_of(caller, "reports:read"))
    if found is None:
        raise NotFound("The report is being made; it belongs to somebody whose reports you do not see.")
    return Response(found[0], status_code=202, media_type="application/json")
