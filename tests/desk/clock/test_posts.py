"""What the clock posts, word for word, and that each place gets it once."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.desk.clock import posts
from bot.desk.clock.posts import PostOutcome
from bot.desk.common.office import Scene
from bot.errors import BadInput, NotAllowed
from bot.model import BookingState, Chat, Employment, ItemState, Person, PersonState, PlaceKind, Reason, Role
from bot.rules.splitting import MESSAGE_LIMIT
from tests.support.county import DESK_CHAT, SHANGHAI, WORK_CHAT, County, county, rows_of
from tests.support.scenes import last_labels, press
from tests.support.table import each_row

COUNTED = "按消息发送日期计入当月；已撤回、并入他人信息、因空洞无内容未采用的不计。"
SIGNED = "高县信息直报　6月1日"


async def post(place: County, key: str, period: str) -> PostOutcome:
    async with place.database.work(now=place.clock.now()) as work:
        return await posts.post_now(place.office, work, key=key, period=period)


async def fill_may(place: County) -> None:
    """May 2026 with everybody that a list must get right; counted by hand in the test that names them."""
    removed = PersonState.REMOVED
    zhang = await place.reporter("张三", "云茶镇")
    for state, reason in [
        (ItemState.ADOPTED, None),
        (ItemState.WAITING, None),
        (ItemState.RETURNED, Reason.INCOMPLETE),
        (ItemState.WITHDRAWN, None),
        (ItemState.MERGED, None),
        (ItemState.REJECTED, Reason.EMPTY),
    ]:
        await place.item(zhang, state=state, reason=reason)
    li = await place.reporter("李四", "云茶镇")
    for state in (ItemState.ADOPTED, ItemState.REVIEWING, ItemState.WAITING):
        await place.item(li, state=state)
    await place.item(li, state=ItemState.REJECTED, reason=Reason.STALE)
    wang = await place.reporter("王五", "水利局")
    await place.item(wang)
    await place.reporter("赵六", "水利局", quota=6)
    qian = await place.reporter("钱七", "教育局", employment=Employment.FULL_TIME)
    for _ in range(5):
        await place.item(qian)
    sun = await place.reporter("孙八", "教育局", joined_on=date(2026, 5, 15))
    for _ in range(3):
        await place.item(sun, "2026-05-20 08:00:00")
    await place.reporter("周九", "教育局", joined_on=date(2026, 5, 16))
    wu = await place.reporter("吴十", "庆符镇")
    async with place.database.work(now=place.clock.now()) as work:
        await work.people.set_leave(wu.id, month="2026-05", on_leave=True)
        await work.refresh_directory()
    await place.reporter("郑一", "庆符镇", state=PersonState.SUSPENDED)
    await place.reporter("冯二", "庆符镇", state=removed, left_on=date(2026, 5, 20))
    await place.reporter("陈三", "庆符镇", state=removed, left_on=date(2026, 6, 1))
    editor = await place.reporter("褚编", "信息中心", role=Role.EDITOR)
    await place.item(editor)
    wei = await place.reporter("卫四", "庆符镇")
    for received in (
        "2026-04-30 23:59:59",
        "2026-05-01 00:00:00",
        "2026-05-31 23:59:59",
        "2026-06-01 00:00:00",
    ):
        await place.item(wei, received)


LIST = [
    "<b>2026年5月信息报送未完成名单</b>",
    "应报8人，完成1人，未完成7人，共差18条。另有2人本月免报。",
    "",
    "1. 云茶镇 张三 3/4，差1条",
    "2. 水利局 王五 1/2，差1条",
    "3. 水利局 赵六 0/6，差6条",
    "4. 教育局 钱七 5/8，差3条",
    "5. 教育局 孙八 3/4，差1条",
    "6. 庆符镇 陈三 0/4，差4条",
    "7. 庆符镇 卫四 2/4，差2条",
    "",
    COUNTED,
    SIGNED,
]


async def test_shortfall_lists_line_by_line_who_owes_for_the_month_before(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-06-01 09:30", quota={"units": {"水利局": 2}}) as place:
        await place.bind(WORK_CHAT, PlaceKind.WORK)
        await place.bind(DESK_CHAT, PlaceKind.DESK)
        await fill_may(place)
        assert await post(place, "shortfall", "2026-05") == PostOutcome(1, 0)
        [(chat, text)] = await place.sent()
        assert chat == WORK_CHAT
        assert text.split("\n") == LIST


async def test_shortfall_names_units_only_where_the_settings_say_so(tmp_path: Path) -> None:
    settings: dict[str, Any] = {"quota": {"units": {"水利局": 2}}, "notices": {"names": "units"}}
    async with county(tmp_path, now="2026-06-01 09:30", **settings) as place:
        await place.bind(WORK_CHAT, PlaceKind.WORK)
        await fill_may(place)
        await post(place, "shortfall", "2026-05")
        [(_, text)] = await place.sent()
        assert text.split("\n") == [
            *LIST[:3],
            "云茶镇 未完成1人，差1条",
            "水利局 未完成2人，差7条",
            "教育局 未完成2人，差4条",
            "庆符镇 未完成2人，差6条",
            *LIST[-3:],
        ]


async def test_shortfall_names_nobody_where_the_settings_say_private(tmp_path: Path) -> None:
    settings: dict[str, Any] = {"quota": {"units": {"水利局": 2}}, "notices": {"names": "private"}}
    async with county(tmp_path, now="2026-06-01 09:30", **settings) as place:
        await place.bind(WORK_CHAT, PlaceKind.WORK)
        await fill_may(place)
        await post(place, "shortfall", "2026-05")
        [(_, text)] = await place.sent()
        assert text.split("\n") == [*LIST[:3], "个人完成情况请私聊我发送 /my 查看。", *LIST[-3:]]


async def test_shortfall_thanks_where_everybody_has_reported(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-06-01 09:30", quota={"part_time": 1}) as place:
        await place.bind(WORK_CHAT, PlaceKind.WORK)
        await place.item(await place.reporter("张三", "云茶镇"))
        await post(place, "shortfall", "2026-05")
        assert await place.sent() == [
            (WORK_CHAT, "2026年5月信息报送任务已全部完成（应报1人）。感谢各位信息员！")
        ]


async def test_shortfall_says_nothing_where_nobody_owes_anything(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-06-01 09:30") as place:
        await place.bind(WORK_CHAT, PlaceKind.WORK)
        await place.reporter("褚编", "信息中心", role=Role.EDITOR)
        assert await post(place, "shortfall", "2026-05") == PostOutcome(0, 0)
        assert await place.sent() == []
        assert await place.ledger() == [("shortfall", f"{WORK_CHAT}:0", "2026-05", "empty")]


async def test_what_was_empty_can_be_posted_when_there_is_something(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-06-01 09:30") as place:
        await place.bind(WORK_CHAT, PlaceKind.WORK)
        await post(place, "shortfall", "2026-05")
        await place.reporter("张三", "云茶镇")
        assert await post(place, "shortfall", "2026-05") == PostOutcome(1, 0)
        assert await post(place, "shortfall", "2026-05") == PostOutcome(0, 1)


async def test_who_has_never_had_an_account_owes_nothing_and_the_administrator_reads_who(
    tmp_path: Path,
) -> None:
    async with county(tmp_path, now="2026-06-01 09:30") as place:
        admin = await place.person("主任", "政府办", role=Role.ADMIN, telegram_id=1)
        await place.bind(WORK_CHAT, PlaceKind.WORK)
        await place.reporter("张三", "云茶镇")
        for number in range(60):
            await place.person(f"新人{number}", "金竹镇")
        texts = await preview(place, admin, "shortfall 2026-05")
        assert "应报1人，完成0人，未完成1人，共差4条。\n另有60人尚未开通账号，未计入。" in texts[0]
        assert "新人" not in texts[0]
        first, names, last = texts[1].split("\n")
        assert first == "尚未开通账号、未计入的60人："
        assert [f"金竹镇 新人{number}" for number in range(60)] == names.split("、")
        assert last == "重发邀请链接：/members"


async def test_a_month_that_was_posted_stays_and_its_preview_says_what_has_changed(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-06-01 09:30") as place:
        admin = await place.person("主任", "政府办", role=Role.ADMIN, telegram_id=1)
        await place.bind(WORK_CHAT, PlaceKind.WORK)
        zhang = await place.person("张三", "云茶镇", telegram_id=2, quota=2)
        await place.reporter("李四", "云茶镇", quota=1)
        await post(place, "shortfall", "2026-05")
        posted = next(text for chat, text in await place.sent() if chat == WORK_CHAT)
        await place.item(zhang, "2026-05-12 10:00:00")
        await place.reporter("王五", "沙河镇", quota=1)
        await place.bind(-1009, PlaceKind.WORK)
        await post(place, "shortfall", "2026-05")
        assert [text for chat, text in await place.sent() if chat == -1009] == [posted]
        texts = await preview(place, admin, "shortfall 2026-05")
        assert texts[-2].endswith(posted)
        assert texts[-1].split("\n") == [
            "该月名单已发布，以发布时为准。发布后的变化：",
            "云茶镇 张三：发布时0/2，现为1/2",
            "沙河镇 王五：发布时不在名单，现为0/1",
        ]


async def test_a_hostile_name_stays_text(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-06-01 09:30") as place:
        await place.bind(WORK_CHAT, PlaceKind.WORK)
        await place.reporter("</b>{done}&amp;", "<a href='x'>局")
        await post(place, "shortfall", "2026-05")
        [(_, text)] = await place.sent()
        assert "1. &lt;a href=&#39;x&#39;&gt;局 &lt;/b&gt;{done}&amp;amp; 0/4，差4条" in text.split("\n")


async def test_a_long_list_is_grouped_by_what_was_sent_and_loses_nobody(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-06-01 09:30") as place:
        await place.bind(WORK_CHAT, PlaceKind.WORK)
        await place.crowd(
            (f"信息员{number:02}", "云茶镇" if number < 40 else "柏溪镇") for number in range(45)
        )
        for number in range(15):
            sent = await place.reporter(f"报送员{number:02}", "庆符镇", quota=8 if number == 14 else None)
            await place.item(sent)
        await post(place, "shortfall", "2026-05")
        [(_, text)] = await place.sent()
        tea = "、".join(f"信息员{number:02}" for number in range(40))
        cypress = "、".join(f"信息员{number:02}" for number in range(40, 45))
        sent_one = "、".join(f"报送员{number:02}" for number in range(14))
        assert text.split("\n")[3:5] == [
            f"0条（45人）：云茶镇 {tea}；柏溪镇 {cypress}",
            f"1条（15人）：庆符镇 {sent_one}、报送员14（任务8条）",
        ]


async def test_a_list_longer_than_a_message_is_cut_between_units_and_loses_nobody(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-06-01 09:30") as place:
        await place.bind(WORK_CHAT, PlaceKind.WORK)
        await place.crowd(
            (f"信息员{number:03}", f"高县经济商务信息化和科学技术局{number}") for number in range(600)
        )
        await post(place, "shortfall", "2026-05")
        texts = [text for _, text in await place.sent()]
        assert len(texts) > 1
        assert max(len(text) for text in texts) <= MESSAGE_LIMIT
        assert [number for number in range(600) if f"信息员{number:03}" not in "".join(texts)] == []
        assert all(text.endswith("；") for text in texts[:-1])


async def test_each_place_gets_the_post_in_its_language_and_topic(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-06-01 09:30") as place:
        await place.bind(WORK_CHAT, PlaceKind.WORK, thread_id=7)
        await place.bind(-1005, PlaceKind.WORK, language="en")
        await place.bind(-1006, PlaceKind.PARTNER)
        await place.reporter("Zhang", "Tea Town")
        await post(place, "shortfall", "2026-05")
        rows = await place.database.reader.execute_fetchall(
            "SELECT chat_id, json_extract(payload, '$.message_thread_id'), policy, priority FROM outbox ORDER BY id"
        )
        assert [tuple(row) for row in rows] == [(WORK_CHAT, 7, "hold", 2), (-1005, None, "hold", 2)]
        assert (await place.sent())[1][1].split("\n")[:4] == [
            "<b>May 2026: shortfall list</b>",
            "People with a quota: 1. Met: 0, not met: 1, items missing: 4.",
            "",
            "1. Tea Town Zhang 0/4, 4 missing",
        ]


async def test_a_group_that_became_a_supergroup_keeps_what_was_posted(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-06-01 09:30") as place:
        await place.bind(-55, PlaceKind.WORK)
        await place.bind(-555, PlaceKind.WORK)
        await place.reporter("张三", "云茶镇")
        await post(place, "shortfall", "2026-05")
        for _ in range(2):  # Telegram says it in both chats
            async with place.database.work(now=place.clock.now()) as work:
                await work.move_chat(-55, -1009)
        assert await post(place, "shortfall", "2026-05") == PostOutcome(0, 2)
        assert sorted(line[1] for line in await place.ledger()) == ["-1009:0", "-555:0"]


# --- reminder ---------------------------------------------------------------------------------------------


async def test_reminder_tells_the_groups_and_each_who_is_short(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-06-22 09:00") as place:
        await place.bind(WORK_CHAT, PlaceKind.WORK)
        await place.person("主任", "政府办", role=Role.ADMIN, telegram_id=1)
        zhang = await place.person("张三", "云茶镇", telegram_id=11)
        await place.person("未绑定", "云茶镇")
        done = await place.person("李四", "水利局", telegram_id=12, quota=1)
        await place.item(zhang, "2026-06-02 10:00:00")
        await place.item(done, "2026-06-02 10:00:00")
        await place.demand("防汛备汛情况", due="2026-06-26 17:30", slots=2)
        await place.demand("水利项目进度", due="2026-06-27 17:30", units=(done.unit_id,))
        assert await post(place, "reminder", "2026-06-20") == PostOutcome(2, 0)
        assert await place.sent() == [
            (
                11,
                "<b>2026年6月报送提醒</b>\n"
                "张三同志：本月任务4条，已报1条，还差3条，请于6月30日24时前完成报送。\n"
                f"{COUNTED}\n"
                "\n"
                "可预约的选题（点下方按钮）：\n"
                "<b>T1</b> 防汛备汛情况\n"
                "截止6月26日（周五）17:30 · 余2/2个名额",
            ),
            (
                WORK_CHAT,
                "<b>2026年6月信息报送进度（截至6月22日）</b>\n"
                "应报2人，完成1人，未完成1人，共差3条。\n"
                "另有1人尚未开通账号，未计入。\n"
                "\n"
                "1. 云茶镇 张三 1/4，差3条\n"
                "\n"
                "请于6月30日24时前完成报送。\n"
                f"{COUNTED}\n"
                "高县信息直报　6月22日",
            ),
        ]
        assert await post(place, "reminder", "2026-06-20") == PostOutcome(0, 2)
        assert len(await place.sent()) == 2


async def test_reminder_says_nothing_once_its_month_is_over(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-07-01 09:00") as place:
        await place.bind(WORK_CHAT, PlaceKind.WORK)
        await place.person("张三", "云茶镇", telegram_id=11)
        assert await post(place, "reminder", "2026-06-25") == PostOutcome(0, 0)
        assert await place.sent() == []


async def test_only_the_newest_reminder_waits_for_a_shut_chat(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-06-22 09:00") as place:
        zhang = await place.person("张三", "云茶镇", telegram_id=11, is_open=False)
        await post(place, "reminder", "2026-06-20")
        await place.item(zhang, "2026-06-23 10:00:00")
        place.clock.moment = datetime(2026, 6, 25, 1, 0, tzinfo=UTC)
        await post(place, "reminder", "2026-06-25")
        [(chat, text)] = await place.sent()
        assert (chat, "已报1条" in text) == (11, True)


async def test_each_reminder_reaches_an_open_chat(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-06-22 09:00") as place:
        await place.person("张三", "云茶镇", telegram_id=11)
        await post(place, "reminder", "2026-06-20")
        async with place.database.settling() as conn:  # as the sender does it
            await conn.execute_fetchall("UPDATE outbox SET state = 'sent', message_id = 5")
            await conn.execute_fetchall("UPDATE posts SET message_id = 5")
        place.clock.moment = datetime(2026, 6, 25, 1, 0, tzinfo=UTC)
        await post(place, "reminder", "2026-06-25")
        assert [chat for chat, _ in await place.sent()] == [11, 11]


# --- demands ----------------------------------------------------------------------------------------------


async def test_demands_lists_what_can_still_be_booked(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-06-01 09:00") as place:
        await place.bind(WORK_CHAT, PlaceKind.WORK)
        zhang = await place.reporter("张三", "云茶镇")
        await place.demand("第二个到期", due="2026-06-09 17:30", slots=3)
        full = await place.demand("先到期<已满>", due="2026-06-05 12:00")
        await place.demand("已过期", due="2026-06-01 08:59")
        await place.demand("约稿", due="2026-06-10 17:30", units=(zhang.unit_id,))
        async with place.database.work(now=place.clock.now()) as work:
            await work.demands.add_booking(
                full, unit_id=zhang.unit_id, person_id=zhang.id, state=BookingState.BOOKED, now=work.now
            )
            await work.demands.add_booking(
                1, unit_id=zhang.unit_id, person_id=zhang.id, state=BookingState.BOOKED, now=work.now
            )
        await post(place, "demands", "2026-W23")
        assert await place.sent() == [
            (
                WORK_CHAT,
                "<b>本周可预约选题（6月1日—6月7日）</b>\n"
                "<b>T2</b> 先到期&lt;已满&gt;\n截止6月5日（周五）12:00 · 1个名额已满，可候补\n"
                "<b>T1</b> 第二个到期\n截止6月9日（周二）17:30 · 余2/3个名额\n"
                "<b>T4</b> 约稿\n截止6月10日（周三）17:30 · 约稿：云茶镇\n"
                "\n"
                "预约请点下方按钮。本单位的预约：/bookings",
            )
        ]
        assert await last_labels(place, WORK_CHAT) == ["候补 T2", "预约 T1"]


async def test_many_demands_stand_with_their_buttons_in_several_messages(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-06-01 09:00") as place:
        await place.bind(WORK_CHAT, PlaceKind.WORK)
        await place.person("周编", "信息中心", role=Role.EDITOR, telegram_id=1)
        for number in range(1, 131):
            await place.demand(f"第{number}个选题", due="2026-06-09 17:30")
        await post(place, "demands", "2026-W23")
        rows = await rows_of(place.database, "SELECT payload FROM outbox ORDER BY id")
        seen = []
        for payload in (json.loads(row[0]) for row in rows):
            keyboard = payload.get("reply_markup", {}).get("inline_keyboard", [])
            labels = [button["text"] for line in keyboard for button in line]
            assert len(payload["text"]) <= 4096 and len(labels) <= 100
            assert all(f"<b>{label.split()[1]}</b>" in payload["text"] for label in labels)
            seen += labels
        assert seen == [f"预约 T{number}" for number in range(1, 131)]


async def test_who_cannot_book_hears_why_when_pressing_the_weekly_posts_button(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-06-01 09:00") as place:
        await place.bind(WORK_CHAT, PlaceKind.WORK)
        editor = await place.person("周编", "信息中心", role=Role.EDITOR, telegram_id=1)
        await place.demand("早茶", due="2026-06-09 17:30")
        with pytest.raises(NotAllowed) as refused:
            await press(place, editor, 1)
        assert refused.value.key == "Only reporters book topics for their unit. Nothing was changed."


async def test_demands_with_none_open_is_one_line(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-06-01 09:00") as place:
        await place.bind(WORK_CHAT, PlaceKind.WORK)
        await post(place, "demands", "2026-W23")
        assert await place.sent() == [
            (
                WORK_CHAT,
                "本周选题（6月1日—6月7日）：暂无可预约的选题，欢迎用 /propose 提出选题建议。",
            )
        ]


# --- deadlines --------------------------------------------------------------------------------------------


async def test_deadlines_reminds_bookers_and_lists_for_the_desk(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-06-04 09:00") as place:
        await place.bind(DESK_CHAT, PlaceKind.DESK)
        await place.bind(WORK_CHAT, PlaceKind.WORK)
        zhang = await place.person("张三", "云茶镇", telegram_id=11)
        await place.demand("防汛备汛情况", due="2026-06-05 17:30")
        async with place.database.work(now=place.clock.now()) as work:
            await work.demands.add_booking(
                1, unit_id=zhang.unit_id, person_id=zhang.id, state=BookingState.BOOKED, now=work.now
            )
        assert await post(place, "deadlines", "2026-06-04") == PostOutcome(1, 0)
        sent = await place.sent()
        assert [chat for chat, _ in sent] == [11, DESK_CHAT]
        assert all("T1" in text and "防汛备汛情况" in text for _, text in sent)
        await post(place, "deadlines", "2026-06-04")
        assert len(await place.sent()) == 2


async def test_deadlines_is_silent_where_nothing_is_due(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-06-04 09:00") as place:
        await place.bind(DESK_CHAT, PlaceKind.DESK)
        await place.person("张三", "云茶镇", telegram_id=11)
        assert await post(place, "deadlines", "2026-06-04") == PostOutcome(0, 0)
        assert await place.sent() == []


# --- by hand, and previews --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "period", "message"),
    [
        ("shortfall", "2026-06", "{period} is not over yet"),
        ("shortfall", "2026-07", "{period} has not begun yet"),
        ("reminder", "2026-06-02", "{period} has not begun yet"),
        ("demands", "2026-W24", "{period} has not begun yet"),
    ],
)
async def test_what_is_not_ripe_is_not_posted_and_stays_to_be_posted(
    tmp_path: Path, key: str, period: str, message: str
) -> None:
    async with county(tmp_path, now="2026-06-01 09:30") as place:
        await place.bind(WORK_CHAT, PlaceKind.WORK)
        await place.person("张三", "云茶镇", telegram_id=11)
        with pytest.raises(BadInput) as refused:
            await post(place, key, period)
        assert refused.value.key.startswith(message)
        assert (await place.sent(), await place.ledger()) == ([], [])


async def test_what_came_too_late_can_be_posted_by_hand(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-06-09 09:30") as place:
        await place.bind(WORK_CHAT, PlaceKind.WORK)
        await place.reporter("张三", "云茶镇")
        async with place.database.work(now=place.clock.now()) as work:
            await posts.skip(work, key="shortfall", period="2026-05")
        assert await post(place, "shortfall", "2026-05") == PostOutcome(1, 0)


@each_row(
    ("key", "typed", "expected"),
    [
        ("shortfall", "2026-05", "2026-05"),
        ("shortfall", "2026年5月", "2026-05"),
        ("shortfall", "5月", "2026-05"),
        ("demands", "2026-w23", "2026-W23"),
        ("demands", "２０２６-W23", "2026-W23"),
        ("reminder", "2026-06-20", "2026-06-20"),
        ("deadlines", " 2026-06-20 ", "2026-06-20"),
    ],
)
def test_check_period_reads_what_people_type(key: str, typed: str, expected: str) -> None:
    assert posts.check_period(key, typed, today=date(2026, 6, 1)) == expected


@each_row(
    ("key", "typed"),
    [
        ("shortfall", "2026-13"),
        ("shortfall", "2026-W23"),
        ("demands", "2026-05"),
        ("demands", "2026-W54"),
        ("demands", "2026-W00"),
        ("reminder", "2026-05"),
        ("reminder", "2026-02-30"),
        ("reminder", ""),
        ("deadlines", "明天<b>"),
    ],
)
def test_check_period_refuses_what_it_cannot_read(key: str, typed: str) -> None:
    with pytest.raises(BadInput):
        posts.check_period(key, typed, today=date(2026, 6, 1))


def test_default_period_is_that_of_a_post_made_today() -> None:
    now = datetime(2026, 5, 31, 16, 30, tzinfo=UTC)  # 1 June, 00:30 in Shanghai
    keys = ("demands", "reminder", "shortfall", "deadlines")
    assert [posts.default_period(key, now, SHANGHAI) for key in keys] == [
        "2026-W23",
        "2026-06-01",
        "2026-05",
        "2026-06-01",
    ]


def scene_of(place: County, person: Person | None) -> Scene:
    return Scene(
        telegram_id=person.telegram_id or 0 if person else 99,
        display_name="某人",
        person=person,
        chat=Chat(person.telegram_id or 0 if person else 99),
        chat_title="",
        place=None,
        is_private=True,
        message_id=3,
        text="",
        sent_at=place.clock.now(),
        t=place.office.texts("zh"),
        own_t=place.office.texts("zh"),
    )


async def preview(place: County, person: Person, typed: str) -> list[str]:
    async with place.database.work(now=place.clock.now()) as work:
        await posts.preview(place.office, work, scene_of(place, person), typed=typed)
    return [text for _, text in await place.sent()]


async def test_preview_shows_the_very_text_and_claims_nothing(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-06-01 09:00", quota={"units": {"水利局": 2}}) as place:
        admin = await place.person("主任", "政府办", role=Role.ADMIN, telegram_id=1)
        await place.bind(WORK_CHAT, PlaceKind.WORK, title="高县信息工作群")
        await fill_may(place)
        [text] = await preview(place, admin, "Shortfall")
        assert text.split("\n") == [
            "<b>【预览】</b>未完成名单（shortfall），2026年5月",
            "发往：高县信息工作群",
            "",
            *LIST,
        ]
        for typed in ("2026-05 shortfall", "5月 未完成名单"):
            assert (await preview(place, admin, typed))[-1] == text
        # Key points are posted at a month's beginning, so they are looked at before it.
        assert "2026年7月" in (await preview(place, admin, "keypoints 7月"))[-1]
        assert await place.ledger() == []
        assert await post(place, "shortfall", "2026-05") == PostOutcome(1, 0)


async def test_preview_of_a_reminder_shows_what_one_of_them_would_read(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-06-22 09:00") as place:
        admin = await place.person("主任", "政府办", role=Role.ADMIN, telegram_id=1)
        await place.person("张三", "云茶镇", telegram_id=11)
        await place.person("李四", "云茶镇", telegram_id=12)
        texts = await preview(place, admin, " reminder  2026-06-20 ")
        assert texts[0].split("\n")[:2] == [
            "<b>【预览】</b>报送提醒（reminder），2026-06-20",
            "尚未绑定接收的群，发出也无人看到，请先在群内用 /bind 绑定。",
        ]
        assert texts[1].split("\n")[:4] == [
            "另私聊提醒2人：云茶镇 张三、云茶镇 李四。示例：",
            "",
            "<b>2026年6月报送提醒</b>",
            "张三同志：本月任务4条，已报0条，还差4条，请于6月30日24时前完成报送。",
        ]
        assert (len(texts), await place.ledger()) == (2, [])


async def test_preview_says_what_is_posted_already_and_what_is_empty(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-06-01 09:30") as place:
        admin = await place.person("主任", "政府办", role=Role.ADMIN, telegram_id=1)
        await place.bind(WORK_CHAT, PlaceKind.WORK, title="工作群")
        await place.bind(DESK_CHAT, PlaceKind.DESK, title="采编群")
        await post(place, "demands", "2026-W23")
        texts = await preview(place, admin, "demands")
        assert texts[-1].split("\n")[1:3] == ["发往：工作群", "其中1个群已发过。"]
        texts = await preview(place, admin, "deadlines")
        assert texts[-1].split("\n")[1:] == ["发往：采编群", "", "目前没有需要发布的内容。"]
        texts = await preview(place, admin, "digest")  # the desk group reads none of it
        assert texts[-1].split("\n")[1:] == ["只私聊发送，不发到群里。", "", "目前没有需要发布的内容。"]


@pytest.mark.parametrize(
    ("key", "typed", "period"),
    [
        ("shortfall", "May 2026", "2026-05"),
        ("shortfall", "last month", "2026-05"),
        ("shortfall", "2026 年 5 月", "2026-05"),
        ("shortfall", "202605", "2026-05"),
        ("demands", "本周", "2026-W23"),
        ("demands", "last week", "2026-W22"),
        ("demands", "第23周", "2026-W23"),
        ("demands", "2026年第23周", "2026-W23"),
        ("demands", "2026w23", "2026-W23"),
        ("demands", "6月3日", "2026-W23"),
        ("reminder", "今天", "2026-06-01"),
        ("reminder", "5月25日", "2026-05-25"),
        ("reminder", "2026/5/25", "2026-05-25"),
        ("reminder", "25 May", "2026-05-25"),
    ],
)
def test_a_period_is_read_as_people_write_it(key: str, typed: str, period: str) -> None:
    assert posts.check_period(key, typed, today=date(2026, 6, 1)) == period


@pytest.mark.parametrize("typed", ["shortfall 五月里", "demands 2026-05", "shortfall 2026-07"])
async def test_preview_refuses_what_it_does_not_know(tmp_path: Path, typed: str) -> None:
    async with county(tmp_path, now="2026-06-01 09:30") as place:
        admin = await place.person("主任", "政府办", role=Role.ADMIN, telegram_id=1)
        with pytest.raises(BadInput):
            await preview(place, admin, typed)


async def test_preview_is_for_administrators(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-06-01 09:30") as place:
        await place.bind(WORK_CHAT, PlaceKind.WORK)
        editor = await place.person("褚编", "信息中心", role=Role.EDITOR, telegram_id=2)
        await place.reporter("张三", "云茶镇")
        with pytest.raises(NotAllowed):
            await preview(place, editor, "shortfall")
        assert await place.sent() == []


async def test_compose_preview_is_plain_text(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-06-01 09:30") as place:
        await place.bind(WORK_CHAT, PlaceKind.WORK, title="工作<群>")
        await place.reporter("张&三", "云茶镇")
        async with place.database.work(now=place.clock.now()) as work:
            [text] = await posts.compose_preview(place.office, work, key="shortfall", period="2026-05")
        assert text.split("\n")[:7] == [
            "【预览】未完成名单（shortfall），2026年5月",
            "发往：工作<群>",
            "",
            "2026年5月信息报送未完成名单",
            "应报1人，完成0人，未完成1人，共差4条。",
            "",
            "1. 云茶镇 张&三 0/4，差4条",
        ]
        assert (await place.sent(), await place.ledger()) == ([], [])
