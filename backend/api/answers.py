"""What goes back: finished bytes with a status, and the one shape of every error."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

import orjson

from backend.errors import LeadGenError

Headers = list[tuple[bytes, bytes]]

JSON: Final = (b"content-type", b"application/json")
PROBLEM: Final = (b"content-type", b"application/problem+json")
# On every answer: what it holds is personal, and a browser must neither guess its type nor frame it.
SAFETY: Final[Headers] = [
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"same-origin"),
]
STRICT_TRANSPORT: Final[Headers] = [(b"strict-transport-security", b"max-age=31536000; includeSubDomains")]


@dataclass(slots=True)
class Answer:
    """One answer. stream: the body in pieces, in place of `body`."""

    status: int
    body: bytes = b""
    headers: Headers = field(default_factory=lambda: [JSON])
    stream: AsyncIterator[bytes] | None = None


def problem_document(error: LeadGenError, request_id: str) -> dict[str, Any]:
    """The error as RFC 9457 wants it, with our stable code and a JSON pointer for each field."""
    document: dict[str, Any] = {
        "type": f"/docs#{error.code}",
        "title": HTTPStatus(error.status).phrase,
        "status": error.status,
        "code": error.code,
        "detail": error.detail,
        "request_id": request_id,
    }
    if error.errors:
        document["errors"] = [
            {"pointer": each.pointer, "detail": each.message, "code": each.code} for each in error.errors
        ]
    return document


def problem(error: LeadGenError, request_id: str) -> Answer:
    """The answer that tells of an error."""
    told = {"WWW-Authenticate": "Bearer", **error.headers} if error.status == HTTPStatus.UNAUTHORIZED else error.headers
    headers = [PROBLEM, *((name.lower().encode(), value.encode("latin-1")) for name, value in told.items())]
    return Answer(error.status, _written(problem_document(error, request_id)), headers)


def _written(document: dict[str, Any]) -> bytes:
    try:
        return orjson.dumps(document, default=str)
    except TypeError:  # half a character out of what was sent, which only an escape can carry
        return json.dumps(document, default=str).encode()
