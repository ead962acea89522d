"""Long lists say about how many rows they have without asking the planner for every page."""

from collections.abc import AsyncIterator
from typing import Final

import pytest

from backend.database import lists
from backend.database.criteria import parse
from backend.database.engine import Pool, open_pool
from backend.database.lists import Lists
from backend.database.reads import Question
from backend.database.sight import ALL_SEEING, Sight
from backend.registry import NOUNS
from tests.conftest import SettingsOf

pytestmark = pytest.mark.anyio

CUSTOMERS: Final = NOUNS["customers"]
LONG: Final = Question(count_limit=10)


@pytest.fixture
async def pool(database: str, settings_of: SettingsOf) -> AsyncIterator[Pool]:
    """A database with 40 customers, of whom 30 are active, and up-to-date statistics."""
    pool = await open_pool(database, settings_of(database))
    await pool.execute("delete from customers")
    await pool.execute(
        "insert into customers (name, email, status)"
        " select 'Ann ' || n, n || '@example.com', case when n > 10 then 'active' else 'inactive' end"
        " from generate_series(1, 40) n"
    )
    await pool.execute("analyze customers")
    yield pool
    await pool.close()


async def test_an_estimate_stands_for_a_while_and_no_longer(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(lists, "monotonic", lambda: now)
    long = Lists(pool)

    first = await long.page(CUSTOMERS, LONG, ALL_SEEING)
    await pool.execute("delete from customers where status = 'active'")
    await pool.execute("analyze customers")
    soon = await long.page(CUSTOMERS, LONG, ALL_SEEING)
    now += lists.KEPT_S + 1
    later = await long.page(CUSTOMERS, LONG, ALL_SEEING)

    assert (first.total, first.estimated) == (40, True)
    assert (soon.total, soon.estimated) == (40, True)
    assert soon.items.count('"id"') == 10
    assert (later.total, later.estimated) == (10, False)


async def test_what_was_counted_is_counted_again(pool: Pool) -> None:
    short = Lists(pool)
    asked = Question(selection=parse(CUSTOMERS, {"status": "inactive"}), count_limit=10)

    before = await short.page(CUSTOMERS, asked, ALL_SEEING)
    await pool.execute("delete from customers where name = 'Ann 3'")
    after = await short.page(CUSTOMERS, asked, ALL_SEEING)

    assert [(page.total, page.estimated) for page in (before, after)] == [(10, False), (9, False)]


async def test_other_conditions_and_other_people_have_totals_of_their_own(pool: Pool) -> None:
    long = Lists(pool)
    active = Question(selection=parse(CUSTOMERS, {"status": "active"}), count_limit=10)

    totals = [
        (await long.page(CUSTOMERS, question, sight)).total
        for question, sight in [
            (LONG, ALL_SEEING),
            (active, ALL_SEEING),
            (LONG, Sight("own", 7)),
            (LONG, ALL_SEEING),
        ]
    ]

    assert totals == [40, 30, 0, 40]
