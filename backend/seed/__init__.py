"""A demo agency that looks real, in every table: the same seed, size and day make the same agency, on any server."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from math import ceil
from pathlib import Path
from time import perf_counter

import psycopg
from psycopg import sql

from backend import clock
from backend.auth import passwords
from backend.errors import Conflict, Invalid, NotAllowed
from backend.seed import bulk, doors, fixed, record, scores
from backend.seed.places import STREETS
from backend.seed.staff import NO_PASSWORD, Staff, hire

Connection = psycopg.Connection[tuple[object, ...]]
Report = Callable[[str], None]

STEPS = sorted((Path(__file__).parent / "sql").glob("*.sql"))
LARGEST = 5_000_000
LARGEST_SEED = 1_000_000_000
# Customers join 2920 x (1 - share) ^ 1.6 days ago (01_draw_people.sql); those of the last 390 may have been leads.
RECENT_SHARE = (390 / 2920) ** (1 / 1.6)
SETTINGS = """
set local statement_timeout = 0;
set local lock_timeout = '20s';
set local idle_in_transaction_session_timeout = 0;
set local synchronous_commit = off;
set local timezone = 'UTC';
set local jit = off;
set local temp_buffers = '256MB';
set local work_mem = '192MB';
set local maintenance_work_mem = '512MB';
set local client_min_messages = warning;
"""


class NotEmpty(Conflict):
    """The database already holds an agency's records, so the demo is not put among them."""

    code = "not_empty"


class NotTheOwner(NotAllowed):
    """Only the role that owns the tables can fill them with a demo agency: name it in DATABASE_URL."""

    code = "not_the_owner"


class OtherDemo(Conflict):
    """The database already holds another demo agency."""

    code = "other_demo"


