"""Asks the Graph API for leads."""

import asyncio
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import AsyncIterator
from typing import Any, Final

import orjson

from backend.errors import LeadGenError, Unavailable
from backend.integrations.incoming import NotJson, read_json
from backend.integrations.meta.reading import ASKED

TIMEOUT_S: Final = 20
MOST_BYTES: Final = 5_000_000
MOST_PAGES: Final = 50


class GraphUnavailable(Unavailable):
    """Meta does not answer right now, or wants us to wait."""

    code = "graph_unavailable"


class GraphRefuses(LeadGenError):
    """Meta refuses to hand over the lead: the access token or its permissions are wrong, or the lead is gone."""

    code = "graph_refuses"


async def fetch_lead(graph_url: str, leadgen_id: str, token: str) -> dict[str, Any]:
    """One lead. Raises GraphUnavailable when trying again may help; GraphRefuses, PayloadUnreadable when it cannot."""
    return await _get(f"{graph_url}/{urllib.parse.quote(leadgen_id, safe='')}", token, {"fields": ",".join(ASKED)})


async def leads_of_form(graph_url: str, form_id: str, token: str, since: int) -> AsyncIterator[dict[str, Any]]:
    """The form's leads since a moment (Unix time), for those whose notification never came."""
    later = [{"field": "time_created", "operator": "GREATER_THAN", "value": since}]
    wanted = {"fields": ",".join(ASKED), "limit": "100", "filtering": orjson.dumps(later).decode()}
    after: str | None = None
    for _ in range(MOST_PAGES):
        page = await _get(
            f"{graph_url}/{urllib.parse.quote(form_id, safe='')}/leads",
            token,
            wanted | ({"after": after} if after else {}),
        )
        for lead in page.get("data") or []:
            yield lead
        paging = page.get("paging") or {}
        after = (paging.get("cursors") or {}).get("after") if paging.get("next") else None
        if not after:
            return


async def _get(address: str, token: str, parameters: dict[str, str]) -> dict[str, Any]:
    # The token goes into a header: addresses end up in logs.
    request = urllib.request.Request(  # noqa: S310 - the scheme comes from the settings
        f"{address}?{urllib.parse.urlencode(parameters)}", headers={"Authorization": f"Bearer {token}"}
    )
    return await asyncio.to_thread(_read, request)


def _read(request: urllib.request.Request) -> dict[str, Any]:
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310
            text = answer.read(MOST_BYTES)
    except urllib.error.HTTPError as refused:
        raise _refusal(refused.code, refused.read(10_000)) from None
    except (OSError, TimeoutError) as error:
        raise GraphUnavailable(f"Meta does not answer: {error}.") from None
    try:
        found = read_json(text)
    except NotJson:
        raise GraphUnavailable("Meta answered something that is not JSON.") from None
    return found if isinstance(found, dict) else {}


TRY_LATER: Final = frozenset({1, 2, 4, 17, 32, 341, 613, 80005})


def _refusal(status: int, body: bytes) -> LeadGenError:
    try:
        error = orjson.loads(body)["error"]
        code, message = int(error.get("code", 0)), str(error.get("message", ""))[:300]
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError):
        code, message = 0, ""
    if status >= 500 or status == 429 or code in TRY_LATER:
        return GraphUnavailable(f"Meta answered {status}: {message}")
    return GraphRefuses(f"Meta answered {status}: {message}")
