"""GET /v1/events: tells browsers what changed, as the database announces it."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Final, NamedTuple, Self

import asyncpg
import orjson
import structlog
from fastapi import APIRouter, Header, Request
from fastapi.responses import StreamingResponse

from backend.api.deps import Caller, permit
from backend.auth.permissions import Scope
from backend.auth.principal import Principal
from backend.errors import Unavailable
from backend.registry import NOUNS
from backend.runtime import Runtime

router = APIRouter(prefix="/v1", tags=["events"])
log: Final = structlog.get_logger("leadgen.events")

CHANNEL: Final = "leadgen_changes"
STILL_HERE_S: Final = 15.0
# The browser comes back by itself, and is asked anew who it is.
LONGEST_STREAM_S: Final = 600.0
MOST_WAITING: Final = 256
MOST_CLIENTS: Final = 1000
RECONNECT_S: Final = (0.2, 1.0, 5.0)
PING_S: Final = 20.0
# Changes are announced only while somebody said within the last minute that they listen.
LISTENING: Final = """
    insert into change_listeners (name) values ($1) on conflict (name) do update set seen_at = now()
"""
NO_LONGER: Final = "delete from change_listeners where name = $1 or seen_at < now() - interval '1 hour'"
HEADERS: Final = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}

REFETCH: Final = b'event: refetch\ndata: {"reason":"some changes may have been missed"}\n\n'
STILL_HERE: Final = b": still here\n\n"


class TooManyStreams(Unavailable):
    """Too many event streams are open: try again later, or ask less often."""

    code = "too_many_streams"


class Watched(NamedTuple):
    """A table as the API knows it."""

    noun: str
    permission: str
    personal: bool = False  # its rows are one user's, and nobody else hears of them


class Change(NamedTuple):
    """One announcement, ready to send: with the ids for those who may see every record, without for the others.

    only: the users whom alone it concerns; None is everybody.
    """

    permission: str
    with_ids: bytes
    without_ids: bytes
    only: frozenset[int] | None = None

    def for_(self, principal: Principal) -> bytes:
        """What this caller may know of it; empty when that is nothing."""
        if self.only is not None and principal.user_id not in self.only:
            return b""
        scope = principal.scope(self.permission)
        if scope is Scope.ALL:
            return self.with_ids
        return self.without_ids if scope else b""


@dataclass(eq=False)
class Client:
    """One open stream. None in the queue ends it."""

    waiting: asyncio.Queue[Change | bytes | None] = field(default_factory=lambda: asyncio.Queue(MOST_WAITING))

    def offer(self, item: "Change | bytes") -> bool:
        """Whether there was room; a client that is too slow is ended instead, and will come back."""
        try:
            self.waiting.put_nowait(item)
        except asyncio.QueueFull:
            self.end()
            return False
        return True

    def end(self) -> None:
        while not self.waiting.empty():
            self.waiting.get_nowait()
        self.waiting.put_nowait(None)


class ChangeFeed:
    """One listening connection of this process, shared by all its streams; opened with the first of them."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._clients: set[Client] = set()
        self._joined = asyncio.Event()
        self._listener: asyncio.Task[None] | None = None
        self._name = secrets.token_hex(4)  # tells this process's numbering from another's
        self._number = 0

    @classmethod
    def of(cls, request: Request) -> Self:
        """The feed of the application that serves this request."""
        state = request.app.state
        if not hasattr(state, "change_feed"):
            state.change_feed = cls(state.runtime)
        feed: Self = state.change_feed
        return feed

    @property
    def latest(self) -> str:
        """The id of the last change that was announced."""
        return f"{self._name}-{self._number}"

    def join(self) -> Client:
        """A new client. Raises TooManyStreams."""
        if len(self._clients) >= MOST_CLIENTS or self._runtime.stopping.is_set():
            raise TooManyStreams
        self._clients.add(client := Client())
        self._joined.set()
        if self._listener is None or self._listener.done():
            self._listener = asyncio.create_task(self._listen_until_the_end(), name="change feed")
        return client

    def leave(self, client: Client) -> None:
        self._clients.discard(client)

    async def _listen_until_the_end(self) -> None:
        listening = asyncio.create_task(self._listen())
        try:
            await self._runtime.stopping.wait()
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
            for client in self._clients:
                client.end()
            self._clients.clear()

    async def _listen(self) -> None:
        failures = 0
        while True:
            try:
                await self._listen_on_one_connection()
                failures = 0
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("changes_unheard", error=str(error) or type(error).__name__)
                failures += 1
            await asyncio.sleep(RECONNECT_S[min(failures, len(RECONNECT_S) - 1)])

    async def _listen_on_one_connection(self) -> None:
        """Pass on what is announced until the connection is gone."""
        connection = await asyncpg.connect(
            self._runtime.dsn, timeout=10, server_settings={"application_name": "leadgen events"}
        )
        try:
            gone = asyncio.Event()
            connection.add_termination_listener(lambda _: gone.set())
            await connection.add_listener(CHANNEL, self._heard)
            announced = False
            while not gone.is_set():
                self._joined.clear()
                wanted = bool(self._clients)
                await connection.execute(LISTENING if wanted else NO_LONGER, self._name, timeout=10)
                if wanted and not announced:
                    self._tell(REFETCH)  # what happened before, nobody heard
                announced = wanted
                await _first_of(gone, self._joined)
        finally:
            connection.terminate()

    def _heard(self, connection: object, process_id: int, channel: str, payload: object) -> None:
        announced = orjson.loads(str(payload))
        watched = WATCHED.get(announced["noun"])
        if watched is not None:
            self._number += 1
            self._tell(self._worded(watched, announced))

    def _worded(self, watched: Watched, announced: Mapping[str, object]) -> Change:
        head = f"id: {self.latest}\nevent: change\ndata: ".encode()
        plain = {"noun": watched.noun, "op": announced["op"]}
        if watched.personal:
            told = head + orjson.dumps(plain) + b"\n\n"
            return Change(watched.permission, told, told, _users(announced.get("user_ids")))
        full = plain | {name: announced.get(name) for name in ("ids", "count", "actor_id")}
        return Change(watched.permission, head + orjson.dumps(full) + b"\n\n", head + orjson.dumps(plain) + b"\n\n")

    def _tell(self, item: Change | bytes) -> None:
        for client in list(self._clients):
            if not client.offer(item):
                self._clients.discard(client)


