"""Pydantic models made from the catalogue: what a noun's requests may hold and what its answers look like."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Final, Literal

import sqlalchemy as sa
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, create_model
from pydantic import ValidationError as PydanticError

from backend.database.catalogue import Field as NounField
from backend.database.catalogue import Kind, Noun
from backend.errors import FieldError, Invalid
from backend.models.base import JsonArray, JsonValue

LONGEST_TEXT: Final = 200_000
# What lies beyond is `infinity` to the database's driver.
FIRST_INSTANT: Final = datetime(1, 1, 2, tzinfo=UTC)
LAST_INSTANT: Final = datetime(9999, 12, 31, tzinfo=UTC)
NUL: Final = b"\\u0000"
# As patterns these are checked while the JSON is read, without a call for each text.
FILLED: Final = r"\S"
EMAIL: Final = r"^[^@\s]+@[^@\s]+$"
PATTERNS: Final = {
    FILLED: "This must not be blank.",
    EMAIL: "It takes an e-mail address, such as ann@example.com.",
}


class Unprocessable(Invalid):
    """Some fields are not as they should be."""

    code = "fields_invalid"


class Received(BaseModel):
    """What a caller sends; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class Sent(BaseModel):
    """What a caller gets; every field is always there."""

    model_config = ConfigDict(extra="forbid")


def _type(field: NounField, *, sent: bool) -> Any:
    match field.kind:
        case Kind.TEXT:
            if field.choices:
                return Literal[field.choices]
            if sent:
                return str
            pattern = FILLED if field.required else None
            if field.name in ("email", "recipient_email"):
                pattern = EMAIL
            return Annotated[str, Field(max_length=field.max_length or LONGEST_TEXT, pattern=pattern)]
        case Kind.INTEGER:
            wide = 63 if isinstance(field.column.type, sa.BigInteger) else 31
            return int if sent else Annotated[int, Field(strict=True, ge=-(2**wide), le=2**wide - 1)]
        case Kind.NUMBER:
            return float if sent else _number(field)
        case Kind.BOOLEAN:
            return bool if sent else Annotated[bool, Field(strict=True)]
        case Kind.DATE:
            return date if sent else Annotated[date, Field(strict=True)]
        case Kind.INSTANT:
            return (
                AwareDatetime
                if sent
                else Annotated[AwareDatetime, Field(strict=True, ge=FIRST_INSTANT, le=LAST_INSTANT)]
            )
        case Kind.JSON:
            return _json_type(field)


def _number(field: NounField) -> Any:
    kind = field.column.type
    if isinstance(kind, sa.Numeric) and kind.precision is not None:
        most = Decimal(10) ** (kind.precision - (kind.scale or 0)) - 1
        return Annotated[Decimal, Field(ge=-most, le=most, allow_inf_nan=False)]
    return Annotated[float, Field(strict=True, allow_inf_nan=False)]


def _json_type(field: NounField) -> Any:
    if isinstance(field.column.type, JsonValue):
        return dict[str, Any] | list[Any]
    return list[Any] if isinstance(field.column.type, JsonArray) else dict[str, Any]


@cache
def received(noun: Noun) -> type[BaseModel]:
    """A new record, or the whole content of one that is replaced."""
    fields: dict[str, Any] = {}
    for field in noun.written:
        kind = _type(field, sent=False)
        fields[field.name] = (kind, ...) if field.required else (kind | None if field.nullable else kind, None)
    return create_model(f"{noun.schema}Create", __base__=Received, **_named(fields))


@cache
def patch(noun: Noun) -> type[BaseModel]:
    """Some fields of a record."""
    fields: dict[str, Any] = {}
    for field in noun.written:
        kind = _type(field, sent=False)
        fields[field.name] = (kind | None if field.nullable else kind, None)
    return create_model(f"{noun.schema}Patch", __base__=Received, **_named(fields))


@cache
def sent(noun: Noun) -> type[BaseModel]:
    """A record as it goes out."""
    fields: dict[str, Any] = {}
    for field in noun.fields.values():
        kind = _type(field, sent=True)
        fields[field.name] = (kind | None if field.nullable else kind, ...)
    return create_model(noun.schema, __base__=Sent, **_named(fields))


@cache
def page(noun: Noun) -> type[BaseModel]:
    """One page of records. next: cursor for `after`, null on the last page. total: null with `count=none`."""
    record = sent(noun)
    return create_model(
        f"{noun.schema}Page",
        __base__=Sent,
        items=(list[record], ...),  # type: ignore[valid-type]
        page=(int | None, ...),
        page_size=(int, ...),
        total=(int | None, ...),
        total_is_estimate=(bool, ...),
        next=(str | None, ...),
    )


def _named(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Python names for fields: pydantic keeps some names for itself, so those get an alias."""
    return {
        RENAMED.get(name, name): (kind, Field(default, alias=name) if name in RENAMED else default)
        for name, (kind, default) in fields.items()
    }


RENAMED: Final = {name: f"{name}_" for name in ("metadata", "schema", "copy", "json")}
RENAMED_BACK: Final = {renamed: name for name, renamed in RENAMED.items()}


def read(model: type[BaseModel], body: bytes) -> dict[str, Any]:
    """The fields that a body sets, by name. Raises Unprocessable with a JSON pointer for each that is refused."""
    try:
        return read_json(model, body)
    except PydanticError as refused:
        raise Unprocessable(errors=field_errors(refused)) from None


def read_json(model: type[BaseModel], text: bytes) -> dict[str, Any]:
    """The fields that a JSON text sets, by name. Raises pydantic's ValidationError, or Unprocessable for NUL."""
    record = model.model_validate_json(text)
    values = record.__dict__
    fields = {RENAMED_BACK.get(name, name): values[name] for name in record.model_fields_set}
    if NUL in text:
        _refuse_nul(fields)
    return fields


def _refuse_nul(value: Any, pointer: str = "") -> None:
    """PostgreSQL keeps no NUL in texts. In JSON it can only come escaped, so most bodies are not searched."""
    if isinstance(value, str) and "\0" in value:
        raise Unprocessable(errors=[FieldError(pointer, "Text must not contain NUL characters.", "nul")])
    if isinstance(value, dict):
        for name, inner in value.items():
            _refuse_nul(name, pointer)
            _refuse_nul(inner, f"{pointer}/{name}")
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            _refuse_nul(inner, f"{pointer}/{place}")


def field_errors(refused: PydanticError, above: str = "") -> list[FieldError]:
    """Pydantic's findings as ours."""
    return [
        FieldError(
            above + "".join(f"/{part}" for part in each["loc"]) or "/",
            PATTERNS.get(str(each.get("ctx", {}).get("pattern")), each["msg"].removeprefix("Value error, ")),
            each["type"],
        )
        for each in refused.errors(include_url=False, include_input=False)[:100]
    ]
