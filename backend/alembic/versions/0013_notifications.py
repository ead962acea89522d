"""notifications

What people are told about: records and tasks given to them, operations that ended, notes that mention them.
Instant: a new table, and triggers that fire only when one of these happens.

Revision ID: 0013
Revises: 0012
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

from backend import database

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

STATEMENTS = Path(database.__path__[0]) / "sql" / "0013_notifications.sql"
FUNCTIONS = (
    "announce_notifications()",
    "count_given()",
    "short_of(text)",
    "tell_mentioned()",
    "tell_operation()",
    "tell_owner()",
)


def upgrade() -> None:
    op.create_table(
        "notifications",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("noun", sa.String(length=64), nullable=True),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind in ('task_given', 'record_given', 'operation_completed', 'operation_failed', 'mentioned')",
            name=op.f("ck_notifications_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_notifications_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
    )
    op.create_index(op.f("ix_notifications_user_id_id"), "notifications", ["user_id", "id"], unique=False)
    op.create_index(
        "ix_notifications_unread",
        "notifications",
        ["user_id", "id"],
        unique=False,
        postgresql_where=sa.text("read_at is null"),
    )
    op.get_bind().connection.cursor().execute(STATEMENTS.read_text())  # as it stands: % is no placeholder


def downgrade() -> None:
    op.drop_table("notifications")
    for function in FUNCTIONS:
        op.execute(f"drop function {function} cascade")
