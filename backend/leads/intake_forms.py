"""Hosted forms: what one asks, what a visitor may send, and the lead that comes of it."""

import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlsplit

import orjson

from backend import clock
from backend.database.engine import Connection, Pool
from backend.errors import FieldError, Invalid, NotFound
from backend.integrations.incoming import (
    PERSON_FIELDS,
    GivenConsent,
    Incoming,
    PayloadUnreadable,
    in_order,
    product,
    read_json,
)
from backend.leads import intake
from backend.leads.intake import Captured
from backend.leads.lifecycle import OPEN_STATUSES
from backend.models.consent import Channel, Purpose

TYPES: Final = ("text", "email", "tel", "date", "select", "radio", "checkbox", "textarea", "state", "zip", "hidden")
NAME: Final = re.compile(r"[a-z][a-z0-9_.]{0,63}")
MOST_FIELDS: Final = 60
LONGEST_VALUE: Final = 5000
MIN_SECONDS: Final = 2
RATE_PER_MINUTE: Final = 20
TRAP: Final = "company_website"  # people do not see it, programs fill it in
KNOWN_KEYS: Final = frozenset(
    {
        "fields",
        "consent",
        "submit_label",
        "thanks",
        "redirect_url",
        "origins",
        "rate_per_minute",
        "min_seconds",
        "duplicate_days",
        "intro",
        "look",
    }
)
COLOR: Final = re.compile(r"#[0-9a-fA-F]{6}")
CORNERS: Final = ("round", "square")
BY_KEY: Final = """
    select key, name, source, product_interest, fields, consent_text, consent_sha256, consent_version
    from web_forms where key = $1 and is_active
"""
DUPLICATE_DAYS: Final = 30
# Two submissions of one person at the same moment: the second waits until the first one's lead can be found.
ONE_BY_ONE: Final = "select pg_advisory_xact_lock(hashtextextended('leadgen.form ' || $1, 0))"
# The open lead of whoever sent this form before: the same address, or the same number and name.
# params: key, email, phone, name, since
SENT_BEFORE: Final = f"""
    select l.id from leads l
    where (l.email = $2 or (l.phone = $3 and lower(coalesce(l.name, '')) = lower(coalesce($4, ''))))
      and l.received_at > $5 and l.status in {OPEN_STATUSES}
      and l.merged_into_id is null and not l.is_test
      and exists (select from lead_payloads p where p.lead_id = l.id and p.account = $1)
    order by l.id desc limit 1
"""
SENT_AGAIN: Final = """
    insert into notes (record_type, record_id, body, owner_id)
    select 'leads', id, 'Sent the form “' || $2 || '” once more.', owner_id from leads where id = $1
"""
SHOWN_TEXT: Final = "select text from consent_texts where form_key = $1 and sha256 = $2 limit 1"


class NoSuchForm(NotFound):
    """There is no such form, or it is closed."""

    code = "no_such_form"


class FormInvalid(Invalid):
    """Some answers are missing or cannot be read."""

    code = "fields_invalid"


@dataclass(frozen=True, slots=True)
class Form:
    """One form as visitors see it. asks: `fields` of its definition; rules: everything beside them."""

    key: str
    name: str
    source: str | None
    product_interest: str | None
    asks: Sequence[Mapping[str, Any]]
    rules: Mapping[str, Any]
    consent_text: str | None
    consent_sha256: str | None
    consent_version: int

    @property
    def origins(self) -> tuple[str, ...]:
        """The pages that may show it; empty is any."""
        return tuple(self.rules.get("origins") or ())

    def allows(self, origin: str | None) -> bool:
        """Whether a page of this origin may send it; without an origin it is no browser's page."""
        return origin is None or not self.origins or origin.lower() in {each.lower() for each in self.origins}


