"""Log lines: one per event, for people or for machines, with the request's id when there is one.

`structlog.get_logger()` everywhere; what libraries log through the standard library takes the same way out.
Bind what a whole request or job should carry with `structlog.contextvars.bind_contextvars(request_id=…)`.
"""

import logging
import sys
from typing import Final

import orjson
import structlog
from structlog.types import Processor

from backend.settings import LogFormat, Settings

# Their `info` is of no use to somebody who runs an agency, nor are the tracebacks of a pool whose database is away.
TALKATIVE: Final = {
    "asyncio": logging.WARNING,
    "asyncpg": logging.ERROR,
    "pgqueuer": logging.WARNING,
    "alembic": logging.WARNING,
    "multipart": logging.WARNING,
}

SHARED: Final[tuple[Processor, ...]] = (
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.StackInfoRenderer(),
)


def set_up(settings: Settings) -> None:
    """Send every log line of this process to standard error in the configured form; calling it twice is harmless."""
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    machines = settings.log_format is LogFormat.json
    stamp = structlog.processors.TimeStamper(fmt="iso" if machines else "%Y-%m-%d %H:%M:%S", utc=machines)
    before: list[Processor] = [*SHARED, stamp]
    ending: list[Processor] = (
        # Text, not structured tracebacks: those would carry the values of local variables, so secrets.
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(_as_json)]
        if machines
        else [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)]
    )
    structlog.configure(
        processors=[*before, *ending],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    _take_over_standard_logging(level, before, ending)


def tell(settings: Settings, sentence: str, event: str, **facts: object) -> None:
    """A step on the way up: the sentence for people who watch a terminal, the event for machines."""
    if settings.log_format is LogFormat.json:
        structlog.get_logger("leadgen").info(event, **facts)
    elif settings.log_level in {"debug", "info"}:
        print(sentence, file=sys.stderr, flush=True)  # noqa: T201


def _take_over_standard_logging(level: int, before: list[Processor], ending: list[Processor]) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*before, structlog.stdlib.ExtraAdder(allow=())],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *ending],
        )
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name, least in TALKATIVE.items():
        logging.getLogger(name).setLevel(max(level, least))


def _as_json(event: dict[str, object], **_: object) -> str:
    return orjson.dumps(event, default=repr, option=orjson.OPT_NON_STR_KEYS).decode()
