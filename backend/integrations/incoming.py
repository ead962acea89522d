"""A lead as every adapter hands it over, and the one way in which names, addresses and numbers are put in order.

Nothing is dropped: what cannot be read stays as it was written and is named, what is not known goes to the metadata.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo

import orjson

from backend.errors import Invalid
from backend.transfer import normalising
from backend.transfer.names import mended, person_name, split_name
from backend.transfer.normalising import DateStyle, Unreadable, same_word
from backend.transfer.words import CHOICES, PERSON

LONGEST: Final = 1000
LONGEST_WORD: Final = 255
UTM: Final = (
    "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id",
    "utm_source_platform", "utm_creative_format", "utm_marketing_tactic",
)  # fmt: skip
FOLDED: Final = frozenset({"utm_source", "utm_medium"})
# Nothing without a bound: strangers choose the text, and 40,000 letters without a blank took an unbounded search 12 s.
PERSONAL: Final = re.compile(
    r"[^\s@]{1,64}@[^\s@]{1,255}\.[a-z]{2,24}|(?<!\d)\+?1?[-. (]{0,4}\d{3}[-. )]{0,4}\d{3}[-. ]{0,4}\d{4}(?!\d)",
    re.IGNORECASE,
)
# What else people call the parts of a contact.
NAMES_OF_PARTS: Final = {
    "street": "address_line1",
    "street_address": "address_line1",
    "line1": "address_line1",
    "address1": "address_line1",
    "line2": "address_line2",
    "address2": "address_line2",
    "region": "state",
    "zip": "postal_code",
    "zip_code": "postal_code",
    "zipcode": "postal_code",
    "phone_number": "phone",
    "email_address": "email",
    "full_name": "name",
    "dob": "date_of_birth",
}
DEEPEST: Final = 64
FIRST_YEAR: Final = 1970
LAST_YEAR: Final = 9998  # a time zone further the calendar ends


class PayloadUnreadable(Invalid):
    """What was sent cannot be understood."""

    code = "payload_unreadable"


class NotJson(PayloadUnreadable):
    """The body is not JSON."""


def read_json(body: bytes, *, nul: bool = False) -> Any:
    """A stranger's JSON, without the NULs that no text of the database holds. nul: keep them, to be refused.

    Raises NotJson, or PayloadUnreadable for what is nested deeper than anything that describes a lead.
    """
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise NotJson(f"The body is not JSON: {error}.") from None
    if body.count(b"[") + body.count(b"{") > DEEPEST and _is_deeper(found, DEEPEST):
        raise PayloadUnreadable(f"The JSON is nested deeper than {DEEPEST} levels.")
    return without_nul(found) if b"\\u0000" in body and not nul else found


def _is_deeper(value: Any, levels: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return levels < 0 or any(_is_deeper(each, levels - 1) for each in inner)


def without_nul(value: Any) -> Any:
    """The value with no NUL in any of its texts."""
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, dict):
        return {without_nul(name): without_nul(inner) for name, inner in value.items()}
    return [without_nul(inner) for inner in value] if isinstance(value, list) else value


@dataclass(frozen=True, slots=True)
class GivenConsent:
    """What a form or vendor says the person agreed to. channels: of the ledger; text: as it was shown."""

    channels: tuple[str, ...]
    purpose: str = "marketing"
    basis: str = "express"
    text: str | None = None
    captured_at: datetime | None = None
    page_url: str | None = None
    ip: str | None = None
    user_agent: str | None = None
    signature_method: str | None = None
    not_condition_of_purchase: bool | None = None
    trustedform_url: str | None = None
    leadid_token: str | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """A lead before it is one. key: the sender's own number for it, by which a retry is known.

    person: as written, by the names of `contact_info`. answers: everything else that was said, untouched.
    """

    channel: str
    key: str
    person: Mapping[str, object]
    external_id: str | None = None
    source: str | None = None
    product_interest: str | None = None
    attribution: Mapping[str, object] = field(default_factory=dict)
    insurance: Mapping[str, object] = field(default_factory=dict)
    answers: Mapping[str, object] = field(default_factory=dict)
    consents: tuple[GivenConsent, ...] = ()
    received_at: datetime | None = None
    cost_cents: int | None = None
    is_test: bool = False
    is_update: bool = False

    def metadata(self, unread: Mapping[str, str]) -> dict[str, Any]:
        """What goes beside the contact, without empty parts."""
        parts = {
            "attribution": attribution(self.attribution),
            "insurance": dict(self.insurance),
            "answers": dict(self.answers),
            "unreadable": dict(unread),
        }
        return {name: part for name, part in parts.items() if part}


@dataclass(frozen=True, slots=True)
class Contact:
    """A person's contact in order. unread: field → what is wrong with it; such a value stays as written."""

    info: dict[str, Any]
    unread: dict[str, str]


