"""A migrated database with the five people in it, and the doorkeeper at its gate."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from backend.auth.service import Authenticator
from backend.auth.sessions import Visit
from backend.auth.signin import SignIn
from backend.database.engine import Pool, open_pool
from backend.database.migrate import upgrade
from backend.settings import Settings
from tests.people import PEOPLE_SQL
from tests.servers import running_server

# Deleting the few rows that a test leaves is fifty times faster than a fresh copy of the database.
CLEAN = "delete from users; delete from teams; delete from login_throttle;"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def people_database() -> Iterator[str]:
    """The address of one migrated database for all these tests."""
    with running_server() as server:
        upgrade(server.dsn)
        yield server.dsn


@dataclass(frozen=True)
class Agency:
    """A database with Ada, Ben, Cleo, Dan and Vic. last_entry: where the audit trail stood when the test began."""

    dsn: str
    settings: Settings
    pool: Pool
    door: SignIn
    memory: Authenticator
    last_entry: int

    async def events(self, *actions: str) -> list[str]:
        """The security events of the audit trail, oldest first."""
        trail = "select action from audit_log where action = any($1) and id > $2 order by id"
        rows = await self.pool.fetch(trail, list(actions), self.last_entry)
        return [row["action"] for row in rows]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, use_db=False, pool_min=1, pool_max=6, session_idle_minutes=30)


@pytest.fixture
async def agency(people_database: str, settings: Settings) -> AsyncIterator[Agency]:
    async with await open_pool(people_database, settings) as pool:
        await pool.execute(CLEAN + PEOPLE_SQL)
        last_entry = await pool.fetchval("select coalesce(max(id), 0) from audit_log")
        memory = Authenticator(settings)
        await memory.start(pool, people_database)
        await until_it_hears(memory)
        yield Agency(people_database, settings, pool, SignIn.at(pool, settings), memory, last_entry)
        await memory.close()


async def until_it_hears(memory: Authenticator) -> None:
    """Waits until the authenticator listens for changes."""
    await until(lambda: memory.hears_changes)


async def until_forgotten(memory: Authenticator, credential: bytes) -> None:
    """Waits until nothing is remembered of a credential."""
    await until(lambda: memory.cached(credential) is None)


async def until(true: Callable[[], bool]) -> None:
    """Waits until something is so."""
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110 - a notification has no handle to wait on
            await asyncio.sleep(0.005)


@pytest.fixture
def visit() -> Visit:
    """A sign-in from somewhere."""
    return Visit("203.0.113.9", "pytest", "request-1")
