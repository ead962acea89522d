"""Rules not left to memory: what imports what, what is reached, what errors and schemas look like."""

import ast
import importlib
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from backend.api.crud import RESOURCES
from backend.api.main import application
from backend.auth.permissions import PERMISSIONS
from backend.errors import LeadGenError
from backend.settings import Settings

ROOT: Final = Path(__file__).resolve().parents[2]
BACKEND: Final = ROOT / "backend"
# A program starts at one of these; alembic finds its own, jobs and migrations are imported by name.
ENTRANCES: Final = ("backend.api.main", "backend.__main__", "backend.reports.paper.__main__")
FOUND_BY_NAME: Final = re.compile(r"^backend\.(alembic\b.*|[a-z]+\.jobs|__init__)$")


def modules() -> dict[str, Path]:
    """Every module of the application by its name."""
    found = {}
    for file in sorted(BACKEND.rglob("*.py")):
        parts = file.relative_to(ROOT).with_suffix("").parts
        if "alembic" not in parts:
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return found


def imported(module: str, file: Path) -> Iterator[str]:
    """What a module imports, anywhere in it, written as `import x`, `from x import y` or `import_module("x")`."""
    package = module if file.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(file.read_text())):
        match node:
            case ast.Import(names=names):
                yield from (name.name for name in names)
            case ast.ImportFrom(module=source, names=names, level=level):
                above = package.rsplit(".", level - 1)[0] if level else ""
                base = ".".join(part for part in (above if level else "", source or "") if part)
                yield base
                yield from (f"{base}.{name.name}" for name in names)
            case ast.Constant(value=str(text)) if text.startswith("backend."):
                yield text.partition(":")[0]


def test_every_module_is_reached_from_an_entrance() -> None:
    known = modules()
    assert len(known) > 60
    waiting = [*ENTRANCES, *(name for name in known if FOUND_BY_NAME.match(name))]
    reached: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in reached or name not in known:
            continue
        reached.add(name)
        waiting += imported(name, known[name])
        waiting.append(name.rpartition(".")[0])

    empty = {name for name, file in known.items() if file.name == "__init__.py" and len(file.read_text()) < 200}
    assert known.keys() - reached - empty == set()


def test_imports_follow_the_declared_order() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("command", ["ruff check", "mypy", "lint-imports", "check_migrations", "generated --check"])
def test_the_check_command_asks_all_of_its_questions(command: str) -> None:
    check = (ROOT / "Makefile").read_text().partition("\ncheck:")[2].partition("\n\n")[0]

    assert command in check


def test_ci_runs_what_people_run() -> None:
    script = (ROOT / ".ci" / "run").read_text()

    assert "make check" in script
    assert re.search(r"make\b.* test", script)


def test_the_generated_description_of_the_api_is_among_the_checked_files() -> None:
    from scripts.generated import generated_files

    assert {"frontend/openapi.json", "docs/permissions.md", "docs/settings.md"} <= generated_files().keys()


@pytest.mark.parametrize("permission", PERMISSIONS)
def test_every_permission_is_documented(permission: str) -> None:
    assert f"`{permission}`" in (ROOT / "docs" / "permissions.md").read_text()


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_says_what_it_does(name: str) -> None:
    description = Settings.model_fields[name].description

    assert description
    assert description.rstrip().endswith(".")


# --- errors -----------------------------------------------------------------------------------------------------------


def every_error() -> list[type[LeadGenError]]:
    """Every kind of error, wherever it is declared."""
    for name in modules():
        if name != "backend.__main__":
            importlib.import_module(name)
    waiting, found = [LeadGenError], []
    while waiting:
        kind = waiting.pop()
        found.append(kind)
        waiting += kind.__subclasses__()
    return [kind for kind in found if kind.__module__.startswith("backend.")]


def test_every_error_has_a_status_a_code_and_a_sentence() -> None:
    kinds = every_error()
    assert len(kinds) > 30
    unfit = [
        kind.__qualname__
        for kind in kinds
        if not 400 <= kind.status < 600
        or not re.fullmatch(r"[a-z][a-z0-9_]+", kind.code)
        or not (inspect.getdoc(kind) or "").rstrip().endswith(".")
    ]
    assert not unfit


def test_only_the_api_speaks_http() -> None:
    named = re.compile(r"^(?:from|import) (fastapi|starlette)\b", re.MULTILINE)
    speakers = {name.split(".")[1] for name, file in modules().items() if named.search(file.read_text())}

    assert speakers == {"api"}


# --- the description of the API ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    framework: Any = application(Settings()).api
    document: dict[str, Any] = framework.openapi()
    return document


def _answered(document: dict[str, Any]) -> set[str]:
    """The names of the schemas that answers use, directly or inside one another."""
    schemas = document["components"]["schemas"]
    waiting = [
        name
        for path in document["paths"].values()
        for operation in path.values()
        for answer in operation["responses"].values()
        for name in re.findall(r"#/components/schemas/([^'\"]+)", str(answer))
    ]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += re.findall(r"#/components/schemas/([^'\"]+)", str(schemas[name]))
    return found


def test_answers_have_no_defaults_and_every_field_is_always_there(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    names = _answered(described) - {"Problem"}
    assert len(names) > 50

    unfit = {
        f"{name}.{field}"
        for name in names
        for field, schema in schemas[name].get("properties", {}).items()
        if "default" in schema or field not in schemas[name].get("required", ())
    }

    assert unfit == set(), "an output field with a default is optional for every client"


def test_every_operation_has_an_id_of_its_own_a_summary_and_an_answer(described: dict[str, Any]) -> None:
    operations = [
        (path, method, each) for path, methods in described["paths"].items() for method, each in methods.items()
    ]
    names = [each["operationId"] for *_, each in operations]
    assert len(operations) > 200
    assert len(set(names)) == len(names)

    unfit = [
        f"{method} {path}"
        for path, method, each in operations
        if not re.fullmatch(r"[a-z][a-z0-9_]*", each["operationId"])
        or not each.get("summary")
        or not any(status.startswith("2") for status in each["responses"])
        or "4XX" not in each["responses"]
    ]
    assert not unfit


def test_every_noun_is_described_under_its_path(described: dict[str, Any]) -> None:
    wanted = {f"{each.path}{operation.tail}" for each in RESOURCES.values() for operation in each.operations}

    assert wanted <= described["paths"].keys()
