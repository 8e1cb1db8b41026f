"""Whatever somebody sends in private proves that the chat is open, and lets go what waited (manual, section 1)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.desk.common.accounts import shut_account
from bot.model import Message
from bot.sandbox import Persona
from tests.support.county import BODY, TITLE
from tests.support.running import RunningCounty as RunningCounty

Act = Callable[[RunningCounty, Persona], Awaitable[None]]


async def say(gao: RunningCounty, who: Persona, text: str) -> None:
    await who.say(text)


async def send_raw(gao: RunningCounty, who: Persona, content: dict[str, Any]) -> None:
    """A private message of a kind that personas do not send."""
    chat = gao.sandbox.world.chats[who.id]
    chat.opened = True
    message = gao.sandbox.world.draft(chat, who.user)
    message.service = content
    gao.sandbox.world.post(chat, message)


async def edit_old(gao: RunningCounty, who: Persona) -> None:
    """The message itself is of a time before the bot was there."""
    chat = gao.sandbox.world.chats[who.id]
    chat.opened = True
    message = gao.sandbox.world.draft(chat, who.user)
    message.text = "旧话"
    chat.last_id += 1
    message.id = chat.last_id
    chat.messages[message.id] = message
    gao.sandbox.people.edit(who.user, message, "改了的旧话")


async def unblock(gao: RunningCounty, who: Persona) -> None:
    gao.sandbox.world.chats[who.id].opened = True
    await who.block()
    await who.unblock()


WAYS: dict[str, Act] = {
    "a text": lambda gao, who: say(gao, who, "在吗"),
    "a tagged item": lambda gao, who: say(gao, who, f"#报送 {TITLE}\n{BODY}"),
    "a tag that may not be used": lambda gao, who: say(gao, who, "#需求 森林防火"),
    "a command": lambda gao, who: say(gao, who, "/my"),
    "a command that is refused": lambda gao, who: say(gao, who, "/members"),
    "an unknown command": lambda gao, who: say(gao, who, "/nothing"),
    "a bare join": lambda gao, who: say(gao, who, "/join"),
    "a sticker": lambda gao, who: send_raw(
        gao,
        who,
        {
            "sticker": {
                "file_id": "S",
                "file_unique_id": "s",
                "type": "regular",
                "width": 512,
                "height": 512,
                "is_animated": False,
                "is_video": False,
            }
        },
    ),
    "a service message": lambda gao, who: send_raw(
        gao, who, {"write_access_allowed": {"from_request": True}}
    ),
    "an edit of a message that is not known": edit_old,
    "an unblocking": unblock,
}


async def leave_word(gao: RunningCounty, who: Persona) -> None:
    """Something waits for the person."""
    async with gao.desk.database.work(now=gao.clock.now()) as work:
        person = work.directory.find_account(who.id)
        assert person is not None
        await work.outbox.tell(person, Message("有事转告您"))


@pytest.mark.parametrize("way", WAYS)
async def test_what_waited_leaves_whatever_the_first_private_update_is(gao: RunningCounty, way: str) -> None:
    wang = await gao.join("王茗", opens=False)
    await leave_word(gao, wang)
    await WAYS[way](gao, wang)
    await wang.wait_for("有事转告您", since=0)


async def test_a_file_opens_the_chat_too(gao: RunningCounty) -> None:
    wang = await gao.join("王茗", opens=False)
    await leave_word(gao, wang)
    await wang.send_document(b"x", "稿件.docx")
    await wang.wait_for("有事转告您", since=0)


async def test_a_press_of_a_button_in_private_opens_a_chat_that_was_taken_for_shut(
    gao: RunningCounty,
) -> None:
    wang = await gao.join("王茗")
    await wang.say(f"{TITLE}\n{BODY}")
    asked = await wang.wait_for(lambda seen: "紧急" in seen.labels)
    async with gao.desk.database.work(now=gao.clock.now()) as work:
        await shut_account(work, wang.id)
    await leave_word(gao, wang)
    await wang.press(asked, "紧急")
    await wang.wait_for("有事转告您", since=0)


async def test_an_item_tagged_in_private_by_somebody_who_never_pressed_start_gets_its_receipt(
    gao: RunningCounty,
) -> None:
    wang = await gao.join("王茗", opens=False)
    await wang.say(f"#报送 {TITLE}\n{BODY}")
    receipt = await wang.wait_for("已收到")
    assert "2026-0001" in receipt.text


async def test_a_strangers_first_word_opens_the_chat_for_what_comes_later(gao: RunningCounty) -> None:
    stranger = gao.sandbox.user(900, "路人")
    await stranger.say("在吗")
    await stranger.wait_for("/join")
    assert 900 in await gao.desk.database.reads.people.open_accounts()


async def test_blocking_the_bot_opens_nothing(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    await wang.block()
    await gao.idle()
    assert wang.id not in await gao.desk.database.reads.people.open_accounts()
