"""THE table: which role may do what, and how far it reaches.

`python -m backend.auth.permissions` prints docs/permissions.md.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from backend.models.user import Role


class Scope(StrEnum):
    """How far a permission reaches."""

    NONE = "none"
    OWN = "own"
    TEAM = "team"
    ALL = "all"

    def __bool__(self) -> bool:
        return self is not Scope.NONE

    @property
    def reach(self) -> int:
        """0 for none up to 3 for all, to compare two scopes."""
        return _REACH[self]


def narrowest(*scopes: Scope) -> Scope:
    """The scope that reaches least far."""
    return min(scopes, key=lambda scope: scope.reach)


_REACH: Final = {scope: reach for reach, scope in enumerate(Scope)}

Grants = Mapping[str, Scope]
Five = tuple[Scope, Scope, Scope, Scope, Scope]
Three = tuple[Scope, Scope, Scope]

NO, OWN, TEAM, ALL = Scope

ACTIONS: Final = ("read", "write", "delete", "import", "export")

# What a role may do with a noun, in the order of ACTIONS.
EVERYTHING: Final[Five] = (ALL, ALL, ALL, ALL, ALL)
LOOK: Final[Five] = (ALL, NO, NO, NO, NO)
LOOK_AND_EXPORT: Final[Five] = (ALL, NO, NO, NO, ALL)
LOOK_AT_OWN: Final[Five] = (OWN, NO, NO, NO, NO)
OWN_BOOK: Final[Five] = (OWN, OWN, NO, OWN, OWN)
OWN_PAPERS: Final[Five] = (OWN, OWN, OWN, OWN, OWN)
NOTHING: Final[Five] = (NO, NO, NO, NO, NO)

# The administrator may do everything everywhere and therefore has no column.
NOUNS: Final[Mapping[str, tuple[Five, Five, Five]]] = {
    # noun                  manager                      agent         viewer
    "customers":           (EVERYTHING,                  OWN_BOOK,     LOOK),
    "policies":            (EVERYTHING,                  OWN_BOOK,     LOOK),
    "claims":              (EVERYTHING,                  OWN_BOOK,     LOOK),
    "communications":      (EVERYTHING,                  OWN_BOOK,     LOOK),
    "leads":               ((ALL, TEAM, TEAM, ALL, ALL), OWN_BOOK,     LOOK),
    "quotes":              (EVERYTHING,                  OWN_BOOK,     LOOK),
    "routing_rules":       (EVERYTHING,                  LOOK,         LOOK),
    "lead_sources":        (EVERYTHING,                  NOTHING,      LOOK),
    "web_forms":           (EVERYTHING,                  LOOK,         LOOK),
    "scores":              (LOOK_AND_EXPORT,             LOOK_AT_OWN,  LOOK),
    "reports":             (EVERYTHING,                  LOOK_AT_OWN,  LOOK),
    "own_reports":         (EVERYTHING,                  OWN_PAPERS,   LOOK_AT_OWN),
    "report_schedules":    (EVERYTHING,                  NOTHING,      LOOK_AT_OWN),
    "tasks":               (EVERYTHING,                  OWN_PAPERS,   LOOK),
    "notes":               (EVERYTHING,                  OWN_PAPERS,   LOOK),
    "documents":           (EVERYTHING,                  OWN_BOOK,     LOOK),
    "file_documents":      (EVERYTHING,                  OWN_BOOK,     LOOK),
    "document_categories": (EVERYTHING,                  LOOK,         LOOK),
    "document_shares":     (EVERYTHING,                  LOOK_AT_OWN,  LOOK),
    "document_versions":   (LOOK_AND_EXPORT,             LOOK_AT_OWN,  LOOK),
    "document_activities": (LOOK_AND_EXPORT,             LOOK_AT_OWN,  LOOK),
    "marketing_segments":  (EVERYTHING,                  NOTHING,      LOOK),
    "marketing_templates": (EVERYTHING,                  LOOK,         LOOK),
    "marketing_triggers":  (EVERYTHING,                  NOTHING,      LOOK),
    "marketing_campaigns": (EVERYTHING,                  NOTHING,      LOOK),
    "marketing_analytics": (LOOK_AND_EXPORT,             NOTHING,      LOOK),
    "marketing_sends":     (LOOK_AND_EXPORT,             NOTHING,      LOOK),
    "saved_views":         (EVERYTHING,                  OWN_PAPERS,   LOOK_AT_OWN),
}  # fmt: skip

OTHERS: Final[Mapping[str, Three]] = {
    # permission         manager  agent  viewer
    "me:read":          (ALL,     ALL,   ALL),
    "me:write":         (ALL,     ALL,   ALL),  # own password, second factor, sessions
    "api_keys:read":    (OWN,     OWN,   OWN),
    "api_keys:write":   (OWN,     OWN,   OWN),
    "fields:read":      (ALL,     ALL,   ALL),
    "search:read":      (ALL,     ALL,   ALL),  # finds only what the noun's own read permission reaches
    "events:read":      (ALL,     ALL,   ALL),  # tells only of what the noun's own read permission reaches
    "dashboard:read":   (ALL,     ALL,   ALL),  # counts only what the noun's own read permission reaches
    "people:read":      (ALL,     ALL,   ALL),  # names and roles, to show for owners; accounts are users:read
    "notifications:read":  (OWN,  OWN,   OWN),
    "notifications:write": (OWN,  OWN,   OWN),  # mark as read
    "timeline:read":    (ALL,     ALL,   ALL),  # shows only what the noun's own read permission reaches
    "today:read":       (ALL,     ALL,   ALL),  # likewise
    "consent:read":     (ALL,     ALL,   ALL),  # of whom the noun's own read permission reaches
    "consent:write":    (ALL,     ALL,   NO),   # of whom the noun's own write permission reaches
    "routing:read":     (ALL,     ALL,   ALL),  # who takes how many leads, licenses, office hours
    "routing:write":    (ALL,     NO,    NO),
    "scoring:write":    (ALL,     NO,    NO),   # learn anew, and put another version of the model in use
    "source_report:read": (ALL,   OWN,   ALL),  # counts only what leads:read reaches
    "making_reports:write": (ALL, OWN,   NO),  # counts only what the noun's own read permission reaches
    "operations:read":  (ALL,     OWN,   NO),   # imports and bulk changes: progress, rejected rows
    "operations:write": (ALL,     OWN,   NO),   # undo them
    "users:read":       (ALL,     NO,    NO),
    "users:write":      (NO,      NO,    NO),
    "teams:read":       (ALL,     NO,    NO),
    "teams:write":      (NO,      NO,    NO),
    "audit:read":       (ALL,     NO,    NO),
    "jobs:read":        (ALL,     NO,    NO),
    "jobs:write":       (NO,      NO,    NO),
    "settings:read":    (ALL,     ALL,   ALL),
    "settings:write":   (NO,      NO,    NO),
    "metrics:read":     (NO,      NO,    NO),
}  # fmt: skip

_COLUMN: Final = {Role.MANAGER: 0, Role.AGENT: 1, Role.VIEWER: 2}

PERMISSIONS: Final = (*(f"{noun}:{action}" for noun in NOUNS for action in ACTIONS), *OTHERS)
_KNOWN: Final = frozenset(PERMISSIONS)


def is_permission(name: str) -> bool:
    """Whether the table knows this permission."""
    return name in _KNOWN


def granted(role: Role, permission: str) -> Scope:
    """What the table says, before a user's own grants. Raises KeyError on a permission that the table does not know."""
    if permission not in _KNOWN:
        raise KeyError(permission)
    if role is Role.ADMIN:
        return ALL
    column = _COLUMN[role]
    if permission in OTHERS:
        return OTHERS[permission][column]
    noun, action = permission.split(":")
    return NOUNS[noun][column][ACTIONS.index(action)]


