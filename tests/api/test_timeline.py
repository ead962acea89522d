"""The timeline of a record: what hangs on it, newest first, and only what the caller may see."""

from typing import Any, Final

import pytest

from backend.api.gateway import Gateway
from tests.client import Client, Reply
from tests.people import CLEO, DAN
from tests.records import Records

pytestmark = pytest.mark.anyio

Item = dict[str, Any]


async def read(client: Client, noun: str, record: Item, **parameters: object) -> Reply:
    return await client.get(f"/v1/timeline/{noun}/{record['id']}", parameters)


async def items(client: Client, noun: str, record: Item, **parameters: object) -> list[Item]:
    return (await read(client, noun, record, **parameters)).items


def brief(found: list[Item]) -> list[tuple[str, str]]:
    return [(item["kind"], item["title"]) for item in found]


async def test_one_timeline_merges_what_hangs_on_the_customer_its_policies_and_claims(
    ada: Client, records: Records
) -> None:
    ann = await records.make("customers", name="Ann Lee", join_date="2020-01-01")
    policy = await records.make(
        "policies", customer_id=ann["id"], policy_number="P-1", policy_type="Auto", start_date="2021-01-01"
    )
    claim = await records.make("claims", policy_id=policy["id"], claim_number="C-1", claim_date="2022-01-01")
    await records.make(
        "communications", customer_id=ann["id"], comm_type="call", subject="Renewal", comm_date="2021-06-01T12:00:00Z"
    )
    await records.make("notes", record_type="policies", record_id=policy["id"], body="Has a garage.")
    await records.make("tasks", record_type="claims", record_id=claim["id"], title="Send the photos")
    await records.make("notes", body="about somebody else")

    assert brief(await items(ada, "customers", ann)) == [
        ("task", "Send the photos"),
        ("note", "Note"),
        ("claim", "Claim C-1 filed"),
        ("call", "Renewal"),
        ("policy", "Auto policy P-1 began"),
        ("change", "Became a customer"),
    ]
    assert brief(await items(ada, "policies", policy)) == [
        ("task", "Send the photos"),
        ("note", "Note"),
        ("claim", "Claim C-1 filed"),
        ("policy", "Auto policy P-1 began"),
    ]
    assert brief(await items(ada, "claims", claim)) == [("task", "Send the photos"), ("claim", "Claim C-1 filed")]


async def test_a_lead_has_its_conversations_documents_and_files(ada: Client, records: Records) -> None:
    lead = await records.make("leads", source="referral")
    await records.make("communications", lead_id=lead["id"], comm_type="sms", subject="Hello")
    await records.make("documents", lead_id=lead["id"], title="Application")
    await records.make("file-documents", lead_id=lead["id"], title="Photo")

    assert brief(await items(ada, "leads", lead)) == [
        ("document", "Photo"),
        ("document", "Application"),
        ("sms", "Hello"),
        ("change", "Came in as a lead"),
    ]


async def test_a_customer_keeps_what_was_said_while_they_were_a_lead(ada: Client, records: Records) -> None:
    ann = await records.make("customers")
    lead = await records.make("leads", customer_id=ann["id"])
    await records.make("communications", lead_id=lead["id"], comm_type="email", subject="Your quote")
    await records.make("documents", lead_id=lead["id"], title="Application")

    assert brief(await items(ada, "customers", ann, kinds="email,document")) == [
        ("document", "Application"),
        ("email", "Your quote"),
    ]


async def test_changes_are_told_field_by_field_with_their_labels(ada: Client, cleo: Client, records: Records) -> None:
    ann = await records.make("customers", CLEO, phone="+16145550100")
    await cleo.patch(f"/v1/customers/{ann['id']}", {"phone": "+16145550111", "city": "Dayton"})

    changed = (await items(ada, "customers", ann))[0]

    assert changed["title"] == "City, Phone changed"
    assert (changed["actor_id"], changed["actor_name"]) == (CLEO.id, CLEO.full_name)
    assert changed["changes"] == [
        {"field": "city", "label": "City", "before": None, "after": "Dayton"},
        {"field": "phone", "label": "Phone", "before": "+16145550100", "after": "+16145550111"},
    ]


