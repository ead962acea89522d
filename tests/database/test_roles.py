"""The application role reads and writes rows, and can do nothing else."""

from collections.abc import Iterator
from urllib.parse import quote

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from backend.database import migrate
from backend.database.roles import NotPrivileged, create_roles
from tests.servers import TestServer, running_server

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def server() -> Iterator[TestServer]:
    with running_server() as server:
        migrate.upgrade(server.dsn)
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


def test_the_application_works_with_rows_and_the_books_are_kept(application: str) -> None:
    with psycopg.connect(application) as connection:
        connection.execute("insert into customers (name, email) values ('Ada', 'ada@example.com')")
        connection.execute(
            "insert into policies (policy_number, customer_id, customer_name, policy_type, premium)"
            " select 'P-1', id, name, 'Auto', '$1,200/yr' from customers"
        )
        connection.execute("update customers set name = 'Ada King'")
        kept = connection.execute("select policies_count, total_value_cents from customers").fetchall()
        connection.execute("create temporary table staged (like customers)")
        connection.execute("delete from customers")
        logged = connection.execute("select distinct action from audit_log where table_name = 'customers'").fetchall()

    assert kept == [(1, 120000)]
    assert {action for (action,) in logged} == {"insert", "update", "delete"}


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
        "update audit_log set actor = 'nobody'",
        "update alembic_version set version_num = 'x'",
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
