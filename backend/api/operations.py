"""What the API says about imports, bulk changes and their undoing."""

from typing import Any, Literal

from backend.api.schemas import Sent
from backend.models.operation import OperationKind, OperationStatus


class RowReason(Sent):
    """Why a row is not taken. field: the field of the cell concerned, "" for the row as a whole."""

    field: str
    message: str


class PreviewedRow(Sent):
    """A row as it stands in the file under its headers, and what its cells are understood to say."""

    row: int
    cells: dict[str, str]
    fields: dict[str, str]
    reasons: list[RowReason]


class ImportField(Sent):
    """A field that a column can be mapped to."""

    name: str
    label: str
    kind: str
    required: bool


class PreviewedSheet(Sent):
    """One sheet: its noun, and header → field, "metadata" to keep the column beside the fields, null to drop it.

    any_of: a row needs one of these fields. match: by these fields rows recognise records, the strongest first.
    """

    sheet: str
    noun: str
    header_row: int
    mapping: dict[str, str | None]
    fields: list[ImportField]
    any_of: list[str]
    match: list[str]
    rows: list[PreviewedRow]


class ImportPreview(Sent):
    """How a file would be understood. ignored: sheets in which nothing was recognised."""

    encoding: str | None
    delimiter: str | None
    sheets: list[PreviewedSheet]
    ignored: list[str]


class RowChange(Sent):
    """A field that a row would change; `metadata.x` is inside the metadata."""

    field: str
    before: Any
    after: Any


class RowPlan(Sent):
    """What an import would do, or did not do, with one row. fields: what the row says.

    of: the row into which a repeated one goes. cells: the refused row as it stands in the file.
    """

    row: int
    action: Literal["create", "update", "skip", "conflict", "reject"]
    id: int | None
    fields: dict[str, Any]
    changes: list[RowChange]
    of: int | None
    reasons: list[RowReason]
    cells: dict[str, str]


class SheetResult(Sent):
    """What became of one sheet. repeated and unchanged rows were skipped; conflicting ones are among the rejected.

    set_aside: header → how many unreadable contact details were kept in the metadata. preview: the first rows of each
    action after a dry run, else the first that were refused.
    """

    sheet: str
    noun: str
    header_row: int
    mapping: dict[str, str | None]
    rows: int
    created: int
    updated: int
    unchanged: int
    repeated: int
    rejected: int
    conflicting: int
    set_aside: dict[str, int]
    preview: list[RowPlan]


class ImportResult(Sent):
    """What became of a file. at: `created_at` of everything it created, `updated_at` of what it changed."""

    sheets: list[SheetResult]
    encoding: str | None
    delimiter: str | None
    dry_run: bool
    headers: list[str]
    at: str


class BulkResult(Sent):
    """What became of a bulk change. at: as in an import."""

    changed: int
    at: str


class KeptRecord(Sent):
    """A record that an undo left as it is, because somebody worked on it since."""

    noun: str
    id: int
    reason: str


class RevertResult(Sent):
    """What an undo did. kept: the first 10,000 of the records that it left as they are."""

    removed: int
    restored: int
    brought_back: int
    kept: list[KeptRecord]
    kept_count: int
    at: str


class RevertedOperation(Sent):
    """What an undo takes back."""

    kind: OperationKind
    noun: str
    file_name: str | None


class OperationSummary(Sent):
    """An import, a bulk change or its undoing: how far it is."""

    id: int
    kind: OperationKind
    noun: str
    status: OperationStatus
    file_name: str | None
    total: int | None
    done: int
    created_count: int
    updated_count: int
    deleted_count: int
    skipped_count: int
    rejected_count: int
    error: str | None
    dry_run: bool
    reverts_id: int | None
    reverts: RevertedOperation | None
    created_by: int | None
    created_at: str
    started_at: str | None
    finished_at: str | None
    reverted_at: str | None


class Operation(OperationSummary):
    """An import, a bulk change or its undoing: how far it is and what became of it."""

    result: ImportResult | RevertResult | BulkResult | None


class OperationPage(Sent):
    """Some operations, the newest first, and how many there are."""

    items: list[OperationSummary]
    page: int
    page_size: int
    total: int
