"""The folder of the embedded PostgreSQL: making it, its settings, and what is true of it right now."""

import os
import secrets
import shutil
import signal
import socket
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from backend.database.embedded_binaries import MAJOR, Account, EmbeddedPostgresError
from backend.database.embedded_keeper import is_server_of

NAME = "leadgen"  # of the role and of the database
SOCKET_PATH_LIMIT = 107  # bytes that fit in sockaddr_un
SHORT_FOLDER = Path("/tmp")  # noqa: S108 - only for a new 0700 folder
SHORT_PREFIX = "leadgen-socket-"
CURRENT_FOLDER = Path("/proc/self/cwd")
NO_PROCESS = 2**31 - 1  # larger than any process number
MEGABYTE = 1024 * 1024

SETTINGS = {
    "listen_addresses": "",
    # Relative to the data folder: the server's account need not reach the folders above, and the path is short.
    "unix_socket_directories": "../socket",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "work_mem": "8MB",
    "wal_compression": "pglz",
    "max_wal_size": "2GB",
    "min_wal_size": "256MB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_parallel_workers_per_gather": "1",
    "track_io_timing": "off",
    "shared_preload_libraries": "pg_stat_statements",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_parameter_max_length": "0",  # values are customers' data
    "log_startup_progress_interval": "5s",  # a recovery that makes progress is waited for
}
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Cluster:
    """Everything in `folder` belongs to `account`."""

    folder: Path
    account: Account

    @property
    def data(self) -> Path:
        return self.folder / "cluster"

    @property
    def lock(self) -> Path:
        return self.folder / "lock"

    @property
    def log(self) -> Path:
        return self.folder / "postgresql.log"

    @property
    def socket(self) -> Path:
        return self.folder / "socket"

    @property
    def password(self) -> Path:
        return self.folder / "password"

    def data_argument(self, data: Path) -> Path:
        """How the server is told its data folder.

        /proc/self/cwd leads to the working directory, which a process keeps although its account could not walk
        there. So a data folder under somebody's private (0700) folder works and no permission has to be loosened.
        PostgreSQL never leaves its data folder, and every backend inherits it.
        """
        if self.account.can_enter(self.folder):
            return data
        if CURRENT_FOLDER.exists():
            return CURRENT_FOLDER
        raise EmbeddedPostgresError(
            f"The account {self.account}, which PostgreSQL runs as because you are root, cannot reach {self.folder}: "
            "choose another LEADGEN_DATA_DIR or start LeadGen as another user."
        )

    def write(self, path: Path, text: str) -> None:
        """Replaces the file as a whole, 0600; never follows a link that stands there."""
        fd, unfinished = tempfile.mkstemp(dir=path.parent)
        with open(fd, "w", encoding="utf-8") as file:
            self.own(fd)
            file.write(text)
            file.flush()
            os.fsync(fd)
        Path(unfinished).replace(path)

    def own(self, target: int | Path) -> None:
        if not self.account.is_ours:
            os.chown(target, self.account.uid, self.account.gid)


def open_folder(folder: Path, account: Account) -> Cluster:
    """The folder, made if it is missing. Folders above it keep their permissions."""
    cluster = Cluster(folder, account)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        info = folder.stat()
        if info.st_uid != account.uid:
            if info.st_uid != os.geteuid():
                raise EmbeddedPostgresError(
                    f"{folder} belongs to the account {Account(info.st_uid, info.st_gid)}: start LeadGen as that "
                    "account or choose another LEADGEN_DATA_DIR."
                )
            if any(folder.iterdir()) and not cluster.lock.exists():
                raise EmbeddedPostgresError(f"{folder} holds other files: choose another LEADGEN_DATA_DIR.")
            folder.chmod(0o700)
            cluster.own(folder)
    except OSError as error:
        raise EmbeddedPostgresError(f"The database folder {folder} cannot be used: {error.strerror}.") from error
    return cluster


def create_if_new(cluster: Cluster, bin_dir: Path, *, durable: bool) -> None:
    """A complete cluster with its role and database appears at once; an interrupted attempt leaves nothing valid."""
    if cluster.data.exists():
        _check_owner(cluster)
        _check_version(cluster)
        return
    for unfinished in cluster.folder.glob("creating-*"):
        shutil.rmtree(unfinished, ignore_errors=True)
    if not cluster.password.exists():
        cluster.write(cluster.password, secrets.token_urlsafe(24))
    fresh = Path(tempfile.mkdtemp(dir=cluster.folder, prefix="creating-"))
    cluster.own(fresh)
    _initialise(cluster, bin_dir, fresh, durable=durable)
    fresh.rename(cluster.data)
    if durable:
        _sync_folder(cluster.folder)


def _initialise(cluster: Cluster, bin_dir: Path, fresh: Path, *, durable: bool) -> None:
    where = f"--pgdata={cluster.data_argument(fresh)}"
    cluster.account.run(
        [
            bin_dir / "initdb",
            where,
            f"--username={NAME}",
            # Relative, like everything the server's account has to find.
            f"--pwfile=../{cluster.password.name}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=PG_UNICODE_FAST",
            "--no-sync",
            "--no-instructions",
        ],
        cwd=fresh,
    )
    cluster.account.run(
        [bin_dir / "postgres", "--single", "-F", "-D", str(cluster.data_argument(fresh)), "postgres"],
        stdin=f"create database {NAME};\n",
        cwd=fresh,
    )
    own_settings = fresh / "postgresql.conf"
    cluster.write(
        own_settings,
        own_settings.read_text()
        + "\n# leadgen.conf is written anew at each start.\n"
        + f"include_if_exists = '{NAME}.conf'\n"
        + "# Your own settings go below this line and win over it, as does ALTER SYSTEM.\n",
    )
    if durable:
        cluster.account.run([bin_dir / "initdb", where, "--sync-only"], cwd=fresh)


