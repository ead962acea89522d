"""Settings, and the trail of who changed what."""

import re

from playwright.sync_api import expect

from tests.e2e.browser import PageOf, settled
from tests.e2e.calls import Calls, Newcomer
from tests.e2e.test_sign_in import sign_in


def test_a_session_elsewhere_is_ended(page_of: PageOf, newcomer: Newcomer) -> None:
    here, elsewhere = page_of(None), page_of(None)
    for page in (elsewhere, here):
        page.goto("/sign-in?next=/settings/sessions")
        sign_in(page, newcomer.username, newcomer.password)
        expect(page.get_by_role("main")).to_contain_text("This browser")

    here.get_by_role("button", name="Sign out everywhere else").click()

    expect(here.get_by_text("Signed out everywhere else")).to_be_visible()
    expect(here.get_by_role("button", name="Sign out everywhere else")).to_have_count(0)


def test_the_audit_trail_shows_before_and_after(page_of: PageOf, admin_calls: Calls) -> None:
    customer = admin_calls.post(
        "/v1/customers", {"name": "Audrey Trail", "email": "audrey@example.com", "city": "Akron"}
    )
    admin_calls.patch(f"/v1/customers/{customer['id']}", {"city": "Canton"})
    page = page_of("admin")
    page.goto("/audit")
    settled(page)

    page.get_by_role("row").filter(has_text=re.compile("Canton|Audrey Trail")).first.click()

    expect(page.get_by_role("main")).to_contain_text("Akron")
    expect(page.get_by_role("main")).to_contain_text("Canton")


def test_colours_stay_as_chosen(page_of: PageOf) -> None:
    page = page_of("viewer")
    page.goto("/settings/appearance")
    settled(page)

    page.get_by_role("main").get_by_text("Dark", exact=True).click()
    page.reload()

    expect(page.locator("html[data-mantine-color-scheme=dark]")).to_be_attached()
