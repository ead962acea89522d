"""How a vendor is answered: our JSON, the XML that many expect, or a template of the agency."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from xml.sax.saxutils import escape

import orjson

XML: Final = "<reply><code>{code}</code><lead>{id}</lead><payout>{price}</payout><status>{status}</status></reply>"
GOOD: Final = frozenset({"bid", "accepted"})


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said. status: bid, no_bid, accepted, duplicate or rejected."""

    status: str
    bid_id: str | None = None
    lead_id: int | None = None
    price_cents: int | None = None
    reason: str | None = None


def written(reply: Reply, config: Mapping[str, Any]) -> tuple[bytes, str]:
    """The answer's body and content type.

    config: `reply` with `format` (json or xml) and `templates` by status, in which {status}, {bid_id}, {lead_id},
    {id}, {price}, {reason} and {code} (1 for yes, 0 for no) are filled in.
    """
    rule = config.get("reply") or {}
    as_xml = rule.get("format") == "xml"
    template = (rule.get("templates") or {}).get(reply.status) or (XML if as_xml else None)
    if template is None:
        said = {
            "status": reply.status,
            "bid_id": reply.bid_id,
            "lead_id": reply.lead_id,
            "price": _price(reply),
            "reason": reply.reason,
        }
        return orjson.dumps({name: value for name, value in said.items() if value is not None}), "application/json"
    values = {
        "status": reply.status,
        "bid_id": reply.bid_id or "",
        "lead_id": "" if reply.lead_id is None else str(reply.lead_id),
        "id": str(reply.lead_id or reply.bid_id or ""),
        "price": _price(reply) or "0.00",
        "reason": reply.reason or "",
        "code": "1" if reply.status in GOOD else "0",
    }
    text = template
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", escape(value) if as_xml else orjson.dumps(value).decode()[1:-1])
    return text.encode(), "application/xml" if as_xml else "application/json"


def _price(reply: Reply) -> str | None:
    return None if reply.price_cents is None else f"{Decimal(reply.price_cents) / 100:.2f}"
