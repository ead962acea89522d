"""Imports a file in a process of its own and prints what it took."""

import asyncio
import json
import sys
import time
from pathlib import Path

from backend.database.engine import open_pool
from backend.database.writes import Actor
from backend.settings import Settings
from backend.transfer.execution import Order, RejectFile, run


def peak_kilobytes() -> int:
    """The most memory this program held; getrusage would count its parent's from before the exec."""
    status = Path("/proc/self/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])


async def main(dsn: str, path: Path) -> dict[str, float]:
    began = time.perf_counter()
    async with await open_pool(dsn, Settings(pool_min=1, pool_max=2)) as pool:
        outcome = await run(pool, Actor(None, "test", "operation:0"), Order(path, path.name, "customers"), RejectFile())
    return {
        "created": outcome.total("created"),
        "seconds": round(time.perf_counter() - began, 2),
        "megabytes": peak_kilobytes() / 1024,
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(sys.argv[1], Path(sys.argv[2])))))
