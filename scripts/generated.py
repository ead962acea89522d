"""Writes the files that are made from the code; with --check says which of them are behind"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def generated_files() -> dict[str, str]:
    """Content of every generated file, by its path in the repository."""
    from backend.__main__ import openapi_text
    from backend.auth.permissions import permissions_page
    from backend.settings import settings_page
    from scripts.tables_page import tables_page

    return {
        "docs/settings.md": settings_page(),
        "docs/permissions.md": permissions_page(),
        "docs/tables.md": tables_page(),
        "frontend/openapi.json": openapi_text(),
    }


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
