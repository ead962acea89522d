"""Statements take every type the tables use; transactions name who acts and end as they should."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

import asyncpg
import pytest
import sqlalchemy as sa

from backend.database.engine import DIALECT, Pool, Statement, open_pool
from backend.database.writes import Actor, transaction
from backend.models import Base
from backend.registry import NOUNS
from tests.conftest import SettingsOf

pytestmark = pytest.mark.anyio

ADA: Final = Actor(101, "Ada Lovelace", "request-1")
COUNT: Final = "select count(*) from teams where name = 'made here'"
MAKE: Final = "insert into teams (name) values ('made here')"


@pytest.fixture
async def pool(database: str, settings_of: SettingsOf) -> AsyncIterator[Pool]:
    settings = settings_of(database, pool_min=1, pool_max=2, statement_timeout_ms=2000)
    async with await open_pool(database, settings) as opened:
        yield opened
        await opened.execute("delete from teams where name = 'made here'")


async def _in_a_transaction(pool: Pool, *statements: str) -> None:
    async with transaction(pool, ADA) as connection:
        for statement in statements:
            await connection.execute(statement)


def an_example(column: sa.Column[Any]) -> object:
    """A value that a column of this type takes."""
    kind = column.type
    if isinstance(kind, sa.types.JSON):
        return {"text": "é", "list": [1, None]}
    for family, value in EXAMPLES:
        if isinstance(kind, family):
            return value
    return "not a value that the application writes"


EXAMPLES: Final[tuple[tuple[type[Any], object], ...]] = (
    (sa.Boolean, True),
    (sa.DateTime, datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC)),
    (sa.Date, date(2026, 1, 2)),
    (sa.BigInteger, 2**40),
    (sa.Integer, 2**31 - 1),
    (sa.Float, 1.5),
    (sa.Numeric, Decimal("12.34")),
    (sa.LargeBinary, b"\x00\xff"),
    (sa.String, "A"),
)
COLUMNS: Final = {
    f"{table.name}.{column.name}": column
    for table in Base.metadata.sorted_tables
    for column in table.columns
    if column.computed is None
}
# One column of each type is enough, in the words of the database.
BY_TYPE: Final = {str(column.type.compile(dialect=DIALECT)): column for column in COLUMNS.values()}


@pytest.mark.parametrize("kind", sorted(BY_TYPE))
async def test_every_type_of_the_tables_goes_in_and_comes_out(kind: str, pool: Pool) -> None:
    column = BY_TYPE[kind]
    value = an_example(column)
    statement = Statement(sa.select(sa.bindparam("value", type_=column.type).label("value")))

    found = await pool.fetchval(statement.text, *statement.arguments({"value": value}))

    if isinstance(column.type, sa.types.JSON):
        assert found == '{"list": [1, null], "text": "é"}'
    else:
        assert found == value


def test_there_are_types_to_try() -> None:
    assert len(BY_TYPE) > 10


def test_a_statement_is_compiled_once_for_each_shape() -> None:
    from backend.database.criteria import parse
    from backend.database.reads import Question

    customers = NOUNS["customers"]
    one, other = (
        Question(parse(customers, {"city": city, "id": {"gt": number}})) for city, number in (("a", 1), ("b", 2))
    )

    assert one.selection.shape == other.selection.shape
    assert one.selection.values != other.selection.values


async def test_connections_speak_utc_and_keep_time_limits(pool: Pool) -> None:
    row = await pool.fetchrow(
        "select current_setting('timezone') as zone, current_setting('statement_timeout') as statement,"
        " current_setting('lock_timeout') as lock, current_setting('idle_in_transaction_session_timeout') as idle"
    )

    assert dict(row or {}) == {"zone": "UTC", "statement": "2s", "lock": "5s", "idle": "1min"}


async def test_a_transaction_is_committed_under_its_actors_name(pool: Pool) -> None:
    async with transaction(pool, ADA) as connection:
        await connection.execute(MAKE)

    assert await pool.fetchval(COUNT) == 1
    entry = await pool.fetchrow("select actor_id, actor, request_id from audit_log order by id desc limit 1")
    assert dict(entry or {}) == {"actor_id": 101, "actor": "Ada Lovelace", "request_id": "request-1"}


async def test_an_error_rolls_everything_back_and_the_connection_goes_on(pool: Pool) -> None:
    with pytest.raises(asyncpg.UniqueViolationError):
        await _in_a_transaction(pool, MAKE, MAKE)

    assert await pool.fetchval(COUNT) == 0
    assert await pool.fetchval("select current_setting('leadgen.actor', true)") in (None, "")


async def test_a_caller_who_gives_up_leaves_nothing_behind(pool: Pool) -> None:
    made = asyncio.Event()

    async def make_and_wait() -> None:
        async with transaction(pool, ADA) as connection:
            await connection.execute(MAKE)
            made.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(make_and_wait())
    await made.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert await pool.fetchval(COUNT) == 0


async def test_a_lost_connection_is_not_handed_out_again(pool: Pool) -> None:
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
        await _in_a_transaction(pool, "select pg_terminate_backend(pg_backend_pid())")

    assert await pool.fetchval("select 1") == 1


@pytest.mark.parametrize("label", ["O'Brien", "tab\tin it", "back\\slash", "'; drop table teams; --", "nul\0", "é👩‍👧"])
async def test_any_name_may_act(label: str, pool: Pool) -> None:
    async with transaction(pool, Actor(None, label, "request-2")) as connection:
        told = await connection.fetchval("select current_setting('leadgen.actor')")

    assert told == f"\trequest-2\t{label}".replace("tab\tin", "tab in").replace("\0", "")
