"""A month's key points: written by editors, posted and pinned once, read, changed, and named by items."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.desk import talk
from bot.desk.clock import posts
from bot.desk.figures import notices
from bot.desk.items import revisions, submissions
from bot.desk.planning import keypoints, publishing
from bot.desk.upkeep import refusals
from bot.errors import BadInput, NotAllowed
from bot.model import Hindrance, ItemState, Person, PlaceKind, Role
from tests.support.county import BODY, DESK_CHAT, WORK_CHAT, County, at, rows_of
from tests.support.scenes import Shown, audit, do, last_labels, shown, tap, texts_to

LINES = "1. 夏粮收购 | 价格 | 县农业局 | 15日\n2. 防汛备汛\n3. 上半年经济"


@pytest.fixture
async def editor(gao: County) -> Person:
    await gao.bind(DESK_CHAT, PlaceKind.DESK)
    await gao.bind(WORK_CHAT, PlaceKind.WORK)
    return await gao.person("何文涛", "信息中心", role=Role.EDITOR, telegram_id=31)


@pytest.fixture
async def reporter(gao: County) -> Person:
    return await gao.person("王茗", "云茶镇", telegram_id=40)


async def write(gao: County, who: Person, text: str = f"2026-06\n{LINES}") -> Shown:
    """The preview."""
    await do(gao, who, keypoints.key_points, text=text)
    return (await shown(gao, who.telegram_id or 0))[-1]


async def publish(gao: County, who: Person, text: str = f"2026-06\n{LINES}") -> None:
    await tap(gao, who, await write(gao, who, text), "发布", keypoints.publish)


async def pins(gao: County) -> list[tuple[str, int]]:
    """Every call that pins or unpins, and where."""
    await shown(gao, WORK_CHAT)
    return [
        (row[0], row[1])
        for row in await rows_of(
            gao.database,
            "SELECT method, chat_id FROM outbox WHERE method LIKE '%pin%' AND state <> 'dropped' ORDER BY id",
        )
    ]


async def tick(gao: County, moment: str) -> None:
    """The clock's post of the month, as the runner makes it."""
    gao.clock.moment = at(moment)
    async with gao.database.work(now=gao.clock.now()) as work:
        period = posts.default_period("keypoints", work.now, gao.office.zone)
        await posts.bring_about(gao.office, work, key="keypoints", period=period)
        for place in work.directory.places_of(PlaceKind.WORK):
            await posts.post_when_open(gao.office, work, place_id=place.id, key="keypoints", period=period)


async def test_published_during_the_month_they_are_posted_and_pinned_at_once(
    gao: County, editor: Person
) -> None:
    preview = await write(gao, editor)
    assert preview.labels == ["发布", "修改", "取消"]
    assert "1. 夏粮收购" in preview.text
    assert await texts_to(gao, WORK_CHAT) == []
    await tap(gao, editor, preview, "发布", keypoints.publish)
    [post] = await shown(gao, WORK_CHAT)
    assert post.text.split("\n")[:3] == [
        "📌 <b>2026年6月信息要点</b>",
        "<b>1. 夏粮收购</b>",
        "角度：价格；建议单位：县农业局；6月15日前",
    ]
    assert post.labels == ["已阅"]
    assert await pins(gao) == [("pinChatMessage", WORK_CHAT)]
    await tick(gao, "2026-06-03 13:00")
    assert len(await shown(gao, WORK_CHAT)) == 1
    assert await audit(gao, "keypoints", 202606) == ["keypoints_publish"]


async def test_the_words_of_the_previews_buttons_may_be_typed(gao: County, editor: Person) -> None:
    await write(gao, editor, "2026-06\n1. 夏粮收购 | 价格 | 县农业局 | 不知何时")
    await do(gao, editor, talk.take_message, said="发布")
    assert (await shown(gao, 31))[-1].text == "未发布：还有几行有问题，请先改好。"
    assert await texts_to(gao, WORK_CHAT) == []
    await do(gao, editor, talk.take_message, said="1. 夏粮收购 | 价格 | 县农业局 | 15日")
    await do(gao, editor, talk.take_message, said="修改")
    await do(gao, editor, talk.take_message, said="2. 防汛备汛")
    await do(gao, editor, talk.take_message, said="Publish。")
    [post] = await shown(gao, WORK_CHAT)
    assert "2. 防汛备汛" in post.text
    await write(gao, editor, "2026-06\n1. 三夏")
    await do(gao, editor, talk.take_message, said="取消")
    assert len(await shown(gao, WORK_CHAT)) == 1
    assert "已取消" in (await shown(gao, 31))[-1].text


