"""Every page, at every size and in both colours: nothing overflows, axe-core objects to nothing, the console is silent.

Screenshots stay under build/screenshots.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import APIRequestContext, Page, expect

from tests.e2e.browser import SCHEMES, WIDTHS, Door, PageOf, Troubles, keep, overflow, settled, violations, window

TRAINING_LIMIT_S = 90
WIDE, PHONE = max(WIDTHS), min(WIDTHS)
# By which rules axe-core looks, all if none are named: in the dark only colours differ; of the phone one will do.
RULES: dict[tuple[int, str], tuple[str, ...]] = {
    (WIDE, "light"): (),
    (WIDE, "dark"): ("color-contrast",),
    (PHONE, "dark"): (),
}


@dataclass(frozen=True)
class Stop:
    """A page to look at. path: `{customers}` stands for the id of some customer, and so on."""

    name: str
    path: str
    # Pressed after it is there, to open what is to be looked at.
    keys: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name


NOUNS = ("customers", "policies", "claims", "communications", "leads", "reports")
TIMED = ("sales", "performance", "retention", "renewals", "claims", "lead-sources", "speed-to-lead")
SECTIONS = (
    "profile",
    "password",
    "two-step",
    "sessions",
    "appearance",
    "api-keys",
    "agency",
    "teams",
    "roles",
    "routing",
    "lead-sources",
    "web-forms",
    "received",
    "contact-rules",
    "jobs",
    "health",
    "about",
)
STOPS = (
    Stop("today", "/today"),
    Stop("dashboard", "/dashboard"),
    Stop("dashboard-of-agents", "/dashboard?role=agent"),
    Stop("source-report", "/lead-sources?period=this_year"),
    Stop("source-report-agents", "/lead-sources?period=this_year&by=agent&sort=-roi"),
    Stop("report-gallery", "/reports/catalogue"),
    *(Stop(f"report-{key}", f"/reports/catalogue/{key}?period=This Year&compare=year_before") for key in TIMED),
    *(Stop(f"report-{key}", f"/reports/catalogue/{key}") for key in ("pipeline", "book", "data-quality")),
    Stop("own-report", "/reports/own/1"),
    Stop("own-report-new", "/reports/own/new?template=premium-by-carrier"),
    Stop("own-report-records", "/reports/own/new?template=ending-policies"),
    Stop("own-report-edit", "/reports/own/1/edit"),
    Stop("report-schedules", "/reports/schedules"),
    Stop("scoring", "/scoring"),
    Stop("scoring-model", "/scoring/{model}"),
    *(Stop(noun, f"/{noun}") for noun in NOUNS),
    *(Stop(f"{noun}-show", f"/{noun}/{{{noun}}}") for noun in NOUNS),
    *(Stop(f"{noun}-new", f"/{noun}/new") for noun in ("customers", "policies", "claims", "leads")),
    Stop("leads-quote", "/leads/{leads}", keys=("q",)),
    Stop("customers-beside", "/customers?open={customers}"),
    Stop("leads-board", "/leads?face=board"),
    Stop("leads-board-beside", "/leads?face=board&open={leads}"),
    Stop("users", "/users"),
    Stop("audit", "/audit"),
    *(Stop(f"settings-{section}", f"/settings/{section}") for section in SECTIONS),
    Stop("lead-source", "/settings/lead-sources?open=3"),
    Stop("web-form", "/settings/web-forms?open=1"),
    Stop("import", "/import/customers"),
    Stop("operations", "/operations"),
    Stop("palette", "/today", keys=("Control+k",)),
    Stop("shortcuts", "/today", keys=("?",)),
)

# What can be pressed with a finger. Links within a text stand in their line.
CROWDED = """() => [...document.querySelectorAll("button, input, select, [role=menuitem], [role=option]")]
  .filter((each) => each.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
  .filter((each) => !["checkbox", "radio"].includes(each.type) && !each.closest("p, h2, h3, [class*=title]"))
  .map((each) => [each, each.getBoundingClientRect()])
  .filter(([, { width, height }]) => width > 1 && height > 1 && height < 40)
  .map(([each, { height }]) => `${each.getAttribute("aria-label") ?? each.textContent}: ${height} px`)"""
TOUCHED = ("customers", "communications", "customers-show", "claims-show", "audit", "settings-profile", "settings-jobs")


@pytest.fixture(scope="module")
def some(door: Door) -> dict[str, int]:
    """The id of one record of each noun, and of a trained model."""
    context = door.open("admin")
    found = {noun: context.request.get(f"/v1/{noun}?page_size=1").json()["items"] for noun in NOUNS}
    model = _trained(context.request)
    context.close()
    return {noun: items[0]["id"] for noun, items in found.items() if items} | {"model": model}


def _trained(asked: APIRequestContext) -> int:
    """The id of the model that the demo learns from its own leads within a minute of its start."""
    limit = time.monotonic() + TRAINING_LIMIT_S
    while time.monotonic() < limit:
        for model in asked.get("/v1/scoring/models").json()["items"]:
            if model["kind"] == "trained":
                return int(model["id"])
        time.sleep(0.2)
    raise AssertionError("No model was trained in time.")


@pytest.fixture(scope="module")
def everybodys_troubles() -> Troubles:
    return Troubles()


@pytest.fixture(scope="module")
def window_of_admin(door: Door, everybodys_troubles: Troubles) -> Iterator[Page]:
    """One window for the whole walk: pages are fetched once, as in a day's work."""
    with window(door, everybodys_troubles, "admin") as page:
        yield page


@pytest.mark.parametrize("stop", STOPS, ids=str)
def test_page_is_sound_everywhere(
    window_of_admin: Page, everybodys_troubles: Troubles, some: dict[str, int], stop: Stop
) -> None:
    page = window_of_admin
    everybodys_troubles.found.clear()
    page.set_viewport_size({"width": WIDE, "height": WIDTHS[WIDE]})
    page.goto(stop.path.format(**some))
    settled(page)
    for key in stop.keys:
        page.keyboard.press(key)
    if stop.keys:
        expect(page.get_by_role("dialog")).to_be_visible()

    objections = _look_at_every_size(page, stop.name)

    assert not objections, "\n".join(objections)
    assert everybodys_troubles.unexpected() == []


def test_sign_in_is_sound_everywhere(page_of: PageOf) -> None:
    page = page_of(None)
    page.goto("/")
    settled(page)

    assert not _look_at_every_size(page, "sign-in")


@pytest.mark.parametrize("stop", [stop for stop in STOPS if stop.name in TOUCHED], ids=str)
def test_a_finger_finds_every_button_of_a_phone(page_of: PageOf, some: dict[str, int], stop: Stop) -> None:
    page = page_of("admin", width=PHONE, has_touch=True, is_mobile=True)

    page.goto(stop.path.format(**some))
    settled(page)

    assert page.evaluate(CROWDED) == []


def _look_at_every_size(page: Page, name: str) -> list[str]:
    """Screenshots of all sizes and colours; what is wrong with any."""
    wrong = []
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            expect(page.locator(f"html[data-mantine-color-scheme={scheme}]")).to_be_attached()
            settled(page)
            keep(page, name, width=width, scheme=scheme)
            if (width, scheme) in RULES:
                wrong += [f"{width} {scheme}: {each}" for each in violations(page, *RULES[width, scheme])]
        if (too_wide := overflow(page)) > 0:
            wrong.append(f"{width}: {too_wide} pixels wider than the window")
    page.emulate_media(color_scheme="light")
    return wrong
