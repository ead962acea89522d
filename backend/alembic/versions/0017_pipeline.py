"""pipeline

Where a lead stands and since when, quotes, who gets which lead, and merges that can be taken back.
New tables and columns, and indexes on leads: about fifteen seconds for a million, while writes to them wait.

Revision ID: 0017
Revises: 0016
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from backend import database

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

STATEMENTS = Path(database.__path__[0]) / "sql" / "0017_pipeline.sql"
TABLES = (
    "lead_merges",
    "lead_assignments",
    "office_hours",
    "agent_licenses",
    "routing_agents",
    "routing_rules",
    "quotes",
)
FUNCTIONS = (
    "keep_lead_stage()",
    "begin_lead_stage()",
    "follow_quote()",
    "note_attempt()",
    "lead_transitions()",
    "lead_stage(text)",
)
BOARD = "merged_into_id is null and not is_test"
STATUSES = "status in ('new', 'scored', 'assigned', 'contacted', 'qualified', 'quoted', 'won', 'lost')"
EARLIER = "status in ('new', 'scored', 'assigned', 'contacted', 'quoted', 'won', 'lost')"
PERSON_KEY = """
create function person_key(name text, zip text) returns text
language plpgsql immutable parallel safe
as $$
begin
    -- Five digits of the ZIP and the words of the name, in whatever order: "Lee, Ann" is Ann Lee.
    return left(nullif(btrim(zip), ''), 5) || '/' || (
        select string_agg(word, ' ' order by word collate "C")
        from regexp_split_to_table(btrim(public.search_plain(name)), ' ') word where word <> ''
    );
