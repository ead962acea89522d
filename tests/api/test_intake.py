"""Leads come in through the API: once for each key, in order, and with nothing dropped."""

import asyncio
from typing import Any

import orjson
import pytest

from backend.api.gateway import Gateway
from backend.bulk.jobs import BulkOrdered, run_bulk
from backend.jobs import JobContext
from tests.client import Client
from tests.people import CLEO

pytestmark = pytest.mark.anyio

PERSON = {
    "name": "LOVELACE, ADA",
    "email": " Ada.Lovelace@Example.COM ",
    "phone": "(614) 555-0142",
    "state": "Ohio",
    "postal_code": "2139",
    "date_of_birth": "12/10/1985",
}


async def announced(app: Gateway, lead_id: int) -> int:
    """How many jobs say that this lead came in."""
    found: int = await app.runtime.pool.fetchval(
        "select count(*) from pgqueuer where entrypoint = 'LeadCaptured'"
        " and convert_from(payload, 'UTF8')::json ->> 'lead_id' = $1",
        str(lead_id),
    )
    return found


async def test_a_lead_is_put_in_order_and_keeps_what_was_typed(ada: Client) -> None:
    made = (await ada.post("/v1/leads", {"contact_info": PERSON, "channel": "phone"})).ok()

    info = made["contact_info"]
    assert (info["email"], info["email_as_entered"]) == ("ada.lovelace@example.com", PERSON["email"])
    assert (info["phone"], info["phone_as_entered"]) == ("+16145550142", "(614) 555-0142")
    assert (info["state"], info["postal_code"], info["date_of_birth"]) == ("OH", "02139", "1985-12-10")
    assert (info["name"], info["first_name"], info["last_name"]) == ("Ada Lovelace", "Ada", "Lovelace")
    assert (made["email"], made["phone"], made["state"]) == ("ada.lovelace@example.com", "+16145550142", "OH")


async def test_what_nobody_knows_goes_to_the_metadata(ada: Client) -> None:
    body = {"first_name": "grace", "phone": "call me", "favourite_colour": "green", "metadata": {"own": 1}}

    made = (await ada.post("/v1/leads", body)).ok()

    assert made["contact_info"] == {"first_name": "Grace", "phone": "call me"}
    assert made["metadata"]["favourite_colour"] == "green"
    assert made["metadata"]["own"] == 1


async def test_an_unreadable_number_is_kept_and_named(ada: Client) -> None:
    made = (await ada.post("/v1/leads", {"phone": "call me", "metadata": {}})).ok()

    assert made["contact_info"]["phone"] == "call me"
    assert made["metadata"]["unreadable"] == {"phone": "is not a phone number"}


async def test_sixteen_posts_with_one_key_make_one_lead(app: Gateway, ada: Client) -> None:
    body = {"idempotency_key": "sixteen-1", "contact_info": {"name": "Once Only"}}

    replies = await asyncio.gather(*(ada.post("/v1/leads", body) for _ in range(16)))

    assert sorted(reply.status for reply in replies) == [200] * 15 + [201]
    assert len({reply.json["id"] for reply in replies}) == 1
    assert await announced(app, replies[0].json["id"]) == 1


async def test_two_hundred_posts_over_sixteen_connections_make_as_many_leads_as_keys(app: Gateway, ada: Client) -> None:
    keys = [f"burst-{n % 140}" for n in range(200)]
    limit = asyncio.Semaphore(16)

    async def send(key: str) -> int:
        async with limit:
            reply = await ada.post("/v1/leads", {"idempotency_key": key, "contact_info": {"name": key}})
            assert reply.status in (200, 201), reply.text
            return int(reply.json["id"])

    made = await asyncio.gather(*(send(key) for key in keys))

    assert len(set(made)) == 140
    assert await app.runtime.pool.fetchval("select count(*) from leads where idempotency_key like 'burst-%'") == 140


