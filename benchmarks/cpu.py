"""CPU time and memory of whole process trees, from the operating system's own accounting (Linux, /proc)."""

import os
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")
TICK_S = 1 / os.sysconf("SC_CLK_TCK")


def seconds_of_tree(root: int) -> float:
    """User and system time of a process and of everything it started, also of what has ended and was reaped.

    Measured twice, the difference is what the tree used in between: a child that ends moves its time to its parent.
    """
    children = _children()
    total, waiting = 0.0, [root]
    while waiting:
        pid = waiting.pop()
        total += _seconds_of(pid)
        waiting.extend(children.get(pid, ()))
    return total


def resident_mib(root: int) -> float:
    """Physical memory of the tree; pages that several of its processes share are counted in each."""
    children = _children()
    total, waiting = 0, [root]
    while waiting:
        pid = waiting.pop()
        for line in (PROC / str(pid) / "status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                total += int(line.split()[1])
        waiting.extend(children.get(pid, ()))
    return total / 1024


def _children() -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            found.setdefault(int(fields[1]), []).append(int(entry.name))
    return found


def _seconds_of(pid: int) -> float:
    fields = _stat(pid)
    if not fields:
        return 0.0
    user, system, reaped_user, reaped_system = (int(ticks) for ticks in fields[11:15])
    own = (user + system) * TICK_S
    if fields[17] == "1":
        # A tick is 10 ms, much for one of 16 database backends; the scheduler counts one thread in nanoseconds.
        with suppress(OSError):
            own = int((PROC / str(pid) / "schedstat").read_text().split()[0]) / 1e9
    return own + (reaped_user + reaped_system) * TICK_S


def _stat(pid: int) -> list[str]:
    """What follows the name in /proc/<pid>/stat: state, parent, …; empty when the process is gone."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
