"""Whatever is killed while a report is made, it ends completed or failed with a reason, and never as half a file."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import asyncpg
import pytest

from backend.api.gateway import Gateway
from backend.database import migrate
from backend.reports import making
from backend.settings import Settings
from tests.client import Client, serving
from tests.conftest import SettingsOf
from tests.jobs.conftest import until
from tests.people import ADA, PEOPLE_SQL
from tests.servers import TestServer, running_server

pytestmark = [pytest.mark.anyio, pytest.mark.server]

PROJECT: Final = Path(__file__).resolve().parents[2]
RECORDS: Final = 20_000
BOOK: Final = f"""
    insert into customers (name, email, status)
    select 'Customer ' || n, 'c' || n || '@example.com', 'active' from generate_series(1, {RECORDS}) n;
    insert into own_reports (id, name, noun, definition, owner_id) overriding system value
    values (7, 'Everybody', 'customers', '{{"criteria": {{}}, "columns": ["id", "name", "email"]}}', {ADA.id});
"""
Start = Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture(scope="module")
def server() -> Iterator[TestServer]:
    """A PostgreSQL of this file's own, which it may kill."""
    with running_server() as started:
        migrate.upgrade(started.dsn)
        yield started


@pytest.fixture
async def app(server: TestServer, settings_of: SettingsOf) -> AsyncIterator[Gateway]:
    connection = await asyncpg.connect(server.dsn)
    try:
        if not await connection.fetchval("select exists (select from users)"):
            await connection.execute(PEOPLE_SQL)
            await connection.execute(BOOK)
        await connection.execute("delete from reports; delete from pgqueuer")
    finally:
        await connection.close()
    async with serving(settings_of(server.dsn)) as started:
        yield started


@pytest.fixture
def settings(app: Gateway) -> Settings:
    found: Settings = app.runtime.settings
    return found


@pytest.fixture
def start_worker(server: TestServer, settings: Settings) -> Iterator[Start]:
    """Starts `leadgen worker`; what still runs after the test is killed."""
    assert settings.secret_key is not None
    started: list[subprocess.Popen[bytes]] = []
    environment = os.environ | {
        "USE_DB": "true",
        "DATABASE_URL": server.dsn,
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


async def asked(ada: Client, format: str = "Excel") -> int:
    body = {"report": "own:7", "format": format}
    found: int = (await ada.post("/v1/reports/made", body)).ok()["id"]
    return found


def writers(settings: Settings) -> list[int]:
    """The processes that write a file for this installation."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            words = (place / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"backend.reports.contained" in words and any(str(settings.data_dir).encode() in word for word in words):
            found.append(int(place.name))
    return found


async def ended(ada: Client, report_id: int, within_s: float = 120) -> dict[str, Any]:
    """The report when it is no longer pending. The database may be away meanwhile."""
    report: dict[str, Any] = {}

    async def is_over() -> bool:
        nonlocal report
        reply = await ada.get(f"/v1/reports/{report_id}")
        report = reply.json if reply.status == 200 else {}
        return report.get("status") in ("completed", "failed")

    await until(is_over, within_s=within_s)
    return report


async def is_whole(ada: Client, report: dict[str, Any]) -> bool:
    assert report["status"] == "completed", report["failure"]
    got = await ada.get(f"/v1/reports/{report['id']}/file")
    assert got.status == 200, got.text
    return (len(got.body), sha256(got.body).hexdigest()) == (report["file_size"], report["file_sha256"])


def files(settings: Settings) -> list[Path]:
    return [each for each in settings.files_dir.rglob("*") if each.is_file()]


@pytest.mark.timeout(240)
async def test_a_killed_worker_takes_its_writer_along_and_the_next_one_makes_the_report(
    ada: Client, settings: Settings, start_worker: Start
) -> None:
    worker = start_worker()
    report_id = await asked(ada)
    await until(lambda: list(settings.data_dir.glob("making/*/.report.*")), within_s=60)
    for process in writers(settings):
        os.kill(process, signal.SIGSTOP)  # so that it does not end by itself

    worker.kill()
    worker.wait()

    await until(lambda: not writers(settings), within_s=10)
    assert (await ada.get(f"/v1/reports/{report_id}")).json["status"] == "pending"
    assert (await ada.get(f"/v1/reports/{report_id}/file")).status == 409
    start_worker()
    assert await is_whole(ada, await ended(ada, report_id))
    assert len(files(settings)) == 1


@pytest.mark.timeout(240)
async def test_a_killed_writer_is_started_again(ada: Client, settings: Settings, start_worker: Start) -> None:
    start_worker()
    report_id = await asked(ada)
    await until(lambda: writers(settings), within_s=60)

    for process in writers(settings):
        os.kill(process, signal.SIGKILL)

    assert await is_whole(ada, await ended(ada, report_id))


@pytest.mark.timeout(240)
async def test_a_writer_that_is_killed_each_time_fails_the_report_with_a_reason(
    ada: Client, settings: Settings, start_worker: Start
) -> None:
    start_worker()
    report_id = await asked(ada)

    async def kill_them_all() -> None:
        while True:
            for process in writers(settings):
                os.kill(process, signal.SIGKILL)
            await asyncio.sleep(0.02)

    killing = asyncio.create_task(kill_them_all())
    try:
        report = await ended(ada, report_id)
    finally:
        killing.cancel()

    assert (report["status"], report["failure"]) == ("failed", "Writing the file was interrupted.")
    assert files(settings) == []
    await ada.post(f"/v1/reports/{report_id}/make")
    assert await is_whole(ada, await ended(ada, report_id))


@pytest.mark.timeout(240)
async def test_a_worker_killed_again_and_again_leaves_no_report_pending(
    ada: Client, settings: Settings, start_worker: Start, app: Gateway
) -> None:
    report_id = await asked(ada)
    for _ in range(2):
        worker = start_worker()
        await until(lambda: writers(settings), within_s=90)
        worker.kill()
        worker.wait()
    await app.runtime.pool.execute("update pgqueuer set status = 'failed' where entrypoint = 'MakeReport'")

    await making.sweep(app.runtime.pool, timedelta(0))

    report = await ended(ada, report_id, within_s=5)
    assert (report["status"], report["failure"]) == ("failed", making.INTERRUPTED)
    assert (await ada.get(f"/v1/reports/{report_id}/file")).status == 409
    assert files(settings) == []


@pytest.mark.timeout(240)
async def test_a_database_that_is_killed_and_comes_back_loses_no_report(
    ada: Client, settings: Settings, start_worker: Start, server: TestServer
) -> None:
    start_worker()
    report_id = await asked(ada)
    await until(lambda: writers(settings), within_s=60)

    await asyncio.to_thread(server.crash_and_recover)

    report = await ended(ada, report_id)
    assert report["status"] == "completed", report["failure"]
    assert await is_whole(ada, report)
