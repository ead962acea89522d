"""One migrated database for the tests of this folder, a fresh copy of it for each test that asks."""

from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import asyncpg
import pytest

from backend.database import migrate
from backend.database.engine import Pool, open_pool
from backend.settings import Settings
from backend.transfer import service
from backend.transfer.execution import Outcome
from backend.transfer.revert import Reverted
from tests.servers import TestServer, running_server

NUMBERS = count()
TEMPLATE = "transfer_template"
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "imports"

Import = Callable[..., Coroutine[None, None, tuple[int, Outcome]]]


@pytest.fixture(scope="session")
def transfer_server() -> Iterator[TestServer]:
    with running_server() as server:
        migrate.upgrade(server.create_database(TEMPLATE))
        yield server


@asynccontextmanager
async def fresh_pool(server: TestServer) -> AsyncIterator[Pool]:
    dsn = server.create_database(f"transfer_{next(NUMBERS)}", template=TEMPLATE)
    settings = Settings(pool_min=1, pool_max=4)
    async with await open_pool(dsn, settings) as pool:
        yield pool


@pytest.fixture
async def pool(transfer_server: TestServer) -> AsyncIterator[Pool]:
    async with fresh_pool(transfer_server) as pool:
        yield pool


@pytest.fixture
def real_files() -> Path:
    if not SHARED.is_dir():
        pytest.skip("the folder ../shared/data/imports with the real files is absent")
    return SHARED


@pytest.fixture
def bring_in(pool: Pool) -> Import:
    """Imports a file as somebody who may change everything; returns the operation's id and outcome."""

    async def run(path: Path, **told: object) -> tuple[int, Outcome]:
        order = {
            "noun": None,
            "mapping": None,
            "match": None,
            "dry_run": False,
            "created_by": None,
            "owner_id": None,
            "only_owned_by": None,
        } | told
        request = service.Request(path=path, file_name=path.name, **order)  # type: ignore[arg-type]
        async with pool.acquire() as connection:
            operation_id = await service.order_import(connection, request, ["anything"])
        outcome = await service.perform_import(pool, operation_id)
        assert outcome is not None
        return operation_id, outcome

    return run


async def revert(pool: Pool, operation_id: int) -> Reverted:
    """Undoes an operation as the background job would."""
    async with pool.acquire() as connection:
        revert_id = await service.order_revert(connection, operation_id, None)
    done = await service.perform_revert(pool, revert_id)
    assert done is not None
    return done


async def contents(pool: Pool, *tables: str) -> dict[str, list[asyncpg.Record]]:
    """Every row of the tables without the two columns that count changes."""
    found = {}
    for table in tables:
        rows = f"select (to_jsonb(t) - 'version' - 'updated_at')::text from {table} t order by id"
        found[table] = await pool.fetch(rows)
    return found
