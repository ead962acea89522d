"""Starting, being ready, stopping, being killed: whole processes on real servers."""

import asyncio
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import psycopg
import pytest

from backend import runtime
from backend.__main__ import main
from backend.database import embedded, migrate
from backend.runtime import DatabaseUnreachable, SchemaBehind, started
from backend.settings import Settings
from tests.servers import TestServer, running_server

pytestmark = pytest.mark.server

PROJECT = Path(__file__).resolve().parents[1]
SECRET = "a-secret-of-a-test-that-is-long-enough-0123456789"


@pytest.fixture(scope="module")
def server() -> Iterator[TestServer]:
    with running_server() as running:
        migrate.upgrade(running.dsn)
        yield running


class Process:
    """A server or worker process of ours, and what it answers."""

    def __init__(self, *command: str, data_dir: Path, dsn: str | None = None, **settings: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        own = {"LEADGEN_DATA_DIR": str(data_dir), "PORT": str(self.port), "PYTHONPATH": str(PROJECT)}
        own |= {"USE_DB": "true", "DATABASE_URL": dsn} if dsn else {"USE_DB": "false"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", *(part.format(port=self.port) for part in command)],
            env=os.environ | own | settings,
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def get(self, path: str) -> tuple[int, dict[str, object]]:
        """Status and body; 0 while nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refusal:
            return refusal.code, json.load(refusal)
        except OSError:
            return 0, {}

    def sign_in(self, username: str, password: str) -> int:
        """The status of an attempt to sign in."""
        words = json.dumps({"username": username, "password": password}).encode()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("POST", "/v1/auth/login", words, {"content-type": "application/json"})
            return connection.getresponse().status
        finally:
            connection.close()

    def until_ready(self, status: int = 200, *, within_s: float = 60, saying: str = "") -> dict[str, object]:
        """What /v1/health/ready says once it answers with this status and word."""
        limit = time.monotonic() + within_s
        while time.monotonic() < limit:
            assert self.process.poll() is None, self.process.stdout and self.process.stdout.read().decode()
            code, body = self.get("/v1/health/ready")
            if code == status and saying in json.dumps(body):
                return body
            time.sleep(0.05)
        last = self.get("/v1/health/ready")
        raise AssertionError(f"not {status} in time: {last}\n{self.end(signal.SIGKILL)}")

    def end(self, number: int = signal.SIGTERM) -> str:
        """Stop it; what it had printed."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        output, _ = self.process.communicate(timeout=30)
        return output.decode()


Start = Callable[..., Process]
SERVER = ("uvicorn", "tests.runtime_app:app", "--port", "{port}", "--no-access-log")


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    processes: list[Process] = []
    tmp_path.chmod(0o755)

    def begin(*command: str, dsn: str | None = None, **settings: str) -> Process:
        processes.append(Process(*command or SERVER, data_dir=tmp_path / "data", dsn=dsn, **settings))
        return processes[-1]

    yield begin
    for process in processes:
        process.end(signal.SIGKILL)


def processes_of(folder: Path) -> list[str]:
    """Command lines of the processes that name this folder or work in it."""
    return [words for _, words in numbered_processes_of(folder)]


def numbered_processes_of(folder: Path) -> list[tuple[int, str]]:
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            words, place = (entry / "cmdline").read_text(), os.readlink(entry / "cwd")
        except OSError:
            continue
        if words and (str(folder) in words or str(folder) in place):
            found.append((int(entry.name), words.replace("\0", " ")))
    return found


def until_nobody_is_in(folder: Path, within_s: float = 15) -> None:
    limit = time.monotonic() + within_s
    while processes_of(folder):
        assert time.monotonic() < limit, processes_of(folder)
        time.sleep(0.05)


def test_a_first_start_makes_everything_and_a_stop_leaves_no_process(start: Start, tmp_path: Path) -> None:
    process = start()

    assert process.until_ready()["checks"] == {"database": "ok", "migrations": "ok", "worker": "ok"}
    assert "Password" in process.end()
    assert processes_of(tmp_path) == []

    again = start()
    again.until_ready()
    assert "Password" not in again.end(signal.SIGINT)
    assert processes_of(tmp_path) == []


def test_a_demo_says_who_can_sign_in_once(start: Start) -> None:
    demo = ("backend", "serve", "--demo")
    process = start(*demo)
    process.until_ready()
    told = process.end()

    [password] = re.findall(r"Sign in with the password  (\S+)  \(shown this once\)", told)
    people = re.findall(r"^  (\S+) +(admin|manager|agent|viewer) ", told, re.MULTILINE)
    assert {role for _, role in people} == {"admin", "manager", "agent", "viewer"}
    assert people[0] == ("admin", "admin")

    again = start(*demo)
    again.until_ready(within_s=20)
    assert {again.sign_in(name, password) for name, _ in people} == {200}
    assert again.sign_in("admin", "admin") == 401
    assert "password" not in again.end()


def test_the_port_is_free_as_soon_as_the_server_is_killed(start: Start, tmp_path: Path) -> None:
    process = start("backend", "serve")
    process.until_ready()
    held = {entry.readlink() for entry in Path(f"/proc/{process.process.pid}/fd").iterdir()}
    keepers = [number for number, words in numbered_processes_of(tmp_path) if "keeper" in words or "postgres" in words]

    assert keepers
    for keeper in keepers:
        inherited = {entry.readlink() for entry in Path(f"/proc/{keeper}/fd").iterdir()} & held
        assert not [link for link in inherited if "socket" in str(link)]


def test_after_kill_9_postgresql_stops_and_the_next_start_has_everything(start: Start, tmp_path: Path) -> None:
    process = start()
    process.until_ready()
    with psycopg.connect(embedded.start(tmp_path / "data" / "postgres").dsn) as connection:
        connection.execute("insert into teams (name) values ('Night watch')")
    embedded.stop(embedded.start(tmp_path / "data" / "postgres"))
    process.process.kill()
    process.process.wait()
    until_nobody_is_in(tmp_path)

    start().until_ready()
    with runtime.database(Settings(data_dir=tmp_path / "data")) as dsn, psycopg.connect(dsn) as connection:
        assert connection.execute("select name from teams").fetchall() == [("Night watch",)]


def test_ready_says_that_no_worker_lives_and_hears_of_one_elsewhere(start: Start, server: TestServer) -> None:
    process = start(dsn=server.dsn, LEADGEN_RUN_WORKER="false")
    body = process.until_ready(503, saying="leadgen worker")
    assert body["status"] == 503
    assert body["code"] == "not_ready"
    assert process.get("/v1/health/live") == (200, {"status": "alive"})

    worker = start("backend", "worker", dsn=server.dsn)
    process.until_ready(200)

    worker.end()
    assert worker.process.returncode == 0
    process.until_ready(503, within_s=5, saying="leadgen worker")


def test_ready_says_that_the_migrations_are_behind(start: Start, server: TestServer) -> None:
    process = start(dsn=server.dsn)
    process.until_ready()
    with psycopg.connect(server.dsn, autocommit=True) as connection:
        connection.execute("update alembic_version set version_num = '0011'")
        try:
            process.until_ready(503, within_s=5, saying=f"at 0011, this version needs {migrate.head()}")
        finally:
            connection.execute("update alembic_version set version_num = %s", (migrate.head(),))
    process.until_ready()


def test_ready_says_that_the_database_is_gone(start: Start) -> None:
    with running_server() as doomed:
        migrate.upgrade(doomed.dsn)
        process = start(dsn=doomed.dsn)
        process.until_ready()
        doomed.stop()

        assert "database: " in str(process.until_ready(503, within_s=10)["detail"])
        assert process.get("/v1/health/live")[0] == 200


def test_production_refuses_a_schema_that_is_behind(server: TestServer, tmp_path: Path) -> None:
    empty = server.create_database("behind")
    settings = Settings(env="production", use_db=True, database_url=empty, secret_key=SECRET, data_dir=tmp_path)

    async def attempt() -> None:
        async with started(settings):
            pass

    with pytest.raises(SchemaBehind, match=f"at migration none, this version needs {migrate.head()}"):
        asyncio.run(attempt())


def test_a_database_that_stays_away_is_named_without_its_password(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(runtime, "WAIT_FOR_DATABASE_S", 0.5)
    settings = Settings(use_db=True, database_url="postgresql://ada:hunter22@127.0.0.1:1/leadgen", data_dir=tmp_path)

    with pytest.raises(DatabaseUnreachable, match="does not answer") as refused, runtime.database(settings):
        pass

    assert "hunter22" not in refused.value.detail
    assert "127.0.0.1:1" in refused.value.detail


def test_a_wrong_password_is_said_at_once(server: TestServer, tmp_path: Path) -> None:
    wrong = server.dsn.replace(server.password, "wrong")
    begun = time.monotonic()

    with (
        pytest.raises(DatabaseUnreachable, match="password"),
        runtime.database(Settings(use_db=True, database_url=wrong)),
    ):
        pass

    assert time.monotonic() - begun < 5


def test_a_command_says_in_one_sentence_what_the_database_server_cannot_do(
    server: TestServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with psycopg.connect(server.dsn, autocommit=True) as connection:
        connection.execute("create role stranger login password 'a stranger'")
    stranger = f"postgresql://stranger:a%20stranger@127.0.0.1:{server.port}/{server.database}"
    monkeypatch.setenv("USE_DB", "true")
    monkeypatch.setenv("DATABASE_URL", stranger)

    code = main(["backup", str(tmp_path / "agency.backup")])

    assert code == 1
    assert re.fullmatch(r"leadgen: The database refused: permission denied for .*\n", capsys.readouterr().err)


@pytest.mark.parametrize("trouble", [asyncpg.DiskFullError, asyncpg.AdminShutdownError, psycopg.OperationalError])
def test_a_database_that_fails_is_not_our_traceback(
    trouble: type[Exception], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(settings: Settings) -> int:
        raise trouble("could not extend file")

    monkeypatch.setattr("backend.doctor.examine", fail)

    assert main(["doctor"]) == 1
    assert capsys.readouterr().err == "leadgen: The database refused: could not extend file\n"


def test_a_backup_says_that_a_buckets_files_are_not_in_it(
    server: TestServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("USE_DB", "true")
    monkeypatch.setenv("DATABASE_URL", server.dsn)
    monkeypatch.setenv("LEADGEN_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("LEADGEN_FILES_URL", "s3://agency/leadgen")

    assert main(["backup", str(tmp_path / "agency.backup")]) == 0
    assert "What lies in s3://agency/leadgen is not in it" in capsys.readouterr().out
