"""Albums: up to ten messages that are one item, wherever the caption stands and however far apart they come."""

from __future__ import annotations

import pytest

from tests.e2e.test_files import files_of, item_of, kept, on_disk, settled
from tests.support.papers import HEAD, PNG, TEXT, paper
from tests.support.running import RunningCounty as RunningCounty


def pictures(count: int) -> list[tuple[str, bytes]]:
    """So many pictures, none like another."""
    return [(f"{number}.png", PNG + bytes([number])) for number in range(count)]


@pytest.mark.parametrize("caption_on", [0, 5, 9])
@pytest.mark.parametrize("place", ["group", "private"])
async def test_ten_pictures_are_one_item_wherever_the_caption_stands(
    gao: RunningCounty, place: str, caption_on: int
) -> None:
    wang = await gao.join("王茗")
    chat = gao.work_group if place == "group" else None
    album = pictures(10)
    await wang.send_album(album, f"#报送 {HEAD}\n{TEXT}", chat=chat, caption_on=caption_on)
    receipt = await wang.wait_for("📎 附件10个", chat=chat, timeout=20)
    assert f"2026-0001 {HEAD}" in receipt.text
    await settled(gao)
    assert len(await files_of(gao)) == 10
    assert on_disk(gao) == kept(*(content for _, content in album))
    assert await gao.desk.database.reads.items.find_number("2026-0002") is None
    answers = [seen for seen in wang.messages(chat) if seen.by_bot and "附件" in seen.text]
    assert len(answers) == 1
    await gao.owner.wait_for("📎 附件10个", chat=gao.desk_group, since=0)


async def test_an_album_without_a_word_in_private_is_asked_for_its_text_once(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    await wang.send_album(pictures(3))
    await wang.wait_for("📎 附件3个", timeout=20)
    assert len([seen for seen in wang.messages() if "已存为草稿" in seen.text]) == 1
    await wang.say(f"{HEAD}\n{TEXT}")
    preview = await wang.wait_for(lambda seen: "提交" in seen.labels)
    assert "📎 附件3个" in preview.text
    await wang.press(preview, "提交")
    await wang.wait_for("已收到")
    assert len(await files_of(gao)) == 3


async def test_an_album_with_plain_words_in_private_is_one_preview(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    await wang.send_album(pictures(3), f"{HEAD}\n{TEXT}", caption_on=1)
    preview = await wang.wait_for(
        lambda seen: "提交" in seen.labels and "📎 附件3个" in seen.text, timeout=20
    )
    await wang.press(preview, "提交")
    await wang.wait_for("已收到")
    assert ((await item_of(gao)).body, len(await files_of(gao))) == (TEXT, 3)


async def test_an_album_of_papers_is_one_item_with_the_text_of_the_first_that_has_one(
    gao: RunningCounty,
) -> None:
    wang = await gao.join("王茗")
    album = [("照片说明.pdf", b"%PDF-1.7\n1 0 obj"), ("早茶.docx", paper())]
    await wang.send_album(album, "#报送", as_photos=False)
    await wang.wait_for("已读取《早茶.docx》", timeout=20)
    await settled(gao)
    assert ((await item_of(gao)).title, len(await files_of(gao))) == (HEAD, 2)


async def test_an_album_in_a_group_that_is_no_item_is_neither_answered_nor_downloaded(
    gao: RunningCounty,
) -> None:
    wang = await gao.join("王茗")
    before = [seen.id for seen in wang.messages(gao.work_group)]
    await wang.send_album(pictures(3), "今天的早茶", chat=gao.work_group)
    await gao.idle()
    await settled(gao)
    assert on_disk(gao) == {}
    assert [seen for seen in wang.messages(gao.work_group) if seen.by_bot and seen.id not in before] == []


async def test_two_albums_of_two_people_at_once_stay_apart(gao: RunningCounty) -> None:
    wang, chen = await gao.join("王茗"), await gao.join("陈叶", unit="沙河镇")
    sent = await wang.send_album(pictures(4), f"#报送 {HEAD}\n{TEXT}", chat=gao.work_group, caption_on=3)
    await chen.send_album(pictures(2), f"#报送 沙河镇早茶\n{TEXT}", chat=gao.work_group, caption_on=1)
    await wang.wait_for("📎 附件4个", chat=gao.work_group, since=0, timeout=20)
    await chen.wait_for("📎 附件2个", chat=gao.work_group, since=0, timeout=20)
    counts = {len(await files_of(gao, number)) for number in ("2026-0001", "2026-0002")}
    assert counts == {4, 2}
    # Words that come below another picture later on join the item that they were sent with.
    await wang.edit(sent[1], "另有两个村也已开园。")
    await wang.wait_for("已更新为第2版", chat=gao.work_group)
    bodies = {(await item_of(gao, number)).body for number in ("2026-0001", "2026-0002")}
    assert bodies == {TEXT, f"{TEXT}\n另有两个村也已开园。"}
