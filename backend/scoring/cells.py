"""What a cell says: a number, a day, a word, or nothing. Training and serving read through the same functions."""

import datetime as dt
import math
import re
from typing import Final

MISSING: Final = frozenset(
    (
        "",
        "na",
        "n/a",
        "#n/a",
        "n.a.",
        "k.a.",
        "nan",
        "null",
        "none",
        "nil",
        "-",
        "--",
        "?",
        ".",
        "\\n",
        "#null!",
        "missing",
    )
)
# In a column of numbers these are missing too; in a column of words they are words.
UNKNOWN: Final = frozenset(("unknown", "unk", "not available", "not provided", "not given", "undefined", "refused"))

_WHOLE_GROUPS: Final = re.compile(r"\d{1,3}(?:,\d{3})+")
_DOTTED: Final = re.compile(r"-?[1-9]\d{0,2}(?:\.\d{3})+")
_AMOUNT: Final = re.compile(r"[-+(]?\s*[$€£]?\s*[-+]?([\d.,' \u00a0]*\d[\d.,]*)\s*(?:[$€£%]|usd|eur|gbp)?\s*\)?", re.I)
_DATE: Final = re.compile(
    r"(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})"
    r"(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([ap]m)?\s*(?:Z|[+-]\d\d:?\d\d)?)?",
    re.I,
)
_TIME: Final = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([ap]m)?", re.I)


def number(value: object, *, comma: bool = False) -> float:
    """The finite number that a cell holds, NaN when it holds none. Understands $1,234.50, 12 %, (3) and 1.234,5.

    comma: the column writes decimals with a comma, so that 1,234 is a little over 1 and 1.234 is over a thousand.
    """
    if comma and isinstance(value, str) and ("," in value or _DOTTED.fullmatch(value.strip())):
        value = value.replace(".", "").replace(",", ".")
    try:
        found = float(value)  # type: ignore[arg-type]  # what float() refuses is handled below
    except (TypeError, ValueError, OverflowError):
        found = _amount(value) if isinstance(value, str) else math.nan
    return found if found - found == 0.0 else math.nan


def _amount(text: str) -> float:
    match = _AMOUNT.fullmatch(text.strip())
    if match is None:
        return math.nan
    digits = re.sub(r"[' \u00a0]", "", match[1])
    comma, dot = digits.rfind(","), digits.rfind(".")
    if comma > dot >= 0 or (dot < 0 and comma >= 0 and (digits[0] == "0" or not _WHOLE_GROUPS.fullmatch(digits))):
        digits = digits.replace(".", "").replace(",", ".")
    else:
        digits = digits.replace(",", "")
    try:
        size = float(digits)
    except ValueError:
        return math.nan
    return -size if text.lstrip()[0] in "-(" or "-" in text[: text.find(match[1])] else size


def looks_comma_decimal(value: str) -> bool | None:
    """Whether a number is written with a comma before its decimals; None when it cannot tell, as 1,234."""
    comma, dot = value.rfind(","), value.rfind(".")
    if comma < 0 and dot < 0:
        return None
    if comma >= 0 and dot >= 0:
        return comma > dot
    if comma >= 0:
        return True if value.count(",") == 1 and not _WHOLE_GROUPS.fullmatch(value.lstrip("-+ ")) else None
    return False if value.count(".") == 1 and not _DOTTED.fullmatch(value.strip()) else None


def text(value: object) -> str | None:
    """The word that a cell holds, in one spelling; None when it is missing."""
    if value is None:
        return None
    if not isinstance(value, str):
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, float):
            if value != value:
                return None
            value = int(value) if value.is_integer() and abs(value) < 1e15 else value
        value = str(value)
    word = " ".join(value.split()).casefold()
    if word.endswith(".0") and word[:-2].removeprefix("-").isdecimal():
        word = word[:-2]  # programs write the whole numbers of a column with gaps as 7.0
    return None if word in MISSING else word


def moment(value: object, *, day_first: bool) -> dt.datetime | None:
    """The day and time that a cell holds, zones left aside; midnight when it holds only a day, the first day of 1970
    when it holds only a time."""
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001 - as written, without a zone
    match = _DATE.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        return _time_of_day(value.strip()) if isinstance(value, str) else None
    first, middle, last = int(match[1]), int(match[3]), int(match[4])
    if len(match[1]) == 4:
        year, month, day = first, middle, last
    else:
        month, day = (middle, first) if day_first else (first, middle)
        year = last if len(match[4]) == 4 else 2000 + last if last < 70 else 1900 + last
    try:
        return dt.datetime(  # noqa: DTZ001 - as written
            year, month, day, _hour(match[5], match[8]), int(match[6] or 0), int(match[7] or 0)
        )
    except ValueError:
        return None


def _hour(written: str | None, half: str | None) -> int:
    hour = int(written or 0)
    return hour if not half else hour % 12 + (12 if half.casefold() == "pm" else 0)


def _time_of_day(text: str) -> dt.datetime | None:
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    try:
        return dt.datetime(1970, 1, 1, _hour(match[1], match[4]), int(match[2]), int(match[3] or 0))  # noqa: DTZ001
    except ValueError:
        return None


def looks_day_first(value: str) -> bool | None:
    """Whether 13/02/2026 is the style; None when the cell cannot tell."""
    match = _DATE.fullmatch(value.strip())
    if match is None or len(match[1]) == 4:
        return None
    if int(match[1]) > 12:
        return True
    return False if int(match[3]) > 12 else None
