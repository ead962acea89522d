"""Lists of one process: how long they are is estimated once in a while, not for every page.

The planner's estimate costs as much as fetching a page of 50 (docs/decisions/0003-reads-and-search.md).
"""

from dataclasses import replace
from time import monotonic
from typing import Final, TypeAlias

from backend.database import reads
from backend.database.catalogue import Noun
from backend.database.engine import Pool
from backend.database.pages import Count
from backend.database.reads import Page, Question
from backend.database.sight import Sight, asks_related

KEPT_S: Final = 10.0
MOST_KEPT: Final = 2_000
Key: TypeAlias = tuple[object, ...]


class Lists:
    """Reads pages. A total that was estimated stands for ten seconds; a total that was counted is counted each time."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._estimates: dict[Key, tuple[float, int | None]] = {}

    async def page(self, noun: Noun, question: Question, sight: Sight) -> Page:
        """One page of the records within sight. Raises BadRequest on a cursor of another list."""
        if question.count is not Count.AUTO:
            return await reads.page(self._pool, noun, question, sight)
        key = _key(noun, question, sight)
        until, total = self._estimates.get(key, (0.0, None))
        if until > monotonic():
            page = await reads.page(self._pool, noun, replace(question, count=Count.NONE), sight)
            return replace(page, total=total, estimated=True)
        page = await reads.page(self._pool, noun, question, sight)
        if page.estimated:
            self._keep(key, page.total)
        return page

    def _keep(self, key: Key, total: int | None) -> None:
        now = monotonic()
        if len(self._estimates) >= MOST_KEPT:
            self._estimates = {key: kept for key, kept in self._estimates.items() if kept[0] > now}
        if len(self._estimates) < MOST_KEPT:
            self._estimates[key] = now + KEPT_S, total


def _key(noun: Noun, question: Question, sight: Sight) -> Key:
    """What a total depends on: the conditions and who asks, not the page."""
    alike = sight.scope == "all" and not asks_related(question.selection.shape)
    who = () if alike else (sight.user_id, sight.team)
    # As text: among the values are lists, and 1 and True are not the same question.
    asked = (question.selection.shape, repr(question.selection.values), question.typed, question.count_limit)
    return (noun.name, *asked, sight.scope, *who)
