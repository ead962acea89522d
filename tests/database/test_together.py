"""Writes that arrive at once share a transaction; each caller gets what belongs to it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

import asyncpg
import pytest

from backend.database.engine import Pool, open_pool
from backend.database.together import Together
from tests.conftest import SettingsOf

pytestmark = pytest.mark.anyio

MAKE: Final = """
    with acting as (select set_config('leadgen.actor', $2, true) as named)
    insert into customers (name, email, version) select $1, 'ada@example.com', $3 from acting
    returning id, name, xmin::text as transaction
"""


@pytest.fixture
async def pool(own_database: str, settings_of: SettingsOf) -> AsyncIterator[Pool]:
    async with await open_pool(own_database, settings_of(own_database, pool_min=1, pool_max=5)) as opened:
        yield opened


async def _make(together: Together, number: int, version: object = 1) -> asyncpg.Record:
    row = await together.fetchrow(MAKE, f"Customer {number}", f"\trequest-{number}\tAda", version)
    assert row is not None
    return row


async def test_many_at_once_share_transactions_and_each_gets_its_own_row(pool: Pool) -> None:
    together = Together(pool)

    rows = await asyncio.gather(*(_make(together, number) for number in range(40)))

    assert [row["name"] for row in rows] == [f"Customer {number}" for number in range(40)]
    assert len({row["transaction"] for row in rows}) == 3  # the first, 32, the rest


async def test_each_is_logged_under_its_own_request(pool: Pool) -> None:
    together = Together(pool)

    rows = await asyncio.gather(*(_make(together, number) for number in range(10)))

    logged = await pool.fetch("select record_id, request_id from audit_log where table_name = 'customers'")
    assert {row["record_id"]: row["request_id"] for row in logged} == {
        row["id"]: f"request-{number}" for number, row in enumerate(rows)
    }


@pytest.mark.parametrize("refused", [None, 2**40, "one"], ids=["by the database", "too large", "by the driver"])
async def test_a_refused_one_keeps_nobody_else_from_being_done_once(pool: Pool, refused: object) -> None:
    together = Together(pool)

    done = await asyncio.gather(
        *(_make(together, number, refused if number == 4 else 1) for number in range(9)), return_exceptions=True
    )

    assert [isinstance(each, asyncpg.PostgresError) for each in done] == [number == 4 for number in range(9)]
    names = await pool.fetch("select name from customers order by name")
    assert [row["name"] for row in names] == [f"Customer {number}" for number in range(9) if number != 4]


async def test_whoever_comes_while_one_waits_for_a_lock_goes_by_itself(pool: Pool) -> None:
    together = Together(pool, patience_s=0)
    async with pool.acquire() as locking:
        await locking.execute("begin; lock table customers in share mode")
        tasks = [asyncio.create_task(_make(together, number)) for number in range(2)]
        await _until_waiting(pool, 2)
        await locking.execute("rollback")

    assert [row["name"] for row in await asyncio.gather(*tasks)] == ["Customer 0", "Customer 1"]


async def test_a_caller_who_leaves_takes_nobody_along(pool: Pool) -> None:
    together = Together(pool)
    tasks = [asyncio.create_task(_make(together, number)) for number in range(6)]
    await asyncio.sleep(0)

    tasks[0].cancel()
    tasks[3].cancel()
    done = await asyncio.gather(*tasks, return_exceptions=True)

    assert [row["name"] for row in done if isinstance(row, asyncpg.Record)] == [f"Customer {n}" for n in (1, 2, 4, 5)]


async def test_a_broken_connection_is_told_to_all_who_used_it(pool: Pool) -> None:
    together = Together(pool)
    async with pool.acquire() as locking:
        await locking.execute("begin; lock table customers in share mode")
        tasks = [asyncio.create_task(_make(together, number)) for number in range(4)]
        for _ in range(2):  # the first, then the rest together
            await _until_waiting(pool, 1)
            # Waited for: one that is still ending would be taken for the next.
            await pool.execute(
                "select pg_terminate_backend(pid, 5000) from pg_stat_activity where wait_event = 'relation'"
            )
        done = await asyncio.gather(*tasks, return_exceptions=True)
        await locking.execute("rollback")

    assert all(isinstance(each, asyncpg.PostgresError | asyncpg.InterfaceError) for each in done)
    assert await pool.fetchval("select count(*) from customers") == 0


async def _until_waiting(pool: Pool, many: int) -> None:
    waiting = "select count(*) from pg_stat_activity where wait_event = 'relation' and datname = current_database()"
    while await pool.fetchval(waiting) < many:  # noqa: ASYNC110 - the database tells nobody
        await asyncio.sleep(0.01)
