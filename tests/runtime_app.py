"""The runtime with nothing but health in front, for tests: python -m uvicorn tests.runtime_app:app"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from backend.api import health
from backend.runtime import started
from backend.settings import load_settings


@asynccontextmanager
async def lifespan(application: FastAPI) -> AsyncIterator[None]:
    async with started(load_settings()) as runtime:
        application.state.runtime = runtime
        yield


app = FastAPI(lifespan=lifespan)
app.include_router(health.router)