async def test_a_repeated_key_answers_with_the_first_lead_and_changes_nothing(ada: Client) -> None:
    first = await ada.post("/v1/leads", {"idempotency_key": "twice-1", "first_name": "Ada"})
    second = await ada.post("/v1/leads", {"idempotency_key": "twice-1", "first_name": "Grace"})

    assert (first.status, second.status) == (201, 200)
    assert second.json == first.json
    assert second.headers["location"] == first.headers["location"]


async def test_somebody_elses_key_tells_nothing_of_their_lead(cleo: Client, dan: Client) -> None:
    await dan.post("/v1/leads", {"idempotency_key": "dans-1", "first_name": "Secret"})

    refused = await cleo.post("/v1/leads", {"idempotency_key": "dans-1"})

    assert (refused.status, refused.json["code"]) == (409, "already_exists")
    assert "Secret" not in refused.text


async def test_leads_without_a_key_are_all_different(ada: Client) -> None:
    made = [(await ada.post("/v1/leads", {"idempotency_key": key, "first_name": "A"})).ok() for key in ("", None, "")]

    assert len({lead["id"] for lead in made}) == 3


async def test_an_idempotency_key_header_answers_alike(ada: Client) -> None:
    body = {"first_name": "Header", "consent": {"email": True}}

    first = await ada.post("/v1/leads", body, idempotency_key="lead-header-1")
    second = await ada.post("/v1/leads", body, idempotency_key="lead-header-1")

    assert (first.status, second.status, second.json["id"]) == (201, 201, first.json["id"])


@pytest.mark.parametrize("body", [b"[]", b"{", b'{"id": 7}', b'{"name": "a\\u0000b"}', b'"text"'])
async def test_what_is_no_lead_is_refused(body: bytes, ada: Client) -> None:
    refused = await ada.send("POST", "/v1/leads", body=body)

    assert refused.status in (400, 422), refused.text
    assert refused.json["code"]


async def test_ten_megabytes_are_refused(ada: Client) -> None:
    refused = await ada.send("POST", "/v1/leads", body=b'{"first_name": "' + b"a" * 10_000_000 + b'"}')

    assert (refused.status, refused.json["code"]) == (413, "too_large")


async def test_every_way_in_announces_the_lead_and_a_test_is_nobodys_work(app: Gateway, ada: Client) -> None:
    live = (await ada.post("/v1/leads", {"first_name": "Live"})).ok()
    test = (await ada.post("/v1/leads", {"first_name": "Test", "is_test": True})).ok()
    direct = await app.runtime.pool.fetchval("insert into leads (source) values ('sql') returning id")

    assert [await announced(app, each) for each in (live["id"], test["id"], direct)] == [1, 0, 1]


async def test_changing_a_lead_keeps_its_contact_in_order(cleo: Client) -> None:
    lead = (await cleo.post("/v1/leads", {"first_name": "Ada"})).ok()

    changed = (await cleo.patch(f"/v1/leads/{lead['id']}", {"contact_info": {"phone": "614.555.0143"}})).ok()

    assert changed["phone"] == "+16145550143"


async def test_consent_that_comes_with_a_lead_stands_in_the_ledger(ada: Client) -> None:
    said = {
        "channels": ["email", "sms"],
        "text": "I agree to automated texts of the agency. Not a condition of purchase.",
        "signature_method": "checkbox",
        "page_url": "https://example.com/quote",
        "ip": "198.51.100.7",
        "trustedform_url": "https://evil.example/steal",
        "leadid_token": "8D4F5B6A-1C2D-3E4F-5A6B-7C8D9E0F1A2B",
    }
    lead = (await ada.post("/v1/leads", {"email": "a@example.com", "phone": "6145550142", "consent": said})).ok()

    entries = (await ada.get(f"/v1/consent/leads/{lead['id']}")).ok()["entries"]

    by_channel: dict[str, Any] = {entry["channel"]: entry for entry in entries}
    assert by_channel.keys() == {"email", "sms"}
    assert by_channel["sms"]["address"] == "+16145550142"
    assert by_channel["email"]["address"] == "a@example.com"
    assert by_channel["sms"]["basis"] == "pewc"
    assert len(by_channel["sms"]["disclosure_sha256"]) == 64
    assert by_channel["sms"]["trustedform_url"] is None, "whoever asked that host would hand it our key"
    assert by_channel["sms"]["leadid_token"] == said["leadid_token"]
    assert lead["consent"] == said


