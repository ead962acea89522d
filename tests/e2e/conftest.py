"""One site and one browser for all pages; a window of their own for everybody in a test."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from backend.database import migrate
from tests.e2e.browser import AXE, Door, PageOf, Troubles, launch, window
from tests.e2e.calls import Calls, Newcomer
from tests.e2e.site import PAGES, Site
from tests.servers import TestServer


# Of the package, not of the session: while Playwright's loop runs, no test elsewhere could start one of its own.
@pytest.fixture(scope="package")
def site(postgres: TestServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Our server with a demo agency and the pages that `make` built."""
    assert PAGES.is_file(), "The pages are not built: run `make test`, or `npm run build` in frontend/."
    dsn = postgres.create_database("e2e")
    migrate.upgrade(dsn)
    with Site(dsn, tmp_path_factory.mktemp("site")) as running:
        yield running
    postgres.drop_database("e2e")


@pytest.fixture(scope="package")
def door(site: Site) -> Iterator[Door]:
    """Chromium, and everybody's way in."""
    assert AXE.is_file(), "axe-core is missing: run `make test`."
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield Door(site, browser)
        browser.close()


@pytest.fixture(scope="package")
def admin_calls(door: Door) -> Iterator[Calls]:
    """The API as the administrator."""
    calls = Calls(door, "admin")
    yield calls
    calls.context.close()


@pytest.fixture(scope="package")
def agent_calls(door: Door) -> Iterator[Calls]:
    """The API as the agent."""
    calls = Calls(door, "agent")
    yield calls
    calls.context.close()


@pytest.fixture
def troubles() -> Iterator[Troubles]:
    """Fails the test when a page threw, or wrote an error or a warning to the console."""
    noted = Troubles()
    yield noted
    assert noted.unexpected() == []


@pytest.fixture
def page_of(door: Door, troubles: Troubles) -> Iterator[PageOf]:
    """Opens a window for a role ("admin", "manager", "agent", "viewer") or for a stranger (None)."""
    with ExitStack() as windows:

        def open_for(role: str | None, **options: Any) -> Page:
            return windows.enter_context(window(door, troubles, role, **options))

        yield open_for


@pytest.fixture
def agent(page_of: PageOf) -> Page:
    """An agent's window."""
    return page_of("agent")


@pytest.fixture
def newcomer(door: Door, admin_calls: Calls) -> Newcomer:
    """An agent of the test's own, who has chosen a password already."""
    return Newcomer.hired(door, admin_calls, has_chosen=True)
