"""A reporter submits, over real HTTP: one step, guided, in parts, edited, revised, withdrawn (manual, section 2)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.model import ItemState
from tests.support.county import BODY, TITLE
from tests.support.papers import PNG
from tests.support.running import RunningCounty


async def items_of(gao: RunningCounty) -> list[tuple[str, str, str]]:
    """Number, title and state of every item, as committed."""
    rows = await gao.desk.database.reader.execute_fetchall(
        "SELECT number, title, state FROM items ORDER BY id"
    )
    return [(row[0], row[1], row[2]) for row in rows]


async def test_one_step_in_private_gets_a_number_and_the_months_count(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    await wang.say(f"#报送 {TITLE}\n类别:苗头\n紧急\n{BODY}")
    receipt = await wang.wait_for("2026-0001")
    assert TITLE in receipt.text
    assert "本月第 1/4 条" in receipt.text
    card = await gao.card("2026-0001")
    assert "云茶镇 王茗" in card.text and "苗头" in card.text and "紧急" in card.text and "待审" in card.text
    assert {"采用", "退回", "不采用", "合并", "签收"} <= set(card.labels)


async def test_one_step_in_the_group_is_answered_there(gao: RunningCounty) -> None:
    wang = await gao.join("王茗", opens=False)
    sent = await wang.say(f"＃报送{TITLE}\n{BODY}", chat=gao.work_group)
    receipt = await wang.wait_for("2026-0001", chat=gao.work_group)
    assert receipt.reply_to == sent.id
    assert "打开私聊" in receipt.labels


async def test_a_tag_in_answer_to_ones_own_message_in_a_group_hands_that_in(gao: RunningCounty) -> None:
    wang, li, work = await gao.join("王茗"), await gao.join("李四", unit="沙河镇"), gao.work_group
    said = await wang.say(f"{TITLE}\n{BODY}", chat=work)
    await li.say("#报送", chat=work, reply_to=said)  # another's it is not
    await li.wait_for("缺标题", chat=work)
    await wang.say("#报送", chat=work, reply_to=said)
    assert (await wang.wait_for("2026-0001", chat=work)).reply_to == said.id
    await wang.say("＃报送", chat=work, reply_to=said)
    await wang.wait_for("那条消息已报送，编号 2026-0001", chat=work)
    await wang.edit(said, f"{TITLE}\n{BODY}另有两个村也已开园。")
    await wang.wait_for("已更新为第2版", chat=work)
    picture = await wang.send_photo(PNG, BODY.replace("早茶", "春笋"), chat=work)
    await wang.say("#报送 春笋上市", chat=work, reply_to=picture)
    assert "附件1个" in (await wang.wait_for("2026-0002 春笋上市", chat=work)).text
    missed = await wang.say(f"报送：夏粮收购\n{BODY.replace('早茶', '夏粮')}", chat=work)
    offer = await wang.wait_for(lambda s: "按报送收下" in s.labels, chat=work)
    await wang.say("#报送", chat=work, reply_to=missed)
    await wang.wait_for("2026-0003 夏粮收购", chat=work)
    await gao.idle()
    assert offer.id not in [s.id for s in wang.messages(work)]  # it could have handed it in twice
    assert [row[1] for row in await items_of(gao)] == [TITLE, "春笋上市", "夏粮收购"]


async def test_the_count_goes_past_the_quota_without_it(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    for place in range(1, 6):
        await wang.say(f"#报送 第{place}条信息\n{BODY}")
        receipt = await wang.wait_for(f"2026-000{place}")
        assert ("本月第 5 条" if place == 5 else f"本月第 {place}/4 条") in receipt.text


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("类别：大事", "没有“大事”这一类别"),
        ("选题：T99", "选题“T99”不存在或已关闭"),
        ("主题：茶叶", "没有“茶叶”这一主题"),
    ],
)
async def test_unknown_headers_are_stored_and_told(gao: RunningCounty, header: str, said: str) -> None:
    wang = await gao.join("王茗")
    await wang.say(f"#报送 {TITLE}\n{header}\n{BODY}")
    assert said in (await wang.wait_for("2026-0001")).text


async def test_too_short_becomes_a_draft_that_asks_for_the_rest(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    await wang.say(f"#报送 {TITLE}\n太短。")
    assert "已存为草稿" in (await wang.wait_for("草稿")).text
    assert await items_of(gao) == []
    await wang.say(BODY)
    preview = await wang.wait_for("预览")
    assert {"提交", "修改", "类别", "主题", "紧急", "取消"} <= set(preview.labels)
    await wang.press(preview, "提交")
    await wang.wait_for("2026-0001")
    assert await items_of(gao) == [("2026-0001", TITLE, "waiting")]


async def test_two_tags_are_asked_about_before_anything_is_numbered(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    await wang.say(f"#报送 第一条\n{BODY}\n#报送 第二条\n{BODY}")
    ask = await wang.wait_for("2条信息")
    assert await items_of(gao) == []
    await wang.press(ask, "拆成2条")
    await wang.wait_for("2026-0002")
    assert [(number, title) for number, title, _ in await items_of(gao)] == [
        ("2026-0001", "第一条"),
        ("2026-0002", "第二条"),
    ]


async def test_one_item_of_two_tags_keeps_every_word(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    await wang.say(f"#报送 第一条\n{BODY}\n#报送 第二条\n后半。")
    await wang.press(await wang.wait_for("2条信息"), "就是一条")
    await wang.wait_for("2026-0001")
    item = await gao.desk.database.reads.items.find_number("2026-0001")
    assert item is not None and item.body == f"{BODY}\n第二条\n后半。"


async def test_guided_in_several_messages(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    await wang.say("报送")
    await wang.wait_for("第一行为标题")
    await wang.say(f"{TITLE}\n{BODY}")
    await wang.wait_for("预览")
    await wang.say("下一步，该镇将对接6家加工企业。")
    preview = await wang.wait_for("6家加工企业")
    await wang.press(preview, "类别")
    preview = await wang.wait_for(lambda s: "综合" in s.labels)
    await wang.press(preview, "综合")
    preview = await wang.wait_for(lambda s: "综合" in s.text and "提交" in s.labels)
    await wang.press(preview, "紧急")
    preview = await wang.wait_for(lambda s: "类别：综合\n🔴 紧急" in s.text)
    assert (await wang.press(preview, "主题")).alert
    await wang.press(preview, "提交")
    await wang.wait_for("本月第 1/4 条")
    item = await gao.desk.database.reads.items.find_number("2026-0001")
    assert item is not None
    assert (item.title, item.kind, item.is_urgent) == (TITLE, "comprehensive", True)
    assert item.body == f"{BODY}\n下一步，该镇将对接6家加工企业。"
    await gao.idle()
    assert not [s for s in wang.messages() if "预览" in s.text], "only what is submitted stays in the chat"


async def test_long_private_text_brings_up_the_preview_and_a_short_one_a_hint(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    await wang.say("收到")
    await wang.wait_for("未作保存")
    await wang.say("https://example.com/a/very/long/address/that/is/no/item")
    await wang.wait_for("未作保存")
    await wang.say(BODY)
    preview = await wang.wait_for("预览")
    assert "缺标题" in preview.text
    await wang.say(TITLE)
    preview = await wang.wait_for(TITLE)
    await wang.press(preview, "提交")
    await wang.wait_for("2026-0001")


async def test_a_cancelled_draft_leaves_nothing_and_its_buttons_say_so(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    await wang.say(f"{TITLE}\n{BODY}")
    preview = await wang.wait_for("预览")
    await wang.press(preview, "取消")
    gone = await wang.wait_for("已取消")
    assert gone.labels == []
    assert await items_of(gao) == []


async def test_an_edit_before_review_makes_a_version_and_after_it_points_to_revise(
    gao: RunningCounty,
) -> None:
    wang = await gao.join("王茗")
    sent = await wang.say(f"#报送 {TITLE}\n{BODY}")
    await wang.wait_for("2026-0001")
    await wang.edit(sent, f"#报送 {TITLE}\n{BODY.replace('4.6吨', '4.8吨')}")
    told = await wang.wait_for("第2版")
    assert "4.6吨" in told.text and "4.8吨" in told.text
    card = await gao.owner.wait_for("第2版", chat=gao.desk_group, since=0)
    await gao.owner.press(card, "签收")
    await wang.edit(sent, f"#报送 {TITLE}\n{BODY}改。")
    assert "/revise_2026_0001" in (await wang.wait_for("本次修改未采纳")).text
    versions = await gao.desk.database.reads.items.versions(1)
    assert [version for version, *_ in versions] == [1, 2]


async def test_revise_after_return_keeps_the_number_and_shows_the_change(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    await wang.say(f"#报送 {TITLE}\n{BODY}")
    await wang.wait_for("2026-0001")
    card = await gao.card("2026-0001")
    await gao.owner.press(card, "退回")
    card = await gao.owner.wait_for(lambda s: "要素不全" in s.labels, chat=gao.desk_group)
    await gao.owner.press(card, "要素不全")
    returned = await wang.wait_for("已退回")
    assert "要素不全" in returned.text
    await wang.press(returned, "修改")
    await wang.wait_for("修改后的全文")
    await wang.say(f"{TITLE}\n{BODY.replace('48元', '52元')}")
    preview = await wang.wait_for("修改稿预览")
    await wang.press(preview, "提交")
    assert "第2版" in (await wang.wait_for("已更新")).text
    await gao.idle()
    fresh = await gao.card("2026-0001")
    assert fresh.id != card.id and "48元" in fresh.text and "52元" in fresh.text
    assert gao.owner.message(card).labels == []
    item = await gao.desk.database.reads.items.find_number("2026-0001")
    assert item is not None and (item.state, item.version) == (ItemState.WAITING, 2)


async def test_withdraw_before_review_only_one_s_own(gao: RunningCounty) -> None:
    wang, li = await gao.join("王茗"), await gao.join("李树青", unit="县农业局")
    await wang.say(f"#报送 {TITLE}\n{BODY}")
    await wang.wait_for("2026-0001")
    await li.say("/withdraw 2026-0001")
    await li.wait_for("没有编号为2026-0001的信息")
    await wang.say("/withdraw 2026-0001")
    await wang.wait_for("已撤回")
    await wang.say("/withdraw 2026-0001")
    await wang.wait_for("不能再撤回")
    await wang.say(f"#报送 另一条\n{BODY}")
    assert "本月第 1/4 条" in (await wang.wait_for("2026-0002")).text


async def test_my_and_item_show_one_s_own_and_hide_what_is_not_adopted(gao: RunningCounty) -> None:
    wang, li = await gao.join("王茗"), await gao.join("李树青", unit="县农业局")
    await wang.say(f"#报送 {TITLE}\n{BODY}")
    await wang.wait_for("2026-0001")
    await wang.say("我的")
    mine = await wang.wait_for("已报1条（任务4条），还差3条")
    assert "待审" in mine.text
    await li.say("/item 2026-0001")
    await li.wait_for("没有编号为2026-0001的信息，或您无权查看")
    await gao.owner.press(await gao.card("2026-0001"), "采用")
    await wang.wait_for("已采用", since=0)
    await li.say("/item 2026-0001")
    assert BODY in (await li.wait_for("经过")).text


async def test_two_hundred_at_once_get_gapless_numbers(gao: RunningCounty) -> None:
    people = [await gao.join(f"信息员{place}", opens=False) for place in range(200)]
    for person in people:
        gao.sandbox.people.say(person.user, f"#报送 {TITLE}\n{BODY}", chat=gao.work_group)
    await gao.idle(timeout=60)
    numbers = sorted(number for number, _, _ in await items_of(gao))
    assert numbers == [f"2026-{place:04}" for place in range(1, 201)]


async def test_html_is_shown_as_it_was_typed(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    await wang.say(f"#报送 <b>标题&amp;</b>\n<script>alert(1)</script>{BODY}")
    assert "<b>标题&amp;</b>" in (await wang.wait_for("2026-0001")).text
    assert "<script>alert(1)</script>" in (await gao.card("2026-0001")).text


@pytest.mark.parametrize("in_group", [False, True])
async def test_the_rest_of_a_long_paste_belongs_to_the_item_that_telegram_cut(
    gao: RunningCounty, in_group: bool
) -> None:
    wang = await gao.join("王茗")
    chat = gao.work_group if in_group else None
    whole = f"#报送 {TITLE}\n" + "茶" * 5000 + "。完。"
    await wang.say(whole[:4096], chat=chat)
    await wang.say(whole[4096:], chat=chat)
    await wang.wait_for("第2版", chat=chat)
    item = await gao.desk.database.reads.items.find_number("2026-0001")
    assert item is not None and item.body == "茶" * 5000 + "。完。"
    assert len(await items_of(gao)) == 1
    await wang.say("收到", chat=gao.work_group)
    await gao.idle()
    assert len(await gao.desk.database.reads.items.versions(1)) == 2


async def test_an_album_without_words_is_answered_once(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    await wang.send_album([(f"{place}.pdf", b"%PDF-1.7") for place in range(4)], as_photos=False)
    await wang.wait_for("📎 附件4个", timeout=20)
    await gao.idle()
    assert sum("已存为草稿" in s.text for s in wang.messages()) == 1


async def test_an_old_message_that_is_edited_into_an_item_counts_by_the_edit(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    gao.clock.shift_to(datetime(2026, 5, 31, 15, 0, tzinfo=UTC))
    sent = await wang.say(f"{TITLE}：请指正", chat=gao.work_group)
    await gao.idle()
    gao.clock.shift_to(datetime(2026, 6, 2, 4, 0, tzinfo=UTC))
    await wang.edit(sent, f"#报送 {TITLE}\n{BODY}")
    receipt = await wang.wait_for("2026-0001", chat=gao.work_group)
    assert "本月第 1/4 条" in receipt.text
    item = await gao.desk.database.reads.items.find_number("2026-0001")
    assert item is not None and item.month == "2026-06"
