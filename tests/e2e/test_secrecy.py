"""Secrecy through HTTP: of a marking nothing stays anywhere; what is held is the officers' alone (manual, section 2)."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import zipfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from pathlib import Path

import aiohttp
import pytest

from bot.delivery.http.health import Health
from bot.delivery.http.serving import served
from bot.sandbox import Persona, Seen
from bot.sandbox.world.records import Chat
from bot.store.copies.backup import make_copy
from tests.support.county import BODY, TITLE
from tests.support.founded import Founded
from tests.support.papers import PNG, packed, pdf
from tests.support.running import OWNER, RunningCounty

OFFICER = 101  # the first who joins
CONTACT = "县政府办保密员，电话13812345678"
MARK = "白鹭坝编组表"
LINE = "一条消息未处理，请发送人查看私信。"
HELD_BODY = "全县一季度生产总值核算工作已经完成，尚未公布的统计数为一百二十三亿元，增长百分之六点一。"
PAPER = f"#报送 {TITLE}\n{BODY}"


@pytest.fixture
async def gao(founded: Founded, tmp_path: Path) -> AsyncIterator[RunningCounty]:
    """A county with a secrecy officer, who is on the roster as a reporter."""
    secrecy = {"contact": CONTACT, "officers": [OFFICER]}
    async with founded.opened(tmp_path, secrecy=secrecy) as place:
        officer = await place.join("郑保密", unit="县保密局")
        assert officer.id == OFFICER
        yield place


def traces(folder: Path, phrase: str) -> list[str]:
    """The files, and the parts of archives, that hold a phrase, as it is or as JSON writes it."""
    forms = (phrase.encode(), json.dumps(phrase)[1:-1].encode(), phrase.encode("utf-16-le"))
    found = []
    for path in folder.rglob("*"):
        if not path.is_file():
            continue
        contents = {str(path): path.read_bytes()}
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                contents |= {f"{path}!{name}": archive.read(name) for name in archive.namelist()}
        found += [name for name, content in contents.items() if any(form in content for form in forms)]
    return found


def rows_with(folder: Path, phrase: str) -> list[tuple[object, ...]]:
    """The rows of the database that hold a phrase, each after its table."""
    with closing(sqlite3.connect(folder / "desk.db")) as conn:
        tables = [name for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [(table, *row) for table in tables for row in conn.execute(f"SELECT * FROM {table}")]
    return [row for row in rows if phrase in str(row)]


async def nothing_left(
    gao: RunningCounty, folder: Path, caplog: pytest.LogCaptureFixture, *phrases: str
) -> None:
    """No byte of these in the database, its log, the files, a copy of the desk, our log or the figures."""
    await gao.idle()
    copy = folder / "copy.zip"
    copy.unlink(missing_ok=True)
    settings = gao.settings
    await asyncio.to_thread(
        make_copy,
        database=settings.database_path,
        files=settings.storage.files,
        target=copy,
        made_at=gao.clock.now(),
    )
    figures = await metrics_of(gao)
    logged = "\n".join(str(record.__dict__) for record in caplog.records)
    for phrase in phrases:
        assert [*rows_with(folder, phrase), *traces(folder, phrase)] == []
        assert phrase not in logged
        assert phrase not in figures


async def metrics_of(gao: RunningCounty) -> str:
    """What `/metrics` says."""
    health = Health(gao.desk.database, gao.clock, metrics=gao.desk.metrics, settings=gao.settings.health)
    async with (
        served(health.app, listen="127.0.0.1", port=0, key="health") as port,
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}/metrics") as response,
    ):
        return await response.text()


async def say(gao: RunningCounty, who: Persona) -> None:
    await who.say(f"#报送 机密★5年 {MARK}\n{BODY}", chat=gao.work_group)


async def say_in_private(gao: RunningCounty, who: Persona) -> None:
    await who.say(f"{MARK}\n\n密级：机密\n{BODY}")


async def caption(gao: RunningCounty, who: Persona) -> None:
    await who.send_video(b"x", caption=f"【秘密】{MARK}", chat=gao.work_group)


async def file_name(gao: RunningCounty, who: Persona) -> None:
    await who.send_document(b"x", f"{MARK}（机密）.docx", chat=gao.work_group)


async def edit(gao: RunningCounty, who: Persona) -> None:
    seen = await who.say("大家早上好", chat=gao.work_group)
    await gao.idle()
    await who.edit(seen, f"内部资料 注意保存 {MARK}")


async def edit_of_a_part(gao: RunningCounty, who: Persona) -> None:
    seen = await who.say(f"{TITLE}\n{BODY}甲")
    await who.wait_for(lambda seen: "提交" in seen.labels)
    await who.say(f"密★5年，{MARK}")
    await gao.idle()
    await who.edit(seen, f"{TITLE}\n{BODY}机")


async def reply_to_a_card(gao: RunningCounty, who: Persona) -> None:
    await who.say(PAPER)
    editor = await gao.join("周编", role="编辑")
    card = await gao.card("2026-0001", who=editor)
    await editor.say(f"机密★5年 {MARK}", chat=gao.desk_group, reply_to=card)


async def demand(gao: RunningCounty, who: Persona) -> None:
    admin = await gao.join("李主任", role="管理员")
    await admin.say(f"#需求 {MARK}\n密级：秘密\n截止：3天")


async def proposal(gao: RunningCounty, who: Persona) -> None:
    await who.say(f"/propose 机密五年 {MARK}")


async def stranger(gao: RunningCounty, who: Persona) -> None:
    nobody = gao.sandbox.user(990, "路人")
    await nobody.start()
    await nobody.say(f"机密★5年 {MARK}")


async def join(gao: RunningCounty, who: Persona) -> None:
    nobody = gao.sandbox.user(990, "路人")
    await nobody.start()
    await nobody.say(f"/join 云茶镇 （机密）{MARK}")


WAYS: list[Callable[[RunningCounty, Persona], Awaitable[None]]] = [
    say, say_in_private, caption, file_name, edit, edit_of_a_part, reply_to_a_card, demand, proposal, stranger, join,
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
async def test_no_byte_of_what_carries_a_marking_stays_and_an_officer_is_told(
    gao: RunningCounty,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    way: Callable[[RunningCounty, Persona], Awaitable[None]],
) -> None:
    who, officer = await gao.join("王茗"), gao.people["郑保密"]
    await way(gao, who)
    told = await officer.wait_for("已被拦下", since=0)
    assert MARK not in told.text
    await gao.idle()
    assert [seen for seen in gao.desk_group.messages.values() if MARK in seen.text] == []
    assert [seen for seen in gao.work_group.messages.values() if MARK in seen.text] == []
    await nothing_left(gao, tmp_path, caplog, MARK)


async def test_the_sender_is_told_what_to_do_and_the_group_hears_one_neutral_line_a_minute(
    gao: RunningCounty,
) -> None:
    who, other, officer = await gao.join("王茗"), await gao.join("李四"), gao.people["郑保密"]
    await say(gao, who)
    await say(gao, other)
    for each in (who, other):
        told = await each.wait_for("已停止处理", since=0)
        assert told.text == (
            "⛔ 您 6月3日 12:00 在“高县信息工作群”发的一条消息疑似带有涉密或内部文件标志，已停止处理，内容没有保存。\n"
            "已请求删除原消息；如仍能看到，请您立即自行删除。\n"
            "涉密不上网、上网不涉密：请不要补发、截图或转述，涉密文件走机要渠道。\n"
            f"请联系：{CONTACT}"
        )
    await gao.idle()
    lines = [seen for seen in who.messages(gao.work_group) if seen.by_bot and seen.text == LINE]
    assert len(lines) == 1 and lines[0].reply_to is None
    words = [seen.text for seen in officer.messages() if "已被拦下" in seen.text]
    assert len(words) == 2
    assert "发送人：云茶镇 王茗" in words[0] and "位置：高县信息工作群" in words[0] and "规则：" in words[0]
    assert "发送人：云茶镇 李四" in words[1]


async def test_an_edit_that_gives_a_marking_wipes_everything_that_was_kept_of_the_message(
    gao: RunningCounty, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    who, editor = await gao.join("王茗"), await gao.join("周编", role="编辑")
    other = await gao.join("李四")
    first = f"#报送 {MARK}已经上墙\n白鹭坝编组共三十六人，分为四个小队，六月上旬完成集结演练。"
    seen = await who.say(first, chat=gao.work_group)
    card = await gao.card("2026-0001", who=editor)
    await other.say(PAPER, chat=gao.work_group)
    await gao.card("2026-0002", who=editor)
    await who.edit(seen, first.replace("四个小队", "五个小队"))
    await editor.wait_for("五个小队", chat=gao.desk_group, since=0)
    await who.edit(seen, f"机密★5年\n{first}")
    told = await who.wait_for("已停止处理", since=0)
    assert told.text.endswith("此前由该消息保存的内容已清除：2026-0001")
    await gao.idle()
    assert editor.message(card).text == "2026-0001 · 已销毁"
    await nothing_left(gao, tmp_path, caplog, MARK, "三十六人", "五个小队")
    left = [s.text for chat in (gao.work_group, gao.desk_group) for s in editor.messages(chat)]
    assert not [text for text in left if MARK in text or "小队" in text]
    assert [text for text in left if "2026-0002" in text and TITLE in text]  # another's item is as it was


async def test_an_edit_that_gives_a_marking_wipes_a_leaders_comment_and_an_appeal_wherever_they_were_shown(
    gao: RunningCounty, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    who, editor = await gao.join("王茗"), await gao.join("周编", role="编辑")
    leader = await gao.join("张县长", unit="县政府", role="领导")
    await who.say(PAPER)
    await editor.press(await gao.card("2026-0001", who=editor), "采用")
    comment = await leader.say(f"/comment 2026-0001 {MARK}请各小队照此办理。")
    asked = await editor.wait_for(MARK, chat=gao.desk_group, since=0)
    await editor.press(asked, "可转达")
    await who.wait_for(MARK, since=0)
    named = await editor.say("/comment 2026-0001 张县长:" + MARK + "再阅。", chat=gao.desk_group)
    await editor.wait_for(MARK + "再阅", chat=gao.desk_group, since=0)
    appeals = [await who.say(f"/appeal {what} {MARK}") for what in ("2026-0001", "2026-06", "2026-06")]
    await gao.idle()
    shown = [seen for seen in editor.messages(gao.desk_group) if "采纳" in seen.labels]
    await editor.press(shown[-1], "维持")
    question = await editor.wait_for("理由", chat=gao.desk_group)
    await editor.say(f"不成立，{MARK}之说有误。", chat=gao.desk_group, reply_to=question)
    await who.wait_for("之说有误", since=0)
    for person, message in ((leader, comment), (editor, named), *((who, each) for each in appeals)):
        await person.edit(message, f"机密★5年\n{message.text}")
        await person.wait_for("已停止处理", since=0)
        await gao.idle()
    await nothing_left(gao, tmp_path, caplog, MARK, "照此办理", "再阅", "之说有误")
    places: list[tuple[Persona, Chat | None]] = [(each, None) for each in (who, editor, leader)]
    places.append((editor, gao.desk_group))
    texts = [seen.text for person, chat in places for seen in person.messages(chat) if seen.by_bot]
    assert not [text for text in texts if MARK in text]
    assert [text for text in texts if TITLE in text], "the item itself is as it was"
    with closing(sqlite3.connect(tmp_path / "desk.db")) as conn:
        assert conn.execute("SELECT words FROM leader_comments").fetchall() == [("",), ("",)]
        assert conn.execute("SELECT state, words, reason FROM appeals").fetchall() == [("upheld", "", None)]


async def test_of_an_item_whose_title_is_two_signs_no_message_keeps_them(
    gao: RunningCounty, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    who, editor = await gao.join("王茗"), await gao.join("周编", role="编辑")
    other = await gao.join("李四")
    await other.say(PAPER, chat=gao.work_group)
    await gao.card("2026-0001", who=editor)
    first = "#报送 㴓㴔\n㙟㙠。白鹭坝编组共三十六人，分为四个小队，六月上旬完成集结演练。"
    seen = await who.say(first, chat=gao.work_group)
    await editor.press(await gao.card("2026-0002", who=editor), "签收")
    await who.wait_for("已签收", since=0)
    for person, asks in ((who, "/my"), (editor, "/item 2026-0002"), (editor, "/search 㴓㴔"), (who, "/item")):
        await person.say(asks)
        await person.wait_for(lambda seen: seen.by_bot and "㴓㴔" in seen.text + "".join(seen.labels))
    await who.edit(seen, f"机密★5年\n{first}")
    await who.wait_for("已停止处理", since=0)
    await nothing_left(gao, tmp_path, caplog, "㴓㴔", "㙟㙠")
    left = [s.text for chat in (gao.work_group, gao.desk_group) for s in editor.messages(chat)]
    assert not [text for text in left if "㴓㴔" in text]
    assert [text for text in left if "2026-0001" in text and TITLE in text]  # another's item is as it was


@pytest.mark.parametrize("place", ["group", "private"])
@pytest.mark.parametrize("caption_on", [0, 2, 3])
async def test_of_an_album_with_a_marking_no_part_is_kept_wherever_the_caption_stands(
    gao: RunningCounty, tmp_path: Path, place: str, caption_on: int
) -> None:
    who, officer = await gao.join("王茗"), gao.people["郑保密"]
    chat = gao.work_group if place == "group" else None
    pictures = [(f"{number}.png", PNG + bytes([number])) for number in range(4)]
    sent = await who.send_album(pictures, f"#报送 机密★5年 {MARK}\n{BODY}", chat=chat, caption_on=caption_on)
    await officer.wait_for("已被拦下", since=0)
    await gao.idle()
    ids = {seen.id for seen in who.messages(chat)}
    assert not [seen for seen in sent if seen.id in ids]
    with closing(sqlite3.connect(tmp_path / "desk.db")) as conn:
        assert conn.execute("SELECT id FROM attachments").fetchall() == []
        assert conn.execute("SELECT id FROM drafts").fetchall() == []
    assert not [path for path in (tmp_path / "files").glob("??/*") if path.is_file()]
    assert len([seen for seen in officer.messages() if "已被拦下" in seen.text]) == 1


MARKED = {
    "材料.txt": f"机密★5年\n{MARK}\n{BODY}".encode(),
    "材料.pdf": pdf(f"机密★5年 {MARK}"),
    "材料.xlsx": packed(
        xl__workbook=b"<workbook/>",
        xl__sharedStrings=f"<sst><si><t>机密★5年</t></si><si><t>{MARK}</t></si></sst>".encode(),
    ),
}


@pytest.mark.parametrize(
    ("caption", "name"),
    list(zip(["", "请各位看一看", f"#报送 {TITLE}"], MARKED, strict=True)),
    ids=["txt", "pdf", "xlsx"],
)
async def test_a_paper_with_a_marking_inside_is_deleted_and_told_with_or_without_a_tag(
    gao: RunningCounty, tmp_path: Path, caplog: pytest.LogCaptureFixture, caption: str, name: str
) -> None:
    who, officer = await gao.join("王茗"), gao.people["郑保密"]
    sent = await who.send_document(MARKED[name], name, caption=caption, chat=gao.work_group)
    told = await officer.wait_for("已被拦下", since=0, timeout=20)
    assert "发送人：云茶镇 王茗" in told.text and "规则：文件里带有涉密标志" in told.text
    await who.wait_for("已停止处理", since=0)
    await gao.idle()
    seen = who.messages(gao.work_group)
    assert sent.id not in {each.id for each in seen}
    assert len([each for each in seen if each.text == LINE]) == 1
    with closing(sqlite3.connect(tmp_path / "desk.db")) as conn:
        assert conn.execute("SELECT count(*) FROM audit WHERE step = 'block'").fetchone() == (1,)
    assert not [path for path in (tmp_path / "files").glob("??/*") if path.is_file()]
    await nothing_left(gao, tmp_path, caplog, MARK)


async def test_an_ordinary_paper_that_nobody_hands_in_is_not_kept(gao: RunningCounty, tmp_path: Path) -> None:
    who = await gao.join("王茗")
    await who.send_document(BODY.encode(), "材料.txt", chat=gao.work_group)
    await who.say(PAPER, chat=gao.work_group)
    await who.wait_for("2026-0001", chat=gao.work_group, since=0)
    for _ in range(200):
        with closing(sqlite3.connect(tmp_path / "desk.db")) as conn:
            state, waits = conn.execute("SELECT state, try_at > sent_at FROM attachments").fetchone()
        if waits:
            break
        await asyncio.sleep(0.05)
    assert (state, waits) == ("wanted", 1)
    assert not [path for path in (tmp_path / "files").glob("??/*") if path.is_file()]


@pytest.mark.parametrize("caption", ["/roster", ""])
async def test_a_roster_with_a_marking_in_a_cell_is_not_read(
    gao: RunningCounty, tmp_path: Path, caplog: pytest.LogCaptureFixture, caption: str
) -> None:
    admin, officer = await gao.join("李主任", role="管理员"), gao.people["郑保密"]
    table = f"单位,姓名\n机密★5年{MARK},王小明\n".encode()
    await admin.send_document(table, "名册.csv", caption=caption)
    if not caption:
        asked = await admin.wait_for(lambda seen: "作为名册导入" in seen.labels)
        await admin.press(asked, "作为名册导入")
    told = await officer.wait_for("已被拦下", since=0)
    assert "规则：文件里带有涉密标志" in told.text
    await admin.wait_for("已停止处理", since=0)
    await nothing_left(gao, tmp_path, caplog, MARK, "王小明")


@pytest.mark.parametrize(
    ("first", "last"), [("机", f"密★5年{MARK}"), ("内部资料", f"注意保存 {MARK}")], ids=["grade", "internal"]
)
async def test_a_marking_cut_between_two_messages_of_a_draft_is_refused_and_the_draft_wiped(
    gao: RunningCounty, tmp_path: Path, caplog: pytest.LogCaptureFixture, first: str, last: str
) -> None:
    who, officer = await gao.join("王茗"), gao.people["郑保密"]
    sent = await who.say(f"北岸三号库蓄水量测算情况\n{BODY}{first}")
    await who.wait_for(lambda seen: "提交" in seen.labels)
    await who.say(last)
    await who.wait_for("已停止处理", since=0)
    await officer.wait_for("已被拦下", since=0)
    await gao.idle()
    assert sent.id not in {seen.id for seen in who.messages()}
    await nothing_left(gao, tmp_path, caplog, MARK, "北岸三号库")


async def held_item(gao: RunningCounty) -> tuple[Persona, Seen]:
    """An item that waits for the officer, and the officer's message about it."""
    who = await gao.join("王茗")
    await who.say(f"#报送 一季度核算完成\n{HELD_BODY}", chat=gao.work_group)
    seen = await gao.people["郑保密"].wait_for("一季度核算完成", since=0)
    return who, seen


