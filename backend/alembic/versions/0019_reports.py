"""reports

Reports that are made, listed, scheduled, mailed by link and put together by people, and dashboards.
New tables, columns on reports, and indexes on policies and leads: about twenty seconds for a million and a half of them,
while writes to them wait.

Revision ID: 0019
Revises: 0018
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from backend import database

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

STATEMENTS = Path(database.__path__[0]) / "sql" / "0019_reports.sql"
KINDS = "'task_given', 'record_given', 'operation_completed', 'operation_failed', 'mentioned', 'scoring_alarm'"
FUNCTIONS = (
    "consents(text, text)",
    "objections(text, text)",
    "consent_said(text)",
    "calls_need_writing(text, text)",
    "number_of(text)",
    "office_minutes(timestamptz, timestamptz)",
    "office_calendar()",
    "federal_holidays(integer)",
)
CAME_IN = [
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
COUNTED = ["end_date", "status", "owner_id", "carrier", "annual_premium_cents", "renewal_date"]
ADDED = ("report_key", "asked", "made_for_id", "schedule_id", "progress", "failure", "file_size", "file_sha256")


def key() -> sa.Column[object]:
    return sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False)


def stamp(name: str, *, needed: bool = True) -> sa.Column[object]:
    default = sa.text("CURRENT_TIMESTAMP") if needed else None
    return sa.Column(name, sa.DateTime(timezone=True), server_default=default, nullable=not needed)


def version() -> sa.Column[object]:
    return sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False)


def refers(table: str, column: str, to: str, on_delete: str = "SET NULL") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"), ondelete=on_delete)


def upgrade() -> None:
    op.create_table(
        "own_reports",
        key(),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("about", sa.Text(), nullable=True),
        sa.Column("noun", sa.String(length=64), nullable=False),
        sa.Column("definition", JSONB(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        version(),
        stamp("created_at"),
        stamp("updated_at"),
        refers("own_reports", "owner_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_reports")),
    )
    op.create_index(op.f("ix_own_reports_owner_id"), "own_reports", ["owner_id"], unique=False)
    op.create_table(
        "report_rows",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rows", JSONB(), nullable=False),
        refers("report_rows", "report_id", "reports", "CASCADE"),
        sa.PrimaryKeyConstraint("report_id", "part", name=op.f("pk_report_rows")),
    )
    op.create_table(
        "report_schedules",
        key(),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("report", sa.String(length=128), nullable=False),
        sa.Column("asked", JSONB(), nullable=False),
        sa.Column("format", sa.String(length=20), server_default=sa.text("'PDF'"), nullable=False),
        sa.Column("cadence", sa.String(length=16), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("day_of_month", sa.Integer(), nullable=True),
        sa.Column("hour", sa.Integer(), server_default=sa.text("7"), nullable=False),
        sa.Column("recipients", JSONB(), nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        stamp("next_at", needed=False),
        stamp("last_at", needed=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        version(),
        stamp("created_at"),
        stamp("updated_at"),
        sa.CheckConstraint("cadence in ('daily', 'weekly', 'monthly')", name=op.f("ck_report_schedules_cadence")),
        sa.CheckConstraint("format in ('PDF', 'Excel', 'CSV', 'JSON')", name=op.f("ck_report_schedules_format")),
        sa.CheckConstraint("hour between 0 and 23", name=op.f("ck_report_schedules_hour")),
        sa.CheckConstraint(
            "coalesce(weekday between 1 and 7, cadence <> 'weekly')", name=op.f("ck_report_schedules_weekday")
        ),
        sa.CheckConstraint(
            "coalesce(day_of_month between 1 and 31, cadence <> 'monthly')",
            name=op.f("ck_report_schedules_day_of_month"),
        ),
        refers("report_schedules", "owner_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_schedules")),
    )
    op.create_index("ix_report_schedules_due", "report_schedules", ["next_at"], postgresql_where=sa.text("is_active"))
    op.create_index(op.f("ix_report_schedules_owner_id"), "report_schedules", ["owner_id"], unique=False)
    op.create_table(
        "report_links",
        key(),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("sent_to", sa.String(length=255), nullable=False),
        stamp("created_at"),
        stamp("updated_at"),
        stamp("sent_at", needed=False),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        stamp("opened_at", needed=False),
        sa.Column("opens", sa.Integer(), server_default=sa.text("0"), nullable=False),
        stamp("revoked_at", needed=False),
        refers("report_links", "report_id", "reports", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_report_links_token_hash")),
    )
    op.create_index(op.f("ix_report_links_report_id"), "report_links", ["report_id"], unique=False)
    op.create_table(
        "dashboards",
        key(),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=32), nullable=True),
        sa.Column("tiles", JSONB(), nullable=False),
        version(),
        stamp("created_at"),
        stamp("updated_at"),
        sa.CheckConstraint("num_nonnulls(user_id, role) = 1", name=op.f("ck_dashboards_whose")),
        refers("dashboards", "user_id", "users", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dashboards")),
        sa.UniqueConstraint("role", name=op.f("uq_dashboards_role")),
        sa.UniqueConstraint("user_id", name=op.f("uq_dashboards_user_id")),
    )
    op.add_column("reports", sa.Column("report_key", sa.String(length=128), nullable=True))
    op.add_column("reports", sa.Column("asked", JSONB(), nullable=True))
    for name, to in (("made_for_id", "users"), ("schedule_id", "report_schedules")):
        op.add_column("reports", sa.Column(name, sa.Integer(), nullable=True))
        op.create_foreign_key(op.f(f"fk_reports_{name}_{to}"), "reports", to, [name], ["id"], ondelete="SET NULL")
        op.create_index(op.f(f"ix_reports_{name}"), "reports", [name], unique=False)
    op.add_column("reports", sa.Column("progress", sa.Integer(), nullable=True))
    op.add_column("reports", sa.Column("failure", sa.Text(), nullable=True))
    op.add_column("reports", sa.Column("file_size", sa.BigInteger(), nullable=True))
    op.add_column("reports", sa.Column("file_sha256", sa.String(length=64), nullable=True))
    op.drop_constraint(op.f("ck_notifications_kind"), "notifications", type_="check")
    op.create_check_constraint(
        op.f("ck_notifications_kind"), "notifications", f"kind in ({KINDS}, 'report_completed', 'report_failed')"
    )
    op.create_index(
        "ix_policies_counted",
        "policies",
        ["customer_id", "policy_type", "start_date"],
        unique=False,
        postgresql_include=COUNTED,
    )
    op.drop_index("ix_policies_customer_id", table_name="policies")
    op.drop_index("ix_leads_received_at_id", table_name="leads")
    op.create_index(
        "ix_leads_received_at_id",
        "leads",
        ["received_at", "id"],
        unique=False,
        postgresql_include=[*CAME_IN, "product_interest"],
    )
    op.get_bind().connection.cursor().execute(STATEMENTS.read_text())  # as it stands: % is no placeholder


def downgrade() -> None:
    op.drop_index("ix_leads_received_at_id", table_name="leads")
    op.create_index("ix_leads_received_at_id", "leads", ["received_at", "id"], unique=False, postgresql_include=CAME_IN)
    op.create_index("ix_policies_customer_id", "policies", ["customer_id"], unique=False)
    op.drop_index("ix_policies_counted", table_name="policies")
    op.execute("delete from notifications where kind in ('report_completed', 'report_failed')")
    op.drop_constraint(op.f("ck_notifications_kind"), "notifications", type_="check")
    op.create_check_constraint(op.f("ck_notifications_kind"), "notifications", f"kind in ({KINDS})")
    op.execute("drop trigger guard_update on reports")
    op.execute("drop function guard_made_report()")
    for name in ADDED:
        op.drop_column("reports", name)
    op.execute("drop trigger agency_settings_plan on agency_settings")
    for table in ("dashboards", "report_links", "report_schedules", "report_rows", "own_reports"):
        op.drop_table(table)
    for table in ("own_reports", "report_schedules", "dashboards"):
        op.execute(f"drop function if exists touch_{table}")
    op.execute(
        "drop function plan_sending(), plan_sendings_anew(), next_sending(text, int, int, int, timestamptz, text)"
    )
    for function in FUNCTIONS:
        op.execute(f"drop function {function}")
    op.execute("drop function kept_tables()")
    op.execute("alter function kept_tables_until_0018() rename to kept_tables")
    op.execute("select keep_books('reports')")
