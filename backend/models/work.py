"""What people do around records: notes and tasks on any of them, and the views they keep."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import (
    FALSE,
    Base,
    Identified,
    JsonObject,
    Owned,
    Timestamped,
    Versioned,
    WithMetadata,
    described,
    one_of,
    quoted,
    search_indexes,
    searched,
)


class RecordType(StrEnum):
    """What a note or a task may be about: the name of a noun in the API."""

    CUSTOMERS = "customers"
    POLICIES = "policies"
    CLAIMS = "claims"
    COMMUNICATIONS = "communications"
    LEADS = "leads"
    REPORTS = "reports"
    DOCUMENTS = "documents"
    FILE_DOCUMENTS = "file-documents"
    CAMPAIGNS = "marketing/campaigns"


class TaskStatus(StrEnum):
    """Whether somebody still has to do it."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


class TaskPriority(StrEnum):
    """What goes first."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


class Note(Identified, Timestamped, WithMetadata, Versioned, Owned, Base):
    """A remark on a record."""

    __tablename__ = "notes"
    __table_args__ = (
        one_of("record_type", RecordType),
        Index(None, "record_type", "record_id"),
        *search_indexes("notes"),
    )

    record_type: Mapped[str] = mapped_column(String(64), info=described("About", choices=RecordType))
    record_id: Mapped[int] = mapped_column(info=described("Record"))
    body: Mapped[str] = mapped_column(Text, info=described("Note"))
    pinned: Mapped[bool] = mapped_column(server_default=FALSE)
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), info=described("Author", readonly=True)
    )
    search: Mapped[Any] = searched("left(body, 50000)")


class Task(Identified, Timestamped, WithMetadata, Versioned, Owned, Base):
    """Something to do; the owner is who has to do it."""

    __tablename__ = "tasks"
    __table_args__ = (
        one_of("record_type", RecordType),
        one_of("status", TaskStatus),
        one_of("priority", TaskPriority),
        Index(None, "record_type", "record_id"),
        Index(None, "owner_id", "status", "due_at"),
        Index("ix_tasks_open", "due_at", "id", postgresql_where=text("status = 'open'")),
        *search_indexes("tasks"),
    )

    title: Mapped[str] = mapped_column(String(255))
    description: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str] = mapped_column(
        String(32), server_default=quoted(TaskStatus.OPEN), info=described(choices=TaskStatus)
    )
    priority: Mapped[str] = mapped_column(
        String(16), server_default=quoted(TaskPriority.NORMAL), info=described(choices=TaskPriority)
    )
    due_at: Mapped[datetime | None] = mapped_column(info=described("Due"))
    completed_at: Mapped[datetime | None] = mapped_column(info=described("Completed"))
    record_type: Mapped[str | None] = mapped_column(String(64), info=described("About", choices=RecordType))
    record_id: Mapped[int | None] = mapped_column(info=described("Record"))
    created_by: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), info=described("Created by", readonly=True)
    )
    search: Mapped[Any] = searched("title", "left(description, 50000)")


class SavedView(Identified, Timestamped, Versioned, Owned, Base):
    """A list somebody wants to come back to: filter, sort and columns of one noun."""

    __tablename__ = "saved_views"

    name: Mapped[str] = mapped_column(String(255))
    noun: Mapped[str] = mapped_column(String(64), info=described("Records"))
    definition: Mapped[JsonObject] = mapped_column(JSONB)
    is_shared: Mapped[bool] = mapped_column(server_default=FALSE, info=described("Shared"))
