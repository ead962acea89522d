"""`make bench`: measures and writes benchmarks/RESULTS.md. `make bench ARGS=--help` lists the options."""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import NoReturn

from benchmarks import contestants, deep, imports, moments, report, rounds
from benchmarks.cpu import resident_mib
from benchmarks.data import Book, Databases, databases
from benchmarks.rounds import WORKLOADS, Pace

PARTS = (*WORKLOADS, "deep", "import", "seed", "memory", "start")
RESULTS = Path(__file__).parent / "RESULTS.md"
FULL, QUICK = Pace(rounds=5, seconds=4), Pace(rounds=3, seconds=2)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure what was asked for; 1 when something cannot be measured."""
    options = _options(argv)
    signal.signal(signal.SIGTERM, _end)
    if not Path("/proc/self/schedstat").exists():
        print("CPU time is read from Linux's /proc/<pid>/schedstat, which is not here.", file=sys.stderr)
        return 1
    if not _have_wrk():
        print("The load generator wrk is missing: install the package `wrk` of your distribution.", file=sys.stderr)
        return 1
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="leadgen-bench-")))
        folder = options.cache or scratch
        folder.mkdir(parents=True, exist_ok=True)
        result = report.Result(command=_command(argv), pace=options.pace)
        try:
            with databases(folder.resolve(), _say) as server:
                _measure(server, options, scratch, result)
        except KeyboardInterrupt:
            print("Stopped; nothing was written.", file=sys.stderr)
            return 130
    text = result.markdown()
    print(text)
    if options.output:
        options.output.write_text(text)
        _say(f"written to {options.output}")
    return 0


def _measure(server: Databases, options: argparse.Namespace, scratch: Path, result: report.Result) -> None:
    smallest, *_ = sizes = sorted(options.customers)
    workloads = [part for part in WORKLOADS if part in options.only]
    if "seed" in options.only:
        result.seed_s = moments.seeding(server, sorted({1000, *sizes}))
    for size in sizes if workloads else ():
        if set(options.against) != {"ours", "yardstick"}:
            _requests(server, options, scratch, result, size, workloads)
    if workloads and "yardstick" in options.against and (pair := server.yardstick()):
        _pair(server, options, scratch, result, pair, workloads)
    if "deep" in options.only:
        result.deep_size = max(sizes)
        result.deep = deep.measure(server, server.seeded(result.deep_size), options.pace, _say, scratch)
    if not {"import", "memory", "start"} & set(options.only):
        return
    book = server.seeded(smallest)
    if "import" in options.only:
        result.imports = imports.measure(server, book, options.pace, _say, scratch)
    if "memory" in options.only:
        result.memory = moments.memory(book, scratch) | result.memory
    if "start" in options.only:
        result.start = moments.starts(book, scratch)


def _requests(
    server: Databases,
    options: argparse.Namespace,
    scratch: Path,
    result: report.Result,
    size: int,
    workloads: Sequence[str],
) -> None:
    book = server.seeded(size)
    entrants = [
        contestants.ours(book, scratch),
        contestants.bare(book, scratch),
        contestants.usual(book, scratch),
    ]
    entrants = [entrant for entrant in entrants if entrant.name in options.against]
    if find_spec("greenlet") is None and "usual" in options.against:
        raise SystemExit("SQLAlchemy's asynchronous ORM needs greenlet: make setup, or --against ours,bare,pgbench")
    with rounds.field_of(server, options.pace, _say, entrants) as everybody:
        for workload in workloads:
            with_pgbench = book if rounds.PGBENCH in options.against else None
            result.requests[size, workload] = everybody.measure(workload, with_pgbench=with_pgbench)
        for entrant in entrants:
            label = f"{report.WHO[entrant.name]}, after the load on {size:,} customers"
            result.memory[label] = resident_mib(entrant.server.pid)


def _pair(
    server: Databases,
    options: argparse.Namespace,
    scratch: Path,
    result: report.Result,
    pair: tuple[Book, Book],
    workloads: Sequence[str],
) -> None:
    theirs, like = pair
    rivals = [contestants.ours(like, scratch), contestants.yardstick(theirs, scratch)]
    with rounds.field_of(server, options.pace, _say, rivals) as both:
        for workload in workloads:
            result.yardstick[workload] = both.measure(workload)


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="make bench ARGS=…", description="Measures, and writes benchmarks/RESULTS.md."
    )
    parser.add_argument("--quick", action="store_true", help="100,000 customers, three short rounds; prints only")
    parser.add_argument("--only", type=_words(PARTS), metavar="PART,…", help=f"of {', '.join(PARTS)}")
    everybody = ("ours", "bare", "usual", "pgbench", "yardstick")
    parser.add_argument(
        "--against", type=_words(everybody), default=everybody, metavar="NAME,…", help=f"of {', '.join(everybody)}"
    )
    parser.add_argument("--customers", type=_numbers, metavar="N,…", help="sizes (default 100000,1000000)")
    parser.add_argument("--rounds", type=int, help="rounds that count (default 5)")
    parser.add_argument("--seconds", type=float, help="length of a round (default 4)")
    parser.add_argument("--cache", type=Path, metavar="FOLDER", help="keep the databases here for the next run")
    parser.add_argument("--output", type=Path, metavar="FILE", help="where the results go (a full run: RESULTS.md)")
    options = parser.parse_args(argv)
    full = not (options.quick or options.only or options.customers)
    pace = QUICK if options.quick else FULL
    options.pace = Pace(options.rounds or pace.rounds, options.seconds or pace.seconds)
    options.customers = options.customers or ((100_000,) if options.quick else (100_000, 1_000_000))
    options.only = options.only or (WORKLOADS if options.quick else PARTS)
    options.output = options.output or (RESULTS if full else None)
    return options


def _words(known: Sequence[str]) -> Callable[[str], tuple[str, ...]]:
    def read(text: str) -> tuple[str, ...]:
        words = tuple(text.split(","))
        if unknown := [word for word in words if word not in known]:
            raise argparse.ArgumentTypeError(f"{unknown[0]} is none of {', '.join(known)}")
        return words

    return read


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(","))


def _command(argv: Sequence[str] | None) -> str:
    words = list(sys.argv[1:] if argv is None else argv)
    return f'make bench ARGS="{" ".join(words)}"' if words else "make bench"


def _have_wrk() -> bool:
    """Debian's package is fetched when we may."""
    if shutil.which("wrk") is None and os.geteuid() == 0 and shutil.which("apt-get"):
        for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "wrk"]):
            subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
    return shutil.which("wrk") is not None


def _say(sentence: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {sentence}", file=sys.stderr, flush=True)


def _end(number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
