"""Users and teams: who works here, as what, with whom."""

from datetime import datetime
from typing import Annotated, Final

import orjson
from fastapi import APIRouter, Header, Query, Response
from pydantic import BaseModel, Field, StringConstraints

from backend.agency import teams, users
from backend.agency.users import Page, Search
from backend.api.auth import AuthenticatorDep
from backend.api.deps import Caller, PoolDep, RequestId, SettingsDep, permit
from backend.api.inputs import LARGEST_ID, Input, Line, PageNumber, PageSize, Paragraph, Phone, RecordId, Title, Word
from backend.auth.permissions import Scope
from backend.database.writes import transaction
from backend.errors import BadRequest, FieldError, Invalid, NotFound
from backend.models.user import Role

router = APIRouter(prefix="/v1", tags=["users"])

MAY_READ: Final = [permit("users:read")]
MAY_WRITE: Final = [permit("users:write")]
MAY_READ_TEAMS: Final = [permit("teams:read")]
MAY_WRITE_TEAMS: Final = [permit("teams:write")]

IfMatch = Annotated[str | None, Header(alias="If-Match", max_length=64)]


Sort = Annotated[str, StringConstraints(pattern=rf"^-?({'|'.join(users.SORTS)})$")]


class User(BaseModel):
    """Somebody who may sign in."""

    id: int
    username: str
    email: str
    full_name: str | None
    phone: str | None
    timezone: str
    role: Role
    team_id: int | None
    team: str | None
    permissions: dict[str, Scope] | None
    is_active: bool
    mfa_enabled: bool
    last_login: datetime | None
    failed_login_attempts: int
    locked_until: datetime | None
    password_changed_at: datetime | None
    created_at: datetime
    updated_at: datetime
    version: int


class UserPage(BaseModel):
    """A page of users."""

    items: list[User]
    page: int
    page_size: int
    total: int
    next: str | None
    total_is_estimate: bool


class UserChanges(Input):
    """What an administrator may say about a user; what is left out stays."""

    username: Word | None = None
    email: Line | None = None
    full_name: Line | None = None
    phone: Phone | None = None
    timezone: Word | None = None
    role: Role | None = None
    team_id: Annotated[int, Field(ge=1, le=LARGEST_ID)] | None = None
    permissions: dict[str, Scope] | None = None
    is_active: bool | None = None


class NewUser(UserChanges):
    """A new user. Without a password one is made up and shown once in the answer."""

    username: Word
    email: Line
    password: Annotated[str, Field(max_length=256)] | None = None


class CreatedUser(User):
    """The new user, with the password if it was made up; it is not shown again."""

    one_time_password: str | None


class NewPassword(BaseModel):
    """A password that is shown once; its owner is asked to choose another."""

    one_time_password: str


class Team(BaseModel):
    """A team; scope `team` reaches what its members own."""

    id: int
    name: str
    description: str | None
    is_active: bool
    members: int
    created_at: datetime
    updated_at: datetime


class TeamPage(BaseModel):
    """A page of teams, by id."""

    items: list[Team]
    page: int
    page_size: int
    total: int
    next: str | None
    total_is_estimate: bool


class NewTeam(Input):
    """A new team."""

    name: Title
    description: Paragraph | None = None
    is_active: bool | None = None


class TeamChanges(Input):
    """What may be said about a team; what is left out stays."""

    name: Title | None = None
    description: Paragraph | None = None
    is_active: bool | None = None


def said(body: Input, *needed: str) -> dict[str, object]:
    """What the body says, without what it leaves out. Raises Invalid for null in a field that needs a value."""
    values = body.model_dump(mode="json", exclude_unset=True)
    missing = [name for name in needed if name in values and values[name] is None]
    if missing:
        raise Invalid(
            errors=[FieldError(f"/{name}", "This needs a value; leave it out to keep it.") for name in missing]
        )
    return values


def page_of(found: Page, page: int, page_size: int) -> Response:
    """A list as every noun answers it."""
    numbers = {"page": page, "page_size": page_size, "total": found.total, "next": None, "total_is_estimate": False}
    body = {"items": [orjson.Fragment(item) for item in found.items], **numbers}
    return Response(orjson.dumps(body), media_type="application/json")


