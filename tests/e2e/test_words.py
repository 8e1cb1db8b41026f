"""Words as people type and tap them, from the message to the answer (manual, section 1, "Manners")."""

from __future__ import annotations

import pytest

from tests.e2e.test_nobody import ANONYMOUS, CHANNEL, SERVICE, spoken
from tests.support.county import BODY, TITLE
from tests.support.running import RunningCounty

DEMAND = "#需求 冬春农田水利建设\n截止：3个工作日\n名额：2\n请反映开工数量、资金到位情况和存在的困难。"
MASKED = "未作处理：您以匿名管理员或频道身份发言"


async def post_demand(gao: RunningCounty) -> None:
    await gao.owner.say(DEMAND)
    preview = await gao.owner.wait_for(["约稿预览", "选题预览"][1])
    await gao.owner.press(preview, "发布")
    await gao.owner.wait_for("已发布")


@pytest.mark.parametrize(
    "typed", ["/item_2026_0001", "/item 1", "/item_1@zhibao_bot", "1", "2026-1", "/Item 0001"]
)
async def test_an_item_is_opened_by_a_tap_and_by_its_short_number(gao: RunningCounty, typed: str) -> None:
    wang = await gao.join("王茗")
    await wang.say(f"#报送 {TITLE}\n{BODY}")
    await wang.wait_for("已收到")
    username = gao.sandbox.world.bot.username
    await wang.say(typed.replace("zhibao_bot", username or ""))
    assert "2026-0001" in (await wang.wait_for("经过")).text


