"""咨询: a question goes to the desk, editors' answers back in private, and so on; two answer, and both are named."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.desk import conversing, talk, today
from bot.desk.clock import posts
from bot.desk.guidance import inquiries
from bot.desk.items import held, wiping
from bot.errors import BadInput, NotAllowed, NotFound, WrongState
from bot.model import Blocked, DraftKind, Person, PersonState, PlaceKind
from tests.support.county import DESK_CHAT, WORK_CHAT, County, at, rows_of
from tests.support.scenes import Shown, audit, do, shown, tap, texts_to


async def newest(gao: County, chat_id: int, words: str) -> Shown:
    """The newest message to a chat that holds the words."""
    return [each for each in await shown(gao, chat_id) if words in each.text][-1]


async def ask(gao: County, who: Person, words: str, *, chat_id: int | None = None) -> None:
    await do(gao, who, inquiries.command, text=words, chat_id=chat_id)


async def reply(gao: County, who: Person, to: Shown, words: str, *, chat_id: int | None = None) -> None:
    await do(gao, who, talk.take_message, said=words, reply_to=to.message_id, chat_id=chat_id)


async def test_a_thread_goes_to_and_fro(gao: County, zhang: Person, zhou: Person) -> None:
    await ask(gao, zhang, "汛情信息多快要报？")
    card = await newest(gao, DESK_CHAT, "汛情信息")
    assert card.text == (
        "❓ <b>咨询</b>　云茶镇 张三　6月3日 12:00\n汛情信息多快要报？\n<i>“回复”本条消息即可答复，私下送达提问人。</i>"
    )
    assert card.labels == ["答复"]
    await reply(gao, zhou, card, "先电话，30分钟内报首条。", chat_id=DESK_CHAT)
    told = await newest(gao, 11, "先电话")
    assert told.text == (
        "💬 周编答复您的咨询“汛情信息多快要报？”\n先电话，30分钟内报首条。\n<i>如需追问，请直接“回复”本条消息。</i>"
    )
    assert "✅ 已答复：周编" in (await newest(gao, DESK_CHAT, "汛情信息")).text
    await reply(gao, zhang, told, "首条写哪些？")
    further = await newest(gao, DESK_CHAT, "首条写哪些")
    assert further.text == "❓ 云茶镇 张三就“汛情信息多快要报？”追问\n首条写哪些？"
    assert further.reply_to == card.message_id, "under the question"
    assert "又有追问" in (await newest(gao, DESK_CHAT, "✅ 已答复")).text
    await reply(gao, zhou, further, "时间、地点、伤亡、处置。", chat_id=DESK_CHAT)
    assert "时间、地点" in (await newest(gao, 11, "时间、地点")).text
    await tap(gao, zhang, told, "追问", inquiries.press_show)
    thread = (await newest(gao, 11, "汛情信息多快要报？\n")).text
    assert [line.partition(" 12:00 ")[2] for line in thread.split("\n")[1:]] == [
        "张三：汛情信息多快要报？",
        "周编：先电话，30分钟内报首条。",
        "张三：首条写哪些？",
        "周编：时间、地点、伤亡、处置。",
    ]
    assert await audit(gao, inquiries.SUBJECT, 1) == ["ask", "answer_ask", "ask", "answer_ask"]


async def test_what_is_written_next_without_a_reply_goes_on_with_the_thread(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await ask(gao, zhang, "汛情信息多快要报？")
    card = await newest(gao, DESK_CHAT, "汛情信息")
    await reply(gao, zhou, card, "先电话，30分钟内报首条。", chat_id=DESK_CHAT)
    gao.clock.moment += timedelta(minutes=10)
    await do(gao, zhang, talk.take_message, said="首条写哪些内容？")
    assert (await newest(gao, DESK_CHAT, "首条写")).text.endswith("追问\n首条写哪些内容？")
    receipt = await newest(gao, 11, "追问转采编")
    assert "对“汛情信息多快要报？”的追问" in receipt.text and receipt.labels == ["撤回这条"]
    await do(gao, zhang, talk.take_message, said="急吗？")
    assert (await newest(gao, DESK_CHAT, "急吗")).text.endswith("追问\n急吗？")
    await do(gao, li, talk.take_message, said="首条写哪些内容？")
    assert "追问" not in (await shown(gao, 12))[-1].text
    gao.clock.moment += timedelta(hours=1)
    long = "昨天下午柏溪镇河口村连续降雨，河水上涨，村里已转移群众三十余人，暂无伤亡。"
    await do(gao, zhang, talk.take_message, said=long)
    asked = (await shown(gao, 11))[-1]
    assert asked.labels[:2] == ["咨询“汛情信息多快要报？”", "作为一条新信息"]
    drafts = await gao.database.reads.drafts.of(zhang.telegram_id or 0)
    (offered,) = [each.id for each in drafts if each.kind is DraftKind.INQUIRY]
    await tap(gao, zhang, asked, asked.labels[0], conversing.choose_answer, draft_id=offered)
    assert (await newest(gao, DESK_CHAT, "河口村")).text.endswith(f"追问\n{long}")
    gao.clock.moment += timedelta(hours=3)
    await do(gao, zhang, talk.take_message, said="首条写哪些内容？")
    assert "追问" not in (await shown(gao, 11))[-1].text


async def test_two_editors_answer_and_both_are_named(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    await ask(gao, zhang, "标题怎么写？")
    card = await newest(gao, DESK_CHAT, "标题怎么写")
    await reply(gao, zhou, card, "写出数字。", chat_id=DESK_CHAT)
    await reply(gao, wu, card, "不写套话。", chat_id=DESK_CHAT)
    assert "💬 周编答复" in (await newest(gao, 11, "写出数字")).text
    assert "💬 吴编答复" in (await newest(gao, 11, "不写套话")).text
    assert "✅ 已答复：周编、吴编" in (await newest(gao, DESK_CHAT, "标题怎么写")).text


async def test_with_two_questions_open_each_answer_reaches_who_asked(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await ask(gao, zhang, "甲问")
    await ask(gao, li, "乙问")
    await reply(gao, zhou, await newest(gao, DESK_CHAT, "乙问"), "答乙", chat_id=DESK_CHAT)
    assert "答乙" in (await newest(gao, 12, "答乙")).text
    assert [text for text in await texts_to(gao, 11) if "答乙" in text] == []


async def test_answers_by_button_are_asked_for_on_both_sides(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await ask(gao, zhang, "甲问")
    await tap(
        gao, zhou, await newest(gao, DESK_CHAT, "甲问"), "答复", inquiries.press_answer, chat_id=DESK_CHAT
    )
    asked = await newest(gao, DESK_CHAT, "写给张三的答复")
    await reply(gao, zhou, asked, "答甲", chat_id=DESK_CHAT)
    told = await newest(gao, 11, "答甲")
    await tap(gao, zhang, told, "追问", inquiries.press_answer)
    await do(gao, zhang, talk.take_message, said="再问一句")
    assert "追问\n再问一句" in (await newest(gao, DESK_CHAT, "再问一句")).text


async def test_a_bare_command_shows_the_own_questions_and_asks_or_the_open_ones_to_editors(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await ask(gao, zhang, "")
    await do(gao, zhang, talk.take_message, said="怎么报紧急信息？")
    await ask(gao, li, "李四的问题")
    await ask(gao, zhang, "")
    mine = await newest(gao, 11, "我的咨询")
    assert "怎么报紧急信息？（待答复）" in mine.text and "李四" not in mine.text
    assert mine.labels == ["1"]
    await ask(gao, zhou, "", chat_id=DESK_CHAT)
    waiting = await newest(gao, DESK_CHAT, "待答复的咨询")
    assert "待答复的咨询（2）" in waiting.text and waiting.labels == ["1", "2"]
    await tap(gao, zhou, waiting, "2", inquiries.press_show, chat_id=DESK_CHAT)
    thread = await newest(gao, DESK_CHAT, "李四：李四的问题")
    await reply(gao, zhou, thread, "从列表答", chat_id=DESK_CHAT)
    assert "从列表答" in (await newest(gao, 12, "从列表答")).text
    await ask(gao, zhou, "", chat_id=DESK_CHAT)
    assert "李四" not in (await newest(gao, DESK_CHAT, "待答复的咨询（1）")).text


async def test_a_question_from_a_group_is_answered_in_private(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await ask(gao, zhang, "群里问一句", chat_id=WORK_CHAT)
    assert "答复会私下发给您" in (await newest(gao, WORK_CHAT, "已转采编")).text
    await reply(gao, zhou, await newest(gao, DESK_CHAT, "群里问一句"), "答在私下", chat_id=DESK_CHAT)
    assert [text for text in await texts_to(gao, WORK_CHAT) if "答在私下" in text] == []
    assert await texts_to(gao, 11) != []


async def test_an_editor_is_told_that_an_answer_waits_for_a_closed_chat(
    gao: County, places: None, zhou: Person
) -> None:
    shut = await gao.person("王五", "云茶镇", telegram_id=13, is_open=False)
    await ask(gao, shut, "还没打开私聊", chat_id=WORK_CHAT)
    await reply(gao, zhou, await newest(gao, DESK_CHAT, "还没打开私聊"), "好", chat_id=DESK_CHAT)
    assert "王五还没有打开与我的私聊" in (await newest(gao, DESK_CHAT, "答复已存好")).text


async def test_thanks_do_not_open_a_question_again(gao: County, zhang: Person, zhou: Person) -> None:
    await ask(gao, zhang, "甲问")
    await reply(gao, zhou, await newest(gao, DESK_CHAT, "甲问"), "答甲", chat_id=DESK_CHAT)
    await reply(gao, zhang, await newest(gao, 11, "答甲"), "谢谢！")
    assert (await gao.database.reads.inquiries.find(1)).waits_since is None  # type: ignore[union-attr]


async def test_others_see_nothing_of_a_thread(gao: County, zhang: Person, li: Person, zhou: Person) -> None:
    await ask(gao, zhang, "只问编辑")
    with pytest.raises(NotAllowed):
        await do(gao, li, inquiries.press_show, inquiry_id=1)
    with pytest.raises(NotAllowed):
        await do(gao, li, inquiries.press_answer, inquiry_id=1)
    with pytest.raises(NotAllowed):  # the own thread, where others would read it
        await do(gao, zhang, inquiries.press_show, inquiry_id=1, chat_id=WORK_CHAT)
    with pytest.raises(NotFound):
        await do(gao, zhou, inquiries.press_show, inquiry_id=77)


async def test_a_question_is_taken_back_by_its_writer_within_ten_minutes(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await ask(gao, zhang, "问错了")
    told = await newest(gao, 11, "已转采编")
    with pytest.raises(NotAllowed):
        await tap(gao, li, told, "撤回这条", inquiries.take_back)
    await tap(gao, zhang, told, "撤回这条", inquiries.take_back)
    assert [each.text for each in await shown(gao, DESK_CHAT) if "问错" in each.text] == []
    assert (await newest(gao, DESK_CHAT, "已撤回")).text == "云茶镇 张三已撤回这条咨询。"
    assert await rows_of(gao.database, "SELECT * FROM inquiries") == []
    await ask(gao, zhang, "问对了")
    gao.clock.moment += timedelta(minutes=11)
    with pytest.raises(WrongState):
        await tap(gao, zhang, await newest(gao, 11, "已转采编"), "撤回这条", inquiries.take_back)


async def test_what_may_be_internal_is_neither_kept_nor_passed_on(
    gao: County, zhang: Person, zhou: Person
) -> None:
    internal = "请参考这份内部文件，暂不公开"
    assert held.alarm_of(gao.office, [internal]), "the rule book holds it"
    with pytest.raises(BadInput):
        await ask(gao, zhang, internal)
    with pytest.raises(BadInput):
        await ask(gao, zhang, "长" * 2001)
    assert await rows_of(gao.database, "SELECT * FROM inquiry_texts") == []


async def test_of_a_question_that_an_edit_gives_a_marking_nothing_stays(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await do(gao, zhang, inquiries.command, text="云茶镇的调查结果怎么写才好", message_id=4711)
    async with gao.database.work(now=gao.clock.now()) as work:
        message = Blocked(
            rule="marking",
            chat_id=11,
            thread_id=0,
            telegram_id=11,
            message_id=4711,
            at=0,
            is_private=True,
            is_edit=True,
            album="",
        )
        await wiping.wipe_message(gao.office, work, message)
    rows = await rows_of(gao.database, "SELECT text FROM inquiry_texts")
    assert [row[0] for row in rows] == [""]
    rows = await rows_of(gao.database, "SELECT payload FROM outbox WHERE payload LIKE '%调查结果%'")
    assert rows == []


async def test_who_is_no_longer_here_gets_no_answer_and_the_editor_hears_so(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await ask(gao, zhang, "甲问")
    card = await newest(gao, DESK_CHAT, "甲问")
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.people.save(replace(zhang, state=PersonState.REMOVED))
        await work.refresh_directory()
    with pytest.raises(WrongState):
        await reply(gao, zhou, card, "答", chat_id=DESK_CHAT)
    await ask(gao, zhou, "", chat_id=DESK_CHAT)
    assert "没有待答复的咨询" in (await shown(gao, DESK_CHAT))[-1].text


async def test_a_question_that_waits_too_long_is_in_the_list_of_the_day(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await ask(gao, zhang, "等了一天的问题")
    gao.clock.moment = at("2026-06-04 08:55")
    await ask(gao, li, "刚问的问题")
    gao.clock.moment = at("2026-06-04 09:00")
    async with gao.database.work(now=gao.clock.now()) as work:
        (desk,) = work.directory.places_of(PlaceKind.DESK)
        await posts.post_in(gao.office, work, place_id=desk.id, key="deadlines", period="2026-06-04")
    text = (await newest(gao, DESK_CHAT, "咨询久未答复")).text
    assert "张三，6月3日 12:00起：等了一天的问题" in text and "刚问的问题" not in text


async def test_an_editors_day_begins_with_what_nobody_has_answered(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await ask(gao, zhang, "甲问")
    await ask(gao, li, "乙问")
    await ask(gao, zhang, "丙问")
    await ask(gao, zhou, "编辑自己问")
    await do(gao, zhou, today.show)
    text = (await newest(gao, 21, "今日")).text
    assert "① ❓ 张三咨询：甲问\n② ❓ 李四咨询：乙问\n另有咨询1条：/ask" in text and "编辑自己问" not in text
    await do(gao, zhang, today.show)
    assert "咨询" not in (await shown(gao, 11))[-1].text
