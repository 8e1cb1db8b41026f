"""What each of the clock's posts says, in both languages, by settings and by person; posting itself is in test_posts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.desk.clock import contents
from bot.errors import BadInput
from bot.model import BookingState, ItemState, Person, PlaceKind, Reason, Role
from bot.rules.periods import Period
from tests.support.county import DESK_CHAT, WORK_CHAT, County, county

EVENING = "2026-06-20 09:00"


async def composed(gao: County, key: str, period: str, *, language: str = "zh") -> list[str]:
    """The post's messages for a group."""
    async with gao.database.work(now=gao.clock.now()) as work:
        post = contents.find_post(key)
        messages = await post.compose(gao.office, work, gao.office.texts(language), period)
    return [str(message.text) for message in messages]


async def told(gao: County, key: str, period: str) -> list[tuple[str, str]]:
    """Name and words of everybody whom the post tells in private."""
    post = contents.find_post(key)
    assert post.in_private is not None
    async with gao.database.work(now=gao.clock.now()) as work:
        found = await post.in_private(gao.office, work, period)
    return [(person.name, str(message.text)) for person, word in found for message in word()]


async def people(gao: County) -> tuple[Person, Person]:
    """Two reporters, who owe four a month each."""
    return (
        await gao.person("张三", "云茶镇", telegram_id=11),
        await gao.person("李四", "沙河镇", telegram_id=12),
    )


def opened(tmp_path: Path, **sections: Any) -> Any:
    return county(tmp_path, now=EVENING, **sections)


def test_every_post_says_where_and_for_which_period_it_is() -> None:
    assert {key: (post.period, post.places) for key, post in contents.POSTS.items()} == {
        "keypoints": (Period.MONTH, PlaceKind.WORK),
        "demands": (Period.WEEK, PlaceKind.WORK),
        "reminder": (Period.DAY, PlaceKind.WORK),
        "shortfall": (Period.LAST_MONTH, PlaceKind.WORK),
        "notice_draft": (Period.LAST_MONTH, PlaceKind.DESK),
        "notice": (Period.LAST_MONTH, PlaceKind.WORK),
        "deadlines": (Period.DAY, PlaceKind.DESK),
        "liaison": (Period.LAST_MONTH, PlaceKind.PARTNER),
        "rotation": (Period.WEEK, PlaceKind.WORK),
        "reading": (Period.DAY, PlaceKind.DESK),
        "consultation": (Period.WEEK, PlaceKind.DESK),
        "digest": (Period.WEEK, PlaceKind.DESK),
        "appraisal": (Period.LAST_YEAR, PlaceKind.DESK),
    }


def test_an_unknown_post_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(BadInput) as refused:
        contents.find_post("nonsense")
    assert refused.value.fields == {
        "key": "nonsense",
        "keys": "keypoints, demands, reminder, shortfall, notice_draft, notice, deadlines, "
        "liaison, rotation, reading, consultation, digest, appraisal",
    }


# --- reminder ---------------------------------------------------------------------------------------------


async def test_the_reminder_counts_what_counts_and_nothing_else(tmp_path: Path) -> None:
    async with opened(tmp_path) as gao:
        zhang, li = await people(gao)
        for _ in range(4):
            await gao.item(zhang, "2026-06-02 10:00:00")
        for state in (ItemState.WITHDRAWN, ItemState.MERGED):
            await gao.item(li, "2026-06-02 10:00:00", state=state)
        await gao.item(li, "2026-06-02 10:00:00", state=ItemState.REJECTED, reason=Reason.EMPTY)
        await gao.item(li, "2026-06-02 10:00:00", state=ItemState.REJECTED, reason=Reason.STALE)
        await gao.item(li, "2026-05-31 23:59:59")
        ((name, words),) = await told(gao, "reminder", "2026-06-20")
        assert name == "李四" and "本月任务4条，已报1条，还差3条" in words
        (group,) = await composed(gao, "reminder", "2026-06-20")
        assert "李四" in group and "张三" not in group


async def test_the_reminder_offers_what_this_person_may_still_book(tmp_path: Path) -> None:
    async with opened(tmp_path) as gao:
        _, li = await people(gao)
        await gao.demand("人人可约", due="2026-06-25 17:30")
        await gao.demand("只约沙河", due="2026-06-25 17:30", units=(li.unit_id,))
        await gao.demand("已过期的", due="2026-06-19 17:30")
        words = dict(await told(gao, "reminder", "2026-06-20"))
        assert "人人可约" in words["张三"] and "只约沙河" not in words["张三"]
        assert "人人可约" in words["李四"] and "只约沙河" in words["李四"]
        assert not any("已过期的" in each for each in words.values())


