"""The receiver: what is stored, when the offset moves, what is waited out."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from telegram import Bot
from telegram.error import Conflict, NetworkError

from bot.clock import Clock
from bot.delivery.incoming.intake import KINDS, Intake, lane_of
from bot.delivery.incoming.receiver import Receiver
from bot.errors import DeliveryError, StoreError
from tests.support.databases import Failing
from tests.support.far_end import FarEnd, refusal
from tests.support.rows import inbox, read
from tests.support.table import each_row


def make(bot: Bot, database: Failing, **options: Any) -> Receiver:
    given: dict[str, Any] = {"backlog": lambda: 0, "filled": asyncio.Event(), **options}
    return Receiver(bot, Intake(database, Clock(), **given), poll_seconds=1)


def text(update_id: int, chat_id: int = 7, words: str = "您好") -> dict[str, Any]:
    return {"update_id": update_id, "message": {"text": words, "chat": {"id": chat_id}, "from": {"id": 5}}}


async def test_updates_are_on_disk_before_the_offset_moves(
    bot: Bot, database: Failing, far_end: FarEnd
) -> None:
    filled = asyncio.Event()
    far_end.give([text(11), text(12, chat_id=-3)])
    receiver = make(bot, database, filled=filled)
    assert await receiver.receive_next() == 2
    assert far_end.offsets == [None]
    assert read(database, "SELECT update_id, lane FROM inbox") == [(11, "7:5"), (12, "-3:5")]
    assert json.loads(read(database, "SELECT payload FROM inbox")[0][0]) == text(11)
    assert filled.is_set()
    assert await receiver.receive_next() == 0
    assert far_end.offsets == [None, 13]
    assert far_end.waiting == []


async def test_ids_that_start_again_lower_are_fetched(bot: Bot, database: Failing, far_end: FarEnd) -> None:
    receiver = make(bot, database)
    far_end.give([text(500)])
    await receiver.receive_next()
    await receiver.receive_next()
    far_end.give([text(3)])
    await receiver.receive_next()
    assert inbox(database) == [(500, "pending", 0), (3, "pending", 0)]


async def test_commit_that_fails_leaves_the_offset(bot: Bot, database: Failing, far_end: FarEnd) -> None:
    far_end.give([text(11)])
    receiver = make(bot, database)
    database.trouble = StoreError("database or disk is full")
    assert await receiver.receive_or_wait() == 1
    database.trouble = None
    await receiver.receive_next()
    assert far_end.offsets == [None, None]
    assert inbox(database) == [(11, "pending", 0)]


async def test_all_kinds_are_asked_for(bot: Bot, database: Failing, far_end: FarEnd) -> None:
    asked: list[Any] = []
    far_end.script = lambda method, params: asked.append(params["allowed_updates"])
    await make(bot, database).receive_next()
    assert [json.loads(kinds) for kinds in asked] == [list(KINDS)]


async def test_malformed_updates_are_skipped_and_strange_ones_stored(
    bot: Bot, database: Failing, far_end: FarEnd
) -> None:
    far_end.waiting = [
        text(1),
        "no update",
        {"message": {}},
        {"update_id": "2"},
        {"update_id": 2**70},
        {"update_id": 3, "message": "?"},
        {"update_id": 4, "message": {"text": "\ud83d", "chat": {"id": None}}},
        {"update_id": 5},
    ]
    receiver = make(bot, database)
    assert await receiver.receive_next() == 4
    assert read(database, "SELECT update_id, lane FROM inbox") == [
        (1, "7:5"),
        (3, "0:0"),
        (4, "0:0"),
        (5, "0:0"),
    ]
    await receiver.receive_next()
    assert far_end.offsets == [None, 6]


async def test_screen_decides_what_is_stored(bot: Bot, database: Failing, far_end: FarEnd) -> None:
    def screen(update: dict[str, Any]) -> dict[str, Any]:
        if update["message"]["text"] == "机密":
            return {"update_id": update["update_id"], "screened": True}
        return update

    far_end.give([text(1, words="机密"), text(2), {"update_id": 3, "message": {"caption": "机密"}}])
    await make(bot, database, screen=screen).receive_next()
    payloads = [json.loads(row[0]) for row in read(database, "SELECT payload FROM inbox ORDER BY seq")]
    assert payloads == [{"update_id": 1, "screened": True}, text(2), {"update_id": 3}]


async def test_full_backlog_fetches_nothing(bot: Bot, database: Failing, far_end: FarEnd) -> None:
    far_end.give([text(1)])
    receiver = make(bot, database, backlog=lambda: 10, high_water=10)
    assert await receiver.receive_next() == 0
    assert far_end.offsets == []


async def test_loop_waits_out_troubles_and_confirms_at_its_end(
    bot: Bot, database: Failing, far_end: FarEnd
) -> None:
    answers = [refusal(502, "Bad Gateway")]
    far_end.script = lambda *_: answers.pop() if answers else None
    far_end.give([text(1)])
    filled, stop = asyncio.Event(), asyncio.Event()
    running = asyncio.create_task(make(bot, database, filled=filled).receive_forever(stop))
    async with asyncio.timeout(5):
        await filled.wait()
        stop.set()
        await running
    assert inbox(database) == [(1, "pending", 0)]
    assert far_end.offsets[:2] == [None, None]
    assert far_end.offsets[-1] == 2 or far_end.waiting == []


async def test_another_poller_is_waited_out(bot: Bot, database: Failing, far_end: FarEnd) -> None:
    far_end.script = lambda *_: refusal(409, "Conflict: terminated by other getUpdates request")
    receiver = make(bot, database)
    with pytest.raises(Conflict):
        await receiver.receive_next()
    assert [await receiver.receive_or_wait() for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]


async def test_a_webhook_that_is_set_is_removed_with_what_waits_for_it_kept(
    bot: Bot, database: Failing, far_end: FarEnd
) -> None:
    is_set = [True]

    def script(method: str, params: dict[str, Any]) -> Any:
        if method == "deleteWebhook":
            is_set.clear()
            return 200, {"ok": True, "result": True}
        words = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete it first"
        return refusal(409, words) if is_set else None

    far_end.script, far_end.waiting = script, [text(1)]
    receiver = make(bot, database)
    assert 0 < await receiver.receive_or_wait() < 1
    assert [(method, params["drop_pending_updates"]) for method, params in far_end.calls] == [
        ("deleteWebhook", "false")
    ]
    assert await receiver.receive_or_wait() == 0
    assert inbox(database) == [(1, "pending", 0)]


async def test_rejected_token_ends_the_loop(bot: Bot, database: Failing, far_end: FarEnd) -> None:
    far_end.script = lambda *_: refusal(401, "Unauthorized")
    with pytest.raises(DeliveryError, match="token"):
        await make(bot, database).receive_forever(asyncio.Event())


async def test_server_out_of_order_is_a_network_error(bot: Bot, database: Failing, far_end: FarEnd) -> None:
    far_end.script = lambda *_: refusal(500, "Internal Server Error")
    with pytest.raises(NetworkError):
        await make(bot, database).receive_next()


@each_row(
    ("update", "lane"),
    [
        ({"update_id": 1, "message": {"chat": {"id": -5}, "from": {"id": 6}}}, "-5:6"),
        ({"update_id": 1, "edited_message": {"chat": {"id": -5}, "from": {"id": 6}}}, "-5:6"),
        (
            {
                "update_id": 1,
                "callback_query": {"from": {"id": 6}, "message": {"chat": {"id": -5}, "from": {"id": 1}}},
            },
            "-5:6",
        ),
        ({"update_id": 1, "my_chat_member": {"chat": {"id": 6}, "from": {"id": 6}}}, "6:6"),
        ({"update_id": 1, "chat_member": {"chat": {"id": -5}, "from": {"id": 6}}}, "-5:6"),
        ({"update_id": 1, "message": {"chat": {"id": -5}}}, "-5:0"),
        ({"update_id": 1, "poll": {"id": "9"}}, "0:0"),
        ({"update_id": 1}, "0:0"),
    ],
)
def test_lane_is_chat_and_person(update: dict[str, Any], lane: str) -> None:
    assert lane_of(update) == lane