async def test_written_ahead_they_wait_for_the_clock_and_the_old_pin_goes(
    gao: County, editor: Person
) -> None:
    await publish(gao, editor)
    await publish(gao, editor, f"2026-07\n{LINES}\n4. 早稻")
    assert "7月1日（周三）09:00自动发到工作群" in (await texts_to(gao, 31))[-1]
    assert len(await shown(gao, WORK_CHAT)) == 1
    await tick(gao, "2026-07-01 09:00")
    await tick(gao, "2026-07-01 09:01")
    old, new = await shown(gao, WORK_CHAT)
    assert (old.labels, new.labels) == ([], ["已阅"])
    assert "4. 早稻" in new.text
    assert await pins(gao) == [
        ("pinChatMessage", WORK_CHAT),
        ("unpinChatMessage", WORK_CHAT),
        ("pinChatMessage", WORK_CHAT),
    ]


async def test_a_month_that_begins_without_them_is_brought_to_the_desks_mind(
    gao: County, editor: Person
) -> None:
    await tick(gao, "2026-06-01 09:00")
    assert await texts_to(gao, DESK_CHAT) == [], "an office that never wrote any"
    gao.clock.moment = at("2026-06-03 12:00")
    await publish(gao, editor)
    await tick(gao, "2026-07-01 09:00")
    await tick(gao, "2026-07-01 09:01")
    assert [text for text in await texts_to(gao, DESK_CHAT) if "7月信息要点还没有发布" in text] != []
    await publish(gao, editor, f"2026-07\n{LINES}")
    assert len(await shown(gao, WORK_CHAT)) == 2, "late, and at once"


async def test_lines_that_cannot_be_used_are_named_and_the_others_kept(gao: County, editor: Person) -> None:
    preview = await write(gao, editor, "2026-06\n1. 夏粮收购\n2. 防汛 | | | 某天\n3. 经济")
    assert preview.labels == ["修改", "取消"]
    assert "第2条“防汛 | | | 某天”：" in preview.text
    assert await gao.database.reads.keypoints.of("2026-06") == []
    await do(gao, editor, talk.take_message, said="2. 防汛 | | | 20日")
    preview = (await shown(gao, 31))[-1]
    assert preview.labels == ["发布", "修改", "取消"]
    assert "20日前" in preview.text
    await do(gao, editor, talk.take_message, said="好的，就这样")
    assert (await texts_to(gao, 31))[-1].startswith("未作改动：请在每行前写明序号")


async def test_a_changed_month_says_what_changes_and_items_keep_their_number(
    gao: County, editor: Person, reporter: Person
) -> None:
    await publish(gao, editor)
    await do(gao, reporter, submissions.submit_tagged, said=f"#报送 双溪乡防汛演练\n要点：2\n{BODY}")
    assert "对应2026年6月信息要点2：防汛备汛" in (await texts_to(gao, 40))[-1]
    preview = await write(gao, editor, "2026-06\n1. 夏粮收购\n2. 防汛抢险\n4. 早稻")
    assert preview.text.split("与已发布的相比：\n")[1].split("\n")[:4] == [
        "修改：1. 夏粮收购（角度、单位或截止有变）",
        "修改：2. 防汛备汛 → 防汛抢险",
        "删去：3. 上半年经济",
        "新增：4. 早稻",
    ]
    await tap(gao, editor, preview, "发布", keypoints.publish)
    post, news = await shown(gao, WORK_CHAT)
    assert "2. 防汛抢险" in post.text and "3. 上半年经济" not in post.text
    assert news.text.startswith("📌 2026年6月信息要点有调整：") and news.reply_to == post.message_id
    await do(gao, reporter, keypoints.key_points, text="")
    assert "2. 防汛抢险 · 1条" in (await texts_to(gao, 40))[-1]


