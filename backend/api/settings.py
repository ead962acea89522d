"""GET and PATCH /v1/settings: the agency's own name, address and clock."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, StringConstraints

from backend.agency import settings
from backend.api.deps import Caller, PoolDep, RequestId, permit
from backend.api.inputs import PRINTABLE, Input, Line, Word
from backend.api.users import said
from backend.database.writes import transaction

router = APIRouter(prefix="/v1/settings", tags=["settings"])

Street = Annotated[str, StringConstraints(strip_whitespace=True, max_length=255, pattern=PRINTABLE)]
City = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100, pattern=PRINTABLE)]
State = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[A-Z]{2}$")]
Zip = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^\d{5}(-\d{4})?$")]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


class Address(BaseModel):
    """Where the agency is."""

    street: str | None
    city: str | None
    state: str | None
    zip: str | None


class AgencySettings(BaseModel):
    """What the agency says about itself. timezone: where its days begin. updated_at: null before the first change."""

    name: str | None
    address: Address | None
    license_number: str | None
    timezone: str
    currency: str
    updated_at: datetime | None


class AddressInput(Input):
    """Where the agency is."""

    street: Street
    city: City
    state: State
    zip: Zip


class SettingsChanges(Input):
    """What an administrator may say about the agency; what is left out stays."""

    name: Line | None = None
    address: AddressInput | None = None
    license_number: Word | None = None
    timezone: Word | None = None
    currency: Currency | None = None


@router.get(
    "",
    operation_id="settings_get",
    response_model=AgencySettings,
    dependencies=[permit("settings:read")],
    summary="The agency's name, address and clock",
)
async def settings_get(pool: PoolDep) -> Response:
    return Response(await settings.read(pool), media_type="application/json")


@router.patch(
    "",
    operation_id="settings_change",
    response_model=AgencySettings,
    dependencies=[permit("settings:write")],
    summary="Change the agency's name, address or clock",
)
async def settings_change(body: SettingsChanges, request_id: RequestId, caller: Caller, pool: PoolDep) -> Response:
    wanted = said(body, "timezone", "currency")
    async with transaction(pool, caller.actor(request_id)) as connection:
        await settings.change(connection, wanted)
    return Response(await settings.read(pool), media_type="application/json")
