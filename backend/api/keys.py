"""API keys: for the integrations of whoever is signed in; administrators look after everybody's."""

from datetime import datetime, timedelta
from typing import Annotated

import orjson
from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from backend.agency.users import Page
from backend.api.auth import AuthenticatorDep
from backend.api.deps import Caller, PoolDep, RequestId, permit
from backend.api.inputs import LARGEST_ID, Input, Moment, PageNumber, PageSize, RecordId, Title
from backend.api.users import page_of
from backend.auth import apikeys
from backend.auth.apikeys import KeyRequest, KeyText
from backend.auth.permissions import Scope
from backend.auth.principal import Principal
from backend.database.writes import transaction
from backend.errors import NotAllowed

router = APIRouter(prefix="/v1/api-keys", tags=["api-keys"])

MAY_READ = [permit("api_keys:read")]
MAY_WRITE = [permit("api_keys:write")]


class ApiKey(BaseModel):
    """A key, without its secret. scopes: null is everything its user may."""

    id: int
    name: str
    prefix: str
    user_id: int
    username: str
    scopes: list[str] | None
    requests_per_minute: int | None
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None
    created_at: datetime
    updated_at: datetime


class NewApiKeyText(ApiKey):
    """A key with its secret, which is shown this once."""

    key: str


class ApiKeyPage(BaseModel):
    """A page of keys, the newest first."""

    items: list[ApiKey]
    page: int
    page_size: int
    total: int
    next: str | None
    total_is_estimate: bool


class NewApiKey(Input):
    """What a key is to be. user_id: somebody else's, for administrators; by default the caller's own."""

    name: Title
    scopes: Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=500)] | None = None
    expires_at: Moment | None = None
    requests_per_minute: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    user_id: Annotated[int, Field(ge=1, le=LARGEST_ID)] | None = None


class Rotation(Input):
    """How long the old key goes on working, and when the new one expires."""

    overlap_hours: Annotated[float, Field(ge=0, le=720)] = 24
    expires_at: Moment | None = None


def whose(caller: Principal, permission: str) -> int | None:
    """Whose keys the caller reaches: None is everybody's."""
    if caller.require(permission) is Scope.ALL:
        return None
    return -1 if caller.user_id is None else caller.user_id


async def _new(pool: PoolDep, key_id: int, key: KeyText) -> Response:
    text: str = await pool.fetchval(apikeys.ONE, key_id, None)
    body = orjson.loads(text) | {"key": key.text}
    headers = {"location": f"/v1/api-keys/{key_id}", "cache-control": "no-store"}
    return Response(orjson.dumps(body), 201, headers, "application/json")


@router.get("", operation_id="api_keys_list", response_model=ApiKeyPage, dependencies=MAY_READ)
async def list_keys(
    caller: Caller,
    pool: PoolDep,
    page: PageNumber = 1,
    page_size: PageSize = 50,
    user_id: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None,
) -> Response:
    """The caller's keys, or everybody's for who may see them."""
    owner = whose(caller, "api_keys:read")
    found = await apikeys.key_page(pool, user_id if owner is None else owner, page=page, page_size=page_size)
    return page_of(Page(*found), page, page_size)


@router.get("/{key_id}", operation_id="api_keys_get", response_model=ApiKey, dependencies=MAY_READ)
async def get_key(key_id: RecordId, caller: Caller, pool: PoolDep) -> Response:
    """One key, without its secret."""
    text = await apikeys.key_json(pool, key_id, whose(caller, "api_keys:read"))
    return Response(text, media_type="application/json")


@router.post("", operation_id="api_keys_create", status_code=201, response_model=NewApiKeyText, dependencies=MAY_WRITE)
async def create_key(body: NewApiKey, request_id: RequestId, caller: Caller, pool: PoolDep) -> Response:
    """Make a key. Its secret is in this answer and nowhere else."""
    user_id = body.user_id or caller.user_id
    if user_id is None:
        raise NotAllowed
    wanted = KeyRequest(body.name, body.scopes, body.expires_at, body.requests_per_minute)
    async with transaction(pool, caller.actor(request_id)) as connection:
        key_id, key = await apikeys.create_key(connection, caller, wanted, user_id)
    return await _new(pool, key_id, key)


@router.post(
    "/{key_id}/rotate",
    operation_id="api_keys_rotate",
    status_code=201,
    response_model=NewApiKeyText,
    dependencies=MAY_WRITE,
)
async def rotate_key(
    key_id: RecordId, body: Rotation, request_id: RequestId, caller: Caller, pool: PoolDep, memory: AuthenticatorDep
) -> Response:
    """A new key like this one, which goes on working for a while so that nothing stops meanwhile."""
    owner = whose(caller, "api_keys:write")
    overlap = timedelta(hours=body.overlap_hours)
    async with transaction(pool, caller.actor(request_id)) as connection:
        new_id, key = await apikeys.rotate_key(
            connection, caller, key_id, owner, overlap=overlap, expires_at=body.expires_at
        )
    memory.forget()
    return await _new(pool, new_id, key)


@router.delete("/{key_id}", operation_id="api_keys_revoke", status_code=204, dependencies=MAY_WRITE)
async def revoke_key(
    key_id: RecordId, request_id: RequestId, caller: Caller, pool: PoolDep, memory: AuthenticatorDep
) -> Response:
    """End a key at once. It stays in the list as revoked."""
    async with transaction(pool, caller.actor(request_id)) as connection:
        await apikeys.revoke_key(connection, key_id, whose(caller, "api_keys:write"))
    memory.forget()
    return Response(status_code=204)
