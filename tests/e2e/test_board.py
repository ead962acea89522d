"""The board of leads: cards moved by mouse, keys and menu, refusals, and the list as its other face."""

import json
import re
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.browser import PageOf, Troubles, place, settled
from tests.e2e.calls import Calls

REACHED = {"email": "ann@example.com", "phone": "+16145550133", "state": "OH"}


@pytest.fixture
def source(request: pytest.FixtureRequest) -> str:
    """Where the leads of the test came from, which tells them from all others."""
    name: str = request.node.name
    return name.removeprefix("test_")[:50]


@pytest.fixture
def ann(agent_calls: Calls, source: str) -> dict[str, Any]:
    """A lead of the agent's whom they can reach; nobody knows yet what insurance she wants."""
    return made(agent_calls, source, "Ann Lee")


def made(calls: Calls, source: str, name: str, **values: Any) -> dict[str, Any]:
    mine = calls.get("/v1/me")["user"]["id"]
    contact = {"name": name, **REACHED}
    lead: dict[str, Any] = calls.post(
        "/v1/leads", {"contact_info": contact, "source": source, "owner_id": mine, **values}
    )
    return lead


def address(face: str, source: str) -> str:
    return f"/leads?face={face}&filter={quote(json.dumps({'source': source}))}"


def open_board(page: Page, source: str) -> None:
    page.goto(address("board", source))
    settled(page)
    expect(column(page, "New").get_by_role("img", name="lead")).to_be_visible()


def column(page: Page, stage: str) -> Locator:
    return page.get_by_role("region", name=stage, exact=True)


def card(page: Page, stage: str, name: str = "Ann Lee") -> Locator:
    return column(page, stage).get_by_role("link", name=name)


def stage_of(calls: Calls, lead: dict[str, Any]) -> str:
    status: str = calls.get(f"/v1/leads/{lead['id']}")["status"]
    return "new" if status in ("scored", "assigned") else status


def said(page: Page, stage: str) -> None:
    """Wait until the API has answered: before, a card is only shown in its new stage."""
    expect(page.get_by_text(f"Ann Lee is in {stage} now")).to_be_visible()


