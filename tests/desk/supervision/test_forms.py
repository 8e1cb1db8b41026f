"""A supervision task as it is written: in one message, step by step, and from a leader's comment."""

from __future__ import annotations

import pytest

from bot.desk import forms, letters, shortcuts, talk
from bot.desk.items import leader_comments
from bot.desk.people import members, roster
from bot.desk.supervision import forms as task_forms
from bot.errors import NotAllowed
from bot.model import Person, PersonState, Role
from tests.support.county import DESK_CHAT, WORK_CHAT, County
from tests.support.scenes import DUE, Shown, do, press, shown, tap, texts_to

WHOLE = "整治早茶市场\n承办：云茶镇\n协办：沙河镇、王茗\n截止：6月12日\n请逐家检查，报整改情况。"


async def last(gao: County, chat: int, part: str = "") -> Shown:
    return next(each for each in reversed(await shown(gao, chat)) if part in each.text)


async def write(gao: County, who: Person, text: str, *, chat_id: int | None = None) -> None:
    await do(gao, who, forms.write, form="task", text=text, chat_id=chat_id)


async def test_one_message_has_a_preview_and_then_a_number(
    gao: County, zhang: Person, li: Person, wang: Person, zhou: Person
) -> None:
    await gao.person("赵六", "云茶镇")
    await write(gao, zhou, WHOLE)
    preview = await last(gao, 21, "预览")
    assert preview.text == (
        "📝 督办件预览\n<b>整治早茶市场</b>\n请逐家检查，报整改情况。\n承办：云茶镇\n协办：沙河镇、云茶镇 王茗\n"
        "截止：6月12日（周五）17:30\n⚠️ 没有 Telegram 账号的1人：云茶镇 赵六。请另行通知。\n尚未发布。"
    )
    assert preview.labels == ["发布", "修改", "取消"]
    await tap(gao, zhou, preview, "发布", forms.post)
    done = await last(gao, 21, "已发布")
    assert done.text.startswith(
        "已发布：<b>B1</b> 整治早茶市场\n截止：6月12日（周五）17:30\n已通知：3人\n⚠️ 没有 Telegram 账号"
    )
    for chat in (11, 12, 13):
        card = await last(gao, chat, "督办件 B1")
        assert "协办：沙河镇（未签收）、云茶镇 王茗（未签收）" in card.text and card.labels == ["接受"]


