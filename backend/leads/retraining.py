"""Learning from the agency's own outcomes: which leads say what, a process that learns, and whether it goes live.

A new version goes live only if it does not do worse than the one in use on leads that it did not see, and better than
always saying the base rate. Whatever interrupts this, the one in use stays in use.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import asyncpg
import orjson
import structlog

from backend import clock
from backend.database.engine import Connection, Pool
from backend.database.writes import Actor, transaction
from backend.jobs import Task, enqueue
from backend.leads import scoring, scoring_features
from backend.leads.lifecycle import NEW_STATUSES, OPEN_STATUSES
from backend.models.scoring_model import Attempt, ModelKind, ModelStatus
from backend.processes import ProcessFailed, answer_of
from backend.scoring import model as models
from backend.scoring import registry
from backend.scoring.registry import Kept, Made

log: Final = structlog.stdlib.get_logger("leadgen.scoring")

ENOUGH: Final = 100
ENOUGH_OF_EACH: Final = 10
MOST_ROWS: Final = 30_000
MOST_FRESH: Final = 1_000
LONGEST_S: Final = 900.0
READ_AT_ONCE: Final = 2_000
WEEK: Final = timedelta(days=6, hours=20)
DAY: Final = timedelta(hours=20)
CELLS: Final = (("source", "product_interest"), ("state", "product_interest"))

# Won is 1, lost is 0, open for longer than nine in ten of the won ones took is 0; younger says nothing yet. A lead that
# is another one, or a test, says nothing at all. labelled_at: when it came to be known.
LABELS: Final = f"""
    with closing as (
        select percentile_disc(0.9) within group (order by stage_since - received_at) as took
        from leads
        where status = 'won' and stage_since > received_at and not is_test and merged_into_id is null
    ),
    judged as (
        select l.id, l.received_at,
            case when l.status = 'won' then true
                when l.status = 'lost' and coalesce(l.lost_reason, '') <> 'Duplicate' then false
                when l.status in {OPEN_STATUSES} and l.received_at < $1::timestamptz - closing.took then false
            end as won,
            l.status in {OPEN_STATUSES} as is_open,
            greatest(l.created_at, case when l.status in ('won', 'lost') then l.stage_since
                else l.received_at + closing.took end) as labelled_at
        from leads l cross join closing
        where not l.is_test and l.merged_into_id is null
    )
"""
COUNTED: Final = (
    LABELS
    + """
    select count(won) as matured, count(*) filter (where won) as positives,
        count(*) filter (where won is null and is_open) as open
    from judged
    where won is null or $2::timestamptz is null or labelled_at > $2
"""
)
FIRST_ROW: Final = """
    join lateral (
        select s.features from scores s
        where s.lead_id = {table}.id and s.model_id is not null and s.features is not null order by s.id limit 1
    ) kept on true
"""
# The latest ones. params: now, size
ROWS: Final = (
    LABELS
    + f"""
    select known.id, known.won, known.labelled_at, kept.features
    from (
        select id, won, labelled_at from judged where won is not null order by labelled_at desc, id desc limit $2
    ) known
    {FIRST_ROW.format(table="known")}
    order by known.labelled_at, known.id
"""
)
# Leads that nobody has touched: what they show was known on arrival. params: since, size
FRESH: Final = f"""
    select kept.features
    from (
        select id from leads
        where status in {NEW_STATUSES} and first_attempt_at is null and received_at > $1 and not is_test
        order by received_at desc limit $2
    ) fresh
    {FIRST_ROW.format(table="fresh")}
"""
NOTE: Final = "insert into scoring_attempts (at, outcome, why, labels) values ($1, $2, $3, $4)"
LAST: Final = "select at, outcome, why from scoring_attempts order by id desc limit 1"
UNDERWAY: Final = """
    select exists (select from pgqueuer where entrypoint = 'Retrain' and status in ('queued', 'picked'))
"""
KEY: Final = "scoring.retrain"
NIGHT: Final = (4, 11)  # hour and minute, UTC


@dataclass(frozen=True, slots=True)
class Retrain(Task):
    """A model is to be learned from the outcomes known by now. by: who asked for it."""

    by: str = "LeadGen"


@dataclass(frozen=True, slots=True)
class ModelWentLive(Task):
    """Another model scores from now on: open leads get its scores."""

    model_id: int


@dataclass(frozen=True, slots=True)
class Counted:
    """How many outcomes are known. open: leads too young to say."""

    matured: int
    positives: int
    open: int

    @property
    def enough(self) -> bool:
        """Whether terms of one's own can be learned."""
        return self.matured >= ENOUGH and min(self.positives, self.matured - self.positives) >= ENOUGH_OF_EACH


async def counted(connection: Connection | Pool, now: datetime, since: datetime | None = None) -> Counted:
    """The outcomes known by now. since: only those that came to be known after that."""
    row = await connection.fetchrow(COUNTED, now, since)
    assert row is not None  # noqa: S101 - aggregates always have a row
    return Counted(row["matured"], row["positives"], row["open"])


async def ask(connection: Connection, by: str) -> bool:
    """Queues an attempt to learn anew, inside the caller's transaction; false while one waits or runs."""
    return await enqueue(connection, Retrain(by), key=KEY) is not None


