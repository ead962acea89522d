"""/v1/leads/{id}/score and /v1/scoring: why a lead scores as it does, and the models behind it."""

from datetime import date, datetime
from typing import Annotated, Final, Literal

import orjson
from fastapi import APIRouter, Query, Response

from backend.api.deps import Caller, PoolDep, RequestId, permit, sight_of, sight_within
from backend.api.inputs import RecordId
from backend.api.schemas import Sent
from backend.auth.permissions import narrowest
from backend.database.writes import transaction
from backend.errors import BadRequest, FieldError, NotFound
from backend.leads import retraining, scoring_reports, scoring_watch
from backend.leads.service import ensure_in_sight
from backend.models.scoring_model import Attempt, ModelKind, ModelStatus
from backend.registry import NOUNS

router = APIRouter(prefix="/v1", tags=["scoring"])
LEADS: Final = NOUNS["leads"]
Band = Literal["hot", "warm", "cold"]
Alarm = Literal["none", "warn", "act"]
By = Annotated[str, Query(min_length=1, max_length=64, description="What groups leads, such as state or source")]


class NotScored(NotFound):
    """This lead has no score yet; it gets one within a minute."""

    code = "not_scored"


class ScoreReason(Sent):
    """What speaks for or against a lead. certain: it is more than chance."""

    columns: list[str]
    text: str
    points: int
    certain: bool


class ExactReason(Sent):
    """A term of the score, exactly."""

    columns: list[str]
    text: str
    points: float
    certain: bool


class LeadScore(Sent):
    """A score. average + points of the reasons + rest = points; low, high: 95 % interval of the probability."""

    id: int
    lead_id: int
    probability: float
    low: float
    high: float
    band: Band
    points: int
    average: int
    reasons: list[ScoreReason]
    rest: int
    terms: list[ExactReason]
    base_rate: float
    model_version: str
    model_id: int
    scored_at: datetime


class ModelSummary(Sent):
    """A version in brief; figures are of leads that it did not see. hot_from, cold_below: where the bands begin."""

    id: int
    version: int
    status: ModelStatus
    kind: ModelKind
    made_at: datetime
    made_by: str
    rows: int
    positives: int
    base_rate: float
    log_loss: float | None
    skill: float | None
    auc: float | None
    calibration_error: float | None
    hot_from: float
    cold_below: float
    why: str | None
    live_from: datetime | None
    live_until: datetime | None


class ScoringModels(Sent):
    """Every version, the newest first."""

    items: list[ModelSummary]


class LastAttempt(Sent):
    """How learning anew last ended."""

    at: datetime
    outcome: Attempt
    why: str


class Labels(Sent):
    """Outcomes known by now. open: leads too young to say."""

    matured: int
    positives: int
    open: int


class Scoring(Sent):
    """How scoring stands. enough: terms of one's own can be learned; next_at: when it is looked at by itself."""

    live: ModelSummary | None
    training: bool
    last_attempt: LastAttempt | None
    labels: Labels
    enough: bool
    next_at: datetime


class CalibrationPoint(Sent):
    """A tenth of the leads by what was said, and what was seen, with its 95 % interval."""

    said: float
    seen: float
    low: float
    high: float
    rows: int


class LiftStep(Sent):
    """A tenth of the leads, the best scored first."""

    tenth: int
    rows: int
    said: float
    seen: float
    lift: float


class Bin(Sent):
    """A range or a word, what it is worth, and how many leads had it."""

    text: str
    points: float
    error: float
    rows: int
    certain: bool


class ModelTerm(Sent):
    """A feature with its bins."""

    columns: list[str]
    label: str
    kind: Literal["ordered", "named"]
    bins: list[Bin]


class Cell(Sent):
    """Columns that were tried together. gain: of log loss, on leads that were not seen."""

    columns: list[str]
    gain: float
    kept: bool


class LeftOut(Sent):
    """A column that is not used."""

    column: str
    why: str


class Compared(Sent):
    """One of those that were compared on the same leads."""

    name: str
    log_loss: float | None
    skill: float | None
    auc: float | None
    calibration_error: float | None


class ScoringModel(ModelSummary):
    """A version with everything that is known of it."""

    calibration: list[CalibrationPoint]
    lift: list[LiftStep]
    terms: list[ModelTerm]
    cells: list[Cell]
    left_out: list[LeftOut]
    warnings: list[str]
    compared: list[Compared]


class DriftDay(Sent):
    """The leads of the four weeks up to a day, beside those that were learned from."""

    day: date
    rows: int
    alarm: Alarm
    score_psi: float
    by_chance: float | None
    bias: float | None


class Shift(Sent):
    """How far one thing moved. by_chance: what no drift at all shows with so many leads."""

    columns: list[str]
    label: str
    psi: float
    by_chance: float | None
    new_levels: float
    alarm: Alarm


