"""Looking after doors and forms: what came through, secrets that are set and never shown, trials, what is refused."""

import json
from typing import Any

import pytest

from backend.api.gateway import Gateway
from tests.client import Client
from tests.leads.conftest import OpenDoor, Work

pytestmark = pytest.mark.anyio

GOOGLE = {
    "lead_id": "T-1",
    "user_column_data": [
        {"column_id": "FULL_NAME", "string_value": "ada sample"},
        {"column_id": "PHONE_NUMBER", "string_value": "(614) 555-0142"},
        {"column_id": "EMAIL", "string_value": "not an address"},
        {"column_id": "PETS", "string_value": "two cats"},
    ],
}
ADF = (
    "<adf><prospect><customer><contact><name part='full'>Ada Sample</name><email>ada@example.com</email></contact>"
    "</customer></prospect></adf>"
)


async def test_what_came_through_is_counted_by_door_and_form(
    ada: Client, vic: Client, cleo: Client, open_door: OpenDoor, work: Work
) -> None:
    door = await open_door("google", {"google_key": "key"})
    for number in ("a", "b"):
        (await door.knock(GOOGLE | {"lead_id": number, "google_key": "key"})).ok()
    await work()
    form = (await ada.post("/v1/web-forms", {"name": "F", "fields": {"fields": [], "min_seconds": 0}})).ok()
    (await ada.post(f"/v1/forms/{form['key']}", {"fields": {}, "company_website": "x"})).ok()

    seen = {each["account"]: each for each in (await vic.get("/v1/intake/traffic")).items}

    told = {name: seen[door.key][name] for name in ("received", "leads", "failed", "ignored", "waiting")}
    assert told == {"received": 2, "leads": 2, "failed": 0, "ignored": 0, "waiting": 0}
    assert (seen[form["key"]]["received"], seen[form["key"]]["ignored"]) == (1, 1)
    assert door.key not in {each["account"] for each in (await cleo.get("/v1/intake/traffic")).items}
    page = (await ada.get("/v1/intake/payloads", {"account": form["key"]})).items
    assert [(each["account"], each["error"]) for each in page] == [(form["key"], "trap_filled")]


async def test_one_secret_is_set_beside_the_others_and_none_is_shown(
    ada: Client, vic: Client, open_door: OpenDoor
) -> None:
    door = await open_door("meta", {"app_secret": "first"})
    path = f"/v1/intake/sources/{door.id}/secrets"

    changed = await ada.patch(path, {"verify_token": "second"})

    assert changed.ok() == {"names": ["app_secret", "verify_token"]} == (await ada.get(path)).ok()
    challenge = {"hub.mode": "subscribe", "hub.verify_token": "second", "hub.challenge": "42"}
    assert (await door.client.get(f"/v1/intake/door/meta/{door.key}", challenge)).body == b"42"
    assert (await ada.patch(path, {"app_secret": None})).ok() == {"names": ["verify_token"]}
    assert (await ada.patch(path, {"google_key": "x"})).json["code"] == "not_a_secret"
    assert (await ada.patch(f"/v1/intake/sources/{door.id + 900}/secrets", {"token": "x"})).status == 404
    assert (await vic.get(path)).status == (await vic.patch(path, {"app_secret": "x"})).status == 403


@pytest.mark.parametrize(
    ("kind", "config", "body", "kind_of_content"),
    [
        ("google", {}, GOOGLE, "application/json"),
        ("meta", {}, {"id": "7", "field_data": [{"name": "full_name", "values": ["Ada Sample"]}]}, "application/json"),
        ("adf", {}, ADF, "application/xml"),
        ("adf_mailbox", {"host": "localhost", "username": "leads"}, ADF, "application/xml"),
        ("ping_post", {}, "first_name=Ada&last_name=Sample", "application/x-www-form-urlencoded"),
    ],
)
async def test_a_door_tells_how_it_understands_a_lead_and_keeps_nothing(
    kind: str, config: dict[str, Any], body: Any, kind_of_content: str, ada: Client, app: Gateway, open_door: OpenDoor
) -> None:
    door = await open_door(kind, config=config, source="vendor")
    count = "select (select count(*) from leads) + (select count(*) from lead_payloads)"
    before = await app.runtime.pool.fetchval(count)

    text = body if isinstance(body, str) else json.dumps(body)
    asked = {"body": text, "content_type": kind_of_content}
    (lead,) = (await ada.post(f"/v1/intake/sources/{door.id}/trial", asked)).ok()["leads"]

    contact = lead["contact"]
    assert {contact.get("name"), f"{contact.get('first_name')} {contact.get('last_name')}"} & {"Ada Sample"}
    assert (lead["source"], lead["lead_id"]) == ("vendor", None)
    assert await app.runtime.pool.fetchval(count) == before


