"""The databases that are measured: one PostgreSQL server, the same customers in our tables and in a plain one."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from backend.auth.apikeys import new_key
from backend.database import embedded, migrate

PROJECT = Path(__file__).resolve().parent.parent
YARDSTICKS = PROJECT.parent / "shared" / "yardsticks"
PLAIN = (Path(__file__).parent / "sql" / "plain.sql").read_text()
# Autovacuum would clean up after one contestant at another's expense.
SERVER_SETTINGS = {"autovacuum": "off", "max_connections": "250"}
# What a measured write or import leaves behind.
GROWING = ("customers", "audit_log", "operations", "operation_rejects", "idempotency_keys")
# The contract's columns that a caller may set, which both the plain table and ours have.
WRITABLE = ("name", "email", "phone", "status", "join_date", "last_active", "reason", "metadata")

Say = Callable[[str], None]


@dataclass
class Book:
    """A database with customers. last: the highest id of each growing table before anything was measured."""

    dsn: str
    customers: int
    seed_s: float | None = None
    last: dict[str, int] = field(default_factory=dict)
    key: str = ""

    def clean(self) -> None:
        """Remove what measuring added, so that every round meets the same tables."""
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            connection.execute("set session_replication_role = replica")
            for table, last in self.last.items():
                name = sql.Identifier(*table.split("."))
                done = connection.execute(sql.SQL("delete from {} where id > {}").format(name, last))
                if done.rowcount:
                    connection.execute(sql.SQL("vacuum {}").format(name))
            connection.execute("checkpoint")


class Databases:
    """The measured PostgreSQL server, with a database for each size."""

    def __init__(self, server: embedded.Server, folder: Path, say: Say) -> None:
        self.server, self._folder, self._say = server, folder, say
        self._open: dict[str, Book] = {}

    @property
    def postmaster(self) -> int:
        """The process whose children are all of PostgreSQL."""
        return int((self.server.data_dir / "cluster" / "postmaster.pid").read_text().split("\n", 1)[0])

    def seeded(self, customers: int) -> Book:
        """A demo agency of that size, with the plain copy of its customers beside it."""
        return self._kept(f"bench_{customers}", lambda name: self._make_seeded(name, customers))

    def yardstick(self) -> tuple[Book, Book] | None:
        """The yardstick's own data, and our tables with the same customers; None without the yardstick's folder."""
        if not (YARDSTICKS / "data.sql").is_file():
            return None
        theirs = self._kept("yardstick", self._make_yardstick)
        ours = self._kept("bench_like_yardstick", lambda name: self._make_like(name, theirs.dsn))
        return theirs, ours

    def _kept(self, name: str, make: Callable[[str], Book]) -> Book:
        """The database of an earlier run on the same schema and generator, cleaned; else a new one."""
        if name in self._open:
            return self._open[name]
        note = self._folder / f"{name}.json"
        known = json.loads(note.read_text()) if note.is_file() else {}
        if known.get("made_by") == _generator():
            book = Book(**known["book"])
            book.dsn = self._dsn(name)
            self._say(f"{name}: kept from an earlier run")
            book.clean()
        else:
            note.unlink(missing_ok=True)
            self._recreate(name)
            book = make(name)
            note.write_text(json.dumps({"made_by": _generator(), "book": asdict(book)}))
        if name.startswith("bench_"):
            book.key = _let_in(book.dsn)
        self._open[name] = book
        return book

    def _make_seeded(self, name: str, customers: int) -> Book:
        book = Book(self._dsn(name), customers)
        leadgen("db", "upgrade", dsn=book.dsn)
        began = perf_counter()
        leadgen("seed", "--customers", str(customers), dsn=book.dsn)
        book.seed_s = perf_counter() - began
        self._say(f"{name}: seeded in {book.seed_s:.1f} s")
        self._settle(book, PLAIN)
        return book

    def _make_yardstick(self, name: str) -> Book:
        psql = [str(self.server.bin_dir / "psql"), "-qX", "-v", "ON_ERROR_STOP=1", "-f", str(YARDSTICKS / "data.sql")]
        subprocess.run([*psql, self._dsn(name)], check=True, capture_output=True)
        book = Book(self._dsn(name), 100_000)
        self._settle(book, "")
        return book

    def _make_like(self, name: str, theirs: str) -> Book:
        book = Book(self._dsn(name), 100_000)
        leadgen("db", "upgrade", dsn=book.dsn)
        # Our table knows no status `pending`.
        columns = ", ".join(WRITABLE)
        chosen = columns.replace("status", "case status when 'active' then status else 'inactive' end")
        with psycopg.connect(theirs) as source, psycopg.connect(book.dsn) as target:
            with (
                source.cursor().copy(
                    f"copy (select id, {chosen} from customers order by id) to stdout".encode()
                ) as out,
                target.cursor().copy(f"copy customers (id, {columns}) from stdin".encode()) as into,
            ):
                for block in out:
                    into.write(block)
            target.execute("select setval(pg_get_serial_sequence('customers', 'id'), 100000)")
        self._settle(book, "")
        return book

    def _settle(self, book: Book, statements: str) -> None:
        with psycopg.connect(book.dsn, autocommit=True) as connection:
            if statements:
                connection.execute(statements.encode())
            connection.execute("vacuum analyze")
            for table in (*GROWING, "plain.customers"):
                if connection.execute("select to_regclass(%s)", [table]).fetchone() != (None,):
                    name = sql.Identifier(*table.split("."))
                    found = connection.execute(sql.SQL("select coalesce(max(id), 0) from {}").format(name)).fetchone()
                    book.last[table] = found[0] if found else 0
            connection.execute("checkpoint")

    def _recreate(self, name: str) -> None:
        with psycopg.connect(self.server.dsn, autocommit=True) as connection:
            identifier = sql.Identifier(name)
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(identifier))
            connection.execute(sql.SQL("create database {}").format(identifier))

    def _dsn(self, name: str) -> str:
        return urlunsplit(urlsplit(self.server.dsn)._replace(path=f"/{name}"))


@contextmanager
def databases(folder: Path, say: Say) -> Iterator[Databases]:
    """The server of the folder for the length of the block, with the settings every installation begins with."""
    server = embedded.start(folder / "postgres", settings=SERVER_SETTINGS)
    try:
        yield Databases(server, folder, say)
    finally:
        embedded.stop(server)


def leadgen(*command: str, dsn: str) -> None:
    """Run one of our commands on this database."""
    environment = os.environ | {"USE_DB": "true", "DATABASE_URL": dsn}
    done = subprocess.run(
        [sys.executable, "-m", "backend", *command], cwd=PROJECT, env=environment, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"leadgen {' '.join(command)}: {done.stdout}{done.stderr}")


def _let_in(dsn: str) -> str:
    """A new API key of an administrator, as an integration has it."""
    key = new_key()
    with psycopg.connect(dsn) as connection:
        connection.execute(
            "insert into users (username, email, password_hash, role) "
            "values ('bench', 'bench@example.org', '!', 'admin') on conflict (username) do nothing"
        )
        connection.execute("delete from api_keys where name = 'bench'")
        connection.execute(
            "insert into api_keys (name, prefix, key_hash, user_id) "
            "select 'bench', %s, %s, id from users where username = 'bench'",
            [key.prefix, key.hash],
        )
    return key.text


def _generator() -> str:
    """Changes whenever the schema or the demo agency would."""
    sources = [*(PROJECT / "backend" / "seed").rglob("*"), *(PROJECT / "backend" / "database" / "sql").glob("*")]
    sources += [*(PROJECT / "backend" / "alembic" / "versions").glob("*.py"), Path(__file__)]
    text = b"".join(file.read_bytes() for file in sorted(sources) if file.suffix in (".py", ".sql", ".txt"))
    return f"{migrate.head()} {sha256(text + PLAIN.encode()).hexdigest()[:16]}"
