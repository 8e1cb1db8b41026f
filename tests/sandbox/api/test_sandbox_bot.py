"""A real python-telegram-bot Bot talks to the sandbox over HTTP; no handlers, no application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, timedelta
from typing import Any

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    ReplyKeyboardMarkup,
    ReplyParameters,
)
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, RetryAfter

from bot.sandbox import Sandbox, serve

PNG = (
    b"\x89PNG\r\n\x1a\n"
    + b"\0\0\0\rIHDR"
    + (40).to_bytes(4, "big")
    + (30).to_bytes(4, "big")
    + b"\x08\x06"
    + b"\0" * 20
)


async def received(bot: Bot, **how: Any) -> Any:
    """The updates, of which a test knows what is in them."""
    return await bot.get_updates(**how)


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    async with (
        serve(sandbox) as base,
        Bot(sandbox.token, base_url=f"{base}/bot", base_file_url=f"{base}/file/bot") as bot,
    ):
        yield bot
    assert sandbox.violations == []


async def test_a_person_writes_and_the_bot_answers_with_a_button_they_press(
    sandbox: Sandbox, bot: Bot
) -> None:
    alice = sandbox.user(101, "王茗", username="wangming", note={"unit": "罗场镇"})
    await alice.start("abc")
    (update,) = await received(bot, timeout=1)
    assert update.message.text == "/start abc"
    assert update.message.from_user.full_name == "王茗"
    assert update.message.parse_entities() == {update.message.entities[0]: "/start"}
    assert update.message.date.tzinfo is not None and update.message.date.astimezone(UTC)

    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("签收", callback_data="take:1")]])
    sent = await bot.send_message(101, "<b>收到</b> 😀 #报送", parse_mode="HTML", reply_markup=keyboard)
    assert [(e.type, sent.parse_entity(e)) for e in sent.entities] == [("bold", "收到"), ("hashtag", "#报送")]
    seen = await alice.wait_for("收到")
    assert seen.buttons == ((("签收", "take:1"),),)

    press = asyncio.create_task(alice.press(seen, "签收"))
    (update,) = await received(bot, offset=update.update_id + 1, timeout=2)
    assert update.callback_query.data == "take:1"
    assert update.callback_query.message.message_id == sent.message_id
    await update.callback_query.answer("已签收", show_alert=True)
    answer = await press
    assert (answer.text, answer.alert) == ("已签收", True)

    await bot.edit_message_text("已由 王茗 签收", 101, sent.message_id)
    edited = await alice.wait_for("已由")
    assert edited.edited and edited.buttons == () and edited.id == sent.message_id
    with pytest.raises(BadRequest, match="essage is not modified"):
        await bot.edit_message_text("已由 王茗 签收", 101, sent.message_id)


async def test_files_go_both_ways(sandbox: Sandbox, bot: Bot) -> None:
    alice = sandbox.user(101, "王茗")
    await alice.send_document(b"hello", "春茶.docx", "#报送 春茶")
    (update,) = await received(bot)
    document = update.message.document
    assert (document.file_name, document.file_size, update.message.caption) == ("春茶.docx", 5, "#报送 春茶")
    assert bytes(await (await document.get_file()).download_as_bytearray()) == b"hello"
    sent = await bot.send_document(
        101, b"table", filename="通报.xlsx", caption="<i>表</i>", parse_mode="HTML"
    )
    assert (
        sent.document and sent.document.file_name == "通报.xlsx" and sent.caption_entities[0].type == "italic"
    )
    album = await bot.send_media_group(101, [InputMediaPhoto(PNG, caption="一"), InputMediaPhoto(PNG)])
    assert len({m.media_group_id for m in album}) == 1 and album[0].photo[-1].width == 40
    again = await bot.send_photo(101, album[0].photo[-1].file_id)
    assert again.photo[-1].file_unique_id == album[0].photo[-1].file_unique_id
    assert [m.document for m in alice.messages()] == [b"hello", b"table", PNG, PNG, PNG]


async def test_who_cannot_be_written_to_is_told_in_telegrams_words(sandbox: Sandbox, bot: Bot) -> None:
    alice, bob = sandbox.user(101, "王茗"), sandbox.user(102, "李四")
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(101, "x")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(999, "x")
    await alice.start()
    await alice.block()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(101, "x")
    group = sandbox.group("工作群", alice, bob, kind="group")
    await bot.send_message(group.id, "x")
    sandbox.groups.leave(group, sandbox.world.bot, by=alice.user)
    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await bot.send_message(group.id, "x")
    kinds = [next(k for k in u.to_dict() if k != "update_id") for u in await received(bot)]
    assert kinds == ["message", "my_chat_member", "my_chat_member"]


async def test_a_group_that_became_a_supergroup_says_where_it_went(sandbox: Sandbox, bot: Bot) -> None:
    alice = sandbox.user(101, "王茗")
    group = sandbox.group("工作群", alice, kind="group")
    new = sandbox.groups.migrate(group)
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(group.id, "x")
    assert caught.value.new_chat_id == new.id
    first, second = await received(bot)
    assert first.message.migrate_to_chat_id == new.id and first.message.chat.id == group.id
    assert second.message.migrate_from_chat_id == group.id and second.message.chat.id == new.id


async def test_topics_carry_their_thread_and_a_missing_one_is_refused(sandbox: Sandbox, bot: Bot) -> None:
    alice = sandbox.user(101, "王茗")
    forum = sandbox.group("采编群", alice, is_forum=True)
    topic = sandbox.groups.create_topic(forum, alice.user, "春茶")
    await alice.say("在话题里", forum, thread=topic.id)
    _, update = await received(bot)
    assert update.message.is_topic_message and update.message.message_thread_id == topic.id
    assert update.message.reply_to_message.forum_topic_created.name == "春茶"
    sent = await bot.send_message(forum.id, "好", message_thread_id=topic.id)
    assert sent.message_thread_id == topic.id
    with pytest.raises(BadRequest, match="thread not found"):
        await bot.send_message(forum.id, "好", message_thread_id=777)


async def test_replies_to_missing_messages_and_reply_keyboards(sandbox: Sandbox, bot: Bot) -> None:
    alice = sandbox.user(101, "王茗")
    said = await alice.say("你好")
    sent = await bot.send_message(101, "好", reply_parameters=ReplyParameters(said.id))
    assert sent.reply_to_message and sent.reply_to_message.text == "你好"
    with pytest.raises(BadRequest, match="replied not found"):
        await bot.send_message(101, "好", reply_parameters=ReplyParameters(999))
    loose = ReplyParameters(999, allow_sending_without_reply=True)
    assert (await bot.send_message(101, "好", reply_parameters=loose)).reply_to_message is None
    await bot.send_message(101, "菜单", reply_markup=ReplyKeyboardMarkup([["报送", "选题"], ["我的"]]))
    assert alice.keyboard() == [["报送", "选题"], ["我的"]]


async def test_command_lists_resolve_by_scope_and_language(sandbox: Sandbox, bot: Bot) -> None:
    alice = sandbox.user(101, "王茗")
    await alice.start()
    await bot.set_my_commands([BotCommand("help", "Help")])
    await bot.set_my_commands([BotCommand("help", "帮助")], language_code="zh")
    shown = sandbox.commands.shown_to(101, sandbox.world.chats[101], "zh-hans")
    assert shown == [{"command": "help", "description": "帮助"}]
    await bot.set_my_commands([BotCommand("submit", "报送")], scope=BotCommandScopeChat(101))
    shown = sandbox.commands.shown_to(101, sandbox.world.chats[101], "zh-hans")
    assert [c["command"] for c in shown] == ["submit"]
    assert [c.description for c in await bot.get_my_commands(language_code="zh")] == ["帮助"]


async def test_a_new_poll_ends_the_old_one(sandbox: Sandbox, bot: Bot) -> None:
    old = asyncio.create_task(received(bot, timeout=20))
    await asyncio.sleep(0.1)
    async with Bot(bot.token, base_url=bot.base_url.removesuffix(bot.token)) as other:
        new = asyncio.create_task(received(other, timeout=20))
        with pytest.raises(Conflict, match="terminated by other getUpdates"):
            await old
        await sandbox.user(101, "王茗").start()
        assert [u.message.text for u in await new] == ["/start"]


async def test_a_429_names_the_seconds(sandbox: Sandbox, bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    await sandbox.user(101, "王茗").start()
    sandbox.faults.add("429", method="sendMessage", chat_id=101, seconds=7)
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(101, "x")
    assert caught.value.retry_after == timedelta(seconds=7)
    assert (await bot.send_message(101, "x")).text == "x"


async def test_a_wrong_token_is_refused() -> None:
    async with serve(Sandbox()) as base:
        with pytest.raises(InvalidToken):
            async with Bot("123456:other", base_url=f"{base}/bot"):
                pass


async def test_administrators_hear_of_members_and_may_delete(sandbox: Sandbox, bot: Bot) -> None:
    alice, bob = sandbox.user(101, "王茗"), sandbox.user(102, "李四")
    group = sandbox.group("工作群", alice)
    await bob.join(group)
    said = await bob.say("机密", group)
    with pytest.raises(BadRequest, match="can't be deleted"):
        await bot.delete_message(group.id, said.id)
    sandbox.groups.promote(group, sandbox.world.bot)
    await received(bot, allowed_updates=["message", "chat_member"])
    await bob.leave(group)
    updates = await received(bot, offset=-2)
    assert updates[0].message.left_chat_member.id == 102
    assert updates[1].chat_member.new_chat_member.status == "left"
    assert await bot.delete_message(group.id, said.id)
    assert said.id not in [m.id for m in alice.messages(group)]
    assert {m.user.id for m in await bot.get_chat_administrators(group.id)} == {101, sandbox.world.bot.id}
    assert await bot.get_chat_member_count(group.id) == 2
