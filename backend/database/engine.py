"""The one pool of connections, and statements that are compiled once and run many times."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

import asyncpg
import orjson
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.sql import ClauseElement

from backend.settings import Settings

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

    Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
    Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]"
else:
    Pool = asyncpg.Pool
    Connection = asyncpg.Connection


def as_json(value: object) -> str:
    """JSON for a jsonb column."""
    try:
        return orjson.dumps(value, default=str).decode()
    except TypeError:  # a whole number beyond 64 bits, which jsonb keeps
        return json.dumps(value, default=str)


DIALECT = PGDialect_asyncpg(json_serializer=as_json)  # type: ignore[no-untyped-call]


async def open_pool(dsn: str, settings: Settings, *, min_size: int | None = None, max_size: int | None = None) -> Pool:
    """A pool whose connections speak UTC and keep the configured time limits.

    Connections go back without a reset: nothing here sets session state, so `RESET ALL` would be a wasted round trip
    (45 µs of 220 µs, measured). LISTEN and advisory locks belong on connections of their own.
    """
    session = {"timezone": "UTC", "application_name": "leadgen"}
    if not settings.pgbouncer:
        # PgBouncer refuses start-up parameters that it does not know: there they belong on the role.
        session |= {
            "statement_timeout": f"{settings.statement_timeout_ms}ms",
            "lock_timeout": f"{settings.lock_timeout_ms}ms",
            "idle_in_transaction_session_timeout": f"{settings.idle_in_transaction_timeout_ms}ms",
            # Short questions by many people: each is answered by one process, and compiling never pays.
            "max_parallel_workers_per_gather": "0",
            "jit": "off",
        }
    pool = await asyncpg.create_pool(
        dsn,
        min_size=settings.pool_min if min_size is None else min_size,
        max_size=settings.pool_max if max_size is None else max_size,
        statement_cache_size=0 if settings.pgbouncer else 500,
        max_cacheable_statement_size=0,  # no limit: the widest list is a long text
        timeout=settings.connect_timeout_ms / 1000,
        server_settings=session,
        init=_take_dates_as_they_are,
        reset=_keep_as_it_is,
    )
    assert pool is not None  # noqa: S101 - asyncpg's stubs allow None for a pool that is not awaited
    return pool


async def _take_dates_as_they_are(connection: Connection) -> None:
    """9999-12-31 means "without end" in many systems; the driver would make PostgreSQL's `infinity` of it."""
    await connection.set_type_codec(
        "date", schema="pg_catalog", encoder=date.isoformat, decoder=date.fromisoformat, format="text"
    )


async def _keep_as_it_is(connection: object) -> None:
    """What happens to a connection on its way back to the pool: nothing."""


class Statement:
    """One SQL text with the order of its parameters, compiled once from a SQLAlchemy statement."""

    __slots__ = ("_fixed", "_processors", "names", "text")

    def __init__(self, clause: ClauseElement) -> None:
        compiled = clause.compile(dialect=DIALECT, compile_kwargs={"render_postcompile": True})
        self.text: str = str(compiled)
        self.names: tuple[str, ...] = tuple(getattr(compiled, "positiontup", None) or ())
        # Private in SQLAlchemy; tests/database/test_engine.py compiles every type that the tables use to guard it.
        processors: Mapping[str, Callable[[Any], Any]] = getattr(compiled, "_bind_processors", {})
        self._processors = {name: process for name, process in processors.items() if name in self.names}
        # Constants that were written into the expression, such as the 1 of `limit + 1`.
        self._fixed = {name: value for name, value in compiled.params.items() if value is not None}

    def arguments(self, values: Mapping[str, object]) -> Sequence[object]:
        """The values in the order in which the text wants them."""
        if self._fixed:
            values = {**self._fixed, **values}
        if not self._processors:
            return [values[name] for name in self.names]
        process = self._processors
        return [process[name](values[name]) if name in process else values[name] for name in self.names]


def rows_of(status: str) -> int:
    """How many rows a statement changed, from what PostgreSQL says of it, such as `UPDATE 3`."""
    return int(status.rsplit(" ", 1)[-1])
