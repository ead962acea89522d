"""What a request asks, read from raw bytes: the query string, the body, the headers that matter."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qsl

import orjson

from backend.auth.principal import Principal
from backend.database.writes import Actor
from backend.errors import BadRequest, FieldError, NotSignedIn, TooLarge, TooSlow, UnsupportedMedia

Receive: TypeAlias = Callable[[], Awaitable[Mapping[str, Any]]]

MOST_PARAMETERS: Final = 200
PIECE_WITHIN_S = 30.0
HEARD_OUT_S: Final = 10.0
HEARD_OUT_BYTES: Final = 64 * 1024 * 1024


async def patiently(receive: Receive) -> Mapping[str, Any]:
    """The next piece of a body. Raises TooSlow when none comes: whoever says nothing keeps a connection, no more."""
    try:
        async with asyncio.timeout(PIECE_WITHIN_S):
            return await receive()
    except TimeoutError:
        raise TooSlow(headers={"Connection": "close"}) from None


async def hear_out(receive: Receive) -> None:
    """Lets go what is left of a body that is refused, within limits.

    A connection that ends with bytes unread is reset, and whoever is still sending never sees the answer.
    """
    left = HEARD_OUT_BYTES
    with suppress(TimeoutError):
        async with asyncio.timeout(HEARD_OUT_S):
            while left > 0:
                message = await receive()
                left -= len(message.get("body", b""))
                if not message.get("more_body"):
                    return


class ClientGone(Exception):
    """The client closed the connection before its request was complete."""


@dataclass(eq=False)
class Asked:
    """One request. headers: by lower-case name; of a repeated header the last one counts."""

    method: str
    path: str
    query_string: bytes
    headers: Mapping[bytes, bytes]
    receive: Receive
    principal: Principal | None
    request_id: str
    runtime: Any
    most_bytes: int

    @property
    def caller(self) -> Principal:
        """Who is calling. Raises NotSignedIn for nobody."""
        if self.principal is None:
            raise NotSignedIn
        return self.principal

    @property
    def actor(self) -> Actor:
        """Under whose name changes go into the books."""
        return self.caller.actor(self.request_id)

    @cached_property
    def parameters(self) -> list[tuple[str, str]]:
        """The query string's names and values in order. Raises BadRequest unless they are UTF-8."""
        if not self.query_string:
            return []
        try:
            text = self.query_string.decode("ascii")
            found = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS)
        except UnicodeError:
            raise BadRequest("The query string is not percent-encoded UTF-8.") from None
        except ValueError:
            raise BadRequest(f"The query string holds more than {MOST_PARAMETERS} parameters.") from None
        for name, value in found:
            if "\0" in name or "\0" in value:
                raise BadRequest("The query string holds a NUL character.", errors=[FieldError(f"?{name}", "NUL")])
        return found

    async def body(self) -> bytes:
        """The whole body. Raises TooLarge as soon as it is, before it is read to the end."""
        pieces: list[bytes] = []
        length = 0
        while True:
            message = await patiently(self.receive)
            if message["type"] == "http.disconnect":
                raise ClientGone
            piece: bytes = message.get("body", b"")
            length += len(piece)
            if length > self.most_bytes:
                raise TooLarge(f"The body is larger than {self.most_bytes} bytes.")
            if not message.get("more_body"):
                return b"".join([*pieces, piece]) if pieces else piece
            pieces.append(piece)

    async def json_bytes(self) -> bytes:
        """The body of a request that says it is JSON. Raises UnsupportedMedia or BadRequest."""
        kind = self.headers.get(b"content-type", b"application/json").split(b";")[0].strip().lower()
        if kind != b"application/json" and not kind.endswith(b"+json"):
            raise UnsupportedMedia
        if self.headers.get(b"content-encoding", b"identity").strip().lower() not in (b"identity", b""):
            raise UnsupportedMedia("Send the body without content-encoding.")
        return await self.body()

    async def json(self) -> Any:
        """The body, read as JSON. Raises BadRequest with the place where it stops being JSON."""
        body = await self.json_bytes()
        try:
            return orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise BadRequest(f"The body is not JSON: {error}.") from None
