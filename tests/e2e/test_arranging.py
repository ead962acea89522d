"""Everybody arranges their own dashboard, by mouse, by keys and with a thumb; a role begins with what suits it."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.browser import Door, PageOf, Troubles, overflow, place, settled, violations
from tests.e2e.calls import Calls, changing


@pytest.fixture
def begun(door: Door) -> Iterator[None]:
    """The viewer has arranged nothing, before and after."""
    yield
    context = door.open("viewer")
    answer = context.request.delete("/v1/dashboards/mine", headers=changing(door, context.request))
    assert answer.ok, answer.text()
    context.close()


@pytest.fixture
def viewer(begun: None, page_of: PageOf) -> Page:
    """The viewer's dashboard, drawn."""
    return opened(page_of("viewer"))


def opened(page: Page) -> Page:
    page.goto("/dashboard")
    settled(page)
    return page


def arranged(page: Page) -> Page:
    """The same page, to be arranged."""
    page.get_by_role("button", name="Arrange").click()
    expect(page.get_by_role("group", name="Arranging")).to_be_visible()
    return page


def order(page: Page) -> list[str]:
    """The tiles as they stand."""
    found: list[str] = page.locator("[data-tile]").evaluate_all("all => all.map(each => each.dataset.tile)")
    return found


def tile(page: Page, name: str) -> Locator:
    return page.locator(f"[data-tile={name}]")


def handle(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=f"Move {name}")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def save(page: Page) -> None:
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("group", name="Arranging")).to_have_count(0)


BEGUN = ["premium", "customers", "retention", "business", "lines", "renewals"]


def test_a_dashboard_is_arranged_by_keys_alone_and_stays_so(viewer: Page) -> None:
    assert order(viewer) == BEGUN
    viewer.get_by_role("button", name="Arrange").press("Enter")

    handle(viewer, "Retention").focus()
    press(viewer, "ArrowLeft", "ArrowLeft")
    expect(handle(viewer, "Retention")).to_be_focused()
    assert order(viewer)[:3] == ["retention", "premium", "customers"]
    expect(viewer.get_by_text("Retention is tile 1 of 6")).to_be_attached()
    press(viewer, "ArrowDown")
    assert order(viewer)[:4] == ["premium", "customers", "business", "retention"]
    press(viewer, "Shift+ArrowRight")
    expect(viewer.get_by_text("Retention is tile 4 of 6, half")).to_be_attached()
    handle(viewer, "Renewals ahead").focus()
    press(viewer, "Delete")
    expect(handle(viewer, "Policies by line")).to_be_focused()
    press(viewer, "Control+z")
    expect(tile(viewer, "renewals")).to_be_visible()
    press(viewer, "Control+Shift+z")
    expect(tile(viewer, "renewals")).to_have_count(0)
    viewer.get_by_role("button", name="Save").press("Enter")
    expect(viewer.get_by_role("button", name="Arrange")).to_be_visible()

    opened(viewer)
    assert order(viewer) == ["premium", "customers", "business", "retention", "lines"]
    assert "--wide: 6" in (tile(viewer, "retention").get_attribute("style") or "")


def test_a_tile_is_dragged_to_another_place_and_stays_there(viewer: Page) -> None:
    arranged(viewer)
    start, end = place(tile(viewer, "premium")), place(tile(viewer, "retention"))

    viewer.mouse.move(start["x"] + 40, start["y"] + 60)
    viewer.mouse.down()
    viewer.mouse.move(end["x"] + 60, end["y"] + 60, steps=8)
    viewer.mouse.up()

    expect(viewer.locator("[data-tile]").nth(2)).to_have_attribute("data-tile", "premium")
    save(viewer)
    opened(viewer)
    assert order(viewer)[:3] == ["customers", "retention", "premium"]


