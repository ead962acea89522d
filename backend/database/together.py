"""Writes that arrive while another of their kind is under way go to the database together.

Sixteen writers at once mostly wait for each other: each wakes a process of its own, reads the same catalogue into its
cache and flushes the log by itself. Whoever is alone waits for nobody. What it saves:
docs/decisions/0002-the-database-keeps-the-books.md.
"""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import asyncpg

from backend.database.engine import Pool

MOST: Final = 32
PATIENCE_S: Final = 0.05  # whatever takes longer waits for a lock: nobody joins it


@dataclass(slots=True)
class _Waiting:
    arguments: Sequence[object]
    answer: "asyncio.Future[asyncpg.Record | None]"


@dataclass(slots=True)
class _Line:
    """Who wants the same statement. runs: how many are under way; since: when the latest of them began."""

    runs: int = 0
    since: float = 0.0
    waiting: list[_Waiting] = field(default_factory=list)


class Together:
    """Runs statements that return exactly one row and, as a rule, wait for no other transaction.

    Every caller gets its own row or its own error: when one statement of a transaction is refused, none was done, and
    each is done again by itself.
    """

    def __init__(self, pool: Pool, *, patience_s: float = PATIENCE_S) -> None:
        self._pool = pool
        self._patience_s = patience_s
        self._lines: defaultdict[str, _Line] = defaultdict(_Line)  # by statement
        self._tasks: set[asyncio.Task[None]] = set()

    async def fetchrow(self, text: str, *arguments: object) -> asyncpg.Record | None:
        """The row that the statement returns."""
        line, loop = self._lines[text], asyncio.get_running_loop()
        if line.runs and loop.time() - line.since < self._patience_s:
            mine = _Waiting(arguments, loop.create_future())
            line.waiting.append(mine)
            return await mine.answer
        line.runs += 1
        line.since = loop.time()
        try:
            return await self._pool.fetchrow(text, *arguments)
        finally:
            if line.waiting:
                task = loop.create_task(self._go_on(text, line))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            else:
                line.runs -= 1

    async def _go_on(self, text: str, line: _Line) -> None:
        """Everybody who waits, and whoever comes in the meantime."""
        while line.waiting:
            now, line.waiting = line.waiting[:MOST], line.waiting[MOST:]
            line.since = asyncio.get_running_loop().time()
            try:
                await self._run(text, now)
            except Exception as error:  # noqa: BLE001 - each caller gets it, and knows what to do about it
                for each in now:
                    _fail(each, error)
        line.runs -= 1

    async def _run(self, text: str, now: Sequence[_Waiting]) -> None:
        async with self._pool.acquire() as connection:
            try:
                rows = await connection.fetchmany(text, [each.arguments for each in now])
            except asyncpg.PostgresError:
                if connection.is_closed():  # nobody knows whether it was done
                    raise
            else:
                for each, row in zip(now, rows, strict=True):
                    _succeed(each, row)
                return
            for each in now:
                try:
                    _succeed(each, await connection.fetchrow(text, *each.arguments))
                except asyncpg.PostgresError as error:
                    _fail(each, error)


def _succeed(waiting: _Waiting, row: asyncpg.Record | None) -> None:
    if not waiting.answer.done():  # whose caller is gone
        waiting.answer.set_result(row)


def _fail(waiting: _Waiting, error: Exception) -> None:
    if not waiting.answer.done():
        waiting.answer.set_exception(error)