async def is_due(pool: Pool, now: datetime) -> bool:
    """Whether it is time to learn by itself: a week after the last time, a day while nothing was learned yet.

    Outcomes that the one in use did not learn from have to be enough to judge by.
    """
    kept = await registry.live(pool)
    learned = kept is not None and kept.model.document["trained"]["rows"] > 0
    if not (await counted(pool, now, kept.made_at if kept and learned else None)).enough:
        return False
    last = await pool.fetchrow(LAST)
    return last is None or now - last["at"] > (WEEK if learned else DAY)


async def retrain(pool: Pool, by: str) -> Attempt:
    """Learns a model and puts it in use if it may go; notes how that ended."""
    await scoring.score_waiting(pool)
    now = clock.now()
    known = await counted(pool, now)
    if not known.enough:
        return await _noted(pool, Attempt.WAITING, _too_few(known), known)
    async with transaction(pool, scoring.ACTOR) as connection:
        live = await registry.ensure_live(connection, now, scoring_features.expert_points())
    wanted = await _wanted(pool, live, now)
    try:
        made = await _learned(wanted)
    except ProcessFailed as problem:
        log.warning("scoring_failed", why=str(problem))
        return await _noted(pool, Attempt.FAILED, str(problem), known)
    return await _judged(pool, made, live, by, known)


def _too_few(known: Counted) -> str:
    negatives = known.matured - known.positives
    return (
        f"{known.positives} won and {negatives} lost leads are known. From {ENOUGH} in all with {ENOUGH_OF_EACH} of "
        "each on, terms of your own are learned; until then only the average is moved."
    )


async def _wanted(pool: Pool, live: Kept, now: datetime) -> bytes:
    rows = []
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        place = await scoring.place_of(connection)
        async for row in connection.cursor(ROWS, now, MOST_ROWS, prefetch=READ_AT_ONCE):
            rows.append(_row(row, live))
        fresh = await connection.fetch(FRESH, now - timedelta(days=30), MOST_FRESH)
    return orjson.dumps(
        {
            "rows": rows,
            "fresh": [orjson.Fragment(row["features"]) for row in fresh],
            "points": scoring_features.expert_points(),
            "live": live.model.document,
            "jurisdiction": place.jurisdiction,
            "labels": scoring_features.LABELS,
            "cells": CELLS,
        }
    )


def _row(row: asyncpg.Record, live: Kept) -> dict[str, Any]:
    unseen = live.model.document["trained"]["rows"] == 0 or row["labelled_at"] > live.made_at
    return {"features": orjson.Fragment(row["features"]), "won": row["won"], "unseen": unseen}


async def _learned(wanted: bytes) -> Mapping[str, Any]:
    try:
        told = await answer_of("backend.scoring.refit", given=wanted, within_s=LONGEST_S, called="Learning")
    except TimeoutError:
        raise ProcessFailed(f"Learning took longer than {LONGEST_S / 60:.0f} minutes.") from None
    found: Mapping[str, Any] = orjson.loads(told)
    return found


async def _judged(pool: Pool, made: Mapping[str, Any], judged_with: Kept, by: str, known: Counted) -> Attempt:
    new = await asyncio.to_thread(models.from_document, made["document"])
    async with transaction(pool, scoring.ACTOR) as connection:
        await connection.execute(registry.IN_TURN)
        if await connection.fetchval(registry.KNOWN, new.version) is not None:
            return await _noted(connection, Attempt.UNCHANGED, "No outcome is new since it was last learned.", known)
        live = await registry.live(connection)
        why = made["why"]
        if not made["better"] and not made["fair"]:
            outcome, status = Attempt.CANDIDATE, ModelStatus.CANDIDATE
            why = f"{made['new']} outcomes are new to the one in use, too few to judge the two by. {why}"
        elif not made["better"]:
            outcome, status = Attempt.REJECTED, ModelStatus.REJECTED
        elif live is None or live.id != judged_with.id:
            outcome, status = Attempt.CANDIDATE, ModelStatus.CANDIDATE
            why = f"Another model went live while it was learned. {why}"
        else:
            outcome, status = Attempt.LIVE, ModelStatus.LIVE
        kept = Made(new, ModelKind.TRAINED, status, why, by, made["figures"], made["report"])
        model_id = await registry.keep(connection, kept, clock.now())
        if outcome is Attempt.LIVE:
            await announce(connection, model_id)
        return await _noted(connection, outcome, why, known)


async def announce(connection: Connection, model_id: int) -> None:
    """Has open leads scored again, after the caller's transaction."""
    await enqueue(connection, ModelWentLive(model_id))


async def roll_back(pool: Pool, model_id: int, actor: Actor) -> None:
    """Puts a version in use and has open leads scored again. Raises NoSuchModel, ModelUnusable."""
    async with transaction(pool, actor) as connection:
        if await registry.make_live(connection, model_id, clock.now()):
            await announce(connection, model_id)


def next_night(now: datetime) -> datetime:
    """When scoring is looked at next by itself, as the calendar has it."""
    tonight = now.astimezone(UTC).replace(hour=NIGHT[0], minute=NIGHT[1], second=0, microsecond=0)
    return tonight if tonight > now else tonight + timedelta(days=1)


async def _noted(connection: Connection | Pool, outcome: Attempt, why: str, known: Counted) -> Attempt:
    await connection.execute(NOTE, clock.now(), outcome.value, why, known.matured)
    return outcome
