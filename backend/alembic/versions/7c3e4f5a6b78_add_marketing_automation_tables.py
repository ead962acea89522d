"""add marketing automation tables

Revision ID: 7c3e4f5a6b78
Revises: 6b2d3e4f5a67
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "7c3e4f5a6b78"
down_revision = "6b2d3e4f5a67"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audience_segments",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("criteria", JSONB(), nullable=False),
        sa.Column("operator", sa.String(length=10), server_default=sa.text("'and'"), nullable=False),
        sa.Column("estimated_size", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_calculated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.String(length=100), nullable=True),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audience_segments")),
    )
    op.create_index(op.f("ix_audience_segments_is_active"), "audience_segments", ["is_active"], unique=False)
    op.create_table(
        "marketing_templates",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("template_type", sa.String(length=20), nullable=False),
        sa.Column("subject_line", sa.String(length=500), nullable=True),
        sa.Column("html_content", sa.Text(), nullable=True),
        sa.Column("text_content", sa.Text(), nullable=True),
        sa.Column("available_tokens", JSONB(), nullable=True),
        sa.Column("thumbnail_url", sa.String(length=500), nullable=True),
        sa.Column("created_by", sa.String(length=100), nullable=True),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marketing_templates")),
    )
    op.create_table(
        "automation_triggers",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("trigger_type", sa.String(length=20), nullable=False),
        sa.Column("trigger_config", JSONB(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=True),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_automation_triggers")),
    )
    op.create_table(
        "marketing_campaigns",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("campaign_type", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), server_default=sa.text("'draft'"), nullable=False),
        sa.Column("segment_id", sa.Integer(), nullable=True),
        sa.Column("target_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("template_id", sa.Integer(), nullable=True),
        sa.Column("subject_line", sa.String(length=500), nullable=True),
        sa.Column("preview_text", sa.String(length=500), nullable=True),
        sa.Column("scheduled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_ab_test", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("ab_test_config", JSONB(), nullable=True),
        sa.Column("is_automated", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("automation_trigger_id", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.String(length=100), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["automation_trigger_id"],
            ["automation_triggers.id"],
            name=op.f("fk_marketing_campaigns_automation_trigger_id_automation_triggers"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["segment_id"],
            ["audience_segments.id"],
            name=op.f("fk_marketing_campaigns_segment_id_audience_segments"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["template_id"],
            ["marketing_templates.id"],
            name=op.f("fk_marketing_campaigns_template_id_marketing_templates"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marketing_campaigns")),
    )
    op.create_table(
        "campaign_analytics",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("total_sent", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("total_delivered", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("total_bounced", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("total_failed", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("total_opened", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("unique_opened", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("total_clicked", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("unique_clicked", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("total_unsubscribed", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("total_spam_reports", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("total_conversions", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("total_revenue", sa.Numeric(precision=14, scale=2), server_default=sa.text("0"), nullable=False),
        sa.Column("delivery_rate", sa.Double(), server_default=sa.text("0"), nullable=False),
        sa.Column("open_rate", sa.Double(), server_default=sa.text("0"), nullable=False),
        sa.Column("click_rate", sa.Double(), server_default=sa.text("0"), nullable=False),
        sa.Column("click_to_open_rate", sa.Double(), server_default=sa.text("0"), nullable=False),
        sa.Column("conversion_rate", sa.Double(), server_default=sa.text("0"), nullable=False),
        sa.Column("unsubscribe_rate", sa.Double(), server_default=sa.text("0"), nullable=False),
        sa.Column("roi", sa.Double(), server_default=sa.text("0"), nullable=False),
        sa.Column("campaign_cost", sa.Numeric(precision=14, scale=2), server_default=sa.text("0"), nullable=False),
        sa.Column("last_updated", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["marketing_campaigns.id"],
            name=op.f("fk_campaign_analytics_campaign_id_marketing_campaigns"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_analytics")),
        sa.UniqueConstraint("campaign_id", name=op.f("uq_campaign_analytics_campaign_id")),
    )
    op.create_table(
        "campaign_sends",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("recipient_email", sa.String(length=255), nullable=True),
        sa.Column("recipient_phone", sa.String(length=50), nullable=True),
        sa.Column("recipient_name", sa.String(length=255), nullable=True),
        sa.Column("status", sa.String(length=50), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("clicked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("converted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("open_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("click_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("links_clicked", JSONB(), nullable=True),
        sa.Column("variant", sa.String(length=50), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("bounce_type", sa.String(length=50), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["marketing_campaigns.id"],
            name=op.f("fk_campaign_sends_campaign_id_marketing_campaigns"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_sends")),
    )
    op.create_index(op.f("ix_campaign_sends_campaign_id"), "campaign_sends", ["campaign_id"], unique=False)
    op.create_index(op.f("ix_campaign_sends_customer_id"), "campaign_sends", ["customer_id"], unique=False)
    op.create_index(op.f("ix_campaign_sends_recipient_email"), "campaign_sends", ["recipient_email"], unique=False)
    op.create_index(op.f("ix_campaign_sends_status"), "campaign_sends", ["status"], unique=False)


def downgrade() -> None:
    op.drop_table("campaign_sends")
    op.drop_table("campaign_analytics")
    op.drop_table("marketing_campaigns")
    op.drop_table("automation_triggers")
    op.drop_table("marketing_templates")
    op.drop_table("audience_segments")
