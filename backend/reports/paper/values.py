"""What values are on paper: numbers, money, days and instants, as text that says the same in every kind of file."""

import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from zoneinfo import ZoneInfo

MOST_DIGITS: Final = 25
ZERO_WIDTH_SPACE: Final = "\u200b"
UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def as_number(value: Any) -> Decimal | None:
    """The number that this is, also when it was written as text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < MOST_DIGITS else None


def dollars(cents: int | float | Decimal) -> str:
    """Cents as dollars: 1234.56."""
    return format((Decimal(str(cents)) / 100).quantize(Decimal("0.01")), "f")


def as_day(value: Any) -> dt.date | None:
    """The day that a text such as 2024-02-29 names."""
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) and len(value) == len("2024-02-29") else None
    except ValueError:
        return None


def as_moment(value: Any, zone: ZoneInfo) -> dt.datetime | None:
    """The instant that a text names, by this clock; what has no zone is UTC."""
    try:
        moment = dt.datetime.fromisoformat(value) if isinstance(value, str) else None
        if moment is None:
            return None
        return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).astimezone(zone)
    except (ValueError, OverflowError):
        return None


def printable(text: str) -> str:
    """The text without characters that no page and no sheet can show."""
    return UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def em(text: str) -> float:
    """About how wide a text is set, in units of its size."""
    return sum(_width(character) for character in text)


def _width(character: str) -> float:
    if character.isdigit():
        return 0.64
    if character in " .,:;'|!ijlI()[]·":
        return 0.32
    if character > "\u2e7f" or character in "W@—":
        return 1.05
    if character in "mwM%":
        return 0.92
    return 0.7 if character.isupper() else 0.59


def breakable(text: str, most: float) -> str:
    """The text with places at which a line may end, in words that are set wider than so many times its size."""
    if len(text) * 1.05 <= most:
        return text
    return re.sub(r"\S+", lambda found: found[0] if em(found[0]) <= most else _broken(found[0], most), text)


def _broken(word: str, most: float) -> str:
    """The word in pieces that fit, rather behind a mark such as a dot."""
    pieces, width = [""], 0.0
    for part in re.split(r"(?<=[@._/,;:+-])", word):
        if width + em(part) > most and pieces[-1]:
            pieces.append("")
            width = 0.0
        for character in part:
            if width + _width(character) > most:
                pieces.append("")
                width = 0.0
            pieces[-1] += character
            width += _width(character)
    return ZERO_WIDTH_SPACE.join(pieces)
