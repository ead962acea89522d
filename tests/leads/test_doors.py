"""Other people's systems bring leads: whoever is not who they say is refused, and whatever is kept becomes one lead."""

import asyncio
from typing import Any

import orjson
import pytest

from backend.api.gateway import Gateway
from backend.integrations.meta.checking import signature
from backend.leads import intake_payloads, intake_polling
from backend.leads.intake_sources import sources
from backend.models.intake import SourceKind
from tests.client import Client
from tests.leads.conftest import Door, OpenDoor, Work
from tests.leads.graph import Graph
from tests.leads.imap import Inbox
from tests.leads.test_adapters import ADF, BOMB, THIEF

pytestmark = pytest.mark.anyio

META_SECRETS = {"app_secret": "s3cret", "verify_token": "agreed", "access_token": "graph-token"}


def notification(*numbers: str) -> bytes:
    changes = [{"field": "leadgen", "value": {"leadgen_id": number, "form_id": "2"}} for number in numbers]
    return orjson.dumps({"object": "page", "entry": [{"id": "1", "changes": changes}]})


async def notify(door: Door, *numbers: str, secret: str = "s3cret") -> Any:
    body = notification(*numbers)
    return await door.knock(body, x_hub_signature_256=signature(body, secret))


# --- Meta -------------------------------------------------------------------------------------------------------------


async def test_metas_handshake_wants_the_agreed_token(open_door: OpenDoor, nobody: Client) -> None:
    door = await open_door("meta", META_SECRETS)
    path = f"/v1/intake/door/meta/{door.key}"
    asked = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": "agreed"}

    right = await nobody.get(path, asked)
    wrong = await nobody.get(path, asked | {"hub.verify_token": "guessed"})

    assert (right.status, right.body) == (200, b"1158201444")
    assert (wrong.status, wrong.json["code"]) == (403, "wrong_token")


async def test_a_batch_of_three_becomes_three_leads(open_door: OpenDoor, graph: Graph, work: Work) -> None:
    door = await open_door("meta", META_SECRETS, source="facebook", cost_cents=1250)
    for number in ("m1", "m2", "m3"):
        graph.put(number, full_name=f"person {number}", phone_number="6145550142", zip_code="02139")

    reply = await notify(door, "m1", "m2", "m3")
    await work()

    assert reply.ok() == {"received": 3}
    leads = await door.leads()
    assert [lead["external_id"] for lead in leads] == ["m1", "m2", "m3"]
    assert leads[0]["contact_info"]["postal_code"] == "02139"
    assert (leads[0]["channel"], leads[0]["source"], leads[0]["cost_cents"]) == ("meta_lead_ads", "facebook", 1250)
    assert leads[0]["metadata"]["attribution"]["campaign_name"] == "Spring"


async def test_a_repeated_notification_is_the_same_lead(open_door: OpenDoor, graph: Graph, work: Work) -> None:
    door = await open_door("meta", META_SECRETS)
    graph.put("again", full_name="Once Only")

    first, second = await notify(door, "again"), await notify(door, "again")
    await work()
    third = await notify(door, "again")

    assert [reply.ok()["received"] for reply in (first, second, third)] == [1, 0, 0]
    assert len(await door.leads()) == 1


async def test_a_wrong_signature_is_refused_and_nothing_is_kept(open_door: OpenDoor) -> None:
    door = await open_door("meta", META_SECRETS)

    wrong = await notify(door, "x1", secret="other")
    missing = await door.knock(notification("x1"))
    changed = await door.knock(notification("x2"), x_hub_signature_256=signature(notification("x1"), "s3cret"))

    assert [(reply.status, reply.json["code"]) for reply in (wrong, missing, changed)] == [(403, "wrong_signature")] * 3
    assert await door.payloads() == []


async def test_a_door_without_secrets_lets_nobody_in(open_door: OpenDoor) -> None:
    door = await open_door("meta")

    assert (await notify(door, "x1", secret="")).status == 403


async def test_meta_may_be_away_for_a_while(open_door: OpenDoor, graph: Graph, work: Work) -> None:
    door = await open_door("meta", META_SECRETS)
    graph.put("later", full_name="Came Later")
    graph.out_of_order = 1

    assert (await notify(door, "later")).status == 200
    assert await work() == 1
    assert await door.lead("later") is None
    await work()

    lead = await door.lead("later")
    assert lead is not None
    assert lead["name"] == "Came Later"