def _user(text: str, status: int = 200) -> Response:
    user = orjson.loads(text)
    headers = {"etag": f'"{user["version"]}"'}
    if status == 201:
        headers["location"] = f"/v1/users/{user['id']}"
    return Response(text, status, headers, "application/json")


def _version(if_match: str | None) -> int | None:
    """The version in If-Match; None lets the change go through whatever the version is."""
    if if_match is None or if_match == "*":
        return None
    digits = if_match.removeprefix("W/").strip('"')
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 9:
        raise BadRequest("If-Match takes the ETag of GET /v1/users/{id} as it came.")
    return int(digits)


NEEDED: Final = ("username", "email", "timezone", "role", "is_active")


@router.get("/users", operation_id="users_list", response_model=UserPage, dependencies=MAY_READ)
async def list_users(
    caller: Caller,
    pool: PoolDep,
    page: PageNumber = 1,
    page_size: PageSize = 50,
    q: Annotated[str | None, Query(max_length=100, pattern=r"^[^\x00]*$")] = None,
    role: Role | None = None,
    team_id: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None,
    is_active: bool | None = None,
    sort: Annotated[Sort, Query(description="`-` in front turns the order round")] = "id",
) -> Response:
    """Users, by part of the name or address, role, team and state."""
    search = Search(q, role, team_id, is_active, sort)
    return page_of(await users.user_page(pool, caller, search, page=page, page_size=page_size), page, page_size)


@router.post("/users", operation_id="users_create", status_code=201, response_model=CreatedUser, dependencies=MAY_WRITE)
async def create_user(
    body: NewUser, request_id: RequestId, caller: Caller, pool: PoolDep, settings: SettingsDep
) -> Response:
    """Add a user."""
    wanted = said(body, *NEEDED)
    password = wanted.pop("password", None)
    async with transaction(pool, caller.actor(request_id)) as connection:
        user_id, secret = await users.create_user(
            connection,
            caller,
            wanted,
            None if password is None else str(password),
            min_length=settings.password_min_length,
        )
        text = await users.user_json(connection, user_id)
    shown = orjson.loads(text) | {"one_time_password": secret}
    return _user(orjson.dumps(shown).decode(), 201)


@router.get("/users/{user_id}", operation_id="users_get", response_model=User, dependencies=MAY_READ)
async def get_user(user_id: RecordId, caller: Caller, pool: PoolDep) -> Response:
    """One user."""
    if caller.require("users:read") is not Scope.ALL and user_id != caller.user_id:
        raise NotFound
    return _user(await users.user_json(pool, user_id))


@router.patch("/users/{user_id}", operation_id="users_change", response_model=User, dependencies=MAY_WRITE)
async def change_user(
    user_id: RecordId,
    body: UserChanges,
    request_id: RequestId,
    caller: Caller,
    pool: PoolDep,
    memory: AuthenticatorDep,
    if_match: IfMatch = None,
) -> Response:
    """Change a user. Who loses or gains rights is signed out everywhere; the last administrator cannot go."""
    version = _version(if_match)
    async with transaction(pool, caller.actor(request_id)) as connection:
        await users.change_user(connection, caller, user_id, said(body, *NEEDED), version=version)
        text = await users.user_json(connection, user_id)
    memory.forget()
    return _user(text)


@router.post("/users/{user_id}/disable", operation_id="users_disable", response_model=User, dependencies=MAY_WRITE)
async def disable_user(
    user_id: RecordId, request_id: RequestId, caller: Caller, pool: PoolDep, memory: AuthenticatorDep
) -> Response:
    """Lock a user out at once, sessions and keys included; the records they own stay theirs."""
    async with transaction(pool, caller.actor(request_id)) as connection:
        await users.change_user(connection, caller, user_id, {"is_active": False})
        text = await users.user_json(connection, user_id)
    memory.forget()
    return _user(text)


