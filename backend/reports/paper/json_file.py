"""A report as JSON: the document itself, and its records one a line."""

from pathlib import Path

import orjson

from backend.reports.document import MadeReport
from backend.reports.paper.rows import Rows


def write(report: MadeReport, rows: Rows, path: Path) -> None:
    """`rows` of the file: an object for each record, by the keys of the listing's columns."""
    whole = orjson.dumps(report.model_dump(mode="json"), option=orjson.OPT_INDENT_2)
    keys = [column.key for column in rows.columns]
    with path.open("wb") as file:
        if report.document.listing is None:
            file.write(whole + b"\n")
            return
        file.write(whole.removesuffix(b"\n}") + b',\n  "rows": [')
        separator = b"\n    "
        for row in rows:
            file.write(separator + orjson.dumps(dict(zip(keys, row, strict=True))))
            separator = b",\n    "
        file.write(b"\n  ]\n}\n")