async def test_a_refused_token_is_told_and_mended_leads_come_after_all(
    open_door: OpenDoor, graph: Graph, work: Work, ada: Client
) -> None:
    door = await open_door("meta", META_SECRETS | {"access_token": "expired"})
    graph.put("mended", full_name="Not Lost")
    await notify(door, "mended")
    await work()
    listed = (await ada.get("/v1/intake/payloads", {"status": "failed"})).items
    failed = next(each for each in listed if each["account"] == door.key)
    assert "Invalid OAuth access token" in failed["error"]

    (await ada.put(f"/v1/intake/sources/{door.id}/secrets", META_SECRETS)).ok()
    (await ada.post(f"/v1/intake/payloads/{failed['id']}/retry")).ok()
    await work()

    assert await door.lead("mended") is not None
    assert (await ada.post(f"/v1/intake/payloads/{failed['id']}/retry")).json["code"] == "nothing_to_retry"


async def test_leads_whose_notification_never_came_are_asked_for(
    open_door: OpenDoor, graph: Graph, work: Work, app: Gateway
) -> None:
    door = await open_door("meta", META_SECRETS, config={"forms": {"backfill": {}}})
    for number in ("b1", "b2", "b3"):
        graph.put(number, form_id="backfill", full_name=number)
    await notify(door, "b2")

    await intake_polling.ask_meta(app.runtime.pool, app.runtime.settings)
    await work()
    await intake_polling.ask_meta(app.runtime.pool, app.runtime.settings)

    assert sorted(lead["external_id"] for lead in await door.leads()) == ["b1", "b2", "b3"]


# --- Google -----------------------------------------------------------------------------------------------------------

GOOGLE = {
    "lead_id": "g-1",
    "google_key": "shared",
    "user_column_data": [
        {"column_id": "FIRST_NAME", "string_value": "Ada"},
        {"column_id": "EMAIL", "string_value": "ada@example.com"},
    ],
}


async def test_a_google_lead_comes_once(open_door: OpenDoor, work: Work) -> None:
    door = await open_door("google", {"google_key": "shared"}, product_interest="home")

    replies = [await door.knock(GOOGLE) for _ in range(3)]
    await work()

    assert [(reply.status, reply.json) for reply in replies] == [(200, {})] * 3
    leads = await door.leads()
    assert [(lead["email"], lead["product_interest"]) for lead in leads] == [("ada@example.com", "home")]


@pytest.mark.parametrize("body", [GOOGLE | {"google_key": "guess"}, {"lead_id": "g"}, [], "x", None, 7])
async def test_googles_key_has_to_be_right(body: object, open_door: OpenDoor) -> None:
    door = await open_door("google", {"google_key": "shared"})

    reply = await door.knock(body)

    assert (reply.status, reply.json["code"]) == (403, "wrong_key")
    assert await door.payloads() == []


async def test_googles_test_data_reaches_nobody(open_door: OpenDoor, work: Work, app: Gateway) -> None:
    door = await open_door("google", {"google_key": "shared"})
    await door.knock(GOOGLE | {"lead_id": "t-1", "is_test": True})
    await work()

    lead = await door.lead("t-1")

    assert lead is not None
    assert lead["is_test"] is True
    announced = "select count(*) from pgqueuer where entrypoint = 'LeadCaptured' and convert_from(payload, 'UTF8') = $1"
    assert await app.runtime.pool.fetchval(announced, f'{{"lead_id" : {lead["id"]}}}') == 0


async def test_the_shared_key_is_not_kept_with_the_lead(open_door: OpenDoor, app: Gateway, work: Work) -> None:
    door = await open_door("google", {"google_key": "shared"})
    await door.knock(GOOGLE | {"lead_id": "sealed-1"})

    sealed = await app.runtime.pool.fetchval("select sealed from lead_payloads where account = $1", door.key)
    stored = await app.runtime.pool.fetchval("select secrets_sealed from lead_sources where id = $1", door.id)
    await work()

    assert b"ada@example.com" not in sealed
    assert "shared" not in stored


