"""Where alembic meets the database: which server, which models, how long it may wait, and one migrator at a time."""

from logging.config import fileConfig

import psycopg
from alembic import context
from alembic.util import CommandError
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import SchemaItem

from backend.errors import LeadGenError
from backend.models.base import Base
from backend.models.claim import Claim
from backend.models.communication import Communication
from backend.models.customer import Customer
from backend.models.document import Document
from backend.models.file_document import (
    DocumentActivity,
    DocumentCategory,
    DocumentShare,
    DocumentVersion,
    FileDocument,
)
from backend.models.lead import Lead
from backend.models.marketing import (
    AudienceSegment,
    AutomationTrigger,
    CampaignAnalytics,
    CampaignSend,
    MarketingCampaign,
    MarketingTemplate,
)
from backend.models.policy import Policy
from backend.models.report import Report
from backend.models.score import Score
from backend.models.session import Session
from backend.models.user import User
from backend.settings import load_settings, without_password

__all__ = [
    "AudienceSegment",
    "AutomationTrigger",
    "CampaignAnalytics",
    "CampaignSend",
    "Claim",
    "Communication",
    "Customer",
    "Document",
    "DocumentActivity",
    "DocumentCategory",
    "DocumentShare",
    "DocumentVersion",
    "FileDocument",
    "Lead",
    "MarketingCampaign",
    "MarketingTemplate",
    "Policy",
    "Report",
    "Score",
    "Session",
    "User",
]

# Any number, as long as nothing else in this database locks the same one.
MIGRATION_LOCK = 2_019_260_207
OLDEST_SERVER = 15
READING_COMMANDS = {"current", "check", "history", "heads", "show"}
OLD_BRANCH = "file_doc_mgmt_001"
MAIN_LINE = ["2dd19a2d0626", "137b19ac6ef3", "5a1c2e3d4f56", "6b2d3e4f5a67", "7c3e4f5a6b78"]

config = context.config
asked = context.get_x_argument(as_dictionary=True)
lock_timeout = str(asked.get("lock_timeout", config.attributes.get("lock_timeout", "10s")))
statement_timeout = str(asked.get("statement_timeout", config.attributes.get("statement_timeout", "10min")))
command = config.cmd_opts.cmd[0].__name__ if config.cmd_opts else "upgrade"


def dsn() -> str:
    """The server to migrate as libpq reads it: the caller's choice, else `DATABASE_URL`."""
    chosen = config.attributes.get("dsn")
    try:
        named = chosen if isinstance(chosen, str) else load_settings().dsn
    except LeadGenError as refused:
        raise CommandError(refused.detail) from None
    _, separator, rest = named.partition("://")
    return "postgresql://" + rest if separator else named


def connect() -> "psycopg.Connection[tuple[object, ...]]":
    """A connection for SQLAlchemy; libpq reads the address itself, so that several hosts and TLS files work."""
    address = dsn()
    # With several hosts only the primary can be migrated.
    return psycopg.connect(address, prepare_threshold=None, target_session_attrs="read-write", connect_timeout=10)


def is_ours(item: SchemaItem, name: str | None, kind: str, reflected: bool, compare_to: SchemaItem | None) -> bool:
    """Whether autogenerate should look at it: not the tables of the job library, not what an extension brought."""
    owner = name if kind == "table" else getattr(getattr(item, "table", None), "name", None)
    return not (owner or "").startswith("pgqueuer") and owner not in extension_tables


def take_turn(connection: Connection) -> None:
    """Wait until no other migrator works on this database, then set the limits for this transaction."""
    connection.execute(text("select set_config('lock_timeout', :limit, true)"), {"limit": statement_timeout})
    connection.execute(text("select set_config('statement_timeout', '0', true)"))
    if command not in READING_COMMANDS:
        connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
    connection.execute(text("select set_config('lock_timeout', :limit, true)"), {"limit": lock_timeout})
    connection.execute(text("select set_config('statement_timeout', :limit, true)"), {"limit": statement_timeout})


def refuse_old_server(connection: Connection) -> None:
    """Say so before a migration fails on something that the server does not know."""
    version = int(connection.scalar(text("show server_version_num")) or 0) // 10_000
    if version < OLDEST_SERVER:
        raise CommandError(f"This server is PostgreSQL {version}; LeadGen needs {OLDEST_SERVER} or newer.")


