"""The framework's own errors in our one shape."""

from typing import Final

import asyncpg
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from backend.api.answers import problem
from backend.api.gateway import Unexpected
from backend.api.schemas import Unprocessable
from backend.database.refusals import GONE, refusal
from backend.errors import BadRequest, FieldError, LeadGenError, MethodNotAllowed, NotFound, TooLarge

BY_STATUS: Final[dict[int, type[LeadGenError]]] = {404: NotFound, 405: MethodNotAllowed, 413: TooLarge}


def install(api: FastAPI) -> None:
    """Have the framework answer every error as a problem document."""
    api.add_exception_handler(LeadGenError, _ours)
    api.add_exception_handler(RequestValidationError, _fields)
    api.add_exception_handler(HTTPException, _http)
    for kind in (asyncpg.PostgresError, *GONE):
        api.add_exception_handler(kind, _database)
    api.add_exception_handler(Exception, _unexpected)


def _respond(request: Request, error: LeadGenError) -> Response:
    answer = problem(error, request.scope.get("state", {}).get("request_id", ""))
    response = Response(answer.body, answer.status)
    response.raw_headers = [*answer.headers, (b"content-length", b"%d" % len(answer.body))]
    return response


def _ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, LeadGenError)  # noqa: S101 - registered for this class
    return _respond(request, error)


def _fields(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class
    found = []
    for each in error.errors()[:100]:
        place, *path = each["loc"]
        pointer = "".join(f"/{part}" for part in path) or "/"
        if place != "body":
            pointer = f"?{'.'.join(str(part) for part in path)}"
        found.append(FieldError(pointer, str(each["msg"]).removeprefix("Value error, "), str(each["type"])))
    broken = any(each["type"] == "json_invalid" for each in error.errors())
    if broken:
        return _respond(request, BadRequest("The body is not JSON.", errors=found))
    return _respond(request, Unprocessable(errors=found))


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class
    if isinstance(error.__cause__, LeadGenError):  # raised by the gateway while the framework read the body
        return _respond(request, error.__cause__)
    kind = BY_STATUS.get(error.status_code, BadRequest if error.status_code < 500 else Unexpected)
    detail = "There is nothing at this address." if kind is NotFound else None
    return _respond(request, kind(detail, headers=dict(error.headers or {})))


def _database(request: Request, error: Exception) -> Response:
    known = refusal(error)
    if known is None:
        raise error
    return _respond(request, known)


def _unexpected(request: Request, error: Exception) -> Response:
    return _respond(request, refusal(error) or Unexpected())
