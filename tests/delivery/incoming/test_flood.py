"""How much one account may send: bursts, refilling, who is told, and what a million accounts cost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.incoming.flood import Flood
from bot.sections import Flood as Limits

ANN, BEN = 1, 2


def flood(per_minute: int = 30, burst: int = 5) -> Flood:
    return Flood(Limits(per_minute=per_minute, burst=burst))


def test_a_burst_passes_and_what_follows_waits_for_its_turn() -> None:
    counter = flood()
    assert [counter.take(ANN, 100.0) for _ in range(7)] == [0, 0, 0, 0, 0, 2.0, 2.0]
    assert counter.take(ANN, 101.0) == 1.0
    assert counter.take(ANN, 102.0) == 0.0
    assert counter.take(ANN, 102.0) == 2.0


def test_after_a_quiet_while_a_burst_passes_again_and_no_more() -> None:
    counter = flood()
    for _ in range(9):
        counter.take(ANN, 100.0)
    assert [counter.take(ANN, 10_000.0) > 0 for _ in range(6)] == [False] * 5 + [True]


def test_one_who_floods_takes_nothing_from_another() -> None:
    counter = flood()
    for _ in range(2000):
        counter.take(ANN, 100.0)
    assert [counter.take(BEN, 100.0) for _ in range(5)] == [0.0] * 5


def test_whoever_floods_is_told_once_in_ten_minutes() -> None:
    counter = flood()
    told = [second for second in range(1300) if counter.tell(ANN, float(second))]
    assert told == [0, 600, 1200]
    assert counter.tell(BEN, 1.0) is True


def test_no_limit_counts_nobody() -> None:
    counter = flood(per_minute=0)
    assert {counter.take(ANN, 1.0) for _ in range(10_000)} == {0.0}
    assert len(counter) == 0


def test_a_million_accounts_are_not_remembered_and_the_one_who_floods_is() -> None:
    counter = flood()
    for _ in range(5):
        counter.take(ANN, 0.0)
    for account in range(10, 100_010):
        counter.take(account, 0.001)
        if account % 5000 == 0:
            assert counter.take(ANN, 0.001) > 0
    assert len(counter) <= 10_000


@given(st.lists(st.floats(0, 5), max_size=200), st.integers(1, 120), st.integers(1, 20))
def test_never_more_than_the_burst_and_what_the_time_brings(
    pauses: list[float], per_minute: int, burst: int
) -> None:
    counter, now, passed = flood(per_minute, burst), 0.0, 0
    for pause in pauses:
        now += pause
        passed += counter.take(ANN, now) == 0
        assert passed <= burst + now * per_minute / 60 + 1e-6


@given(st.lists(st.floats(0, 5), max_size=50), st.integers(1, 120), st.integers(1, 20))
def test_who_waits_as_long_as_told_passes(pauses: list[float], per_minute: int, burst: int) -> None:
    counter, now = flood(per_minute, burst), 0.0
    for pause in pauses:
        now += pause
        wait = counter.take(ANN, now)
        if wait:
            now += wait + 1e-6
            assert counter.take(ANN, now) == 0
