"""Starts and stops things in order: database, migrations, pool, who-is-calling, job worker.

The same code whether `leadgen serve` or `python -m uvicorn backend.api.main:app` starts the server: the application's
lifespan is `started`. `serve` only adds what must come before it (one database for several processes, the first
administrator, the demo agency) and a quiet end.
"""

import asyncio
import gc
import multiprocessing
import os
import signal
import socket
import sys
import threading
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property, partial
from importlib import import_module
from pathlib import Path
from types import FrameType, ModuleType
from typing import TYPE_CHECKING, Final

import asyncpg
import structlog

from backend import logs
from backend.database import embedded, migrate
from backend.errors import Unavailable
from backend.jobs.alive import say_alive, say_gone
from backend.own_process import STOP_SIGNALS, end_quietly_on_signals, end_with_parent, give_memory_back
from backend.settings import Settings, without_password

# Imported where they are needed: PostgreSQL starts while they load.
if TYPE_CHECKING:
    from backend.auth.service import Authenticator
    from backend.database.engine import Connection, Pool
    from backend.database.lists import Lists
    from backend.database.together import Together
    from backend.jobs.worker import Worker

log: Final = structlog.get_logger("leadgen")

# How server processes learn the address of the database that `serve` opened for them.
ADDRESS_VARIABLE: Final = "LEADGEN_RUNTIME_DSN"
OLDEST_SERVER: Final = 15
WAIT_FOR_DATABASE_S: Final = 30.0
# The worker's import takes the interpreter for a tenth of a second: requests that waited for the start go first.
WORKER_AFTER_S: Final = 0.3
WORKER_AGAIN_S: Final = 5.0  # after the database refused its connections
IS_EMPTY: Final = "select not exists (select from customers) and not exists (select from leads)"
POOL_CLOSE_S: Final = 5.0
KEEP_ALIVE_S: Final = 75  # longer than a reverse proxy's own 60, so that it never meets a connection just closed


class DatabaseUnreachable(Unavailable):
    """The database does not answer."""

    code = "database_unreachable"


class SchemaBehind(Unavailable):
    """The database's tables are not at this version's state: run `leadgen db upgrade`."""

    code = "schema_behind"


class PreparationFailed(Unavailable):
    """The database could not be prepared."""

    code = "preparation_failed"


class PortTaken(Unavailable):
    """The port is in use."""

    code = "port_taken"


@dataclass
class Runtime:
    """What runs. stopping: set as soon as the process is asked to end, while requests may still finish."""

    settings: Settings
    dsn: str
    pool: "Pool"
    authenticator: "Authenticator"
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    worker: "Worker | None" = None

    @cached_property
    def together(self) -> "Together":
        """Where creates go, so that many at once share one transaction."""
        from backend.database.together import Together

        return Together(self.pool)

    @cached_property
    def lists(self) -> "Lists":
        """Where pages of records come from."""
        from backend.database.lists import Lists

        return Lists(self.pool)


@contextmanager
def database(settings: Settings) -> Iterator[str]:
    """The address of the database, which answers: our own server for the length of the block, or DATABASE_URL's.

    Raises DatabaseUnreachable or EmbeddedPostgresError with what to do.
    """
    if settings.use_db:
        asyncio.run(_wait_until_reachable(settings.dsn))
        yield settings.dsn
        return
    server = _own_server(settings)
    try:
        yield server.dsn
    finally:
        embedded.stop(server)


def _own_server(settings: Settings) -> embedded.Server:
    folder = settings.data_dir / "postgres"
    if not folder.exists():
        logs.tell(settings, f"Creating a PostgreSQL database in {folder} …", "database_new", folder=str(folder))
    return embedded.start(folder)


