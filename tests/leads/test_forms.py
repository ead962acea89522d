"""Hosted forms: what an agency defines, what a visitor sees and sends, and the proof that is kept."""

import asyncio
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from backend import clock
from backend.api.forms import SCRIPT
from backend.api.gateway import Gateway
from backend.leads import intake_forms, intake_payloads
from tests.client import Client, Reply
from tests.leads.conftest import Work

pytestmark = pytest.mark.anyio

TEXT = "Acme Insurance may text me with automated technology. Consent is not a condition of purchase."
FIELDS: dict[str, Any] = {
    "fields": [
        {"name": "first_name", "label": "First name", "required": True},
        {"name": "email", "label": "E-mail", "type": "email"},
        {"name": "phone", "label": "Phone", "type": "tel", "required": True},
        {"name": "product_interest", "type": "select", "options": ["Auto", "Home"]},
        {"name": "insurance.x_date", "label": "Renewal", "type": "date"},
        {"name": "pets", "label": "Any pets?"},
    ],
    "consent": {"channels": ["sms", "email"], "not_condition_of_purchase": True},
    "rate_per_minute": 1000,
    "min_seconds": 0,
}
ANSWERS = {"first_name": "ada", "phone": "(614) 555-0142", "email": "Ada@Example.com", "product_interest": "Home",
           "insurance.x_date": "2026-12-01", "pets": "two cats"}  # fmt: skip


async def make(ada: Client, **values: Any) -> dict[str, Any]:
    body = {"name": "Quote", "fields": FIELDS, "consent_text": TEXT} | values
    made: dict[str, Any] = (await ada.post("/v1/web-forms", body)).ok()
    return made


async def send(visitor: Client, form: dict[str, Any], /, **values: Any) -> Reply:
    body = {"fields": ANSWERS, "consent": {"given": True, "sha256": form["consent_sha256"]}} | values
    return await visitor.post(f"/v1/forms/{form['key']}", body, user_agent="A browser")


async def leads_of(app: Gateway, form: dict[str, Any]) -> list[int]:
    rows = await app.runtime.pool.fetch(
        "select lead_id from lead_payloads where account = $1 and lead_id is not null", form["key"]
    )
    return [row["lead_id"] for row in rows]


async def test_a_visitor_sends_a_form_and_a_lead_comes_of_it(
    ada: Client, nobody: Client, app: Gateway, work: Work
) -> None:
    form = await make(ada, source="website")
    page = {
        "page_url": "https://agency.example/quote",
        "referrer": "https://search.example/",
        "attribution": {"utm_source": "Google", "gclid": "Ab1"},
        "first_touch": {"utm_source": "mail"},
        "trustedform_url": "https://cert.trustedform.com/0123456789abcdef",
    }

    told = (await send(nobody, form, **page)).ok()
    await work()

    assert told["message"].startswith("Thank you")
    lead = (await ada.get(f"/v1/leads/{(await leads_of(app, form))[0]}")).ok()
    assert (lead["channel"], lead["source"], lead["product_interest"]) == ("web_form", "website", "home")
    assert (lead["name"], lead["email"], lead["phone"]) == ("Ada", "ada@example.com", "+16145550142")
    assert lead["metadata"]["attribution"]["utm_source"] == "google"
    assert lead["metadata"]["attribution"]["gclid"] == "Ab1"
    assert lead["metadata"]["insurance"] == {"x_date": "2026-12-01"}
    assert lead["metadata"]["answers"] == {"Any pets?": "two cats", "first_touch": {"utm_source": "mail"}}
    entries = (await ada.get(f"/v1/consent/leads/{lead['id']}")).ok()["entries"]
    proof = next(each for each in entries if each["channel"] == "sms")
    assert (proof["disclosure_text"], proof["disclosure_sha256"]) == (TEXT, sha256(TEXT.encode()).hexdigest())
    assert (proof["page_url"], proof["user_agent"], proof["ip"]) == (page["page_url"], "A browser", nobody.peer)
    assert (proof["basis"], proof["signature_method"], proof["address"]) == ("pewc", "checkbox", "+16145550142")
    assert proof["trustedform_url"] == page["trustedform_url"]


