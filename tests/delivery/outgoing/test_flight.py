"""The flight: who starts next of those that are claimed."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import fields
from datetime import UTC, datetime

import hypothesis
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.outgoing.flight import Flight
from bot.delivery.outgoing.outcomes import Outcome, accept, give_back
from bot.model import OutboxRow, Policy, Priority

NOW = datetime(2026, 6, 3, tzinfo=UTC)


def row(
    number: int, chat: int, *, priority: int = Priority.REPLY, policy: Policy = Policy.REPEAT
) -> OutboxRow:
    return OutboxRow(number, chat, "sendMessage", "{}", int(priority), policy, 1, NOW, None, None)


async def started(flight: Flight) -> list[int]:
    """Which calls start; they do not end."""
    called: list[int] = []

    async def call(each: OutboxRow) -> Outcome:
        called.append(each.id)
        await asyncio.Event().wait()
        raise AssertionError

    flight.start(call, on_end=lambda outcome: None)
    await asyncio.sleep(0)
    return called


async def test_what_must_not_be_repeated_starts_first() -> None:
    flight = Flight(2)
    flight.add([row(1, 1), row(2, 2), row(3, 3, priority=Priority.BROADCAST, policy=Policy.HOLD)])
    assert await started(flight) == [3, 1]


async def test_a_broadcast_leaves_a_place_free() -> None:
    flight = Flight(2)
    flight.add([row(n, n, priority=Priority.BROADCAST) for n in (1, 2, 3)])
    flight.add([row(4, 4)])
    assert await started(flight) == [4, 1]


async def test_a_chat_whose_call_did_not_go_well_waits_until_that_has_landed() -> None:
    flight = Flight(2)

    ended: list[int] = []

    async def call(each: OutboxRow) -> Outcome:
        return give_back(each) if each.id == 1 else accept(each, 9, now=NOW)

    flight.add([row(1, 1), row(2, 1), row(3, 2), row(4, 2)])
    flight.start(call, on_end=lambda outcome: ended.append(outcome.row.id))
    await asyncio.sleep(0.01)
    assert (flight.is_troubled(1), flight.is_troubled(2)) == (True, False)
    assert ended == [1, 3, 4]  # the second of a chat where all goes well follows by itself
    assert await started(flight) == []
    assert [outcome.row.id for outcome in flight.land()] == [1, 3, 4]
    assert await started(flight) == [2]


async def test_nothing_begins_while_too_much_has_ended_of_which_nothing_is_on_disk() -> None:
    """A kill repeats what it finds unwritten, and a disk may be slow."""
    flight = Flight(2, most_unwritten=4)

    async def call(each: OutboxRow) -> Outcome:
        await asyncio.sleep(0)
        return accept(each, 9, now=NOW, is_noted=each.id % 2 == 0)

    flight.add(row(n, n) for n in range(1, 21))
    flight.start(call, on_end=lambda outcome: None)
    await asyncio.sleep(0.01)
    landed = flight.land()
    noted = [outcome.row.id for outcome in landed if outcome.is_noted]
    unwritten = [outcome for outcome in landed if not outcome.is_noted]
    assert 4 <= len(unwritten) <= 5  # one more was in the air
    assert len(noted) in (3, 4, 5)
    flight.has_settled(unwritten[-1:])  # the others are on disk
    flight.start(call, on_end=lambda outcome: None)
    await asyncio.sleep(0.01)
    assert 3 <= sum(not outcome.is_noted for outcome in flight.land()) <= 4
    flight.has_settled([])
    assert await started(flight)


async def test_a_place_that_comes_free_goes_to_the_next_and_all_are_called_once() -> None:
    flight, called = Flight(2), list[int]()
    under_way: list[int] = []
    together: list[int] = []

    async def call(each: OutboxRow) -> Outcome:
        called.append(each.id)
        under_way.append(each.chat_id)
        together.append(len(under_way))
        assert len(set(under_way)) == len(under_way)  # one call to a chat
        await asyncio.sleep(0)
        under_way.remove(each.chat_id)
        return accept(each, 9, now=NOW)

    flight.add([row(n, n % 3) for n in range(9)])
    flight.start(call, on_end=lambda outcome: None)
    assert await flight.finish(1)
    assert (sorted(called), max(together)) == (list(range(9)), 2)
    assert [outcome.row.id for outcome in flight.land()] == called


async def test_what_is_cut_off_stays_in_doubt_and_starts_nothing_after_it() -> None:
    flight, called = Flight(1), list[int]()

    async def call(each: OutboxRow) -> Outcome:
        called.append(each.id)
        await asyncio.Event().wait()
        return accept(each, 9, now=NOW)

    flight.add([row(1, 1), row(2, 2)])
    flight.start(call, on_end=lambda outcome: None)
    assert not await flight.finish(0.01)
    await flight.cancel()
    assert (called, flight.land(), flight.waiting, flight.size) == ([1], [], 1, 1)


@given(
    rows=st.lists(st.tuples(st.integers(1, 4), st.integers(0, 2), st.sampled_from(list(Policy))), max_size=25)
)
@hypothesis.example(rows=[(1, 0, Policy.REPEAT)] * 4 + [(1, 2, Policy.HOLD), (2, 2, Policy.HOLD)])
def test_everything_starts_once_and_one_of_a_chat_at_a_time(rows: list[tuple[int, int, Policy]]) -> None:
    waiting = [
        row(n, chat, priority=priority, policy=policy) for n, (chat, priority, policy) in enumerate(rows)
    ]
    gone: list[OutboxRow] = []

    async def fly() -> None:
        flight, under_way = Flight(2), list[OutboxRow]()

        async def call(each: OutboxRow) -> Outcome:
            gone.append(each)
            under_way.append(each)
            assert len({other.chat_id for other in under_way}) == len(under_way) <= 2
            await asyncio.sleep(0)
            under_way.remove(each)
            return accept(each, 9, now=NOW)

        flight.add(waiting)
        flight.start(call, on_end=lambda outcome: None)
        assert await flight.finish(1)
        assert (flight.waiting, flight.size) == (0, len(rows))
        flight.land()
        assert (flight.size, flight.holds, flight.broadcasts, +flight.chats) == (0, 0, 0, Counter())

    asyncio.run(fly())
    assert sorted(each.id for each in gone) == list(range(len(rows)))
    for chat in range(1, 5):
        heard = [each.id for each in gone if each.chat_id == chat and each.policy is Policy.REPEAT]
        ranked = sorted(
            (each for each in waiting if each.chat_id == chat and each.policy is Policy.REPEAT),
            key=lambda each: (each.priority, each.id),
        )
        assert heard == [each.id for each in ranked]


class Compared(OutboxRow):
    """A row that counts how often it is compared with another."""

    times = 0

    def __eq__(self, other: object) -> bool:
        Compared.times += 1
        return self is other

    __hash__ = OutboxRow.__hash__


def test_rows_are_recalled_without_comparing_each_with_each() -> None:
    flight, rows = Flight(8), [row(n, n % 3) for n in range(1280)]
    names = [field.name for field in fields(OutboxRow)]
    flight.add(Compared(*(getattr(each, name) for name in names)) for each in rows)
    assert [each.id for each in flight.recall(1)] == [each.id for each in rows if each.chat_id == 1]
    assert len(flight.recall()) == sum(each.chat_id != 1 for each in rows)
    assert (Compared.times, flight.waiting) == (0, 0)
