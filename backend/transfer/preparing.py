"""Rows of a sheet become text for COPY, a chunk at a time and column by column; bad rows are put aside with reasons."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Final, TypeAlias

import orjson

from backend.transfer.mapping import METADATA, SheetPlan
from backend.transfer.names import split_name
from backend.transfer.normalising import (
    Column,
    DateStyle,
    Value,
    column_for,
    date_style,
    stored_column_for,
    unprefixed,
    verbatim,
)
from backend.transfer.reading import Cell, Cells, Numbered, as_text
from backend.transfer.targets import RECORD_ID, Kind, Target

CHUNK: Final = 2_000

Reason: TypeAlias = dict[str, str]

_NULL: Final = "\\N"
_ESCAPES: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_PLAIN: Final = frozenset(
    {
        Kind.RECORD_ID,
        Kind.DATE,
        Kind.INSTANT,
        Kind.PHONE,
        Kind.STATE,
        Kind.CENTS,
        Kind.NUMBER,
        Kind.INTEGER,
        Kind.YES_NO,
        Kind.CHOICE,
    }
)


# Kinds that are stored as text and that the import may write in another way than somebody typed them.
_REWRITTEN: Final = frozenset({Kind.EMAIL, Kind.PHONE, Kind.STATE, Kind.ZIP, Kind.MONEY, Kind.CHOICE})


@dataclass(frozen=True, slots=True)
class Rejected:
    """One row that cannot be taken: where it stands, why, and the row itself under its headers.

    conflict: the row can be read, but does not go with what is stored.
    """

    sheet: str
    number: int
    reasons: list[Reason]
    row: dict[str, str]
    conflict: bool = False


@dataclass(slots=True)
class Chunk:
    """What became of some rows: text for COPY in the order of `Preparation.columns`, and those refused."""

    text: bytes
    taken: int
    seen: int
    rejected: list[Rejected] = field(default_factory=list)
    set_aside: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Understood:
    """A chunk by columns: values per target, metadata per row, and what could not be understood by row position.

    raw: the cells of `Preparation.raw` as they stand, so that the database sees which only repeat what is stored.
    """

    values: list[list[Value]]
    raw: list[list[Value]]
    meta: list[str]
    problems: dict[int, list[Reason]]
    asides: dict[int, dict[str, str]]


class Preparation:
    """Turns the rows of one planned sheet into chunks. columns: (name, SQL type) of the staging table."""

    def __init__(self, plan: SheetPlan, *, time_zone: str) -> None:
        self.plan = plan
        self.positions = {
            name: at
            for at, header in enumerate(plan.sheet.headers)
            if (name := plan.fields.get(header)) is not None and name != METADATA
        }
        self._kept = [
            (at, header) for at, header in enumerate(plan.sheet.headers) if plan.fields.get(header) == METADATA
        ]
        self.targets: list[Target] = [plan.shape.targets[name] for name in self.positions]
        # A column of our own export that holds whole metadata is taken apart again.
        self._whole = next((at for at, header in self._kept if header.lower() == METADATA), None)
        self._kept = [(at, header) for at, header in self._kept if at != self._whole]
        self.time_zone = time_zone
        self.own = plan.own
        self.raw = [target.name for target in self.targets if self.own and target.kind in _REWRITTEN]
        self._derived = self._names_to_derive()
        self.targets += [plan.shape.targets[name] for name in self._derived]
        self.names = [target.name for target in self.targets]
        self._width = len(plan.sheet.headers)

    @property
    def columns(self) -> list[tuple[str, str]]:
        """The staging table's own columns: the row's number, one per target, raw cells, and the rest as metadata."""
        fields = [(f"t_{target.name}", target.sql_type) for target in self.targets]
        raw = [(f"r_{name}", "text") for name in self.raw]
        return [("row_number", "integer"), *fields, *raw, ("meta", "jsonb")]

    @cached_property
    def _normalisers(self) -> list[tuple[Column, int]]:
        places = zip(self.targets, self.positions.values(), strict=False)
        if self.own:
            return [(stored_column_for(target, time_zone=self.time_zone), at) for target, at in places]
        return [
            (column_for(target, dates=self._style(target, at), time_zone=self.time_zone), at) for target, at in places
        ]

    def _style(self, target: Target, at: int) -> DateStyle | None:
        """How the column writes dates: its first rows tell, and if they leave it open, all of them."""
        if target.kind not in (Kind.DATE, Kind.INSTANT):
            return None
        past = target.name == "date_of_birth"
        style = date_style((cells[at] for _, cells in self.plan.sheet.sample), past=past)
        if style is None:
            style = date_style((cells[at] for _, cells in self.plan.sheet.rows()), past=past)
        return style or DateStyle(past=past)

    def _names_to_derive(self) -> list[str]:
        """Parts of a name that the file lacks but tells: the whole from its parts, or the parts from the whole."""
        if self.own:
            return []
        offered, mapped = self.plan.shape.targets, self.positions
        if "name" in offered and "name" not in mapped and ("first_name" in mapped or "last_name" in mapped):
            return ["name"]
        if "name" in mapped and "first_name" in offered and not {"first_name", "last_name"} & set(mapped):
            return ["first_name", "last_name"]
        return []

    def chunks(self) -> Iterator[Chunk]:
        """Every row of the sheet, some at a time."""
        rows = self.plan.sheet.rows()
        while chunk := list(islice(rows, CHUNK)):
            yield self._prepare(chunk)

    def preview(self, rows: int) -> list[dict[str, object]]:
        """The first rows as they stand in the file and as they would be understood, or why they would be refused."""
        chunk = self.plan.sheet.sample[:rows]
        understood = self._understand(chunk) if chunk else None
        if understood is None:
            return []
        shown: list[dict[str, object]] = []
        for at, (number, cells) in enumerate(chunk):
            fields = {name: column[at] for name, column in zip(self.names, understood.values, strict=True)}
            shown.append(
                {
                    "row": number,
                    "cells": self.original(cells),
                    "fields": {name: value for name, value in fields.items() if value is not None},
                    "reasons": understood.problems.get(at, []),
                }
            )
        return shown

    def _prepare(self, chunk: Sequence[Numbered]) -> Chunk:
        understood = self._understand(chunk)
        problems = understood.problems
        lines = self._lines([number for number, _ in chunk], understood)
        rejected = [
            Rejected(self.plan.sheet.name, chunk[at][0], reasons, self.original(chunk[at][1]))
            for at, reasons in sorted(problems.items())
        ]
        if problems:
            lines = [line for at, line in enumerate(lines) if at not in problems]
        counted: dict[str, int] = {}
        for at, aside in understood.asides.items():
            if at not in problems:
                for header in aside:
                    counted[header] = counted.get(header, 0) + 1
        text = ("\n".join(lines) + "\n").encode() if lines else b""
        return Chunk(text, len(lines), len(chunk), rejected, counted)

    def _understand(self, chunk: Sequence[Numbered]) -> "_Understood":
        rows = [cells for _, cells in chunk]
        problems: dict[int, list[Reason]] = {}
        width = self._width
        if any(len(cells) != width for cells in rows):
            rows = self._refuse_long(rows, problems)
        cells = list(zip(*rows, strict=True))
        asides: dict[int, dict[str, str]] = {}
        values = [self._column(column, cells[at], at, problems, asides) for column, at in self._normalisers]
        raw = [[_as_stored(cell) for cell in cells[self.positions[name]]] for name in self.raw]
        values += self._derive(values)
        self._refuse_without_contact(values, cells, problems, len(rows))
        return _Understood(values, raw, self._metadata(rows, asides), problems, asides)

    def original(self, cells: Cells) -> dict[str, str]:
        """The row as it stood in the file, under its headers."""
        row = {header: as_text(cell) for header, cell in zip(self.plan.sheet.headers, cells, strict=False)}
        for extra, cell in enumerate(cells[self._width :], 1):
            row[f"(extra cell {extra})"] = as_text(cell)
        return {header: text.replace("\x00", "�") for header, text in row.items()}

    def _refuse_long(self, rows: list[Cells], problems: dict[int, list[Reason]]) -> list[Cells]:
        for at, cells in enumerate(rows):
            if len(cells) > self._width:
                problems[at] = [{"field": "", "message": "The row has more cells than the header."}]
        return [cells[: self._width] for cells in rows]

    def _column(
        self,
        column: Column,
        cells: Sequence[Cell],
        at: int,
        problems: dict[int, list[Reason]],
        asides: dict[int, dict[str, str]],
    ) -> list[Value]:
        done = column.normalise(cells)
        # Our own export may hold what was never understood: the database refuses it unless it is stored like that.
        if done.problems and column.target.name not in self.raw:
            header = self.plan.sheet.headers[at]
            for row, problem in done.problems.items():
                if column.target.lenient and "cannot be read" not in problem:
                    asides.setdefault(row, {})[header] = as_text(cells[row]).strip()
                else:
                    written = as_text(cells[row])[:60].replace("\x00", "�")
                    message = f"{header} “{written}” {problem}."
                    problems.setdefault(row, []).append({"field": column.target.name, "message": message})
        return done.values

    def _derive(self, values: list[list[Value]]) -> list[list[Value]]:
        if not self._derived:
            return []
        mapped = dict(zip(self.names, values, strict=False))
        if self._derived == ["name"]:
            nothing: list[Value] = [None] * len(values[0])
            parts = (
                mapped.get("first_name", nothing),
                mapped.get("middle_name", nothing),
                mapped.get("last_name", nothing),
            )
            return [[" ".join(filter(None, words))[:255] or None for words in zip(*parts, strict=True)]]
        pairs = [split_name(name) if name else (None, None) for name in mapped["name"]]
        return [[first and first[:100] for first, _ in pairs], [last and last[:100] for _, last in pairs]]

    def _refuse_without_contact(
        self, values: list[list[Value]], cells: list[tuple[Cell, ...]], problems: dict[int, list[Reason]], rows: int
    ) -> None:
        wanted = self.plan.shape.any_of
        if not wanted:
            return
        found = [values[self.names.index(name)] for name in (RECORD_ID, *wanted) if name in self.names]
        for at in range(rows):
            if not any(column[at] for column in found):
                written = [
                    f"{self.plan.sheet.headers[self.positions[name]]} “{text[:60]}”"
                    for name in wanted
                    if name in self.positions and (text := as_text(cells[self.positions[name]][at]).strip())
                ]
                said = f" ({', '.join(written)} cannot be used)" if written else ""
                usable = " or ".join(wanted).replace("email", "e-mail")
                message = f"There is no usable {usable}{said}.".replace("\x00", "�")
                problems.setdefault(at, []).append({"field": wanted[0], "message": message})

    def _metadata(self, rows: list[Cells], asides: dict[int, dict[str, str]]) -> list[str]:
        if not self._kept and not asides and self._whole is None:
            return [_NULL] * len(rows)
        kept, made = self._kept, []
        for at, cells in enumerate(rows):
            if self._whole is not None and not kept and at not in asides:
                made.append(_copied([_whole_metadata(as_text(cells[self._whole]))], plain=False)[0])
                continue
            entry = {} if self._whole is None else _object(as_text(cells[self._whole]))
            for i, header in kept:
                cell = cells[i]
                if text := unprefixed((cell if isinstance(cell, str) else as_text(cell)).strip()):
                    entry[header] = text.replace("\x00", "�")
            if at in asides:
                entry["unreadable"] = asides[at]
            made.append(orjson.dumps(entry).decode().replace("\\", "\\\\") if entry else _NULL)
        return made

    def _lines(self, numbers: list[int], understood: _Understood) -> list[str]:
        columns = [
            _copied(column, plain=target.kind in _PLAIN)
            for target, column in zip(self.targets, understood.values, strict=True)
        ]
        columns += [_copied(column, plain=False) for column in understood.raw]
        return list(map("\t".join, zip(map(str, numbers), *columns, understood.meta, strict=True)))


def _as_stored(cell: Cell) -> Value:
    text = as_text(cell)
    return verbatim(text.replace("\x00", "�")) or None


def _whole_metadata(text: str) -> Value:
    """Metadata of our own export as written: numbers keep all their digits."""
    found = _object(text)
    if "Metadata" in found or "\\u0000" in text:
        return orjson.dumps(found).decode().replace("\\u0000", "\\ufffd")
    return text if found else None


def _object(text: str) -> dict[str, object]:
    try:
        found = orjson.loads(text) if text else {}
    except orjson.JSONDecodeError:
        found = text
    return found if isinstance(found, dict) else {"Metadata": found}


def _copied(values: list[Value], *, plain: bool) -> list[str]:
    """Values as COPY's text format has them."""
    texts = [_NULL if value is None else value for value in values]
    if plain:
        return texts
    everything = "".join(value for value in values if value)
    if "\\" in everything or "\n" in everything or "\t" in everything or "\r" in everything:
        return [_NULL if value is None else value.translate(_ESCAPES) for value in values]
    return texts
