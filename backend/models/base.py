"""What every table has in common: naming, the id, the two clocks, and what a column says about itself."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import (
    CheckConstraint,
    Computed,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    MetaData,
    Text,
    TextClause,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

JsonObject = dict[str, object]
JsonList = list[object]

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

NOW = text("CURRENT_TIMESTAMP")
ZERO = text("0")
TRUE = text("true")
FALSE = text("false")


class JsonArray(JSONB):
    """A JSON column that holds a list."""


class JsonValue(JSONB):
    """A JSON column that holds an object or a list."""


class Base(DeclarativeBase):
    """The declarative base: its metadata holds every table of the agency."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map: ClassVar[Mapping[object, object]] = {
        datetime: DateTime(timezone=True),
        JsonObject: JSONB(none_as_null=True),
        JsonList: JsonArray(none_as_null=True),
    }


def described(
    label: str | None = None,
    *,
    choices: type[StrEnum] | None = None,
    readonly: bool = False,
    hidden: bool = False,
) -> dict[str, Any]:
    """What a column tells the field catalogue, to be passed as `info=`; only what differs from the default is kept.

    readonly: shown, but kept by the database or the application, never written through the API.
    hidden: never leaves the database.
    """
    said: dict[str, Any] = {}
    if label is not None:
        said["label"] = label
    if choices is not None:
        said["choices"] = tuple(choice.value for choice in choices)
    if readonly:
        said["readonly"] = True
    if hidden:
        said["hidden"] = True
    return said


def one_of(column: str, choices: type[StrEnum]) -> CheckConstraint:
    """The check that `column` holds one of `choices`, exactly as written, or null."""
    values = ", ".join(f"'{choice.value}'" for choice in choices)
    return CheckConstraint(f"{column} in ({values})", name=column)


def quoted(value: StrEnum) -> TextClause:
    """`value` as the text of a server default."""
    return text(f"'{value.value}'")


class Identified:
    """A table whose rows are known by an integer."""

    id: Mapped[int] = mapped_column(Identity(), primary_key=True, sort_order=-10, info=described("ID", readonly=True))


class Timestamped:
    """A table whose rows know when they were made and when they last changed."""

    created_at: Mapped[datetime] = mapped_column(
        server_default=NOW, sort_order=100, info=described("Created", readonly=True)
    )
    updated_at: Mapped[datetime] = mapped_column(
        server_default=NOW, sort_order=101, info=described("Updated", readonly=True)
    )


class WithMetadata:
    """A table whose rows carry free data of integrations; SQLAlchemy keeps the name `metadata` for itself."""

    metadata_: Mapped[JsonObject | None] = mapped_column("metadata", sort_order=90)


class Owned:
    """A table whose rows belong to a user; who may see them follows from that."""

    owner_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), index=True, sort_order=91, info=described("Owner")
    )


class Versioned:
    """A table whose rows count their changes, so that two people on one record notice each other."""

    version: Mapped[int] = mapped_column(server_default=text("1"), sort_order=99, info=described(readonly=True))


def searched(*expressions: str) -> Mapped[Any]:
    """The words by which a row is found: a text-search vector that PostgreSQL computes from SQL expressions."""
    text_of_row = " || ' ' || ".join(f"coalesce({expression}, '')" for expression in expressions)
    return mapped_column(
        TSVECTOR,
        Computed(f"to_tsvector('simple'::regconfig, search_plain({text_of_row}))", persisted=True),
        sort_order=200,
        info=described(hidden=True),
    )


def coded(*expressions: str) -> Mapped[Any]:
    """The numbers by which a row is found, with everything but letters and digits left out."""
    codes = " || ' ' || ".join(f"search_code(coalesce({expression}, ''))" for expression in expressions)
    return mapped_column(Text, Computed(codes, persisted=True), sort_order=201, info=described(hidden=True))


def search_indexes(table: str, *, codes: bool = False) -> tuple[Index, ...]:
    """The indexes behind `searched` and `coded` columns."""
    words = Index(f"ix_{table}_search", "search", postgresql_using="gin")
    if not codes:
        return (words,)
    return words, Index(f"ix_{table}_codes", "codes", postgresql_using="gin", postgresql_ops={"codes": "gin_trgm_ops"})


def sort_index(table: str, column: str) -> Index:
    """An index for lists sorted by `column`; the id makes the order of equal values certain."""
    return Index(f"ix_{table}_{column}_id", column, "id")
