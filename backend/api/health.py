"""Is the process up, is it ready to work, and what has it done: for people, load balancers and Prometheus."""

import asyncio
from typing import Final

import asyncpg
import orjson
from fastapi import APIRouter, Request, Response

from backend.database import migrate
from backend.database.engine import Pool
from backend.jobs.alive import WORKER_IS_GONE_AFTER_S

router = APIRouter(prefix="/v1/health", tags=["health"])

ANSWER_WITHIN_S: Final = 2.0
OK: Final = "ok"
LOOK: Final = """
    select (select version_num from alembic_version) as revision,
        exists (select from pgqueuer_workers where seen_at > now() - make_interval(secs => $1)) as worker_lives
"""


@router.get("/live", operation_id="health_live", summary="Whether this process answers at all")
async def live() -> Response:
    return Response(b'{"status":"alive"}', media_type="application/json")


@router.get(
    "/ready",
    operation_id="health_ready",
    summary="Whether it can do its work: database reachable, migrations at head, a worker alive",
    responses={
        503: {"description": "Not ready: `checks` says what is missing", "content": {"application/problem+json": {}}}
    },
)
async def ready(request: Request) -> Response:
    checks = await _checks(request.app.state.runtime.pool)
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
