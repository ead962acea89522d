"""The chain itself: its names, its one head, and every step there and back."""

import re
from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.script import Script, ScriptDirectory

from backend.database import migrate
from backend.models import Base
from tests.contract.conftest import BACKEND, MakeDatabase, alembic_on
from tests.contract.schema import CHAIN
from tests.servers import TestServer

VERSIONS = BACKEND / "alembic" / "versions"
NOWHERE = "postgresql://nobody@127.0.0.1:1/none"


def revisions() -> list[Script]:
    """From the first to the last."""
    scripts = ScriptDirectory.from_config(migrate.configuration(NOWHERE))
    return list(reversed(list(scripts.walk_revisions())))


def tables_of(dsn: str) -> set[str]:
    with psycopg.connect(dsn) as connection:
        rows = connection.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
    return {name for (name,) in rows} - {"alembic_version"}


def test_the_chain_is_one_line_with_one_head() -> None:
    chain = revisions()

    assert [script.down_revision for script in chain] == [None, *(script.revision for script in chain[:-1])]
    assert migrate.head() == chain[-1].revision


def test_the_chain_begins_with_the_contract() -> None:
    ours = [(script.revision, Path(script.path).name, script.doc) for script in revisions()[: len(CHAIN)]]

    wanted = [(revision, f"{revision}_{slug}.py", slug.replace("_", " ")) for revision, slug, _ in CHAIN]
    assert ours == wanted


def test_every_file_is_named_after_its_revision() -> None:
    names = [Path(script.path).name for script in revisions()]

    assert all(name.startswith(f"{script.revision}_") for name, script in zip(names, revisions(), strict=True))
    assert sorted(names) == sorted(path.name for path in VERSIONS.glob("*.py"))


def test_the_folder_is_no_package_or_it_would_hide_alembic() -> None:
    assert not (BACKEND / "alembic" / "__init__.py").exists()


def test_every_model_is_imported_by_name_in_env() -> None:
    env = (BACKEND / "alembic" / "env.py").read_text()
    contract_tables = {table for _, _, tables in CHAIN for table in tables}
    models = {mapper.class_.__tablename__: mapper.class_.__name__ for mapper in Base.registry.mappers}
    wanted = [models[table] for table in contract_tables]

    assert [name for name in wanted if not re.search(rf"^    {name},$|import {name}$", env, re.MULTILINE)] == []


def test_each_step_creates_what_the_contract_says(server: TestServer, make_database: MakeDatabase) -> None:
    dsn = server.dsn_of(make_database(None))
    so_far: set[str] = set()
    for revision, _, tables in CHAIN:
        migrate.upgrade(dsn, to=revision)

        so_far |= set(tables)
        assert tables_of(dsn) == so_far, revision


def test_every_step_back_and_forth_gives_the_same_schema(server: TestServer, make_database: MakeDatabase) -> None:
    name = make_database(None)
    configuration = migrate.configuration(server.dsn_of(name))
    before = server.schema(name)
    for revision in (script.revision for script in revisions()):
        command.upgrade(configuration, revision)
        after = server.schema(name)
        command.downgrade(configuration, "-1")
        assert server.schema(name) == before, f"downgrade of {revision}"
        command.upgrade(configuration, revision)
        assert server.schema(name) == after, f"second upgrade to {revision}"
        before = after


def test_all_the_way_down_leaves_nothing(server: TestServer, make_database: MakeDatabase) -> None:
    name = make_database("head")

    command.downgrade(migrate.configuration(server.dsn_of(name)), "base")

    assert server.schema(name) == server.schema(make_database(None))


def test_models_and_migrations_say_the_same(server: TestServer, make_database: MakeDatabase) -> None:
    checked = alembic_on(server.dsn_of(make_database("head")))("check")

    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "No new upgrade operations detected." in checked.stdout


def test_the_whole_chain_can_be_printed_as_sql(server: TestServer) -> None:
    printed = alembic_on(server.dsn)("upgrade", f"base:{CHAIN[-1][0]}", "--sql")

    assert printed.returncode == 0, printed.stderr
    assert "CREATE TABLE file_documents" in printed.stdout


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+asyncpg", "postgresql+psycopg"])
def test_every_usual_spelling_of_the_address_works(
    server: TestServer, make_database: MakeDatabase, scheme: str
) -> None:
    dsn = server.dsn_of(make_database(None)).replace("postgresql", scheme, 1)

    migrate.upgrade(dsn, to=CHAIN[0][0])

    assert tables_of(dsn.replace(scheme, "postgresql", 1)) == set(CHAIN[0][2])
