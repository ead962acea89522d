"""Reports as background work: made as files, and what was left behind of them cleared away."""

from backend import clock
from backend.jobs import JobContext, handles, periodic
from backend.reports import files, mailing, making, schedules
from backend.reports.asking import MakeReport
from backend.reports.making import ReportEnded

ATTEMPTS = 4
MAIL_ATTEMPTS = 14  # the last one about nine hours after the first


# Two at once over all workers: each counts through the whole book, and may take memory for a large file.
@handles(MakeReport, attempts=ATTEMPTS, first_delay_s=2, at_once=2)
async def make_report(context: JobContext, task: MakeReport) -> None:
    """A report becomes a file, or says why it does not."""
    await making.make(context.pool, context.settings, task.report_id, last=context.attempt >= ATTEMPTS)


@periodic("* * * * *", "reports.sweep")
async def sweep(context: JobContext) -> None:
    """Reports that wait though nobody works on them any more."""
    await making.sweep(context.pool)


@periodic("41 * * * *", "reports.sweep_files")
async def sweep_files(context: JobContext) -> None:
    """Files that no report knows."""
    await files.sweep(context.pool, context.settings)


@periodic("* * * * *", "reports.send_due")
async def send_due(context: JobContext) -> None:
    """Reports that are sent regularly, when it is time."""
    await schedules.run_due(context.pool, clock.now())


@handles(ReportEnded, attempts=MAIL_ATTEMPTS, first_delay_s=30, longest_delay_s=3600)
async def deliver(context: JobContext, task: ReportEnded) -> None:
    """A report that was made for a schedule goes to everybody on it."""
    await mailing.deliver(context.pool, context.settings, task.report_id, is_last=context.attempt >= MAIL_ATTEMPTS)
