"""People at their browsers: signed in, on a screen of some size, and nothing goes wrong unnoticed."""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    FloatRect,
    Locator,
    Page,
    Playwright,
    StorageState,
    expect,
)

from tests.e2e.site import PASSWORD, PROJECT, Site

Scheme = Literal["light", "dark"]

WIDTHS: Final = {1440: 900, 768: 1024, 390: 844}
SCHEMES: Final[tuple[Scheme, ...]] = ("light", "dark")
SCREENSHOTS: Final = PROJECT / "build" / "screenshots"
AXE: Final = PROJECT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
OPTIONS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WAIT_MS: Final = 10_000
# What a page shows in place of what it is still fetching.
FETCHING: Final = ".mantine-Skeleton-root, .mantine-Loader-root"


# Machines that run all tests at once are slow now and then.
expect.set_options(timeout=WAIT_MS)


class NoBrowser(RuntimeError):
    """There is no Chromium: `make test` installs one."""


def launch(playwright: Playwright) -> Browser:
    """The system's Chromium."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        raise NoBrowser(NoBrowser.__doc__)
    return playwright.chromium.launch(executable_path=program, args=list(OPTIONS))


@dataclass
class Troubles:
    """What went wrong on the pages of a test, except what it expects."""

    found: list[str] = field(default_factory=list)
    expected: list[re.Pattern[str]] = field(default_factory=list)

    def expect(self, pattern: str) -> None:
        """What matches is part of the test, such as the browser's line about an answer 412."""
        self.expected.append(re.compile(pattern))

    def watch(self, page: Page) -> None:
        """Hear what the page complains about."""
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.found.append(f"{page.url}: {error}"))

    def unexpected(self) -> list[str]:
        """What no expectation covers."""
        return [each for each in self.found if not any(known.search(each) for known in self.expected)]

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.found.append(f"{message.type}: {message.text} ({message.location.get('url', '')})")


class Door:
    """Lets people in; whoever was let in once keeps their cookies for the next test."""

    def __init__(self, site: Site, browser: Browser) -> None:
        self.site = site
        self.browser = browser
        self.people = site.people()
        self._states: dict[str, StorageState] = {}
        self._left: dict[tuple[Any, ...], BrowserContext] = {}

    def state(self, role: str) -> StorageState:
        """The cookies of somebody with this role."""
        if role not in self._states:
            self._states[role] = self._signed_in(self.people[role])
        return self._states[role]

    def open(self, role: str | None, *, width: int = 1440, scheme: Scheme = "light", **options: Any) -> BrowserContext:
        """A window of its own for somebody, or for a stranger."""
        return self.browser.new_context(
            base_url=self.site.url,
            storage_state=self.state(role) if role else None,
            viewport={"width": width, "height": WIDTHS.get(width, 900)},
            color_scheme=scheme,
            reduced_motion="reduce",
            timezone_id="America/New_York",
            locale="en-US",
            **options,
        )

    @contextmanager
    def lend(self, role: str | None, **options: Any) -> Iterator[BrowserContext]:
        """A window for a while. Somebody's next one has what it fetched, which saves half of opening a page, and
        nothing that it kept."""
        key = (role, *sorted(options.items()))
        context = self._left.pop(key, None) or self.open(role, **options)
        yield context
        if role is None or key in self._left:
            context.close()
            return
        self._clear(context, self.state(role))
        self._left[key] = context

    def _clear(self, context: BrowserContext, state: StorageState) -> None:
        """Forget what its pages kept, and who left meanwhile is in again."""
        first, *others = context.pages or [context.new_page()]
        for page in others:
            page.close()
        context.new_cdp_session(first).send(
            "Storage.clearDataForOrigin", {"origin": self.site.url, "storageTypes": "local_storage"}
        )
        first.close()
        context.clear_cookies()
        cookies: Any = state["cookies"]
        context.add_cookies(cookies)

    def _signed_in(self, username: str) -> StorageState:
        context = self.browser.new_context(base_url=self.site.url)
        answer = context.request.post(
            "/v1/auth/login",
            data={"username": username, "password": PASSWORD},
            headers={"Origin": self.site.url},
        )
        assert answer.ok, answer.text()
        state = context.storage_state()
        context.close()
        return state


@contextmanager
def window(door: Door, troubles: Troubles, role: str | None, **options: Any) -> Iterator[Page]:
    """A page of somebody's own window, watched."""
    with door.lend(role, **options) as context:
        context.set_default_timeout(WAIT_MS)
        page = context.new_page()
        troubles.watch(page)
        yield page


PageOf = Callable[..., Page]


def settled(page: Page) -> None:
    """Wait until the page has its heading and all that it fetches."""
    expect(page.get_by_role("heading", level=1).first).to_be_visible(timeout=WAIT_MS)
    expect(page.locator(FETCHING).filter(visible=True)).to_have_count(0)


def keep(page: Page, name: str, *, width: int, scheme: Scheme) -> Path:
    """Leave a screenshot of what is on the screen."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    file = SCREENSHOTS / f"{name}.{width}-{scheme}.png"
    page.screenshot(path=file)
    return file


def place(what: Locator) -> FloatRect:
    """Where it is on the screen, once it stands still: what is fetched late may push it down."""
    what.scroll_into_view_if_needed()
    box = what.bounding_box()
    assert box
    return box


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def violations(page: Page, *rules: str) -> list[str]:
    """What axe-core objects to on the page by all its rules or these, each with the first element it means."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    found = page.evaluate(
        "only => axe.run({resultTypes: ['violations'], ...only})", {"runOnly": rules} if rules else {}
    )["violations"]
    return [
        f"{each['id']} ({each['impact']}), {len(each['nodes'])} times: {each['help']}: {each['nodes'][0]['html'][:200]}"
        f" {each['nodes'][0].get('failureSummary', '')[:200]}"
        for each in found
    ]
