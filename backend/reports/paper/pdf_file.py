"""A report as PDF: typeset by typst from `report.typ`, to which everything that is said comes as data.

The pages are set in Inter, and in typst's own fonts where Inter lacks a character; those of the machine are not used,
so that the same report is the same file anywhere.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from zoneinfo import ZoneInfo

import orjson

from backend.database.catalogue import Kind
from backend.errors import LeadGenError
from backend.reports.document import FigureColumn, FigureLine, FigureTable, ListColumn, MadeReport, ReportDocument
from backend.reports.paper import wording
from backend.reports.paper.charts import chart_of
from backend.reports.paper.rows import Row, Rows
from backend.reports.paper.values import as_day, as_moment, as_number, breakable, em, printable
from backend.reports.tables import Unit

if TYPE_CHECKING:
    from typst import Fonts

# The text of a figure, and the smaller one below it.
Cell: TypeAlias = tuple[str, str]

TEMPLATE: Final = Path(__file__).with_name("report.typ")
FONTS: Final = ("Inter", "Libertinus Serif")
FONT_PACKAGE: Final = "fontpkg_inter"
MOST_RECORDS: Final = 2_000
MOST_TILES: Final = 8
MOST_CHARACTERS: Final = 2_000
# Points: the sides of the paper without its margins, which report.typ sets.
LETTER_ZONES: Final = ("America/", "US/", "Pacific/Honolulu")
LETTER: Final = (8.5 * 72 - 100.8, 11 * 72 - 100.8)
A4: Final = (595.28 - 100.8, 841.89 - 100.8)
SIZES: Final = (9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0, 5.5)
SMALLEST_UPRIGHT: Final = 8.0
SMALL: Final = 0.82
NARROWEST_LABEL: Final = 9.0
WIDEST_LABEL: Final = 24.0
WIDEST_TEXT: Final = 22.0


class NotTypeset(LeadGenError):
    """The report could not be typeset."""

    code = "not_typeset"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it is set: texts, and how wide each column would like to be, in units of the size of its text."""

    title: str
    heads: list[str]
    right: list[bool]
    rows: list[list[Cell]]
    total: list[Cell] | None
    wishes: list[float]
    note: str = ""
    figures: FigureTable | None = None

    def size(self, width: float) -> float:
        """The largest size of text at which it fits."""
        return next((size for size in SIZES if self._need(size) <= width), SIZES[-1])

    def _need(self, size: float) -> float:
        return sum(self.wishes) * size + len(self.wishes) * 2 * _inset(self.wishes)


def write(report: MadeReport, rows: Rows, path: Path) -> None:
    """The pages. Raises NotTypeset."""
    import typst

    try:
        made = typst.compile(
            str(TEMPLATE),
            sys_inputs={"data": said(report, rows)},
            root=str(TEMPLATE.parent),
            font_paths=fonts(),
            format="pdf",
            timestamp=report.document.made_at.astimezone(UTC),
        )
    except typst.TypstError as problem:
        raise NotTypeset(f"The report could not be typeset: {problem.message}") from problem
    path.write_bytes(made)


def fonts() -> "Fonts":
    """Inter, and what typst brings along. Raises NotTypeset where Inter is not installed."""
    import typst

    found = find_spec(FONT_PACKAGE)
    folders = [str(Path(place) / "files") for place in (found.submodule_search_locations if found else None) or ()]
    if not folders:
        raise NotTypeset(f"The letters to typeset with are missing: install the package {FONT_PACKAGE}.")
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)


def said(report: MadeReport, rows: Rows) -> str:
    """Everything that the template sets, as JSON."""
    return orjson.dumps(_data(report, rows)).decode()


