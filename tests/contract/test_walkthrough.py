"""The customer's walk-through, word for word: alembic from backend/, uvicorn from both folders, five addresses."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from backend.database import migrate
from tests.contract.conftest import BACKEND, ON_THE_OLDEST, MakeDatabase, alembic_on
from tests.servers import TestServer

CUSTOMERS_LINE = "INFO  [alembic.runtime.migration] Running upgrade 5a1c2e3d4f56 -> 6b2d3e4f5a67, add crud tables"
ADDRESSES = [f"/v1/{noun}" for noun in ("customers", "policies", "claims", "communications", "reports")]


def test_the_walk_through(server: TestServer, make_database: MakeDatabase) -> None:
    alembic = alembic_on(server.dsn_of(make_database(None)))

    assert alembic("current").returncode == 0

    upgraded = alembic("upgrade", "head")
    assert upgraded.returncode == 0, upgraded.stderr
    assert CUSTOMERS_LINE in upgraded.stderr.splitlines()

    assert alembic("downgrade", "-1").returncode == 0
    assert alembic("upgrade", "head").returncode == 0
    assert f"{migrate.head()} (head)" in alembic("current").stdout


@ON_THE_OLDEST
def test_down_to_the_ground_and_up_again(server: TestServer, make_database: MakeDatabase) -> None:
    alembic = alembic_on(server.dsn_of(make_database("head")))

    assert alembic("downgrade", "base").returncode == 0
    assert alembic("upgrade", "head").returncode == 0
    assert alembic("check").returncode == 0


def test_history_tells_the_whole_chain(server: TestServer) -> None:
    told = alembic_on(server.dsn)("history").stdout

    assert "5a1c2e3d4f56 -> 6b2d3e4f5a67, add crud tables" in told
    assert "<base> -> 2dd19a2d0626, init schema" in told


@pytest.mark.parametrize("folder", [BACKEND, BACKEND.parent], ids=["backend", "project"])
def test_the_server_answers_without_credentials(
    server: TestServer, make_database: MakeDatabase, tmp_path: Path, folder: Path
) -> None:
    with reloading_server(folder, server.dsn_of(make_database("head")), tmp_path) as port:
        answers = [got(port, path) for path in ADDRESSES]

    assert [(status, kind) for status, kind, _ in answers] == [(200, "application/json")] * len(ADDRESSES)
    assert [body["items"] for _, _, body in answers] == [[]] * len(ADDRESSES)


@contextmanager
def reloading_server(folder: Path, dsn: str, data_dir: Path) -> Iterator[int]:
    """`python -m uvicorn backend.api.main:app --reload` as a person types it in this folder; the port it has."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    log = (data_dir / "log").open("w+")
    process = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "backend.api.main:app", "--reload", "--port", str(port)],
        cwd=folder,
        env=environment | {"USE_DB": "true", "DATABASE_URL": dsn, "LEADGEN_DATA_DIR": str(data_dir)},
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        limit = time.monotonic() + 60
        while not answers_at(port):
            assert process.poll() is None, Path(log.name).read_text()
            assert time.monotonic() < limit, Path(log.name).read_text()
            time.sleep(0.05)
        yield port
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        log.close()


def answers_at(port: int) -> bool:
    try:
        return got(port, "/v1/health/live")[0] == 200
    except OSError:
        return False


def got(port: int, path: str) -> tuple[int, str, dict[str, object]]:
    """Status, media type and body, as curl without further words would get them."""
    connection = http.client.HTTPConnection("localhost", port, timeout=30)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.headers.get_content_type(), json.load(answer)
    finally:
        connection.close()