async def destroy(gao: RunningCounty, seen: Seen) -> None:
    """The officer presses 销毁 and means it."""
    officer = gao.people["郑保密"]
    await officer.press(seen, "销毁")
    await gao.idle()
    await officer.press(officer.message(seen), "确认销毁")


async def test_a_held_item_is_seen_by_the_officers_alone(gao: RunningCounty) -> None:
    editor = await gao.join("周编", role="编辑")
    who, seen = await held_item(gao)
    assert seen.labels == ["放行", "销毁"] and "规则：有“不予公开”“尚未公布”一类用语" in seen.text
    answer = await who.wait_for("待保密审查", chat=gao.work_group, since=0)
    assert answer.text.startswith("🔒 2026-0001 已收到，待保密审查。")
    await editor.say("/item 2026-0001")
    await editor.wait_for("没有编号为2026-0001的信息")
    await editor.say("/held")
    await editor.wait_for("您的职务没有此项权限")
    await gao.owner.say("/held")
    await gao.owner.wait_for("只有设置中指定的保密审查人员能看")
    await gao.idle()
    said = [
        seen.text
        for chat in (gao.work_group, gao.desk_group, editor.id, gao.owner.id)
        for seen in editor.messages(chat)
        if seen.by_bot
    ]
    assert not [text for text in said if "核算" in text]


