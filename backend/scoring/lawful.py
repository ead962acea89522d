"""Which attributes of people may not decide how they are treated, by place: a column that names one is never used.

A list like this is a floor, not legal advice: an agency adds its own. Names are compared word by word.
"""

import re
from collections.abc import Sequence
from typing import Final

from backend.scoring.errors import OptionsUnusable

# Race, colour, religion, national origin: 42 U.S.C. 1981 and 1982, and the unfair-trade acts of the states.
_ALWAYS: Final = (
    *("race", "ethnicity", "ethnic group", "skin color", "religion", "creed", "national origin", "nationality"),
    *("ancestry", "disability", "genetic", "genetics", "sexual orientation", "gender identity", "citizenship"),
)
# EU: Directive 2004/113/EC and case C-236/09 (sex), GDPR article 9 (special categories).
_EUROPE: Final = (
    "sex",
    "gender",
    "political opinion",
    "trade union",
    "union membership",
    "health",
    "pregnant",
    "pregnancy",
)
_SEX: Final = ("sex", "gender", "title", "salutation")
_CREDIT: Final = ("credit score", "credit", "fico", "credit rating", "insurance score")
_WORK: Final = ("occupation", "job", "education", "homeowner", "home owner", "marital status", "marital")
_PLACE: Final = ("zip", "zip code", "zipcode", "postal code", "postcode", "territory")

DENIED: Final[dict[str, Sequence[str]]] = {
    "US": _ALWAYS,
    # California: Proposition 103 and 10 CCR 2632.5; sex no rating factor since 2019 (10 CCR 2632.5).
    "US-CA": (*_ALWAYS, *_SEX, *_CREDIT, *_WORK, *_PLACE),
    "US-HI": (*_ALWAYS, *_SEX, *_CREDIT, "age", "marital status", "marital"),
    "US-MA": (*_ALWAYS, *_SEX, *_CREDIT, *_WORK, "age"),
    "US-MI": (*_ALWAYS, *_SEX, *_CREDIT, *_WORK, *_PLACE),
    "US-MT": (*_ALWAYS, *_SEX, "marital status", "marital"),
    "US-NC": (*_ALWAYS, *_SEX),
    "US-PA": (*_ALWAYS, *_SEX),
    "EU": (*_ALWAYS, *_EUROPE),
    "UK": (*_ALWAYS, *_EUROPE),
}

_WORDS: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")


def why_denied(column: str, jurisdiction: str | None) -> str:
    """Why a column of this name may not be used there; empty when it may. Raises OptionsUnusable for an unknown place.

    A state without a list of its own follows its country.
    """
    if jurisdiction is None:
        return ""
    place = jurisdiction.upper()
    terms = DENIED.get(place, DENIED.get(place.partition("-")[0]))
    if terms is None:
        raise OptionsUnusable(f"There is no list for {jurisdiction}; there are {', '.join(DENIED)}.")
    name = f" {' '.join(word.casefold() for word in _WORDS.findall(column))} "
    found = next((term for term in terms if f" {term} " in name), None)
    return f"“{found}” may not be used in {place}" if found else ""
