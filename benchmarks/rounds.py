"""What a request costs: every contestant asked the same, in turn and in turn backwards, the median of five."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import orjson

from benchmarks import contestants
from benchmarks.contestants import Contestant
from benchmarks.cpu import seconds_of_tree
from benchmarks.data import Book, Databases, Say
from benchmarks.load import Request, Run, Void, ask, middle, pgbench, wrk

WORKLOADS = ("get", "list", "search", "create")
SQL = Path(__file__).parent / "sql"
PGBENCH = "pgbench"
WARM_UP_S = 1.0
SETTLE_S = 0.3

numbers = count(1)  # each run of creates begins at a billion of its own


@dataclass(frozen=True)
class Pace:
    """How many rounds count, and how long each takes."""

    rounds: int
    seconds: float


@dataclass
class Measured:
    """The runs of each contestant for one workload, and what went wrong."""

    runs: dict[str, list[Run]] = field(default_factory=dict)
    void: list[str] = field(default_factory=list)

    def middles(self) -> dict[str, Run]:
        return {name: middle(runs) for name, runs in self.runs.items() if runs}


@dataclass
class Field:
    """The contestants of one size, running, with the database server they share."""

    databases: Databases
    pace: Pace
    say: Say
    entrants: list[Contestant]

    def measure(self, workload: str, *, with_pgbench: Book | None = None) -> Measured:
        """Every contestant on one workload."""
        measured = Measured()
        turns: list[tuple[str, Callable[[], Run]]] = [
            (entrant.name, self._turn(entrant, workload, entrant.dialect.requests(workload)))
            for entrant in self.entrants
        ]
        if with_pgbench:
            turns.append((PGBENCH, self._pgbench_turn(workload, with_pgbench)))
        self._rounds(measured, turns, workload)
        return measured

    def measure_requests(self, entrant: Contestant, what: str, requests: Sequence[Request]) -> Measured:
        """One contestant on requests of its own."""
        measured = Measured()
        self._rounds(measured, [(entrant.name, self._turn(entrant, what, requests))], what)
        return measured

    def _rounds(self, measured: Measured, turns: Sequence[tuple[str, Callable[[], Run]]], what: str) -> None:
        for number in range(self.pace.rounds):
            for name, turn in turns if number % 2 == 0 else reversed(turns):
                try:
                    run = turn()
                except Void as reason:
                    measured.void.append(f"{what}, {name}, round {number + 1}: {reason}")
                    self.say(f"void: {measured.void[-1]}")
                    continue
                measured.runs.setdefault(name, []).append(run)
                self.say(
                    f"{what} {name}: {run.cpu_us:.0f} µs ({run.server_us:.0f} + {run.postgres_us:.0f}), "
                    f"{run.per_second:.0f}/s, p50 {run.p50_ms:.1f} ms, p99 {run.p99_ms:.1f} ms"
                )

    def _turn(self, entrant: Contestant, what: str, requests: Sequence[Request]) -> Callable[[], Run]:
        def turn() -> Run:
            with awake(entrant):
                check(entrant, what, requests[0])
                self._load(entrant, requests, WARM_UP_S)
                run = self._load(entrant, requests, self.pace.seconds)
            if what == "create":
                entrant.book.clean()
            return run

        return turn

    def _load(self, entrant: Contestant, requests: Sequence[Request], seconds: float) -> Run:
        postmaster = self.databases.postmaster
        return wrk(
            entrant.server.url,
            requests,
            entrant.headers,
            seconds=seconds,
            first=next(numbers) * 1_000_000,
            cpu=lambda: (entrant.server.cpu(), seconds_of_tree(postmaster)),
        )

    def _pgbench_turn(self, workload: str, book: Book) -> Callable[[], Run]:
        postmaster = self.databases.postmaster

        def turn() -> Run:
            program = self.databases.server.bin_dir / "pgbench"
            run = pgbench(
                program,
                book.dsn,
                SQL / f"{workload}.sql",
                {"customers": book.customers},
                seconds=self.pace.seconds,
                cpu=lambda: (0.0, seconds_of_tree(postmaster)),
            )
            if workload == "create":
                book.clean()
            return run

        return turn


def check(entrant: Contestant, what: str, request: Request) -> None:
    """The answer is what was asked for. Raises Void if not: nobody is quick at answering something else."""
    status, body = ask(entrant.server.url, request, entrant.headers)
    wanted = 201 if what == "create" else 200
    if status != wanted:
        raise Void(f"{request.method} {request.path} was answered {status}: {body[:300]!r}")
    answer: Mapping[str, object] = orjson.loads(body)
    if what == "get" and str(answer.get("id")) != request.path.rpartition("/")[2]:
        raise Void(f"{request.path} was answered with another record")
    items = answer.get("items")
    if what in ("list", "search") and not (isinstance(items, list) and len(items) == 50 and answer.get("total")):
        raise Void(f"{request.path} was answered without a full page: {body[:300]!r}")


@contextmanager
def awake(entrant: Contestant) -> Iterator[None]:
    """The contestant may run; the others sleep, so that their background work is not counted."""
    entrant.server.wake()
    try:
        yield
    finally:
        time.sleep(SETTLE_S)  # what was under way when the load ended is finished, and holds nothing while asleep
        entrant.server.sleep()


@contextmanager
def field_of(databases: Databases, pace: Pace, say: Say, entrants: list[Contestant]) -> Iterator[Field]:
    """The contestants started, asleep, and ended with the block."""
    with ExitStack() as stack:
        for entrant in entrants:
            stack.enter_context(contestants.running(entrant.server))
            entrant.server.sleep()
        yield Field(databases, pace, say, entrants)
