"""Bulk changes as background work."""

from dataclasses import dataclass

from backend.bulk import service
from backend.jobs import JobContext, Task, handles


@dataclass(frozen=True, slots=True)
class BulkOrdered(Task):
    """A bulk change waits to be made."""

    operation_id: int


@handles(BulkOrdered, attempts=3)
async def run_bulk(context: JobContext, task: BulkOrdered) -> None:
    """Make the change; what is wrong with it is told by the operation."""
    await service.perform(context.pool, task.operation_id)
