"""leadgen (= python -m backend): every command of the application.

Imports happen inside the commands, so that --help is instant.
"""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from backend.errors import LeadGenError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from backend.settings import Settings

    Command = Callable[[argparse.Namespace, Settings], int | None]
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

# SQLSTATE: connection, resources, operator, system; and what the role may not do. None of it is cured by a traceback.
SERVERS_TROUBLE = ("08", "53", "57", "58", "42501")
ROLES = ("admin", "manager", "agent", "viewer")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 is success, 1 a refusal in one sentence, 2 a wrong command line or unusable settings."""
    options = parser().parse_args(argv)
    command: Command = options.command
    try:
        from backend.settings import UnsafeSettings, load_settings

        try:
            return command(options, load_settings()) or 0
        except UnsafeSettings as unsafe:
            return _say(unsafe.detail, 2)
    except LeadGenError as refusal:
        return _say("; ".join([refusal.detail, *(f"{error.pointer} {error.message}" for error in refusal.errors)]), 1)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output went away, as `| head` does
        return 1
    except OSError as error:
        return _say(f"{error.filename}: {error.strerror}" if error.filename else str(error), 1)
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if not _is_servers_trouble(error):
            raise
        return _say(f"The database refused: {' '.join(str(error).split())}", 1)


def _is_servers_trouble(error: Exception) -> bool:
    import psycopg

    code = getattr(error, "sqlstate", None)
    return isinstance(error, psycopg.OperationalError) or str(code or "").startswith(SERVERS_TROUBLE)


def _say(sentence: str, code: int) -> int:
    print(f"leadgen: {sentence}", file=sys.stderr)
    return code


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(prog="leadgen", description="Runs an insurance agency: server, worker and care.")
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    _add_running(commands)
    _add_database(commands)
    _add_records(commands)
    _add_scoring(commands)
    _add_users(commands)
    _add_care(commands)
    return top


def _add(commands: Commands, name: str, run: Command, help_text: str) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=help_text, description=help_text)
    command.set_defaults(command=run)
    return command


def _add_running(commands: Commands) -> None:
    serve = _add(commands, "serve", _serve, "Serve the pages, the API and the background jobs.")
    serve.add_argument("--demo", action="store_true", help="fill an empty database with a demo agency")
    serve.add_argument("--host", help="address to listen on (LEADGEN_HOST)")
    serve.add_argument("--port", help="port to listen on (PORT)")
    _add(commands, "worker", _worker, "Run background jobs only.")


def _serve(options: argparse.Namespace, settings: Settings) -> None:
    settings = _as_asked(options, settings).refuse_unsafe()
    from backend.runtime import serve

    serve(settings, demo=options.demo or settings.demo)


def _as_asked(options: argparse.Namespace, settings: Settings) -> Settings:
    """The settings with --host and --port, through the environment so that every server process reads the same."""
    from backend.settings import load_settings

    asked = {"LEADGEN_HOST": options.host, "PORT": options.port}
    os.environ.update({name: value for name, value in asked.items() if value is not None})
    return load_settings() if any(asked.values()) else settings


def _worker(options: argparse.Namespace, settings: Settings) -> None:
    settings.refuse_unsafe()
    from backend.runtime import work

    work(settings)


@contextmanager
def _tables(settings: Settings) -> Iterator[str]:
    """The address of the database, whose tables are at this version's state."""
    import asyncio

    import asyncpg

    from backend.runtime import database, ensure_schema

    async def ensure(dsn: str) -> None:
        connection = await asyncpg.connect(dsn)
        try:
            await ensure_schema(connection, settings, dsn)
        finally:
            await connection.close()

    with database(settings) as dsn:
        asyncio.run(ensure(dsn))
        yield dsn


def _add_database(commands: Commands) -> None:
    db = commands.add_parser("db", help="Look after the database.", description="Look after the database.")
    actions = db.add_subparsers(metavar="ACTION", required=True)
    _add(actions, "upgrade", _db_upgrade, "Bring the tables to this version's state.")
    _add(actions, "current", _db_current, "Say which migration the database is at, and which is the newest.")
    _add(actions, "url", _db_url, 'Print the address with its password, as in: psql "$(leadgen db url)"')
    roles = _add(actions, "roles", _db_roles, "Create or mend the owner role and the least-privilege application role.")
    roles.add_argument("--print", action="store_true", dest="only_print", help="print the SQL and change nothing")


def _db_upgrade(options: argparse.Namespace, settings: Settings) -> None:
    from backend.database import migrate
    from backend.runtime import database

    with database(settings) as dsn:
        migrate.upgrade(dsn)
    print(f"at {migrate.head()}")


def _db_current(options: argparse.Namespace, settings: Settings) -> int:
    import psycopg

    from backend.database import migrate
    from backend.database.backup import revision_of
    from backend.runtime import database

    with database(settings) as dsn, psycopg.connect(dsn) as connection:
        at, newest = revision_of(connection), migrate.head()
    print(f"{at or 'no migration'} (newest: {newest})")
    return 0 if at == newest else 1


