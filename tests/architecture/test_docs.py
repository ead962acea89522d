"""What the pages for readers name is there: links, headings, settings, routes and files."""

import json
import re
import subprocess
from pathlib import Path
from typing import Final

import pytest

from backend.settings import Settings, variable

ROOT: Final = Path(__file__).resolve().parents[2]
PAGES: Final = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK: Final = re.compile(r"\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)")
CODE: Final = re.compile(r"`([^`\n]+)`")
ROUTE: Final = re.compile(r"(?:GET|POST|PATCH|PUT|DELETE) (/v1/[^\s?,]*)")
FILE: Final = re.compile(r"(?:backend|frontend|tests|scripts|deploy|docs|benchmarks)/[\w./-]+\.\w+")


def test_there_are_pages() -> None:
    assert len(PAGES) > 15


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_names_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = CODE.findall(text)
    missing = {
        *(link for link in LINK.findall(text) if not _leads_somewhere(page, *link)),
        *(set(re.findall(r"LEADGEN_[A-Z_]*[A-Z]", text)) - SETTINGS),
        *(route for code in named for route in ROUTE.findall(code) if not _is_route(route)),
        *(code for code in named if FILE.fullmatch(code) and code not in TRACKED),
    }

    assert not missing


# And two beginnings of several names.
SETTINGS: Final = {variable(*field) for field in Settings.model_fields.items()} | {"LEADGEN_DATABASE", "LEADGEN_SMTP"}
TRACKED: Final = frozenset(
    subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
)
ROUTES: Final = {
    re.sub(r"\{\w+\}", "{}", path) for path in json.loads((ROOT / "frontend/openapi.json").read_bytes())["paths"]
}


def _is_route(named: str) -> bool:
    """`<noun>` stands for any of them."""
    path = re.sub(r"\{[^}]*\}", "{}", named.rstrip("/"))
    return path.replace("<noun>", "customers") in ROUTES


def _leads_somewhere(page: Path, path: str, heading: str) -> bool:
    target = page.parent / path if path else page
    if not target.exists():
        return False
    titles = re.findall(r"^#+ (.*)$", target.read_text(encoding="utf-8"), re.MULTILINE) if heading else []
    return not heading or heading in {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
