"""How long reports take on a large book: to their data, as PDF, and a long list as a workbook.

    python -m benchmarks.reports --dsn postgresql://… [--only sales,claims] [--rounds 3] [--explain] [--no-files]

Each report is asked for as the API asks, by somebody who sees everything, for `This Year` beside the year before, on
connections as the server opens them. The database stays as it is. Files are written by the process that writes them
for people. Beside the seconds stands the processor time of PostgreSQL, which does not depend on who else is at work:
of all statements, and of the longest one. `make bench` leaves a database of a million customers in the folder that its
option --cache names.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final
from zoneinfo import ZoneInfo

import orjson

from backend import clock
from backend.auth.principal import system
from backend.database.catalogue import Kind
from backend.database.engine import Connection, Pool, open_pool
from backend.database.sight import Sight
from backend.reports.catalogue import CATALOGUE, Takes
from backend.reports.document import Letterhead, ListColumn, Listing, MadeReport, ReportDocument
from backend.reports.figures import Compared, Request, document
from backend.reports.scans import Scan, _Asked
from backend.settings import Settings

MEBIBYTE: Final = 1 << 20
LISTED: Final = 100_000
COLUMNS: Final = (
    ("policy_number", "Policy number", Kind.TEXT, False),
    ("customer_name", "Customer name", Kind.TEXT, False),
    ("policy_type", "Type", Kind.TEXT, False),
    ("status", "Status", Kind.TEXT, False),
    ("carrier", "Carrier", Kind.TEXT, False),
    ("start_date", "Start date", Kind.DATE, False),
    ("renewal_date", "Renewal date", Kind.DATE, False),
    ("annual_premium_cents", "Annual premium", Kind.INTEGER, True),
    ("created_at", "Created", Kind.INSTANT, False),
    ("owner_id", "Owner", Kind.INTEGER, False),
)


@dataclass
class Watch:
    """The processor time of the statements of a report, one after the other in one process of the server."""

    explain: bool
    process: int
    seconds: list[tuple[float, str]] = field(default_factory=list)
    plans: list[str] = field(default_factory=list)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Every scan is timed."""
        run, turn = Scan.run, asyncio.Lock()

        async def timed(scan: Scan, connection: Pool | Connection, sight: Sight, zone: ZoneInfo) -> None:
            what = f"{scan.noun.name} by {', '.join(group.field for group in scan.groups) or 'nothing'}: "
            what += ", ".join(measure.key for measure in scan.measures)
            async with turn:
                began = self._now()
                await run(scan, connection, sight, zone)
                self.seconds.append((self._now() - began, what))
                if self.explain:
                    asked = _Asked(scan, sight)
                    values = {"viewer": sight.user_id, "team": list(sight.team), "zone": str(zone), **asked.values}
                    text = f"explain (analyze, buffers) {asked.statement.text}"
                    rows = await connection.fetch(text, *asked.statement.arguments(values))
                    self.plans.append("\n".join([what, asked.statement.text, *(row[0] for row in rows)]))

        Scan.run = timed  # type: ignore[method-assign, assignment]
        try:
            yield
        finally:
            Scan.run = run  # type: ignore[method-assign]

    def _now(self) -> float:
        return int(Path(f"/proc/{self.process}/schedstat").read_text().split()[0]) / 1e9


