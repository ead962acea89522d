"""The application role reads and writes rows, and can do nothing else."""

from collections.abc import Iterator
from urllib.parse import quote

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from backend.database.roles import NotPrivileged, create_roles
from tests.servers import TestServer, running_server

pytestmark = pytest.mark.server

TABLES = """
create extension pg_trgm;
create table customers (id int generated always as identity primary key, name text);
create table audit_log (id serial primary key, what text);
create function shout(name text) returns text language sql return upper(name);
"""


@pytest.fixture(scope="module")
def server() -> Iterator[TestServer]:
    with running_server() as server, psycopg.connect(server.dsn, autocommit=True) as connection:
        connection.execute(TABLES)
        yield server


@pytest.fixture(scope="module")
def passwords(server: TestServer) -> dict[str, str | None]:
    return create_roles(server.dsn)


@pytest.fixture(scope="module")
def owner(server: TestServer, passwords: dict[str, str | None]) -> str:
    return as_role(server, "leadgen_owner", passwords)


@pytest.fixture(scope="module")
def application(server: TestServer, passwords: dict[str, str | None]) -> str:
    return as_role(server, "leadgen_app", passwords)


def as_role(server: TestServer, role: str, passwords: dict[str, str | None]) -> str:
    return f"postgresql://{role}:{quote(passwords[role] or '')}@127.0.0.1:{server.port}/{server.database}"


def test_the_application_works_with_rows(application: str) -> None:
    with psycopg.connect(application) as connection:
        connection.execute("insert into customers (name) values ('Ada')")
        connection.execute("update customers set name = shout(name)")
        assert connection.execute("select name from customers").fetchall() == [("ADA",)]
        connection.execute("insert into audit_log (what) values ('seen')")
        connection.execute("create temporary table staged (like customers)")
        connection.execute("delete from customers")


@pytest.mark.parametrize(
    "statement",
    [
        "drop table customers",
        "alter table customers add column x int",
        "alter table customers disable trigger all",
        "truncate customers",
        "create table mine (id int)",
        "create role intruder",
        "delete from audit_log",
        "update audit_log set what = 'nothing'",
        "set session_replication_role = replica",
        "copy customers to program 'cat'",
    ],
)
def test_the_application_cannot(application: str, statement: str) -> None:
    with psycopg.connect(application) as connection, pytest.raises(InsufficientPrivilege):
        connection.execute(statement.encode())


def test_what_the_owner_adds_later_is_the_applications_to_use(owner: str, application: str) -> None:
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute("create extension if not exists btree_gin")
        connection.execute("alter table customers add column born date")
        connection.execute("create table visits (id serial primary key)")

    with psycopg.connect(application) as connection:
        connection.execute("insert into visits default values")


def test_nobody_else_gets_in(server: TestServer, passwords: dict[str, str | None]) -> None:
    with psycopg.connect(server.dsn, autocommit=True) as connection:
        connection.execute("create role stranger login password 's'")

    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(as_role(server, "stranger", {"stranger": "s"}))


def test_a_second_run_mends_and_keeps_the_passwords(server: TestServer, owner: str) -> None:
    assert create_roles(server.dsn) == {"leadgen_owner": None, "leadgen_app": None}
    psycopg.connect(owner).close()


def test_only_a_superuser_may_create_roles(owner: str) -> None:
    with pytest.raises(NotPrivileged):
        create_roles(owner)