async def test_a_repeated_submission_is_one_lead(ada: Client, nobody: Client, app: Gateway, work: Work) -> None:
    form = await make(ada)

    for _ in range(3):
        (await send(nobody, form, submission_id="click-click-click")).ok()
    await work()
    (await send(nobody, form, submission_id="click-click-click")).ok()

    assert len(await leads_of(app, form)) == 1


async def test_who_sends_a_form_once_more_is_the_same_lead_brought_up_to_date(
    ada: Client, nobody: Client, app: Gateway, work: Work
) -> None:
    form = await make(ada)
    (await send(nobody, form, submission_id="first-time")).ok()
    await work()
    [lead] = await leads_of(app, form)

    (await send(nobody, form, submission_id="second-time", fields=ANSWERS | {"pets": "three cats"})).ok()
    (await send(nobody, form, submission_id="third-time", fields=ANSWERS | {"email": "other@example.com"})).ok()
    await work()
    mate = ANSWERS | {"first_name": "bob", "email": "bob@example.com"}
    (await send(nobody, form, submission_id="a-flatmate", fields=mate)).ok()
    await work()

    assert set(await leads_of(app, form)) == {lead, lead + 1}
    shown = (await ada.get(f"/v1/leads/{lead}")).ok()
    assert shown["metadata"]["answers"] == {"Any pets?": "two cats"}
    assert shown["email"] == "other@example.com"
    notes = await app.runtime.pool.fetch("select body from notes where record_type = 'leads' and record_id = $1", lead)
    assert [note["body"] for note in notes] == ["Sent the form “Quote” once more."] * 2
    entries = (await ada.get(f"/v1/consent/leads/{lead}")).ok()["entries"]
    assert len(entries) == 6


async def test_a_lost_lead_and_a_form_that_wants_it_begin_anew(
    ada: Client, nobody: Client, app: Gateway, work: Work
) -> None:
    usual, always = await make(ada), await make(ada, fields=FIELDS | {"duplicate_days": 0})
    for form in (usual, always):
        (await send(nobody, form, submission_id="first-time")).ok()
        await work()
    [lost] = await leads_of(app, usual)
    (await ada.post(f"/v1/leads/{lost}/stage", {"stage": "lost", "reason": "No answer"})).ok()

    for form in (usual, always):
        (await send(nobody, form, submission_id="second-time")).ok()
        await work()

    assert [len(set(await leads_of(app, form))) for form in (usual, always)] == [2, 2]


async def test_two_clicks_of_one_visitor_at_once_are_one_lead(ada: Client, nobody: Client, app: Gateway) -> None:
    form = await make(ada)
    await asyncio.gather(*(send(nobody, form, submission_id=f"click-number-{number}") for number in range(6)))
    rows = await app.runtime.pool.fetch("select id from lead_payloads where account = $1", form["key"])

    await asyncio.gather(*(intake_payloads.process(app.runtime.pool, app.runtime.settings, row["id"]) for row in rows))

    assert len(set(await leads_of(app, form))) == 1


async def test_the_text_as_the_visitor_saw_it_is_the_proof(
    ada: Client, nobody: Client, app: Gateway, work: Work
) -> None:
    form = await make(ada)
    newer = (await ada.patch(f"/v1/web-forms/{form['id']}", {"consent_text": "Something else."})).ok()
    renamed = (await ada.patch(f"/v1/web-forms/{form['id']}", {"name": "Renamed"})).ok()

    (await send(nobody, form)).ok()
    await work()

    lead_id = (await leads_of(app, form))[0]
    entries = (await ada.get(f"/v1/consent/leads/{lead_id}")).ok()["entries"]
    assert [each["consent_version"] for each in (form, newer, renamed)] == [1, 2, 2]
    assert {each["disclosure_text"] for each in entries} == {TEXT}


