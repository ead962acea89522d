"""Servers and databases for the contract: every test runs on the wheel's PostgreSQL and on the distribution's."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from backend.database import migrate
from tests.servers import WHEEL, TestServer, distribution_bins, running_server

BACKEND = Path(__file__).resolve().parents[2] / "backend"
OLDEST_SERVER = 15
SERVERS = [WHEEL] + [path for path in distribution_bins() if float(path.parent.name) >= OLDEST_SERVER]
# For what is alike on every server and takes long.
ON_THE_OLDEST = pytest.mark.parametrize("server", SERVERS[-1:], indirect=True, ids=lambda path: path.parent.name)

Alembic = Callable[..., "subprocess.CompletedProcess[str]"]
ReadOnly = Callable[[str], str]
MakeDatabase = Callable[[str | None], str]
_numbers = count(1)


@pytest.fixture(scope="session", params=SERVERS, ids=["wheel", *(f"debian{path.parent.name}" for path in SERVERS[1:])])
def server(request: pytest.FixtureRequest) -> Iterator[TestServer]:
    """A server on a TCP port of its own."""
    with running_server(request.param) as started:
        yield started


@pytest.fixture(scope="session")
def templates(server: TestServer) -> dict[str, str]:
    """Names of the databases that were migrated once, by revision, to be copied from."""
    return {}


@pytest.fixture
def read_only(server: TestServer, templates: dict[str, str]) -> ReadOnly:
    """The address of a database at the given revision, shared with other tests: to look at, not to change."""
    return lambda revision: server.dsn_of(_template(server, templates, revision))


@pytest.fixture
def make_database(server: TestServer, templates: dict[str, str]) -> Iterator[MakeDatabase]:
    """Makes a database at the given revision, or an empty one, and returns its name."""
    made: list[str] = []

    def make(revision: str | None) -> str:
        name = f"contract_{next(_numbers)}"
        server.create_database(name, template=_template(server, templates, revision) if revision else "template0")
        made.append(name)
        return name

    yield make
    for name in made:
        server.drop_database(name)


def _template(server: TestServer, templates: dict[str, str], revision: str) -> str:
    if revision not in templates:
        name = f"at_{revision}"
        migrate.upgrade(server.create_database(name), to=revision)
        templates[revision] = name
    return templates[revision]


def alembic_on(dsn: str) -> Alembic:
    """`alembic` as a person runs it: from backend/, with the server in DATABASE_URL."""

    def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [str(Path(sys.executable).with_name("alembic")), *arguments],
            cwd=BACKEND,
            env={**os.environ, "DATABASE_URL": dsn},
            capture_output=True,
            text=True,
            check=False,
        )

    return run