def _db_url(options: argparse.Namespace, settings: Settings) -> None:
    from backend.runtime import database

    with database(settings) as dsn:
        print(dsn)


def _db_roles(options: argparse.Namespace, settings: Settings) -> None:
    from backend.database.roles import create_roles, roles_sql
    from backend.runtime import database

    if options.only_print:
        print(roles_sql())
        return
    with database(settings) as dsn:
        for role, password in create_roles(dsn).items():
            print(f"{role}: password {password}" if password else f"{role}: was there, keeps its password")


def _add_records(commands: Commands) -> None:
    seed = _add(commands, "seed", _seed, "Fill the database with a demo agency that looks real.")
    seed.add_argument("--customers", type=int, default=1000, metavar="N", help="how many customers (default 1000)")
    seed.add_argument("--seed", type=int, default=1, metavar="N", help="same number, same agency (default 1)")
    seed.add_argument("--today", type=date.fromisoformat, metavar="DATE", help="the day the agency lives on")
    seed.add_argument("--if-empty", action="store_true", help="leave a database alone that already holds records")
    seed.add_argument("--demo-sign-in", action="store_true", help="make one password for everybody and print it once")
    seed.add_argument("--quiet", action="store_true", help="say nothing but who can sign in")

    take = _add(commands, "import", _import, "Read customers, policies or claims from CSV and Excel files.")
    take.add_argument("path", type=Path, metavar="FILE")
    take.add_argument("--as", dest="noun", metavar="NOUN", help="customers, policies, claims, …; guessed when left out")
    take.add_argument("--mapping", type=Path, metavar="JSON", help="file that maps columns to fields")
    take.add_argument("--match", nargs="+", default=[], metavar="FIELD", help="fields that recognise known records")
    take.add_argument("--dry-run", action="store_true", help="check everything and store nothing")
    take.add_argument("--rejects", type=Path, metavar="CSV", help="write the rows that were refused here")

    give = _add(commands, "export", _export, "Write records to a CSV, Excel or JSON file.")
    give.add_argument("noun", metavar="NOUN", help="customers, policies, claims, …")
    give.add_argument("path", type=Path, metavar="FILE", help="ends with .csv, .xlsx or .json")
    give.add_argument("--filter", metavar="JSON", help="criteria as in GET /v1/NOUN?filter=")


def _seed(options: argparse.Namespace, settings: Settings) -> None:
    from backend.seed import NotEmpty, OtherDemo, seed
    from backend.seed.signin import with_sign_in

    def fill(dsn: str, password: str | None = None) -> bool:
        try:
            return seed(
                dsn,
                customers=options.customers,
                seed=options.seed,
                today=options.today,
                report=(lambda _: None) if options.quiet else print,
                sign_in_password=password,
                sealing_key=settings.sealing_key(),
            )
        except (NotEmpty, OtherDemo):
            if options.if_empty:
                return False
            raise

    with _tables(settings) as dsn:
        if options.demo_sign_in:
            print(with_sign_in(dsn, settings, partial(fill, dsn)))
        else:
            fill(dsn)


def _import(options: argparse.Namespace, settings: Settings) -> int:
    from backend.transfer.cli import run_import

    with _tables(settings) as dsn:
        return run_import(
            settings,
            dsn,
            path=options.path,
            noun=options.noun,
            mapping=options.mapping,
            dry_run=options.dry_run,
            match=options.match,
            rejects=options.rejects,
        )


def _export(options: argparse.Namespace, settings: Settings) -> int:
    from backend.registry import NOUNS
    from backend.transfer.cli import run_export

    with _tables(settings) as dsn:
        return run_export(settings, dsn, NOUNS, noun=options.noun, path=options.path, criteria=options.filter)


def _add_scoring(commands: Commands) -> None:
    scoring = commands.add_parser("score", help="Learn from outcomes which leads to call first, and score files.")
    actions = scoring.add_subparsers(metavar="ACTION", required=True)
    train = _add(actions, "train", _score_train, "Train on a CSV file (also gzipped) and keep the model in a folder.")
    evaluate = _add(actions, "evaluate", _score_evaluate, "Say by cross-validation how good scores would be.")
    score = _add(actions, "score", _score_score, "Write the probability of each row of a CSV file, in its order.")
    for each in (train, evaluate, score):
        each.add_argument("--data", type=Path, required=True, metavar="CSV", help="file with a header, also .gz")
        each.add_argument("--model", type=Path, required=each is not evaluate, metavar="DIR", help="where the model is")
    for each in (train, evaluate):
        each.add_argument("--target", required=True, metavar="COLUMN", help="the column to predict: two values")
        each.add_argument("--positive", metavar="VALUE", help="which of the two is hoped for, where it is not plain")
        each.add_argument(
            "--type", action="append", default=[], metavar="COLUMN=KIND", help="number, text, date, ignore"
        )
        each.add_argument("--ignore", action="append", default=[], metavar="COLUMN", help="a column not to use")
        each.add_argument(
            "--cell", action="append", default=[], metavar="A:B", help="columns that act together (max 4)"
        )
        each.add_argument("--rising", action="append", default=[], metavar="COLUMN", help="more is never worse")
        each.add_argument("--falling", action="append", default=[], metavar="COLUMN", help="more is never better")
        each.add_argument(
            "--prior", type=Path, metavar="DIR", help="a model or a table of points to start from, or: expert"
        )
        each.add_argument("--as-of", metavar="COLUMN", help="when rows are scored; later dates are not used")
        each.add_argument(
            "--jurisdiction", metavar="PLACE", help="whose forbidden attributes to leave out: US-CA, EU, …"
        )
    evaluate.add_argument("--json", type=Path, metavar="FILE", help="write the report here too, as JSON")
    evaluate.add_argument("--group", metavar="COLUMN", help="groups of people to compare: rates and calibration")
    score.add_argument("--output", type=Path, required=True, metavar="CSV", help="one column, score")


