"""Whom the agency writes to, with what, when, and what came of it."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import Double, ForeignKey, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import (
    FALSE,
    TRUE,
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
    search_indexes,
    searched,
)


class SegmentOperator(StrEnum):
    """How the criteria of a segment combine."""

    AND = "and"
    OR = "or"


class TemplateType(StrEnum):
    """What a template is written for."""

    EMAIL = "email"
    SMS = "sms"
    MULTI_CHANNEL = "multi_channel"
    DRIP = "drip"


class TriggerType(StrEnum):
    """What sets an automation off."""

    TIME_BASED = "time_based"
    EVENT_BASED = "event_based"
    BEHAVIOR_BASED = "behavior_based"
    SCORE_BASED = "score_based"


class CampaignType(StrEnum):
    """How a campaign reaches people."""

    EMAIL = "email"
    SMS = "sms"
    MULTI_CHANNEL = "multi_channel"
    DRIP = "drip"


class CampaignStatus(StrEnum):
    """Where a campaign stands."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    ACTIVE = "active"
    PAUSED = "paused"
    COMPLETED = "completed"
    ARCHIVED = "archived"


class SendStatus(StrEnum):
    """How far one message of a campaign came."""

    SENT = "sent"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    FAILED = "failed"
    OPENED = "opened"
    CLICKED = "clicked"
    CONVERTED = "converted"


class BounceType(StrEnum):
    """Why a message came back."""

    HARD = "hard"
    SOFT = "soft"
    COMPLAINT = "complaint"


class AudienceSegment(Identified, Timestamped, Versioned, Base):
    """Which people, said in criteria."""

    __tablename__ = "audience_segments"
    __table_args__ = (*search_indexes("audience_segments"),)

    name: Mapped[str] = mapped_column(String(255))
    description: Mapped[str | None] = mapped_column(Text)
    criteria: Mapped[JsonObject]
    operator: Mapped[str] = mapped_column(
        String(10), server_default=quoted(SegmentOperator.AND), info=described(choices=SegmentOperator)
    )
    estimated_size: Mapped[int] = mapped_column(server_default=ZERO, info=described(readonly=True))
    last_calculated_at: Mapped[datetime | None] = mapped_column(info=described("Last calculated", readonly=True))
    created_by: Mapped[str | None] = mapped_column(String(100))
    is_active: Mapped[bool] = mapped_column(server_default=TRUE, index=True, info=described("Active"))
    search: Mapped[Any] = searched("name", "description")


class MarketingTemplate(Identified, Timestamped, Versioned, Base):
    """The words of a message, with places for the recipient's own."""

    __tablename__ = "marketing_templates"
    __table_args__ = (
        one_of("template_type", TemplateType),
        *search_indexes("marketing_templates"),
    )

    name: Mapped[str] = mapped_column(String(255))
    description: Mapped[str | None] = mapped_column(Text)
    template_type: Mapped[str] = mapped_column(String(20), info=described("Type", choices=TemplateType))
    subject_line: Mapped[str | None] = mapped_column(String(500), info=described("Subject"))
    html_content: Mapped[str | None] = mapped_column(Text, info=described("HTML"))
    text_content: Mapped[str | None] = mapped_column(Text, info=described("Text"))
    available_tokens: Mapped[JsonList | None]
    thumbnail_url: Mapped[str | None] = mapped_column(String(500), info=described("Thumbnail"))
    created_by: Mapped[str | None] = mapped_column(String(100))
    is_active: Mapped[bool] = mapped_column(server_default=TRUE, info=described("Active"))
    search: Mapped[Any] = searched("name", "description", "subject_line")


class AutomationTrigger(Identified, Timestamped, Versioned, Base):
    """When something is to happen by itself."""

    __tablename__ = "automation_triggers"
    __table_args__ = (
        one_of("trigger_type", TriggerType),
        *search_indexes("automation_triggers"),
    )

    name: Mapped[str] = mapped_column(String(255))
    description: Mapped[str | None] = mapped_column(Text)
    trigger_type: Mapped[str] = mapped_column(String(20), info=described("Type", choices=TriggerType))
    trigger_config: Mapped[JsonObject] = mapped_column(info=described("Settings"))
    created_by: Mapped[str | None] = mapped_column(String(100))
    is_active: Mapped[bool] = mapped_column(server_default=TRUE, info=described("Active"))
    search: Mapped[Any] = searched("name", "description")


class MarketingCampaign(Identified, Timestamped, Versioned, Base):
    """A template sent to a segment, once or by a trigger."""

    __tablename__ = "marketing_campaigns"
    __table_args__ = (
        one_of("campaign_type", CampaignType),
        one_of("status", CampaignStatus),
        *search_indexes("marketing_campaigns"),
    )

    name: Mapped[str] = mapped_column(String(255))
    description: Mapped[str | None] = mapped_column(Text)
    campaign_type: Mapped[str] = mapped_column(String(20), info=described("Type", choices=CampaignType))
    status: Mapped[str] = mapped_column(
        String(20), server_default=quoted(CampaignStatus.DRAFT), info=described(choices=CampaignStatus)
    )
    segment_id: Mapped[int | None] = mapped_column(
        ForeignKey("audience_segments.id", ondelete="SET NULL"), info=described("Segment")
    )
    target_count: Mapped[int] = mapped_column(server_default=ZERO, info=described("Recipients", readonly=True))
    template_id: Mapped[int | None] = mapped_column(
        ForeignKey("marketing_templates.id", ondelete="SET NULL"), info=described("Template")
    )
    subject_line: Mapped[str | None] = mapped_column(String(500), info=described("Subject"))
    preview_text: Mapped[str | None] = mapped_column(String(500))
    scheduled_at: Mapped[datetime | None] = mapped_column(info=described("Scheduled"))
    started_at: Mapped[datetime | None] = mapped_column(info=described("Started", readonly=True))
    completed_at: Mapped[datetime | None] = mapped_column(info=described("Completed", readonly=True))
    is_ab_test: Mapped[bool] = mapped_column(server_default=FALSE, info=described("A/B test"))
    ab_test_config: Mapped[JsonObject | None] = mapped_column(info=described("A/B test settings"))
    is_automated: Mapped[bool] = mapped_column(server_default=FALSE, info=described("Automated"))
    automation_trigger_id: Mapped[int | None] = mapped_column(
        ForeignKey("automation_triggers.id", ondelete="SET NULL"), info=described("Trigger")
    )
    created_by: Mapped[str | None] = mapped_column(String(100))
    search: Mapped[Any] = searched("name", "description", "subject_line")


