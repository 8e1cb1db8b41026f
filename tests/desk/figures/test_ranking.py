"""/rank: the lines, the reader's own mark, and where it is answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.desk.common.office import Scene
from bot.desk.figures import ranking
from bot.desk.items import points
from bot.errors import NotAllowed
from bot.model import AdoptionKind, Chat, ItemState, Person, Place, PlaceKind, Role
from tests.support.county import WORK_CHAT, County, county
from tests.support.scenes import scene_of


async def ask(place: County, person: Person | None, typed: str, *, group: Place | None = None) -> list[str]:
    scene = Scene(
        telegram_id=11,
        display_name="某人",
        person=person,
        chat=Chat(WORK_CHAT if group else 11),
        chat_title="",
        place=group,
        is_private=group is None,
        message_id=3,
        text="",
        sent_at=place.clock.now(),
        t=place.office.texts("zh"),
        own_t=place.office.texts("zh"),
    )
    before = len(await place.sent())
    async with place.database.work(now=place.clock.now()) as work:
        await ranking.rank(place.office, work, scene, typed=typed)
    texts = await place.sent()
    assert {chat for chat, _ in texts[before:]} == {scene.chat.chat_id}
    return [line for _, text in texts[before:] for line in text.split("\n")]


async def fill(place: County) -> Person:
    """The city took one of 云茶镇 in June, the county one of 水利局, nobody that of <庆符>镇; in May one of 云茶镇.

    In that 水利局 has a share.
    """
    zhang = await place.person("张三", "云茶镇", telegram_id=11)
    li = await place.person("李四", "云茶镇")
    wang = await place.person("王五", "水利局")
    qian = await place.person("钱七", "<庆符>镇")
    await place.item(zhang, "2026-06-01 00:00:00")
    by_city = await place.item(li, "2026-06-02 10:00:00", state=ItemState.ADOPTED)
    by_county = await place.item(wang, "2026-06-02 10:00:00", state=ItemState.ADOPTED)
    await place.item(wang, "2026-06-02 11:00:00")
    await place.item(wang, "2026-06-02 12:00:00", state=ItemState.WITHDRAWN)
    await place.item(qian, "2026-06-02 12:00:00")
    earlier = await place.item(zhang, "2026-05-31 23:59:59", state=ItemState.ADOPTED)
    for item_id, channel, day in ((by_city, "市", 2), (by_county, "县", 2), (earlier, "县", None)):
        async with place.database.work(now=place.clock.now()) as work:
            item = await work.items.find(item_id)
            assert item is not None
            if item_id == earlier:
                item = replace(item, joint_units=("水利局",))
            taken = date(2026, 6, day) if day else date(2026, 5, 31)
            await points.record(
                place.office,
                work,
                item,
                channel=channel,
                kind=AdoptionKind.SINGLE,
                day=taken,
                issue=None,
                person_id=zhang.id,
            )
    return zhang


async def test_units_of_the_month_with_the_readers_own_marked(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-06-03 12:00") as place:
        zhang = await fill(place)
        assert await ask(place, zhang, "") == [
            "<b>2026年6月信息报送排行（按单位）</b>",
            "<b>1. 云茶镇 2分</b> ← 您的单位",
            "2. 水利局 1分",
            "3. &lt;庆符&gt;镇 0分",
            "合计 3分",
        ]


async def test_people_of_the_year(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-06-03 12:00") as place:
        zhang = await fill(place)
        assert await ask(place, zhang, "年 个人") == [
            "<b>2026年信息报送排行（按个人）</b>",
            "1. 云茶镇 李四 2分",
            "2. 水利局 王五 1分",
            "<b>3. 云茶镇 张三 0.5分</b> ← 您",
            "4. &lt;庆符&gt;镇 钱七 0分",
            "合计 3.5分",
            "另有联合单位分得0.5分，只计入单位，不计入个人。",
        ]


async def test_a_month_without_items_says_so(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-06-03 12:00") as place:
        zhang = await fill(place)
        assert await ask(place, zhang, "2026-04") == ["2026年4月还没有计入统计的信息。"]


async def test_it_is_answered_in_a_bound_group_and_not_to_strangers(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-06-03 12:00") as place:
        group = await place.bind(WORK_CHAT, PlaceKind.WORK)
        zhang = await fill(place)
        leader = await place.person("张县长", "县政府", role=Role.LEADER)
        assert len(await ask(place, zhang, "2026-05 个人", group=group)) == 4
        assert not any("←" in line for line in await ask(place, leader, "", group=group))
        with pytest.raises(NotAllowed):
            await ask(place, None, "")


async def test_a_year_is_counted_before_the_work_that_answers_and_a_month_in_it(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-06-03 12:00") as place:
        zhang = await fill(place)
        for typed, is_counted in (("年", True), ("2026 个人", True), ("", False), ("5月 个人", False)):
            async with place.database.work(now=place.clock.now()) as work:
                scene = scene_of(place, work, zhang)
                counted = await ranking.count_beforehand(
                    place.office, place.database, scene, typed=typed, now=place.clock.now()
                )
                await ranking.rank(place.office, work, scene, typed=typed, counted=counted)
                await ranking.rank(place.office, work, scene, typed=typed)
            assert (counted is not None) == is_counted, typed
            *_, (_, one), (_, other) = await place.sent()
            assert one == other, typed
        with pytest.raises(NotAllowed):
            scene = replace(scene, person=None)
            await ranking.count_beforehand(
                place.office, place.database, scene, typed="年", now=place.clock.now()
            )
