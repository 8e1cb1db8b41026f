"""The members' list and card, what administrators change there, leave (manual, section 1)."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.desk import talk
from bot.desk.common.office import Toast
from bot.desk.items import draft_choices, submissions
from bot.desk.people import leave as people_leave
from bot.desk.people import members as people_members
from bot.errors import BadInput, NotAllowed, NotFound, NotJoined, Refusal, WrongState
from bot.model import DraftKind, Employment, Message, Person, PersonState, Role
from bot.store.sqlite.database import Database
from bot.views.common.callbacks import parse
from tests.support.county import BODY, TITLE, County, rows_of
from tests.support.scenes import do, last_labels, shown, tap, texts_to

OWNER = 1


async def member(gao: County, admin: Person, words: str) -> None:
    await do(gao, admin, people_members.show_member, words=words)


async def press(
    gao: County,
    admin: Person,
    person: Person,
    what: str | None = None,
    value: str | None = None,
    *,
    is_sure: bool = False,
) -> Toast | None:
    pressed = people_members.press_member
    toast: Toast | None = await do(
        gao, admin, pressed, person_id=person.id, what=what, value=value, is_sure=is_sure
    )
    return toast


async def members(gao: County, admin: Person, page: int = 0) -> None:
    await do(gao, admin, people_members.list_members, page=page, is_turned=page > 0)


async def leave(gao: County, admin: Person, words: str) -> None:
    await do(gao, admin, people_leave.give_leave, typed=words)


async def one(gao: County, name: str) -> Person:
    (found,) = [person for person in await gao.database.reads.people.people() if person.name == name]
    return found


# --- the list ---------------------------------------------------------------------------------------------


async def test_the_list_names_everybody_who_cannot_be_reached(gao: County, admin: Person) -> None:
    shut = await gao.person("张三", "云茶镇", telegram_id=11, is_open=False)
    await gao.person("李四", "云茶镇")
    await gao.person("王五", "沙河镇", telegram_id=13, state=PersonState.SUSPENDED)
    await gao.person("赵六", "沙河镇", telegram_id=14, state=PersonState.REMOVED)
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.outbox.tell(shut, Message("通知"))
    await members(gao, admin)
    lines = (await texts_to(gao, 9))[-1].split("\n")
    assert lines == [
        "<b>人员名单：4人</b>",
        "管理员1人、信息员3人",
        "○ 未绑定1人：尚未使用个人邀请链接，消息无法送达",
        "△ 未开通私聊1人：消息暂存，待本人给我发一条消息后送达",
        "✕ 停用1人",
        "",
        "<b>政府办公室</b>：李主任（管理员）",
        "<b>云茶镇</b>：张三（1条待发）△、李四○",
        "<b>沙河镇</b>：王五✕",
        "查看或调整某人：/member 姓名",
    ]
    assert await last_labels(gao, 9) == ["李主任", "张三", "李四", "王五", "重发链接"]


async def test_a_long_list_is_turned_page_by_page_in_one_message(gao: County, admin: Person) -> None:
    async with gao.database.work(now=gao.clock.now()) as work:
        for number in range(300):
            await work.people.add(
                name=f"信息员{number}",
                unit_id=await work.people.ensure_unit(f"单位{number % 30}"),
                role="member",
                employment="part_time",
                joined_on=date(2026, 1, 1),
            )
        await work.refresh_directory()
    await members(gao, admin)
    labels = await last_labels(gao, 9)
    pages = int(labels[0].partition("/")[2])
    assert labels == [f"1/{pages}", "下一页 ▶", "重发链接"]
    seen = (await texts_to(gao, 9))[-1]
    for page in range(1, pages):
        await members(gao, admin, page)
        seen += "\n" + (await texts_to(gao, 9))[-1]
    assert all(f"信息员{number}○" in seen for number in range(300))
    assert len([chat for chat, _ in await gao.sent() if chat == 9]) == 1


# --- the card ---------------------------------------------------------------------------------------------


async def test_a_card_says_what_is_known(gao: County, admin: Person) -> None:
    await gao.person("张三", "云茶镇", telegram_id=11, employment=Employment.FULL_TIME)
    await leave(gao, admin, "张三 2026-06")
    await member(gao, admin, "张三")
    assert (await texts_to(gao, 9))[-1].split("\n") == [
        "<b>云茶镇 张三</b>",
        "职务：信息员",
        "类别：专职",
        "月任务：8条",
        "入职：2024-01-01",
        "状态：在岗，本月免报",
        "语言：默认",
        "私聊：已开通",
    ]
    assert await last_labels(gao, 9) == ["职务", "类别", "月任务", "单位", "停用", "移除"]


async def test_a_quota_of_whose_role_owes_nothing_is_said_to_wait(gao: County, admin: Person) -> None:
    await gao.person("周编", "信息中心", telegram_id=21, role=Role.EDITOR)
    await member(gao, admin, "周编 月任务 6")
    assert "月任务：无（编辑不设月任务；所填 6 条已记下，改任信息员后生效）" in (await texts_to(gao, 9))[-1]


async def test_two_of_one_name_are_offered_with_their_units(gao: County, admin: Person) -> None:
    await gao.person("张三", "云茶镇", telegram_id=11)
    second = await gao.person("张三", "沙河镇", telegram_id=12)
    await member(gao, admin, "张三 停用")
    assert await last_labels(gao, 9) == ["云茶镇 张三", "沙河镇 张三"]
    assert {p.state for p in await gao.database.reads.people.people()} == {PersonState.ACTIVE}
    await press(gao, admin, second)
    assert "沙河镇 张三" in (await texts_to(gao, 9))[-1]


async def test_a_part_of_a_name_offers_who_has_it(gao: County, admin: Person) -> None:
    await gao.person("张三丰", "云茶镇", telegram_id=11)
    await member(gao, admin, "张三")
    assert await last_labels(gao, 9) == ["云茶镇 张三丰"]


@pytest.mark.parametrize("words", ["钱七", "云茶镇 钱七 停用"])
async def test_nobody_of_that_name(gao: County, admin: Person, words: str) -> None:
    with pytest.raises(NotFound):
        await member(gao, admin, words)


# --- changes ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "change"),
    [
        ("张三 职务 编辑", {"role": Role.EDITOR}),
        ("张三 role editor", {"role": Role.EDITOR}),
        ("张三 类别 专职", {"employment": Employment.FULL_TIME}),
        ("张三 月任务 6", {"month_quota": 6}),
        ("张三 月任务：6", {"month_quota": 6}),
        ("张三 月任务 默认", {"month_quota": None}),
        ("云茶镇 张三 单位 沙河镇", {"unit": "沙河镇"}),
        ("张三 姓名 张三丰", {"name": "张三丰"}),
        ("张三 入职 2026年5月1日", {"joined_on": date(2026, 5, 1)}),
        ("张三 停用", {"state": PersonState.SUSPENDED}),
    ],
)
async def test_a_typed_change_is_saved_recorded_and_told(
    gao: County, admin: Person, words: str, change: dict[str, object]
) -> None:
    before = await gao.person("张三", "云茶镇", telegram_id=11, quota=3)
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.people.ensure_unit("沙河镇")
        await work.refresh_directory()
    await member(gao, admin, words)
    (after,) = [p for p in await gao.database.reads.people.people() if p.id == before.id]
    assert replace(after, unit_id=before.unit_id) == replace(before, **change)  # type: ignore[arg-type]
    (entry,) = await gao.database.reads.trail.of("person", before.id)
    assert entry.person == "李主任"
    assert [chat for chat, _ in await gao.sent()] == [11, 9]


@pytest.mark.parametrize(
    "words",
    ["张三 职务 科员", "张三 职务", "张三 月任务 100", "张三 单位 =x", "张三 类别 临时", "张三 入职 昨天"],
)
async def test_a_value_that_does_not_fit_changes_nothing(gao: County, admin: Person, words: str) -> None:
    before = await gao.person("张三", "云茶镇", telegram_id=11)
    with pytest.raises(BadInput):
        await member(gao, admin, words)
    assert await one(gao, "张三") == before


@pytest.mark.parametrize(
    ("what", "offered", "value", "change"),
    [
        ("role", "领导", "leader", {"role": Role.LEADER}),
        ("employment", "专职", "full_time", {"employment": Employment.FULL_TIME}),
        ("quota", "6", "6", {"month_quota": 6}),
        ("quota", "✓ 默认", "usual", {"month_quota": None}),
    ],
)
async def test_a_button_offers_choices_and_a_choice_changes_the_card(
    gao: County, admin: Person, what: str, offered: str, value: str, change: dict[str, object]
) -> None:
    zhang = await gao.person("张三", "云茶镇", telegram_id=11)
    await member(gao, admin, "张三")
    await press(gao, admin, zhang, what)
    assert offered in await last_labels(gao, 9)
    await press(gao, admin, zhang, what, value)
    assert await one(gao, "张三") == replace(zhang, **change)  # type: ignore[arg-type]
    assert await last_labels(gao, 9) == ["职务", "类别", "月任务", "单位", "停用", "移除"]


async def test_removal_asks_once_more_and_keeps_items_but_no_drafts(gao: County, admin: Person) -> None:
    zhang = await gao.person("张三", "云茶镇", telegram_id=11)
    item_id = await gao.item(zhang)
    async with gao.database.work(now=gao.clock.now()) as work:
        for chat_id in (11, -5):
            await work.drafts.add(chat_id, 11, kind=DraftKind.ITEM, step="text", data={}, now=work.now)
    await press(gao, admin, zhang, "remove")
    assert (await one(gao, "张三")).state is PersonState.ACTIVE
    assert await last_labels(gao, 9) == ["确认移除", "返回"]
    await press(gao, admin, zhang, "remove", "yes")
    removed = await one(gao, "张三")
    assert (removed.state, removed.left_on, removed.telegram_id) == (
        PersonState.REMOVED,
        date(2026, 6, 3),
        11,
    )
    assert await gao.database.reads.items.find(item_id) is not None
    assert await gao.database.reader.execute_fetchall("SELECT * FROM drafts") == []
    assert "已从名册中移除" in (await texts_to(gao, 11))[-1]
    async with gao.database.work(now=gao.clock.now()) as work:
        assert work.directory.find_account(11) is None


async def test_somebody_suspended_is_nobody_until_restored(gao: County, admin: Person) -> None:
    zhang = await gao.person("张三", "云茶镇", role=Role.EDITOR, telegram_id=11)
    await press(gao, admin, zhang, "suspend")
    assert (await gao.database.current_directory()).find_account(11) is None
    assert "恢复" in await last_labels(gao, 9)
    assert (await texts_to(gao, 11))[-1].startswith("您的使用权限已停用")
    await press(gao, admin, zhang, "restore")
    assert (await texts_to(gao, 11))[-1] == "您的使用权限已恢复：云茶镇，张三，编辑。"
    person = (await gao.database.current_directory()).find_account(11)
    assert person is not None and person.role is Role.EDITOR


async def test_what_somebody_wrote_while_suspended_begins_nothing_after_they_are_restored(
    gao: County, admin: Person
) -> None:
    zhang = await gao.person("张三", "云茶镇", telegram_id=11)
    await press(gao, admin, zhang, "suspend")
    await do(gao, 11, talk.take_message, said="在吗")
    assert (await texts_to(gao, 11))[-1] == "您的使用权限已停用，已报送的信息保留。如有疑问请联系管理员。"
    await press(gao, admin, zhang, "restore")
    assert await gao.database.reads.drafts.of(11) == []
    await do(gao, 11, talk.take_message, said="在吗")
    assert (await texts_to(gao, 11))[-1].startswith("未作保存")


async def test_what_somebody_was_writing_waits_while_they_are_suspended_and_a_removal_says_that_it_is_gone(
    gao: County, admin: Person
) -> None:
    zhang = await gao.person("张三", "云茶镇", telegram_id=11)
    await do(gao, zhang, talk.take_message, said=f"{TITLE}\n{BODY}")
    (preview,) = await shown(gao, 11)
    await press(gao, admin, zhang, "suspend")
    for label, act in (("提交", submissions.submit_draft), ("紧急", draft_choices.switch_urgent)):
        with pytest.raises(NotJoined):
            await tap(gao, 11, preview, label, act)
    await press(gao, admin, zhang, "restore")
    await tap(gao, zhang, preview, "提交", submissions.submit_draft)
    assert [i.title for i in await gao.database.reads.items.of_person(zhang.id)] == [TITLE]
    await do(gao, zhang, talk.take_message, said=f"又一件\n{BODY}")
    await press(gao, admin, zhang, "remove", "yes")
    assert (await texts_to(gao, 11))[-1].endswith("感谢您的工作。\n未提交的草稿已删除。")


async def test_to_make_an_administrator_asks_first_typed_and_by_button(gao: County, admin: Person) -> None:
    zhang = await gao.person("张三", "云茶镇", telegram_id=11)
    for ask in (member(gao, admin, "张三 职务 管理员"), press(gao, admin, zhang, "role", "admin")):
        await ask
        assert (await one(gao, "张三")).role is Role.MEMBER
        assert await last_labels(gao, 9) == ["确认设为管理员", "返回"]
    assert (await texts_to(gao, 9))[-1].endswith(
        "确认将 云茶镇 张三 设为管理员？设定后可调整人员、绑定群、审核全部信息。"
    )
    await press(gao, admin, zhang, "role", "admin", is_sure=True)
    assert (await one(gao, "张三")).role is Role.ADMIN


async def test_a_link_is_sent_anew_to_one_from_the_card_and_to_all_from_the_list(
    gao: County, admin: Person
) -> None:
    li = await gao.person("李四", "云茶镇")
    await gao.person("王五", "沙河镇")
    await gao.person("张三", "云茶镇", telegram_id=11)
    await press(gao, admin, li, "link")
    assert (await texts_to(gao, 9))[-1].startswith("云茶镇 李四（信息员）的个人邀请链接：")
    toast = await do(gao, admin, people_members.send_links, what="all")
    assert toast == Toast("个人邀请链接已私聊发给您。")
    rows = await gao.database.reader.execute_fetchall(
        "SELECT payload FROM outbox WHERE method = 'sendDocument' AND chat_id = 9"
    )
    table = base64.b64decode(json.loads(rows[0][0])["document"]["base64"]).decode("utf-8-sig")
    assert [line.split(",")[:2] for line in table.splitlines()[1:]] == [
        ["云茶镇", "李四"],
        ["沙河镇", "王五"],
    ]


async def test_somebody_with_an_account_needs_no_link(gao: County, admin: Person) -> None:
    zhang = await gao.person("张三", "云茶镇", telegram_id=11)
    assert await press(gao, admin, zhang, "link") == Toast("云茶镇 张三 无需邀请链接。", alert=True)


async def test_leave_is_said_with_a_space_before_the_month(gao: County, admin: Person) -> None:
    await gao.person("王茗", "云茶镇", telegram_id=11)
    await leave(gao, admin, "王茗 2026-11")
    assert (await texts_to(gao, 11))[-1] == "已登记：云茶镇 王茗 2026年11月免报，不计当月任务。"


async def test_a_card_of_somebody_removed_meanwhile_says_so(gao: County, admin: Person) -> None:
    zhang = await gao.person("张三", "云茶镇", telegram_id=11, state=PersonState.REMOVED)
    toast = await press(gao, admin, zhang, "role", "admin")
    assert toast == Toast("云茶镇 张三已不在名册中。", alert=True)
    assert (await one(gao, "张三")).role is Role.MEMBER


async def test_an_altered_button_is_refused(gao: County, admin: Person) -> None:
    with pytest.raises(BadInput):
        await press(gao, admin, replace(admin, id=777), "role", "admin")
    zhang = await gao.person("张三", "云茶镇", telegram_id=11)
    with pytest.raises(BadInput):
        await press(gao, admin, zhang, "role", "owner")


@pytest.mark.parametrize("words", ["李主任 职务 编辑", "李主任 停用"])
async def test_the_last_administrator_stays(gao: County, admin: Person, words: str) -> None:
    await gao.person("赵编辑", "信息中心", role=Role.ADMIN, telegram_id=8, state=PersonState.SUSPENDED)
    await gao.person("钱主任", "政府办公室", role=Role.ADMIN)
    with pytest.raises(WrongState):
        await member(gao, admin, words)
    assert await one(gao, "李主任") == admin


async def test_one_of_two_administrators_may_go(gao: County, admin: Person) -> None:
    await gao.person("王副主任", "政府办公室", role=Role.ADMIN, telegram_id=8)
    await member(gao, admin, "王副主任 停用")
    assert (await one(gao, "王副主任")).state is PersonState.SUSPENDED


@pytest.fixture
async def ruled(gao: County) -> AsyncIterator[County]:
    """The same county with an owner in its settings."""
    database = Database(Path(gao.database.shown), owners=[OWNER])
    await database.open()
    try:
        yield County(gao.office, database, gao.clock)
    finally:
        await database.close()


@pytest.mark.parametrize("words", ["老主任 职务 编辑", "老主任 停用"])
async def test_an_owner_is_out_of_an_administrators_reach(ruled: County, words: str) -> None:
    await ruled.person("老主任", "政府办公室", role=Role.ADMIN, telegram_id=OWNER)
    admin = await ruled.person("李主任", "政府办公室", role=Role.ADMIN, telegram_id=9)
    with pytest.raises(NotAllowed):
        await member(ruled, admin, words)
    owner = await one(ruled, "老主任")
    assert (owner.role, owner.state) == (Role.ADMIN, PersonState.ACTIVE)


async def test_an_owner_is_not_removed_by_button_either(ruled: County) -> None:
    owner = await ruled.person("老主任", "政府办公室", role=Role.ADMIN, telegram_id=OWNER)
    admin = await ruled.person("李主任", "政府办公室", role=Role.ADMIN, telegram_id=9)
    with pytest.raises(NotAllowed):
        await press(ruled, admin, owner, "remove", "yes")
    assert (await one(ruled, "老主任")).state is PersonState.ACTIVE


# --- leave ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", ["张三 2026-05", "云茶镇 张三 5月", "张三 2026年5月", "2026-05 张三", "张三，５月"]
)
async def test_leave_is_kept_and_told_and_taken_back(gao: County, admin: Person, words: str) -> None:
    zhang = await gao.person("张三", "云茶镇", telegram_id=11)
    await leave(gao, admin, words)
    assert await gao.database.reads.people.leaves() == [(zhang.id, "2026-05")]
    assert "2026年5月免报" in (await texts_to(gao, 11))[-1]
    told = len(await texts_to(gao, 11))
    await leave(gao, admin, words)
    assert (await texts_to(gao, 9))[-1] == "云茶镇 张三 2026年5月已登记免报，未作改动。"
    assert len(await texts_to(gao, 11)) == told
    # /leave alone shows it, with what takes it back.
    await leave(gao, admin, "")
    listed = (await shown(gao, 9))[-1]
    assert listed.text.split("\n")[:2] == ["<b>免报登记</b>", "2026年5月：云茶镇 张三"]
    pressed = parse(listed.buttons["取消 2026年5月 张三"])
    await press(gao, admin, zhang, pressed.word(1), pressed.word(2))
    assert await gao.database.reads.people.leaves() == []
    await leave(gao, admin, words)
    await leave(gao, admin, f"{words} 取消")
    assert await gao.database.reads.people.leaves() == []
    await leave(gao, admin, f"{words} 6月")  # a long leave, in one line
    assert await gao.database.reads.people.leaves() == [(zhang.id, "2026-05"), (zhang.id, "2026-06")]
    await leave(gao, admin, f"撤销 {words} 6月")
    assert await gao.database.reads.people.leaves() == []


@pytest.mark.parametrize("words", ["张三 五月里", "钱七 2026-05"])
async def test_leave_for_nobody_or_no_month(gao: County, admin: Person, words: str) -> None:
    await gao.person("张三", "云茶镇", telegram_id=11)
    with pytest.raises(Refusal):
        await leave(gao, admin, words)
    assert await gao.database.reads.people.leaves() == []


# --- what somebody who is shut out sees -------------------------------------------------------------------


@pytest.mark.parametrize(("act", "said"), [("停用", "已停用"), ("移除", "从名册中移除")])
async def test_who_is_shut_out_loses_keyboard_and_menu_with_the_message_that_tells_it(
    gao: County, admin: Person, act: str, said: str
) -> None:
    wang = await gao.person("王茗", "云茶镇", telegram_id=101)
    await member(gao, admin, f"王茗 {act}")
    if act == "移除":
        await press(gao, admin, wang, "remove", "yes")
    payloads = await rows_of(
        gao.database, "SELECT payload FROM outbox WHERE method = 'sendMessage' AND chat_id = 101 ORDER BY id"
    )
    told = json.loads(payloads[-1][0])
    assert said in told["text"]
    assert told["reply_markup"] == {"remove_keyboard": True}
    rows = await gao.database.reader.execute_fetchall(
        "SELECT payload FROM outbox WHERE method = 'setMyCommands' ORDER BY id"
    )
    menu = json.loads(rows[-1][0])
    assert menu["scope"] == {"type": "chat", "chat_id": 101}
    assert {command["command"] for command in menu["commands"]} == {"join", "help", "lang"}


async def test_names_that_are_months_too_are_given_leave(gao: County, admin: Person) -> None:
    for name, account in (("Mary Chen", 61), ("June Li", 62), ("May", 63)):
        await gao.person(name, "Forestry Office", telegram_id=account)
    for words in ("Forestry Office Mary Chen June", "June Li 2026-07", "May May 2026"):
        await leave(gao, admin, words)
    found = await rows_of(
        gao.database,
        "SELECT p.name, l.month FROM leaves l JOIN people p ON p.id = l.person_id ORDER BY l.month",
    )
    assert found == [("May", "2026-05"), ("Mary Chen", "2026-06"), ("June Li", "2026-07")]
