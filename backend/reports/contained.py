"""Runs a module in a process that cannot outlive the one that started it, nor take all the memory.

`python -m backend.reports.contained <parent> <megabytes> <module> <argument> …`
"""

import os
import resource
import runpy
import signal
import sys

from backend.own_process import end_with_parent


def main() -> None:
    parent, megabytes, module, *arguments = sys.argv[1:]
    end_with_parent(signal.SIGKILL)
    if sys.platform == "linux":
        if os.getppid() != int(parent):
            raise SystemExit("Whoever wanted this is gone.")
        most = int(megabytes) << 20
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
