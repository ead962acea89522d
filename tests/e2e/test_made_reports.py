"""A report as a file: made from its page, taken, found again; one that failed says why and is made after all."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pytest
from playwright.sync_api import Download, Locator, Page, expect

from tests.e2e.browser import PageOf, overflow, settled, violations
from tests.e2e.calls import Calls
from tests.e2e.site import Site

MADE_MS: Final = 60_000
REPORT: Final = "/reports/catalogue/sales?period=Last%20Quarter"


@pytest.fixture
def manager(page_of: PageOf) -> Page:
    return page_of("manager")


def dialog(page: Page) -> Locator:
    page.goto(REPORT)
    settled(page)
    page.get_by_role("button", name="Make a file").click()
    return page.get_by_role("dialog")


def made(page: Page, name: str, format: str) -> Locator:
    """The dialog, once a file of this name can be taken."""
    opened = dialog(page)
    opened.get_by_role("radio", name=format).click()
    opened.get_by_role("textbox", name="Name").fill(name)
    opened.get_by_role("button", name="Make the file").click()
    expect(opened.get_by_role("link", name="Download")).to_be_visible(timeout=MADE_MS)
    return opened


def taken(page: Page, link: Locator) -> Download:
    with page.expect_download() as waiting:
        link.click()
    return waiting.value


@contextmanager
def blocked(site: Site) -> Iterator[None]:
    """No file can be put together: something lies where the folder for it should be."""
    place = site.data_dir / "making"
    aside = place.with_name("making aside")
    if place.is_dir():
        place.rename(aside)
    place.write_text("in the way")
    try:
        yield
    finally:
        place.unlink()
        if aside.is_dir():
            aside.rename(place)


def test_a_report_is_made_into_a_file_taken_and_found_again(manager: Page) -> None:
    opened = made(manager, "Sold last quarter", "PDF")

    file = taken(manager, opened.get_by_role("link", name="Download"))
    assert file.suggested_filename == "Sold last quarter.pdf"
    assert file.path().read_bytes().startswith(b"%PDF-")

    opened.get_by_role("button", name="Open the report").click()
    settled(manager)
    expect(manager.get_by_role("heading", level=1, name="Sold last quarter")).to_be_visible()
    card = manager.get_by_role("region", name="File")
    expect(card).to_contain_text(re.compile(r"PDF · [\d.]+ kB"))
    expect(manager.get_by_role("region", name="Figures", exact=True)).to_contain_text("New business")
    assert violations(manager) == []

    with manager.expect_response(re.compile(r"/reports/\d+/make$")):
        card.get_by_role("button", name="Make it again").click()
    # The link to the file before is gone by then: there is one again when the report is made.
    expect(card.get_by_role("link", name="Download")).to_be_visible(timeout=MADE_MS)
    again = taken(manager, card.get_by_role("link", name="Download"))
    assert again.path().read_bytes() == file.path().read_bytes()


def test_the_list_shows_what_was_made_and_how_large_it_is(manager: Page) -> None:
    made(manager, "To be listed", "CSV")

    manager.goto("/reports?sort=-id")
    settled(manager)

    row = manager.get_by_role("row").filter(has_text="To be listed")
    expect(row).to_contain_text("Completed")
    expect(row).to_contain_text(re.compile(r"(bytes|kB)"))


def test_a_file_is_made_with_keys_alone(manager: Page) -> None:
    opened = dialog(manager)
    opened.get_by_role("radio", name="PDF").focus()
    for _ in range(3):
        manager.keyboard.press("ArrowDown")
    expect(opened.get_by_role("radio", name="JSON")).to_be_checked()
    opened.get_by_role("textbox", name="Name").focus()
    manager.keyboard.type("By keys")
    manager.keyboard.press("Enter")

    link = opened.get_by_role("link", name="Download")
    expect(link).to_be_visible(timeout=MADE_MS)
    assert taken(manager, link).path().read_bytes().startswith(b"{")
    manager.keyboard.press("Escape")
    expect(opened).to_be_hidden()
    expect(manager.get_by_role("button", name="Make a file")).to_be_focused()


def test_a_report_that_could_not_be_made_says_why_and_is_made_after_all(manager: Page, site: Site) -> None:
    with blocked(site):
        opened = dialog(manager)
        opened.get_by_role("textbox", name="Name").fill("Blocked")
        opened.get_by_role("button", name="Make the file").click()
        expect(opened.get_by_role("alert")).to_contain_text("Files cannot be written right now", timeout=MADE_MS)
        assert violations(manager) == []
        manager.keyboard.press("Escape")

    manager.get_by_role("button", name=re.compile("^Notifications")).click()
    manager.get_by_role("button", name=re.compile("Blocked could not be made")).click()
    card = manager.get_by_role("region", name="File")
    expect(card.get_by_role("alert")).to_contain_text("Files cannot be written right now")
    card.get_by_role("button", name="Try again").click()
    expect(card.get_by_role("link", name="Download")).to_be_visible(timeout=MADE_MS)


def test_who_only_looks_on_takes_files_and_makes_none(page_of: PageOf, admin_calls: Calls, manager: Page) -> None:
    made(manager, "For everybody", "Excel")
    found = admin_calls.get("/v1/reports?name=For%20everybody&fields=id")["items"][0]["id"]
    viewer = page_of("viewer")
    viewer.goto(f"/reports/{found}")
    settled(viewer)

    assert taken(viewer, viewer.get_by_role("link", name="Download")).path().read_bytes().startswith(b"PK")
    expect(viewer.get_by_role("button", name="Make it again")).to_have_count(0)
    viewer.goto(REPORT)
    settled(viewer)
    expect(viewer.get_by_role("button", name="Make a file")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_the_dialog_and_the_page_fit(page_of: PageOf, scheme: str) -> None:
    phone = page_of("manager", width=390, scheme=scheme)
    opened = dialog(phone)
    assert violations(phone) == []
    assert overflow(phone) <= 0
    opened.get_by_role("button", name="Make the file").click()
    expect(opened.get_by_role("link", name="Download")).to_be_visible(timeout=MADE_MS)
    opened.get_by_role("button", name="Open the report").click()
    settled(phone)

    assert violations(phone) == []
    assert overflow(phone) <= 0


def test_a_report_that_others_wrote_down_has_no_file_to_take(manager: Page) -> None:
    manager.goto("/reports/1")
    settled(manager)

    expect(manager.get_by_role("region", name="File")).to_have_count(0)
    expect(manager.get_by_role("region", name="Figures")).to_be_visible()
