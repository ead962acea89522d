"""Leads under fire: many posts over sixteen connections, keys that repeat, processes that are killed in between.

`python -m tests.leads.fire --leads 10000` does it at full size and prints what it took; test_under_fire.py does it with
fewer.
"""

import argparse
import asyncio
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any, Final, Self

import asyncpg
import orjson
import psycopg

from backend.database import migrate
from tests.people import ADA, PEOPLE_SQL
from tests.servers import running_server

PROJECT: Final = Path(__file__).resolve().parents[2]
CONNECTIONS: Final = 16
REPEATED: Final = 0.3
SECRET: Final = "a key for tests, forty characters at least"
GIVE_UP_S: Final = 600
STATES: Final = ("TX", "OH", "CA", "NY", "FL")
PRODUCTS: Final = ("auto", "home", "life", "health")

# What must hold when the dust has settled, each as the number of leads for which it does not.
WRONG: Final = {
    "without an owner": "select count(*) from leads where owner_id is null",
    "given more or less than once": """
        select count(*) from leads l
        where (select count(*) from lead_assignments a where a.lead_id = l.id) <> 1
           or not exists (select from lead_assignments a where a.lead_id = l.id and a.user_id = l.owner_id)
    """,
    "scored more or less than once": """
        select count(*) from leads l where (select count(*) from scores s where s.lead_id = l.id) <> 1
    """,
    "told of twice": """
        select count(*) from (
            select record_id from notifications where noun = 'leads' and record_id is not null
            group by record_id having count(*) > 1
        ) twice
    """,
    "made into tasks": "select count(*) from tasks where record_type = 'leads'",
    "with a clock more or less than one": """
        select count(*) from lead_assignments a full join (
            select (convert_from(payload, 'UTF8')::json ->> 'assignment_id')::integer as id, count(*) as clocks
            from pgqueuer where entrypoint = 'AnswerDue' group by 1
        ) clocked using (id)
        where a.lead_id is null or clocks is distinct from 1
    """,
    "held back": "select count(*) from pgqueuer where status not in ('queued', 'picked')",
    "entered into the books twice": """
        select count(*) from (
            select record_id from audit_log where table_name = 'leads' and action = 'insert'
            group by record_id having count(*) > 1
        ) twice
    """,
}


@dataclass
class Process:
    """`python -m backend …` on a database, killed and started again at will."""

    words: Sequence[str]
    environment: dict[str, str]
    running: "subprocess.Popen[bytes] | None" = None
    kills: int = 0

    def start(self) -> None:
        self.running = subprocess.Popen(
            [sys.executable, "-m", "backend", *self.words],
            env=os.environ | self.environment,
            cwd=PROJECT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def kill(self) -> None:
        """As a power cut would: no word of farewell."""
        if self.running is not None:
            os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()
            self.running = None

    def kill_and_start(self) -> None:
        self.kill()
        self.kills += 1
        self.start()


@dataclass
class Line:
    """One connection that stays open; opened anew when the other end dies."""

    port: int
    _streams: "tuple[asyncio.StreamReader, asyncio.StreamWriter] | None" = None
    broken: int = 0

    async def post(self, path: str, body: bytes) -> tuple[int, Any]:
        """Status and body. Asks again until it is answered, as everybody must who sends leads."""
        limit = time.monotonic() + GIVE_UP_S
        while True:
            try:
                return await self._ask("POST", path, body)
            except (OSError, asyncio.IncompleteReadError):
                self.close()
                self.broken += 1
                if time.monotonic() > limit:
                    raise
                await asyncio.sleep(0.05)

    async def get(self, path: str) -> tuple[int, Any]:
        return await self._ask("GET", path, b"")

    async def _ask(self, method: str, path: str, body: bytes) -> tuple[int, Any]:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self._streams
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: leadgen\r\nAuthorization: {ADA.headers['Authorization']}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body)
        await writer.drain()
        answer = await reader.readuntil(b"\r\n\r\n")
        status = int(answer.split(b" ", 2)[1])
        length = next(
            int(line.split(b":")[1]) for line in answer.split(b"\r\n") if line.lower().startswith(b"content-length:")
        )
        return status, orjson.loads(await reader.readexactly(length))

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


