"""Says who is calling: once from the database, then from memory until something about them changes."""

import asyncio
import contextlib
from collections.abc import Collection, Iterator
from datetime import datetime
from hashlib import sha256
from time import monotonic
from typing import Any, Final

import asyncpg
import orjson
import structlog

from backend import clock
from backend.auth.apikeys import USED_EVERY, hash_of, key_in
from backend.auth.origin import is_this_machine
from backend.auth.permissions import grants_of
from backend.auth.principal import LOOPBACK_VIEWER, Principal, Via
from backend.auth.sessions import idle_since, key_of, seen_every
from backend.database.engine import Connection, Pool
from backend.models.user import Role
from backend.settings import Settings

CHANNEL: Final = "leadgen_auth"
REMEMBER_S: Final = 10.0
# Without word from the database about changes (it restarts, or is behind PgBouncer) memory is kept short.
REMEMBER_UNHEARD_S: Final = 1.0
MOST_REMEMBERED: Final = 10_000
PING_S: Final = 30.0
RECONNECT_S: Final = (0.2, 10.0)

_WHO: Final = """
    u.id as user_id, u.username, coalesce(nullif(u.full_name, ''), u.username) as label, u.role, u.permissions,
    u.team_id, array(
        select mate.id from users mate join teams on teams.id = mate.team_id
        where mate.team_id = u.team_id and teams.is_active order by mate.id
    ) as team_user_ids
"""

# params: session_id text, now timestamptz, idle_since timestamptz
BY_SESSION: Final = f"""
    select {_WHO}, s.csrf_token, s.last_seen_at, s.expires_at
    from sessions s join users u on u.id = s.user_id
    where s.session_id = $1 and s.is_active and not s.mfa_pending and s.expires_at > $2 and s.last_seen_at > $3
        and u.is_active
"""

# params: key_hash text, now timestamptz
BY_KEY: Final = f"""
    select {_WHO}, k.id as key_id, k.scopes, k.requests_per_minute, k.last_used_at, k.expires_at
    from api_keys k join users u on u.id = k.user_id
    where k.key_hash = $1 and k.revoked_at is null and (k.expires_at is null or k.expires_at > $2)
        and u.is_active
"""

# params: user_id int
BY_ID: Final = f"select {_WHO} from users u where u.id = $1 and u.is_active"

SESSION_SEEN: Final = "update sessions set last_seen_at = $2 where session_id = $1 and last_seen_at < $2"
KEY_USED: Final = "update api_keys set last_used_at = $2 where id = $1 and coalesce(last_used_at, '-infinity') < $2"

log = structlog.get_logger(__name__)


