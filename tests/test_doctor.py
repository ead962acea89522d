"""The doctor finds what is wrong, says how to mend it, and does not cry wolf."""

import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from backend import doctor
from backend.database import migrate
from backend.database.backup import Connection
from backend.doctor import Finding, Verdict
from backend.settings import Settings
from tests.servers import TestServer, distribution_bins, running_server


@pytest.fixture(scope="module")
def server() -> Iterator[TestServer]:
    with running_server() as server:
        migrate.upgrade(server.dsn)
        yield server


@pytest.fixture
def connection(server: TestServer) -> Iterator[Connection]:
    """A connection whose changes are undone."""
    with closing(psycopg.connect(server.dsn)) as connection:
        yield connection


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", port=free_port())


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def verdicts(findings: Iterator[Finding]) -> dict[str, Verdict]:
    return {finding.about: finding.verdict for finding in findings}


def wrong(findings: Iterator[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.verdict is not Verdict.good]


def test_every_bad_finding_says_how_to_mend_it(settings: Settings, connection: Connection) -> None:
    connection.execute("update alembic_version set version_num = '2dd19a2d0626'; drop extension pg_trgm cascade")

    found = wrong(doctor.examine_database(settings, connection))

    assert {finding.about for finding in found} >= {"Migrations", "Search", "Durability"}
    assert all(finding.mend for finding in found)


def test_a_migrated_database_is_fine(settings: Settings, connection: Connection) -> None:
    found = verdicts(doctor.examine_database(settings, connection))

    assert found.pop("Durability") is Verdict.bad  # the tests' own server gains speed by it
    assert found.pop("Worker", Verdict.odd) is Verdict.odd
    assert set(found.values()) == {Verdict.good}


@pytest.mark.parametrize(
    ("recorded", "detail"),
    [
        ("'2dd19a2d0626'", "at 2dd19a2d0626, newest is"),
        ("'from_the_future'", "newer LeadGen"),
        ("'2dd19a2d0626'), ('file_doc_mgmt_001'", "two branches"),
    ],
)
def test_a_schema_that_is_not_this_versions_is_named(connection: Connection, recorded: str, detail: str) -> None:
    connection.execute(f"delete from alembic_version; insert into alembic_version values ({recorded})".encode())

    assert detail in doctor.check_migrations(connection).detail


def test_a_database_without_tables_is_told_apart(server: TestServer) -> None:
    with psycopg.connect(server.dsn_of("postgres")) as connection:
        assert doctor.check_migrations(connection).mend == "leadgen db upgrade"


def test_an_old_server_is_refused_and_15_is_not() -> None:
    with running_server(distribution_bins()[-1]) as older, psycopg.connect(older.dsn) as connection:
        assert doctor.check_server(connection).verdict is Verdict.good


def test_an_unreachable_server_is_one_finding_without_the_password(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://someone:s3cret@127.0.0.1:{free_port()}/leadgen")
    monkeypatch.setenv("USE_DB", "true")

    found = list(doctor.check_database(Settings(data_dir=settings.data_dir)))

    assert [finding.verdict for finding in found] == [Verdict.bad]
    assert "s3cret" not in str(found[0])


def test_a_connection_that_can_be_read_on_the_way_is_bad(connection: Connection) -> None:
    remote = Settings(use_db=True, database_url="postgresql://a:b@db.example.com/leadgen")

    assert doctor.check_encryption(remote, connection).verdict is Verdict.bad
    assert doctor.check_encryption(Settings(use_db=True), connection).verdict is Verdict.good


def test_too_many_connections_are_counted_before_they_are_opened(connection: Connection) -> None:
    assert doctor.check_connections(Settings(pool_max=16), connection).verdict is Verdict.good
    assert doctor.check_connections(Settings(pool_max=16, workers=8), connection).verdict is Verdict.bad


def test_a_port_used_by_another_program_is_bad(settings: Settings) -> None:
    assert doctor.check_port(settings).verdict is Verdict.good

    with socket.create_server(("127.0.0.1", settings.port)):
        found = doctor.check_port(settings)

    assert found.verdict is Verdict.bad
    assert "another program" in found.detail


def test_secrets_that_everybody_can_read_are_bad(settings: Settings) -> None:
    settings.data_dir.mkdir()
    key = settings.data_dir / "secret_key"
    key.write_text("secret")
    key.chmod(0o644)

    assert Verdict.bad in [finding.verdict for finding in doctor.check_data_folder(settings)]

    key.chmod(0o600)
    assert Verdict.bad not in [finding.verdict for finding in doctor.check_data_folder(settings)]


def test_a_misspelt_setting_is_pointed_out(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADGEN_POOLMAX", "5")

    assert ["LEADGEN_POOLMAX" in finding.detail for finding in doctor.check_unknown_variables(settings)] == [True]


def test_production_without_a_secret_is_bad() -> None:
    assert doctor.check_settings(Settings(env="production")).verdict is Verdict.bad


def test_a_new_installation_is_told_to_start(settings: Settings) -> None:
    assert [str(finding.mend) for finding in doctor.check_database(settings)] == ["Start LeadGen once: make run"]
    assert not settings.data_dir.exists()
