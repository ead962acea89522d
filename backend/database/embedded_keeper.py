"""Keeps PostgreSQL running for as long as any process uses its folder.

Runs as a small process of its own, started as a script: standard library only, and everything imported before
the account is switched, because the PostgreSQL user may not be able to read this Python installation.
"""

import contextlib
import ctypes
import fcntl
import os
import shutil
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import NamedTuple, NoReturn

# Bytes of the lock file. POSIX locks, not flock: they belong to a process, so a forked child that outlives its
# parent does not keep the server up, and the kernel drops them however the process ends.
USERS = 0  # shared by every process that uses the server; exclusive while the keeper stops it
STARTING = 1  # one process at a time prepares the folder and starts the keeper
KEEPER = 2  # held for as long as a keeper lives

ANOTHER_KEEPER = 75  # exit code: somebody else's keeper was quicker
LOG_LIMIT = 10 * 1024 * 1024
LOG_CHECK_S = 30.0
REFUSED = (b"is still in use", b'lock file "postmaster.pid" already exists')
PR_SET_PDEATHSIG = 1


class Orders(NamedTuple):
    postgres: str
    cluster: str
    data_argument: str
    lock: str
    log: str
    uid: int
    gid: int

    def arguments(self) -> list[str]:
        return [str(value) for value in self]

    @classmethod
    def parse(cls, arguments: list[str]) -> "Orders":
        *paths, uid, gid = arguments
        postgres, cluster, data_argument, lock, log = paths
        return cls(postgres, cluster, data_argument, lock, log, int(uid), int(gid))


def lock(fd: int, byte: int, kind: int) -> bool:
    """Whether the lock was free; never waits."""
    try:
        fcntl.lockf(fd, kind | fcntl.LOCK_NB, 1, byte)
    except (BlockingIOError, PermissionError):
        return False
    return True


def unlock(fd: int, byte: int) -> None:
    fcntl.lockf(fd, fcntl.LOCK_UN, 1, byte)


def held_by_others(fd: int, byte: int) -> int | None:
    """How another process holds the byte (fcntl.F_RDLCK or F_WRLCK), None when it is free."""
    if sys.platform == "darwin":
        layout, kind_at = "@qqihh", 3
        question = struct.pack(layout, byte, 1, 0, fcntl.F_WRLCK, os.SEEK_SET)
    else:
        layout, kind_at = "@hhqqi4x", 0
        question = struct.pack(layout, fcntl.F_WRLCK, os.SEEK_SET, byte, 1, 0)
    kind = int(struct.unpack(layout, fcntl.fcntl(fd, fcntl.F_GETLK, question))[kind_at])
    return None if kind == fcntl.F_UNLCK else kind


def servers_of(cluster: str) -> Iterator[int]:
    """Processes of PostgreSQL that work in this folder, told by their working directory, which is always their data
    folder. A process whose working directory we may not see belongs to another account and so is not ours."""
    try:
        ours = os.stat(cluster)
        pids = [int(name) for name in os.listdir("/proc") if name.isdigit()]
    except OSError:
        return
    for pid in pids:
        if is_server_of(pid, ours):
            yield pid


def is_server_of(pid: int, cluster: os.stat_result) -> bool:
    try:
        where = os.stat(f"/proc/{pid}/cwd")
        with open(f"/proc/{pid}/comm", encoding="utf-8", errors="replace") as comm:
            return os.path.samestat(where, cluster) and comm.read().strip() == "postgres"
    except OSError:
        return False


def trim(log: str, limit: int = LOG_LIMIT) -> None:
    """Moves a log that grew past the limit to `log`.1, so that the two together stay bounded.

    Copied and truncated, not renamed: PostgreSQL writes straight into the file, so that its output never depends
    on this process.
    """
    if os.path.getsize(log) > limit:
        shutil.copyfile(log, f"{log}.1")
        os.truncate(log, 0)


class Keeper:
    def __init__(self, orders: Orders) -> None:
        self.orders = orders
        self.lock_fd = os.open(orders.lock, os.O_RDWR)
        self.libc = ctypes.CDLL(None)
        self.leaving = False
        self.turn = threading.Lock()
        self.server: subprocess.Popen[bytes] | None = None

    def keep(self) -> int:
        """The exit code: 0 when PostgreSQL was stopped, by its users' leaving or on request."""
        if not lock(self.lock_fd, KEEPER, fcntl.LOCK_EX):
            return ANOTHER_KEEPER
        self.become_server_account()
        threading.Thread(target=self.stop_when_unused, daemon=True).start()
        threading.Thread(target=self.bound_log, daemon=True).start()
        refusals = crashes = 0
        while True:
            began, log_size = time.monotonic(), os.path.getsize(self.orders.log)
            code = self.run_server()
            if self.leaving or code == 0:
                return 0
            if time.monotonic() - began > 60:
                refusals = crashes = 0
            if code < 0 and crashes < 10:  # killed from outside: the users still want their server
                time.sleep(0.05 * 2**crashes)
                crashes += 1
            elif code > 0 and refusals < 300 and self.was_refused(log_size):
                self.end_orphans(signal.SIGTERM if refusals < 50 else signal.SIGKILL)
                time.sleep(0.1 if refusals else 0.02)
                refusals += 1
            else:
                return 1

    def become_server_account(self) -> None:
        os.chdir(self.orders.cluster)
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(self.orders.gid)
            os.setuid(self.orders.uid)

    def run_server(self) -> int:
        with self.turn:
            if self.leaving:
                return 0
            # PG* variables of the application (PGPORT, PGDATA…) would become settings of the server.
            self.server = subprocess.Popen(  # noqa: S603 - our own binary
                [self.orders.postgres, "-D", self.orders.data_argument],
                env={"LC_ALL": "C", "PATH": os.defpath},
                stdin=subprocess.DEVNULL,
                preexec_fn=self.end_with_keeper,
            )
        return self.server.wait()

    def end_with_keeper(self) -> None:
        """Fast shutdown when the keeper dies. Set after the account was switched, which would clear it."""
        if sys.platform == "linux":
            self.libc.prctl(PR_SET_PDEATHSIG, signal.SIGINT)

    def stop_when_unused(self) -> None:
        fcntl.lockf(self.lock_fd, fcntl.LOCK_EX, 1, USERS)
        with self.turn:
            self.leaving = True
            if self.server:
                self.server.send_signal(signal.SIGINT)

    def was_refused(self, log_size: int) -> bool:
        """Whether the server since then refused to start because processes of its predecessor are alive."""
        with open(self.orders.log, "rb") as log:
            log.seek(log_size)
            said = log.read()
        return any(reason in said for reason in REFUSED)

    def end_orphans(self, how: signal.Signals) -> None:
        """A backend in a long query does not notice that its postmaster died, and holds the shared memory."""
        for pid in servers_of("."):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, how)

    def bound_log(self) -> None:
        while True:
            trim(self.orders.log)
            time.sleep(LOG_CHECK_S)


def main(arguments: list[str]) -> NoReturn:
    # Ctrl-C and the end of a session are for the application, which lets go when it has finished. Handlers, not
    # SIG_IGN: an ignored signal would stay ignored in PostgreSQL until it has set up its own.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: None)
    code = Keeper(Orders.parse(arguments)).keep()
    if os.path.islink("../socket"):  # the short folder elsewhere, empty by now
        with contextlib.suppress(OSError):
            os.rmdir(os.path.realpath("../socket"))
    os._exit(code)  # the threads wait for locks: there is nothing to wind up


if __name__ == "__main__":
    main(sys.argv[1:])
