"""add scores table

Revision ID: 137b19ac6ef3
Revises: 2dd19a2d0626
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "137b19ac6ef3"
down_revision = "2dd19a2d0626"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "scores",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("band", sa.String(length=32), nullable=True),
        sa.Column("explanation", JSONB(), nullable=True),
        sa.Column("model_version", sa.String(length=64), nullable=True),
        sa.Column("features", JSONB(), nullable=True),
        sa.Column("scored_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_scores_lead_id_leads"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scores")),
    )
    op.create_index(op.f("ix_scores_lead_id"), "scores", ["lead_id"], unique=False)


def downgrade() -> None:
    op.drop_table("scores")
