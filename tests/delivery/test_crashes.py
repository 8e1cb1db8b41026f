"""A kill at each commit point of both ends: the objects are abandoned and the database is opened anew."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from telegram import Bot

from bot.clock import Clock
from bot.delivery.incoming.dispatcher import Dispatcher
from bot.delivery.incoming.intake import Intake
from bot.delivery.incoming.receiver import Receiver
from bot.delivery.outgoing.sender import Sender
from bot.errors import StoreError
from bot.model import InboxRow, Policy
from bot.sections import Limits
from tests.support.databases import Failing, leading, on_file_alone
from tests.support.far_end import FarEnd
from tests.support.rows import inbox, outbox, put_call, put_post, read, until

FREE = Limits(overall_per_second=0, group_per_minute=0, chat_per_second=0)


class DeadLine:
    """A bot whose calls never leave the house."""

    request = None

    async def do_api_request(self, *args: Any, **kwargs: Any) -> None:
        await asyncio.Event().wait()


@asynccontextmanager
async def after_the_kill(killed: Failing) -> AsyncIterator[Failing]:
    """The same office, opened by the next process."""
    await killed.close()
    async with killed.home.opened() as database, leading(database):
        yield database


def make_sender(
    bot: Any,
    database: Failing,
    held: list[int],
    *,
    limits: Limits = FREE,
    on_held: Callable[[list[int]], Awaitable[None]] | None = None,
) -> Sender:
    async def note(ids: list[int]) -> None:
        held.extend(ids)

    async def unexpected(*args: Any) -> None:
        raise AssertionError(args)

    sender = Sender(
        bot,
        database,
        Clock(),
        limits=limits,
        concurrency=8,
        on_held=on_held or note,
        on_moved=unexpected,
        on_closed=unexpected,
    )
    database.outbox_filled.listen(sender.wake)
    return sender


async def test_kill_between_inbox_commit_and_offset_handles_each_update_once(
    bot: Bot, database: Failing, far_end: FarEnd
) -> None:
    seen: list[int] = []

    async def process(row: InboxRow) -> None:
        seen.append(row.update_id)

    async def on_aside(row: InboxRow, what: str) -> None:
        raise AssertionError(row)

    async def live(database: Failing, *, rounds: int) -> None:
        dispatcher = Dispatcher(database, Clock(), process=process, on_aside=on_aside)
        intake = Intake(database, Clock(), backlog=dispatcher.backlog, filled=dispatcher.filled)
        receiver = Receiver(bot, intake, poll_seconds=1)
        for _ in range(rounds):
            await receiver.receive_next()
        await until(
            lambda: all(state == "handled" for _, state, _ in inbox(database)), dispatcher.dispatch_next
        )

    far_end.give([{"update_id": n} for n in (1, 2, 3)])
    await live(database, rounds=1)  # the next getUpdates, which would confirm, is never made
    assert far_end.offsets == [None]
    async with after_the_kill(database) as reopened:
        await live(reopened, rounds=2)
    assert sorted(seen) == [1, 2, 3]
    assert far_end.offsets == [None, None, 4]


async def kill_in_call(bot: Any, database: Failing, condition: Any) -> None:
    """Lets a sender claim and call, then takes it away before it can settle anything."""
    sender = make_sender(bot, database, [])
    database.kinds = ("settling",)
    running = asyncio.create_task(sender.send_next())
    await until(
        lambda: bool(read(database, "SELECT 1 FROM outbox WHERE state = 'sending'")),
        lambda: asyncio.sleep(0.01),
    )
    database.trouble = StoreError("killed")
    await until(condition, lambda: asyncio.sleep(0.01))
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await sender._flight.cancel()


@pytest.mark.parametrize(
    ("policy", "method", "state", "calls"),
    [
        (Policy.REPEAT, "sendMessage", "sent", 1),
        (Policy.HOLD, "sendMessage", "held", 0),
        (Policy.HOLD, "editMessageText", "sent", 1),
    ],
)
async def test_kill_between_claim_and_call(
    bot: Bot, database: Failing, far_end: FarEnd, policy: Policy, method: str, state: str, calls: int
) -> None:
    row_id = await put_call(database, policy=policy, method=method)
    await kill_in_call(DeadLine(), database, lambda: True)
    async with after_the_kill(database) as reopened:
        assert outbox(reopened) == [(row_id, "sending")]
        held: list[int] = []
        sender = make_sender(bot, reopened, held)
        await sender.recover()
        await until(lambda: outbox(reopened) == [(row_id, state)], sender.send_next)
        await sender.drain(1)
    assert len(far_end.calls) == calls
    assert held == ([row_id] if state == "held" else [])


@pytest.mark.parametrize(("policy", "state", "calls"), [(Policy.REPEAT, "sent", 2), (Policy.HOLD, "held", 1)])
async def test_kill_between_call_and_settlement_repeats_receipts_and_asks_about_posts(
    bot: Bot, database: Failing, far_end: FarEnd, policy: Policy, state: str, calls: int
) -> None:
    answering = asyncio.Event()

    async def slowly() -> None:
        await answering.wait()

    far_end.script = lambda *_: slowly()
    post = await put_post(database)
    row_id = await put_call(database, policy=policy, post_id=post)
    await kill_in_call(bot, database, lambda: len(far_end.calls) == 1)
    answering.set()
    async with after_the_kill(database) as reopened:
        assert outbox(reopened) == [(row_id, "sending")]
        held: list[int] = []
        sender = make_sender(bot, reopened, held)
        await sender.recover()
        await until(lambda: outbox(reopened) == [(row_id, state)], sender.send_next)
        await sender.drain(1)
    assert len(far_end.calls) == calls
    assert held == ([row_id] if state == "held" else [])


@on_file_alone
@pytest.mark.parametrize("policy", [Policy.REPEAT, Policy.HOLD])
async def test_a_call_that_was_noted_is_neither_repeated_nor_asked_about_after_a_kill(
    bot: Bot, database: Failing, far_end: FarEnd, policy: Policy
) -> None:
    post = await put_post(database)
    row_id = await put_call(database, policy=policy, post_id=post)
    sender = make_sender(bot, database, [])
    database.kinds, database.trouble = ("settling",), StoreError("killed before it")
    await sender.send_next()
    assert not await sender.drain(1)
    database.trouble = None
    async with after_the_kill(database) as reopened:
        assert outbox(reopened) == [(row_id, "sending")]
        held: list[int] = []
        await make_sender(bot, reopened, held).recover()
        assert outbox(reopened) == [(row_id, "sent")]
        assert read(reopened, "SELECT count(*) FROM posts WHERE message_id IS NOT NULL") == [(1,)]
    assert (len(far_end.calls), held) == (1, [])


@on_file_alone
async def test_a_sent_log_that_cannot_be_written_means_settling_at_once(
    bot: Bot, database: Failing, far_end: FarEnd
) -> None:
    assert database.sent_log is not None
    database.sent_log.path.mkdir()
    row_id = await put_call(database)
    sender = make_sender(bot, database, [])
    await until(lambda: outbox(database) == [(row_id, "sent")], sender.send_next)
    await sender.drain(1)
    assert len(far_end.calls) == 1


@on_file_alone
async def test_disk_full_at_settlement_is_settled_later_without_a_second_call(
    bot: Bot, database: Failing, far_end: FarEnd
) -> None:
    row_id = await put_call(database)
    sender = make_sender(bot, database, [])
    database.kinds, database.trouble = ("settling",), StoreError("database or disk is full")
    await sender.send_next()
    assert outbox(database) == [(row_id, "sending")]
    database.trouble = None
    await until(lambda: outbox(database) == [(row_id, "sent")], sender.send_next)
    await sender.drain(1)
    assert len(far_end.calls) == 1


async def test_claim_that_fails_calls_nothing(bot: Bot, database: Failing, far_end: FarEnd) -> None:
    row_id = await put_call(database)
    sender = make_sender(bot, database, [])
    database.kinds, database.trouble = ("durable",), StoreError("database is locked")
    await sender.send_next()
    assert (outbox(database), far_end.calls) == ([(row_id, "queued")], [])
    database.trouble = None
    await until(lambda: outbox(database) == [(row_id, "sent")], sender.send_next)
    await sender.drain(1)


async def test_question_that_could_not_be_asked_is_asked_later(
    bot: Bot, database: Failing, far_end: FarEnd
) -> None:
    row_id = await put_call(database, policy=Policy.HOLD)
    far_end.script = lambda *_: (502, "")
    held: list[int] = []
    troubles = [StoreError("database is locked")]

    async def ask(ids: list[int]) -> None:
        if troubles:
            raise troubles.pop()
        held.extend(ids)

    sender = make_sender(bot, database, held, on_held=ask)
    await until(lambda: held == [row_id], sender.send_next)
    assert outbox(database) == [(row_id, "held")]


async def test_pace_is_remembered_across_a_restart(bot: Bot, database: Failing, far_end: FarEnd) -> None:
    slow = Limits(overall_per_second=30, group_per_minute=2, chat_per_second=0)
    first = make_sender(bot, database, [], limits=slow)
    for _ in range(2):
        await put_call(database, chat_id=-5)
    await until(lambda: all(state == "sent" for _, state in outbox(database)), first.send_next)
    await first.drain(1)
    async with after_the_kill(database) as reopened:
        second = make_sender(bot, reopened, [], limits=slow)
        await second.recover()
        await put_call(reopened, chat_id=-5)
        await put_call(reopened, chat_id=6)
        await until(lambda: outbox(reopened)[3][1] == "sent", second.send_next)
        await second.send_next()
        assert outbox(reopened)[2][1] == "queued"
        await second.drain(1)


@on_file_alone
async def test_under_load_the_settlement_of_noted_calls_rides_with_the_next_claim(
    bot: Bot, database: Failing, far_end: FarEnd
) -> None:
    for place in range(20):
        await put_call(database, chat_id=1 + place)
    sender = make_sender(bot, database, [])
    commits = 0
    settling = database.settling

    @asynccontextmanager
    async def counted() -> AsyncIterator[Any]:
        nonlocal commits
        commits += 1
        async with settling() as conn:
            yield conn

    database.settling = counted  # type: ignore[method-assign]
    await until(lambda: all(state == "sent" for _, state in outbox(database)), sender.send_next)
    await sender.drain(1)
    assert len(far_end.calls) == 20
    assert commits <= 5, "not one for each call, nor one for every few"