# --- ADF --------------------------------------------------------------------------------------------------------------


async def test_adf_by_http_comes_once_and_a_resend_brings_it_up_to_date(open_door: OpenDoor, work: Work) -> None:
    door = await open_door("adf", {"token": "vendor"})
    headers = {"authorization": "Bearer vendor", "content_type": "application/x-adf+xml"}
    newer = ADF.replace(b'status="new"', b'status="resend"', 1).replace(b"614) 555-0142", b"614) 555-0177")

    for body in (ADF, ADF, newer):
        (await door.knock(body, **headers)).ok()
    await work()

    leads = await door.leads()
    assert [(lead["external_id"], lead["phone"]) for lead in leads] == [("A-17", "+16145550177")]
    assert leads[0]["consent"] is None


async def test_adf_wants_the_token_where_one_is_set(open_door: OpenDoor) -> None:
    door = await open_door("adf", {"token": "vendor"})

    assert (await door.knock(ADF)).status == 401
    assert (await door.knock(ADF, authorization="Bearer guess")).json["code"] == "wrong_credentials"


@pytest.mark.parametrize("body", [BOMB, THIEF], ids=["billion laughs", "external entity"])
async def test_dangerous_xml_is_refused_at_the_door(body: bytes, open_door: OpenDoor) -> None:
    door = await open_door("adf")

    reply = await door.knock(body, content_type="application/xml")

    assert (reply.status, reply.json["code"]) == (422, "dangerous_xml")
    assert await door.payloads() == []


async def test_a_mailbox_is_read_and_each_lead_comes_once(
    open_door: OpenDoor, inbox: Inbox, app: Gateway, work: Work
) -> None:
    config = {"host": "127.0.0.1", "port": inbox.port, "username": "leads", "security": "none"}
    door = await open_door("adf_mailbox", {"password": inbox.password}, config=config)
    lead = inbox.deliver("Subject: Lead\nContent-Type: text/plain\n\n" + ADF.decode())
    letter = inbox.deliver("Subject: Hello\n\nno lead in here")
    inbox.breaks_before_marking = True

    await intake_polling.read_mailboxes(app.runtime.pool, app.runtime.settings)
    inbox.breaks_before_marking = False
    await intake_polling.read_mailboxes(app.runtime.pool, app.runtime.settings)
    await work()

    assert [each["external_id"] for each in await door.leads()] == ["A-17"]
    assert lead.flags == {"\\Seen"}
    assert letter.flags == {"\\Seen", "\\Flagged"}


async def test_a_mailbox_that_cannot_be_read_says_so(
    open_door: OpenDoor, inbox: Inbox, app: Gateway, ada: Client
) -> None:
    config = {"host": "127.0.0.1", "port": inbox.port, "username": "leads", "security": "none"}
    door = await open_door("adf_mailbox", {"password": "wrong"}, config=config)

    await intake_polling.read_mailboxes(app.runtime.pool, app.runtime.settings)

    told = (await ada.get(f"/v1/lead-sources/{door.id}")).ok()
    assert "wrong password" in told["trouble"]


# --- ping and post ----------------------------------------------------------------------------------------------------

VENDOR = {
    "preset": "generic-auto",
    "accept": {"state": ["OH"]},
    "prices": [{"when": {"currently_insured": ["yes"]}, "price_cents": 1500}],
    "price_cents": 900,
    "test": {"field": "lead_mode", "values": ["0"]},
}
OFFER = {"state": "OH", "zip": "43215", "currently_insured": "yes", "first_name": "Ada", "phone": "6145550142"}


async def bid(door: Door, **more: object) -> str:
    reply = (await door.knock(OFFER | more, tail="ping", authorization="Bearer vendor")).ok()
    assert (reply["status"], reply["price"]) == ("bid", "15.00")
    return str(reply["bid_id"])


async def sell(door: Door, **fields: object) -> Any:
    return (await door.knock(fields, tail="post", authorization="Bearer vendor")).ok()


