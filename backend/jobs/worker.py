"""Runs the queued work: claims, heartbeats, retries, the calendar, and an orderly end.

The one module that loads pgqueuer, and late: a server answers before its worker has been imported.
docs/decisions/0005-jobs.md tells which of pgqueuer's habits are changed here and why.
"""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

import asyncpg
import structlog
from pgqueuer.adapters.drivers.asyncpg import AsyncpgPoolDriver, Relay
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.core.qm import QueueManager
from pgqueuer.domain.errors import RetryRequested
from pgqueuer.domain.models import HealthCheckEvent, Job
from pydantic import TypeAdapter, ValidationError

from backend.jobs.alive import SEEN_EVERY_S, say_alive, say_gone
from backend.jobs.calendar import queue_due, seconds_to_next_slot
from backend.jobs.handlers import HANDLERS, PERIODIC, GiveUp, Handler, JobContext
from backend.jobs.queue import Task
from backend.settings import Settings

if TYPE_CHECKING:
    from pgqueuer.ports.driver import NotifyCallback

    from backend.database.engine import Pool

log: Final = structlog.stdlib.get_logger("leadgen.jobs")

# A dead worker's job is taken over after HEARTBEAT_S and at most one look at the queue more: 21 s in all.
# Shorter would hand a live job to a second worker when its event loop stalls for a few seconds.
HEARTBEAT_S: Final = 16.0
LOOK_EVERY_S: Final = 5.0
RESTART_AFTER_S: Final = (0.5, 1.0, 2.0, 5.0)
MOST_SUDDEN_ENDS: Final = 3
READERS: Final[dict[type[Task], TypeAdapter[Task]]] = {}

PICKS_WITHOUT_OUTCOME: Final = """
    select count(*) from pgqueuer_log
    where job_id = $1 and status = 'picked'
      and id > coalesce((select max(id) from pgqueuer_log where job_id = $1 and status = 'queued'), 0)
"""
GIVE_BACK_ATTEMPTS: Final = (
    "update pgqueuer set attempts = greatest(attempts - 1, 0) where id = any($1) and attempts > 0"
)


class PoolDriver(AsyncpgPoolDriver):
    """pgqueuer's pool driver, whose listening connection never returns to the pool alive.

    The original resets it on the way out, which raises on a connection that broke and so leaks it.
    """

    def __init__(self, pool: "Pool") -> None:
        super().__init__(pool)
        self.listening = asyncio.Event()

    async def add_listener(self, channel: str, callback: "NotifyCallback") -> None:
        async with self._lock:
            if self._listener_connection is None:
                self._listener_connection = await self._pool.acquire()
            await self._listener_connection.add_listener(channel, Relay(callback))
        self.listening.set()

    async def __aexit__(self, *_: object) -> None:
        self._entered -= 1
        if self._entered <= 0 and self._listener_connection is not None:
            connection, self._listener_connection = self._listener_connection, None
            connection.terminate()
            await self._pool.release(connection)


class Manager(QueueManager):
    """pgqueuer's queue manager, which asks whether it hears only once it listens.

    The original asks while the listener is still being made: a question that comes too early is never heard, and ends
    the manager ten seconds later.
    """

    async def listener_healthy(self, timeout: timedelta = timedelta(seconds=10)) -> HealthCheckEvent:
        driver = self.queries.driver
        assert isinstance(driver, PoolDriver)  # noqa: S101 - the only one that is made here
        await driver.listening.wait()
        return await super().listener_healthy(timeout)


