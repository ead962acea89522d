"""Request bodies: no unknown fields, no text that a person could not have typed, no number that no id can be."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Final, TypeVar

from fastapi import Path, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from backend.errors import BadRequest, FieldError

LARGEST_ID: Final = 2**31 - 1
PRINTABLE: Final = r"^[^\x00-\x1f\x7f]*$"
WITHOUT_NUL: Final = r"^[^\x00]*$"


class Input(BaseModel):
    """A request body; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64, pattern=PRINTABLE)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=PRINTABLE)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=255, pattern=PRINTABLE)]
Phone = Annotated[str, StringConstraints(strip_whitespace=True, max_length=50, pattern=PRINTABLE)]
Paragraph = Annotated[str, StringConstraints(max_length=10_000, pattern=WITHOUT_NUL)]

# What lies beyond is `infinity` to the database's driver.
Moment = Annotated[AwareDatetime, Field(ge=datetime(1, 1, 2, tzinfo=UTC), le=datetime(9999, 12, 31, tzinfo=UTC))]
RecordId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
PageNumber = Annotated[int, Query(ge=1, le=1_000_000)]
PageSize = Annotated[int, Query(ge=1, le=200)]
Choice = TypeVar("Choice", bound=StrEnum)


def some_of(choices: type[Choice], written: str | None, parameter: str) -> tuple[Choice, ...]:
    """The choices that a parameter lists with commas, in their own order; all of them when it is left out.

    Raises BadRequest for a word that is none of them.
    """
    if written is None:
        return tuple(choices)
    wanted = {word.strip() for word in written.split(",")}
    if wanted - set(choices):
        message = f"`{parameter}` takes some of {', '.join(choices)}, separated by commas."
        raise BadRequest(message, errors=[FieldError(f"?{parameter}", message)])
    return tuple(choice for choice in choices if choice in wanted)
