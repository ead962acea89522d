"""Figures that an owner reads: what is asked stands in the address, and every figure opens exactly what it counted."""

import json
import re
from typing import Final
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.browser import PageOf, Troubles, settled

YEAR: Final = "/reports/catalogue/sales?period=This Year"


@pytest.fixture
def sales(page_of: PageOf) -> Page:
    """A manager's sales of this year, drawn."""
    page = page_of("manager")
    opened(page, YEAR)
    return page


def opened(page: Page, path: str) -> None:
    """Go to a report and wait for its figures."""
    page.goto(path)
    settled(page)
    expect(page.get_by_role("table").first).to_be_visible()


def key_figure(page: Page, label: str) -> Locator:
    """A total at the head of the report."""
    return page.get_by_role("group", name="Key figures").get_by_role("link", name=f" {label}: show the rows")


def lines(page: Page, title: str) -> Locator:
    """The table with this title."""
    return page.get_by_role("table", name=title)


def figure(page: Page, title: str, line: str, column: int = 0) -> Locator:
    """A figure of a line, as a link."""
    row = lines(page, title).get_by_role("row").filter(has=page.get_by_role("rowheader", name=line, exact=True))
    return row.get_by_role("cell").nth(column).get_by_role("link")


def number_of(link: Locator) -> str:
    """The figure without what is only heard."""
    return link.inner_text().split()[0]


def expect_listed(page: Page, noun: str, number: str) -> None:
    """The list of these records says that it holds so many."""
    expect(page).to_have_url(re.compile(rf"/{noun}\?filter="))
    expect(page.get_by_role("status").filter(has_text=re.compile(rf"^{re.escape(number)} "))).to_be_visible()


def choose_period(page: Page, text: str) -> None:
    """Type a period, as people name it, in place of the one that stands there."""
    settled(page)
    period = page.get_by_role("combobox", name="Period")
    expect(period).not_to_have_value("")
    period.fill(text)
    expect(period).to_have_value(text)
    period.press("Enter")


def test_from_the_gallery_to_the_records_and_back_nothing_is_lost(page_of: PageOf) -> None:
    page = page_of("manager")
    page.goto("/reports")
    page.get_by_role("navigation", name="Places of reports").get_by_role("link", name="Reports").click()
    page.get_by_role("link", name=re.compile("^Sales Policies")).click()
    choose_period(page, "this year")
    expect(page).to_have_url(re.compile("period=This"))
    page.get_by_role("combobox", name="Compare with").click()
    page.get_by_role("option", name="A year before").click()
    expect(page.get_by_text(re.compile("compared with Jan 1 – Dec 31"))).to_be_visible()
    expect(page.get_by_text(re.compile(" before$")).first).to_be_visible()
    asked = page.url
    number = number_of(key_figure(page, "Policies"))

    key_figure(page, "Policies").click()
    expect_listed(page, "policies", number)
    page.go_back()

    expect(page).to_have_url(asked)
    expect(page.get_by_role("combobox", name="Period")).to_have_value("This year")
    expect(page.get_by_role("combobox", name="Compare with")).to_have_value("A year before")
    expect(key_figure(page, "Policies")).to_contain_text(number)


def test_a_figure_of_a_line_opens_the_records_of_that_line(sales: Page) -> None:
    link = figure(sales, "By line", "Auto")
    number = link.inner_text()

    link.click()

    expect_listed(sales, "policies", number)
    asked = json.loads(parse_qs(urlsplit(sales.url).query)["filter"][0])
    assert "Auto" in json.dumps(asked)


def test_a_figure_opens_in_a_tab_of_its_own_with_ctrl(sales: Page) -> None:
    link = figure(sales, "By agent", "All")
    number = link.inner_text()

    with sales.context.expect_page() as other:
        link.click(modifiers=["Control"])

    expect_listed(other.value, "policies", number)
    expect(sales).to_have_url(re.compile("/reports/catalogue/sales"))


