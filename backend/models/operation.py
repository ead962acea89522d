"""Work on many records at once: imports, bulk changes, and their undoing."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Identity, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import (
    ZERO,
    Base,
    Identified,
    JsonList,
    JsonObject,
    Timestamped,
    Versioned,
    described,
    one_of,
    quoted,
)


class OperationKind(StrEnum):
    """What is done to many records."""

    IMPORT = "import"
    BULK_CREATE = "bulk_create"
    BULK_UPDATE = "bulk_update"
    BULK_DELETE = "bulk_delete"
    REVERT = "revert"


class OperationStatus(StrEnum):
    """How far it came."""

    PENDING = "pending"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    REVERTING = "reverting"
    REVERTED = "reverted"


class Operation(Identified, Timestamped, Versioned, Base):
    """One such piece of work. Everything it changes carries the request id `operation:<id>` in the audit log."""

    __tablename__ = "operations"
    __table_args__ = (one_of("kind", OperationKind), one_of("status", OperationStatus))

    kind: Mapped[str] = mapped_column(String(32), info=described(choices=OperationKind, readonly=True))
    noun: Mapped[str] = mapped_column(String(64), info=described("Records", readonly=True))
    status: Mapped[str] = mapped_column(
        String(32),
        server_default=quoted(OperationStatus.PENDING),
        info=described(choices=OperationStatus, readonly=True),
    )
    params: Mapped[JsonObject | None]
    total: Mapped[int | None]
    done: Mapped[int] = mapped_column(server_default=ZERO)
    created_count: Mapped[int] = mapped_column(server_default=ZERO)
    updated_count: Mapped[int] = mapped_column(server_default=ZERO)
    deleted_count: Mapped[int] = mapped_column(server_default=ZERO)
    skipped_count: Mapped[int] = mapped_column(server_default=ZERO)
    rejected_count: Mapped[int] = mapped_column(server_default=ZERO)
    error: Mapped[str | None] = mapped_column(Text)
    file_path: Mapped[str | None] = mapped_column(String(512), info=described(hidden=True))
    file_name: Mapped[str | None] = mapped_column(String(255))
    reverts_id: Mapped[int | None] = mapped_column(ForeignKey("operations.id", ondelete="SET NULL"))
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    reverted_at: Mapped[datetime | None]


class OperationReject(Base):
    """One row of a file that could not be taken, with the reasons, as it stood in the file."""

    __tablename__ = "operation_rejects"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    operation_id: Mapped[int] = mapped_column(ForeignKey("operations.id", ondelete="CASCADE"), index=True)
    row_number: Mapped[int]
    sheet: Mapped[str | None] = mapped_column(String(255))
    reasons: Mapped[JsonList] = mapped_column(JSONB)
    row: Mapped[JsonObject] = mapped_column(JSONB)
