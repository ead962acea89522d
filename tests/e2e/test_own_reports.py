"""Own reports: put together with the right figures in sight, kept, shared, and seen by others with theirs."""

import re
from typing import Any, Final

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.browser import PageOf, Troubles, settled
from tests.e2e.calls import Calls

BUILDER: Final = "/reports/own/new"
BY_CARRIER: Final[dict[str, Any]] = {
    "noun": "policies",
    "definition": {
        "criteria": {"status": "active"},
        "group": {"field": "carrier"},
        "measures": [{"aggregate": "count"}, {"aggregate": "sum", "field": "annual_premium_cents"}],
        "chart": "bars",
    },
}


def active_premium(calls: Calls) -> tuple[int, str]:
    """How many active policies somebody sees in the list, and what they cost in a year, as the page writes it."""
    found: list[int] = []
    query: dict[str, Any] = {"status": "active", "page_size": 200, "fields": "id,annual_premium_cents", "count": "none"}
    after: str | None = None
    while True:
        page = calls.get("/v1/policies", **query, **({"after": after} if after else {}))
        found += [policy["annual_premium_cents"] or 0 for policy in page["items"]]
        after = page["next"]
        if after is None:
            return len(found), f"${sum(found) / 100:,.2f}"


def total(page: Page) -> Locator:
    """The line of all records."""
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="All", exact=True))


def choose(page: Page, label: str, option: str) -> None:
    """Take a value of a list of choices."""
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).click()


@pytest.fixture
def builder(agent: Page) -> Page:
    """An agent's new report of policies."""
    agent.goto(BUILDER)
    settled(agent)
    return agent


@pytest.fixture
def shared(agent_calls: Calls) -> Any:
    """A report that the agent shares."""
    return agent_calls.post("/v1/own-reports", {**BY_CARRIER, "name": "Carriers", "is_shared": True})


def test_an_agent_builds_premium_by_carrier_shares_it_and_others_see_their_own_figures(
    builder: Page, page_of: PageOf, agent_calls: Calls, admin_calls: Calls
) -> None:
    builder.get_by_role("button", name="Choose").click()
    conditions = builder.get_by_role("dialog")
    conditions.get_by_role("button", name="Add condition").click()
    conditions.get_by_role("combobox", name="Field").click()
    builder.get_by_role("option", name="Status", exact=True).click()
    conditions.get_by_role("combobox", name="Value").click()
    builder.get_by_role("option", name="Active", exact=True).click()
    conditions.get_by_role("button", name="Done").click()
    expect(builder.get_by_text("Status is active")).to_be_visible()

    choose(builder, "A line for each", "Carrier")
    builder.get_by_role("button", name="Add a figure").click()
    choose(builder, "Of what figure 2 is", "Annual premium")
    policies, premium = active_premium(agent_calls)
    expect(total(builder)).to_contain_text(f"{policies}")
    expect(total(builder)).to_contain_text(premium)

    builder.get_by_role("textbox", name="Name").fill("What carriers earn")
    builder.get_by_role("switch", name="Share with everybody in the agency").check()
    builder.get_by_role("button", name="Save", exact=True).click()
    expect(builder.get_by_role("heading", name="What carriers earn")).to_be_visible()
    expect(builder).to_have_url(re.compile(r"/reports/own/\d+$"))

    manager = page_of("manager")
    manager.goto(builder.url)
    _, everything = active_premium(admin_calls)
    assert everything != premium
    expect(manager.get_by_role("heading", name="What carriers earn")).to_be_visible()
    expect(total(manager)).to_contain_text(everything)


def test_what_is_changed_is_not_lost_by_a_slip(builder: Page) -> None:
    choose(builder, "A line for each", "Carrier")
    builder.get_by_role("link", name="Customers").first.click()

    question = builder.get_by_role("dialog", name="Leave without saving?")
    question.get_by_role("button", name="Stay").click()
    expect(builder.get_by_role("combobox", name="A line for each")).to_have_value("Carrier")

    builder.get_by_role("link", name="Customers").first.click()
    question.get_by_role("button", name="Leave").click()
    expect(builder).to_have_url(re.compile(r"/customers$"))