async def test_a_trial_says_what_is_wrong_and_makes_test_leads_when_asked(
    ada: Client, vic: Client, open_door: OpenDoor
) -> None:
    door = await open_door("google")
    path = f"/v1/intake/sources/{door.id}/trial"

    kept = [(await ada.post(path, {"body": json.dumps(GOOGLE), "keep": True})).ok()["leads"][0] for _ in range(2)]

    assert kept[0]["lead_id"] != kept[1]["lead_id"]
    assert (kept[0]["contact"]["phone"], list(kept[0]["unreadable"])) == ("+16145550142", ["email"])
    assert kept[0]["answers"] == {"PETS": "two cats"}
    lead = (await ada.get(f"/v1/leads/{kept[0]['lead_id']}")).ok()
    assert (lead["is_test"], lead["name"], lead["owner_id"]) == (True, "Ada Sample", None)
    for nonsense in ("{", "[]", "{}"):
        refused = await ada.post(path, {"body": nonsense})
        assert (refused.status, refused.json["code"]) == (422, "payload_unreadable"), nonsense
    bomb = {"body": "<!DOCTYPE adf><adf/>", "content_type": "application/xml"}
    adf = await open_door("adf")
    assert (await ada.post(f"/v1/intake/sources/{adf.id}/trial", bomb)).json["code"] == "dangerous_xml"
    assert (await vic.post(path, {"body": "{}"})).status == 403


@pytest.mark.parametrize(
    ("config", "pointer"),
    [
        ({"feilds": {}}, "/config/feilds"),
        ({"fields": ["a"]}, "/config/fields"),
        ({"fields": {"name": 3}}, "/config/fields"),
        ({"port": "993"}, "/config/port"),
        ({"security": "ssl"}, "/config/security"),
        ({"prices": [{"when": {"state": "OH"}, "price_cents": 5}]}, "/config/prices"),
        ({"prices": [{"when": {}}]}, "/config/prices"),
        ({"accept": {"state": "OH"}}, "/config/accept"),
        ({"codes": {"state": "OH"}}, "/config/codes"),
        ({"ping_ttl_minutes": 0}, "/config/ping_ttl_minutes"),
        ({"auth": {"style": "magic"}}, "/config/auth"),
        ({"reply": {"format": "yaml"}}, "/config/reply"),
        ({"test": {"values": ["1"]}}, "/config/test"),
        ({"consent_channels": ["all"]}, "/config/consent_channels"),
        ({"forms": {"1": {"disclaimers": {"box": {"channels": ["fax"]}}}}}, "/config/forms"),
        ({"mode": "push"}, "/config/mode"),
    ],
)
async def test_a_door_that_could_not_speak_is_refused_when_it_is_written(
    config: dict[str, Any], pointer: str, ada: Client, open_door: OpenDoor
) -> None:
    door = await open_door("ping_post")

    made = await ada.post("/v1/lead-sources", {"name": "D", "kind": "ping_post", "config": config})
    changed = await ada.patch(f"/v1/lead-sources/{door.id}", {"config": config})

    assert [made.status, changed.status] == [422, 422]
    assert made.json["errors"][0]["pointer"] == changed.json["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize("look", [{"color": "red"}, {"corners": "oval"}, {"plain": "yes"}, {"font": "x"}, ["x"]])
async def test_a_look_that_no_form_can_have_is_refused(look: object, ada: Client) -> None:
    refused = await ada.post("/v1/web-forms", {"name": "F", "fields": {"fields": [], "look": look}})

    assert refused.status == 422
    assert refused.json["errors"][0]["pointer"].startswith("/fields/look")


async def test_every_text_that_a_form_has_shown_is_kept(ada: Client, cleo: Client) -> None:
    form = (await ada.post("/v1/web-forms", {"name": "F", "fields": {"fields": []}, "consent_text": "One."})).ok()
    (await ada.patch(f"/v1/web-forms/{form['id']}", {"consent_text": "Two."})).ok()

    texts = (await cleo.get(f"/v1/intake/forms/{form['id']}/consent-texts")).items

    assert [(each["version"], each["text"]) for each in texts] == [(2, "Two."), (1, "One.")]
    assert (await cleo.get(f"/v1/intake/forms/{form['id'] + 900}/consent-texts")).status == 404


async def test_only_our_own_pages_frame_a_form_and_a_preview_needs_no_form(ada: Client, nobody: Client) -> None:
    form = (await ada.post("/v1/web-forms", {"name": "F & Co", "fields": {"fields": []}})).ok()

    for key, title in ((form["key"], "F &amp; Co"), ("preview", "Preview")):
        page = await nobody.get(f"/v1/forms/{key}/page")
        assert page.status == 200
        assert f"<h1>{title}</h1>" in page.text
        assert "frame-ancestors 'self'" in page.headers["content-security-policy"]
        script = await nobody.get(f"/v1/forms/{key}/embed.js")
        assert f'var KEY = "{key}"' in script.text
    assert (await nobody.get("/v1/forms/preview")).status == 404
