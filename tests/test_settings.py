"""Settings are read as people write them, never show a secret, and are refused in production when they are unsafe."""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import SecretStr

from backend.settings import (
    HOME,
    Settings,
    UnsafeSettings,
    database_hosts,
    is_local,
    load_settings,
    settings_page,
    without_password,
)

GOOD_SECRET = "Zk3v0qXr8uWm5tYp1sNb7aLc2dEf9gHj"


@pytest.fixture(autouse=True)
def _only_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("LEADGEN_", "PG")) or name in {"ENV", "PORT", "USE_DB", "DATABASE_URL"}:
            monkeypatch.delenv(name)
    monkeypatch.setitem(Settings.model_config, "env_file", None)


def production(**changes: object) -> Settings:
    return Settings.model_validate({"env": "production", "secret_key": GOOD_SECRET, "use_db": True} | changes)


def test_the_page_about_settings_is_current() -> None:
    assert (HOME / "docs" / "settings.md").read_text(encoding="utf-8") == settings_page()


def test_every_setting_says_what_it_does() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_every_setting_in_the_example_file_exists() -> None:
    lines = (HOME / ".env.example").read_text(encoding="utf-8").splitlines()
    named = {match[1] for line in lines if (match := re.match(r"#? ?([A-Z_]+)=", line))}
    known = {line.split("`")[1] for line in settings_page().splitlines() if line.startswith("| `")}

    assert named
    assert named <= known


def test_the_names_that_the_outside_world_fixed_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENV", "production")
    monkeypatch.setenv("PORT", "9000")
    monkeypatch.setenv("USE_DB", "true")
    monkeypatch.setenv("DATABASE_URL", "postgresql+asyncpg://someone:word@db:5433/agency")
    monkeypatch.setenv("LEADGEN_ALLOWED_HOSTS", "leads.example.com, *.example.org")

    settings = load_settings()

    assert (settings.production, settings.port, settings.use_db) == (True, 9000, True)
    assert settings.dsn == "postgresql://someone:word@db:5433/agency"
    assert settings.allowed_hosts == ("leads.example.com", "*.example.org")


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "")

    assert load_settings().port == 8000


def test_what_cannot_be_read_is_said_by_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "eighty")
    monkeypatch.setenv("LEADGEN_POOL_MAX", "0")

    with pytest.raises(UnsafeSettings) as refused:
        load_settings()

    assert [line.partition(":")[0] for line in refused.value.detail.splitlines()] == ["PORT", "LEADGEN_POOL_MAX"]


def test_tls_settings_join_the_address_unless_it_has_its_own() -> None:
    root = Path("/etc/ssl/agency.pem")
    plain = production(
        database_url="postgresql://a:b@db/x", database_ssl_mode="verify-full", database_ssl_root_cert=root
    )
    own = production(database_url="postgresql://a:b@db/x?sslmode=require", database_ssl_mode="verify-full")

    assert plain.dsn == "postgresql://a:b@db/x?sslmode=verify-full&sslrootcert=%2Fetc%2Fssl%2Fagency.pem"
    assert own.dsn == "postgresql://a:b@db/x?sslmode=require"


def test_no_secret_is_ever_shown() -> None:
    settings = production(database_url="postgresql://someone:s3cret@db/x?password=s3cret", metrics_token="s3cret")

    assert "s3cret" not in f"{settings!r} {settings} {settings.safe_dsn} {settings.model_dump()}"
    assert GOOD_SECRET not in f"{settings!r} {settings.model_dump_json()}"


@pytest.mark.parametrize(
    ("dsn", "hosts"),
    [
        ("postgresql:///leadgen", []),
        ("postgresql://a@db.example.com/x", ["db.example.com"]),
        ("postgresql://a:p@h1:5432,h2:5433/x?target_session_attrs=primary", ["h1", "h2"]),
        ("postgresql://a@[::1]:5432/x", ["::1"]),
        ("postgresql://a@/x?host=/run/postgresql", ["/run/postgresql"]),
        ("postgresql://a@localhost/x?hostaddr=10.0.0.5", ["localhost", "10.0.0.5"]),
        ("postgresql://a@%2Frun%2Fpostgresql/x", ["/run/postgresql"]),
    ],
)
def test_hosts_are_found_wherever_the_address_names_them(dsn: str, hosts: list[str]) -> None:
    assert database_hosts(dsn) == hosts


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", "::1", "/run/postgresql"])
def test_a_host_on_this_machine_is_local(host: str) -> None:
    assert is_local(host)


