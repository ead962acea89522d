"""/v1/intake, for those who look after the doors: what came through them, their secrets, and a trial."""

from datetime import datetime
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Response
from pydantic import Field, StringConstraints

from backend.api.deps import Caller, PoolDep, RequestId, SettingsDep, permit
from backend.api.inputs import Input, RecordId
from backend.api.schemas import Sent
from backend.auth.permissions import Scope
from backend.database.writes import transaction
from backend.errors import NotAllowed
from backend.leads import intake_sources, intake_traffic, intake_trial

router = APIRouter(prefix="/v1/intake", tags=["intake"])
NameOfSecret = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]{1,64}$")]
Secret = Annotated[str, StringConstraints(min_length=1, max_length=1000, pattern=r"^[^\x00]*$")]
MOST_SECRETS: Final = 10
MAY_WRITE: Final = [permit("lead_sources:write")]


class DoorTraffic(Sent):
    """What came through one door or form, by its key. failed: could not become a lead; ignored: was put aside."""

    account: str
    received: int
    leads: int
    ignored: int
    failed: int
    waiting: int
    last_received_at: datetime


class DoorTrafficList(Sent):
    """What came through every door and form that anything came through."""

    items: list[DoorTraffic]


class ConsentText(Sent):
    """A text as a form showed it, since when."""

    version: int
    text: str
    created_at: datetime


class ConsentTexts(Sent):
    """Every text that a form has shown, the newest first."""

    items: list[ConsentText]


class SecretNames(Sent):
    """Which secrets are set; what they are is never shown."""

    names: list[str]


class TrialInput(Input):
    """A lead as the vendor sends it. keep: make a test lead of it."""

    body: Annotated[str, StringConstraints(max_length=200_000, pattern=r"^[^\x00]*$")]
    content_type: Annotated[str, StringConstraints(max_length=100, pattern=r"^[!-~ ]*$")] = "application/json"
    keep: bool = False


class UnderstoodLead(Sent):
    """A lead as it would be kept. unreadable: field → what is wrong with it; channels: to which the person agreed."""

    contact: dict[str, Any]
    source: str | None
    product_interest: str | None
    insurance: dict[str, Any]
    attribution: dict[str, Any]
    answers: dict[str, Any]
    unreadable: dict[str, str]
    channels: list[str]
    lead_id: int | None


class SourceTrial(Sent):
    """How a door understands what a vendor sends."""

    leads: list[UnderstoodLead]


@router.get(
    "/traffic",
    operation_id="intake_traffic",
    response_model=DoorTrafficList,
    dependencies=[permit("web_forms:read")],
    summary="What came through each door and form",
)
async def intake_traffic_list(caller: Caller, pool: PoolDep) -> Response:
    """Of doors only for those who may see them."""
    doors = caller.scope("lead_sources:read") is not Scope.NONE
    text = await intake_traffic.traffic(pool, doors=doors, forms=True)
    return Response(text, media_type="application/json")


@router.get(
    "/forms/{form_id}/consent-texts",
    operation_id="intake_forms_consent_texts",
    response_model=ConsentTexts,
    dependencies=[permit("web_forms:read")],
    summary="Every text of consent that a form has shown",
)
async def form_consent_texts(form_id: RecordId, pool: PoolDep) -> Response:
    return Response(await intake_traffic.consent_texts(pool, form_id), media_type="application/json")


@router.get(
    "/sources/{source_id}/secrets",
    operation_id="intake_sources_secrets",
    dependencies=MAY_WRITE,
    summary="Which of a door's secrets are set",
)
async def secret_names(source_id: RecordId, pool: PoolDep, settings: SettingsDep) -> SecretNames:
    door = await intake_sources.source_of_id(pool, source_id, settings.sealing_key())
    return SecretNames(names=sorted(door.secrets))


@router.patch(
    "/sources/{source_id}/secrets",
    operation_id="intake_sources_change_secrets",
    dependencies=MAY_WRITE,
    summary="Set some of a door's secrets, or take them away with null",
)
async def change_secrets(
    source_id: RecordId,
    body: Annotated[dict[NameOfSecret, Secret | None], Field(max_length=MOST_SECRETS)],
    request_id: RequestId,
    caller: Caller,
    pool: PoolDep,
    settings: SettingsDep,
) -> SecretNames:
    """The others stay. They are sealed, and never shown again."""
    async with transaction(pool, caller.actor(request_id)) as connection:
        names = await intake_sources.change_secrets(connection, source_id, body, settings.sealing_key())
    return SecretNames(names=names)


@router.post(
    "/sources/{source_id}/trial",
    operation_id="intake_sources_trial",
    response_model=SourceTrial,
    dependencies=MAY_WRITE,
    summary="See how a door understands what a vendor sends",
)
async def trial(
    source_id: RecordId, body: TrialInput, request_id: RequestId, caller: Caller, pool: PoolDep, settings: SettingsDep
) -> Response:
    """Nothing is kept unless a test lead is asked for, which nobody is told about."""
    door = await intake_sources.source_of_id(pool, source_id, settings.sealing_key())
    found = intake_trial.read(door, body.body.encode(), body.content_type)
    if not body.keep:
        leads = [intake_trial.understood(each) for each in found]
    else:
        if caller.scope("leads:write") is Scope.NONE:
            raise NotAllowed("You may not make leads.")
        async with transaction(pool, caller.actor(request_id)) as connection:
            leads = [intake_trial.understood(each, await intake_trial.keep(connection, door, each)) for each in found]
    return Response(orjson.dumps({"leads": leads}, default=str), media_type="application/json")
