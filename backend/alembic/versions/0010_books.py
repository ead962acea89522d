"""books

The database keeps the books: times and versions, money, counters, names, the audit log, announcements.
Reads the money of existing policies and claims once: about 10 s for a million policies; adding the triggers is instant.

Revision ID: 0010
Revises: 0009
"""

from pathlib import Path

from alembic import context, op
from alembic.util import CommandError
from sqlalchemy.exc import DBAPIError

from backend import database

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

FOLDER = Path(database.__path__[0]) / "sql"
FUNCTIONS = [
    "announce_access()",
    "announce_change(text, text, bigint, bigint[], integer)",
    "changed_columns(jsonb, jsonb, text[], text[])",
    "count_again()",
    "count_policies()",
    "customer_name_of(integer)",
    "fill_claim()",
    "fill_communication()",
    "fill_policy()",
    "follow_customer()",
    "follow_policy()",
    "keep_all_books()",
    "lock_customers(integer[])",
    "keep_audit()",
    "keep_audit_of_insert()",
    "keep_audit_of_truncate()",
    "keep_books(regclass)",
    "policy_words_of(integer)",
    "refuse_rewriting_history()",
    "touch()",
    "touch_statement(regclass, text, text[])",
    "parse_money(text, integer, text)",
    "round_half_even(numeric)",
    "term_months(date, date)",
]
DROP_MADE_TOUCHES = """
do $$
declare
    made text;
begin
    for made in select 'touch_' || name from kept_tables() where version_column is not null loop
        execute format('drop function %I() cascade', made);
    end loop;
end
$$
"""


def run(name: str) -> None:
    """Run a file of statements as it is: neither `:=` nor `%` is a parameter."""
    statements = (FOLDER / f"0010_{name}.sql").read_text()
    if context.is_offline_mode():
        op.get_context().impl.static_output(statements)
    else:
        op.get_bind().exec_driver_sql(statements, execution_options={"no_parameters": True})


def upgrade() -> None:
    for name in ("money", "rows", "customers", "audit"):
        run(name)
    try:
        run("backfill")
    except DBAPIError as refused:
        if getattr(refused.orig, "sqlstate", None) != "LG001":
            raise
        raise CommandError(f"{str(refused.orig).splitlines()[0]} Correct it and run again; nothing changed.") from None
    run("keep")


def downgrade() -> None:
    """Drop the functions and with them their triggers; what they wrote stays."""
    op.execute(DROP_MADE_TOUCHES)
    for function in [*FUNCTIONS, "kept_tables()"]:
        op.execute(f"drop function {function} cascade")
    op.execute("drop type money_reading")
    op.execute("drop table change_listeners")
