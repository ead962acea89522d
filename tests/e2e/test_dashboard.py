"""Every number opens its rows, and there are as many."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import PageOf, settled


@pytest.fixture
def dashboard(page_of: PageOf) -> Page:
    """A manager's dashboard, drawn."""
    page = page_of("manager")
    page.goto("/dashboard")
    settled(page)
    return page


def expect_total(page: Page, noun: str, number: str) -> None:
    """The page is the list of this noun, and says that it has so many rows."""
    expect(page).to_have_url(re.compile(rf"/{noun}\?filter="))
    expect(page.get_by_role("status").filter(has_text=re.compile(rf"^{number} "))).to_be_visible()


@pytest.mark.parametrize(
    ("card", "link", "noun"),
    [
        ("Policies by line", "Auto", "policies"),
        ("Renewals ahead", "Next 60 days", "policies"),
        ("Claims by status", "Approved", "claims"),
    ],
)
def test_a_bar_opens_as_many_rows(dashboard: Page, card: str, link: str, noun: str) -> None:
    bar = dashboard.get_by_role("region", name=card).get_by_role("link", name=link)
    number = re.search(r"[\d,]+", bar.inner_text().replace(link, ""))
    assert number is not None

    bar.click()

    expect_total(dashboard, noun, number.group())


def test_active_customers_open_as_many_rows(dashboard: Page) -> None:
    figure = dashboard.get_by_role("link", name="Active customers: show the rows")
    number = re.match(r"[\d,]+", figure.inner_text())
    assert number is not None

    figure.click()

    expect_total(dashboard, "customers", number.group())


def test_a_chart_is_also_a_table_that_the_keyboard_reads(dashboard: Page) -> None:
    business = dashboard.get_by_role("region", name="New and lost business").first
    business.get_by_role("button", name="New and lost business: show as table").press("Enter")

    rows = business.get_by_role("table").get_by_role("row")
    expect(rows).to_have_count(13)
    first = rows.nth(1).get_by_role("link").first
    number = first.inner_text()
    first.press("Enter")

    expect_total(dashboard, "policies", number)


def test_retention_says_how_it_is_counted(dashboard: Page) -> None:
    dashboard.get_by_role("button", name="Retention: how it is counted").focus()

    expect(dashboard.get_by_role("tooltip")).to_contain_text("in force")


def test_an_agent_sees_less_than_the_agency(dashboard: Page, page_of: PageOf) -> None:
    own = page_of("agent")
    own.goto("/dashboard")
    settled(own)
    name = "Active customers: show the rows"

    agents = own.get_by_role("link", name=name).inner_text()

    assert agents != dashboard.get_by_role("link", name=name).inner_text()
    expect(own.get_by_role("radiogroup", name="Whose")).to_have_count(0)


def test_a_manager_without_customers_finds_the_way_to_the_agencys(dashboard: Page) -> None:
    dashboard.get_by_role("radiogroup", name="Whose").get_by_text("Mine").click()

    dashboard.get_by_role("button", name="Show all that you may see").click()

    expect(dashboard.get_by_role("link", name="Active customers: show the rows")).to_be_visible()
