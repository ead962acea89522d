"""Scores leads: with the model that is in use, as they were when they came in, with every reason.

A score is kept with the row it was made of. What training reads later is the row of a lead's first score, so that
nothing that was learned of the lead meanwhile can leak into it.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import asyncpg
import orjson

from backend import clock
from backend.agency.day import ZONE
from backend.database.engine import Connection, Pool
from backend.database.writes import Actor, transaction
from backend.leads import scoring_features
from backend.leads.lifecycle import OPEN_STATUSES
from backend.leads.scoring_features import Features, Place
from backend.scoring import model as models
from backend.scoring import registry
from backend.scoring.registry import Kept

ACTOR: Final = Actor(None, "Scoring", "scoring")
BATCH: Final = 500
# Leads that wait beside the one that is asked for: a burst is scored in few transactions.
BESIDE: Final = 50

QUIETLY: Final = "select set_config('leadgen.scoring', 'on', true)"
# params: size. In the order of ids, so that two workers never wait for each other crosswise.
WAITING: Final = """
    select id from leads where scored_at is null order by id limit $1 for no key update skip locked
"""
# Open leads whose score is another model's. params: after id, size, model id
OUTDATED: Final = f"""
    select l.id from leads l
    where l.id > $1 and l.status in {OPEN_STATUSES}
      and l.merged_into_id is null and l.scored_at is not null
      and (select s.model_id from scores s where s.lead_id = l.id and s.score between 0 and 1
           order by s.scored_at desc, s.id desc limit 1) is distinct from $3
    order by l.id limit $2 for no key update of l skip locked
"""
LOCK: Final = "select id from leads where id = $1 for no key update"
# What features() reads, and what is known already: the row of the first score, the model of the last one.
# params: ids
LEADS: Final = """
    select l.id, l.source, l.channel, l.product_interest, l.state, l.phone is not null as has_phone,
        l.email is not null as has_email, l.contact_info ->> 'message' as message, l.consent, l.metadata, l.received_at,
        kept.features, coalesce(earlier.leads, 0) as earlier_leads,
        coalesce(earlier.quotes, 0)::integer as quotes_30_days,
        (select s.model_id from scores s where s.lead_id = l.id and s.score between 0 and 1
         order by s.scored_at desc, s.id desc limit 1) as scored_by
    from leads l
    left join lateral (
        select s.features from scores s
        where s.lead_id = l.id and s.model_id is not null and s.features is not null order by s.id limit 1
    ) kept on true
    left join lateral (
        select count(*) as leads, sum((
            select count(*) from quotes q
            where q.lead_id = o.id and q.quoted_at between l.received_at - interval '30 days' and l.received_at
        )) as quotes
        from leads o
        where (o.email = l.email or o.phone = l.phone) and o.id <> l.id and not o.is_test
          and o.received_at >= l.received_at - interval '90 days' and o.received_at < l.received_at
    ) earlier on kept.features is null
    where l.id = any($1::integer[])
    order by l.id
"""
STORE: Final = """
    insert into scores (lead_id, score, band, explanation, model_version, model_id, features, scored_at)
    select one.lead_id, one.score, one.band, one.explanation::jsonb, $5, $6, one.features::jsonb, $7
    from unnest($1::integer[], $2::float8[], $3::text[], $4::text[], $8::text[])
        as one (lead_id, score, band, explanation, features)
"""
PLACE: Final = f"""
    select {ZONE} as timezone, (select upper(address ->> 'state') from agency_settings where id = 1) as state
