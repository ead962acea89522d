"""Changes: nobody's is lost, a replacement replaces, a deletion leaves the children, ownership holds."""

import asyncio
from typing import Final

import pytest

from backend.registry import NOUNS
from tests.client import Client
from tests.people import ADA, BEN, CLEO, DAN
from tests.records import Records

pytestmark = pytest.mark.anyio

LOCKED: Final = [name for name, noun in NOUNS.items() if noun.writable]


async def test_a_change_of_a_record_that_somebody_else_changed_is_refused(ada: Client, records: Records) -> None:
    made = await records.make("customers", name="Before")
    path = f"/v1/customers/{made['id']}"
    read = await ada.get(path)
    await ada.patch(path, {"name": "Somebody else's"})

    lost = await ada.patch(path, {"name": "Mine"}, if_match=read.etag)

    assert (lost.status, lost.json["code"]) == (412, "changed")
    assert lost.headers["etag"] == (await ada.get(path)).etag
    assert (await ada.get(path)).json["name"] == "Somebody else's"
    assert (await ada.put(path, {"name": "Mine", "email": "m@example.com"}, if_match=read.etag)).status == 412
    assert (await ada.delete(path, if_match=read.etag)).status == 412
    assert (await ada.patch(path, {"name": "Mine"}, if_match=lost.headers["etag"])).status == 200


@pytest.mark.parametrize("name", LOCKED)
async def test_every_noun_notices_a_stale_etag(name: str, ada: Client, records: Records) -> None:
    made = await records.make(name)
    path = f"/v1/{name}/{made['id']}"
    read = await ada.get(path)

    assert (await ada.delete(path, if_match='"0"')).status == 412
    assert (await ada.get(path)).etag == read.etag
    assert (await ada.delete(path, if_match=read.etag)).status == 204


async def test_a_weak_etag_and_a_star_match(ada: Client, records: Records) -> None:
    made = await records.make("customers")
    path = f"/v1/customers/{made['id']}"

    assert (await ada.patch(path, {"city": "Tulsa"}, if_match=f"W/{(await ada.get(path)).etag}")).status == 200
    assert (await ada.patch(path, {"city": "Austin"}, if_match="*")).status == 200


async def test_of_twenty_changes_at_once_one_wins(ada: Client, records: Records) -> None:
    made = await records.make("customers")
    path = f"/v1/customers/{made['id']}"
    etag = (await ada.get(path)).etag

    replies = await asyncio.gather(*(ada.patch(path, {"city": f"City {n}"}, if_match=etag) for n in range(20)))

    assert sorted(reply.status for reply in replies) == [200] + [412] * 19
    won = next(reply for reply in replies if reply.status == 200)
    assert (await ada.get(path)).json == won.json
    assert len((await ada.get(f"{path}/history")).items) == 2


async def test_a_replacement_replaces_everything_but_the_owner(ada: Client, records: Records) -> None:
    made = await records.make(
        "customers", DAN, city="Tulsa", status="inactive", reason="moved", metadata={"a": 1}, date_of_birth="1990-01-01"
    )

    replaced = (await ada.put(f"/v1/customers/{made['id']}", {"name": "New Name", "email": "new@example.com"})).ok()

    kept = {key: replaced[key] for key in ("id", "created_at", "owner_id")}
    assert kept == {key: made[key] for key in kept}
    assert replaced["owner_id"] == DAN.id
    assert (replaced["name"], replaced["email"], replaced["status"]) == ("New Name", "new@example.com", "active")
    assert [replaced[key] for key in ("city", "reason", "metadata", "date_of_birth")] == [None] * 4


async def test_a_replacement_needs_what_a_new_record_needs(ada: Client, records: Records) -> None:
    made = await records.make("customers")

    refused = await ada.put(f"/v1/customers/{made['id']}", {"name": "Only a name"})

    assert (refused.status, [error["pointer"] for error in refused.json["errors"]]) == (422, ["/email"])
    assert (await ada.get(f"/v1/customers/{made['id']}")).json == made


