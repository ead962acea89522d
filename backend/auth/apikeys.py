"""Keys of integrations: `lg_<prefix>_<secret>` as a bearer token, shown once, kept as SHA-256."""

import secrets
import string
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final, TypeVar

import orjson

from backend import clock
from backend.auth.permissions import Scope, is_permission
from backend.auth.principal import Principal, Via
from backend.database.engine import Connection, Pool
from backend.errors import FieldError, Invalid, NotAllowed, NotFound

USED_EVERY: Final = timedelta(minutes=1)  # last_used_at moves at most this often
LONGEST_OVERLAP: Final = timedelta(days=30)
_LENGTH: Final = len("lg_") + 8 + 1 + 43
_BEARER: Final = b"bearer "

_SHOWN: Final = """
    json_build_object(
        'id', k.id, 'name', k.name, 'prefix', k.prefix, 'user_id', k.user_id, 'username', u.username,
        'scopes', k.scopes, 'requests_per_minute', k.requests_per_minute, 'expires_at', k.expires_at,
        'last_used_at', k.last_used_at, 'revoked_at', k.revoked_at, 'created_at', k.created_at,
        'updated_at', k.updated_at)
"""

# params: user_id int | null = everybody's, offset int, size int
# returns: ApiKeyPage, without the page's own numbers
PAGE = f"""
    select count(*) over () as total, {_SHOWN}::text as item
    from api_keys k join users u on u.id = k.user_id
    where $1::int is null or k.user_id = $1
    order by k.id desc
    offset $2 limit $3
"""

# params: id int, user_id int | null = anybody's
ONE = f"""
    select {_SHOWN}::text
    from api_keys k join users u on u.id = k.user_id
    where k.id = $1 and ($2::int is null or k.user_id = $2)
"""

INSERT = """
    insert into api_keys (name, prefix, key_hash, user_id, scopes, expires_at, requests_per_minute)
    select $1, $2, $3, u.id, $5::jsonb, $6, $7 from users u where u.id = $4
    returning id
"""

LIMITS = "select expires_at, requests_per_minute from api_keys where id = $1"
T = TypeVar("T", int, datetime)

REVOKE = """
    update api_keys set revoked_at = coalesce(revoked_at, $3)
    where id = $1 and ($2::int is null or user_id = $2)
    returning id
"""

REPLACE = """
    with old as (
        update api_keys set expires_at = least(expires_at, $3)
        where id = $1 and ($2::int is null or user_id = $2) and revoked_at is null
            and (expires_at is null or expires_at > $4)
        returning name, user_id, scopes, requests_per_minute
    )
    insert into api_keys (name, prefix, key_hash, user_id, scopes, expires_at, requests_per_minute)
    select name, $5, $6, user_id, scopes, $7, requests_per_minute from old
    returning id
"""


@dataclass(frozen=True, slots=True)
class KeyText:
    """A key as its owner sees it, once."""

    text: str

    @property
    def prefix(self) -> str:
        """The part that may be shown, to tell keys apart."""
        return self.text[:11]

    @property
    def hash(self) -> str:
        return hash_of(self.text.encode())


@dataclass(frozen=True, slots=True)
class KeyRequest:
    """What a key is to be. scopes: permission names; None is everything its user may."""

    name: str
    scopes: Sequence[str] | None = None
    expires_at: datetime | None = None
    requests_per_minute: int | None = None


def new_key() -> KeyText:
    """A random key with 256 secret bits."""
    alphabet = string.ascii_lowercase + string.digits
    return KeyText(f"lg_{''.join(secrets.choice(alphabet) for _ in range(8))}_{secrets.token_urlsafe(32)}")


def hash_of(text: bytes) -> str:
    """What `api_keys.key_hash` holds for a key."""
    return sha256(text).hexdigest()


def key_in(authorization: bytes) -> bytes | None:
    """The API key in an Authorization header; None if it does not look like one of ours."""
    key = authorization[len(_BEARER) :].strip()
    well_formed = authorization[: len(_BEARER)].lower() == _BEARER and len(key) == _LENGTH and key.startswith(b"lg_")
    return key if well_formed else None