async def test_statuses_of_policies_and_claims_are_events_of_their_own(ada: Client, records: Records) -> None:
    policy = await records.make("policies", policy_number="P-2")
    claim = await records.make("claims", policy_id=policy["id"], claim_number="C-2")
    await ada.patch(f"/v1/claims/{claim['id']}", {"status": "approved", "processed_date": "2026-01-02"})
    await ada.patch(f"/v1/policies/{policy['id']}", {"status": "cancelled"})
    await ada.patch(f"/v1/policies/{policy['id']}", {"carrier": "Prairie Shield"})

    assert brief((await items(ada, "policies", policy))[:3]) == [
        ("change", "P-2: Carrier changed"),
        ("policy", "Policy P-2: cancelled"),
        ("claim", "Claim C-2: approved"),
    ]
    assert [key for key in await keys(ada, claim) if "decided" in key] == []


async def keys(client: Client, claim: Item) -> list[str]:
    return [item["key"] for item in await items(client, "claims", claim)]


async def test_a_decision_that_came_with_the_claim_is_told_too(ada: Client, records: Records) -> None:
    claim = await records.make(
        "claims", claim_number="C-3", status="rejected", claim_date="2025-01-01", processed_date="2025-02-01"
    )

    assert brief(await items(ada, "claims", claim)) == [("claim", "Claim C-3 rejected"), ("claim", "Claim C-3 filed")]


async def test_what_the_database_keeps_for_itself_is_no_change(ada: Client, records: Records) -> None:
    policy = await records.make("policies")
    await ada.patch(f"/v1/policies/{policy['id']}", {"premium": "$2,400/yr"})

    changed = (await items(ada, "policies", policy))[0]

    assert [change["field"] for change in changed["changes"]] == ["premium"]


async def test_a_new_name_is_told_once_and_not_again_for_each_policy(ada: Client, records: Records) -> None:
    ann = await records.make("customers", name="Ann Lee")
    policy = await records.make("policies", customer_id=ann["id"])
    await records.make("claims", policy_id=policy["id"])
    await ada.patch(f"/v1/customers/{ann['id']}", {"name": "Ann Hart"})

    changed = [item["title"] for item in await items(ada, "customers", ann, kinds="change")]

    assert changed == ["Name changed", "Became a customer"]


async def test_a_policy_that_begins_later_was_written_today(ada: Client, records: Records) -> None:
    policy = await records.make("policies", policy_number="P-5", start_date="2199-01-01")

    assert brief(await items(ada, "policies", policy)) == [("policy", "Policy P-5 written")]


async def test_a_conversation_says_who_spoke_first(ada: Client, records: Records) -> None:
    ann = await records.make("customers")
    for direction in ("inbound", "outbound"):
        await records.make("communications", customer_id=ann["id"], customer_name="Ann Lee", direction=direction)

    found = await items(ada, "customers", ann)

    assert [(item["title"], item["direction"]) for item in found[:2]] == [
        ("To Ann Lee", "outbound"),
        ("From Ann Lee", "inbound"),
    ]
    assert found[2]["direction"] is None


