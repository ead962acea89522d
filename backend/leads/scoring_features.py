"""What is known of a lead the moment it arrives, as one flat row: the same for training and for scoring.

Left out is whom it names (names, addresses, numbers), what the law of the agency's state does not let decide, and what
can only have been written after the lead came in.
"""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

import asyncpg
import orjson

from backend.integrations.incoming import PERSONAL, person_field, yes
from backend.scoring import lawful, prior
from backend.scoring.features import WEEKDAYS

Features = dict[str, Any]

MOST_OTHERS: Final = 40
# A number that many people share, such as a switchboard, is no keener person.
MOST_EARLIER: Final = 5
LONGEST_KEY: Final = 48
LONGEST_WORD: Final = 48
LONGEST_MESSAGE: Final = 500
# Beside the contact, in this order; the first that says something is heard.
PARTS: Final = ("", "insurance", "answers")
WHERE_FROM: Final = ("utm_source", "utm_medium", "utm_campaign", "platform", "campaign_name")
MESSAGES: Final = ("message", "comments", "comment", "questions", "how_can_we_help", "notes")
INSURERS: Final = ("current_insurer", "current_carrier", "insurance_company", "insurer", "carrier")
INSURED: Final = ("currently_insured", "has_insurance", "haveinsurance", "is_insured", "insured")
HOMES: Final = ("homeowner", "home_owner", "is_homeowner", "own_home", "owns_home", "home_ownership", "residence_type")
RENEWALS: Final = (
    *("x_date", "renewal_date", "expiration_date", "policy_expiration_date", "current_policy_expiration_date"),
    *("expires_on", "renews_on", "renewal", "current_expiration"),
)
SPOKEN_FOR: Final = frozenset((*MESSAGES, *INSURERS, *INSURED, *HOMES, *RENEWALS))
CALLS: Final = frozenset(("call", "call_manual", "call_auto", "prerecorded", "phone", "voice", "all"))
TEXTS: Final = frozenset(("sms", "text", "all"))
MAILS: Final = frozenset(("email", "all"))
# Words in the name of something that is known only once somebody worked the lead.
AFTERWARDS: Final = re.compile(
    r"(^|_)(responses?|responded|response_(minutes|time|seconds)|answered|attempts?|contacted|reached|called|callbacks?"
    r"|talk_time|durations?|dispositions?|outcomes?|results?|quoted|quotes?|bound|binds?|sold|won|lost|closed|close_date"
    r"|converted|conversions?|assigned|assignee|agent|owner_id|scores?|follow_?ups?|commissions?|lead_status|stage"
    r"|invoiced?|refund(ed)?|returned|policy_(number|no|id)|lost_reason|loss_reason)($|_)|^status$"
)
LABELS: Final = {
    "phone": "phone number",
    "email": "e-mail address",
    "product_interest": "product of interest",
    "earlier_leads": "number of leads of this person in the 90 days before",
    "quotes_30_days": "number of quotes in the 30 days before",
    "days_to_renewal": "days until the present policy ends",
    "arrival_weekday": "day of arrival",
    "arrival_hour": "hour of arrival",
    "consent_call": "consent to calls",
    "consent_sms": "consent to text messages",
    "consent_email": "consent to e-mail",
    "homeowner": "homeowner",
    "currently_insured": "insured now",
    "current_insurer": "present insurer",
}
# Words that the doors and the files of this program use for sources, beside those of the table.
SOURCES: Final = {
    **dict.fromkeys(("inbound_call", "walk in"), 20),
    **dict.fromkeys(("live_transfer", "live transfer", "appointment"), 12),
    **dict.fromkeys(("own_site", "own site"), 8),
    **dict.fromkeys(("exclusive_web", "exclusive lead"), 3),
    **dict.fromkeys(("meta_ads", "facebook ads", "tiktok_ads"), -10),
    **dict.fromkeys(("shared_web", "shared"), -13),
    "aged": -18,
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where the agency sits: by whose clock leads arrive, and whose law holds."""

    zone: ZoneInfo
    jurisdiction: str


def expert_points() -> dict[str, Any]:
    """The table for the first day, with the words that intake uses for sources."""
    table = deepcopy(prior.EXPERT)
    for term in table["terms"]:
        if term["column"] == "source":
            term["points"] = {**SOURCES, **term["points"]}
        if term["column"] in LABELS:
            term["label"] = LABELS[term["column"]]
    return table


def features(lead: "Mapping[str, Any] | asyncpg.Record", place: Place) -> Features:
    """The row of a lead. lead: a row of `scoring.LEADS`. Only what is known is in it."""
    row = {name: value for name, value in _known(lead, place) if value is not None and value != ""}
    return {name: value for name, value in row.items() if not denied(name, place.jurisdiction)}


def _known(lead: "Mapping[str, Any] | asyncpg.Record", place: Place) -> Iterator[tuple[str, Any]]:
    metadata = _object(lead["metadata"])
    said = _said(metadata)
    arrived = lead["received_at"].astimezone(place.zone)
    yield "source", lead["source"]
    yield "channel", lead["channel"]
    yield "product_interest", lead["product_interest"]
    yield "state", lead["state"]
    yield "phone", "given" if lead["has_phone"] else None
    yield "email", "given" if lead["has_email"] else None
    yield "message", _message(said, lead["message"])
    yield "current_insurer", _word(_first(said, INSURERS))
    yield "currently_insured", _yes_no(_first(said, INSURED))
    yield "homeowner", _owns(_first(said, HOMES))
    yield "days_to_renewal", _days_until(_first(said, RENEWALS), arrived.date())
    yield "arrival_weekday", WEEKDAYS[arrived.weekday()]
    yield "arrival_hour", arrived.hour
    yield "earlier_leads", min(MOST_EARLIER, lead["earlier_leads"])
    yield "quotes_30_days", min(MOST_EARLIER, lead["quotes_30_days"])
    yield from _consent(_object(lead["consent"]))
    yield from _others(metadata, said)


def denied(name: str, jurisdiction: str) -> str:
    """Why a column of this name is not used; empty when it may be."""
    return _denied(name, jurisdiction)


@lru_cache(maxsize=4096)
def _denied(name: str, jurisdiction: str) -> str:
    if written_afterwards(name):
        return "it is written after the lead came in"
    return lawful.why_denied(name, jurisdiction)


@lru_cache(maxsize=4096)
def written_afterwards(name: str) -> bool:
    """Whether something of this name is only known once somebody worked the lead."""
    return AFTERWARDS.search(name) is not None and name not in LABELS


def _object(stored: str | None) -> dict[str, Any]:
    found = orjson.loads(stored) if stored else None
    return found if isinstance(found, dict) else {}


def _said(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Every plain value beside the contact, by its name; lists and objects are left where they are."""
    said: dict[str, Any] = {}
    for part in PARTS:
        values = metadata.get(part) if part else metadata
        if isinstance(values, dict):
            for name, value in values.items():
                if isinstance(value, str | int | float | bool) and value != "":
                    said.setdefault(_key(name[:200]), value)
    return said


@lru_cache(maxsize=4096)
def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.strip().lower()).strip("_")[:LONGEST_KEY]


