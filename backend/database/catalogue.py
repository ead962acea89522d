"""The catalogue of fields: what each noun of the API is made of, reflected from its table.

Lists, filters, forms, imports, exports and the documentation all read this one place.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

KEPT_BY_DATABASE = frozenset({"id", "created_at", "updated_at", "version", "row_version"})
LOCKS = ("row_version", "version")
AUTHORS = ("author_id", "created_by", "uploaded_by", "shared_by_user_id")


class Kind(StrEnum):
    """What a value is, which decides how it is compared, typed in and written out."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    INSTANT = "instant"
    JSON = "json"


UNIQUE: Final = (sa.UniqueConstraint, sa.PrimaryKeyConstraint)


@dataclass(frozen=True, eq=False)
class Field:
    """One field of a noun. required: a new record needs it. readonly: shown, never written through the API."""

    name: str
    label: str
    kind: Kind
    column: sa.Column[object]
    required: bool
    readonly: bool
    nullable: bool
    choices: tuple[str, ...] = ()
    max_length: int | None = None
    references: str | None = None

    @property
    def column_type(self) -> sa.types.TypeEngine[object]:
        """The SQL type of the column."""
        return self.column.type

    @property
    def sortable(self) -> bool:
        """Whether a list can be put in the order of this field."""
        return self.kind is not Kind.JSON

    @property
    def indexed(self) -> bool:
        """Whether a list in this order is as quick with a million rows as with a hundred.

        Where few values are shared by many rows, the index has to go on with the id, as the order does.
        """
        table = self.column.table
        assert isinstance(table, sa.Table)  # noqa: S101 - the catalogue is made of tables
        whole = [index.expressions for index in table.indexes if index.dialect_options["postgresql"]["where"] is None]
        unique = [[next(iter(rule.columns))] for rule in table.constraints if isinstance(rule, UNIQUE)]
        starts = [found for found in (*whole, *unique) if found[0] is self.column]
        return any(not self.choices or (len(found) > 1 and found[1] is table.c.id) for found in starts)


@dataclass(frozen=True)
class Via:
    """Who may see a row without an owner follows from the row it hangs on: `column` is the id of a row in `table`."""

    column: str
    table: sa.Table


@dataclass(frozen=True, eq=False)
class Noun:
    """A kind of record with its place in the API.

    name: path below /v1. key: prefix of its permissions. match_keys: fields by which an import recognises a record,
    strongest first. owner: the column that says whose a row is. via: for rows that have none.
    """

    name: str
    key: str
    singular: str
    table: sa.Table
    fields: Mapping[str, Field]
    match_keys: tuple[str, ...] = ()
    via: Via | None = None
    shared_column: str | None = None
    owner: str = "owner_id"
    writable: bool = True
    default_sort: str = "-id"
    derived: Mapping[str, "Derived"] = field(default_factory=dict)
    relations: Mapping[str, "Relation"] = field(default_factory=dict)

    @cached_property
    def label(self) -> str:
        """The plural as people read it."""
        return self.name.rsplit("/", 1)[-1].replace("-", " ").replace("_", " ").capitalize()

    @cached_property
    def schema(self) -> str:
        """The name of its schema in OpenAPI."""
        return "".join(part.capitalize() for part in self.singular.replace("-", " ").split())

    @cached_property
    def operation(self) -> str:
        """The prefix of its operation ids."""
        return self.name.replace("/", "_").replace("-", "_")

    @cached_property
    def owned(self) -> bool:
        """Whether its rows belong to a user."""
        return self.owner in self.table.c

    @cached_property
    def author(self) -> str | None:
        """The column that says who made a row."""
        return next((name for name in AUTHORS if name in self.table.c), None)

    def author_value(self, user_id: int | None, username: str) -> object:
        """What the author's column holds for this user: the id, or the name where the column is text."""
        of_text = self.author is not None and isinstance(self.table.c[self.author].type, sa.String)
        return username if of_text else user_id

    @cached_property
    def lock(self) -> str | None:
        """The column that counts changes; None for rows that two people cannot change at once."""
        if self.table.name == "document_versions":
            return None
        return next((name for name in LOCKS if name in self.table.c), None)

    @cached_property
    def has_words(self) -> bool:
        """Whether its rows are found by words."""
        return "search" in self.table.c

    @cached_property
    def has_codes(self) -> bool:
        """Whether its rows are found by numbers."""
        return "codes" in self.table.c

    @cached_property
    def written(self) -> tuple[Field, ...]:
        """The fields that a caller may write."""
        return tuple(f for f in self.fields.values() if not f.readonly)


