"""Seconds from nothing to something, and megabytes at rest."""

import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psycopg

from benchmarks import contestants
from benchmarks.contestants import Server
from benchmarks.cpu import resident_mib
from benchmarks.data import PROJECT, Book, Databases

STARTS = 5
AT_REST_S = 3.0


def seeding(databases: Databases, sizes: Sequence[int]) -> dict[int, float]:
    """Seconds that `leadgen seed --customers N` takes on an empty, migrated database."""
    return {size: databases.seeded(size).seed_s or 0.0 for size in sizes}


def memory(book: Book, scratch: Path) -> dict[str, float]:
    """MiB resident of the worker and of the server, started and at rest."""
    worker = subprocess.Popen(
        [sys.executable, "-m", "backend", "worker"],
        cwd=PROJECT,
        env=contestants.environment_with(contestants.our_environment(book, scratch)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait_for_worker(book, worker)
        time.sleep(AT_REST_S)
        used = {"worker at rest": resident_mib(worker.pid)}
    finally:
        worker.terminate()
        worker.wait()
    with contestants.running(contestants.our_server(book, scratch)) as server:
        time.sleep(AT_REST_S)
        used["server at rest, with its worker"] = resident_mib(server.pid)
    return used


@dataclass(frozen=True)
class Start:
    """Seconds from the start of the process to its first 200: elapsed, and CPU of everything that it had started."""

    elapsed_s: float
    cpu_s: float


def starts(book: Book, scratch: Path) -> dict[str, Start]:
    """Each kind of start, the median of five."""
    found: dict[str, list[Start]] = {}
    for _ in range(STARTS):
        for path in ("/v1/health/live", "/v1/health/ready"):
            server = contestants.our_server(book, scratch)
            found.setdefault(path, []).append(_started(server, path))
    embedded = scratch / "embedded"
    for number in range(4):
        server = contestants.our_server(book, scratch)
        server.environment = {"ENV": "development", "PORT": str(server.port), "LEADGEN_DATA_DIR": str(embedded)}
        what = "embedded PostgreSQL, " + (
            "first start, with creation and migrations" if number == 0 else "later starts"
        )
        found.setdefault(what, []).append(_started(server, "/v1/health/ready"))
    return {
        what: Start(median(one.elapsed_s for one in every), median(one.cpu_s for one in every))
        for what, every in found.items()
    }


def _started(server: Server, path: str) -> Start:
    server.ready, server.successful = path, True
    try:
        elapsed_s = server.start()
        return Start(elapsed_s, server.cpu())
    finally:
        server.stop()


def _wait_for_worker(book: Book, worker: "subprocess.Popen[bytes]") -> None:
    alive = "select exists (select from pgqueuer_workers where seen_at > now() - interval '5 seconds')"
    limit = time.monotonic() + 30
    with psycopg.connect(book.dsn, autocommit=True) as connection:
        connection.execute("delete from pgqueuer_workers")
        while connection.execute(alive.encode()).fetchone() != (True,):
            if worker.poll() is not None or time.monotonic() > limit:
                raise RuntimeError("The worker did not start.")
            time.sleep(0.05)
