"""How the rest of the application learns that a worker lives, without loading one."""

from typing import Final

# A worker renews its row in pgqueuer_workers this often, as long as its queue manager runs …
SEEN_EVERY_S: Final = 5.0
# … and one that did not for so long is gone.
WORKER_IS_GONE_AFTER_S: Final = 20.0
