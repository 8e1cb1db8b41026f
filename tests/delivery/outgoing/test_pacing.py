"""The pacer: no window ever holds more than its limit, and everything goes in the end."""

from __future__ import annotations

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.outgoing.pacing import Pacer
from bot.sections import Limits

LIMITS = st.builds(
    Limits,
    overall_per_second=st.integers(0, 4),
    group_per_minute=st.integers(0, 4),
    chat_per_second=st.integers(0, 3),
)
CHATS = st.sampled_from([-2, -1, 0, 1, 2])
WAITS = st.floats(0, 3, allow_nan=False)


def most_within(times: list[float], length: float) -> int:
    return max((sum(start <= t < start + length for t in times) for start in times), default=0)


def check_windows(limits: Limits, sent: list[tuple[int, float]]) -> None:
    by_chat: dict[int, list[float]] = defaultdict(list)
    for chat_id, at in sent:
        by_chat[chat_id].append(at)
    if limits.overall_per_second:
        assert most_within([at for _, at in sent], 1) <= limits.overall_per_second
    for chat_id, times in by_chat.items():
        if limits.chat_per_second and chat_id:
            assert most_within(times, 1) <= limits.chat_per_second
        if limits.group_per_minute and chat_id < 0:
            assert most_within(times, 60) <= limits.group_per_minute


@given(limits=LIMITS, wishes=st.lists(st.tuples(CHATS, WAITS), max_size=40))
def test_no_window_exceeds_its_limit_and_everything_goes(
    limits: Limits, wishes: list[tuple[int, float]]
) -> None:
    pacer, now = Pacer(limits), 100.0
    sent: list[tuple[int, float]] = []
    for chat_id, wait in wishes:
        now += wait
        at = pacer.next_at(chat_id, now)
        assert now <= at <= now + 61
        assert pacer.next_at(chat_id, at) == at
        now = at
        pacer.take(chat_id, now)
        sent.append((chat_id, now))
    check_windows(limits, sent)


@given(
    limits=LIMITS,
    before=st.lists(st.tuples(CHATS, st.floats(38, 99.9)), max_size=20),
    wishes=st.lists(CHATS, max_size=20),
)
def test_windows_hold_across_a_restart(
    limits: Limits, before: list[tuple[int, float]], wishes: list[int]
) -> None:
    first, kept = Pacer(limits), []
    for chat_id, at in sorted(before, key=lambda send: send[1]):
        if first.next_at(chat_id, at) == at:
            first.take(chat_id, at)
            kept.append((chat_id, at))
    second, now = Pacer(limits), 100.0
    for chat_id, at in reversed(kept):  # whatever the order they are remembered in
        second.remember(chat_id, at)
    sent = list(kept)
    for chat_id in wishes:
        now = second.next_at(chat_id, now)
        second.take(chat_id, now)
        sent.append((chat_id, now))
    check_windows(limits, sent)


@given(limits=LIMITS, chat_id=CHATS, until=st.floats(100, 200))
def test_pause_holds_up_its_chat_or_everything(limits: Limits, chat_id: int, until: float) -> None:
    one, every = Pacer(limits), Pacer(limits)
    one.pause(7, until)
    every.pause(None, until)
    assert one.next_at(7, 100.0) == until
    assert one.next_at(chat_id, 100.0) == 100.0
    assert every.next_at(chat_id, 100.0) == until


def test_shorter_pause_does_not_end_a_longer_one() -> None:
    pacer = Pacer(Limits())
    pacer.pause(7, 20.0)
    pacer.pause(7, 10.0)
    assert pacer.next_at(7, 5.0) == 20.0


def test_zero_is_no_limit() -> None:
    pacer = Pacer(Limits(overall_per_second=0, group_per_minute=0, chat_per_second=0))
    for _ in range(1000):
        assert pacer.next_at(-1, 5.0) == 5.0
        pacer.take(-1, 5.0)


def test_what_goes_evenly_leaves_room_for_the_urgent_at_any_moment() -> None:
    pacer = Pacer(Limits(overall_per_second=10, group_per_minute=0, chat_per_second=0))
    now, times = 0.0, []
    for chat_id in range(1, 41):
        now = pacer.next_at(chat_id, now, evenly=True)
        pacer.take(chat_id, now)
        times.append(now)
        assert pacer.next_at(1000, now) <= now + 0.15
    assert most_within(times, 1) <= 10
    assert times[-1] <= 4 * 1.05


def test_idle_chats_are_forgotten_but_not_busy_ones() -> None:
    pacer = Pacer(Limits(overall_per_second=0))
    pacer.pause(-9, 1e9)
    for n in range(1, 20_001):
        pacer.take(n, n * 0.01)
    pacer.take(-8, 200.0)
    for n in range(1, 2_001):
        pacer.take(100_000 + n, 201.0 + n * 0.01)
    assert len(pacer) < 2_100
    assert pacer.next_at(-9, 300.0) == 1e9


@given(
    limits=LIMITS,
    wishes=st.lists(st.tuples(CHATS, WAITS, st.floats(0, 2, allow_nan=False)), max_size=40),
)
def test_calls_that_leave_late_are_counted_when_they_leave(
    limits: Limits, wishes: list[tuple[int, float, float]]
) -> None:
    pacer, now = Pacer(limits), 100.0
    sent: list[tuple[int, float]] = []
    for chat_id, wait, commit in wishes:
        now = pacer.next_at(chat_id, now + wait)
        pacer.take(chat_id, now)
        pacer.put_back([chat_id], taken_at=now, now=now + commit)
        now += commit
        sent.append((chat_id, now))
    check_windows(limits, sent)


@given(
    limits=LIMITS,
    wishes=st.lists(
        st.tuples(CHATS, WAITS, st.floats(0, 2, allow_nan=False), st.floats(0, 1, allow_nan=False)),
        max_size=40,
    ),
)
def test_in_one_chat_no_delay_on_the_way_brings_two_calls_too_close_together(
    limits: Limits, wishes: list[tuple[int, float, float, float]]
) -> None:
    pacer, now = Pacer(limits.model_copy(update={"overall_per_second": 0})), 100.0
    arrived: list[tuple[int, float]] = []
    for chat_id, wait, delay, back in wishes:
        now = pacer.next_at(chat_id, now + wait)
        pacer.take(chat_id, now)
        arrived.append((chat_id, now + delay))
        now += delay + back
        pacer.end(chat_id, now)
    check_windows(limits.model_copy(update={"overall_per_second": 0}), arrived)
