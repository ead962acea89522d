"""A report as PDF: typeset by typst from `report.typ`, to which everything that is said comes as data.

The pages are set in Inter, and in typst's own fonts where Inter lacks a character; those of the machine are not used,
so that the same report is the same file anywhere.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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

# The text of a figure, and smaller ones below it, which stand beside each other where there is room.
Cell: TypeAlias = tuple[str, tuple[str, ...]]

TEMPLATE: Final = Path(__file__).with_name("report.typ")
FONTS: Final = ("Inter", "Libertinus Serif")
FONT_PACKAGE: Final = "fontpkg_inter"
MOST_RECORDS: Final = 1_000
MOST_CELLS: Final = 12_000
MOST_TILES: Final = 8
# So many lines stay on one page with their chart.
MOST_TOGETHER: Final = 8
# A line of a table stays in one piece where its texts take no more lines than these.
MOST_WRAPPED: Final = 20
MOST_CHARACTERS: Final = 2_000
# Points: the sides of the paper without its margins, which report.typ sets.
LETTER_ZONES: Final = ("America/", "US/", "Pacific/Honolulu")
LETTER: Final = (8.5 * 72 - 100.8, 11 * 72 - 100.8)
A4: Final = (595.28 - 100.8, 841.89 - 100.8)
SIZES: Final = (9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0, 5.5, 5.0, 4.5)
SMALLEST_UPRIGHT: Final = 8.0
RECORD_SIZES: Final = SIZES[2:]
SMALLEST_READABLE: Final = 6.5
SMALL: Final = 0.82
NARROWEST_LABEL: Final = 9.0
WIDEST_LABEL: Final = 24.0
WIDEST_FIELD: Final = 26.0
WIDEST_RUNNING: Final = 28.0
WIDEST_WORD: Final = 9.0
# A tile: its text and the space around it, in points.
TILE_SIZE: Final = 15.0
TILE_SPACE: Final = 28.0
NARROWEST_TILE: Final = 112.0


class NotTypeset(LeadGenError):
    """The report could not be typeset."""

    code = "not_typeset"


@dataclass(frozen=True, slots=True)
class Wish:
    """How wide a column would like to be, and has to be, in units of the size of its text."""

    best: float
    least: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it is set."""

    title: str
    heads: list[str]
    right: list[bool]
    rows: list[list[Cell]]
    total: list[Cell] | None
    wishes: list[Wish]
    note: str = ""
    figures: FigureTable | None = None
    sizes: tuple[float, ...] = SIZES

    @property
    def is_even(self) -> bool:
        """Whether no text is much longer than its column is wide, so that every line is one or two lines high."""
        return all(em(cell[0]) <= WIDEST_LABEL * 2 for row in self.rows for cell in row)

    def parts(self, width: float) -> "list[Sheet]":
        """The table itself, or one below the other the parts of its columns that can be read at this width."""
        columns = range(1, len(self.heads))
        for count in range(1, len(columns) + 1):
            size = -(-len(columns) // count)
            found = [self._part(columns[at : at + size], first=at == 0) for at in range(0, len(columns), size)]
            if all(part.fitted(width)[0] >= SMALLEST_READABLE for part in found):
                return found
        return [self]

    def _part(self, columns: Sequence[int], *, first: bool) -> "Sheet":
        def chosen(values: Sequence[Any]) -> list[Any]:
            return [values[0], *(values[at] for at in columns)]

        return replace(
            self,
            title=self.title if first else f"{self.title}, continued",
            heads=chosen(self.heads),
            right=chosen(self.right),
            rows=[chosen(row) for row in self.rows],
            total=chosen(self.total) if self.total else None,
            wishes=chosen(self.wishes),
            figures=self.figures if first else None,
        )

    def fitted(self, width: float) -> tuple[float, list[float]]:
        """The size of text at which it fits, and how wide its columns are then, in units of that size.

        Rather a little smaller than narrow columns, rather narrow columns than text that nobody can read.
        """
        space = len(self.wishes) * 2 * _inset(self.wishes)
        best, least = sum(wish.best for wish in self.wishes), sum(wish.least for wish in self.wishes)
        tries = [(comfort, size) for comfort in (1.0, 0.6, 0.3) for size in self.sizes if size >= self.sizes[0] - 1.5]
        for comfort, size in [*tries, *((0.0, size) for size in self.sizes)]:
            given = ((width - space) / size - least) / max(0.01, best - least)
            if given >= comfort:
                return size, [wish.least + min(1.0, given) * (wish.best - wish.least) for wish in self.wishes]
        return self.sizes[-1], [wish.least for wish in self.wishes]


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
            timestamp=int(report.document.made_at.timestamp()),
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
    sheets = [_sheet_of(table, compared=table.is_compared) for table in document.tables]
    if document.listing is not None:
        sheets.append(_sheet_of_records(document, rows))
    wide = any(sheet.fitted(narrow)[0] < SMALLEST_UPRIGHT for sheet in sheets)
    width = long if wide else narrow
    tiles = _tiles(document.tables[0], compared=document.tables[0].is_compared) if document.tables else []
    series = ["This period", "Before"] if compared else ["Now"]
    if document.period and document.compared:
        series = [wording.short_days(document.period), wording.short_days(document.compared)]
    return {
        "paper": "us-letter" if letter else "a4",
        "wide": wide,
        "fonts": FONTS,
        "made_at": document.made_at.astimezone(UTC).timetuple()[:6],
        "title": breakable(_plain(document.title), 24),
        "about": breakable(_plain(document.about), 50),
        "number": _plain(report.number),
        "running": [_shortened(letterhead.name), _shortened(document.title)],
        "letterhead": {
            "name": breakable(_plain(letterhead.name), 16),
            "lines": [breakable(_plain(line), 30) for line in _letterhead_lines(report)],
        },
        "facts": [[name, breakable(_plain(text), 40)] for name, text in _facts(report)],
        "tiles": tiles,
        "across": _across(tiles, width),
        "tables": [
            _set(part, width, series, together=not wide and at > 0)
            for at, sheet in enumerate(sheets)
            for part in sheet.parts(width)
        ],
        "meanings": [
            [_plain(title), [[breakable(_plain(name), 16), breakable(_plain(about), 38)] for name, about in figures]]
            for title, figures in wording.meanings(document)
        ],
        "notes": wording.notes(document),
    }


def _shortened(text: str) -> str:
    """For the head of the pages that follow, in one line."""
    plain = _plain(text)
    if em(plain) <= WIDEST_RUNNING:
        return plain
    fitting = next(length for length in range(len(plain), 0, -1) if em(plain[:length]) <= WIDEST_RUNNING - 1)
    return f"{plain[:fitting].rstrip()}…"


def _letterhead_lines(report: MadeReport) -> Iterator[str]:
    yield ", ".join(report.letterhead.address)
    if report.letterhead.license_number:
        yield f"License {report.letterhead.license_number}"
    yield " · ".join(report.letterhead.contact)


def _facts(report: MadeReport) -> Iterator[tuple[str, str]]:
    document = report.document
    for name, text in wording.asked(document):
        yield name, f"{text}, below each figure in grey" if name == wording.COMPARED else text
    yield "Made", wording.made(document, report.made_for)
    yield "Report", f"{report.number} · {report.name}" if report.name != document.title else report.number


def _tiles(table: FigureTable, *, compared: bool) -> list[dict[str, Any]]:
    """The figures of all the records of the first table."""
    return [
        {
            "label": breakable(_plain(column.label), 10.5),
            "value": wording.figure(table.total.figures.get(column.key), column.unit),
            "before": _before(table.total, column) if compared else (),
        }
        for column in table.columns[:MOST_TILES]
    ]


def _across(tiles: Sequence[Mapping[str, Any]], width: float) -> int:
    """How many tiles stand beside each other: as many as there is room for, evenly over the rows."""
    widest = max((em(tile["value"]) for tile in tiles), default=0.0) * TILE_SIZE + TILE_SPACE
    most = max(1, int(width / max(NARROWEST_TILE, widest)))
    rows = -(-len(tiles) // most)
    return -(-len(tiles) // rows) if rows else 1


def _before(line: FigureLine, column: FigureColumn) -> tuple[str, ...]:
    """The figure before, and the change since."""
    now, before = line.figures.get(column.key), (line.before or {}).get(column.key)
    change = wording.change(now, before, column.unit)
    return (wording.figure(before, column.unit), *([change] if change else []))


def _sheet_of(table: FigureTable, *, compared: bool) -> Sheet:
    if table.group is None:
        return _sheet_of_figures(table, compared=compared)
    rows = [_cells(wording.line(table, line), line, table, compared=compared) for line in table.lines]
    total = _cells("Total", table.total, table, compared=compared)
    heads = [wording.line_head(table), *(_plain(column.label) for column in table.columns)]
    note = f"{table.left_out:,} more lines are in the total but not shown." if table.left_out else ""
    right = [False, *(True for _ in table.columns)]
    return Sheet(_plain(table.title), heads, right, rows, total, _wishes(heads, [*rows, total], right), note, table)


def _cells(label: str, line: FigureLine, table: FigureTable, *, compared: bool) -> list[Cell]:
    figures = [
        (wording.figure(line.figures.get(column.key), column.unit), _before(line, column) if compared else ())
        for column in table.columns
    ]
    return [(_plain(label), ()), *figures]


def _sheet_of_figures(table: FigureTable, *, compared: bool) -> Sheet:
    """A table without lines: a figure each."""
    heads = ["Figure", "Value", *(["Before", "Change"] if compared else [])]
    rows: list[list[Cell]] = []
    for column in table.columns:
        now, before = table.total.figures.get(column.key), (table.total.before or {}).get(column.key)
        texts = [_plain(column.label), wording.figure(now, column.unit)]
        if compared:
            texts += [wording.figure(before, column.unit), wording.change(now, before, column.unit)]
        rows.append([(text, ()) for text in texts])
    right = [False, *(True for _ in heads[1:])]
    return Sheet(_plain(table.title), heads, right, rows, None, _wishes(heads, rows, right), figures=table)


def _sheet_of_records(document: ReportDocument, rows: Rows) -> Sheet:
    """The records, as many of them as paper is good for."""
    zone = ZoneInfo(document.zone)
    heads = [_plain(column.label) for column in rows.columns]
    right = [column.kind in (Kind.INTEGER, Kind.NUMBER) for column in rows.columns]
    most = min(MOST_RECORDS, MOST_CELLS // max(1, len(rows.columns)))
    shown = [_record(rows.columns, row, zone) for row in islice(rows, most)]
    count = document.listing.count if document.listing else 0
    note = ""
    if count > len(shown):
        note = f"The first {len(shown):,} of {count:,} records; made as Excel or CSV, the file has them all."
    noun = wording.noun(document.listing.noun) if document.listing else "Records"
    wishes = [
        _wish_of_field(column, heads[at], [row[at][0] for row in shown]) for at, column in enumerate(rows.columns)
    ]
    return Sheet(f"{noun} ({count:,})", heads, right, shown, None, wishes, note, sizes=RECORD_SIZES)


def _wish_of_field(column: ListColumn, head: str, texts: Sequence[str]) -> Wish:
    """Numbers and times whole, texts as wide as most of them are."""
    longest_word = min(max((em(word) for word in head.split()), default=0.0) * 1.06, WIDEST_WORD)
    widths = sorted(map(em, texts)) or [0.0]
    if column.kind in (Kind.TEXT, Kind.JSON):
        best = max(longest_word, min(widths[len(widths) * 9 // 10], WIDEST_FIELD)) + 0.4
        return Wish(best, min(best, max(longest_word, NARROWEST_LABEL)))
    whole = max(longest_word, min(widths[-1], WIDEST_FIELD)) + 0.4
    return Wish(whole, whole)


def _record(columns: Sequence[ListColumn], row: Row, zone: ZoneInfo) -> list[Cell]:
    return [(_cut(_value(column, value, zone)), ()) for column, value in zip(columns, row, strict=True)]


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


def _wishes(heads: Sequence[str], rows: Sequence[Sequence[Cell]], right: Sequence[bool]) -> list[Wish]:
    """How wide each column would like to be: figures whole, texts within reason, heads on a few lines."""
    wishes = []
    for at, head in enumerate(heads):
        longest_word = min(max((em(word) for word in head.split()), default=0.0) * 1.06, WIDEST_WORD)
        if right[at]:
            figure = max((em(row[at][0]) for row in rows), default=0.0)
            beside = max((em(" · ".join(row[at][1])) for row in rows), default=0.0) * SMALL
            below = max((em(small) for row in rows for small in row[at][1]), default=0.0) * SMALL
            least = max(figure, longest_word, min(em(head) / 3, WIDEST_WORD)) + 0.4
            wishes.append(Wish(max(least, beside + 0.4), max(least, below + 0.4)))
        else:
            longest = max((em(row[at][0]) for row in rows), default=0.0)
            text = max(NARROWEST_LABEL, longest_word, min(longest, WIDEST_LABEL)) + 0.4
            wishes.append(Wish(text, max(NARROWEST_LABEL, longest_word)))
    return wishes


def _inset(columns: Sequence[object]) -> float:
    return 5.0 if len(columns) < 9 else 3.5


def _set(sheet: Sheet, width: float, series: Sequence[str], *, together: bool) -> dict[str, Any]:
    size, wishes = sheet.fitted(width)
    inset = _inset(wishes)
    shares = [wish * size + 2 * inset for wish in wishes]
    stretch = width / sum(shares)
    rooms = [max(2.0, (share * stretch - 2 * inset) / size * 0.96) for share in shares]

    def cells(row: Iterable[Cell]) -> list[list[Any]]:
        return [
            [text if right else breakable(text, most), small]
            for (text, small), most, right in zip(row, rooms, sheet.right, strict=True)
        ]

    return {
        "title": breakable(sheet.title, 38),
        "chart": chart_of(sheet.figures, series, width) if sheet.figures else None,
        "heads": [breakable(head, most) for head, most in zip(sheet.heads, rooms, strict=True)],
        "right": sheet.right,
        "rows": [cells(row) for row in sheet.rows],
        "total": cells(sheet.total) if sheet.total else None,
        # Shares of the page: each its wish with the space around it, so that all of them fill the width.
        "widths": [round(share, 2) for share in shares],
        "size": size,
        "inset": inset,
        "note": sheet.note or None,
        "whole": all(
            len(cell[0]) <= most * MOST_WRAPPED for row in sheet.rows for cell, most in zip(row, rooms, strict=True)
        ),
        "empty": "No records.",
        "together": together and len(sheet.rows) <= MOST_TOGETHER and sheet.is_even,
    }


def _plain(text: str) -> str:
    """A text on one line."""
    return " ".join(_cut(text).split())


def _cut(text: str) -> str:
    """A text as it may stand on the page: printable, and not longer than anybody reads."""
    found = text if text.isprintable() else printable(text)
    return found if len(found) <= MOST_CHARACTERS else found[: MOST_CHARACTERS - 1] + "…"
