"""The records that a report lists, read from a file one by one."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import orjson

from backend.errors import Invalid
from backend.reports.document import ListColumn, Listing

Row: TypeAlias = list[Any]


class RowsUnreadable(Invalid):
    """The records that the report lists cannot be read."""

    code = "rows_unreadable"


class Rows:
    """An array for each record, in the order of the columns; none for a report that lists nothing.

    Reading raises RowsUnreadable for a file that is missing or broken.
    """

    def __init__(self, listing: Listing | None, path: Path | None) -> None:
        self.columns: Sequence[ListColumn] = listing.columns if listing else ()
        self._listing = listing
        self._path = path

    def __iter__(self) -> Iterator[Row]:
        if self._listing is None:
            return
        if self._path is None:
            if self._listing.count:
                raise RowsUnreadable("The report lists records, but no file of them was given.")
            return
        with self._path.open("rb") as file:
            for number, line in enumerate(file, 1):
                yield self._row(number, line)

    def _row(self, number: int, line: bytes) -> Row:
        try:
            row = orjson.loads(line)
        except orjson.JSONDecodeError:
            raise RowsUnreadable(f"Line {number} of the records is not JSON.") from None
        if not isinstance(row, list) or len(row) != len(self.columns):
            raise RowsUnreadable(f"Line {number} of the records is not an array of {len(self.columns)} values.")
        return row
