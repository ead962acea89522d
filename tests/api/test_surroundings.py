"""Overviews, timelines and the queue of a whole demo agency: one statement each, and exactly what is described.

The bytes come from PostgreSQL and pass no output check on their way, so this is where they are checked.
"""

from collections.abc import AsyncIterator
from typing import Any, Final

import pytest

from backend.api.gateway import Gateway
from backend.api.overviews import OVERVIEWS
from backend.api.timeline import Timeline, TimelineNoun
from backend.api.today import Today
from tests.client import Client, serving
from tests.conftest import SettingsOf
from tests.people import ADA, BEN, CLEO, Person

pytestmark = pytest.mark.anyio

OWNED: Final = ("customers", "policies", "claims", "communications", "leads", "tasks", "notes")
CLEOS: Final = "update {table} set owner_id = $1 where id % 3 = 0"
MANY: Final = 30


@pytest.fixture(scope="module")
async def app(seeded_database: str, settings_of: SettingsOf) -> AsyncIterator[Gateway]:
    """The application on a demo agency a third of which is Cleo's, with a single connection."""
    async with serving(settings_of(seeded_database, pool_min=1, pool_max=1)) as started:
        for table in OWNED:
            await started.runtime.pool.execute(CLEOS.format(table=table), CLEO.id)
        yield started


@pytest.fixture
async def statements(app: Gateway) -> AsyncIterator[list[str]]:
    """What the application asked its database, so far."""
    asked: list[str] = []

    def note(record: Any) -> None:
        asked.append(record.query)

    async with app.runtime.pool.acquire() as connection:
        connection.add_query_logger(note)
    yield asked
    async with app.runtime.pool.acquire() as connection:
        connection.remove_query_logger(note)


async def known(client: Client) -> Client:
    """Somebody whom the application remembers, so that it asks its database only for what they want."""
    await client.get("/v1/me")
    return client


@pytest.mark.parametrize("person", [ADA, CLEO], ids=["ada", "cleo"])
@pytest.mark.parametrize("noun", list(TimelineNoun))
async def test_every_timeline_is_as_described_in_one_statement(
    noun: str, person: Person, nobody: Client, statements: list[str]
) -> None:
    client = await known(nobody.of(person))
    ids = (await client.get(f"/v1/{noun}", {"page_size": MANY})).ids
    assert ids
    seen = 0
    for record in ids:
        await client.get(f"/v1/timeline/{noun}/{record}", {"page_size": 2})
        statements.clear()
        found = await client.get(f"/v1/timeline/{noun}/{record}", {"page_size": 2})
        assert found.status == 200, found.text
        assert len(statements) == 1
        page = Timeline.model_validate_json(found.body, strict=True)
        seen += len(page.items)
        if page.next:
            more = await client.get(f"/v1/timeline/{noun}/{record}", {"after": page.next})
            Timeline.model_validate_json(more.body, strict=True)
    assert seen >= len(ids)


@pytest.mark.parametrize("person", [ADA, CLEO], ids=["ada", "cleo"])
@pytest.mark.parametrize("noun", list(OVERVIEWS))
async def test_every_overview_is_as_described_in_one_statement(
    noun: str, person: Person, nobody: Client, statements: list[str]
) -> None:
    client = await known(nobody.of(person))
    for record in (await client.get(f"/v1/{noun}", {"page_size": MANY})).ids:
        await client.get(f"/v1/{noun}/{record}/overview")
        statements.clear()
        found = await client.get(f"/v1/{noun}/{record}/overview")
        assert found.status == 200, found.text
        assert len(statements) == 1
        OVERVIEWS[noun].answer.model_validate_json(found.body, strict=True)


@pytest.mark.parametrize("person", [ADA, BEN, CLEO], ids=["ada", "ben", "cleo"])
@pytest.mark.parametrize("whose", ["me", "team", "all"])
async def test_every_queue_is_as_described_in_one_statement(
    whose: str, person: Person, nobody: Client, statements: list[str]
) -> None:
    client = await known(nobody.of(person))
    await client.get("/v1/today", {"whose": whose})
    statements.clear()

    found = await client.get("/v1/today", {"whose": whose, "page_size": 200})

    queue = Today.model_validate_json(found.body, strict=True)
    assert len(statements) == 1
    assert queue.items or whose != "all"
    assert [item.priority for item in queue.items] == sorted((item.priority for item in queue.items), reverse=True)
    assert all(0 <= item.priority <= 100 for item in queue.items)


async def test_the_demo_agency_has_something_to_do(ada: Client) -> None:
    counts = (await ada.get("/v1/today", {"whose": "all"})).ok()["counts"]

    assert min(counts["task"], counts["renewal"], counts["message"]) > 0, counts


async def test_the_demo_agency_has_households(app: Gateway, ada: Client) -> None:
    shared = await app.runtime.pool.fetchval(
        "select min(id) from customers group by household_key(address_line1, address_line2, postal_code)"
        " having count(*) > 1 limit 1"
    )

    assert (await ada.get(f"/v1/customers/{shared}/overview")).ok()["household"]
