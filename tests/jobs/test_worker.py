"""What workers do with jobs: run, try again, hold, take over, finish, hand back."""

import asyncio
import signal
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from backend.jobs import enqueue_all
from backend.jobs.calendar import last_slot, queue_due
from backend.jobs.handlers import Handler, Periodic
from tests.jobs.conftest import Queue, until
from tests.jobs.worker_process import AloneWanted, FailureWanted, Hopeless, SleepWanted, WordSaid

pytestmark = [pytest.mark.anyio, pytest.mark.server]

StartWorker = Callable[[], "subprocess.Popen[bytes]"]


async def ended(process: "subprocess.Popen[bytes]") -> int:
    return await asyncio.to_thread(process.wait, 20)


async def status(queue: Queue) -> list[tuple[str, int]]:
    rows = await queue.pool.fetch("select status::text, attempts from pgqueuer order by id")
    return [(row["status"], row["attempts"]) for row in rows]


async def test_a_waiting_worker_starts_a_new_job_at_once(queue: Queue, start_worker: StartWorker) -> None:
    start_worker()
    await queue.add(WordSaid("first"))
    await until(queue.journal)

    begun = time.monotonic()
    await queue.add(WordSaid("second"))
    await until(lambda: queue.pool.fetchval("select count(*) = 2 from journal"))

    assert time.monotonic() - begun < 1
    await until(lambda: queue.pool.fetchval("select count(*) = 0 from pgqueuer"))


async def test_a_failed_job_is_tried_again_until_it_works(queue: Queue, start_worker: StartWorker) -> None:
    await queue.add(FailureWanted("ouch", times=2))
    start_worker()

    await until(lambda: queue.pool.fetchval("select count(*) = 3 from journal"))
    assert await queue.journal() == [("ouch", 1), ("ouch", 2), ("ouch", 3)]
    await until(lambda: queue.pool.fetchval("select count(*) = 0 from pgqueuer"))
    pauses = await queue.pool.fetch("select at - lag(at) over (order by id) as pause from journal order by id")
    assert pauses[1]["pause"].total_seconds() >= 0.2
    assert pauses[2]["pause"].total_seconds() >= 0.4


async def test_a_job_that_fails_every_time_is_held_with_its_error(queue: Queue, start_worker: StartWorker) -> None:
    await queue.add(FailureWanted("ouch", times=9))
    start_worker()

    await until(lambda: queue.pool.fetchval("select status = 'failed' from pgqueuer"))
    assert await queue.journal() == [("ouch", 1), ("ouch", 2), ("ouch", 3)]
    error = await queue.pool.fetchval(
        "select traceback ->> 'exception_message' from pgqueuer_log where status = 'failed' order by id desc limit 1"
    )
    assert error == "failure 3"


async def test_a_job_that_gives_up_is_held_at_once(queue: Queue, start_worker: StartWorker) -> None:
    await queue.add(Hopeless("no"))
    start_worker()

    await until(lambda: queue.pool.fetchval("select status = 'failed' from pgqueuer"))
    assert await queue.journal() == [("no", 1)]


async def test_a_job_written_by_another_version_is_held(queue: Queue, start_worker: StartWorker) -> None:
    await queue.pool.execute(
        "insert into pgqueuer (entrypoint, payload, priority, status) values ('WordSaid', '{\"no\": 1}', 0, 'queued')"
    )
    start_worker()

    await until(lambda: queue.pool.fetchval("select status = 'failed' from pgqueuer"))


async def test_work_that_must_be_alone_never_overlaps(queue: Queue, start_worker: StartWorker) -> None:
    async with queue.pool.acquire() as connection:
        await enqueue_all(connection, [AloneWanted(str(number)) for number in range(8)])
    start_worker()
    start_worker()

    await until(lambda: queue.pool.fetchval("select count(*) = 16 from journal"))
    words = [word for word, _ in await queue.journal()]
    assert words == [word for begin in words[::2] for word in (begin, begin.replace("begins", "ends"))]


async def test_the_job_of_a_killed_worker_is_taken_over_within_30_s(queue: Queue, start_worker: StartWorker) -> None:
    victim = start_worker()
    await queue.add(SleepWanted("long", seconds=5))
    await until(queue.journal)
    victim.kill()
    killed = time.monotonic()
    start_worker()

    await until(lambda: queue.pool.fetchval("select count(*) > 1 from journal"), within_s=30)
    assert time.monotonic() - killed < 30
    await until(lambda: queue.pool.fetchval("select count(*) = 0 from pgqueuer"))
    assert [word for word, _ in await queue.journal()] == ["long begins", "long begins", "long ends"]


