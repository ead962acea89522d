"""intake

Doors for other people's systems, hosted forms, what was received word for word, pings, and the ledger of consent.
New tables, and a trigger that announces every new lead. One index on leads: about four seconds for a million.

Revision ID: 0016
Revises: 0015
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from backend import database

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

STATEMENTS = Path(database.__path__[0]) / "sql" / "0016_intake.sql"
FUNCTIONS = (
    "announce_leads()",
    "fill_consent_entry()",
    "keep_consent_text()",
    "refuse_rewriting_consent()",
    "touch_lead_sources()",
    "touch_web_forms()",
)
TABLES = ("lead_pings", "lead_payloads", "web_forms", "lead_sources", "consent_texts", "consent_entries")


def upgrade() -> None:
    op.create_table(
        "consent_entries",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("person_type", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=255), nullable=True),
        sa.Column("address_as_entered", sa.String(length=255), nullable=True),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("basis", sa.String(length=32), nullable=True),
        sa.Column("seller", sa.String(length=255), nullable=True),
        sa.Column(
            "captured_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.Column("captured_via", sa.String(length=64), nullable=True),
        sa.Column("disclosure_text", sa.Text(), nullable=True),
        sa.Column("disclosure_sha256", sa.String(length=64), nullable=True),
        sa.Column("page_url", sa.String(length=2048), nullable=True),
        sa.Column("ip", sa.String(length=45), nullable=True),
        sa.Column("user_agent", sa.String(length=512), nullable=True),
        sa.Column("signature_method", sa.String(length=16), nullable=True),
        sa.Column("not_condition_of_purchase", sa.Boolean(), nullable=True),
        sa.Column("trustedform_url", sa.String(length=512), nullable=True),
        sa.Column("leadid_token", sa.String(length=64), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column(
            "recorded_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.CheckConstraint("action in ('granted', 'revoked')", name=op.f("ck_consent_entries_action")),
        sa.CheckConstraint(
            "basis in ('pewc', 'express', 'inferred', 'soft_opt_in', 'contract', 'legitimate_interest')",
            name=op.f("ck_consent_entries_basis"),
        ),
        sa.CheckConstraint(
            "channel in ('email', 'sms', 'call_manual', 'call_auto', 'prerecorded_or_ai_voice', 'postal', 'all')",
            name=op.f("ck_consent_entries_channel"),
        ),
        sa.CheckConstraint("person_type in ('leads', 'customers')", name=op.f("ck_consent_entries_person_type")),
        sa.CheckConstraint(
            "purpose in ('marketing', 'service', 'transactional', 'claims', 'all')",
            name=op.f("ck_consent_entries_purpose"),
        ),
        sa.CheckConstraint(
            "signature_method in ('checkbox', 'typed', 'reply', 'verbal')",
            name=op.f("ck_consent_entries_signature_method"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_entries")),
    )
    op.create_index(op.f("ix_consent_entries_address_id"), "consent_entries", ["address", "id"], unique=False)
    op.create_index(
        op.f("ix_consent_entries_person_type_person_id_id"),
        "consent_entries",
        ["person_type", "person_id", "id"],
        unique=False,
    )
    op.create_table(
        "consent_texts",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("form_key", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_texts")),
        sa.UniqueConstraint("form_key", "version", name=op.f("uq_consent_texts_form_key_version")),
    )
    op.create_table(
        "lead_sources",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "key",
            sa.String(length=64),
            server_default=sa.text("replace((gen_random_uuid())::text, '-'::text, ''::text)"),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=True),
        sa.Column("product_interest", sa.String(length=64), nullable=True),
        sa.Column("cost_cents", sa.BigInteger(), nullable=True),
        sa.Column("config", JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("secrets_sealed", sa.Text(), nullable=True),
        sa.Column(
            "has_secrets", sa.Boolean(), sa.Computed("secrets_sealed is not null", persisted=True), nullable=True
        ),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.CheckConstraint(
            "kind in ('meta', 'google', 'adf', 'adf_mailbox', 'ping_post')", name=op.f("ck_lead_sources_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_sources")),
        sa.UniqueConstraint("key", name=op.f("uq_lead_sources_key")),
    )
    op.create_table(
        "web_forms",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "key",
            sa.String(length=64),
            server_default=sa.text("replace((gen_random_uuid())::text, '-'::text, ''::text)"),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=True),
        sa.Column("product_interest", sa.String(length=64), nullable=True),
        sa.Column("fields", JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("consent_text", sa.Text(), nullable=True),
        sa.Column("consent_version", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("consent_sha256", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_web_forms")),
        sa.UniqueConstraint("key", name=op.f("uq_web_forms_key")),
    )
    op.create_table(
        "lead_payloads",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("external_id", sa.String(length=255), nullable=False),
        sa.Column("status", sa.String(length=16), server_default=sa.text("'received'"), nullable=False),
        sa.Column("is_test", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column(
            "received_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.Column("processed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status in ('received', 'processed', 'ignored', 'failed')", name=op.f("ck_lead_payloads_status")
        ),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["leads.id"], name=op.f("fk_lead_payloads_lead_id_leads"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_payloads")),
        sa.UniqueConstraint("account", "external_id", name=op.f("uq_lead_payloads_account_external_id")),
    )
    op.create_index(
        "ix_lead_payloads_expires_at",
        "lead_payloads",
        ["expires_at"],
        unique=False,
        postgresql_where=sa.text("sealed is not null"),
    )
    op.create_index(op.f("ix_lead_payloads_lead_id"), "lead_payloads", ["lead_id"], unique=False)
    op.create_index("ix_lead_payloads_status_id", "lead_payloads", ["status", "id"], unique=False)
    op.create_table(
        "lead_pings",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "bid_id",
            sa.String(length=64),
            server_default=sa.text("replace((gen_random_uuid())::text, '-'::text, ''::text)"),
            nullable=False,
        ),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("facts", JSONB(), nullable=False),
        sa.Column("price_cents", sa.BigInteger(), nullable=False),
        sa.Column("is_test", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("answer", JSONB(), nullable=True),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["leads.id"], name=op.f("fk_lead_pings_lead_id_leads"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["lead_sources.id"], name=op.f("fk_lead_pings_source_id_lead_sources"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_pings")),
        sa.UniqueConstraint("bid_id", name=op.f("uq_lead_pings_bid_id")),
    )
    op.create_index(op.f("ix_lead_pings_expires_at"), "lead_pings", ["expires_at"], unique=False)
    op.create_index(op.f("ix_lead_pings_lead_id"), "lead_pings", ["lead_id"], unique=False)
    op.create_index(op.f("ix_lead_pings_source_id"), "lead_pings", ["source_id"], unique=False)
    op.add_column("leads", sa.Column("is_test", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.create_index(op.f("ix_leads_phone"), "leads", ["phone"], unique=False)
    op.get_bind().connection.cursor().execute(STATEMENTS.read_text())  # as it stands: % is no placeholder


def downgrade() -> None:
    op.execute("drop trigger books_announce on leads")
    op.drop_index("ix_leads_phone", table_name="leads")
    op.drop_column("leads", "is_test")
    for table in TABLES:
        op.drop_table(table)
    for function in FUNCTIONS:
        op.execute(f"drop function {function}")
    op.execute("drop function kept_tables()")
    op.execute("alter function kept_tables_until_0015() rename to kept_tables")
