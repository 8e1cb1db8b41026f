"""The sender: claim, call, settle; what each answer of Telegram's leads to."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram import Bot

from bot.clock import Clock
from bot.delivery.outgoing.sender import Sender
from bot.errors import StoreError
from bot.model import Chat, Hindrance, OutboxRow, Policy, Priority
from bot.sandbox import Limits as SandboxLimits
from bot.sandbox import Sandbox, serve
from bot.sections import Limits
from tests.support.databases import Failing, on_file_alone
from tests.support.far_end import FarEnd, Noting, open_bot, refusal
from tests.support.rows import outbox, put_call, put_post, read, until

FREE = Limits(overall_per_second=0, group_per_minute=0, chat_per_second=0)


class Desk:
    """Notes what the sender tells."""

    def __init__(self) -> None:
        self.held: list[list[int]] = []
        self.moved: list[tuple[int, int]] = []
        self.closed: list[int] = []
        self.refused: list[tuple[int, Hindrance]] = []

    async def on_held(self, ids: list[int]) -> None:
        self.held.append(ids)

    async def on_closed(self, telegram_id: int) -> None:
        self.closed.append(telegram_id)

    async def on_refused(self, row: OutboxRow, why: Hindrance) -> None:
        self.refused.append((row.id, why))

    async def on_moved(self, old: int, new: int) -> None:
        self.moved.append((old, new))


def make_sender(bot: Bot, database: Failing, desk: Desk, **options: Any) -> Sender:
    given: dict[str, Any] = {
        "limits": FREE,
        "concurrency": 8,
        "read_timeout": 5.0,
        "on_refused": desk.on_refused,
        **options,
    }
    sender = Sender(
        bot,
        database,
        Clock(),
        on_held=desk.on_held,
        on_moved=desk.on_moved,
        on_closed=desk.on_closed,
        **given,
    )
    database.outbox_filled.listen(sender.wake)
    return sender


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
async def sender(bot: Bot, database: Failing, desk: Desk) -> AsyncIterator[Sender]:
    made = make_sender(bot, database, desk)
    yield made
    await made.drain(1)


def states(database: Failing) -> list[str]:
    return [state for _, state in outbox(database)]


async def test_row_queued_is_sent_and_settled_with_its_message_id(
    sender: Sender, database: Failing, far_end: FarEnd
) -> None:
    post = await put_post(database)
    await put_call(database, "甲", post_id=post)
    await until(lambda: states(database) == ["sent"], sender.send_next)
    assert far_end.texts() == ["甲"]
    assert read(database, "SELECT message_id, attempts, error FROM outbox") == [(1001, 1, None)]
    assert read(database, "SELECT message_id FROM posts") == [(1001,)]


async def test_one_chat_gets_its_messages_in_order_the_urgent_first(
    sender: Sender, database: Failing, far_end: FarEnd
) -> None:
    for n in range(20):
        await put_call(database, f"b{n}", priority=Priority.BROADCAST)
    for n in range(20):
        await put_call(database, f"r{n}")
    await until(lambda: set(states(database)) == {"sent"}, sender.send_next)
    assert far_end.texts() == [f"r{n}" for n in range(20)] + [f"b{n}" for n in range(20)]


async def test_429_puts_the_row_off_pauses_its_chat_alone_and_is_no_attempt(
    sender: Sender, database: Failing, far_end: FarEnd
) -> None:
    answers = [refusal(429, "Too Many Requests: retry after 1", retry_after=1)]
    far_end.script = lambda method, params: answers.pop() if params["chat_id"] == "7" and answers else None
    await put_call(database, "first", chat_id=7)
    await put_call(database, "second", chat_id=7)
    await put_call(database, "other", chat_id=8)
    started = asyncio.get_running_loop().time()
    await until(lambda: "sent" in states(database), sender.send_next)
    assert far_end.texts(8) == ["other"]
    await until(lambda: set(states(database)) == {"sent"}, sender.send_next)
    assert far_end.texts(7) == ["first", "first", "second"]
    assert asyncio.get_running_loop().time() - started >= 1
    assert read(database, "SELECT attempts FROM outbox") == [(1,), (1,), (1,)]


async def test_group_that_migrated_is_told_and_the_row_follows(
    bot: Bot, database: Failing, far_end: FarEnd, desk: Desk
) -> None:
    far_end.script = lambda method, params: (
        refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1009)
        if params["chat_id"] == "-9"
        else None
    )

    async def move(old: int, new: int) -> None:
        desk.moved.append((old, new))
        async with database.settling() as conn:
            await database.queries.move_outbox(conn, old_id=old, new_id=new)

    desk.on_moved = move  # type: ignore[method-assign]
    sender = make_sender(bot, database, desk)
    await put_call(database, "组", chat_id=-9)
    await until(lambda: states(database) == ["sent"], sender.send_next)
    assert desk.moved == [(-9, -1009)]
    assert [params["chat_id"] for _, params in far_end.calls] == ["-9", "-1009"]


async def test_forbidden_person_waits_forbidden_group_is_dead(
    sender: Sender, database: Failing, far_end: FarEnd, desk: Desk
) -> None:
    far_end.script = lambda method, params: refusal(403, "Forbidden: bot was blocked by the user")
    await put_call(database, chat_id=7)
    await put_call(database, chat_id=-7)
    await until(lambda: states(database) == ["waiting", "dead"], sender.send_next)
    assert desk.closed == [7]


@pytest.mark.parametrize(
    ("method", "description", "state"),
    [
        ("editMessageText", "Bad Request: message is not modified: same", "sent"),
        ("deleteMessage", "Bad Request: message to delete not found", "sent"),
        ("deleteMessage", "Bad Request: message can't be deleted for everyone", "sent"),
        ("editMessageText", "Bad Request: message to edit not found", "dead"),
        ("sendMessage", "Bad Request: can't parse entities", "dead"),
    ],
)
async def test_bad_request_ends_the_row(
    sender: Sender, database: Failing, far_end: FarEnd, method: str, description: str, state: str
) -> None:
    far_end.script = lambda *_: refusal(400, description)
    await put_call(database, method=method, message_id=5)
    await until(lambda: states(database) == [state], sender.send_next)
    assert len(far_end.calls) == 1


async def test_topic_that_is_gone_is_told_and_nothing_falls_into_the_group(
    sender: Sender, database: Failing, far_end: FarEnd, desk: Desk
) -> None:
    far_end.script = lambda method, params: (
        refusal(400, "Bad Request: message thread not found") if "message_thread_id" in params else None
    )
    row = await put_call(database, chat_id=-7, message_thread_id=3)
    await until(lambda: states(database) == ["dead"], sender.send_next)
    assert [params.get("message_thread_id") for _, params in far_end.calls] == ["3"]
    assert desk.refused == [(row, Hindrance.TOPIC_GONE)]


@pytest.mark.parametrize(
    ("method", "code", "description", "why"),
    [
        ("sendMessage", 400, "not enough rights to send text messages to the chat", Hindrance.NO_RIGHT),
        ("sendMessage", 400, "CHAT_WRITE_FORBIDDEN", Hindrance.NO_RIGHT),
        ("sendMessage", 400, "have no rights to send a message", Hindrance.NO_RIGHT),
        ("sendMessage", 400, "TOPIC_CLOSED", Hindrance.TOPIC_CLOSED),
        ("sendMessage", 400, "chat not found", Hindrance.PUT_OUT),
        ("sendMessage", 403, "bot was kicked from the supergroup chat", Hindrance.PUT_OUT),
        ("sendMessage", 403, "bot is not a member of the supergroup chat", Hindrance.PUT_OUT),
        ("sendMessage", 403, "the group chat was deleted", Hindrance.PUT_OUT),
        ("editMessageText", 400, "message to edit not found", Hindrance.MESSAGE_GONE),
        ("editMessageText", 400, "message can't be edited", Hindrance.MESSAGE_GONE),
        ("pinChatMessage", 400, "not enough rights to manage pinned messages in the chat", Hindrance.NO_PIN),
        ("pinChatMessage", 400, "CHAT_ADMIN_REQUIRED", Hindrance.NO_PIN),
    ],
)
async def test_what_telegram_refuses_for_good_in_a_group_is_told_once(
    sender: Sender,
    database: Failing,
    far_end: FarEnd,
    desk: Desk,
    method: str,
    code: int,
    description: str,
    why: Hindrance,
) -> None:
    head = "Bad Request" if code == 400 else "Forbidden"
    far_end.script = lambda *_: refusal(code, f"{head}: {description}")
    row = await put_call(database, chat_id=-7, method=method, message_id=5)
    await until(lambda: states(database) == ["dead"], sender.send_next)
    assert desk.refused == [(row, why)]


@pytest.mark.parametrize(
    ("chat_id", "method", "description"),
    [
        (-7, "sendMessage", "can't parse entities"),
        (-7, "unpinChatMessage", "not enough rights to manage pinned messages in the chat"),
        (7, "sendMessage", "message thread not found"),
    ],
)
async def test_a_refusal_that_no_place_is_the_reason_of_is_not_told(
    sender: Sender,
    database: Failing,
    far_end: FarEnd,
    desk: Desk,
    chat_id: int,
    method: str,
    description: str,
) -> None:
    far_end.script = lambda *_: refusal(400, f"Bad Request: {description}")
    await put_call(database, chat_id=chat_id, method=method, message_id=5)
    await until(lambda: states(database) == ["dead"], sender.send_next)
    assert desk.refused == []


async def test_a_refusal_that_the_desk_could_not_take_in_is_told_again(
    bot: Bot, database: Failing, far_end: FarEnd, desk: Desk
) -> None:
    far_end.script = lambda *_: refusal(400, "Bad Request: TOPIC_CLOSED")
    tries: list[int] = []

    async def fails_first(row: OutboxRow, why: Hindrance) -> None:
        tries.append(row.id)
        if len(tries) == 1:
            raise StoreError("locked")

    sender = make_sender(bot, database, desk, on_refused=fails_first)
    row = await put_call(database, chat_id=-7)
    await until(lambda: tries == [row, row], sender.send_next)
    await sender.drain(1)


async def test_answer_lost_repeats_receipts_and_edits_and_holds_posts(
    sender: Sender, database: Failing, far_end: FarEnd, desk: Desk
) -> None:
    lost = {"1", "2", "3"}

    def script(method: str, params: dict[str, Any]) -> Any:
        if params["chat_id"] in lost:
            lost.discard(params["chat_id"])
            return 502, "<html>Bad Gateway</html>"
        return None

    far_end.script = script
    await put_call(database, "receipt", chat_id=1)
    held = await put_call(database, "post", chat_id=2, policy=Policy.HOLD)
    await put_call(database, "edit", chat_id=3, policy=Policy.HOLD, method="editMessageText", message_id=4)
    await until(lambda: states(database) == ["sent", "held", "sent"], sender.send_next)
    assert desk.held == [[held]]
    assert [method for method, _ in far_end.calls].count("editMessageText") == 2
    assert far_end.texts(1) == ["receipt", "receipt"]
    assert far_end.texts(2) == ["post"]


@on_file_alone
async def test_what_somebody_waits_to_read_is_settled_without_the_usual_wait(
    bot: Bot, database: Failing, far_end: FarEnd, desk: Desk
) -> None:
    sender = make_sender(bot, database, desk, settle_within=60)
    running = asyncio.create_task(sender.send_forever(asyncio.Event()))
    await put_call(database, "甲")
    await until(lambda: far_end.texts() == ["甲"], lambda: asyncio.sleep(0.01))
    assert states(database) == ["sending"]

    async def ask() -> None:
        sender.settle_soon()
        await asyncio.sleep(0.01)

    await until(lambda: states(database) == ["sent"], ask)
    assert await sender.drain(1)
    await running


async def test_answer_cut_off_counts_as_lost(sender: Sender, database: Failing, far_end: FarEnd) -> None:
    far_end.script = lambda *_: (200, '{"ok": true, "result": {"mess')
    await put_call(database, policy=Policy.HOLD)
    await until(lambda: states(database) == ["held"], sender.send_next)


async def test_no_answer_in_time_counts_as_lost(
    bot: Bot, database: Failing, far_end: FarEnd, desk: Desk
) -> None:
    async def hang() -> None:
        await asyncio.sleep(1)

    far_end.script = lambda *_: hang()
    sender = make_sender(bot, database, desk, read_timeout=0.1)
    row = await put_call(database, policy=Policy.HOLD)
    await until(lambda: states(database) == ["held"], sender.send_next)
    assert desk.held == [[row]]


async def test_no_connection_is_no_attempt_whatever_the_policy(database: Failing, desk: Desk) -> None:
    async with open_bot("http://127.0.0.1:9") as bot:
        sender = make_sender(bot, database, desk)
        await put_call(database, policy=Policy.HOLD)
        await until(lambda: read(database, "SELECT error FROM outbox") != [(None,)], sender.send_next)
        await sender.drain(1)
    assert read(database, "SELECT state, attempts FROM outbox") == [("queued", 0)]
    assert desk.held == []


async def test_row_is_given_up_after_twenty_attempts(
    sender: Sender, database: Failing, far_end: FarEnd
) -> None:
    far_end.script = lambda *_: refusal(500, "Internal Server Error")
    await put_call(database)
    read(database, "UPDATE outbox SET attempts = 19")
    await until(lambda: states(database) == ["dead"], sender.send_next)


async def test_edit_waits_for_its_message_and_takes_its_id_at_once(
    sender: Sender, database: Failing, far_end: FarEnd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "bot.delivery.outgoing.agenda.LOOK_EVERY", 3600.0
    )  # nothing comes of looking now and then
    post = await put_post(database)
    await put_call(database, "new", post_id=post, priority=Priority.BROADCAST)
    await put_call(database, "newer", post_id=post, method="editMessageText", priority=Priority.URGENT)
    await until(lambda: states(database) == ["sent", "sent"], sender.send_next)
    assert [(method, params.get("message_id")) for method, params in far_end.calls] == [
        ("sendMessage", None),
        ("editMessageText", "1001"),
    ]


async def test_message_taken_away_while_it_leaves_is_deleted_once_it_stands(
    sender: Sender, database: Failing, far_end: FarEnd
) -> None:
    gate = asyncio.Event()

    async def at_the_gate() -> None:
        await gate.wait()

    far_end.script = lambda method, params: at_the_gate() if method == "sendMessage" else None
    post = await put_post(database, slot="card:1")
    await put_call(database, post_id=post)
    running = asyncio.create_task(sender.send_next())
    await until(lambda: len(far_end.calls) == 1, lambda: asyncio.sleep(0.01))
    async with database.work(now=Clock().now()) as work:
        await work.outbox.take_away("card:1", Chat(7))
    gate.set()
    await running
    await until(lambda: states(database) == ["sent", "sent"], sender.send_next)
    assert [(method, params.get("message_id")) for method, params in far_end.calls] == [
        ("sendMessage", None),
        ("deleteMessage", "1001"),
    ]


async def test_edit_whose_message_will_never_stand_is_dropped(
    sender: Sender, database: Failing, far_end: FarEnd
) -> None:
    far_end.script = lambda method, params: (
        refusal(400, "Bad Request: wrong") if method == "sendMessage" else None
    )
    post = await put_post(database)
    await put_call(database, "new", post_id=post)
    await put_call(database, "newer", post_id=post, method="editMessageText")
    await until(lambda: states(database) == ["dead", "dropped"], sender.send_next)
    assert [method for method, _ in far_end.calls] == ["sendMessage"]


async def test_document_travels_with_its_chinese_name(
    sender: Sender, database: Failing, far_end: FarEnd
) -> None:
    content = base64.b64encode("内容".encode()).decode()
    await put_call(database, method="sendDocument", document={"name": "通报\n.docx", "base64": content})
    await until(lambda: states(database) == ["sent"], sender.send_next)
    assert far_end.calls[0][1]["document"] == ("通报_.docx", "内容".encode())


async def test_broken_row_is_dead_and_does_not_stop_others(
    sender: Sender, database: Failing, far_end: FarEnd
) -> None:
    broken = await put_call(database, "x", chat_id=1)
    read(database, f"UPDATE outbox SET payload = '{{' WHERE id = {broken}")
    await put_call(database, "good", chat_id=2)
    await until(lambda: states(database) == ["dead", "sent"], sender.send_next)
    assert far_end.texts() == ["good"]


async def test_reply_overtakes_a_broadcast_under_the_limits(
    bot: Bot, database: Failing, far_end: FarEnd, desk: Desk
) -> None:
    sender = make_sender(bot, database, desk, limits=Limits())
    for n in range(200):
        await put_call(database, "broadcast", chat_id=100 + n, priority=Priority.BROADCAST)
    stop = asyncio.Event()
    running = asyncio.create_task(sender.send_forever(stop))
    await asyncio.sleep(0.5)
    before = len(far_end.calls)
    await put_call(database, "reply", chat_id=7)
    await until(lambda: far_end.texts(7) == ["reply"], lambda: asyncio.sleep(0.01), seconds=2)
    assert len(far_end.calls) < 150, "of a broadcast that takes seven seconds"
    stop.set()
    await running
    assert await sender.drain(1)
    assert 12 <= before <= 17, "evenly, 30 a second"
    assert json.dumps(states(database)).count("sending") == 0


async def test_reply_leaves_though_every_broadcast_hangs(
    bot: Bot, database: Failing, far_end: FarEnd, desk: Desk
) -> None:
    gate = asyncio.Event()

    async def hang() -> None:
        await gate.wait()

    far_end.script = lambda method, params: hang() if params["text"] == "broadcast" else None
    sender = make_sender(bot, database, desk)
    for n in range(20):
        await put_call(database, "broadcast", chat_id=100 + n, priority=Priority.BROADCAST)
    await until(lambda: len(far_end.calls) == 1, sender.send_next)
    await put_call(database, "reply", chat_id=7)
    await until(lambda: far_end.texts(7) == ["reply"], sender.send_next)
    gate.set()
    await sender.drain(1)


async def test_drain_lets_calls_end_and_leaves_the_rest_queued(
    bot: Bot, database: Failing, far_end: FarEnd, desk: Desk
) -> None:
    async def slowly() -> None:
        await asyncio.sleep(0.2)

    far_end.script = lambda *_: slowly()
    sender = make_sender(bot, database, desk, concurrency=1)
    for chat_id in (1, 2, 3):
        await put_call(database, chat_id=chat_id)
    stop = asyncio.Event()
    running = asyncio.create_task(sender.send_forever(stop))
    await until(lambda: len(far_end.calls) == 1, lambda: asyncio.sleep(0.01))
    assert await sender.drain(5)
    await running
    assert states(database) == ["sent", "queued", "queued"]


async def test_drain_that_runs_out_of_time_leaves_the_row_in_doubt(
    bot: Bot, database: Failing, far_end: FarEnd, desk: Desk
) -> None:
    async def hang() -> None:
        await asyncio.sleep(1)

    far_end.script = lambda *_: hang()
    sender = make_sender(bot, database, desk)
    await put_call(database)
    running = asyncio.create_task(sender.send_next())
    await until(lambda: len(far_end.calls) == 1, lambda: asyncio.sleep(0.01))
    assert not await sender.drain(0.05)
    await running
    assert states(database) == ["sending"]


@on_file_alone
async def test_many_calls_keep_within_the_limits_that_telegram_enforces(
    database: Failing, desk: Desk
) -> None:
    sandbox = Sandbox(limits=SandboxLimits.strict())
    people = [sandbox.user(n, f"人{n}") for n in range(1, 46)]
    group = sandbox.group("通知群", *people[:2])
    async with serve(sandbox) as url, open_bot(url, token=sandbox.token, transport=Noting) as bot:
        for person in people:
            await person.start()
        sender = make_sender(bot, database, desk, limits=Limits())
        for person in people:
            await put_call(database, chat_id=person.id)
        for _ in range(3):
            await put_call(database, chat_id=group.id)
        await until(lambda: set(states(database)) == {"sent"}, sender.send_next, seconds=20)
        await sender.drain(1)
        assert isinstance(bot.request, Noting)
        left = bot.request.left
    sent = [call for call in sandbox.calls if call.method == "sendMessage"]
    refused = [call.error for call in sent if call.error]
    assert len(sent) - len(refused) == 48
    # On a busy machine what left in time may arrive at once, and one or the other be refused: it is the leaving that is ours.
    assert all("Too Many Requests" in error for error in refused)
    assert all(
        late - early >= 1 for early, late in zip(left, left[Limits().overall_per_second :], strict=False)
    )


@on_file_alone
async def test_a_method_that_answers_500_does_not_hold_up_the_others(
    sender: Sender, database: Failing, far_end: FarEnd
) -> None:
    far_end.script = lambda method, params: refusal(500, "no") if method == "sendDocument" else None
    file = {"name": "名单.csv", "base64": base64.b64encode("甲".encode()).decode()}
    for chat in range(100, 120):
        await put_call(database, chat_id=chat, method="sendDocument", document=file, priority=Priority.URGENT)
    tried = [0]

    def has_failed_more() -> bool:
        return [method for method, _ in far_end.calls].count("sendDocument") > tried[0] + 7

    for turn in range(2):
        await until(has_failed_more, sender.send_next)
        tried[0] = [method for method, _ in far_end.calls].count("sendDocument")
        put_at = asyncio.get_running_loop().time()
        await put_call(database, f"第{turn}条", chat_id=7)
        await until(lambda: len(far_end.texts(7)) > turn, sender.send_next)  # noqa: B023
        assert asyncio.get_running_loop().time() - put_at < 0.9
    assert far_end.texts(7) == ["第0条", "第1条"]