def test_what_is_not_saved_is_not_kept(viewer: Page) -> None:
    arranged(viewer)
    viewer.get_by_role("button", name="Take Retention away").click()
    expect(tile(viewer, "retention")).to_have_count(0)
    viewer.get_by_role("link", name="Today").click()
    viewer.get_by_role("dialog", name="Leave without saving?").get_by_role("button", name="Back to arranging").click()
    assert order(viewer) == [each for each in BEGUN if each != "retention"]

    viewer.get_by_role("button", name="Cancel").click()

    expect(tile(viewer, "retention")).to_be_visible()
    assert order(viewer) == BEGUN
    viewer.get_by_role("button", name="Undo").click()
    expect(tile(viewer, "retention")).to_have_count(0)


def number(text: str) -> str:
    found = re.search(r"[\d,]+", text)
    assert found is not None, text
    return found.group()


def test_a_figure_of_a_report_becomes_a_tile_with_the_reports_number_and_its_rows(viewer: Page) -> None:
    counted = viewer.request.get("/v1/reports/catalogue/book").json()
    table = next(each for each in counted["tables"] if each["key"] == "by_carrier")
    policies = table["total"]["figures"]["policies"]
    arranged(viewer)
    viewer.get_by_role("button", name="Add a tile").click()
    dialog = viewer.get_by_role("dialog", name="Add a tile")
    dialog.get_by_role("combobox", name="Report").click()
    viewer.get_by_role("option", name="Book of business").click()
    dialog.get_by_role("combobox", name="Table").click()
    viewer.get_by_role("option", name=table["title"]).click()
    dialog.get_by_role("combobox", name="Figure").click()
    viewer.get_by_role("option", name="Policies", exact=True).click()
    dialog.get_by_label("Title").fill("All that is active")
    expect(dialog.get_by_role("region", name="Preview")).to_contain_text(f"{policies:,}")
    dialog.get_by_role("button", name="Add", exact=True).click()
    save(viewer)
    opened(viewer)

    figure = viewer.get_by_role("link", name="All that is active: show the rows")
    assert number(figure.inner_text()) == f"{policies:,}"
    figure.click()

    expect(viewer).to_have_url(re.compile(r"/policies\?filter="))
    expect(viewer.get_by_role("status").filter(has_text=re.compile(rf"^{policies:,} "))).to_be_visible()
    viewer.go_back()
    viewer.get_by_role("link", name="All that is active", exact=True).click()
    expect(viewer).to_have_url(re.compile(r"/reports/catalogue/book"))


def test_each_line_of_a_tile_opens_its_rows(viewer: Page, page_of: PageOf) -> None:
    manager = opened(page_of("manager"))
    stages = manager.get_by_role("region", name="Pipeline by stage").first
    line = stages.get_by_role("link").nth(1)
    count = line.inner_text().split("\n")[1]

    line.click()

    expect(manager).to_have_url(re.compile(r"/leads\?filter="))
    expect(manager.get_by_role("status").filter(has_text=re.compile(rf"^{count} "))).to_be_visible()


def test_a_role_begins_with_what_suits_it(page_of: PageOf) -> None:
    manager, agent = opened(page_of("manager")), opened(page_of("agent"))

    assert order(manager)[0] == "premium"
    assert order(agent)[0] == "tasks"
    expect(manager.get_by_role("region", name="New premium by agent").first).to_be_visible()
    expect(agent.get_by_role("region", name="New premium by agent")).to_have_count(0)


def test_of_two_windows_the_second_is_asked_what_to_keep(viewer: Page, page_of: PageOf, troubles: Troubles) -> None:
    troubles.expect("412")
    other = opened(page_of("viewer"))
    arranged(other)
    arranged(viewer)
    viewer.get_by_role("button", name="Take Retention away").click()
    save(viewer)

    other.get_by_role("button", name="Take Active customers away").click()
    other.get_by_role("button", name="Save").click()
    asked = other.get_by_role("dialog", name="The dashboard was arranged elsewhere meanwhile")
    expect(asked).to_be_visible()
    asked.get_by_role("button", name="Put mine in its place").click()

    expect(other.get_by_role("button", name="Arrange")).to_be_visible()
    opened(viewer)
    assert order(viewer) == [each for each in BEGUN if each != "customers"]


