"""What scoring knows: which model is live, what it says and whether it comes true, and the way back in one click."""

import re
from typing import Final

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.browser import PageOf, Troubles, settled

TRAINING_MS: Final = 90_000


@pytest.fixture
def scoring(page_of: PageOf) -> Page:
    """A manager's page of scoring, after a model was trained."""
    page = page_of("manager")
    page.goto("/scoring")
    settled(page)
    expect(version(page, "Model 1")).to_be_visible()
    if version(page, "Model 2").count() == 0:
        page.get_by_role("button", name="Train now").click()
    expect(version(page, "Model 2")).to_be_visible(timeout=TRAINING_MS)
    expect(page.get_by_text("A new model is being trained")).to_have_count(0, timeout=TRAINING_MS)
    return page


def version(page: Page, name: str) -> Locator:
    """A model in the list of all."""
    return page.get_by_role("region", name="Models").get_by_role("listitem").filter(has_text=re.compile(rf"^{name}\D"))


def test_training_says_what_came_of_it_and_why(scoring: Page) -> None:
    told = scoring.get_by_role("region", name="Training")

    expect(told).to_contain_text(re.compile(r"Last tried .+: .+\."), timeout=TRAINING_MS)
    expect(version(scoring, "Model 1")).to_contain_text("Expert table")
    expect(version(scoring, "Model 2")).to_contain_text("Trained on your leads")


def test_every_picture_of_a_model_has_its_figures_in_words_and_in_a_table(scoring: Page) -> None:
    version(scoring, "Model 2").get_by_role("link").click()
    settled(scoring)

    true = scoring.get_by_role("region", name="Does it come true?")
    said = re.compile(r"Of 100 leads that were said to buy with \d+%, [\d.]+ did\.")
    expect(true.get_by_role("img", name=said)).to_be_visible()
    expect(true).to_contain_text(said)
    true.get_by_role("button", name="Does it come true?: show as table").press("Enter")
    assert true.get_by_role("row").count() > 2
    order = scoring.get_by_role("region", name="Does the order help?")
    order.get_by_role("button", name="Does the order help?: show as table").click()
    expect(order.get_by_role("row")).to_have_count(11)
    expect(scoring.get_by_role("region", name="Is it better?").get_by_role("row")).to_have_count(4)
    expect(
        scoring.get_by_role("region", name="What counts").get_by_role("table", name="Source", exact=True)
    ).to_be_visible()
    expect(scoring.get_by_role("region", name="What it uses")).to_contain_text("Left out")


def test_groups_are_compared_by_any_column_and_small_ones_are_not_judged(scoring: Page) -> None:
    version(scoring, "Model 2").get_by_role("link").click()
    fair = scoring.get_by_role("region", name="Are groups treated alike?")
    expect(fair.get_by_role("table")).to_contain_text("Too few to judge")

    fair.get_by_role("combobox", name="Groups by").click()
    scoring.get_by_role("option", name="Source", exact=True).click()

    expect(fair.get_by_role("rowheader", name="shared_web")).to_be_visible()


def test_another_model_goes_live_in_one_click_and_back_in_another(scoring: Page) -> None:
    models = scoring.get_by_role("region", name="Models").get_by_role("listitem")
    live = models.filter(has=scoring.get_by_text("Live", exact=True))
    before = live.get_by_role("link").inner_text()
    other = "Model 1" if before != "Model 1" else "Model 2"
    version(scoring, other).get_by_role("link").click()
    expect(scoring.get_by_role("region", name="What would change").get_by_role("table")).to_be_visible()

    scoring.get_by_role("button", name="Make it live").click()

    expect(scoring.get_by_text(f"{other} is live")).to_be_visible(timeout=TRAINING_MS)
    expect(scoring.get_by_role("button", name="Make it live")).to_have_count(0)
    scoring.get_by_role("button", name="Undo").click()
    expect(scoring.get_by_text("Undone")).to_be_visible()
    expect(scoring.get_by_role("button", name="Make it live")).to_be_visible()
    scoring.get_by_role("link", name="All models").click()
    expect(live.get_by_role("link")).to_have_text(before)


def test_who_only_looks_on_has_no_buttons(scoring: Page, page_of: PageOf) -> None:
    viewer = page_of("viewer")
    viewer.goto("/scoring")
    settled(viewer)
    expect(viewer.get_by_role("button", name="Train now")).to_have_count(0)

    version(viewer, "Model 1").get_by_role("link").click()
    settled(viewer)

    expect(viewer.get_by_role("heading", level=1, name="Model 1")).to_be_visible()
    expect(viewer.get_by_role("button", name="Make it live")).to_have_count(0)


def test_a_model_that_is_not_there_says_so(scoring: Page, troubles: Troubles) -> None:
    troubles.expect("404")
    scoring.goto("/scoring/999999")

    expect(scoring.get_by_role("alert")).to_contain_text("This is not here")
