"""Where a lead may go from where it stands."""

from typing import Any, Final

import pytest

from tests.client import Client
from tests.people import CLEO, DAN
from tests.records import Records

pytestmark = pytest.mark.anyio

ANN: Final = {"name": "Ann Lee", "email": "ann@example.com", "state": "TX"}


async def move(client: Client, lead: dict[str, Any], stage: str, **more: object) -> Any:
    return (await client.post(f"/v1/leads/{lead['id']}/stage", {"stage": stage, **more})).ok()


async def test_a_lead_goes_from_new_to_quoted_step_by_step(ada: Client, records: Records) -> None:
    lead = await records.make("leads", CLEO, contact_info=ANN, product_interest="auto")

    assert (await move(ada, lead, "contacted"))["status"] == "contacted"
    assert (await move(ada, lead, "qualified"))["status"] == "qualified"
    await records.make("quotes", lead_id=lead["id"], premium_cents=60_000, term_months=6)

    quoted = (await ada.get(f"/v1/leads/{lead['id']}")).ok()
    assert (quoted["status"], quoted["value_cents"]) == ("quoted", 120_000)
    assert quoted["stage_since"] > lead["stage_since"]
    assert quoted["first_contact_at"] is not None


@pytest.mark.parametrize(
    ("lacking", "stage", "field", "message"),
    [
        ({"contact_info": {"name": "Ann"}}, "contacted", "contact_info", "neither an e-mail address nor a phone"),
        ({"product_interest": None}, "qualified", "product_interest", "what kind of insurance"),
        ({"contact_info": {"email": "a@example.com"}}, "qualified", "contact_info", "Neither state nor ZIP"),
        ({"owner_id": None}, "qualified", "owner_id", "Nobody works on this lead"),
        ({}, "quoted", "quotes", "No quote is recorded. This is needed for quoted."),
        ({}, "lost", "lost_reason", "Say why"),
    ],
)
async def test_what_is_missing_is_named_whatever_way_the_status_is_changed(
    lacking: dict[str, object], stage: str, field: str, message: str, ada: Client, records: Records
) -> None:
    whole = {"contact_info": ANN, "product_interest": "auto", "owner_id": CLEO.id} | lacking
    lead = await records.make("leads", **whole)

    by_stage = await ada.post(f"/v1/leads/{lead['id']}/stage", {"stage": stage})
    by_patch = await ada.patch(f"/v1/leads/{lead['id']}", {"status": stage})

    for refused in (by_stage, by_patch):
        assert refused.status == 422, refused.text
        assert refused.json["errors"][0]["pointer"] == f"/{field}"
        assert message in refused.json["errors"][0]["detail"]
    assert (await ada.get(f"/v1/leads/{lead['id']}")).ok()["status"] == "new"


async def test_a_change_may_bring_what_its_stage_needs(ada: Client, records: Records) -> None:
    lead = await records.make("leads", contact_info={"name": "Ann"})

    there = await ada.patch(f"/v1/leads/{lead['id']}", {"status": "contacted", "contact_info": ANN})

    assert there.ok()["status"] == "contacted"


async def test_a_lost_lead_is_taken_up_again_and_a_won_one_stays(ada: Client, records: Records) -> None:
    lead = await records.make("leads", CLEO, contact_info=ANN)
    assert (await move(ada, lead, "lost", reason="Bought elsewhere"))["lost_reason"] == "Bought elsewhere"
    assert (await move(ada, lead, "contacted"))["lost_reason"] is None
    won = await records.make("leads", status="won")

    refused = await ada.patch(f"/v1/leads/{won['id']}", {"status": "contacted"})

    assert refused.status == 422
    assert refused.json["errors"][0]["detail"] == "A lead does not go from won to contacted."


async def test_a_lead_is_won_only_by_converting_it(ada: Client, records: Records) -> None:
    lead = await records.make("leads", CLEO, contact_info=ANN)

    refused = await ada.post(f"/v1/leads/{lead['id']}/stage", {"stage": "won"})

    assert (refused.status, refused.json["code"]) == (422, "convert_instead")


async def test_being_there_already_is_no_change(ada: Client, records: Records) -> None:
    lead = await records.make("leads", status="scored", contact_info=ANN)

    same = await move(ada, lead, "new")

    assert (same["status"], same["version"]) == ("scored", lead["version"])


async def test_a_move_stands_in_the_history_with_who_and_why(cleo: Client, records: Records) -> None:
    lead = await records.make("leads", CLEO, contact_info=ANN)
    await move(cleo, lead, "contacted", reason="She called back")

    newest = (await cleo.get(f"/v1/leads/{lead['id']}/history")).items[0]
    timeline = (await cleo.get(f"/v1/timeline/leads/{lead['id']}")).ok()

    assert newest["actor_id"] == CLEO.id
    assert newest["after"]["status"] == "contacted"
    assert "To contacted: She called back" in str(timeline)


async def test_many_at_once_obey_the_same_table(ada: Client, records: Records) -> None:
    lead = await records.make("leads", contact_info=ANN)

    done = await ada.post("/v1/leads/bulk", {"action": "update", "ids": [lead["id"]], "changes": {"status": "lost"}})

    assert done.status in (202, 422), done.text
    assert (await ada.get(f"/v1/leads/{lead['id']}")).ok()["status"] == "new"


async def test_only_those_who_may_change_a_lead_move_it(dan: Client, vic: Client, records: Records) -> None:
    lead = await records.make("leads", CLEO, contact_info=ANN)
    theirs = await records.make("leads", DAN, contact_info=ANN)

    assert (await dan.post(f"/v1/leads/{lead['id']}/stage", {"stage": "contacted"})).status == 404
    assert (await vic.post(f"/v1/leads/{lead['id']}/stage", {"stage": "contacted"})).status == 403
    assert (await move(dan, theirs, "contacted"))["status"] == "contacted"


async def test_the_table_can_be_read(vic: Client) -> None:
    found = (await vic.get("/v1/leads/lifecycle")).ok()

    assert found["stages"] == ["new", "contacted", "qualified", "quoted", "won", "lost"]
    assert {"from_stage": "new", "to_stage": "lost", "needs": ["reason"]} in found["transitions"]
    assert not [each for each in found["transitions"] if each["from_stage"] == "won"]
