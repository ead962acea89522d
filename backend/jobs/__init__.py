"""Background work on PostgreSQL; knows no business.

Announce work inside the transaction that causes it (`enqueue`), handle it in a domain's `jobs.py` (`handles`,
`periodic`). The worker is in `worker.py`; only it loads pgqueuer.
"""

from backend.jobs.handlers import GiveUp, JobContext, handles, periodic
from backend.jobs.queue import Task, enqueue, enqueue_all, report_progress

__all__ = ["GiveUp", "JobContext", "Task", "enqueue", "enqueue_all", "handles", "periodic", "report_progress"]
