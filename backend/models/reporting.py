"""What is kept around reports: own ones, the rows that one lists, when they are sent, links to them, and dashboards."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import (
    FALSE,
    TRUE,
    Base,
    Identified,
    JsonList,
    JsonObject,
    Owned,
    Timestamped,
    Versioned,
    described,
    one_of,
    quoted,
)
from backend.models.report import ReportFormat


class Cadence(StrEnum):
    """How often a report is sent."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class OwnReport(Identified, Timestamped, Versioned, Owned, Base):
    """A report that somebody put together: which records, how they are grouped, what is measured, how it is drawn."""

    __tablename__ = "own_reports"

    name: Mapped[str] = mapped_column(String(255))
    about: Mapped[str | None] = mapped_column(Text)
    noun: Mapped[str] = mapped_column(String(64), info=described("Records"))
    definition: Mapped[JsonObject]
    is_shared: Mapped[bool] = mapped_column(server_default=FALSE, info=described("Shared"))


class ReportRows(Base):
    """A stretch of the records that a report lists, as they were when it was made: an array for each, in order."""

    __tablename__ = "report_rows"

    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    rows: Mapped[JsonList]


class ReportSchedule(Identified, Timestamped, Versioned, Owned, Base):
    """A report that is made again and again, and whom a link to it is mailed. Times are by the agency's clock.

    report: the key of one that comes with LeadGen, or `own:7`. asked: period, line and the like, as the API takes them.
    next_at: kept by the database, which plans it anew when the schedule or the agency's clock changes.
    """

    __tablename__ = "report_schedules"
    __table_args__ = (
        one_of("cadence", Cadence),
        one_of("format", ReportFormat),
        CheckConstraint("hour between 0 and 23", name="hour"),
        CheckConstraint("coalesce(weekday between 1 and 7, cadence <> 'weekly')", name="weekday"),
        CheckConstraint("coalesce(day_of_month between 1 and 31, cadence <> 'monthly')", name="day_of_month"),
        Index("ix_report_schedules_due", "next_at", postgresql_where=text("is_active")),
    )

    name: Mapped[str] = mapped_column(String(255))
    report: Mapped[str] = mapped_column(String(128))
    asked: Mapped[JsonObject]
    format: Mapped[str] = mapped_column(
        String(20), server_default=quoted(ReportFormat.PDF), info=described(choices=ReportFormat)
    )
    cadence: Mapped[str] = mapped_column(String(16), info=described("How often", choices=Cadence))
    weekday: Mapped[int | None]
    day_of_month: Mapped[int | None]
    hour: Mapped[int] = mapped_column(server_default=text("7"))
    recipients: Mapped[JsonList]
    is_active: Mapped[bool] = mapped_column(server_default=TRUE, info=described("Active"))
    next_at: Mapped[datetime | None] = mapped_column(info=described("Next", readonly=True))
    last_at: Mapped[datetime | None] = mapped_column(info=described("Last", readonly=True))
    last_error: Mapped[str | None] = mapped_column(Text, info=described("What went wrong", readonly=True))


class ReportLink(Identified, Timestamped, Base):
    """A way to one report for somebody who was mailed it; of the token only its hash is kept.

    sent_at: when the mail server took the mail; failure: why it never will. Neither: it is on its way, or nobody knows.
    """

    __tablename__ = "report_links"

    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    sent_to: Mapped[str] = mapped_column(String(255))
    sent_at: Mapped[datetime | None]
    failure: Mapped[str | None] = mapped_column(Text)
    expires_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    opens: Mapped[int] = mapped_column(server_default=text("0"))
    revoked_at: Mapped[datetime | None]


class Dashboard(Identified, Timestamped, Versioned, Base):
    """The tiles that somebody arranged, or those that everybody of a role begins with."""

    __tablename__ = "dashboards"
    __table_args__ = (CheckConstraint("num_nonnulls(user_id, role) = 1", name="whose"),)

    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), unique=True)
    role: Mapped[str | None] = mapped_column(String(32), unique=True)
    tiles: Mapped[JsonList]