async def form(connection: Connection | Pool, key: str) -> Form:
    """The open form with this key. Raises NoSuchForm."""
    row = await connection.fetchrow(BY_KEY, key.replace("\0", "")[:64])
    if row is None:
        raise NoSuchForm
    rules: dict[str, Any] = orjson.loads(row["fields"])
    return Form(
        key=row["key"],
        name=row["name"],
        source=row["source"],
        product_interest=row["product_interest"],
        asks=rules.pop("fields", []),
        rules=rules,
        consent_text=row["consent_text"],
        consent_sha256=row["consent_sha256"],
        consent_version=row["consent_version"],
    )


def shown(form: Form, secret: bytes) -> dict[str, Any]:
    """What a page needs to show the form."""
    rule = form.rules.get("consent") or {}
    asked = {"text": form.consent_text, "sha256": form.consent_sha256, "version": form.consent_version}
    return {
        "key": form.key,
        "name": form.name,
        "intro": form.rules.get("intro"),
        "fields": list(form.asks),
        "consent": asked | {"required": bool(rule.get("required"))} if form.consent_text else None,
        "submit_label": form.rules.get("submit_label") or "Send",
        "thanks": form.rules.get("thanks") or "Thank you. We will be in touch shortly.",
        "redirect_url": form.rules.get("redirect_url"),
        "look": form.rules.get("look"),
        "started": started(form.key, secret),
        "trap": TRAP,
    }


# --- what a definition may hold ---------------------------------------------------------------------------------------


def definition_errors(fields: object) -> list[FieldError]:
    """What is wrong with a form's definition, with a JSON pointer each; empty if nothing is."""
    if not isinstance(fields, dict):
        return [FieldError("/fields", "It takes an object.")]
    wrong = [FieldError(f"/fields/{name}", "Not known here.", "unknown") for name in fields.keys() - KNOWN_KEYS]
    asks = fields.get("fields", [])
    if not isinstance(asks, list) or len(asks) > MOST_FIELDS:
        return [*wrong, FieldError("/fields/fields", f"It takes a list of at most {MOST_FIELDS} fields.")]
    names: set[str] = set()
    for at, ask in enumerate(asks):
        wrong += _ask_errors(f"/fields/fields/{at}", ask, names)
    wrong += _consent_errors(fields.get("consent"))
    origins = fields.get("origins", [])
    if not isinstance(origins, list) or not all(isinstance(each, str) and _is_origin(each) for each in origins):
        wrong.append(FieldError("/fields/origins", "It takes origins such as https://www.example.com."))
    redirect = fields.get("redirect_url")
    if redirect is not None and not (isinstance(redirect, str) and urlsplit(redirect).scheme in ("http", "https")):
        wrong.append(FieldError("/fields/redirect_url", "It takes an address that begins with https://."))
    wrong += _look_errors(fields.get("look"))
    for name, most in (("rate_per_minute", 10_000), ("min_seconds", 60), ("duplicate_days", 3650)):
        value = fields.get(name)
        if value is not None and not (type(value) is int and 0 <= value <= most):
            wrong.append(FieldError(f"/fields/{name}", f"It takes a whole number up to {most}."))
    return wrong


def _ask_errors(place: str, ask: object, names: set[str]) -> list[FieldError]:
    if not isinstance(ask, dict):
        return [FieldError(place, "It takes an object.")]
    wrong = []
    name = ask.get("name")
    if not isinstance(name, str) or not NAME.fullmatch(name) or name in names or name == TRAP:
        wrong.append(FieldError(f"{place}/name", "It takes a name of its own, such as first_name."))
    else:
        names.add(name)
    if ask.get("type", "text") not in TYPES:
        wrong.append(FieldError(f"{place}/type", f"It is one of {', '.join(TYPES)}."))
    options = ask.get("options")
    if ask.get("type") in ("select", "radio") and not (isinstance(options, list) and options):
        wrong.append(FieldError(f"{place}/options", "It needs a list of options."))
    return wrong


def _consent_errors(rule: object) -> list[FieldError]:
    if rule is None:
        return []
    if not isinstance(rule, dict):
        return [FieldError("/fields/consent", "It takes an object.")]
    known = set(Channel) - {Channel.ALL}
    channels = rule.get("channels")
    wrong = []
    if not isinstance(channels, list) or not channels or not {str(each) for each in channels} <= known:
        wrong.append(FieldError("/fields/consent/channels", f"It takes some of {', '.join(sorted(known))}."))
    if rule.get("purpose", Purpose.MARKETING) not in set(Purpose) - {Purpose.ALL}:
        wrong.append(FieldError("/fields/consent/purpose", "It takes one purpose."))
    return wrong


