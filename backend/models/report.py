"""The reports the agency made, with the figures they were made from."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import String
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
    """One report; its type is open-ended (`Sales`, `Pipeline`, `Performance`, …)."""

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
    search: Mapped[Any] = searched("name", "report_type")
    codes: Mapped[Any] = coded("report_number")