class CampaignAnalytics(Identified, Timestamped, Base):
    """The figures of one campaign, all but its cost kept by the database; rates are fractions of 1."""

    __tablename__ = "campaign_analytics"

    campaign_id: Mapped[int] = mapped_column(
        ForeignKey("marketing_campaigns.id", ondelete="CASCADE"), unique=True, info=described("Campaign")
    )
    total_sent: Mapped[int] = mapped_column(server_default=ZERO, info=described("Sent", readonly=True))
    total_delivered: Mapped[int] = mapped_column(server_default=ZERO, info=described("Delivered", readonly=True))
    total_bounced: Mapped[int] = mapped_column(server_default=ZERO, info=described("Bounced", readonly=True))
    total_failed: Mapped[int] = mapped_column(server_default=ZERO, info=described("Failed", readonly=True))
    total_opened: Mapped[int] = mapped_column(server_default=ZERO, info=described("Openings", readonly=True))
    unique_opened: Mapped[int] = mapped_column(server_default=ZERO, info=described("Opened by", readonly=True))
    total_clicked: Mapped[int] = mapped_column(server_default=ZERO, info=described("Clicks", readonly=True))
    unique_clicked: Mapped[int] = mapped_column(server_default=ZERO, info=described("Clicked by", readonly=True))
    total_unsubscribed: Mapped[int] = mapped_column(server_default=ZERO, info=described("Unsubscribed", readonly=True))
    total_spam_reports: Mapped[int] = mapped_column(server_default=ZERO, info=described("Spam reports", readonly=True))
    total_conversions: Mapped[int] = mapped_column(server_default=ZERO, info=described("Conversions", readonly=True))
    total_revenue: Mapped[Decimal] = mapped_column(
        Numeric(14, 2), server_default=ZERO, info=described("Revenue", readonly=True)
    )
    delivery_rate: Mapped[float] = mapped_column(Double, server_default=ZERO, info=described(readonly=True))
    open_rate: Mapped[float] = mapped_column(Double, server_default=ZERO, info=described(readonly=True))
    click_rate: Mapped[float] = mapped_column(Double, server_default=ZERO, info=described(readonly=True))
    click_to_open_rate: Mapped[float] = mapped_column(Double, server_default=ZERO, info=described(readonly=True))
    conversion_rate: Mapped[float] = mapped_column(Double, server_default=ZERO, info=described(readonly=True))
    unsubscribe_rate: Mapped[float] = mapped_column(Double, server_default=ZERO, info=described(readonly=True))
    roi: Mapped[float] = mapped_column(
        Double, server_default=ZERO, info=described("Return on investment", readonly=True)
    )
    campaign_cost: Mapped[Decimal] = mapped_column(Numeric(14, 2), server_default=ZERO, info=described("Cost"))
    last_updated: Mapped[datetime | None] = mapped_column(info=described("Figures from", readonly=True))


class CampaignSend(Identified, Timestamped, Base):
    """One message of a campaign to one recipient; `customer_id` is kept when the customer goes."""

    __tablename__ = "campaign_sends"
    __table_args__ = (one_of("status", SendStatus), one_of("bounce_type", BounceType))

    campaign_id: Mapped[int] = mapped_column(
        ForeignKey("marketing_campaigns.id", ondelete="CASCADE"), index=True, info=described("Campaign")
    )
    customer_id: Mapped[int | None] = mapped_column(index=True, info=described("Customer"))
    recipient_email: Mapped[str | None] = mapped_column(String(255), index=True, info=described("E-mail"))
    recipient_phone: Mapped[str | None] = mapped_column(String(50), info=described("Phone"))
    recipient_name: Mapped[str | None] = mapped_column(String(255), info=described("Name"))
    status: Mapped[str] = mapped_column(String(50), index=True, info=described(choices=SendStatus))
    sent_at: Mapped[datetime | None] = mapped_column(info=described("Sent"))
    delivered_at: Mapped[datetime | None] = mapped_column(info=described("Delivered"))
    opened_at: Mapped[datetime | None] = mapped_column(info=described("Opened"))
    clicked_at: Mapped[datetime | None] = mapped_column(info=described("Clicked"))
    converted_at: Mapped[datetime | None] = mapped_column(info=described("Converted"))
    open_count: Mapped[int] = mapped_column(server_default=ZERO, info=described("Openings", readonly=True))
    click_count: Mapped[int] = mapped_column(server_default=ZERO, info=described("Clicks", readonly=True))
    links_clicked: Mapped[JsonList | None] = mapped_column(info=described(readonly=True))
    variant: Mapped[str | None] = mapped_column(String(50))
    error_message: Mapped[str | None] = mapped_column(Text, info=described("Error"))
    bounce_type: Mapped[str | None] = mapped_column(String(50), info=described("Bounce", choices=BounceType))
