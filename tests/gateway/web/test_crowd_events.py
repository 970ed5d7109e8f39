"""Server-sent events: one poll for many, a bounded number of readers, an end when the process is told to stop."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from stoep_gateway.web.app import create
from stoep_gateway.web.crowd.events import News
from support.site import asking
from support.street_archive import NOW_S, StreetArchive
from support.street_crowd import StreetOutlook
from support.waiting import LIMIT_S

POLL_S = 0.01


class Version:
    """Counts how often it is asked for."""

    def __init__(self) -> None:
        self.text = "1.0"
        self.asked = 0

    def __call__(self) -> str:
        self.asked += 1
        return self.text


async def next_event(events: AsyncIterator[bytes]) -> str:
    async with asyncio.timeout(LIMIT_S):
        return (await anext(events)).decode()


async def test_a_reader_hears_how_long_to_wait_then_the_version_then_each_new_one() -> None:
    version = Version()
    events = News(version, poll_s=POLL_S).events()
    assert await next_event(events) == "retry: 5000\n\n"
    assert await next_event(events) == "id: 1.0\nevent: board\ndata: 1.0\n\n"
    version.text = "2.0"
    assert await next_event(events) == "id: 2.0\nevent: board\ndata: 2.0\n\n"
    await events.aclose()  # type: ignore[attr-defined]


async def test_many_readers_share_one_poll() -> None:
    version = Version()
    news = News(version, poll_s=60)
    readers = [news.events() for _ in range(20)]
    for events in readers:
        await next_event(events)
    await asyncio.gather(*(next_event(events) for events in readers))
    assert version.asked == 1
    for events in readers:
        await events.aclose()  # type: ignore[attr-defined]


async def test_a_reader_too_many_does_without_and_one_that_leaves_makes_room() -> None:
    news = News(Version(), poll_s=POLL_S, clients_max=1)
    first = news.events()
    await next_event(first)
    assert news.is_full
    assert [event async for event in news.events()] == []
    await first.aclose()  # type: ignore[attr-defined]
    assert not news.is_full


async def test_every_stream_ends_when_the_process_is_told_to_stop() -> None:
    news = News(Version(), poll_s=60)
    events = news.events()
    await next_event(events)
    await next_event(events)
    waiting = asyncio.ensure_future(anext(events))
    await asyncio.sleep(0)
    news.stop()
    with pytest.raises(StopAsyncIteration):
        await asyncio.wait_for(waiting, LIMIT_S)
    assert news.is_full


async def test_the_address_says_that_it_is_full_in_one_line() -> None:
    app = create(StreetArchive, gateway_name="Test", now_s=lambda: NOW_S, outlook=StreetOutlook())
    app.stop()
    async with asking(app) as client:
        answer = await client.get("/crowd/events")
    assert answer.status_code == 503
    assert answer.json() == {"error": "too many listen already: read the page again in a minute"}
    assert answer.headers["retry-after"] == "60"