def in_order(person: Mapping[str, object]) -> Contact:
    """Lower-case e-mail, E.164 phone, USPS state, ZIP as text, dates as YYYY-MM-DD, names with capitals.

    An address or number that changed keeps its original beside it, as `email_as_entered` and `phone_as_entered`.
    Where one field came under two names, ours counts and the other one stays as it was written.
    """
    info: dict[str, Any] = {}
    unread: dict[str, str] = {}
    for written, value in _parts(person):
        name = NAMES_OF_PARTS.get(written, written)
        name = written if name in info or (name != written and person.get(name)) else name
        if value is None or value == "":
            continue
        rule = _RULES.get(name)
        if rule is None or not isinstance(value, str | int | float) or isinstance(value, bool):
            info[name] = value
            continue
        text = str(value)
        try:
            read = rule(text)
        except (Unreadable, ValueError) as problem:
            info[name], unread[name] = text, str(problem)
            continue
        if read:
            info[name] = read
        if name in KEPT_AS_ENTERED and read and read != text:
            info.setdefault(f"{name}_as_entered", text)
    _split(info)
    return Contact(info, unread)


def _parts(person: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Names and values, with an address and numbers that came as objects taken apart."""
    for name, value in person.items():
        if name == "address" and isinstance(value, dict):
            yield from value.items()
        elif name == "address" and isinstance(value, str):
            yield "address_line1", value
        elif name == "phones" and isinstance(value, list) and value:
            first, *others = value
            yield "phone", (first.get("e164") or first.get("number")) if isinstance(first, dict) else first
            yield "other_phones", others or None
        else:
            yield name, value


def _split(info: dict[str, Any]) -> None:
    """First and last name of a full one, where only that was given."""
    whole = info.get("name")
    if isinstance(whole, str) and not info.get("first_name") and not info.get("last_name"):
        first, last = split_name(whole)
        info |= {key: part for key, part in (("first_name", first), ("last_name", last)) if part}


KEPT_AS_ENTERED: Final = frozenset({"email", "phone"})
_RULES: Final[Mapping[str, Callable[[str], str]]] = {
    "email": normalising.email,
    "phone": normalising.phone,
    "state": normalising.state,
    "postal_code": normalising.postal_code,
    "date_of_birth": DateStyle(past=True).day,
    "name": person_name,
    "first_name": lambda text: mended(text.strip()),
    "middle_name": lambda text: mended(text.strip()),
    "last_name": lambda text: mended(text.strip()),
    "address_line1": str.strip,
    "address_line2": str.strip,
    "city": str.strip,
}
PERSON_FIELDS: Final = frozenset(_RULES)


def attribution(said: Mapping[str, object]) -> dict[str, object]:
    """Where the lead came from: without what looks personal, capped, source and medium in one case.

    People's addresses end up in campaign parameters all the time, and from there in every report.
    """
    kept: dict[str, object] = {}
    for name, value in said.items():
        text = "" if value is None else str(value).strip()
        text = text[: LONGEST if name in ("landing_page", "referrer") else LONGEST_WORD]
        if not text or (name in UTM and PERSONAL.search(text)):
            continue
        if name in FOLDED and text != text.casefold():
            kept[f"{name}_as_entered"] = text
            text = text.casefold()
        kept[name] = text
    return kept


@cache
def _by_word() -> Mapping[str, str]:
    """The field of `contact_info` that a word means."""
    words = {same_word(word): name for name, synonyms in PERSON.items() for word in (name, *synonyms)}
    return {word: name for word, name in words.items() if name != "external_id"}


def person_field(name: str) -> str | None:
    """The field of `contact_info` that somebody calls by this name: `zip_code` → postal_code."""
    return _by_word().get(same_word(name.replace("_", " ")))


@cache
def _products() -> Mapping[str, str]:
    known = CHOICES["leads", "product_interest"]
    return {same_word(word): value for value, words in known.items() for word in (value, *words)}


def product(text: object) -> str | None:
    """What somebody is interested in, in our word for it; an unknown word stays as it is."""
    if not isinstance(text, str) or not text.strip():
        return None
    word = same_word(text[:LONGEST_WORD])
    short = re.sub(r"\b(insurance|policy|coverage|quote)\b", "", word).strip()
    return (_products().get(word) or _products().get(short) or text.strip())[:64]


def yes(value: object) -> bool | None:
    """Whether a vendor's `1`, `Y`, `true`, `2` or the like is a yes; None if it says neither."""
    with suppress(Unreadable):
        read = normalising.yes_no(str(value).strip()) if value is not None else ""
        return None if read == "" else read == "true"
    return None


def instant(text: object, time_zone: str = "America/New_York") -> datetime | None:
    """A moment, however it is written; None if it cannot be read, or nothing can have happened then."""
    written = re.sub(r"([+-]\d{2}):(\d)$", r"\1:0\2", str(text or "").strip()[:64])
    with suppress(ValueError, Unreadable):
        if re.fullmatch(r"1\d{9}|1\d{12}", written):
            return datetime.fromtimestamp(int(written[:10]), UTC)
        moment = datetime.fromisoformat(written)
        if FIRST_YEAR <= moment.year <= LAST_YEAR:
            return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(time_zone))
    return None
