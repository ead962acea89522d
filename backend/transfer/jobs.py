"""Imports and their undoing as background work."""

from dataclasses import dataclass

from backend.errors import LeadGenError
from backend.jobs import JobContext, Task, handles
from backend.transfer import service


@dataclass(frozen=True, slots=True)
class ImportOrdered(Task):
    """A file waits to be imported."""

    operation_id: int


@dataclass(frozen=True, slots=True)
class RevertOrdered(Task):
    """An operation waits to be undone; operation_id is the undoing's own id."""

    operation_id: int


@handles(ImportOrdered, attempts=1)
async def run_import(context: JobContext, task: ImportOrdered) -> None:
    """What is wrong with the file is told by the operation, not by the queue: trying again would not help."""
    try:
        await service.perform_import(context.pool, task.operation_id)
    except LeadGenError:
        return


@handles(RevertOrdered, attempts=1)
async def run_revert(context: JobContext, task: RevertOrdered) -> None:
    """Undo; a failure is kept with the operation."""
    await service.perform_revert(context.pool, task.operation_id)
