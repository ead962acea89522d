"""How this process lives: it gives memory back, ends with the one that started it, and ends quietly when told to."""

import ctypes
import signal
import sys
from types import FrameType
from typing import Final, NoReturn

STOP_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
PR_SET_PDEATHSIG: Final = 1
M_ARENA_MAX, M_MMAP_THRESHOLD = -8, -3  # glibc's malloc.h


def give_memory_back() -> None:
    """Have glibc return what a sign-in (19 MiB) or a large answer took; by default it keeps that, for every thread.

    Has to come before the first thread.
    """
    if set_option := getattr(ctypes.CDLL(None), "mallopt", None):
        set_option(M_ARENA_MAX, 1)
        set_option(M_MMAP_THRESHOLD, 256 * 1024)


def end_with_parent(by: signal.Signals) -> None:
    """Have Linux send this process a signal when the one that started it is killed; elsewhere it goes on."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, by)


def end_quietly_on_signals() -> None:
    """A stop signal unwinds the stack, so that everything is stopped in order, and is no error.

    uvicorn raises the signal again after its own orderly end; without this SIGTERM would then kill the process
    before the database is stopped.
    """

    def end(number: int, frame: FrameType | None) -> NoReturn:
        raise SystemExit(0)

    for number in STOP_SIGNALS:
        signal.signal(number, end)
