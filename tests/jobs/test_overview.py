"""What an operator sees of the queue and may do with it."""

import json
import subprocess
from collections.abc import Callable

import pytest

from backend.errors import NotFound
from backend.jobs import overview
from backend.jobs.overview import JobIsNotHeld, JobIsRunning
from tests.jobs.conftest import Queue, until
from tests.jobs.worker_process import FailureWanted, Hopeless, SleepWanted, WordSaid

pytestmark = [pytest.mark.anyio, pytest.mark.server]

StartWorker = Callable[[], "subprocess.Popen[bytes]"]


async def held_job(queue: Queue, start_worker: StartWorker, task: Hopeless | FailureWanted) -> int:
    await queue.add(task)
    start_worker()
    await until(lambda: queue.pool.fetchval("select status = 'failed' from pgqueuer"))
    job_id: int = await queue.pool.fetchval("select id from pgqueuer")
    return job_id


async def test_a_held_job_is_shown_with_its_error_before_what_runs_and_waits(
    queue: Queue, start_worker: StartWorker
) -> None:
    job_id = await held_job(queue, start_worker, Hopeless("no"))
    await queue.add(SleepWanted("long", seconds=30))
    await until(lambda: queue.pool.fetchval("select exists (select from pgqueuer where status = 'picked')"))
    await queue.pool.execute("insert into pgqueuer (entrypoint, priority, status) values ('Unknown', 0, 'queued')")

    shown = json.loads(await overview.page(queue.pool, [], 1, 50))

    assert [job["state"] for job in shown["items"]] == ["held", "running", "queued"]
    assert (shown["held"], shown["running"], shown["queued"], shown["total"]) == (1, 1, 1, 3)
    first = shown["items"][0]
    assert (first["id"], first["task"], first["payload"]) == (job_id, "Hopeless", {"word": "no"})
    assert first["error"] == "There is no such carrier."
    only = json.loads(await overview.page(queue.pool, ["queued"], 1, 50))
    assert [job["task"] for job in only["items"]] == ["Unknown"]
    assert json.loads(await overview.page(queue.pool, [], 2, 2))["items"][0]["task"] == "Unknown"


async def test_a_held_job_begins_anew_at_once(queue: Queue, start_worker: StartWorker) -> None:
    job_id = await held_job(queue, start_worker, FailureWanted("ouch", times=3))

    await overview.retry(queue.pool, job_id)

    await until(lambda: queue.pool.fetchval("select count(*) > 3 from journal"), within_s=3)
    assert (await queue.journal())[3] == ("ouch", 1)


async def test_only_a_held_job_can_be_tried_again(queue: Queue) -> None:
    await queue.add(WordSaid("waits"))
    job_id = await queue.pool.fetchval("select id from pgqueuer")

    with pytest.raises(JobIsNotHeld):
        await overview.retry(queue.pool, job_id)
    with pytest.raises(NotFound):
        await overview.retry(queue.pool, job_id + 1)


async def test_a_job_is_discarded_unless_it_runs(queue: Queue, start_worker: StartWorker) -> None:
    job_id = await held_job(queue, start_worker, Hopeless("no"))
    await overview.discard(queue.pool, job_id)
    with pytest.raises(NotFound):
        await overview.one(queue.pool, job_id)

    await queue.add(SleepWanted("long", seconds=30))
    await until(lambda: queue.pool.fetchval("select status = 'picked' from pgqueuer"))
    with pytest.raises(JobIsRunning):
        await overview.discard(queue.pool, await queue.pool.fetchval("select id from pgqueuer"))
