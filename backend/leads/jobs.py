"""Leads as background work: what was received becomes leads, which are routed; mailboxes are read, content expires."""

from backend import clock
from backend.jobs import GiveUp, JobContext, handles, periodic
from backend.leads import intake_payloads, intake_polling, routing
from backend.leads.intake import LeadCaptured
from backend.leads.intake_payloads import PayloadReceived
from backend.leads.routing import AnswerDue

ATTEMPTS = 14  # the last one about nine hours after the first


@handles(PayloadReceived, attempts=ATTEMPTS, first_delay_s=5, longest_delay_s=3600)
async def process_payload(context: JobContext, task: PayloadReceived) -> None:
    """A lead out of what was received. After the last attempt the payload says what was wrong, and can be retried."""
    try:
        await intake_payloads.process(context.pool, context.settings, task.payload_id)
    except GiveUp:
        raise
    except Exception as error:
        if context.attempt >= ATTEMPTS:
            await intake_payloads.fail(context.pool, task.payload_id, str(error) or type(error).__name__)
        raise


@handles(LeadCaptured, attempts=ATTEMPTS, first_delay_s=1, longest_delay_s=3600)
async def receive(context: JobContext, task: LeadCaptured) -> None:
    """A new lead finds whoever works it."""
    await routing.assign(context.pool, task.lead_id, clock.now())


@handles(AnswerDue, attempts=ATTEMPTS, first_delay_s=5, longest_delay_s=3600)
async def answer_due(context: JobContext, task: AnswerDue) -> None:
    """A lead that was not answered in time goes on to somebody else."""
    await routing.answer_due(context.pool, task.assignment_id, clock.now())


@periodic("* * * * *", "leads.read_mailboxes")
async def read_mailboxes(context: JobContext) -> None:
    """ADF that was mailed to us."""
    await intake_polling.read_mailboxes(context.pool, context.settings)


@periodic("23 * * * *", "leads.ask_meta")
async def ask_meta(context: JobContext) -> None:
    """Leads of Meta's forms whose notification never came."""
    await intake_polling.ask_meta(context.pool, context.settings)


@periodic("37 2 * * *", "leads.forget_payloads")
async def forget_payloads(context: JobContext) -> None:
    """Raw content whose time is over."""
    await intake_payloads.forget(context.pool)
