"""The doors: found by the key in their address, with their secrets opened."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from backend.database.engine import Connection, Pool
from backend.errors import Invalid, NotFound
from backend.leads.intake_sealing import opened_words, sealed_words
from backend.models.intake import SourceKind


class NoSuchSource(NotFound):
    """There is no such door, or it is closed."""

    code = "no_such_source"


class NotASecret(Invalid):
    """This kind of door has no such secret."""

    code = "not_a_secret"


# What each kind needs to know in secret; a vendor's own field names are free.
SECRETS: Final[Mapping[SourceKind, frozenset[str]]] = {
    SourceKind.META: frozenset({"app_secret", "verify_token", "access_token"}),
    SourceKind.GOOGLE: frozenset({"google_key"}),
    SourceKind.ADF: frozenset({"token"}),
    SourceKind.ADF_MAILBOX: frozenset({"password"}),
}
COLUMNS: Final = "id, key, kind, source, product_interest, cost_cents, config, secrets_sealed"
BY_KEY: Final = f"select {COLUMNS} from lead_sources where key = $1 and kind = any($2) and is_active"
OF_KIND: Final = f"select {COLUMNS} from lead_sources where kind = $1 and is_active order by id"
BY_ID: Final = f"select {COLUMNS} from lead_sources where id = $1"
SET_SECRETS: Final = "update lead_sources set secrets_sealed = $2 where id = $1"
LOOKED: Final = "update lead_sources set checked_at = now(), trouble = $2 where id = $1"


@dataclass(frozen=True, slots=True)
class Source:
    """A door. secrets: readable, never to be logged."""

    id: int
    key: str
    kind: SourceKind
    source: str | None
    product_interest: str | None
    cost_cents: int | None
    config: Mapping[str, Any]
    secrets: Mapping[str, str]


def _source(row: Any, secret: bytes) -> Source:
    return Source(
        id=row["id"],
        key=row["key"],
        kind=SourceKind(row["kind"]),
        source=row["source"],
        product_interest=row["product_interest"],
        cost_cents=row["cost_cents"],
        config=orjson.loads(row["config"]),
        secrets=opened_words(row["secrets_sealed"], secret, f"lead_sources:{row['id']}"),
    )


async def source(connection: Connection | Pool, key: str, secret: bytes, *kinds: SourceKind) -> Source:
    """The open door with this key. Raises NoSuchSource."""
    row = await connection.fetchrow(BY_KEY, key.replace("\0", ""), kinds or list(SourceKind))
    if row is None:
        raise NoSuchSource
    return _source(row, secret)


async def source_of_id(connection: Connection | Pool, source_id: int, secret: bytes) -> Source:
    """The door with this number, also a closed one. Raises NotFound."""
    row = await connection.fetchrow(BY_ID, source_id)
    if row is None:
        raise NotFound
    return _source(row, secret)


async def sources(connection: Connection | Pool, kind: SourceKind, secret: bytes) -> list[Source]:
    """Every open door of a kind."""
    return [_source(row, secret) for row in await connection.fetch(OF_KIND, kind)]


async def set_secrets(connection: Connection, source_id: int, words: Mapping[str, str], secret: bytes) -> None:
    """Replaces the door's secrets. Raises NotFound, NotASecret."""
    kind = await connection.fetchval("select kind from lead_sources where id = $1 for update", source_id)
    if kind is None:
        raise NotFound
    allowed = SECRETS.get(SourceKind(kind))
    if allowed is not None and not words.keys() <= allowed:
        raise NotASecret(f"It takes {', '.join(sorted(allowed))}.")
    text = sealed_words(words, secret, f"lead_sources:{source_id}") if words else None
    await connection.execute(SET_SECRETS, source_id, text)


async def change_secrets(
    connection: Connection, source_id: int, words: Mapping[str, str | None], secret: bytes
) -> list[str]:
    """Sets these secrets beside the others, None takes one away; the names of those that are set afterwards.

    Raises NotFound, NotASecret.
    """
    row = await connection.fetchrow("select secrets_sealed from lead_sources where id = $1 for update", source_id)
    if row is None:
        raise NotFound
    known = opened_words(row["secrets_sealed"], secret, f"lead_sources:{source_id}")
    merged = {name: word for name, word in {**known, **words}.items() if word is not None}
    await set_secrets(connection, source_id, merged, secret)
    return sorted(merged)


async def looked(pool: Pool, source_id: int, trouble: str | None) -> None:
    """Says when we last asked at a door that we have to go to ourselves, and what was wrong."""
    await pool.execute(LOOKED, source_id, trouble)
