"""What is looked at each night: whether the average still holds, and whether leads still look as they did.

Also how groups of leads fare under a model.
"""

import asyncio
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

import orjson

from backend import clock
from backend.database.engine import Pool
from backend.database.writes import transaction
from backend.leads import retraining, scoring, scoring_features
from backend.leads.scoring_features import Features
from backend.models.scoring_model import ModelKind, ModelStatus
from backend.scoring import calibration, drift, fairness, registry
from backend.scoring import model as models
from backend.scoring.drift import Alarm, Drift
from backend.scoring.registry import Kept, Made

RECENT: Final = calibration.RECENT
FEWEST_TO_REFRESH: Final = 10
# A shift of less is not worth another version: five in a hundred of the odds.
LEAST_SHIFT: Final = 0.05
FOLDS: Final = 5
WINDOW: Final = timedelta(days=28)
MOST_WATCHED: Final = 2_000
DAYS_BACK: Final = 14
MOST_JUDGED: Final = 10_000
MOST_GROUPS: Final = 30
MOST_WORDS: Final = 200
OTHERS: Final = "others"
UNKNOWN: Final = "unknown"
FREE_TEXTS: Final = ("message",)

# params: from, until, size
ARRIVED: Final = f"""
    select kept.features
    from (
        select id from leads
        where received_at > $1 and received_at <= $2 and not is_test and merged_into_id is null
        order by received_at desc limit $3
    ) came
    {retraining.FIRST_ROW.format(table="came")}
"""
WATCHED: Final = """
    insert into scoring_drift (model_id, day, alarm, report) values ($1, $2::text::date, $3, $4::jsonb)
    on conflict (model_id, day) do nothing
    returning id
"""
ALARMED_BEFORE: Final = """
    select coalesce((select alarm = 'act' from scoring_drift where model_id = $1 and day < $2::text::date
                     order by day desc limit 1), false)
"""
TELL: Final = """
    insert into notifications (user_id, kind, title, detail)
    select id, 'scoring_alarm', $1, $2 from users where is_active and role in ('admin', 'manager')
"""


@dataclass(frozen=True, slots=True)
class Label:
    """A lead whose outcome is known: its row, and when it came to be known."""

    features: Features
    won: bool
    labelled_at: datetime


async def labels(pool: Pool, now: datetime, size: int) -> list[Label]:
    """The latest outcomes, the oldest first."""
    rows = await pool.fetch(retraining.ROWS, now, size)
    return [Label(orjson.loads(row["features"]), row["won"], row["labelled_at"]) for row in rows]


# --- the intercept ----------------------------------------------------------------------------------------------------


async def refresh(pool: Pool) -> int | None:
    """Moves the average of the model in use to the latest outcomes, where unseen ones say that this is better.

    The id of the new version, which is in use then; None if nothing was to be done.
    """
    now = clock.now()
    async with transaction(pool, scoring.ACTOR) as connection:
        live = await registry.ensure_live(connection, now, scoring_features.expert_points())
    known = await labels(pool, now, RECENT)
    moved = await asyncio.to_thread(_refreshed, live, known)
    if moved is None:
        return None
    made, figures, why = moved
    async with transaction(pool, scoring.ACTOR) as connection:
        await connection.execute(registry.IN_TURN)
        still = await registry.live(connection)
        if still is None or still.id != live.id:
            return None
        kept = Made(made, ModelKind.REFRESHED, ModelStatus.LIVE, why, "LeadGen", figures)
        model_id = await registry.keep(connection, kept, now)
        await retraining.announce(connection, model_id)
    return model_id


def _refreshed(live: Kept, known: Sequence[Label]) -> tuple[models.Model, dict[str, float | None], str] | None:
    """The moved model, its figures on the outcomes held back, and why; None where it is no better."""
    if len(known) < FEWEST_TO_REFRESH:
        return None
    margins = [_margin(live.model, each.features) for each in known]
    outcomes = [float(each.won) for each in known]
    made = calibration.refresh_intercept(live.model, margins, outcomes)
    shift = made.intercept - live.model.intercept
    held = float(live.model.document.get("intercept_sd", calibration.POOLED_SD))
    said = _unseen(margins, outcomes, held)
    before, after = _log_loss(map(models.chance, margins), outcomes), _log_loss(said, outcomes)
    if abs(shift) < LEAST_SHIFT or after >= before:
        return None
    base = sum(outcomes) / len(outcomes)
    plain = _log_loss([base] * len(outcomes), outcomes)
    why = (
        f"The average moved by {100 * (math.exp(shift) - 1):+.0f} % of the odds: of the last {len(known):,} known "
        f"outcomes {base:.1%} bought. Log loss of outcomes held back: {after:.4f}, before {before:.4f}."
    )
    figures = {"log_loss": after, "skill": 1 - after / plain if plain else None, "auc": None, "calibration_error": None}
    return made, figures, why


def _margin(model: models.Model, row: Features) -> float:
    return model.intercept + sum(models.weights_of(model, row))


