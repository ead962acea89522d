"""Who is calling, and how far they reach."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from backend.auth.permissions import PERMISSIONS, Scope, grants_of, only_reading
from backend.database.writes import Actor
from backend.errors import NotAllowed
from backend.models.user import Role

__all__ = ["LOOPBACK_VIEWER", "Principal", "Role", "Scope", "Via", "system"]


class Via(StrEnum):
    """How the caller proved who they are."""

    SESSION = "session"
    API_KEY = "api_key"
    LOOPBACK = "loopback"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody who got in.

    team_user_ids: the members of the caller's team, the caller included; empty without a team.
    session_key: `sessions.session_id` (the stored hash). key: stable name for rate limits and idempotency, such as
    "user:3" or "key:7". requests_per_minute: the caller's own limit; None is the default one.
    """

    user_id: int | None
    username: str
    label: str
    role: Role
    team_id: int | None
    team_user_ids: tuple[int, ...]
    grants: Mapping[str, Scope]
    via: Via
    session_key: str | None
    csrf_token: str | None
    key: str
    requests_per_minute: int | None

    def scope(self, permission: str) -> Scope:
        """How far the caller reaches with this permission."""
        return self.grants.get(permission, Scope.NONE)

    def require(self, permission: str) -> Scope:
        """How far the caller reaches. Raises NotAllowed if not at all."""
        scope = self.grants.get(permission)
        if scope is None:
            raise NotAllowed(f"You may not do this: it needs the permission {permission}.")
        return scope

    def actor(self, request_id: str) -> Actor:
        """The name under which the caller's changes go into the books."""
        return Actor(user_id=self.user_id, label=self.label, request_id=request_id)


LOOPBACK_VIEWER: Final = Principal(
    user_id=None,
    username="loopback",
    label="developer on this machine",
    role=Role.VIEWER,
    team_id=None,
    team_user_ids=(),
    grants=only_reading(grants_of(Role.VIEWER)),
    via=Via.LOOPBACK,
    session_key=None,
    csrf_token=None,
    key="loopback",
    requests_per_minute=None,
)


def system(label: str = "system") -> Principal:
    """The application itself, which may do everything: commands, jobs, seeds."""
    return Principal(
        user_id=None,
        username="system",
        label=label,
        role=Role.ADMIN,
        team_id=None,
        team_user_ids=(),
        grants=MappingProxyType(dict.fromkeys(PERMISSIONS, Scope.ALL)),
        via=Via.SYSTEM,
        session_key=None,
        csrf_token=None,
        key=f"system:{label}",
        requests_per_minute=None,
    )