async def test_a_demand_is_booked_given_back_and_closed_by_taps(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    await post_demand(gao)
    await wang.say("/book")
    choice = await wang.wait_for("要预约哪个选题")
    assert choice.labels == ["预约 T1 冬春农田水利建设"]
    await wang.say("/book_1")
    await wang.wait_for("已为云茶镇预约")
    await wang.say("/unbook_1")
    await wang.wait_for("已取消 T1 的预约")
    await gao.owner.say("/extend_1")
    assert (await gao.owner.wait_for("延长多久")).labels == ["1天", "3天", "一周"]
    await gao.owner.say("/topics_1")
    assert "请反映开工数量" in (await gao.owner.wait_for(["还没有单位预约", "名额"][1])).text


async def test_a_command_in_one_word_for_another_bot_is_not_ours(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    before = len(wang.messages(gao.work_group))
    await wang.say("/book_1@other_bot", chat=gao.work_group)
    await gao.idle()
    assert len(wang.messages(gao.work_group)) == before + 1


async def test_a_chinese_keyboards_slash_begins_a_command_and_in_groups_only_ours(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    await wang.say("／item 2026-0009")
    await wang.wait_for("没有编号为2026-0009的信息")
    await wang.say("／没有这个", chat=gao.work_group)
    await wang.say("／nosuch", chat=gao.work_group)
    before = len(wang.messages(gao.work_group))
    await gao.idle()
    assert len(wang.messages(gao.work_group)) == before
    await wang.say("／topics", chat=gao.work_group)
    await wang.wait_for("选题", chat=gao.work_group)
    # A command that was copied as code, or stands in bold, where Telegram marks none, or another thing first.
    for mark in ("code", "bold", "blockquote"):
        typed = gao.sandbox.world.draft(gao.sandbox.world.chats[wang.id], wang.user)
        typed.text = "/item 2026-0007"
        typed.entities = [{"type": mark, "offset": 0, "length": 15}]
        wang.mark = gao.sandbox.world.journal.last_id
        gao.sandbox.world.post(gao.sandbox.world.chats[wang.id], typed)
        await wang.wait_for("没有编号为2026-0007的信息")


async def test_what_begins_with_the_bots_name_in_a_group_is_answered(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    await wang.say("@zhibao_bot 在吗，请问怎么报", chat=gao.work_group)
    assert "以 #报送 开头" in (await wang.wait_for("未作保存", chat=gao.work_group)).text
    await wang.say(f"@zhibao_bot {TITLE}\n{BODY}", chat=gao.work_group)
    offer = await wang.wait_for(lambda s: "按报送收下" in s.labels, chat=gao.work_group)
    await wang.press(offer, "按报送收下")
    await wang.wait_for(f"2026-0001 {TITLE}", chat=gao.work_group)
    await wang.say("@zhibao_bot 谢谢", chat=gao.work_group)
    await wang.say("／ｉｔｅｍ　１")
    await wang.wait_for(f"2026-0001 {TITLE}")
    await gao.idle()
    assert len([s for s in wang.messages(gao.work_group) if "未作保存" in s.text]) == 1


async def test_a_mention_before_the_tag_is_simply_accepted(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    username = gao.sandbox.world.bot.username
    await wang.say(f"@{username} #报送 {TITLE}\n{BODY}", chat=gao.work_group)
    assert "2026-0001" in (await wang.wait_for("已收到", chat=gao.work_group)).text


async def test_a_near_miss_in_the_group_is_taken_by_its_button(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    await wang.say(f"【报送】{TITLE}\n{BODY}", chat=gao.work_group)
    offer = await wang.wait_for("这条未收下", chat=gao.work_group)
    await wang.press(offer, "按报送收下")
    assert TITLE in (await wang.wait_for("已收到", chat=gao.work_group)).text


@pytest.mark.parametrize("word", ["我还差几条", "我还差几条？", "我的"])
async def test_how_many_i_owe_is_asked_in_words(gao: RunningCounty, word: str) -> None:
    wang = await gao.join("王茗")
    await wang.say(word)
    await wang.wait_for("您还没有报送过信息")


async def test_withdraw_in_a_word_lists_what_can_be(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    await wang.say(f"#报送 {TITLE}\n{BODY}")
    await wang.wait_for("已收到")
    await wang.say("撤回")
    choice = await wang.wait_for("要撤回哪一条")
    await wang.press(choice, choice.labels[0])
    await wang.wait_for("已撤回：")


@pytest.mark.parametrize("sender", [ANONYMOUS, CHANNEL], ids=["anonymous", "channel"])
@pytest.mark.parametrize("text", ["/bind desk", f"#报送 {TITLE}\n{BODY}", "/my"])
async def test_who_speaks_in_a_groups_name_hears_why_it_does_not_work(
    gao: RunningCounty, sender: dict[str, object], text: str
) -> None:
    gao.sandbox.world.mailbox.put("message", spoken(gao, sender, text=text))
    await gao.owner.wait_for(MASKED, chat=gao.work_group)


async def test_a_linked_channels_post_and_talk_without_a_name_are_met_with_silence(
    gao: RunningCounty,
) -> None:
    for sender, text in ((SERVICE, f"#报送 {TITLE}\n{BODY}"), (ANONYMOUS, "早上好"), (ANONYMOUS, "/foo")):
        gao.sandbox.world.mailbox.put("message", spoken(gao, sender, text=text))
    await gao.idle()
    assert [m for m in gao.owner.messages(gao.work_group) if MASKED in m.text] == []


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_template_in_the_help_is_accepted_as_it_stands(gao: RunningCounty, language: str) -> None:
    wang = await gao.join("王茗")
    await wang.say(f"/lang {language}")
    await wang.wait_for("English" if language == "en" else "简体中文")
    await wang.say("/help")
    help_text = (await wang.wait_for("复制后改写" if language == "zh" else "copy this")).text
    begin = help_text.index("#")
    template = "\n".join(help_text[begin:].split("\n")[:3])
    await wang.say(template)
    receipt = (await wang.wait_for("2026-0001")).text
    assert receipt.split("\n")[1:] == [
        {"zh": "本月第 1/4 条", "en": "Item 1 of 4 this month"}[language],
        {
            "zh": "审核前可直接编辑原消息更正。",
            "en": "Until it is reviewed you can correct it by editing your message.",
        }[language],
    ]


@pytest.mark.parametrize("template", ["zh", "en"])
async def test_the_demand_template_in_the_help_needs_nothing_more(gao: RunningCounty, template: str) -> None:
    await gao.owner.say(f"/lang {template}")
    await gao.owner.wait_for("English" if template == "en" else "简体中文")
    await gao.owner.say("/help")
    tag = {"zh": "#需求", "en": "#demand"}[template]
    help_text = (await gao.owner.wait_for(tag)).text
    await gao.owner.say("\n".join(help_text[help_text.index(tag) :].split("\n")[:4]))
    preview = await gao.owner.wait_for("选题预览" if template == "zh" else "Preview of a topic")
    assert preview.labels[0] == ("发布" if template == "zh" else "Post")