@router.post("/users/{user_id}/reset-password", operation_id="users_reset_password", dependencies=MAY_WRITE)
async def reset_password(
    user_id: RecordId, request_id: RequestId, caller: Caller, pool: PoolDep, memory: AuthenticatorDep
) -> NewPassword:
    """A new password, shown once. Their sessions end; their second factor stays."""
    async with transaction(pool, caller.actor(request_id)) as connection:
        secret = await users.reset_password(connection, caller, user_id)
    memory.forget()
    return NewPassword(one_time_password=secret)


@router.post(
    "/users/{user_id}/reset-second-factor",
    operation_id="users_reset_second_factor",
    status_code=204,
    dependencies=MAY_WRITE,
)
async def reset_second_factor(
    user_id: RecordId, request_id: RequestId, caller: Caller, pool: PoolDep, memory: AuthenticatorDep
) -> Response:
    """Take a lost second factor away. Their sessions end."""
    async with transaction(pool, caller.actor(request_id)) as connection:
        await users.reset_second_factor(connection, caller, user_id)
    memory.forget()
    return Response(status_code=204)


@router.post("/users/{user_id}/unlock", operation_id="users_unlock", status_code=204, dependencies=MAY_WRITE)
async def unlock_user(user_id: RecordId, request_id: RequestId, caller: Caller, pool: PoolDep) -> Response:
    """Let somebody try again at once after too many wrong passwords or codes."""
    async with transaction(pool, caller.actor(request_id)) as connection:
        await users.unlock(connection, caller, user_id)
    return Response(status_code=204)


@router.delete("/users/{user_id}/sessions", operation_id="users_end_sessions", status_code=204, dependencies=MAY_WRITE)
async def end_user_sessions(
    user_id: RecordId, request_id: RequestId, caller: Caller, pool: PoolDep, memory: AuthenticatorDep
) -> Response:
    """Sign somebody out everywhere."""
    async with transaction(pool, caller.actor(request_id)) as connection:
        await users.sign_out(connection, caller, user_id)
    memory.forget()
    return Response(status_code=204)


@router.get("/teams", operation_id="teams_list", response_model=TeamPage, dependencies=MAY_READ_TEAMS)
async def list_teams(pool: PoolDep, page: PageNumber = 1, page_size: PageSize = 50) -> Response:
    """Teams, with the number of their members."""
    return page_of(await teams.team_page(pool, page=page, page_size=page_size), page, page_size)


@router.post("/teams", operation_id="teams_create", status_code=201, response_model=Team, dependencies=MAY_WRITE_TEAMS)
async def create_team(body: NewTeam, request_id: RequestId, caller: Caller, pool: PoolDep) -> Response:
    """Add a team."""
    async with transaction(pool, caller.actor(request_id)) as connection:
        team_id = await teams.create_team(connection, said(body, "is_active"))
        text = await teams.team_json(connection, team_id)
    return Response(text, 201, {"location": f"/v1/teams/{team_id}"}, "application/json")


@router.get("/teams/{team_id}", operation_id="teams_get", response_model=Team, dependencies=MAY_READ_TEAMS)
async def get_team(team_id: RecordId, pool: PoolDep) -> Response:
    """One team."""
    return Response(await teams.team_json(pool, team_id), media_type="application/json")


@router.patch("/teams/{team_id}", operation_id="teams_change", response_model=Team, dependencies=MAY_WRITE_TEAMS)
async def change_team(
    team_id: RecordId, body: TeamChanges, request_id: RequestId, caller: Caller, pool: PoolDep, memory: AuthenticatorDep
) -> Response:
    """Change a team."""
    async with transaction(pool, caller.actor(request_id)) as connection:
        await teams.change_team(connection, team_id, said(body, "name", "is_active"))
        text = await teams.team_json(connection, team_id)
    memory.forget()
    return Response(text, media_type="application/json")


@router.delete("/teams/{team_id}", operation_id="teams_delete", status_code=204, dependencies=MAY_WRITE_TEAMS)
async def delete_team(
    team_id: RecordId, request_id: RequestId, caller: Caller, pool: PoolDep, memory: AuthenticatorDep
) -> Response:
    """Remove a team; its members stay, without one."""
    async with transaction(pool, caller.actor(request_id)) as connection:
        await teams.delete_team(connection, team_id)
    memory.forget()
    return Response(status_code=204)
