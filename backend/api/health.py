"""Is the process up, is it ready to work, and what has it done: for people, load balancers and Prometheus."""

import asyncio
import hmac
from typing import Final, Literal

import asyncpg
import orjson
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from backend.api import metrics
from backend.api.deps import PUBLIC, CallerOrNobody, PoolDep, SettingsDep, permit
from backend.database import migrate
from backend.database.engine import Pool
from backend.errors import NotSignedIn
from backend.jobs.alive import WORKER_IS_GONE_AFTER_S
from backend.settings import Settings

router = APIRouter(tags=["health"])

ANSWER_WITHIN_S: Final = 2.0
OK: Final = "ok"
LOOK: Final = """
    select (select version_num from alembic_version) as revision,
        exists (select from pgqueuer_workers where seen_at > now() - make_interval(secs => $1)) as worker_lives
"""


QUEUE: Final = """
    select count(*) filter (where status = 'queued') as queued, count(*) filter (where status = 'picked') as running,
        count(*) filter (where status = 'failed') as held
    from pgqueuer
"""


class Alive(BaseModel):
    """This process answers."""

    status: Literal["alive"]


class Checks(BaseModel):
    """Each check with `ok` or one sentence that says what to do."""

    database: str
    migrations: str
    worker: str


class Ready(BaseModel):
    """Everything that the work needs is there."""

    status: Literal["ready"]
    checks: Checks


class NotReady(BaseModel):
    """Something is missing; `checks` says what."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    request_id: str | None
    checks: dict[str, str]


@router.get(
    "/v1/health/live",
    operation_id="health_live",
    response_model=Alive,
    summary="Whether this process answers at all",
    dependencies=[permit(PUBLIC)],
)
async def live() -> Response:
    return Response(b'{"status":"alive"}', media_type="application/json")


@router.get(
    "/v1/health/ready",
    operation_id="health_ready",
    response_model=Ready,
    summary="Whether it can do its work: database reachable, migrations at head, a worker alive",
    responses={
        503: {
            "description": "Not ready: `checks` says what is missing",
            "content": {"application/problem+json": {"schema": NotReady.model_json_schema()}},
        }
    },
)
async def ready(request: Request, pool: PoolDep) -> Response:
    checks = await _checks(pool)
    wrong = [f"{name}: {state}" for name, state in checks.items() if state != OK]
    if not wrong:
        return Response(orjson.dumps({"status": "ready", "checks": checks}), media_type="application/json")
    problem = {
        "type": "about:blank",
        "title": "Not ready",
        "status": 503,
        "code": "not_ready",
        "detail": "; ".join(wrong),
        "request_id": getattr(request.state, "request_id", None),
        "checks": checks,
    }
    return Response(orjson.dumps(problem), 503, media_type="application/problem+json", headers={"Retry-After": "2"})


@router.get(
    "/metrics",
    operation_id="metrics",
    summary="What this process counted, for Prometheus",
    dependencies=[permit(PUBLIC)],
    responses={200: {"content": {"text/plain": {}}, "description": "Prometheus' text format"}},
)
async def metrics_page(request: Request, pool: PoolDep, settings: SettingsDep, caller: CallerOrNobody) -> Response:
    """Open to the scraper that knows `LEADGEN_METRICS_TOKEN`, and to callers with the permission `metrics:read`."""
    if not _is_the_scraper(request, settings):
        if caller is None:
            raise NotSignedIn
        caller.require("metrics:read")
    metrics.gauge("leadgen_pool_connections", "Database connections of this process.", pool.get_size())
    metrics.gauge("leadgen_pool_idle_connections", "Those of them that wait for work.", pool.get_idle_size())
    for state, count in await _queue(pool):
        metrics.gauge(f"leadgen_jobs_{state}", f"Jobs that are {state}, in all processes.", count)
    return Response(metrics.exposition(), media_type=metrics.CONTENT_TYPE)


def _is_the_scraper(request: Request, settings: Settings) -> bool:
    token = settings.metrics_token
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    return token is not None and hmac.compare_digest(given.encode(), token.get_secret_value().encode())


async def _queue(pool: Pool) -> list[tuple[str, int]]:
    """How many jobs wait, run and are held; nothing when the database does not say."""
    try:
        async with asyncio.timeout(ANSWER_WITHIN_S):
            row = await pool.fetchrow(QUEUE)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return []
    return [] if row is None else list(row.items())


async def _checks(pool: Pool) -> dict[str, str]:
    """Each check with `ok` or one sentence; what could not be asked is `unknown`."""
    unknown = {"migrations": "unknown", "worker": "unknown"}
    try:
        async with asyncio.timeout(ANSWER_WITHIN_S):
            row = await pool.fetchrow(LOOK, WORKER_IS_GONE_AFTER_S)
    except asyncpg.UndefinedTableError:
        return {"database": OK, "migrations": "the tables are missing; run leadgen db upgrade", "worker": "unknown"}
    except TimeoutError:
        return {"database": f"no answer within {ANSWER_WITHIN_S:g} s", **unknown}
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return {"database": "cannot be reached", **unknown}
    assert row is not None  # noqa: S101 - a select without from gives one row
    at, head = row["revision"], migrate.head()
    return {
        "database": OK,
        "migrations": OK if at == head else f"at {at}, this version needs {head}; run leadgen db upgrade",
        "worker": OK if row["worker_lives"] else "none is running; start leadgen worker",
    }