@pytest.mark.parametrize(
    "consent", [None, {"given": False}, {"given": True}, {"given": True, "sha256": "0" * 64}, "yes", {"given": "true"}]
)
async def test_what_was_not_agreed_to_is_not_recorded(
    consent: object, ada: Client, nobody: Client, app: Gateway, work: Work
) -> None:
    form = await make(ada)
    (await send(nobody, form, consent=consent)).ok()
    await work()

    lead_id = (await leads_of(app, form))[0]
    assert (await ada.get(f"/v1/consent/leads/{lead_id}")).ok()["entries"] == []


async def test_the_texts_of_forms_are_never_rewritten(app: Gateway, ada: Client) -> None:
    await make(ada)
    for statement in ("update consent_texts set text = 'x'", "delete from consent_texts"):
        with pytest.raises(asyncpg.PostgresError, match="only grows"):
            await app.runtime.pool.execute(statement)


async def test_a_visitor_is_told_what_to_mend(ada: Client, nobody: Client) -> None:
    required = FIELDS | {"consent": FIELDS["consent"] | {"required": True}}
    form = await make(ada, fields=required)

    reply = await send(nobody, form, fields={"phone": "12", "email": "no"}, consent=None)

    assert reply.status == 422
    pointers = {error["pointer"] for error in reply.json["errors"]}
    assert pointers == {"/fields/first_name", "/fields/phone", "/fields/email", "/consent"}


async def test_programs_are_thanked_and_become_no_leads(ada: Client, nobody: Client, app: Gateway, work: Work) -> None:
    form = await make(ada, fields=FIELDS | {"min_seconds": 5})
    shown = (await nobody.get(f"/v1/forms/{form['key']}")).ok()

    trapped = await send(nobody, form, company_website="http://spam.example", submission_id="trapped-1")
    hasty = await send(nobody, form, started=shown["started"], submission_id="hasty-001")
    forged = await send(nobody, form, started="1.forged", submission_id="forged-01")
    await work()

    assert {reply.status for reply in (trapped, hasty, forged)} == {200}
    assert await leads_of(app, form) == []
    rows = await app.runtime.pool.fetch("select status, error from lead_payloads where account = $1", form["key"])
    assert {(row["status"], row["error"]) for row in rows} == {
        ("ignored", "trap_filled"), ("ignored", "too_fast"), ("ignored", "mark_forged")
    }  # fmt: skip


