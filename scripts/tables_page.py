"""docs/tables.md: every table and column, as the models declare them."""

from collections.abc import Iterator

from sqlalchemy import Column, Table
from sqlalchemy.dialects import postgresql

from backend import models
from backend.models.base import Base

ON_DELETE = {"CASCADE": ", deleted with it", "SET NULL": ", emptied when that is deleted"}
DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]


def tables_page() -> str:
    """The page, one section per table in alphabetical order."""
    lines = ["# Tables", "", "Generated from `backend/models/` by `make generated`; `make check` keeps it current.", ""]
    meaning = {
        str(mapper.local_table): (mapper.class_.__doc__ or "").strip() for mapper in models.Base.registry.mappers
    }
    for table in sorted(Base.metadata.tables.values(), key=lambda table: table.name):
        lines += [f"## {table.name}", "", *meaning.get(table.name, "").split("\n    "), ""]
        lines += ["| Column | Type | |", "| --- | --- | --- |", *map(_row, table.columns), "", *_indexes(table)]
    return "\n".join(line.rstrip() for line in lines).rstrip() + "\n"


def _row(column: Column[object]) -> str:
    kind = column.type.compile(DIALECT).lower()
    return f"| {column.name} | {kind} | {'; '.join(_remarks(column))} |"


def _remarks(column: Column[object]) -> Iterator[str]:
    if not column.nullable and not column.primary_key:
        yield "required"
    for key in column.foreign_keys:
        yield f"→ {key.target_fullname}{ON_DELETE.get(key.ondelete or '', '')}"
    if choices := column.info.get("choices"):
        yield " · ".join(f"`{choice}`" for choice in choices)
    if column.computed is not None:
        yield "computed by the database"
    elif column.info.get("readonly"):
        yield "kept by LeadGen"
    if label := column.info.get("label"):
        yield f"shown as “{label}”"


def _indexes(table: Table) -> list[str]:
    names = sorted(str(index.name) for index in table.indexes)
    return [f"Indexes: {', '.join(f'`{name}`' for name in names)}", ""] if names else []