def _data(report: MadeReport, rows: Rows) -> dict[str, Any]:
    document, letterhead = report.document, report.letterhead
    letter = document.zone.startswith(LETTER_ZONES)
    narrow, long = LETTER if letter else A4
    compared = document.compared is not None
    sheets = [_sheet_of(table, compared=compared) for table in document.tables]
    if document.listing is not None:
        sheets.append(_sheet_of_records(document, rows))
    wide = any(sheet.size(narrow) < SMALLEST_UPRIGHT for sheet in sheets)
    width = long if wide else narrow
    series = ["This period", "Before"] if compared else ["Now"]
    if document.period and document.compared:
        series = [wording.short_days(document.period), wording.short_days(document.compared)]
    return {
        "paper": "us-letter" if letter else "a4",
        "wide": wide,
        "fonts": FONTS,
        "made_at": document.made_at.astimezone(UTC).timetuple()[:6],
        "title": _plain(document.title),
        "about": _plain(document.about),
        "number": _plain(report.number),
        "letterhead": {
            "name": _plain(letterhead.name),
            "lines": [_plain(line) for line in _letterhead_lines(report)],
        },
        "facts": [[name, _plain(text)] for name, text in _facts(report)],
        "tiles": _tiles(document.tables[0], compared=compared) if document.tables else [],
        "tables": [_set(sheet, width, series) for sheet in sheets],
        "meanings": [
            [_plain(title), [[_plain(name), _plain(about)] for name, about in figures]]
            for title, figures in wording.meanings(document)
        ],
        "notes": wording.notes(document),
    }


def _letterhead_lines(report: MadeReport) -> Iterator[str]:
    yield ", ".join(report.letterhead.address)
    if report.letterhead.license_number:
        yield f"License {report.letterhead.license_number}"
    yield " · ".join(report.letterhead.contact)


def _facts(report: MadeReport) -> Iterator[tuple[str, str]]:
    document = report.document
    yield from wording.asked(document)
    yield "Made", wording.made(document, report.made_for)
    yield "Report", f"{report.number} · {report.name}" if report.name != document.title else report.number


def _tiles(table: FigureTable, *, compared: bool) -> list[dict[str, Any]]:
    """The figures of all the records of the first table."""
    return [
        {
            "label": _plain(column.label),
            "value": wording.figure(table.total.figures.get(column.key), column.unit),
            "before": _before(table.total, column, "before ") if compared else None,
        }
        for column in table.columns[:MOST_TILES]
    ]


def _before(line: FigureLine, column: FigureColumn, word: str = "") -> str:
    """The figure before, and the change since."""
    now, before = line.figures.get(column.key), (line.before or {}).get(column.key)
    change = wording.change(now, before, column.unit)
    return f"{word}{wording.figure(before, column.unit)}{f' · {change}' if change else ''}"


def _sheet_of(table: FigureTable, *, compared: bool) -> Sheet:
    if table.group is None:
        return _sheet_of_figures(table, compared=compared)
    rows = [_cells(line.label, line, table, compared=compared) for line in table.lines]
    total = _cells("Total", table.total, table, compared=compared)
    heads = [wording.line_head(table), *(_plain(column.label) for column in table.columns)]
    note = f"{table.left_out:,} more lines are in the total but not shown." if table.left_out else ""
    right = [False, *(True for _ in table.columns)]
    return Sheet(_plain(table.title), heads, right, rows, total, _wishes(heads, [*rows, total], right), note, table)


def _cells(label: str, line: FigureLine, table: FigureTable, *, compared: bool) -> list[Cell]:
    figures = [
        (wording.figure(line.figures.get(column.key), column.unit), _before(line, column) if compared else "")
        for column in table.columns
    ]
    return [(_plain(label), ""), *figures]


def _sheet_of_figures(table: FigureTable, *, compared: bool) -> Sheet:
    """A table without lines: a figure each."""
    heads = ["Figure", "Value", *(["Before", "Change"] if compared else [])]
    rows: list[list[Cell]] = []
    for column in table.columns:
        now, before = table.total.figures.get(column.key), (table.total.before or {}).get(column.key)
        texts = [_plain(column.label), wording.figure(now, column.unit)]
        if compared:
            texts += [wording.figure(before, column.unit), wording.change(now, before, column.unit)]
        rows.append([(text, "") for text in texts])
    right = [False, *(True for _ in heads[1:])]
    return Sheet(_plain(table.title), heads, right, rows, None, _wishes(heads, rows, right), figures=table)


