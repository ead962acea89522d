"""How many requests a minute: one bucket a caller, in this process only."""

from time import monotonic
from typing import Final

WINDOW_S: Final = 60.0
MOST_KEYS: Final = 20_000


class RateLimits:
    """Lets `limit` requests a minute through, in one burst or spread out (generic cell rate algorithm).

    One float a caller: the moment at which everything used so far will have been paid for.
    """

    __slots__ = ("_paid_at",)

    def __init__(self) -> None:
        self._paid_at: dict[str, float] = {}

    def allow(self, key: str, limit: int) -> float | None:
        """None lets the request through; a number is the seconds to wait. limit: requests a minute, 0 is none."""
        if limit <= 0:
            return None
        now = monotonic()
        paid_at = self._paid_at.get(key, now)
        if paid_at < now:
            paid_at = now
        paid_at += WINDOW_S / limit
        wait_s = paid_at - now - WINDOW_S
        if wait_s > 1e-6:  # sixty times a sixtieth is not quite one
            return wait_s
        self._paid_at[key] = paid_at
        if len(self._paid_at) > MOST_KEYS:
            self._forget_the_paid(now)
        return None

    def _forget_the_paid(self, now: float) -> None:
        """Drops who is free again; if that is too few, everybody, rather than growing without end."""
        kept = {key: paid_at for key, paid_at in self._paid_at.items() if paid_at > now}
        self._paid_at = kept if len(kept) <= MOST_KEYS // 2 else {}