def applied_revisions(connection: Connection) -> set[str]:
    """What the database says it is at; empty on a new one."""
    if connection.scalar(text("select to_regclass('alembic_version')")) is None:
        return set()
    return set(connection.scalars(text("select version_num from alembic_version")))


def refuse_newer_database(applied: set[str]) -> None:
    """Say so when a newer version of the program was here before."""
    unknown = applied - {script.revision for script in context.script.walk_revisions()}
    if unknown:
        raise CommandError(
            f"This database is at revision {', '.join(sorted(unknown))}, which this version of LeadGen does not know: "
            "a newer version migrated it. Install that version, or restore a backup from before."
        )


def refuse_old_branch(connection: Connection, applied: set[str]) -> None:
    """Say what to do when the file tables were once created beside the main line instead of at its end."""
    lacks_scores = connection.scalar(text("select to_regclass('scores')")) is None
    if OLD_BRANCH not in applied or (len(applied) == 1 and not lacks_scores):
        return
    reached = max((MAIN_LINE.index(revision) for revision in applied if revision in MAIN_LINE), default=0)
    raise CommandError(
        f"This database applied {OLD_BRANCH} when it still was a branch beside {MAIN_LINE[1]}. Its data is safe. "
        "Make a backup, then run, in this order: "
        f"alembic stamp --purge {MAIN_LINE[reached]}; alembic upgrade {MAIN_LINE[-1]}; "
        f"alembic stamp {OLD_BRANCH}; alembic upgrade head (docs/migrations.md, part 'The old branch')."
    )


def migrate(connection: Connection) -> None:
    """Run the command in one transaction: either every step is taken or none."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_type=True,
        compare_server_default=True,
        include_object=is_ours,
        autogenerate_plugins=["alembic.autogenerate.*", "alembic.ext.checkconstraint_byname"],
    )
    with context.begin_transaction():
        refuse_old_server(connection)
        take_turn(connection)
        if command not in {"stamp", "current"}:
            applied = applied_revisions(connection)
            refuse_newer_database(applied)
            refuse_old_branch(connection, applied)
        extension_tables.update(connection.scalars(text(EXTENSION_TABLES)))
        context.run_migrations()


def explained(problem: DBAPIError) -> CommandError | None:
    """The problems that an operator can mend, in one sentence; None for the others."""
    match problem.orig:
        case psycopg.errors.LockNotAvailable():
            return CommandError(
                f"A table stayed in use for {lock_timeout}, or another migration still runs; nothing changed. "
                "Try again when it is quiet, or allow more with: alembic -x lock_timeout=60s …"
            )
        case psycopg.errors.QueryCanceled():
            return CommandError(
                f"A step took longer than {statement_timeout}; nothing changed. "
                "Allow more with: alembic -x statement_timeout=1h …"
            )
        case psycopg.errors.InsufficientPrivilege():
            return CommandError(f"This user may not migrate: {str(problem.orig).strip()}. Use the owner role.")
    return None


def run_online() -> None:
    engine = create_engine("postgresql+psycopg://", creator=connect, poolclass=NullPool)
    try:
        connection = engine.connect()
    except DBAPIError as refused:
        reason = " ".join(str(refused.orig).split()).rstrip(".")
        raise CommandError(
            f"Cannot open the database {without_password(dsn())}: {reason}. "
            "Start the server (docker-compose up -d db) or set DATABASE_URL."
        ) from None
    with connection:
        try:
            migrate(connection)
        except DBAPIError as problem:
            raise explained(problem) or problem from None


def run_offline() -> None:
    """Print the statements instead of running them (`--sql`)."""
    context.configure(dialect_name="postgresql", target_metadata=Base.metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()


EXTENSION_TABLES = """
select c.relname from pg_class c
join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
where c.relkind in ('r', 'p')
"""
extension_tables: set[str] = set()

if config.config_file_name is not None:
    fileConfig(config.config_file_name, disable_existing_loggers=False)
if context.is_offline_mode():
    run_offline()
else:
    run_online()
