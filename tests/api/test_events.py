"""Streams tell each caller what changed, as far as they may know, and end when they should."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from types import MappingProxyType

import asyncpg
import pytest

from backend.api import events
from backend.api.events import MOST_WAITING, ChangeFeed, TooManyStreams
from backend.auth.permissions import Scope
from backend.auth.principal import Principal, system
from backend.auth.service import Authenticator
from backend.runtime import Runtime
from backend.settings import Settings

pytestmark = [pytest.mark.anyio, pytest.mark.server]

ADA = system("Ada")


def who_may(**reach: Scope) -> Principal:
    """Somebody whose permissions are these and no others: customers=Scope.OWN."""
    return replace(ADA, grants=MappingProxyType({f"{noun}:read": scope for noun, scope in reach.items()}))


@pytest.fixture
async def runtime(database: str) -> AsyncIterator[Runtime]:
    settings = Settings()
    async with asyncpg.create_pool(database, min_size=1, max_size=4) as pool:
        runtime = Runtime(settings, database, pool, Authenticator(settings))
        yield runtime
        runtime.stopping.set()
        await asyncio.gather(*(task for task in asyncio.all_tasks() if task.get_name() == "change feed"))


class Stream:
    """One client's view."""

    def __init__(self, feed: ChangeFeed, caller: Principal, *, missed: bool = False) -> None:
        self.client = feed.join()
        self._texts = events._told(feed, self.client, caller, missed=missed)

    async def next(self) -> str:
        async with asyncio.timeout(10):
            return (await anext(self._texts)).decode()

    async def change(self) -> dict[str, object]:
        """The data of the next change."""
        text = await self.next()
        while "event: change" not in text:
            text = await self.next()
        data: dict[str, object] = json.loads(text.split("data: ", 1)[1])
        return data

    async def ends(self) -> None:
        async with asyncio.timeout(10):
            async for _ in self._texts:
                pass


async def announce(runtime: Runtime, noun: str, *, ids: list[int]) -> None:
    word = {"noun": noun, "op": "update", "ids": ids, "count": len(ids), "actor_id": 7}
    await runtime.pool.execute("select pg_notify('leadgen_changes', $1)", json.dumps(word))


async def listening(runtime: Runtime, feed: ChangeFeed, *streams: Stream) -> None:
    """Until the feed hears: its first word to everybody is to fetch again."""
    for stream in streams:
        assert (await stream.next()).startswith("retry:")
        assert "event: refetch" in await stream.next()


async def test_who_sees_all_records_is_told_ids_and_others_only_that_something_changed(runtime: Runtime) -> None:
    feed = ChangeFeed(runtime)
    ada, cleo = Stream(feed, ADA), Stream(feed, who_may(customers=Scope.OWN))
    await listening(runtime, feed, ada, cleo)

    await announce(runtime, "customers", ids=[3, 4])

    assert await ada.change() == {"noun": "customers", "op": "update", "ids": [3, 4], "count": 2, "actor_id": 7}
    assert await cleo.change() == {"noun": "customers", "op": "update"}


async def test_nobody_hears_of_what_they_may_not_read(runtime: Runtime) -> None:
    feed = ChangeFeed(runtime)
    cleo = Stream(feed, who_may(customers=Scope.OWN))
    await listening(runtime, feed, cleo)

    await announce(runtime, "audience_segments", ids=[1])
    await announce(runtime, "users", ids=[1])
    await announce(runtime, "no_such_table", ids=[1])
    await announce(runtime, "customers", ids=[1])

    assert await cleo.change() == {"noun": "customers", "op": "update"}


async def test_only_whom_a_notification_concerns_hears_of_it(runtime: Runtime) -> None:
    feed = ChangeFeed(runtime)
    own = who_may(notifications=Scope.OWN, customers=Scope.OWN)
    cleo, dan, ada = Stream(feed, replace(own, user_id=3)), Stream(feed, replace(own, user_id=4)), Stream(feed, ADA)
    await listening(runtime, feed, cleo, dan, ada)

    word = {"noun": "notifications", "op": "insert", "user_ids": [3]}
    await runtime.pool.execute("select pg_notify('leadgen_changes', $1)", json.dumps(word))
    await announce(runtime, "customers", ids=[1])

    assert await cleo.change() == {"noun": "notifications", "op": "insert"}
    assert (await dan.change())["noun"] == "customers"
    assert (await ada.change())["noun"] == "customers"


async def test_who_comes_back_is_told_to_fetch_again(runtime: Runtime) -> None:
    stream = Stream(ChangeFeed(runtime), ADA, missed=True)

    assert "event: refetch" in await stream.next()
    assert "event: refetch" in await stream.next()  # the feed hears from now on


async def test_a_slow_client_is_dropped_and_the_others_hear_on(runtime: Runtime) -> None:
    feed = ChangeFeed(runtime)
    slow, quick = Stream(feed, ADA), Stream(feed, ADA)
    await listening(runtime, feed, slow, quick)

    for number in range(MOST_WAITING + 2):
        await announce(runtime, "customers", ids=[number])
        assert (await quick.change())["ids"] == [number]

    await slow.ends()


async def test_streams_end_at_once_when_the_server_stops(runtime: Runtime) -> None:
    feed = ChangeFeed(runtime)
    stream = Stream(feed, ADA)
    await listening(runtime, feed, stream)

    runtime.stopping.set()

    await stream.ends()
    with pytest.raises(TooManyStreams):
        feed.join()


async def test_a_lost_connection_comes_back_and_says_so(runtime: Runtime) -> None:
    feed = ChangeFeed(runtime)
    stream = Stream(feed, ADA)
    await listening(runtime, feed, stream)

    await runtime.pool.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'leadgen events'"
    )

    assert "event: refetch" in await stream.next()