async def test_a_ping_keeps_nothing_personal(open_door: OpenDoor, app: Gateway) -> None:
    door = await open_door("ping_post", {"token": "vendor"}, config=VENDOR)
    await bid(door)

    facts = await app.runtime.pool.fetchval("select facts from lead_pings where source_id = $1", door.id)

    assert orjson.loads(facts) == {"state": "OH", "postal_code": "43215", "currently_insured": "yes"}
    assert await door.payloads() == []


async def test_a_post_takes_the_lead_once_and_pays_once(open_door: OpenDoor) -> None:
    door = await open_door("ping_post", {"token": "vendor"}, config=VENDOR)
    number = await bid(door)
    person = {"bid_id": number, "first_name": "Posted", "phone": "6145551001", "email": "posted@example.com"}

    first, again = await sell(door, **person), await sell(door, **person)

    assert first["status"] == "accepted"
    assert again == first
    leads = await door.leads()
    assert [(lead["id"], lead["cost_cents"], lead["phone"]) for lead in leads] == [
        (first["lead_id"], 1500, "+16145551001")
    ]


async def test_sixteen_posts_of_one_bid_are_one_lead(open_door: OpenDoor) -> None:
    door = await open_door("ping_post", {"token": "vendor"}, config=VENDOR)
    number = await bid(door)

    replies = await asyncio.gather(*(sell(door, bid_id=number, phone="6145551016") for _ in range(16)))

    assert len({orjson.dumps(reply) for reply in replies}) == 1
    assert len(await door.leads()) == 1


async def test_unknown_and_expired_bids_are_rejected(open_door: OpenDoor, app: Gateway) -> None:
    door = await open_door("ping_post", {"token": "vendor"}, config=VENDOR)
    number = await bid(door)
    await app.runtime.pool.execute("update lead_pings set expires_at = now() where bid_id = $1", number)

    expired = await sell(door, bid_id=number, phone="6145551002")
    unknown = await sell(door, bid_id="nothing", phone="6145551002")
    without = await sell(door, phone="6145551002")

    assert [reply["reason"] for reply in (expired, unknown, without)] == ["expired_bid", "unknown_bid", "unknown_bid"]
    assert await door.leads() == []


async def test_what_nobody_wants_gets_no_bid(open_door: OpenDoor) -> None:
    door = await open_door("ping_post", {"token": "vendor"}, config=VENDOR)

    reply = (await door.knock(OFFER | {"state": "Texas"}, tail="ping", authorization="Bearer vendor")).ok()

    assert reply["status"] == "no_bid"


async def test_the_same_person_is_a_duplicate_whose_consent_is_kept(open_door: OpenDoor, ada: Client) -> None:
    door = await open_door("ping_post", {"token": "vendor"}, config=VENDOR)
    person = {"phone": "6145551003", "first_name": "Twice"}
    first = await sell(door, bid_id=await bid(door), **person)

    second = await sell(door, bid_id=await bid(door), tcpa_optin="1", tcpa_text="You may call me.", **person)

    assert (second["status"], second["lead_id"], second["price"]) == ("duplicate", first["lead_id"], "0.00")
    entries = (await ada.get(f"/v1/consent/leads/{first['lead_id']}")).ok()["entries"]
    assert [(entry["channel"], entry["disclosure_text"]) for entry in entries] == [("call_manual", "You may call me.")]


async def test_a_vendors_test_reaches_nobody(open_door: OpenDoor) -> None:
    door = await open_door("ping_post", {"token": "vendor"}, config=VENDOR)

    made = await sell(door, bid_id=await bid(door, lead_mode=0), phone="6145551004", lead_mode=0)

    assert made["status"] == "accepted"
    assert [lead["is_test"] for lead in await door.leads()] == [True]


async def test_a_full_post_needs_no_ping_and_answers_alike(open_door: OpenDoor) -> None:
    config = {"mode": "full_post", "auth": {"style": "fields"}, "reply": {"format": "xml"}}
    door = await open_door("ping_post", {"partnerid": "p1", "key": "k1"}, config=config)
    body = b"partnerid=p1&key=k1&TXID=tx-1&first_name=Full&phone=614-555-1005"
    form = {"content_type": "application/x-www-form-urlencoded"}

    first = await door.knock(body, tail="post", **form)
    again = await door.knock(body, tail="post", **form)
    wrong = await door.knock(body.replace(b"k1", b"k2"), tail="post", **form)

    lead = (await door.leads())[0]
    assert b"<code>1</code><lead>%d</lead>" % lead["id"] in first.body
    assert again.body == first.body
    assert wrong.status == 401
    assert "k1" not in str(lead["metadata"])


