"""The sentence for a bin: true of every row that falls in it, since it is made from the bin's own edges."""

import math
import re
from typing import TYPE_CHECKING, Final

from backend.scoring import cells, features
from backend.scoring.features import JOINT, Part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend.scoring.model import Term

_JOIN: Final = re.compile(r"[_\s]+")
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def label_of(column: str) -> str:
    """A column's name as words: "daysSinceQuote" and "days_since_quote" are "days since quote"."""
    spaced = _JOIN.sub(" ", _CAMEL.sub(" ", column)).strip()
    return spaced if spaced.isupper() else spaced[:1].lower() + spaced[1:] if _CAMEL.search(column) else spaced


def reason(term: "Term", position: int, *, whole: bool) -> str:
    """What is true of a row whose cell fell in this bin. whole: its number is a whole one, so "3 to 5" can be said."""
    bins = len(term.weights)
    if position == bins - 1:
        return f"{term.label} is unknown"
    if term.ordered:
        return f"{_subject(term)} {_between(term, position, whole=whole)}"
    if term.part is Part.FILLED:
        return f"{term.label} is given"
    if position == bins - 2:
        return f"{_subject(term)} is one that was rare or never seen in training"
    if term.part is Part.CELL:
        return _together(term, position)
    return f"{_subject(term)} is {term.spellings[position]}"


def _subject(term: "Term") -> str:
    match term.part:
        case Part.WORDS:
            return f"number of words in {term.label}"
        case Part.WEEKDAY:
            return f"day of the week of {term.label}"
        case Part.MONTH:
            return f"month of {term.label}"
        case Part.HOUR:
            return f"hour of {term.label}"
        case _:
            return term.label


def _together(term: "Term", position: int) -> str:
    labels, words = term.label.split(JOINT), term.spellings[position].split(JOINT)
    if len(labels) != len(words):
        return f"{term.label} is {' and '.join(words)}"
    return " and ".join(f"{label} is {word}" for label, word in zip(labels, words, strict=True))


def is_whole(cell: object, *, comma: bool) -> bool:
    """Whether the number in a cell has no fraction; also when it holds no number."""
    found = cells.number(cell, comma=comma)
    return found != found or found.is_integer()


def _between(term: "Term", position: int, *, whole: bool) -> str:
    low = term.edges[position - 1] if position else None
    high = term.edges[position] if position < len(term.edges) else None
    if term.part is Part.DAY:
        return _days(low, high)
    if low is None and high is None:
        return "is known"
    if term.whole and whole:
        return _whole(low, high)
    return f"is {between(term.edges, position)}"


def between(edges: "Sequence[float]", position: int) -> str:
    """Where the numbers of a bin lie."""
    low = f"over {_number(edges[position - 1])}" if position else ""
    high = f"at most {_number(edges[position])}" if position < len(edges) else ""
    return f"{low} and {high}" if low and high else low or high


def _whole(low: float | None, high: float | None) -> str:
    first = None if low is None else math.floor(low) + 1
    last = None if high is None else math.floor(high)
    if first is None:
        return f"is {last} or less"
    if last is None:
        return f"is {first} or more"
    return f"is {first}" if first == last else f"is {first} to {last}"


def _days(low: float | None, high: float | None) -> str:
    first = None if low is None else features.day_text(math.floor(low) + 1)
    last = None if high is None else features.day_text(high)
    if first is None:
        return "is known" if last is None else f"is until {last}"
    return f"is from {first} on" if last is None else f"is {first} to {last}"


def _number(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
