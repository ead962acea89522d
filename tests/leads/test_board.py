"""Leads by stage."""

from typing import Any

import pytest

from backend.api.gateway import Gateway
from tests.client import Client
from tests.people import CLEO, DAN
from tests.records import Records

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
async def nothing_there(app: Gateway) -> None:
    await app.runtime.pool.execute("delete from leads")


async def columns(client: Client, **asked: object) -> dict[str, Any]:
    found = (await client.get("/v1/leads/board", asked)).ok()
    return {column["stage"]: column for column in found["columns"]}


async def test_every_stage_is_a_column_with_its_count_and_sum(ada: Client, records: Records) -> None:
    for status in ("new", "scored", "assigned", "quoted", "won"):
        await records.make("leads", CLEO, status=status)
    quoted = await records.make("leads", CLEO, status="quoted", contact_info={"name": "Ann Lee", "phone": "+1"})
    await records.make("quotes", lead_id=quoted["id"], premium_cents=150_000)
    await records.make("quotes", lead_id=quoted["id"], premium_cents=100_000)

    found = await columns(ada)

    assert list(found) == ["new", "contacted", "qualified", "quoted", "won", "lost"]
    assert {stage: column["count"] for stage, column in found.items()} == {
        "new": 3, "contacted": 0, "qualified": 0, "quoted": 2, "won": 1, "lost": 0,
    }  # fmt: skip
    assert found["quoted"]["value_cents"] == 100_000
    assert found["quoted"]["cards"][0]["name"] == "Ann Lee"
    assert found["quoted"]["cards"][0]["days"] == 0
    assert found["contacted"] == {
        "stage": "contacted", "count": 0, "value_cents": 0, "oldest_days": None, "cards": [], "next": None,
    }  # fmt: skip


async def test_a_column_goes_on_behind_its_last_card(ada: Client, records: Records) -> None:
    made = [(await records.make("leads", status=status))["id"] for status in ("new", "scored", "assigned") * 3]

    column = (await columns(ada, size=4))["new"]
    shown = [card["id"] for card in column["cards"]]
    after = column["next"]
    while after:
        more = (await ada.get("/v1/leads/board/new", {"size": 4, "after": after})).ok()
        shown += [card["id"] for card in more["cards"]]
        after = more["next"]

    assert shown == sorted(made, reverse=True)


async def test_the_oldest_is_said_in_days(ada: Client, app: Gateway, records: Records) -> None:
    lead = await records.make("leads")
    await app.runtime.pool.execute("update leads set stage_since = now() - interval '9 days' where id = $1", lead["id"])

    column = (await columns(ada))["new"]

    assert (column["oldest_days"], column["cards"][0]["days"]) == (9, 9)


async def test_what_was_closed_long_ago_tests_and_merged_leads_are_not_on_it(
    ada: Client, app: Gateway, records: Records
) -> None:
    lead, won = await records.make("leads"), await records.make("leads", status="won")
    await records.make("leads", is_test=True)
    merged = await records.make("leads")
    await app.runtime.pool.execute("update leads set merged_into_id = $2 where id = $1", merged["id"], lead["id"])
    await app.runtime.pool.execute("update leads set stage_since = now() - interval '31 days' where id = $1", won["id"])

    assert {stage: column["count"] for stage, column in (await columns(ada)).items() if column["count"]} == {"new": 1}


async def test_conditions_and_whose_narrow_it(ada: Client, cleo: Client, records: Records) -> None:
    await records.make("leads", CLEO, source="web", cost_cents=500)
    await records.make("leads", DAN, source="web")
    await records.make("leads", source="meta", metadata={"x": 1})

    async def count(client: Client, **asked: object) -> int:
        count: int = (await columns(client, **asked))["new"]["count"]
        return count

    assert await count(ada) == 3
    assert await count(cleo) == 1
    assert await count(ada, source="web") == 2
    assert await count(ada, filter='{"or": [{"source": "meta"}, {"cost_cents": {"gte": 500}}]}') == 2
    assert await count(ada, owner=DAN.id) == 1
    assert await count(ada, owner="none") == 1
    assert await count(ada, whose="me") == 0
    assert (await ada.get("/v1/leads/board", {"nonsense": "1"})).status == 422
    assert (await ada.get("/v1/leads/board/new", {"after": "AAAA"})).status == 400
