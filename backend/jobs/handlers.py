"""Who does which work: the registry that `handles` and `periodic` fill."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from backend.errors import LeadGenError
from backend.jobs.queue import Task
from backend.settings import Settings

if TYPE_CHECKING:
    from backend.database.engine import Pool

T = TypeVar("T", bound=Task)


class GiveUp(LeadGenError):
    """Trying again cannot help: the job is held at once, with this sentence."""

    code = "job_gave_up"


@dataclass(frozen=True, slots=True)
class JobContext:
    """What a handler works with. The pool is the worker's own: its statements may run as long as they need."""

    pool: "Pool"
    settings: Settings
    job_id: int
    attempt: int  # 1 for the first


@dataclass(frozen=True, slots=True)
class Handler:
    """A function and how patiently it is tried. attempts: runs in all, before the job is held."""

    name: str
    run: Callable[[JobContext, Any], Awaitable[None]]
    payload: type[Task] | None
    attempts: int
    first_delay_s: float
    longest_delay_s: float
    at_once: int  # over all workers; 0 is no limit

    def delay_s(self, failed: int) -> float:
        """Seconds to wait after this many failures: doubling, up to the longest."""
        return float(min(self.longest_delay_s, self.first_delay_s * 2 ** min(failed - 1, 32)))


@dataclass(frozen=True, slots=True)
class Periodic:
    """A job that the calendar queues. cron: five fields, in UTC."""

    name: str
    cron: str


HANDLERS: Final[dict[str, Handler]] = {}
PERIODIC: Final[dict[str, Periodic]] = {}


def handles(
    task: type[T], *, attempts: int = 5, first_delay_s: float = 5, longest_delay_s: float = 900, at_once: int = 0
) -> Callable[[Callable[[JobContext, T], Awaitable[None]]], Callable[[JobContext, T], Awaitable[None]]]:
    """Register the one function that does this kind of work.

    A job may run twice (its worker may die after the work and before saying so): the function must not mind.
    """

    def register(run: Callable[[JobContext, T], Awaitable[None]]) -> Callable[[JobContext, T], Awaitable[None]]:
        _add(Handler(task.name, run, task, attempts, first_delay_s, longest_delay_s, at_once))
        return run

    return register


def periodic(
    cron: str, name: str, *, attempts: int = 3, first_delay_s: float = 10
) -> Callable[[Callable[[JobContext], Awaitable[None]]], Callable[[JobContext], Awaitable[None]]]:
    """Register a function that the calendar starts, once per slot however many workers there are.

    cron: five fields, in UTC. A slot missed while no worker ran is made up for once. While a run waits or runs, the
    next slot adds nothing. When all attempts fail the job is held until the next slot replaces it.
    """

    def register(run: Callable[[JobContext], Awaitable[None]]) -> Callable[[JobContext], Awaitable[None]]:
        async def tick(context: JobContext, _: None) -> None:
            await run(context)

        _add(Handler(name, tick, None, attempts, first_delay_s, 900, 0))
        PERIODIC[name] = Periodic(name, cron)
        return run

    return register


def _add(handler: Handler) -> None:
    if handler.name in HANDLERS:
        raise RuntimeError(f"Two functions handle the job {handler.name}; announce two tasks instead.")
    HANDLERS[handler.name] = handler
