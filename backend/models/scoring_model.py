"""The models that score leads, by version, and what is watched of them."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Double, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import NOW, Base, Identified, JsonObject, Timestamped, one_of


class ModelStatus(StrEnum):
    """What a model is used for: one is live; a candidate was never judged to the end."""

    LIVE = "live"
    RETIRED = "retired"
    REJECTED = "rejected"
    CANDIDATE = "candidate"


class ModelKind(StrEnum):
    """How a model came about: a table of points, learned from outcomes, or its intercept moved to the latest ones."""

    EXPERT = "expert"
    TRAINED = "trained"
    REFRESHED = "refreshed"


class Attempt(StrEnum):
    """How an attempt to learn anew ended. waiting: there are too few outcomes yet."""

    LIVE = "live"
    REJECTED = "rejected"
    CANDIDATE = "candidate"
    UNCHANGED = "unchanged"
    WAITING = "waiting"
    FAILED = "failed"


class ScoringModel(Identified, Timestamped, Base):
    """A scorecard as JSON text, which is never changed; figures are of rows that it did not see."""

    __tablename__ = "scoring_models"
    __table_args__ = (
        one_of("status", ModelStatus),
        one_of("kind", ModelKind),
        Index("uq_scoring_models_live", "status", unique=True, postgresql_where=text("status = 'live'")),
    )

    version: Mapped[int] = mapped_column(unique=True)
    status: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(16))
    document: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    report: Mapped[JsonObject | None]
    rows: Mapped[int]
    positives: Mapped[int]
    base_rate: Mapped[float] = mapped_column(Double)
    hot_from: Mapped[float] = mapped_column(Double)
    cold_below: Mapped[float] = mapped_column(Double)
    log_loss: Mapped[float | None] = mapped_column(Double)
    skill: Mapped[float | None] = mapped_column(Double)
    auc: Mapped[float | None] = mapped_column(Double)
    calibration_error: Mapped[float | None] = mapped_column(Double)
    why: Mapped[str | None] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(server_default=NOW)
    made_by: Mapped[str] = mapped_column(String(255))
    live_from: Mapped[datetime | None]
    live_until: Mapped[datetime | None]


class ScoringAttempt(Identified, Base):
    """An attempt to learn anew, and what came of it. labels: how many outcomes were known."""

    __tablename__ = "scoring_attempts"
    __table_args__ = (one_of("outcome", Attempt),)

    at: Mapped[datetime] = mapped_column(server_default=NOW)
    outcome: Mapped[str] = mapped_column(String(16))
    why: Mapped[str] = mapped_column(Text)
    labels: Mapped[int]


class ScoringDrift(Identified, Base):
    """How the leads of the weeks up to a day differ from those a model learned from."""

    __tablename__ = "scoring_drift"
    __table_args__ = (UniqueConstraint("model_id", "day"),)

    model_id: Mapped[int] = mapped_column(ForeignKey("scoring_models.id", ondelete="CASCADE"))
    day: Mapped[date]
    alarm: Mapped[str] = mapped_column(String(8))
    report: Mapped[JsonObject]