@asynccontextmanager
async def started(settings: Settings, *, dsn: str | None = None) -> AsyncIterator[Runtime]:
    """Everything that a server process needs, running; ended in the opposite order.

    dsn: a database that is already open; else the one that `serve` announced; else it is opened here.
    """
    from backend.auth.service import Authenticator

    logs.set_up(settings)
    settings.refuse_unsafe()
    give_memory_back()
    if multiprocessing.parent_process() is not None:
        end_with_parent(signal.SIGTERM)
    async with AsyncExitStack() as stack:
        address: str | None = dsn or os.environ.get(ADDRESS_VARIABLE)
        if address is None:
            address = await stack.enter_async_context(_database(settings))
        pool = await _open_pool(stack, address, settings)
        async with pool.acquire() as connection:
            await ensure_schema(connection, settings, address)
        await _ensure_somebody_may_sign_in(pool)
        authenticator = Authenticator(settings)
        stack.push_async_callback(authenticator.close)
        await authenticator.start(pool, address)
        runtime = Runtime(settings, address, pool, authenticator)
        stack.enter_context(_noticing_the_end(runtime.stopping))
        if settings.run_worker:
            await stack.enter_async_context(_worker_beside(runtime))
        stack.callback(runtime.stopping.set)
        yield runtime


async def ensure_schema(connection: "Connection", settings: Settings, dsn: str) -> None:
    """Bring the tables to this version's state; in production only those of our own server.

    Raises SchemaBehind, or MigrationRefused with what to do.
    """
    if (at := await _revision(connection)) == migrate.head():
        return
    if settings.production and settings.use_db:
        raise SchemaBehind(
            f"The database is at migration {at or 'none'}, this version needs {migrate.head()}. "
            "Make a backup, then run: leadgen db upgrade"
        )
    doing = "Bringing its tables up to date" if at else "Creating its tables"
    logs.tell(settings, f"{doing} …", "database_upgrade", at=at, to=migrate.head())
    await _leadgen("db", "upgrade", dsn=dsn, quiet=True)


def serve(settings: Settings, *, demo: bool = False) -> None:
    """Serve pages, API and jobs until told to stop. demo: fill an empty database with a demo agency first."""
    logs.set_up(settings)
    settings.refuse_unsafe()
    give_memory_back()
    end_quietly_on_signals()
    listener = _bound(settings.host, settings.port)
    with ExitStack() as stack, ThreadPoolExecutor(1) as aside:
        opening = aside.submit(stack.enter_context, database(settings))
        application = _loaded("backend.api.main")  # PostgreSQL starts meanwhile
        dsn = opening.result()
        asyncio.run(_prepare(settings, dsn, demo=demo))
        os.environ[ADDRESS_VARIABLE] = dsn
        _answer_requests(settings, application.app, listener)


def work(settings: Settings) -> None:
    """Run background jobs only, until told to stop."""
    logs.set_up(settings)
    settings.refuse_unsafe()
    give_memory_back()
    end_quietly_on_signals()
    with database(settings) as dsn:
        asyncio.run(_work(settings, dsn))


def load_handlers() -> None:
    """Import every module that handles jobs: jobs.py of each domain, and the clean-up."""
    import_module("backend.jobs.cleaning")
    for file in sorted(Path(__file__).parent.glob("*/jobs.py")):
        if file.parent.name != "api":
            import_module(f"backend.{file.parent.name}.jobs")


@asynccontextmanager
async def _database(settings: Settings) -> AsyncIterator[str]:
    """`database`, without blocking the event loop."""
    if settings.use_db:
        await _wait_until_reachable(settings.dsn)
        yield settings.dsn
        return
    server = await asyncio.to_thread(_own_server, settings)
    try:
        yield server.dsn
    finally:
        await asyncio.to_thread(embedded.stop, server)


async def _wait_until_reachable(dsn: str) -> None:
    """Give a server that starts beside us half a minute; what waiting cannot mend is said at once."""
    limit = asyncio.get_running_loop().time() + WAIT_FOR_DATABASE_S
    pause = 0.1
    while True:
        try:
            connection = await asyncpg.connect(dsn, timeout=10)
        except (OSError, TimeoutError, asyncpg.CannotConnectNowError, asyncpg.ConnectionDoesNotExistError) as error:
            if asyncio.get_running_loop().time() > limit:
                raise _unreachable(dsn, error) from error
            if pause == 0.1:
                log.info("waiting_for_database", address=without_password(dsn), error=str(error))
            await asyncio.sleep(pause)
            pause = min(2.0, pause * 2)
        except (asyncpg.PostgresError, asyncpg.ClientConfigurationError) as error:
            raise _unreachable(dsn, error) from error
        else:
            version = connection.get_server_version()
            await connection.close()
            if version.major < OLDEST_SERVER:
                raise DatabaseUnreachable(f"PostgreSQL {version.major} is too old: {OLDEST_SERVER} or newer is needed.")
            return


