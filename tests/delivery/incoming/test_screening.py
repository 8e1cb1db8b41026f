"""What of an update may be stored: every way in which a text comes, and what is left of one that carries a marking."""

from __future__ import annotations

import copy
import json
from typing import Any

from bot.delivery.incoming.screening import screen_by
from bot.model import BLOCKED
from bot.rules.secrecy.rulebook import rulebook
from tests.support.table import each_row

MARK = "白鹭坝编组"
MARKED = f"机密★5年 {MARK}"
screen = screen_by(rulebook())

USER = {"id": 7, "is_bot": False, "first_name": "王茗", "username": "wang"}
GROUP = {"id": -1001, "type": "supergroup", "title": "高县信息工作群"}
OLD = {"message_id": 3, "date": 1_780_000_000, "chat": GROUP, "from": USER}
PLAIN = {"message_id": 5, "date": 1_780_000_100, "chat": GROUP, "from": USER}


def update_of(kind: str = "message", **content: Any) -> dict[str, Any]:
    return {"update_id": 11, kind: {**copy.deepcopy(PLAIN), **content}}


# What somebody says: nothing of it is stored.
SAID: dict[str, dict[str, Any]] = {
    "a text": {"text": MARKED},
    "an English office's text": {"text": "#submit Confidential\nheron dam crew", "entities": [{"type": "hashtag"}]},
    "an English office's file": {"document": {"file_id": "a", "file_name": "CONFIDENTIAL heron dam crew.docx"}},
    "an address under words": {
        "text": "see here", "entities": [{"type": "text_link", "url": f"https://x.cn/机密★5年{MARK}"}]
    },
    "a tagged text": {"text": f"#报送 秘密★1年\n{MARK}"},
    "a marking below the text": {"text": f"#报送 {MARK}\n正文\n机密"},
    "a command": {"text": f"/propose 机密★5年 {MARK}"},
    "a request to join": {"text": f"/join 云茶镇 机密★5年{MARK}"},
    "a demand": {"text": f"#需求 {MARK}\n密级：机密"},
    "a reply to a card": {"text": f"内部资料 注意保存 {MARK}", "reply_to_message": {**OLD, "text": "卡片"}},
    "a caption": {"caption": MARKED, "photo": [{"file_id": "a", "width": 1, "height": 1}]},
    "a file name": {"document": {"file_id": "a", "file_name": f"【机密】{MARK}.docx"}},
    "a file's name with the mark at its end": {"document": {"file_id": "a", "file_name": f"{MARK}_秘密.doc"}},
    "a video's name": {"video": {"file_id": "a", "file_name": f"机密★5年{MARK}.mp4"}},
    "a song's title": {"audio": {"file_id": "a", "title": MARKED, "performer": MARK}},
    "a forward": {"text": MARKED, "forward_origin": {"type": "hidden_user", "sender_user_name": "某"}},
    "a poll's question": {"poll": {"id": "1", "question": MARKED, "options": []}},
    "a poll's option": {"poll": {"id": "1", "question": "选", "options": [{"text": MARKED}]}},
    "a poll's explanation": {"poll": {"id": "1", "question": "选", "explanation": MARKED}},
    "a quote": {"text": "请看", "quote": {"text": MARKED, "position": 0}, "reply_to_message": OLD},
    "a reply to another chat's file": {"text": "看", "external_reply": {"document": {"file_name": f"机密★{MARK}.doc"}}},
    "a contact": {"contact": {"phone_number": "1", "first_name": MARKED}},
    "a contact's card": {"contact": {"phone_number": "1", "first_name": "甲", "vcard": f"NOTE:机密★5年{MARK}"}},
    "a venue": {"venue": {"title": MARKED, "address": MARK, "location": {}}},
    "a game": {"game": {"title": "x", "description": MARKED}},
    "a group's new title": {"new_chat_title": MARKED},
    "a topic's name": {"forum_topic_created": {"name": MARKED, "icon_color": 1}},
    "a checklist": {"checklist": {"title": "清单", "tasks": [{"id": 1, "text": MARKED}]}},
    "a story's link": {"text": "看", "link_preview_options": {"url": f"https://x.cn/机密★5年{MARK}"}},
    "a field of a later Bot API": {"something_new": {"deep": [{"deeper": {"words": MARKED}}]}},
    "traditional characters": {"text": f"機密★5年{MARK}"},
    "characters drawn apart": {"text": f"机\u200b 密 ☆ 5 年 {MARK}"},
}  # fmt: skip


