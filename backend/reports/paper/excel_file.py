"""A report as an Excel workbook: a sheet for each table, with real types, totals that calculate, and charts.

Every formula carries its result, for viewers that do not calculate. A text is written as text whatever it begins with.
"""

import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from zoneinfo import ZoneInfo

import orjson

from backend.database.catalogue import Kind
from backend.reports.document import Chart, FigureColumn, FigureLine, FigureTable, ListColumn, MadeReport
from backend.reports.paper import wording
from backend.reports.paper.rows import Rows
from backend.reports.paper.values import as_day, as_moment, as_number, printable
from backend.reports.tables import Figure, Grain, Unit
from backend.transfer.errors import FileTooLarge
from backend.transfer.export import FIRST_YEAR, XLSX_CELL_CHARACTERS, XLSX_ROWS

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

# Row and column, from zero.
Place: TypeAlias = tuple[int, int]
Put: TypeAlias = Callable[[int, int, Any], object]

# Excel keeps fifteen digits of a number.
LARGEST: Final = 10**15
LONGEST_SHEET_NAME: Final = 31
MOST_DRAWN: Final = 25
MOST_SHARES: Final = 8
WIDEST: Final = 60
SAMPLED: Final = 2_000
PINE: Final = "#0C6453"
PALE: Final = "#EAF6F3"
GREY: Final = "#9AA5B1"
FAINT: Final = "#E1E5E9"
DAY: Final = "yyyy-mm-dd"
MOMENT: Final = "yyyy-mm-dd hh:mm"
# Spans that a day stands for in a cell; quarters and years are texts.
SPANS: Final[Mapping[Grain | None, str]] = {Grain.DAY: DAY, Grain.WEEK: DAY, Grain.MONTH: "mmm yyyy"}
NUMBER_FORMATS: Final = {
    Unit.COUNT: "#,##0",
    Unit.CENTS: '"$"#,##0.00;-"$"#,##0.00',
    Unit.RATE: "0.0%",
    Unit.NUMBER: "#,##0.00##",
}
PLACES: Final = {Unit.COUNT: 0, Unit.CENTS: 2, Unit.RATE: 4, Unit.NUMBER: 4}
CHANGED: Final = "+0.0%;-0.0%;0.0%"
POINTS: Final = "+0.0;-0.0;0.0"
CHART_TYPES: Final = {Chart.BARS: "bar", Chart.COLUMNS: "column", Chart.LINE: "line", Chart.DONUT: "doughnut"}


def write(report: MadeReport, rows: Rows, path: Path) -> None:
    """A sheet for each table, one for the records, and one about the report. Raises FileTooLarge for too many records.

    Records are written one by one, so that many of them take no more memory than a few.
    """
    import xlsxwriter

    listed = report.document.listing is not None
    with tempfile.TemporaryDirectory(prefix="leadgen-report-") as folder:
        options = {
            "constant_memory": listed,
            "tmpdir": folder,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        }
        with closing(xlsxwriter.Workbook(str(path), options)) as workbook:
            _write_sheets(Book(workbook), report, rows)


def _write_sheets(book: "Book", report: MadeReport, rows: Rows) -> None:
    document = report.document
    book.workbook.set_properties(
        {
            "title": printable(document.title),
            "author": printable(report.letterhead.name),
            "comments": printable(report.number),
            "created": document.made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0),
        }
    )
    for table in document.tables:
        sheet = TableSheet if table.group is not None else FiguresSheet
        sheet(book, table, compared=table.is_compared).write()
    if document.listing is not None:
        _write_records(book, book.sheet(wording.noun(document.listing.noun)), rows, ZoneInfo(document.zone))
    _write_about(book, book.sheet("About"), report)