def grants_of(role: Role, own: object = None, scopes: Iterable[str] | None = None) -> Grants:
    """Everything that somebody may do; what they may not is absent.

    own: `users.permissions`, which widens, narrows or (with "none") takes away single permissions; words that the
    table does not know have no effect. scopes: of an API key, which keeps only these; None keeps all.
    """
    return _grants(
        role,
        tuple(sorted((name, scope) for name, scope in own.items() if isinstance(name, str) and isinstance(scope, str)))
        if isinstance(own, dict)
        else (),
        None if scopes is None else frozenset(scopes),
    )


@lru_cache(maxsize=1024)
def _grants(role: Role, own: tuple[tuple[str, str], ...], scopes: frozenset[str] | None) -> Grants:
    grants = {permission: granted(role, permission) for permission in PERMISSIONS}
    grants |= {name: Scope(scope) for name, scope in own if name in _KNOWN and scope in _SCOPES}
    kept = {name: scope for name, scope in grants.items() if scope and (scopes is None or name in scopes)}
    return MappingProxyType(kept)


_SCOPES: Final = frozenset(scope.value for scope in Scope)


def only_reading(grants: Grants) -> Grants:
    """The reading part of some grants."""
    return MappingProxyType({name: scope for name, scope in grants.items() if name.endswith(":read")})


def permissions_page() -> str:
    """docs/permissions.md: the whole table in words."""
    roles = (Role.ADMIN, Role.MANAGER, Role.AGENT, Role.VIEWER)
    rows = [
        f"| `{permission}` | {' | '.join(_word(granted(role, permission)) for role in roles)} |"
        for permission in PERMISSIONS
    ]
    return "\n".join([*_HEAD, f"| Permission | {' | '.join(roles)} |", "| --- |" + " --- |" * len(roles), *rows]) + "\n"


def _word(scope: Scope) -> str:
    return scope.value if scope else "–"


_HEAD: Final = (
    "# Who may do what",
    "",
    "Generated by `python -m backend.auth.permissions > docs/permissions.md` from `backend/auth/permissions.py`;",
    "a test keeps it current.",
    "",
    "- **all**: every record of the agency.",
    "- **team**: records owned by somebody in the caller's team, and records that nobody owns.",
    "- **own**: records that the caller owns; who creates a record with this reach becomes its owner. A record without",
    "  an owner column belongs to whoever owns the record it hangs on (a score: its lead).",
    "- **–**: not allowed.",
    "",
    "A record out of reach answers 404, as if it were not there; an action that the role lacks answers 403.",
    'One user may differ from the role by single grants in `permissions`, such as `{"customers:export": "all"}` or',
    '`{"leads:import": "none"}`. An API key may do what its user may, and with `scopes` only the permissions listed.',
    "On a developer's machine (not `ENV=production`) a request from the machine itself without any credentials reads",
    "as a viewer and writes nothing.",
    "",
)


if __name__ == "__main__":
    print(permissions_page(), end="")  # noqa: T201