def test_a_list_becomes_a_report_of_the_same_records(agent: Page, agent_calls: Calls) -> None:
    agent.goto('/policies?filter={"status":"active"}')
    settled(agent)
    agent.get_by_role("button", name="Export").click()
    agent.get_by_role("menuitem", name="Make a report of this list").click()

    expect(agent.get_by_text("Status is active")).to_be_visible()
    policies, _ = active_premium(agent_calls)
    expect(agent.get_by_text(f"{policies:,}", exact=True).first).to_be_visible()


def test_records_are_listed_in_the_columns_and_the_order_that_were_chosen(builder: Page) -> None:
    builder.get_by_role("button", name="Policies that end soon").click()
    heads = builder.get_by_role("columnheader")
    expect(heads).to_have_text(
        ["Policy number", "Customer name", "Type", "Carrier", "Annual premium", "End date", "Owner"]
    )

    builder.get_by_role("button", name=re.compile("^Move Policy number ")).press("ArrowDown")
    builder.get_by_role("button", name="Remove Type").click()

    expect(heads).to_have_text(["Customer name", "Policy number", "Carrier", "Annual premium", "End date", "Owner"])


def test_a_wrong_period_says_so_at_its_field_and_the_old_picture_stays(builder: Page, troubles: Troubles) -> None:
    troubles.expect("422")
    builder.get_by_role("button", name="New customers by month").click()
    expect(total(builder)).to_be_visible()

    period = builder.get_by_role("textbox", name="Period").or_(builder.get_by_role("combobox", name="Period"))
    period.fill("soon")
    period.press("Enter")

    expect(builder.get_by_text("names no period").first).to_be_visible()
    expect(total(builder)).to_be_visible()


def test_two_who_save_one_report_lose_nothing(
    page_of: PageOf, shared: dict[str, Any], agent_calls: Calls, troubles: Troubles
) -> None:
    troubles.expect("412")
    manager = page_of("manager")
    manager.goto(f"/reports/own/{shared['id']}/edit")
    settled(manager)
    manager.get_by_role("textbox", name="Name").fill("The manager's carriers")
    agent_calls.patch(f"/v1/own-reports/{shared['id']}", {"name": "The agent's carriers"})

    manager.get_by_role("button", name="Save", exact=True).click()
    manager.get_by_role("dialog", name="Somebody else saved first").get_by_role(
        "button", name="Save mine as a new report"
    ).click()
    manager.get_by_role("dialog", name="Save as a new report").get_by_role("button", name="Save").click()

    expect(manager.get_by_role("heading", name="The manager's carriers (copy)")).to_be_visible()
    assert agent_calls.get(f"/v1/own-reports/{shared['id']}")["name"] == "The agent's carriers"


def test_somebody_copies_what_others_share_and_deletes_the_copy_again(agent: Page, admin_calls: Calls) -> None:
    shared = admin_calls.post("/v1/own-reports", {**BY_CARRIER, "name": "The owner's carriers", "is_shared": True})
    agent.goto(f"/reports/own/{shared['id']}")
    expect(total(agent)).to_be_visible()
    expect(agent.get_by_role("link", name="Edit")).to_have_count(0)

    agent.get_by_role("button", name="More for The owner's carriers").click()
    agent.get_by_role("menuitem", name="Copy").click()
    expect(agent.get_by_role("textbox", name="Name")).to_have_value("The owner's carriers (copy)")
    agent.get_by_role("button", name="Save", exact=True).click()
    expect(agent.get_by_role("heading", name="The owner's carriers (copy)")).to_be_visible()

    agent.get_by_role("button", name="More for The owner's carriers (copy)").click()
    agent.get_by_role("menuitem", name="Delete").click()
    expect(agent.get_by_text("Deleted “The owner's carriers (copy)”")).to_be_visible()
    expect(agent).to_have_url(re.compile(r"/reports/catalogue$"))
