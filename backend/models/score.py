"""How likely each lead is to buy, and why."""

from datetime import datetime

from sqlalchemy import Double, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import NOW, Base, Identified, JsonObject, JsonValue, Timestamped, described


class Score(Identified, Timestamped, Base):
    """One scoring of a lead by one model; it goes with its lead."""

    __tablename__ = "scores"

    lead_id: Mapped[int] = mapped_column(ForeignKey("leads.id", ondelete="CASCADE"), index=True, info=described("Lead"))
    score: Mapped[float] = mapped_column(Double)
    band: Mapped[str | None] = mapped_column(String(32))
    explanation: Mapped[object | None] = mapped_column(JsonValue(none_as_null=True))
    model_version: Mapped[str | None] = mapped_column(String(64), info=described("Model"))
    model_id: Mapped[int | None] = mapped_column(
        ForeignKey("scoring_models.id", ondelete="SET NULL"),
        index=True,
        info=described("Version of the model", readonly=True),
    )
    features: Mapped[JsonObject | None]
    scored_at: Mapped[datetime] = mapped_column(server_default=NOW, info=described("Scored"))
