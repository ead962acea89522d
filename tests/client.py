"""Calls the application as a server would, without a network: the path as it is on the wire, the body in any pieces."""

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, MutableMapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, Self
from urllib.parse import unquote, urlencode

import orjson
import uvicorn

from backend.api.gateway import Gateway
from backend.api.main import application
from backend.settings import Settings
from tests.people import Person

Parameters = Mapping[str, object] | Iterable[tuple[str, object]]
Message = MutableMapping[str, Any]

THIS_MACHINE: Final = "127.0.0.1"
ELSEWHERE: Final = "203.0.113.9"
JSON: Final = "application/json"
PROBLEM: Final = "application/problem+json"
ANSWER_WITHIN_S: Final = 60


@dataclass(frozen=True)
class Reply:
    """One answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return orjson.loads(self.body)

    @property
    def items(self) -> list[dict[str, Any]]:
        """The records of a list."""
        assert self.status == 200, self.text
        found: list[dict[str, Any]] = self.json["items"]
        return found

    @property
    def ids(self) -> list[int]:
        """The ids of a list's records."""
        return [record["id"] for record in self.items]

    @property
    def etag(self) -> str:
        return self.headers["etag"]

    @property
    def text(self) -> str:
        """What a failing test shows."""
        return f"{self.status} {self.body[:600].decode(errors='replace')}"

    def ok(self) -> Any:
        """The body of an answer that has to be a success."""
        assert 200 <= self.status < 300, self.text
        return self.json if self.body else None


@dataclass(frozen=True)
class Client:
    """One caller. headers: what they send with every request; peer: the address of their end of the connection."""

    app: Gateway
    headers: Mapping[str, str] = field(default_factory=dict)
    peer: str = ELSEWHERE
    host: str = "leadgen.example"

    def of(self, person: Person) -> Self:
        """The same way in, for somebody with an API key."""
        return self.with_headers(**person.headers)

    def with_headers(self, **headers: str) -> Self:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return type(self)(self.app, {**self.headers, **named}, self.peer, self.host)

    async def get(self, path: str, parameters: Parameters = (), /, **headers: str) -> Reply:
        return await self.send("GET", path, parameters, headers=headers)

    async def post(self, path: str, body: object = None, **headers: str) -> Reply:
        return await self.send("POST", path, body=orjson.dumps(body), headers=headers)

    async def put(self, path: str, body: object, **headers: str) -> Reply:
        return await self.send("PUT", path, body=orjson.dumps(body), headers=headers)

    async def patch(self, path: str, body: object, **headers: str) -> Reply:
        return await self.send("PATCH", path, body=orjson.dumps(body), headers=headers)

    async def delete(self, path: str, **headers: str) -> Reply:
        return await self.send("DELETE", path, headers=headers)

    async def send(
        self,
        method: str,
        path: str,
        parameters: Parameters = (),
        *,
        query: bytes | None = None,
        body: bytes | Iterable[bytes] = b"",
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """One request. path: percent-encoded; body: bytes with their length, or pieces without. Header names may be
        written with underscores."""
        pieces = [body] if isinstance(body, bytes) else body
        given = {"host": self.host, **self.headers, **(headers or {})}
        given = {name.lower().replace("_", "-"): value for name, value in given.items()}
        if body and isinstance(body, bytes):
            given.setdefault("content-length", str(len(body)))
        if body:
            given.setdefault("content-type", JSON)
        if query is None:
            pairs = parameters.items() if isinstance(parameters, Mapping) else parameters
            query = urlencode([(name, str(value)) for name, value in pairs]).encode()
        scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(path),  # as the server does: what is no UTF-8 becomes U+FFFD
            "raw_path": path.encode("latin-1"),
            "query_string": query,
            "root_path": "",
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in given.items() if value is not None],
            "client": (self.peer, 50000),
            "server": ("127.0.0.1", 8000),
            "state": {},
        }
        return await _exchange(self.app, scope, iter(pieces))


async def _exchange(app: Gateway, scope: dict[str, Any], pieces: Any) -> Reply:
    sent: list[Message] = []
    following = next(pieces, b"")

    async def receive() -> Message:
        nonlocal following
        if following is None:
            await asyncio.Event().wait()  # the caller stays connected
        present, following = following, next(pieces, None)
        return {"type": "http.request", "body": present, "more_body": following is not None}

    async def send(message: Message) -> None:
        sent.append(message)

    async with asyncio.timeout(ANSWER_WITHIN_S):
        await app(scope, receive, send)
    start, *bodies = sent
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in start["headers"]}
    return Reply(start["status"], headers, b"".join(message.get("body", b"") for message in bodies))


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[Gateway]:
    """The application, started and stopped as a server starts and stops it."""
    app = application(settings)
    asked: asyncio.Queue[Message] = asyncio.Queue()
    answered: asyncio.Queue[Message] = asyncio.Queue()

    async def live() -> None:
        await app({"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, asked.get, answered.put)

    life = asyncio.create_task(live())
    try:
        await _turn(asked, answered, "startup")
        yield app
    finally:
        if app.runtime is not None:
            await _turn(asked, answered, "shutdown")
        await asyncio.gather(life, return_exceptions=True)


async def _turn(asked: asyncio.Queue[Message], answered: asyncio.Queue[Message], what: str) -> None:
    await asked.put({"type": f"lifespan.{what}"})
    async with asyncio.timeout(ANSWER_WITHIN_S):
        word = await answered.get()
    assert word["type"] == f"lifespan.{what}.complete", word.get("message")


@contextmanager
def listening(settings: Settings) -> Iterator[str]:
    """The address of the application behind a real server, in a thread of its own."""
    with socket.create_server((THIS_MACHINE, 0)) as listener:
        server = uvicorn.Server(
            uvicorn.Config(
                application(settings), log_config=None, access_log=False, proxy_headers=False, server_header=False
            )
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="server")
        thread.start()
        try:
            _wait_until_started(server, thread)
            yield f"http://{THIS_MACHINE}:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(ANSWER_WITHIN_S)


def _wait_until_started(server: uvicorn.Server, thread: threading.Thread) -> None:
    limit = time.monotonic() + ANSWER_WITHIN_S
    while not server.started:
        assert thread.is_alive(), "the server ended instead of starting"
        assert time.monotonic() < limit, "the server does not start"
        thread.join(0.02)