@dataclass
class Fire:
    """One run. posts: how many are sent; kills: whether processes are killed; workers: how many there are."""

    dsn: str
    data_dir: Path
    posts: int
    kills: bool = True
    workers: int = 1
    seed: int = 7
    answers: dict[str, list[tuple[int, int]]] = field(default_factory=dict)  # by key: status and id
    took_s: list[float] = field(default_factory=list)
    posted_s: float = 0
    settled_s: float = 0

    @property
    def keys(self) -> int:
        return self.posts - int(self.posts * REPEATED)

    async def run(self) -> Self:
        self._port = _free_port()
        common = {"USE_DB": "true", "DATABASE_URL": self.dsn, "LEADGEN_SECRET_KEY": SECRET}
        common |= {"LEADGEN_DATA_DIR": str(self.data_dir), "LEADGEN_LOG_LEVEL": "error", "LEADGEN_RUN_WORKER": "false"}
        self.server = Process(("serve", "--port", str(self._port)), common)
        self.crew = [Process(("worker",), common) for _ in range(self.workers)]
        try:
            for process in (self.server, *self.crew):
                process.start()
            await self._until_ready()
            await self._work()
        finally:
            for process in (self.server, *self.crew):
                process.kill()
        return self

    async def _until_ready(self) -> None:
        line, limit = Line(self._port), time.monotonic() + 60
        while time.monotonic() < limit:
            try:
                status, _ = await line.get("/v1/health/ready")
            except (OSError, asyncio.IncompleteReadError):
                line.close()
            else:
                if status == 200:
                    line.close()
                    return
            await asyncio.sleep(0.05)
        raise AssertionError("the server does not start")

    async def _work(self) -> None:
        began = time.monotonic()
        killer = asyncio.create_task(self._kill_at_random()) if self.kills else None
        waiting = iter(self._shuffled())
        try:
            await asyncio.gather(*(self._send(waiting) for _ in range(CONNECTIONS)))
            self.posted_s = time.monotonic() - began
        finally:
            if killer is not None:
                killer.cancel()
                await asyncio.gather(killer, return_exceptions=True)
        await self._until_settled()
        self.settled_s = time.monotonic() - began

    def _shuffled(self) -> list[int]:
        """The number of each post's key: a third of the repeats right behind the first, the others anywhere."""
        dice = random.Random(self.seed)
        repeats = [dice.randrange(self.keys) for _ in range(self.posts - self.keys)]
        order = list(range(self.keys)) + repeats[len(repeats) // 3 :]
        dice.shuffle(order)
        for number in repeats[: len(repeats) // 3]:
            order.insert(order.index(number) + 1, number)
        return order

    async def _send(self, waiting: Any) -> None:
        line = Line(self._port)
        for number in waiting:
            key, body = f"fire-{number}", orjson.dumps(message(number))
            began = time.monotonic()
            status, said = await line.post("/v1/leads", body)
            self.took_s.append(time.monotonic() - began)
            assert status in (200, 201), said
            self.answers.setdefault(key, []).append((status, said["id"]))
        line.close()

    async def _kill_at_random(self) -> None:
        """A worker every second or two; the server once, half way."""
        dice, loop = random.Random(self.seed), asyncio.get_running_loop()
        next_at = loop.time() + dice.uniform(0.7, 2)
        while True:
            await asyncio.sleep(0.02)
            if loop.time() > next_at:
                dice.choice(self.crew).kill_and_start()
                next_at = loop.time() + dice.uniform(0.7, 2)
            if not self.server.kills and len(self.took_s) > self.posts // 2:
                self.server.kill_and_start()

    async def _until_settled(self) -> None:
        connection = await asyncpg.connect(self.dsn)
        try:
            limit = time.monotonic() + GIVE_UP_S
            while await connection.fetchval(
                "select exists (select from pgqueuer where entrypoint = 'LeadCaptured' and status <> 'failed')"
            ):
                assert time.monotonic() < limit, "the leads are not worked off in time"
                await asyncio.sleep(0.1)
        finally:
            await connection.close()

    async def wrong(self) -> dict[str, int]:
        """What does not hold, and for how many."""
        connection = await asyncpg.connect(self.dsn)
        try:
            found = {name: await connection.fetchval(statement) for name, statement in WRONG.items()}
            found["missing or too many"] = abs(await connection.fetchval("select count(*) from leads") - self.keys)
            rows = await connection.fetch("select idempotency_key, id from leads")
        finally:
            await connection.close()
        known = {row["idempotency_key"]: row["id"] for row in rows}
        found["answered with another lead"] = sum(
            any(number != known.get(key) for _, number in answers) for key, answers in self.answers.items()
        )
        found["made twice"] = sum([status for status, _ in answers].count(201) > 1 for answers in self.answers.values())
        return {name: number for name, number in found.items() if number}

    async def waited_s(self, until: str) -> list[float]:
        """Seconds from each lead's arrival until something was done. until: SQL of the moment, of leads `l`."""
        connection = await asyncpg.connect(self.dsn)
        try:
            rows = await connection.fetch(
                f"select extract(epoch from {until} - l.created_at)::float8 as s from leads l"
            )
        finally:
            await connection.close()
        return [row["s"] for row in rows if row["s"] is not None]


SCORED: Final = "(select min(scored_at) from scores where lead_id = l.id)"
GIVEN: Final = "(select min(assigned_at) from lead_assignments where lead_id = l.id)"


def message(number: int) -> dict[str, Any]:
    """A lead as a website would send it."""
    return {
        "idempotency_key": f"fire-{number}",
        "channel": "api",
        "source": f"vendor {number % 5}",
        "product_interest": PRODUCTS[number % 4],
        "contact_info": {
            "first_name": "Fire",
            "last_name": f"Number {number}",
            "email": f"fire{number}@example.com",
            "phone": f"+1614555{number % 10_000:04}",
            "state": STATES[number % 5],
            "postal_code": "43215",
        },
        "consent": {"channels": ["email"], "text": "You may write to me."} if number % 2 else {},
    }


def prepare(dsn: str) -> None:
    """A rule that gives leads to both agents."""
    with psycopg.connect(dsn) as connection:
        connection.execute("insert into routing_rules (name, needs_license) values ('Everybody', false)")


def told(values: Sequence[float]) -> str:
    """Median and 99th percentile in milliseconds."""
    parts = quantiles(values, n=100)
    return f"p50 {parts[49] * 1000:.1f} ms, p99 {parts[98] * 1000:.1f} ms"


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


async def _main(options: argparse.Namespace, dsn: str, folder: Path) -> int:
    fire = await Fire(dsn, folder, options.leads, kills=options.kill, workers=options.workers).run()
    kills = Counter({"worker": sum(each.kills for each in fire.crew), "server": fire.server.kills})
    print(f"{options.leads} posts, {fire.keys} keys, killed: {dict(kills)}")
    print(f"posted in {fire.posted_s:.1f} s ({told(fire.took_s)}); all worked off after {fire.settled_s:.1f} s")
    for name, until in (("scored", SCORED), ("given to somebody", GIVEN)):
        waited = await fire.waited_s(until)
        print(f"{name}: {len(waited)}, {told(waited) if len(waited) > 1 else '-'} after arrival")
    wrong = await fire.wrong()
    print(f"wrong: {wrong or 'nothing'}")
    return 1 if wrong else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leads", type=int, default=10_000, help="how many posts (10,000)")
    parser.add_argument("--workers", type=int, default=1, help="worker processes (1)")
    parser.add_argument("--no-kill", dest="kill", action="store_false", help="kill nothing, to see the usual pace")
    options = parser.parse_args()
    with running_server() as server, tempfile.TemporaryDirectory() as folder:
        migrate.upgrade(server.dsn)
        with psycopg.connect(server.dsn) as connection:
            connection.execute(PEOPLE_SQL.encode())
        prepare(server.dsn)
        return asyncio.run(_main(options, server.dsn, Path(folder)))


if __name__ == "__main__":
    sys.exit(main())
