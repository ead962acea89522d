"""A report as CSV: one table for a spreadsheet or a program, harmless when opened, marked as UTF-8.

Of figures, each row says its report, its days, its table and whether it is a line or the total; a column that a table
does not have is empty there, as is a figure that there is not. Money is in dollars, a rate is a share (0.88).
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

import orjson

from backend.database.catalogue import Kind
from backend.reports.document import FigureColumn, FigureLine, FigureTable, ListColumn, MadeReport, ReportPeriod
from backend.reports.paper.rows import Rows
from backend.reports.paper.values import as_number, dollars
from backend.reports.tables import Figure, Unit
from backend.transfer.export import BYTE_ORDER_MARK, quoted, safe_text

Named: TypeAlias = tuple[str, str, Unit]


def write(report: MadeReport, rows: Rows, path: Path) -> None:
    """The figures, the records, or one after the other with an empty line between."""
    document = report.document
    with path.open("wb") as file:
        file.write(BYTE_ORDER_MARK)
        if document.tables or document.listing is None:
            file.writelines(map(_row, _figures(report)))
        if document.listing is not None:
            if document.tables:
                file.write(b"\n")
            file.write(_row(safe_text(column.label) for column in rows.columns))
            for row in rows:
                file.write(_row(_cell(column, value) for column, value in zip(rows.columns, row, strict=True)))


def _row(cells: Iterable[str]) -> bytes:
    return (",".join(map(quoted, cells)) + "\n").encode()


def _figures(report: MadeReport) -> Iterator[list[str]]:
    document = report.document
    columns = _columns(document.tables)
    compared = document.compared is not None
    heads = ["Report", "From", "To", *(["Compared from", "Compared to"] if compared else []), "Table", "Kind", "Line"]
    for column in columns.values():
        heads += [column.label, f"{column.label}, before"] if compared else [column.label]
    yield [safe_text(head) for head in heads]
    days = [*_days(document.period), *(_days(document.compared) if compared else [])]
    for table in document.tables:
        about = [safe_text(document.title), *days, safe_text(table.title)]
        for line in table.lines:
            yield [*about, "line", safe_text(line.label), *_cells(table, line, columns, compared)]
        if table.left_out:
            yield [
                *about,
                "note",
                f"{table.left_out} more lines are in the total",
                *[""] * (len(heads) - len(about) - 2),
            ]
        yield [*about, "total", "Total", *_cells(table, table.total, columns, compared)]


def _cells(
    table: FigureTable, line: FigureLine, columns: Mapping[Named, FigureColumn], compared: bool
) -> Iterator[str]:
    mine = {_named(column) for column in table.columns}
    sides = (line.figures, line.before or {}) if compared else (line.figures,)
    for name, column in columns.items():
        for figures in sides:
            yield _figure(figures.get(column.key), column.unit) if name in mine else ""


def _columns(tables: list[FigureTable]) -> Mapping[Named, FigureColumn]:
    """Every column of the tables once, in their order."""
    return {_named(column): column for table in tables for column in table.columns}


def _named(column: FigureColumn) -> Named:
    return column.key, column.label, column.unit


def _days(period: ReportPeriod | None) -> list[str]:
    return [str(period.first), str(period.last)] if period else ["", ""]


def _figure(figure: Figure, unit: Unit) -> str:
    if figure is None:
        return ""
    return dollars(figure) if unit is Unit.CENTS else format(Decimal(str(figure)), "f")


def _cell(column: ListColumn, value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "Yes" if value else "No"
        case dict() | list():
            return safe_text(orjson.dumps(value).decode())
    number = as_number(value) if column.kind in (Kind.INTEGER, Kind.NUMBER) else None
    if number is None:
        return safe_text(str(value))
    return dollars(number) if column.money else format(number, "f")
