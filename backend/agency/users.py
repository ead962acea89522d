"""User administration: who works here, as what, in which team."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from zoneinfo import available_timezones

import asyncpg
import orjson

from backend.auth import passwords
from backend.auth.permissions import Scope, is_permission
from backend.auth.principal import Principal
from backend.auth.sessions import end_sessions
from backend.auth.signin import remove_second_factor
from backend.database.engine import Connection, Pool
from backend.errors import Changed, Conflict, FieldError, Invalid, NotAllowed, NotFound
from backend.models.user import Role

USERNAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")

WRITABLE: Final = ("username", "email", "full_name", "phone", "timezone", "role", "team_id", "permissions", "is_active")

SHOWN: Final = """
    json_build_object(
        'id', u.id, 'username', u.username, 'email', u.email, 'full_name', u.full_name, 'phone', u.phone,
        'timezone', u.timezone, 'role', u.role, 'team_id', u.team_id, 'team', t.name, 'permissions', u.permissions,
        'is_active', u.is_active, 'mfa_enabled', u.mfa_enabled, 'last_login', u.last_login,
        'failed_login_attempts', u.failed_login_attempts, 'locked_until', u.locked_until,
        'password_changed_at', u.password_changed_at, 'created_at', u.created_at, 'updated_at', u.updated_at,
        'version', u.version)
"""

# params: q text | null = a part of the name or address, role text | null, team_id int | null, is_active bool | null,
#         own int | null = only this user, offset int, size int
# returns: User, and the number of all
PAGE: Final = f"""
    select count(*) over () as total, {SHOWN}::text as item
    from users u left join teams t on t.id = u.team_id
    where ($1::text is null or strpos(lower(concat_ws(' ', u.username, u.email, u.full_name)), lower($1)) > 0)
        and ($2::text is null or u.role = $2)
        and ($3::int is null or u.team_id = $3)
        and ($4::bool is null or u.is_active = $4)
        and ($5::int is null or u.id = $5)
    order by {{order}}, u.id
    offset $6 limit $7
"""

# What a list of users may be sorted by; who never did something comes last either way.
SORTS: Final[Mapping[str, str]] = {
    "id": "u.id",
    "username": "lower(u.username)",
    "full_name": "lower(coalesce(nullif(u.full_name, ''), u.username))",
    "email": "lower(u.email)",
    "role": "array_position(array['admin', 'manager', 'agent', 'viewer'], u.role::text)",
    "team": "lower(t.name)",
    "is_active": "u.is_active",
    "last_login": "u.last_login",
    "created_at": "u.created_at",
}

ONE: Final = f"select {SHOWN}::text from users u left join teams t on t.id = u.team_id where u.id = $1"

INSERT: Final = """
    insert into users
        (username, email, full_name, phone, timezone, role, team_id, permissions, is_active, password_hash)
    values ($1, $2, $3, $4, coalesce($5, 'America/New_York'), $6, $7, $8::jsonb, coalesce($9, true), $10)
    returning id
"""

# Locks every active administrator, so that two who remove each other wait in line and the second one is refused.
ACTIVE_ADMINS: Final = "select id from users where role = 'admin' and is_active order by id for update"

UPDATABLE: Final = (
    "select id, username, email, role, is_active, permissions, version from users where id = $1 for update"
)

TAKEN: Final = """
    select
        coalesce(bool_or(lower(username) = lower($1)), false) as username,
        coalesce(bool_or(lower(email) = lower($2)), false) as email
    from users where id is distinct from $3
"""

# A password that somebody else has seen: password_changed_at null asks its owner to choose another.
RESET: Final = """
    update users
    set password_hash = $2, password_changed_at = null, failed_login_attempts = 0, locked_until = null
    where id = $1
"""


class LastAdmin(Conflict):
    """This is the last active administrator: make somebody else one first."""

    code = "last_admin"


class NameTaken(Conflict):
    """Somebody else has this user name or e-mail address."""

    code = "name_taken"


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list. items: a JSON object each."""

    items: list[str]
    total: int


@dataclass(frozen=True, slots=True)
class Search:
    """Which users a list shows."""

    q: str | None = None
    role: str | None = None
    team_id: int | None = None
    is_active: bool | None = None
    sort: str = "id"


