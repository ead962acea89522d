"""Spreadsheets as rows: finds out encoding, delimiter and header row by itself, and reads in chunks.

CSV is streamed; a workbook is opened by calamine, after its size was checked, and handed out row by row.
"""

import csv
import datetime as dt
import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import IO, Final, TypeAlias, cast

from backend.transfer.errors import BrokenFile, EmptyFile, EncryptedWorkbook, FileTooLarge, NotASpreadsheet

Cell: TypeAlias = str | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None
Cells: TypeAlias = list[Cell]
Numbered: TypeAlias = tuple[int, Cells]

MAX_COLUMNS: Final = 256
MAX_CELLS: Final = 30_000_000
MAX_UNPACKED_BYTES: Final = 2_000_000_000
MAX_CELL_CHARACTERS: Final = 131_072
SAMPLE_ROWS: Final = 300
HEADER_WITHIN: Final = 40
DELIMITERS: Final = (",", ";", "\t", "|")
WORKBOOKS: Final = frozenset({".xlsx", ".xlsm"})
UNREADABLE: Final = "�"

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_ROW_REFERENCE: Final = re.compile(rb'<row[^>]*?\sr="(\d+)"')
_FOOTER: Final = re.compile(
    r"\s*(grand\s+total|sub-?total|total|totals|records?|row\s*count|count|page\s+\d+|end\s+of\b.*|summe|gesamt|fin)\b",
    re.I,
)
_DATA_LIKE: Final = re.compile(
    r"[^@\s]+@[^@\s]+\.\w+|[\s$€£+(.-]*\d[\d\s.,/():+-]*%?|\d{1,2}-[A-Za-z]{3}-\d{2,4}.*|\d{4}-\d\d-\d\d.*"
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file. headers are unique and never empty; `rows()` starts below the header.

    columns: positions of the headers in the raw row; header_row is 0 when the file has no header line.
    sample: the first rows, already cut to `columns`.
    """

    name: str
    headers: tuple[str, ...]
    columns: tuple[int, ...]
    header_row: int
    sample: tuple[Numbered, ...]
    _open: Callable[[], Iterator[Numbered]] = field(repr=False)

    def rows(self) -> Iterator[Numbered]:
        """Every data row with the row number a person sees in the spreadsheet.

        Blank rows, repeated headers and totals are left out. A row longer than the header keeps its surplus
        cells at the end, so that it can be refused.
        """
        return _data_rows(self._open(), self.header_row, self.headers, self.columns)


@dataclass(frozen=True, slots=True)
class Book:
    """A file that was understood: its sheets that hold rows, and how it was read."""

    sheets: tuple[Sheet, ...]
    encoding: str | None = None
    delimiter: str | None = None


def open_book(path: Path, likely_header: Callable[[str], bool]) -> Book:
    """Reads the outline of a spreadsheet. `likely_header` says whether a cell is a word known from headers.

    Raises NotASpreadsheet, EncryptedWorkbook, EmptyFile, BrokenFile, FileTooLarge.
    """
    with path.open("rb") as file:
        head = file.read(8192)
    if not head.strip(b"\x00\t\r\n \xef\xbb\xbf\xff\xfe"):
        raise EmptyFile
    if head.startswith((*_ZIP, _OLE)):
        return _open_workbook(path, likely_header, packed=head.startswith(b"PK"))
    if head.startswith(b"PK") and (path.suffix in WORKBOOKS or b"" < head[2:3] < b"\t"):
        raise NotASpreadsheet("This is not a workbook, though it begins like one: save it as XLSX or CSV anew.")
    return _open_text(path, head, likely_header)


# Text


def _open_text(path: Path, head: bytes, likely_header: Callable[[str], bool]) -> Book:
    encoding = _encoding(path, head)
    with _text(path, encoding) as file:
        beginning = file.read(65_536)
    declared = re.match(r"sep=(.)\r?\n", beginning)
    skip = 1 if declared else 0
    delimiter = declared[1] if declared else _delimiter(beginning)

    def records() -> Iterator[Numbered]:
        return islice(_csv_records(path, encoding, delimiter), skip, None)

    sheet = _outline("file", records, likely_header)
    if sheet is None:
        raise EmptyFile
    return Book((sheet,), encoding, delimiter)


def _text(path: Path, encoding: str) -> IO[str]:
    return path.open(encoding=encoding, errors="replace", newline="")


def _encoding(path: Path, head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if head.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    nuls = head.count(0)
    if nuls > len(head) * 0.3:
        return "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"
    controls = sum(head.count(code) for code in range(32) if code not in (0, 9, 10, 12, 13, 26, 27))
    if controls + nuls > len(head) * 0.02 + 3 or head.startswith(
        (b"%PDF", b"\x89PNG", b"GIF8", b"\x1f\x8b", b"{\\rtf")
    ):
        raise NotASpreadsheet
    if head.lstrip()[:15].lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        raise NotASpreadsheet
    return _encoding_without_mark(path)


def _encoding_without_mark(path: Path) -> str:
    """UTF-8 unless the bytes say otherwise; a few damaged characters do not turn UTF-8 into Latin-1."""
    readable = unreadable = 0
    undefined_in_windows = False
    with path.open("rb") as raw:
        decoder = io.TextIOWrapper(raw, "utf-8", errors="replace", newline="")
        while text := decoder.read(1 << 20):
            if not text.isascii():
                damaged = text.count(UNREADABLE)
                unreadable += damaged
                readable += len(text) - len(text.encode("ascii", "ignore")) - damaged
    if unreadable == 0 or unreadable * 4 < readable:
        return "utf-8"
    with path.open("rb") as raw:
        while block := raw.read(1 << 20):
            undefined_in_windows = undefined_in_windows or any(code in block for code in b"\x81\x8d\x8f\x90\x9d")
    return "latin-1" if undefined_in_windows else "cp1252"


def _delimiter(beginning: str) -> str:
    """The delimiter that cuts the first lines into the most even table."""
    scores = {delimiter: _evenness(beginning, delimiter) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: scores[delimiter])
    return best if scores[best] > 0 else ","


def _evenness(beginning: str, delimiter: str) -> float:
    try:
        records = [row for row in islice(csv.reader(io.StringIO(beginning), delimiter=delimiter), 60) if any(row)]
    except csv.Error:
        return 0
    widths = Counter(len(row) for row in records if len(row) > 1)
    if not widths:
        return 0
    width, rows = widths.most_common(1)[0]
    return rows / len(records) * (1 + min(width, 20) / 20)


def _csv_records(path: Path, encoding: str, delimiter: str) -> Iterator[Numbered]:
    """Records with the line on which each begins (a quoted cell may span lines)."""
    csv.field_size_limit(MAX_CELL_CHARACTERS)
    with _text(path, encoding) as file:
        reader = csv.reader(file, delimiter=delimiter)
        line = 1
        record: list[str] = []
        began = 1
        try:
            for record in reader:
                began, line = line, reader.line_num + 1
                yield began, cast(Cells, record)
        except csv.Error as problem:
            raise BrokenFile(
                f"Row {line}: a quotation mark is opened and never closed, or a cell is longer than "
                f"{MAX_CELL_CHARACTERS:,} characters. Mend that row and try again."
            ) from problem
        if line - began > 1:
            _refuse_open_quote(path, encoding, delimiter, began)


def _refuse_open_quote(path: Path, encoding: str, delimiter: str, began: int) -> None:
    """The last record spans lines: was its quotation mark ever closed?"""
    with _text(path, encoding) as file:
        last = "".join(islice(file, began - 1, None))
    try:
        list(csv.reader(io.StringIO(last, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as problem:
        if "unexpected end" in str(problem):
            raise BrokenFile(f"Row {began}: a quotation mark is opened and never closed.") from problem


# Workbooks


def _open_workbook(path: Path, likely_header: Callable[[str], bool], *, packed: bool) -> Book:
    import python_calamine

    if packed:
        _refuse_oversized(path)
    try:
        workbook = python_calamine.CalamineWorkbook.from_path(str(path))
        names = [
            sheet.name
            for sheet in workbook.sheets_metadata
            if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
            and sheet.visible == python_calamine.SheetVisibleEnum.Visible
        ]
        sheets = [_worksheet(name, _workbook_rows(workbook, name), likely_header) for name in names]
    except python_calamine.PasswordError as problem:
        raise EncryptedWorkbook from problem
    except (python_calamine.CalamineError, OSError, ValueError) as problem:
        if b"E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k" in path.read_bytes()[:1_000_000]:
            raise EncryptedWorkbook from problem
        raise BrokenFile("The workbook is damaged: open it in a spreadsheet program, save it anew.") from problem
    found = tuple(sheet for sheet in sheets if sheet is not None)
    if not found:
        raise EmptyFile
    return Book(found)


def _worksheet(name: str, rows: Callable[[], Iterator[Numbered]], likely: Callable[[str], bool]) -> Sheet | None:
    """The outline of one sheet of a workbook, None when it holds a header or a remark alone: others may hold rows."""
    try:
        return _outline(name, rows, likely)
    except EmptyFile:
        return None


def _workbook_rows(workbook: object, name: str) -> Callable[[], Iterator[Numbered]]:
    def rows() -> Iterator[Numbered]:
        sheet = workbook.get_sheet_by_name(name)  # type: ignore[attr-defined]  # calamine ships no types
        if sheet.start is None:
            return
        first = int(sheet.start[0]) + 1
        yield from enumerate(sheet.iter_rows(), first)

    return rows


def _refuse_oversized(path: Path) -> None:
    """calamine lays a sheet out as one dense block, so two cells in far corners could ask for terabytes."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if not any(member.filename.endswith("workbook.xml") for member in members):
                raise NotASpreadsheet("This is not a workbook: no sheet is in it. Save it as XLSX or CSV anew.")
            unpacked = sum(member.file_size for member in members)
            if unpacked > MAX_UNPACKED_BYTES or (unpacked > 50_000_000 and unpacked > 300 * path.stat().st_size):
                raise FileTooLarge
            for member in members:
                if re.search(r"worksheets/[^/]+\.xml$", member.filename):
                    _refuse_wide(archive, member)
                elif member.filename.endswith("sharedStrings.xml"):
                    for _ in _blocks(archive, member):
                        pass
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as problem:
        raise BrokenFile("The workbook is damaged: open it in a spreadsheet program, save it anew.") from problem


def _blocks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The unpacked bytes, each block repeating the end of the one before; stops a member that lies about its size."""
    seen, tail = 0, b""
    with archive.open(member) as file:
        while block := file.read(1 << 20):
            seen += len(block)
            if seen > member.file_size:
                raise FileTooLarge
            yield tail + block
            tail = block[-64:]


def _refuse_wide(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    wide, last_row = _beyond(MAX_COLUMNS), 0
    for block in _blocks(archive, member):
        last_row = max(chain((last_row,), map(int, _ROW_REFERENCE.findall(block))))
        if wide.search(block):
            raise FileTooLarge(f"A sheet has cells beyond column {MAX_COLUMNS}: delete the columns that are not data.")
    if last_row * MAX_COLUMNS <= MAX_CELLS:
        return
    wide = _beyond(max(1, MAX_CELLS // last_row))
    if any(wide.search(block) for block in _blocks(archive, member)):
        raise FileTooLarge


def _beyond(column: int) -> re.Pattern[bytes]:
    """Finds references to cells right of the given column, counted from 1, at most 256."""
    first, second = divmod(column, 26)
    if column < 26:
        return re.compile(rb'<c[^>]*?\sr="(?:[%c-Z]|[A-Z]{2,3})\d' % (65 + column))
    letter = 64 + first
    parts = [b"[A-Z]{3}", b"%c[%c-Z]" % (letter, 65 + second)]
    if letter < 90:
        parts.append(b"[%c-Z][A-Z]" % (letter + 1))
    return re.compile(rb'<c[^>]*?\sr="(?:' + b"|".join(parts) + rb")\d")


# Where the table begins


def _outline(name: str, open_rows: Callable[[], Iterator[Numbered]], likely: Callable[[str], bool]) -> Sheet | None:
    beginning = list(islice(open_rows(), SAMPLE_ROWS + HEADER_WITHIN))
    filled = [(number, cells) for number, cells in beginning if not is_blank(cells)]
    if not filled:
        return None
    if max(len(cells) for _, cells in filled) > MAX_COLUMNS:
        raise FileTooLarge(f"The file has more than {MAX_COLUMNS} columns.")
    header = _header(filled[:HEADER_WITHIN], likely)
    header_row, titles = header if header else (0, [])
    body = [cells for number, cells in filled if number > header_row]
    if not body:
        _refuse_header_only(open_rows, header_row)
        return None
    width = max(len(titles), _usual_width(body))
    columns = [at for at in range(width) if _title(titles, at) or any(_filled(cells, at) for cells in body)]
    headers = _unique([_title(titles, at) or f"Column {_letters(at)}" for at in columns])
    sheet = Sheet(name, headers, tuple(columns), header_row, (), open_rows)
    return Sheet(name, headers, tuple(columns), header_row, tuple(islice(sheet.rows(), SAMPLE_ROWS)), open_rows)


def _refuse_header_only(open_rows: Callable[[], Iterator[Numbered]], header_row: int) -> None:
    if not any(number > header_row and not is_blank(cells) for number, cells in open_rows()):
        raise EmptyFile("The file has a header and no rows below it.")


def _usual_width(body: Sequence[Cells]) -> int:
    widths = Counter(_width(cells) for cells in body)
    enough = max(2, len(body) // 20)
    return max((width for width, times in widths.items() if times >= enough), default=widths.most_common(1)[0][0])


def _width(cells: Cells) -> int:
    return max((at + 1 for at in range(len(cells)) if _filled(cells, at)), default=0)


def _header(rows: Sequence[Numbered], likely: Callable[[str], bool]) -> tuple[int, list[str]] | None:
    """The row that looks most like a header, or None when the file starts with data."""
    widest = max(_count(cells) for _, cells in rows)
    best: tuple[float, int, Cells] | None = None
    for position, (number, cells) in enumerate(rows):
        texts = [as_text(cell).strip() for cell in cells]
        named = [text for text in texts if text]
        data = sum(1 for text, cell in zip(texts, cells, strict=True) if text and _is_data(text, cell))
        known = sum(1 for text in named if likely(text))
        if data * 2 >= len(named) or (len(named) < 2 and widest > 1):
            continue
        score = known * 3 + len(named) / widest * 2 - data * 2 - position * 0.05
        if best is None or score > best[0]:
            best = (score, number, cells)
    if best is None:
        return None
    return best[1], [_one_line(as_text(cell)) for cell in best[2]]


def _is_data(text: str, cell: Cell) -> bool:
    return not isinstance(cell, str) or _DATA_LIKE.fullmatch(text) is not None


def _data_rows(
    rows: Iterator[Numbered], header_row: int, headers: Sequence[str], columns: tuple[int, ...]
) -> Iterator[Numbered]:
    width = columns[-1] + 1
    straight = columns == tuple(range(width))
    for number, cells in rows:
        if number <= header_row:
            continue
        surplus: Cells = []
        if len(cells) != width:
            if len(cells) > width:
                surplus = [cell for cell in cells[width:] if cell not in ("", None)]
                cells = cells[:width]
            else:
                cells = cells + [""] * (width - len(cells))
        if not straight:
            cells = [cells[at] for at in columns]
        # Cheap tests first: most rows have their first two cells filled and differ from the header.
        if (cells[0] in ("", None) or cells[-1] in ("", None)) and (is_blank(cells) or _is_footer(cells)):
            continue
        if cells[0] == headers[0] and _repeats(cells, headers):
            continue
        yield number, cells + surplus if surplus else cells


def _repeats(cells: Cells, headers: Sequence[str]) -> bool:
    """Whether a row is the header again. Columns without a title have a name of ours, columns of one title a number."""
    titles = [_one_line(as_text(cell)) or f"Column {_letters(at)}" for at, cell in enumerate(cells)]
    return _unique(titles) == tuple(headers)


def _is_footer(cells: Cells) -> bool:
    filled = [as_text(cell) for cell in cells if cell not in ("", None)]
    return len(cells) > 2 and len(filled) * 2 <= len(cells) + 1 and _FOOTER.match(filled[0]) is not None


def is_blank(cells: Sequence[Cell]) -> bool:
    """Nothing but white space in any cell."""
    return not any(cell is not None and cell != "" and (not isinstance(cell, str) or cell.strip()) for cell in cells)


def _count(cells: Cells) -> int:
    return sum(1 for at in range(len(cells)) if _filled(cells, at))


def _filled(cells: Cells, at: int) -> bool:
    return at < len(cells) and bool(as_text(cells[at]).strip())


def _title(titles: Sequence[str], at: int) -> str:
    return titles[at] if at < len(titles) else ""


def _one_line(text: str) -> str:
    return " ".join(text.split())[:200]


def _letters(at: int) -> str:
    return chr(65 + at) if at < 26 else chr(64 + at // 26) + chr(65 + at % 26)


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    seen: Counter[str] = Counter()
    unique: list[str] = []
    for name in names:
        seen[name] += 1
        unique.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(unique)


def as_text(cell: Cell) -> str:
    """A cell as a person would type it: 5128078608.0 is 5128078608, midnight is a date."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float | int):
        return str(int(cell)) if cell == cell and abs(cell) < 1e15 and cell == int(cell) else repr(cell)
    if isinstance(cell, dt.datetime):
        # A spreadsheet's day is a fraction: 04:00 may come as 03:59:59.999.
        cell = (cell + dt.timedelta(milliseconds=500)).replace(microsecond=0)
        midnight = cell.time() == dt.time.min
        return cell.date().isoformat() if midnight else cell.isoformat(" ", "seconds")
    return cell.isoformat() if isinstance(cell, dt.date | dt.time) else str(cell)
