"""What tests share: one server for the run, one migrated database to copy from, and the people who call."""

import os
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from itertools import count

import psycopg
import pytest

from backend.api.gateway import Gateway
from backend.database import migrate
from backend.settings import Environment, LogFormat, Settings
from tests.client import THIS_MACHINE, Client, serving
from tests.people import ADA, BEN, CLEO, DAN, PEOPLE_SQL, VIC
from tests.records import Records
from tests.servers import SCRATCH, TestServer, running_server

TEMPLATE = "template_people"
SEEDED = "template_seeded"
SEEDED_CUSTOMERS = 120
# The longest of all: what people do in the browser, and the walk over all pages.
LONGEST = ("e2e/flows", "e2e/walk")
_numbers = count(1)

SettingsOf = Callable[..., Settings]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--customers", type=int, default=10_000, help="how many customers the pages are timed with (10,000)"
    )


def pytest_configure() -> None:
    """Every temporary folder, also of the programs that tests start, is made where files cost least."""
    os.environ["TMPDIR"] = tempfile.tempdir = str(SCRATCH)


@pytest.hookimpl(tryfirst=True)  # before the groups are read
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """When there are several processes, a file stays whole in one of them; what takes longest begins first.

    All pages use one site and browser, but for the walk over them, which has its own.
    """
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))
    items.sort(key=lambda item: (*LONGEST, _group(item)).index(_group(item)))


def _group(item: pytest.Item) -> str:
    folder, file = item.path.parent.name, item.path.stem
    if folder != "e2e":
        return f"{folder}/{file}"
    flows, walk = LONGEST
    return walk if file in ("test_pages", "test_speed") else flows


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def postgres() -> Iterator[TestServer]:
    """One PostgreSQL for the run; its databases are copied from templates."""
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def template(postgres: TestServer) -> str:
    """The name of a migrated database with the five people in it."""
    dsn = postgres.create_database(TEMPLATE)
    migrate.upgrade(dsn)
    with psycopg.connect(dsn) as connection:
        connection.execute(PEOPLE_SQL.encode())
    return TEMPLATE


@pytest.fixture(scope="session")
def seeded_template(postgres: TestServer, template: str) -> str:
    """The name of a database with the five people and a demo agency."""
    from backend.seed import seed

    dsn = postgres.create_database(SEEDED, template=template)
    seed(dsn, customers=SEEDED_CUSTOMERS, report=lambda _: None)
    return SEEDED


@pytest.fixture
def own_database(postgres: TestServer, template: str) -> Iterator[str]:
    """The address of a fresh database for one test, with the five people in it."""
    yield from _copied(postgres, template)


@pytest.fixture(scope="module")
def database(postgres: TestServer, template: str) -> Iterator[str]:
    """The address of a fresh database for the tests of one file, with the five people in it."""
    yield from _copied(postgres, template)


@pytest.fixture(scope="module")
def seeded_database(postgres: TestServer, seeded_template: str) -> Iterator[str]:
    """The address of a database with a demo agency, for the tests of one file."""
    yield from _copied(postgres, seeded_template)


def _copied(postgres: TestServer, template: str) -> Iterator[str]:
    name = f"test_{next(_numbers)}"
    yield postgres.create_database(name, template=template)
    postgres.drop_database(name)


@pytest.fixture(scope="session")
def settings_of(tmp_path_factory: pytest.TempPathFactory) -> SettingsOf:
    """Settings for a database: quiet, without a worker, in development unless told otherwise."""

    def make(dsn: str, **others: object) -> Settings:
        quiet = {
            "env": Environment.development,
            "use_db": True,
            "database_url": dsn,
            "data_dir": tmp_path_factory.mktemp("data"),
            "secret_key": "a key for tests, forty characters at least",
            "run_worker": False,
            "pool_min": 1,
            "pool_max": 8,
            "log_level": "warning",
            "log_format": LogFormat.json,
            "allowed_hosts": (),
        }
        return Settings.model_validate({**quiet, **others})

    return make


@pytest.fixture(scope="module")
async def app(database: str, settings_of: SettingsOf) -> AsyncIterator[Gateway]:
    """The application in development, on the database of this file."""
    async with serving(settings_of(database)) as started:
        yield started


@pytest.fixture(scope="module")
async def production_app(database: str, settings_of: SettingsOf) -> AsyncIterator[Gateway]:
    """The application in production, on the same database."""
    async with serving(settings_of(database, env=Environment.production)) as started:
        yield started


@pytest.fixture
def nobody(app: Gateway) -> Client:
    """Somebody on another machine without credentials."""
    return Client(app)


@pytest.fixture
def developer(app: Gateway) -> Client:
    """Somebody without credentials on the machine that the application runs on."""
    return Client(app, peer=THIS_MACHINE, host="localhost:8000")


@pytest.fixture
def ada(nobody: Client) -> Client:
    return nobody.of(ADA)


@pytest.fixture
def ben(nobody: Client) -> Client:
    return nobody.of(BEN)


@pytest.fixture
def cleo(nobody: Client) -> Client:
    return nobody.of(CLEO)


@pytest.fixture
def dan(nobody: Client) -> Client:
    return nobody.of(DAN)


@pytest.fixture
def vic(nobody: Client) -> Client:
    return nobody.of(VIC)


@pytest.fixture
def records(ada: Client) -> Records:
    """Makes records, as Ada."""
    return Records(ada)
