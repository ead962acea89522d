"""Looking at the queue, and what an operator may do with a job."""

from typing import Final

from backend.database.engine import Pool
from backend.errors import Conflict, NotFound

STATES: Final = ("held", "queued", "running")

_JOB: Final = """
    select job.id,
        case job.status when 'failed' then 'held' when 'picked' then 'running' else 'queued' end as state,
        job.entrypoint as task,
        convert_from(job.payload, 'UTF8')::jsonb as payload,
        job.priority, job.attempts, job.dedupe_key as key,
        job.created as created_at, job.updated as updated_at, job.execute_after as run_at,
        error.traceback ->> 'exception_type' as error_type,
        error.traceback ->> 'exception_message' as error,
        error.created as failed_at
    from pgqueuer job
    left join lateral (
        select traceback, created from pgqueuer_log entry
        where entry.job_id = job.id and entry.traceback is not null order by entry.id desc limit 1
    ) error on true
"""

# -- name: job_page
# -- One page of the queue: what is held first, then what runs, then what waits, each in the order it will run.
# -- params: status text[], after bigint (ids below it are left out), size int
# -- returns: JobPage; scope: public, guarded by the permission jobs:read
PAGE: Final = f"""
    select json_build_object(
        'items', coalesce(json_agg(page order by page.place, page.priority desc, page.id), '[]'),
        'page', $2::int, 'page_size', $3::int,
        'total', (select count(*) from pgqueuer where status = any($1::pgqueuer_status[])),
        'held', (select count(*) from pgqueuer where status = 'failed'),
        'running', (select count(*) from pgqueuer where status = 'picked'),
        'queued', (select count(*) from pgqueuer where status = 'queued'))::text
    from (
        select shown.*, chosen.place from (
            select id, array_position(array['failed', 'picked', 'queued'], status::text) as place
            from pgqueuer where status = any($1::pgqueuer_status[])
            order by place, priority desc, id limit $3 offset ($2 - 1) * $3
        ) chosen join ({_JOB}) shown using (id)
    ) page
"""
ONE: Final = f"select row_to_json(shown)::text from ({_JOB} where job.id = $1) shown"
RETRY: Final = """
    with released as (
        update pgqueuer
        set status = 'queued', execute_after = now(), updated = now(), attempts = 0, queue_manager_id = null
        where id = $1 and status = 'failed'
        returning id, entrypoint, priority
    ), noted as (
        insert into pgqueuer_log (job_id, status, entrypoint, priority)
        select id, 'queued', entrypoint, priority from released
    ), told as (
        -- The table's own trigger says nothing about updates.
        select pg_notify('ch_pgqueuer', json_build_object('channel', 'ch_pgqueuer', 'operation', 'update',
            'sent_at', now(), 'table', 'pgqueuer', 'type', 'table_changed_event')::text) from released
    )
    select count(*) from told
"""
DISCARD: Final = """
    with gone as (
        delete from pgqueuer where id = $1 and status in ('failed', 'queued') returning id, entrypoint, priority
    )
    insert into pgqueuer_log (job_id, status, entrypoint, priority) select id, 'deleted', entrypoint, priority from gone
    returning job_id
"""
STATUS_OF: Final = {"held": "failed", "running": "picked", "queued": "queued"}


class JobIsRunning(Conflict):
    """The job is running: wait until it is done or held."""

    code = "job_running"


class JobIsNotHeld(Conflict):
    """Only a held job can be tried again; this one waits or runs already."""

    code = "job_not_held"


async def page(pool: Pool, states: list[str], number: int, size: int) -> str:
    """One page of the queue as JSON."""
    text: str = await pool.fetchval(PAGE, [STATUS_OF[state] for state in states or STATES], number, size)
    return text


async def one(pool: Pool, job_id: int) -> str:
    """The job as JSON. Raises NotFound when it is done: finished jobs leave the queue."""
    text: str | None = await pool.fetchval(ONE, job_id)
    if text is None:
        raise NotFound("There is no such job, or it is done: finished jobs leave the queue.")
    return text


async def retry(pool: Pool, job_id: int) -> None:
    """Let a held job begin anew, now. Raises NotFound, JobIsNotHeld."""
    if not await pool.fetchval(RETRY, job_id):
        await one(pool, job_id)
        raise JobIsNotHeld


async def discard(pool: Pool, job_id: int) -> None:
    """Take a held or waiting job out of the queue for good. Raises NotFound, JobIsRunning."""
    if await pool.fetchval(DISCARD, job_id) is None:
        await one(pool, job_id)
        raise JobIsRunning
