"""What does not come to us by itself: mailboxes are read, and Meta is asked for leads whose notification never came."""

import asyncio
from datetime import timedelta
from hashlib import sha256
from typing import Final

import orjson
import structlog

from backend import clock
from backend.database.engine import Pool
from backend.integrations.adf import mailbox
from backend.integrations.adf.mailbox import Mailbox, MailboxUnreachable
from backend.integrations.meta import client as graph
from backend.leads.intake_payloads import Received, accept
from backend.leads.intake_sources import Source, looked, sources
from backend.models.intake import SourceKind
from backend.settings import Settings

log: Final = structlog.stdlib.get_logger("leadgen.intake")
LOOK_BACK: Final = timedelta(days=3)
CHUNK: Final = 100


async def read_mailboxes(pool: Pool, settings: Settings) -> None:
    """Every mailbox in turn; one that cannot be read says so on its door and keeps nobody from the others."""
    for door in await sources(pool, SourceKind.ADF_MAILBOX, settings.sealing_key()):
        try:
            await read_mailbox(pool, settings, door)
        except (MailboxUnreachable, KeyError, ValueError) as error:
            log.warning("mailbox_unreachable", door=door.id, error=str(error))
            await looked(pool, door.id, str(error))
        else:
            await looked(pool, door.id, None)


async def read_mailbox(pool: Pool, settings: Settings, door: Source) -> None:
    """Stores what is unread and only then marks it as read: whatever happens in between is read once more."""
    config = door.config
    place = Mailbox(
        host=str(config["host"]),
        username=str(config["username"]),
        password=door.secrets.get("password", ""),
        port=int(config.get("port", 993)),
        security=str(config.get("security", "tls")),
        folder=str(config.get("folder", "INBOX")),
    )
    session = mailbox.opened(place)
    server = await asyncio.to_thread(session.__enter__)
    try:
        for mail in await asyncio.to_thread(lambda: list(mailbox.unread(server))):
            found = [Received(door.key, door.kind, sha256(text).hexdigest(), text, {}) for text in mail.documents]
            await accept(pool, settings, found)
            await asyncio.to_thread(mailbox.mark_read, server, mail)
    except BaseException as error:
        await asyncio.to_thread(session.__exit__, type(error), error, error.__traceback__)
        raise
    await asyncio.to_thread(session.__exit__, None, None, None)


async def ask_meta(pool: Pool, settings: Settings) -> None:
    """The leads of the last days of every form that a door names. Those that came in are known by their number."""
    since = int((clock.now() - LOOK_BACK).timestamp())
    for door in await sources(pool, SourceKind.META, settings.sealing_key()):
        token = door.secrets.get("access_token", "")
        if not token:
            continue
        try:
            for form_id in door.config.get("forms") or {}:
                await _ask_form(pool, settings, door, str(form_id), token, since)
        except (graph.GraphUnavailable, graph.GraphRefuses) as error:
            log.warning("meta_unavailable", door=door.id, error=error.detail)
            await looked(pool, door.id, error.detail)
        else:
            await looked(pool, door.id, None)


async def _ask_form(pool: Pool, settings: Settings, door: Source, form_id: str, token: str, since: int) -> None:
    waiting: list[Received] = []
    async for lead in graph.leads_of_form(settings.meta_graph_url, form_id, token, since):
        if lead.get("id"):
            waiting.append(Received(door.key, door.kind, str(lead["id"]), orjson.dumps(lead), {}))
        if len(waiting) >= CHUNK:
            await accept(pool, settings, waiting)
            waiting = []
    await accept(pool, settings, waiting)
