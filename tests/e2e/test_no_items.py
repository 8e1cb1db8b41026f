"""What is no submission leaves an open draft alone, and the person is told so in one line (manual, section 2)."""

from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox import Persona, Seen
from tests.support.county import BODY, TITLE
from tests.support.running import RunningCounty as RunningCounty

FILE = {"file_id": "F", "file_unique_id": "f"}
NO_TEXT = "没有收到文字，未保存。请以文字报送。"
VOICE = "语音不能作为报送件，未保存。请发文字；紧急情况请先拨打值班室电话。"
SOUND = "音频不能作为报送件，未保存。请以文字报送。"
STAYS = "原有草稿保持不变。"
WORDS = "这是随语音附上的一句话，不应进入草稿，更不应成为信息的正文。"

KINDS: dict[str, tuple[dict[str, Any], str]] = {
    "voice": ({"voice": {**FILE, "duration": 3}}, VOICE),
    "voice with words": ({"voice": {**FILE, "duration": 3}, "caption": WORDS}, VOICE),
    "sound file with words": ({"audio": {**FILE, "duration": 3}, "caption": WORDS}, SOUND),
    "sticker": (
        {
            "sticker": {
                **FILE,
                "type": "regular",
                "width": 512,
                "height": 512,
                "is_animated": False,
                "is_video": False,
                "emoji": "👍",
            }
        },
        NO_TEXT,
    ),
    "video note": ({"video_note": {**FILE, "length": 240, "duration": 3}}, NO_TEXT),
    "contact": ({"contact": {"phone_number": "13800000000", "first_name": "张三"}}, NO_TEXT),
    "location": ({"location": {"latitude": 28.4, "longitude": 104.5}}, NO_TEXT),
    "place": (
        {
            "location": {"latitude": 28.4, "longitude": 104.5},
            "venue": {
                "location": {"latitude": 28.4, "longitude": 104.5},
                "title": "云茶镇人民政府",
                "address": "高县",
            },
        },
        NO_TEXT,
    ),
    "poll": (
        {
            "poll": {
                "id": "1",
                "question": WORDS,
                "options": [{"text": word, "voter_count": 0, "persistent_id": word} for word in ("是", "否")],
                "total_voter_count": 0,
                "is_closed": False,
                "is_anonymous": True,
                "type": "regular",
                "allows_multiple_answers": False,
                "allows_revoting": False,
                "members_only": False,
            }
        },
        NO_TEXT,
    ),
    "dice": ({"dice": {"emoji": "🎲", "value": 3}}, NO_TEXT),
    "game": ({"game": {"title": WORDS, "description": WORDS, "photo": []}}, NO_TEXT),
    "story": ({"story": {"chat": {"id": 5, "type": "private", "first_name": "张三"}, "id": 1}}, NO_TEXT),
    "a kind that does not exist yet": ({"hologram": {"words": WORDS}}, NO_TEXT),
}


def send(gao: RunningCounty, who: Persona, content: dict[str, Any]) -> None:
    """A private message of a kind that personas do not send."""
    chat = gao.sandbox.world.chats[who.id]
    message = gao.sandbox.world.draft(chat, who.user)
    message.service = content
    gao.sandbox.world.post(chat, message)


def last(who: Persona) -> Seen:
    return [seen for seen in who.messages() if seen.by_bot][-1]


@pytest.mark.parametrize("kind", KINDS)
async def test_what_is_no_item_is_said_to_be_none_and_an_open_draft_stays_as_it_is(
    gao: RunningCounty, kind: str
) -> None:
    content, answer = KINDS[kind]
    wang = await gao.join("王茗")
    send(gao, wang, content)
    await wang.wait_for(lambda seen: seen.text == answer, since=0)
    await wang.say(f"{TITLE}\n{BODY}")
    preview = await wang.wait_for(lambda seen: "提交" in seen.labels)
    send(gao, wang, content)
    await wang.wait_for(lambda seen: seen.text == answer + STAYS, since=0)
    await gao.idle()
    assert wang.message(preview) == preview
    await wang.press(preview, "提交")
    await wang.wait_for("已收到")
    item = await gao.desk.database.reads.items.find_number("2026-0001")
    assert item is not None and (item.title, item.body) == (TITLE, BODY)


SERVICE: dict[str, dict[str, Any]] = {
    "access": {"write_access_allowed": {"from_request": True}},
    "background": {"chat_background_set": {"type": {"type": "chat_theme", "theme_name": "🌸"}}},
    "call": {"video_chat_started": {}},
}


@pytest.mark.parametrize("kind", SERVICE)
async def test_a_service_message_in_private_leaves_an_open_draft_alone(gao: RunningCounty, kind: str) -> None:
    wang = await gao.join("王茗")
    await wang.say(f"{TITLE}\n{BODY}")
    preview = await wang.wait_for(lambda seen: "提交" in seen.labels)
    send(gao, wang, SERVICE[kind])
    await gao.idle()
    assert last(wang) == preview


async def test_a_voice_with_words_in_answer_to_the_bots_question_in_a_group_is_no_part_of_the_draft(
    gao: RunningCounty,
) -> None:
    wang = await gao.join("王茗")
    await wang.say(f"#报送 {TITLE}", chat=gao.work_group)
    question = await wang.wait_for("草稿", chat=gao.work_group)
    message = gao.sandbox.world.draft(gao.work_group, wang.user)
    message.reply_to, message.service = question.id, {"voice": {**FILE, "duration": 3}, "caption": WORDS}
    gao.sandbox.world.post(gao.work_group, message)
    await wang.wait_for(lambda seen: seen.text == VOICE + STAYS, chat=gao.work_group, since=0)
    await wang.say(BODY, chat=gao.work_group, reply_to=question)
    preview = await wang.wait_for(lambda seen: "提交" in seen.labels, chat=gao.work_group)
    assert WORDS not in preview.text
