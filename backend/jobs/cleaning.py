"""What nobody needs any more is removed: expired sessions, remembered answers, read notifications, old logs of jobs."""

import asyncio
from pathlib import Path
from typing import Final

from backend.jobs.handlers import JobContext, periodic

EXPIRED_SESSIONS: Final = "delete from sessions where expires_at < now() - interval '30 days'"
OLD_ANSWERS: Final = "delete from idempotency_keys where created_at < now() - make_interval(hours => $1)"
OLD_THROTTLES: Final = """
    delete from login_throttle
    where coalesce(blocked_until, '-infinity') < now() and first_failed_at < now() - interval '1 day'
"""
OLD_NOTIFICATIONS: Final = """
    delete from notifications
    where read_at < now() - interval '90 days' or created_at < now() - interval '1 year'
"""
# The log row of a held job carries its error.
OLD_JOB_LOG: Final = """
    delete from pgqueuer_log entry
    where created < now() - interval '7 days' and not exists (select from pgqueuer where id = entry.job_id)
"""
OLD_JOB_STATISTICS: Final = "delete from pgqueuer_statistics where created < now() - interval '30 days'"
OLD_FILES: Final = """
    update operations op set file_path = null
    from (
        select id, file_path from operations
        where file_path is not null and finished_at < now() - interval '30 days'
            and status not in ('running', 'reverting')
        for update skip locked
    ) old
    where op.id = old.id
    returning old.file_path
"""
GONE_WORKERS: Final = "delete from pgqueuer_workers where seen_at < now() - interval '1 hour'"


@periodic("17 * * * *", "jobs.clean_up")
async def clean_up(context: JobContext) -> None:
    """Each statement commits on its own: one that fails does not keep the others from their work next time."""
    await context.pool.execute(OLD_ANSWERS, context.settings.idempotency_hours)
    for statement in (
        EXPIRED_SESSIONS,
        OLD_THROTTLES,
        OLD_NOTIFICATIONS,
        OLD_JOB_LOG,
        OLD_JOB_STATISTICS,
        GONE_WORKERS,
    ):
        await context.pool.execute(statement)


@periodic("47 3 * * *", "jobs.remove_imported_files")
async def remove_imported_files(context: JobContext) -> None:
    """Files of imports that ended a month ago. Only ours: a file imported at the command line stays where it is."""
    for row in await context.pool.fetch(OLD_FILES):
        path = Path(row["file_path"])
        if path.is_relative_to(context.settings.data_dir):
            await asyncio.to_thread(path.unlink, missing_ok=True)
