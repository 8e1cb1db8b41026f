"""The bulletin over HTTP: composed by two, sent back, mended, signed, read by leaders and the work group, sent once more."""

from __future__ import annotations

import asyncio
import io
import zipfile
from pathlib import Path

import pytest

from bot.making.pages import can_draw
from bot.sandbox import Persona, Seen
from tests.support.county import BODY
from tests.support.running import RunningCounty

TITLES = ("早茶提前开园", "水库除险加固完工", "秸秆禁烧巡查")


async def _adopted(gao: RunningCounty, wang: Persona, zhou: Persona, title: str, number: str) -> None:
    await wang.say(f"#报送 {title}\n{BODY}")
    await wang.wait_for(number)
    await zhou.press(await gao.card(number), "采用")
    await wang.wait_for(lambda seen: number in seen.text and "采用" in seen.text)


async def _shown(gao: RunningCounty, who: Persona, label: str, *, private: bool = False) -> Seen:
    """The message about the bulletin once it has this button."""
    chat = None if private else gao.desk_group

    def fits(seen: Seen) -> bool:
        return seen.text.startswith("📰") and any(each.startswith(label) for each in seen.labels)

    await who.wait_for(fits, chat=chat, since=0, timeout=10)
    return [seen for seen in who.messages(chat) if fits(seen)][-1]


async def _press(gao: RunningCounty, who: Persona, label: str, *, private: bool = False) -> str:
    message = await _shown(gao, who, label, private=private)
    answered = await who.press(message, next(each for each in message.labels if each.startswith(label)))
    await gao.idle()
    return answered.text or ""


def _text_of(document: bytes | None) -> str:
    assert document is not None
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        return archive.read("word/document.xml").decode()


async def test_from_the_pool_to_leaders_and_the_work_group(
    gao: RunningCounty, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Where LibreOffice is not to be found the .docx comes alone; pictures of pages have tests of their own.
    monkeypatch.setenv("PATH", str(tmp_path))
    wang, zhou, wu = (
        await gao.join("王茗"),
        await gao.join("周编", role="编辑"),
        await gao.join("吴编", role="编辑"),
    )
    head = await gao.join("张县长", unit="县政府", role="领导")
    boss, deputy = await gao.join("王主任", role="管理员"), await gao.join("李主任", role="管理员")
    for place, title in enumerate(TITLES, start=1):
        await _adopted(gao, wang, zhou, title, f"2026-{place:04d}")
    await zhou.say("/issue", chat=gao.desk_group)
    for number in ("2026-0001", "2026-0002", "2026-0003"):
        who = zhou if number != "2026-0002" else wu
        await _press(gao, who, f"＋ {number}")
    await _press(gao, zhou, "编排")
    await _press(gao, wu, "3. ")
    await _press(gao, wu, "↑")
    await _press(gao, wu, "按语")
    asked = await wu.wait_for("写按语", chat=gao.desk_group, since=0)
    await wu.say("各镇要从严落实。", chat=gao.desk_group, reply_to=asked)
    await wu.wait_for("按语已保存", chat=gao.desk_group, since=0)
    await _press(gao, zhou, "预览")
    preview = await zhou.wait_for(
        lambda seen: seen.document is not None and not seen.is_photo, chat=gao.desk_group, since=0, timeout=60
    )
    words = _text_of(preview.document)
    assert [words.index(TITLES[at]) for at in (0, 2, 1)] == sorted(words.index(each) for each in TITLES)
    assert "各镇要从严落实" in words and "第1期" in words

    assert await _press(gao, zhou, "送签") == "已送签：管理员、王主任、李主任。"
    await _press(gao, boss, "退改", private=True)
    asked = await boss.wait_for("需要改什么", since=0)
    await boss.say("第三条核实数据。", reply_to=asked)
    await zhou.wait_for("王主任退改第1期：第三条核实数据。", since=0)
    await _press(gao, zhou, "送签")
    for signer in (boss, deputy):
        await _press(gao, signer, "签发", private=True)
    sure = [await _shown(gao, signer, "确认签发", private=True) for signer in (boss, deputy)]
    both = await asyncio.gather(boss.press(sure[0], "确认签发"), deputy.press(sure[1], "确认签发"))
    assert sorted(bool(each.alert) for each in both) == [False, True]
    await gao.idle()
    rows = await gao.desk.database.reader.execute_fetchall("SELECT year, number, total FROM bulletins")
    assert [tuple(row) for row in rows] == [(2026, 1, 1)]

    name = "《高县政务信息》第1期（总第1期）"
    at_head = await head.wait_for(name, since=0)
    assert at_head.labels == ["批示 1", "批示 2", "批示 3"]
    in_group = await wang.wait_for(name, chat=gao.work_group, since=0)
    assert "/item_2026_0003" in in_group.text
    for reader, chat in ((head, None), (wang, gao.work_group)):
        file = await reader.wait_for(lambda seen: seen.document is not None, chat=chat, since=0, timeout=60)
        assert TITLES[1] in _text_of(file.document)
    shown = [each.file for each in gao.work_group.messages.values() if each.file is not None]
    assert [file.preview is not None for file in shown] == [
        can_draw()
    ]  # the first page, where LibreOffice is there
    await head.press(at_head, "批示 2")
    asked = await head.wait_for("批示内容", since=0)
    await head.say("请农业农村局总结推广。", reply_to=asked)
    await head.wait_for("已记录", since=0)
    await wang.say("/issues 1")
    again = await wang.wait_for(lambda seen: seen.document is not None, since=0, timeout=60)
    assert again.document == file.document
    await wang.say("/item 1")
    await wang.wait_for("刊于2026年第1期", since=0)
