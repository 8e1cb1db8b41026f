"""Albums: up to ten messages that are one item, wherever the caption stands and however far apart they come."""

from __future__ import annotations

import hashlib

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


async def test_more_than_ten_pictures_go_on_in_the_next_album_and_one_that_is_exchanged_takes_the_others_place(
    gao: RunningCounty,
) -> None:
    wang = await gao.join("王茗")
    album = pictures(15)
    sent = await wang.send_album(album[:10], f"#报送 {HEAD}\n{TEXT}", chat=gao.work_group)
    await wang.send_album(album[10:], chat=gao.work_group)
    await wang.wait_for("📎 附件15个", chat=gao.work_group, timeout=20)
    await settled(gao)
    assert on_disk(gao) == kept(*(content for _, content in album))
    other = PNG + b"another"
    message = gao.work_group.messages[sent[3].id]
    message.file = gao.sandbox.world.store(other, "another.png", is_photo=True)
    gao.sandbox.world.edited(message)
    await wang.wait_for("2026-0001：附件已更换。", chat=gao.work_group, since=0)
    await settled(gao)
    assert [each.sha256 for each in await files_of(gao)].count(hashlib.sha256(other).hexdigest()) == 1
    assert len(await files_of(gao)) == 15
    # The same of what is not handed in yet.
    shown = await wang.send_photo(PNG + b"first", f"沙河镇春耕\n{TEXT}")
    await wang.wait_for(lambda seen: "提交" in seen.labels)
    private = gao.sandbox.world.chats[wang.id].messages[shown.id]
    private.file = gao.sandbox.world.store(other, "another.png", is_photo=True)
    gao.sandbox.world.edited(private)
    await gao.idle()
    await wang.press([seen for seen in wang.messages() if "提交" in seen.labels][-1], "提交")
    await wang.wait_for("已收到")
    await settled(gao)
    (file,) = await files_of(gao, "2026-0002")
    assert file.sha256 == hashlib.sha256(other).hexdigest()


async def test_an_album_with_a_form_in_its_caption_goes_with_it_whole_in_a_group_too(
    gao: RunningCounty,
) -> None:
    zhou = await gao.join("周编", role="编辑")
    album = [("通知.pdf", b"%PDF-1.7\n1 0 obj"), ("附表.pdf", b"%PDF-1.7\n2 0 obj")]
    await zhou.send_album(album, "/doc 关于防汛值班的通知\n范围：全体", chat=gao.desk_group, as_photos=False)
    await zhou.wait_for("📎 附表.pdf", chat=gao.desk_group, since=0, timeout=20)
    preview = [seen for seen in zhou.messages(gao.desk_group) if "发布" in seen.labels][-1]
    assert "📎 通知.pdf" in preview.text

    # A form with which no file goes is begun all the same, and says what became of the file; both were refused.
    await zhou.send_document(album[0][1], "方案.pdf", caption="/Task 整治早茶市场\n承办：周编")
    told = await zhou.wait_for("附件不随督办件下发，请另行发送。")
    assert "整治早茶市场" in told.text and "发布" in told.labels
    await zhou.send_document(album[0][1], "议程.pdf", caption="/meeting 秋季例会")
    told = await zhou.wait_for("附件不会随之发出，请另行发送。")
    assert "已存为草稿，尚未发布：《秋季例会》" in told.text and "尚缺：时间" in told.text


@pytest.mark.parametrize("words", ["", f"#报送 {HEAD}\n{TEXT}"])
async def test_a_strangers_album_is_answered_once(gao: RunningCounty, words: str) -> None:
    stranger = gao.sandbox.user(777, "路人")
    await stranger.send_album(pictures(3), words)
    await stranger.wait_for("您还没有加入")
    await gao.idle()
    assert len([seen for seen in stranger.messages() if seen.by_bot]) == 1
