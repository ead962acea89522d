"""Own reports: the figures or the records that somebody put together, in the sight of whoever reads them."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, Final

import orjson

from backend import clock
from backend.auth.principal import Principal
from backend.database.engine import Pool
from backend.reports.document import ReportDocument, ReportPeriod
from backend.reports.figures import COMPARED_SAID, Request
from backend.reports.own_asked import Own, ask, kept
from backend.reports.own_records import listed, statement_of
from backend.reports.own_tables import figures
from backend.reports.periods import Period
from backend.reports.words import criteria_said

__all__ = ["ask", "document", "kept", "rows", "shown"]

BATCH: Final = 1_000
# A long list is read as long as it takes; nothing else waits for it.
CALM: Final = "set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0"


async def document(pool: Pool, who: Principal, request: Request, now: datetime) -> ReportDocument:
    """A kept report as it is now, in the sight of whoever asks."""
    return await shown(pool, who, await kept(pool, who, request.report, now), request, now)


async def shown(pool: Pool, who: Principal, own: Own, request: Request, now: datetime) -> ReportDocument:
    """A report as it is now, kept or not."""
    asked = await ask(pool, who, own, request, now)
    return ReportDocument(
        key=own.key,
        title=own.name,
        about=own.about,
        made_at=now,
        zone=str(asked.zone),
        period=_told(asked.period, asked.said),
        compared=_told(asked.other, COMPARED_SAID[request.compare]) if request.compare else None,
        narrowed=[f"{own.noun.label}: {criteria_said(own.noun, asked.criteria)}"] if asked.criteria else [],
        tables=[] if own.definition.lists else [await figures(pool, who, asked)],
        listing=await listed(pool, asked) if own.definition.lists else None,
    )


def _told(period: Period | None, said: str) -> ReportPeriod | None:
    return ReportPeriod(first=period.first, last=period.last, said=said) if period else None


async def rows(
    pool: Pool, who: Principal, request: Request, now: datetime | None = None
) -> AsyncIterator[list[list[Any]]]:
    """The records that a report lists, a thousand at a time, all as they are at one instant."""
    at = now or clock.now()
    asked = await ask(pool, who, await kept(pool, who, request.report, at), request, at)
    statement, values = statement_of(asked, who)
    async with pool.acquire() as connection, connection.transaction(readonly=True):
        await connection.execute(CALM)
        cursor = await connection.cursor(statement.text, *statement.arguments(values))
        while batch := await cursor.fetch(BATCH):
            yield [orjson.loads(row[0]) for row in batch]
