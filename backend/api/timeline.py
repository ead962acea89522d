"""GET /v1/timeline: everything that happened around one record, newest first."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Final, Literal

import orjson
from fastapi import APIRouter, Path, Query, Response

from backend.api.deps import Caller, PoolDep, permit, reach_of
from backend.api.inputs import some_of
from backend.api.schemas import Sent
from backend.customers import timeline
from backend.database.reads import LARGEST_ID
from backend.errors import NotFound
from backend.registry import NOUNS

router = APIRouter(prefix="/v1/timeline", tags=["timeline"])

SHOWN: Final = (
    "customers",
    "policies",
    "claims",
    "leads",
    "communications",
    "notes",
    "tasks",
    "documents",
    "file-documents",
    "quotes",
    "scores",
)
CHANGING: Final = ("customers", "policies", "claims", "leads")
# What the database repeats from the record above when that changes is no news.
FOLLOWING: Final = {
    "customers": (),
    "policies": ("customer_name",),
    "claims": ("customer_name", "policy_number"),
    "leads": (),
}
# Names of columns are a kind of string of their own.
LABELS: Final = orjson.dumps(
    {
        name: {str(field.name): field.label for field in NOUNS[name].written if field.name not in FOLLOWING[name]}
        for name in CHANGING
    }
).decode()


class TimelineNoun(StrEnum):
    """What has a timeline."""

    CUSTOMERS = "customers"
    POLICIES = "policies"
    CLAIMS = "claims"
    LEADS = "leads"


class FieldChange(Sent):
    """One field that was changed: its values as they were and as they are."""

    field: str
    label: str
    before: str | int | float | bool | dict[str, Any] | list[Any] | None
    after: str | int | float | bool | dict[str, Any] | list[Any] | None


class TimelineItem(Sent):
    """One thing that happened. noun, id: the record it happened to, by the noun's name in the API."""

    key: str
    at: datetime
    kind: timeline.TimelineKind
    noun: str
    id: int
    title: str
    text: str | None
    status: str | None
    direction: Literal["inbound", "outbound"] | None
    actor_id: int | None
    actor_name: str | None
    changes: list[FieldChange] | None


class Timeline(Sent):
    """One page. next: cursor for `after`, null on the last page."""

    items: list[TimelineItem]
    next: str | None


@router.get(
    "/{noun}/{id}",
    operation_id="timeline_read",
    summary="What happened around a record: conversations, notes, tasks, documents, events and changes",
    response_model=Timeline,
    dependencies=[permit("timeline:read")],
)
async def timeline_read(
    noun: TimelineNoun,
    record_id: Annotated[int, Path(alias="id", ge=1)],
    caller: Caller,
    pool: PoolDep,
    kinds: Annotated[str | None, Query(description="Only these kinds, separated by commas")] = None,
    after: Annotated[str | None, Query(description="`next` of the page before", max_length=200)] = None,
    page_size: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """Newest first. A customer's timeline holds what hangs on its policies and claims; a policy's, on its claims."""
    shown = some_of(timeline.TimelineKind, kinds, "kinds")
    seen = reach_of(caller, SHOWN)
    caller.require(f"{noun}:read")
    found = None
    if record_id <= LARGEST_ID:
        found = await timeline.page(
            pool,
            noun.value,
            record_id,
            seen,
            LABELS,
            kinds=shown,
            after=after,
            size=page_size,
        )
    if found is None:
        raise NotFound
    return Response(found, media_type="application/json")
