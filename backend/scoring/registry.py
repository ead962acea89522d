"""The models of the agency, by version, in PostgreSQL: JSON that is checked before it is kept and before it is used.

One is live. On the first day that is a table of points; it is put there by whoever needs it first.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson

from backend.database.engine import Connection, Pool
from backend.errors import NotFound
from backend.models.scoring_model import ModelKind, ModelStatus
from backend.scoring import model as models
from backend.scoring import prior
from backend.scoring.model import Model

# How many times the odds of the average lead make one hot, and below how many it is cold: 112 and 85 points.
HOT: Final = 1.5
COLD: Final = 0.6
MOST_REMEMBERED: Final = 8
FIRST_WHY: Final = "It is the table for the first day: what agencies commonly see, until outcomes say otherwise."

# Held until the transaction ends: what is live changes in one place at a time.
IN_TURN: Final = "select pg_advisory_xact_lock(hashtextextended('leadgen.scoring', 0))"
LIVE: Final = "select id, sha256 from scoring_models where status = 'live'"
NAMED: Final = "select id, sha256 from scoring_models where id = $1"
ONE: Final = """
    select id, version, document, hot_from, cold_below, base_rate, made_at from scoring_models where id = $1
"""
KEEP: Final = """
    insert into scoring_models (version, status, kind, document, sha256, report, rows, positives, base_rate, hot_from,
        cold_below, log_loss, skill, auc, calibration_error, why, made_at, made_by, live_from)
    select coalesce(max(version), 0) + 1, $1::text, $2, $3, $4, $5::jsonb, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
        $16, $17, case when $1::text = 'live' then $16::timestamptz end
    from scoring_models
    returning id
"""
RETIRE: Final = "update scoring_models set status = 'retired', live_until = $1 where status = 'live'"
MAKE_LIVE: Final = """
    update scoring_models set status = 'live', live_from = $2, live_until = null where id = $1
"""
KNOWN: Final = "select id from scoring_models where sha256 = $1 order by id limit 1"


class NoSuchModel(NotFound):
    """There is no such model."""

    code = "no_such_model"


@dataclass(frozen=True, slots=True)
class Kept:
    """A model of the registry, ready to score. hot_from, cold_below: probabilities at which the bands begin."""

    id: int
    version: int
    model: Model
    hot_from: float
    cold_below: float
    base_rate: float
    made_at: datetime

    def band(self, probability: float) -> str:
        """What people call a lead with this probability."""
        return "hot" if probability >= self.hot_from else "cold" if probability < self.cold_below else "warm"


@dataclass(frozen=True, slots=True)
class Made:
    """A model to keep. figures: log_loss, skill, auc and calibration_error of rows that it did not see, if judged."""

    model: Model
    kind: ModelKind
    status: ModelStatus
    why: str
    made_by: str
    figures: Mapping[str, float | None]
    report: Mapping[str, Any] | None = None


_remembered: dict[tuple[int, str], Kept] = {}


async def live(connection: Connection | Pool) -> Kept | None:
    """The model in use; None before the first day."""
    row = await connection.fetchrow(LIVE)
    return None if row is None else await _ready(connection, row["id"], row["sha256"])


async def ensure_live(connection: Connection, now: datetime, points: Mapping[str, Any] | None = None) -> Kept:
    """The model in use, inside the caller's transaction; the table for the first day where there is none.

    points: that table. Two who need it at once: the second waits for the first.
    """
    known = await live(connection)
    if known is None:
        await connection.execute(IN_TURN)
        known = await live(connection)
    if known is None:
        await keep(connection, first(points), now)
        known = await live(connection)
    assert known is not None  # noqa: S101 - it was just put there
    return known


def first(points: Mapping[str, Any] | None) -> Made:
    """The table for the first day as version 1."""
    table = prior.expert() if points is None else prior.from_points(points)
    return Made(table, ModelKind.EXPERT, ModelStatus.LIVE, FIRST_WHY, "LeadGen", {})


async def one(connection: Connection | Pool, model_id: int) -> Kept:
    """A model by its id. A model never changes, so it is read and checked once.

    Raises NoSuchModel, or ModelUnusable when what is kept is damaged.
    """
    row = await connection.fetchrow(NAMED, model_id)
    if row is None:
        raise NoSuchModel
    return await _ready(connection, row["id"], row["sha256"])


async def _ready(connection: Connection | Pool, model_id: int, sha256: str) -> Kept:
    place = (model_id, sha256)
    if place not in _remembered:
        row = await connection.fetchrow(ONE, model_id)
        assert row is not None  # noqa: S101 - models are never deleted
        if len(_remembered) >= MOST_REMEMBERED:
            _remembered.clear()
        _remembered[place] = Kept(
            row["id"],
            row["version"],
            models.load(row["document"]),
            row["hot_from"],
            row["cold_below"],
            row["base_rate"],
            row["made_at"],
        )
    return _remembered[place]


async def keep(connection: Connection, made: Made, now: datetime) -> int:
    """The id of a new version, inside the caller's transaction, which holds IN_TURN. A live one retires the other."""
    text = models.dump(made.model.document)
    checked = models.load(text)
    if made.status is ModelStatus.LIVE:
        await connection.execute(RETIRE, now)
    found: int = await connection.fetchval(KEEP, *_values(made, checked, text), now, made.made_by)
    return found


def row_of(made: Made) -> tuple[object, ...]:
    """The values of KEEP but the time and the maker, for who has no pool."""
    text = models.dump(made.model.document)
    return _values(made, models.load(text), text)


def _values(made: Made, checked: Model, text: str) -> tuple[object, ...]:
    trained = checked.document["trained"]
    report = None if made.report is None else orjson.dumps(made.report).decode()
    figures = (made.figures.get(name) for name in ("log_loss", "skill", "auc", "calibration_error"))
    return (
        made.status.value,
        made.kind.value,
        text,
        checked.version,
        report,
        int(trained["rows"]),
        int(trained["positives"]),
        float(trained["base_rate"]),
        *bands(checked),
        *figures,
        made.why,
    )


def bands(model: Model) -> tuple[float, float]:
    """The probabilities at which a lead is hot, and below which it is cold: by the odds of the average lead."""
    return models.chance(model.intercept + math.log(HOT)), models.chance(model.intercept + math.log(COLD))


async def make_live(connection: Connection, model_id: int, now: datetime) -> bool:
    """Puts a version in use, inside the caller's transaction; false when it is already.

    Raises NoSuchModel, or ModelUnusable: a damaged document does not go live.
    """
    await connection.execute(IN_TURN)
    if await connection.fetchval(LIVE) == model_id:
        return False
    await one(connection, model_id)
    await connection.execute(RETIRE, now)
    await connection.execute(MAKE_LIVE, model_id, now)
    return True
