"""Doors for leads, what knocks at them, and the work that follows."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson
import pytest

from backend.api.gateway import Gateway
from backend.jobs import GiveUp, JobContext
from backend.leads.intake_payloads import PayloadReceived
from backend.leads.jobs import process_payload
from tests.client import Client, Reply, serving
from tests.conftest import SettingsOf
from tests.leads.graph import Graph, running_graph
from tests.leads.imap import Inbox, running_mailbox


@pytest.fixture(scope="module")
def graph() -> Iterator[Graph]:
    with running_graph() as running:
        yield running


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with running_mailbox() as running:
        yield running


@pytest.fixture(scope="module")
async def app(database: str, settings_of: SettingsOf, graph: Graph) -> AsyncIterator[Gateway]:
    """The application, which finds Meta on this machine."""
    async with serving(settings_of(database, meta_graph_url=graph.address)) as started:
        yield started


@dataclass(frozen=True)
class Door:
    """A door that was opened for a test."""

    client: Client
    id: int
    key: str
    kind: str

    async def knock(
        self, body: bytes | object, *, tail: str | None = None, method: str = "POST", **headers: str
    ) -> Reply:
        """One message, as raw bytes or as what becomes JSON."""
        raw = body if isinstance(body, bytes) else orjson.dumps(body)
        return await self.client.send(
            method, f"/v1/intake/door/{tail or self.kind}/{self.key}", body=raw, headers=headers
        )

    async def lead(self, external_id: str) -> dict[str, Any] | None:
        """The lead of what was received under this number."""
        row = await self.client.app.runtime.pool.fetchrow(
            "select to_json(l)::text as text from lead_payloads p join leads l on l.id = p.lead_id"
            " where p.account = $1 and p.external_id = $2",
            self.key,
            external_id,
        )
        return orjson.loads(row["text"]) if row else None

    async def leads(self) -> list[dict[str, Any]]:
        """Every lead that came through this door, the oldest first."""
        rows = await self.client.app.runtime.pool.fetch(
            "select distinct to_jsonb(l)::text as text, l.id from lead_payloads p join leads l on l.id = p.lead_id"
            " where p.account = $1 order by l.id",
            self.key,
        )
        return [orjson.loads(row["text"]) for row in rows]

    async def payloads(self) -> list[tuple[str, str | None]]:
        """Status and error of everything received here, in order."""
        rows = await self.client.app.runtime.pool.fetch(
            "select status, error from lead_payloads where account = $1 order by id", self.key
        )
        return [(row["status"], row["error"]) for row in rows]


OpenDoor = Callable[..., Awaitable[Door]]


@pytest.fixture
def open_door(ada: Client, nobody: Client) -> OpenDoor:
    """Opens a door of a kind, with its secrets and configuration."""

    async def make(kind: str, secrets: dict[str, str] | None = None, /, **values: Any) -> Door:
        made = (await ada.post("/v1/lead-sources", {"name": f"A door for {kind}", "kind": kind, **values})).ok()
        if secrets:
            (await ada.put(f"/v1/intake/sources/{made['id']}/secrets", secrets)).ok()
        return Door(nobody, made["id"], made["key"], kind)

    return make


Work = Callable[[], Awaitable[int]]


@pytest.fixture
def work(app: Gateway) -> Work:
    """Does the queued payloads, as the worker would; the number of those that failed and wait for another try."""

    async def run() -> int:
        pool, failed = app.runtime.pool, 0
        rows = await pool.fetch(
            "select id, convert_from(payload, 'UTF8') as payload from pgqueuer where entrypoint = 'PayloadReceived'"
            " order by id"
        )
        for row in rows:
            context = JobContext(pool, app.runtime.settings, row["id"], 1)
            try:
                await process_payload(context, PayloadReceived(**orjson.loads(row["payload"])))
            except GiveUp:
                pass
            except Exception:  # noqa: BLE001 - the worker would try again
                failed += 1
                continue
            await pool.execute("delete from pgqueuer where id = $1", row["id"])
        return failed

    return run