def _look_errors(look: object) -> list[FieldError]:
    if look is None:
        return []
    if not isinstance(look, dict) or not look.keys() <= {"color", "corners", "plain"}:
        return [FieldError("/fields/look", "It takes color, corners and plain.")]
    wrong = []
    color = look.get("color")
    if color is not None and not (isinstance(color, str) and COLOR.fullmatch(color)):
        wrong.append(FieldError("/fields/look/color", "It takes a color such as #0c6453."))
    if look.get("corners", CORNERS[0]) not in CORNERS:
        wrong.append(FieldError("/fields/look/corners", f"It is one of {', '.join(CORNERS)}."))
    if not isinstance(look.get("plain", False), bool):
        wrong.append(FieldError("/fields/look/plain", "It takes true or false."))
    return wrong


def _is_origin(text: str) -> bool:
    parts = urlsplit(text)
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not parts.path and not parts.query


# --- what a visitor sends ---------------------------------------------------------------------------------------------


def started(key: str, secret: bytes) -> str:
    """A mark that says when the form was handed out, which nobody else can make."""
    moment = int(clock.now().timestamp())
    return f"{moment}.{_mark(key, moment, secret)}"


def _mark(key: str, moment: int, secret: bytes) -> str:
    return hmac.new(secret, f"form:{key}:{moment}".encode(), sha256).hexdigest()[:32]


def suspicion(form: Form, sent: Mapping[str, Any], secret: bytes) -> str | None:
    """Why a submission looks like a program's; None if it does not. Such a one is kept, but becomes no lead."""
    if sent.get(TRAP):
        return "trap_filled"
    told = str(sent.get("started") or "")
    if not told:
        return None
    moment, _, mark = told.partition(".")
    if not moment.isascii() or not moment.isdigit() or len(moment) > 12:
        return "mark_forged"
    if not hmac.compare_digest(mark.encode(), _mark(form.key, int(moment), secret).encode()):
        return "mark_forged"
    took = clock.now().timestamp() - int(moment)
    return "too_fast" if took < form.rules.get("min_seconds", MIN_SECONDS) else None


def check(form: Form, sent: Mapping[str, Any]) -> None:
    """Raises FormInvalid with what the visitor has to mend."""
    values = sent.get("fields")
    if not isinstance(values, dict) or len(values) > MOST_FIELDS * 2:
        raise FormInvalid(errors=[FieldError("/fields", "It takes the answers by their names.")])
    wrong = [
        FieldError(f"/fields/{ask['name']}", "Please fill this in.", "required")
        for ask in form.asks
        if ask.get("required") and values.get(ask["name"]) in (None, "", False, [])
    ]
    wrong += [
        FieldError(f"/fields/{name}", "This is too long.", "too_long")
        for name, value in values.items()
        if len(str(value)) > LONGEST_VALUE
    ]
    contact = {name: value for name, value in values.items() if name in ("email", "phone") and value}
    unread = in_order(contact).unread
    wrong += [FieldError(f"/fields/{name}", f"This {problem}.", "invalid") for name, problem in unread.items()]
    rule = form.rules.get("consent") or {}
    if form.consent_text and rule.get("required") and not _agreed(sent):
        wrong.append(FieldError("/consent", "Please tick this box.", "required"))
    if wrong:
        raise FormInvalid(errors=wrong)


def _agreed(sent: Mapping[str, Any]) -> bool:
    said = sent.get("consent")
    return isinstance(said, dict) and said.get("given") is True


def number_of(sent: Mapping[str, Any], body: bytes) -> str:
    """What a repeated submission is known by: the page's own number for it, or else its content."""
    own = sent.get("submission_id")
    return own if isinstance(own, str) and re.fullmatch(r"[A-Za-z0-9_-]{8,64}", own) else sha256(body).hexdigest()


