"""Leads as background work: what was received becomes leads, which are scored and routed; models are looked after."""

from backend import clock
from backend.database.writes import transaction
from backend.jobs import GiveUp, JobContext, handles, periodic
from backend.leads import intake_payloads, intake_polling, retraining, routing, scoring, scoring_watch
from backend.leads.intake import LeadCaptured
from backend.leads.intake_payloads import PayloadReceived
from backend.leads.retraining import NIGHT, ModelWentLive, Retrain
from backend.leads.routing import AnswerDue
from backend.models.scoring_model import Attempt

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
    """A new lead gets its score, then finds whoever works it."""
    await scoring.score_arrived(context.pool, task.lead_id)
    await routing.assign_arrived(context.pool, task.lead_id, clock.now())


@handles(AnswerDue, attempts=ATTEMPTS, first_delay_s=5, longest_delay_s=3600)
async def answer_due(context: JobContext, task: AnswerDue) -> None:
    """A lead that was not answered in time goes on to somebody else."""
    await routing.answer_due(context.pool, task.assignment_id, clock.now())


@periodic("* * * * *", "leads.assign_left")
async def assign_left(context: JobContext) -> None:
    """Leads for which nobody was free when they came in."""
    await routing.assign_left(context.pool, clock.now())


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


@periodic("* * * * *", "leads.score_waiting")
async def score_waiting(context: JobContext) -> None:
    """Leads that came in many at once, tests, and those of before scoring began."""
    await scoring.score_waiting(context.pool)


@handles(Retrain, attempts=3, first_delay_s=30, at_once=1)
async def retrain(context: JobContext, task: Retrain) -> None:
    """A model of the outcomes known by now, in use if it is not worse. With few outcomes the average alone follows."""
    if await retraining.retrain(context.pool, task.by) is Attempt.WAITING:
        await scoring_watch.refresh(context.pool)


@handles(ModelWentLive, attempts=ATTEMPTS, first_delay_s=5, longest_delay_s=3600, at_once=1)
async def follow_model(context: JobContext, task: ModelWentLive) -> None:
    """Open leads get scores of the model in use, and its drift is looked at from the start."""
    await scoring.score_outdated(context.pool)
    await scoring_watch.watch(context.pool, days_back=scoring_watch.DAYS_BACK)


@periodic(f"{NIGHT[1]} {NIGHT[0]} * * *", "leads.look_after_scoring")
async def look_after_scoring(context: JobContext) -> None:
    """The average follows the latest outcomes, drift is looked at, and once a week a model is learned anew."""
    await scoring_watch.refresh(context.pool)
    await scoring_watch.watch(context.pool)
    await scoring.score_outdated(context.pool)
    if await retraining.is_due(context.pool, clock.now()):
        async with transaction(context.pool, scoring.ACTOR) as connection:
            await retraining.ask(connection, "LeadGen")