async def test_a_bare_command_asks_step_by_step_and_fifteen_working_days_are_usual(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await write(gao, zhou, "")
    assert "标题" in (await last(gao, 21)).text
    for said in ("整治早茶市场", "请逐家检查。", "云茶"):
        await do(gao, zhou, talk.take_message, said=said)
    asked = await last(gao, 21)
    assert "是否指：云茶镇？" in asked.text and asked.labels[0] == "云茶镇"
    await do(gao, zhou, talk.take_message, said="云茶镇")
    for _ in range(3):
        await do(gao, zhou, talk.take_message, said="跳过")
    assert "截止：6月25日（周四）17:30（15个工作日）" in (await last(gao, 21, "预览")).text


async def test_one_alone_leads(gao: County, zhang: Person, li: Person, zhou: Person) -> None:
    await write(gao, zhou, "整治早茶市场\n承办：云茶镇、沙河镇")
    assert "承办只写一个单位或一个人，其他单位请写在“协办”里。" in (await last(gao, 21)).text
    await do(gao, zhou, talk.take_message, said="承办：李四")
    assert "承办：沙河镇 李四" in (await last(gao, 21, "预览")).text


async def test_an_item_that_is_not_there_is_no_source(gao: County, zhang: Person, zhou: Person) -> None:
    await write(gao, zhou, "整治早茶市场\n承办：云茶镇\n来源：99")
    preview = await last(gao, 21, "预览")
    assert "⚠️ 没有编号为2026-0099的信息。请更正来源，或写“来源：无”。" in preview.text
    toast = await tap(gao, zhou, preview, "发布", forms.post)
    assert toast.alert and await gao.database.reads.supervision.find(1) is None
    await do(gao, zhou, talk.take_message, said="来源：无")
    assert "来源" not in (await last(gao, 21, "预览")).text


async def test_who_may_not_is_told_so_in_one_line(gao: County, zhang: Person, zhou: Person) -> None:
    with pytest.raises(NotAllowed):
        await write(gao, zhang, WHOLE)
    with pytest.raises(NotAllowed):
        await write(gao, zhou, WHOLE, chat_id=WORK_CHAT)


async def test_a_leaders_comment_fills_the_form_but_for_who_leads(
    gao: County, zhang: Person, zhou: Person, wu: Person, head: Person
) -> None:
    await gao.item(zhang)
    await do(gao, head, leader_comments.command, typed="1 请云茶镇核实整改。")
    comment = await last(gao, DESK_CHAT, "批示")
    await tap(gao, zhou, comment, "转督办", task_forms.begin_from_comment, chat_id=DESK_CHAT)
    question = await last(gao, DESK_CHAT)
    assert "由哪个单位（或哪位同志）承办？" in question.text
    await do(gao, zhou, talk.take_message, said="云茶镇", chat_id=DESK_CHAT, reply_to=question.message_id)
    preview = await last(gao, DESK_CHAT, "预览")
    assert preview.text == (
        "📝 督办件预览\n<b>标题</b>\n县政府 张县长批示：请云茶镇核实整改。\n承办：云茶镇\n"
        "截止：6月25日（周四）17:30（15个工作日）\n来源：2026-0001（县政府 张县长批示）\n尚未发布。"
    )
    with pytest.raises(NotAllowed):
        await tap(gao, wu, preview, "发布", forms.post, chat_id=DESK_CHAT)
    await tap(gao, zhou, preview, "发布", forms.post, chat_id=DESK_CHAT)
    assert "📋 已转督办：B1" in (await last(gao, DESK_CHAT, "🖋")).text
    task = await gao.database.reads.supervision.find(1)
    assert task is not None and (task.set_by, task.leader_id, task.comment_id) == (zhou.id, head.id, 1)


async def test_its_number_alone_shows_it_and_close_and_extend_know_it(
    gao: County, zhang: Person, wang: Person, li: Person, zhou: Person
) -> None:
    await write(gao, zhou, WHOLE)
    await tap(gao, zhou, await last(gao, 21, "预览"), "发布", forms.post)
    for typed in ("B1", "b1", "督办1"):
        assert await do(gao, zhou, shortcuts.open_named, said=typed)
        told = await last(gao, 21, "督办件 B1")
        assert told.labels == ["延期", "撤销督办"]
    await do(gao, zhou, letters.extend, text="B1 3天")
    assert "截止时间由6月12日（周五）17:30改为6月15日（周一）17:30。" in (await last(gao, 21)).text
    await do(gao, zhou, letters.close, text="B1")
    assert (await last(gao, 21)).labels == ["确认撤销", "返回"]
    await do(gao, zhou, letters.close, text="")
    assert (await last(gao, 21)).labels == ["B1 整治早茶市场"]
    with pytest.raises(NotAllowed):
        await do(gao, li, letters.close, text="B1")


async def test_who_leaves_a_unit_without_anybody_leaves_what_it_had_booked_told_to_the_administrator(
    gao: County, places: None
) -> None:
    """The slot was held to the end for a unit in which nobody was, and whoever waited in line never got it."""
    boss = await gao.person("主任", "政府办", role=Role.ADMIN, telegram_id=9)
    wang = await gao.person("王某", "云茶镇", telegram_id=101)
    zhao = await gao.person("赵河", "云茶镇", telegram_id=102)
    demand = await gao.demand("早茶", due=DUE)
    await press(gao, wang, demand)
    await do(gao, boss, forms.write, form="task", text="摸底\n承办：云茶镇\n请摸清。")
    await tap(gao, boss, (await shown(gao, 9))[-1], "发布", forms.post)
    await do(gao, boss, members.show_member, words="王某 单位 政府办")
    assert "无人办理" not in "".join(await texts_to(gao, 9)), "a colleague is there"
    await do(gao, boss, members.show_member, words="赵河 职务 编辑")
    assert "T1 早茶 · 云茶镇" in (await texts_to(gao, 9))[-2]
    await do(gao, boss, members.show_member, words="赵河 职务 信息员")
    await gao.person("钱五", "金竹镇", state=PersonState.REMOVED)
    await do(gao, boss, forms.write, form="task", text="摸底\n承办：金竹镇\n请摸清。")
    assert "⚠️ 下列单位没有在岗人员，无人签收：金竹镇。请另行通知。" in (await shown(gao, 9))[-1].text
    await do(gao, boss, members.show_member, words="赵河 停用")
    assert [text for text in await texts_to(gao, 9) if "无人办理" in text][1:] == [
        "⚠️ 云茶镇 赵河变动后，以下事项无人办理：\n"
        "T1 早茶 · 云茶镇 · 已预约 · 截止6月12日（周五）17:30\n<b>B1</b> 摸底\n"
        "请在该单位补充人员，或撤下后另行安排。"
    ]
    assert zhao.unit == "云茶镇"


async def test_an_import_that_leaves_a_unit_without_anybody_says_what_it_had_to_see_to(
    gao: County, places: None
) -> None:
    boss = await gao.person("主任", "政府办", role=Role.ADMIN, telegram_id=9)
    await gao.person("王某", "云茶镇", telegram_id=101)
    await do(gao, boss, forms.write, form="task", text="摸底\n承办：云茶镇\n请摸清。")
    await tap(gao, boss, (await shown(gao, 9))[-1], "发布", forms.post)
    rows = [["单位", "姓名", "Telegram"], ["政府办", "王某", "101"]]
    async with gao.database.work(now=gao.clock.now()) as work:
        result = await roster.import_roster(gao.office, work, rows, by=boss.id)
    assert [str(line).split("\n")[:2] for line in result.left_open] == [
        ["⚠️ 云茶镇 王某变动后，以下事项无人办理：", "<b>B1</b> 摸底"]
    ]