def _sync_folder(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _check_owner(cluster: Cluster) -> None:
    if (owner := cluster.data.stat().st_uid) != cluster.account.uid:
        raise EmbeddedPostgresError(
            f"{cluster.data} belongs to the account {Account(owner, owner)} instead of {cluster.account}, perhaps "
            f"since it was copied: run `chown -R {cluster.account} {cluster.folder}`."
        )


def _check_version(cluster: Cluster) -> None:
    try:
        found = (cluster.data / "PG_VERSION").read_text().strip()
    except OSError as error:
        raise EmbeddedPostgresError(
            f"{cluster.data} is not a PostgreSQL data folder: restore it from a backup, or move it away."
        ) from error
    if found != MAJOR:
        raise EmbeddedPostgresError(
            f"{cluster.data} was made by PostgreSQL {found} and this is PostgreSQL {MAJOR}, which cannot open it. "
            f"With the LeadGen that made it run `leadgen backup FILE`; then move {cluster.data} away, start this "
            "LeadGen and run `leadgen restore FILE`."
        )


def configure(cluster: Cluster, settings: Mapping[str, str], *, durable: bool) -> None:
    chosen = {**SETTINGS, **_memory_settings(), **({} if durable else NOT_DURABLE), **settings}
    lines = [f"{name} = {_quoted(value)}" for name, value in chosen.items()]
    cluster.write(
        cluster.data / f"{NAME}.conf",
        "\n".join(["# Written at each start: put your own settings into postgresql.conf, below the include.", *lines])
        + "\n",
    )


def _quoted(value: str) -> str:
    if "\n" in value:
        raise EmbeddedPostgresError("A setting cannot hold a line break.")
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def _memory_settings() -> dict[str, str]:
    memory = _memory_mb()
    return {
        "shared_buffers": f"{min(max(memory // 16, 64), 512)}MB",
        "effective_cache_size": f"{max(memory // 2, 128)}MB",
        "maintenance_work_mem": f"{min(max(memory // 32, 64), 256)}MB",
    }


def _memory_mb() -> int:
    """Of the machine, or of the container when that has less."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        allowed = Path("/sys/fs/cgroup/memory.max").read_text().strip()
    except OSError:
        allowed = "max"
    return min(machine, int(allowed) if allowed.isdigit() else machine) // MEGABYTE


def make_socket_folder(cluster: Cluster) -> None:
    """A fresh place for the socket: in our folder, or behind a link from there when its path would be too long.

    Old socket files go first: the process number in their lock files may belong to another program by now.
    """
    remove_socket_folder(cluster)
    longest = len(os.fsencode(cluster.socket / ".s.PGSQL.65535"))
    if longest <= SOCKET_PATH_LIMIT:
        cluster.socket.mkdir(mode=0o700)
        cluster.own(cluster.socket)
        return
    short = Path(tempfile.mkdtemp(prefix=SHORT_PREFIX, dir=SHORT_FOLDER))
    cluster.own(short)
    cluster.socket.symlink_to(short)


def remove_socket_folder(cluster: Cluster) -> None:
    if cluster.socket.is_symlink():
        target = cluster.socket.resolve()
        if target.parent == SHORT_FOLDER and target.name.startswith(SHORT_PREFIX):
            shutil.rmtree(target, ignore_errors=True)
        cluster.socket.unlink()
    elif cluster.socket.exists():
        shutil.rmtree(cluster.socket)


def running_server(cluster: Cluster) -> int | None:
    """The server's process, None when postmaster.pid is missing or its number belongs to another program by now."""
    try:
        pid, info = int(_status_lines(cluster)[0]), cluster.data.stat()
    except (OSError, IndexError, ValueError):
        return None
    return pid if is_server_of(pid, info) else None


def ask_to_stop(cluster: Cluster) -> bool:
    """Whether a server that nobody keeps is still running; it has been asked to shut down."""
    pid = running_server(cluster)
    if pid is not None:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)
    return pid is not None


def forget_dead_server(cluster: Cluster) -> None:
    """Makes postmaster.pid name nobody, so that the number's new owner is not taken for the server.

    The file is kept: its last line tells PostgreSQL which shared memory orphans of the dead server may still hold.
    """
    with suppress(FileNotFoundError):
        cluster.write(
            cluster.data / "postmaster.pid", "\n".join([str(NO_PROCESS), *_status_lines(cluster)[1:7]]) + "\n"
        )


def _status_lines(cluster: Cluster) -> list[str]:
    return (cluster.data / "postmaster.pid").read_text().splitlines()


def address(cluster: Cluster) -> tuple[Path, str] | None:
    """Socket folder and port of a server that accepts connections, as it says itself; None when not ready yet."""
    try:
        lines = _status_lines(cluster)
    except OSError:
        return None
    if len(lines) < 8 or lines[7].strip() != "ready":
        return None
    port, where = lines[3], lines[4]
    if not where:
        raise EmbeddedPostgresError("unix_socket_directories is empty: LeadGen needs the socket, remove that setting.")
    folder = (cluster.data / where).resolve()
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(folder / f".s.PGSQL.{port}"))
        except OSError:
            return None
    return folder, port


def dsn(cluster: Cluster, folder: Path, port: str) -> str:
    try:
        password = cluster.password.read_text().strip()
    except FileNotFoundError as error:
        raise EmbeddedPostgresError(
            f"{cluster.password} is missing: restore it, it belongs to the database beside it."
        ) from error
    return f"postgresql://{NAME}:{quote(password)}@/{NAME}?host={quote(str(folder), safe='/')}&port={port}"
