"""Who is measured: servers on loopback with their databases, and how each of them is asked the same things."""

import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.cpu import seconds_of_tree
from benchmarks.data import PROJECT, YARDSTICKS, Book
from benchmarks.load import Request

WORDS = ("smith", "johns", "marti", "garci", "willi")
LINES = 2000
START_LIMIT_S = 60
STOP_LIMIT_S = 30
PLAIN_KEY = "bench-key"

Ask = Callable[[random.Random], Request]
CREATE_BODY = (
    '{"name":"Pat Bench","email":"pat.@@@example.org","phone":"+12025550143","status":"active",'
    '"join_date":"2024-02-03","last_active":"2026-05-06T13:37:00+00:00","metadata":{"zip":"22961","score":15}}'
)


@dataclass(frozen=True)
class Dialect:
    """How one kind of server is asked."""

    collection: str
    page: Mapping[str, object]
    word: str
    statuses: Sequence[str] = ("active", "inactive")
    highest: int = 100_000

    def requests(self, workload: str) -> list[Request]:
        """A list of requests that is the same in every run."""
        chance = random.Random(workload)
        ask: Ask = getattr(self, f"_{workload}")
        return [ask(chance) for _ in range(LINES)]

    def _get(self, chance: random.Random) -> Request:
        return Request("GET", f"{self.collection}/{chance.randint(1, self.highest)}")

    def _list(self, chance: random.Random) -> Request:
        asked = {"status": chance.choice(self.statuses), "page": chance.randint(1, 20), **self.page}
        return Request("GET", f"{self.collection}?{urlencode(asked)}")

    def _search(self, chance: random.Random) -> Request:
        # In the order that each has for a search: ours is the best match first, theirs the id.
        size = {name: value for name, value in self.page.items() if name != "sort"}
        return Request("GET", f"{self.collection}?{urlencode({self.word: chance.choice(WORDS), **size})}")

    def _create(self, chance: random.Random) -> Request:
        return Request("POST", self.collection, CREATE_BODY)


@dataclass
class Server:
    """A server process on loopback. It sleeps while another one is measured."""

    command: Sequence[str]
    environment: Mapping[str, str]
    port: int
    ready: str
    folder: Path = PROJECT
    log: Path = Path(os.devnull)
    successful: bool = False  # whether only a 200 of `ready` will do; else any answer that is no failure
    process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def start(self) -> float:
        """Seconds from the start of the process until `ready` answered with success. Raises RuntimeError if it ends."""
        began = time.perf_counter()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                env=environment_with(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for the benchmark, which then ends its servers in order
            )
        while not self._answers():
            if self.process.poll() is not None or time.perf_counter() - began > START_LIMIT_S:
                said = self.log.read_text()[-2000:] if self.log.is_file() else ""
                raise RuntimeError(f"{' '.join(self.command)} did not start. {said}")
            time.sleep(0.002)
        return time.perf_counter() - began

    def sleep(self) -> None:
        os.kill(self.pid, signal.SIGSTOP)

    def wake(self) -> None:
        os.kill(self.pid, signal.SIGCONT)

    def cpu(self) -> float:
        return seconds_of_tree(self.pid)

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.wake()
        self.process.terminate()
        try:
            self.process.wait(STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            os.killpg(self.pid, signal.SIGKILL)
            self.process.wait()

    def _answers(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", self.ready)
            status = connection.getresponse().status
            return status == 200 if self.successful else status < 500
        except OSError:
            return False
        finally:
            connection.close()


@dataclass
class Contestant:
    """A running server, the database behind it and the way to ask it."""

    name: str
    server: Server
    book: Book
    dialect: Dialect
    key: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}


@contextmanager
def running(server: Server) -> Iterator[Server]:
    """The server for the length of the block."""
    try:
        server.start()
        yield server
    finally:
        server.stop()


def our_server(book: Book, data_dir: Path) -> Server:
    """Our server as in production: complete middleware, log, jobs."""
    port = free_port()
    environment = {**our_environment(book, data_dir), "PORT": str(port)}
    command = [sys.executable, "-m", "backend", "serve"]
    return Server(command, environment, port, "/v1/health/live", log=data_dir / f"server-{port}.log")


def our_environment(book: Book, data_dir: Path) -> dict[str, str]:
    """The settings of a production installation on this database."""
    return {
        "ENV": "production",
        "USE_DB": "true",
        "DATABASE_URL": book.dsn,
        "LEADGEN_DATA_DIR": str(data_dir),
        "LEADGEN_SECRET_KEY": secrets.token_urlsafe(48),
    }


def environment_with(settings: Mapping[str, str]) -> dict[str, str]:
    """This process's environment without its own settings of LeadGen, and with these."""
    own = ("LEADGEN_", "USE_DB", "DATABASE_URL", "ENV", "PORT", "PG")
    return {**{name: value for name, value in os.environ.items() if not name.startswith(own)}, **settings}


def ours(book: Book, data_dir: Path) -> Contestant:
    dialect = Dialect("/v1/customers", {"page_size": 50, "sort": "id"}, "q", highest=book.customers)
    return Contestant("ours", our_server(book, data_dir), book, dialect, book.key)


def bare(book: Book, logs: Path) -> Contestant:
    return Contestant("bare", _uvicorn("benchmarks.bare:app", book.dsn, logs), book, _plain(book), PLAIN_KEY)


def usual(book: Book, logs: Path) -> Contestant:
    return Contestant("usual", _uvicorn("benchmarks.usual:app", book.dsn, logs), book, _plain(book), PLAIN_KEY)


def yardstick(book: Book, logs: Path) -> Contestant:
    server = _uvicorn("raw_asgi:app", book.dsn, logs, folder=YARDSTICKS)
    dialect = Dialect("/customers", {}, "search", ("active", "inactive", "pending"), book.customers)
    return Contestant("yardstick", server, book, dialect, PLAIN_KEY)


def _plain(book: Book) -> Dialect:
    return Dialect("/customers", {}, "search", highest=book.customers)


def _uvicorn(app: str, dsn: str, logs: Path, folder: Path = PROJECT) -> Server:
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", app, "--host", "127.0.0.1", "--port", str(port), "--loop", "uvloop"]
    command += ["--http", "httptools", "--no-access-log", "--log-level", "warning"]
    environment = {
        "DATABASE_URL": dsn,
        "DSN": dsn,
        "RESET": "0",
        "BENCH_KEY": PLAIN_KEY,
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return Server(command, environment, port, "/customers/1", folder, logs / f"server-{port}.log")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
