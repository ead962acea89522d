"""How a call ended, and what follows from it."""

from typing import Any, Final

import pytest

from tests.client import Client
from tests.people import CLEO, DAN
from tests.records import Records

pytestmark = pytest.mark.anyio

ANN: Final = {"name": "Ann Lee", "phone": "+15125550133", "email": "ann@example.com", "state": "TX"}


async def ended(client: Client, lead: dict[str, Any], disposition: str, **more: object) -> Any:
    return (await client.post(f"/v1/leads/{lead['id']}/calls", {"disposition": disposition, **more})).ok()


async def lead_of(client: Client, lead: dict[str, Any]) -> Any:
    return (await client.get(f"/v1/leads/{lead['id']}")).ok()


async def test_no_answer_is_an_attempt_and_no_contact(cleo: Client, records: Records) -> None:
    lead = await records.make("leads", CLEO, contact_info=ANN)

    done = await ended(cleo, lead, "no_answer", minutes=1)

    now = await lead_of(cleo, lead)
    call = (await cleo.get(f"/v1/communications/{done['communication_id']}")).ok()
    assert (now["status"], now["first_contact_at"]) == ("new", None)
    assert now["first_attempt_at"] is not None
    assert (call["comm_type"], call["subject"], call["metadata"]["disposition"]) == ("call", "No answer", "no_answer")
    assert (done["task_id"], done["consent_ids"]) == (None, [])


async def test_a_call_back_is_a_task_at_that_moment(cleo: Client, records: Records) -> None:
    lead = await records.make("leads", CLEO, contact_info=ANN)

    done = await ended(cleo, lead, "callback", call_back_at="2026-12-01T15:00:00Z", notes="After work")

    task = (await cleo.get(f"/v1/tasks/{done['task_id']}")).ok()
    assert (task["title"], task["due_at"], task["owner_id"], task["record_id"]) == (
        "Call Ann Lee back", "2026-12-01T15:00:00+00:00", CLEO.id, lead["id"],
    )  # fmt: skip
    assert (await lead_of(cleo, lead))["status"] == "contacted"
    refused = await cleo.post(f"/v1/leads/{lead['id']}/calls", {"disposition": "callback"})
    assert (refused.status, refused.json["code"]) == (422, "call_back_at_missing")


@pytest.mark.parametrize(
    ("disposition", "forbidden", "still_open"),
    [
        ("do_not_call", {"call_manual", "call_auto", "sms"}, True),
        ("wrong_number", {"call_manual", "call_auto", "sms"}, True),
        ("do_not_contact", {"call_manual", "call_auto", "sms", "email", "postal"}, False),
    ],
)
async def test_a_disposition_can_take_consent_back(
    disposition: str, forbidden: set[str], still_open: bool, cleo: Client, records: Records
) -> None:
    lead = await records.make("leads", CLEO, contact_info=ANN)

    done = await ended(cleo, lead, disposition, notes="Take me off your list")

    said = (await cleo.get(f"/v1/consent/leads/{lead['id']}")).ok()
    revoked = {each["channel"] for each in said["entries"] if each["action"] == "revoked"}
    refused = {each["channel"] for each in said["decisions"] if not each["allowed"]}
    assert len(done["consent_ids"]) == len(revoked) > 0
    assert forbidden <= refused
    assert said["entries"][0]["words"] == "Take me off your list"
    assert ((await lead_of(cleo, lead))["status"] != "lost") is still_open


async def test_what_a_stage_lacks_undoes_the_whole_call(cleo: Client, records: Records) -> None:
    lead = await records.make("leads", CLEO, contact_info=ANN)

    refused = await cleo.post(f"/v1/leads/{lead['id']}/calls", {"disposition": "qualified"})

    assert (refused.status, refused.json["errors"][0]["pointer"]) == (422, "/product_interest")
    assert (await cleo.get("/v1/communications", {"lead_id": lead["id"]})).items == []


async def test_who_was_quoted_stays_quoted(cleo: Client, records: Records) -> None:
    lead = await records.make("leads", CLEO, contact_info=ANN, status="quoted")

    await ended(cleo, lead, "spoke")

    assert (await lead_of(cleo, lead))["status"] == "quoted"


async def test_only_those_who_work_the_lead_write_calls(dan: Client, vic: Client, records: Records) -> None:
    lead = await records.make("leads", CLEO, contact_info=ANN)
    theirs = await records.make("leads", DAN, contact_info=ANN)

    assert (await dan.post(f"/v1/leads/{lead['id']}/calls", {"disposition": "spoke"})).status == 404
    assert (await vic.post(f"/v1/leads/{lead['id']}/calls", {"disposition": "spoke"})).status == 403
    assert (await dan.post(f"/v1/leads/{theirs['id']}/calls", {"disposition": "nonsense"})).status == 422
    assert (await vic.get("/v1/leads/dispositions")).items[0]["key"] == "no_answer"
