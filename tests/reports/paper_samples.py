"""Reports to put on paper: small ones with known figures, and ones that try to get out of their place."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

import orjson

from backend.models.report import ReportFormat
from backend.reports.document import MadeReport
from backend.reports.paper.__main__ import make

Json: TypeAlias = dict[str, Any]

EXTENSIONS: Final = {
    ReportFormat.PDF: "pdf",
    ReportFormat.EXCEL: "xlsx",
    ReportFormat.CSV: "csv",
    ReportFormat.JSON: "json",
}
# What a spreadsheet would calculate, a page would set as markup, or a reader could not take.
HOSTILE: Final = (
    "=1+1",
    "+1",
    "-1",
    "@sum(a1)",
    "\t=1",
    "\r=1",
    '=HYPERLINK("http://example.com")',
    "'=1",
    '#panic("set") $x^2$ *bold* _it_ <label> `raw` \\ // /* @ref',
    "#sys.inputs.data",
    "a\x00b\x07c\x1bd",
    "_x0041_",
    "]]><c:v>",
    "Nguyễn Thị Ánh Αθήνα Иванов Łódź",
    "x" * 300,
    "😀" * 40,
)


def column(key: str, label: str, unit: str = "count", quotient: tuple[str, str] | None = None, about: str = "") -> Json:
    """A figure of each line; a quotient of two others."""
    parts = {"part": quotient[0], "whole": quotient[1], "times": 1} if quotient else None
    return {"key": key, "label": label, "unit": unit, "about": about, "noun": "policies", "quotient": parts}


COLUMNS: Final = (
    column("policies", "Policies"),
    column("premium", "Annual premium", "cents", about="What they cost in a year"),
    column("average", "Average premium", "cents", ("premium", "policies"), "Annual premium ÷ policies"),
    column("kept", "Kept", "rate"),
)


def figures(policies: int, premium: int | None, kept: float | None = None) -> Json:
    """Those of the columns above; the average is rounded half up, of nothing there is none."""
    average = None if not policies or premium is None else (2 * premium + policies) // (2 * policies)
    return {"policies": policies, "premium": premium, "average": average, "kept": kept}


def line(label: str, now: Json, before: Json | None = None, value: object = "same") -> Json:
    """A line. value: where it is not the label."""
    told = label if value == "same" else value
    return {"value": told, "label": label, "figures": now, "before": before, "rows": {}, "behind": {}}


def table(lines: Sequence[Json], total: Json, **said: Any) -> Json:
    """A table of the columns above."""
    usual = {
        "key": "by_line",
        "title": "By line",
        "noun": "policies",
        "group": "policy_type",
        "grain": None,
        "chart": "bars",
        "chart_of": "premium",
        "columns": list(COLUMNS),
        "lines": lines,
        "total": total,
        "left_out": 0,
        "additive": ["policies", "premium"],
    }
    return {**usual, **said}


def report(tables: Sequence[Json] = (), listing: Json | None = None, *, compared: bool = False, **said: Any) -> Json:
    """A made report as JSON. said: of the document, where it is not as usual."""
    usual = {
        "key": "sales",
        "title": "Sales",
        "about": "Policies whose term began in the period.",
        "made_at": "2024-04-03T20:05:09.654321Z",
        "zone": "America/New_York",
        "period": {"first": "2024-01-01", "last": "2024-03-31", "said": "Last Quarter"},
        "compared": {"first": "2023-10-01", "last": "2023-12-31", "said": "The period before"} if compared else None,
        "narrowed": ["Line: Auto"],
        "tables": list(tables),
        "listing": listing,
    }
    head = {
        "name": "Thompson Insurance Agency",
        "address": ["1200 Main Street", "Columbus, OH 43215"],
        "license_number": "OH-1234567",
        "contact": ["(614) 555-0100"],
    }
    return {
        "number": "RPT-000123",
        "name": "Sales, last quarter",
        "made_for": "Anna Cohen",
        "letterhead": head,
        "document": {**usual, **said},
    }


def sales(*, compared: bool = False) -> Json:
    """Auto, Home and records without a line: 6 policies, $2,460.50, of which no share is known for one."""
    before = (figures(2, 100_000, 0.5), figures(1, 50_000, 0.25)) if compared else (None, None)
    lines = [
        line("Auto", figures(3, 123_450, 0.88), before[0]),
        line("Home", figures(2, 122_600, 0.9123), before[1]),
        line("Not said", figures(1, 0), None, None),
    ]
    total = line("All", figures(6, 246_050, 0.8901), figures(3, 150_000, 0.4167) if compared else None, None)
    return report([table(lines, total)], compared=compared)


FIELDS: Final[Mapping[str, tuple[str, bool]]] = {
    "Policy number": ("text", False),
    "Annual premium": ("integer", True),
    "Start date": ("date", False),
    "Created at": ("instant", False),
    "Active": ("boolean", False),
    "Cars": ("integer", False),
    "Score": ("number", False),
    "Tags": ("json", False),
}


def listing(count: int) -> Json:
    """Records with a field of each kind."""
    columns = [
        {"key": label.lower().replace(" ", "_"), "label": label, "kind": kind, "money": money}
        for label, (kind, money) in FIELDS.items()
    ]
    return {"noun": "policies", "columns": columns, "count": count, "rows": {}}


def record(number: int) -> list[Any]:
    """A record of the listing."""
    return [
        f"POL-{number:06}",
        -5_000 + number * 101,
        "2024-02-29",
        "2024-03-10T06:59:00.5+00:00",
        number % 2 == 0,
        number,
        0.25,
        {"a": number},
    ]


def written(folder: Path, kind: ReportFormat, made: Json, records: Sequence[Sequence[Any]] | None = None) -> Path:
    """The file that is made of it."""
    MadeReport.model_validate_json(orjson.dumps(made))
    (folder / "made.json").write_bytes(orjson.dumps(made))
    rows = None
    if records is not None:
        rows = folder / "rows.ndjson"
        rows.write_bytes(b"".join(orjson.dumps(each) + b"\n" for each in records))
    output = folder / f"report.{EXTENSIONS[kind]}"
    make(kind, folder / "made.json", rows, output)
    return output


def contents(path: Path) -> Json:
    """A JSON file."""
    found: Json = json.loads(path.read_bytes())
    return found