async def test_a_field_is_emptied_by_null_and_only_if_it_may_be_empty(ada: Client, records: Records) -> None:
    made = await records.make("customers", city="Tulsa")
    path = f"/v1/customers/{made['id']}"

    assert (await ada.patch(path, {"city": None})).ok()["city"] is None
    refused = await ada.patch(path, {"name": None, "status": None})

    assert refused.status == 422
    assert {error["pointer"] for error in refused.json["errors"]} == {"/name", "/status"}


async def test_a_change_of_nothing_is_refused(ada: Client, records: Records) -> None:
    made = await records.make("customers")

    assert (await ada.patch(f"/v1/customers/{made['id']}", {})).status == 400


CHILDREN: Final = [
    ("customers", "policies", "customer_id"),
    ("customers", "communications", "customer_id"),
    ("customers", "leads", "customer_id"),
    ("policies", "claims", "policy_id"),
    ("leads", "communications", "lead_id"),
    ("leads", "file-documents", "lead_id"),
    ("marketing/segments", "marketing/campaigns", "segment_id"),
    ("marketing/templates", "marketing/campaigns", "template_id"),
]


@pytest.mark.parametrize(("parent", "child", "column"), CHILDREN)
async def test_children_outlive_their_parent(
    parent: str, child: str, column: str, ada: Client, records: Records
) -> None:
    above = await records.make(parent)
    below = await records.make(child, **{column: above["id"]})
    assert below[column] == above["id"]

    assert (await ada.delete(f"/v1/{parent}/{above['id']}")).status == 204

    left = (await ada.get(f"/v1/{child}/{below['id']}")).ok()
    assert left[column] is None
    changed = {column, "updated_at", "version", "row_version"}
    assert {k: v for k, v in left.items() if k not in changed} == {k: v for k, v in below.items() if k not in changed}


async def test_a_duplicate_number_is_a_conflict_that_names_the_field(ada: Client, records: Records) -> None:
    made = await records.make("policies")

    again = await records.try_make("policies", policy_number=made["policy_number"])

    assert (again.status, again.json["code"]) == (409, "already_exists")
    assert [error["pointer"] for error in again.json["errors"]] == ["/policy_number"]


async def test_a_policy_counts_in_its_customers_books(ada: Client, records: Records) -> None:
    customer = await records.make("customers")
    path = f"/v1/customers/{customer['id']}"

    policy = await records.make("policies", customer_id=customer["id"], premium="$100/mo")
    counted = (await ada.get(path)).ok()
    assert (counted["policies_count"], counted["total_value_cents"]) == (1, 120_000)

    await ada.patch(f"/v1/policies/{policy['id']}", {"status": "cancelled"})
    counted = (await ada.get(path)).ok()
    assert counted["total_value_cents"] == 0


@pytest.mark.parametrize(
    ("noun", "field", "text"),
    [
        ("policies", "premium", "a lot"),
        ("policies", "premium", "$1,2,3"),
        ("claims", "amount", "$12.345.678"),
        ("claims", "amount", "∞"),
    ],
)
async def test_money_that_nobody_can_read_is_refused(
    noun: str, field: str, text: str, records: Records, ada: Client
) -> None:
    before = (await ada.get(f"/v1/{noun}")).json["total"]

    refused = await records.try_make(noun, **{field: text})

    assert refused.status == 422, refused.text
    assert [(error["pointer"], error["code"]) for error in refused.json["errors"]] == [(f"/{field}", "money")]
    assert (await ada.get(f"/v1/{noun}")).json["total"] == before


# --- whose it is ------------------------------------------------------------------------------------------------------