async def test_an_agent_makes_a_lead_of_their_own(cleo: Client) -> None:
    made = (await cleo.post("/v1/leads", {"idempotency_key": "cleos-1", "first_name": "Mine"})).ok()

    assert made["owner_id"] == CLEO.id
    assert (await cleo.post("/v1/leads", {"idempotency_key": "cleos-1"})).json["id"] == made["id"]


async def test_lookers_on_bring_no_leads(vic: Client, nobody: Client) -> None:
    assert (await vic.post("/v1/leads", {})).status == 403
    assert (await nobody.post("/v1/leads", {})).status == 401


@pytest.mark.parametrize(
    "contact",
    [
        {
            "phones": [{"e164": "+16145550142", "type": "mobile"}],
            "address": {"line1": "1 Elm St", "postal_code": "2139"},
        },
        {"phone_number": "614-555-0142", "address": "1 Elm St", "zip": "02139"},
        {"phone": "6145550142", "street": "1 Elm St", "zip_code": "2139"},
    ],
)
async def test_a_contact_is_understood_however_its_parts_are_called(contact: dict[str, Any], ada: Client) -> None:
    inside = (await ada.post("/v1/leads", {"contact_info": contact})).ok()
    beside = (await ada.post("/v1/leads", contact)).ok()

    for made in (inside, beside):
        info = made["contact_info"]
        assert (made["phone"], info["address_line1"], made["postal_code"]) == ("+16145550142", "1 Elm St", "02139")
        assert "zip" not in (made["metadata"] or {})


async def test_what_comes_under_two_names_is_kept_under_both(ada: Client) -> None:
    made = (await ada.post("/v1/leads", {"contact_info": {"zip": "1", "postal_code": "43215"}})).ok()

    assert (made["postal_code"], made["contact_info"]["zip"]) == ("43215", "1")


async def test_an_unreadable_number_is_named_though_nothing_else_was_said(ada: Client) -> None:
    made = (await ada.post("/v1/leads", {"phone": "call me"})).ok()

    assert made["metadata"]["unreadable"] == {"phone": "is not a phone number"}


async def test_many_at_once_are_put_in_order_like_one(app: Gateway, ada: Client) -> None:
    items = [
        {"idempotency_key": "bulk-1", "contact_info": PERSON, "consent": {"channels": ["email"], "text": "Write."}},
        {"idempotency_key": "bulk-2", "first_name": "grace", "phone": "call me", "favourite_colour": "green"},
    ]

    ordered = (await ada.post("/v1/leads/bulk", {"action": "create", "items": items})).ok()
    await run_bulk(JobContext(app.runtime.pool, app.runtime.settings, 0, 1), BulkOrdered(ordered["id"]))

    rows = await app.runtime.pool.fetch(
        "select to_jsonb(l)::text as lead from leads l where idempotency_key like 'bulk-%' order by id"
    )
    one, two = (orjson.loads(row["lead"]) for row in rows)
    assert (one["email"], one["phone"], one["state"], one["postal_code"], one["name"]) == (
        "ada.lovelace@example.com", "+16145550142", "OH", "02139", "Ada Lovelace",
    )  # fmt: skip
    assert two["contact_info"] == {"first_name": "Grace", "phone": "call me"}
    assert two["metadata"] == {"favourite_colour": "green", "unreadable": {"phone": "is not a phone number"}}
    entries = (await ada.get(f"/v1/consent/leads/{one['id']}")).ok()["entries"]
    assert [entry["channel"] for entry in entries] == ["email"]

    changed = {"action": "update", "ids": [one["id"]], "changes": {"contact_info": {"phone": "614 555 0143"}}}
    ordered = (await ada.post("/v1/leads/bulk", changed)).ok()
    await run_bulk(JobContext(app.runtime.pool, app.runtime.settings, 0, 1), BulkOrdered(ordered["id"]))
    assert (await ada.get(f"/v1/leads/{one['id']}")).ok()["phone"] == "+16145550143"