@each_row("content", SAID.values(), ids=list(SAID))
@each_row("kind", ["message", "edited_message"])
def test_of_what_is_said_with_a_marking_only_who_where_when_and_the_rule_go_on(
    kind: str, content: dict[str, Any]
) -> None:
    kept = screen(update_of(kind, **content))
    assert set(kept) == {"update_id", BLOCKED}
    known = dict(kept[BLOCKED])
    assert known.pop("rule") in {rule.id for rule in rulebook().rules}
    assert known == {
        "chat_id": -1001,
        "thread_id": 0,
        "telegram_id": 7,
        "message_id": 5,
        "at": 1_780_000_100,
        "is_private": False,
        "is_edit": kind == "edited_message",
        "album": "",
    }


def test_of_an_album_its_number_goes_on_and_of_anything_else_in_that_field_nothing() -> None:
    assert screen(update_of(caption=MARKED, media_group_id="123"))[BLOCKED]["album"] == "123"
    assert screen(update_of(caption=MARKED, media_group_id=MARKED))[BLOCKED]["album"] == ""


# What stood somewhere before, or is a name: it is blanked, and the rest is kept.
OLDER: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "the message replied to": (
        {"text": "收到", "reply_to_message": {**OLD, "text": MARKED}},
        {"text": "收到", "reply_to_message": {**OLD, "text": ""}},
    ),
    "the pinned message": (
        {"pinned_message": {**OLD, "caption": MARKED}},
        {"pinned_message": {**OLD, "caption": ""}},
    ),
    "the sender's name": (
        {"text": "收到", "from": {**USER, "last_name": MARKED}},
        {"text": "收到", "from": {**USER, "last_name": ""}},
    ),
    "the group's title": (
        {"text": "收到", "chat": {**GROUP, "title": MARKED}},
        {"text": "收到", "chat": {**GROUP, "title": ""}},
    ),
    "the origin's name": (
        {"text": "转", "forward_origin": {"type": "hidden_user", "sender_user_name": MARKED}},
        {"text": "转", "forward_origin": {"type": "hidden_user", "sender_user_name": ""}},
    ),
    "a new member's name": (
        {"new_chat_members": [{**USER, "first_name": MARKED}]},
        {"new_chat_members": [{**USER, "first_name": ""}]},
    ),
}


@each_row(("content", "kept"), OLDER.values(), ids=list(OLDER))
def test_a_marking_in_a_name_or_an_older_message_is_blanked_and_the_rest_kept(
    content: dict[str, Any], kept: dict[str, Any]
) -> None:
    assert screen(update_of(**content)) == update_of(**kept)


def test_of_a_press_the_marking_in_the_button_s_message_is_blanked() -> None:
    press = {"id": "1", "from": USER, "data": "ir:1", "message": {**OLD, "text": MARKED}}
    kept = screen({"update_id": 11, "callback_query": press})
    assert kept["callback_query"] == {**press, "message": {**OLD, "text": ""}}


def test_a_change_of_membership_keeps_no_marking() -> None:
    change = {
        "chat": GROUP,
        "from": {**USER, "first_name": MARKED},
        "date": 1,
        "invite_link": {"name": MARKED},
        "new_chat_member": {"status": "member", "user": {**USER, "first_name": MARKED}},
    }
    assert MARK not in json.dumps(screen({"update_id": 11, "chat_member": change}), ensure_ascii=False)


@each_row("text", ["#报送 机密押运任务完成\n县公安局护送试卷。", "保守商业秘密", "内部文件"])
def test_a_mention_and_what_is_only_held_go_on_as_they_came(text: str) -> None:
    update = update_of(text=text)
    assert screen(update) == update


def test_of_a_channel_s_or_an_anonymous_message_no_account_is_kept() -> None:
    bot = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    content: dict[str, Any] = {"from": bot, "sender_chat": GROUP, "text": MARKED}
    kept = screen(update_of(**content))
    assert kept[BLOCKED]["telegram_id"] == 0


def test_a_topic_s_number_is_kept_and_a_reply_chain_s_is_not() -> None:
    in_topic = screen(update_of(text=MARKED, message_thread_id=9, is_topic_message=True))
    assert in_topic[BLOCKED]["thread_id"] == 9
    assert screen(update_of(text=MARKED, message_thread_id=9))[BLOCKED]["thread_id"] == 0


def test_numbers_that_are_none_are_not_stored_as_they_came() -> None:
    kept = screen(update_of(text=MARKED, message_id=MARKED, date=MARKED))
    assert MARK not in json.dumps(kept, ensure_ascii=False)
