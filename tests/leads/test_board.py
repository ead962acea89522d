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


async def test_what_is_typed_narrows_it_as_in_the_list(ada: Client, records: Records) -> None:
    ann = await records.make("leads", contact_info={"name": "Ann Lee", "phone": "+16145550133"})
    await records.make("leads", contact_info={"name": "Bob Stone"})

    for typed in ("ann lee", "614-555-0133", "Lee"):
        column = (await columns(ada, q=typed))["new"]
        assert ([card["id"] for card in column["cards"]], column["count"]) == ([ann["id"]], 1)
        assert [card["id"] for card in (await ada.get("/v1/leads/board/new", {"q": typed})).ok()["cards"]] == [
            ann["id"]
        ]
    assert (await columns(ada, q="nobody of that name"))["new"]["count"] == 0


REACHED: dict[str, Any] = {"contact_info": {"name": "Ann Lee", "email": "ann@example.com", "state": "TX"}}


async def taken_back(client: Client, lead: dict[str, Any], stage: str) -> Any:
    return await client.post("/v1/leads/board/undo", {"lead_id": lead["id"], "stage": stage})


async def test_a_move_is_taken_back_with_all_that_it_changed(ada: Client, app: Gateway, records: Records) -> None:
    lead = await records.make("leads", CLEO, **REACHED)
    await app.runtime.pool.execute(
        "update leads set answer_by = now() + interval '5 minutes', stage_since = now() - interval '9 days'"
        " where id = $1",
        lead["id"],
    )
    before = (await ada.get(f"/v1/leads/{lead['id']}")).ok()
    (await ada.post(f"/v1/leads/{lead['id']}/stage", {"stage": "contacted"})).ok()

    back = (await taken_back(ada, lead, "contacted")).ok()

    kept = ("status", "stage_since", "answer_by", "first_contact_at", "first_attempt_at", "lost_reason", "owner_id")
    assert {name: back[name] for name in kept} == {name: before[name] for name in kept}
    again = await taken_back(ada, lead, "contacted")
    assert (again.status, again.json["code"]) == (409, "moved_since")


async def test_a_loss_is_taken_back_with_its_reason(ada: Client, records: Records) -> None:
    lead = await records.make("leads", CLEO, status="contacted", **REACHED)
    (await ada.post(f"/v1/leads/{lead['id']}/stage", {"stage": "lost", "reason": "No answer"})).ok()

    back = (await taken_back(ada, lead, "lost")).ok()

    assert (back["status"], back["lost_reason"]) == ("contacted", None)


async def test_what_was_changed_since_stays_when_a_move_is_taken_back(ada: Client, records: Records) -> None:
    lead = await records.make("leads", CLEO, **REACHED)
    (await ada.post(f"/v1/leads/{lead['id']}/stage", {"stage": "contacted"})).ok()
    (await ada.patch(f"/v1/leads/{lead['id']}", {"product_interest": "home"})).ok()

    back = (await taken_back(ada, lead, "contacted")).ok()

    assert (back["status"], back["product_interest"]) == ("new", "home")


async def test_only_ones_own_last_move_is_taken_back(ada: Client, cleo: Client, dan: Client, records: Records) -> None:
    lead = await records.make("leads", CLEO, **REACHED)
    (await ada.post(f"/v1/leads/{lead['id']}/stage", {"stage": "contacted"})).ok()

    assert (await taken_back(cleo, lead, "contacted")).status == 409
    assert (await taken_back(dan, lead, "contacted")).status == 404
    assert (await taken_back(ada, lead, "quoted")).status == 409
    assert (await ada.get(f"/v1/leads/{lead['id']}")).ok()["status"] == "contacted"


async def test_a_taken_back_lead_is_unanswered_again(ada: Client, app: Gateway, records: Records) -> None:
    lead = await records.make("leads", CLEO, **REACHED)
    pool = app.runtime.pool
    await pool.execute("insert into lead_assignments (lead_id, user_id) values ($1, $2)", lead["id"], CLEO.id)
    (await ada.post(f"/v1/leads/{lead['id']}/stage", {"stage": "contacted"})).ok()
    answered = "select answered_at is not null from lead_assignments where lead_id = $1"
    assert await pool.fetchval(answered, lead["id"])

    (await taken_back(ada, lead, "contacted")).ok()

    assert not await pool.fetchval(answered, lead["id"])


async def test_a_card_says_how_likely_its_lead_buys(ada: Client, app: Gateway, records: Records) -> None:
    scored, unscored = await records.make("leads"), await records.make("leads")
    pool = app.runtime.pool
    await pool.execute("update leads set score = null, score_band = null, scored_at = null")
    likely = "update leads set score = 0.23, score_band = 'hot', scored_at = now() where id = $1"
    await pool.execute(likely, scored["id"])

    cards = {card["id"]: card["score"] for card in (await columns(ada))["new"]["cards"]}

    assert cards == {scored["id"]: {"score": 0.23, "band": "hot"}, unscored["id"]: None}
