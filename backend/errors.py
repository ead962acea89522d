"""What can go wrong, in the business's words: each error knows its HTTP status and a stable code."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field that was refused. pointer: JSON pointer into the request body, or `?name` for a query parameter."""

    pointer: str
    message: str
    code: str = "invalid"


class LeadGenError(Exception):
    """Something went wrong."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "error"

    def __init__(
        self,
        detail: str | None = None,
        *,
        errors: Sequence[FieldError] = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        self.detail = detail or (type(self).__doc__ or "").strip()
        self.errors = tuple(errors)
        self.headers = headers or {}
        super().__init__(self.detail)


class Invalid(LeadGenError):
    """The request cannot be understood as it is."""

    status = 422
    code = "invalid"


class BadRequest(Invalid):
    """The request is malformed."""

    status = 400
    code = "bad_request"


class TooLarge(Invalid):
    """The request is larger than this server accepts."""

    status = 413
    code = "too_large"


class TooSlow(Invalid):
    """The body did not come within half a minute: send it again."""

    status = 408
    code = "too_slow"


class UnsupportedMedia(Invalid):
    """This content type is not accepted here; send application/json."""

    status = 415
    code = "unsupported_media_type"


class NotFound(LeadGenError):
    """There is no such record, or you may not see it."""

    status = 404
    code = "not_found"


class MethodNotAllowed(LeadGenError):
    """This address does not answer to that method."""

    status = 405
    code = "method_not_allowed"


class Conflict(LeadGenError):
    """The change does not fit what is stored."""

    status = 409
    code = "conflict"


class Changed(Conflict):
    """Somebody else changed the record since you read it: read it again and repeat your change."""

    status = 412
    code = "changed"


class NotSignedIn(LeadGenError):
    """Sign in, or send an API key as a bearer token."""

    status = 401
    code = "not_signed_in"


class NotAllowed(LeadGenError):
    """You may not do this."""

    status = 403
    code = "not_allowed"


class TooMany(LeadGenError):
    """Too many requests: wait a little and try again."""

    status = 429
    code = "too_many_requests"


class Unavailable(LeadGenError):
    """The service cannot answer right now: try again shortly."""

    status = 503
    code = "unavailable"