def _users(ids: object) -> frozenset[int]:
    return frozenset(each for each in ids if isinstance(each, int)) if isinstance(ids, list) else frozenset()


async def _first_of(*events: asyncio.Event) -> None:
    """Until one of the events is set, or it is time to look again."""
    waiting = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(waiting, timeout=PING_S, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waiting:
            task.cancel()


# The tables that streams tell about, by name.
WATCHED: Final[Mapping[str, Watched]] = {
    **{noun.table.name: Watched(noun.name, f"{noun.key}:read") for noun in NOUNS.values()},
    "users": Watched("users", "users:read"),
    "teams": Watched("teams", "teams:read"),
    "operations": Watched("operations", "operations:read"),
    "agency_settings": Watched("settings", "settings:read"),
    "notifications": Watched("notifications", "notifications:read", personal=True),
}


@router.get(
    "/events",
    operation_id="events_stream",
    summary="What changes, as it happens (server-sent events)",
    dependencies=[permit("events:read")],
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}, "description": "`change` and `refetch` events"}},
)
async def stream(
    request: Request, caller: Caller, last_event_id: Annotated[str | None, Header(max_length=64)] = None
) -> StreamingResponse:
    """`change` names the kind of record, and the ids if you may see all of them; `refetch` says that changes may have
    been missed, as after an interruption. The stream ends now and then: reconnect, as browsers do by themselves."""
    feed = ChangeFeed.of(request)
    missed = last_event_id is not None and last_event_id != feed.latest
    told = _told(feed, feed.join(), caller, missed=missed)
    return StreamingResponse(told, media_type="text/event-stream", headers=HEADERS)


async def _told(feed: ChangeFeed, client: Client, caller: Principal, *, missed: bool) -> AsyncIterator[bytes]:
    try:
        yield b"retry: 2000\n\n" + (REFETCH if missed else b"")
        async for item in _until_ended(client):
            if text := item if isinstance(item, bytes) else item.for_(caller):
                yield text
    finally:
        feed.leave(client)


async def _until_ended(client: Client) -> AsyncIterator[Change | bytes]:
    loop = asyncio.get_running_loop()
    limit = loop.time() + LONGEST_STREAM_S
    while loop.time() < limit:
        try:
            item = await asyncio.wait_for(client.waiting.get(), STILL_HERE_S)
        except TimeoutError:
            item = STILL_HERE
        if item is None:
            return
        yield item
