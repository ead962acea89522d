"""A report that is sent regularly: set up, sent, opened by somebody without an account, ended, paused and deleted."""

import email
import email.policy
import re
import time
from email.message import EmailMessage
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.browser import PageOf, Troubles, overflow, settled, violations
from tests.e2e.calls import Calls

SENT_MS: Final = 60_000
SENT_S: Final = 60
LIST: Final = "/reports/schedules"


@pytest.fixture
def manager(page_of: PageOf) -> Page:
    return page_of("manager")


@pytest.fixture(scope="module")
def outbox(admin_calls: Calls) -> Path:
    """Where mails lie while there is no mail server."""
    return Path(admin_calls.get("/v1/report-schedules/mail")["outbox"])


def line(page: Page, name: str) -> Locator:
    """One report in the list of what is sent regularly."""
    return page.get_by_role("listitem", name=name, exact=True)


def choose(page: Page, name: str, what: str) -> None:
    """Something out of the menu of a report that is sent regularly."""
    line(page, name).get_by_role("button", name=f"What to do with {name}").click()
    page.get_by_role("menuitem", name=what, exact=True).click()


def set_up(page: Page, name: str, *to: str) -> None:
    """Sets up a weekly mail, by keys alone once the dialog is there."""
    page.goto("/reports/catalogue/sales?period=Last%20Month")
    settled(page)
    page.get_by_role("button", name="Send regularly").click()
    dialog = page.get_by_role("dialog", name="Send regularly")
    dialog.get_by_role("textbox", name="Name").fill(name)
    dialog.get_by_role("combobox", name="To").focus()
    for address in to:
        page.keyboard.type(address)
        page.keyboard.press("Enter")
    dialog.get_by_role("button", name="Send regularly").press("Enter")
    expect(dialog).to_be_hidden()


def mails_to(outbox: Path, address: str) -> list[EmailMessage]:
    found = []
    for file in outbox.glob("*.eml"):
        mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        if mail["To"] == address:
            found.append(mail)
    return found


def link_to(outbox: Path, address: str) -> str:
    """The path of the link that somebody was mailed."""
    limit = time.monotonic() + SENT_S
    while not (mails := mails_to(outbox, address)):
        assert time.monotonic() < limit, "no mail came"
        time.sleep(0.2)
    body = mails[0].get_body(("plain",))
    assert body is not None
    found = re.search(r"(/shared-report/\S+)", body.get_content())
    assert found is not None
    return found[1]


def test_the_dialog_says_when_it_is_next_and_refuses_what_is_no_address(manager: Page) -> None:
    manager.goto("/reports/catalogue/sales?period=Q1%202024")
    settled(manager)
    manager.get_by_role("button", name="Send regularly").click()
    dialog = manager.get_by_role("dialog", name="Send regularly")
    expect(dialog.get_by_role("status")).to_contain_text(re.compile(r"Next: Mon, \w+ \d+, 7:00 AM"))

    dialog.get_by_text("Every month", exact=True).click()
    dialog.get_by_role("combobox", name="On").click()
    manager.get_by_role("option", name="the last day", exact=True).click()
    expect(dialog.get_by_role("status")).to_contain_text(re.compile(r"Next: \w+, \w+ (28|29|30|31), 7:00 AM"))
    expect(dialog.get_by_text("It is about Q1 2024 each time.")).to_be_visible()
    expect(dialog.get_by_text("No mail is sent yet")).to_be_visible()
    dialog.get_by_role("combobox", name="To").fill("ann@example.com, bob")
    dialog.get_by_role("button", name="Send regularly").click()

    expect(dialog.get_by_text("bob is not an e-mail address.")).to_be_visible()
    assert violations(manager) == []
    manager.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(manager.get_by_role("button", name="Send regularly")).to_be_focused()


def test_a_mailed_link_opens_for_somebody_without_an_account_and_can_be_ended(
    manager: Page, page_of: PageOf, outbox: Path, troubles: Troubles
) -> None:
    name = "Sales for the owner"
    set_up(manager, name, "owner@lake.example", "ann@lake.example")
    manager.goto(LIST)
    expect(line(manager, name)).to_contain_text("Every Monday, 7:00 AM")

    choose(manager, name, "Send now")
    expect(manager.get_by_text(f"“{name}” is being made")).to_be_visible()
    path = link_to(outbox, "owner@lake.example")
    stranger = page_of(None, accept_downloads=True, width=390)
    stranger.goto(path)

    expect(stranger.get_by_role("heading", level=1)).to_have_text(name)
    assert violations(stranger) == []
    assert overflow(stranger) <= 0
    with stranger.expect_download() as download:
        stranger.get_by_role("link", name="Download the report").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")

    manager.get_by_role("button", name="Open", exact=True).click()
    sent = manager.get_by_role("region", name="Sent to")
    expect(sent.get_by_role("listitem").filter(has_text="owner@lake.example")).to_contain_text("Downloaded")
    expect(sent.get_by_role("listitem").filter(has_text="ann@lake.example")).to_contain_text("not opened yet")
    assert violations(manager) == []
    sent.get_by_role("button", name="End the link of owner@lake.example").click()
    manager.get_by_role("button", name="End the link", exact=True).click()
    expect(sent.get_by_role("listitem").filter(has_text="owner@lake.example")).to_contain_text("Ended")

    troubles.expect(r"status of 404")
    stranger.reload()
    expect(stranger.get_by_role("heading", level=1)).to_have_text("This link does not work any more")
    assert violations(stranger) == []


def test_it_rests_goes_on_is_changed_and_comes_back_after_it_was_deleted(manager: Page) -> None:
    name = "Sales each week"
    set_up(manager, name, "ann@example.com")
    manager.goto(LIST)

    choose(manager, name, "Pause")
    expect(line(manager, name)).to_contain_text("Resting")
    choose(manager, name, "Resume")
    expect(line(manager, name)).not_to_contain_text("Resting")
    choose(manager, name, "Change")
    dialog = manager.get_by_role("dialog", name="Change what is sent")
    dialog.get_by_text("Every day", exact=True).click()
    dialog.get_by_role("button", name="Save").click()
    expect(line(manager, name)).to_contain_text("Every day, 7:00 AM")
    assert violations(manager) == []

    choose(manager, name, "Delete")
    expect(line(manager, name)).to_be_hidden()
    manager.get_by_role("button", name="Undo").click()

    expect(line(manager, name)).to_contain_text("Every day, 7:00 AM")
    expect(line(manager, name)).to_contain_text(re.compile(r"Next\w+, \w+ \d+, 7:00 AM"))


def test_a_viewer_looks_on_and_an_agent_does_not_come_here(page_of: PageOf) -> None:
    viewer, agent = page_of("viewer"), page_of("agent")
    viewer.goto(LIST)
    agent.goto(LIST)

    expect(viewer.get_by_text("Nothing is sent regularly yet")).to_be_visible()
    expect(agent.get_by_text("Nothing is sent regularly yet")).to_be_hidden()
    expect(agent.get_by_role("link", name="Sent regularly")).to_have_count(0)
