"""What Meta's notifications and leads say. Field names: Meta's Python SDK, adobjects/lead.py."""

from collections.abc import Mapping
from typing import Any, Final

from backend.integrations.incoming import (
    GivenConsent,
    Incoming,
    PayloadUnreadable,
    instant,
    person_field,
    product,
    yes,
)

MOST_LEADS: Final = 1000
ASKED: Final = (
    "id", "created_time", "ad_id", "ad_name", "adset_id", "adset_name", "campaign_id", "campaign_name", "form_id",
    "is_organic", "partner_name", "platform", "field_data", "custom_disclaimer_responses",
)  # fmt: skip
WHERE_FROM: Final = (
    "ad_id", "ad_name", "adset_id", "adset_name", "campaign_id", "campaign_name", "form_id", "platform",
)  # fmt: skip


def notified(document: object) -> list[dict[str, str]]:
    """The leads that a notification names, each with its leadgen_id, form_id and page_id as text.

    Ids came as numbers once and come as texts now. What is about something else than leads is left out.
    """
    if (
        not isinstance(document, dict)
        or document.get("object") != "page"
        or not isinstance(document.get("entry"), list)
    ):
        raise PayloadUnreadable("This is not a notification about a page.")
    found: list[dict[str, str]] = []
    for entry in document["entry"]:
        changes = entry.get("changes") if isinstance(entry, dict) else None
        for change in changes if isinstance(changes, list) else []:
            value = change.get("value") if isinstance(change, dict) else None
            if not isinstance(value, dict) or change.get("field") != "leadgen" or not value.get("leadgen_id"):
                continue
            names = ("leadgen_id", "form_id", "page_id", "created_time")
            found.append({name: str(value[name])[:64] for name in names if value.get(name) is not None})
    if len(found) > MOST_LEADS:
        raise PayloadUnreadable(f"More than {MOST_LEADS} leads in one notification.")
    return found


def lead(told: Mapping[str, Any], config: Mapping[str, Any]) -> Incoming:
    """A lead as the Graph API answers it.

    config: `forms` maps a form's id to `fields` (question → our field), `product_interest` and `disclaimers`
    (checkbox key → text, channels), since questions are named after their own wording.
    """
    number = told.get("id")
    if not number:
        raise PayloadUnreadable("A lead without an id.")
    form: Mapping[str, Any] = (config.get("forms") or {}).get(str(told.get("form_id"))) or {}
    mapping: Mapping[str, str] = form.get("fields") or {}
    person: dict[str, object] = {}
    answers: dict[str, object] = {}
    for each in told.get("field_data") or []:
        name, values = str(each.get("name") or ""), [str(value) for value in each.get("values") or []]
        field = mapping.get(name) or person_field(name)
        if field and values and field not in person:
            person[field] = values[0]
        elif name:
            answers[name] = values[0] if len(values) == 1 else values
    organic = bool(told.get("is_organic"))
    source = {name: told[name] for name in WHERE_FROM if told.get(name) not in (None, "", 0, "0")}
    if organic:
        source = {name: value for name, value in source.items() if not name.startswith(("ad", "campaign"))}
    answers |= {name: told[name] for name in told if name not in ASKED and told[name] is not None}
    if told.get("partner_name"):
        answers["partner_name"] = told["partner_name"]
    asked_for = person.pop("product_interest", None) or form.get("product_interest")
    return Incoming(
        channel="meta_lead_ads",
        key=str(number),
        external_id=str(number),
        person=person,
        product_interest=product(asked_for),
        attribution=source,
        answers=answers,
        consents=tuple(_consents(told, form)),
        received_at=instant(_with_colon(told.get("created_time"))),
    )


def _with_colon(text: object) -> str:
    """`2026-01-02T03:04:05+0000`, as Meta writes it, with the colon that ISO 8601 wants."""
    written = str(text or "")
    return f"{written[:-2]}:{written[-2:]}" if len(written) > 5 and written[-5] in "+-" else written


def _consents(told: Mapping[str, Any], form: Mapping[str, Any]) -> list[GivenConsent]:
    """What was ticked. Which channels a box stands for is the agency's to say: without it a tick allows nothing."""
    texts: Mapping[str, Any] = form.get("disclaimers") or {}
    given = []
    for response in told.get("custom_disclaimer_responses") or []:
        box = texts.get(str(response.get("checkbox_key")))
        if box and yes(response.get("is_checked")):
            given.append(
                GivenConsent(
                    channels=tuple(box.get("channels") or ()),
                    basis="pewc" if box.get("text") else "express",
                    text=box.get("text"),
                    captured_at=instant(_with_colon(told.get("created_time"))),
                    signature_method="checkbox",
                    not_condition_of_purchase=bool(box.get("not_condition_of_purchase")),
                )
            )
    return given
