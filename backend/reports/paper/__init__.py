"""Reports as files: PDF, Excel, CSV and JSON, each written by a process of its own from what a report keeps."""

from typing import Final

# As `python -m` takes it.
PROGRAM: Final = "backend.reports.paper.__main__"
