"""The floor for Python: a bare ASGI callable, one asyncpg pool, JSON made by PostgreSQL. No routing, no checks, no log.

Served by uvicorn as `benchmarks.bare:app`; answers from the table `plain.customers` (sql/plain.sql).
"""

import io
import os
from collections.abc import Awaitable, Callable, MutableMapping
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs

import asyncpg

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

KEYS = frozenset({sha256(os.environ.get("BENCH_KEY", "").encode()).hexdigest()})
SIZE = 50

ONE = "select row_to_json(c)::text from plain.customers c where id = $1"
PAGE = """
select json_build_object(
    'total', (select count(*) from plain.customers where status = $1),
    'items', coalesce((select json_agg(p) from (
        select * from plain.customers where status = $1 order by id limit 50 offset $2) p), '[]'))::text
"""
FOUND = """
select json_build_object(
    'total', (select count(*) from plain.customers where name ilike $1),
    'items', coalesce((select json_agg(p) from (
        select * from plain.customers where name ilike $1 order by id limit 50) p), '[]'))::text
"""
NEW = """
insert into plain.customers (name, email, phone, status, join_date, last_active, reason, metadata)
select name, email, phone, coalesce(status, 'active'), join_date, last_active, reason, metadata
from json_to_record($1::json) as c(
    name text, email text, phone text, status text, join_date date, last_active timestamptz, reason text, metadata json)
returning row_to_json(customers)::text
"""


class Server:
    """The whole application."""

    pool: "asyncpg.Pool[asyncpg.Record]"

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        key = next((value[7:] for name, value in scope["headers"] if name == b"authorization"), b"")
        if sha256(key).hexdigest() not in KEYS:
            await _answer(send, 401, b"{}")
        elif scope["method"] == "POST":
            await self._write(scope["path"], await _body(receive), send)
        else:
            await self._read(scope, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        self.pool = await asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=16, max_size=16, reset=_untouched)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.pool.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _read(self, scope: Message, send: Send) -> None:
        if scope["path"] != "/customers":
            text = await self.pool.fetchval(ONE, int(scope["path"].rpartition("/")[2]))
        else:
            asked = parse_qs(scope["query_string"].decode())
            if "search" in asked:
                text = await self.pool.fetchval(FOUND, f"%{asked['search'][0]}%")
            else:
                text = await self.pool.fetchval(PAGE, asked["status"][0], (int(asked["page"][0]) - 1) * SIZE)
        await _answer(send, 200 if text else 404, (text or "{}").encode())

    async def _write(self, path: str, body: bytes, send: Send) -> None:
        if path == "/customers":
            await _answer(send, 201, (await self.pool.fetchval(NEW, body.decode())).encode())
            return
        columns = body[: body.index(b"\n")].decode().strip().split(",")
        async with self.pool.acquire() as connection:
            await connection.copy_to_table(
                "customers", schema_name="plain", source=io.BytesIO(body), columns=columns, format="csv", header=True
            )
        await _answer(send, 200, b"{}")


async def _untouched(connection: object) -> None:
    """No `RESET ALL` when a connection goes back to the pool."""


async def _body(receive: Receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


async def _answer(send: Send, status: int, body: bytes) -> None:
    length = b"%d" % len(body)
    headers = [(b"content-type", b"application/json"), (b"content-length", length)]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


app = Server()
