"""The day without a mouse."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.e2e.browser import settled
from tests.e2e.calls import Calls

LONGEST_WAY = 80


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until this has the focus, as somebody without a mouse does."""
    press_until(page, "Tab", lambda: wanted.evaluate("element => element.contains(document.activeElement)"))


def press_until(page: Page, key: str, there: Callable[[], bool]) -> None:
    for _ in range(LONGEST_WAY):
        page.keyboard.press(key)
        if there():
            return
    raise AssertionError(f"{LONGEST_WAY} times {key} did not lead there")


def test_two_letters_go_to_a_list_and_a_slash_to_its_search(agent: Page) -> None:
    agent.goto("/today")
    settled(agent)
    agent.keyboard.press("g")
    agent.keyboard.press("c")
    expect(agent).to_have_url(re.compile(r"/customers$"))
    settled(agent)

    agent.keyboard.press("/")

    expect(agent.get_by_label("Search customers")).to_be_focused()


def test_the_palette_goes_anywhere_and_gives_the_focus_back(agent: Page) -> None:
    agent.goto("/today")
    settled(agent)
    title = agent.locator("[data-row-title]").first
    title.focus()
    agent.keyboard.press("Control+k")
    expect(agent.get_by_role("combobox")).to_be_focused()
    agent.keyboard.press("Escape")
    expect(title).to_be_focused()

    agent.keyboard.press("Control+k")
    agent.keyboard.type("dashboard")
    expect(agent.get_by_role("option", selected=True)).to_contain_text("Dashboard")
    agent.keyboard.press("Enter")

    expect(agent).to_have_url(re.compile(r"/dashboard"))


def test_the_question_mark_lists_what_the_page_can(agent: Page) -> None:
    agent.goto("/today")
    settled(agent)

    agent.keyboard.press("?")

    sheet = agent.get_by_role("dialog")
    for said in ("Next row", "Task is done", "New task"):
        expect(sheet).to_contain_text(said)
    agent.keyboard.press("Escape")
    expect(sheet).to_have_count(0)


def test_the_first_tab_skips_the_frame(agent: Page) -> None:
    agent.goto("/today")
    settled(agent)
    agent.keyboard.press("Tab")
    expect(agent.get_by_role("link", name="Skip to the page")).to_be_focused()

    agent.keyboard.press("Enter")
    agent.keyboard.press("Tab")

    expect(agent.get_by_role("main").locator(":focus")).to_have_count(1)


def test_an_address_is_changed_with_tab_and_enter(agent: Page, agent_calls: Calls) -> None:
    kim = {"name": "Kim Tab", "email": "kim.tab@example.com", "address_line1": "9 Mouse Road", "city": "Lima"}
    customer = agent_calls.post("/v1/customers", kim)
    agent.goto(f"/customers/{customer['id']}")
    settled(agent)
    change = agent.get_by_role("button").filter(has=agent.get_by_label("Change address"))

    tab_to(agent, change.first)
    agent.keyboard.press("Enter")
    agent.keyboard.press("Control+a")
    agent.keyboard.type("10 Keyboard Road")
    agent.keyboard.press("Enter")

    expect(agent.get_by_text("Address saved")).to_be_visible()
    expect(change.first).to_be_focused()
    agent.keyboard.press("Control+z")
    expect(agent.get_by_role("main")).to_contain_text("9 Mouse Road")


def test_a_cell_of_a_list_is_reached_with_arrows_and_changed(agent: Page, agent_calls: Calls) -> None:
    ari = {"name": "Ari Arrow", "email": "ari.arrow@example.com", "city": "Marion"}
    customer = agent_calls.post("/v1/customers", ari)
    agent.goto("/customers?q=Ari Arrow")
    city = agent.get_by_role("gridcell", name="Marion", exact=True)
    expect(city).to_be_visible()

    agent.get_by_role("gridcell").filter(has_text="Ari Arrow").focus()
    press_until(agent, "ArrowRight", lambda: city.evaluate("element => element.contains(document.activeElement)"))
    agent.keyboard.press("Enter")
    agent.keyboard.press("Control+a")
    agent.keyboard.type("Mansfield")
    agent.keyboard.press("Enter")

    expect(agent.get_by_role("gridcell", name="Mansfield", exact=True)).to_be_visible()
    expect(agent.get_by_text("is changed")).to_be_visible()
    assert agent_calls.get(f"/v1/customers/{customer['id']}")["city"] == "Mansfield"