async def user_page(pool: Pool, principal: Principal, search: Search, *, page: int, page_size: int) -> Page:
    """Users in the order of `search.sort`, one of SORTS, with `-` in front turned round.

    Who may read only the own record sees a list of one.
    """
    statement = PAGE.format(order=_order(search.sort))
    own = None if principal.require("users:read") is Scope.ALL else principal.user_id
    offset = (page - 1) * page_size
    rows = await pool.fetch(statement, search.q, search.role, search.team_id, search.is_active, own, offset, page_size)
    if not rows and page > 1:
        rows = await pool.fetch(statement, search.q, search.role, search.team_id, search.is_active, own, 0, 1)
        return Page([], rows[0]["total"] if rows else 0)
    return Page([row["item"] for row in rows], rows[0]["total"] if rows else 0)


def _order(sort: str) -> str:
    return f"{SORTS[sort.removeprefix('-')]} {'desc' if sort.startswith('-') else 'asc'} nulls last"


async def user_json(connection: Connection | Pool, user_id: int) -> str:
    """One user. Raises NotFound."""
    found: str | None = await connection.fetchval(ONE, user_id)
    if found is None:
        raise NotFound
    return found


async def create_user(
    connection: Connection, principal: Principal, wanted: Mapping[str, object], password: str | None, *, min_length: int
) -> tuple[int, str | None]:
    """The new user's id, and the password if none was given and one was made up: it is shown once.

    wanted: of WRITABLE; username and email are needed.
    """
    refuse_malformed(wanted)
    _refuse_raising(principal, wanted)
    await _refuse_taken(connection, wanted, None)
    secret = passwords.generated() if password is None else password
    names = [str(wanted["username"]), str(wanted["email"])]
    passwords.refuse_weak(secret, min_length=min_length, names=names)
    values = [_stored(name, wanted.get(name)) for name in WRITABLE]
    values[WRITABLE.index("role")] = wanted.get("role") or Role.AGENT.value
    try:
        user_id: int = await connection.fetchval(INSERT, *values, await passwords.hashed(secret))
    except asyncpg.IntegrityConstraintViolationError as violation:
        raise _translated(violation) from None
    return user_id, secret if password is None else None


async def change_user(
    connection: Connection,
    principal: Principal,
    user_id: int,
    changes: Mapping[str, object],
    *,
    version: int | None = None,
) -> None:
    """Changes some of WRITABLE. Whoever is shut out, or loses or gains rights, is signed out everywhere.

    version: what the caller read; raises Changed if it is no longer that.
    Raises LastAdmin; NotAllowed for one's own rights and for rights beyond the caller's.
    """
    refuse_malformed(changes)
    admins = await connection.fetch(ACTIVE_ADMINS)
    user = await connection.fetchrow(UPDATABLE, user_id)
    if user is None:
        raise NotFound
    if version is not None and user["version"] != version:
        raise Changed
    _refuse_unfit(principal, user, changes)
    if _leaves_administration(user, changes) and [row["id"] for row in admins] == [user_id]:
        raise LastAdmin
    await _refuse_taken(connection, changes, user_id)
    await _update(connection, user_id, changes)
    if _alters_rights(user, changes):
        await end_sessions(connection, user_id)


def _refuse_unfit(principal: Principal, user: asyncpg.Record, changes: Mapping[str, object]) -> None:
    if user["id"] == principal.user_id and _alters_rights(user, changes):
        raise NotAllowed("Nobody changes their own role, permissions or access: ask another administrator.")
    if principal.role is not Role.ADMIN and user["role"] == Role.ADMIN:
        raise NotAllowed("Only an administrator may change an administrator.")
    _refuse_raising(principal, changes)


def _refuse_raising(principal: Principal, wanted: Mapping[str, object]) -> None:
    """Whoever got `users:write` without being an administrator cannot make one, nor hand out single permissions."""
    if principal.role is Role.ADMIN:
        return
    if wanted.get("role") == Role.ADMIN or wanted.get("permissions"):
        raise NotAllowed("Only an administrator may hand out these rights.")


def _leaves_administration(user: asyncpg.Record, changes: Mapping[str, object]) -> bool:
    was = user["role"] == Role.ADMIN and user["is_active"]
    stays = changes.get("role", user["role"]) == Role.ADMIN and changes.get("is_active", user["is_active"])
    return bool(was and not stays)


def _alters_rights(user: asyncpg.Record, changes: Mapping[str, object]) -> bool:
    present = orjson.loads(user["permissions"]) if user["permissions"] else None
    return (
        changes.get("role", user["role"]) != user["role"]
        or changes.get("is_active", user["is_active"]) != user["is_active"]
        or (changes.get("permissions", present) or None) != (present or None)
    )


