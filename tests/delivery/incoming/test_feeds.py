"""Network sources are read when they are due, once, by one reader, from a real server; what came is handed over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.config import build
from bot.delivery.http.feeds import FeedClient
from bot.delivery.incoming.feeds import Feeds, OnRead
from bot.desk.sources import leads
from bot.errors import StoreError
from bot.model import PlaceKind
from bot.sections import Feed
from tests.support.county import DESK_CHAT, County, SetClock, county, rows_of
from tests.support.databases import Home
from tests.support.feeds import HOST, Site, read_here, rss, site
from tests.support.scenes import shown


@pytest.fixture
async def web() -> AsyncIterator[Site]:
    async with site() as served:
        yield served


@pytest.fixture
def here() -> Iterator[None]:
    """What a source says is read without a process of its own."""
    with read_here():
        yield


def reader(gao: County, *feeds: dict[str, Any], instead: OnRead | None = None) -> Feeds:
    """A copy of the bot that reads these sources of the site; `instead` takes what was read."""
    settings = build({"feeds": [{"allow": HOST, **feed} for feed in feeds]})

    async def on_read(feed: Feed, reading: Any) -> None:
        async with gao.database.work(now=gao.clock.now()) as work:
            await leads.take_reading(gao.office, work, feed, reading)

    async def on_failed(feed: Feed, why: str) -> None:
        async with gao.database.work(now=gao.clock.now()) as work:
            await leads.take_failure(gao.office, work, feed, why)

    return Feeds(
        settings.feeds,
        gao.database,
        gao.clock,
        client=FeedClient(within=2),
        on_read=instead or on_read,
        on_failed=on_failed,
        look_every=0.01,
    )


@pytest.fixture
async def gao(home: Home, tmp_path: Path) -> AsyncIterator[County]:
    async with county(home, now="2026-06-03 12:00:00") as place:
        await place.bind(DESK_CHAT, PlaceKind.DESK)
        yield place


def fresh(gao: County, *titles: str) -> bytes:
    return rss(
        *((title, f"https://gx.example/{title}", gao.clock.now() - timedelta(hours=1)) for title in titles)
    )


async def titles(gao: County) -> list[str]:
    rows = await rows_of(gao.database, "SELECT title FROM leads WHERE state = 'shown' ORDER BY id")
    return [row[0] for row in rows]


async def test_a_source_is_read_when_it_is_due_and_asked_whether_it_has_changed(
    gao: County, web: Site
) -> None:
    web.put("/rss", fresh(gao, "高县早茶开园"), ETag='"a"')
    feeds = reader(gao, {"name": "网", "url": web.url(), "every": "30m"})
    await feeds.read_due()
    await feeds.read_due()
    assert (await titles(gao), len(web.asked)) == (["高县早茶开园"], 1)
    gao.clock.moment += timedelta(minutes=30)
    web.put("/rss", b"", status="304 Not Modified")
    await feeds.read_due()
    gao.clock.moment += timedelta(minutes=30)
    web.put("/rss", fresh(gao, "高县早茶开园", "高县汛情通报"), ETag='"b"')
    await feeds.read_due()
    assert [headers.get("if-none-match") for headers in web.headers] == [None, '"a"', '"a"']
    assert await titles(gao) == ["高县早茶开园", "高县汛情通报"]
    state = (await gao.database.reads.feeds.all())["网"]
    assert (state.etag, state.entries, state.failures) == ('"b"', 2, 0)


@pytest.mark.usefixtures("here")
async def test_another_life_shows_nothing_twice_and_begins_what_was_cut_off(gao: County, web: Site) -> None:
    web.put("/rss", fresh(gao, "高县早茶开园"))
    source = {"name": "网", "url": web.url(), "every": "1m"}
    await reader(gao, source).read_due()
    web.drip = 0.05
    gao.clock.moment += timedelta(minutes=1)
    stop = asyncio.Event()
    running = asyncio.create_task(reader(gao, source).read_forever(stop))
    while len(web.asked) < 2:
        await asyncio.sleep(0.01)
    stop.set()
    await running
    web.drip = 0
    web.put("/rss", fresh(gao, "高县早茶开园", "高县汛情通报"))
    gao.clock.moment += timedelta(minutes=2)
    await reader(gao, source).read_due()
    assert await titles(gao) == ["高县早茶开园", "高县汛情通报"]


@pytest.mark.usefixtures("here")
async def test_of_two_copies_one_reads(gao: County, web: Site) -> None:
    web.put("/rss", fresh(gao, "高县早茶开园"))
    source = {"name": "网", "url": web.url()}
    await asyncio.gather(*(reader(gao, source).read_due() for _ in range(3)))
    assert (len(web.asked), await titles(gao)) == (1, ["高县早茶开园"])


@pytest.mark.usefixtures("here")
async def test_one_source_that_fails_leaves_the_others(gao: County, web: Site) -> None:
    web.put("/good", fresh(gao, "高县早茶开园"))
    web.put("/page", b"<html>no source</html>")
    feeds = reader(
        gao,
        {"name": "无", "url": web.url("/none")},
        {"name": "页", "url": web.url("/page")},
        {"name": "内", "url": web.url("/good", host="localhost")},
        {"name": "好", "url": web.url("/good")},
    )
    await feeds.read_due()
    states = await gao.database.reads.feeds.all()
    assert {name: state.fault for name, state in states.items()} == {
        "无": "status:404",
        "页": "broken",
        "内": "address",
        "好": None,
    }
    assert await titles(gao) == ["高县早茶开园"]


@pytest.mark.usefixtures("here")
async def test_a_source_that_got_another_address_is_read_at_once_as_a_new_one(gao: County, web: Site) -> None:
    web.put("/old", fresh(gao, "高县早茶开园"), ETag='"a"')
    web.put("/new", rss(("高县陈年旧事", "https://x.example/1", datetime(2026, 1, 1, tzinfo=UTC))))
    await reader(gao, {"name": "网", "url": web.url("/old"), "every": "12h"}).read_due()
    gao.clock.moment += timedelta(minutes=5)
    await reader(gao, {"name": "网", "url": web.url("/new"), "every": "12h"}).read_due()
    await reader(gao, {"name": "网", "url": web.url("/new"), "every": "12h"}).read_due()
    assert web.asked == ["/old", "/new"] and web.headers[1].get("if-none-match") is None
    assert await titles(gao) == ["高县早茶开园"]


@pytest.mark.usefixtures("here")
async def test_a_clock_that_was_put_back_does_not_stop_the_reading(gao: County, web: Site) -> None:
    web.put("/rss", fresh(gao, "高县早茶开园"))
    feeds = reader(gao, {"name": "网", "url": web.url()})
    await feeds.read_due()
    assert isinstance(gao.clock, SetClock)
    gao.clock.moment -= timedelta(days=1)
    await feeds.read_due()
    assert len(web.asked) == 2


@pytest.mark.usefixtures("here")
async def test_three_hundred_of_ten_thousand_entries_reach_the_desk_as_five(gao: County, web: Site) -> None:
    names = [f"高县{a}{b}村{c}项目" for a in "东南西北中" for b in "山水田林路" for c in "灌溉道路桥梁茶园"][
        :120
    ]
    web.put("/rss", fresh(gao, *names, *(f"别的事{n}" for n in range(4000))))
    await reader(gao, {"name": "网", "url": web.url(), "words": ["高县"]}).read_due()
    if gao.database.is_shared:
        return
    (message,) = [each for each in await shown(gao, DESK_CHAT) if "线索" in each.text]
    assert len(message.labels) == 10 and "另有" in message.text


@pytest.mark.usefixtures("here")
async def test_what_could_not_be_written_down_is_said_and_the_reading_goes_on(
    gao: County, web: Site, caplog: pytest.LogCaptureFixture
) -> None:
    web.put("/rss", fresh(gao, "高县早茶开园"))
    stop, failures = asyncio.Event(), 0

    async def on_read(feed: Feed, reading: Any) -> None:
        nonlocal failures
        failures += 1
        gao.clock.moment += timedelta(hours=1)
        if failures == 3:
            stop.set()
        raise StoreError("no room", passing=True) if failures == 1 else ValueError("spoilt")

    feeds = reader(gao, {"name": "网", "url": web.url()}, instead=on_read)
    async with asyncio.timeout(20):
        await feeds.read_forever(stop)
    events = [record.msg["event"] for record in caplog.records if isinstance(record.msg, dict)]
    assert events[:2] == ["feeds.unavailable", "feeds.failed"]


async def test_the_end_cuts_a_slow_source_off(gao: County, web: Site) -> None:
    web.drip = 0.5
    web.put("/rss", fresh(gao, "高县早茶开园"))
    stop = asyncio.Event()
    reading = asyncio.create_task(reader(gao, {"name": "网", "url": web.url()}).read_forever(stop))
    async with asyncio.timeout(20):
        while not web.asked:
            await asyncio.sleep(0.01)
        stop.set()
        await reading
    assert await titles(gao) == []


async def test_without_sources_nothing_is_asked(gao: County, web: Site) -> None:
    stop = asyncio.Event()
    reading = asyncio.create_task(reader(gao).read_forever(stop))
    await asyncio.sleep(0)
    stop.set()
    await reading
    assert web.asked == []
