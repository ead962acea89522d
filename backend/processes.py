"""Work in a process of its own: it takes its memory with it, and it ends with whoever waits for it."""

import asyncio
import sys
from pathlib import Path
from typing import Final

import structlog

from backend.errors import Unavailable

log: Final = structlog.stdlib.get_logger("leadgen.processes")

PLACE: Final = Path(__file__).parents[1]  # from where `-m backend.…` is found


class ProcessFailed(Unavailable):
    """The work could not be done."""

    code = "process_failed"


async def answer_of(module: str, *arguments: str, given: bytes = b"", within_s: float, called: str) -> bytes:
    """What `python -m module` writes to its standard output when it is given this on its standard input.

    called: what the work is in a sentence. Raises TimeoutError, and ProcessFailed with what was wrong: the sentence
    that it wrote to its standard error. Whatever else it wrote there goes into the log.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        *arguments,
        cwd=PLACE,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(within_s):
            answer, complaint = await process.communicate(given)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if not process.returncode:
        return answer
    status, said = process.returncode, complaint.decode(errors="replace").strip()
    if status > 0 and said and "Traceback" not in said:
        raise ProcessFailed(said.splitlines()[-1][:500])
    log.warning("process_failed", module=module, status=status, complaint=said[-4000:])
    raise ProcessFailed(f"{called} was interrupted." if status < 0 else f"{called} failed; the log has the details.")
