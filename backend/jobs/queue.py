"""Putting work into the queue, inside the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

import orjson

if TYPE_CHECKING:
    from backend.database.engine import Connection, Pool

# pgqueuer's own INSERT, without its log row: that row would double the cost and only repeats `created`.
# A statement of ours also keeps pgqueuer out of processes that only answer requests.
ENQUEUE = """
    insert into pgqueuer as job (entrypoint, payload, dedupe_key, execute_after, priority, status)
    select entrypoint, payload, dedupe_key, coalesce(run_at, now()), $5, 'queued'
    from unnest($1::text[], $2::bytea[], $3::text[], $4::timestamptz[])
        with ordinality as work(entrypoint, payload, dedupe_key, run_at, position)
    order by position
    on conflict (dedupe_key) where status in ('queued', 'picked') and dedupe_key is not null do nothing
    returning id
"""


@dataclass(frozen=True, slots=True)
class Task:
    """A piece of work: a frozen dataclass whose fields become JSON. `name` is the class name unless given."""

    name: ClassVar[str] = "Task"

    def __init_subclass__(cls) -> None:
        cls.name = cls.__dict__.get("name", cls.__name__)


async def enqueue(
    connection: "Connection", task: Task, *, key: str | None = None, run_at: datetime | None = None, priority: int = 0
) -> int | None:
    """The id of the new job, which exists once the caller's transaction commits.

    key: while a job with this key waits or runs, no second one is added, and the answer is None. A job that already
    runs may have read the old state, so leave the key out where every change must be seen.
    priority: higher numbers first.
    """
    ids = await connection.fetch(ENQUEUE, [task.name], [orjson.dumps(task)], [key], [run_at], priority)
    return ids[0]["id"] if ids else None


async def enqueue_all(
    connection: "Connection",
    tasks: Sequence[Task],
    *,
    keys: Sequence[str | None] | None = None,
    run_at: datetime | None = None,
    priority: int = 0,
) -> int:
    """How many of the tasks were added, in one statement; keys, when given, is as long as tasks."""
    if keys is not None and len(keys) != len(tasks):
        raise ValueError("keys and tasks differ in length")
    added = await connection.fetch(
        ENQUEUE,
        [task.name for task in tasks],
        [orjson.dumps(task) for task in tasks],
        [None] * len(tasks) if keys is None else keys,
        [run_at] * len(tasks),
        priority,
    )
    return len(added)


async def report_progress(pool: "Pool", operation_id: int, done: int) -> None:
    """Say how far an operation is, in a transaction of its own, so that others see it before the work commits."""
    await pool.execute("update operations set done = $2 where id = $1 and done <> $2", operation_id, done)
