"""Ways in: a password, the demo's door, a second factor."""

import re
import time

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import Door, PageOf, Troubles, settled
from tests.e2e.calls import Calls, Newcomer
from tests.e2e.site import PASSWORD


@pytest.fixture
def stranger(page_of: PageOf) -> Page:
    """A window of somebody who is not signed in."""
    return page_of(None)


def sign_in(page: Page, username: str, password: str = PASSWORD) -> None:
    page.get_by_label("User name or e-mail").fill(username)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_label("Password", exact=True).press("Enter")


def test_whoever_signs_in_goes_on_to_what_they_asked_for(stranger: Page, newcomer: Newcomer) -> None:
    stranger.goto("/claims?q=hail")
    expect(stranger).to_have_url(re.compile(r"/sign-in"))

    sign_in(stranger, newcomer.username, newcomer.password)

    expect(stranger).to_have_url(re.compile(r"/claims\?q=hail"))


def test_a_given_password_is_replaced_by_ones_own_first(stranger: Page, door: Door, admin_calls: Calls) -> None:
    given = Newcomer.hired(door, admin_calls, has_chosen=False)
    stranger.goto("/sign-in")
    sign_in(stranger, given.username, given.password)
    expect(stranger.get_by_role("heading", name="Choose your password")).to_be_visible()

    stranger.get_by_role("textbox", name="New password", exact=True).fill("only I know these words")
    stranger.get_by_role("textbox", name="New password, once more").fill("only I know these words")
    stranger.get_by_role("button", name="Save and continue").click()

    expect(stranger).to_have_url(re.compile(r"/today"))


def test_a_wrong_password_is_said_and_nothing_else(stranger: Page, door: Door, troubles: Troubles) -> None:
    troubles.expect("401")
    stranger.goto("/sign-in")

    sign_in(stranger, door.people["viewer"], "something else entirely")

    expect(stranger.get_by_role("alert").first).to_contain_text("Wrong user name or password")
    expect(stranger.get_by_label("Password", exact=True)).to_have_value("")


def test_the_demo_is_entered_with_one_click(stranger: Page) -> None:
    stranger.goto("/sign-in")

    stranger.get_by_role("region", name="Demo").get_by_role("button").first.click()

    expect(stranger).to_have_url(re.compile(r"/today"))
    settled(stranger)


def test_a_second_factor_is_set_up_and_then_asked_for(page_of: PageOf, newcomer: Newcomer) -> None:
    at_the_office, at_home = page_of(None), page_of(None)
    at_the_office.goto("/sign-in?next=/settings/two-step")
    sign_in(at_the_office, newcomer.username, newcomer.password)
    secret = set_up_second_factor(at_the_office, newcomer.password)

    at_home.goto("/sign-in")
    sign_in(at_home, newcomer.username, newcomer.password)
    at_home.get_by_label("Digit 1").focus()
    at_home.keyboard.type(pyotp.TOTP(secret).now())

    expect(at_home).to_have_url(re.compile(r"/today"))


def set_up_second_factor(page: Page, password: str) -> str:
    """The secret that the page shows to the phone."""
    page.get_by_role("button", name="Set up").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Password", exact=True).fill(password)
    dialog.get_by_label("Password", exact=True).press("Enter")
    secret = dialog.get_by_role("code").inner_text().replace(" ", "")
    # The code of the half minute before still counts, and the present one is left for signing in.
    dialog.get_by_label("six digits").fill(pyotp.TOTP(secret).at(int(time.time()) - 30))
    dialog.get_by_label("six digits").press("Enter")
    expect(page.get_by_text("Recovery codes").first).to_be_visible()
    return secret
