"""GET /v1/notifications and POST /v1/notifications/read: what the caller is told about."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from backend.agency import notifications
from backend.api.deps import Caller, PoolDep, permit
from backend.api.inputs import Input, PageSize
from backend.auth.signin import BrowserOnly
from backend.errors import FieldError, Invalid
from backend.models.notification import NotificationKind

router = APIRouter(prefix="/v1/notifications", tags=["notifications"])

NOTHING = b'{"items":[],"unread":0,"next":null}'
Cursor = Annotated[str | None, Query(pattern=r"^[0-9]{1,18}$", description="`next` of the page before")]


class Notification(BaseModel):
    """One thing to know. noun, record_id: what it is about; `operations` stands for imports and bulk changes."""

    id: int
    kind: NotificationKind
    title: str
    detail: str | None
    noun: str | None
    record_id: int | None
    created_at: datetime
    read_at: datetime | None


class Notifications(BaseModel):
    """The newest first. unread: of all, not only of this page."""

    items: list[Notification]
    unread: int
    next: str | None


class Read(Input):
    """Which were read: these ids, or all."""

    ids: Annotated[list[Annotated[int, Field(ge=1, le=2**53 - 1)]], Field(min_length=1, max_length=1000)] | None = None
    all: Literal[True] | None = None


class Unread(BaseModel):
    """How many are left."""

    unread: int


@router.get(
    "",
    operation_id="notifications_list",
    response_model=Notifications,
    dependencies=[permit("notifications:read")],
    summary="What you are told about, newest first",
)
async def notifications_list(
    caller: Caller,
    pool: PoolDep,
    after: Cursor = None,
    *,
    unread: Annotated[bool, Query(description="Only what was not read yet")] = False,
    page_size: PageSize = 50,
) -> Response:
    """Records and tasks that somebody gave you, your imports and bulk changes that ended, notes that mention you."""
    if caller.user_id is None:
        return Response(NOTHING, media_type="application/json")
    before = None if after is None else int(after)
    found = await notifications.page(pool, caller.user_id, unread=unread, before=before, size=page_size)
    return Response(found, media_type="application/json")


@router.post(
    "/read",
    operation_id="notifications_read",
    dependencies=[permit("notifications:write")],
    summary="Mark some or all as read",
)
async def notifications_read(body: Read, caller: Caller, pool: PoolDep) -> Unread:
    """Ids of other people's notifications have no effect."""
    if (body.ids is None) == (body.all is None):
        raise Invalid(errors=[FieldError("/ids", 'Send either `ids` or `"all": true`.')])
    if caller.user_id is None:
        raise BrowserOnly
    return Unread(unread=await notifications.mark_read(pool, caller.user_id, body.ids))
