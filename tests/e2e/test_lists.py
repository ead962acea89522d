"""Lists: views, picking, changing many, changing one cell."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import PageOf, settled
from tests.e2e.calls import Calls


@pytest.fixture
def three(agent_calls: Calls, request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    """Three customers of the agent's in a town of the test's own."""
    town = town_of(request)
    return [
        agent_calls.post(
            "/v1/customers",
            {"name": f"{name} {town}", "email": f"{name}.{town}@example.com", "city": town, "state": "OH"},
        )
        for name in ("Ines", "Jonas", "Kira")
    ]


@pytest.fixture
def town(request: pytest.FixtureRequest) -> str:
    return town_of(request)


def town_of(request: pytest.FixtureRequest) -> str:
    name: str = request.node.name
    return name.removeprefix("test_").replace("_", "").title()[:20]


def cities(calls: Calls, three: list[dict[str, Any]]) -> set[str]:
    return {calls.get(f"/v1/customers/{each['id']}")["city"] for each in three}


def test_a_saved_view_is_shared_with_everybody(agent: Page, page_of: PageOf, three: list[Any], town: str) -> None:
    agent.goto(f"/customers?q={town}")
    settled(agent)
    agent.get_by_role("button", name="Save as a view").click()
    dialog = agent.get_by_role("dialog")
    dialog.get_by_role("textbox").fill(f"All of {town}")
    dialog.get_by_label("Share with everybody").check()
    dialog.get_by_role("button", name="Save view").click()
    expect(agent).to_have_url(re.compile(r"view=\d+"))

    other = page_of("admin")
    other.goto("/customers")
    other.get_by_role("navigation", name="Views of customers").get_by_role("link", name=f"All of {town}").click()

    expect(other).to_have_url(re.compile(r"view=\d+"))
    for each in three:
        expect(other.get_by_role("main")).to_contain_text(each["name"])


def test_many_are_changed_at_once_and_changed_back(
    agent: Page, agent_calls: Calls, three: list[dict[str, Any]], town: str
) -> None:
    agent.goto(f"/customers?q={town}")
    expect(agent.get_by_role("main")).to_contain_text(three[0]["name"])
    agent.get_by_role("checkbox", name="Select all loaded rows").check()
    agent.get_by_role("toolbar", name="Picked records").get_by_role("button", name="Change").click()
    dialog = agent.get_by_role("dialog")
    dialog.get_by_label("What to change").fill("City")
    agent.get_by_role("option", name="City").click()
    dialog.get_by_label("New value of city").fill("Dayton")
    dialog.get_by_role("button", name=re.compile("^Change")).click()

    expect(agent.get_by_role("button", name="Undo").first).to_be_visible()
    assert cities(agent_calls, three) == {"Dayton"}

    agent.get_by_role("button", name="Undo").first.click()

    expect(agent.get_by_text(re.compile("undone", re.IGNORECASE)).first).to_be_visible()
    assert cities(agent_calls, three) == {town}


def test_a_cell_is_changed_in_place_and_taken_back(
    agent: Page, agent_calls: Calls, three: list[dict[str, Any]], town: str
) -> None:
    agent.goto(f"/customers?q={town}")
    row = agent.get_by_role("row").filter(has_text=three[0]["name"])
    row.get_by_role("gridcell", name=town, exact=True).dblclick()
    agent.keyboard.press("Control+a")
    agent.keyboard.type("Toledo")
    agent.keyboard.press("Enter")

    expect(row).to_contain_text("Toledo")
    expect(agent.get_by_role("button", name="Undo")).to_be_visible()
    agent.get_by_role("button", name="Undo").click()

    expect(row.get_by_role("gridcell", name=town, exact=True)).to_be_visible()


def test_a_record_opens_beside_its_list(agent: Page, three: list[dict[str, Any]], town: str) -> None:
    agent.goto(f"/customers?q={town}")
    agent.get_by_role("row").filter(has_text=three[1]["name"]).get_by_role("link").first.click()

    expect(agent).to_have_url(re.compile(rf"open={three[1]['id']}"))
    expect(agent.get_by_role("heading", name=three[1]["name"]).first).to_be_visible()


def test_the_address_brings_back_the_same_list(agent: Page, three: list[dict[str, Any]], town: str) -> None:
    agent.goto("/customers")
    settled(agent)
    agent.get_by_label("Search customers").fill(town)
    expect(agent).to_have_url(re.compile(town))

    agent.reload()

    expect(agent.get_by_label("Search customers")).to_have_value(town)
    expect(agent.get_by_role("row").filter(has_text=three[2]["name"])).to_be_visible()
