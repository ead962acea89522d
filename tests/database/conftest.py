"""A migrated database of its own for every test of what the database does by itself, on each PostgreSQL there is."""

from collections.abc import Iterator
from itertools import count

import psycopg
import pytest

from backend.database import migrate
from tests.servers import WHEEL, TestServer, distribution_bins, running_server

OLDEST_SERVER = 15
SERVERS = [WHEEL] + [path for path in distribution_bins() if float(path.parent.name) >= OLDEST_SERVER]
TEMPLATE = "kept"
_numbers = count(1)

Connection = psycopg.Connection[tuple[object, ...]]


@pytest.fixture(scope="session", params=SERVERS, ids=["wheel", *(f"debian{path.parent.name}" for path in SERVERS[1:])])
def books_server(request: pytest.FixtureRequest) -> Iterator[TestServer]:
    with running_server(request.param) as server:
        migrate.upgrade(server.create_database(TEMPLATE))
        yield server


@pytest.fixture
def books(books_server: TestServer) -> Iterator[str]:
    """The address of a fresh database at head, for tests that commit."""
    name = f"books_{next(_numbers)}"
    yield books_server.create_database(name, template=TEMPLATE)
    books_server.drop_database(name)


@pytest.fixture
def db(books: str) -> Iterator[Connection]:
    """A connection that commits each statement by itself."""
    with psycopg.connect(books, autocommit=True) as connection:
        yield connection
