"""A report as a file, in a process of its own.

    python -m backend.reports.paper <PDF|Excel|CSV|JSON> <made.json> <rows.ndjson or -> <output>

made.json: a MadeReport. rows.ndjson: an array for each record that the report lists, in the order of its columns.
The same input makes the same bytes. The output is there as a whole or not at all; what went wrong is one sentence on
standard error.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final
from zoneinfo import available_timezones

from pydantic import ValidationError

from backend.errors import Invalid, LeadGenError
from backend.models.report import ReportFormat
from backend.reports.document import MadeReport
from backend.reports.paper import csv_file, excel_file, json_file, pdf_file
from backend.reports.paper.rows import Rows

NICE: Final = 5
USAGE: Final = "Usage: python -m backend.reports.paper <PDF|Excel|CSV|JSON> <made.json> <rows.ndjson or -> <output>"
WRITERS: Final[Mapping[ReportFormat, Callable[[MadeReport, Rows, Path], None]]] = {
    ReportFormat.PDF: pdf_file.write,
    ReportFormat.EXCEL: excel_file.write,
    ReportFormat.CSV: csv_file.write,
    ReportFormat.JSON: json_file.write,
}


class NotAReport(Invalid):
    """What the report is made from cannot be read."""

    code = "not_a_report"


def main(arguments: Sequence[str]) -> int:
    """0, and the file; 1, and one sentence on standard error."""
    if len(arguments) != 4 or arguments[0] not in [*ReportFormat]:
        sys.stderr.write(f"{USAGE}\n")
        return 2
    if hasattr(os, "nice"):
        os.nice(NICE)
    kind, made, rows, output = arguments
    try:
        make(ReportFormat(kind), Path(made), None if rows == "-" else Path(rows), Path(output))
    except LeadGenError as problem:
        return _complain(str(problem))
    except OSError as problem:
        return _complain(f"{problem.strerror or problem}: {problem.filename or output}")
    except MemoryError:
        return _complain("There was not enough memory to make the report.")
    return 0


def make(kind: ReportFormat, made: Path, rows: Path | None, output: Path) -> None:
    """Writes the file beside its place, and puts it there once it is whole."""
    report = _read(made)
    handle, beside = tempfile.mkstemp(prefix=f".{output.name}.", dir=output.parent)
    os.close(handle)
    try:
        WRITERS[kind](report, Rows(report.document.listing, rows), Path(beside))
        with open(beside, "rb") as whole:
            os.fsync(whole.fileno())
        os.replace(beside, output)
    finally:
        Path(beside).unlink(missing_ok=True)


def _read(made: Path) -> MadeReport:
    try:
        report = MadeReport.model_validate_json(made.read_bytes())
    except ValidationError as problem:
        first = problem.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "all of it"
        raise NotAReport(f"What the report is made from cannot be read, at {where}: {first['msg']}.") from None
    if report.document.zone not in available_timezones():
        raise NotAReport(f"There is no time zone {report.document.zone}.")
    return report


def _complain(sentence: str) -> int:
    sys.stderr.write(f"{' '.join(sentence.split())}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
