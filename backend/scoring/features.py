"""What is taken from a row: the value of a column, a part of a date, how much was written, two columns together.

A feature is either ordered (a number, cut at edges) or named (a word, looked up among levels).
"""

import datetime as dt
import math
from bisect import bisect_left
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import partial
from typing import Final

from backend.scoring import cells

WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
JOINT: Final = " × "
_EPOCH: Final = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - days are counted as written


class Part(StrEnum):
    """What of the column's cell is meant."""

    NUMBER = "number"
    TEXT = "text"
    DAY = "day"
    WEEKDAY = "weekday"
    MONTH = "month"
    HOUR = "hour"
    WORDS = "words"
    FILLED = "filled"
    CELL = "cell"


ORDERED: Final = frozenset((Part.NUMBER, Part.DAY, Part.HOUR, Part.WORDS))
NAMES: Final = frozenset((Part.WEEKDAY, Part.MONTH))


def ordered_reader(part: Part, *, day_first: bool, comma: bool = False) -> Callable[[object], float]:
    """Reads an ordered feature from a cell; NaN is missing."""
    if part is Part.NUMBER:
        return partial(cells.number, comma=True) if comma else cells.number
    if part is Part.WORDS:
        return _words

    def read(value: object) -> float:
        at = cells.moment(value, day_first=day_first)
        if at is None:
            return math.nan
        return float((at - _EPOCH).days) if part is Part.DAY else float(at.hour)

    return read


def named_reader(
    part: Part, *, day_first: bool, cuts: Sequence[Sequence[float]] = ()
) -> Callable[[object], str | None]:
    """Reads a named feature from a cell, or from the cells of a cell term; None is missing."""
    if part is Part.TEXT:
        return cells.text
    if part is Part.FILLED:
        return lambda value: None if cells.text(value) is None else "given"
    if part is Part.CELL:
        return partial(joint, cuts=cuts) if cuts else joint

    def read(value: object) -> str | None:
        at = cells.moment(value, day_first=day_first)
        if at is None:
            return None
        return (WEEKDAYS[at.weekday()] if part is Part.WEEKDAY else MONTHS[at.month - 1]).casefold()

    return read


def joint(values: object, cuts: Sequence[Sequence[float]] = ()) -> str | None:
    """Two or more cells as one word; None when each is missing. cuts: edges for each cell that is a number in bins."""
    parts = values if isinstance(values, tuple) else (values,)
    if cuts:
        words = [binned(part, edges) if edges else cells.text(part) for part, edges in zip(parts, cuts, strict=True)]
    else:
        words = [cells.text(part) for part in parts]
    return JOINT.join(word or "unknown" for word in words) if any(words) else None


def binned(value: object, edges: Sequence[float]) -> str | None:
    """The number of the bin that a cell's number falls in; None when it holds none."""
    found = cells.number(value)
    return str(bisect_left(edges, found)) if found == found else None


def _words(value: object) -> float:
    word = cells.text(value)
    return math.nan if word is None else float(len(word.split()))


def day_text(days: float) -> str:
    """The date that an ordered day stands for."""
    return (_EPOCH + dt.timedelta(days=math.floor(days))).date().isoformat()
