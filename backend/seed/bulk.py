"""Loading much at once: indexes, foreign keys and triggers step aside within the transaction and come back."""

from collections.abc import Sequence
from dataclasses import dataclass

import psycopg
from psycopg import sql

Connection = psycopg.Connection[tuple[object, ...]]

TABLES = (
    "teams",
    "users",
    "sessions",
    "customers",
    "policies",
    "leads",
    "scoring_models",
    "scores",
    "quotes",
    "routing_rules",
    "routing_agents",
    "agent_licenses",
    "lead_sources",
    "web_forms",
    "claims",
    "communications",
    "documents",
    "file_documents",
    "document_versions",
    "document_shares",
    "document_activities",
    "audience_segments",
    "marketing_templates",
    "automation_triggers",
    "marketing_campaigns",
    "campaign_sends",
    "campaign_analytics",
    "notes",
    "tasks",
    "reports",
    "own_reports",
    "report_schedules",
)
_LARGEST = ("policies", "communications", "leads", "customers")
LARGEST_FIRST = (*_LARGEST, *(table for table in TABLES if table not in _LARGEST))
# Below this size the indexes are faster kept than made again.
WORTH_REBUILDING = 20_000

# Everything that slows a load down. Primary keys stay: rows come in their order, and foreign keys stand on them.
_SECONDARY = """
select
    format('alter table %%s drop constraint %%I', conrelid::regclass, conname),
    format('alter table %%s add constraint %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid)),
    contype = 'f' as is_foreign
from pg_constraint
where conrelid = any(%(tables)s::regclass[]) and contype in ('f', 'u')
union all
select format('drop index %%s', indexrelid::regclass), pg_get_indexdef(indexrelid), false
from pg_index as i
where indrelid = any(%(tables)s::regclass[])
    and not indisprimary
    and not exists (select from pg_constraint where conindid = i.indexrelid)
order by 3 desc, 1
"""


@dataclass(frozen=True, slots=True)
class Aside:
    """What stepped aside, as statements that bring it back: foreign keys last, so that they find their indexes."""

    indexes: Sequence[str]
    foreign_keys: Sequence[str]


def step_aside(connection: Connection, customers: int) -> Aside:
    """Disable the triggers of all tables; for many customers also drop their indexes and foreign keys."""
    for table in TABLES:
        connection.execute(sql.SQL("alter table {} disable trigger user").format(sql.Identifier(table)))
    if customers < WORTH_REBUILDING:
        return Aside((), ())
    found = connection.execute(_SECONDARY, {"tables": list(TABLES)}).fetchall()
    for drop, _, _ in found:
        connection.execute(str(drop))
    return Aside(
        [str(create) for _, create, is_foreign in found if not is_foreign],
        [str(create) for _, create, is_foreign in found if is_foreign],
    )


def learn_words(connection: Connection) -> None:
    """Put the words of all searched tables into the dictionary, as the triggers would have done row by row."""
    searched = connection.execute(
        "select attrelid::regclass::text from pg_attribute"
        " where attrelid = any(%s::regclass[]) and attname = 'search' and not attisdropped order by 1",
        [list(TABLES)],
    ).fetchall()
    for (table,) in searched:
        connection.execute(
            "insert into search_words (word) select distinct search_word_of(word) as kept from ts_stat(%s)"
            " where search_word_of(word) is not null order by kept on conflict do nothing",
            [f"select search from {table}"],
        )


def come_back(connection: Connection) -> None:
    """Enable the triggers again and let the ids go on after the seeded ones."""
    for table in TABLES:
        name = sql.Identifier(table)
        connection.execute(sql.SQL("alter table {} enable trigger user").format(name))
        connection.execute(
            sql.SQL(
                "select setval(pg_get_serial_sequence({}, 'id'), greatest(1, (select max(id) from {})),"
                " exists (select from {}))"
            ).format(sql.Literal(table), name, name)
        )
