"""Pydantic models made from the catalogue: what a noun's requests may hold and what its answers look like."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Final, Literal

import sqlalchemy as sa
from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, create_model
from pydantic import ValidationError as PydanticError

from backend.database.catalogue import Field as NounField
from backend.database.catalogue import Kind, Noun
from backend.database.criteria import encodable, read_date, read_instant
from backend.errors import FieldError, Invalid
from backend.models.base import JsonArray

LONGEST_TEXT: Final = 200_000
WIDEST_JSON_DEPTH: Final = 50
EMAIL: Final = r"^[^@\s]+@[^@\s]+$"


class Unprocessable(Invalid):
    """Some fields are not as they should be."""

    code = "fields_invalid"


def _plain(text: str) -> str:
    if "\0" in text:
        raise ValueError("Text must not contain NUL characters.")
    return encodable(text)


def _filled(text: str) -> str:
    if not text.strip():
        raise ValueError("This must not be blank.")
    return text


def _storable(value: Any, depth: int = 0) -> Any:
    """JSON that PostgreSQL can keep: no NUL in texts, not nested beyond reason."""
    if depth > WIDEST_JSON_DEPTH:
        raise ValueError(f"This is nested more than {WIDEST_JSON_DEPTH} deep.")
    if isinstance(value, str):
        return _plain(value)
    if isinstance(value, dict):
        for name, inner in value.items():
            _plain(name)
            _storable(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _storable(inner, depth + 1)
    return value


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
            rules: list[Any] = [Field(max_length=field.max_length or LONGEST_TEXT), AfterValidator(_plain)]
            if field.name in ("email", "recipient_email"):
                rules.append(Field(pattern=EMAIL))
            if field.required:
                rules.append(AfterValidator(_filled))
            return Annotated[(str, *rules)]
        case Kind.INTEGER:
            wide = 63 if isinstance(field.column.type, sa.BigInteger) else 31
            return int if sent else Annotated[int, Field(strict=True, ge=-(2**wide), le=2**wide - 1)]
        case Kind.NUMBER:
            return float if sent else _number(field)
        case Kind.BOOLEAN:
            return bool if sent else Annotated[bool, Field(strict=True)]
        case Kind.DATE:
            return date if sent else Annotated[date, BeforeValidator(_only_text(read_date))]
        case Kind.INSTANT:
            return AwareDatetime if sent else Annotated[AwareDatetime, BeforeValidator(_only_text(read_instant))]
        case Kind.JSON:
            return _json_type(field) if sent else Annotated[_json_type(field), AfterValidator(_storable)]


def _only_text(read: Any) -> Any:
    return lambda value: read(value)


def _number(field: NounField) -> Any:
    kind = field.column.type
    if isinstance(kind, sa.Numeric) and kind.precision is not None:
        most = Decimal(10) ** (kind.precision - (kind.scale or 0)) - 1
        return Annotated[Decimal, Field(ge=-most, le=most, allow_inf_nan=False)]
    return Annotated[float, Field(strict=True, allow_inf_nan=False)]


def _json_type(field: NounField) -> Any:
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
        (f"{name}_" if name in ("metadata", "schema", "copy", "json") else name): (
            kind,
            Field(default, alias=name) if name in ("metadata", "schema", "copy", "json") else default,
        )
        for name, (kind, default) in fields.items()
    }


def read(model: type[BaseModel], body: bytes) -> dict[str, Any]:
    """The fields that a body sets, by name. Raises Unprocessable with a JSON pointer for each that is refused."""
    try:
        return read_json(model, body)
    except PydanticError as refused:
        raise Unprocessable(errors=field_errors(refused)) from None


def read_json(model: type[BaseModel], text: bytes) -> dict[str, Any]:
    """The fields that a JSON text sets, by name. Raises pydantic's ValidationError."""
    record = model.model_validate_json(text)
    fields = type(record).model_fields
    return {fields[name].alias or name: getattr(record, name) for name in record.model_fields_set}


def field_errors(refused: PydanticError, above: str = "") -> list[FieldError]:
    """Pydantic's findings as ours."""
    return [
        FieldError(
            above + "".join(f"/{part}" for part in each["loc"]) or "/",
            each["msg"].removeprefix("Value error, "),
            each["type"],
        )
        for each in refused.errors(include_url=False, include_context=False, include_input=False)[:100]
    ]
