"""The reports the agency made, with the figures they were made from."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import (
    Base,
    Identified,
    JsonObject,
    Owned,
    Timestamped,
    Versioned,
    WithMetadata,
    coded,
    described,
    one_of,
    quoted,
    search_indexes,
    searched,
)


class ReportFormat(StrEnum):
    """The kind of file."""

    PDF = "PDF"
    EXCEL = "Excel"
    CSV = "CSV"
    JSON = "JSON"


class ReportStatus(StrEnum):
    """Whether the file is there."""

    PENDING = "pending"
    COMPLETED = "completed"
    FAILED = "failed"


class Report(Identified, Timestamped, WithMetadata, Versioned, Owned, Base):
    """One report; its type is open-ended (`Sales`, `Pipeline`, `Performance`, …).

    report_key, asked: what it is made of, for those that LeadGen makes; made_for_id: who saw what is counted in it.
    """

    __tablename__ = "reports"
    __table_args__ = (
        one_of("format", ReportFormat),
        one_of("status", ReportStatus),
        *search_indexes("reports", codes=True),
    )

    report_number: Mapped[str] = mapped_column(String(50), index=True, unique=True)
    name: Mapped[str] = mapped_column(String(255))
    report_type: Mapped[str | None] = mapped_column(String(50), index=True, info=described("Type"))
    period: Mapped[str | None] = mapped_column(String(100))
    format: Mapped[str] = mapped_column(
        String(20), server_default=quoted(ReportFormat.PDF), info=described(choices=ReportFormat)
    )
    status: Mapped[str] = mapped_column(
        String(32), server_default=quoted(ReportStatus.COMPLETED), index=True, info=described(choices=ReportStatus)
    )
    generated_date: Mapped[datetime | None] = mapped_column(info=described("Generated"))
    data: Mapped[JsonObject | None] = mapped_column(info=described("Figures"))
    file_path: Mapped[str | None] = mapped_column(String(500), info=described("File"))
    report_key: Mapped[str | None] = mapped_column(String(128), info=described("Definition", readonly=True))
    asked: Mapped[JsonObject | None] = mapped_column(info=described("Asked", readonly=True))
    made_for_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), index=True, info=described("Made for", readonly=True)
    )
    schedule_id: Mapped[int | None] = mapped_column(
        ForeignKey("report_schedules.id", ondelete="SET NULL"), index=True, info=described("Schedule", readonly=True)
    )
    progress: Mapped[int | None] = mapped_column(info=described("Progress in percent", readonly=True))
    failure: Mapped[str | None] = mapped_column(Text, info=described("What went wrong", readonly=True))
    file_size: Mapped[int | None] = mapped_column(BigInteger, info=described("Size in bytes", readonly=True))
    file_sha256: Mapped[str | None] = mapped_column(String(64), info=described("SHA-256", readonly=True))
    search: Mapped[Any] = searched("name", "report_type")
    codes: Mapped[Any] = coded("report_number")
