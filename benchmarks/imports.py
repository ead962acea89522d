"""Ten thousand rows from a file: checked, matched, written with audit and undo, next to PostgreSQL's bare COPY."""

import asyncio
import csv
import io
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import orjson
import psycopg

from backend.database.engine import open_pool
from backend.settings import load_settings
from backend.transfer import service
from benchmarks import contestants, rounds
from benchmarks.contestants import Contestant
from benchmarks.cpu import seconds_of_tree
from benchmarks.data import Book, Databases, Say
from benchmarks.load import Request, Void, ask
from benchmarks.rounds import Pace

COLUMNS = ("name", "email", "phone", "status", "join_date", "last_active", "reason")
SIZES = (10_000, 100_000)
YARDSTICK_COLUMNS = (*COLUMNS[:4], "policies_count", "total_value", *COLUMNS[4:], "metadata")


@dataclass(frozen=True)
class Taken:
    """One import. Microseconds per row: elapsed, and CPU of everything that took part."""

    elapsed_us: float
    cpu_us: float


Imports = dict[tuple[str, int], Taken]


def measure(databases: Databases, book: Book, pace: Pace, say: Say, scratch: Path) -> Imports:
    """Each way in for each size of file, the median of the rounds."""
    taken: Imports = {}
    names = _names(book)
    entrants = [contestants.ours(book, scratch), contestants.bare(book, scratch)]
    with rounds.field_of(databases, pace, say, entrants) as field:
        ours, bare = field.entrants
        for rows in SIZES:
            file = _file(names, rows)
            path = scratch / f"import-{rows}.csv"
            path.write_bytes(file)
            ways: dict[str, Callable[[], Taken]] = {
                "API": lambda f=file, n=rows: _over_http(databases, ours, f, n, _upload),  # type: ignore[misc]
                "engine": lambda p=path, n=rows: _by_engine(databases, book, p, n),  # type: ignore[misc]
                "bare COPY": lambda f=file, n=rows: _over_http(databases, bare, f, n, _copy),  # type: ignore[misc]
            }
            taken |= {(way, rows): value for way, value in _in_turn(ways, book, pace, say, rows).items()}
    return taken | _yardstick(databases, pace, say, scratch)


def _yardstick(databases: Databases, pace: Pace, say: Say, scratch: Path) -> Imports:
    """The yardstick's own 10,000 rows through its COPY and through our API, into the same customers."""
    pair = databases.yardstick()
    if pair is None:
        return {}
    theirs, like = pair
    with psycopg.connect(theirs.dsn) as connection:
        select = f"copy (select {', '.join(YARDSTICK_COLUMNS)} from import_rows) to stdout (format csv, header)"
        with connection.cursor().copy(select.encode()) as out:
            file = b"".join(bytes(block) for block in out)
    # Counters are ours to keep, and a status we do not know would be refused.
    lines = list(csv.DictReader(io.StringIO(file.decode())))
    kept = [{**row, "status": "active" if row["status"] == "active" else "inactive"} for row in lines]
    own = _csv([name for name in YARDSTICK_COLUMNS if name not in ("policies_count", "total_value")], kept)
    entrants = [contestants.ours(like, scratch), contestants.yardstick(theirs, scratch)]
    with rounds.field_of(databases, pace, say, entrants) as field:
        ours, rival = field.entrants
        ways: dict[str, Callable[[], Taken]] = {
            "API, the yardstick's rows": lambda: _over_http(databases, ours, own, len(lines), _upload),
            "yardstick's COPY": lambda: _over_http(databases, rival, file, len(lines), _copy),
        }
        found = _in_turn(ways, like, pace, say, len(lines), also=theirs)
    return {(way, len(lines)): value for way, value in found.items()}


def _in_turn(
    ways: Mapping[str, Callable[[], Taken]], book: Book, pace: Pace, say: Say, rows: int, also: Book | None = None
) -> dict[str, Taken]:
    found: dict[str, list[Taken]] = {}
    for number in range(pace.rounds + 1):
        for way, take in ways.items() if number % 2 == 0 else reversed(list(ways.items())):
            try:
                taken = take()
            except Void as reason:
                say(f"void: import of {rows:,} rows, {way}: {reason}")
                continue
            finally:
                book.clean()
                if also:
                    also.clean()
            if number:  # the first warms up
                found.setdefault(way, []).append(taken)
                say(f"import of {rows:,} rows, {way}: {taken.elapsed_us:.1f} µs a row, CPU {taken.cpu_us:.1f} µs")
    return {
        way: Taken(median(one.elapsed_us for one in every), median(one.cpu_us for one in every))
        for way, every in found.items()
    }


