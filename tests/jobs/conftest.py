"""A database with nothing but the job queue in it, and real worker processes on it."""

import asyncio
import inspect
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import asyncpg
import pytest

from backend.jobs import Task, enqueue
from tests.servers import TestServer, running_server

PROJECT = Path(__file__).resolve().parents[2]
QUEUE = PROJECT / "backend" / "database" / "sql" / "0012_jobs.sql"
NUMBERS = count()

JOURNAL = """
    create table journal (
        id bigserial primary key, word text not null, process_id integer not null,
        attempt integer not null, at timestamptz not null default clock_timestamp()
    )
"""


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def queue_server() -> Iterator[TestServer]:
    with running_server() as server:
        yield server


@dataclass(frozen=True)
class Queue:
    """A fresh queue. journal: where the test's handlers write what they did."""

    dsn: str
    pool: asyncpg.Pool

    async def add(self, task: Task) -> None:
        async with self.pool.acquire() as connection:
            await enqueue(connection, task)

    async def journal(self) -> list[tuple[str, int]]:
        rows = await self.pool.fetch("select word, attempt from journal order by id")
        return [(row["word"], row["attempt"]) for row in rows]


@pytest.fixture
async def queue(queue_server: TestServer) -> AsyncIterator[Queue]:
    dsn = queue_server.create_database(f"queue_{next(NUMBERS)}")
    async with asyncpg.create_pool(dsn, min_size=1, max_size=8) as pool:
        await pool.execute(QUEUE.read_text())
        await pool.execute(JOURNAL)
        yield Queue(dsn, pool)


@pytest.fixture
def start_worker(queue: Queue) -> Iterator[Callable[[], "subprocess.Popen[bytes]"]]:
    """Starts `tests/jobs/worker_process.py` on the queue; what still runs after the test is killed."""
    started: list[subprocess.Popen[bytes]] = []

    def start() -> "subprocess.Popen[bytes]":
        environment = os.environ | {"PYTHONPATH": str(PROJECT), "LEADGEN_SHUTDOWN_TIMEOUT_S": "3"}
        command = [sys.executable, "-m", "tests.jobs.worker_process", queue.dsn]
        started.append(subprocess.Popen(command, env=environment, cwd=PROJECT))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


async def until(question: Callable[[], object], *, within_s: float = 20) -> None:
    """Wait for the answer to become true. Fails the test when it does not."""
    limit = time.monotonic() + within_s
    while True:
        answer = question()
        if inspect.isawaitable(answer):
            answer = await answer
        if answer:
            return
        assert time.monotonic() < limit, "it did not happen in time"
        await asyncio.sleep(0.02)