"""


async def score_arrived(pool: Pool, lead_id: int) -> None:
    """Scores a lead that came in, and others that wait. However often and however many at once: one score for it."""
    if await pool.fetchval("select scored_at from leads where id = $1", lead_id) is not None:
        return  # as most are in a burst: somebody scored it beside another one
    async with transaction(pool, ACTOR) as connection:
        waiting = [row["id"] for row in await connection.fetch(WAITING, BESIDE)]
        await _score(connection, waiting, clock.now())
    if lead_id in waiting:
        return
    async with transaction(pool, ACTOR) as connection:
        # Somebody else has it at this moment, or had it: after the lock we see what came of it.
        if await connection.fetchval(LOCK, lead_id) is not None:
            await _score(connection, [lead_id], clock.now(), unless_scored=True)


async def score_waiting(pool: Pool) -> int:
    """Scores every lead that has no score yet, in batches that stand for themselves; returns how many."""
    total = 0
    while True:
        async with transaction(pool, ACTOR) as connection:
            waiting = [row["id"] for row in await connection.fetch(WAITING, BATCH)]
            total += await _score(connection, waiting, clock.now())
        if len(waiting) < BATCH:
            return total


async def score_outdated(pool: Pool) -> int:
    """Scores the open leads again whose score is not of the model in use; returns how many.

    Interrupted, it is done again from the start, and finds what was done already.
    """
    total, after = 0, 0
    while True:
        async with transaction(pool, ACTOR) as connection:
            kept = await registry.live(connection)
            if kept is None:
                return total
            ids = [row["id"] for row in await connection.fetch(OUTDATED, after, BATCH, kept.id)]
            total += await _score(connection, ids, clock.now())
        if len(ids) < BATCH:
            return total
        after = ids[-1]


async def _score(connection: Connection, ids: Sequence[int], now: datetime, *, unless_scored: bool = False) -> int:
    """Scores leads whose rows the caller holds. unless_scored: those that have a score keep it."""
    if not ids:
        return 0
    kept = await registry.ensure_live(connection, now, scoring_features.expert_points())
    place = await place_of(connection)
    rows = await connection.fetch(LEADS, ids)
    wanted = [row for row in rows if row["scored_by"] != kept.id and not (unless_scored and row["scored_by"])]
    if wanted:
        await connection.execute(QUIETLY)
        known = [(row["id"], row_of(row, place)) for row in wanted]
        # Many take tens of milliseconds, which are not taken from those who wait for an answer.
        aside = len(known) > BESIDE
        stored = await asyncio.to_thread(_stored, known, kept, now) if aside else _stored(known, kept, now)
        await connection.execute(STORE, *stored)
    return len(wanted)


async def place_of(connection: Connection | Pool) -> Place:
    """The agency's clock and law."""
    row = await connection.fetchrow(PLACE)
    assert row is not None  # noqa: S101 - the statement always has a row
    return placed(row["timezone"], row["state"])


def placed(timezone: str, state: str | None) -> Place:
    """A place by the name of its clock and its state."""
    return Place(ZoneInfo(timezone), f"US-{state}" if state and len(state) == 2 and state.isalpha() else "US")


def row_of(row: asyncpg.Record, place: Place) -> Features:
    """The lead as it came in: as its first score saw it, else as it stands."""
    if row["features"] is not None:
        found: Features = orjson.loads(row["features"])
        return found
    return scoring_features.features(row, place)


def _stored(leads: Sequence[tuple[int, Features]], kept: Kept, now: datetime) -> tuple[object, ...]:
    ids, scores, bands, explanations, rows = [], [], [], [], []
    for lead_id, row in leads:
        told = explanation(kept, row)
        ids.append(lead_id)
        scores.append(told["probability"])
        bands.append(told["band"])
        explanations.append(orjson.dumps(told).decode())
        rows.append(orjson.dumps(row).decode())
    return ids, scores, bands, explanations, str(kept.version), kept.id, now, rows


def explanation(kept: Kept, row: Features) -> dict[str, Any]:
    """The score of a row with everything behind it: `average` + the points of `reasons` + `rest` = `points`, and the
    exact points of `terms` add up to `points` before it is rounded."""
    scored = models.score(kept.model, row)
    weights = sorted(models.weights_of(kept.model, row), key=lambda weight: -abs(weight))
    terms = zip(models.explain(kept.model, row), weights, strict=True)
    return {
        "probability": scored.probability,
        "low": scored.low,
        "high": scored.high,
        "band": kept.band(scored.probability),
        "points": scored.points,
        "average": models.AVERAGE,
        "reasons": [_told(each.columns, each.text, each.points, each.certain) for each in scored.reasons],
        "rest": scored.rest,
        "terms": [_told(each.columns, each.text, weight * models.POINTS, each.certain) for each, weight in terms],
        "base_rate": kept.base_rate,
        "model_version": str(kept.version),
    }


def _told(columns: Sequence[str], text: str, points: float, certain: bool) -> dict[str, Any]:
    return {"columns": list(columns), "text": text, "points": points, "certain": certain}
