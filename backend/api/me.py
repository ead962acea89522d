"""The caller: who they are, what they may do, and the few things about themselves they may change."""

from typing import Final

import orjson
from fastapi import APIRouter, Response
from pydantic import BaseModel

from backend.agency import users
from backend.api.auth import AuthenticatorDep
from backend.api.deps import Caller, PoolDep, RequestId, permit
from backend.api.inputs import Input, Line, Phone, Word
from backend.api.users import said
from backend.auth.permissions import Scope
from backend.auth.principal import Principal, Via
from backend.auth.signin import BrowserOnly
from backend.database.writes import transaction

router = APIRouter(prefix="/v1/me", tags=["me"])

ME: Final = """
    select json_build_object(
        'id', u.id, 'username', u.username, 'full_name', u.full_name, 'email', u.email, 'phone', u.phone,
        'timezone', u.timezone, 'role', u.role, 'team', case when t.id is not null then
            json_build_object('id', t.id, 'name', t.name) end,
        'mfa_enabled', u.mfa_enabled, 'password_change_due', u.password_changed_at is null)::text
    from users u left join teams t on t.id = u.team_id
    where u.id = $1
"""


class OwnTeam(BaseModel):
    """The caller's team."""

    id: int
    name: str


class Myself(BaseModel):
    """The caller as a person. password_change_due: somebody else has seen the present password."""

    id: int
    username: str
    full_name: str | None
    email: str
    phone: str | None
    timezone: str
    role: str
    team: OwnTeam | None
    mfa_enabled: bool
    password_change_due: bool


class Me(BaseModel):
    """The caller. user: null for a developer on this machine who did not sign in. csrf_token: null without a session.

    permissions: what the caller may do and how far it reaches; what is absent is not allowed.
    """

    user: Myself | None
    role: str
    permissions: dict[str, Scope]
    csrf_token: str | None
    via: Via


class MyChanges(Input):
    """What people change about themselves; name and rights are an administrator's business."""

    full_name: Line | None = None
    phone: Phone | None = None
    timezone: Word | None = None


@router.get("", operation_id="me_get", response_model=Me, dependencies=[permit("me:read")])
async def me(caller: Caller, pool: PoolDep) -> Response:
    """Who the caller is and what they may do."""
    found = None if caller.user_id is None else await pool.fetchval(ME, caller.user_id)
    return _me(caller, found)


def _me(caller: Principal, user: str | None) -> Response:
    body = {
        "user": None if user is None else orjson.Fragment(user),
        "role": caller.role,
        "permissions": dict(caller.grants),
        "csrf_token": caller.csrf_token,
        "via": caller.via,
    }
    return Response(orjson.dumps(body), media_type="application/json")


@router.patch("", operation_id="me_change", response_model=Me, dependencies=[permit("me:write")])
async def change_me(
    body: MyChanges, request_id: RequestId, caller: Caller, pool: PoolDep, memory: AuthenticatorDep
) -> Response:
    """Change one's own name, telephone number or time zone."""
    if caller.user_id is None:
        raise BrowserOnly
    changes = said(body, "timezone")
    async with transaction(pool, caller.actor(request_id)) as connection:
        await users.change_user(connection, caller, caller.user_id, changes)
    memory.forget()
    return _me(caller, await pool.fetchval(ME, caller.user_id))
