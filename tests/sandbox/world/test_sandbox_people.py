"""What persons do, and the updates each action gives the bot; all in process."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.sandbox import ActionError, Sandbox
from bot.sandbox.api.markup import parse_html
from bot.sandbox.world.entities import find_entities, utf16_slice
from tests.support.table import each_row


def updates(sandbox: Sandbox) -> list[dict[str, Any]]:
    """The updates since the last look, without their numbers."""
    pending = sandbox.world.mailbox.pending
    taken = [{k: v for k, v in update.items() if k != "update_id"} for update in pending]
    pending.clear()
    return taken


def kinds(sandbox: Sandbox) -> list[str]:
    """The kind of each update; for messages, what the message holds."""
    known = (
        "text",
        "document",
        "photo",
        "new_chat_members",
        "left_chat_member",
        "migrate_to_chat_id",
        "migrate_from_chat_id",
        "forum_topic_created",
    )
    return [
        next((f"{kind}:{name}" for name in known if name in payload), kind)
        for update in updates(sandbox)
        for kind, payload in update.items()
    ]


@each_row(
    ("text", "expected"),
    [
        ("/start@zhibao_bot abc", [("bot_command", "/start@zhibao_bot")]),
        ("😀 #报送 标题", [("hashtag", "#报送")]),
        ("＃报送标题", [("hashtag", "＃报送标题")]),
        ("#123 a#b #1月", [("hashtag", "#1月")]),
        ("见 https://a.gov.cn/x?y=1。然后", [("url", "https://a.gov.cn/x?y=1")]),
        ("a.gov.cn 和 x@y.cn", [("url", "a.gov.cn"), ("email", "x@y.cn")]),
        ("请 @wangming 看 1/2 和/或", [("mention", "@wangming")]),
        ("T12 3.5 分", []),
    ],
)
def test_entities_are_found_with_utf16_offsets(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(e["type"], utf16_slice(text, e["offset"], e["length"])) for e in find_entities(text)] == expected


def test_html_becomes_text_and_entities() -> None:
    parsed = parse_html(
        '😀<b>粗<i>斜</i></b>&lt;&amp;&#20013; <a href="https://a.cn/?a=1&amp;b=2">链</a>'
        '<blockquote expandable>引</blockquote><pre><code class="language-py">x</code></pre><span class="tg-spoiler">密</span>'
    )
    assert parsed.text == "😀粗斜<&中 链引x密"
    assert parsed.entities == [
        {"type": "bold", "offset": 2, "length": 2},
        {"type": "italic", "offset": 3, "length": 1},
        {"type": "text_link", "offset": 8, "length": 1, "url": "https://a.cn/?a=1&b=2"},
        {"type": "expandable_blockquote", "offset": 9, "length": 1},
        {"type": "pre", "offset": 10, "length": 1, "language": "py"},
        {"type": "spoiler", "offset": 11, "length": 1},
    ]
    assert parsed.doubts == []


async def test_what_each_action_in_private_tells_the_bot() -> None:
    sandbox = Sandbox()
    alice = sandbox.user(101, "王茗")
    assert not sandbox.world.chats[101].opened
    await alice.start("abc_-1")
    assert sandbox.world.chats[101].opened
    assert updates(sandbox)[0]["message"]["text"] == "/start abc_-1"
    said = await alice.say("第一稿")
    await alice.edit(said, "第二稿")
    first, second = updates(sandbox)
    assert first["message"]["text"] == "第一稿" and "edit_date" not in first["message"]
    assert second["edited_message"]["text"] == "第二稿" and second["edited_message"]["message_id"] == said.id
    await alice.delete(said)
    assert updates(sandbox) == []
    await alice.block()
    await alice.say("又来了")
    assert kinds(sandbox) == ["my_chat_member", "my_chat_member", "message:text"]
    with pytest.raises(ActionError):
        await alice.start("不行")


async def test_a_long_paste_is_cut_as_a_client_cuts_it() -> None:
    sandbox = Sandbox()
    await sandbox.user(101, "王茗").say("段落。\n" * 2000)
    texts = [u["message"]["text"] for u in updates(sandbox)]
    assert len(texts) == 2 and all(len(text) <= 4096 for text in texts)
    assert "\n".join(texts) == ("段落。\n" * 2000).strip()


async def test_albums_and_forwards_keep_what_belongs_together() -> None:
    sandbox = Sandbox()
    alice, bob = sandbox.user(101, "王茗"), sandbox.user(102, "李四", last_name="先生")
    group = sandbox.group("工作群", alice, bob)
    sent = await alice.send_album([("a.pdf", b"1"), ("b.pdf", b"2")], "#报送 两个附件", as_photos=False)
    album = [u["message"] for u in updates(sandbox)]
    assert [m.get("caption") for m in album] == ["#报送 两个附件", None]
    assert album[0]["media_group_id"] == album[1]["media_group_id"] == sent[0].album
    said = await bob.say("原话", group)
    once = await alice.forward(said)
    await bob.start()
    await bob.forward(once, 102)
    origins = [u["message"].get("forward_origin") for u in updates(sandbox)]
    assert [o and o["sender_user"]["id"] for o in origins] == [None, 102, None, 102]


async def test_what_changes_in_groups_tell_the_bot() -> None:
    sandbox = Sandbox()
    alice, bob = sandbox.user(101, "王茗"), sandbox.user(102, "李四")
    group = sandbox.group("工作群", alice, kind="group", with_bot=False)
    await alice.say("机器人还没来", group)
    assert kinds(sandbox) == []
    sandbox.groups.join(group, sandbox.world.bot, by=alice.user)
    assert kinds(sandbox) == ["my_chat_member", "message:new_chat_members"]
    await bob.join(group)
    await bob.leave(group)
    assert kinds(sandbox) == ["message:new_chat_members", "message:left_chat_member"]
    sandbox.groups.promote(group, sandbox.world.bot)
    sandbox.world.mailbox.allow(["chat_member", "message"])
    await bob.join(group)
    assert kinds(sandbox) == ["my_chat_member", "chat_member", "message:new_chat_members"]
    sandbox.groups.migrate(group)
    assert kinds(sandbox) == ["message:migrate_to_chat_id", "message:migrate_from_chat_id"]
    with pytest.raises(ActionError):
        await alice.say("旧群", group)


async def test_privacy_mode_lets_through_only_what_is_meant_for_the_bot() -> None:
    sandbox = Sandbox()
    alice = sandbox.user(101, "王茗")
    group = sandbox.group("工作群", alice)
    sandbox.world.privacy = True
    for text in ("闲聊", "#报送 标题", "/help", "/help@other_bot", "/help@zhibao_bot"):
        await alice.say(text, group)
    assert [u["message"]["text"] for u in updates(sandbox)] == ["/help", "/help@zhibao_bot"]
    sandbox.groups.promote(group, sandbox.world.bot)
    await alice.say("闲聊", group)
    assert kinds(sandbox) == ["my_chat_member", "message:text"]


async def test_a_press_that_nobody_answers_times_out_and_a_button_that_is_gone_cannot_be_pressed() -> None:
    sandbox = Sandbox()
    alice = sandbox.user(101, "王茗")
    chat = sandbox.world.chats[101]
    draft = sandbox.world.draft(chat, sandbox.world.bot)
    draft.markup = {
        "inline_keyboard": [
            [{"text": "签收", "callback_data": "a"}],
            [{"text": "去", "url": "https://t.me/zhibao_bot?start=t12"}],
        ]
    }
    sandbox.world.post(chat, draft)
    (seen,) = alice.messages()
    with pytest.raises(TimeoutError):
        await alice.press(seen, "签收", timeout=0.05)
    with pytest.raises(ActionError):
        await alice.press(seen, "采用")
    await alice.press(seen, "去")
    assert [next(iter(u)) for u in updates(sandbox)] == ["callback_query", "message"]
    assert alice.messages()[-1].text == "/start t12"


async def test_waiting_sees_what_came_since_the_last_action_and_not_ones_own_words() -> None:
    sandbox = Sandbox()
    alice, bob = sandbox.user(101, "王茗"), sandbox.user(102, "李四")
    group = sandbox.group("工作群", alice, bob)
    old = await bob.say("好消息", group)
    await alice.say("好消息呢", group)
    with pytest.raises(TimeoutError, match="since then: \\[\\]"):
        await alice.wait_for("好消息", group, timeout=0.05)
    assert (await alice.wait_for("好消息", group, since=0)).id == old.id
    waiting = asyncio.create_task(alice.wait_for("好消息", group))
    await asyncio.sleep(0)
    await bob.edit(old, "更好消息")
    seen = await waiting
    assert (seen.id, seen.edited) == (old.id, True)
