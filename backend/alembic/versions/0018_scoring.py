"""scoring

Leads show their latest score, models are kept by version, and what is watched of them by day.
New tables and columns, and three indexes on leads: about ten seconds for a million, while writes to them wait.

Revision ID: 0018
Revises: 0017
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from backend import database

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

STATEMENTS = Path(database.__path__[0]) / "sql" / "0018_scoring.sql"
COUNTED = [
    "source",
    "channel",
    "owner_id",
    "status",
    "cost_cents",
    "value_cents",
    "first_attempt_at",
    "first_contact_at",
    "policy_id",
    "is_test",
    "merged_into_id",
]
KINDS = "'task_given', 'record_given', 'operation_completed', 'operation_failed', 'mentioned'"


def stamp(name: str, *, needed: bool = True) -> sa.Column[object]:
    default = sa.text("CURRENT_TIMESTAMP") if needed else None
    return sa.Column(name, sa.DateTime(timezone=True), server_default=default, nullable=not needed)


def figure(name: str, *, needed: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Double(), nullable=not needed)


def upgrade() -> None:
    op.create_table(
        "scoring_models",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("report", JSONB(), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("positives", sa.Integer(), nullable=False),
        figure("base_rate", needed=True),
        figure("hot_from", needed=True),
        figure("cold_below", needed=True),
        figure("log_loss"),
        figure("skill"),
        figure("auc"),
        figure("calibration_error"),
        sa.Column("why", sa.Text(), nullable=True),
        stamp("made_at"),
        sa.Column("made_by", sa.String(length=255), nullable=False),
        stamp("live_from", needed=False),
        stamp("live_until", needed=False),
        stamp("created_at"),
        stamp("updated_at"),
        sa.CheckConstraint("kind in ('expert', 'trained', 'refreshed')", name=op.f("ck_scoring_models_kind")),
        sa.CheckConstraint(
            "status in ('live', 'retired', 'rejected', 'candidate')", name=op.f("ck_scoring_models_status")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scoring_models")),
        sa.UniqueConstraint("version", name=op.f("uq_scoring_models_version")),
    )
    op.create_index(
        "uq_scoring_models_live",
        "scoring_models",
        ["status"],
        unique=True,
        postgresql_where=sa.text("status = 'live'"),
    )
    op.create_table(
        "scoring_attempts",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        stamp("at"),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("labels", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "outcome in ('live', 'rejected', 'candidate', 'unchanged', 'waiting', 'failed')",
            name=op.f("ck_scoring_attempts_outcome"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scoring_attempts")),
    )
    op.create_table(
        "scoring_drift",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("model_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("alarm", sa.String(length=8), nullable=False),
        sa.Column("report", JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["model_id"],
            ["scoring_models.id"],
            name=op.f("fk_scoring_drift_model_id_scoring_models"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scoring_drift")),
        sa.UniqueConstraint("model_id", "day", name=op.f("uq_scoring_drift_model_id_day")),
    )
    op.add_column("scores", sa.Column("model_id", sa.Integer(), nullable=True))
    op.create_foreign_key(
        op.f("fk_scores_model_id_scoring_models"),
        "scores",
        "scoring_models",
        ["model_id"],
        ["id"],
        ondelete="SET NULL",
    )
    op.create_index(op.f("ix_scores_model_id"), "scores", ["model_id"], unique=False)
    op.add_column("leads", figure("score"))
    op.add_column("leads", sa.Column("score_band", sa.String(length=32), nullable=True))
    op.add_column("leads", stamp("scored_at", needed=False))
    op.create_index("ix_leads_score_id", "leads", ["score", "id"], unique=False)
    op.drop_index("ix_leads_received_at_id", table_name="leads")
    op.create_index("ix_leads_received_at_id", "leads", ["received_at", "id"], unique=False, postgresql_include=COUNTED)
    op.create_index("ix_leads_unscored", "leads", ["id"], unique=False, postgresql_where=sa.text("scored_at is null"))
    op.drop_constraint(op.f("ck_notifications_kind"), "notifications", type_="check")
    op.create_check_constraint(op.f("ck_notifications_kind"), "notifications", f"kind in ({KINDS}, 'scoring_alarm')")
    op.get_bind().connection.cursor().execute(STATEMENTS.read_text())  # as it stands: % is no placeholder


def downgrade() -> None:
    for event in ("insert", "update", "delete"):
        op.execute(f"drop trigger books_follow_{event} on scores")
    op.execute("drop trigger books_score_insert on leads")
    op.execute("drop function follow_score()")
    op.execute("drop function begin_unscored()")
    op.execute("delete from notifications where kind = 'scoring_alarm'")
    op.drop_constraint(op.f("ck_notifications_kind"), "notifications", type_="check")
    op.create_check_constraint(op.f("ck_notifications_kind"), "notifications", f"kind in ({KINDS})")
    for index in ("ix_leads_unscored", "ix_leads_score_id", "ix_leads_received_at_id"):
        op.drop_index(index, table_name="leads")
    op.create_index("ix_leads_received_at_id", "leads", ["received_at", "id"], unique=False)
    for name in ("scored_at", "score_band", "score"):
        op.drop_column("leads", name)
    op.drop_column("scores", "model_id")
    for table in ("scoring_drift", "scoring_attempts", "scoring_models"):
        op.drop_table(table)
    op.execute("drop function kept_tables()")
    op.execute("alter function kept_tables_until_0017() rename to kept_tables")
    op.execute("select keep_books('leads')")
    op.execute("select keep_books('scores')")