async def test_a_job_that_ends_its_workers_is_held(queue: Queue, start_worker: StartWorker) -> None:
    await queue.pool.execute(
        "insert into pgqueuer (entrypoint, payload, priority, status, created) "
        "values ('WordSaid', '{\"word\": \"deadly\"}', 0, 'queued', now() - interval '10 minutes')"
    )
    await queue.pool.execute(
        "insert into pgqueuer_log (job_id, status, priority, entrypoint) "
        "select id, 'picked', 0, entrypoint from pgqueuer, generate_series(1, 3)"
    )
    start_worker()

    await until(lambda: queue.pool.fetchval("select status = 'failed' from pgqueuer"))
    assert await queue.journal() == []


async def test_a_stopped_worker_finishes_its_job(queue: Queue, start_worker: StartWorker) -> None:
    worker = start_worker()
    await queue.add(SleepWanted("short", seconds=1))
    await until(queue.journal)
    worker.send_signal(signal.SIGTERM)

    assert await ended(worker) == 0
    assert [word for word, _ in await queue.journal()] == ["short begins", "short ends"]
    assert await status(queue) == []
    assert await queue.pool.fetchval("select count(*) from pgqueuer_workers") == 0


async def test_a_job_that_takes_too_long_to_finish_goes_back_untried(queue: Queue, start_worker: StartWorker) -> None:
    worker = start_worker()
    await queue.add(SleepWanted("endless", seconds=60))
    await until(queue.journal)
    begun = time.monotonic()
    worker.send_signal(signal.SIGTERM)

    assert await ended(worker) == 0
    assert 2 < time.monotonic() - begun < 8
    assert await status(queue) == [("queued", 0)]
    start_worker()
    await until(lambda: queue.pool.fetchval("select count(*) = 2 from journal"))
    assert await queue.journal() == [("endless begins", 1), ("endless begins", 1)]


async def test_a_worker_survives_the_loss_of_its_connections(queue: Queue, start_worker: StartWorker) -> None:
    worker = start_worker()
    await queue.add(WordSaid("before"))
    await until(queue.journal)
    await queue.pool.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() "
        "and pid <> pg_backend_pid()"
    )

    await queue.add(WordSaid("after"))
    await until(lambda: queue.pool.fetchval("select count(*) = 2 from journal"), within_s=30)
    assert worker.poll() is None


async def test_a_slot_is_queued_once_however_many_ask(queue: Queue) -> None:
    jobs = [Periodic("nightly", "0 3 * * *")]
    await queue_due(queue.pool, jobs, datetime(2026, 3, 1, 2, 59, 59, tzinfo=UTC))
    three = datetime(2026, 3, 1, 3, 0, 0, 10_000, tzinfo=UTC)

    answers = await asyncio.gather(*(queue_due(queue.pool, jobs, three) for _ in range(8)))

    assert sorted(answers) == [*([[]] * 7), ["nightly"]]
    await queue.pool.execute("delete from pgqueuer")  # it has run
    assert await queue_due(queue.pool, jobs, datetime(2026, 3, 2, 2, 59, tzinfo=UTC)) == []
    assert await queue_due(queue.pool, jobs, datetime(2026, 3, 9, 12, 0, tzinfo=UTC)) == ["nightly"]


async def test_two_workers_run_a_periodic_job_once(queue: Queue, start_worker: StartWorker) -> None:
    await queue.pool.execute("insert into pgqueuer_ticks values ('test.yearly', '2020-01-01')")
    start_worker()
    start_worker()
    start_worker()

    await until(lambda: queue.pool.fetchval("select count(*) = 3 from pgqueuer_workers"))
    await until(queue.journal)
    await until(lambda: queue.pool.fetchval("select count(*) = 0 from pgqueuer"))
    assert await queue.journal() == [("yearly", 1)]


@pytest.mark.parametrize(
    ("cron", "at", "slot"),
    [
        ("*/5 * * * *", "2026-11-22T12:07:31", "2026-11-22T12:05:00"),
        ("*/5 * * * *", "2026-11-22T12:05:00", "2026-11-22T12:05:00"),
        ("0 3 * * 1", "2026-11-22T12:00:00", "2026-11-16T03:00:00"),
        ("0 0 1 1 *", "2026-11-22T12:00:00", "2026-01-01T00:00:00"),
    ],
)
def test_the_last_slot_is_not_after_the_instant(cron: str, at: str, slot: str) -> None:
    assert last_slot(cron, datetime.fromisoformat(at + "+00:00")) == datetime.fromisoformat(slot + "+00:00")


def test_pauses_double_up_to_the_longest() -> None:
    async def nothing(*_: object) -> None: ...

    handler = Handler("x", nothing, None, attempts=9, first_delay_s=5, longest_delay_s=60, at_once=0)

    assert [handler.delay_s(failed) for failed in (1, 2, 3, 4, 5, 500)] == [5, 10, 20, 40, 60, 60]
