"""The demo's past in the books: every figure that a newcomer asks for has its lines, and they add up."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from bot.demo.county import settle_county
from bot.demo.seeding import Books
from bot.demo.story import LIVE_FROM, Days, read_story
from bot.desk.figures import point_lists, ranking
from bot.desk.items import queue, search
from bot.model import AppealState, CommentState, ItemState, PlaceKind
from bot.rules.points import written
from bot.sandbox import Sandbox
from tests.support.county import County, county
from tests.support.scenes import do, shown

NOW = "2026-06-16 15:00:00"  # a Tuesday
EDITOR = 7002
ROAD = "县城至云茶镇公路改建工程全线通车"


async def written_books(gao: County) -> Books:
    """The office with everything that is before the last days."""
    sandbox = Sandbox(token="1:DEMO", now=gao.clock.now)
    settled = settle_county(sandbox)
    days = Days(datetime.fromisoformat(f"{NOW}+08:00"), gao.office.zone, gao.office.calendar)
    past = [step for step in read_story(days) if step.at < days.moment(LIVE_FROM)]
    accounts = {name: person.id for name, person in settled.people.items()}
    books = Books(gao.office, gao.database, accounts, settled.groups)
    await books.open(settled.data, at=past[0].at, today=days.today)
    await books.write(past)
    return books


async def ask(gao: County, who: int, act: object, **arguments: object) -> str:
    """What the bot answers somebody in private, its last message."""
    await do(gao, who, act, **arguments)  # type: ignore[arg-type]
    return (await shown(gao, who))[-1].text


async def test_every_figure_of_the_past_has_its_lines(tmp_path: Path) -> None:
    async with county(tmp_path, now=NOW) as gao:
        books = await written_books(gao)
        ranks = await ask(gao, EDITOR, ranking.rank, typed="年")
        placed = re.findall(r"^(?:<b>)?\d+\. (\S+) ([\d.]+)分", ranks, re.MULTILINE)
        assert len(placed) == len({unit for unit, _ in placed}) >= 15
        for unit, reached in placed:
            assert f"{unit} 2026年积分 {reached}分" in await ask(
                gao, EDITOR, point_lists.show_points, typed=unit
            )
        whole = sum(round(float(reached) * 100) for _, reached in placed)
        assert ranks.endswith(f"合计 {written(whole)}分") and whole >= 8000

        shares = await ask(gao, EDITOR, point_lists.show_why, number=books.items[ROAD].number)
        assert "邓路" in shares and "王茗" in shares and "分摊" in shares and "  " not in shares
        assert "市《政务信息快报》" in shares and "<b>合计 2分</b>" in shares.replace("：", " ")
        assert "云茶镇" in await ask(gao, EDITOR, search.search, typed="茶叶")
        desk = books.groups[PlaceKind.DESK].id
        await do(gao, EDITOR, queue.show, chat_id=desk)
        assert "备用2条" in (await shown(gao, desk))[-1].labels

        async with gao.database.work(now=gao.clock.now()) as work:
            items = {title: await work.items.find(item.id) for title, item in books.items.items()}
            states = {title: item.state for title, item in items.items() if item is not None}
            said = {
                title: [each.from_desk for each in await work.comments.of_item(item.id)]
                for title, item in books.items.items()
            }
            appealed = await work.appeals.of_item(books.items["云茶镇出行提速 新路通车茶农受益"].id)
            led = [
                each.state
                for item in books.items.values()
                for each in await work.leader_comments.of_item(item.id)
            ]
            oranges = items["县供销社电商直播帮农户卖出滞销柑橘86吨"]
        assert list(states.values()).count(ItemState.RESERVED) == 2
        assert [thread for thread in said.values() if thread] == [[True, False], [True, False]]
        assert [appeal.state for appeal in appealed] == [AppealState.GRANTED]
        assert led == [CommentState.PASSED, CommentState.PASSED]
        assert oranges is not None and "合作社统一分级装箱" in oranges.body and oranges.version == 2
