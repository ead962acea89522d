"""GET and POST /v1/jobs: what waits, runs and is held, and a second chance for what is held."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel

from backend.api.deps import PoolDep, permit
from backend.jobs import overview

router = APIRouter(prefix="/v1/jobs", tags=["jobs"])

JobId = Annotated[int, Path(ge=1, le=2**53 - 1)]
State = Literal["held", "queued", "running"]
JSON = "application/json"


class Job(BaseModel):
    """One piece of background work. run_at: not before; error: of the last attempt that failed."""

    id: int
    state: State
    task: str
    payload: dict[str, Any]
    priority: int
    attempts: int
    key: str | None
    created_at: str
    updated_at: str
    run_at: str
    error_type: str | None
    error: str | None
    failed_at: str | None


class JobPage(BaseModel):
    """Some jobs, the held ones first; total: of the states asked for."""

    items: list[Job]
    page: int
    page_size: int
    total: int
    held: int
    running: int
    queued: int


class Requeued(BaseModel):
    """The job waits for its turn again."""

    state: Literal["queued"]


@router.get(
    "",
    operation_id="jobs_list",
    summary="The queue: held jobs first",
    response_model=JobPage,
    dependencies=[permit("jobs:read")],
)
async def jobs_list(
    pool: PoolDep,
    state: Annotated[list[State] | None, Query(description="`held`, `queued`, `running`; all when left out")] = None,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    page_size: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    return Response(await overview.page(pool, list(state or ()), page, page_size), media_type=JSON)


@router.get(
    "/{job_id}", operation_id="jobs_get", summary="One job", response_model=Job, dependencies=[permit("jobs:read")]
)
async def jobs_get(job_id: JobId, pool: PoolDep) -> Response:
    return Response(await overview.one(pool, job_id), media_type=JSON)


@router.post(
    "/{job_id}/retry",
    operation_id="jobs_retry",
    response_model=Requeued,
    summary="Let a held job begin anew",
    dependencies=[permit("jobs:write")],
    status_code=202,
)
async def jobs_retry(job_id: JobId, pool: PoolDep) -> Response:
    await overview.retry(pool, job_id)
    return Response(b'{"state":"queued"}', 202, media_type=JSON)


@router.delete(
    "/{job_id}",
    operation_id="jobs_delete",
    summary="Take a held or waiting job out of the queue for good",
    dependencies=[permit("jobs:write")],
    status_code=204,
)
async def jobs_delete(job_id: JobId, pool: PoolDep) -> Response:
    await overview.discard(pool, job_id)
    return Response(status_code=204)