async def test_a_manager_changes_the_leads_of_the_own_team_and_those_of_nobody(ben: Client, records: Records) -> None:
    cleos, dans, nobodys = (
        await records.make("leads", CLEO),
        await records.make("leads", DAN),
        await records.make("leads"),
    )

    changed = {who["id"]: await ben.patch(f"/v1/leads/{who['id']}", {"source": "web"}) for who in (cleos, nobodys)}
    refused = await ben.patch(f"/v1/leads/{dans['id']}", {"source": "web"})

    assert {reply.status for reply in changed.values()} == {200}
    assert (refused.status, refused.json["code"]) == (403, "not_allowed")  # seen by a manager, and not to be changed
    assert (await ben.delete(f"/v1/leads/{dans['id']}")).status == 403
    assert (await ben.delete(f"/v1/leads/{cleos['id']}")).status == 204


async def test_a_manager_hands_leads_on_within_the_team_only(ben: Client, records: Records) -> None:
    lead = await records.make("leads", BEN)
    path = f"/v1/leads/{lead['id']}"

    assert (await ben.patch(path, {"owner_id": DAN.id})).status == 403
    assert (await ben.patch(path, {"owner_id": CLEO.id})).ok()["owner_id"] == CLEO.id


async def test_an_agent_hangs_nothing_on_records_out_of_sight(cleo: Client, records: Records) -> None:
    dans = await records.make("customers", DAN)
    mine = await records.make("customers", CLEO)
    policy = await records.make("policies", CLEO)

    made = await cleo.post(
        "/v1/policies", {"policy_number": "X-1", "customer_name": "X", "premium": "$1", "customer_id": dans["id"]}
    )
    moved = await cleo.patch(f"/v1/policies/{policy['id']}", {"customer_id": dans["id"]})
    noted = await cleo.post("/v1/notes", {"record_type": "customers", "record_id": dans["id"], "body": "seen"})
    nothing = await cleo.post("/v1/notes", {"record_type": "customers", "record_id": 2_000_000_000, "body": "seen"})

    assert [reply.status for reply in (made, moved, noted, nothing)] == [422] * 4
    assert [reply.json["code"] for reply in (made, moved, noted)] == ["no_such_record"] * 3
    # Not to be told apart: whether it is not there or only out of sight.
    assert noted.json["errors"] == nothing.json["errors"]
    assert (await cleo.patch(f"/v1/policies/{policy['id']}", {"customer_id": mine["id"]})).status == 200


async def test_a_note_hangs_on_a_record_that_is_there(ada: Client, records: Records) -> None:
    for noun in ("customers", "policies", "claims", "leads", "reports", "marketing/campaigns"):
        record = await records.make(noun)
        note = await ada.post("/v1/notes", {"record_type": noun, "record_id": record["id"], "body": "Called."})
        assert note.ok()["author_id"] == ADA.id

        gone = await ada.post("/v1/notes", {"record_type": noun, "record_id": 2_000_000_000, "body": "Called."})
        assert (gone.status, gone.json["errors"][0]["pointer"]) == (422, "/record_id")
    half = await ada.post("/v1/tasks", {"title": "Call", "record_type": "customers"})
    assert (half.status, half.json["errors"][0]["pointer"]) == (422, "/record_id")
    assert (await ada.patch(f"/v1/notes/{note.json['id']}", {"record_id": 2_000_000_000})).status == 422


async def test_a_note_moves_only_to_a_record_in_sight(cleo: Client, records: Records) -> None:
    dans = await records.make("customers", DAN)
    mine = await records.make("customers", CLEO)
    note = (await cleo.post("/v1/notes", {"record_type": "customers", "record_id": mine["id"], "body": "x"})).ok()

    moved = await cleo.patch(f"/v1/notes/{note['id']}", {"record_type": "customers", "record_id": dans["id"]})

    assert moved.status == 422


async def test_a_task_is_for_whoever_makes_it_unless_they_say_otherwise(ada: Client, records: Records) -> None:
    assert (await ada.post("/v1/tasks", {"title": "Call"})).ok()["owner_id"] == ADA.id
    assert (await ada.post("/v1/tasks", {"title": "Call", "owner_id": CLEO.id})).ok()["owner_id"] == CLEO.id