@dataclass(frozen=True, eq=False)
class Derived:
    """A field that exists only for filters. expression: SQL over the noun's table that gives a value or a set of rows.

    many: the expression selects several values for a row, any of which may meet the condition. all_at_once: the same
    as `(id, value)` of all rows that have one, for whoever looks at very many; the others have `otherwise`.
    """

    label: str
    kind: Kind
    expression: sa.ColumnElement[Any] | sa.Select[Any]
    many: bool = False
    choices: tuple[str, ...] = ()
    all_at_once: sa.Select[Any] | None = None
    otherwise: int | None = None


@dataclass(frozen=True, eq=False)
class Relation:
    """Records of another noun that belong to one, to be asked about. related: their noun.

    joins: from the table of the noun itself and that of the others, both possibly under another name, to what is
    selected from and the condition under which a row there belongs to a row here.
    """

    label: str
    related: Callable[[], Noun]
    joins: Callable[[sa.FromClause, sa.FromClause], tuple[sa.FromClause, sa.ColumnElement[bool]]]

    @property
    def noun(self) -> Noun:
        """What the related records are."""
        return self.related()


def kind_of(column_type: sa.types.TypeEngine[object]) -> Kind:
    """The kind of value that a column of this type holds."""
    if isinstance(column_type, JSONB):
        return Kind.JSON
    for family, kind in _FAMILIES:
        if isinstance(column_type, family):
            return kind
    raise TypeError(f"no kind for {column_type!r}")


_FAMILIES: tuple[tuple[type[sa.types.TypeEngine[object]], Kind], ...] = (
    (sa.Boolean, Kind.BOOLEAN),
    (sa.DateTime, Kind.INSTANT),
    (sa.Date, Kind.DATE),
    (sa.Integer, Kind.INTEGER),
    (sa.Numeric, Kind.NUMBER),
    (sa.Float, Kind.NUMBER),
    (sa.String, Kind.TEXT),
)  # type: ignore[assignment]


def noun(
    table: sa.FromClause,
    name: str,
    singular: str,
    *,
    key: str | None = None,
    match_keys: Iterable[str] = (),
    readonly: Iterable[str] = (),
    via: Via | None = None,
    shared_column: str | None = None,
    owner: str = "owner_id",
    writable: bool = True,
    derived: Mapping[str, Derived] | None = None,
    relations: Mapping[str, Relation] | None = None,
) -> Noun:
    """The noun that a table stands for; hidden columns stay out of it."""
    assert isinstance(table, sa.Table)  # noqa: S101 - a mapped class hands out its table as FromClause
    fixed = frozenset(readonly)
    fields = {
        column.name: _field(column, readonly=column.name in fixed or not writable)
        for column in table.columns
        if not column.info.get("hidden")
    }
    return Noun(
        name=name,
        key=key or name.replace("/", "_").replace("-", "_"),
        singular=singular,
        table=table,
        fields=MappingProxyType(fields),
        match_keys=tuple(match_keys),
        via=via,
        shared_column=shared_column,
        owner=owner,
        writable=writable,
        derived=MappingProxyType(dict(derived or {})),
        relations=MappingProxyType(dict(relations or {})),
    )


def _field(column: sa.Column[object], *, readonly: bool) -> Field:
    # A version without a default is no lock: it is the number of a file's content, which whoever adds it says.
    content = column.name == "version" and ("row_version" in column.table.c or column.server_default is None)
    kept = column.name in KEPT_BY_DATABASE and not content
    fixed = (
        readonly or kept or column.name in AUTHORS or bool(column.info.get("readonly")) or column.computed is not None
    )
    reference = next(iter(column.foreign_keys), None)
    length = column.type.length if isinstance(column.type, sa.String) else None
    return Field(
        name=column.name,
        label=column.info.get("label") or column.name.removesuffix("_id").replace("_", " ").capitalize(),
        kind=kind_of(column.type),
        column=column,
        required=not column.nullable and column.server_default is None and not fixed,
        readonly=fixed,
        nullable=bool(column.nullable),
        choices=tuple(column.info.get("choices", ())),
        max_length=length,
        references=reference.column.table.name if reference else None,
    )