async def test_what_is_let_pass_is_received_and_waits_for_review(gao: RunningCounty) -> None:
    who, _ = await held_item(gao)
    officer = gao.people["郑保密"]
    await officer.say("/held")
    listed = await officer.wait_for("一季度核算完成")
    answer = await officer.press(listed, "放行")
    assert answer.text == "已放行 2026-0001。"
    card = await gao.card("2026-0001")
    assert HELD_BODY in card.text
    told = await who.wait_for("保密审查已放行", since=0)
    assert "本月第 1/4 条" in told.text
    await gao.idle()
    assert officer.message(listed).text == "2026-0001 已放行，经办：郑保密"
    assert officer.message(listed).labels == ["撤销"]


async def test_what_is_destroyed_leaves_no_text_and_the_reporter_is_told_neutrally(
    gao: RunningCounty, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    who, seen = await held_item(gao)
    officer = gao.people["郑保密"]
    await destroy(gao, seen)
    told = await who.wait_for("不在本渠道办理", since=0)
    assert told.text == f"⬛ 2026-0001 不在本渠道办理，内容未保留。\n请联系：{CONTACT}"
    await gao.idle()
    assert officer.message(seen).text == "2026-0001 已销毁，经办：郑保密"
    await nothing_left(gao, tmp_path, caplog, HELD_BODY[:12], "一百二十三亿元", "一季度核算完成")
    with sqlite3.connect(tmp_path / "desk.db") as conn:
        assert conn.execute("SELECT number, state, title FROM items").fetchall() == [
            ("2026-0001", "destroyed", "")
        ]


async def test_without_officers_the_owners_see_what_is_held(founded: Founded, tmp_path: Path) -> None:
    async with founded.opened(tmp_path) as gao:
        who = await gao.join("王茗")
        await who.say(f"#报送 一季度核算完成\n{HELD_BODY}")
        seen = await gao.owner.wait_for("一季度核算完成", since=0)
        assert gao.owner.id == OWNER and seen.labels == ["放行", "销毁"]


async def test_people_s_numbers_are_hidden_from_others_and_an_editor_opens_them_on_record(
    gao: RunningCounty,
) -> None:
    who, editor = await gao.join("王茗"), await gao.join("周编", role="编辑")
    text = f"#报送 {TITLE}\n{BODY}负责人王某，手机13812345678，身份证51152519900307001X，座机0831-5412345。"
    await who.say(text, chat=gao.work_group)
    receipt = await who.wait_for("2026-0001", chat=gao.work_group, since=0)
    assert "⚠️ 文中有个人信息（手机号 1 处、身份证号 1 处），他人看到的已作隐藏。" in receipt.text
    card = await gao.card("2026-0001", who=editor)
    assert "手机138****5678，身份证5115****，座机0831-5412345。" in card.text
    assert (await editor.press(card, "显示号码")).text == "已私聊发给您，并已记录在案。"
    opened = await editor.wait_for("13812345678", since=0)
    assert "51152519900307001X" in opened.text
    await editor.say("/audit 2026-0001")
    assert "查看个人号码" in (await editor.wait_for("报送")).text
    public = [s.text for chat in (gao.work_group, gao.desk_group) for s in editor.messages(chat) if s.by_bot]
    assert not [words for words in public if "13812345678" in words or "51152519900307001X" in words]


async def test_of_a_destroyed_item_its_file_goes_as_well(
    gao: RunningCounty, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    who, officer = await gao.join("王茗"), gao.people["郑保密"]
    words = "北岸三号库蓄水量测算情况"
    await who.send_document(
        f"{words}\n{HELD_BODY}".encode(), f"{words}.txt", caption="#报送 一季度测算情况", chat=gao.work_group
    )
    seen = await officer.wait_for("一季度测算情况", since=0)
    await gao.idle()
    assert [path for path in (tmp_path / "files").glob("??/*") if path.is_file()]
    await destroy(gao, seen)
    await who.wait_for("不在本渠道办理", since=0)
    for _ in range(100):
        if not [path for path in (tmp_path / "files").glob("??/*") if path.is_file()]:
            break
        await asyncio.sleep(0.05)
    await nothing_left(gao, tmp_path, caplog, words, HELD_BODY[:12])


async def test_an_edit_of_a_caption_wipes_the_item_that_its_file_has_become(
    gao: RunningCounty, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    who = await gao.join("王茗")
    words = "北岸三号库巡查情况已汇总完毕并经乡镇核对无误"
    sent = await who.send_document(f"{words}\n{BODY}".encode(), "巡查.txt", caption="#报送 巡查情况一则")
    await who.wait_for("2026-0001", since=0)
    await gao.idle()
    await who.edit(sent, "机密★5年")
    told = await who.wait_for("已停止处理", since=0)
    assert told.text.endswith("此前由该消息保存的内容已清除：2026-0001")
    await nothing_left(gao, tmp_path, caplog, words, "巡查情况一则")
