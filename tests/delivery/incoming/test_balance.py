"""Balance: a round of updates, then a pause while many calls wait, but never a long one."""

from __future__ import annotations

from bot.delivery.incoming.balance import Balance


def begin(balance: Balance, times: int, *, now: float = 0.0) -> int:
    """How many of so many updates may begin before the pause."""
    for place in range(times):
        if balance.paused_until(now) > now:
            return place
        balance.begin(now)
    return times


def test_while_few_calls_wait_nothing_pauses() -> None:
    balance = Balance()
    balance.weigh(32)
    assert begin(balance, 1000) == 1000


def test_while_many_calls_wait_a_round_is_followed_by_a_pause_of_a_tenth_of_a_second() -> None:
    balance = Balance()
    balance.weigh(33)
    assert begin(balance, 1000) == 64
    assert balance.paused_until(0.0) == 0.1
    assert balance.paused_until(0.1) == 0.1
    assert begin(balance, 1000, now=0.1) == 64, "calls that wait for Telegram hold nothing up for longer"


def test_once_few_calls_wait_the_pause_is_over_and_told_once() -> None:
    balance = Balance()
    told: list[bool] = []
    balance.listen(lambda: told.append(True))
    balance.weigh(33)
    begin(balance, 1000)
    balance.weigh(9)
    assert (balance.paused_until(0.0), told) == (0.1, [])
    balance.weigh(8)
    balance.weigh(0)
    assert (balance.paused_until(0.0), told) == (0.0, [True])
    assert begin(balance, 1000) == 1000
