"""How long people wait: from the click until the table is drawn, measured in the browser.

`make test ARGS="tests/e2e/test_speed.py --customers 1000000"` measures it on a million; build/speed.json keeps what was
found.
"""

import json
from collections.abc import Callable, Iterator
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from backend.database import migrate
from tests.e2e.browser import WAIT_MS, Door, Troubles, settled, window
from tests.e2e.site import PROJECT, Site
from tests.servers import TestServer

pytestmark = pytest.mark.timeout(1800)  # a million customers take minutes to make

FIGURES: Final = PROJECT / "build" / "speed.json"
WEB: Final = PROJECT / "backend" / "web"
LIMIT_MS: Final = 300
# Every stage is counted and added up as well.
BOARD_LIMIT_MS: Final = 500
# The quickest of them is held to the limit: what else the machine does only adds to the others. Beside other tests it
# may take many until one has the machine to itself.
ROUNDS, MOST_ROUNDS = 4, 20
MOST_SCRIPT_BYTES: Final = 250_000
DRAWN: Final = "list-drawn"
# A mark of the list's own, set when the rows that were asked for are on the screen.
NOTE_THE_NEXT: Final = f"""() => {{
    window.waited = new Promise((resolve) => {{
        const from = performance.now();
        new PerformanceObserver((list, observer) => {{
            const mark = list.getEntriesByName("{DRAWN}").find((each) => each.startTime > from);
            if (mark) {{ observer.disconnect(); resolve(mark.startTime - window.acted); }}
        }}).observe({{ type: "mark" }});
    }});
    const act = () => {{ window.acted = performance.now(); }};
    for (const name of ["click", "input"]) addEventListener(name, act, {{ once: true, capture: true }});
}}"""


@pytest.fixture(scope="module")
def large(
    postgres: TestServer, tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Iterator[Site]:
    """A site with as many customers as `--customers` says."""
    dsn = postgres.create_database("e2e_large")
    migrate.upgrade(dsn)
    with Site(dsn, tmp_path_factory.mktemp("large"), customers=pytestconfig.getoption("--customers")) as running:
        yield running
    postgres.drop_database("e2e_large")


@pytest.fixture(scope="module")
def large_door(large: Site, door: Door) -> Door:
    """The way in to that site."""
    return Door(large, door.browser)


@pytest.fixture
def owner(large_door: Door, troubles: Troubles) -> Iterator[Page]:
    """The window of somebody who sees every record."""
    with window(large_door, troubles, "admin") as page:
        yield page


@pytest.fixture(scope="module")
def note(pytestconfig: pytest.Config) -> Iterator[Callable[[str, list[float]], None]]:
    """Keeps the waits for an act, in milliseconds, for the end of the run."""
    waits: dict[str, list[int]] = {}

    def keep(act: str, found: list[float]) -> None:
        waits[act] = [round(each) for each in found]

    yield keep
    figures = {"customers": pytestconfig.getoption("--customers"), "limit_ms": LIMIT_MS, "waits_ms": waits}
    FIGURES.parent.mkdir(exist_ok=True)
    FIGURES.write_text(json.dumps(figures, indent=2) + "\n")
    lines = [f"  {act:<34} {sorted(found)}" for act, found in waits.items()]
    print(f"\nMilliseconds until the table is drawn, {figures['customers']:,} customers:", *lines, sep="\n")


def rounds(waits: list[float], limit_ms: int) -> Iterator[None]:
    """As often as it takes to find out how quick it can be; each adds to the waits."""
    while len(waits) < ROUNDS or (min(waits) >= limit_ms and len(waits) < MOST_ROUNDS):
        yield


def waited(page: Page, act: Callable[[], None]) -> float:
    """Milliseconds from the click or key of `act` until the list has drawn what it asks for."""
    page.evaluate(NOTE_THE_NEXT)
    act()
    return float(page.evaluate("window.waited"))


@pytest.mark.parametrize("noun", ["Customers", "Policies", "Claims", "Communications", "Leads"])
def test_a_list_opens_at_once(owner: Page, note: Callable[[str, list[float]], None], noun: str) -> None:
    owner.goto("/today")
    settled(owner)
    link = owner.get_by_role("navigation", name="Main").get_by_role("link", name=noun, exact=True)
    waits: list[float] = []
    for _ in rounds(waits, LIMIT_MS):
        waits.append(waited(owner, link.click))
        owner.get_by_role("navigation", name="Main").get_by_role("link", name="Today", exact=True).click()
        settled(owner)

    note(f"open {noun.lower()}", waits)
    assert min(waits) < LIMIT_MS


def test_the_board_opens_at_once(owner: Page, note: Callable[[str, list[float]], None]) -> None:
    waits: list[float] = []
    for _ in rounds(waits, BOARD_LIMIT_MS):
        owner.goto("/leads")
        settled(owner)
        expect(owner.locator("[data-drawn]")).to_be_attached()
        board = owner.get_by_role("radiogroup", name="Show as").get_by_text("Board", exact=True)
        waits.append(waited(owner, board.click))
        expect(owner.get_by_role("region", name="New", exact=True)).to_be_visible()

    note("open the board of leads", waits)
    assert min(waits) < BOARD_LIMIT_MS


@pytest.mark.parametrize("words", ["smith", "mary smith", "614 555"])
def test_a_search_answers_while_one_types(owner: Page, note: Callable[[str, list[float]], None], words: str) -> None:
    owner.goto("/customers")
    settled(owner)
    box = owner.get_by_role("main").get_by_label("Search customers")
    waits: list[float] = []
    for _ in rounds(waits, LIMIT_MS):
        waits.append(waited(owner, lambda: box.fill(words)))
        waited(owner, lambda: box.fill(""))

    note(f"search “{words}”", waits)
    assert min(waits) < LIMIT_MS


def test_a_filter_answers_at_once(owner: Page, note: Callable[[str, list[float]], None]) -> None:
    owner.goto("/customers")
    settled(owner)
    waits: list[float] = []
    for _ in rounds(waits, LIMIT_MS):
        owner.get_by_role("button", name="Status").first.click()
        choice = owner.get_by_role("menuitemcheckbox", name="Inactive")
        expect(choice).to_be_visible(timeout=WAIT_MS)
        waits.append(waited(owner, choice.click))
        waited(owner, choice.click)
        owner.keyboard.press("Escape")

    note("filter by status", waits)
    assert min(waits) < LIMIT_MS


def test_the_first_page_needs_little_code() -> None:
    """What it cannot be drawn without; what is fetched in idle moments comes later."""
    chunks = json.loads((WEB / ".vite" / "manifest.json").read_text())

    def needs(name: str) -> set[str]:
        return {chunks[name]["file"]}.union(*(needs(each) for each in chunks[name].get("imports", ())))

    files = needs("index.html") | needs("src/agency/today/TodayPage.tsx")

    assert sum((WEB / f"{file}.gz").stat().st_size for file in files) < MOST_SCRIPT_BYTES
