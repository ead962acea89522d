"""Working off the day."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.browser import PageOf, settled
from tests.e2e.calls import Calls

Task = dict[str, int | str]


@pytest.fixture
def task(agent_calls: Calls, request: pytest.FixtureRequest) -> Task:
    """A task of the agent's that was due yesterday, named after the test."""
    due = datetime.now(UTC) - timedelta(days=1)
    me = agent_calls.get("/v1/me")["user"]["id"]
    body = {"title": f"Task of {request.node.name}", "due_at": due.isoformat(), "owner_id": me, "priority": "high"}
    found: Task = agent_calls.post("/v1/tasks", body)
    return found


def row_of(page: Page, task: Task) -> Locator:
    return page.get_by_role("listitem").filter(has_text=str(task["title"]))


def status_of(calls: Calls, task: Task) -> str:
    return str(calls.get(f"/v1/tasks/{task['id']}")["status"])


def test_a_task_is_done_in_place_and_taken_back(agent: Page, agent_calls: Calls, task: Task) -> None:
    agent.goto("/today")
    row = row_of(agent, task)
    expect(row).to_contain_text("Overdue by 1 day")

    row.get_by_role("button", name=f"Done: {task['title']}").click()

    expect(row).to_have_count(0)
    expect(agent.get_by_text("Task done")).to_be_visible()
    assert status_of(agent_calls, task) == "done"

    agent.get_by_role("button", name="Undo").click()

    expect(row).to_be_visible()
    assert status_of(agent_calls, task) == "open"


def test_a_task_is_done_by_keyboard_alone(agent: Page, agent_calls: Calls, task: Task) -> None:
    agent.goto("/today")
    settled(agent)
    title = row_of(agent, task).get_by_role("button", name=str(task["title"]), exact=True)
    for _ in range(agent.locator("[data-row]").count()):
        agent.keyboard.press("j")
        if title.evaluate("element => element === document.activeElement"):
            break

    expect(title).to_be_focused()
    agent.keyboard.press("x")

    expect(row_of(agent, task)).to_have_count(0)
    # The next row has the focus, so that the next key goes on from there.
    expect(agent.locator("[data-row-title]:focus")).to_have_count(1)
    expect(agent.get_by_text("Task done")).to_be_visible()
    assert status_of(agent_calls, task) == "done"


def test_a_task_is_put_off_to_tomorrow(agent: Page, agent_calls: Calls, task: Task) -> None:
    agent.goto("/today")
    row_of(agent, task).get_by_role("button", name=f"More for {task['title']}").click()

    agent.get_by_role("menuitem", name="Tomorrow").click()

    expect(row_of(agent, task)).to_contain_text("Due in 1 day")
    agent.get_by_role("button", name="Undo").click()
    expect(row_of(agent, task)).to_contain_text("Overdue by 1 day")


def test_a_new_task_stands_in_the_queue(agent: Page) -> None:
    agent.goto("/today")
    settled(agent)
    agent.keyboard.press("n")
    dialog = agent.get_by_role("dialog", name="New task")

    dialog.get_by_label("What is to be done").fill("Bring the flood maps back")
    dialog.get_by_label("What is to be done").press("Enter")

    expect(dialog).to_have_count(0)
    expect(agent.get_by_role("listitem").filter(has_text="Bring the flood maps back")).to_contain_text("Due today")


def test_a_dialog_that_is_given_up_gives_the_focus_back(agent: Page) -> None:
    agent.goto("/today")
    button = agent.get_by_role("button", name="New task")
    button.press("Enter")
    expect(agent.get_by_label("What is to be done")).to_be_focused()

    agent.keyboard.press("Escape")

    expect(button).to_be_focused()


def test_a_message_leaves_the_queue_when_its_answer_is_kept(agent: Page, agent_calls: Calls) -> None:
    waiting = agent_calls.get("/v1/today", kinds="message")["items"][0]
    agent.goto("/today")
    agent.get_by_role("group", name="Show").get_by_role("button", name="Messages").click()
    rows = agent.locator(f"[data-row='{waiting['key']}']")
    rows.get_by_role("button", name="More for").click()
    agent.get_by_role("menuitem", name="Log the answer").click()

    dialog = agent.get_by_role("dialog")
    dialog.get_by_label("What was answered").fill("Sent the ID cards.")
    dialog.get_by_role("button", name="Log the answer").click()

    expect(rows).to_have_count(0)
    assert waiting["key"] not in [each["key"] for each in agent_calls.get("/v1/today", kinds="message")["items"]]


def test_the_record_opens_beside_the_queue_and_escape_goes_back(agent: Page, agent_calls: Calls) -> None:
    renewal = agent_calls.get("/v1/today", kinds="renewal")["items"][0]
    agent.goto("/today")
    agent.get_by_role("group", name="Show").get_by_role("button", name="Renewals").click()
    title = agent.locator(f"[data-row='{renewal['key']}'] [data-row-title]")

    title.click()
    beside = agent.get_by_role("complementary", name="The policy beside the queue")
    expect(beside.get_by_role("heading").first).to_be_visible()
    agent.keyboard.press("Escape")

    expect(beside).to_have_count(0)
    expect(title).to_be_focused()


def test_a_viewer_looks_and_changes_nothing(page_of: PageOf) -> None:
    page = page_of("viewer")
    page.goto("/today")
    settled(page)

    expect(page.get_by_role("button", name="New task")).to_have_count(0)
    expect(page.get_by_role("button", name="Done:")).to_have_count(0)