class Authenticator:
    """Turns credentials into a Principal.

    `cached` first: it costs a hash and a look-up. A miss costs one statement. What is remembered goes after ten
    seconds, and at once when the database announces a change of users, teams, keys or sessions.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._remembered: dict[bytes, tuple[float, Principal]] = {}
        self._epoch = 0  # moves with every change, so that an answer read before it is not kept after it
        self._remember_s = REMEMBER_UNHEARD_S
        self._pool: Pool | None = None
        self._listener: asyncio.Task[None] | None = None
        self._notes: set[asyncio.Task[None]] = set()

    async def start(self, pool: Pool, dsn: str) -> None:
        """Begins to listen for changes, on a connection of its own that comes back by itself."""
        self._pool = pool
        if self._settings.pgbouncer:
            return  # in transaction mode LISTEN succeeds and hears nothing
        self._listener = asyncio.create_task(self._listen(dsn), name="auth changes")

    async def close(self) -> None:
        """Stops listening and waits for the last notes of who was seen."""
        if self._listener is not None:
            self._listener.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._listener
        await asyncio.gather(*self._notes, return_exceptions=True)
        self.forget()

    @property
    def hears_changes(self) -> bool:
        """Whether the database can tell us that somebody's rights changed."""
        return self._remember_s == REMEMBER_S

    def cached(self, credential: bytes) -> Principal | None:
        """Who this Authorization header, or session cookie's value, belongs to, if that is remembered."""
        known = self._remembered.get(sha256(credential).digest())
        return known[1] if known is not None and known[0] > monotonic() else None

    def forget(self) -> None:
        """Drops everything remembered: call it after a change that the next request must see."""
        self._epoch += 1
        self._remembered.clear()

    async def authenticate(
        self,
        authorization: bytes | None,
        cookie: bytes | None,
        client_host: str | None,
        host_header: bytes | None,
        *,
        forwarded: bool = False,
    ) -> Principal | None:
        """Who is calling, or None for nobody. An Authorization header decides alone; the cookie is not asked then.

        cookie: the session cookie's value. client_host: the address of the connection itself. forwarded: whether any
        X-Forwarded-* or Forwarded header came along: then the caller is behind a proxy, not on this machine.
        """
        if authorization is not None:
            return await self._by_key(authorization)
        if cookie is not None:
            return await self._by_session(cookie)
        if not self._settings.production and not forwarded and is_this_machine(client_host, host_header):
            return LOOPBACK_VIEWER
        return None

    async def _by_key(self, authorization: bytes) -> Principal | None:
        key = key_in(authorization)
        if key is None:
            return None
        epoch, now = self._epoch, clock.now()
        row = await self._database.fetchrow(BY_KEY, hash_of(key), now)
        if row is None:
            return None
        principal = _principal_of_key(row)
        self._remember(authorization, principal, row["expires_at"], epoch)
        if row["last_used_at"] is None or row["last_used_at"] <= now - USED_EVERY:
            self._note(KEY_USED, row["key_id"], now)
        return principal

    async def _by_session(self, token: bytes) -> Principal | None:
        epoch, now, session_key = self._epoch, clock.now(), key_of(token)
        row = await self._database.fetchrow(BY_SESSION, session_key, now, idle_since(now, self._settings))
        if row is None:
            return None
        principal = _principal_of_session(row, session_key)
        self._remember(token, principal, row["expires_at"], epoch)
        if row["last_seen_at"] <= now - seen_every(self._settings):
            self._note(SESSION_SEEN, session_key, now)
        return principal

    @property
    def _database(self) -> Pool:
        if self._pool is None:
            raise RuntimeError("the authenticator was not started")
        return self._pool

    def _remember(self, credential: bytes, principal: Principal, until: datetime | None, epoch: int) -> None:
        if epoch != self._epoch:
            return
        if len(self._remembered) >= MOST_REMEMBERED:
            self._remembered.clear()
        left_s = self._remember_s if until is None else (until - clock.now()).total_seconds()
        self._remembered[sha256(credential).digest()] = (monotonic() + min(self._remember_s, left_s), principal)

    def _note(self, statement: str, *values: object) -> None:
        """Writes down that somebody was here, beside the request and not in its way."""
        note = asyncio.create_task(self._write_note(statement, values))
        self._notes.add(note)
        note.add_done_callback(self._notes.discard)

    async def _write_note(self, statement: str, values: tuple[object, ...]) -> None:
        try:
            await self._database.execute(statement, *values)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            log.warning("auth.note_lost", error=type(error).__name__)

    async def _listen(self, dsn: str) -> None:
        for pause_s in _pauses():
            try:
                await self._hear(dsn)
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("auth.changes_unheard", error=type(error).__name__)
            finally:
                self._remember_s = REMEMBER_UNHEARD_S
                self.forget()
            await asyncio.sleep(pause_s)

    async def _hear(self, dsn: str) -> None:
        """Listens until the connection is gone."""
        connection = await asyncpg.connect(dsn, timeout=10, server_settings={"application_name": "leadgen auth"})
        gone = asyncio.Event()
        connection.add_termination_listener(lambda _: gone.set())
        try:
            await connection.add_listener(CHANNEL, self._changed)
            self.forget()
            self._remember_s = REMEMBER_S
            while not gone.is_set():
                try:
                    await asyncio.wait_for(gone.wait(), PING_S)
                except TimeoutError:
                    # A network that swallows packets closes nothing: ask.
                    await connection.execute("select 1", timeout=5)
        finally:
            connection.terminate()

    def _changed(self, _connection: object, _pid: int, _channel: str, _payload: object) -> None:
        self.forget()


def _pauses() -> Iterator[float]:
    """How long to wait before each new connection: at once after the first loss, then longer and longer."""
    pause_s, longest_s = RECONNECT_S
    while True:
        yield pause_s
        pause_s = min(pause_s * 1.5, longest_s)


def _principal_of_session(row: "asyncpg.Record", session_key: str) -> Principal:
    key = f"user:{row['user_id']}"
    return _principal(row, None, Via.SESSION, key, session_key=session_key, csrf_token=row["csrf_token"])


def _principal_of_key(row: "asyncpg.Record") -> Principal:
    scopes = _json(row["scopes"])
    only = scopes if isinstance(scopes, list) else None
    return _principal(row, only, Via.API_KEY, f"key:{row['key_id']}", requests_per_minute=row["requests_per_minute"])


def _principal(
    row: "asyncpg.Record",
    only: Collection[str] | None,
    via: Via,
    key: str,
    *,
    session_key: str | None = None,
    csrf_token: str | None = None,
    requests_per_minute: int | None = None,
) -> Principal:
    """Whom a row tells of, with the rights of their role and their own; only: no more than these, None keeps all."""
    role = Role(row["role"])
    return Principal(
        user_id=row["user_id"],
        username=row["username"],
        label=row["label"],
        role=role,
        team_id=row["team_id"],
        team_user_ids=tuple(row["team_user_ids"]),
        grants=grants_of(role, _json(row["permissions"]), only),
        via=via,
        session_key=session_key,
        csrf_token=csrf_token,
        key=key,
        requests_per_minute=requests_per_minute,
    )


async def principal_of(
    connection: Pool | Connection, user_id: int, only: Collection[str] | None = None
) -> Principal | None:
    """Somebody for whom a job works, with their rights as they are now; None if they may not sign in (any more).

    only: the permissions of the API key with which they asked; None keeps all.
    """
    row = await connection.fetchrow(BY_ID, user_id)
    if row is None:
        return None
    return _principal(row, only, Via.SYSTEM, f"user:{row['user_id']}")


def _json(value: Any) -> object:
    """jsonb as asyncpg hands it over, which is text."""
    return orjson.loads(value) if isinstance(value, str) else value
