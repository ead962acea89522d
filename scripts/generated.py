"""Writes the files that are made from the code; with --check says which of them are behind"""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def generated_files() -> dict[str, str]:
    """Content of every generated file, by its path in the repository."""
    from backend.__main__ import openapi_text
    from backend.auth.permissions import permissions_page
    from backend.settings import settings_page
    from scripts.tables_page import tables_page

    description = openapi_text()
    return {
        "docs/settings.md": settings_page(),
        "docs/permissions.md": permissions_page(),
        "docs/tables.md": tables_page(),
        "frontend/openapi.json": description,
        "frontend/src/api/schema.d.ts": client_types(description),
    }


def client_types(description: str) -> str:
    """The types of the pages' client, for an OpenAPI document."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "openapi.json"), Path(folder, "schema.d.ts")
        source.write_text(description, encoding="utf-8")
        program = ROOT / "frontend/node_modules/openapi-typescript/bin/cli.js"
        node = Path(sys.executable).with_name("node")
        command = [str(part) for part in (node, program, source, "--output", target, "--root-types=false")]
        subprocess.run(command, check=True, capture_output=True)
        return target.read_text(encoding="utf-8")


def main() -> int:
    """0 when every file is current (or has been written), 1 when --check finds one that is behind."""
    behind = [(path, text) for path, text in generated_files().items() if _stored(path) != text]
    if "--check" in sys.argv:
        for path, _ in behind:
            print(f"{path} is behind the code: run make generated", file=sys.stderr)
        return 1 if behind else 0
    for path, text in behind:
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(text, encoding="utf-8")
        print(f"{path} written")
    return 0


def _stored(path: str) -> str | None:
    file = ROOT / path
    return file.read_text(encoding="utf-8") if file.exists() else None


if __name__ == "__main__":
    sys.exit(main())