@dataclass(frozen=True, slots=True)
class Demo:
    """Which demo agency: everything else follows from these."""

    customers: int
    seed: int
    today: date

    @property
    def leads(self) -> int:
        """How many leads the agency has had lately."""
        return max(10, self.customers // 2)

    @property
    def recent_customers(self) -> int:
        """How many customers joined while these leads came in."""
        return ceil(self.customers * RECENT_SHARE)

    def memory(self) -> record.Memory:
        """How the database remembers it."""
        return {"customers": self.customers, "seed": self.seed, "today": self.today.isoformat()}


def seed(
    dsn: str,
    *,
    customers: int = 1000,
    seed: int = 1,
    today: date | None = None,
    report: Report = print,
    sign_in_password: str | None = None,
    sealing_key: bytes | None = None,
) -> bool:
    """Fill the migrated database at `dsn`; all or nothing. A second run changes nothing and says so. Blocks.

    Returns whether it was filled now.

    today: the day the agency lives on, by default the present one.
    sign_in_password: what every demo user signs in with; without it nobody can sign in as one of them.
    sealing_key: seals the secrets of its doors and what was received there; without it there are none.
    Raises NotEmpty or OtherDemo when the database holds other records; NotTheOwner; Invalid for a size out of range.
    """
    if not 1 <= customers <= LARGEST:
        raise Invalid(f"A demo agency has from 1 to {LARGEST:,} customers, not {customers:,}.")
    if abs(seed) > LARGEST_SEED:
        raise Invalid(f"The seed is a whole number up to {LARGEST_SEED:,}.")
    demo = Demo(customers, seed, today or clock.today())
    with psycopg.connect(dsn) as connection:
        connection.execute(SETTINGS)
        connection.execute("select pg_advisory_xact_lock(hashtext('leadgen seed'))")
        if _is_there(connection, demo, same_day=today is not None):
            report(f"The demo agency with {customers:,} customers is already here; nothing to do.")
            return False
        _load(connection, demo, report, _password_hash(sign_in_password), sealing_key)
    _settle(dsn, report)
    report(f"The demo agency is ready: {customers:,} customers, living on {demo.today}.")
    return True


def _is_there(connection: Connection, demo: Demo, *, same_day: bool) -> bool:
    known = record.remembered(connection)
    if known is not None:
        wanted = demo.memory() if same_day else demo.memory() | {"today": known.get("today")}
        if known == wanted:
            return True
        said = "{customers} customers, seed {seed}, day {today}".format_map(known)
        raise OtherDemo(f"The database already holds a demo agency ({said}). Use an empty database for another one.")
    if tables := record.occupied(connection):
        raise NotEmpty(f"The database already holds records ({', '.join(tables)}): seed an empty database.")
    return False


def _load(connection: Connection, demo: Demo, report: Report, password_hash: str, sealing_key: bytes | None) -> None:
    """All rows, in one transaction: whatever interrupts it leaves the database as it was."""
    with _timed(report, "preparing"):
        try:
            aside = bulk.step_aside(connection, demo.customers)
        except psycopg.errors.InsufficientPrivilege:
            raise NotTheOwner from None
        staff = hire(demo.customers, seed=demo.seed, today=demo.today, after_id=fixed.last_user(connection))
        fixed.fill_staff(connection, staff, today=demo.today, password_hash=password_hash)
        fixed.make_wheels(connection, demo.today)
        fixed.fill_marketing(connection, today=demo.today)
    for step in STEPS:
        with _timed(report, step.stem[3:].replace("_", " ")):
            connection.execute(_filled_in(step.read_text(), demo, staff))
    with _timed(report, "scores"):
        scores.fill_scores(connection, demo.today)
    if sealing_key is not None:
        doors.seal(connection, sealing_key)
    with _timed(report, "segments and dictionary"):
        fixed.count_segments(connection)
        bulk.learn_words(connection)
    with _timed(report, "statistics"):
        _run(connection, [f"analyze {table}" for table in bulk.TABLES])
    with _timed(report, "indexes"):
        _run(connection, aside.indexes)
    with _timed(report, "foreign keys"):
        _run(connection, aside.foreign_keys)
    bulk.come_back(connection)
    scores.ask_to_learn(connection)
    may_enter = staff.one_of_each() if password_hash != NO_PASSWORD else []
    record.remember(connection, demo.memory(), may_enter)


def _run(connection: Connection, statements: Sequence[str]) -> None:
    for statement in statements:
        connection.execute(statement.encode())


def _filled_in(statements: str, demo: Demo, staff: Staff) -> bytes:
    """Only the first step asks for values; the others call the functions it made."""
    agents, clerks = staff.ids("agent"), staff.ids("service")
    values = {
        "seed_hash": demo.seed * 1_000_003,
        "customers": demo.customers,
        "leads": demo.leads,
        "recent_customers": demo.recent_customers,
        "today": demo.today.isoformat(),
        "streets": len(STREETS),
        "agents": ",".join(map(str, agents)),
        "agent_count": len(agents),
        "clerks": ",".join(map(str, clerks)),
        "clerk_count": len(clerks),
    }
    for name, value in values.items():
        statements = statements.replace(f"<{name}>", str(value))
    return statements.encode()


def _settle(dsn: str, report: Report) -> None:
    """Vacuum, on two connections, so that the first reads need not look at every row's visibility."""
    with _timed(report, "vacuum"), ThreadPoolExecutor(2) as pool:
        list(pool.map(partial(_vacuum, dsn), (*bulk.LARGEST_FIRST, "search_words")))


def _vacuum(dsn: str, table: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("set statement_timeout = 0")
        connection.execute(sql.SQL("vacuum {}").format(sql.Identifier(table)))


def _password_hash(password: str | None) -> str:
    return NO_PASSWORD if password is None else asyncio.run(passwords.hashed(password))


@contextmanager
def _timed(report: Report, what: str) -> Iterator[None]:
    started = perf_counter()
    yield
    report(f"  {what}: {perf_counter() - started:.1f} s")