def _unreachable(dsn: str, error: Exception) -> DatabaseUnreachable:
    reason = " ".join((str(error) or type(error).__name__).split())
    return DatabaseUnreachable(
        f"The database {without_password(dsn)} does not answer: {reason}. "
        "Start it (docker-compose up -d db), correct DATABASE_URL, or leave USE_DB out to use the embedded server."
    )


async def _revision(connection: "Connection") -> str | None:
    try:
        revision: str | None = await connection.fetchval("select version_num from alembic_version")
    except asyncpg.UndefinedTableError:
        return None
    return revision


async def _open_pool(stack: AsyncExitStack, dsn: str, settings: Settings, *, max_size: int | None = None) -> "Pool":
    from backend.database.engine import open_pool

    pool = await open_pool(dsn, settings, max_size=max_size, min_size=min(1, settings.pool_min) if max_size else None)
    stack.push_async_callback(_close, pool)
    return pool


async def _close(pool: "Pool") -> None:
    try:
        await asyncio.wait_for(pool.close(), POOL_CLOSE_S)
    except TimeoutError:
        pool.terminate()


@contextmanager
def _noticing_the_end(stopping: asyncio.Event) -> Iterator[None]:
    """Sets `stopping` when a stop signal arrives. The server tells its application only after the last response, and
    an event stream is a response that never ends by itself."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in STOP_SIGNALS}

    def notice(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(stopping.set)
        handler = before[signal.Signals(number)]
        if callable(handler):
            handler(number, frame)

    for number in STOP_SIGNALS:
        signal.signal(number, notice)
    try:
        yield
    finally:
        for number, handler in before.items():
            if signal.getsignal(number) is notice:
                signal.signal(number, handler)


@asynccontextmanager
async def _worker_beside(runtime: Runtime) -> AsyncIterator[None]:
    """A worker in this process, begun after the first requests and ended with the block.

    It counts as alive before it is loaded, so that the process is ready as soon as it answers.
    """
    worker_id = uuid.uuid4()
    await say_alive(runtime.pool, worker_id)
    task = asyncio.create_task(_run_worker(runtime, worker_id), name="worker")
    try:
        yield
    finally:
        runtime.stopping.set()
        await asyncio.gather(task, return_exceptions=True)


async def _run_worker(runtime: Runtime, worker_id: uuid.UUID) -> None:
    introduce = partial(_introduce, runtime)
    pause = WORKER_AFTER_S
    try:
        while not await _is_set_within(runtime.stopping, pause):
            try:
                await _work_until(runtime.stopping, runtime.settings, runtime.dsn, introduce, worker_id)
            except Exception:
                log.exception("worker_failed", again_in_s=(pause := WORKER_AGAIN_S))  # requests go on
            runtime.worker = None
    finally:
        with suppress(OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            await asyncio.wait_for(say_gone(runtime.pool, worker_id), POOL_CLOSE_S)


async def _is_set_within(event: asyncio.Event, seconds: float) -> bool:
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)
    return event.is_set()


def _introduce(runtime: Runtime, worker: "Worker") -> None:
    runtime.worker = worker


async def _work_until(
    stop: asyncio.Event,
    settings: Settings,
    dsn: str,
    tell: Callable[["Worker"], None] = lambda _: None,
    worker_id: uuid.UUID | None = None,
) -> None:
    """A worker with a pool of its own until `stop`: jobs cannot starve requests, and may run long statements."""
    patient = settings.model_copy(update={"statement_timeout_ms": 0})
    worker = await asyncio.to_thread(import_module, "backend.jobs.worker")
    await asyncio.to_thread(load_handlers)
    async with AsyncExitStack() as stack:
        pool = await _open_pool(stack, dsn, patient, max_size=settings.worker_concurrency + 3)
        tell(await stack.enter_async_context(worker.working(pool, settings, worker_id)))
        await stop.wait()


async def _work(settings: Settings, dsn: str) -> None:
    stop = asyncio.Event()
    for number in STOP_SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    connection = await asyncpg.connect(dsn)
    try:
        await ensure_schema(connection, settings, dsn)
    finally:
        await connection.close()
    log.info("worker_started", at_once=settings.worker_concurrency)
    await _work_until(stop, settings, dsn)


async def _prepare(settings: Settings, dsn: str, *, demo: bool) -> None:
    """What happens once before any server process starts: tables, the demo agency, the first administrator."""
    async with AsyncExitStack() as stack:
        pool = await _open_pool(stack, dsn, settings, max_size=1)
        async with pool.acquire() as connection:
            await ensure_schema(connection, settings, dsn)
        if demo and await pool.fetchval(IS_EMPTY):
            logs.tell(settings, "Filling it with a demo agency …", "demo_agency")
            await _leadgen("seed", "--if-empty", "--demo-sign-in", "--quiet", dsn=dsn)
        await _ensure_somebody_may_sign_in(pool)


async def _ensure_somebody_may_sign_in(pool: "Pool") -> None:
    """Make the first administrator of a database without users and say the password, this once."""
    if await pool.fetchval("select exists (select from users)"):
        return
    people = await asyncio.to_thread(import_module, "backend.agency.cli")
    made = await people.ensure_first_admin(pool)
    if made is not None:
        name, password = made
        print(f"\nSign in as  {name}\nPassword    {password}   (shown this once)\n", flush=True)  # noqa: T201


async def _leadgen(*command: str, dsn: str, quiet: bool = False) -> None:
    """Run one command on this database, as if typed. A process of its own takes its memory with it (30 MiB for a
    migration) and leaves the event loop alone. Raises PreparationFailed with the command's sentence."""
    environment = os.environ | {"USE_DB": "true", "DATABASE_URL": dsn}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "backend",
        *command,
        env=environment,
        cwd=Path(__file__).parent.parent,
        stdout=asyncio.subprocess.DEVNULL if quiet else None,
        stderr=asyncio.subprocess.PIPE,
    )
    _, complaint = await process.communicate()
    if process.returncode:
        raise PreparationFailed(complaint.decode(errors="replace").strip().removeprefix("leadgen: "))


