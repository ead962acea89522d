"""The application: `python -m uvicorn backend.api.main:app`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from fastapi import FastAPI

from backend.api import (
    auth,
    board,
    consent,
    dashboard,
    dashboards,
    documentation,
    doors,
    duplicates,
    errors,
    events,
    fields,
    forms,
    health,
    imports,
    intake,
    jobs,
    keys,
    leads,
    made_reports,
    me,
    notifications,
    openapi,
    own_reports,
    people,
    report_links,
    report_schedules,
    reporting,
    routing,
    scoring,
    search,
    settings,
    sources,
    timeline,
    today,
    users,
)
from backend.api.gateway import Gateway
from backend.api.pages import Pages
from backend.runtime import started
from backend.settings import Settings, load_settings

PAGES: Final = Path(__file__).resolve().parent.parent / "web"
ROUTERS: Final = (
    documentation,
    health,
    auth,
    me,
    people,
    settings,
    dashboard,
    dashboards,
    notifications,
    users,
    keys,
    fields,
    search,
    timeline,
    today,
    imports,
    intake,
    doors,
    forms,
    consent,
    board,
    leads,
    duplicates,
    routing,
    scoring,
    sources,
    reporting,
    own_reports,
    made_reports,
    report_schedules,
    report_links,
    jobs,
    events,
)
DESCRIPTION: Final = """\
The API of an insurance agency: lists by page or cursor, filters and criteria, search, imports and exports, and an \
audit trail behind every change. Sign in, or send an API key as a bearer token."""


def application(settings: Settings) -> Gateway:
    """The gateway around everything, not started yet."""

    @asynccontextmanager
    async def lifespan(framework: FastAPI) -> AsyncIterator[None]:
        async with started(settings) as runtime:
            framework.state.runtime = gateway.runtime = runtime
            yield
            gateway.finish()

    # Its own telemetry costs 5 to 35 µs a request even without an exporter.
    framework = FastAPI(
        title="LeadGen",
        version=version("leadgen"),
        description=DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    errors.install(framework)
    for module in ROUTERS:
        framework.include_router(module.router)

    def document() -> dict[str, Any]:
        return openapi.document(framework)

    framework.openapi = document  # type: ignore[method-assign]
    if PAGES.is_dir():
        framework.frontend("/", directory=PAGES)
    gateway = Gateway(Pages(framework, PAGES), settings)
    gateway.openapi = document
    gateway.api = framework
    return gateway


app = application(load_settings())
