"""What people see of scoring: the score of a lead, the versions, and what is known of each."""

from functools import lru_cache
from typing import Any, Final

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from backend import clock
from backend.database.catalogue import Noun
from backend.database.engine import Pool, Statement
from backend.database.parameters import Named
from backend.database.sight import Sight, visible
from backend.leads import retraining
from backend.models.score import Score
from backend.scoring import phrases, registry
from backend.scoring.model import CERTAIN, POINTS, Model, Term

SCORES: Final = sa.inspect(Score).local_table
SUMMARY: Final = """
    json_build_object('id', m.id, 'version', m.version, 'status', m.status, 'kind', m.kind, 'made_at', m.made_at,
        'made_by', m.made_by, 'rows', m.rows, 'positives', m.positives, 'base_rate', m.base_rate,
        'log_loss', m.log_loss, 'skill', m.skill, 'auc', m.auc, 'calibration_error', m.calibration_error,
        'hot_from', m.hot_from, 'cold_below', m.cold_below, 'why', m.why, 'live_from', m.live_from,
        'live_until', m.live_until)
"""
# returns: ScoringModels
MODELS: Final = f"""
    select json_build_object('items', coalesce(json_agg({SUMMARY} order by m.version desc), '[]'))::text
    from scoring_models m
"""
ONE: Final = f"select {SUMMARY}::text as summary, m.report::text as report from scoring_models m where m.id = $1"
LIVE: Final = f"""
    select (select {SUMMARY} from scoring_models m where m.status = 'live')::text as live,
        ({retraining.UNDERWAY}) as training,
        (select json_build_object('at', at, 'outcome', outcome, 'why', why)
         from scoring_attempts order by id desc limit 1)::text as last_attempt
"""
# returns: ScoringDrift. params: model_id
DRIFT: Final = """
    select json_build_object(
        'days', coalesce((
            select json_agg(json_build_object('day', day, 'rows', report -> 'rows', 'alarm', alarm,
                'score_psi', report -> 'score' -> 'psi', 'by_chance', report -> 'score' -> 'by_chance',
                'bias', report -> 'bias') order by day)
            from (select * from scoring_drift where model_id = $1 order by day desc limit 90) d), '[]'),
        'latest', (select report from scoring_drift where model_id = $1 order by day desc limit 1)
    )::text
"""


async def score(pool: Pool, leads: Noun, lead_id: int, sight: Sight) -> str | None:
    """The latest score of a lead as JSON; None when it has none, or is out of sight."""
    statement = _score(leads, sight.scope)
    values = {"id": lead_id, "viewer": sight.user_id, "team": list(sight.team)}
    found: str | None = await pool.fetchval(statement.text, *statement.arguments(values))
    return found


@lru_cache(maxsize=8)
def _score(leads: Noun, scope: str) -> Statement:
    lead, named = leads.table, Named()
    beside = sa.func.jsonb_build_object(
        *(
            part
            for name in ("id", "lead_id", "model_id", "scored_at")
            for part in (sa.literal_column(f"'{name}'"), SCORES.c[name])
        ),
        type_=JSONB,
    )
    whole = beside.op("||")(SCORES.c.explanation)
    return Statement(
        sa.select(sa.cast(whole, sa.Text))
        .select_from(lead.join(SCORES, SCORES.c.lead_id == lead.c.id))
        .where(lead.c.id == named("id", sa.Integer()), visible(leads, scope, named), SCORES.c.model_id.is_not(None))
        .order_by(SCORES.c.scored_at.desc(), SCORES.c.id.desc())
        .limit(sa.literal_column("1"))
    )


async def overview(pool: Pool) -> dict[str, Any]:
    """Which model is in use, how many outcomes are known, and how learning goes."""
    now = clock.now()
    row = await pool.fetchrow(LIVE)
    assert row is not None  # noqa: S101 - the statement always has a row
    known = await retraining.counted(pool, now)
    return {
        "live": orjson.Fragment(row["live"] or "null"),
        "training": row["training"],
        "last_attempt": orjson.Fragment(row["last_attempt"] or "null"),
        "labels": {"matured": known.matured, "positives": known.positives, "open": known.open},
        "enough": known.enough,
        "next_at": retraining.next_night(now),
    }


async def models(pool: Pool) -> str:
    """Every version as JSON, the newest first."""
    found: str = await pool.fetchval(MODELS)
    return found


async def summary(pool: Pool, model_id: int) -> str:
    """A version in brief, as JSON. Raises NoSuchModel."""
    row = await pool.fetchrow(ONE, model_id)
    if row is None:
        raise registry.NoSuchModel
    found: str = row["summary"]
    return found


async def model(pool: Pool, model_id: int) -> dict[str, Any]:
    """A version with its curve, its terms and what was left out. Raises NoSuchModel, ModelUnusable."""
    row = await pool.fetchrow(ONE, model_id)
    if row is None:
        raise registry.NoSuchModel
    kept = await registry.one(pool, model_id)
    document, report = kept.model.document, orjson.loads(row["report"] or "{}")
    return {
        **orjson.loads(row["summary"]),
        "calibration": report.get("calibration", []),
        "lift": report.get("lift", []),
        "compared": report.get("compared", []),
        "terms": terms(kept.model),
        "cells": [{name: each[name] for name in ("columns", "gain", "kept")} for each in document.get("cells", [])],
        "left_out": report.get("left_out", document.get("left_out", [])),
        "warnings": document.get("warnings", []),
    }


def terms(scorecard: Model) -> list[dict[str, Any]]:
    """Every term with its bins in points, those that can move a score the most first."""
    told = [_term(term) for term in scorecard.terms]
    return sorted(told, key=lambda term: -_range(term))


def _range(term: dict[str, Any]) -> float:
    points: list[float] = [each["points"] for each in term["bins"]]
    return max(points) - min(points)


def _term(term: Term) -> dict[str, Any]:
    return {
        "columns": list(term.columns),
        "label": term.label,
        "kind": "ordered" if term.ordered else "named",
        "bins": [
            {
                "text": phrases.reason(term, at, whole=term.whole),
                "points": weight * POINTS,
                "error": term.errors[at] * POINTS,
                "rows": int(term.counts[at]),
                "certain": abs(weight) >= CERTAIN * term.errors[at],
            }
            for at, weight in enumerate(term.weights)
        ],
    }


async def drift(pool: Pool, model_id: int) -> str:
    """How leads moved away from those that the version learned from, by day, as JSON. Raises NoSuchModel."""
    await registry.one(pool, model_id)
    found: str = await pool.fetchval(DRIFT, model_id)
    return found
