"""THE settings: one class, read once from the environment and `.env`.

`python -m backend.settings` prints docs/settings.md.
"""

import ipaddress
import os
import re
import secrets
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, Literal, Self
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from backend.errors import LeadGenError

PROJECT: Final = Path(__file__).resolve().parent.parent
HOME: Final = PROJECT if (PROJECT / "pyproject.toml").is_file() else Path()

COMPOSE_URL: Final = "postgresql://postgres:postgres@localhost:5432/leadgen"
EXAMPLE_SECRETS: Final = frozenset({"change-me", "change-me-to-at-least-32-random-bytes", "secret", "leadgen"})
EXAMPLE_PASSWORDS: Final = frozenset({"", "postgres", "leadgen", "password", "change-me"})
ENCRYPTED: Final = frozenset({"require", "verify-ca", "verify-full"})

# Such as `reports@agency.example` or `The Agency <reports@agency.example>`.
MAIL_ADDRESS: Final = re.compile(r"(?:(?P<name>[^<>@\x00-\x1f\x7f]*)<)?(?P<address>[^\s<>@\"]+@[^\s<>@\"]+)>?")
MAIL_PORTS: Final = {"starttls": 587, "tls": 465, "none": 25}

SslMode = Literal["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]
Words = Annotated[tuple[str, ...], NoDecode]


class UnsafeSettings(LeadGenError):
    """These settings are not safe to run with."""

    code = "unsafe_settings"


class Environment(StrEnum):
    """Where the application runs; production is strict, the others are convenient."""

    development = "development"
    test = "test"
    production = "production"


class LogFormat(StrEnum):
    """How a log line looks: for people, or one JSON object per line."""

    text = "text"
    json = "json"


class MailSecurity(StrEnum):
    """How the connection to the mail server is encrypted."""

    starttls = "starttls"
    tls = "tls"
    none = "none"


def _contract(name: str) -> AliasChoices:
    """The four settings whose names the outside world fixed work without the prefix as well."""
    return AliasChoices(name, f"LEADGEN_{name}")


class Settings(BaseSettings):
    """Everything that can be configured. Variables carry the prefix `LEADGEN_` unless another name is given."""

    model_config = SettingsConfigDict(
        env_prefix="LEADGEN_",
        env_file=(HOME / ".env", ".env"),
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
        validate_default=True,
    )

    env: Environment = Field(
        Environment.development,
        validation_alias=_contract("ENV"),
        description="`development`, `test` or `production`; production refuses unsafe settings and anonymous readers.",
    )
    host: str = Field("127.0.0.1", description="Address to listen on; `0.0.0.0` for all of them, as in a container.")
    port: int = Field(8000, ge=1, le=65535, validation_alias=_contract("PORT"), description="TCP port to listen on.")
    public_url: str | None = Field(
        None, description="Address people type, such as `https://leads.example.com`; used in links and for cookies."
    )
    data_dir: Path = Field(
        HOME / "data", description="Folder of the embedded database, the stored files and the generated secret."
    )

    files_url: str | None = Field(
        None,
        description="Bucket for files in place of the data folder, such as `s3://bucket/leadgen`; its region, keys and "
        "address come from the usual `AWS_…` variables.",
    )

    use_db: bool = Field(
        False,
        validation_alias=_contract("USE_DB"),
        description="Use the server in `DATABASE_URL` instead of the embedded PostgreSQL.",
    )
    database_url: SecretStr = Field(
        SecretStr(COMPOSE_URL),
        validation_alias=_contract("DATABASE_URL"),
        description="PostgreSQL 15 or newer as `postgresql://user:password@host:5432/name`; several hosts with commas.",
    )
    database_ssl_mode: SslMode | None = Field(
        None, description="TLS to the database, unless `DATABASE_URL` says `sslmode`; production wants `verify-full`."
    )
    database_ssl_root_cert: Path | None = Field(
        None, description="File with the certificate authority that signed the database server's certificate."
    )
    database_ssl_cert: Path | None = Field(None, description="File with our certificate, if the database asks for one.")
    database_ssl_key: Path | None = Field(None, description="File with the private key of our certificate.")
    pgbouncer: bool = Field(
        False, description="The database is behind PgBouncer in transaction mode: no prepared statements are kept."
    )
    pool_min: int = Field(2, ge=0, description="Connections that each process keeps open.")
    pool_max: int = Field(16, ge=1, description="Connections that each process opens at most.")
    connect_timeout_ms: int = Field(10_000, ge=100, description="Milliseconds to wait for a database connection.")
    statement_timeout_ms: int = Field(30_000, ge=0, description="Milliseconds a statement may run; 0 is no limit.")
    lock_timeout_ms: int = Field(5_000, ge=0, description="Milliseconds to wait for a row lock; 0 is no limit.")
    idle_in_transaction_timeout_ms: int = Field(
        60_000, ge=0, description="Milliseconds an open transaction may do nothing; 0 is no limit."
    )

    workers: int = Field(1, ge=1, le=64, description="Server processes that answer requests.")
    run_worker: bool = Field(True, description="Run background jobs inside the server; else start `leadgen worker`.")
    worker_concurrency: int = Field(10, ge=1, le=1000, description="Background jobs that run at once in one worker.")
    shutdown_timeout_s: int = Field(20, ge=1, description="Seconds that requests and jobs get to finish on a stop.")
    demo: bool = Field(False, description="Fill an empty database with a demo agency on start.")

    secret_key: SecretStr | None = Field(
        None,
        description="Seals second-factor seeds, doors' secrets and what came in there, at least 32 bytes; "
        "outside production one is made in the data folder.",
    )
    session_idle_minutes: int = Field(480, ge=1, description="Minutes without a request after which a session ends.")
    session_absolute_hours: int = Field(24, ge=1, description="Hours after sign-in at which a session ends regardless.")
    login_attempts: int = Field(5, ge=1, description="Wrong passwords in a row that lock a user.")
    login_lock_minutes: int = Field(15, ge=1, description="Minutes that a locked user waits.")
    login_rate_per_minute: int = Field(30, ge=1, description="Sign-in attempts a minute from one address.")
    api_rate_per_minute: int = Field(
        0, ge=0, description="Requests a minute for one user or API key in each process; 0 is no limit."
    )
    password_min_length: int = Field(12, ge=8, description="Characters that a password needs at least.")
    allowed_hosts: Words = Field(
        (),
        description="Host names to answer to, separated by commas, `*.example.com` for subdomains; empty is any.",
    )
    trusted_proxies: Words = Field(
        (), description="Addresses or networks of reverse proxies whose `X-Forwarded-*` headers are believed."
    )
    metrics_token: SecretStr | None = Field(
        None,
        description="Bearer token with which a scraper may read `/metrics`, besides an administrator's key.",
    )

    max_body_bytes: int = Field(1_048_576, ge=1024, description="Bytes of a JSON request body at most.")
    max_upload_bytes: int = Field(209_715_200, ge=1024, description="Bytes of an uploaded file at most.")
    count_limit: int = Field(10_000, ge=1, description="Rows up to which a list's total is counted exactly.")
    idempotency_hours: int = Field(24, ge=1, description="Hours for which an `Idempotency-Key` is remembered.")

    raw_payload_days: int = Field(
        90, ge=1, le=3650, description="Days for which what came in at the doors for leads is kept, sealed, as it came."
    )
    meta_graph_url: str = Field(
        "https://graph.facebook.com/v23.0", description="Address of Meta's Graph API, from which its leads are fetched."
    )

    smtp_host: str | None = Field(
        None, description="Mail server for outgoing mail; without one, mails are put into `outbox` in the data folder."
    )
    smtp_port: int | None = Field(
        None, ge=1, le=65535, description="Its port, unless it is 587 (`starttls`), 465 (`tls`) or 25 (`none`)."
    )
    smtp_security: MailSecurity = Field(
        MailSecurity.starttls,
        description="`starttls` or `tls`, which check the server's certificate; `none` for a server on this machine.",
    )
    smtp_root_cert: Path | None = Field(
        None, description="File with the authority of its certificate, if the machine does not know it."
    )
    smtp_user: str | None = Field(None, description="User at the mail server; without one we do not sign in.")
    smtp_password: SecretStr | None = Field(None, description="Password of that user.")
    mail_from: str | None = Field(
        None, description="Sender of mails, such as `The Agency <reports@agency.example>`; needed with a mail server."
    )

    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least severe line to log.")
    log_format: LogFormat = Field(LogFormat.text, description="`text` for people or `json` for machines.")

    @field_validator("allowed_hosts", "trusted_proxies", mode="before")
    @classmethod
    def _split_at_commas(cls, value: object) -> object:
        return tuple(word.strip() for word in value.split(",") if word.strip()) if isinstance(value, str) else value

    @field_validator("trusted_proxies", mode="after")
    @classmethod
    def _are_addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for address in value:
            ipaddress.ip_network(address, strict=False)
        return value

    @field_validator("mail_from", mode="after")
    @classmethod
    def _is_mail_address(cls, value: str | None) -> str | None:
        if value is not None and MAIL_ADDRESS.fullmatch(value) is None:
            raise ValueError("is an address, such as The Agency <reports@agency.example>")
        return value

    @field_validator("data_dir", mode="after")
    @classmethod
    def _made_absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @field_validator("database_url", mode="after")
    @classmethod
    def _is_postgresql(cls, value: SecretStr) -> SecretStr:
        scheme = value.get_secret_value().partition("://")[0].partition("+")[0]
        if scheme not in {"postgresql", "postgres"}:
            raise ValueError("must begin with postgresql://")
        return value

    @property
    def production(self) -> bool:
        return self.env is Environment.production

    @property
    def dsn(self) -> str:
        """`DATABASE_URL` with the TLS settings, as asyncpg, psycopg and libpq read it.

        Holds the password: log `safe_dsn`.
        """
        parts = urlsplit(self.database_url.get_secret_value())
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        for name, value in {
            "sslmode": self.database_ssl_mode,
            "sslrootcert": self.database_ssl_root_cert,
            "sslcert": self.database_ssl_cert,
            "sslkey": self.database_ssl_key,
        }.items():
            if value is not None:
                query.setdefault(name, str(value))
        return urlunsplit(("postgresql", parts.netloc, parts.path, urlencode(query), ""))

    @property
    def safe_dsn(self) -> str:
        """The database's address without the password, fit for logs and messages."""
        return without_password(self.dsn)

    @property
    def files_dir(self) -> Path:
        """Where uploaded and generated files are stored."""
        return self.data_dir / "files"

    @property
    def outbox_dir(self) -> Path:
        """Where mails go while there is no mail server."""
        return self.data_dir / "outbox"

    @property
    def mail_port(self) -> int:
        """The port of the mail server."""
        return self.smtp_port or MAIL_PORTS[self.smtp_security]

    @property
    def address(self) -> str:
        """Where links to us begin, without a slash at the end; a public address, or else one on this machine."""
        if self.public_url:
            return self.public_url.rstrip("/")
        host = "localhost" if self.host in {"127.0.0.1", "0.0.0.0", "::", "::1"} else self.host  # noqa: S104
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def cookies_are_secure(self) -> bool:
        """Whether cookies are marked Secure: always in production, elsewhere when people come by HTTPS."""
        return self.production or (self.public_url or "").startswith("https://")

    def sealing_key(self) -> bytes:
        """The secret that seals what is stored of secrets; outside production one is made on first use and kept."""
        if self.secret_key is not None:
            return self.secret_key.get_secret_value().encode()
        self._refuse_weak_secret()
        return _kept_secret(self.data_dir / "secret_key").encode()

    def refuse_unsafe(self) -> Self:
        """These settings, if they are fit for where they run. Raises UnsafeSettings in production otherwise."""
        if self.smtp_host and not self.mail_from:
            raise UnsafeSettings("A mail server needs a sender: set LEADGEN_MAIL_FROM.")
        if self.production:
            self._refuse_weak_secret()
            if self.use_db:
                self._refuse_example_password()
                self._refuse_plain_text()
        return self

    def _refuse_weak_secret(self) -> None:
        if not self.production:
            return
        advice = "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
        if self.secret_key is None:
            raise UnsafeSettings(f"ENV=production needs LEADGEN_SECRET_KEY. {advice}")
        secret = self.secret_key.get_secret_value()
        if len(secret.encode()) < 32 or len(set(secret)) < 8 or secret.lower() in EXAMPLE_SECRETS:
            raise UnsafeSettings(
                f"ENV=production refuses a LEADGEN_SECRET_KEY that is an example or under 32 bytes. {advice}"
            )

    def _refuse_example_password(self) -> None:
        parts = urlsplit(self.dsn)
        password = unquote(parts.password or dict(parse_qsl(parts.query)).get("password", ""))
        named = "@" in parts.netloc and parts.password is not None
        if password in EXAMPLE_PASSWORDS and (named or password):
            raise UnsafeSettings("ENV=production refuses a database password that everybody knows: change it.")

    def _refuse_plain_text(self) -> None:
        mode = dict(parse_qsl(urlsplit(self.dsn).query)).get("sslmode", os.environ.get("PGSSLMODE", "prefer"))
        remote = [host for host in database_hosts(self.dsn) if not is_local(host)]
        if remote and mode not in ENCRYPTED:
            raise UnsafeSettings(
                f"ENV=production refuses an unencrypted connection to the database on {', '.join(remote)}: "
                "set LEADGEN_DATABASE_SSL_MODE=verify-full and LEADGEN_DATABASE_SSL_ROOT_CERT."
            )


def load_settings() -> Settings:
    """The settings of this process. Raises UnsafeSettings with one line per variable that cannot be read."""
    try:
        return Settings()
    except ValidationError as invalid:
        lines = [f"{_variable_of(str(error['loc'][0]))}: {error['msg']}" for error in invalid.errors()]
        raise UnsafeSettings("\n".join(lines)) from None


def database_hosts(dsn: str) -> list[str]:
    """Host names, addresses or socket folders that the DSN names; empty when libpq's default socket is meant."""
    parts = urlsplit(dsn)
    query = dict(parse_qsl(parts.query))
    named = unquote(parts.netloc.rpartition("@")[2]).split(",") + query.get("host", "").split(",")
    named += query.get("hostaddr", "").split(",")
    return [_without_port(host) for host in named if host]


def is_local(host: str) -> bool:
    """Whether a connection to this host stays inside the machine: a socket folder, localhost or a loopback address."""
    if host.startswith(("/", "@")) or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def without_password(dsn: str) -> str:
    """The DSN with the password replaced by ***, wherever it stood."""
    parts = urlsplit(dsn)
    login, at, hosts = parts.netloc.rpartition("@")
    user, colon, _ = login.partition(":")
    hidden = {"password", "sslpassword"}
    query = [(name, "***" if name in hidden else value) for name, value in parse_qsl(parts.query)]
    netloc = user + (":***" if colon else "") + at + hosts
    return urlunsplit((parts.scheme, netloc, parts.path, urlencode(query, safe="*/"), ""))


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.rpartition(":")[0] if host.count(":") == 1 else host


def _kept_secret(file: Path) -> str:
    """The secret in the file, made on first use. Linked into place: two first processes end up with one secret."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = file.with_name(f".{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
            handle.write(secrets.token_urlsafe(48))
            handle.flush()
            os.fsync(handle.fileno())
        try:
            os.link(draft, file)
        except FileExistsError:
            pass  # another process was first: its secret is the one
        finally:
            draft.unlink()
    return file.read_text().strip()


def _variable_of(name: str) -> str:
    field = Settings.model_fields.get(name)
    return name if field is None else variable(name, field)


def variable(name: str, field: FieldInfo) -> str:
    """The environment variable that sets this field."""
    alias = field.validation_alias
    return str(alias.choices[0]) if isinstance(alias, AliasChoices) else f"LEADGEN_{name.upper()}"


def _default(field: FieldInfo) -> str:
    value: object = field.default
    if value is None or value is PydanticUndefined or value == ():
        return ""
    if isinstance(value, SecretStr):
        return f"`{value.get_secret_value()}`"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value.relative_to(HOME)}`" if isinstance(value, Path) else f"`{value}`"


def settings_page() -> str:
    """docs/settings.md: every setting with its default and one sentence."""
    rows = [
        f"| `{variable(name, field)}` | {_default(field)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    head = [
        "# Settings",
        "",
        "Generated by `python -m backend.settings > docs/settings.md`; a test keeps it current.",
        "They come from the environment, then from `.env` in the current folder or beside `pyproject.toml`; an empty",
        "variable is not set.",
        "",
        "| Variable | Default | What it does |",
        "| --- | --- | --- |",
    ]
    return "\n".join([*head, *rows]) + "\n"


if __name__ == "__main__":
    print(settings_page(), end="")  # noqa: T201