async def _update(connection: Connection, user_id: int, changes: Mapping[str, object]) -> None:
    names = [name for name in WRITABLE if name in changes]
    if not names:
        return
    assignments = ", ".join(f"{name} = ${n}{_CAST.get(name, '')}" for n, name in enumerate(names, 2))
    values = [_stored(name, changes[name]) for name in names]
    try:
        await connection.execute(f"update users set {assignments} where id = $1", user_id, *values)
    except asyncpg.IntegrityConstraintViolationError as violation:
        raise _translated(violation) from None


_CAST: Final = {"permissions": "::jsonb"}


def _stored(name: str, value: object) -> object:
    if name == "permissions":
        return orjson.dumps(value).decode() if value else None
    return value


async def _refuse_taken(connection: Connection, wanted: Mapping[str, object], user_id: int | None) -> None:
    """Ada and ada are one person, for signing in as for people."""
    row = await connection.fetchrow(TAKEN, wanted.get("username"), wanted.get("email"), user_id)
    taken = [name for name in ("username", "email") if row is not None and row[name]]
    if taken:
        raise NameTaken(errors=[FieldError(f"/{name}", "Somebody else has this one.", "taken") for name in taken])


def _translated(violation: asyncpg.IntegrityConstraintViolationError) -> Exception:
    if isinstance(violation, asyncpg.UniqueViolationError):
        return NameTaken()
    if isinstance(violation, asyncpg.ForeignKeyViolationError):
        return Invalid(errors=[FieldError("/team_id", "There is no such team.")])
    return violation


def refuse_malformed(wanted: Mapping[str, object]) -> None:
    """Raises Invalid with every field that cannot be so."""
    checks = {
        "username": _username_problem,
        "email": _email_problem,
        "timezone": _timezone_problem,
        "permissions": _permissions_problem,
    }
    problems = {name: check(wanted[name]) for name, check in checks.items() if name in wanted}
    errors = [FieldError(f"/{name}", problem) for name, problem in problems.items() if problem is not None]
    if errors:
        raise Invalid(errors=errors)


def _username_problem(value: object) -> str | None:
    if isinstance(value, str) and USERNAME.fullmatch(value):
        return None
    return "A user name has up to 64 letters, digits, dots, dashes and underscores, and begins with a letter or digit."


def _email_problem(value: object) -> str | None:
    from email_validator import EmailNotValidError, validate_email  # 40 ms that only a change of users needs

    try:
        validate_email(str(value), check_deliverability=False)
    except EmailNotValidError as problem:
        return str(problem)
    return None if len(str(value)) <= 255 else "An e-mail address has at most 255 characters."


def _timezone_problem(value: object) -> str | None:
    known = value is None or value in available_timezones()
    return None if known else "This is not a time zone's name, such as America/New_York."


def _permissions_problem(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        return 'Single grants look like {"customers:export": "all"}.'
    for name, scope in value.items():
        if not is_permission(str(name)):
            return f"There is no permission {str(name)[:80]!r}; docs/permissions.md lists them."
        if scope not in {known.value for known in Scope}:
            return f"{name} can be all, team, own or none."
    return None


async def reset_password(connection: Connection, principal: Principal, user_id: int) -> str:
    """A new password, shown once, which its owner is asked to change; every session of theirs ends.

    The second factor stays: a reset must not be a way around it.
    """
    await _refuse_stronger(connection, principal, user_id)
    secret = passwords.generated()
    await connection.execute(RESET, user_id, await passwords.hashed(secret))
    await end_sessions(connection, user_id)
    return secret


async def reset_second_factor(connection: Connection, principal: Principal, user_id: int) -> None:
    """Takes a lost second factor away, and ends every session of theirs."""
    await _refuse_stronger(connection, principal, user_id)
    await remove_second_factor(connection, user_id)
    await connection.execute("delete from login_throttle where key = $1", f"mfa:{user_id}")
    await end_sessions(connection, user_id)


async def sign_out(connection: Connection, principal: Principal, user_id: int) -> None:
    """Ends every session of somebody; their keys go on working."""
    await _refuse_stronger(connection, principal, user_id)
    await end_sessions(connection, user_id)


async def unlock(connection: Connection, principal: Principal, user_id: int) -> None:
    """Lets somebody try again at once after too many wrong passwords."""
    await _refuse_stronger(connection, principal, user_id)
    await connection.execute("update users set failed_login_attempts = 0, locked_until = null where id = $1", user_id)
    await connection.execute("delete from login_throttle where key = $1", f"mfa:{user_id}")


async def _refuse_stronger(connection: Connection, principal: Principal, user_id: int) -> None:
    user = await connection.fetchrow(UPDATABLE, user_id)
    if user is None:
        raise NotFound
    if principal.role is not Role.ADMIN and user["role"] == Role.ADMIN:
        raise NotAllowed("Only an administrator may do this to an administrator.")
