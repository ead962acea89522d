"""What the database remembers of its demo: an entry in the agency's settings; and what must be empty before."""

from collections.abc import Sequence

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

Connection = psycopg.Connection[tuple[object, ...]]
Memory = dict[str, object]

# Accounts, drawers and the dictionary may be there before the demo comes.
BUSINESS = (
    "customers",
    "policies",
    "leads",
    "claims",
    "communications",
    "documents",
    "file_documents",
    "audience_segments",
    "marketing_templates",
    "automation_triggers",
    "marketing_campaigns",
    "notes",
    "tasks",
    "reports",
    "own_reports",
    "report_schedules",
)
ADDRESS = {"line1": "120 Lantern Street", "city": "Columbus", "state": "OH", "postal_code": "43215"}


def remembered(connection: Connection) -> Memory | None:
    """The demo that this database holds; None when it holds none."""
    row = connection.execute("select settings -> 'demo' from agency_settings where id = 1").fetchone()
    return row[0] if row and isinstance(row[0], dict) else None


def remember(connection: Connection, demo: Memory, may_enter: Sequence[int]) -> None:
    """Write down which demo this is, who may be entered as, and give the agency a name if it has none."""
    settings = {"demo": demo, "demo_people": list(may_enter)}
    connection.execute(
        """
        insert into agency_settings (id, name, address, license_number, settings, created_at, updated_at)
        values (1, 'Buckeye Harbor Insurance (demo)', %(address)s, 'OH-0000000', %(settings)s, %(today)s, %(today)s)
        on conflict (id) do update set
            name = coalesce(agency_settings.name, excluded.name),
            address = coalesce(agency_settings.address, excluded.address),
            settings = coalesce(agency_settings.settings, '{}') || excluded.settings
        """,
        {"address": Jsonb(ADDRESS), "settings": Jsonb(settings), "today": f"{demo['today']} 00:00:00+00"},
    )


def occupied(connection: Connection) -> list[str]:
    """The business tables that hold rows."""
    tables = [
        sql.SQL("select {} where exists (select from {})").format(sql.Literal(table), sql.Identifier(table))
        for table in BUSINESS
    ]
    return [str(table) for (table,) in connection.execute(sql.SQL(" union all ").join(tables)).fetchall()]
