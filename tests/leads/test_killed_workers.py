"""Whatever was acknowledged becomes exactly one lead, though workers are killed in the middle of their work."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from backend.api.gateway import Gateway
from tests.jobs.conftest import until
from tests.leads.conftest import OpenDoor

pytestmark = pytest.mark.anyio

PROJECT = Path(__file__).resolve().parents[2]
DISTINCT = 140
POSTS = 200
StartWorker = Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture
def start_worker(app: Gateway, database: str) -> Iterator[StartWorker]:
    """Starts `leadgen worker` on the database of this file."""
    started: list[subprocess.Popen[bytes]] = []
    settings = app.runtime.settings
    assert settings.secret_key is not None
    environment = os.environ | {
        "USE_DB": "true",
        "DATABASE_URL": database,
        "LEADGEN_SECRET_KEY": settings.secret_key.get_secret_value(),
        "LEADGEN_DATA_DIR": str(settings.data_dir),
    }

    def start() -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "backend", "worker"]
        started.append(subprocess.Popen(command, env=environment, cwd=PROJECT, stderr=subprocess.DEVNULL))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.mark.timeout(240)
async def test_no_acknowledged_lead_is_lost_or_doubled_by_killed_workers(
    open_door: OpenDoor, app: Gateway, start_worker: StartWorker
) -> None:
    door = await open_door("google", {"google_key": "shared"})
    limit = asyncio.Semaphore(16)
    pool = app.runtime.pool

    async def post(number: int) -> int:
        async with limit:
            body = {"lead_id": f"k-{number % DISTINCT}", "google_key": "shared", "user_column_data": []}
            return (await door.knock(body)).status

    async def processed() -> int:
        found: int = await pool.fetchval(
            "select count(*) from lead_payloads where account = $1 and status = 'processed'", door.key
        )
        return found

    first = start_worker()
    statuses = await asyncio.gather(*(post(number) for number in range(POSTS)))

    async def some_are_done() -> bool:
        return await processed() > 0

    await until(some_are_done, within_s=60)
    first.kill()
    first.wait()
    start_worker()

    async def all_are_done() -> bool:
        return await processed() == DISTINCT

    await until(all_are_done, within_s=120)
    assert set(statuses) == {200}
    assert len(await door.leads()) == DISTINCT
    assert await pool.fetchval("select count(*) from leads where external_id like 'k-%'") == DISTINCT
