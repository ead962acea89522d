"""What sources bring: every number opens its leads, a win moves the figures, and a link shows the same to others."""

import csv
import re
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.browser import PageOf, settled
from tests.e2e.calls import Calls

YEAR: Final = "/lead-sources?period=this_year"
FAIR: Final = "County fair"


@pytest.fixture
def report(page_of: PageOf) -> Page:
    """A manager's report of this year, drawn."""
    page = page_of("manager", accept_downloads=True)
    page.goto(YEAR)
    settled(page)
    expect(lines(page)).to_be_visible()
    return page


@pytest.fixture(scope="module")
def fair(admin_calls: Calls) -> None:
    """Two leads of one source at forty dollars each, of which one became a customer for $1,000 a year."""
    owner = admin_calls.get("/v1/users", role="agent", page_size=1)["items"][0]["id"]
    common = {"source": FAIR, "cost_cents": 4_000, "status": "contacted", "owner_id": owner}
    contact = {"name": "Fay Fairweather", "email": "fay@example.com", "state": "OH"}
    won = admin_calls.post("/v1/leads", common | {"contact_info": contact, "product_interest": "auto"})
    admin_calls.post("/v1/leads", common | {"contact_info": contact | {"email": "ray@example.com", "name": "Ray"}})
    quote = admin_calls.post(
        "/v1/quotes",
        {"lead_id": won["id"], "carrier": "Prairie Shield", "policy_type": "Auto", "premium_cents": 100_000},
    )
    admin_calls.post(f"/v1/leads/{won['id']}/convert", {"policy_number": "FAIR-1", "quote_id": quote["id"]})


def lines(page: Page) -> Locator:
    """The table of the report."""
    return page.get_by_role("region", name="Figures by source").get_by_role("table")


def line(page: Page, name: str) -> Locator:
    """The cells of a source."""
    return lines(page).get_by_role("row").filter(has=page.get_by_role("rowheader", name=name, exact=True))


def cell(page: Page, name: str, column: str) -> Locator:
    """A figure of a source, by the word over it."""
    expect(lines(page)).to_be_visible()
    heads = [head.strip() for head in lines(page).get_by_role("columnheader").all_inner_texts()]
    return line(page, name).get_by_role("cell").nth(heads.index(column) - 1)


@pytest.mark.parametrize("column", ["Leads", "Attempted", "Quoted", "Won"])
def test_a_number_opens_as_many_leads(report: Page, column: str) -> None:
    link = cell(report, "All", column).get_by_role("link")
    number = link.inner_text()

    link.click()

    expect(report).to_have_url(re.compile(r"/leads\?filter="))
    expect(report.get_by_role("status").filter(has_text=re.compile(rf"^{number} "))).to_be_visible()


@pytest.mark.usefixtures("fair")
def test_a_win_moves_the_figures_of_its_source_to_the_cent(report: Page) -> None:
    told = {name: cell(report, FAIR, name).inner_text() for name in ("Leads", "Quoted", "Won", "Close rate", "Cost")}

    assert told == {"Leads": "2", "Quoted": "1", "Won": "1", "Close rate": "50%", "Cost": "$80"}
    expect(cell(report, FAIR, "Per customer")).to_have_text("$80.00")
    expect(cell(report, FAIR, "Premium")).to_have_text("$1,000")
    expect(cell(report, FAIR, "ROI")).to_have_text("50%")  # (120 - 80) / 80


@pytest.mark.usefixtures("fair")
def test_the_commission_is_remembered(report: Page) -> None:
    report.get_by_role("textbox", name="Commission").fill("8")
    expect(cell(report, FAIR, "ROI")).to_have_text("0%")

    report.reload()

    expect(report.get_by_role("textbox", name="Commission")).to_have_value("8%")
    expect(cell(report, FAIR, "ROI")).to_have_text("0%")


def test_a_head_sorts_by_keyboard_and_a_link_shows_the_same_order(report: Page, page_of: PageOf) -> None:
    report.get_by_role("button", name="Close rate", exact=True).press("Enter")
    expect(report.get_by_role("columnheader", name="Close rate")).to_have_attribute("aria-sort", "descending")
    names = lines(report).get_by_role("rowheader").all_inner_texts()

    other = page_of("admin")
    other.goto(report.url)

    expect(other.get_by_role("columnheader", name="Close rate")).to_have_attribute("aria-sort", "descending")
    expect(lines(other).get_by_role("rowheader")).to_have_text(names)


def test_it_is_compared_with_the_same_days_before(report: Page) -> None:
    report.get_by_role("switch").check()

    expect(report.get_by_text(re.compile(r"^Compare with Jan 1 – .*\d{4}$"))).to_be_visible()
    expect(cell(report, "All", "Leads")).to_contain_text("before: ")


@pytest.mark.usefixtures("fair")
def test_the_file_has_the_lines_of_the_screen(report: Page, tmp_path: Path) -> None:
    with report.expect_download() as started:
        report.get_by_role("button", name="CSV").click()
    file = tmp_path / "report.csv"
    started.value.save_as(file)

    rows = list(csv.reader(file.read_text("utf-8-sig").splitlines()))
    fair = next(dict(zip(rows[0], row, strict=True)) for row in rows if row[0] == FAIR)
    assert (fair["Leads"], fair["Cost (USD)"], fair["Per customer (USD)"]) == ("2", "80.00", "80.00")
    assert rows[-1][0] == "All"


def test_days_without_leads_say_so_and_lead_on(report: Page) -> None:
    report.goto("/lead-sources?period=custom&from=2001-01-01&to=2001-12-31")
    expect(report.get_by_role("heading", name="No leads came in on these days")).to_be_visible()

    report.get_by_role("button", name="Look at more days").click()

    expect(lines(report)).to_be_visible()


def test_a_rate_of_nothing_is_a_dash_that_says_why(report: Page, admin_calls: Calls) -> None:
    admin_calls.post("/v1/leads", {"source": "Walk-in", "contact_info": {"name": "Wanda", "phone": "+16145550177"}})
    report.reload()

    expect(cell(report, "Walk-in", "ROI")).to_have_text("– These leads cost nothing")
    expect(cell(report, "Walk-in", "Per customer")).to_have_text("– Nobody was won yet")


def test_an_agent_sees_own_leads_only(report: Page, page_of: PageOf) -> None:
    own = page_of("agent")
    own.goto(f"{YEAR}&by=agent")

    rows = own.get_by_role("region", name="Figures by agent").get_by_role("rowheader")
    expect(rows).to_have_count(2)
    expect(own.get_by_text("Your leads that came in")).to_be_visible()
    assert rows.all_inner_texts()[1] == "All"