async def test_what_is_written_under_another_number_keeps_its_own_so_that_items_stay_with_it(
    gao: County, editor: Person, reporter: Person
) -> None:
    """An item on the harvest counted for the floods, since these had moved to its number."""
    await publish(gao, editor)
    await do(gao, reporter, submissions.submit_tagged, said=f"#报送 夏粮开镰\n要点：1\n{BODY}")
    preview = await write(gao, editor, "2026-06\n1. 防汛备汛\n2. 早稻\n3. 上半年经济")
    assert "保留原编号" in (await texts_to(gao, 31))[-2]
    assert preview.text.split("与已发布的相比：\n")[1].split("\n")[:2] == [
        "删去：1. 夏粮收购（已有1条信息）",
        "新增：4. 早稻",
    ]
    await tap(gao, editor, preview, "发布", keypoints.publish)
    await do(gao, editor, keypoints.key_points, text="")
    assert "2. 防汛备汛 · 暂无" in (await texts_to(gao, 31))[-1]


async def test_taking_one_out_leaves_the_others_as_they_are(gao: County, editor: Person) -> None:
    """Found when an English office was played: "drop 2" alone proposed to take out all of them."""
    await publish(gao, editor)
    for typed in ("2026-06\n删2", "drop 2"):
        preview = await write(gao, editor, typed)
        changes = preview.text.split("与已发布的相比：\n")[1].split("\n")
        assert [each for each in changes if "删去" in each] == ["删去：2. 防汛备汛"]
        assert "1. 夏粮收购" in preview.text and "3. 上半年经济" in preview.text


async def test_of_two_editors_the_first_publishes_and_the_other_sees_what_changed(
    gao: County, editor: Person
) -> None:
    other = await gao.person("周敏", "信息中心", role=Role.EDITOR, telegram_id=32)
    one, two = await write(gao, editor), await write(gao, other, "2026-06\n1. 早稻")
    await tap(gao, editor, one, "发布", keypoints.publish)
    toast = await tap(gao, other, two, "发布", keypoints.publish)
    assert toast.text == "这期间已有人改过要点，请核对新的预览后再发布。"
    assert [point.title for point in await gao.database.reads.keypoints.of("2026-06")] == [
        "夏粮收购",
        "防汛备汛",
        "上半年经济",
    ]
    assert "删去：2. 防汛备汛" in (await shown(gao, 32))[-1].text


async def test_reading_is_counted_once_for_each(gao: County, editor: Person, reporter: Person) -> None:
    await publish(gao, editor)
    for who, words in ((reporter, "已登记"), (editor, "已登记"), (reporter, "您已阅过")):
        toast = await do(gao, who, publishing.press_read, chat_id=WORK_CHAT, month="2026-06")
        assert words in toast.text
    [post] = await shown(gao, WORK_CHAT)
    assert "👁 已阅2人" in post.text
    with pytest.raises(BadInput):
        await do(gao, reporter, publishing.press_read, chat_id=WORK_CHAT, month="2026-08")


async def test_only_editors_write_them_and_not_in_a_work_group(
    gao: County, editor: Person, reporter: Person
) -> None:
    with pytest.raises(NotAllowed, match="written by the editors"):
        await do(gao, reporter, keypoints.key_points, text=LINES)
    with pytest.raises(NotAllowed, match="in the desk group"):
        await do(gao, editor, keypoints.key_points, text=LINES, chat_id=WORK_CHAT)
    with pytest.raises(BadInput, match="is over"):
        await do(gao, editor, keypoints.key_points, text=f"2026-05\n{LINES}")
    with pytest.raises(BadInput, match="internal"):
        await do(gao, editor, keypoints.key_points, text="2026-06\n1. 内部文件传达情况")


async def test_bare_it_lists_the_month_and_offers_editors_to_write(
    gao: County, editor: Person, reporter: Person
) -> None:
    await do(gao, reporter, keypoints.key_points, text="")
    assert (await texts_to(gao, 40))[-1] == "2026年6月信息要点还没有发布。"
    await do(gao, editor, keypoints.key_points, text="")
    assert await last_labels(gao, 31) == ["写6月要点", "写7月要点"]
    await do(gao, editor, keypoints.press_write, month="2026-06")
    await do(gao, editor, talk.take_message, said="夏粮收购\n防汛备汛 | 隐患")
    assert "2. 防汛备汛" in (await shown(gao, 31))[-1].text