class LatestDrift(Sent):
    """The last day in full. bias: seen minus said, in standard errors; beyond 3 it is an alarm."""

    rows: int
    alarm: Alarm
    bias: float | None
    score: Shift
    features: list[Shift]


class Drift(Sent):
    """By day, the oldest first."""

    days: list[DriftDay]
    latest: LatestDrift | None


class Group(Sent):
    """A group of leads. called: share among the best fifth; ratio: that share over the best-off group's."""

    name: str
    rows: int
    called: float
    ratio: float
    said: float
    seen: float
    bias: float
    few: bool
    flagged: bool


class Fairness(Sent):
    """Groups by their name."""

    by: str
    choices: list[str]
    groups: list[Group]


MAY_READ: Final = [permit("scores:read")]
MAY_WRITE: Final = [permit("scoring:write")]


def _json(content: object) -> Response:
    return Response(orjson.dumps(content), media_type="application/json")


@router.get(
    "/leads/{lead_id}/score",
    operation_id="leads_score",
    response_model=LeadScore,
    dependencies=[permit("leads:read"), permit("scores:read")],
    summary="The score of a lead, and why",
)
async def leads_score(lead_id: RecordId, caller: Caller, pool: PoolDep) -> Response:
    """The latest one. The points of all `terms` and 100 add up to `points` before it is rounded."""
    scope = narrowest(caller.require("leads:read"), caller.require("scores:read"))
    found = await scoring_reports.score(pool, LEADS, lead_id, sight_within(caller, scope))
    if found is None:
        await ensure_in_sight(pool, LEADS, lead_id, sight_of(caller, "leads:read"))
        raise NotScored
    return Response(found, media_type="application/json")


@router.get(
    "/scoring",
    operation_id="scoring_get",
    response_model=Scoring,
    dependencies=MAY_READ,
    summary="How scoring stands",
)
async def scoring_get(pool: PoolDep) -> Response:
    """The model in use, the outcomes known, and how learning goes."""
    return _json(await scoring_reports.overview(pool))


@router.post(
    "/scoring/retrain",
    operation_id="scoring_retrain",
    response_model=Scoring,
    status_code=202,
    dependencies=MAY_WRITE,
    summary="Learn from the outcomes known by now",
)
async def scoring_retrain(caller: Caller, pool: PoolDep, request_id: RequestId) -> Response:
    """Asked again while one runs, nothing more happens. What is learned goes live only if it is not worse."""
    actor = caller.actor(request_id)
    async with transaction(pool, actor) as connection:
        await retraining.ask(connection, actor.label)
    return Response(orjson.dumps(await scoring_reports.overview(pool)), status_code=202, media_type="application/json")


@router.get(
    "/scoring/models",
    operation_id="scoring_models",
    response_model=ScoringModels,
    dependencies=MAY_READ,
    summary="Every version of the model",
)
async def scoring_models(pool: PoolDep) -> Response:
    """The newest first; one is live."""
    return Response(await scoring_reports.models(pool), media_type="application/json")


@router.get(
    "/scoring/models/{model_id}",
    operation_id="scoring_model",
    response_model=ScoringModel,
    dependencies=MAY_READ,
    summary="A version in full",
)
async def scoring_model(model_id: RecordId, pool: PoolDep) -> Response:
    """Its curve, its lift, its terms, what was left out, and what it was compared with."""
    return _json(await scoring_reports.model(pool, model_id))


@router.get(
    "/scoring/models/{model_id}/drift",
    operation_id="scoring_drift",
    response_model=Drift,
    dependencies=MAY_READ,
    summary="Whether leads still look as they did",
)
async def scoring_drift(model_id: RecordId, pool: PoolDep) -> Response:
    """By day, for as long as the version was live."""
    return Response(await scoring_reports.drift(pool, model_id), media_type="application/json")


@router.get(
    "/scoring/models/{model_id}/fairness",
    operation_id="scoring_fairness",
    response_model=Fairness,
    dependencies=MAY_READ,
    summary="How groups of leads fare",
)
async def scoring_fairness(model_id: RecordId, pool: PoolDep, by: By = "state") -> Response:
    """Rates and calibration by a column that scoring need not use, over the latest known outcomes."""
    found = await scoring_watch.by_group(pool, model_id, by)
    if found is None:
        message = "No lead with a known outcome has this column."
        raise BadRequest(message, errors=[FieldError("?by", message)])
    return _json({"by": by, **found})


@router.post(
    "/scoring/models/{model_id}/live",
    operation_id="scoring_model_live",
    response_model=ModelSummary,
    dependencies=MAY_WRITE,
    summary="Use this version from now on",
)
async def scoring_model_live(model_id: RecordId, caller: Caller, pool: PoolDep, request_id: RequestId) -> Response:
    """Open leads are scored again in the background. Used already, nothing happens."""
    await retraining.roll_back(pool, model_id, caller.actor(request_id))
    return Response(await scoring_reports.summary(pool, model_id), media_type="application/json")