def _sheet_of_records(document: ReportDocument, rows: Rows) -> Sheet:
    """The records, as many of them as paper is good for."""
    zone = ZoneInfo(document.zone)
    heads = [_plain(column.label) for column in rows.columns]
    right = [column.kind in (Kind.INTEGER, Kind.NUMBER) for column in rows.columns]
    shown = [_record(rows.columns, row, zone) for row in islice(rows, MOST_RECORDS)]
    count = document.listing.count if document.listing else 0
    note = ""
    if count > len(shown):
        note = f"The first {len(shown):,} of {count:,} records; made as Excel or CSV, the file has them all."
    noun = wording.noun(document.listing.noun) if document.listing else "Records"
    return Sheet(f"{noun} ({count:,})", heads, right, shown, None, _wishes(heads, shown, right), note)


def _record(columns: Sequence[ListColumn], row: Row, zone: ZoneInfo) -> list[Cell]:
    return [(_plain(_value(column, value, zone)), "") for column, value in zip(columns, row, strict=True)]


def _value(column: ListColumn, value: Any, zone: ZoneInfo) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "Yes" if value else "No"
        case dict() | list():
            return orjson.dumps(value).decode()
    if column.kind in (Kind.INTEGER, Kind.NUMBER) and (number := as_number(value)) is not None:
        return wording.figure(int(number), Unit.CENTS) if column.money else wording.plain_number(number)
    if column.kind is Kind.DATE and (day := as_day(value)) is not None:
        return wording.short_day(day)
    if column.kind is Kind.INSTANT and (moment := as_moment(value, zone)) is not None:
        return wording.short_moment(moment)
    return str(value)


def _wishes(heads: Sequence[str], rows: Sequence[Sequence[Cell]], right: Sequence[bool]) -> list[float]:
    """How wide each column would like to be: figures whole, texts within reason, heads on a few lines."""
    wishes = []
    for at, head in enumerate(heads):
        longest_word = max((em(word) for word in head.split()), default=0.0)
        texts = [max(em(row[at][0]), em(row[at][1]) * SMALL) for row in rows]
        longest = max(texts, default=0.0)
        if right[at]:
            wishes.append(max(longest, longest_word * 1.06, em(head) / 3) + 0.3)
        else:
            narrowest = NARROWEST_LABEL if at == 0 else min(longest_word, WIDEST_TEXT)
            most = WIDEST_LABEL if at == 0 else WIDEST_TEXT
            wishes.append(max(narrowest, longest_word * 1.06, min(longest, most)) + 0.3)
    return wishes


def _inset(columns: Sequence[object]) -> float:
    return 5.0 if len(columns) < 9 else 3.5


def _set(sheet: Sheet, width: float, series: Sequence[str]) -> dict[str, Any]:
    size = sheet.size(width)
    inset = _inset(sheet.wishes)
    room = sum(sheet.wishes) * size
    stretch = max(1.0, (width - len(sheet.wishes) * 2 * inset) / room) if room else 1.0
    characters = [max(4, int(wish * stretch * 0.95 / 0.64)) for wish in sheet.wishes]

    def cells(row: Iterable[Cell]) -> list[list[str]]:
        return [[breakable(text, most), small] for (text, small), most in zip(row, characters, strict=True)]

    return {
        "title": sheet.title,
        "chart": chart_of(sheet.figures, series, width) if sheet.figures else None,
        "heads": [breakable(head, most) for head, most in zip(sheet.heads, characters, strict=True)],
        "right": sheet.right,
        "rows": [cells(row) for row in sheet.rows],
        "total": cells(sheet.total) if sheet.total else None,
        # Shares of the page: each its wish with the space around it, so that all of them fill the width.
        "widths": [round(wish * size + 2 * inset, 2) for wish in sheet.wishes],
        "size": size,
        "inset": inset,
        "note": sheet.note or None,
        "empty": "No records.",
    }


def _plain(text: str) -> str:
    """A text as it may stand on the page: printable, and not longer than anybody reads."""
    found = text if text.isprintable() else printable(text)
    return found if len(found) <= MOST_CHARACTERS else found[: MOST_CHARACTERS - 1] + "…"