async def key_page(pool: Pool, user_id: int | None, *, page: int, page_size: int) -> tuple[list[str], int]:
    """Keys as JSON objects, the newest first, and the number of all. user_id: None is everybody's."""
    rows = await pool.fetch(PAGE, user_id, (page - 1) * page_size, page_size)
    if rows:
        return [row["item"] for row in rows], rows[0]["total"]
    count = "select count(*) from api_keys where $1::int is null or user_id = $1"
    return [], await pool.fetchval(count, user_id)


async def key_json(pool: Pool, key_id: int, owner: int | None) -> str:
    """One key without its secret. owner: whose it must be; None is anybody's. Raises NotFound."""
    found: str | None = await pool.fetchval(ONE, key_id, owner)
    if found is None:
        raise NotFound
    return found


async def create_key(
    connection: Connection, principal: Principal, wanted: KeyRequest, user_id: int
) -> tuple[int, KeyText]:
    """The new key's id and text. Raises NotAllowed if it would reach further than the caller does."""
    refuse_reach(principal, wanted.scopes, user_id)
    _refuse_unknown(wanted)
    if principal.via is Via.API_KEY:
        expires_at, rate = await _limits_of(connection, principal)
        wanted = replace(
            wanted,
            expires_at=_least(wanted.expires_at, expires_at),
            requests_per_minute=_least(wanted.requests_per_minute, rate),
        )
    key = new_key()
    scopes = None if wanted.scopes is None else orjson.dumps(sorted(set(wanted.scopes))).decode()
    key_id = await connection.fetchval(
        INSERT, wanted.name, key.prefix, key.hash, user_id, scopes, wanted.expires_at, wanted.requests_per_minute
    )
    if key_id is None:
        raise Invalid(errors=[FieldError("/user_id", "There is no such user.")])
    return key_id, key


async def _limits_of(connection: Connection, principal: Principal) -> tuple[datetime | None, int | None]:
    """When the key that asks expires, and how often it may ask: a key that it makes or becomes gets no more."""
    row = await connection.fetchrow(LIMITS, int(principal.key.removeprefix("key:")))
    return (row["expires_at"], row["requests_per_minute"]) if row else (None, None)


def _least(asked: T | None, own: T | None) -> T | None:
    return min((each for each in (asked, own) if each is not None), default=None)


def refuse_reach(principal: Principal, scopes: Sequence[str] | None, user_id: int) -> None:
    """Raises NotAllowed for a key of somebody else without the reach, or for one that outgrows the key that asks."""
    if user_id != principal.user_id and principal.require("api_keys:write") is not Scope.ALL:
        raise NotAllowed("You may only make keys of your own.")
    if principal.via is Via.API_KEY and (scopes is None or not set(scopes) <= principal.grants.keys()):
        raise NotAllowed("A key can only make keys with scopes that it has itself.")


def _refuse_unknown(wanted: KeyRequest) -> None:
    errors = [
        FieldError(f"/scopes/{index}", f"There is no permission {name!r}; docs/permissions.md lists them.")
        for index, name in enumerate(wanted.scopes or ())
        if not is_permission(name)
    ]
    if wanted.expires_at is not None and wanted.expires_at <= clock.now():
        errors.append(FieldError("/expires_at", "This moment has passed."))
    if errors:
        raise Invalid(errors=errors)


async def rotate_key(
    connection: Connection,
    principal: Principal,
    key_id: int,
    owner: int | None,
    *,
    overlap: timedelta,
    expires_at: datetime | None = None,
) -> tuple[int, KeyText]:
    """A new key like the old one, which keeps working for `overlap`, so that nothing stops while it is replaced.

    owner: whose key it must be; None is anybody's. Raises NotFound if it is not there or no longer works.
    """
    if principal.via is Via.API_KEY and principal.key != f"key:{key_id}":
        raise NotAllowed("A key can only replace itself.")
    key, now = new_key(), clock.now()
    until = now + min(overlap, LONGEST_OVERLAP)
    if principal.via is Via.API_KEY:
        expires_at = _least(expires_at, (await _limits_of(connection, principal))[0])
    new_id = await connection.fetchval(REPLACE, key_id, owner, until, now, key.prefix, key.hash, expires_at)
    if new_id is None:
        raise NotFound
    return new_id, key


async def revoke_key(connection: Connection, key_id: int, owner: int | None) -> None:
    """Ends a key at once. owner: whose it must be; None is anybody's. Raises NotFound."""
    if await connection.fetchval(REVOKE, key_id, owner, clock.now()) is None:
        raise NotFound
