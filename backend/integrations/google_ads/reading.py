"""What Google's lead form webhook sends. Source: developers.google.com/google-ads/webhook/docs/implementation."""

import hmac
from collections.abc import Mapping
from typing import Any, Final

from backend.errors import NotAllowed
from backend.integrations.incoming import Incoming, PayloadUnreadable, instant, product

COLUMNS: Final[Mapping[str, str]] = {
    "FULL_NAME": "name",
    "FIRST_NAME": "first_name",
    "LAST_NAME": "last_name",
    "EMAIL": "email",
    "PHONE_NUMBER": "phone",
    "POSTAL_CODE": "postal_code",
    "STREET_ADDRESS": "address_line1",
    "CITY": "city",
    "REGION": "state",
    "COUNTRY": "country",
}
# Where nothing else was asked for, the address at work is the address.
AT_WORK: Final = {"WORK_EMAIL": "email", "WORK_PHONE": "phone"}
NUMBERS: Final = {
    "campaign_id": "campaign_id",
    "adgroup_id": "adgroup_id",
    "creative_id": "creative_id",
    "asset_group_id": "asset_group_id",
    "form_id": "form_id",
    "gcl_id": "gclid",
}
READ: Final = frozenset({"lead_id", "user_column_data", "google_key", "is_test", "lead_submit_time", *NUMBERS})
LONGEST_ID: Final = 200


class WrongKey(NotAllowed):
    """The key in the body is not the one that was agreed on."""

    code = "wrong_key"


def check_key(document: object, key: str) -> dict[str, Any]:
    """The document, if it carries the agreed key. Raises WrongKey, PayloadUnreadable."""
    told = document.get("google_key") if isinstance(document, dict) else None
    if not key or not hmac.compare_digest(str(told or "").encode(), key.encode()):
        raise WrongKey
    assert isinstance(document, dict)  # noqa: S101 - nothing else carries a key
    number = document.get("lead_id")
    if not isinstance(number, str | int) or not str(number) or len(str(number)) > LONGEST_ID:
        raise PayloadUnreadable("A lead without a lead_id.")
    return document


def lead(told: Mapping[str, Any], config: Mapping[str, Any]) -> Incoming:
    """A lead. config: `fields` maps further column ids to our fields, `product_interest` says what the form is for."""
    mapping = {**COLUMNS, **(config.get("fields") or {})}
    person: dict[str, object] = {}
    answers: dict[str, object] = {}
    columns = told.get("user_column_data")
    for column in columns if isinstance(columns, list) else []:
        if not isinstance(column, dict):
            continue
        name, value = str(column.get("column_id") or column.get("column_name") or ""), column.get("string_value")
        field = mapping.get(name)
        if field and field not in person:
            person[field] = value
        elif name:
            answers[name] = value
    for name, field in AT_WORK.items():
        if answers.get(name) and not person.get(field):
            person[field] = answers.pop(name)
    answers |= {name: value for name, value in told.items() if name not in READ and value not in (None, "")}
    asked_for = person.pop("product_interest", None) or config.get("product_interest")
    return Incoming(
        channel="google_lead_form",
        key=str(told["lead_id"]),
        external_id=str(told["lead_id"])[:128],
        person=person,
        product_interest=product(asked_for),
        attribution={ours: str(told[name]) for name, ours in NUMBERS.items() if told.get(name)},
        answers=answers,
        received_at=instant(told.get("lead_submit_time")),
        is_test=told.get("is_test") is True,
    )
