"""What every route asks for: who is calling, whether they may, and the database."""

from collections.abc import Iterable
from typing import Annotated, Any, Final

from fastapi import Depends, Request

from backend.auth.permissions import Scope, is_permission
from backend.auth.principal import Principal
from backend.database.engine import Pool
from backend.database.reach import Reach, reach
from backend.database.sight import Sight
from backend.errors import NotSignedIn
from backend.registry import NOUNS
from backend.settings import Settings

PUBLIC: Final = "public"


async def caller_or_nobody(request: Request) -> Principal | None:
    """Who is calling, as the gateway found out; None for nobody."""
    principal: Principal | None = request.scope["state"].get("principal")
    return principal


async def caller(request: Request) -> Principal:
    """Who is calling. Raises NotSignedIn for nobody."""
    principal = await caller_or_nobody(request)
    if principal is None:
        raise NotSignedIn
    return principal


def permit(permission: str) -> Any:
    """A dependency that lets in only callers with this permission; `permit(PUBLIC)` marks a route for everybody.

    The function it wraps carries the name in `.permission`, which is how a test knows that every route has one.
    """
    if permission != PUBLIC and not is_permission(permission):
        raise ValueError(f"{permission} is not in the table of permissions")

    async def check(request: Request) -> Scope:
        return Scope.ALL if permission == PUBLIC else (await caller(request)).require(permission)

    check.permission = permission  # type: ignore[attr-defined]
    return Depends(check)


async def pool(request: Request) -> Pool:
    """The pool of database connections."""
    found: Pool = request.app.state.runtime.pool
    return found


async def settings(request: Request) -> Settings:
    """The settings the server runs with."""
    found: Settings = request.app.state.runtime.settings
    return found


async def request_id(request: Request) -> str:
    """The id under which this request stands in the log and in the audit trail."""
    found: str = request.scope["state"]["request_id"]
    return found


def sight_of(principal: Principal, permission: str) -> Sight:
    """How far the caller reaches with this permission. Raises NotAllowed if not at all."""
    return sight_within(principal, principal.require(permission))


def sight_within(principal: Principal, scope: Scope) -> Sight:
    """What this scope means for the caller."""
    return Sight(scope.value, principal.user_id, principal.team_user_ids, principal.grants)


def reach_of(principal: Principal, names: Iterable[str]) -> Reach:
    """How far the caller sees in each of these nouns."""
    nouns = [NOUNS[name] for name in names]
    scopes = [(noun, principal.scope(f"{noun.key}:read").value) for noun in nouns]
    return reach(scopes, principal.user_id, principal.team_user_ids)


Caller = Annotated[Principal, Depends(caller)]
CallerOrNobody = Annotated[Principal | None, Depends(caller_or_nobody)]
PoolDep = Annotated[Pool, Depends(pool)]
SettingsDep = Annotated[Settings, Depends(settings)]
RequestId = Annotated[str, Depends(request_id)]
