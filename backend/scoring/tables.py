"""CSV files as rows of text, in file order: finds out compression, encoding and delimiter by itself."""

import codecs
import csv
import gzip
import io
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Final, cast

from backend.scoring.errors import TableUnusable

DELIMITERS: Final = (",", ";", "\t", "|")
MAX_CELL_CHARACTERS: Final = 1_000_000
_GZIP: Final = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was understood. `rows()` starts below the header; each row has as many cells as the header."""

    path: Path
    header: tuple[str, ...]
    encoding: str
    delimiter: str

    def rows(self) -> Iterator[list[str]]:
        """Every row but blank lines. Raises TableUnusable at a row that does not fit the header."""
        width = len(self.header)
        with _text(self.path, self.encoding) as file:
            reader = _reader(file, self.delimiter)
            _skip_header(reader)
            try:
                for row in reader:
                    if len(row) == width:
                        yield row
                    elif row:
                        yield _fitted(row, width, reader.line_num)
            except (csv.Error, OSError, EOFError, zlib.error, UnicodeError) as problem:
                raise TableUnusable(f"{self.path.name}, line {reader.line_num}: {problem}.") from problem


def open_source(path: Path) -> Source:
    """Reads the header of a CSV file, gzipped or not. Raises TableUnusable."""
    if not path.is_file():
        raise TableUnusable(f"There is no file {path}.")
    encoding = _encoding(path)
    with _text(path, encoding) as file:
        beginning = file.read(262_144)
    if not beginning.strip():
        raise TableUnusable(f"{path.name} is empty.")
    if "\x00" in beginning:
        raise TableUnusable(f"{path.name} is not text: save it as CSV.")
    delimiter = _delimiter(beginning)
    try:
        header: list[str] = next((row for row in _lines(beginning, delimiter) if any(row)), [])
    except csv.Error as problem:
        raise TableUnusable(f"{path.name}: the header cannot be read: {problem}.") from problem
    return Source(path, _unique(header), encoding, delimiter)


def _skip_header(reader: "csv._reader") -> None:  # type: ignore[name-defined]  # csv names no public type
    for row in reader:
        if any(row):
            return


def _reader(file: IO[str], delimiter: str) -> "csv._reader":  # type: ignore[name-defined]
    csv.field_size_limit(MAX_CELL_CHARACTERS)
    return csv.reader(file, delimiter=delimiter, skipinitialspace=delimiter != "\t")


def _lines(text: str, delimiter: str) -> "csv._reader":  # type: ignore[name-defined]
    return _reader(io.StringIO(text, newline=""), delimiter)


def _fitted(row: list[str], width: int, line: int) -> list[str]:
    if len(row) < width:
        if len(row) * 2 < width:
            raise TableUnusable(f"Line {line} has {len(row)} cells, the header has {width}.")
        return row + [""] * (width - len(row))
    if any(cell.strip() for cell in row[width:]):
        raise TableUnusable(f"Line {line} has {len(row)} cells, the header has {width}: is a cell not quoted?")
    return row[:width]


@contextmanager
def _binary(path: Path) -> Iterator[IO[bytes]]:
    with path.open("rb") as raw:
        packed = raw.read(2) == _GZIP
        raw.seek(0)
        if not packed:
            yield raw
            return
        with gzip.open(raw) as unpacked:
            yield cast("IO[bytes]", unpacked)


@contextmanager
def _text(path: Path, encoding: str) -> Iterator[IO[str]]:
    with _binary(path) as raw, io.TextIOWrapper(raw, encoding, newline="") as text:
        yield text


def _encoding(path: Path) -> str:
    """UTF-8 unless the bytes say otherwise."""
    try:
        with _binary(path) as file:
            head = file.read(4)
            if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                return "utf-16"
            if len(head) == 4 and head[1] == head[3] == 0:
                return "utf-16-le"
            if len(head) == 4 and head[0] == head[2] == 0:
                return "utf-16-be"
            decoder = codecs.getincrementaldecoder("utf-8")()
            decoder.decode(head)
            while block := file.read(1 << 20):
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "latin-1"
    except (OSError, EOFError, zlib.error) as problem:
        raise TableUnusable(f"{path.name} is damaged: {problem}.") from problem
    return "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8"


def _delimiter(beginning: str) -> str:
    """The delimiter that cuts the first lines into the most even table of the most columns."""
    best = max(DELIMITERS, key=lambda delimiter: _evenness(beginning, delimiter))
    if _evenness(beginning, best) > 0:
        return best
    # One column: what stands in no line cannot cut one.
    return next((delimiter for delimiter in DELIMITERS if delimiter not in beginning), ",")


def _evenness(beginning: str, delimiter: str) -> float:
    try:
        rows = [row for row in islice(_lines(beginning, delimiter), 100) if row]
    except csv.Error:
        return 0.0
    widths = Counter(len(row) for row in rows[:-1] or rows)
    width, times = widths.most_common(1)[0] if widths else (1, 0)
    if width == 1 or len(rows[0]) == 1:
        return 0.0
    return times / len(rows) * (1.0 + min(width, 50) / 50.0)


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    seen: Counter[str] = Counter()
    unique = []
    for at, written in enumerate(names, 1):
        name = " ".join(written.split()) or f"column {at}"
        seen[name] += 1
        unique.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(unique)
