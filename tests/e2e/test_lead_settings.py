"""Settings for leads: a form that becomes a lead with somebody to answer it, a vendor's door, and who gets what."""

import re
import time
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import PageOf, Troubles, place, settled
from tests.e2e.calls import Calls

WITHIN_S = 30


def card(page: Page, title: str) -> Any:
    return page.get_by_role("region", name=title)


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_role("dialog").get_by_role("combobox", name=label, exact=True).click()
    page.get_by_role("option", name=option, exact=True).click()


def lead_of(calls: Calls, email: str) -> dict[str, Any]:
    """The lead with this address, once somebody has it."""
    limit = time.monotonic() + WITHIN_S
    while time.monotonic() < limit:
        found = calls.get("/v1/leads", email=email)["items"]
        if found and found[0]["owner_id"] is not None:
            lead: dict[str, Any] = found[0]
            return lead
    raise AssertionError(f"nobody has a lead {email}")


@pytest.fixture
def at_settings(page_of: PageOf) -> Page:
    """The administrator's window."""
    return page_of("admin")


def test_a_form_is_built_sent_by_a_visitor_and_rings_at_whom_the_rule_names(
    at_settings: Page,
    page_of: PageOf,
    agent: Page,
    admin_calls: Calls,
    agent_calls: Calls,
    troubles: Troubles,
) -> None:
    troubles.expect("status of 422.*/v1/forms/")
    me = agent_calls.get("/v1/me")["user"]
    name = f"Boat quote {time.time_ns()}"
    _rule_for(at_settings, name, me["full_name"])
    address = _form(at_settings, admin_calls, name)
    agent.goto("/today")
    settled(agent)

    email = f"ada{time.time_ns()}@example.com"
    visitor = page_of(None)
    visitor.goto(address)
    visitor.get_by_role("textbox", name="First name").fill("ada")
    visitor.get_by_role("textbox", name="Last name").fill("visitor")
    visitor.get_by_role("textbox", name="E-mail").fill(email)
    visitor.get_by_role("textbox", name="How long is the boat?").fill("31 feet")
    visitor.get_by_label("By ticking this box").check()
    visitor.get_by_role("button", name="Send").click()
    expect(visitor.get_by_text("Please fill this in.")).to_be_visible()
    visitor.get_by_role("textbox", name="Phone").fill("(614) 555-0142")
    visitor.get_by_role("button", name="Send").click()
    expect(visitor.get_by_text("Thank you. We will be in touch shortly.")).to_be_visible()

    lead = lead_of(admin_calls, email)
    assert (lead["owner_id"], lead["source"], lead["phone"]) == (me["id"], name, "+16145550142")
    assert lead["metadata"]["answers"]["How long is the boat?"] == "31 feet"
    proof = admin_calls.get(f"/v1/consent/leads/{lead['id']}")["entries"]
    assert {entry["channel"] for entry in proof} == {"call_auto", "sms", "email"}
    agent.get_by_role("button", name=re.compile("Notifications, .* unread")).click()
    expect(agent.get_by_role("dialog", name="Notifications").get_by_text("Ada Visitor").first).to_be_visible()
    at_settings.goto("/settings/web-forms")
    expect(at_settings.get_by_role("listitem").filter(has_text=name)).to_contain_text("1 received")


def _rule_for(page: Page, source: str, person: str) -> None:
    """A rule that gives the leads of a source to one person."""
    page.goto("/settings/routing")
    settled(page)
    page.get_by_role("button", name="New rule").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name", exact=True).fill(f"Rule of {source}")
    dialog.get_by_role("button", name="Add condition").click()
    dialog.get_by_role("combobox", name="Field").fill("Source")
    page.get_by_role("option", name="Source", exact=True).click()
    dialog.get_by_role("textbox", name="Value of Source").fill(source)
    dialog.get_by_text("One person", exact=True).click()
    choose(page, "Person", person)
    dialog.get_by_role("switch", name="Only to those licensed").uncheck()
    expect(dialog.get_by_text(f"it goes to {person}. To be answered within 15 minutes")).to_be_visible()
    dialog.get_by_role("button", name="Create").click()
    expect(page.get_by_role("listitem").filter(has_text=f"Rule of {source}")).to_be_visible()


def _form(page: Page, calls: Calls, name: str) -> str:
    """A form with a question of the agency's own; the path of its page."""
    page.goto("/settings/web-forms")
    settled(page)
    page.get_by_role("button", name="New form").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name", exact=True).fill(name)
    dialog.get_by_role("button", name="Add a question").click()
    page.get_by_role("menuitem", name="A question of your own").click()
    dialog.get_by_label("Words").fill("How long is the boat?")
    preview = page.frame_locator("iframe[title='Preview of the form']")
    expect(preview.get_by_label("How long is the boat?")).to_be_visible()
    grip = dialog.get_by_role("button", name=re.compile("Move How long is the boat"))
    grip.focus()
    page.keyboard.press("Home")
    expect(dialog.get_by_text("How long is the boat?: place 1 of 7")).to_be_attached()
    expect(preview.get_by_role("textbox").first).to_have_accessible_name(re.compile("How long is the boat"))
    dialog.get_by_role("button", name="Create").click()
    expect(dialog.get_by_role("tab", name="Share")).to_be_visible()
    dialog.get_by_role("tab", name="Share").click()
    link = dialog.get_by_role("link", name="Open the page").get_attribute("href")
    made = calls.get("/v1/web-forms", name=name)["items"][0]
    assert made["fields"]["fields"][0]["name"] == "how_long_is_the_boat"
    # Machines type faster than anybody; the form would take this one for a program.
    calls.patch(f"/v1/web-forms/{made['id']}", {"fields": made["fields"] | {"min_seconds": 0}})
    assert link is not None
    return urlsplit(link).path


