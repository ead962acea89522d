"""The people who may become customers."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base, Identified, JsonObject, Timestamped, WithMetadata, described


class Lead(Identified, Timestamped, WithMetadata, Base):
    """A lead as it came in; the same `idempotency_key` never comes in twice."""

    __tablename__ = "leads"

    idempotency_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    channel: Mapped[str | None] = mapped_column(String(32))
    source: Mapped[str | None] = mapped_column(String(64))
    product_interest: Mapped[str | None] = mapped_column(String(64), info=described("Interested in"))
    contact_info: Mapped[JsonObject | None] = mapped_column(info=described("Contact"))
    consent: Mapped[JsonObject | None]
