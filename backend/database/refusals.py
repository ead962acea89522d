"""What PostgreSQL refuses, said in the words of the API."""

import re
from typing import Final

import asyncpg

from backend.errors import Conflict, FieldError, Invalid, LeadGenError, Unavailable

KEY: Final = re.compile(r"Key \((?P<columns>[^)]*)\)")
MONEY: Final = "LG001"
OUR_OWN: Final = "LG"
TRY_AGAIN: Final = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)
GONE: Final = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # from a connection that broke in the middle of an answer
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    ConnectionError,
    TimeoutError,
)


class AlreadyExists(Conflict):
    """Another record already has this value."""

    code = "already_exists"


class Busy(Unavailable):
    """Somebody else is changing the same records: try again."""

    code = "busy"


def refusal(error: Exception) -> LeadGenError | None:
    """The error as callers know it; None for what nobody foresaw."""
    match error:
        case asyncpg.UniqueViolationError():
            return AlreadyExists(errors=_at(error, "already_exists", "Another record already has this value."))
        case asyncpg.ForeignKeyViolationError():
            return Invalid(errors=_at(error, "no_such_record", "There is no such record."))
        case asyncpg.NotNullViolationError():
            return Invalid(errors=[FieldError(f"/{error.column_name}", "This field is required.", "required")])
        case asyncpg.CheckViolationError():
            field = str(error.constraint_name).removeprefix(f"ck_{error.table_name}_")
            return Invalid(errors=[FieldError(f"/{field}", "This value is not allowed.", "not_allowed")])
        case asyncpg.QueryCanceledError():
            return Unavailable("This took longer than the server allows: narrow the question down.")
        case asyncpg.LockNotAvailableError() | asyncpg.DeadlockDetectedError() | asyncpg.SerializationError():
            return Busy(headers={"Retry-After": "1"})
        case asyncpg.DataError() | asyncpg.ProgramLimitExceededError():
            return Invalid(_sentence(error))
        case asyncpg.PostgresError() if str(error.sqlstate).startswith(OUR_OWN):
            return _our_own(error)
    if isinstance(error, GONE):
        return Unavailable("The database does not answer right now: try again shortly.", headers={"Retry-After": "2"})
    return None


def _our_own(error: asyncpg.PostgresError) -> LeadGenError:
    """A refusal raised by our own functions, which say what is wrong themselves."""
    column = getattr(error, "column_name", None)
    # The first argument is the message alone; as text, the error has its detail and hint on further lines.
    message = " ".join(str(part) for part in (*error.args[:1], getattr(error, "hint", None)) if part)
    if column:
        return Invalid(errors=[FieldError(f"/{column}", message, "money" if error.sqlstate == MONEY else "invalid")])
    return Invalid(message)


def _at(error: asyncpg.PostgresError, code: str, message: str) -> list[FieldError]:
    found = KEY.search(str(getattr(error, "detail", "") or ""))
    columns = found["columns"].split(", ") if found else []
    return [FieldError(f"/{column}", message, code) for column in columns if re.fullmatch(r"\w+", column)]


def _sentence(error: Exception) -> str:
    """What PostgreSQL said of a value, without the text of a statement."""
    first = str(error).splitlines()[0] if str(error) else ""
    return f"A value does not fit: {first[:200]}." if first else "A value does not fit."
