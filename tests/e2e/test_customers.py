"""A day's work on customers: found, read, changed; by mouse and by keyboard alone."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.browser import PageOf, Troubles, settled
from tests.e2e.calls import Calls

Customer = dict[str, Any]


@pytest.fixture
def customer(agent_calls: Calls, request: pytest.FixtureRequest) -> Customer:
    """A customer of the agent's, named after the test."""
    number = abs(hash(request.node.name)) % 10_000_000
    body = {
        "name": f"Zora {request.node.name.removeprefix('test_').replace('_', ' ').title()}",
        "phone": f"+1614{number:07d}",
        "email": f"zora{number}@example.com",
        "address_line1": "1 Old Lane",
        "city": "Columbus",
        "state": "OH",
        "postal_code": "43215",
        "status": "active",
    }
    found: Customer = agent_calls.post("/v1/customers", body)
    return found


def digits(customer: Customer) -> str:
    return re.sub(r"\D", "", str(customer["phone"]))[-7:]


def fact(page: Page, name: str) -> Locator:
    return page.get_by_role("main").get_by_label(f"Change {name}")


def test_found_by_a_part_of_the_phone_number(agent: Page, customer: Customer) -> None:
    agent.goto("/today")
    settled(agent)
    agent.keyboard.press("Control+k")
    agent.keyboard.type(digits(customer))

    agent.get_by_role("option").filter(has_text=customer["name"]).click()

    expect(agent).to_have_url(re.compile(rf"/customers/{customer['id']}"))
    expect(agent.get_by_role("heading", level=1)).to_contain_text(customer["name"])


def test_found_and_opened_by_keyboard_alone(agent: Page, customer: Customer) -> None:
    agent.goto("/today")
    settled(agent)
    agent.keyboard.press("Control+k")
    agent.keyboard.type(customer["name"])
    expect(agent.get_by_role("option", selected=True)).to_contain_text(customer["name"])
    agent.keyboard.press("Enter")

    expect(agent).to_have_url(re.compile(rf"/customers/{customer['id']}"))


def test_a_new_address_is_saved_and_taken_back(agent: Page, agent_calls: Calls, customer: Customer) -> None:
    agent.goto(f"/customers/{customer['id']}")
    fact(agent, "address").first.click()
    editor = agent.get_by_role("group", name="Change address")
    editor.get_by_role("textbox", name="Address", exact=True).fill("25 Birch Avenue")
    editor.get_by_role("textbox", name="Address", exact=True).press("Enter")

    expect(agent.get_by_text("Address saved")).to_be_visible()
    expect(agent.get_by_role("main")).to_contain_text("25 Birch Avenue")
    assert agent_calls.get(f"/v1/customers/{customer['id']}")["address_line1"] == "25 Birch Avenue"

    agent.get_by_role("button", name="Undo").click()

    expect(agent.get_by_role("main")).to_contain_text("1 Old Lane")


def test_a_note_stands_in_the_timeline(agent: Page, customer: Customer) -> None:
    agent.goto(f"/customers/{customer['id']}")
    agent.get_by_label("New note").fill("Prefers to be called after four.")
    agent.get_by_label("New note").press("Control+Enter")

    expect(agent.get_by_text("Note added")).to_be_visible()
    timeline = agent.get_by_role("main").get_by_text("Prefers to be called after four.")
    expect(timeline.first).to_be_visible()
    expect(agent.get_by_label("New note")).to_have_value("")


def test_whoever_saved_first_is_asked_about(
    agent: Page, admin_calls: Calls, customer: Customer, troubles: Troubles
) -> None:
    troubles.expect("412")
    agent.goto(f"/customers/{customer['id']}")
    fact(agent, "address").first.click()
    editor = agent.get_by_role("group", name="Change address")
    editor.get_by_role("textbox", name="Address", exact=True).fill("3 Mine Street")
    admin_calls.patch(f"/v1/customers/{customer['id']}", {"address_line1": "4 Their Street"})
    editor.get_by_role("textbox", name="Address", exact=True).press("Enter")

    dialog = agent.get_by_role("dialog", name="Somebody else saved first")
    dialog.get_by_role("radio", name="Saved meanwhile: 4 Their Street").click()
    dialog.get_by_role("button", name="Save this choice").click()

    expect(dialog).to_have_count(0)
    expect(agent.get_by_role("main")).to_contain_text("4 Their Street")
    assert admin_calls.get(f"/v1/customers/{customer['id']}")["address_line1"] == "4 Their Street"


def test_what_another_changes_appears_by_itself(agent: Page, admin_calls: Calls, customer: Customer) -> None:
    agent.goto(f"/customers/{customer['id']}")
    settled(agent)

    admin_calls.patch(f"/v1/customers/{customer['id']}", {"address_line1": "77 Live Street"})

    expect(agent.get_by_role("main")).to_contain_text("77 Live Street")


def test_another_agents_customer_is_not_here(
    agent: Page, admin_calls: Calls, agent_calls: Calls, troubles: Troubles
) -> None:
    troubles.expect("404")
    me = agent_calls.get("/v1/me")["user"]["id"]
    theirs = admin_calls.get("/v1/customers", filter=f'{{"owner_id":{{"ne":{me}}}}}', page_size=1)["items"][0]

    agent.goto(f"/customers/{theirs['id']}")

    expect(agent.get_by_role("alert")).to_contain_text("not here")


def test_every_step_works_on_a_phone(page_of: PageOf, customer: Customer) -> None:
    page = page_of("agent", width=390)
    page.goto("/customers")
    page.get_by_label("Search customers").fill(digits(customer))
    expect(page.get_by_role("main").get_by_role("status")).to_have_text("1 customer")
    page.get_by_role("listitem").filter(has_text=customer["name"]).get_by_role("link").click()

    expect(page.get_by_role("heading", name=customer["name"]).first).to_be_visible()
