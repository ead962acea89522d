"""How leads are worked: quotes, who is licensed for what, who gets which lead, what was merged."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Computed, ForeignKey, Identity, Index, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import (
    NOW,
    TRUE,
    ZERO,
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
)
from backend.models.policy import PolicyType


class QuoteStatus(StrEnum):
    """What became of a quote."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"


class Quote(Identified, Timestamped, WithMetadata, Versioned, Owned, Base):
    """What a carrier would charge a lead."""

    __tablename__ = "quotes"
    __table_args__ = (
        one_of("status", QuoteStatus),
        one_of("policy_type", PolicyType),
        CheckConstraint("premium_cents > 0", name="premium_cents"),
        CheckConstraint("term_months in (1, 3, 6, 12)", name="term_months"),
    )

    lead_id: Mapped[int] = mapped_column(ForeignKey("leads.id", ondelete="CASCADE"), index=True, info=described("Lead"))
    carrier: Mapped[str] = mapped_column(String(100))
    policy_type: Mapped[str] = mapped_column(String(50), info=described("Type", choices=PolicyType))
    premium_cents: Mapped[int] = mapped_column(BigInteger, info=described("Premium in cents"))
    term_months: Mapped[int] = mapped_column(server_default=text("12"), info=described("Months the premium covers"))
    annual_premium_cents: Mapped[int | None] = mapped_column(
        BigInteger,
        Computed("premium_cents * 12 / term_months", persisted=True),
        info=described("Annual premium in cents", readonly=True),
    )
    status: Mapped[str] = mapped_column(
        String(16), server_default=quoted(QuoteStatus.OFFERED), info=described(choices=QuoteStatus)
    )
    quoted_at: Mapped[datetime] = mapped_column(server_default=NOW, info=described("Quoted"))
    expires_on: Mapped[date | None] = mapped_column(info=described("Good until"))
    coverage: Mapped[str | None] = mapped_column(Text)
    policy_id: Mapped[int | None] = mapped_column(
        ForeignKey("policies.id", ondelete="SET NULL"), index=True, info=described("Became policy", readonly=True)
    )


class RoutingRule(Identified, Timestamped, Versioned, Base):
    """Which leads go to whom; the active rules are asked in the order of their positions, and the first that fits
    and has somebody free decides."""

    __tablename__ = "routing_rules"
    __table_args__ = (
        CheckConstraint("team_id is null or user_id is null", name="one_target"),
        CheckConstraint("respond_within_minutes between 1 and 10080", name="respond_within_minutes"),
        CheckConstraint("most_reassignments between 0 and 20", name="most_reassignments"),
    )

    name: Mapped[str] = mapped_column(String(100))
    position: Mapped[int] = mapped_column(server_default=text("100"), info=described("Order"))
    is_active: Mapped[bool] = mapped_column(server_default=TRUE, info=described("Active"))
    applies_to: Mapped[JsonObject | None] = mapped_column(
        JSONB(none_as_null=True), info=described("Which leads, as criteria; empty means every lead")
    )
    team_id: Mapped[int | None] = mapped_column(
        ForeignKey("teams.id", ondelete="SET NULL"), info=described("To this team")
    )
    user_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), info=described("To this person")
    )
    needs_license: Mapped[bool] = mapped_column(
        server_default=TRUE, info=described("Only to those licensed for the state and line")
    )
    respond_within_minutes: Mapped[int] = mapped_column(
        server_default=text("15"), info=described("Answer within minutes of office hours")
    )
    most_reassignments: Mapped[int] = mapped_column(
        server_default=text("2"), info=described("Hand on so often when nobody answers")
    )
    escalate_to: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), info=described("Then tell")
    )


class RoutingAgent(Identified, Timestamped, Base):
    """How many leads somebody takes, beside the others."""

    __tablename__ = "routing_agents"
    __table_args__ = (
        CheckConstraint("weight between 0 and 100", name="weight"),
        CheckConstraint("most_open_leads > 0", name="most_open_leads"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), unique=True)
    weight: Mapped[int] = mapped_column(server_default=text("1"))
    most_open_leads: Mapped[int | None]
    is_available: Mapped[bool] = mapped_column(server_default=TRUE)
    current_weight: Mapped[int] = mapped_column(BigInteger, server_default=ZERO, info=described(hidden=True))


class AgentLicense(Identified, Timestamped, Base):
    """What somebody may sell where. line: null means every line."""

    __tablename__ = "agent_licenses"
    __table_args__ = (Index(None, "user_id", "state"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    state: Mapped[str] = mapped_column(String(2))
    line: Mapped[str | None] = mapped_column(String(64))
    number: Mapped[str | None] = mapped_column(String(64))
    expires_on: Mapped[date | None]


class OfficeHours(Base):
    """When the agency answers, by its own clock, on working days. No row of a weekday: closed."""

    __tablename__ = "office_hours"
    __table_args__ = (
        CheckConstraint("weekday between 0 and 6", name="weekday"),
        CheckConstraint("0 <= opens and opens < closes and closes <= 1440", name="opens"),
    )

    weekday: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    opens: Mapped[int]
    closes: Mapped[int]


class LeadAssignment(Base):
    """Who had a lead when, and by when they had to answer. One at a time."""

    __tablename__ = "lead_assignments"
    __table_args__ = (
        Index("uq_lead_assignments_current", "lead_id", unique=True, postgresql_where=text("ended_at is null")),
        Index(None, "lead_id", "id"),
        Index("ix_lead_assignments_due", "due_at", postgresql_where=text("ended_at is null and answered_at is null")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("leads.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    rule_id: Mapped[int | None] = mapped_column(ForeignKey("routing_rules.id", ondelete="SET NULL"))
    number: Mapped[int] = mapped_column(server_default=text("1"))
    assigned_at: Mapped[datetime] = mapped_column(server_default=NOW)
    due_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class LeadMerge(Base):
    """Two leads that are one person: what was moved from one to the other, so that it can be moved back."""

    __tablename__ = "lead_merges"
    __table_args__ = (
        Index("uq_lead_merges_current", "merged_id", unique=True, postgresql_where=text("unmerged_at is null")),
        Index(None, "kept_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("leads.id", ondelete="CASCADE"))
    merged_id: Mapped[int] = mapped_column(ForeignKey("leads.id", ondelete="CASCADE"))
    moved: Mapped[JsonObject] = mapped_column(JSONB)
    before: Mapped[JsonObject] = mapped_column(JSONB)
    merged_at: Mapped[datetime] = mapped_column(server_default=NOW)
    merged_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    unmerged_at: Mapped[datetime | None]
    unmerged_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
