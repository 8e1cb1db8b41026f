"""Strangers and the roster: /start, /join with its decision, invitations, what else strangers send (manual, section 1)."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.desk import talk
from bot.desk.common.office import Toast
from bot.desk.people import decided_requests, enrolment, invite_questions, join, leave, requests, unit_answers
from bot.errors import BadInput, NotAllowed, NotFound, WrongState
from bot.model import DraftKind, Employment, Message, Person, PersonState, PlaceKind, Role
from bot.views.common.callbacks import parse
from tests.support.county import BODY, DESK_CHAT, TITLE, WORK_CHAT, County, at
from tests.support.scenes import do, last_labels, shown, tap

STRANGER = 500


async def start(gao: County, who: Person | int, payload: str = "") -> None:
    await do(gao, who, join.start, payload=payload)


async def ask(gao: County, who: Person | int, words: str, *, chat_id: int | None = None) -> None:
    await do(gao, who, join.ask_to_join, chat_id=chat_id, words=words)


async def write(gao: County, who: int, text: str, *, chat_id: int | None = None) -> None:
    await do(gao, who, join.answer_stranger, said=text, chat_id=chat_id)


async def decide(gao: County, who: Person, request_id: int, *, is_passed: bool) -> Toast:
    toast: Toast = await do(gao, who, requests.decide, request_id=request_id, is_passed=is_passed)
    return toast


async def invite(gao: County, admin: Person, words: str) -> str:
    """The token of the link that the administrator got last."""
    await do(gao, admin, enrolment.invite, words=words)
    for draft in await gao.database.reads.drafts.of(admin.telegram_id or 0):  # which unit? a new one
        await do(gao, admin, unit_answers.press_unit, draft_id=draft.id, unit_id=0)
    links = [re.search(r"https://t\.me/zhibao_bot\?start=(\S+)", text) for _, text in await gao.sent()]
    return [found[1] for found in links if found][-1]


async def everybody(gao: County) -> list[tuple[str, str, Role, int | None, PersonState]]:
    people = await gao.database.reads.people.people()
    return [(p.unit, p.name, p.role, p.telegram_id, p.state) for p in people]


async def calls(gao: County, method: str) -> list[dict[str, object]]:
    rows = await gao.database.reader.execute_fetchall(
        "SELECT payload FROM outbox WHERE method = ? ORDER BY id", (method,)
    )
    return [json.loads(row[0]) for row in rows]


async def states(gao: County, chat_id: int) -> list[str]:
    rows = await gao.database.reader.execute_fetchall(
        "SELECT state FROM outbox WHERE chat_id = ? ORDER BY id", (chat_id,)
    )
    return [row[0] for row in rows]


# --- /start -----------------------------------------------------------------------------------------------


async def test_start_greets_by_name_and_role_and_releases_what_waited(gao: County) -> None:
    zhang = await gao.person("张三", "云茶镇", telegram_id=11, is_open=False)
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.outbox.tell(zhang, Message("早先的消息"))
    assert await states(gao, 11) == ["waiting"]
    await start(gao, zhang)
    assert await states(gao, 11) == ["queued", "queued"]
    (greeting,) = [p for p in await calls(gao, "sendMessage") if "张三您好" in str(p["text"])]
    assert "云茶镇信息员" in str(greeting["text"])
    rows = greeting["reply_markup"]["keyboard"]  # type: ignore[index]
    assert [[key["text"] for key in row] for row in rows] == [["报送", "选题"], ["我的", "排行"], ["帮助"]]


async def test_start_publishes_the_persons_menu_once(gao: County) -> None:
    zhang = await gao.person("张三", "云茶镇", telegram_id=11, is_open=False)
    await start(gao, zhang)
    await start(gao, zhang)
    menus = [m for m in await calls(gao, "setMyCommands") if m["scope"] == {"type": "chat", "chat_id": 11}]
    assert len(menus) == 1


async def test_start_tells_a_stranger_how_to_join(gao: County) -> None:
    await start(gao, STRANGER)
    assert [(chat, "/join 单位 姓名" in text) for chat, text in await gao.sent()] == [(STRANGER, True)]


async def test_start_by_somebody_removed_is_a_strangers(gao: County) -> None:
    await gao.person("张三", "云茶镇", telegram_id=11, state=PersonState.REMOVED)
    await start(gao, 11)
    assert "/join 单位 姓名" in (await gao.sent())[-1][1]


async def test_start_by_somebody_suspended_says_so(gao: County) -> None:
    await gao.person("张三", "云茶镇", telegram_id=11, state=PersonState.SUSPENDED)
    await start(gao, 11)
    assert await gao.sent() == [(11, "您的使用权限已停用，已报送的信息保留。如有疑问请联系管理员。")]


# --- /join ------------------------------------------------------------------------------------------------


async def test_a_request_goes_to_every_desk_group_with_both_buttons(gao: County, admin: Person) -> None:
    await gao.bind(DESK_CHAT, PlaceKind.DESK)
    await ask(gao, STRANGER, "云茶镇 张三")
    card, own, receipt = await calls(gao, "sendMessage")
    assert (card["chat_id"], own["chat_id"], receipt["chat_id"]) == (DESK_CHAT, 9, STRANGER)
    assert "云茶镇" in str(card["text"]) and "张三" in str(card["text"]) and "新单位" in str(card["text"])
    for each in (card, own):
        buttons = each["reply_markup"]["inline_keyboard"][0]  # type: ignore[index]
        assert [button["text"] for button in buttons] == ["通过", "拒绝"]
    assert str(card["text"]).endswith("请管理员处理：李主任")
    assert "请管理员处理" not in str(own["text"])


async def test_the_copies_of_a_request_agree_after_the_decision(gao: County, admin: Person) -> None:
    await gao.bind(DESK_CHAT, PlaceKind.DESK)
    await ask(gao, STRANGER, "云茶镇 张三")
    await decide(gao, admin, 1, is_passed=True)
    shown = {chat: text for chat, text in await gao.sent() if "加入申请" in text}
    assert set(shown) == {DESK_CHAT, 9}
    assert all(text.endswith("✅ 已通过：李主任，6月3日 12:00\n职务：信息员") for text in shown.values())


async def test_the_same_request_again_says_that_it_is_being_handled(gao: County, admin: Person) -> None:
    await ask(gao, STRANGER, "云茶镇 张三")
    gao.clock.moment += timedelta(hours=2)
    await ask(gao, STRANGER, "云茶镇　张三")
    waiting = (
        "申请已在处理中（6月3日 12:00提交）：云茶镇 张三。结果会通知您。如需更正，请发送：/join 单位 姓名"
    )
    assert (await gao.sent())[-1] == (STRANGER, waiting)
    await start(gao, STRANGER)
    assert (await gao.sent())[-1] == (STRANGER, waiting)
    assert len([text for chat, text in await gao.sent() if chat == 9]) == 1


async def test_a_strangers_first_answer_has_a_button_that_asks_for_unit_and_name(
    gao: County, admin: Person
) -> None:
    await write(gao, STRANGER, "在吗")
    assert await last_labels(gao, STRANGER) == ["申请加入"]
    await do(gao, STRANGER, join.press_begin, what="ask")
    await write(gao, STRANGER, "云茶镇 张三")
    assert any("申请已提交：云茶镇，张三" in text for _, text in await gao.sent())


async def test_a_strangers_item_in_private_hears_that_it_was_not_kept(gao: County) -> None:
    await write(gao, STRANGER, "#报送 云茶镇春茶开园")
    assert (await gao.sent())[-1][1].startswith("您刚才发送的内容没有收下，也没有保存。\n这里是")
    gao.clock.moment += timedelta(minutes=2)
    await write(gao, STRANGER, "你好")
    assert (await gao.sent())[-1][1].startswith("这里是")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-06-20 10:00", "每月报送4条，本月免报；发 #报送 加标题、正文即可。"),
        ("2026-06-03 10:00", "每月报送4条，从本月起计；发 #报送 加标题、正文即可。"),
    ],
)
async def test_who_has_joined_is_told_the_task(gao: County, admin: Person, day: str, words: str) -> None:
    gao.clock.moment = at(day)
    await ask(gao, STRANGER, "云茶镇 张三")
    await decide(gao, admin, 1, is_passed=True)
    greeting = next(text for chat, text in await gao.sent() if chat == STRANGER and "您已加入" in text)
    assert words in greeting.split("\n")


async def test_a_partner_is_greeted_by_the_unit_alone(gao: County) -> None:
    paper = await gao.person("郭晴", "县报社", role=Role.PARTNER, telegram_id=12)
    await start(gao, paper)
    assert (await gao.sent())[-1][1].startswith("郭晴您好，您的身份：县报社。")


async def test_without_a_desk_group_each_administrator_is_asked_in_private(
    gao: County, admin: Person
) -> None:
    await gao.person("王副主任", "政府办公室", role=Role.ADMIN, telegram_id=8)
    await gao.person("赵编辑", "信息中心", role=Role.EDITOR, telegram_id=7)
    await ask(gao, STRANGER, "云茶镇 张三")
    assert [chat for chat, text in await gao.sent() if "加入申请" in text] == [9, 8]


async def test_a_waiting_request_is_changed_not_doubled(gao: County, admin: Person) -> None:
    await ask(gao, STRANGER, "云茶镇 张三")
    await ask(gao, STRANGER, "沙河镇 张三")
    rows = await gao.database.reader.execute_fetchall("SELECT unit, name, state FROM join_requests")
    assert [tuple(row) for row in rows] == [("沙河镇", "张三", "open")]
    cards = [text for chat, text in await gao.sent() if chat == 9]
    assert len(cards) == 1 and "沙河镇" in cards[0]


async def test_passing_puts_the_applicant_on_the_roster_and_tells_both(gao: County, admin: Person) -> None:
    await ask(gao, STRANGER, "云茶镇 张三")
    toast = await decide(gao, admin, 1, is_passed=True)
    assert "张三" in toast.text
    assert (await everybody(gao))[1:] == [("云茶镇", "张三", Role.MEMBER, STRANGER, PersonState.ACTIVE)]
    said = await gao.sent()
    assert any(chat == STRANGER and "您已加入" in text for chat, text in said)
    card = next(text for chat, text in said if chat == 9)
    assert "已通过：李主任" in card
    entry = (await gao.database.reads.trail.of("person", 2))[-1]
    assert (entry.step, entry.person) == ("join", "李主任")


@pytest.mark.parametrize("line", ["", "unbound", "former"])
async def test_who_decided_takes_it_back_for_ten_minutes_and_the_request_waits_again(
    gao: County, admin: Person, line: str
) -> None:
    other = await gao.person("王副主任", "政府办公室", role=Role.ADMIN, telegram_id=8)
    if line == "unbound":
        await gao.person("张三", "云茶镇")
    elif line == "former":
        await gao.person(
            "张三",
            "沙河镇",
            role=Role.ADMIN,
            telegram_id=STRANGER,
            state=PersonState.REMOVED,
            left_on=at("2026-05-04").date(),
        )
    before = await everybody(gao)
    await ask(gao, STRANGER, "云茶镇 张三")
    await decide(gao, admin, 1, is_passed=True)
    assert await last_labels(gao, 9) == ["撤销"]
    with pytest.raises(NotAllowed):
        await do(gao, other, decided_requests.undo, request_id=1)
    toast = await do(gao, admin, decided_requests.undo, request_id=1)
    assert toast.text == "已撤销，该申请重新待处理。"
    new = [("云茶镇", "张三", Role.MEMBER, STRANGER, PersonState.REMOVED)]
    assert await everybody(gao) == (before if line else [*before, *new])
    assert await last_labels(gao, 9) == ["通过", "拒绝"]
    assert (await shown(gao, STRANGER))[-1].text == (
        "您的加入申请（云茶镇 张三）原处理结果已撤销。\n重新处理前暂不能使用。\n处理后会通知您。"
    )
    with pytest.raises(WrongState):
        await do(gao, admin, decided_requests.undo, request_id=1)
    await decide(gao, other, 1, is_passed=False)
    await do(gao, other, decided_requests.undo, request_id=1)
    await decide(gao, other, 1, is_passed=False)
    await ask(gao, STRANGER, "云茶镇 张三")  # anew: that one is to be decided
    with pytest.raises(WrongState):
        await do(gao, other, decided_requests.undo, request_id=1)
    await decide(gao, other, 2, is_passed=True)
    gao.clock.moment += timedelta(minutes=11)
    with pytest.raises(WrongState):
        await do(gao, other, decided_requests.undo, request_id=2)


async def test_a_second_press_is_told_who_decided_and_changes_nothing(gao: County, admin: Person) -> None:
    other = await gao.person("王副主任", "政府办公室", role=Role.ADMIN, telegram_id=8)
    await ask(gao, STRANGER, "云茶镇 张三")
    await decide(gao, admin, 1, is_passed=False)
    before = await gao.sent()
    toast = await decide(gao, other, 1, is_passed=True)
    assert (toast.text, toast.alert) == ("该申请已由李主任拒绝。", True)
    assert await gao.sent() == before
    assert STRANGER not in [row[3] for row in await everybody(gao)]


async def test_refusing_tells_the_applicant_who_may_ask_again(gao: County, admin: Person) -> None:
    await ask(gao, STRANGER, "云茶镇 张三")
    await decide(gao, admin, 1, is_passed=False)
    assert any(chat == STRANGER and "未通过" in text for chat, text in await gao.sent())
    await ask(gao, STRANGER, "云茶镇 张三")
    rows = await gao.database.reader.execute_fetchall("SELECT state FROM join_requests ORDER BY id")
    assert [row[0] for row in rows] == ["refused", "open"]


async def test_an_editor_may_not_decide(gao: County, admin: Person) -> None:
    editor = await gao.person("赵编辑", "信息中心", role=Role.EDITOR, telegram_id=7)
    await ask(gao, STRANGER, "云茶镇 张三")
    with pytest.raises(NotAllowed):
        await decide(gao, editor, 1, is_passed=True)
    assert STRANGER not in [row[3] for row in await everybody(gao)]


async def test_a_request_that_never_was(gao: County, admin: Person) -> None:
    with pytest.raises(NotFound):
        await decide(gao, admin, 77, is_passed=True)


async def test_passing_binds_the_roster_line_of_that_name(gao: County, admin: Person) -> None:
    await gao.person("张三", "云茶镇", role=Role.EDITOR)
    await ask(gao, STRANGER, "云茶镇 张三")
    card = next(text for chat, text in await gao.sent() if chat == 9)
    assert "名册中已有此人（编辑，未绑定）" in card
    await decide(gao, admin, 1, is_passed=True)
    assert (await everybody(gao))[1:] == [("云茶镇", "张三", Role.EDITOR, STRANGER, PersonState.ACTIVE)]


@pytest.mark.parametrize("state", [PersonState.SUSPENDED, PersonState.REMOVED])
async def test_a_former_administrator_comes_back_as_a_reporter(
    gao: County, admin: Person, state: PersonState
) -> None:
    await gao.person("张三", "云茶镇", role=Role.ADMIN, telegram_id=STRANGER, state=state)
    await ask(gao, STRANGER, "沙河镇 张三")
    card = next(text for chat, text in await gao.sent() if chat == 9)
    assert "此账号原为云茶镇 张三" in card
    await decide(gao, admin, 1, is_passed=True)
    assert (await everybody(gao))[1:] == [("沙河镇", "张三", Role.MEMBER, STRANGER, PersonState.ACTIVE)]


async def test_a_namesake_with_another_account_is_pointed_out(gao: County, admin: Person) -> None:
    await gao.person("张三", "云茶镇", telegram_id=12)
    await ask(gao, STRANGER, "云茶镇 张三")
    card = next(text for chat, text in await gao.sent() if chat == 9)
    assert "名册中已有同单位同名人员" in card


async def test_a_person_with_a_new_account_keeps_items_and_quota_and_the_old_account_is_signed_off(
    gao: County, admin: Person
) -> None:
    zhang = await gao.person("张三", "云茶镇", telegram_id=12, quota=6)
    await gao.item(zhang)
    await start(gao, zhang)
    await do(gao, zhang, talk.take_message, said=f"{TITLE}\n{BODY}")
    await ask(gao, STRANGER, "云茶镇 张三")
    (card,) = await shown(gao, 9)
    toast = await tap(gao, admin, card, "通过", requests.decide, is_passed=True)
    assert toast.alert and "同一人，还是另一人" in toast.text
    (card,) = await shown(gao, 9)
    assert card.labels == ["同一人，换新账号", "另一人", "拒绝"]
    assert "云茶镇 张三 · 兼职 · 账号尾号0012 · 2024-01-01入职" in card.text
    assert STRANGER not in [row[3] for row in await everybody(gao)]
    as_whom = parse(card.buttons["同一人，换新账号"]).word(1)
    toast = await do(gao, admin, requests.decide, request_id=1, is_passed=True, as_whom=as_whom)
    assert toast.text == "云茶镇 张三已改用新账号。"
    assert (await everybody(gao))[1:] == [("云茶镇", "张三", Role.MEMBER, STRANGER, PersonState.ACTIVE)]
    now = next(p for p in await gao.database.reads.people.people() if p.telegram_id == STRANGER)
    assert (now.id, now.month_quota) == (zhang.id, 6)
    assert [i.number for i in await gao.database.reads.items.of_person(now.id)] == ["2026-0001"]
    assert [draft.kind for draft in await gao.database.reads.drafts.of(STRANGER)] == [DraftKind.ITEM]
    assert "您已加入" in (await shown(gao, STRANGER))[-1].text
    assert (await shown(gao, 12))[
        -1
    ].text == "您已改用另一账号，本账号不再使用。如非本人操作，请立即告知管理员。"
    gone = [call for call in await calls(gao, "sendMessage") if call["chat_id"] == 12][-1]
    assert gone["reply_markup"] == {"remove_keyboard": True}
    menus = [call for call in await calls(gao, "setMyCommands") if call.get("scope", {}).get("chat_id") == 12]  # type: ignore[attr-defined]
    assert [each["command"] for each in menus[-1]["commands"]] == ["lang", "join", "help"]  # type: ignore[attr-defined]
    entry = (await gao.database.reads.trail.of("person", zhang.id))[-1]
    assert (entry.step, entry.person) == ("account", "李主任")


async def test_another_person_of_the_name_becomes_one_of_their_own(gao: County, admin: Person) -> None:
    await gao.person("张三", "云茶镇", telegram_id=12)
    await ask(gao, STRANGER, "云茶镇 张三")
    await decide(gao, admin, 1, is_passed=True)
    await do(gao, admin, requests.decide, request_id=1, is_passed=True, as_whom="new")
    assert [row[3] for row in (await everybody(gao))[1:]] == [12, STRANGER]
    await do(gao, admin, leave.give_leave, typed="张三 2026-06")
    asked = (await shown(gao, 9))[-1]
    assert asked.labels == [
        "云茶镇 张三 · 兼职 · 账号尾号0012 · 2024-01-01入职",
        "云茶镇 张三 · 兼职 · 账号尾号0500 · 2026-06-03入职",
    ]


async def test_nobody_else_can_be_named_as_the_same_person(gao: County, admin: Person) -> None:
    await gao.person("张三", "云茶镇", telegram_id=12)
    other = await gao.person("李四", "云茶镇", telegram_id=13)
    await ask(gao, STRANGER, "云茶镇 张三")
    for forged in (str(other.id), str(admin.id), "x"):
        with pytest.raises(BadInput):
            await do(gao, admin, requests.decide, request_id=1, is_passed=True, as_whom=forged)
    assert STRANGER not in [row[3] for row in await everybody(gao)]


async def test_join_by_a_member_says_so(gao: County, admin: Person) -> None:
    zhang = await gao.person("张三", "云茶镇", telegram_id=11)
    await ask(gao, zhang, "沙河镇 李四")
    assert [(chat, "您已在名册中" in text) for chat, text in await gao.sent()] == [(11, True)]


async def test_join_in_a_group_gives_the_button_and_keeps_nothing(gao: County, admin: Person) -> None:
    await gao.bind(WORK_CHAT, PlaceKind.WORK)
    await ask(gao, STRANGER, "云茶镇 张三", chat_id=WORK_CHAT)
    (said,) = await calls(gao, "sendMessage")
    assert said["chat_id"] == WORK_CHAT and "云茶镇" not in str(said["text"])
    button = said["reply_markup"]["inline_keyboard"][0][0]  # type: ignore[index]
    assert button["url"] == "https://t.me/zhibao_bot?start=open"
    assert await gao.database.reader.execute_fetchall("SELECT * FROM join_requests") == []


@pytest.mark.parametrize(
    "words", ["张三", "云茶镇 " + "字" * 21, "=1+1 张三", "云茶镇 @张三", "局" * 41 + " 张三"]
)
async def test_words_that_cannot_be_a_unit_and_a_name_are_refused(
    gao: County, admin: Person, words: str
) -> None:
    with pytest.raises(BadInput):
        await ask(gao, STRANGER, words)
    assert await gao.database.reader.execute_fetchall("SELECT * FROM join_requests") == []


async def test_markup_in_a_name_is_shown_as_it_was_typed(gao: County, admin: Person) -> None:
    await ask(gao, STRANGER, "<b>茶</b> <i>张</i>")
    card = next(text for chat, text in await gao.sent() if chat == 9)
    assert "&lt;i&gt;张&lt;/i&gt;" in card and "<i>" not in card


# --- what else strangers send -----------------------------------------------------------------------------


async def test_a_bare_join_asks_and_takes_the_next_line(gao: County, admin: Person) -> None:
    await ask(gao, STRANGER, "")
    await write(gao, STRANGER, "云茶镇 张三")
    assert any("申请已提交：云茶镇，张三" in text for _, text in await gao.sent())


async def test_a_bare_join_does_not_take_an_item_for_a_name(gao: County, admin: Person) -> None:
    await ask(gao, STRANGER, "")
    await write(gao, STRANGER, "#报送 春茶 开园")
    assert await gao.database.reader.execute_fetchall("SELECT * FROM join_requests") == []


async def test_strangers_are_answered_three_times_a_minute_and_nothing_is_kept(gao: County) -> None:
    for _ in range(4):
        await write(gao, STRANGER, "不应留存的话")
    assert len(await gao.sent()) == 3
    gao.clock.moment += timedelta(seconds=61)
    await write(gao, STRANGER, "不应留存的话")
    assert len(await gao.sent()) == 4
    dump = await gao.database.reader.execute_fetchall("SELECT data FROM drafts")
    assert [row[0] for row in dump] == ['{"said":1}']
    assert not any("不应留存" in text for _, text in await gao.sent())


async def test_a_stranger_in_a_group_is_answered_in_private_and_sees_the_button_once(gao: County) -> None:
    await gao.bind(WORK_CHAT, PlaceKind.WORK)
    await write(gao, STRANGER, "#报送 一", chat_id=WORK_CHAT)
    gao.clock.moment += timedelta(minutes=2)
    await write(gao, STRANGER, "#报送 二", chat_id=WORK_CHAT)
    assert [chat for chat, _ in await gao.sent()] == [STRANGER, WORK_CHAT]
    assert await states(gao, STRANGER) == ["waiting"]


# --- invitations ------------------------------------------------------------------------------------------


async def test_an_invitation_binds_whoever_opens_it_and_keeps_only_a_hash(gao: County, admin: Person) -> None:
    token = await invite(gao, admin, "云茶镇 张三 编辑")
    kept = await gao.database.reader.execute_fetchall("SELECT token_hash FROM invites")
    assert token not in kept[0][0] and len(kept[0][0]) == 64
    await start(gao, STRANGER, token)
    assert (await everybody(gao))[1:] == [("云茶镇", "张三", Role.EDITOR, STRANGER, PersonState.ACTIVE)]
    assert any(chat == STRANGER and "您已加入" in text for chat, text in await gao.sent())


async def test_an_invitation_without_a_role_is_a_reporters(gao: County, admin: Person) -> None:
    await invite(gao, admin, "云茶镇 张三")
    person = (await gao.database.reads.people.people())[1]
    assert (person.role, person.employment, person.telegram_id) == (Role.MEMBER, Employment.PART_TIME, None)


async def test_inviting_again_reuses_the_line_and_one_use_ends_both_links(gao: County, admin: Person) -> None:
    first = await invite(gao, admin, "云茶镇 张三")
    second = await invite(gao, admin, "云茶镇 张三")
    assert first != second and len(await everybody(gao)) == 2
    await start(gao, STRANGER, first)
    await start(gao, 501, second)
    assert (await gao.sent())[-1] == (501, "此邀请对应的人员已绑定其他账号，未作改动。")
    assert [row[3] for row in await everybody(gao)] == [9, STRANGER]


@pytest.mark.parametrize(
    ("delay", "joined"), [(timedelta(days=7) - timedelta(seconds=1), True), (timedelta(days=7), False)]
)
async def test_a_link_is_good_for_seven_days(
    gao: County, admin: Person, delay: timedelta, joined: bool
) -> None:
    token = await invite(gao, admin, "云茶镇 张三")
    gao.clock.moment += delay
    await start(gao, STRANGER, token)
    assert ((await everybody(gao))[1][3] == STRANGER) is joined
    assert ("已过期" in (await gao.sent())[-1][1]) is not joined


async def test_an_unknown_link_is_answered_and_the_chat_is_open_all_the_same(gao: County) -> None:
    await start(gao, STRANGER, "nonsense")
    assert [(chat, "邀请链接无效" in text) for chat, text in await gao.sent()] == [(STRANGER, True)]
    assert await states(gao, STRANGER) == ["queued"]


async def test_the_same_person_opening_the_link_again_hears_that_all_is_well(
    gao: County, admin: Person
) -> None:
    token = await invite(gao, admin, "云茶镇 张三")
    await start(gao, STRANGER, token)
    await start(gao, STRANGER, token)
    assert "无需重复操作" in (await gao.sent())[-1][1]


async def test_an_account_that_is_somebody_else_keeps_both_lines_as_they_were(
    gao: County, admin: Person
) -> None:
    await gao.person("李四", "沙河镇", telegram_id=12)
    before = await everybody(gao)
    token = await invite(gao, admin, "云茶镇 张三")
    await start(gao, 12, token)
    assert "您的账号在名册中已是“沙河镇 李四”" in (await gao.sent())[-1][1]
    assert await everybody(gao) == [*before, ("云茶镇", "张三", Role.MEMBER, None, PersonState.ACTIVE)]


async def test_a_removed_persons_account_may_take_a_new_line(gao: County, admin: Person) -> None:
    await gao.person("李四", "沙河镇", telegram_id=12, state=PersonState.REMOVED)
    token = await invite(gao, admin, "云茶镇 李四")
    await start(gao, 12, token)
    assert (await everybody(gao))[1:] == [
        ("沙河镇", "李四", Role.MEMBER, None, PersonState.REMOVED),
        ("云茶镇", "李四", Role.MEMBER, 12, PersonState.ACTIVE),
    ]


async def test_inviting_somebody_removed_takes_the_old_line_back(gao: County, admin: Person) -> None:
    await gao.person("李四", "沙河镇", role=Role.ADMIN, telegram_id=12, state=PersonState.REMOVED)
    token = await invite(gao, admin, "沙河镇 李四")
    await start(gao, 12, token)
    assert (await everybody(gao))[1:] == [("沙河镇", "李四", Role.MEMBER, 12, PersonState.ACTIVE)]


async def test_inviting_somebody_bound_is_refused(gao: County, admin: Person) -> None:
    await gao.person("李四", "沙河镇", telegram_id=12)
    with pytest.raises(WrongState):
        await invite(gao, admin, "沙河镇 李四")


async def test_a_link_of_somebody_suspended_meanwhile_is_void(gao: County, admin: Person) -> None:
    token = await invite(gao, admin, "云茶镇 张三")
    async with gao.database.work(now=gao.clock.now()) as work:
        person = work.directory.people[-1]
        await work.people.save(replace(person, state=PersonState.SUSPENDED))
        await work.refresh_directory()
    await start(gao, STRANGER, token)
    assert "已失效" in (await gao.sent())[-1][1]
    assert (await everybody(gao))[1][3] is None


async def test_what_a_stranger_began_is_over_when_they_join(gao: County, admin: Person) -> None:
    await ask(gao, STRANGER, "")
    token = await invite(gao, admin, "云茶镇 张三")
    await start(gao, STRANGER, token)
    assert await gao.database.reads.drafts.of(STRANGER) == []


@pytest.mark.parametrize(
    "words",
    [
        "云茶镇 李小虎 信息员",
        "云茶镇 信息员 李小虎",
        "云茶镇，李小虎，信息员",
        "单位：云茶镇 姓名：李小虎 职务：信息员",
        "云茶镇 李小虎 专职",
        "李小虎 云茶镇 信息员",
    ],
)
async def test_a_role_behind_the_name_is_no_part_of_it(gao: County, admin: Person, words: str) -> None:
    await gao.person("张三", "云茶镇", telegram_id=11)
    await ask(gao, STRANGER, words)
    request = await gao.database.reads.people.find_open_request(STRANGER)
    assert request is not None and (request.unit, request.name) == ("云茶镇", "李小虎")


async def test_an_administrator_is_invited_only_after_a_question(gao: County, admin: Person) -> None:
    other = await gao.person("王副主任", "政府办公室", role=Role.ADMIN, telegram_id=8)
    await do(gao, admin, enrolment.invite, words="政府办公室 李小猫 管理员")
    (asked,) = await shown(gao, 9)
    assert asked.text.startswith("邀请政府办公室 李小猫担任管理员？") and asked.labels == ["确认邀请", "取消"]
    assert "李小猫" not in [row[1] for row in await everybody(gao)]
    with pytest.raises(NotAllowed):
        await tap(gao, other, asked, "确认邀请", invite_questions.press_sure)
    await tap(gao, admin, asked, "取消", invite_questions.press_cancel)
    assert [each.text for each in await shown(gao, 9)] == ["已取消，未邀请任何人。"]
    with pytest.raises(WrongState):
        await tap(gao, admin, asked, "确认邀请", invite_questions.press_sure)
    await do(gao, admin, enrolment.invite, words="政府办公室 李小猫 管理员")
    await tap(gao, admin, (await shown(gao, 9))[-1], "确认邀请", invite_questions.press_sure)
    assert ("政府办公室", "李小猫", Role.ADMIN, None, PersonState.ACTIVE) in await everybody(gao)
    assert "https://t.me/zhibao_bot?start=" in (await shown(gao, 9))[-1].text
