"""surroundings

The days on which a claim went on, and indexes behind what surrounds a record and what needs somebody today.
Builds indexes: about fifteen seconds for a million customers, while writes to them wait.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

STEPS = ("sent_date", "acknowledged_date", "proof_date", "paid_date", "closed_date")
HOUSEHOLD_KEY = """
create function household_key(line1 text, line2 text, zip text) returns text
language plpgsql immutable parallel safe
as $$
begin
    -- Five digits of the ZIP and the street, however it is written; the second line tells flats in a house apart.
    return left(nullif(btrim(zip), ''), 5) || '/' || nullif(public.search_code(line1), '')
        || coalesce(public.search_code(line2), '');
end
$$
"""


def upgrade() -> None:
    for name in STEPS:
        op.add_column("claims", sa.Column(name, sa.Date(), nullable=True))
    op.execute(HOUSEHOLD_KEY)
    op.create_index(
        "ix_customers_household",
        "customers",
        [sa.literal_column("household_key(address_line1, address_line2, postal_code)")],
        unique=False,
    )
    op.create_index("ix_file_documents_lead_id", "file_documents", ["lead_id"], unique=False)
    op.create_index(
        "ix_tasks_open", "tasks", ["due_at", "id"], unique=False, postgresql_where=sa.text("status = 'open'")
    )
    op.create_index(
        "ix_claims_pending", "claims", ["due_date", "id"], unique=False, postgresql_where=sa.text("status = 'pending'")
    )
    op.create_index(
        "ix_policies_without_renewal",
        "policies",
        ["end_date", "id"],
        unique=False,
        postgresql_where=sa.text("status = 'active' and renewal_date is null"),
    )
    op.create_index(
        "ix_communications_inbound",
        "communications",
        [sa.literal_column("coalesce(comm_date, created_at)"), "id"],
        unique=False,
        postgresql_where=sa.text("direction = 'inbound' and status <> 'completed'"),
    )


def downgrade() -> None:
    op.drop_index("ix_communications_inbound", table_name="communications")
    op.drop_index("ix_policies_without_renewal", table_name="policies")
    op.drop_index("ix_claims_pending", table_name="claims")
    op.drop_index("ix_tasks_open", table_name="tasks")
    op.drop_index("ix_file_documents_lead_id", table_name="file_documents")
    op.drop_index("ix_customers_household", table_name="customers")
    op.execute("drop function household_key(text, text, text)")
    for name in reversed(STEPS):
        op.drop_column("claims", name)
