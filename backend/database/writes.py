"""Transactions that know who acts: the audit trail reads the actor from the transaction."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg

from backend.database.engine import Connection, Pool


@dataclass(frozen=True, slots=True)
class Actor:
    """Who changes something, and in which request or operation."""

    user_id: int | None
    label: str
    request_id: str

    def __str__(self) -> str:
        """As the triggers read it from `leadgen.actor`: id, request and label, separated by tabs."""
        label = self.label.replace("\t", " ")
        return f"{'' if self.user_id is None else self.user_id}\t{self.request_id}\t{label}"


@asynccontextmanager
async def transaction(pool: Pool, actor: Actor) -> AsyncIterator[Connection]:
    """A connection inside a transaction of `actor`; committed at the end, rolled back on any error."""
    async with pool.acquire() as connection:
        named = str(actor).replace("'", "''").replace("\0", "")
        # One message for both: a round trip less than BEGIN and SELECT apart.
        await connection.execute(f"begin; select set_config('leadgen.actor', '{named}', true)")
        try:
            yield connection
        except BaseException:
            await _roll_back(connection)
            raise
        await connection.execute("commit")


async def _roll_back(connection: Connection) -> None:
    """Roll back, unless the connection is gone, which rolls back by itself."""
    try:
        await connection.execute("rollback")
    except (asyncpg.InterfaceError, asyncpg.PostgresConnectionError, OSError):
        connection.terminate()