@dataclass
class Worker:
    """Runs jobs until told to stop. pool: its own, so that jobs cannot starve requests of connections."""

    pool: "Pool"
    settings: Settings
    id: uuid.UUID = field(default_factory=uuid.uuid4)
    _running: dict[int, asyncio.Task[None]] = field(default_factory=dict)
    _handed_back: list[int] = field(default_factory=list)
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _manager: QueueManager | None = None

    @property
    def running(self) -> int:
        """How many jobs run at this moment."""
        return len(self._running)

    async def run(self) -> None:
        """Work until `stop`; a lost database is waited for."""
        calendar = asyncio.create_task(self._follow_calendar())
        try:
            failures = 0
            while not self._stopping.is_set():
                try:
                    await self._run_manager()
                    failures = 0
                except Exception as error:  # noqa: BLE001 - whatever ended it, the next try needs a moment and a log line
                    pause = RESTART_AFTER_S[min(failures, len(RESTART_AFTER_S) - 1)]
                    failures += 1
                    log.warning("worker_interrupted", error=str(error) or type(error).__name__, again_in_s=pause)
                    await _wait(self._stopping, pause)
        finally:
            calendar.cancel()
            await asyncio.gather(calendar, return_exceptions=True)

    def stop_soon(self) -> None:
        """Take no new job; running ones go on."""
        self._stopping.set()
        if self._manager is not None:
            self._manager.shutdown.set()

    async def hand_back(self) -> None:
        """Interrupt the jobs that still run and put them back into the queue, as if they had not been tried."""
        for task in list(self._running.values()):
            task.cancel()
        if self._running:
            await asyncio.wait(list(self._running.values()), timeout=5)
        if self._handed_back:
            await self.pool.execute(GIVE_BACK_ATTEMPTS, self._handed_back)

    async def _run_manager(self) -> None:
        self._manager = manager = self._new_manager()
        if self._stopping.is_set():
            return
        alive = asyncio.create_task(self._say_alive())
        at_once = max(2, self.settings.worker_concurrency)
        through_pgbouncer = self.settings.pgbouncer  # which does not pass notifications on: look often instead
        try:
            await manager.run(
                batch_size=max(1, min(10, at_once // 2)),
                max_concurrent_tasks=at_once,
                dequeue_timeout=timedelta(seconds=1 if through_pgbouncer else LOOK_EVERY_S),
                heartbeat_timeout=timedelta(seconds=HEARTBEAT_S),
                shutdown_on_listener_failure=not through_pgbouncer,
                log_aggregation_interval=timedelta(minutes=1),
            )
        finally:
            alive.cancel()
            await asyncio.gather(alive, return_exceptions=True)
            with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await say_gone(self.pool, self.id)

    def _new_manager(self) -> QueueManager:
        manager = Manager(Queries(PoolDriver(self.pool)))
        for handler in HANDLERS.values():
            run = partial(self._run_job, handler)
            manager.entrypoint(
                handler.name, concurrency_limit=handler.at_once, accepts_context=False, on_failure="hold"
            )(run)
        return manager

    async def _run_job(self, handler: Handler, job: Job) -> None:
        """One try. Raises RetryRequested to have another, anything else to have the job held."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - pgqueuer runs every job in a task of its own
        self._running[job.id] = task
        context = JobContext(self.pool, self.settings, job.id, job.attempts + 1)
        with structlog.contextvars.bound_contextvars(job=job.id, task=handler.name, attempt=context.attempt):
            try:
                await self._refuse_what_ends_workers(job)
                await handler.run(context, _decoded(handler, job.payload))
            except asyncio.CancelledError:
                # pgqueuer would take a cancelled job out of the queue for good.
                self._handed_back.append(job.id)
                raise RetryRequested(timedelta(0), "the worker stopped") from None
            except GiveUp:
                raise
            except Exception as error:
                if context.attempt >= handler.attempts:
                    raise
                delay = handler.delay_s(context.attempt)
                log.warning("job_failed", again_in_s=delay, exc_info=error)
                raise RetryRequested(timedelta(seconds=delay), f"{type(error).__name__}: {error}") from error
            else:
                log.debug("job_done")
            finally:
                self._running.pop(job.id, None)

    async def _refuse_what_ends_workers(self, job: Job) -> None:
        """Hold a job whose runs end with the process again and again: pgqueuer counts those as no attempt."""
        if job.updated - job.created < timedelta(seconds=HEARTBEAT_S):
            return  # too young to have outlived a worker: saves the query in nearly all cases
        if await self.pool.fetchval(PICKS_WITHOUT_OUTCOME, job.id) > MOST_SUDDEN_ENDS:
            raise GiveUp(f"{MOST_SUDDEN_ENDS} workers ended while they ran this job.")

    async def _say_alive(self) -> None:
        """Renew this worker's row while its queue manager runs."""
        while True:
            with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await say_alive(self.pool, self.id)
            await asyncio.sleep(SEEN_EVERY_S)

    async def _follow_calendar(self) -> None:
        """Queue periodic jobs when their slot has come. Every worker does; the database lets one of them through."""
        while PERIODIC:
            try:
                await queue_due(self.pool, PERIODIC.values())
                await asyncio.sleep(seconds_to_next_slot(PERIODIC.values()))
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("calendar_interrupted", error=str(error))
                await asyncio.sleep(RESTART_AFTER_S[-1])


@asynccontextmanager
async def working(pool: "Pool", settings: Settings, worker_id: uuid.UUID | None = None) -> AsyncIterator[Worker]:
    """A worker for the length of the block; then its jobs get `shutdown_timeout_s` to finish, or go back.

    worker_id: under which it already counts as alive.
    """
    worker = Worker(pool, settings, worker_id or uuid.uuid4())
    run = asyncio.create_task(worker.run(), name="worker")
    try:
        yield worker
    finally:
        worker.stop_soon()
        await asyncio.wait([run], timeout=settings.shutdown_timeout_s)
        if not run.done():
            await worker.hand_back()
            await asyncio.wait([run], timeout=5)
            run.cancel()
        await asyncio.gather(run, return_exceptions=True)


def _decoded(handler: Handler, payload: bytes | None) -> Task | None:
    if handler.payload is None:
        return None
    try:
        if handler.payload not in READERS:
            READERS[handler.payload] = TypeAdapter(handler.payload)
        return READERS[handler.payload].validate_json(payload or b"{}")
    except ValidationError as unreadable:
        raise GiveUp(f"This job was written by another version: {unreadable}") from unreadable


async def _wait(event: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)