def main(argv: list[str] | None = None) -> int:
    """Prints a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dsn", required=True, help="the database")
    parser.add_argument("--only", default="", help="keys of reports, such as sales,claims")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is asked for; the median is told")
    parser.add_argument("--explain", action="store_true", help="the plan of every statement, too")
    parser.add_argument("--no-files", action="store_true", help="neither PDF nor workbook")
    options = parser.parse_args(argv)
    asyncio.run(_measure(options))
    return 0


async def _measure(options: argparse.Namespace) -> None:
    chosen = [key for key in CATALOGUE if not options.only or key in options.only.split(",")]
    pool = await open_pool(options.dsn, Settings(_env_file=None), min_size=4, max_size=8)
    try:
        print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
        print(
            f"{'report':<20} {'to data s':>10} {'CPU s':>7} {'longest':>8} {'PDF s':>7} {'MiB':>5}  longest statement"
        )
        for key in chosen:
            await _report(pool, key, options)
        if not options.no_files and not options.only:
            await _workbook(pool)
        print(f"load after: {os.getloadavg()[0]:.1f}")
    finally:
        await pool.close()


async def _report(pool: Pool, key: str, options: argparse.Namespace) -> None:
    timed = Takes.PERIOD in CATALOGUE[key].takes
    request = Request(key, "This Year" if timed else None, Compared.YEAR_BEFORE if timed else None)
    took: list[float] = []
    for _ in range(options.rounds):
        began = perf_counter()
        found = await document(pool, system(), request, clock.now().replace(microsecond=0))
        took.append(perf_counter() - began)
    watch = await _watched(options, request)
    pdf = "", ""
    if not options.no_files:
        seconds, peak = _paper("PDF", _made(found), None)
        pdf = f"{seconds:.2f}", f"{peak / MEBIBYTE:.0f}"
    all_of_them = sum(seconds for seconds, _ in watch.seconds)
    longest, what = max(watch.seconds)
    figures = f"{median(took):>10.2f} {all_of_them:>7.2f} {longest:>8.2f} {pdf[0]:>7} {pdf[1]:>5}"
    print(f"{key:<20} {figures}  {what}", flush=True)
    if options.explain:
        for seconds, each in sorted(watch.seconds, reverse=True):
            print(f"    {seconds:.2f} {each}")
        print("\n\n".join(watch.plans))


async def _watched(options: argparse.Namespace, request: Request) -> Watch:
    """The statements one after the other, on one connection."""
    pool = await open_pool(options.dsn, Settings(_env_file=None), min_size=1, max_size=1)
    try:
        watch = Watch(options.explain, await pool.fetchval("select pg_backend_pid()"))
        with watch.watching():
            await document(pool, system(), request, clock.now().replace(microsecond=0))
        return watch
    finally:
        await pool.close()


def _made(found: ReportDocument) -> MadeReport:
    head = Letterhead(name="Benchmark Insurance", address=["1 Main St"], license_number="1", contact=[])
    return MadeReport(number="RPT-1", name=found.title, made_for="Benchmark", letterhead=head, document=found)


async def _workbook(pool: Pool) -> None:
    """A list of policies."""
    names = ", ".join(name for name, *_ in COLUMNS)
    rows = await pool.fetch(f"select json_build_array({names})::text as row from policies order by id limit {LISTED}")
    columns = [ListColumn(key=key, label=label, kind=kind, money=money) for key, label, kind, money in COLUMNS]
    listed = ReportDocument(
        key="own:1",
        title="Policies",
        about="A list of policies.",
        made_at=clock.now().replace(microsecond=0),
        zone="America/New_York",
        period=None,
        compared=None,
        narrowed=[],
        tables=[],
        listing=Listing(noun="policies", columns=columns, count=len(rows), rows={}),
    )
    with tempfile.NamedTemporaryFile("w", suffix=".ndjson") as file:
        file.writelines(f"{row['row']}\n" for row in rows)
        file.flush()
        seconds, peak = _paper("Excel", _made(listed), Path(file.name))
    print(f"Excel, {len(rows):,} rows of {len(COLUMNS)} columns: {seconds:.2f} s, at most {peak / MEBIBYTE:.0f} MiB")


def _paper(kind: str, made: MadeReport, rows: Path | None) -> tuple[float, int]:
    """Seconds, and the most memory that was resident, in bytes."""
    with tempfile.TemporaryDirectory(prefix="leadgen-bench-") as folder:
        data, output = Path(folder, "made.json"), Path(folder, "file")
        data.write_bytes(orjson.dumps(orjson.loads(made.model_dump_json())))
        command = [sys.executable, "-m", "backend.reports.paper", kind, str(data), str(rows or "-"), str(output)]
        began = perf_counter()
        process = subprocess.Popen(command)
        _, status, used = os.wait4(process.pid, 0)
        took = perf_counter() - began
        if status or not output.stat().st_size:
            raise RuntimeError(f"{kind} was not written: {status}")
    return took, used.ru_maxrss * 1024


if __name__ == "__main__":
    sys.exit(main())