async def lead(
    connection: Connection | Pool, key: str, body: bytes, facts: Mapping[str, Any], received_at: datetime
) -> Incoming:
    """The lead of a submission. facts: `ip` and `user_agent` of the connection."""
    found = await form(connection, key)
    sent = read_json(body)
    if not isinstance(sent, dict) or not isinstance(sent.get("fields"), dict):
        raise PayloadUnreadable("A submission without answers.")
    labels = {ask["name"]: ask.get("label") or ask["name"] for ask in found.asks}
    person: dict[str, object] = {}
    insurance: dict[str, object] = {}
    answers: dict[str, object] = {}
    asked_for: object = None
    for name, value in sent["fields"].items():
        if value in (None, ""):
            continue
        if name in PERSON_FIELDS:
            person[name] = value
        elif name == "product_interest":
            asked_for = value
        elif name.startswith("insurance."):
            insurance[name.removeprefix("insurance.")[:64]] = value
        else:
            answers[str(labels.get(name, name))[:200]] = value
    first_touch = sent.get("first_touch")
    if isinstance(first_touch, dict) and first_touch:
        answers["first_touch"] = {str(name)[:64]: str(value)[:255] for name, value in list(first_touch.items())[:30]}
    return Incoming(
        channel="web_form",
        key=number_of(sent, body),
        source=found.source or found.name[:64],
        person=person,
        product_interest=product(asked_for) or found.product_interest,
        attribution=_where_from(sent),
        insurance=insurance,
        answers=answers,
        consents=await _consents(connection, found, sent, facts, received_at),
        received_at=received_at,
    )


async def capture(connection: Connection, key: str, incoming: Incoming) -> Captured:
    """The lead of a submission: a new one, or the open one of whoever sent this form before, brought up to date."""
    found = await form(connection, key)
    days = found.rules.get("duplicate_days", DUPLICATE_DAYS)
    info = in_order(incoming.person).info
    email, phone = info.get("email"), info.get("phone")
    if days and (email or phone):
        await connection.execute(ONE_BY_ONE, f"{key} {email or phone}")
        name = info.get("name") or f"{info.get('first_name', '')} {info.get('last_name', '')}".strip()
        since = clock.now() - timedelta(days=days)
        before = await connection.fetchval(SENT_BEFORE, key, email, phone, name, since)
        if before is not None:
            await connection.execute(SENT_AGAIN, before, found.name)
            return await intake.renew(connection, before, incoming)
    return await intake.capture(connection, incoming, key)


def _where_from(sent: Mapping[str, Any]) -> dict[str, object]:
    said = sent.get("attribution")
    found = {str(name)[:64]: value for name, value in list(said.items())[:40]} if isinstance(said, dict) else {}
    return {**found, "landing_page": sent.get("page_url"), "referrer": sent.get("referrer")}


async def _consents(
    connection: Connection | Pool, found: Form, sent: Mapping[str, Any], facts: Mapping[str, Any], at: datetime
) -> tuple[GivenConsent, ...]:
    """What was ticked, with the text as this visitor saw it; a text that the form never showed is no consent."""
    rule = found.rules.get("consent") or {}
    if not _agreed(sent) or not rule.get("channels"):
        return ()
    text = await connection.fetchval(SHOWN_TEXT, found.key, str(sent["consent"].get("sha256") or ""))
    if text is None:
        return ()
    return (
        GivenConsent(
            channels=tuple(rule["channels"]),
            purpose=rule.get("purpose", Purpose.MARKETING),
            basis="pewc",
            text=text,
            captured_at=at,
            page_url=str(sent.get("page_url") or "")[:2048] or None,
            ip=facts.get("ip"),
            user_agent=facts.get("user_agent"),
            signature_method="checkbox",
            not_condition_of_purchase=bool(rule.get("not_condition_of_purchase")),
            trustedform_url=_word(sent.get("trustedform_url")),
            leadid_token=_word(sent.get("leadid_token")),
        ),
    )


def _word(value: object) -> str | None:
    return value[:512] if isinstance(value, str) and value else None