class Book:
    """A workbook, its formats, and the names of its sheets."""

    def __init__(self, workbook: "Workbook") -> None:
        self.workbook = workbook
        self._names: set[str] = set()
        self.format = cache(self._format)

    def _format(self, number: str = "", *, bold: bool = False, total: bool = False, head: bool = False) -> "Format":
        wanted: dict[str, Any] = {"valign": "top", "num_format": number or "General"}
        if bold or total or head:
            wanted["bold"] = True
        if total:
            wanted["top"] = 1
        if head:
            wanted |= {"bg_color": PALE, "font_color": PINE, "bottom": 1, "text_wrap": True, "valign": "vcenter"}
        return self.workbook.add_format(wanted)

    def sheet(self, title: str) -> "Worksheet":
        """A sheet whose name Excel takes: short, of its own, without the characters that addresses are made of."""
        plain = " ".join(re.sub(r"[\[\]:*?/\\]", " ", printable(title)).split()).strip("'") or "Sheet"
        name, number = _cut(plain, LONGEST_SHEET_NAME), 1
        while name.casefold() in self._names or name.casefold() == "history":
            number += 1
            name = f"{_cut(plain, LONGEST_SHEET_NAME - len(f' {number}')).rstrip()} {number}"
        self._names.add(name.casefold())
        return self.workbook.add_worksheet(name)


@dataclass(frozen=True, slots=True)
class Shown:
    """A column of a sheet. what: the figure now, the one before, or how the first changed from the second."""

    column: FigureColumn
    what: str

    @property
    def head(self) -> str:
        label = printable(self.column.label)
        if self.what == "change":
            return f"{label}, change in points" if self.column.unit is Unit.RATE else f"{label}, change"
        return f"{label}, before" if self.what == "before" else label


