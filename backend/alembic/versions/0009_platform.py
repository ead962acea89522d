"""platform

Owners, versions, addresses, typed money; the audit log, operations, notes, tasks, saved views, kept answers.
Rewrites `leads` for its computed columns: about ten seconds for a million leads; the rest is constant defaults.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agency_settings",
        sa.Column("id", sa.Integer(), server_default=sa.text("1"), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=True),
        sa.Column("address", postgresql.JSONB(), nullable=True),
        sa.Column("license_number", sa.String(length=64), nullable=True),
        sa.Column("timezone", sa.String(length=64), server_default=sa.text("'America/New_York'"), nullable=False),
        sa.Column("currency", sa.String(length=3), server_default=sa.text("'USD'"), nullable=False),
        sa.Column("settings", postgresql.JSONB(), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.CheckConstraint("id = 1", name=op.f("ck_agency_settings_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_settings")),
    )
    op.create_table(
        "audit_log",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(length=255), nullable=False),
        sa.Column("request_id", sa.String(length=64), nullable=True),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("table_name", sa.String(length=64), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=True),
        sa.Column("before", postgresql.JSONB(), nullable=True),
        sa.Column("after", postgresql.JSONB(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
    )
    op.create_index(op.f("ix_audit_log_actor_id_id"), "audit_log", ["actor_id", "id"], unique=False)
    op.create_index(op.f("ix_audit_log_at"), "audit_log", ["at"], unique=False, postgresql_using="brin")
    op.create_index(op.f("ix_audit_log_request_id"), "audit_log", ["request_id"], unique=False)
    op.create_index(
        op.f("ix_audit_log_table_name_record_id_id"), "audit_log", ["table_name", "record_id", "id"], unique=False
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("principal", sa.String(length=100), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("headers", postgresql.JSONB(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idempotency_keys")),
        sa.UniqueConstraint("principal", "key", name=op.f("uq_idempotency_keys_principal_key")),
    )
    op.create_index(op.f("ix_idempotency_keys_created_at"), "idempotency_keys", ["created_at"], unique=False)
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("record_type", sa.String(length=64), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("pinned", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("metadata", postgresql.JSONB(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.CheckConstraint(
            "record_type in ('customers', 'policies', 'claims', 'communications', 'leads', 'reports', 'documents', 'file-documents', 'marketing/campaigns')",
            name=op.f("ck_notes_record_type"),
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["users.id"], name=op.f("fk_notes_author_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_notes_owner_id_users"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
    )
    op.create_index(op.f("ix_notes_owner_id"), "notes", ["owner_id"], unique=False)
    op.create_index(op.f("ix_notes_record_type_record_id"), "notes", ["record_type", "record_id"], unique=False)
    op.create_table(
        "operations",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("noun", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=32), server_default=sa.text("'pending'"), nullable=False),
        sa.Column("params", postgresql.JSONB(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("done", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("created_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("updated_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("deleted_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("skipped_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("rejected_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("file_path", sa.String(length=512), nullable=True),
        sa.Column("file_name", sa.String(length=255), nullable=True),
        sa.Column("reverts_id", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reverted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.CheckConstraint(
            "kind in ('import', 'bulk_create', 'bulk_update', 'bulk_delete', 'revert')", name=op.f("ck_operations_kind")
        ),
        sa.CheckConstraint(
            "status in ('pending', 'running', 'completed', 'failed', 'reverting', 'reverted')",
            name=op.f("ck_operations_status"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_operations_created_by_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["reverts_id"], ["operations.id"], name=op.f("fk_operations_reverts_id_operations"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operations")),
    )
    op.create_index(op.f("ix_operations_created_by"), "operations", ["created_by"], unique=False)
    op.create_table(
        "saved_views",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("noun", sa.String(length=64), nullable=False),
        sa.Column("definition", postgresql.JSONB(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["users.id"], name=op.f("fk_saved_views_owner_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
    )
    op.create_index(op.f("ix_saved_views_owner_id"), "saved_views", ["owner_id"], unique=False)
    op.create_table(
        "tasks",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("status", sa.String(length=32), server_default=sa.text("'open'"), nullable=False),
        sa.Column("priority", sa.String(length=16), server_default=sa.text("'normal'"), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("record_type", sa.String(length=64), nullable=True),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("metadata", postgresql.JSONB(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.CheckConstraint("priority in ('low', 'normal', 'high')", name=op.f("ck_tasks_priority")),
        sa.CheckConstraint(
            "record_type in ('customers', 'policies', 'claims', 'communications', 'leads', 'reports', 'documents', 'file-documents', 'marketing/campaigns')",
            name=op.f("ck_tasks_record_type"),
        ),
        sa.CheckConstraint("status in ('open', 'done', 'cancelled')", name=op.f("ck_tasks_status")),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_tasks_created_by_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_tasks_owner_id_users"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
    )
    op.create_index(op.f("ix_tasks_owner_id"), "tasks", ["owner_id"], unique=False)
    op.create_index(op.f("ix_tasks_owner_id_status_due_at"), "tasks", ["owner_id", "status", "due_at"], unique=False)
    op.create_index(op.f("ix_tasks_record_type_record_id"), "tasks", ["record_type", "record_id"], unique=False)
    op.create_table(
        "operation_rejects",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("operation_id", sa.Integer(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.String(length=255), nullable=True),
        sa.Column("reasons", postgresql.JSONB(), nullable=False),
        sa.Column("row", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["operation_id"],
            ["operations.id"],
            name=op.f("fk_operation_rejects_operation_id_operations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operation_rejects")),
    )
    op.create_index(op.f("ix_operation_rejects_operation_id"), "operation_rejects", ["operation_id"], unique=False)
    op.add_column("audience_segments", sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False))
    op.add_column(
        "automation_triggers", sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False)
    )
    op.add_column("claims", sa.Column("date_of_loss", sa.Date(), nullable=True))
    op.add_column("claims", sa.Column("external_id", sa.String(length=100), nullable=True))
    op.add_column("claims", sa.Column("amount_cents", sa.BigInteger(), nullable=True))
    op.add_column("claims", sa.Column("amount_currency", sa.String(length=3), nullable=True))
    op.add_column("claims", sa.Column("owner_id", sa.Integer(), nullable=True))
    op.add_column("claims", sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False))
    op.create_index(op.f("ix_claims_external_id"), "claims", ["external_id"], unique=False)
    op.create_index(op.f("ix_claims_owner_id"), "claims", ["owner_id"], unique=False)
    op.create_foreign_key(
        op.f("fk_claims_owner_id_users"), "claims", "users", ["owner_id"], ["id"], ondelete="SET NULL"
    )
    op.add_column("communications", sa.Column("lead_id", sa.Integer(), nullable=True))
    op.add_column(
        "communications",
        sa.Column("direction", sa.String(length=16), server_default=sa.text("'outbound'"), nullable=False),
    )
    op.add_column("communications", sa.Column("owner_id", sa.Integer(), nullable=True))
    op.add_column("communications", sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False))
    op.create_index(op.f("ix_communications_lead_id"), "communications", ["lead_id"], unique=False)
    op.create_index(op.f("ix_communications_owner_id"), "communications", ["owner_id"], unique=False)
    op.create_foreign_key(
        op.f("fk_communications_lead_id_leads"), "communications", "leads", ["lead_id"], ["id"], ondelete="SET NULL"
    )
    op.create_foreign_key(
        op.f("fk_communications_owner_id_users"), "communications", "users", ["owner_id"], ["id"], ondelete="SET NULL"
    )
    op.create_check_constraint(
        op.f("ck_communications_direction"), "communications", "direction in ('inbound', 'outbound')"
    )
    op.add_column("customers", sa.Column("first_name", sa.String(length=100), nullable=True))
    op.add_column("customers", sa.Column("last_name", sa.String(length=100), nullable=True))
    op.add_column("customers", sa.Column("date_of_birth", sa.Date(), nullable=True))
    op.add_column("customers", sa.Column("address_line1", sa.String(length=255), nullable=True))
    op.add_column("customers", sa.Column("address_line2", sa.String(length=255), nullable=True))
    op.add_column("customers", sa.Column("city", sa.String(length=100), nullable=True))
    op.add_column("customers", sa.Column("state", sa.String(length=2), nullable=True))
    op.add_column("customers", sa.Column("postal_code", sa.String(length=10), nullable=True))
    op.add_column("customers", sa.Column("source", sa.String(length=64), nullable=True))
    op.add_column("customers", sa.Column("external_id", sa.String(length=100), nullable=True))
    op.add_column(
        "customers", sa.Column("total_value_cents", sa.BigInteger(), server_default=sa.text("0"), nullable=False)
    )
    op.add_column("customers", sa.Column("owner_id", sa.Integer(), nullable=True))
    op.add_column("customers", sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False))
    op.create_index(op.f("ix_customers_external_id"), "customers", ["external_id"], unique=False)
    op.create_index(op.f("ix_customers_owner_id"), "customers", ["owner_id"], unique=False)
    op.create_foreign_key(
        op.f("fk_customers_owner_id_users"), "customers", "users", ["owner_id"], ["id"], ondelete="SET NULL"
    )
    op.add_column("documents", sa.Column("owner_id", sa.Integer(), nullable=True))
    op.add_column("documents", sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False))
    op.create_index(op.f("ix_documents_owner_id"), "documents", ["owner_id"], unique=False)
    op.create_foreign_key(
        op.f("fk_documents_owner_id_users"), "documents", "users", ["owner_id"], ["id"], ondelete="SET NULL"
    )
    op.add_column("file_documents", sa.Column("owner_id", sa.Integer(), nullable=True))
    op.add_column("file_documents", sa.Column("row_version", sa.Integer(), server_default=sa.text("1"), nullable=False))
    op.create_index(op.f("ix_file_documents_owner_id"), "file_documents", ["owner_id"], unique=False)
    op.create_foreign_key(
        op.f("fk_file_documents_owner_id_users"), "file_documents", "users", ["owner_id"], ["id"], ondelete="SET NULL"
    )
    op.add_column("leads", sa.Column("external_id", sa.String(length=128), nullable=True))
    op.add_column("leads", sa.Column("status", sa.String(length=32), server_default=sa.text("'new'"), nullable=False))
    op.add_column("leads", sa.Column("customer_id", sa.Integer(), nullable=True))
    op.add_column("leads", sa.Column("cost_cents", sa.BigInteger(), nullable=True))
    op.add_column(
        "leads",
        sa.Column(
            "received_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
    )
    op.add_column("leads", sa.Column("lost_reason", sa.String(length=255), nullable=True))
    op.add_column(
        "leads",
        sa.Column(
            "name",
            sa.String(length=255),
            sa.Computed(
                "left(coalesce(nullif(btrim(contact_info ->> 'name'), ''), nullif(btrim(coalesce(contact_info ->> 'first_name', '') || ' ' || coalesce(contact_info ->> 'last_name', '')), '')), 255)",
                persisted=True,
            ),
            nullable=True,
        ),
    )
    op.add_column(
        "leads",
        sa.Column(
            "email",
            sa.String(length=255),
            sa.Computed("left(lower(nullif(btrim(contact_info ->> 'email'), '')), 255)", persisted=True),
            nullable=True,
        ),
    )
    op.add_column(
        "leads",
        sa.Column(
            "phone",
            sa.String(length=50),
            sa.Computed("left(nullif(btrim(contact_info ->> 'phone'), ''), 50)", persisted=True),
            nullable=True,
        ),
    )
    op.add_column(
        "leads",
        sa.Column(
            "state",
            sa.String(length=2),
            sa.Computed("left(upper(nullif(btrim(contact_info ->> 'state'), '')), 2)", persisted=True),
            nullable=True,
        ),
    )
    op.add_column(
        "leads",
        sa.Column(
            "postal_code",
            sa.String(length=10),
            sa.Computed("left(nullif(btrim(contact_info ->> 'postal_code'), ''), 10)", persisted=True),
            nullable=True,
        ),
    )
    op.add_column("leads", sa.Column("owner_id", sa.Integer(), nullable=True))
    op.add_column("leads", sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False))
    op.create_index(op.f("ix_leads_customer_id"), "leads", ["customer_id"], unique=False)
    op.create_index(op.f("ix_leads_email"), "leads", ["email"], unique=False)
    op.create_index(op.f("ix_leads_external_id"), "leads", ["external_id"], unique=False)
    op.create_index(op.f("ix_leads_owner_id"), "leads", ["owner_id"], unique=False)
    op.create_index(op.f("ix_leads_status"), "leads", ["status"], unique=False)
    op.create_foreign_key(op.f("fk_leads_owner_id_users"), "leads", "users", ["owner_id"], ["id"], ondelete="SET NULL")
    op.create_foreign_key(
        op.f("fk_leads_customer_id_customers"), "leads", "customers", ["customer_id"], ["id"], ondelete="SET NULL"
    )
    op.create_check_constraint(
        op.f("ck_leads_status"),
        "leads",
        "status in ('new', 'scored', 'assigned', 'contacted', 'quoted', 'won', 'lost')",
    )
    op.add_column(
        "marketing_campaigns", sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False)
    )
    op.add_column(
        "marketing_templates", sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False)
    )
    op.add_column("policies", sa.Column("carrier", sa.String(length=100), nullable=True))
    op.add_column("policies", sa.Column("external_id", sa.String(length=100), nullable=True))
    op.add_column("policies", sa.Column("premium_cents", sa.BigInteger(), nullable=True))
    op.add_column("policies", sa.Column("premium_currency", sa.String(length=3), nullable=True))
    op.add_column("policies", sa.Column("premium_period", sa.String(length=16), nullable=True))
    op.add_column("policies", sa.Column("annual_premium_cents", sa.BigInteger(), nullable=True))
    op.add_column("policies", sa.Column("owner_id", sa.Integer(), nullable=True))
    op.add_column("policies", sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False))
    op.create_index(op.f("ix_policies_external_id"), "policies", ["external_id"], unique=False)
    op.create_index(op.f("ix_policies_owner_id"), "policies", ["owner_id"], unique=False)
    op.create_foreign_key(
        op.f("fk_policies_owner_id_users"), "policies", "users", ["owner_id"], ["id"], ondelete="SET NULL"
    )
    op.add_column("reports", sa.Column("owner_id", sa.Integer(), nullable=True))
    op.add_column("reports", sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False))
    op.create_index(op.f("ix_reports_owner_id"), "reports", ["owner_id"], unique=False)
    op.create_foreign_key(
        op.f("fk_reports_owner_id_users"), "reports", "users", ["owner_id"], ["id"], ondelete="SET NULL"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("fk_reports_owner_id_users"), "reports", type_="foreignkey")
    op.drop_index(op.f("ix_reports_owner_id"), table_name="reports")
    op.drop_column("reports", "version")
    op.drop_column("reports", "owner_id")
    op.drop_constraint(op.f("fk_policies_owner_id_users"), "policies", type_="foreignkey")
    op.drop_index(op.f("ix_policies_owner_id"), table_name="policies")
    op.drop_index(op.f("ix_policies_external_id"), table_name="policies")
    op.drop_column("policies", "version")
    op.drop_column("policies", "owner_id")
    op.drop_column("policies", "annual_premium_cents")
    op.drop_column("policies", "premium_period")
    op.drop_column("policies", "premium_currency")
    op.drop_column("policies", "premium_cents")
    op.drop_column("policies", "external_id")
    op.drop_column("policies", "carrier")
    op.drop_column("marketing_templates", "version")
    op.drop_column("marketing_campaigns", "version")
    op.drop_constraint(op.f("ck_leads_status"), "leads", type_="check")
    op.drop_constraint(op.f("fk_leads_customer_id_customers"), "leads", type_="foreignkey")
    op.drop_constraint(op.f("fk_leads_owner_id_users"), "leads", type_="foreignkey")
    op.drop_index(op.f("ix_leads_status"), table_name="leads")
    op.drop_index(op.f("ix_leads_owner_id"), table_name="leads")
    op.drop_index(op.f("ix_leads_external_id"), table_name="leads")
    op.drop_index(op.f("ix_leads_email"), table_name="leads")
    op.drop_index(op.f("ix_leads_customer_id"), table_name="leads")
    op.drop_column("leads", "version")
    op.drop_column("leads", "owner_id")
    op.drop_column("leads", "postal_code")
    op.drop_column("leads", "state")
    op.drop_column("leads", "phone")
    op.drop_column("leads", "email")
    op.drop_column("leads", "name")
    op.drop_column("leads", "lost_reason")
    op.drop_column("leads", "received_at")
    op.drop_column("leads", "cost_cents")
    op.drop_column("leads", "customer_id")
    op.drop_column("leads", "status")
    op.drop_column("leads", "external_id")
    op.drop_constraint(op.f("fk_file_documents_owner_id_users"), "file_documents", type_="foreignkey")
    op.drop_index(op.f("ix_file_documents_owner_id"), table_name="file_documents")
    op.drop_column("file_documents", "row_version")
    op.drop_column("file_documents", "owner_id")
    op.drop_constraint(op.f("fk_documents_owner_id_users"), "documents", type_="foreignkey")
    op.drop_index(op.f("ix_documents_owner_id"), table_name="documents")
    op.drop_column("documents", "version")
    op.drop_column("documents", "owner_id")
    op.drop_constraint(op.f("fk_customers_owner_id_users"), "customers", type_="foreignkey")
    op.drop_index(op.f("ix_customers_owner_id"), table_name="customers")
    op.drop_index(op.f("ix_customers_external_id"), table_name="customers")
    op.drop_column("customers", "version")
    op.drop_column("customers", "owner_id")
    op.drop_column("customers", "total_value_cents")
    op.drop_column("customers", "external_id")
    op.drop_column("customers", "source")
    op.drop_column("customers", "postal_code")
    op.drop_column("customers", "state")
    op.drop_column("customers", "city")
    op.drop_column("customers", "address_line2")
    op.drop_column("customers", "address_line1")
    op.drop_column("customers", "date_of_birth")
    op.drop_column("customers", "last_name")
    op.drop_column("customers", "first_name")
    op.drop_constraint(op.f("ck_communications_direction"), "communications", type_="check")
    op.drop_constraint(op.f("fk_communications_owner_id_users"), "communications", type_="foreignkey")
    op.drop_constraint(op.f("fk_communications_lead_id_leads"), "communications", type_="foreignkey")
    op.drop_index(op.f("ix_communications_owner_id"), table_name="communications")
    op.drop_index(op.f("ix_communications_lead_id"), table_name="communications")
    op.drop_column("communications", "version")
    op.drop_column("communications", "owner_id")
    op.drop_column("communications", "direction")
    op.drop_column("communications", "lead_id")
    op.drop_constraint(op.f("fk_claims_owner_id_users"), "claims", type_="foreignkey")
    op.drop_index(op.f("ix_claims_owner_id"), table_name="claims")
    op.drop_index(op.f("ix_claims_external_id"), table_name="claims")
    op.drop_column("claims", "version")
    op.drop_column("claims", "owner_id")
    op.drop_column("claims", "amount_currency")
    op.drop_column("claims", "amount_cents")
    op.drop_column("claims", "external_id")
    op.drop_column("claims", "date_of_loss")
    op.drop_column("automation_triggers", "version")
    op.drop_column("audience_segments", "version")
    op.drop_index(op.f("ix_operation_rejects_operation_id"), table_name="operation_rejects")
    op.drop_table("operation_rejects")
    op.drop_index(op.f("ix_tasks_record_type_record_id"), table_name="tasks")
    op.drop_index(op.f("ix_tasks_owner_id_status_due_at"), table_name="tasks")
    op.drop_index(op.f("ix_tasks_owner_id"), table_name="tasks")
    op.drop_table("tasks")
    op.drop_index(op.f("ix_saved_views_owner_id"), table_name="saved_views")
    op.drop_table("saved_views")
    op.drop_index(op.f("ix_operations_created_by"), table_name="operations")
    op.drop_table("operations")
    op.drop_index(op.f("ix_notes_record_type_record_id"), table_name="notes")
    op.drop_index(op.f("ix_notes_owner_id"), table_name="notes")
    op.drop_table("notes")
    op.drop_index(op.f("ix_idempotency_keys_created_at"), table_name="idempotency_keys")
    op.drop_table("idempotency_keys")
    op.drop_index(op.f("ix_audit_log_table_name_record_id_id"), table_name="audit_log")
    op.drop_index(op.f("ix_audit_log_request_id"), table_name="audit_log")
    op.drop_index(op.f("ix_audit_log_at"), table_name="audit_log")
    op.drop_index(op.f("ix_audit_log_actor_id_id"), table_name="audit_log")
    op.drop_table("audit_log")
    op.drop_table("agency_settings")
