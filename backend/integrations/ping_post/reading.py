"""What a vendor says, translated by the agency's maps of fields and codes."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final
from urllib.parse import parse_qsl

from backend import clock
from backend.errors import NotSignedIn
from backend.integrations import signatures
from backend.integrations.adf.reading import Element, parse
from backend.integrations.incoming import (
    LONGEST_WORD,
    PERSON_FIELDS,
    PERSONAL,
    GivenConsent,
    Incoming,
    PayloadUnreadable,
    instant,
    product,
    read_json,
    without_nul,
    yes,
)
from backend.integrations.ping_post.presets import fields_of
from backend.integrations.signatures import WrongSignature
from backend.transfer.normalising import Unreadable, postal_code, state

MOST_FIELDS: Final = 500
DEEPEST: Final = 8
IN_PERSON: Final = PERSON_FIELDS | {"gender", "marital_status", "language", "preferred_contact_time"}
ABOUT_NOBODY: Final = frozenset({"state", "postal_code", "product_interest"})


class WrongCredentials(NotSignedIn):
    """The credentials are not those that were agreed on."""

    code = "wrong_credentials"


@dataclass(frozen=True, slots=True)
class Told:
    """A message in our fields. rest: what no map knows, under the vendor's names."""

    fields: Mapping[str, Any]
    rest: Mapping[str, Any]

    @property
    def transaction(self) -> str | None:
        """The vendor's number for this offer, or ours that it sends back."""
        value = self.fields.get("transaction")
        return str(value)[:200] if value not in (None, "") else None


