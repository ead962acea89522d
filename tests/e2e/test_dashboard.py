"""Every number opens its rows, and there are as many."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.browser import PageOf, settled


@pytest.fixture
def dashboard(page_of: PageOf) -> Page:
    """A manager's dashboard, drawn."""
    page = page_of("manager")
    page.goto("/dashboard")
    settled(page)
    return page


def opened_total(page: Page, link: Locator, noun: str) -> str:
    """How many rows the list has that the link leads to."""
    link.click()
    expect(page).to_have_url(re.compile(rf"/{noun}\?filter="))
    settled(page)
    return page.get_by_role("heading", level=1).inner_text()


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

    expect(dashboard).to_have_url(re.compile(rf"/{noun}\?filter="))
    expect(dashboard.get_by_role("main")).to_contain_text(re.compile(rf"\b{number.group()}\b"))


def test_active_customers_open_as_many_rows(dashboard: Page) -> None:
    figure = dashboard.get_by_role("link", name="Active customers: show the rows")
    number = re.match(r"[\d,]+", figure.inner_text())
    assert number is not None

    figure.click()

    expect(dashboard).to_have_url(re.compile(r"/customers\?filter="))
    expect(dashboard.get_by_role("main")).to_contain_text(re.compile(rf"\b{number.group()}\b"))


def test_a_chart_is_also_a_table_that_the_keyboard_reads(dashboard: Page) -> None:
    business = dashboard.get_by_role("region", name="New and lost business").first
    business.get_by_role("button", name="New and lost business: show as table").press("Enter")

    rows = business.get_by_role("table").get_by_role("row")
    expect(rows).to_have_count(13)
    first = rows.nth(1).get_by_role("link").first
    number = first.inner_text()
    first.press("Enter")

    expect(dashboard).to_have_url(re.compile(r"/policies\?filter="))
    expect(dashboard.get_by_role("main")).to_contain_text(re.compile(rf"\b{number}\b"))


def test_retention_says_how_it_is_counted(dashboard: Page) -> None:
    dashboard.get_by_role("button", name="Retention: how it is counted").focus()

    expect(dashboard.get_by_role("tooltip")).to_contain_text("in force")


def test_mine_are_fewer_than_the_agencys(dashboard: Page) -> None:
    figure = dashboard.get_by_role("link", name="Active customers: show the rows")
    agency = figure.inner_text()

    dashboard.get_by_role("radio", name="Mine").check(force=True)

    expect(figure).not_to_have_text(agency)
