"""How the rest of the application learns that a worker lives, without loading one."""

import os
import socket
import uuid
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from backend.database.engine import Pool

# A worker renews its row in pgqueuer_workers this often, as long as its queue manager runs …
SEEN_EVERY_S: Final = 5.0
# … and one that did not for so long is gone.
WORKER_IS_GONE_AFTER_S: Final = 20.0

SEEN: Final = """
    insert into pgqueuer_workers (id, host, process_id) values ($1, $2, $3)
    on conflict (id) do update set seen_at = now()
"""


async def say_alive(pool: "Pool", worker_id: uuid.UUID) -> None:
    """Count this worker as alive for WORKER_IS_GONE_AFTER_S from now."""
    await pool.execute(SEEN, worker_id, socket.gethostname(), os.getpid())


async def say_gone(pool: "Pool", worker_id: uuid.UUID) -> None:
    """Count this worker no longer."""
    await pool.execute("delete from pgqueuer_workers where id = $1", worker_id)