async def test_each_is_reminded_in_their_language(tmp_path: Path) -> None:
    async with opened(tmp_path) as gao:
        await people(gao)
        async with gao.database.work(now=gao.clock.now()) as work:
            await work.people.save(replace(work.directory.people[0], language="en"))
            await work.refresh_directory()
        words = dict(await told(gao, "reminder", "2026-06-20"))
        assert words["张三"].startswith(
            "<b>June 2026: your items</b>\nHello 张三, you have submitted 0 of 4 items this month"
        )
        assert words["李四"].startswith("<b>2026年6月报送提醒</b>\n李四同志：本月任务4条，已报0条")


async def test_who_is_on_leave_owes_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path) as gao:
        zhang, _ = await people(gao)
        async with gao.database.work(now=gao.clock.now()) as work:
            await work.people.set_leave(zhang.id, month="2026-06", on_leave=True)
            await work.refresh_directory()
        assert [name for name, _ in await told(gao, "reminder", "2026-06-20")] == ["李四"]


async def test_a_reminder_moved_past_its_months_end_says_nothing(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-07-01 09:00") as gao:
        await people(gao)
        assert await composed(gao, "reminder", "2026-06-30") == []
        assert await told(gao, "reminder", "2026-06-30") == []


# --- shortfall --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "shows"), [("public", (True, True)), ("units", (True, False)), ("private", (False, False))]
)
async def test_the_settings_say_what_a_group_sees_of_who_fell_short(
    tmp_path: Path, names: str, shows: tuple[bool, bool]
) -> None:
    async with opened(tmp_path, notices={"names": names}) as gao:
        await people(gao)
        words = "\n".join(await composed(gao, "shortfall", "2026-05"))
        assert ("云茶镇" in words, "张三" in words) == shows


async def test_the_list_is_complete_in_both_languages(tmp_path: Path) -> None:
    async with opened(tmp_path) as gao:
        await people(gao)
        chinese = "\n".join(await composed(gao, "shortfall", "2026-05"))
        english = "\n".join(await composed(gao, "shortfall", "2026-05", language="en"))
        assert "2026年5月信息报送未完成名单" in chinese
        for words in (chinese, english):
            assert "云茶镇 张三 0/4" in words and "沙河镇 李四 0/4" in words
        assert "May 2026" in english


async def test_where_nobody_owes_there_is_no_list(tmp_path: Path) -> None:
    async with opened(tmp_path) as gao:
        await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=21)
        assert await composed(gao, "shortfall", "2026-05") == []


# --- demands ----------------------------------------------------------------------------------------------


async def test_open_demands_come_with_free_slots_and_due_times_the_nearest_first(tmp_path: Path) -> None:
    async with opened(tmp_path) as gao:
        zhang, _ = await people(gao)
        await gao.demand("防汛备汛", due="2026-06-26 17:30", slots=2)
        near = await gao.demand("春耕生产", due="2026-06-23 17:30")
        async with gao.database.work(now=gao.clock.now()) as work:
            await work.demands.add_booking(
                near, unit_id=zhang.unit_id, person_id=zhang.id, state=BookingState.BOOKED, now=work.now
            )
        (words,) = await composed(gao, "demands", "2026-W25")
        assert words.index("T2") < words.index("T1")
        lines = [line for line in words.split("\n") if "T1" in line or "T2" in line]
        assert "春耕生产" in lines[0] and "防汛备汛" in lines[1]
        assert "6月23日" in words and "6月26日" in words


async def test_what_is_past_due_is_not_offered(tmp_path: Path) -> None:
    async with opened(tmp_path) as gao:
        await people(gao)
        await gao.demand("已过期的", due="2026-06-19 17:30")
        assert not any("已过期的" in words for words in await composed(gao, "demands", "2026-W25"))


async def test_a_title_that_somebody_typed_stays_text(tmp_path: Path) -> None:
    async with opened(tmp_path) as gao:
        await people(gao)
        await gao.demand("<b>茶</b>", due="2026-06-23 17:30")
        (words,) = await composed(gao, "demands", "2026-W25")
        assert "&lt;b&gt;茶&lt;/b&gt;" in words


# --- deadlines --------------------------------------------------------------------------------------------


async def test_nothing_due_is_nothing_said(tmp_path: Path) -> None:
    async with opened(tmp_path) as gao:
        await people(gao)
        await gao.bind(WORK_CHAT, PlaceKind.WORK)
        await gao.bind(DESK_CHAT, PlaceKind.DESK)
        assert await composed(gao, "deadlines", "2026-06-20") == []