def _first(said: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((said[name] for name in names if name in said), None)


def _others(metadata: Mapping[str, Any], said: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """What else was said, as it was said; at most so many, in the order of their names."""
    found = 0
    for name in sorted(said):
        if found == MOST_OTHERS:
            break
        if name and name not in SPOKEN_FOR and name not in LABELS and not _names_somebody(name):
            value = _plain(said[name])
            if value is not None:
                found += 1
                yield name, value
    came = metadata.get("attribution")
    if isinstance(came, dict):
        for name in WHERE_FROM:
            yield name, _word(came.get(name))


@lru_cache(maxsize=4096)
def _names_somebody(name: str) -> bool:
    return person_field(name) is not None or name.endswith(("_id", "_name", "_as_entered"))


def _plain(value: Any) -> Any:
    """A number, a yes or no, or a short word; no date, whose weight would not outlive the year."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return value if abs(value) < 1e12 else None
    return None if _day(value) is not None else _word(value)


def _word(value: Any) -> str | None:
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_WORD or PERSONAL.search(value):
        return None
    return value.strip()


def _yes_no(value: Any) -> str | None:
    found = value if isinstance(value, bool) else yes(value)
    return None if found is None else "yes" if found else "no"


def _owns(value: Any) -> str | None:
    word = value.strip().casefold() if isinstance(value, str) else ""
    if word.startswith(("own", "condo", "house")):
        return "yes"
    if word.startswith(("rent", "lease", "apartment")):
        return "no"
    return _yes_no(value)


def _message(said: Mapping[str, Any], beside: str | None) -> str | None:
    text = next((said[name] for name in MESSAGES if isinstance(said.get(name), str)), beside)
    return PERSONAL.sub("…", text.strip())[:LONGEST_MESSAGE] if isinstance(text, str) else None


def _days_until(value: Any, arrived: date) -> int | None:
    day = _day(value)
    days = None if day is None else (day - arrived).days
    return days if days is not None and -3660 < days < 3660 else None


def _day(value: Any) -> date | None:
    if not isinstance(value, str) or not 8 <= len(value) <= 40 or not value[0].isdigit():
        return None
    try:
        return datetime.fromisoformat(value.strip()).date()
    except ValueError:
        pass
    try:
        month, day, year = map(int, value.strip().split("/"))
        return date(year, month, day)
    except ValueError:
        return None


def _consent(said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Per channel whether somebody may be contacted by what came with the lead; nothing when nothing was said."""
    if not said:
        return
    listed = said.get("channels")
    named = listed if isinstance(listed, list) else [name for name, value in said.items() if value is True]
    channels = frozenset() if said.get("granted") is False else frozenset(map(str, named))
    for name, wanted in (("call", CALLS), ("sms", TEXTS), ("email", MAILS)):
        yield f"consent_{name}", "yes" if channels & wanted else "no"