def drag(page: Page, what: Locator, to: Locator, *, drop: bool = True) -> None:
    """What a hand does: take it, move it over, let go."""
    start, end = place(what), place(to)
    page.mouse.move(start["x"] + 20, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(end["x"] + 60, end["y"] + 90, steps=8)
    if drop:
        page.mouse.up()


def test_a_card_is_dragged_to_the_next_stage_and_the_move_undone(
    agent: Page, agent_calls: Calls, ann: dict[str, Any], source: str
) -> None:
    open_board(agent, source)
    expect(column(agent, "New").get_by_role("img", name="1 lead")).to_be_visible()

    drag(agent, card(agent, "New"), column(agent, "Contacted"))

    expect(card(agent, "Contacted")).to_be_visible()
    expect(column(agent, "New")).to_contain_text("None that matches.")
    said(agent, "Contacted")
    assert stage_of(agent_calls, ann) == "contacted"

    agent.get_by_role("button", name="Undo").click()
    expect(card(agent, "New")).to_be_visible()
    assert stage_of(agent_calls, ann) == "new"


def pick_up_by_key(page: Page) -> None:
    """As somebody would who hears nothing, and tries again: a card may be drawn anew while its lead is given out."""
    picked_up = page.get_by_role("status").filter(has_text="Ann Lee is picked up in New.")
    for _ in range(5):
        card(page, "New").focus()
        page.keyboard.press("Space")
        try:
            expect(picked_up).to_be_attached(timeout=2_000)
        except AssertionError:
            page.keyboard.press("Escape")
        else:
            return
    expect(picked_up).to_be_attached()


def test_a_card_is_moved_by_keys_and_says_so(agent: Page, agent_calls: Calls, ann: dict[str, Any], source: str) -> None:
    open_board(agent, source)

    pick_up_by_key(agent)
    spoken = agent.get_by_role("status").filter(has_text="Ann Lee")
    agent.keyboard.press("ArrowRight")
    expect(spoken).to_have_text("Ann Lee is over Contacted.")
    agent.keyboard.press("Space")

    expect(card(agent, "Contacted")).to_be_focused()
    said(agent, "Contacted")
    assert stage_of(agent_calls, ann) == "contacted"


def test_a_card_is_dragged_by_a_finger(page_of: PageOf, agent_calls: Calls, ann: dict[str, Any], source: str) -> None:
    tablet = page_of("agent", width=768, has_touch=True)
    open_board(tablet, source)
    start, end = place(card(tablet, "New")), place(column(tablet, "Contacted"))
    finger = tablet.context.new_cdp_session(tablet)

    def touch(kind: str, x: float, y: float) -> None:
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", start["x"] + 20, start["y"] + 8)
    # It has to rest a moment, or it scrolls.
    expect(tablet.get_by_text("Ann Lee is picked up in New.")).to_be_attached()
    touch("touchMove", end["x"] + 40, end["y"] + 90)
    touch("touchMove", end["x"] + 60, end["y"] + 100)
    expect(tablet.get_by_text("Ann Lee is over Contacted.")).to_be_attached()
    touch("touchEnd", 0, 0)

    expect(card(tablet, "Contacted")).to_be_visible()
    said(tablet, "Contacted")
    assert stage_of(agent_calls, ann) == "contacted"


def test_escape_leaves_a_card_where_it_is(agent: Page, agent_calls: Calls, ann: dict[str, Any], source: str) -> None:
    open_board(agent, source)
    pick_up_by_key(agent)
    agent.keyboard.press("ArrowRight")
    expect(agent.get_by_text("Ann Lee is over Contacted.")).to_be_attached()

    agent.keyboard.press("Escape")

    expect(agent.get_by_text("Ann Lee stays in New.")).to_be_attached()
    expect(card(agent, "New")).to_be_visible()
    assert stage_of(agent_calls, ann) == "new"


def test_a_refused_card_goes_back_with_words_and_a_way_to_mend_it(
    agent: Page, agent_calls: Calls, ann: dict[str, Any], source: str, troubles: Troubles
) -> None:
    troubles.expect("422")
    open_board(agent, source)

    drag(agent, card(agent, "New"), column(agent, "Qualified"))

    dialog = agent.get_by_role("dialog")
    expect(dialog).to_contain_text("It is not known what kind of insurance is wanted.")
    expect(agent.locator("[data-stage=new]")).to_contain_text("Ann Lee")
    assert stage_of(agent_calls, ann) == "new"

    dialog.get_by_label("Kind of insurance").fill("Auto")
    agent.keyboard.press("Tab")  # closes what is offered
    dialog.get_by_role("button", name="Save and move to qualified").click()
    expect(card(agent, "Qualified")).to_be_visible()
    assert stage_of(agent_calls, ann) == "qualified"


def test_the_menu_of_a_card_moves_it_and_asks_why_it_is_lost(
    agent: Page, agent_calls: Calls, ann: dict[str, Any], source: str
) -> None:
    open_board(agent, source)
    agent.get_by_role("button", name="Move Ann Lee to…").click()
    agent.get_by_role("menuitem", name="Contacted").click()
    expect(card(agent, "Contacted")).to_be_focused()

    agent.get_by_role("button", name="Move Ann Lee to…").click()
    agent.get_by_role("menuitem", name="Lost…").click()
    dialog = agent.get_by_role("dialog")
    dialog.get_by_text("No answer", exact=True).click()
    dialog.get_by_role("button", name=re.compile("lost", re.IGNORECASE)).click()

    expect(card(agent, "Lost")).to_be_visible()
    expect(column(agent, "Lost")).to_contain_text("No answer")
    assert stage_of(agent_calls, ann) == "lost"


def test_what_somebody_else_moves_moves_here_while_a_card_is_held(
    agent: Page, agent_calls: Calls, admin_calls: Calls, ann: dict[str, Any], source: str
) -> None:
    other = made(agent_calls, source, "Bob Stone")
    open_board(agent, source)
    drag(agent, card(agent, "New"), column(agent, "Contacted"), drop=False)

    admin_calls.post(f"/v1/leads/{other['id']}/stage", {"stage": "contacted"})

    expect(card(agent, "Contacted", "Bob Stone")).to_be_visible()
    agent.mouse.up()
    expect(card(agent, "Contacted")).to_be_visible()
    said(agent, "Contacted")
    assert stage_of(agent_calls, ann) == "contacted"


def test_list_and_board_show_the_same_leads(agent: Page, ann: dict[str, Any], source: str) -> None:
    agent.goto(address("list", source))
    settled(agent)
    expect(agent.get_by_role("grid")).to_contain_text("Ann Lee")

    agent.get_by_role("radiogroup", name="Show as").get_by_text("Board", exact=True).click()
    expect(card(agent, "New")).to_be_visible()
    expect(agent.get_by_text("1 open lead")).to_be_visible()
    card(agent, "New").click()
    expect(agent.get_by_role("complementary", name="Open lead")).to_contain_text("Ann Lee")
    expect(agent).to_have_url(re.compile(f"open={ann['id']}"))

    agent.get_by_role("radiogroup", name="Show as").get_by_text("List", exact=True).click()
    expect(agent.get_by_role("grid")).to_contain_text("Ann Lee")
    expect(agent).to_have_url(re.compile("filter="))


def test_what_is_searched_for_narrows_the_board(
    agent: Page, agent_calls: Calls, ann: dict[str, Any], source: str
) -> None:
    made(agent_calls, source, "Bob Stone")
    open_board(agent, source)
    expect(card(agent, "New", "Bob Stone")).to_be_visible()

    agent.get_by_role("searchbox", name="Search leads").fill("ann l")

    expect(card(agent, "New", "Bob Stone")).to_be_hidden()
    expect(card(agent, "New")).to_be_visible()


def test_a_board_that_was_saved_opens_as_a_board_for_somebody_else(
    agent: Page, page_of: PageOf, ann: dict[str, Any], source: str
) -> None:
    open_board(agent, source)
    agent.get_by_role("button", name="Save as a view").click()
    dialog = agent.get_by_role("dialog")
    dialog.get_by_role("textbox").fill(f"Board of {source}")
    dialog.get_by_label("Share with everybody").check()
    dialog.get_by_role("button", name="Save view").click()
    expect(agent).to_have_url(re.compile(r"/leads\?view=\d+$"))
    expect(card(agent, "New")).to_be_visible()

    other = page_of("admin")
    other.goto("/leads")
    other.get_by_role("navigation", name="Views of leads").get_by_role("link", name=f"Board of {source}").click()

    expect(card(other, "New")).to_be_visible()
    expect(other.get_by_role("radio", name="Board")).to_be_checked()


def test_whoever_may_only_look_moves_nothing(page_of: PageOf, ann: dict[str, Any], source: str) -> None:
    viewer = page_of("viewer")
    open_board(viewer, source)

    expect(card(viewer, "New")).to_be_visible()
    expect(viewer.get_by_role("button", name="Move Ann Lee to…")).to_have_count(0)


def test_a_phone_shows_one_stage_at_a_time(
    page_of: PageOf, agent_calls: Calls, ann: dict[str, Any], source: str
) -> None:
    phone = page_of("agent", width=390, has_touch=True)
    open_board(phone, source)
    expect(phone.get_by_role("tab", name="New 1")).to_have_attribute("aria-selected", "true")

    phone.get_by_role("button", name="Move Ann Lee to…").click()
    phone.get_by_role("menuitem", name="Contacted").click()
    said(phone, "Contacted")
    phone.get_by_role("tab", name="Contacted 1").click()

    expect(card(phone, "Contacted")).to_be_visible()
    assert stage_of(agent_calls, ann) == "contacted"


def test_a_long_column_goes_on_as_it_is_scrolled(agent: Page, agent_calls: Calls, source: str) -> None:
    for number in range(40):
        made(agent_calls, source, f"Lead number {number}")
    open_board(agent, source)
    expect(column(agent, "New").get_by_role("img", name="40 leads")).to_be_visible()
    expect(card(agent, "New", "Lead number 39")).to_be_visible()

    column(agent, "New").get_by_role("list").hover()
    first = card(agent, "New", "Lead number 0")
    while not first.count():
        agent.mouse.wheel(0, 600)
        agent.wait_for_timeout(30)

    expect(first).to_be_attached()
    # Only those that are near the screen are drawn.
    assert column(agent, "New").get_by_role("listitem").count() < 30
