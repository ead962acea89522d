"""Our migration makes the tables that the installed pgqueuer expects."""

import pytest
from pgqueuer.adapters.persistence.queries import Queries

from tests.jobs.conftest import Queue

pytestmark = [pytest.mark.anyio, pytest.mark.server]


async def test_pgqueuer_finds_nothing_to_change_in_our_tables(queue: Queue) -> None:
    plan = await Queries.from_asyncpg_pool(queue.pool).plan_upgrade()

    assert list(plan.statements) == []