async def test_a_patient_visitor_is_no_program(
    ada: Client, nobody: Client, app: Gateway, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = await make(ada, fields=FIELDS | {"min_seconds": 5})
    now = clock.now()
    shown = (await nobody.get(f"/v1/forms/{form['key']}")).ok()
    later = type("Later", (), {"now": staticmethod(lambda: now.replace(year=now.year + 1))})

    monkeypatch.setattr(intake_forms, "clock", later)
    (await send(nobody, form, started=shown["started"])).ok()
    await work()

    assert len(await leads_of(app, form)) == 1


async def test_a_false_alarm_becomes_a_lead_after_all(ada: Client, nobody: Client, app: Gateway, work: Work) -> None:
    form = await make(ada)
    (await send(nobody, form, company_website="our shop")).ok()
    aside = (await ada.get("/v1/intake/payloads", {"status": "ignored", "limit": 1})).items[0]

    (await ada.post(f"/v1/intake/payloads/{aside['id']}/retry")).ok()
    await work()

    assert len(await leads_of(app, form)) == 1


async def test_one_address_cannot_flood_a_form(ada: Client, nobody: Client) -> None:
    form = await make(ada, fields=FIELDS | {"rate_per_minute": 3})

    statuses = [(await send(nobody, form, submission_id=f"flood-{n:04}")).status for n in range(5)]

    assert statuses == [200, 200, 200, 429, 429]


async def test_only_the_pages_that_are_named_may_embed_a_form(ada: Client, nobody: Client) -> None:
    form = await make(ada, fields=FIELDS | {"origins": ["https://agency.example"]})
    path = f"/v1/forms/{form['key']}"

    ours = await nobody.send("OPTIONS", path, headers={"origin": "https://agency.example"})
    theirs = await nobody.send("OPTIONS", path, headers={"origin": "https://other.example"})
    sent = await nobody.post(path, {"fields": ANSWERS}, origin="https://agency.example")
    refused = await nobody.post(path, {"fields": ANSWERS}, origin="https://other.example")
    hosted = await nobody.post(path, {"fields": ANSWERS}, origin=f"https://{nobody.host}")
    mend = await nobody.post(path, {"fields": {}}, origin="https://agency.example")

    assert ours.headers["access-control-allow-origin"] == "https://agency.example"
    assert ours.headers["access-control-allow-headers"] == "content-type"
    assert "access-control-allow-origin" not in theirs.headers
    assert (sent.status, refused.json["code"], hosted.status) == (200, "foreign_page", 200)
    assert sent.headers["access-control-allow-origin"] == "https://agency.example"
    assert (mend.status, mend.headers["access-control-allow-origin"]) == (422, "https://agency.example")
    assert "access-control-allow-credentials" not in sent.headers


async def test_a_page_gets_the_script_and_the_form(ada: Client, nobody: Client) -> None:
    form = await make(ada, name="Quote <b>now</b>")

    script = await nobody.get(f"/v1/forms/{form['key']}/embed.js")
    page = await nobody.get(f"/v1/forms/{form['key']}/page")
    shown = (await nobody.get(f"/v1/forms/{form['key']}")).ok()

    assert script.headers["content-type"].startswith("text/javascript")
    assert form["key"].encode() in script.body
    assert b"__KEY__" not in script.body
    assert b"Quote &lt;b&gt;now&lt;/b&gt;" in page.body
    assert [ask["name"] for ask in shown["fields"]] == [ask["name"] for ask in FIELDS["fields"]]
    assert (shown["consent"]["text"], shown["consent"]["sha256"]) == (TEXT, form["consent_sha256"])


def test_the_script_can_be_read_by_a_browser(tmp_path: Path) -> None:
    file = tmp_path / "embed.js"
    file.write_text(SCRIPT.read_text())
    node = Path(__import__("sys").executable).with_name("node")

    checked = subprocess.run([node, "--check", file], capture_output=True, text=True)

    assert checked.returncode == 0, checked.stderr


async def test_a_closed_or_unknown_form_takes_nothing(ada: Client, nobody: Client) -> None:
    form = await make(ada, is_active=False)

    assert (await send(nobody, form)).json["code"] == "no_such_form"
    assert (await nobody.get("/v1/forms/nothing")).status == 404


BAD: dict[str, tuple[object, str]] = {
    "a list": ([], "/fields"),
    "an unknown word": ({"colour": 1}, "/fields/colour"),
    "a name twice": ({"fields": [{"name": "a"}, {"name": "a"}]}, "/fields/fields/1/name"),
    "the trap": ({"fields": [{"name": "company_website"}]}, "/fields/fields/0/name"),
    "an odd type": ({"fields": [{"name": "a", "type": "script"}]}, "/fields/fields/0/type"),
    "no options": ({"fields": [{"name": "a", "type": "select"}]}, "/fields/fields/0/options"),
    "every channel": ({"consent": {"channels": ["all"]}}, "/fields/consent/channels"),
    "a path": ({"origins": ["https://a.example/path"]}, "/fields/origins"),
    "a script": ({"redirect_url": "javascript:alert(1)"}, "/fields/redirect_url"),
    "a text": ({"rate_per_minute": "many"}, "/fields/rate_per_minute"),
}


@pytest.mark.parametrize("case", BAD)
async def test_a_form_that_cannot_be_shown_is_refused(case: str, ada: Client) -> None:
    fields, pointer = BAD[case]

    refused = await ada.post("/v1/web-forms", {"name": "Bad", "fields": fields})

    assert refused.status == 422
    assert [error["pointer"] for error in refused.json["errors"]] == [pointer]


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'"x"', b'{"fields": 7}', b'{"fields": {"a": [[[[1]]]]}, "consent": []}']
)
async def test_what_is_no_submission_is_refused_or_kept_without_harm(
    body: bytes, ada: Client, nobody: Client, work: Work
) -> None:
    form = await make(ada)

    reply = await nobody.send("POST", f"/v1/forms/{form['key']}", body=body)

    assert reply.status in (400, 422)
    assert await work() == 0