end
$$
"""


def stamp(name: str, *, needed: bool = True) -> sa.Column[object]:
    default = sa.text("CURRENT_TIMESTAMP") if needed else None
    return sa.Column(name, sa.DateTime(timezone=True), server_default=default, nullable=not needed)


def refers(name: str, table: str, to: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{to}.id"], name=op.f(f"fk_{table}_{name}_{to}"), ondelete=ondelete)


def upgrade() -> None:
    op.create_table(
        "quotes",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("carrier", sa.String(length=100), nullable=False),
        sa.Column("policy_type", sa.String(length=50), nullable=False),
        sa.Column("premium_cents", sa.BigInteger(), nullable=False),
        sa.Column("term_months", sa.Integer(), server_default=sa.text("12"), nullable=False),
        sa.Column(
            "annual_premium_cents",
            sa.BigInteger(),
            sa.Computed("premium_cents * 12 / term_months", persisted=True),
            nullable=True,
        ),
        sa.Column("status", sa.String(length=16), server_default=sa.text("'offered'"), nullable=False),
        stamp("quoted_at"),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("coverage", sa.Text(), nullable=True),
        sa.Column("policy_id", sa.Integer(), nullable=True),
        sa.Column("metadata", JSONB(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        stamp("created_at"),
        stamp("updated_at"),
        sa.CheckConstraint("policy_type in ('Auto', 'Home', 'Life', 'Health')", name=op.f("ck_quotes_policy_type")),
        sa.CheckConstraint("premium_cents > 0", name=op.f("ck_quotes_premium_cents")),
        sa.CheckConstraint("status in ('offered', 'accepted', 'declined', 'expired')", name=op.f("ck_quotes_status")),
        sa.CheckConstraint("term_months in (1, 3, 6, 12)", name=op.f("ck_quotes_term_months")),
        refers("lead_id", "quotes", "leads", "CASCADE"),
        refers("owner_id", "quotes", "users", "SET NULL"),
        refers("policy_id", "quotes", "policies", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotes")),
    )
    for column in ("lead_id", "owner_id", "policy_id"):
        op.create_index(op.f(f"ix_quotes_{column}"), "quotes", [column], unique=False)
    op.create_table(
        "routing_rules",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("position", sa.Integer(), server_default=sa.text("100"), nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("applies_to", JSONB(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("needs_license", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("respond_within_minutes", sa.Integer(), server_default=sa.text("15"), nullable=False),
        sa.Column("most_reassignments", sa.Integer(), server_default=sa.text("2"), nullable=False),
        sa.Column("escalate_to", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        stamp("created_at"),
        stamp("updated_at"),
        sa.CheckConstraint("most_reassignments between 0 and 20", name=op.f("ck_routing_rules_most_reassignments")),
        sa.CheckConstraint("team_id is null or user_id is null", name=op.f("ck_routing_rules_one_target")),
        sa.CheckConstraint(
            "respond_within_minutes between 1 and 10080", name=op.f("ck_routing_rules_respond_within_minutes")
        ),
        refers("escalate_to", "routing_rules", "users", "SET NULL"),
        refers("team_id", "routing_rules", "teams", "SET NULL"),
        refers("user_id", "routing_rules", "users", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_rules")),
    )
    op.create_table(
        "routing_agents",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("most_open_leads", sa.Integer(), nullable=True),
        sa.Column("is_available", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("current_weight", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        stamp("created_at"),
        stamp("updated_at"),
        sa.CheckConstraint("most_open_leads > 0", name=op.f("ck_routing_agents_most_open_leads")),
        sa.CheckConstraint("weight between 0 and 100", name=op.f("ck_routing_agents_weight")),
        refers("user_id", "routing_agents", "users", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_agents")),
        sa.UniqueConstraint("user_id", name=op.f("uq_routing_agents_user_id")),
    )
    op.create_table(
        "agent_licenses",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("line", sa.String(length=64), nullable=True),
        sa.Column("number", sa.String(length=64), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        stamp("created_at"),
        stamp("updated_at"),
        refers("user_id", "agent_licenses", "users", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent_licenses")),
    )
    op.create_index(op.f("ix_agent_licenses_user_id_state"), "agent_licenses", ["user_id", "state"], unique=False)
    op.create_table(
        "office_hours",
        sa.Column("weekday", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("opens", sa.Integer(), nullable=False),
        sa.Column("closes", sa.Integer(), nullable=False),
        sa.CheckConstraint("0 <= opens and opens < closes and closes <= 1440", name=op.f("ck_office_hours_opens")),
        sa.CheckConstraint("weekday between 0 and 6", name=op.f("ck_office_hours_weekday")),
        sa.PrimaryKeyConstraint("weekday", name=op.f("pk_office_hours")),
    )
    op.create_table(
        "lead_assignments",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("rule_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), server_default=sa.text("1"), nullable=False),
        stamp("assigned_at"),
        stamp("due_at", needed=False),
        stamp("answered_at", needed=False),
        stamp("escalated_at", needed=False),
        stamp("ended_at", needed=False),
        refers("lead_id", "lead_assignments", "leads", "CASCADE"),
        refers("rule_id", "lead_assignments", "routing_rules", "SET NULL"),
        refers("user_id", "lead_assignments", "users", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_assignments")),
    )
    op.create_index(
        "ix_lead_assignments_due",
        "lead_assignments",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("ended_at is null and answered_at is null"),
    )
    op.create_index(op.f("ix_lead_assignments_lead_id_id"), "lead_assignments", ["lead_id", "id"], unique=False)
    op.create_index(op.f("ix_lead_assignments_user_id"), "lead_assignments", ["user_id"], unique=False)
    op.create_index(
        "uq_lead_assignments_current",
        "lead_assignments",
        ["lead_id"],
        unique=True,
        postgresql_where=sa.text("ended_at is null"),
    )
    op.create_table(
        "lead_merges",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("merged_id", sa.Integer(), nullable=False),
        sa.Column("moved", JSONB(), nullable=False),
        sa.Column("before", JSONB(), nullable=False),
        stamp("merged_at"),
        sa.Column("merged_by", sa.Integer(), nullable=True),
        stamp("unmerged_at", needed=False),
        sa.Column("unmerged_by", sa.Integer(), nullable=True),
        refers("kept_id", "lead_merges", "leads", "CASCADE"),
        refers("merged_by", "lead_merges", "users", "SET NULL"),
        refers("merged_id", "lead_merges", "leads", "CASCADE"),
        refers("unmerged_by", "lead_merges", "users", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_merges")),
    )
    op.create_index(op.f("ix_lead_merges_kept_id"), "lead_merges", ["kept_id"], unique=False)
    op.create_index(
        "uq_lead_merges_current",
        "lead_merges",
        ["merged_id"],
        unique=True,
        postgresql_where=sa.text("unmerged_at is null"),
    )
    op.drop_constraint(op.f("ck_leads_status"), "leads", type_="check")
    op.create_check_constraint(op.f("ck_leads_status"), "leads", STATUSES)
    op.add_column("leads", stamp("stage_since"))
    op.add_column("leads", sa.Column("value_cents", sa.BigInteger(), nullable=True))
    for name in ("first_attempt_at", "first_contact_at", "answer_by"):
        op.add_column("leads", stamp(name, needed=False))
    op.add_column("leads", sa.Column("policy_id", sa.Integer(), nullable=True))
    op.add_column("leads", sa.Column("merged_into_id", sa.Integer(), nullable=True))
    for name, to in (("policy_id", "policies"), ("merged_into_id", "leads")):
        op.create_foreign_key(op.f(f"fk_leads_{name}_{to}"), "leads", to, [name], ["id"], ondelete="SET NULL")
        op.create_index(op.f(f"ix_leads_{name}"), "leads", [name], unique=False)
    op.create_index(
        "ix_leads_board",
        "leads",
        ["status", sa.text("stage_since desc"), sa.text("id desc")],
        unique=False,
        postgresql_include=["owner_id", "value_cents"],
        postgresql_where=sa.text(BOARD),
    )
    op.create_index(
        "ix_leads_board_of_owner",
        "leads",
        ["owner_id", "status", sa.text("stage_since desc"), sa.text("id desc")],
        unique=False,
        postgresql_include=["value_cents"],
        postgresql_where=sa.text(BOARD),
    )
    op.execute(PERSON_KEY)
    op.create_index(
        "ix_leads_person_key",
        "leads",
        [sa.literal_column("person_key(name, postal_code)"), "id"],
        unique=False,
    )
    op.get_bind().connection.cursor().execute(STATEMENTS.read_text())  # as it stands: % is no placeholder


def downgrade() -> None:
    for trigger, table in (
        ("books_stage_insert", "leads"),
        ("books_stage_update", "leads"),
        ("books_follow_lead", "communications"),
    ):
        op.execute(f"drop trigger {trigger} on {table}")
    for index in ("ix_leads_person_key", "ix_leads_board_of_owner", "ix_leads_board"):
        op.drop_index(index, table_name="leads")
    op.execute("drop function person_key(text, text)")
    columns = ("merged_into_id", "policy_id", "answer_by", "first_contact_at", "first_attempt_at", "value_cents")
    for name in (*columns, "stage_since"):
        op.drop_column("leads", name)
    op.drop_constraint(op.f("ck_leads_status"), "leads", type_="check")
    # Who was qualified had been spoken with.
    op.execute("update leads set status = 'contacted' where status = 'qualified'")
    op.create_check_constraint(op.f("ck_leads_status"), "leads", EARLIER)
    for table in TABLES:
        op.drop_table(table)
    for function in FUNCTIONS:
        op.execute(f"drop function {function}")
    for table in ("quotes", "routing_rules", "routing_agents", "agent_licenses"):
        op.execute(f"drop function if exists touch_{table}")
    op.execute("drop function kept_tables()")
    op.execute("alter function kept_tables_until_0016() rename to kept_tables")
    op.execute("select keep_books('leads')")
