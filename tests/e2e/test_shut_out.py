"""Somebody is removed, suspended or loses a role in the midst of something: what they began, hold, and wait for (real HTTP)."""

from __future__ import annotations

from bot.model import BookingState
from bot.sandbox import Persona
from tests.e2e.test_demands import WHOLE, announced
from tests.support.county import BODY, TITLE
from tests.support.running import RunningCounty


async def rows(gao: RunningCounty, sql: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in await gao.desk.database.reader.execute_fetchall(sql)]


async def remove(gao: RunningCounty, name: str, word: str = "移除") -> None:
    await gao.owner.say(f"/member {name} {word}")
    card = await gao.owner.wait_for(lambda s: name in s.text and s.by_bot)
    if word == "移除":
        await gao.owner.press(card, "确认移除")
    await gao.idle()


def by_bot(who: Persona, since: int) -> list[str]:
    return [s.text for s in who.messages() if s.by_bot and s.revision > since]


async def test_a_draft_a_booking_and_an_items_text_are_out_of_a_removed_persons_hands(
    gao: RunningCounty,
) -> None:
    editor, wang = await gao.join("周编", role="编辑"), await gao.join("王茗")
    said = await wang.say(f"#报送 {TITLE}\n{BODY}")
    await wang.wait_for("2026-0001")
    post = await announced(gao, editor, WHOLE.format(slots=1))
    await wang.press(post, "预约")
    card = await wang.wait_for(lambda s: "取消预约" in s.labels)
    await wang.say(f"春耕进展\n{BODY}")
    preview = await wang.wait_for(lambda s: "提交" in s.labels)
    await gao.idle()
    kept = await rows(gao, "SELECT number, title, body, state FROM items")
    await remove(gao, "王茗")
    presses = ((preview, "提交"), (preview, "紧急"), (card, "交稿"), (card, "取消预约"), (post, "候补"))
    answers = [(await wang.press(message, label)).text for message, label in presses]
    gone = "该草稿已提交、取消或被新草稿取代，未作改动。"
    nobody = "您还没有加入。请私聊发送：/join 单位 姓名"
    assert answers == [gone, gone, nobody, nobody, nobody]
    await wang.edit(said, f"#报送 改过的标题\n{BODY}改过的正文")
    await wang.say("再补充一句：这句话不该进任何稿件里去，也不该留在库里。")
    await gao.idle()
    assert await rows(gao, "SELECT number, title, body, state FROM items") == kept
    assert await rows(gao, "SELECT kind FROM drafts WHERE kind <> 'join'") == []
    (booking,) = await gao.desk.database.reads.demands.bookings(1)
    assert booking.state is BookingState.BOOKED, "the unit has booked, not the person"


async def test_a_colleague_goes_on_with_a_removed_persons_booking(gao: RunningCounty) -> None:
    editor, wang = await gao.join("周编", role="编辑"), await gao.join("王茗")
    zhao = await gao.join("赵河")
    post = await announced(gao, editor, WHOLE.format(slots=1))
    await wang.press(post, "预约")
    await remove(gao, "王茗")
    await zhao.say("/unbook 1")
    await zhao.wait_for("已取消")
    (booking,) = await gao.desk.database.reads.demands.bookings(1)
    assert booking.state is BookingState.CANCELLED


async def test_what_waited_for_a_removed_person_never_comes(gao: RunningCounty) -> None:
    editor, wang = await gao.join("周编", role="编辑"), await gao.join("王茗", opens=False)
    await editor.say("#需求 内部约稿\n单位:云茶镇\n截止:6月12日\n只给云茶镇看的要求。")
    preview = await editor.wait_for(lambda s: "发布" in s.labels)
    await editor.press(preview, "发布")
    await gao.idle()
    assert await rows(
        gao, f"SELECT count(*) FROM outbox WHERE chat_id = {wang.id} AND state = 'waiting'"
    ) == [(1,)]
    await remove(gao, "王茗")
    await wang.start()
    await wang.wait_for("/join 单位 姓名")
    await gao.idle()
    assert [text for text in by_bot(wang, 0) if "约稿" in text or "要求" in text] == []
    texts = await rows(gao, "SELECT payload FROM outbox WHERE state = 'dropped'")
    assert [text for (text,) in texts if "要求" in str(text)] == []


async def test_a_removed_editors_private_cards_are_never_brought_up_to_date(gao: RunningCounty) -> None:
    await gao.unbind_desk()
    editor, wang = await gao.join("周编", role="编辑"), await gao.join("王茗")
    said = await wang.say(f"#报送 {TITLE}\n{BODY}")
    card = await editor.wait_for("2026-0001", since=0)
    await remove(gao, "周编")
    after = max(s.revision for s in editor.messages())
    await wang.edit(said, f"#报送 {TITLE}\n{BODY}新添的一句。")
    await gao.idle()
    mine = [s for s in gao.owner.messages() if "2026-0001" in s.text and "签收" in s.labels][-1]
    await gao.owner.press(mine, "签收")
    await gao.idle()
    assert by_bot(editor, after) == []
    assert "还没有加入" in (await editor.press(card, "采用")).text


async def test_an_editor_who_is_one_no_more_sees_no_later_card(gao: RunningCounty) -> None:
    await gao.unbind_desk()
    editor, wang = await gao.join("周编", role="编辑"), await gao.join("王茗")
    said = await wang.say(f"#报送 {TITLE}\n{BODY}")
    await editor.wait_for("2026-0001", since=0)
    await gao.owner.say("/member 周编 职务 信息员")
    await editor.wait_for("信息员")
    await gao.idle()
    after = max(s.revision for s in editor.messages())
    await wang.edit(said, f"#报送 {TITLE}\n{BODY}新添的一句。")
    await gao.idle()
    assert by_bot(editor, after) == []


async def test_somebody_suspended_hears_of_that_and_of_nothing_else(gao: RunningCounty) -> None:
    editor, wang = await gao.join("周编", role="编辑"), await gao.join("王茗")
    await wang.say(f"#报送 {TITLE}\n{BODY}")
    await wang.wait_for("2026-0001")
    await remove(gao, "王茗", "停用")
    await wang.wait_for("停用", since=0)
    after = max(s.revision for s in wang.messages())
    await editor.press(await gao.card("2026-0001", who=editor), "签收")
    await gao.idle()
    assert by_bot(wang, after) == []


async def test_a_personal_link_is_kept_nowhere_once_it_has_been_sent(gao: RunningCounty) -> None:
    await gao.owner.say("/invite 云茶镇 王茗")
    await gao.owner.press(await gao.owner.wait_for("名册中没有“云茶镇”这个单位"), "就是新单位")
    link = await gao.owner.wait_for("?start=")
    await gao.owner.send_document("单位,姓名\n双溪乡,郑宣\n".encode(), "名册.csv", "/roster")
    await gao.owner.press(await gao.owner.wait_for(lambda s: "确认导入" in s.labels), "确认导入")
    file = await gao.owner.wait_for(lambda s: s.document is not None)
    await gao.idle()
    tokens = [
        text.partition("?start=")[2].split()[0].split(",")[0]
        for text in (link.text, (file.document or b"").decode())
    ]
    assert [len(token) for token in tokens] == [32, 32]  # 192 bits
    tables = [name for (name,) in await rows(gao, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    kept = "".join([str(await rows(gao, f"SELECT * FROM {name}")) for name in tables])
    assert [token for token in tokens if token in kept] == []
    assert "start=" not in kept and await rows(gao, "SELECT count(*) FROM invites") == [(2,)]
