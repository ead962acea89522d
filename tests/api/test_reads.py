"""Every read of a demo agency: one statement each, and exactly what the API's description promises.

The bytes come from PostgreSQL and pass no output check on their way, so this is where they are checked.
"""

import csv
import io
from collections.abc import AsyncIterator
from typing import Any, Final

import pytest

from backend.api import schemas
from backend.api.gateway import Gateway
from backend.api.health import Alive, NotReady, Ready
from backend.api.jobs import JobPage
from backend.api.me import Me
from backend.api.openapi import History
from backend.api.operations import Operation, OperationPage
from backend.api.search import Found
from backend.registry import NOUNS
from tests.client import Client, serving
from tests.conftest import SettingsOf
from tests.people import ADA, CLEO

pytestmark = pytest.mark.anyio

AGENTS: Final = "update {table} set owner_id = $1 where id in (select id from {table} order by id limit 20)"


@pytest.fixture(scope="module")
async def app(seeded_database: str, settings_of: SettingsOf) -> AsyncIterator[Gateway]:
    """The application on a demo agency, with a single connection whose statements are counted."""
    async with serving(settings_of(seeded_database, pool_min=1, pool_max=1)) as started:
        for noun in NOUNS.values():
            if "owner_id" in noun.table.c:
                await started.runtime.pool.execute(AGENTS.format(table=noun.table.name), CLEO.id)
        ada = Client(started).of(ADA)
        await ada.post("/v1/saved-views", {"name": "V", "noun": "customers", "definition": {"sort": "name"}})
        await ada.post("/v1/lead-sources", {"name": "Google", "kind": "google"})
        await ada.post("/v1/web-forms", {"name": "Quote"})
        await ada.post("/v1/customers/bulk", {"action": "update", "ids": [1], "changes": {"city": "Tulsa"}})
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


async def first_id(client: Client, name: str) -> int:
    return (await client.get(f"/v1/{name}", {"page_size": 1})).ids[0]


@pytest.mark.parametrize("name", list(NOUNS))
@pytest.mark.parametrize("person", [ADA, CLEO], ids=["ada", "cleo"])
async def test_every_list_and_record_is_as_described(name: str, person: Any, nobody: Client) -> None:
    noun, client = NOUNS[name], nobody.of(person)
    page = await client.get(f"/v1/{name}", {"page_size": 200})
    if page.status == 403:
        return
    schemas.page(noun).model_validate_json(page.body, strict=True)
    assert page.items or person is CLEO, "the demo agency has none of these"
    for record in page.ids[:3]:
        one = await client.get(f"/v1/{name}/{record}")
        schemas.sent(noun).model_validate_json(one.body, strict=True)
        history = await client.get(f"/v1/{name}/{record}/history")
        History.model_validate_json(history.body, strict=True)


@pytest.mark.parametrize("name", list(NOUNS))
async def test_a_following_page_is_as_described(name: str, ada: Client) -> None:
    first = await ada.get(f"/v1/{name}", {"page_size": 1, "count": "none"})
    if first.ok()["next"]:
        second = await ada.get(f"/v1/{name}", {"page_size": 1, "after": first.json["next"]})
        schemas.page(NOUNS[name]).model_validate_json(second.body, strict=True)


async def test_what_the_caller_hears_about_themselves_is_as_described(ada: Client, developer: Client) -> None:
    for client in (ada, developer):
        Me.model_validate_json((await client.get("/v1/me")).body, strict=False)


@pytest.mark.parametrize("name", list(NOUNS))
async def test_a_read_is_one_statement(name: str, ada: Client, statements: list[str]) -> None:
    record = await first_id(ada, name)
    for path, parameters in (
        (f"/v1/{name}/{record}", {}),
        (f"/v1/{name}", {}),
        (f"/v1/{name}", {"id.gte": 1, "sort": "id", "page_size": 200, "count": "exact"}),
        (f"/v1/{name}", {"count": "estimated"}),
        (f"/v1/{name}", {"q": "smith"}),
        (f"/v1/{name}", {"q": "614 555 0100"}),
        (f"/v1/{name}/{record}/history", {}),
    ):
        statements.clear()
        (await ada.get(path, parameters)).ok()
        assert len(statements) == 1, (path, parameters, statements)


async def test_a_search_over_everything_is_one_statement(ada: Client, statements: list[str]) -> None:
    for words in ("smith", "jon smth", "614-555-0100", "someone@example.com"):
        statements.clear()
        (await ada.get("/v1/search", {"q": words})).ok()
        assert len(statements) == 1, statements


async def test_a_write_is_one_statement(ada: Client, statements: list[str]) -> None:
    statements.clear()
    made = await ada.post("/v1/customers", {"name": "One Statement", "email": "one@example.com"})
    assert len(statements) == 1, statements
    path = made.headers["location"]
    for change in (ada.patch(path, {"city": "Tulsa"}), ada.delete(path)):
        statements.clear()
        assert (await change).status in (200, 204)
        assert len(statements) == 1, statements


async def test_a_remembered_caller_costs_no_statement(cleo: Client, statements: list[str]) -> None:
    await cleo.get("/v1/customers")
    statements.clear()
    await cleo.get("/v1/customers")
    # When a key was last used is written down once in a while, beside what was asked.
    assert len([each for each in statements if "last_used_at" not in each]) == 1


@pytest.mark.parametrize("name", [name for name in NOUNS if name != "audit"])  # exports stand in the audit trail
async def test_an_export_holds_what_the_list_shows(name: str, ada: Client) -> None:
    total = (await ada.get(f"/v1/{name}", {"count": "exact"})).json["total"]

    exported = await ada.get(f"/v1/{name}/export", {"format": "csv"})

    assert exported.status == 200, exported.text
    rows = list(csv.reader(io.StringIO(exported.body.decode("utf-8-sig"))))
    assert len(rows) - 1 == total


async def test_an_export_holds_only_what_the_caller_may_see(cleo: Client) -> None:
    seen = (await cleo.get("/v1/customers", {"count": "exact"})).json["total"]

    exported = await cleo.get("/v1/customers/export", {"format": "json"})

    assert len(exported.ok()) == seen == 20


@pytest.mark.parametrize("words", ["smith", "614-555-0100", "someone@example.com", "CLM-2025"])
async def test_hits_are_as_described(ada: Client, words: str) -> None:
    reply = await ada.get("/v1/search", {"q": words, "limit": 20})

    Found.model_validate_json(reply.body, strict=True)


async def test_the_state_of_the_process_is_as_described(ada: Client) -> None:
    ready = await ada.get("/v1/health/ready")
    (Ready if ready.status == 200 else NotReady).model_validate_json(ready.body, strict=True)
    Alive.model_validate_json((await ada.get("/v1/health/live")).body, strict=True)
    JobPage.model_validate_json((await ada.get("/v1/jobs")).body, strict=True)


async def test_operations_are_as_described(ada: Client) -> None:
    listed = await ada.get("/v1/operations", {"kind": "bulk_update"})
    OperationPage.model_validate_json(listed.body, strict=True)
    one = await ada.get(f"/v1/operations/{listed.ids[0]}")
    Operation.model_validate_json(one.body, strict=True)
