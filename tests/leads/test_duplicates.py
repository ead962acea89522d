"""The same person twice."""

from typing import Any, Final

import orjson
import pytest

from backend.api.gateway import Gateway
from tests.client import Client
from tests.people import CLEO, DAN
from tests.records import Records

pytestmark = pytest.mark.anyio

BOOKS: Final = ("leads", "communications", "notes", "tasks", "quotes", "documents", "file_documents")


async def duplicates(client: Client, lead: dict[str, Any]) -> Any:
    return (await client.get(f"/v1/leads/{lead['id']}/duplicates")).ok()


async def test_a_person_is_recognised_by_mail_number_or_name_and_zip(ada: Client, records: Records) -> None:
    ann = {"first_name": "Ann", "last_name": "O'Hara", "email": "ann@ohara.example", "phone": "+15125550171"}
    lead = await records.make("leads", contact_info=ann | {"postal_code": "78701"})
    by_mail = await records.make("leads", contact_info={"email": " ANN@ohara.example"})
    by_number = await records.make("leads", contact_info={"phone": "(512) 555-0171"})
    by_name = await records.make("leads", contact_info={"name": "ohara, ann", "postal_code": "78701-1234"})
    await records.make("leads", contact_info={"name": "Ann O'Hara", "postal_code": "78702"})
    await records.make("leads", contact_info=ann, is_test=True)
    customer = await records.make("customers", email="Ann@Ohara.example")

    found = await duplicates(ada, lead)

    assert {each["id"]: each["reasons"] for each in found["leads"]} == {
        by_mail["id"]: ["email"], by_number["id"]: ["phone"], by_name["id"]: ["name_and_zip"],
    }  # fmt: skip
    assert [each["id"] for each in found["customers"]] == [customer["id"]]
    asked = (await ada.get("/v1/leads/duplicates", {"phone": "+15125550171"})).ok()
    assert {each["id"] for each in asked["leads"]} == {lead["id"], by_number["id"]}


async def test_leads_of_others_are_counted_not_shown(cleo: Client, records: Records) -> None:
    mine = await records.make("leads", CLEO, contact_info={"email": "shared@example.com"})
    theirs = await records.make("leads", DAN, contact_info={"email": "shared@example.com"})

    found = await duplicates(cleo, mine)

    assert (found["leads"], found["out_of_sight"]) == ([], 1)
    assert (await cleo.get(f"/v1/leads/{theirs['id']}/duplicates")).status == 404


async def test_merging_and_taking_apart_restores_every_row(ada: Client, app: Gateway, records: Records) -> None:
    kept = await records.make("leads", CLEO, contact_info={"email": "a@example.com"})
    merged = await records.make(
        "leads", DAN, contact_info={"email": "a@example.com", "name": "Ann"}, product_interest="home"
    )
    for lead in (kept, merged):
        await records.make("communications", lead_id=lead["id"])
        await records.make("quotes", lead_id=lead["id"], premium_cents=1000 * lead["id"])
        await records.make("documents", lead_id=lead["id"])
        for noun in ("notes", "tasks"):
            await records.make(noun, record_type="leads", record_id=lead["id"])
    before = await _everything(app)

    whole = (await ada.post(f"/v1/leads/{kept['id']}/merge", {"lead_id": merged["id"]})).ok()
    between = await _everything(app)
    apart = (await ada.post(f"/v1/leads/{merged['id']}/unmerge")).ok()

    assert (whole["product_interest"], whole["name"], whole["owner_id"]) == ("home", "Ann", CLEO.id)
    assert {row["lead_id"] for row in between["quotes"]} == {kept["id"]}
    assert apart["merged_into_id"] is None
    assert await _everything(app) == before


async def test_what_was_changed_since_stays(ada: Client, records: Records) -> None:
    kept = await records.make("leads")
    merged = await records.make("leads", product_interest="home")
    await ada.post(f"/v1/leads/{kept['id']}/merge", {"lead_id": merged["id"]})
    await ada.patch(f"/v1/leads/{kept['id']}", {"product_interest": "auto"})

    await ada.post(f"/v1/leads/{merged['id']}/unmerge")

    assert (await ada.get(f"/v1/leads/{kept['id']}")).ok()["product_interest"] == "auto"


async def test_what_cannot_be_merged_is_refused(ada: Client, cleo: Client, records: Records) -> None:
    one, two, three = [await records.make("leads", CLEO) for _ in range(3)]
    theirs = await records.make("leads", DAN)

    assert (await ada.post(f"/v1/leads/{one['id']}/merge", {"lead_id": one["id"]})).status == 422
    assert (await cleo.post(f"/v1/leads/{one['id']}/merge", {"lead_id": theirs["id"]})).status == 404
    assert (await ada.post(f"/v1/leads/{one['id']}/unmerge")).json["code"] == "not_merged"
    (await ada.post(f"/v1/leads/{one['id']}/merge", {"lead_id": two["id"]})).ok()
    assert (await ada.post(f"/v1/leads/{three['id']}/merge", {"lead_id": two["id"]})).json["code"] == "merged_already"
    (await ada.post(f"/v1/leads/{three['id']}/merge", {"lead_id": one["id"]})).ok()
    assert (await ada.post(f"/v1/leads/{two['id']}/unmerge")).json["code"] == "kept_was_merged"


async def test_pairs_are_suggested_until_they_are_merged(ada: Client, records: Records) -> None:
    older = await records.make("leads", contact_info={"email": "pair@example.com"})
    newer = await records.make("leads", contact_info={"email": "pair@example.com"})

    async def pairs() -> list[tuple[int, int]]:
        found = (await ada.get("/v1/leads/merges/suggested")).items
        return [(each["merge_id"], each["keep_id"]) for each in found if each["keep_id"] == older["id"]]

    assert await pairs() == [(newer["id"], older["id"])]
    await ada.post(f"/v1/leads/{older['id']}/merge", {"lead_id": newer["id"]})
    assert await pairs() == []


@pytest.mark.parametrize("by", [{"email": "KNOWN@example.com"}, {"phone": "(512) 555-0199"}])
async def test_who_is_known_is_told_with_the_new_lead(by: dict[str, str], ada: Client, records: Records) -> None:
    contact = {"email": "known@example.com", "phone": "+15125550199"}
    customer = await records.make("customers")
    await ada.patch(f"/v1/customers/{customer['id']}", {"email": "Known@example.com"})
    older = await records.make("leads", contact_info=contact)
    await records.make("leads", contact_info=contact, is_test=True)

    newer = await records.make("leads", contact_info=by)
    stranger = await records.make("leads", contact_info={"email": f"new-by-{min(by)}@example.com"})

    known = newer["metadata"]["known"]
    assert known["lead_id"] == older["id"]
    assert ("customer_id" in known) == ("email" in by)
    assert "known" not in (stranger["metadata"] or {})


async def _everything(app: Gateway) -> dict[str, list[dict[str, Any]]]:
    """Every row as it stands, but for its clock and its count of changes."""
    whole = {}
    for table in BOOKS:
        row = "(to_jsonb(t) - '{updated_at,version,row_version}'::text[])::text"
        rows = await app.runtime.pool.fetch(f"select {row} as row from {table} t order by id")
        whole[table] = [orjson.loads(each["row"]) for each in rows]
    return whole