async def test_pages_follow_one_another_without_gap_or_repetition(app: Gateway, ada: Client, records: Records) -> None:
    ann = await records.make("customers", join_date="2019-05-05")
    # Many in the same instant, so that every page's edge lies among equals.
    await app.runtime.pool.execute(
        "insert into notes (record_type, record_id, body, created_at)"
        " select 'customers', $1, 'note ' || n, timestamptz '2026-01-01' + interval '1 hour' * (n / 10)"
        " from generate_series(1, 45) n",
        ann["id"],
    )
    whole = [item["key"] for item in await items(ada, "customers", ann, page_size=200)]
    found: list[str] = []
    cursor: str | None = None
    while True:
        asked: dict[str, object] = {"page_size": 7} | ({"after": cursor} if cursor else {})
        page = (await read(ada, "customers", ann, **asked)).ok()
        found += [item["key"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break

    assert found == whole
    assert len(set(whole)) == 46


async def test_only_the_kinds_that_were_asked_for(ada: Client, records: Records) -> None:
    ann = await records.make("customers")
    for comm_type, channel in (("call", "Phone"), ("email", "Email"), ("sms", "SMS"), (None, "Email")):
        await records.make("communications", customer_id=ann["id"], comm_type=comm_type, channel=channel)
    await records.make("notes", record_id=ann["id"])

    assert [item["kind"] for item in await items(ada, "customers", ann, kinds="email, call")] == [
        "email",
        "email",
        "call",
    ]
    assert [item["kind"] for item in await items(ada, "customers", ann, kinds="note")] == ["note"]
    assert await items(ada, "customers", ann, kinds="meeting") == []
    assert await items(ada, "claims", await records.make("claims"), kinds="call") == []


@pytest.mark.parametrize(
    "parameters", [{"kinds": "gossip"}, {"kinds": ""}, {"after": "x"}, {"after": "WzEsMl0"}, {"after": "bnVsbA"}]
)
async def test_what_cannot_be_read_is_refused(parameters: dict[str, object], ada: Client, records: Records) -> None:
    refused = await read(ada, "customers", await records.make("customers"), **parameters)

    assert refused.status == 400
    assert refused.json["errors"][0]["pointer"].startswith("?")


async def test_a_colleague_sees_only_what_they_may_list(cleo: Client, ada: Client, records: Records) -> None:
    ann = await records.make("customers", CLEO)
    theirs = await records.make("policies", DAN, customer_id=ann["id"])
    await records.make("notes", CLEO, record_id=ann["id"], body="mine")
    await records.make("notes", DAN, record_id=ann["id"], body="theirs")
    await records.make("tasks", DAN, record_type="customers", record_id=ann["id"])
    await records.make("communications", DAN, customer_id=ann["id"])
    await ada.patch(f"/v1/policies/{theirs['id']}", {"status": "cancelled"})

    found = await items(cleo, "customers", ann)

    assert [(item["kind"], item["text"]) for item in found] == [("note", "mine"), ("change", None)]


@pytest.mark.parametrize("noun", ["customers", "policies", "claims", "leads"])
async def test_a_record_out_of_sight_has_no_timeline(noun: str, cleo: Client, dan: Client, records: Records) -> None:
    theirs = await records.make(noun, DAN)

    assert (await read(cleo, noun, theirs)).status == 404
    assert (await read(dan, noun, theirs)).status == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [("customers/1999999999", 404), ("customers/99999999999", 404), ("customers/0", 422), ("reports/1", 422)],
)
async def test_there_is_no_timeline_of_what_is_not_there(path: str, status: int, ada: Client) -> None:
    assert (await ada.get(f"/v1/timeline/{path}")).status == status


async def test_who_may_not_read_the_noun_has_no_timeline_of_it(app: Gateway, dan: Client, records: Records) -> None:
    mine = await records.make("leads", DAN)
    grants = "update users set permissions = $1::jsonb where id = $2"
    await app.runtime.pool.execute(grants, '{"leads:read": "none"}', DAN.id)
    app.runtime.authenticator.forget()

    refused = await read(dan, "leads", mine)
    await app.runtime.pool.execute(grants, None, DAN.id)
    app.runtime.authenticator.forget()

    assert refused.status == 403


LONG: Final = "x" * 9000


async def test_long_texts_are_cut(ada: Client, records: Records) -> None:
    ann = await records.make("customers")
    await records.make("notes", record_id=ann["id"], body=LONG)

    assert len((await items(ada, "customers", ann))[0]["text"]) == 4000


async def test_a_lead_tells_how_it_was_worked(ada: Client, cleo: Client, records: Records) -> None:
    contact = {"name": "Ann Lee", "email": "ann@example.com", "phone": "+16145550100", "state": "OH"}
    lead = await records.make("leads", CLEO, contact_info=contact, product_interest="auto", source="google_ads")
    call = {"disposition": "spoke", "notes": "Has two cars.", "minutes": 4}
    (await cleo.post(f"/v1/leads/{lead['id']}/calls", call)).ok()
    (await cleo.post(f"/v1/leads/{lead['id']}/stage", {"stage": "qualified"})).ok()
    await records.make(
        "quotes", lead_id=lead["id"], carrier="Prairie Shield", policy_type="Auto", premium_cents=60_050, term_months=6
    )
    (await ada.patch(f"/v1/leads/{lead['id']}", {"owner_id": DAN.id, "external_id": "A-1"})).ok()
    (await ada.post(f"/v1/leads/{lead['id']}/stage", {"stage": "lost", "reason": "Bought elsewhere"})).ok()

    told = await items(ada, "leads", lead)

    assert brief(told) == [
        ("change", "Lost: Bought elsewhere"),
        ("change", f"Given to {DAN.full_name}. Number elsewhere changed"),
        ("change", "Moved to quoted"),
        ("quote", "Quoted: Prairie Shield, Auto, $600.50 for 6 months"),
        ("change", "Moved to qualified"),
        ("change", "Moved to contacted"),
        ("call", "Called: spoke, 4 min"),
        ("change", "Came in as a lead"),
    ]
    assert told[-1]["text"] == "google ads · auto"
    assert [change["label"] for change in told[1]["changes"]] == ["Number elsewhere"]
    assert {item["status"] for item in told if item["kind"] == "change"} == {None}


async def test_what_the_machine_does_with_a_new_lead_is_no_news(ada: Client, records: Records) -> None:
    lead = await records.make("leads", contact_info={"email": "ann@example.com"})
    (await ada.patch(f"/v1/leads/{lead['id']}", {"status": "scored"})).ok()
    (await ada.patch(f"/v1/leads/{lead['id']}", {"status": "assigned", "owner_id": CLEO.id})).ok()

    assert brief(await items(ada, "leads", lead)) == [
        ("change", f"Given to {CLEO.full_name}"),
        ("change", "Came in as a lead"),
    ]


async def test_a_merge_is_told_on_both_leads_and_names_only_who_is_in_sight(
    ada: Client, cleo: Client, records: Records
) -> None:
    kept = await records.make("leads", CLEO, contact_info={"name": "Ann Lee", "email": "ann@example.com"})
    other = await records.make("leads", DAN, contact_info={"name": "Anne Lee", "email": "ann@example.com"})
    (await ada.post(f"/v1/leads/{kept['id']}/merge", {"lead_id": other["id"]})).ok()
    (await ada.post(f"/v1/leads/{other['id']}/unmerge", {})).ok()

    assert brief(await items(ada, "leads", kept))[:2] == [
        ("change", "Anne Lee was taken apart again"),
        ("change", "Anne Lee was merged into this lead"),
    ]
    assert brief(await items(ada, "leads", other))[:2] == [
        ("change", "Taken apart from Ann Lee"),
        ("change", "Merged into Ann Lee"),
    ]
    hidden = (await items(cleo, "leads", kept))[1]
    assert (hidden["title"], hidden["id"]) == ("Another lead was merged into this lead", kept["id"])


async def test_only_scores_that_say_something_new_are_told(ada: Client, records: Records) -> None:
    lead = await records.make("leads")
    for hour, band, score in ((1, "cold", 0.04), (2, "cold", 0.05), (3, "hot", 0.31)):
        at = f"2026-01-02T0{hour}:00:00Z"
        await records.make("scores", lead_id=lead["id"], band=band, score=score, scored_at=at)

    scored = await items(ada, "leads", lead, kinds="score")

    assert [item["title"] for item in scored] == ["Scored hot: 31% chance to buy", "Scored cold: 4% chance to buy"]