def _score_train(options: argparse.Namespace, settings: Settings) -> None:
    from backend.scoring import cli

    cli.train(options.data, options.target, options.model, cli.options(vars(options), options.prior))


def _score_evaluate(options: argparse.Namespace, settings: Settings) -> None:
    from backend.scoring import cli

    told = cli.options(vars(options), options.prior)
    cli.evaluate(options.data, options.target, options.model, told, options.json, options.group)


def _score_score(options: argparse.Namespace, settings: Settings) -> None:
    from backend.scoring import cli

    cli.score(options.data, options.model, options.output)


def _add_users(commands: Commands) -> None:
    user = commands.add_parser("user", help="Say who may sign in.", description="Say who may sign in.")
    actions = user.add_subparsers(metavar="ACTION", required=True)
    create = _add(actions, "create", _user_create, "Add a user; a password is made and printed once.")
    create.add_argument("username")
    create.add_argument("--email", required=True)
    create.add_argument("--role", choices=ROLES, default="agent")
    create.add_argument("--password-stdin", action="store_true", help="read the password from standard input instead")
    _add(actions, "list", _user_list, "List users with their roles.")
    reset = _add(actions, "reset-password", _user_reset, "Make a new password, print it once and end all sessions.")
    reset.add_argument("username")
    disable = _add(actions, "disable", _user_disable, "Lock a user out and end all sessions.")
    disable.add_argument("username")


def _user_create(options: argparse.Namespace, settings: Settings) -> None:
    from backend.agency.cli import create_user

    password = sys.stdin.readline().rstrip("\n") if options.password_stdin else None
    with _tables(settings) as dsn:
        create_user(dsn, settings, username=options.username, email=options.email, role=options.role, password=password)


def _user_list(options: argparse.Namespace, settings: Settings) -> None:
    from backend.agency.cli import list_users

    with _tables(settings) as dsn:
        list_users(dsn, settings)


def _user_reset(options: argparse.Namespace, settings: Settings) -> None:
    from backend.agency.cli import reset_password

    with _tables(settings) as dsn:
        reset_password(dsn, settings, username=options.username)


def _user_disable(options: argparse.Namespace, settings: Settings) -> None:
    from backend.agency.cli import disable_user

    with _tables(settings) as dsn:
        disable_user(dsn, settings, username=options.username)


def _add_care(commands: Commands) -> None:
    backup = _add(commands, "backup", _backup, "Write the database and the stored files into one checked file.")
    backup.add_argument("path", type=Path, metavar="FILE")
    restore = _add(commands, "restore", _restore, "Put a backup in place of what is there; the old data is kept aside.")
    restore.add_argument("path", type=Path, metavar="FILE")
    restore.add_argument("--force", action="store_true", help="also when the database holds records")
    _add(commands, "doctor", _doctor, "Say what is wrong and how to mend it.")
    _add(commands, "openapi", _openapi, "Print the API's description as JSON.")


def _backup(options: argparse.Namespace, settings: Settings) -> None:
    from backend.database.backup import backup
    from backend.database.tools import find_tools
    from backend.runtime import database

    with database(settings) as dsn:
        manifest = backup(dsn, find_tools(dsn), settings.data_dir, options.path)
    print(f"{options.path}: {manifest.summary}; verified")
    if settings.files_url:
        print(f"What lies in {settings.files_url} is not in it: have the bucket keep versions.")


def _restore(options: argparse.Namespace, settings: Settings) -> None:
    from backend.database.restore import restore
    from backend.database.tools import find_tools
    from backend.runtime import database

    with database(settings) as dsn:
        result = restore(dsn, find_tools(dsn), settings.data_dir, options.path, force=options.force)
    print(f"Back as of {result.manifest.made_at}: {result.manifest.summary}")
    for kept in result.kept:
        print(f"What was there before is kept as {kept}; remove it when you no longer need it.")


def _doctor(options: argparse.Namespace, settings: Settings) -> int:
    from backend.doctor import examine

    return examine(settings)


def _openapi(options: argparse.Namespace, settings: Settings) -> None:
    print(openapi_text(), end="")


def openapi_text() -> str:
    """The API's description as it is committed in frontend/openapi.json."""
    import json

    from backend.api.main import app

    return json.dumps(app.openapi(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.exit(main())