def _loaded(module: str) -> ModuleType:
    """The module. Nothing that an import makes is garbage, so nobody looks for any meanwhile (a sixth of the time)."""
    gc.disable()
    try:
        return import_module(module)
    finally:
        gc.freeze()
        gc.enable()


def _answer_requests(settings: Settings, app: Callable[..., object], listener: socket.socket) -> None:
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    config = uvicorn.Config(
        "backend.api.main:app" if settings.workers > 1 else app,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        log_level="warning",
        access_log=False,
        proxy_headers=False,  # the gateway believes only LEADGEN_TRUSTED_PROXIES
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=settings.shutdown_timeout_s,
    )
    url = settings.public_url or f"http://{_spoken(settings.host)}:{settings.port}"
    logs.tell(settings, f"LeadGen is on {url}   (Ctrl-C stops it)", "listening", url=url)
    if settings.workers > 1:
        Multiprocess(config, sockets=[listener]).run()
    else:
        uvicorn.Server(config).run(sockets=[listener])


def _bound(host: str, port: int) -> socket.socket:
    """The port, taken before anything else starts. It listens when the application can answer."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(family, kind, protocol)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
    except OSError as error:
        listener.close()
        raise PortTaken(
            f"Cannot listen on {host}:{port}: {error.strerror}. End what uses it, or choose another: PORT={port + 1}"
        ) from error
    return listener


def _spoken(host: str) -> str:
    return "localhost" if host in {"127.0.0.1", "0.0.0.0", "::", "::1"} else host  # noqa: S104
