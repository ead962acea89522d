"""How a door understands what a vendor sends, before the vendor sends it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import uuid4

import orjson

from backend.database.engine import Connection
from backend.integrations.adf import reading as adf
from backend.integrations.google_ads import reading as google
from backend.integrations.incoming import Incoming, PayloadUnreadable, attribution, in_order
from backend.integrations.meta import reading as meta
from backend.integrations.ping_post import reading as ping_post
from backend.leads.intake import capture
from backend.leads.intake_payloads import as_of
from backend.leads.intake_sources import Source
from backend.models.intake import SourceKind

MOST_LEADS: Final = 20


@dataclass(frozen=True, slots=True)
class Understood:
    """A lead as it would be. answers: what no map knows; channels: to which the person agreed."""

    contact: Mapping[str, Any]
    source: str | None
    product_interest: str | None
    insurance: Mapping[str, Any]
    attribution: Mapping[str, Any]
    answers: Mapping[str, Any]
    unreadable: Mapping[str, str]
    channels: tuple[str, ...]
    lead_id: int | None


def read(door: Source, body: bytes, content_type: str) -> list[Incoming]:
    """The leads in what a vendor sends through this door. Raises PayloadUnreadable."""
    try:
        found = _read(door, body, content_type)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise PayloadUnreadable(f"It is not what such a door takes: {error!r}.") from error
    if len(found) > MOST_LEADS:
        raise PayloadUnreadable(f"Try at most {MOST_LEADS} leads at once.")
    return [as_of(door, each) for each in found]


def _read(door: Source, body: bytes, content_type: str) -> list[Incoming]:
    match door.kind:
        case SourceKind.META:
            told = _json(body)
            if "field_data" not in told:
                raise PayloadUnreadable("A notification only names a lead: try the lead, with its field_data.")
            return [meta.lead(told, door.config)]
        case SourceKind.GOOGLE:
            return [google.lead(_json(body), door.config)]
        case SourceKind.ADF | SourceKind.ADF_MAILBOX:
            return [adf.lead(prospect) for prospect in adf.prospects(body)]
        case SourceKind.PING_POST:
            said = ping_post.flattened(body, content_type)
            return [ping_post.lead(ping_post.translated(said, door.config, door.secrets), door.config, body=body)]


def _json(body: bytes) -> dict[str, Any]:
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise PayloadUnreadable(f"This is not JSON: {error}.") from None
    if not isinstance(told, dict):
        raise PayloadUnreadable("The message is not an object.")
    return told


def understood(incoming: Incoming, lead_id: int | None = None) -> Understood:
    """What would be kept of it."""
    contact = in_order(incoming.person)
    return Understood(
        contact=contact.info,
        source=incoming.source,
        product_interest=incoming.product_interest,
        insurance=dict(incoming.insurance),
        attribution=attribution(incoming.attribution),
        answers=dict(incoming.answers),
        unreadable=contact.unread,
        channels=tuple(channel for given in incoming.consents for channel in given.channels),
        lead_id=lead_id,
    )


async def keep(connection: Connection, door: Source, incoming: Incoming) -> int:
    """A test lead of it, which is new however often the same is tried, and of which nobody is told; its id."""
    alone = replace(incoming, key=f"trial:{uuid4().hex}", is_test=True, is_update=False, external_id=None)
    return (await capture(connection, alone, door.key)).id
