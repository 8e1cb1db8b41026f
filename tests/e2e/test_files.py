"""Files that people send, over HTTP: read or kept, refused or given up, each answered (manual, section 2, "Files")."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.model import Attachment, Item
from bot.sandbox import Persona, Seen
from tests.support.papers import HEAD, PNG, TEXT, bomb, paper
from tests.support.process import until
from tests.support.running import RunningCounty as RunningCounty

BODY_COUNT = 59  # characters of HEAD and TEXT that a reader sees


async def item_of(gao: RunningCounty, number: str = "2026-0001") -> Item:
    item = await gao.desk.database.reads.items.find_number(number)
    assert item is not None
    return item


async def files_of(gao: RunningCounty, number: str = "2026-0001") -> list[Attachment]:
    return await gao.desk.database.reads.attachments.of_item((await item_of(gao, number)).id)


async def settled(gao: RunningCounty) -> None:
    """Nothing is wanted any more, and everything is said."""

    async def wanted() -> bool:
        sql = "SELECT id FROM attachments WHERE state = 'wanted' AND (item_id IS NOT NULL OR draft_id IS NOT NULL)"
        return bool(await gao.desk.database.reader.execute_fetchall(sql))

    deadline = asyncio.get_running_loop().time() + 20
    while await wanted():
        assert asyncio.get_running_loop().time() < deadline, "something is wanted still"
        await asyncio.sleep(0.02)
    await gao.idle()


def on_disk(gao: RunningCounty) -> dict[str, bytes]:
    """Every file in the folder by its name, hidden ones too."""
    folder = gao.settings.storage.files
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def kept(*contents: bytes) -> dict[str, bytes]:
    return {hashlib.sha256(content).hexdigest(): content for content in contents}


def last(who: Persona) -> Seen:
    return [seen for seen in who.messages() if seen.by_bot][-1]


async def test_a_paper_with_the_tag_in_its_caption_is_stored_at_once_under_its_own_title(
    gao: RunningCounty,
) -> None:
    wang, content = await gao.join("王茗"), paper()
    await wang.send_document(content, "早茶.docx", "#报送", chat=gao.work_group)
    receipt = await wang.wait_for("已收到", chat=gao.work_group, timeout=20)
    assert f"2026-0001 {HEAD}" in receipt.text
    assert f"已读取《早茶.docx》，全文{BODY_COUNT}字。" in receipt.text
    assert "附件1个" in receipt.text
    item = await item_of(gao)
    assert (item.title, item.body) == (HEAD, TEXT)
    card = await gao.card("2026-0001")
    assert "📎 附件1个" in card.text and "附件" in card.labels
    assert on_disk(gao) == kept(content)


async def test_the_captions_title_wins_and_its_headers_count(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    await wang.send_document(paper("", TEXT), "早茶.docx", "#报送 早茶开园早十天\n类别：政策")
    await wang.wait_for("已收到", timeout=20)
    item = await item_of(gao)
    assert (item.title, item.body, item.kind) == ("早茶开园早十天", TEXT, "policy")


async def test_a_paper_without_a_caption_in_private_brings_up_the_preview_and_is_handed_in_by_button(
    gao: RunningCounty,
) -> None:
    wang = await gao.join("王茗")
    await wang.send_document(paper(), "早茶.docx")
    preview = await wang.wait_for(lambda seen: "提交" in seen.labels, timeout=20)
    assert "已读取《早茶.docx》" in preview.text and HEAD in preview.text and "附件1个" in preview.text
    await wang.press(preview, "提交")
    await wang.wait_for("已收到")
    assert [each.name for each in await files_of(gao)] == ["早茶.docx"]
    assert (await item_of(gao)).body == TEXT


async def test_the_caption_of_a_paper_can_be_edited_and_the_text_of_the_file_stays(
    gao: RunningCounty,
) -> None:
    wang = await gao.join("王茗")
    message = await wang.send_document(paper("", TEXT), "早茶.docx", "#报送 早茶开园")
    await wang.wait_for("已收到", timeout=20)
    await wang.edit(message, "#报送 早茶提前开园")
    await wang.wait_for("已更新为第2版")
    item = await item_of(gao)
    assert (item.title, item.body) == ("早茶提前开园", TEXT)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
async def test_a_text_file_is_read_in_the_encodings_of_editors(gao: RunningCounty, encoding: str) -> None:
    wang = await gao.join("王茗")
    await wang.send_document(f"{HEAD}\n{TEXT}".encode(encoding), "早茶.txt", "#报送")
    await wang.wait_for("已收到", timeout=20)
    item = await item_of(gao)
    assert (item.title, item.body) == (HEAD, TEXT)


async def test_a_kind_that_is_not_read_is_kept_with_the_text_of_its_caption(gao: RunningCounty) -> None:
    wang, content = await gao.join("王茗"), b"%PDF-1.7\n1 0 obj"
    await wang.send_document(content, "通报.pdf", f"#报送 {HEAD}\n{TEXT}")
    await wang.wait_for("已收到")
    await settled(gao)
    assert (await item_of(gao)).body == TEXT
    assert [(each.state, each.sha256) for each in await files_of(gao)] == [("had", *kept(content))]


async def test_a_kind_that_is_not_read_without_enough_text_becomes_a_draft_that_asks_for_it(
    gao: RunningCounty,
) -> None:
    wang = await gao.join("王茗")
    await wang.send_document(b"%PDF-1.7\n1 0 obj", "早茶.pdf", f"#报送 {HEAD}")
    question = await wang.wait_for("已存为草稿", timeout=20)
    assert "附件“早茶.pdf”已保存；暂只能读取 .docx 和 .txt" in question.text
    assert "附件1个" in question.text
    await wang.say(TEXT)
    preview = await wang.wait_for(lambda seen: "提交" in seen.labels)
    assert "附件1个" in preview.text
    await wang.press(preview, "提交")
    await wang.wait_for("已收到")
    assert [each.name for each in await files_of(gao)] == ["早茶.pdf"]


async def test_a_picture_without_a_word_becomes_a_draft_that_asks_for_the_text(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    await wang.send_photo(PNG)
    question = await wang.wait_for("已存为草稿")
    assert "📎 附件1个" in question.text
    await wang.say(f"{HEAD}\n{TEXT}")
    preview = await wang.wait_for(lambda seen: "提交" in seen.labels)
    await wang.press(preview, "提交")
    receipt = await wang.wait_for("已收到")
    assert "附件1个" in receipt.text
    await settled(gao)
    assert on_disk(gao) == kept(PNG)


async def test_a_video_is_kept(gao: RunningCounty) -> None:
    wang, content = await gao.join("王茗"), b"\x00\x00\x00\x18ftypmp42" + bytes(100)
    await wang.send_video(content, caption=f"#报送 {HEAD}\n{TEXT}")
    await wang.wait_for("已收到")
    await settled(gao)
    assert [(each.kind, each.state) for each in await files_of(gao)] == [("video", "had")]


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "a bomb of 3 GB": (bomb, "展开后内容过大，无法读取，未保存"),
    "a truncated zip": (lambda: paper()[:-200], "已损坏，未保存"),
    "a file without a byte": (lambda: b"", "是空文件，未保存"),
    "a program": (lambda: b"MZ\x90\x00" + bytes(100), "是程序文件，未保存"),
}


@pytest.mark.parametrize("kind", REFUSED)
async def test_what_is_broken_is_answered_and_nothing_of_it_stays(gao: RunningCounty, kind: str) -> None:
    make, words = REFUSED[kind]
    wang = await gao.join("王茗")
    await wang.send_document(make(), "早茶.docx", f"#报送 {HEAD}")
    question = await wang.wait_for("已存为草稿", timeout=25)
    assert f"附件“早茶.docx”{words}" in question.text
    assert "附件1个（1个未保存）" in question.text
    await settled(gao)
    assert on_disk(gao) == {}
    await wang.say(TEXT)
    preview = await wang.wait_for(lambda seen: "提交" in seen.labels)
    await wang.press(preview, "提交")
    await wang.wait_for("已收到")
    assert (await item_of(gao)).body == TEXT


async def test_of_a_broken_file_beside_a_whole_text_its_reporter_and_the_card_are_told(
    gao: RunningCounty,
) -> None:
    wang = await gao.join("王茗")
    await wang.send_document(paper()[:-200], "早茶.docx", f"#报送 {HEAD}\n{TEXT}", chat=gao.work_group)
    await wang.wait_for("已收到", chat=gao.work_group)
    told = await wang.wait_for("已损坏，未保存", timeout=20)
    assert "2026-0001 的文字已保存，不受影响。" in told.text
    await gao.owner.wait_for("附件1个（1个未保存）", chat=gao.desk_group, since=0)


async def test_a_picture_called_docx_is_known_by_its_content(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    await wang.send_document(PNG, "早茶.docx", f"#报送 {HEAD}")
    question = await wang.wait_for("已存为草稿", timeout=20)
    assert "附件“早茶.docx”已保存；它实际是图片，无法读取文字。" in question.text
    assert on_disk(gao) == kept(PNG)


async def test_over_20_mb_is_refused_with_what_to_do_and_the_text_is_kept(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    big = bytes(21 * 1024 * 1024)
    await wang.send_document(big, "录像.zip", f"#报送 {HEAD}\n{TEXT}")
    receipt = await wang.wait_for("已收到")
    assert "附件“录像.zip”超过20 MB，未保存。请压缩或拆分后再发" in receipt.text
    assert "附件1个（1个未保存）" in receipt.text
    await wang.send_document(big, "录像.zip")
    question = await wang.wait_for("已存为草稿")
    assert "附件“录像.zip”超过20 MB，未保存。" in question.text
    await settled(gao)
    assert on_disk(gao) == {}


async def test_a_download_that_fails_twice_is_tried_again_and_nobody_need_know(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    gao.sandbox.faults.add("500", method="getFile")
    gao.sandbox.faults.add("truncated", method="file")
    await wang.send_document(paper(), "早茶.docx", "#报送")
    receipt = await wang.wait_for("已收到", timeout=25)
    assert HEAD in receipt.text
    assert [each.tries for each in await files_of(gao)] == [3]
    assert not [seen for seen in wang.messages() if "暂时取不到" in seen.text]


async def test_a_download_that_fails_for_ever_is_told_and_then_given_up(
    gao: RunningCounty,
) -> None:
    gao.desk.downloads.backoff = (0.05, 0.05, 0.05)
    wang = await gao.join("王茗")
    gao.sandbox.faults.add("500", method="file", times=99)
    await wang.send_document(paper(), "早茶.docx", f"#报送 {HEAD}\n{TEXT}", chat=gao.work_group)
    await wang.wait_for("已收到", chat=gao.work_group)
    await wang.wait_for("附件“早茶.docx”暂时取不到，将自动重试，不必重发。")
    told = await wang.wait_for("附件“早茶.docx”未能取得，未保存。请重新发送。")
    assert "2026-0001 的文字已保存" in told.text
    await gao.owner.wait_for("附件1个（1个未能取得）", chat=gao.desk_group, since=0)
    await until(lambda: not on_disk(gao), seconds=5)  # what came of it goes once it is told


async def test_a_text_in_a_file_that_cannot_be_had_is_asked_for(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    gao.sandbox.faults.add("400", method="getFile", text="Bad Request: wrong file_id", times=9)
    await wang.send_document(paper(), "早茶.docx", f"#报送 {HEAD}")
    question = await wang.wait_for("已存为草稿")
    assert "附件“早茶.docx”未能取得，未保存。请重新发送。" in question.text


async def test_the_same_file_twice_lies_on_disk_once(gao: RunningCounty) -> None:
    wang, content = await gao.join("王茗"), paper()
    for _ in range(2):
        await wang.send_document(content, "早茶.docx", f"#报送 {HEAD}\n{TEXT}")
        await wang.wait_for("已收到")
    await settled(gao)
    assert on_disk(gao) == kept(content)


async def test_a_paper_that_bears_a_mark_is_not_kept_nor_its_name(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    await wang.send_document(paper("机密★5年", TEXT), "某事.docx", "#报送")
    answer = await wang.wait_for("疑似带有涉密或内部文件标志", timeout=20)
    assert "某事" not in answer.text
    await settled(gao)
    assert on_disk(gao) == {}
    rows = await gao.desk.database.reader.execute_fetchall("SELECT state, reason, name FROM attachments")
    assert [tuple(row) for row in rows] == [("refused", "marked", "")]
    assert b"\xe6\x9c\xba\xe5\xaf\x86\xe2\x98\x85" not in gao.settings.database_path.read_bytes()


async def test_the_message_of_a_marked_paper_is_taken_out_of_the_group(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    sent = await wang.send_document(paper("机密★5年", TEXT), "某事.docx", "#报送", chat=gao.work_group)
    await wang.wait_for("疑似带有涉密或内部文件标志", since=0, timeout=20)
    await settled(gao)
    assert sent.id not in gao.sandbox.world.chats[gao.work_group.id].messages
    assert on_disk(gao) == {}


async def test_files_are_given_back_to_reporter_and_editors(gao: RunningCounty, tmp_path: Path) -> None:
    wang, content = await gao.join("王茗"), paper()
    li = await gao.join("李编", role="编辑")
    await wang.send_document(content, "早茶.docx", f"#报送 {HEAD}\n{TEXT}")
    await wang.wait_for("已收到")
    await settled(gao)
    card = await gao.card("2026-0001")
    await li.press(card, "附件")
    back = await li.wait_for(lambda seen: seen.document == content, chat=gao.desk_group)
    assert (back.file_name, back.text) == ("早茶.docx", "2026-0001 附件 1/1")
    await wang.say("/item 2026-0001")
    shown = await wang.wait_for(lambda seen: "附件" in seen.labels)
    assert "早茶.docx" in shown.text
    # Another token, another bot: Telegram knows nothing of the files that the old one was sent.
    gao.sandbox.world.files.clear()
    await wang.press(shown, "附件")
    await wang.wait_for(
        lambda seen: seen.by_bot and seen.document == content and seen.file_name == "早茶.docx"
    )
    gao.sandbox.violations.clear()  # the first of the two calls


async def test_the_item_of_somebody_else_gives_no_files(gao: RunningCounty) -> None:
    wang, chen = await gao.join("王茗"), await gao.join("陈叶", unit="沙河镇")
    await wang.send_document(paper(), "早茶.docx", f"#报送 {HEAD}\n{TEXT}")
    await wang.wait_for("已收到")
    await wang.say("/item 2026-0001")
    shown = await wang.wait_for(lambda seen: "附件" in seen.labels)
    gao.sandbox.groups.join(gao.sandbox.world.chats[wang.id], chen.user)
    answer = await chen.press(shown, "附件")
    assert "没有" in (answer.text or "")


async def test_a_stranger_leaves_nothing(gao: RunningCounty) -> None:
    stranger = gao.sandbox.user(900, "路人")
    await stranger.send_document(paper(), "早茶.docx", f"#报送 {HEAD}\n{TEXT}")
    await stranger.wait_for(lambda seen: seen.by_bot)
    await gao.idle()
    assert not await gao.desk.database.reader.execute_fetchall("SELECT id FROM attachments")
    assert on_disk(gao) == {}
