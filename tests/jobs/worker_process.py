"""A worker with handlers that write into a journal: python -m tests.jobs.worker_process DSN"""

import asyncio
import os
import signal
import sys
from dataclasses import dataclass

import asyncpg

from backend.jobs import GiveUp, JobContext, Task, handles, periodic
from backend.jobs.worker import working
from backend.settings import load_settings


@dataclass(frozen=True, slots=True)
class WordSaid(Task):
    word: str


@dataclass(frozen=True, slots=True)
class SleepWanted(Task):
    word: str
    seconds: float


@dataclass(frozen=True, slots=True)
class FailureWanted(Task):
    word: str
    times: int


@dataclass(frozen=True, slots=True)
class Hopeless(Task):
    word: str


@dataclass(frozen=True, slots=True)
class AloneWanted(Task):
    word: str


async def write(context: JobContext, word: str) -> None:
    await context.pool.execute(
        "insert into journal (word, process_id, attempt) values ($1, $2, $3)", word, os.getpid(), context.attempt
    )


@handles(WordSaid)
async def say(context: JobContext, task: WordSaid) -> None:
    await write(context, task.word)


@handles(SleepWanted)
async def sleep(context: JobContext, task: SleepWanted) -> None:
    await write(context, f"{task.word} begins")
    await asyncio.sleep(task.seconds)
    await write(context, f"{task.word} ends")


@handles(FailureWanted, attempts=3, first_delay_s=0.2)
async def fail(context: JobContext, task: FailureWanted) -> None:
    await write(context, task.word)
    if context.attempt <= task.times:
        raise RuntimeError(f"failure {context.attempt}")


@handles(Hopeless)
async def give_up(context: JobContext, task: Hopeless) -> None:
    await write(context, task.word)
    raise GiveUp("There is no such carrier.")


@handles(AloneWanted, at_once=1)
async def alone(context: JobContext, task: AloneWanted) -> None:
    await write(context, f"{task.word} begins")
    await asyncio.sleep(0.05)
    await write(context, f"{task.word} ends")


@periodic("0 0 1 1 *", "test.yearly")
async def yearly(context: JobContext) -> None:
    await write(context, "yearly")


async def main(dsn: str) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with asyncpg.create_pool(dsn, min_size=1, max_size=8) as pool, working(pool, load_settings()):
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