def test_figures_about_related_records_open_them_too_and_say_so(page_of: PageOf) -> None:
    page = page_of("manager")
    opened(page, "/reports/catalogue/retention?period=This Year")
    link = figure(page, "Clients by agent", "All", column=1)
    number = link.inner_text()

    link.click()

    expect_listed(page, "customers", number)
    expect(page.get_by_role("button", name=re.compile(r"^Has policies \(start date is on or before"))).to_be_visible()


def test_a_link_shows_the_same_to_a_colleague(sales: Page, page_of: PageOf) -> None:
    lines(sales, "By carrier").get_by_role("button", name="Annual premium", exact=True).press("Enter")
    expect(sales).to_have_url(re.compile("sort=by_carrier"))
    names = lines(sales, "By carrier").get_by_role("rowheader").all_inner_texts()

    other = page_of("admin")
    opened(other, sales.url)

    expect(lines(other, "By carrier").get_by_role("columnheader", name="Annual premium", exact=True)).to_have_attribute(
        "aria-sort", "descending"
    )
    expect(lines(other, "By carrier").get_by_role("rowheader")).to_have_text(names)


def test_a_period_that_is_none_is_said_at_its_field_and_the_figures_stay(sales: Page, troubles: Troubles) -> None:
    troubles.expect("status of 422")
    number = number_of(key_figure(sales, "Policies"))

    choose_period(sales, "the good old times")

    expect(sales.get_by_text(re.compile("names no period"))).to_be_visible()
    expect(sales.get_by_role("combobox", name="Period")).to_have_attribute("aria-invalid", "true")
    expect(key_figure(sales, "Policies")).to_contain_text(number)
    choose_period(sales, "last year")
    expect(sales.get_by_text(re.compile("^Last year: Jan 1 – Dec 31"))).to_be_visible()


def test_an_empty_period_leads_to_a_longer_one(page_of: PageOf) -> None:
    page = page_of("manager")
    page.goto("/reports/catalogue/sales?period=1990")
    expect(page.get_by_text("Nothing in this period")).to_be_visible()

    page.get_by_role("button", name="Look at this year").click()

    expect(key_figure(page, "Policies")).to_be_visible()


def test_it_is_narrowed_by_agent_and_line(sales: Page) -> None:
    everybody = number_of(key_figure(sales, "Policies"))
    sales.get_by_role("combobox", name="Line", exact=True).click()
    sales.get_by_role("option", name="Auto").click()

    expect(sales.get_by_text(re.compile("Line: Auto"))).to_be_visible()
    expect(lines(sales, "By line").get_by_role("row")).to_have_count(3)
    assert number_of(key_figure(sales, "Policies")) != everybody


def test_agents_count_their_own_book(sales: Page, agent: Page) -> None:
    opened(agent, YEAR)

    assert int(number_of(key_figure(agent, "Policies"))) < int(
        number_of(key_figure(sales, "Policies")).replace(",", "")
    )
    expect(agent.get_by_role("combobox", name="Agent")).to_have_count(0)
    expect(lines(agent, "By agent").get_by_role("row")).to_have_count(3)


def test_what_the_figures_mean_is_told_on_demand(sales: Page) -> None:
    sales.get_by_role("button", name="What the figures mean").press("Enter")

    meaning = sales.get_by_role("region", name="What the figures mean")
    expect(meaning.get_by_role("definition").filter(has_text="Annual premium ÷ policies")).to_be_visible()


def test_the_old_list_and_the_palette_lead_to_reports(page_of: PageOf) -> None:
    page = page_of("manager")
    page.goto("/today")
    settled(page)
    page.keyboard.press("Control+k")
    page.get_by_role("dialog").get_by_role("combobox").fill("claims report")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1, name="Claims")).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("r")
    expect(page).to_have_url(re.compile("/reports/catalogue$"))
