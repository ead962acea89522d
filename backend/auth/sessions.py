"""Signed-in browsers: a random token in a cookie, its SHA-256 in `sessions`."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from backend import clock
from backend.database.engine import Connection
from backend.settings import Settings

MFA_MINUTES: Final = 10  # between the password and the second factor
SEEN_EVERY_S: Final = 60  # a session's last_seen_at moves at most this often

OPEN = """
    insert into sessions
        (session_id, user_id, csrf_token, expires_at, last_seen_at, ip_address, user_agent, mfa_pending)
    values ($1, $2, $3, $4, $5, $6, $7, $8)
"""

# Ended sessions stay as a record of who was signed in when, until the hourly clean-up takes them.
END_ONE = """
    update sessions set is_active = false
    where user_id = $1 and id = $2 and is_active
    returning session_id
"""

END_BY_KEY = "update sessions set is_active = false where session_id = $1 and is_active"

END_ALL = """
    update sessions set is_active = false
    where user_id = $1 and is_active and session_id is distinct from $2
"""

# returns: SessionList
LIST = """
    select json_build_object('items', coalesce(json_agg(json_build_object(
        'id', id, 'created_at', created_at, 'last_seen_at', last_seen_at, 'expires_at', expires_at,
        'ip_address', ip_address, 'user_agent', user_agent, 'current', session_id is not distinct from $2
    ) order by last_seen_at desc, id desc), '[]'))::text
    from sessions
    where user_id = $1 and is_active and not mfa_pending and expires_at > $3 and last_seen_at > $4
"""


@dataclass(frozen=True, slots=True)
class Visit:
    """The request somebody signs in with."""

    ip_address: str
    user_agent: str | None
    request_id: str


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session just opened; the token is known only now."""

    token: str
    csrf_token: str


def key_of(token: bytes) -> str:
    """What `sessions.session_id` holds for the cookie's token."""
    return sha256(token).hexdigest()


async def open_session(
    connection: Connection, user_id: int, visit: Visit, settings: Settings, *, mfa_pending: bool = False
) -> NewSession:
    """A new session with new tokens; one that waits for the second factor is short."""
    token, csrf_token = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    now = clock.now()
    lifetime = timedelta(minutes=MFA_MINUTES) if mfa_pending else timedelta(hours=settings.session_absolute_hours)
    await connection.execute(
        OPEN,
        key_of(token.encode()),
        user_id,
        csrf_token,
        now + lifetime,
        now,
        visit.ip_address[:64],
        _kept_text(visit.user_agent),
        mfa_pending,
    )
    return NewSession(token, csrf_token)


def _kept_text(user_agent: str | None) -> str | None:
    return None if user_agent is None else user_agent.replace("\0", "")[:256]


async def end_session(connection: Connection, user_id: int, session_id: int) -> str | None:
    """Ends one of the user's sessions; its key, or None if there is no such session."""
    key: str | None = await connection.fetchval(END_ONE, user_id, session_id)
    return key


async def end_by_token(connection: Connection, token: bytes) -> None:
    """Ends the session of this cookie, whoever's it is."""
    await connection.execute(END_BY_KEY, key_of(token))


async def end_sessions(connection: Connection, user_id: int, *, except_key: str | None = None) -> None:
    """Ends all sessions of a user, or all but one."""
    await connection.execute(END_ALL, user_id, except_key)


async def session_list(connection: Connection, user_id: int, current_key: str | None, settings: Settings) -> bytes:
    """The user's living sessions, the last seen first, as JSON."""
    now = clock.now()
    listed: str = await connection.fetchval(LIST, user_id, current_key, now, idle_since(now, settings))
    return listed.encode()


def idle_since(now: datetime, settings: Settings) -> datetime:
    """Sessions not seen after this moment have ended by themselves."""
    return now - timedelta(minutes=settings.session_idle_minutes)


def seen_every(settings: Settings) -> timedelta:
    """How stale last_seen_at may get: a minute, or less where sessions end sooner."""
    return timedelta(seconds=min(SEEN_EVERY_S, settings.session_idle_minutes * 60 / 4))


def cookie_name(settings: Settings) -> str:
    """`__Host-` makes the browser insist on HTTPS, on this host only and on the whole site."""
    return "__Host-leadgen" if settings.cookies_are_secure else "leadgen"


def cookie_header(token: str, settings: Settings) -> str:
    """The value of Set-Cookie that gives the browser its session."""
    return _cookie(token, settings.session_absolute_hours * 3600, settings)


def expired_cookie_header(settings: Settings) -> str:
    """The value of Set-Cookie that takes the session away."""
    return _cookie("", 0, settings)


def _cookie(value: str, max_age_s: int, settings: Settings) -> str:
    secure = "; Secure" if settings.cookies_are_secure else ""
    return f"{cookie_name(settings)}={value}; Max-Age={max_age_s}; Path=/; HttpOnly; SameSite=Lax{secure}"


def cookie_value(header: bytes, name: bytes) -> bytes | None:
    """The session token in a Cookie header, if it is there."""
    for pair in header.split(b";"):
        key, equals, value = pair.strip().partition(b"=")
        if key == name and equals and value:
            return value
    return None
