"""What people are told about; written by the database."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import NOW, Base, one_of


class NotificationKind(StrEnum):
    """Why somebody is told."""

    TASK_GIVEN = "task_given"
    RECORD_GIVEN = "record_given"
    OPERATION_COMPLETED = "operation_completed"
    OPERATION_FAILED = "operation_failed"
    MENTIONED = "mentioned"
    SCORING_ALARM = "scoring_alarm"
    REPORT_COMPLETED = "report_completed"
    REPORT_FAILED = "report_failed"


class Notification(Base):
    """Something that one person should know: what happened, and the record or operation it is about."""

    __tablename__ = "notifications"
    __table_args__ = (
        one_of("kind", NotificationKind),
        Index(None, "user_id", "id"),
        Index("ix_notifications_unread", "user_id", "id", postgresql_where=text("read_at is null")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(32))
    title: Mapped[str] = mapped_column(String(255))
    detail: Mapped[str | None] = mapped_column(Text)
    noun: Mapped[str | None] = mapped_column(String(64))
    record_id: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)
    read_at: Mapped[datetime | None]
