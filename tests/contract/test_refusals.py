"""What an operator reads when a migration cannot go ahead: one sentence that says what to do."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from backend.database import migrate
from tests.contract.conftest import BACKEND, ON_THE_OLDEST, MakeDatabase, alembic_on
from tests.contract.schema import CHAIN
from tests.servers import TestServer

MAIN_LINE = [revision for revision, _, _ in CHAIN[:-1]]
OLD_BRANCH = CHAIN[-1][0]


def refusal(done: "subprocess.CompletedProcess[str]") -> str:
    """The one line of a refused command."""
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    (line,) = [line for line in (done.stdout + done.stderr).splitlines() if "FAILED" in line]
    return line


def test_no_server_is_one_clear_sentence() -> None:
    line = refusal(alembic_on("postgresql://postgres:hush@127.0.0.1:1/leadgen")("upgrade", "head"))

    assert "Cannot open the database postgresql://postgres:***@127.0.0.1:1/leadgen" in line
    assert "Connection refused" in line
    assert "DATABASE_URL" in line


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("mysql://localhost/leadgen", "must begin with postgresql://"),
        ("postgresql://postgres@127.0.0.1:1/leadgen?ssl=require", "invalid URI query parameter"),
    ],
)
def test_an_address_that_cannot_be_read_is_one_clear_sentence(address: str, reason: str) -> None:
    assert reason in refusal(alembic_on(address)("current"))


def test_a_database_from_a_newer_version_is_left_alone(server: TestServer, make_database: MakeDatabase) -> None:
    dsn = server.dsn_of(make_database(OLD_BRANCH))
    with psycopg.connect(dsn) as connection:
        connection.execute("update alembic_version set version_num = 'z999'")

    with pytest.raises(migrate.MigrationRefused, match=r"at revision z999, which this version .* a newer version"):
        migrate.upgrade(dsn)


def test_the_program_hears_the_same_sentence() -> None:
    with pytest.raises(migrate.MigrationRefused, match="Cannot open the database"):
        migrate.upgrade("postgresql://postgres:hush@127.0.0.1:1/leadgen")


def test_a_table_in_use_is_waited_for_and_then_reported(server: TestServer, make_database: MakeDatabase) -> None:
    dsn = server.dsn_of(make_database("0007"))
    with psycopg.connect(dsn) as reader:
        reader.execute("select * from customers")  # an open transaction keeps its lock

        line = refusal(alembic_on(dsn)("-x", "lock_timeout=100ms", "downgrade", "-1"))

    assert "nothing changed" in line


def test_a_value_outside_the_list_is_named_and_nothing_is_half_done(
    server: TestServer, make_database: MakeDatabase
) -> None:
    dsn = server.dsn_of(make_database(OLD_BRANCH))
    with psycopg.connect(dsn) as connection:
        connection.execute("insert into customers (name, email, status) values ('Ana', 'a@example.com', 'VIP')")

    with pytest.raises(migrate.MigrationRefused, match=r"customers.status holds 'VIP' \(1 rows\)"):
        migrate.upgrade(dsn, to="0007")

    with psycopg.connect(dsn) as connection:
        assert connection.execute("select version_num from alembic_version").fetchall() == [(OLD_BRANCH,)]
        assert connection.execute("select 1 from pg_constraint where conname = 'ck_users_role'").fetchall() == []


def test_two_migrators_at_once_take_turns(server: TestServer, make_database: MakeDatabase) -> None:
    name = make_database(None)
    command = [str(Path(sys.executable).with_name("alembic")), "upgrade", "head"]
    environment = {**os.environ, "DATABASE_URL": server.dsn_of(name)}
    both = [subprocess.Popen(command, cwd=BACKEND, env=environment, stderr=subprocess.PIPE) for _ in range(2)]

    errors = [process.communicate(timeout=120)[1].decode() for process in both]

    assert [process.returncode for process in both] == [0, 0], errors
    assert sum("-> 6b2d3e4f5a67, add crud tables" in text for text in errors) == 1


def old_branch_database(server: TestServer, make_database: MakeDatabase, reached: int) -> str:
    """A database as the old branch left it: the file tables, and of the main line only the first `reached` steps."""
    name = make_database(OLD_BRANCH)
    with psycopg.connect(server.dsn_of(name)) as connection:
        for _, _, tables in CHAIN[reached:-1]:
            connection.execute(f"drop table {', '.join(tables)} cascade")
        connection.execute("insert into file_documents (filename, original_filename, file_path) values ('a', 'a', 'a')")
        if reached > 1:
            connection.execute("insert into alembic_version values (%s)", [MAIN_LINE[reached - 1]])
    return name


@ON_THE_OLDEST
@pytest.mark.parametrize("reached", [1, 5])
def test_the_old_branch_is_told_what_to_do_and_it_works(
    server: TestServer, make_database: MakeDatabase, reached: int
) -> None:
    name = old_branch_database(server, make_database, reached)
    alembic = alembic_on(server.dsn_of(name))

    line = refusal(alembic("upgrade", "head"))
    advised = [step.split()[1:] for step in line.split("in this order: ")[1].split(" (docs")[0].split("; ")]
    done = [alembic(*step) for step in advised]

    assert [step.returncode for step in done] == [0, 0, 0, 0], [step.stderr for step in done]
    assert server.schema(name) == server.schema(make_database("head"))
    with psycopg.connect(server.dsn_of(name)) as connection:
        assert connection.execute("select count(*) from file_documents").fetchone() == (1,)


def test_the_old_branch_is_explained_in_the_documentation() -> None:
    page = (BACKEND.parent / "docs" / "migrations.md").read_text()

    assert "## The old branch" in page
    assert f"alembic stamp {OLD_BRANCH}" in page


@ON_THE_OLDEST
def test_forgetting_to_note_the_old_files_is_explained(server: TestServer, make_database: MakeDatabase) -> None:
    name = old_branch_database(server, make_database, 1)
    alembic = alembic_on(server.dsn_of(name))
    alembic("stamp", "--purge", MAIN_LINE[0])

    assert f"alembic stamp {OLD_BRANCH}" in refusal(alembic("upgrade", "head"))