def flattened(body: bytes, content_type: str) -> dict[str, Any]:
    """The message's values by dotted lower-case names, whether JSON, form or XML. Raises PayloadUnreadable."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind.endswith(("/xml", "+xml")):
        document: Any = _document(parse(body))
    elif kind == "application/x-www-form-urlencoded":
        try:
            sent = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
            document = without_nul(dict(sent))
        except ValueError:
            raise PayloadUnreadable("This is not a form.") from None
    else:
        document = read_json(body)
    if not isinstance(document, dict):
        raise PayloadUnreadable("The message is not an object.")
    found: dict[str, Any] = {}
    _flatten(document, "", found, 0)
    return found


def _document(root: Element) -> Any:
    return {child.name: child.as_value() for child in root.children}


def _flatten(value: Mapping[str, Any], above: str, found: dict[str, Any], depth: int) -> None:
    if depth > DEEPEST or len(found) > MOST_FIELDS:
        raise PayloadUnreadable("The message is nested too deep or has too many fields.")
    for name, inner in value.items():
        path = f"{above}{str(name).lower()}"
        if isinstance(inner, dict):
            _flatten(inner, f"{path}.", found, depth + 1)
        else:
            found[path] = inner


def check_caller(
    headers: Mapping[str, str],
    said: Mapping[str, Any],
    config: Mapping[str, Any],
    secrets: Mapping[str, str],
    body: bytes = b"",
) -> None:
    """Raises WrongCredentials unless the caller is the vendor.

    config: `auth` with `style` (bearer, header, fields, or signed as Standard Webhooks are) and, for a header, `name`.
    secrets: `token`, or for fields each field's name and value.
    """
    auth = config.get("auth") or {}
    style = auth.get("style", "bearer")
    if style == "signed":
        _check_signed(headers, body, secrets.get("token", ""))
        return
    if style == "fields":
        expected = {name.lower(): value for name, value in secrets.items()}
        shown = {name: str(said.get(name, "")) for name in expected}
    else:
        expected = {"token": secrets.get("token", "")}
        name = "authorization" if style == "bearer" else str(auth.get("name", "x-api-key")).lower()
        shown = {"token": headers.get(name, "").removeprefix("Bearer " if style == "bearer" else "")}
    right = [hmac.compare_digest(shown[name].encode(), value.encode()) for name, value in expected.items()]
    if not expected or not all(right) or not all(expected.values()):
        raise WrongCredentials


def _check_signed(headers: Mapping[str, str], body: bytes, secret: str) -> None:
    said = (headers.get(f"webhook-{name}", "") for name in ("signature", "id", "timestamp"))
    signature, message_id, timestamp = said
    try:
        key = signatures.key_of(secret)
        signatures.check_standard_webhook(signature, body, key, message_id, timestamp, clock.now())
    except WrongSignature:
        raise WrongCredentials from None


def translated(said: Mapping[str, Any], config: Mapping[str, Any], secrets: Mapping[str, str]) -> Told:
    """The message in our fields, its codes in our words; credentials are in neither part."""
    codes: Mapping[str, Mapping[str, Any]] = config.get("codes") or {}
    hidden = {name.lower() for name in secrets}
    fields: dict[str, Any] = {}
    used: set[str] = set()
    for field, names in fields_of(config).items():
        for name in names:
            if name in said and said[name] not in (None, "") and name not in used and name not in hidden:
                value = said[name]
                known = codes.get(field) or {}
                fields[field] = known.get(str(value), value) if not isinstance(value, list) else value
                used.add(name)
                break
    rest = {name: value for name, value in said.items() if name not in used and name not in hidden}
    return Told(fields, rest)


def facts(told: Told) -> dict[str, Any]:
    """What may be kept of a ping: nothing that says who it is, only single values about the risk."""
    kept: dict[str, Any] = {}
    for name, value in told.fields.items():
        about_risk = name in ABOUT_NOBODY or name.startswith("insurance.")
        if not about_risk or not isinstance(value, str | int | float | bool):
            continue
        text = str(value)
        if len(text) <= LONGEST_WORD and not PERSONAL.search(text):
            kept[name.removeprefix("insurance.")] = _plain(name, value)
    return kept


def _plain(name: str, value: str | float | bool) -> str | float | bool:
    try:
        if name == "state":
            return state(str(value))
        if name == "postal_code":
            return postal_code(str(value))
    except Unreadable:
        return value
    return (product(value) or value) if name == "product_interest" else value


def is_test(told: Told, config: Mapping[str, Any]) -> bool:
    """Whether it is the vendor trying us out. config: `test` with `field` and the `values` that mean a test."""
    rule = config.get("test")
    if rule:
        name = str(rule.get("field", "")).lower()
        value = told.rest.get(name, told.fields.get(name))
        return str(value) in {str(each) for each in rule.get("values") or ()}
    return yes(told.fields.get("test")) is True


def price(known: Mapping[str, Any], config: Mapping[str, Any]) -> int | None:
    """What we offer for it, in cents; None if we do not want it.

    config: `accept` (field → values that we take) and `prices`, of which the first whose `when` fits counts.
    """
    if not _fits(known, config.get("accept") or {}):
        return None
    for rule in config.get("prices") or ():
        if _fits(known, rule.get("when") or {}):
            return int(rule["price_cents"])
    return int(config.get("price_cents", 0))


def _fits(known: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    return all(
        str(known.get(name, "")).casefold() in {str(value).casefold() for value in values}
        for name, values in wanted.items()
    )


def lead(told: Told, config: Mapping[str, Any], *, body: bytes) -> Incoming:
    """The lead of a post. Consent counts for the channels in `consent_channels`, by default calls by hand only."""
    fields = told.fields

    def part(prefix: str) -> dict[str, Any]:
        return {name.removeprefix(prefix): value for name, value in fields.items() if name.startswith(prefix)}

    external_id = fields.get("external_id")
    return Incoming(
        channel="ping_post",
        key=told.transaction or (str(external_id) if external_id else sha256(body).hexdigest()),
        external_id=str(external_id or told.transaction or "")[:128] or None,
        person={name: value for name, value in fields.items() if name in IN_PERSON},
        product_interest=product(fields.get("product_interest")),
        attribution=part("attribution."),
        insurance=part("insurance."),
        answers=told.rest,
        consents=_consents(part("consent."), config, fields),
        received_at=instant(fields.get("received_at")),
        is_test=is_test(told, config),
    )


def _consents(
    said: Mapping[str, Any], config: Mapping[str, Any], fields: Mapping[str, Any]
) -> tuple[GivenConsent, ...]:
    given = yes(said.get("given"))
    if given is False or (given is None and not said.get("text")):
        return ()
    text = str(said["text"]) if said.get("text") else None
    return (
        GivenConsent(
            channels=tuple(config.get("consent_channels") or ("call_manual",)),
            basis="pewc" if text else "express",
            text=text,
            captured_at=instant(fields.get("received_at")),
            page_url=str(fields.get("attribution.landing_page") or "") or None,
            ip=str(said.get("ip") or "")[:45] or None,
            user_agent=str(said.get("user_agent") or "")[:512] or None,
            signature_method="checkbox",
            not_condition_of_purchase=bool(config.get("not_condition_of_purchase")),
            trustedform_url=str(said.get("trustedform_url") or "") or None,
            leadid_token=str(said.get("leadid_token") or "") or None,
        ),
    )
