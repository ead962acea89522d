"""The same request sent twice, by a second click or a retry, is done once and answered alike."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

import orjson

from backend.api.answers import Answer
from backend.api.asking import Asked
from backend.database.engine import Connection, Pool
from backend.database.writes import transaction
from backend.errors import BadRequest, Conflict, Invalid

LONGEST: Final = 255
CLAIM: Final = """
    insert into idempotency_keys (principal, key, request_hash) values ($1, $2, $3)
    on conflict do nothing returning id
"""
# A claim whose process died before it could answer is free again after ten minutes.
CLAIM_APART: Final = """
    insert into idempotency_keys as known (principal, key, request_hash) values ($1, $2, $3)
    on conflict (principal, key) do update set created_at = now(), request_hash = excluded.request_hash
        where known.status is null and known.created_at < now() - interval '10 minutes'
    returning id
"""
FREE: Final = "delete from idempotency_keys where id = $1 and status is null"
ANSWERED: Final = "select request_hash, status, headers, body from idempotency_keys where principal = $1 and key = $2"
KEEP: Final = "update idempotency_keys set status = $2, headers = $3, body = $4 where id = $1"


class KeyReused(Invalid):
    """This Idempotency-Key was sent with another request: make a new key for each thing you want done."""

    code = "idempotency_key_reused"


class AnswerNotKept(Conflict):
    """This was done already. Its answer held a secret, which is shown once, so it is not repeated."""

    code = "answer_not_kept"


class StillWorking(Conflict):
    """The first request with this Idempotency-Key is still being worked on: ask again shortly."""

    code = "still_working"


async def once(asked: Asked, body: bytes, make: Callable[[Pool | Connection], Awaitable[Answer]]) -> Answer:
    """The answer of `make`, which writes through the connection it is given.

    With an Idempotency-Key the key, the writes and the answer are kept in one transaction: all of them or none.
    A second request with the key waits for the first to end, then gets its answer.
    """
    key = idempotency_key(asked)
    if key is None:
        return await make(asked.runtime.pool)
    principal, digest = asked.caller.key, fingerprint(asked, body)
    async with transaction(asked.runtime.pool, asked.actor) as connection:
        claimed = await connection.fetchval(CLAIM, principal, key, digest)
        if claimed is None:
            return replayed(await connection.fetchrow(ANSWERED, principal, key), digest)
        answer = await make(connection)
        await connection.execute(KEEP, claimed, answer.status, kept_headers(answer), answer.body.decode())
    return answer


def idempotency_key(asked: Asked) -> str | None:
    """The request's key. Raises BadRequest if it is empty, too long or not text."""
    header = asked.headers.get(b"idempotency-key")
    if header is None:
        return None
    if not header.strip() or len(header) > LONGEST or not header.isascii() or b"\0" in header:
        raise BadRequest(f"Idempotency-Key takes 1 to {LONGEST} ASCII characters.")
    return header.decode()


def fingerprint(asked: Asked, body: bytes) -> str:
    """What makes two requests the same request."""
    return sha256(b"\n".join((asked.method.encode(), asked.path.encode(), asked.query_string, body))).hexdigest()


def kept_headers(answer: Answer) -> str:
    """An answer's headers as they are stored."""
    return orjson.dumps({name.decode(): value.decode("latin-1") for name, value in answer.headers}).decode()


def replayed(row: Any, digest: str) -> Answer:
    """The stored answer, marked as such. Raises KeyReused or StillWorking."""
    if row is not None and row["request_hash"] != digest:
        raise KeyReused
    if row is None or row["status"] is None:
        raise StillWorking(headers={"Retry-After": "1"})
    if row["body"] is None:
        raise AnswerNotKept
    headers = [(name.encode(), value.encode("latin-1")) for name, value in orjson.loads(row["headers"]).items()]
    return Answer(row["status"], row["body"].encode(), [*headers, (b"idempotent-replayed", b"true")])


@dataclass
class Claim:
    """A key claimed for a request whose writes happen elsewhere. keep: whether the answer may be stored."""

    pool: Pool
    number: int
    keep: bool

    async def settle(self, answer: Answer | None) -> None:
        """Keep the answer of a success for a retry; after anything else the key is free again."""
        if answer is None or not 200 <= answer.status < 300:
            await self.pool.execute(FREE, self.number)
            return
        body = answer.body.decode(errors="replace") if self.keep else None
        await self.pool.execute(KEEP, self.number, answer.status, kept_headers(answer), body)


async def claim(asked: Asked, key: str, digest: str, *, keep: bool) -> Claim | Answer:
    """The claim of a first request, or the answer that a repeated one gets."""
    pool, principal = asked.runtime.pool, asked.caller.key
    number = await pool.fetchval(CLAIM_APART, principal, key, digest)
    if number is not None:
        return Claim(pool, number, keep)
    return replayed(await pool.fetchrow(ANSWERED, principal, key), digest)