@pytest.mark.parametrize("host", ["10.0.0.5", "db", "localhost.example.com", "192.168.1.9", "2001:db8::1"])
def test_any_other_host_is_not(host: str) -> None:
    assert not is_local(host)


def test_passwords_are_hidden_wherever_they_stand() -> None:
    assert without_password("postgresql://a:x@h/d?password=x&sslmode=require") == (
        "postgresql://a:***@h/d?password=***&sslmode=require"
    )
    assert without_password("postgresql://h/d") == "postgresql://h/d"


@pytest.mark.parametrize("secret", [None, "short", "change-me-to-at-least-32-random-bytes", "a" * 64])
def test_production_refuses_a_weak_secret(secret: str | None) -> None:
    with pytest.raises(UnsafeSettings, match="LEADGEN_SECRET_KEY"):
        production(secret_key=secret, use_db=False).refuse_unsafe()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://app:Long7Enough@db.example.com/x",
        "postgresql://app:Long7Enough@db.example.com/x?sslmode=prefer",
        "postgresql://app:Long7Enough@localhost,db.example.com/x",
        "postgresql://app:Long7Enough@localhost/x?hostaddr=10.0.0.5",
        "postgresql://app:Long7Enough@/x?host=10.0.0.5",
    ],
)
def test_production_refuses_a_database_that_is_reached_in_plain_text(url: str) -> None:
    with pytest.raises(UnsafeSettings, match="unencrypted"):
        production(database_url=url).refuse_unsafe()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://app:Long7Enough@localhost/x",
        "postgresql://app:Long7Enough@/x?host=/run/postgresql",
        "postgresql://app:Long7Enough@db.example.com/x?sslmode=verify-full&sslrootcert=/ca.pem",
        "postgresql://app:Long7Enough@h1,h2/x?sslmode=require",
    ],
)
def test_production_accepts_a_safe_address(url: str) -> None:
    assert production(database_url=url).refuse_unsafe().production


def test_production_refuses_the_password_of_the_examples() -> None:
    with pytest.raises(UnsafeSettings, match="password that everybody knows"):
        production().refuse_unsafe()


def test_development_needs_nothing() -> None:
    assert Settings().refuse_unsafe().port == 8000


def test_the_generated_secret_is_private_and_stays(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")

    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(lambda _: settings.sealing_key(), range(32)))

    assert len(keys) == 1
    assert len(keys.pop()) >= 32
    assert (tmp_path / "data" / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret_key"]


def test_production_never_makes_a_secret_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(UnsafeSettings):
        production(secret_key=None, data_dir=tmp_path / "data").sealing_key()
    assert production(secret_key=SecretStr(GOOD_SECRET)).sealing_key() == GOOD_SECRET.encode()


def test_the_command_line_explains_itself_at_once_and_refuses_in_one_sentence(tmp_path: Path) -> None:
    def leadgen(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-X", "importtime", "-m", "backend", *words]
        return subprocess.run(
            command, cwd=HOME, env=os.environ | environment, capture_output=True, text=True, check=False
        )

    helped = leadgen("--help")
    refused = leadgen("serve", ENV="production", LEADGEN_DATA_DIR=str(tmp_path))
    unreadable = leadgen("doctor", PORT="eighty")

    assert helped.returncode == 0
    assert not [
        library for library in ("pydantic", "fastapi", "sqlalchemy", "psycopg") if f" {library}\n" in helped.stderr
    ]
    assert refused.returncode == 2
    assert unreadable.returncode == 2
    for answer in (refused, unreadable):
        said = [line for line in answer.stderr.splitlines() if not line.startswith("import time:")]
        assert len(said) == 1
        assert said[0].startswith("leadgen: ")
