"""What every request passes first and every answer last: identity, limits, one shape of errors, log and figures.

One ASGI callable around both the nouns' endpoints, which it calls directly, and the framework's routes.
"""

import asyncio
import re
import secrets
import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from itertools import count
from time import perf_counter
from typing import Any, Final, TypeAlias

import orjson
import structlog

from backend import clock
from backend.api.answers import SAFETY, STRICT_TRANSPORT, Answer, Headers, problem
from backend.api.asking import Asked, ClientGone, hear_out, patiently
from backend.api.crud import RESOURCES
from backend.api.idempotency import claim, fingerprint, idempotency_key
from backend.api.metrics import observe
from backend.auth.limits import RateLimits
from backend.auth.origin import FORWARDING, SAFE_METHODS, TrustedProxies, check_csrf
from backend.auth.principal import Principal
from backend.auth.sessions import cookie_name, cookie_value
from backend.database.refusals import refusal
from backend.errors import BadRequest, LeadGenError, NotSignedIn, TooLarge, TooMany, Unavailable
from backend.settings import LogFormat, Settings

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Application: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

OWN_ID: Final = re.compile(rb"[A-Za-z0-9._:-]{8,64}")
BODY_METHODS: Final = frozenset({"POST", "PUT", "PATCH"})
UPLOADS: Final = ("/v1/imports", "/v1/file-documents")
# Questions in a body: they change nothing, so there is nothing to do only once.
QUESTIONS: Final = frozenset({"/v1/own-reports/figures", "/v1/own-reports/rows"})
SECRETS: Final = ("/v1/api-keys", "/v1/auth", "/v1/me", "/v1/users")  # their answers may show a secret, once
REPEATED: Final = frozenset({b"content-type", b"location", b"etag"})
# What follows one of these opens a report to whoever knows it: it stays out of the log.
KNOWN_BY_HAVING: Final = re.compile(r"(/v1/report-links/|/shared-report/)(?!by-id/)[^/]+")
METRICS: Final = "/metrics"  # takes a token of its own
WATCHED: Final = ("/v1/health/", METRICS)  # by machines that know an address and no name
DOORS: Final = "/v1/intake/door/"  # where other people's systems show credentials of their own
ANONYMOUS_PER_MINUTE: Final = 600
DOORS_PER_MINUTE: Final = 6000  # one vendor's server brings everybody's leads
TWO_PARTS: Final = frozenset(name.partition("/")[0] for name in RESOURCES if "/" in name)

log: Final = structlog.get_logger("leadgen.request")


class Unexpected(LeadGenError):
    """Something went wrong on our side. The log knows more under this request id."""

    code = "unexpected"


class Gateway:
    """The application as the server calls it.

    runtime: what the lifespan started; openapi: makes the document; api: the framework, without the pages around it.
    """

    openapi: Callable[[], dict[str, Any]]
    api: Any

    def __init__(self, framework: Application, settings: Settings) -> None:
        self._framework = framework
        self._settings = settings
        self._cookie = cookie_name(settings).encode()
        self._proxies = TrustedProxies(settings.trusted_proxies)
        self._limits = RateLimits()
        self._hosts = _HostNames(settings.allowed_hosts)
        self._log = AccessLog(settings)
        self._safety = [*SAFETY, *(STRICT_TRANSPORT if settings.cookies_are_secure else [])]
        self.runtime: Any = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._framework(scope, receive, send)
            return
        await _Exchange(self, scope, receive, send).run()

    def finish(self) -> None:
        """Write what the log still holds."""
        self._log.flush()


