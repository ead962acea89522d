"""Who changed what, when, and in which request; written by the database itself."""

from datetime import datetime

from sqlalchemy import BigInteger, Identity, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base, JsonObject, described


class AuditEntry(Base):
    """One change of one row, never changed and never deleted.

    Update: `before` and `after` hold the changed columns only.
    """

    __tablename__ = "audit_log"
    __table_args__ = (
        Index(None, "table_name", "record_id", "id"),
        Index(None, "actor_id", "id"),
        Index(None, "at", postgresql_using="brin"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True, info=described("ID", readonly=True))
    at: Mapped[datetime] = mapped_column(
        server_default=text("clock_timestamp()"), info=described("When", readonly=True)
    )
    actor_id: Mapped[int | None] = mapped_column(info=described("User", readonly=True))
    actor: Mapped[str] = mapped_column(String(255), info=described("Who", readonly=True))
    request_id: Mapped[str | None] = mapped_column(String(64), index=True, info=described("Request", readonly=True))
    action: Mapped[str] = mapped_column(String(16), info=described(readonly=True))
    table_name: Mapped[str] = mapped_column(String(64), info=described("Table", readonly=True))
    record_id: Mapped[int | None] = mapped_column(BigInteger, info=described("Record", readonly=True))
    before: Mapped[JsonObject | None] = mapped_column(info=described(readonly=True))
    after: Mapped[JsonObject | None] = mapped_column(info=described(readonly=True))