async def test_a_lead_without_any_way_to_reach_it_is_rejected_until_it_is_mended(open_door: OpenDoor) -> None:
    door = await open_door("ping_post", {"token": "vendor"}, config=VENDOR)
    offered = await bid(door)

    refused = [await sell(door, bid_id=offered, first_name="Nobody") for _ in range(2)]
    mended = await sell(door, bid_id=offered, first_name="Nobody", email="somebody@example.com")

    assert [reply["reason"] for reply in refused] == ["no_contact"] * 2
    assert mended["status"] == "accepted"
    assert len(await door.leads()) == 1


# --- all doors --------------------------------------------------------------------------------------------------------

KINDS = ["meta", "google", "adf", "ping", "post"]


@pytest.mark.parametrize("kind", KINDS)
async def test_there_is_nothing_behind_a_door_that_nobody_opened(kind: str, nobody: Client) -> None:
    reply = await nobody.send("POST", f"/v1/intake/door/{kind}/{'0' * 32}", body=b"{}")

    assert (reply.status, reply.json["code"]) == (404, "no_such_source")


@pytest.mark.parametrize("kind", KINDS)
async def test_ten_megabytes_are_refused_at_every_door(kind: str, open_door: OpenDoor) -> None:
    door = await open_door("ping_post" if kind in ("ping", "post") else kind)

    reply = await door.knock(b"[" * 10_000_000, tail=kind)

    assert (reply.status, reply.json["code"]) == (413, "too_large")


async def test_a_closed_door_takes_nothing(open_door: OpenDoor, ada: Client) -> None:
    door = await open_door("google", {"google_key": "shared"})
    (await ada.patch(f"/v1/lead-sources/{door.id}", {"is_active": False})).ok()

    assert (await door.knock(GOOGLE)).status == 404


async def test_secrets_are_never_shown_and_only_managers_set_them(
    open_door: OpenDoor, ada: Client, cleo: Client, vic: Client
) -> None:
    door = await open_door("google", {"google_key": "very secret"})

    shown = await ada.get(f"/v1/lead-sources/{door.id}")
    history = await ada.get(f"/v1/lead-sources/{door.id}/history")
    path = f"/v1/intake/sources/{door.id}/secrets"

    assert shown.json["has_secrets"] is True
    assert b"secrets_sealed" not in shown.body
    assert b"very secret" not in shown.body + history.body
    assert [(await who.put(path, {"google_key": "x"})).status for who in (cleo, vic)] == [403, 403]
    assert (await ada.put(path, {"password": "x"})).json["code"] == "not_a_secret"


async def test_raw_content_goes_when_its_time_is_over(open_door: OpenDoor, app: Gateway, work: Work) -> None:
    door = await open_door("google", {"google_key": "shared"})
    await door.knock(GOOGLE | {"lead_id": "old-1"})
    await work()
    pool = app.runtime.pool
    await pool.execute("update lead_payloads set expires_at = now() where account = $1", door.key)

    await intake_payloads.forget(pool)

    assert await pool.fetchval("select sealed from lead_payloads where account = $1", door.key) is None
    assert await door.lead("old-1") is not None


async def test_a_secret_copied_to_another_door_does_not_open(open_door: OpenDoor, app: Gateway) -> None:
    one, other = [await open_door("google", {"google_key": word}) for word in ("a", "b")]
    pool = app.runtime.pool
    sealed = await pool.fetchval("select secrets_sealed from lead_sources where id = $1", one.id)
    await pool.execute("update lead_sources set secrets_sealed = $2 where id = $1", other.id, sealed)

    reply = await other.knock(GOOGLE | {"google_key": "a"})

    assert (reply.status, reply.json["code"]) == (503, "seal_unreadable")
    await pool.execute("delete from lead_sources where id = $1", other.id)
    assert await sources(pool, SourceKind.GOOGLE, app.runtime.settings.sealing_key())
