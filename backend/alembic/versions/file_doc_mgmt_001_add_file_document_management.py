"""add file document management

Revision ID: file_doc_mgmt_001
Revises: 7c3e4f5a6b78

It once followed 2dd19a2d0626 as a second branch; docs/migrations.md says what to do with such a database.
"""

import sqlalchemy as sa
from alembic import context, op
from alembic.util import CommandError
from sqlalchemy.dialects.postgresql import JSONB

revision = "file_doc_mgmt_001"
down_revision = "7c3e4f5a6b78"
branch_labels = None
depends_on = None

# name, display name, description, icon, color; sorted as listed.
CATEGORIES = [
    ("policies", "Policies", "Policy documents and declarations", "shield", "blue"),
    ("claims", "Claims", "Claim forms, photos and reports", "alert-triangle", "red"),
    ("customer_data", "Customer data", "Identification and customer records", "user", "teal"),
    ("contracts", "Contracts", "Signed contracts and agreements", "file-signature", "grape"),
    ("reports", "Reports", "Generated reports and analyses", "chart-bar", "indigo"),
    ("correspondence", "Correspondence", "Letters and e-mails", "mail", "cyan"),
    ("financial", "Financial", "Invoices, payments and statements", "receipt", "green"),
    ("other", "Other", "Everything else", "folder", "gray"),
]


def refuse_existing_tables() -> None:
    """Half-way out of the old branch the tables are already there, and need to be noted, not made."""
    if not context.is_offline_mode() and sa.inspect(op.get_bind()).has_table("document_categories"):
        raise CommandError(
            "The file tables exist already, from the old branch. Note that with: "
            "alembic stamp file_doc_mgmt_001; then: alembic upgrade head (docs/migrations.md, part 'The old branch')."
        )


def upgrade() -> None:
    refuse_existing_tables()
    op.create_table(
        "document_categories",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("display_name", sa.String(length=100), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("icon", sa.String(length=50), nullable=True),
        sa.Column("color", sa.String(length=20), nullable=True),
        sa.Column("parent_category_id", sa.Integer(), nullable=True),
        sa.Column("sort_order", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("metadata", JSONB(), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["parent_category_id"],
            ["document_categories.id"],
            name=op.f("fk_document_categories_parent_category_id_document_categories"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_categories")),
        sa.UniqueConstraint("name", name=op.f("uq_document_categories_name")),
    )
    op.create_table(
        "file_documents",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("original_filename", sa.String(length=255), nullable=False),
        sa.Column("file_type", sa.String(length=50), nullable=True),
        sa.Column("mime_type", sa.String(length=100), nullable=True),
        sa.Column("file_size", sa.BigInteger(), nullable=True),
        sa.Column("file_path", sa.String(length=512), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("category", sa.String(length=100), nullable=True),
        sa.Column("tags", JSONB(), nullable=True),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("uploaded_by", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=32), server_default=sa.text("'active'"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("parent_document_id", sa.Integer(), nullable=True),
        sa.Column("is_public", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("access_level", sa.String(length=32), server_default=sa.text("'private'"), nullable=False),
        sa.Column("last_accessed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("metadata", JSONB(), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["leads.id"], name=op.f("fk_file_documents_lead_id_leads"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["parent_document_id"],
            ["file_documents.id"],
            name=op.f("fk_file_documents_parent_document_id_file_documents"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by"], ["users.id"], name=op.f("fk_file_documents_uploaded_by_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_documents")),
    )
    op.create_table(
        "document_shares",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("shared_with_user_id", sa.Integer(), nullable=True),
        sa.Column("shared_by_user_id", sa.Integer(), nullable=True),
        sa.Column("can_view", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("can_download", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("can_edit", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("can_delete", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("can_share", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("share_token", sa.String(length=255), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("access_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_accessed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["file_documents.id"],
            name=op.f("fk_document_shares_document_id_file_documents"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["shared_by_user_id"],
            ["users.id"],
            name=op.f("fk_document_shares_shared_by_user_id_users"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["shared_with_user_id"],
            ["users.id"],
            name=op.f("fk_document_shares_shared_with_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_shares")),
        sa.UniqueConstraint("share_token", name=op.f("uq_document_shares_share_token")),
    )
    op.create_table(
        "document_versions",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("file_path", sa.String(length=512), nullable=True),
        sa.Column("file_size", sa.BigInteger(), nullable=True),
        sa.Column("mime_type", sa.String(length=100), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("uploaded_by", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["file_documents.id"],
            name=op.f("fk_document_versions_document_id_file_documents"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by"], ["users.id"], name=op.f("fk_document_versions_uploaded_by_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_versions")),
        sa.UniqueConstraint("document_id", "version", name=op.f("uq_document_versions_document_id_version")),
    )
    op.create_table(
        "document_activities",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("activity_type", sa.String(length=50), nullable=False),
        sa.Column("activity_details", JSONB(), nullable=True),
        sa.Column("ip_address", sa.String(length=45), nullable=True),
        sa.Column("user_agent", sa.String(length=512), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["file_documents.id"],
            name=op.f("fk_document_activities_document_id_file_documents"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_document_activities_user_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_activities")),
    )

    category = sa.table(
        "document_categories",
        sa.column("name", sa.String()),
        sa.column("display_name", sa.String()),
        sa.column("description", sa.String()),
        sa.column("icon", sa.String()),
        sa.column("color", sa.String()),
        sa.column("sort_order", sa.Integer()),
    )
    columns = ["name", "display_name", "description", "icon", "color"]
    op.bulk_insert(
        category,
        [dict(zip(columns, row, strict=True)) | {"sort_order": place} for place, row in enumerate(CATEGORIES, 1)],
    )


def downgrade() -> None:
    op.drop_table("document_activities")
    op.drop_table("document_versions")
    op.drop_table("document_shares")
    op.drop_table("file_documents")
    op.drop_table("document_categories")
