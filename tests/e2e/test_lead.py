"""An agent works a lead: called, noted, quoted, won; what is missing is asked for, and nothing is done twice."""

import itertools
import re
import time
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.browser import PageOf, Troubles, overflow, settled, violations
from tests.e2e.calls import Calls

Lead = dict[str, Any]
NUMBERS = itertools.count(time.time_ns() // 1000 % 9_000_000)


def written_down(calls: Calls, name: str = "Zelda Fitz", **more: Any) -> Lead:
    """A lead of whoever calls, whom nobody else resembles."""
    number = next(NUMBERS)
    first, last = name.split(" ", 1)
    contact = {
        "first_name": first,
        "last_name": f"{last} {number}",
        "phone": f"+1614{2_000_000 + number % 7_000_000}",
        "email": f"zelda{number}@example.com",
        "address_line1": f"{number} Elm Street",
        "city": "Columbus",
        "state": "OH",
        "postal_code": "43215",
    }
    body = {"contact_info": contact, "product_interest": "auto", "source": "web"} | more
    found: Lead = calls.post("/v1/leads", body)
    return found


def same_person(calls: Calls, lead: Lead) -> Lead:
    contact = lead["contact_info"] | {"email": f"other{next(NUMBERS)}@example.com"}
    found: Lead = calls.post("/v1/leads", {"contact_info": contact, "source": "referral"})
    return found


@pytest.fixture
def lead(agent_calls: Calls) -> Lead:
    return written_down(agent_calls)


def read(calls: Calls, lead: Lead) -> Lead:
    found: Lead = calls.get(f"/v1/leads/{lead['id']}")
    return found


def calls_of(calls: Calls, lead: Lead) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = calls.get("/v1/communications", lead_id=lead["id"])["items"]
    return found


def visit(page: Page, lead: Lead) -> None:
    page.goto(f"/leads/{lead['id']}")
    settled(page)


def card(page: Page, title: str) -> Locator:
    return page.get_by_role("main").get_by_role("region", name=title, exact=True)


def stage(page: Page) -> Locator:
    return card(page, "Stage").locator("[aria-current=step]")


def begin_call(page: Page, lead: Lead) -> Locator:
    page.get_by_role("main").get_by_role("button", name="Call", exact=True).first.click()
    return card(page, f"Call {lead['name']}")


def arrives_but_is_not_answered(route: Route) -> None:
    route.fetch()
    route.abort()


def test_a_lead_is_called_noted_quoted_and_won(agent: Page, agent_calls: Calls, lead: Lead) -> None:
    visit(agent, lead)
    panel = begin_call(agent, lead)
    panel.get_by_label("What was said").fill("Has two cars and a dog.")
    panel.get_by_role("radio", name="Spoke").click()
    expect(panel).to_contain_text("Moves the lead to contacted.")
    panel.get_by_role("button", name="Save the call").click()

    expect(agent.get_by_text("Call recorded: spoke")).to_be_visible()
    expect(stage(agent)).to_contain_text("Contacted")
    expect(card(agent, "Timeline")).to_contain_text("Called: spoke")
    expect(card(agent, "Timeline")).to_contain_text("Has two cars and a dog.")

    agent.get_by_label("New note").fill("Wants it before Monday.")
    agent.get_by_label("New note").press("Control+Enter")
    expect(card(agent, "Timeline")).to_contain_text("Wants it before Monday.")

    card(agent, "Next").get_by_role("button", name="Record a quote").click()
    form = agent.get_by_role("dialog", name="Record a quote")
    form.get_by_role("textbox", name="Carrier").fill("Prairie Shield")
    form.get_by_role("textbox", name="Premium").fill("600")
    form.get_by_text("6 months", exact=True).click()
    expect(form).to_contain_text("$1,200.00 a year")
    form.get_by_role("button", name="Record the quote").click()

    expect(stage(agent)).to_contain_text("Quoted")
    expect(card(agent, "Quotes")).to_contain_text("$600.00 for 6 months")

    number = f"PS-{lead['id']}-{next(NUMBERS)}"
    card(agent, "Next").get_by_role("button", name="Win the lead").click()
    form = agent.get_by_role("dialog", name="Make a customer and a policy")
    form.get_by_role("textbox", name="Policy number").fill(number)
    form.get_by_role("button", name="Win the lead").click()

    expect(agent.get_by_text("Won: customer and policy are made")).to_be_visible()
    won = read(agent_calls, lead)
    assert won["status"] == "won"
    policy = agent_calls.get(f"/v1/policies/{won['policy_id']}")
    assert (policy["policy_number"], policy["premium"], policy["carrier"]) == (number, "$600.00/6mo", "Prairie Shield")
    assert policy["customer_id"] == won["customer_id"]
    card(agent, "Won").get_by_role("link", name="Open customer").click()
    expect(agent).to_have_url(re.compile(rf"/customers/{won['customer_id']}"))
    expect(agent.get_by_role("main")).to_contain_text(number)


def test_two_clicks_write_one_call(agent: Page, agent_calls: Calls, lead: Lead) -> None:
    visit(agent, lead)
    panel = begin_call(agent, lead)
    panel.get_by_role("radio", name="No answer").click()

    panel.get_by_role("button", name="Save the call").dblclick()

    expect(card(agent, "Timeline")).to_contain_text("Called: no answer")
    assert len(calls_of(agent_calls, lead)) == 1


def test_a_call_whose_answer_got_lost_is_written_once(
    agent: Page, agent_calls: Calls, lead: Lead, troubles: Troubles
) -> None:
    troubles.expect("ERR_FAILED|Failed to load")
    visit(agent, lead)
    panel = begin_call(agent, lead)
    panel.get_by_label("What was said").fill("Bad line.")
    panel.get_by_role("radio", name="Left a voicemail").click()

    agent.route("**/calls", arrives_but_is_not_answered, times=1)
    panel.get_by_role("button", name="Save the call").click()
    expect(panel.get_by_role("alert")).to_contain_text("cannot be reached")
    expect(panel.get_by_label("What was said")).to_have_value("Bad line.")
    panel.get_by_role("button", name="Save the call").click()

    expect(agent.get_by_text("Call recorded: left a voicemail")).to_be_visible()
    assert len(calls_of(agent_calls, lead)) == 1


def test_a_second_try_in_other_words_is_told_that_the_first_was_saved(
    agent: Page, agent_calls: Calls, lead: Lead, troubles: Troubles
) -> None:
    troubles.expect("ERR_FAILED|Failed to load")
    visit(agent, lead)
    panel = begin_call(agent, lead)
    panel.get_by_role("radio", name="Busy").click()
    agent.route("**/calls", arrives_but_is_not_answered, times=1)
    panel.get_by_role("button", name="Save the call").click()
    expect(panel.get_by_role("alert")).to_contain_text("cannot be reached")

    panel.get_by_label("What was said").fill("Busy, as ever.")
    panel.get_by_role("button", name="Save the call").click()

    expect(panel.get_by_role("alert")).to_contain_text("This was saved before")
    assert len(calls_of(agent_calls, lead)) == 1


def test_what_was_typed_in_a_call_survives_its_closing(agent: Page, lead: Lead) -> None:
    visit(agent, lead)
    panel = begin_call(agent, lead)
    panel.get_by_label("What was said").fill("Half a sentence")
    panel.get_by_label("What was said").press("Escape")
    expect(panel).to_have_count(0)

    panel = begin_call(agent, lead)

    expect(panel.get_by_label("What was said")).to_have_value("Half a sentence")


def test_a_call_by_keyboard_alone_sets_the_task_to_call_back(agent: Page, agent_calls: Calls, lead: Lead) -> None:
    visit(agent, lead)
    agent.keyboard.press("p")
    panel = card(agent, f"Call {lead['name']}")
    expect(panel.get_by_role("radio", name="No answer")).to_be_visible()
    panel.get_by_label("What was said").focus()
    agent.keyboard.type("After work, please.")
    agent.keyboard.press("Tab")
    agent.keyboard.press("ArrowDown")
    for _ in range(10):
        if panel.get_by_role("radio", name="Wants a call back").is_checked():
            break
        agent.keyboard.press("ArrowDown")
    panel.get_by_role("button", name="Tomorrow at 9 AM").focus()
    agent.keyboard.press("Enter")
    panel.get_by_label("What was said").focus()
    agent.keyboard.press("Control+Enter")

    expect(agent.get_by_text("Call recorded: wants a call back")).to_be_visible()
    expect(card(agent, "Open tasks")).to_contain_text("back")
    [task] = agent_calls.get("/v1/tasks", record_type="leads", record_id=lead["id"])["items"]
    assert task["due_at"] is not None
    assert task["description"] == "After work, please."


def test_a_stage_says_what_it_needs_and_takes_it(agent: Page, agent_calls: Calls, troubles: Troubles) -> None:
    troubles.expect("422")
    contact = {"first_name": "Bare", "last_name": "Lead", "email": f"bare{next(NUMBERS)}@example.com"}
    bare = agent_calls.post("/v1/leads", {"contact_info": contact})
    visit(agent, bare)

    card(agent, "Stage").get_by_role("button", name="Qualified").click()
    form = agent.get_by_role("dialog", name="What qualified needs")
    expect(form).to_contain_text("It is not known what kind of insurance is wanted.")
    form.get_by_role("combobox", name="Kind of insurance").fill("home")
    form.get_by_role("textbox", name="ZIP").fill("43215")
    form.get_by_role("button", name="Save and move to qualified").click()

    expect(stage(agent)).to_contain_text("Qualified")
    now = read(agent_calls, bare)
    assert (now["status"], now["product_interest"], now["postal_code"]) == ("qualified", "home", "43215")
    assert now["email"] == contact["email"]


def test_a_lost_lead_says_why_and_is_taken_back(agent: Page, agent_calls: Calls, lead: Lead) -> None:
    visit(agent, lead)
    card(agent, "Stage").get_by_role("button", name="Lost").click()
    form = agent.get_by_role("dialog", name="Why is the lead lost?")
    form.get_by_role("button", name="Lead is lost").click()
    expect(form.get_by_role("alert")).to_have_text("Say why the lead is lost.")
    form.get_by_role("radio", name="Premium too high").check()
    form.get_by_role("button", name="Lead is lost").click()

    expect(card(agent, "Next")).to_contain_text("Premium too high")
    assert read(agent_calls, lead)["lost_reason"] == "Premium too high"

    agent.get_by_role("button", name="Undo").click()

    expect(stage(agent)).to_contain_text("New")
    assert read(agent_calls, lead)["lost_reason"] is None


def test_whoever_wants_no_contact_is_not_called_again(agent: Page, agent_calls: Calls, lead: Lead) -> None:
    visit(agent, lead)
    panel = begin_call(agent, lead)
    panel.get_by_role("radio", name="Asked not to be contacted").click()
    expect(panel).to_contain_text("takes back the consent to everything")
    panel.get_by_role("button", name="Save the call").click()

    consent = card(agent, "May we contact them?")
    expect(consent).to_contain_text("Call: no")
    expect(consent).to_contain_text("They asked us to stop.")
    expect(agent.get_by_role("main").get_by_role("button", name=re.compile("^Text .*not allowed"))).to_be_disabled()
    assert read(agent_calls, lead)["status"] == "lost"
    consent.get_by_role("button", name="Proof for Call", exact=True).click()
    expect(agent.get_by_role("dialog")).to_contain_text("Took back: Every way, any matter")


def test_consent_is_recorded_with_its_words_and_taken_back(agent: Page, agent_calls: Calls, lead: Lead) -> None:
    visit(agent, lead)
    consent = card(agent, "May we contact them?")
    expect(consent).to_contain_text("E-mail: no")
    consent.get_by_role("button", name="Record what they said about contact").click()
    agent.get_by_role("menuitem", name="They agreed to something").click()
    form = agent.get_by_role("dialog", name="What did they agree to?")
    form.get_by_role("checkbox", name="E-mail").check()
    form.get_by_label("What was said").fill("Yes, send me your newsletter.")
    form.get_by_role("button", name="Record consent").click()

    expect(consent).to_contain_text("E-mail: yes")
    consent.get_by_role("button", name="Proof for E-mail").click()
    expect(agent.get_by_role("dialog")).to_contain_text("Yes, send me your newsletter.")
    agent.keyboard.press("Escape")

    consent.get_by_role("button", name="Record what they said about contact").click()
    agent.get_by_role("menuitem", name="They want it no more").click()
    form = agent.get_by_role("dialog", name="What do they want no more?")
    form.get_by_label("Their words").fill("Enough of it.")
    form.get_by_role("button", name="Take it back for good").click()

    expect(consent).to_contain_text("E-mail: no")
    found = agent_calls.get(f"/v1/consent/leads/{lead['id']}")
    assert {entry["action"] for entry in found["entries"]} == {"granted", "revoked"}


def test_two_leads_of_one_person_become_one_and_two_again(agent: Page, agent_calls: Calls, lead: Lead) -> None:
    other = same_person(agent_calls, lead)
    visit(agent, other)
    twins = card(agent, "Maybe the same person")
    expect(twins).to_contain_text("Same phone number")
    twins.get_by_role("button", name=re.compile("^Compare with")).click()
    dialog = agent.get_by_role("dialog", name="Are these one person?")
    expect(dialog.get_by_role("row", name=re.compile("^Source"))).to_contain_text("Referral")
    dialog.get_by_role("button", name="Make them one").click()

    # The older one is kept, and its page is shown.
    expect(agent).to_have_url(re.compile(rf"/leads/{lead['id']}"))
    assert read(agent_calls, other)["merged_into_id"] == lead["id"]
    agent.goto(f"/leads/{other['id']}")
    expect(agent.get_by_text("Merged into another lead")).to_be_visible()
    agent.get_by_role("button", name="Unmerge").click()

    expect(agent.get_by_text("The leads are two again")).to_be_visible()
    expect(stage(agent)).to_contain_text("New")
    assert read(agent_calls, other)["merged_into_id"] is None


def test_who_is_known_already_is_shown_before_a_second_lead_is_made(agent: Page, lead: Lead) -> None:
    agent.goto("/leads/new")
    form = agent.get_by_role("dialog", name="New lead")
    form.get_by_role("textbox", name="Phone").fill(str(lead["phone"]).removeprefix("+1"))

    known = form.get_by_role("status").filter(has_text="Is it one of these?")
    expect(known).to_contain_text(lead["name"])
    expect(known).to_contain_text("Same phone number")
    known.get_by_role("link", name=lead["name"]).click()
    expect(agent).to_have_url(re.compile(rf"/leads/{lead['id']}"))


def test_the_reasons_of_a_score_add_up_to_it(agent: Page, agent_calls: Calls, lead: Lead) -> None:
    visit(agent, lead)
    chance = card(agent, "Chance to buy")
    expect(chance.get_by_role("row", name=re.compile("^This lead"))).to_be_visible()

    rows = [row.replace("−", "-") for row in chance.get_by_role("row").locator("td").all_inner_texts()]
    average, *steps, points = (int(text) for text in rows)

    assert average + sum(steps) == points
    score = agent_calls.get(f"/v1/leads/{lead['id']}/score")
    assert points == score["points"]
    expect(chance).to_contain_text(f"{round(100 * score['probability'])}%")


def test_a_viewer_sees_everything_and_is_offered_nothing_to_do(page_of: PageOf, admin_calls: Calls) -> None:
    theirs = written_down(admin_calls)
    page = page_of("viewer")
    visit(page, theirs)

    expect(card(page, "Next")).to_be_visible()
    expect(card(page, "Next").get_by_role("button")).to_have_count(0)
    expect(card(page, "Stage").get_by_role("button")).to_have_count(0)
    expect(page.get_by_role("main").get_by_role("button", name="Call", exact=True)).to_have_count(0)


@pytest.mark.parametrize("what", ["won", "merged", "lost"])
def test_a_lead_that_is_done_with_is_sound(page_of: PageOf, agent_calls: Calls, lead: Lead, what: str) -> None:
    match what:
        case "won":
            policy = {"policy_number": f"W-{next(NUMBERS)}", "policy_type": "Auto", "premium": "$900/yr"}
            agent_calls.post(f"/v1/leads/{lead['id']}/convert", policy)
        case "merged":
            other = same_person(agent_calls, lead)
            agent_calls.post(f"/v1/leads/{other['id']}/merge", {"lead_id": lead["id"]})
        case _:
            agent_calls.post(f"/v1/leads/{lead['id']}/stage", {"stage": "lost", "reason": "Not eligible"})
    page = page_of("agent", width=768)
    visit(page, lead)

    said = {"won": "is a customer", "merged": "Merged into another lead", "lost": "Not eligible"}[what]
    expect(page.get_by_role("main")).to_contain_text(said)
    assert violations(page) == []
    assert overflow(page) <= 0


@pytest.mark.parametrize("what", ["call", "quote", "win", "lose", "consent"])
def test_every_form_is_sound_on_a_phone(page_of: PageOf, agent_calls: Calls, lead: Lead, what: str) -> None:
    page = page_of("agent", width=390, scheme="dark")
    visit(page, lead)
    match what:
        case "call":
            begin_call(page, lead).get_by_role("radio", name="Wants a call back").click()
        case "quote":
            card(page, "Quotes").get_by_role("button", name="Record a quote").click()
        case "win":
            card(page, "Stage").get_by_role("button", name="Won").click()
        case "lose":
            card(page, "Stage").get_by_role("button", name="Lost").click()
        case _:
            card(page, "May we contact them?").get_by_role("button", name="Record what they said").click()
            page.get_by_role("menuitem", name="They agreed to something").click()
    if what != "call":
        expect(page.get_by_role("dialog")).to_be_visible()

    assert violations(page) == []
    assert overflow(page) <= 0
