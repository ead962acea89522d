"""Slows guessing down, over all processes: a counter for each account and one for each address."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from backend import clock
from backend.auth.origin import neighbourhood
from backend.database.engine import Connection, Pool
from backend.errors import TooMany
from backend.settings import Settings

# Sign-in attempts of an address in the present minute, this one included.
COUNT_ADDRESS = """
    insert into login_throttle as t (key, failures, first_failed_at) values ($1, 1, $2)
    on conflict (key) do update set
        failures = case when t.first_failed_at > $3 then t.failures + 1 else 1 end,
        first_failed_at = case when t.first_failed_at > $3 then t.first_failed_at else $2 end
    returning failures, first_failed_at
"""

# An attempt is counted before it is checked, so that a hundred at once get no more tries than one after the other.
# No row: blocked, and not counted.
COUNT_NAME = """
    insert into login_throttle as t (key, failures, first_failed_at, blocked_until)
    values ($1, 1, $2::timestamptz, case when $3::int <= 1 then $2::timestamptz + $4::interval end)
    on conflict (key) do update set
        failures = t.failures + 1,
        blocked_until = case when t.failures + 1 >= $3::int
            then $2::timestamptz + $4::interval * least(4, power(2, t.failures + 1 - $3::int)) end
    where t.blocked_until is null or t.blocked_until <= $2
    returning failures
"""

COUNT_USER = """
    update users set
        failed_login_attempts = failed_login_attempts + 1,
        locked_until = case when failed_login_attempts + 1 >= $3::int
            then $2::timestamptz + $4::interval * least(4, power(2, failed_login_attempts + 1 - $3::int)) end
    where id = $1 and (locked_until is null or locked_until <= $2)
    returning failed_login_attempts
"""


class TryLater(TooMany):
    """Too many attempts: wait before trying again."""

    code = "too_many_attempts"


@dataclass(frozen=True, slots=True)
class Guard:
    """The two counters, with the limits of the settings.

    From `login_attempts` wrong passwords in a row on an account is locked: for `login_lock_minutes`, then twice,
    then four times as long. A name that nobody has is counted and refused in the same way, so that a lock says
    nothing about who exists.
    """

    pool: Pool
    settings: Settings

    async def admit_address(self, address: str) -> None:
        """Counts an attempt from this address. Raises TryLater beyond `login_rate_per_minute`."""
        now = clock.now()
        minute = timedelta(minutes=1)
        row = await self.pool.fetchrow(COUNT_ADDRESS, f"ip:{neighbourhood(address)}", now, now - minute)
        if row is not None and row["failures"] > self.settings.login_rate_per_minute:
            raise _try_later(row["first_failed_at"] + minute)

    async def admit_user(self, user_id: int) -> None:
        """Counts an attempt on this account as failed, until `clear_user`. Raises TryLater while it is locked."""
        if await self.pool.fetchval(COUNT_USER, user_id, *self._limits()) is None:
            raise _try_later(await self.pool.fetchval("select locked_until from users where id = $1", user_id))

    async def admit_name(self, key: str) -> None:
        """Counts an attempt on this key as failed, until `clear_name`. Raises TryLater while it is blocked."""
        if await self.pool.fetchval(COUNT_NAME, key, *self._limits()) is None:
            raise _try_later(await self.pool.fetchval("select blocked_until from login_throttle where key = $1", key))

    def _limits(self) -> tuple[datetime, int, timedelta]:
        return clock.now(), self.settings.login_attempts, timedelta(minutes=self.settings.login_lock_minutes)


async def clear_user(connection: Connection | Pool, user_id: int) -> None:
    """The password was right: the account's counter starts again."""
    await connection.execute(
        "update users set failed_login_attempts = 0, locked_until = null where id = $1 and failed_login_attempts <> 0",
        user_id,
    )


async def clear_name(connection: Connection, key: str) -> None:
    """The guess was right: the key's counter starts again."""
    await connection.execute("delete from login_throttle where key = $1", key)


def _try_later(until: datetime | None) -> TryLater:
    wait_s = 1 if until is None else max(1, ceil((until - clock.now()).total_seconds()))
    return TryLater(headers={"Retry-After": str(wait_s)})
