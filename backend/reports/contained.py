"""Runs a module in a process that cannot outlive the one that started it, nor take all the memory.

`python -m backend.reports.contained <parent> <megabytes> <module> <argument> …`
"""

import ctypes
import os
import resource
import runpy
import signal
import sys
from typing import Final

PR_SET_PDEATHSIG: Final = 1


def main() -> None:
    parent, megabytes, module, *arguments = sys.argv[1:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != int(parent):
            raise SystemExit("Whoever wanted this is gone.")
        most = int(megabytes) << 20
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
