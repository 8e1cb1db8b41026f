"""Express: which chats are barred, and how many calls are promised, whatever becomes of the transactions."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence

import pytest

from bot.model import OutboxRow
from bot.store.express import EVERYWHERE, Express
from tests.support.table import each_row


class Far:
    """A sender that lets everything leave, or nothing."""

    def __init__(self) -> None:
        self.is_free = True
        self.left: list[tuple[list[int], list[OutboxRow]]] = []
        self.express = Express()
        self.express.open(self)
        self.express.sees_all = True

    def take_place(self, chat_id: int) -> bool:
        return self.is_free

    def leave(self, promised: Iterable[int], rows: Sequence[OutboxRow]) -> None:
        self.left.append((list(promised), list(rows)))


def read(express: Express) -> None:
    """A reading from its beginning to its end."""
    express.unbar(express.begin_reading())


def test_what_is_queued_bars_its_chat_until_a_reading_that_began_after_the_commit() -> None:
    far = Far()
    express = far.express
    express.bar(7)
    assert (express.take(7), express.take(8)) == (False, True)
    read(express)
    assert not express.take(7), "it is not committed yet, so that no reading can have found it"
    before = express.begin_reading()
    express.ended(barred=[7], promised=[], rows=(), is_kept=True)
    express.unbar(before)
    assert not express.take(7), "that reading began before the commit"
    read(express)
    assert express.take(7)


def test_what_came_to_nothing_bars_nothing() -> None:
    express = Far().express
    express.bar(7)
    express.ended(barred=[7], promised=[], rows=(), is_kept=False)
    assert express.take(7)


def test_a_reading_that_failed_is_made_again() -> None:
    express = Far().express
    express.bar(7)
    express.ended(barred=[7], promised=[], rows=(), is_kept=True)
    express.queued(express.begin_reading())
    assert not express.take(7)
    read(express)
    assert express.take(7)


def test_while_nobody_knows_where_something_is_queued_nothing_is_taken() -> None:
    express = Far().express
    express.bar(EVERYWHERE)
    assert not express.take(7)
    express.unbar([EVERYWHERE])
    assert express.take(7)


@each_row(("sees_all", "is_free"), [(False, True), (True, False)])
def test_nothing_is_taken_where_the_sender_does_not_see_everything_or_is_busy(
    sees_all: bool, is_free: bool
) -> None:
    far = Far()
    far.express.sees_all, far.is_free = sees_all, is_free
    assert not far.express.take(7)
    assert far.express.promised == 0


@each_row("seed", range(20))
def test_transactions_in_any_order_leave_nothing_behind(seed: int) -> None:
    dice, far = random.Random(seed), Far()
    express = far.express
    open_: list[tuple[list[int], list[int]]] = []
    readings: list[list[int]] = []
    queued: Counter[int] = Counter()  # by chat: transactions that are open, or not found by a reading yet
    for _ in range(400):
        act = dice.random()
        if act < 0.4 or not open_:
            open_.append(([], []))
        elif act < 0.7:
            barred, taken = dice.choice(open_)
            chat = dice.randint(1, 4)
            if dice.random() < 0.5 and chat not in barred:
                express.bar(chat)
                barred.append(chat)
                queued[chat] += 1
            elif express.take(chat):
                assert not queued[chat]
                taken.append(chat)
        elif act < 0.9:
            barred, taken = open_.pop(dice.randrange(len(open_)))
            is_kept = dice.random() < 0.7
            express.ended(barred=barred, promised=taken, rows=(), is_kept=is_kept)
            queued.subtract(() if is_kept else barred)
        elif readings:
            found = readings.pop()
            express.unbar(found)
            queued.subtract(found)
        else:
            readings.append(express.begin_reading())
        assert express.promised == sum(len(taken) for _, taken in open_)
    for barred, taken in open_:
        express.ended(barred=barred, promised=taken, rows=(), is_kept=False)
    for found in readings:
        express.unbar(found)
    read(express)
    assert express.promised == 0
    assert all(express.take(chat) for chat in (1, 2, 3, 4))


def test_a_second_sender_on_one_database_is_refused_while_the_first_is_at_work() -> None:
    express, second = Far().express, Far()
    with pytest.raises(RuntimeError, match="two senders"):
        express.open(second)
    express.close()
    assert not express.take(7), "nobody makes calls"
    express.open(second)
    express.sees_all = True
    assert express.take(7)


def test_what_was_taken_before_the_end_is_told_after_it() -> None:
    far = Far()
    assert far.express.take(7)
    far.express.close()
    far.express.ended(barred=[], promised=[7], rows=(), is_kept=True)
    assert far.left == [([7], [])]