async def test_an_unknown_key_point_is_said_with_what_there_is(
    gao: County, editor: Person, reporter: Person
) -> None:
    said = f"#报送 春茶开园\n要点:9\n{BODY}"
    await do(gao, reporter, submissions.submit_tagged, said=said)
    assert "2026年6月还没有发布信息要点，“要点：9”未采用" in (await texts_to(gao, 40))[-1]
    await publish(gao, editor)
    await do(gao, reporter, submissions.submit_tagged, said=said.replace("春茶", "秋茶"))
    assert (
        "没有要点“9”，信息已照常收下，未对应要点。\n2026年6月信息要点：\n1. 夏粮收购"
        in (await texts_to(gao, 40))[-1]
    )
    assert "编辑原消息，写明编号，如：<code>要点：1</code>" in (await texts_to(gao, 40))[-1]
    await do(gao, reporter, submissions.submit_tagged, said=said.replace("春茶", "夏茶").replace("9", "<b>"))
    assert "对不上要点“&lt;b&gt;”，信息已照常收下，未对应要点。" in (await texts_to(gao, 40))[-1]
    await do(
        gao,
        reporter,
        submissions.submit_tagged,
        said=said.replace("春茶", "冬茶").replace("要点:9", "要点：1、2"),
    )
    assert (
        "2026年6月信息要点1：夏粮收购\n一条信息只对应一个要点：已计入要点1，未计入要点2。要改，请编辑原消息，只留一个编号。"
        in (await texts_to(gao, 40))[-1]
    )


async def test_an_edit_changes_the_key_point_and_the_card_shows_it(
    gao: County, editor: Person, reporter: Person
) -> None:
    await publish(gao, editor)
    said = f"#报送 春茶开园\n要点：夏粮\n{BODY}"
    await do(gao, reporter, submissions.submit_tagged, said=said, message_id=900)
    assert "要点：1. 夏粮收购" in (await shown(gao, DESK_CHAT))[-1].text
    await do(gao, reporter, revisions.edit_message, said=said.replace("夏粮", "3"), message_id=900)
    card = (await shown(gao, DESK_CHAT))[-1].text
    assert "要点：3. 上半年经济" in card and "要点：1→3" in card
    await do(gao, reporter, revisions.edit_message, said=f"#报送 春茶开园\n{BODY}", message_id=900)
    assert "不再对应要点3。" in (await texts_to(gao, 40))[-1]
    item = await gao.database.reads.items.find(1)
    assert item is not None and item.keypoint is None


async def test_the_notice_says_what_was_covered_and_stays_so(
    gao: County, editor: Person, reporter: Person
) -> None:
    await publish(gao, editor)
    for title, state in (("甲", ItemState.ADOPTED), ("乙", ItemState.WITHDRAWN)):
        await do(gao, reporter, submissions.submit_tagged, said=f"#报送 防汛{title}\n要点：2\n{BODY}{title}")
        item = await gao.database.reads.items.find_number(f"2026-000{1 if title == '甲' else 2}")
        assert item is not None
        async with gao.database.work(now=gao.clock.now()) as work:
            await work.items.set_state(replace(item, state=state, decided_at=work.now, editor_id=editor.id))
    gao.clock.moment = at("2026-07-03 09:00")
    async with gao.database.work(now=gao.clock.now()) as work:
        kept = await notices.publish(gao.office, work, month="2026-06")
    assert json.loads(kept.figures)["keypoints"] == [
        [1, "夏粮收购", 0, 0],
        [2, "防汛备汛", 1, 1],
        [3, "上半年经济", 0, 0],
    ]


async def test_where_the_bot_may_not_pin_the_administrators_hear_of_it_once(
    gao: County, editor: Person
) -> None:
    for month in ("2026-06", "2026-07"):
        gao.clock.moment = at(f"{month}-03 12:00")
        await publish(gao, editor, f"{month}\n{LINES}")
        [row] = (
            await rows_of(gao.database, "SELECT id FROM outbox WHERE method = 'pinChatMessage' ORDER BY id")
        )[-1:]
        async with gao.database.settling() as conn:
            await conn.execute_fetchall(f"UPDATE outbox SET state = 'sending' WHERE id = {row[0]}")
        async with gao.database.work(now=gao.clock.now()) as work:
            await refusals.take_refusal(gao.office, work, row_id=row[0], why=Hindrance.NO_PIN)
    told = [text for text in await texts_to(gao, DESK_CHAT) if "没有置顶权限" in text]
    assert len(told) == 1
    assert len(await shown(gao, WORK_CHAT)) == 2, "posted all the same"


async def test_the_preview_says_at_once_that_there_are_too_many(gao: County, editor: Person) -> None:
    lines = "\n".join(f"{number}. 第{number}个要点" for number in range(1, 22))
    assert (
        "⚠️ 共21条；每月最多20条，请删减后重新发来。" in (await write(gao, editor, f"2026-06\n{lines}")).text
    )