def _over_http(
    databases: Databases, entrant: Contestant, file: bytes, rows: int, send: Callable[[Contestant, bytes, int], None]
) -> Taken:
    def used() -> float:
        return entrant.server.cpu() + seconds_of_tree(databases.postmaster)

    with rounds.awake(entrant):
        cpu, began = used(), time.perf_counter()
        send(entrant, file, rows)
        took = time.perf_counter() - began
        return Taken(took / rows * 1e6, (used() - cpu) / rows * 1e6)


def _copy(entrant: Contestant, file: bytes, rows: int) -> None:
    status, body = ask(entrant.server.url, Request("POST", "/import"), entrant.headers, file)
    if status != 200:
        raise Void(f"{status} {body[:300]!r}")


def _upload(entrant: Contestant, file: bytes, rows: int) -> None:
    border = secrets.token_hex(16)
    head = (
        f'--{border}\r\nContent-Disposition: form-data; name="noun"\r\n\r\ncustomers\r\n--{border}\r\n'
        'Content-Disposition: form-data; name="file"; filename="customers.csv"\r\nContent-Type: text/csv\r\n\r\n'
    )
    body = head.encode() + file + f"\r\n--{border}--\r\n".encode()
    headers = {**entrant.headers, "Content-Type": f"multipart/form-data; boundary={border}"}
    status, answer = ask(entrant.server.url, Request("POST", "/v1/imports?wait=true"), headers, body)
    while status in (200, 202):
        told = orjson.loads(answer)
        if told["status"] not in ("pending", "running"):
            if told["status"] != "completed" or told["created_count"] != rows:
                raise Void(f"{answer[:500]!r}")
            return
        time.sleep(0.05)
        status, answer = ask(entrant.server.url, Request("GET", f"/v1/imports/{told['id']}"), entrant.headers)
    raise Void(f"{status} {answer[:500]!r}")


def _by_engine(databases: Databases, book: Book, path: Path, rows: int) -> Taken:
    """The engine in this process, as the job of the API or the command `leadgen import` runs it."""
    postgres, own, began = seconds_of_tree(databases.postmaster), time.process_time(), time.perf_counter()
    created = asyncio.run(_import(book, path))
    took, own = time.perf_counter() - began, time.process_time() - own
    if created != rows:
        raise Void(f"{created} of {rows} rows were created")
    return Taken(took / rows * 1e6, (own + seconds_of_tree(databases.postmaster) - postgres) / rows * 1e6)


async def _import(book: Book, path: Path) -> int:
    settings = load_settings().model_copy(update={"pool_min": 1, "pool_max": 3, "statement_timeout_ms": 0})
    request = service.Request(
        path=path,
        file_name=path.name,
        noun="customers",
        mapping=None,
        match=None,
        dry_run=False,
        created_by=None,
        owner_id=None,
        only_owned_by=None,
    )
    async with await open_pool(book.dsn, settings) as pool:
        async with pool.acquire() as connection:
            operation = await service.order_import(connection, request, ["customers"])
        outcome = await service.perform_import(pool, operation)
    return outcome.total("created") if outcome else 0


def _names(book: Book) -> list[str]:
    with psycopg.connect(book.dsn) as connection:
        names = connection.execute("select name from customers order by id limit 100000").fetchall()
    return [name for (name,) in names]


def _file(names: Sequence[str], rows: int) -> bytes:
    """Customers that nobody knows yet, with names as they are."""
    lines = [
        {
            "name": names[i * 7919 % len(names)],
            "email": f"new.customer.{i}@example.net",
            "phone": f"+1{312 + i // 10_000_000:03d}55{i % 100_000:05d}",
            "status": "inactive" if i % 10 == 0 else "active",
            "join_date": f"20{10 + i % 15}-{1 + i % 12:02d}-{1 + i % 28:02d}",
            "last_active": f"2026-0{1 + i % 9}-{1 + i % 28:02d}T{i % 24:02d}:37:00+00:00",
            "reason": "moved to another carrier" if i % 10 == 0 else "",
        }
        for i in range(rows)
    ]
    return _csv(COLUMNS, lines)


def _csv(columns: Sequence[str], lines: Sequence[Mapping[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue().encode()
