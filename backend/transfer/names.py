"""People's names as spreadsheets hold them, in the order and capitals a letter would use."""

import re
from functools import lru_cache
from typing import Final

_UPPER: Final = frozenset({"LLC", "LLP", "LP", "PC", "PLLC", "II", "III", "IV", "USA", "DBA", "MD", "DDS", "CPA", "PA"})
_COMPANY: Final = re.compile(
    r"\b(inc|llc|llp|ltd|corp|co|company|gmbh|sa|pc|pllc|trust|estate|church|school)\b\.?$|^(the\s+)?estate\s+of\b",
    re.I,
)
_LAST_SUFFIX: Final = re.compile(r"(.*\S)\s+((?:jr|sr|ii|iii|iv)\.?)", re.I)
_SUFFIX: Final = re.compile(r"(jr|sr|ii|iii|iv|v|md|esq|phd|dds|cpa)\.?$", re.I)
_NEEDS_CARE: Final = re.compile(
    r"\b(dr|mr|mrs|ms|miss|prof|rev|sr|sra|jr|ii|iii|iv|esq|phd|md)\b\.?|[\"“(&/]", re.I
)  # nameparser costs 0.1 ms a name, so only names with a title, a suffix or a nickname are given to it
_PARTICLES: Final = frozenset(
    {
        "de",
        "del",
        "la",
        "las",
        "los",
        "van",
        "von",
        "der",
        "den",
        "da",
        "di",
        "du",
        "le",
        "san",
        "st",
        "st.",
        "el",
        "al",
        "bin",
    }
)
_LETTERS: Final = re.compile(r"[^\W\d_]{2}")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def person_name(text: str) -> str:
    """The name as first name before last name, with capitals mended only where all letters had one case.

    A single letter says nothing about the case that somebody writes in.
    """
    name = " ".join(text.split()) if "  " in text or text != text.strip() else text
    if "," in name:
        name = _first_before_last(name)
    return mended(name)


def mended(name: str) -> str:
    """Capitals where words were written in one case; single letters stay as they are."""
    one_case = name.isupper() or name.islower()
    return capitalised(name) if one_case and _LETTERS.search(name) else name


def _first_before_last(name: str) -> str:
    last, _, rest = name.partition(",")
    last, rest = last.strip(), rest.strip(" ,")
    if not last or not rest:
        return last or rest
    if _COMPANY.match(rest) or _COMPANY.search(last):
        return f"{last}, {rest}"
    if _SUFFIX.match(rest):
        return f"{last} {rest}"
    first, _, suffix = rest.partition(",")
    if not suffix and (found := _LAST_SUFFIX.fullmatch(first)):
        first, suffix = found.groups()
    return f"{first.strip()} {last} {suffix.strip()}".strip()


def capitalised(name: str) -> str:
    """Capitals for a name written in one case: McCullough, O'Brien, Smith-Jones, III."""
    return _WORD.sub(_capital, name)


def _capital(found: re.Match[str]) -> str:
    word = found[0]
    if word.upper() in _UPPER:
        return word.upper()
    low = word.lower()
    if low.startswith("mc") and len(low) > 3:
        return "Mc" + low[2].upper() + low[3:]
    if len(low) > 2 and low[1] in "'’":
        return low[0].upper() + low[1] + low[2].upper() + low[3:]
    return low[0].upper() + low[1:]


def split_name(name: str) -> tuple[str | None, str | None]:
    """First and last name of a name in spoken order; companies have neither."""
    words = name.split(" ")
    if len(words) == 2 and not _NEEDS_CARE.search(name):
        return (None, None) if _COMPANY.search(name) else (words[0], words[1])
    return _split_hard(name)


@lru_cache(maxsize=4096)
def _split_hard(name: str) -> tuple[str | None, str | None]:
    words = name.split()
    if _COMPANY.search(name) or not words:
        return None, None
    if len(words) == 1:
        return words[0], None
    if _NEEDS_CARE.search(name):
        from nameparser import HumanName

        parsed = HumanName(name)
        return parsed.first or None, parsed.last or None
    at = len(words) - 1
    while at > 1 and words[at - 1].lower() in _PARTICLES:
        at -= 1
    return words[0], " ".join(words[at:])
