"""A backup holds everything, says when it is damaged, and comes back without ever putting the present data at risk."""

import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
import pytest

from backend.database import embedded, migrate
from backend.database import restore as restoring
from backend.database.backup import BackupFailed, NotABackup, backup, row_counts, verify
from backend.database.restore import NotTheDatabasesKeeper, RestoreRefused, restore
from backend.database.tools import embedded_tools, find_tools, major_version
from tests.servers import WHEEL, TestServer, distribution_bins, running_server

pytestmark = pytest.mark.server

AGENCY = """
create table alembic_version (version_num varchar(32) not null);
insert into alembic_version values ('2dd19a2d0626');
create table customers (id int generated always as identity primary key, name text not null);
insert into customers (name) select 'Ada Lovelace ' || n from generate_series(1, 2000) n;
create index on customers (name);
create function shout(name text) returns text language sql return upper(name);
"""


@pytest.fixture(scope="module")
def server() -> Iterator[TestServer]:
    with running_server() as server:
        yield server


@pytest.fixture
def dsn(server: TestServer) -> Iterator[str]:
    """The address of an agency's database with 2,000 customers."""
    address = server.create_database("agency")
    execute(address, AGENCY)
    yield address
    for name in databases(address):
        server.drop_database(name)


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A data folder with two stored files and a generated secret."""
    folder = tmp_path / "data"
    (folder / "files" / "2026").mkdir(parents=True)
    (folder / "files" / "2026" / "policy é.pdf").write_bytes(b"%PDF-1.7" + bytes(range(256)) * 9000)
    (folder / "files" / "note.txt").write_text("called on Monday")
    (folder / "secret_key").write_text("a generated secret")
    return folder


def execute(dsn: str, statement: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(statement.encode())


def rows(dsn: str) -> dict[str, int]:
    with psycopg.connect(dsn) as connection:
        return row_counts(connection)


def databases(dsn: str) -> list[str]:
    with psycopg.connect(dsn.replace("/agency", "/postgres")) as connection:
        found = connection.execute("select datname::text from pg_database where datname like 'agency%' order by 1")
        return [name for (name,) in found]


def _as(dsn: str, role: str, password: str) -> str:
    parts = urlsplit(dsn)
    return urlunsplit(parts._replace(netloc=f"{role}:{quote(password)}@{parts.netloc.rpartition('@')[2]}"))


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_backup_counts_and_signs_everything(dsn: str, data_dir: Path, tmp_path: Path) -> None:
    file = tmp_path / "backups" / "agency.backup"

    manifest = backup(dsn, WHEEL, data_dir, file)

    assert manifest.rows == {"alembic_version": 1, "customers": 2000}
    assert manifest.revision == "2dd19a2d0626"
    assert set(manifest.checksums) == {
        "database.dump",
        "files/2026/policy é.pdf",
        "files/note.txt",
        "secret_key",
    }
    assert verify(file, WHEEL) == manifest
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["agency.backup"]


def test_a_backup_is_of_one_moment_while_people_go_on_working(dsn: str, data_dir: Path, tmp_path: Path) -> None:
    with psycopg.connect(dsn) as unfinished:
        unfinished.execute("insert into customers (name) values ('not committed yet')")

        manifest = backup(dsn, WHEEL, data_dir, tmp_path / "agency.backup")

    assert manifest.rows["customers"] == 2000


def test_a_restored_agency_is_the_same_agency(dsn: str, data_dir: Path, tmp_path: Path) -> None:
    before = contents(data_dir)
    backup(dsn, WHEEL, data_dir, tmp_path / "agency.backup")
    execute(dsn, "delete from customers; drop table alembic_version; create table stray (id int)")
    shutil.rmtree(data_dir)
    data_dir.mkdir()

    restored = restore(dsn, WHEEL, data_dir, tmp_path / "agency.backup")

    assert rows(dsn) == {"alembic_version": 1, "customers": 2000}
    assert contents(data_dir) == before
    assert restored.kept == ()
    assert databases(dsn) == ["agency"]
    execute(dsn, "insert into customers (name) select shout('bob')")  # the identity goes on behind the last number


def test_records_are_only_replaced_when_asked_and_even_then_kept(dsn: str, data_dir: Path, tmp_path: Path) -> None:
    backup(dsn, WHEEL, data_dir, tmp_path / "agency.backup")
    execute(dsn, "insert into customers (name) values ('Grace, since the backup')")
    (data_dir / "files" / "new.txt").write_text("since the backup")

    with pytest.raises(RestoreRefused, match="holds 2,001 records"):
        restore(dsn, WHEEL, data_dir, tmp_path / "agency.backup")
    assert rows(dsn)["customers"] == 2001

    restored = restore(dsn, WHEEL, data_dir, tmp_path / "agency.backup", force=True)

    assert rows(dsn)["customers"] == 2000
    kept = next(name for name in databases(dsn) if name != "agency")
    assert restored.kept[0] == f"the database {kept}"
    assert rows(dsn.replace("/agency", f"/{kept}"))["customers"] == 2001
    assert not (data_dir / "files" / "new.txt").exists()
    assert (Path(restored.kept[1]) / "new.txt").read_text() == "since the backup"


def test_a_restore_that_fails_at_the_last_step_changes_nothing(
    dsn: str, data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup(dsn, WHEEL, data_dir, tmp_path / "agency.backup")
    execute(dsn, "insert into customers (name) values ('Grace, since the backup')")
    (data_dir / "files" / "new.txt").write_text("since the backup")
    before = contents(data_dir)
    # Someone takes the name under which the present database would be kept: the renaming fails.
    monkeypatch.setattr(restoring.Names, "aside", property(lambda _: "postgres"))

    with pytest.raises(psycopg.errors.DuplicateDatabase):
        restore(dsn, WHEEL, data_dir, tmp_path / "agency.backup", force=True)

    assert rows(dsn)["customers"] == 2001
    assert contents(data_dir) == before
    assert databases(dsn) == ["agency"]


def test_a_restore_waits_for_nobody_and_disturbs_nobody(dsn: str, data_dir: Path, tmp_path: Path) -> None:
    backup(dsn, WHEEL, data_dir, tmp_path / "agency.backup")

    with psycopg.connect(dsn), pytest.raises(RestoreRefused, match="stop LeadGen first"):
        restore(dsn, WHEEL, data_dir, tmp_path / "agency.backup", force=True)


def test_a_role_that_may_not_make_databases_is_told_before_anything_happens(
    dsn: str, data_dir: Path, tmp_path: Path
) -> None:
    backup(dsn, WHEEL, data_dir, tmp_path / "agency.backup")
    execute(dsn, "create role clerk login password 'a clerk' in role pg_read_all_data")
    before = contents(data_dir)
    try:
        with pytest.raises(NotTheDatabasesKeeper, match="superuser"):
            restore(_as(dsn, "clerk", "a clerk"), WHEEL, data_dir, tmp_path / "agency.backup", force=True)
    finally:
        execute(dsn, "drop role clerk")

    assert contents(data_dir) == before
    assert databases(dsn) == ["agency"]


@pytest.mark.parametrize("member", ["database.dump", "files/note.txt", "manifest.json"])
def test_a_damaged_backup_is_recognised_wherever_it_is_damaged(
    dsn: str, data_dir: Path, tmp_path: Path, member: str
) -> None:
    file = tmp_path / "agency.backup"
    backup(dsn, WHEEL, data_dir, file)
    with zipfile.ZipFile(file) as archive:
        entry = archive.getinfo(member)
        content = archive.read(member)
    data = bytearray(file.read_bytes())
    data[data.index(content, entry.header_offset) + len(content) // 2] ^= 1
    file.write_bytes(data)

    with pytest.raises(NotABackup):
        restore(dsn, WHEEL, data_dir, file, force=True)
    assert rows(dsn)["customers"] == 2000


@pytest.mark.parametrize("length", [0, 100, -1])
def test_a_file_that_is_cut_off_is_no_backup(dsn: str, data_dir: Path, tmp_path: Path, length: int) -> None:
    file = tmp_path / "agency.backup"
    backup(dsn, WHEEL, data_dir, file)
    file.write_bytes(file.read_bytes()[:length])

    with pytest.raises(NotABackup):
        verify(file, WHEEL)


@pytest.mark.parametrize("name", ["files/../../etc/passwd", "/etc/passwd", "files//x", "elsewhere"])
def test_a_backup_that_points_outside_its_folder_is_refused(
    dsn: str, data_dir: Path, tmp_path: Path, name: str
) -> None:
    file = tmp_path / "agency.backup"
    backup(dsn, WHEEL, data_dir, file)
    forged = tmp_path / "forged.backup"
    with zipfile.ZipFile(file) as honest, zipfile.ZipFile(forged, "w") as archive:
        manifest = json.loads(honest.read("manifest.json"))
        manifest["checksums"][name] = manifest["checksums"]["files/note.txt"]
        for member in honest.namelist():
            archive.writestr(member, json.dumps(manifest) if member == "manifest.json" else honest.read(member))
        archive.writestr(name, honest.read("files/note.txt"))

    with pytest.raises(NotABackup, match="outside"):
        verify(forged, WHEEL)


def test_a_backup_from_a_newer_version_is_refused(dsn: str, data_dir: Path, tmp_path: Path) -> None:
    execute(dsn, "update alembic_version set version_num = 'from_the_future'")
    backup(dsn, WHEEL, data_dir, tmp_path / "agency.backup")

    with pytest.raises(RestoreRefused, match="newer LeadGen"):
        restore(dsn, WHEEL, data_dir, tmp_path / "agency.backup", force=True)


def test_a_backup_that_fails_leaves_the_last_good_one(dsn: str, data_dir: Path, tmp_path: Path) -> None:
    file = tmp_path / "agency.backup"
    good = backup(dsn, WHEEL, data_dir, file)
    execute(dsn, "create table locked (id int); create role unread; alter table locked owner to unread")
    execute(dsn, "create role reader login password 'r'; grant select on customers, alembic_version to reader")
    login = dsn.partition("@")[0]
    try:
        with pytest.raises((BackupFailed, psycopg.errors.InsufficientPrivilege)):
            backup(dsn.replace(login, "postgresql://reader:r"), WHEEL, data_dir, file)
    finally:
        execute(dsn, "drop table locked; drop role unread; drop owned by reader; drop role reader")

    assert verify(file, WHEEL) == good
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["agency.backup"]


def test_the_closest_programs_that_can_read_the_server_are_taken(server: TestServer) -> None:
    assert major_version(find_tools(server.dsn)) >= 18
    assert major_version(embedded_tools()) == 18


@pytest.mark.parametrize("with_wheel", [False, True], ids=["its own programs", "newer programs"])
def test_backups_work_on_an_older_server(data_dir: Path, tmp_path: Path, with_wheel: bool) -> None:
    older = distribution_bins()[-1]
    with running_server(older, database="agency") as server:
        bin_dir = WHEEL if with_wheel else find_tools(server.dsn)
        execute(server.dsn, AGENCY)
        backup(server.dsn, bin_dir, data_dir, tmp_path / "agency.backup")
        execute(server.dsn, "drop table customers")

        restore(server.dsn, bin_dir, data_dir, tmp_path / "agency.backup", force=True)

        assert rows(server.dsn) == {"alembic_version": 1, "customers": 2000}


def test_the_embedded_agency_comes_back_too(data_dir: Path, tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="leadgen-backup-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # PostgreSQL may run as another user than we do
        server = embedded.start(Path(folder) / "postgres", durable=False)
        try:
            migrate.upgrade(server.dsn)
            execute(server.dsn, "insert into customers (name, email) values ('Ada Lovelace', 'ada@example.com')")
            made = backup(server.dsn, find_tools(server.dsn), data_dir, tmp_path / "agency.backup")
            execute(server.dsn, "delete from customers")

            restored = restore(server.dsn, find_tools(server.dsn), data_dir, tmp_path / "agency.backup", force=True)

            assert restored.manifest == made
            assert rows(server.dsn) == made.rows
            execute(server.dsn, "update customers set name = 'Ada King'")  # triggers and search still work
            migrate.upgrade(server.dsn)
        finally:
            embedded.stop(server)
