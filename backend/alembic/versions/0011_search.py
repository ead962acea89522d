"""search

Words, numbers and e-mail addresses become findable: a dictionary, computed columns and their indexes.
Rewrites the searched tables and builds indexes: about three minutes for a million customers.

Revision ID: 0011
Revises: 0010
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from backend import database

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

STATEMENTS = Path(database.__path__[0]) / "sql" / "0011_search.sql"
SEARCHED = (
    "audience_segments",
    "automation_triggers",
    "claims",
    "communications",
    "customers",
    "documents",
    "file_documents",
    "leads",
    "marketing_campaigns",
    "marketing_templates",
    "notes",
    "policies",
    "reports",
    "tasks",
    "users",
)
FUNCTIONS = (
    "estimated_count(text, text[])",
    "search_learn()",
    "search_learn_row()",
    "search_query(text)",
    "search_alternatives(text)",
    "search_words_like(text)",
    "search_word_of(text)",
    "search_surname(text)",
    "search_code(text)",
    "search_plain(text)",
)


def upgrade() -> None:
    op.get_bind().connection.cursor().execute(STATEMENTS.read_text())  # as it stands: % is no placeholder
    op.create_table(
        "search_words",
        sa.Column("word", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_search_words")),
    )
    op.create_index(
        "ix_search_words_trigrams",
        "search_words",
        ["word"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"word": "gin_trgm_ops"},
    )
    op.add_column(
        "audience_segments",
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed(
                "to_tsvector('simple'::regconfig, search_plain(coalesce(name, '') || ' ' || coalesce(description, '')))",
                persisted=True,
            ),
            nullable=False,
        ),
    )
    op.create_index(
        "ix_audience_segments_search", "audience_segments", ["search"], unique=False, postgresql_using="gin"
    )
    op.add_column(
        "automation_triggers",
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed(
                "to_tsvector('simple'::regconfig, search_plain(coalesce(name, '') || ' ' || coalesce(description, '')))",
                persisted=True,
            ),
            nullable=False,
        ),
    )
    op.create_index(
        "ix_automation_triggers_search", "automation_triggers", ["search"], unique=False, postgresql_using="gin"
    )
    op.add_column(
        "claims",
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed(
                "to_tsvector('simple'::regconfig, search_plain(coalesce(customer_name, '') || ' ' || coalesce(claim_type, '')))",
                persisted=True,
            ),
            nullable=False,
        ),
    )
    op.add_column(
        "claims",
        sa.Column(
            "codes",
            sa.Text(),
            sa.Computed(
                "search_code(coalesce(claim_number, '')) || ' ' || search_code(coalesce(policy_number, '')) || ' ' || search_code(coalesce(external_id, ''))",
                persisted=True,
            ),
            nullable=False,
        ),
    )
    op.create_index("ix_claims_amount_cents_id", "claims", ["amount_cents", "id"], unique=False)
    op.create_index("ix_claims_claim_date_id", "claims", ["claim_date", "id"], unique=False)
    op.create_index(
        "ix_claims_codes",
        "claims",
        ["codes"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"codes": "gin_trgm_ops"},
    )
    op.create_index("ix_claims_created_at_id", "claims", ["created_at", "id"], unique=False)
    op.create_index("ix_claims_due_date_id", "claims", ["due_date", "id"], unique=False)
    op.create_index("ix_claims_search", "claims", ["search"], unique=False, postgresql_using="gin")
    op.add_column(
        "communications",
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed(
                "to_tsvector('simple'::regconfig, search_plain(coalesce(customer_name, '') || ' ' || coalesce(subject, '')))",
                persisted=True,
            ),
            nullable=False,
        ),
    )
    op.create_index("ix_communications_comm_date_id", "communications", ["comm_date", "id"], unique=False)
    op.create_index("ix_communications_created_at_id", "communications", ["created_at", "id"], unique=False)
    op.create_index("ix_communications_search", "communications", ["search"], unique=False, postgresql_using="gin")
    op.add_column(
        "customers",
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed(
                "to_tsvector('simple'::regconfig, search_plain(coalesce(name, '') || ' ' || coalesce(translate(split_part(email, '@', 1), '0123456789', ''), '')))",
                persisted=True,
            ),
            nullable=False,
        ),
    )
    op.add_column(
        "customers",
        sa.Column(
            "codes",
            sa.Text(),
            sa.Computed(
                "search_code(coalesce(phone, '')) || ' ' || search_code(coalesce(external_id, ''))", persisted=True
            ),
            nullable=False,
        ),
    )
    op.create_index(
        "ix_customers_codes",
        "customers",
        ["codes"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"codes": "gin_trgm_ops"},
    )
    op.create_index("ix_customers_created_at_id", "customers", ["created_at", "id"], unique=False)
    op.create_index(
        "ix_customers_email_lower", "customers", [sa.literal_column("lower(email) varchar_pattern_ops")], unique=False
    )
    op.create_index(
        "ix_customers_surname",
        "customers",
        [sa.literal_column("search_surname(name)"), "id"],
        unique=False,
        postgresql_include=["name"],
    )
    op.create_index("ix_customers_status_total_value_id", "customers", ["status", "total_value", "id"], unique=False)
    op.create_index("ix_customers_state", "customers", ["state"], unique=False)
    op.create_index("ix_customers_last_active_id", "customers", ["last_active", "id"], unique=False)
    op.create_index("ix_customers_name_id", "customers", ["name", "id"], unique=False)
    op.create_index("ix_customers_search", "customers", ["search"], unique=False, postgresql_using="gin")
    op.create_index("ix_customers_total_value_id", "customers", ["total_value", "id"], unique=False)
    op.add_column(
        "documents",
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed("to_tsvector('simple'::regconfig, search_plain(coalesce(title, '')))", persisted=True),
            nullable=False,
        ),
    )
    op.create_index("ix_documents_search", "documents", ["search"], unique=False, postgresql_using="gin")
    op.add_column(
        "file_documents",
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed(
                "to_tsvector('simple'::regconfig, search_plain(coalesce(title, '') || ' ' || coalesce(filename, '') || ' ' || coalesce(original_filename, '') || ' ' || coalesce(description, '')))",
                persisted=True,
            ),
            nullable=False,
        ),
    )
    op.create_index("ix_file_documents_search", "file_documents", ["search"], unique=False, postgresql_using="gin")
    op.add_column(
        "leads",
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed(
                "to_tsvector('simple'::regconfig, search_plain(coalesce(contact_info ->> 'name', '') || ' ' || coalesce(contact_info ->> 'first_name', '') || ' ' || coalesce(contact_info ->> 'last_name', '') || ' ' || coalesce(translate(split_part(contact_info ->> 'email', '@', 1), '0123456789', ''), '') || ' ' || coalesce(product_interest, '')))",
                persisted=True,
            ),
            nullable=False,
        ),
    )
    op.add_column(
        "leads",
        sa.Column(
            "codes",
            sa.Text(),
            sa.Computed(
                "search_code(coalesce(contact_info ->> 'phone', '')) || ' ' || search_code(coalesce(external_id, ''))",
                persisted=True,
            ),
            nullable=False,
        ),
    )
    op.create_index(
        "ix_leads_codes",
        "leads",
        ["codes"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"codes": "gin_trgm_ops"},
    )
    op.create_index("ix_leads_created_at_id", "leads", ["created_at", "id"], unique=False)
    op.create_index("ix_leads_received_at_id", "leads", ["received_at", "id"], unique=False)
    op.create_index("ix_leads_search", "leads", ["search"], unique=False, postgresql_using="gin")
    op.add_column(
        "marketing_campaigns",
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed(
                "to_tsvector('simple'::regconfig, search_plain(coalesce(name, '') || ' ' || coalesce(description, '') || ' ' || coalesce(subject_line, '')))",
                persisted=True,
            ),
            nullable=False,
        ),
    )
    op.create_index(
        "ix_marketing_campaigns_search", "marketing_campaigns", ["search"], unique=False, postgresql_using="gin"
    )
    op.add_column(
        "marketing_templates",
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed(
                "to_tsvector('simple'::regconfig, search_plain(coalesce(name, '') || ' ' || coalesce(description, '') || ' ' || coalesce(subject_line, '')))",
                persisted=True,
            ),
            nullable=False,
        ),
    )
    op.create_index(
        "ix_marketing_templates_search", "marketing_templates", ["search"], unique=False, postgresql_using="gin"
    )
    op.add_column(
        "notes",
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed(
                "to_tsvector('simple'::regconfig, search_plain(coalesce(left(body, 50000), '')))", persisted=True
            ),
            nullable=False,
        ),
    )
    op.create_index("ix_notes_search", "notes", ["search"], unique=False, postgresql_using="gin")
    op.add_column(
        "policies",
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed(
                "to_tsvector('simple'::regconfig, search_plain(coalesce(customer_name, '') || ' ' || coalesce(carrier, '') || ' ' || coalesce(policy_type, '')))",
                persisted=True,
            ),
            nullable=False,
        ),
    )
    op.add_column(
        "policies",
        sa.Column(
            "codes",
            sa.Text(),
            sa.Computed(
                "search_code(coalesce(policy_number, '')) || ' ' || search_code(coalesce(external_id, ''))",
                persisted=True,
            ),
            nullable=False,
        ),
    )
    op.create_index("ix_policies_annual_premium_cents_id", "policies", ["annual_premium_cents", "id"], unique=False)
    op.create_index(
        "ix_policies_codes",
        "policies",
        ["codes"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"codes": "gin_trgm_ops"},
    )
    op.create_index("ix_policies_created_at_id", "policies", ["created_at", "id"], unique=False)
    op.create_index("ix_policies_end_date_id", "policies", ["end_date", "id"], unique=False)
    op.create_index("ix_policies_renewal_date_id", "policies", ["renewal_date", "id"], unique=False)
    op.create_index("ix_policies_search", "policies", ["search"], unique=False, postgresql_using="gin")
    op.add_column(
        "reports",
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed(
                "to_tsvector('simple'::regconfig, search_plain(coalesce(name, '') || ' ' || coalesce(report_type, '')))",
                persisted=True,
            ),
            nullable=False,
        ),
    )
    op.add_column(
        "reports",
        sa.Column(
            "codes", sa.Text(), sa.Computed("search_code(coalesce(report_number, ''))", persisted=True), nullable=False
        ),
    )
    op.create_index(
        "ix_reports_codes",
        "reports",
        ["codes"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"codes": "gin_trgm_ops"},
    )
    op.create_index("ix_reports_search", "reports", ["search"], unique=False, postgresql_using="gin")
    op.add_column(
        "tasks",
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed(
                "to_tsvector('simple'::regconfig, search_plain(coalesce(title, '') || ' ' || coalesce(left(description, 50000), '')))",
                persisted=True,
            ),
            nullable=False,
        ),
    )
    op.create_index("ix_tasks_search", "tasks", ["search"], unique=False, postgresql_using="gin")
    op.add_column(
        "users",
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed(
                "to_tsvector('simple'::regconfig, search_plain(coalesce(username, '') || ' ' || coalesce(full_name, '') || ' ' || coalesce(translate(split_part(email, '@', 1), '0123456789', ''), '')))",
                persisted=True,
            ),
            nullable=False,
        ),
    )
    op.create_index("ix_users_search", "users", ["search"], unique=False, postgresql_using="gin")
    for table in SEARCHED:
        op.execute(
            f"create trigger search_learn after insert on {table} referencing new table as new_rows"
            " for each statement execute function search_learn()"
        )
        op.execute(
            f"create trigger search_learn_row after update on {table} for each row"
            " when (old.search is distinct from new.search) execute function search_learn_row()"
        )
        op.execute(
            "insert into search_words (word) select distinct search_word_of(lexeme)"
            f" from {table}, unnest(tsvector_to_array(search)) as lexeme"
            " where search_word_of(lexeme) is not null on conflict do nothing"
        )
    op.execute("select keep_all_books()")  # triggers name the computed columns, which they see as null


def downgrade() -> None:
    for table in SEARCHED:
        op.execute(f"drop trigger search_learn on {table}")
        op.execute(f"drop trigger search_learn_row on {table}")
    op.drop_index("ix_users_search", table_name="users", postgresql_using="gin")
    op.drop_column("users", "search")
    op.drop_index("ix_tasks_search", table_name="tasks", postgresql_using="gin")
    op.drop_column("tasks", "search")
    op.drop_index("ix_reports_search", table_name="reports", postgresql_using="gin")
    op.drop_index(
        "ix_reports_codes", table_name="reports", postgresql_using="gin", postgresql_ops={"codes": "gin_trgm_ops"}
    )
    op.drop_column("reports", "codes")
    op.drop_column("reports", "search")
    op.drop_index("ix_policies_search", table_name="policies", postgresql_using="gin")
    op.drop_index("ix_policies_renewal_date_id", table_name="policies")
    op.drop_index("ix_policies_end_date_id", table_name="policies")
    op.drop_index("ix_policies_created_at_id", table_name="policies")
    op.drop_index(
        "ix_policies_codes", table_name="policies", postgresql_using="gin", postgresql_ops={"codes": "gin_trgm_ops"}
    )
    op.drop_index("ix_policies_annual_premium_cents_id", table_name="policies")
    op.drop_column("policies", "codes")
    op.drop_column("policies", "search")
    op.drop_index("ix_notes_search", table_name="notes", postgresql_using="gin")
    op.drop_column("notes", "search")
    op.drop_index("ix_marketing_templates_search", table_name="marketing_templates", postgresql_using="gin")
    op.drop_column("marketing_templates", "search")
    op.drop_index("ix_marketing_campaigns_search", table_name="marketing_campaigns", postgresql_using="gin")
    op.drop_column("marketing_campaigns", "search")
    op.drop_index("ix_leads_search", table_name="leads", postgresql_using="gin")
    op.drop_index("ix_leads_received_at_id", table_name="leads")
    op.drop_index("ix_leads_created_at_id", table_name="leads")
    op.drop_index(
        "ix_leads_codes", table_name="leads", postgresql_using="gin", postgresql_ops={"codes": "gin_trgm_ops"}
    )
    op.drop_column("leads", "codes")
    op.drop_column("leads", "search")
    op.drop_index("ix_file_documents_search", table_name="file_documents", postgresql_using="gin")
    op.drop_column("file_documents", "search")
    op.drop_index("ix_documents_search", table_name="documents", postgresql_using="gin")
    op.drop_column("documents", "search")
    op.drop_index("ix_customers_total_value_id", table_name="customers")
    op.drop_index("ix_customers_search", table_name="customers", postgresql_using="gin")
    op.drop_index("ix_customers_name_id", table_name="customers")
    op.drop_index("ix_customers_last_active_id", table_name="customers")
    op.drop_index("ix_customers_state", table_name="customers")
    op.drop_index("ix_customers_status_total_value_id", table_name="customers")
    op.drop_index("ix_customers_surname", table_name="customers")
    op.drop_index("ix_customers_email_lower", table_name="customers")
    op.drop_index("ix_customers_created_at_id", table_name="customers")
    op.drop_index(
        "ix_customers_codes", table_name="customers", postgresql_using="gin", postgresql_ops={"codes": "gin_trgm_ops"}
    )
    op.drop_column("customers", "codes")
    op.drop_column("customers", "search")
    op.drop_index("ix_communications_search", table_name="communications", postgresql_using="gin")
    op.drop_index("ix_communications_created_at_id", table_name="communications")
    op.drop_index("ix_communications_comm_date_id", table_name="communications")
    op.drop_column("communications", "search")
    op.drop_index("ix_claims_search", table_name="claims", postgresql_using="gin")
    op.drop_index("ix_claims_due_date_id", table_name="claims")
    op.drop_index("ix_claims_created_at_id", table_name="claims")
    op.drop_index(
        "ix_claims_codes", table_name="claims", postgresql_using="gin", postgresql_ops={"codes": "gin_trgm_ops"}
    )
    op.drop_index("ix_claims_claim_date_id", table_name="claims")
    op.drop_index("ix_claims_amount_cents_id", table_name="claims")
    op.drop_column("claims", "codes")
    op.drop_column("claims", "search")
    op.drop_index("ix_automation_triggers_search", table_name="automation_triggers", postgresql_using="gin")
    op.drop_column("automation_triggers", "search")
    op.drop_index("ix_audience_segments_search", table_name="audience_segments", postgresql_using="gin")
    op.drop_column("audience_segments", "search")
    op.drop_index(
        "ix_search_words_trigrams",
        table_name="search_words",
        postgresql_using="gin",
        postgresql_ops={"word": "gin_trgm_ops"},
    )
    op.drop_table("search_words")
    for function in FUNCTIONS:
        op.execute(f"drop function {function}")
    for extension in ("unaccent", "fuzzystrmatch", "pg_trgm"):
        op.execute(f"drop extension {extension}")
    op.execute("select keep_all_books()")  # triggers name the computed columns, which they see as null
