"""Periodic jobs: which slots are due, and queueing each exactly once among all workers.

Not pgqueuer's own scheduler: it adds a delay to the database's clock and cuts off the fraction, so a worker that
starts within a second of a slot can run it twice. Here a slot is an instant that everybody computes alike.
"""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from croniter import croniter  # type: ignore[import-untyped]

from backend.clock import now
from backend.jobs.handlers import Periodic

if TYPE_CHECKING:
    from backend.database.engine import Pool

LONGEST_SLEEP_S: Final = 60.0

# A job that is new to this database waits for its next slot. The row lock makes workers take turns; the late one
# finds the slot taken. A held earlier run gives way, so that a broken job leaves one row and not one per slot.
QUEUE_DUE: Final = """
    with due as (
        select name, slot from unnest($1::text[], $2::timestamptz[]) as due(name, slot)
    ), known as (
        insert into pgqueuer_ticks as tick (name, slot)
        select name, slot from due order by name
        on conflict (name) do update set slot = excluded.slot where tick.slot < excluded.slot
        returning name, xmax <> 0 as was_known
    ), replaced as (
        delete from pgqueuer job using known
        where job.entrypoint = known.name and job.status = 'failed' and known.was_known
    )
    insert into pgqueuer (entrypoint, dedupe_key, priority, status)
    select name, 'periodic:' || name, 0, 'queued' from known where was_known
    on conflict (dedupe_key) where status in ('queued', 'picked') and dedupe_key is not null do nothing
    returning entrypoint
"""


async def queue_due(pool: "Pool", jobs: Collection[Periodic], at: datetime | None = None) -> list[str]:
    """The names of the periodic jobs that this call queued, because their slot has come and nobody else had."""
    instant = at or now()
    names = [job.name for job in jobs]
    queued = await pool.fetch(QUEUE_DUE, names, [last_slot(job.cron, instant) for job in jobs])
    return [row["entrypoint"] for row in queued]


def last_slot(cron: str, at: datetime) -> datetime:
    """The latest instant of the schedule that is not after `at`."""
    slots = croniter(cron, at.astimezone(UTC), ret_type=datetime)
    following: datetime = slots.get_next()
    latest: datetime = croniter(cron, following, ret_type=datetime).get_prev()
    return latest


def seconds_to_next_slot(jobs: Iterable[Periodic]) -> float:
    """How long to sleep: to the next slot of any job, at least a moment, at most a minute.

    Never longer, because the machine's clock may be set.
    """
    at = now()
    waits: list[float] = [(croniter(job.cron, at, ret_type=datetime).get_next() - at).total_seconds() for job in jobs]
    return min(LONGEST_SLEEP_S, max(0.05, min(waits, default=LONGEST_SLEEP_S)))