def test_one_goes_back_to_the_dashboard_of_the_role_and_back_again(viewer: Page) -> None:
    arranged(viewer)
    viewer.get_by_role("button", name="Take Retention away").click()
    save(viewer)

    viewer.get_by_role("button", name="More about the dashboard").click()
    viewer.get_by_role("menuitem", name="Go back to the dashboard of my role").click()
    expect(tile(viewer, "retention")).to_be_visible()
    viewer.get_by_role("button", name="Undo").click()

    expect(tile(viewer, "retention")).to_have_count(0)


def test_a_tile_whose_report_is_gone_says_so_and_is_taken_away(viewer: Page, door: Door, troubles: Troubles) -> None:
    troubles.expect("404")
    shows = {"report": "own:999999", "picture": "number"}
    gone = {"id": "gone", "kind": "figure", "title": "Old report", "width": 4, "height": 1, "shows": shows}
    headers = changing(door, viewer.request)
    assert viewer.request.put("/v1/dashboards/mine", data={"tiles": [gone]}, headers=headers).ok

    opened(viewer)
    expect(tile(viewer, "gone")).to_contain_text("This report is gone")
    arranged(viewer)
    viewer.get_by_role("button", name="Take Old report away").click()
    expect(viewer.get_by_role("button", name="Add a tile")).to_be_focused()
    save(viewer)

    expect(viewer.get_by_text("There is nothing on this dashboard")).to_be_visible()


def test_an_administrator_arranges_what_a_role_begins_with(viewer: Page, door: Door, page_of: PageOf) -> None:
    admin = opened(page_of("admin"))
    admin.get_by_role("button", name="More about the dashboard").click()
    admin.get_by_role("menuitem", name="Viewers").click()
    expect(admin.get_by_role("heading", level=1)).to_have_text("What viewers begin with")
    settled(admin)
    arranged(admin)
    try:
        admin.get_by_role("button", name="Take Retention away").click()
        save(admin)

        assert order(opened(viewer)) == [each for each in BEGUN if each != "retention"]
    finally:
        admin.request.delete("/v1/dashboards/roles/viewer", headers=changing(door, admin.request))


def test_a_phone_shows_one_column_in_the_same_order_and_arranges_by_buttons(begun: None, page_of: PageOf) -> None:
    phone = opened(page_of("viewer", width=390))
    assert order(phone) == BEGUN
    lefts = phone.locator("[data-tile]").evaluate_all("all => all.map(each => each.getBoundingClientRect().left)")
    assert len(set(lefts)) == 1

    arranged(phone)
    phone.get_by_role("button", name="Active customers: place and size").click()
    phone.get_by_role("menuitem", name="Earlier").click()
    save(phone)

    assert order(phone)[:2] == ["customers", "premium"]
    assert overflow(phone) == 0


@pytest.mark.parametrize("width", [1440, 768, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_arranging_is_sound_at_every_size(begun: None, page_of: PageOf, width: int, scheme: str) -> None:
    page = arranged(opened(page_of("viewer", width=width, scheme=scheme)))
    assert violations(page) == []
    assert overflow(page) == 0

    page.get_by_role("button", name="Add a tile").click()
    dialog = page.get_by_role("dialog", name="Add a tile")
    dialog.get_by_role("combobox", name="Report").click()
    page.get_by_role("option", name="Sales").click()
    expect(dialog.get_by_role("combobox", name="Figure")).to_be_visible()
    settled(page)

    assert violations(page) == []
    assert overflow(page) == 0


def test_a_tile_counts_what_others_enter_meanwhile(agent: Page, agent_calls: Calls) -> None:
    opened(agent)
    figure = tile(agent, "open-leads").get_by_role("link", name="Open leads: show the rows")
    before = int(number(figure.inner_text()).replace(",", ""))

    agent_calls.post("/v1/leads", {"contact_info": {"name": "Lena Later"}, "source": "referral"})

    # It rests ten times as long as it took to count.
    expect(figure).to_contain_text(f"{before + 1:,}", timeout=60_000)