class _Exchange:
    """One request and its answer."""

    __slots__ = ("_gate", "_headers", "_receive", "_request_id", "_route", "_scope", "_send", "_status", "_who")

    def __init__(self, gate: Gateway, scope: Scope, receive: Receive, send: Send) -> None:
        self._gate, self._scope, self._receive, self._send = gate, scope, receive, send
        self._headers: dict[bytes, bytes] = dict(scope["headers"])
        own = self._headers.get(b"x-request-id")
        self._request_id = own.decode() if own is not None and OWN_ID.fullmatch(own) else f"{PROCESS}{next(NUMBERS):x}"
        self._route = "?"
        self._status = 0
        self._who: Principal | None = None

    async def run(self) -> None:
        began = perf_counter()
        try:
            await self._answer()
        except ClientGone:
            self._status = 499
        finally:
            took = perf_counter() - began
            method = self._scope["method"]
            observe(method if method in KNOWN_METHODS else "OTHER", self._route, self._status, took)
            self._gate._log.write(self._scope, self._request_id, self._who, self._status, took)

    async def _answer(self) -> None:
        is_heard_out = True
        try:
            answer = await self._asked()
        except LeadGenError as error:
            answer = self._problem(error)
            is_heard_out = not isinstance(error, TooLarge) or b"expect" in self._headers
        except ClientGone:
            raise
        except Exception as error:  # noqa: BLE001 - the edge: logged with the request id, answered without its text
            answer = self._problem(self._known(error))
        if answer is not None:
            await self._reply(answer, is_heard_out=is_heard_out)

    async def _asked(self) -> Answer | None:
        """The answer of a noun's endpoint; None if the framework has answered."""
        scope = self._scope
        self._check_form()
        self._who = await self._caller()
        self._check_rate()
        method = scope["method"]
        if method not in SAFE_METHODS:
            check_csrf(self._who, self._headers)
        found = noun_in(scope["path"])
        if found is not None and RESOURCES[found[0]].answers(found[1]):
            self._route, handler = RESOURCES[found[0]].endpoint(method, found[1])
            return await handler(self._request())
        return await self._framework_answers()

    def _request(self) -> Asked:
        scope, gate = self._scope, self._gate
        return Asked(
            scope["method"],
            scope["path"],
            scope["query_string"],
            self._headers,
            self._receive,
            self._who,
            self._request_id,
            gate.runtime,
            gate._settings.max_body_bytes,
        )

    def _check_form(self) -> None:
        """Refuses what no handler should have to think about."""
        scope = self._scope
        if "\0" in scope["path"] or "\ufffd" in scope["path"]:
            raise BadRequest("The path is not percent-encoded UTF-8 without NUL.")
        named = self._gate._hosts.allow(self._headers.get(b"host", b""))
        if not named and not scope["path"].startswith(WATCHED):
            raise BadRequest("This server does not answer to that host name.")
        if scope["method"] in BODY_METHODS:
            length = self._headers.get(b"content-length", b"")
            most = self._most_bytes()
            if length and (not length.isdigit() or int(length) > most):
                raise TooLarge(f"The body is larger than {most} bytes.", headers={"Connection": "close"})
        if self._gate.runtime is None:
            raise Unavailable("The server is starting: try again in a second.", headers={"Retry-After": "1"})

    def _most_bytes(self) -> int:
        settings = self._gate._settings
        return settings.max_upload_bytes if self._scope["path"].startswith(UPLOADS) else settings.max_body_bytes

    async def _caller(self) -> Principal | None:
        headers, authenticator = self._headers, self._gate.runtime.authenticator
        if self._scope["path"].startswith(DOORS):
            return None
        authorization = headers.get(b"authorization")
        cookie = None
        if authorization is None:
            sent = headers.get(b"cookie")
            cookie = cookie_value(sent, self._gate._cookie) if sent else None
        credential = authorization if authorization is not None else cookie
        known: Principal | None = authenticator.cached(credential) if credential else None
        if known is not None:
            return known
        client = self._scope.get("client")
        found: Principal | None = await authenticator.authenticate(
            authorization,
            cookie,
            client[0] if client else None,
            headers.get(b"host"),
            forwarded=any(name in headers for name in FORWARDING),
        )
        if found is None and authorization is not None and self._scope["path"] != METRICS:
            self._check_rate()  # guesses are counted like any other request of nobody
            challenge = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
            raise NotSignedIn("This API key is unknown, expired or revoked.", headers=challenge)
        return found

    def _check_rate(self) -> None:
        who, settings = self._who, self._gate._settings
        if who is not None:
            limit = who.requests_per_minute or settings.api_rate_per_minute
            if limit <= 0:
                return
            wait = self._gate._limits.allow(who.key, limit)
        else:
            client = self._scope.get("client")
            forwarded = self._headers.get(b"x-forwarded-for")
            address = self._gate._proxies.client_address(client[0] if client else None, forwarded)
            if self._scope["path"].startswith(DOORS):
                wait = self._gate._limits.allow(f"door:{address}", DOORS_PER_MINUTE)
            else:
                wait = self._gate._limits.allow(f"address:{address}", ANONYMOUS_PER_MINUTE)
        if wait is not None:
            raise TooMany(headers={"Retry-After": str(max(1, round(wait)))})

    async def _framework_answers(self) -> Answer | None:
        """The framework's answer, sent while it is made; or the kept answer of a request that was sent before."""
        asked = self._request()
        path = self._scope["path"]
        once = self._scope["method"] == "POST" and self._who is not None and path not in QUESTIONS
        key = idempotency_key(asked) if once else None
        if key is None:
            await self._pass_on(self._receive, self._send)
            return None
        if path.startswith(UPLOADS):  # too large to be read twice: the length stands for the content
            body, receive = self._headers.get(b"content-length", b""), self._receive
        else:
            body = await asked.body()
            receive = _replayed(body)
        claimed = await claim(asked, key, fingerprint(asked, body), keep=not path.startswith(SECRETS))
        if isinstance(claimed, Answer):
            return claimed
        heard = Answer(0, headers=[])

        async def overhear(message: Message) -> None:
            if message["type"] == "http.response.start":
                heard.status = message["status"]
                heard.headers = [pair for pair in message["headers"] if pair[0] in REPEATED]
            else:
                heard.body += message.get("body", b"")
            await self._send(message)

        try:
            await self._pass_on(receive, overhear)
        except BaseException:
            await claimed.settle(None)
            raise
        await claimed.settle(heard)
        return None

    async def _pass_on(self, source: Receive, target: Send) -> None:
        scope = self._scope
        scope["state"] = {**scope.get("state", {}), "principal": self._who, "request_id": self._request_id}
        received, is_whole = 0, False
        most = self._most_bytes()
        started = False

        async def receive() -> Message:
            nonlocal received, is_whole
            # Behind the body comes only the end of the connection, for which streams wait as long as they live.
            message = await source() if is_whole else dict(await patiently(source))
            is_whole = not message.get("more_body")
            if message["type"] == "http.request":
                received += len(message.get("body", b""))
                if received > most:
                    if not is_whole:
                        await hear_out(source)
                    raise TooLarge(f"The body is larger than {most} bytes.")
            return message

        async def send(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                self._status = message["status"]
                message["headers"] = self._finished(message.get("headers", []))
            await target(message)

        try:
            await self._gate._framework(scope, receive, send)
        except Exception as error:
            if not started:
                raise
            self._known(error)  # the framework told the caller already, or the answer broke off in the middle
        finally:
            route = scope.get("route")
            self._route = getattr(route, "path", None) or "unmatched"

    def _known(self, error: Exception) -> LeadGenError:
        """The error as the caller is told of it; what nobody foresaw goes to the log."""
        known = refusal(error)
        if known is None:
            log.error("unexpected", request_id=self._request_id, path=_sayable(self._scope["path"]), exc_info=error)
            return Unexpected()
        return known

    def _problem(self, error: LeadGenError) -> Answer:
        if error.status >= 500 and not isinstance(error, Unexpected):
            path = _sayable(self._scope["path"])
            log.warning("unavailable", request_id=self._request_id, path=path, code=error.code)
        return problem(error, self._request_id)

    async def _reply(self, answer: Answer, *, is_heard_out: bool = True) -> None:
        """is_heard_out: false while the client may still be sending, which it does before it reads."""
        self._status = answer.status
        headers = self._own_headers(answer.headers)
        send = self._send
        if answer.stream is None:
            if answer.status != 204:
                headers.append((b"content-length", b"%d" % len(answer.body)))
            await send({"type": "http.response.start", "status": answer.status, "headers": headers})
            body = b"" if self._scope["method"] == "HEAD" else answer.body
            if not is_heard_out:
                await send({"type": "http.response.body", "body": body, "more_body": True})
                await hear_out(self._receive)
                body = b""
            await send({"type": "http.response.body", "body": body})
            return
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        if self._scope["method"] != "HEAD":
            async for piece in answer.stream:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    def _finished(self, headers: Iterable[tuple[bytes, bytes]]) -> Headers:
        """The framework's headers with those that every answer has, except where it set one itself."""
        given = [*headers]
        names = {name for name, _ in given}
        return [*given, *(pair for pair in self._own_headers([]) if pair[0] not in names)]

    def _own_headers(self, headers: Headers) -> Headers:
        return [*headers, (b"x-request-id", self._request_id.encode()), *self._gate._safety]


# An id has to be told from others, not to be hard to guess: drawing one at random costs 3 µs, counting 0.2.
PROCESS: Final = secrets.token_hex(6)
NUMBERS: Final = count(0x10000)
KNOWN_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def noun_in(path: str) -> tuple[str, str] | None:
    """The noun that a path is about, and what follows it; None if it is about none."""
    if not path.startswith("/v1/") or path.endswith("/"):
        return None
    name, _, tail = path[4:].partition("/")
    if name in TWO_PARTS:
        second, _, rest = tail.partition("/")
        if f"{name}/{second}" in RESOURCES:
            return f"{name}/{second}", rest
    return (name, tail) if name in RESOURCES else None


def _replayed(body: bytes) -> Receive:
    """A receive channel that hands out a body that was read already."""
    messages = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive() -> Message:
        return next(messages, {"type": "http.disconnect"})

    return receive


class _HostNames:
    """The host names that the server answers to; without any, all of them."""

    def __init__(self, allowed: tuple[str, ...]) -> None:
        self._exact = frozenset(name.lower().encode() for name in allowed if not name.startswith("*."))
        self._endings = tuple(name[1:].lower().encode() for name in allowed if name.startswith("*."))

    def allow(self, header: bytes) -> bool:
        if not self._exact and not self._endings:
            return True
        name = header.lower()
        name = name[: name.find(b"]") + 1] if name.startswith(b"[") else name.partition(b":")[0]
        return name in self._exact or name.endswith(self._endings)


def _sayable(path: str) -> str:
    """A path as it may stand in the log."""
    return KNOWN_BY_HAVING.sub(r"\1…", path) if "/report-links/" in path or "/shared-report/" in path else path


class AccessLog:
    """A line for each request, gathered and written a few times a second: a write each costs more than the line."""

    FLUSH_AFTER_S: Final = 0.2
    MOST_LINES: Final = 500

    def __init__(self, settings: Settings) -> None:
        self._machines = settings.log_format is LogFormat.json
        self._silent = settings.log_level in ("warning", "error")
        self._lines: list[bytes] = []
        self._planned: asyncio.TimerHandle | None = None

    def write(
        self, scope: Mapping[str, Any], request_id: str, who: Principal | None, status: int, seconds: float
    ) -> None:
        """Note one request. The query string is left out: it may hold names and telephone numbers."""
        if self._silent:
            return
        key = who.key if who is not None else "-"
        path = _sayable(scope["path"])
        if self._machines:
            line = orjson.dumps(
                {
                    "timestamp": clock.now(),
                    "level": "info",
                    "event": "request",
                    "method": scope["method"],
                    "path": path,
                    "status": status,
                    "ms": round(seconds * 1000, 2),
                    "who": key,
                    "request_id": request_id,
                },
                option=orjson.OPT_APPEND_NEWLINE,
            )
        else:
            told = f"{scope['method']} {path} {status} {seconds * 1000:.1f} ms {key} {request_id}\n"
            line = told.encode(errors="backslashreplace")
        self._lines.append(line)
        if len(self._lines) >= self.MOST_LINES:
            self.flush()
        elif self._planned is None:
            self._planned = asyncio.get_running_loop().call_later(self.FLUSH_AFTER_S, self.flush)

    def flush(self) -> None:
        """Write what was gathered."""
        if self._planned is not None:
            self._planned.cancel()
            self._planned = None
        if self._lines:
            lines, self._lines = self._lines, []
            sys.stderr.buffer.write(b"".join(lines))
            sys.stderr.flush()
