"""Sixteen connections that ask without a pause, and what the answers cost."""

import os
import subprocess
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

SCRIPT = Path(__file__).with_name("load.lua")
CONNECTIONS = 16


class Void(Exception):
    """This run counts for nothing: not every answer was a success."""


@dataclass(frozen=True)
class Request:
    """What is asked; `@@` in the body becomes a number of its own each time."""

    method: str
    path: str
    body: str = ""

    def line(self) -> str:
        return f"{self.method}\t{self.path}\t{self.body}\n"


@dataclass(frozen=True)
class Run:
    """One measured stretch of load. CPU in microseconds per request: of the server's processes, and of PostgreSQL."""

    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float
    server_us: float
    postgres_us: float

    @property
    def cpu_us(self) -> float:
        return self.server_us + self.postgres_us

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds


def middle(runs: Sequence[Run]) -> Run:
    """The median of each figure."""
    return Run(
        requests=sum(run.requests for run in runs),
        seconds=sum(run.seconds for run in runs),
        p50_ms=median(run.p50_ms for run in runs),
        p99_ms=median(run.p99_ms for run in runs),
        server_us=median(run.server_us for run in runs),
        postgres_us=median(run.postgres_us for run in runs),
    )


CpuClock = Callable[[], tuple[float, float]]  # seconds of the server and of PostgreSQL so far


def wrk(
    url: str, requests: Sequence[Request], headers: Mapping[str, str], *, seconds: float, first: int, cpu: CpuClock
) -> Run:
    """Load over HTTP with keep-alive. first: below the first number for `@@`. Raises Void unless all went well."""
    with tempfile.TemporaryDirectory(prefix="leadgen-bench-") as folder:
        asked, said = Path(folder) / "requests", Path(folder) / "headers"
        asked.write_text("".join(request.line() for request in requests))
        said.write_text("".join(f"{name}: {value}\n" for name, value in headers.items()))
        environment = os.environ | {
            "LOAD_REQUESTS": str(asked),
            "LOAD_HEADERS": str(said),
            "LOAD_FIRST_NUMBER": str(first),
        }
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:.0f}s", "--timeout", "20s", "-s", str(SCRIPT), url]
        before = cpu()
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        after = cpu()
    result = next((line for line in done.stdout.splitlines() if line.startswith("RESULT ")), None)
    if result is None:
        raise Void(f"wrk said: {done.stdout}{done.stderr}")
    answered, took_us, p50_us, p99_us, _, refused, broken = (int(number) for number in result.split()[1:])
    if refused or broken or not answered:
        raise Void(f"{answered} answers, {refused} of them no success; {broken} connections broke")
    return Run(
        requests=answered,
        seconds=took_us / 1e6,
        p50_ms=p50_us / 1000,
        p99_ms=p99_us / 1000,
        server_us=(after[0] - before[0]) / answered * 1e6,
        postgres_us=(after[1] - before[1]) / answered * 1e6,
    )


def pgbench(program: Path, dsn: str, script: Path, values: Mapping[str, int], *, seconds: float, cpu: CpuClock) -> Run:
    """The same statement from PostgreSQL's own load generator: no server of ours between."""
    with tempfile.TemporaryDirectory(prefix="leadgen-bench-") as folder:
        command = [
            str(program),
            "-n",
            "-M",
            "prepared",
            f"-c{CONNECTIONS}",
            "-j1",
            f"-T{seconds:.0f}",
            "-f",
            str(script),
        ]
        command += [
            f"--log-prefix={folder}/log",
            "--log",
            *(f"-D{name}={value}" for name, value in values.items()),
            dsn,
        ]
        before = cpu()
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        after = cpu()
        if done.returncode or "number of failed transactions: 0 " not in done.stdout:
            raise Void(f"pgbench said: {done.stdout}{done.stderr}")
        # Each line: client, transaction, microseconds, …
        took = [int(line.split(" ", 3)[2]) for file in Path(folder).iterdir() for line in file.open()]
    cuts = quantiles(took, n=100)
    return Run(
        requests=len(took),
        seconds=seconds,
        p50_ms=cuts[49] / 1000,
        p99_ms=cuts[98] / 1000,
        server_us=0.0,
        postgres_us=(after[1] - before[1]) / len(took) * 1e6,
    )


def ask(url: str, request: Request, headers: Mapping[str, str], data: bytes | None = None) -> tuple[int, bytes]:
    """One request apart from the load: its status and body."""
    body = data if data is not None else request.body.replace("@@", "0").encode() or None
    wanted = urllib.request.Request(  # noqa: S310 - one of our own servers
        url + request.path, data=body, headers=dict(headers), method=request.method
    )
    try:
        with urllib.request.urlopen(wanted, timeout=600) as answer:  # noqa: S310
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read()