class TableSheet:
    """The sheet of one table: lines, a total below them, and the chart to the right."""

    def __init__(self, book: Book, table: FigureTable, *, compared: bool) -> None:
        self._book = book
        self._table = table
        self._sheet = book.sheet(table.title)
        parts = ("now", "before", "change") if compared else ("now",)
        self._shown = [Shown(column, what) for column in table.columns for what in parts]
        self._labels = [_text(line.label) for line in table.lines]

    def write(self) -> None:
        """Heads, lines, whatever was left out of them, and the total."""
        sheet, table = self._sheet, self._table
        head = self._book.format(head=True)
        sheet.write_string(0, 0, wording.line_head(table), head)
        for at, shown in enumerate(self._shown, 1):
            sheet.write_string(0, at, _text(shown.head), head)
        row = 0
        for row, line in enumerate(table.lines, 1):
            self._write_label(row, line)
            self._write_line(row, line)
        sheet.autofilter(0, 0, max(row, 1), len(self._shown))
        if table.left_out:
            row += 1
            sheet.write_string(row, 0, f"{table.left_out:,} more lines are in the total")
        self._write_total(row + 1, row)
        self._measure()
        sheet.freeze_panes(1, 1)
        self._draw()

    def _write_label(self, row: int, line: FigureLine) -> None:
        day = as_day(line.value) if self._table.grain in SPANS else None
        if day is None or day.year < FIRST_YEAR:
            self._sheet.write_string(row, 0, self._labels[row - 1], self._book.format())
        else:
            self._sheet.write_number(row, 0, _serial(day), self._book.format(SPANS[self._table.grain]))

    def _write_line(self, row: int, line: FigureLine, *, total: bool = False) -> None:
        for at, shown in enumerate(self._shown, 1):
            if shown.what == "change":
                _put_change(self._book, self._sheet, (row, at), line, shown.column, total=total)
            else:
                _put_figure(self._book, self._sheet, (row, at), _value(line, shown), shown.column.unit, total=total)

    def _write_total(self, row: int, last: int) -> None:
        """Sums and quotients where they give what was measured; else the measured figure itself."""
        self._sheet.write_string(row, 0, "Total", self._book.format(total=True))
        self._write_line(row, self._table.total, total=True)
        for at, shown in enumerate(self._shown, 1):
            formula = self._sum(at, last, shown) or self._quotient(row, shown)
            if formula is not None:
                whole = _value(self._table.total, shown)
                value: float | int | str = "" if whole is None else _cell(whole, shown.column.unit)
                form = self._book.format(NUMBER_FORMATS[shown.column.unit], total=True)
                self._sheet.write_formula(row, at, formula, form, value)

    def _sum(self, at: int, last: int, shown: Shown) -> str | None:
        whole = _value(self._table.total, shown)
        if shown.what == "change" or shown.column.key not in self._table.additive or whole is None or last == 0:
            return None
        figures = [_value(line, shown) or 0 for line in self._table.lines]
        if sum(figures) != whole or any(abs(figure) >= LARGEST for figure in (*figures, whole)):
            return None
        return f"=SUM({_name(1, at)}:{_name(last, at)})"

    def _quotient(self, row: int, shown: Shown) -> str | None:
        """One column divided by another, rounded as it was measured: money to the cent, the rest to four decimals."""
        quotient = shown.column.quotient
        columns = {each.column.key: at for at, each in enumerate(self._shown, 1) if each.what == shown.what}
        if shown.what == "change" or quotient is None or not {quotient.part, quotient.whole} <= columns.keys():
            return None
        part, whole = (self._exact(self._shown[columns[key] - 1]) for key in (quotient.part, quotient.whole))
        places, found = PLACES[shown.column.unit], None
        if part is not None and whole:
            found = (part * quotient.times / whole).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, wording.EXACT)
        if found != self._exact(shown):
            return None
        above, below = _name(row, columns[quotient.part]), _name(row, columns[quotient.whole])
        times = f"*{quotient.times}" if quotient.times != 1 else ""
        return f'=IF(COUNT({above},{below})<2,"",IF({below}=0,"",ROUND({above}{times}/{below},{places})))'

    def _exact(self, shown: Shown) -> Decimal | None:
        """The figure of all records, as its cell says it."""
        figure = _value(self._table.total, shown)
        exact = None if figure is None else Decimal(str(figure))
        return exact / 100 if exact is not None and shown.column.unit is Unit.CENTS else exact

    def _measure(self) -> None:
        self._sheet.set_column(0, 0, min(WIDEST, max(12, *(len(label) + 2 for label in [*self._labels, "Total"]))))
        for at, shown in enumerate(self._shown, 1):
            figures = [_value(line, shown) for line in (*self._table.lines, self._table.total)]
            longest = max(len(wording.figure(figure, shown.column.unit)) for figure in figures)
            self._sheet.set_column(at, at, max(12, longest + 3, min(24, len(shown.head) * 2 // 3)))
        self._sheet.set_row(0, 48 if any(len(shown.head) > 24 for shown in self._shown) else 32)

    def _draw(self) -> None:
        table = self._table
        at = next((at for at, shown in enumerate(self._shown, 1) if shown.column.key == table.chart_of), None)
        if table.chart is Chart.NONE or at is None or not table.lines:
            return
        shown = self._shown[at - 1]
        figures = [_value(line, shown) for line in table.lines]
        kind = table.chart
        if kind is Chart.DONUT and (len(figures) > MOST_SHARES or any((figure or 0) < 0 for figure in figures)):
            kind = Chart.BARS
        drawn = len(figures) if kind in (Chart.COLUMNS, Chart.LINE) else min(len(figures), MOST_DRAWN)
        chart = self._book.workbook.add_chart({"type": CHART_TYPES[kind]})
        compared = kind is not Chart.DONUT and len(self._shown) > len(table.columns)
        for offset, colour in ((0, PINE), (1, GREY)) if compared else ((0, PINE),):
            chart.add_series(self._series(kind, at + offset, drawn, colour))
        title = table.title if drawn == len(figures) else f"{table.title}: the first {drawn}"
        bars = drawn * 2 if compared else drawn
        _finish(chart, kind, title, shown.column.unit, bars, SPANS.get(table.grain, "General"))
        self._sheet.insert_chart(1, len(self._shown) + 2, chart, {"description": _text(title)})

    def _series(self, kind: Chart, at: int, drawn: int, colour: str) -> dict[str, Any]:
        name = self._sheet.get_name()
        series: dict[str, Any] = {
            "name": [name, 0, at],
            "categories": [name, 1, 0, drawn, 0],
            "values": [name, 1, at, drawn, at],
        }
        if kind is Chart.LINE:
            return {**series, "line": {"color": colour, "width": 2.25}}
        if kind is Chart.DONUT:
            return {**series, "data_labels": {"percentage": True}}
        return {**series, "fill": {"color": colour}, "gap": 60}


def _put_figure(
    book: Book, sheet: "Worksheet", place: Place, figure: Figure, unit: Unit, *, total: bool = False
) -> None:
    """A figure as a number of its unit; nothing where there is none; text where Excel has not enough digits."""
    form = book.format(NUMBER_FORMATS[unit], total=total)
    if figure is None:
        sheet.write_blank(*place, None, form)
    elif abs(figure) >= LARGEST:
        sheet.write_string(*place, str(figure), form)
    else:
        sheet.write_number(*place, _cell(figure, unit), form)


def _put_change(
    book: Book, sheet: "Worksheet", place: Place, line: FigureLine, column: FigureColumn, *, total: bool = False
) -> None:
    """How the figure two cells to the left changed from the one beside it."""
    row, at = place
    now, before = _name(row, at - 2), _name(row, at - 1)
    rate = column.unit is Unit.RATE
    by = f"({now}-{before})*100" if rate else f'IF({before}=0,"",({now}-{before})/ABS({before}))'
    form = book.format(POINTS if rate else CHANGED, total=total)
    sheet.write_formula(row, at, f'=IF(COUNT({now},{before})<2,"",{by})', form, _changed(line, column))


def _finish(chart: Any, kind: Chart, title: str, unit: Unit, bars: int, days: str = "General") -> None:
    """Title, legend, axes and size of a chart. bars: how many there are, for one that grows with them; days: how the
    days of its lines are written."""
    chart.set_title({"name": _text(title), "name_font": {"size": 12, "bold": True}, "overlay": False})
    chart.set_legend({"position": "right" if kind is Chart.DONUT else "bottom"})
    if kind is not Chart.DONUT:
        grid = {"visible": True, "line": {"color": FAINT}}
        values = {"num_format": NUMBER_FORMATS[unit], "major_gridlines": grid}
        lines = {"text_axis": True, "label_position": "low", "num_format": days}
        if kind is Chart.BARS:
            # XlsxWriter's y is what stands upright. Upside down, so that the first line is the first; the scale below.
            chart.set_y_axis({**lines, "reverse": True, "crossing": "max"})
            chart.set_x_axis(values)
        else:
            chart.set_x_axis(lines)
            chart.set_y_axis(values)
    chart.set_size({"width": 720, "height": max(320, 140 + bars * 20) if kind is Chart.BARS else 360})


class FiguresSheet:
    """The sheet of a table without lines: a figure in each row, with the one before and the change."""

    def __init__(self, book: Book, table: FigureTable, *, compared: bool) -> None:
        self._book = book
        self._table = table
        self._sheet = book.sheet(table.title)
        self._compared = compared

    def write(self) -> None:
        sheet, table = self._sheet, self._table
        heads = ["Figure", "Value", *(["Before", "Change"] if self._compared else [])]
        for at, head in enumerate(heads):
            sheet.write_string(0, at, head, self._book.format(head=True))
        for row, column in enumerate(table.columns, 1):
            sheet.write_string(row, 0, _text(column.label), self._book.format())
            figures = (table.total.figures, table.total.before or {})
            for at in range(1, len(heads[:3])):
                _put_figure(self._book, sheet, (row, at), figures[at - 1].get(column.key), column.unit)
            if self._compared:
                _put_change(self._book, sheet, (row, 3), table.total, column)
        sheet.set_column(0, 0, min(WIDEST, max(12, *(len(column.label) + 2 for column in table.columns))))
        sheet.set_column(1, len(heads) - 1, 18)
        sheet.freeze_panes(1, 0)
        self._draw()

    def _draw(self) -> None:
        """Those figures against each other that stand beside the drawn one and are counted in its unit."""
        table = self._table
        drawn = next((at for at, each in enumerate(table.columns) if each.key == table.chart_of), None)
        if table.chart is Chart.NONE or drawn is None:
            return
        unit = table.columns[drawn].unit
        first = last = drawn
        while first > 0 and table.columns[first - 1].unit is unit:
            first -= 1
        while last + 1 < len(table.columns) and table.columns[last + 1].unit is unit:
            last += 1
        name = self._sheet.get_name()
        chart = self._book.workbook.add_chart({"type": "bar"})
        for at, colour in ((1, PINE), (2, GREY)) if self._compared else ((1, PINE),):
            chart.add_series(
                {
                    "name": [name, 0, at],
                    "categories": [name, first + 1, 0, last + 1, 0],
                    "values": [name, first + 1, at, last + 1, at],
                    "fill": {"color": colour},
                    "gap": 60,
                }
            )
        _finish(chart, Chart.BARS, table.title, unit, (last - first + 1) * (2 if self._compared else 1))
        self._sheet.insert_chart(1, 5, chart, {"description": _text(table.title)})


def _write_records(book: Book, sheet: "Worksheet", rows: Rows, zone: ZoneInfo) -> None:
    """The records, below their heads; money added up below them."""
    for at, column in enumerate(rows.columns):
        sheet.write_string(0, at, _text(column.label), book.format(head=True))
    puts = [_put_of(book, sheet, column, zone) for column in rows.columns]
    widths = [len(column.label) + 3 for column in rows.columns]
    sums = [0] * len(puts)
    row = 0
    for row, record in enumerate(rows, 1):
        if row >= XLSX_ROWS:
            raise FileTooLarge(f"A sheet holds at most {XLSX_ROWS:,} rows: make it as CSV, or list fewer.")
        for at, (put, value) in enumerate(zip(puts, record, strict=True)):
            if value is not None:
                put(row, at, value)
                if rows.columns[at].money and isinstance(value, int):
                    sums[at] += value
        if row <= SAMPLED:
            widths = [max(known, len(str(value))) for known, value in zip(widths, record, strict=True)]
    if row:
        sheet.autofilter(0, 0, row, len(puts) - 1)
        _write_sums(book, sheet, rows.columns, sums, row)
    sheet.freeze_panes(1, 0)
    for at, width in enumerate(widths):
        sheet.set_column(at, at, min(WIDEST, max(8, width + 1)))


def _write_sums(book: Book, sheet: "Worksheet", columns: Sequence[ListColumn], sums: Sequence[int], last: int) -> None:
    if not any(column.money for column in columns):
        return
    for at, column in enumerate(columns):
        if column.money:
            form = book.format(NUMBER_FORMATS[Unit.CENTS], total=True)
            sheet.write_formula(last + 1, at, f"=SUM({_name(1, at)}:{_name(last, at)})", form, sums[at] / 100)
        elif at == 0:
            sheet.write_string(last + 1, at, "Total", book.format(total=True))


def _put_of(book: Book, sheet: "Worksheet", column: ListColumn, zone: ZoneInfo) -> Put:
    """How a value of this column gets into its cell."""
    write_string, write_number = sheet.write_string, sheet.write_number

    def text(row: int, at: int, value: Any) -> None:
        write_string(row, at, _text(value if isinstance(value, str) else orjson.dumps(value).decode()))

    def number(form: "Format", scale: int, row: int, at: int, value: Any) -> None:
        exact: int | float | Decimal | None = value if type(value) in (int, float) else as_number(value)
        if exact is None or not -LARGEST < exact < LARGEST:
            text(row, at, str(value))
        else:
            write_number(row, at, float(exact) / scale if scale > 1 else exact, form)

    def timed(form: "Format", serial: Callable[[str], float | None], row: int, at: int, value: Any) -> None:
        found = serial(value) if isinstance(value, str) else None
        if found is None:
            text(row, at, value)
        else:
            write_number(row, at, found, form)

    match column.kind:
        case Kind.INTEGER | Kind.NUMBER if column.money:
            return partial(number, book.format(NUMBER_FORMATS[Unit.CENTS]), 100)
        case Kind.INTEGER | Kind.NUMBER:
            return partial(number, book.format("0" if column.kind is Kind.INTEGER else "General"), 1)
        case Kind.DATE:
            return partial(timed, book.format(DAY), cache(_day_serial))
        case Kind.INSTANT:
            return partial(timed, book.format(MOMENT), partial(_moment_serial, zone))
        case Kind.BOOLEAN:
            return lambda row, at, value: (
                sheet.write_boolean(row, at, value) if isinstance(value, bool) else text(row, at, value)
            )
    return text


def _day_serial(value: str) -> float | None:
    day = as_day(value)
    return _serial(day) if day is not None and day.year >= FIRST_YEAR else None


def _moment_serial(zone: ZoneInfo, value: str) -> float | None:
    moment = as_moment(value, zone)
    if moment is None or moment.year < FIRST_YEAR:
        return None
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    return _serial(moment.date()) + seconds / 86_400


def _serial(day: date) -> int:
    """The number by which Excel knows a day; it believes in a February 29, 1900."""
    number = (day - date(1899, 12, 30)).days
    return number if number > 60 else number - 1


def _write_about(book: Book, sheet: "Worksheet", report: MadeReport) -> None:
    """Whose report it is, what was asked, and what its figures mean."""
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 100)
    bold = book.format(bold=True)
    plain = book.workbook.add_format({"text_wrap": True, "valign": "top"})
    for row, (name, text) in enumerate(_about(report)):
        if name:
            sheet.write_string(row, 0, _text(name), bold)
        if text:
            sheet.write_string(row, 1, _text(text), plain)


def _about(report: MadeReport) -> Iterator[tuple[str, str]]:
    document, letterhead = report.document, report.letterhead
    yield letterhead.name, " · ".join([*letterhead.address, *letterhead.contact])
    if letterhead.license_number:
        yield "License", letterhead.license_number
    yield "", ""
    yield "Report", report.name
    yield "Number", report.number
    yield "What it shows", document.about
    yield from wording.asked(document)
    yield "Made", wording.made(document, report.made_for)
    for title, figures in wording.meanings(document):
        yield "", ""
        yield title, ""
        yield from figures
    yield "", ""
    for note in wording.notes(document):
        yield "", note


def _value(line: FigureLine, shown: Shown) -> Figure:
    figures = line.figures if shown.what == "now" else line.before or {}
    return figures.get(shown.column.key)


def _changed(line: FigureLine, column: FigureColumn) -> float | str:
    now, before = line.figures.get(column.key), (line.before or {}).get(column.key)
    if now is None or before is None:
        return ""
    now, before = _cell(now, column.unit), _cell(before, column.unit)
    if column.unit is Unit.RATE:
        return (now - before) * 100
    return (now - before) / abs(before) if before else ""


def _cell(figure: int | float, unit: Unit) -> int | float:
    return figure / 100 if unit is Unit.CENTS else figure


def _text(value: object) -> str:
    """A text as a cell holds it: printable, and no longer than Excel takes."""
    text = str(value)
    return _cut(text if text.isprintable() else printable(text), XLSX_CELL_CHARACTERS)


def _cut(text: str, most: int) -> str:
    """Cut to so many of Excel's characters, of which an emoji is two."""
    if len(text) * 2 <= most or len(text.encode("utf-16-le")) <= most * 2:
        return text
    return text.encode("utf-16-le")[: (most - 1) * 2].decode("utf-16-le", errors="ignore") + "…"


def _name(row: int, column: int) -> str:
    letters = ""
    at = column + 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"