def _unseen(margins: Sequence[float], outcomes: Sequence[float], held: float) -> list[float]:
    """What each outcome is said to be by an average that did not see it."""
    said = [0.0] * len(margins)
    for fold in range(FOLDS):
        seen = [at for at in range(len(margins)) if at % FOLDS != fold]
        shift = calibration.most_likely_shift([margins[at] for at in seen], [outcomes[at] for at in seen], held)
        for at in range(fold, len(margins), FOLDS):
            said[at] = models.chance(margins[at] + shift)
    return said


def _log_loss(said: Iterable[float], outcomes: Sequence[float]) -> float:
    sure = (min(1 - 1e-12, max(1e-12, each)) for each in said)
    losses = [-math.log(p if won else 1 - p) for p, won in zip(sure, outcomes, strict=True)]
    return math.fsum(losses) / len(losses)


# --- drift ------------------------------------------------------------------------------------------------------------


async def watch(pool: Pool, today: date | None = None, *, days_back: int = 0) -> Alarm | None:
    """Compares the leads of the last weeks with those that the model in use learned from, and keeps it by day.

    Managers and administrators are told once when it is bad. None while the model has learned from no leads.
    days_back: days before that are looked at too, where nobody did.
    """
    live = await registry.live(pool)
    if live is None or not live.model.document["trained"]["rows"]:
        return None
    last = today or clock.now().date()
    # Outcomes that the model learned from say nothing about whether what it says comes true.
    known = [each for each in await labels(pool, clock.now(), RECENT) if each.labelled_at > live.made_at]
    alarm = None
    for back in reversed(range(days_back + 1)):
        alarm = await _watch_day(pool, live, known, last - timedelta(days=back), is_now=back == 0)
    return alarm


async def _watch_day(pool: Pool, live: Kept, known: Sequence[Label], day: date, *, is_now: bool) -> Alarm | None:
    end = datetime.combine(day + timedelta(days=1), datetime.min.time(), clock.now().tzinfo)
    rows = await pool.fetch(ARRIVED, end - WINDOW, end, MOST_WATCHED)
    if not rows:
        return None
    matured = [(each.features, each.won) for each in known if each.labelled_at <= end]
    found = await asyncio.to_thread(drift.watch, live.model, [orjson.loads(row["features"]) for row in rows], matured)
    async with transaction(pool, scoring.ACTOR) as connection:
        alarmed = await connection.fetchval(ALARMED_BEFORE, live.id, day.isoformat())
        report = orjson.dumps(_report(found)).decode()
        new = await connection.fetchval(WATCHED, live.id, day.isoformat(), found.alarm.value, report)
        if new is not None and is_now and found.alarm is Alarm.ACT and not alarmed:
            await connection.execute(TELL, "New leads differ from those the scoring has learned from", _told(found))
    return found.alarm


def _told(found: Drift) -> str:
    moved = [each.label for each in found.features if each.alarm is Alarm.ACT][:3]
    parts = [f"Most different: {', '.join(moved)}." if moved else ""]
    if found.bias is not None and abs(found.bias) > drift.BIASED:
        parts.append(
            "More leads buy than the scores say." if found.bias > 0 else "Fewer leads buy than the scores say."
        )
    parts.append("Look at the model; learning anew takes new leads into account.")
    return " ".join(part for part in parts if part)


def _report(found: Drift) -> dict[str, Any]:
    return {
        "rows": found.rows,
        "alarm": found.alarm.value,
        "bias": found.bias,
        "score": _shift(found.score),
        "features": [_shift(each) for each in found.features],
    }


def _shift(found: drift.Shift) -> dict[str, Any]:
    told = asdict(found)
    told["by_chance"] = found.by_chance if math.isfinite(found.by_chance) else None
    told["alarm"] = found.alarm.value
    return told


# --- groups -----------------------------------------------------------------------------------------------------------


async def by_group(pool: Pool, model_id: int, by: str) -> dict[str, Any] | None:
    """How groups fare among the leads whose outcome is known, and by what else they could be told apart.

    None when no lead has this column.
    """
    kept = await registry.one(pool, model_id)
    known = await labels(pool, clock.now(), MOST_JUDGED)
    choices = _choices(known)
    if known and by not in choices:
        return None
    found = await asyncio.to_thread(_groups, kept, known, by)
    return {"choices": choices, "groups": [asdict(each) for each in found]}


def _choices(known: Sequence[Label]) -> list[str]:
    """Columns of words that tell leads apart."""
    words = {name for each in known for name, value in each.features.items() if isinstance(value, str)}
    return sorted(
        name for name in words - set(FREE_TEXTS) if 1 < len({each.features.get(name) for each in known}) <= MOST_WORDS
    )


def _groups(kept: Kept, known: Sequence[Label], by: str) -> list[fairness.Group]:
    counted = Counter(_group(each.features, by) for each in known)
    shown = {name for name, _ in counted.most_common(MOST_GROUPS)}
    return fairness.by_group(
        (
            name if (name := _group(each.features, by)) in shown else OTHERS,
            models.probability(kept.model, each.features),
            each.won,
        )
        for each in known
    )


def _group(row: Features, by: str) -> str:
    value = row.get(by)
    return UNKNOWN if value is None else str(value)
