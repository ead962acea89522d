"""Work is queued with the change that causes it, or not at all."""

from datetime import UTC, datetime, timedelta

import pytest

from backend.jobs import enqueue, enqueue_all
from tests.jobs.conftest import Queue
from tests.jobs.worker_process import WordSaid

pytestmark = [pytest.mark.anyio, pytest.mark.server]


async def waiting(queue: Queue) -> list[str]:
    rows = await queue.pool.fetch("select payload from pgqueuer where status = 'queued' order by id")
    return [row["payload"].decode() for row in rows]


async def test_a_rolled_back_change_leaves_no_job(queue: Queue) -> None:
    async with queue.pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        assert await enqueue(connection, WordSaid("never"))
        await transaction.rollback()

    assert await waiting(queue) == []


async def test_a_committed_change_leaves_its_job(queue: Queue) -> None:
    async with queue.pool.acquire() as connection, connection.transaction():
        await enqueue(connection, WordSaid("hello"))
        assert await waiting(queue) == []

    assert await waiting(queue) == ['{"word":"hello"}']


async def test_a_key_keeps_the_same_work_from_being_queued_twice(queue: Queue) -> None:
    async with queue.pool.acquire() as connection, connection.transaction():
        first = await enqueue(connection, WordSaid("once"), key="segment:5")
        second = await enqueue(connection, WordSaid("twice"), key="segment:5")
        await enqueue(connection, WordSaid("other"), key="segment:6")

    assert first is not None
    assert second is None
    assert await waiting(queue) == ['{"word":"once"}', '{"word":"other"}']


async def test_many_tasks_are_queued_in_one_statement_in_their_order(queue: Queue) -> None:
    words = [f"word {number}" for number in range(2000)]
    async with queue.pool.acquire() as connection, connection.transaction():
        added = await enqueue_all(connection, [WordSaid(word) for word in words], keys=[*words[:-1], words[0]])

    assert added == 1999
    assert await waiting(queue) == [f'{{"word":"{word}"}}' for word in words[:-1]]


async def test_a_task_knows_when_and_how_soon_it_runs(queue: Queue) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    async with queue.pool.acquire() as connection:
        await enqueue(connection, WordSaid("later"), run_at=tomorrow, priority=7)

    row = await queue.pool.fetchrow("select execute_after, priority, entrypoint from pgqueuer")
    assert dict(row or {}) == {"execute_after": tomorrow, "priority": 7, "entrypoint": "WordSaid"}