def test_a_door_is_opened_given_its_secret_and_posted_to(
    at_settings: Page, page_of: PageOf, admin_calls: Calls
) -> None:
    page, name = at_settings, f"Campaign {time.time_ns()}"
    page.goto("/settings/lead-sources")
    settled(page)
    page.get_by_role("button", name="New door").click()
    page.get_by_role("menuitem", name="Google lead form").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name", exact=True).fill(name)
    dialog.get_by_role("button", name="Add a question").click()
    dialog.get_by_label("Column id of question 1").fill("WHICH_TOWN")
    choose(page, "Our field of question 1", "City")
    dialog.get_by_role("button", name="Open the door").click()

    dialog.get_by_role("button", name="Make one").click()
    key = dialog.get_by_label("Key").input_value()
    address = dialog.get_by_role("code").filter(has_text="/v1/intake/door/google/").first.inner_text()
    dialog.get_by_role("button", name="Set secrets").click()
    expect(dialog.get_by_text("Set", exact=True)).to_be_visible()
    expect(dialog.get_by_label("Key")).to_have_value("")
    dialog.get_by_role("tab", name="Try it").click()
    dialog.get_by_role("button", name="How is it understood?").click()
    expect(dialog.get_by_role("region", name="Lead 1")).to_contain_text("+16145550142")

    email = f"google{time.time_ns()}@example.com"
    body = {
        "lead_id": email,
        "google_key": key,
        "user_column_data": [
            {"column_id": "EMAIL", "string_value": email},
            {"column_id": "WHICH_TOWN", "string_value": "Akron"},
        ],
    }
    vendor = page_of(None).request
    answer = vendor.post(urlsplit(address.strip()).path, data=body)
    assert answer.ok, answer.text()
    assert vendor.post(urlsplit(address.strip()).path, data=body | {"google_key": "another"}).status == 403

    assert lead_of(admin_calls, email)["contact_info"]["city"] == "Akron"
    page.goto("/settings/received")
    page.get_by_role("radiogroup", name="What became of it").get_by_text("Leads", exact=True).click()
    row = page.get_by_role("listitem").filter(has_text=name)
    expect(row).to_have_count(1)
    row.get_by_role("link", name="Open the lead").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(email)


def test_rules_are_put_in_order_by_keys_and_by_mouse_and_taken_back(at_settings: Page, admin_calls: Calls) -> None:
    page, at = at_settings, time.time_ns()
    for letter in "AB":
        rule = {"name": f"{letter}{at}", "applies_to": {"source": f"nobody-{at}"}, "position": 1}
        admin_calls.post("/v1/routing-rules", rule)
    page.goto("/settings/routing")
    settled(page)
    rows = page.get_by_role("list", name="Rules in their order").get_by_role("listitem")
    expect(rows.nth(0)).to_contain_text(f"A{at}")

    page.get_by_role("button", name=f"Move A{at} with the arrow keys").focus()
    page.keyboard.press("ArrowDown")

    expect(rows.nth(0)).to_contain_text(f"B{at}")
    expect(page.get_by_text("The order is kept")).to_be_visible()
    page.reload()
    expect(rows.nth(0)).to_contain_text(f"B{at}")

    grip = page.get_by_role("button", name=f"Move A{at} with the arrow keys")
    box, first = place(grip), place(rows.nth(0))
    page.mouse.move(box["x"] + 8, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 8, first["y"] + 4, steps=6)
    page.mouse.up()

    expect(rows.nth(0)).to_contain_text(f"A{at}")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone")).to_be_visible()
    expect(rows.nth(0)).to_contain_text(f"B{at}")


def test_a_trial_says_who_would_get_a_lead_and_why_not(at_settings: Page) -> None:
    page = at_settings
    page.goto("/settings/routing")
    settled(page)

    trial = card(page, "Try it")
    trial.get_by_label("Source").fill("referral")
    trial.get_by_role("button", name="Who would get it?").click()

    expect(trial.get_by_role("status")).to_contain_text(re.compile(r".+ would get it\. +To be answered by"))
    expect(trial.get_by_role("status")).to_contain_text("Referrals within five minutes fits")


def test_an_agent_reads_who_gets_what_and_changes_nothing(agent: Page) -> None:
    agent.goto("/settings/routing")
    settled(agent)

    expect(card(agent, "Rules")).to_contain_text("goes by turns to all agents")
    expect(card(agent, "Office hours")).to_contain_text("8:30 AM to 6:00 PM")
    for name in ("New rule", "Save", "Who would get it?"):
        expect(agent.get_by_role("button", name=name)).to_have_count(0)
    expect(agent.get_by_role("link", name="Lead sources")).to_have_count(0)


def test_hours_of_contact_are_changed_and_taken_back(at_settings: Page, admin_calls: Calls) -> None:
    page = at_settings
    before = admin_calls.get("/v1/consent/rules")
    page.goto("/settings/contact-rules")
    settled(page)

    page.get_by_label("Saturday, to").fill("09:00")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The first time comes before the second.")).to_be_visible()
    page.get_by_label("Saturday, to").fill("13:30")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Contact rules saved")).to_be_visible()
    assert admin_calls.get("/v1/consent/rules")["hours"]["saturday"] == ["09:00", "13:30"]

    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone")).to_be_visible()
    assert admin_calls.get("/v1/consent/rules") == before
