"""The tiles there may be on a dashboard: cards of their own kind, such as premium in force, and figures of reports."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Final, Literal, Self, TypeAlias
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from backend.errors import FieldError, Invalid
from backend.registry import NOUNS
from backend.reports.catalogue import CATALOGUE, Asked, Definition, Takes
from backend.reports.figures import USUAL, Compared
from backend.reports.periods import PeriodUnknown, read_period

Tiles: TypeAlias = list[dict[str, Any]]
Width: TypeAlias = Literal[3, 4, 6, 8, 9, 12]

MOST_TILES: Final = 24
_OWN_REPORT: Final = re.compile(r"own:[1-9][0-9]{0,9}", re.ASCII)
# What a tile holds beside where it stands and what it is called.
PLACED: Final = frozenset({"id", "kind", "title", "width", "height"})
PRINTABLE: Final = r"^[^\x00-\x1f\x7f]*$"
LARGEST_ID: Final = 2**31 - 1

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=PRINTABLE)]
Key = Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=PRINTABLE)]


class TileKind(StrEnum):
    """What a tile is. All but the last are counted by `GET /v1/dashboard`."""

    PREMIUM = "premium"
    CUSTOMERS = "customers"
    RETENTION = "retention"
    TASKS = "tasks"
    BUSINESS = "business"
    LINES = "lines"
    RENEWALS = "renewals"
    CLAIMS_BY_STATUS = "claims_by_status"
    CLAIMS_BY_AGE = "claims_by_age"
    FIGURE = "figure"


class Picture(StrEnum):
    """How a figure is shown: its total, or its lines."""

    NUMBER = "number"
    BARS = "bars"
    COLUMNS = "columns"
    LINE = "line"
    DONUT = "donut"
    TABLE = "table"


class Shows(BaseModel):
    """Which figure of which report, and what is asked of the report. report: a key of the catalogue, or `own:7`.
    table, figure: by their keys; null is the first table, and the column that it draws."""

    model_config = ConfigDict(extra="forbid")

    report: Key
    table: Key | None = None
    figure: Key | None = None
    picture: Picture
    period: Text | None = None
    compare: Compared | None = None
    line: Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=PRINTABLE)] | None = None
    owner: Annotated[int, Field(strict=True, ge=1, le=LARGEST_ID)] | None = None
    team: Annotated[int, Field(strict=True, ge=1, le=LARGEST_ID)] | None = None


class Placed(BaseModel):
    """Where a tile stands. width: columns out of twelve; height: rows. What else it holds is its kind's business."""

    model_config = ConfigDict(extra="allow")

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
    kind: Key
    title: Text | None = None
    width: Width
    height: Annotated[int, Field(strict=True, ge=1, le=4)]


class Tile(Placed):
    """A tile of a kind that this version knows. title: instead of its usual one. shows: of a figure's tile."""

    model_config = ConfigDict(extra="forbid")

    kind: TileKind
    shows: Shows | None = None

    @model_validator(mode="after")
    def _shows_what_it_is(self) -> Self:
        if (self.shows is not None) != (self.kind is TileKind.FIGURE):
            raise ValueError("A tile of the kind `figure` says what it shows, and no other does.")
        return self


class TilesInvalid(Invalid):
    """Some tiles are not as they should be."""

    code = "tiles_invalid"


def arranged(sent: Sequence[Mapping[str, Any]], known: Iterable[Mapping[str, Any]], today: date) -> Tiles:
    """The tiles as they are kept. known: those that stood there before.

    What stood there before may stay as it was, also where this version does not know it: a newer one put it there, or
    its report is gone. Raises TilesInvalid with a JSON pointer for each tile that is refused.
    """
    before = {each.get("id"): each for each in known}
    errors: list[FieldError] = []
    kept: Tiles = []
    ids: set[object] = set()
    if len(sent) > MOST_TILES:
        raise TilesInvalid(errors=[FieldError("/tiles", f"A dashboard holds at most {MOST_TILES} tiles.", "too_many")])
    for place, tile in enumerate(sent):
        pointer = f"/tiles/{place}"
        was = before.get(tile.get("id"))
        try:
            kept.append(_sound(tile, was))
        except ValidationError as refused:
            errors += _found(refused, pointer)
            continue
        if tile["id"] in ids:
            errors.append(FieldError(f"{pointer}/id", "Another tile has this id.", "taken"))
        ids.add(tile["id"])
        if not _holds_the_same(tile, was):
            errors += _unknown(kept[-1].get("shows"), f"{pointer}/shows", today)
    if errors:
        raise TilesInvalid(errors=errors)
    return kept


def _sound(tile: Mapping[str, Any], was: Mapping[str, Any] | None) -> dict[str, Any]:
    if tile == was:
        return dict(tile)
    as_what = Placed if _holds_the_same(tile, was) else Tile
    return as_what.model_validate(dict(tile)).model_dump(mode="json")


def _holds_the_same(tile: Mapping[str, Any], was: Mapping[str, Any] | None) -> bool:
    return was is not None and tile.get("kind") == was.get("kind") and _contents(tile) == _contents(was)


def _contents(tile: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in tile.items() if name not in PLACED}


def _found(refused: ValidationError, pointer: str) -> Iterator[FieldError]:
    for each in refused.errors(include_url=False, include_input=False)[:20]:
        message = each["msg"].removeprefix("Value error, ")
        yield FieldError(pointer + "".join(f"/{part}" for part in each["loc"]), message, each["type"])


def _unknown(shows: Mapping[str, Any] | None, pointer: str, today: date) -> Iterator[FieldError]:
    """What this figure asks that no report answers."""
    if shows is None:
        return
    report, said = shows["report"], shows["period"]
    definition = CATALOGUE.get(report)
    if definition is None and not _OWN_REPORT.fullmatch(report):
        yield FieldError(f"{pointer}/report", f"There is no report {report[:40]}.", "no_such_report")
    try:
        period = read_period(said or USUAL, today)
    except PeriodUnknown as problem:
        yield FieldError(f"{pointer}/period", problem.detail, problem.code)
        return
    if definition is not None:
        yield from _not_in(definition, shows, Asked(period, today, ZoneInfo("UTC"), NOUNS, definition.noun), pointer)


def _not_in(definition: Definition, shows: Mapping[str, Any], asked: Asked, pointer: str) -> Iterator[FieldError]:
    """What this report of the catalogue does not have."""
    for takes in (Takes.LINE, Takes.OWNER, Takes.TEAM):
        if shows[takes] is not None and takes not in definition.takes:
            message = f"“{definition.title}” takes no `{takes.value}`."
            yield FieldError(f"{pointer}/{takes.value}", message, "not_taken")
    tables = {table.key: table for table in definition.tables(asked)}
    table = next(iter(tables.values())) if shows["table"] is None else tables.get(shows["table"])
    if table is None:
        message = f"“{definition.title}” has no such table; there are {', '.join(tables)}."
        yield FieldError(f"{pointer}/table", message, "no_such_table")
    elif shows["figure"] is not None and shows["figure"] not in {each.key for each, _ in table.columns}:
        figures = ", ".join(each.key for each, _ in table.columns)
        message = f"“{table.title}” has no such figure; there are {figures}."
        yield FieldError(f"{pointer}/figure", message, "no_such_figure")
