"""jobs

Revision ID: 0012
Revises: 0011
"""

from pathlib import Path

from alembic import op

from backend import database

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

STATEMENTS = Path(database.__path__[0]) / "sql" / "0012_jobs.sql"


def upgrade() -> None:
    """Create the job queue; takes no lock on existing tables."""
    op.get_bind().exec_driver_sql(STATEMENTS.read_text())


def downgrade() -> None:
    """Drop the job queue with the jobs in it."""
    op.execute("DROP TABLE pgqueuer_ticks")
    op.execute("DROP TABLE pgqueuer_workers")
    op.execute("DROP TABLE pgqueuer")
    op.execute("DROP TABLE pgqueuer_log")
    op.execute("DROP TABLE pgqueuer_schedules")
    op.execute("DROP TABLE pgqueuer_statistics")
    op.execute("DROP FUNCTION fn_pgqueuer_changed()")
    op.execute("DROP TYPE pgqueuer_status")
