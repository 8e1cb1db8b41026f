"""Messages behind which no account stands, and newcomers without a name: nothing crashes, and nothing waits for nobody."""

from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox.world.records import Chat
from tests.support.county import BODY, TITLE
from tests.support.running import RunningCounty as RunningCounty

ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
SERVICE = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
CHANNEL = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
OTHER_BOT = {"id": 5_000_001, "is_bot": True, "first_name": "别的机器人", "username": "other_bot"}
CHANNEL_CHAT = {"id": -1001999999999, "type": "channel", "title": "高县发布"}
IDS = (ANONYMOUS["id"], SERVICE["id"], CHANNEL["id"], OTHER_BOT["id"])

TEXTS = [
    f"#报送 {TITLE}\n{BODY}",
    "#报送 只有标题",
    "/bind desk",
    "/my",
    "/start",
    "/join 云茶镇 张三",
    "早上好",
    BODY,
]


def group_json(gao: RunningCounty, chat: Chat) -> dict[str, Any]:
    return gao.sandbox.world.chat_json(chat)


def spoken(gao: RunningCounty, sender: dict[str, Any], **content: Any) -> dict[str, Any]:
    """A message in the work group as Telegram sends it for such a sender."""
    chat = gao.work_group
    chat.last_id += 1
    behind = {ANONYMOUS["id"]: group_json(gao, chat), OTHER_BOT["id"]: None}.get(sender["id"], CHANNEL_CHAT)
    shape: dict[str, Any] = {
        "message_id": chat.last_id,
        "from": sender,
        "chat": group_json(gao, chat),
        "date": gao.sandbox.world.timestamp(),
        **content,
    }
    if behind is not None:
        shape["sender_chat"] = behind
    if sender is SERVICE:
        shape["is_automatic_forward"] = True
        shape["forward_origin"] = {
            "type": "channel",
            "chat": CHANNEL_CHAT,
            "message_id": 5,
            "date": shape["date"],
        }
    if content.get("text", "").startswith("/"):
        length = len(content["text"].split()[0])
        shape["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
    return shape


async def kept_of(gao: RunningCounty) -> dict[str, Any]:
    """What the office keeps of or for the accounts behind which nobody stands, and what failed."""
    await gao.idle()
    reader = gao.desk.database.reader
    ids = ",".join(str(each) for each in IDS)
    found = {
        table: (await reader.execute_fetchall(f"SELECT count(*) FROM {table} WHERE {column} IN ({ids})"))[0][
            0
        ]
        for table, column in (
            ("outbox", "chat_id"),
            ("accounts", "telegram_id"),
            ("drafts", "telegram_id"),
            ("greetings", "telegram_id"),
        )
    }
    failed = await reader.execute_fetchall("SELECT count(*) FROM inbox WHERE attempts > 0")
    return {**found, "failed": failed[0][0]}


NOTHING = {"outbox": 0, "accounts": 0, "drafts": 0, "greetings": 0, "failed": 0}


@pytest.mark.parametrize(
    "sender", [ANONYMOUS, SERVICE, CHANNEL, OTHER_BOT], ids=["anonymous", "linked", "channel", "bot"]
)
async def test_whatever_nobody_writes_in_a_bound_group_nothing_is_kept_or_waits_for_them(
    gao: RunningCounty, sender: dict[str, Any]
) -> None:
    for text in TEXTS:
        gao.sandbox.world.mailbox.put("message", spoken(gao, sender, text=text))
    edited = spoken(gao, sender, text=f"#报送 {TITLE}\n{BODY}")
    gao.sandbox.world.mailbox.put("edited_message", {**edited, "edit_date": edited["date"]})
    assert await kept_of(gao) == NOTHING
    assert await gao.desk.database.reads.items.find_number("2026-0001") is None


async def test_somebody_whom_an_anonymous_administrator_adds_is_greeted(gao: RunningCounty) -> None:
    newcomer = {"id": 901, "is_bot": False, "first_name": "小李"}
    added = spoken(gao, ANONYMOUS, new_chat_members=[newcomer, OTHER_BOT, SERVICE])
    gao.sandbox.world.mailbox.put("message", added)
    greeting = await gao.owner.wait_for("欢迎", chat=gao.work_group)
    assert "欢迎小李" in greeting.text.replace(" ", "") and "别的机器人" not in greeting.text
    assert await kept_of(gao) == NOTHING


async def test_a_group_that_an_anonymous_administrator_turns_into_a_supergroup_stays_bound(
    gao: RunningCounty,
) -> None:
    moved = spoken(gao, ANONYMOUS, migrate_to_chat_id=-1001888888888)
    gao.sandbox.world.mailbox.put("message", moved)
    await gao.idle()
    places = await gao.desk.database.reads.people.places()
    assert -1001888888888 in [place.chat_id for place in places]


async def test_the_bot_that_an_anonymous_administrator_adds_says_what_to_do(gao: RunningCounty) -> None:
    group = gao.sandbox.group("新群", gao.owner, with_bot=False)
    world = gao.sandbox.world
    anonymous = world.add_user(int(str(ANONYMOUS["id"])), "Group", username="GroupAnonymousBot")
    anonymous.is_bot = True
    gao.sandbox.groups.join(group, world.bot, by=anonymous)
    await gao.owner.wait_for("/bind", chat=group)
    assert await kept_of(gao) == NOTHING


@pytest.mark.parametrize("name", ["", "\u200b", "\u3164", "\u2800 "])
async def test_newcomers_without_a_name_are_greeted_once_and_nothing_crashes(
    gao: RunningCounty, name: str
) -> None:
    nameless = gao.sandbox.user(902, name)
    await nameless.join(gao.work_group)
    greeting = await gao.owner.wait_for("/join", chat=gao.work_group)
    assert greeting.text.startswith("欢迎。")
    assert await kept_of(gao) == NOTHING


async def test_a_newcomer_without_a_name_beside_one_with_a_name(gao: RunningCounty) -> None:
    newcomers = [
        {"id": 903, "is_bot": False, "first_name": ""},
        {"id": 904, "is_bot": False, "first_name": "小李"},
    ]
    gao.sandbox.world.mailbox.put("message", spoken(gao, ANONYMOUS, new_chat_members=newcomers))
    greeting = await gao.owner.wait_for("/join", chat=gao.work_group)
    assert greeting.text.startswith("欢迎小李。")
    assert await kept_of(gao) == NOTHING


async def test_a_stranger_without_a_name_may_ask_to_join(gao: RunningCounty) -> None:
    nameless = gao.sandbox.user(905, "")
    await nameless.say("在吗")
    await nameless.wait_for("/join")
    await nameless.say("/join 云茶镇 张三")
    await gao.owner.wait_for("张三", chat=gao.desk_group, since=0)
    assert await kept_of(gao) == NOTHING
