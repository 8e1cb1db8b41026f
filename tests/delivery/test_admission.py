"""Which calls leave next: order within a chat, urgency, room for replies."""

from __future__ import annotations

import math
from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from bot.config import Limits
from bot.delivery.admission import Admission, Candidate
from bot.model import Priority

FREE = Limits(overall_per_second=0, group_per_minute=0, chat_per_second=0)
REPLY, BROADCAST = int(Priority.REPLY), int(Priority.BROADCAST)


@given(
    calls=st.lists(st.tuples(st.integers(-2, 2), st.integers(0, 2)), max_size=30),
    concurrency=st.integers(1, 6),
    limits=st.builds(
        Limits,
        overall_per_second=st.integers(0, 3),
        group_per_minute=st.integers(0, 3),
        chat_per_second=st.integers(0, 2),
    ),
)
def test_everything_goes_in_order_one_at_a_time_for_a_chat(
    calls: list[tuple[int, int]], concurrency: int, limits: Limits
) -> None:
    waiting = [Candidate(n, chat_id, priority) for n, (chat_id, priority) in enumerate(calls)]
    waiting.sort(key=lambda call: (call.priority, call.id))
    admission, now = Admission(limits, concurrency=concurrency), 100.0
    admission.replace(waiting)
    gone: dict[int, list[Candidate]] = defaultdict(list)
    under_way: list[Candidate] = []
    for _ in range(10 * len(waiting) + 10):
        chosen, look_at = admission.choose(now, under_way=under_way)
        under_way += chosen
        assert len(under_way) <= concurrency
        assert len({call.chat_id for call in under_way}) == len(under_way)
        for call in chosen:
            gone[call.chat_id].append(call)
        assert chosen or under_way or admission.is_empty or now < look_at < math.inf
        if under_way:
            under_way.pop(0)
        elif not admission.is_empty:
            now = look_at
    assert admission.is_empty
    assert sum(len(calls) for calls in gone.values()) == len(waiting)
    for calls_of_chat in gone.values():
        order = [(call.priority, call.id) for call in calls_of_chat]
        assert order == sorted(order)


def test_broadcasts_leave_places_and_pace_to_replies() -> None:
    admission = Admission(
        Limits(overall_per_second=10, group_per_minute=0, chat_per_second=0), concurrency=16
    )
    admission.replace([Candidate(n, n, BROADCAST) for n in range(1, 30)])
    broadcasts, look_at = admission.choose(0.0, under_way=[])
    assert (len(broadcasts), look_at) == (8, 1.05)
    admission.replace([Candidate(100, 100, REPLY), Candidate(9, 9, BROADCAST)])
    assert admission.choose(0.5, under_way=broadcasts)[0] == [Candidate(100, 100, REPLY)]


def test_hanging_broadcasts_hold_three_quarters_of_the_places() -> None:
    admission = Admission(FREE, concurrency=8)
    admission.replace([Candidate(n, n, BROADCAST) for n in range(1, 30)])
    broadcasts, _ = admission.choose(0.0, under_way=[])
    assert len(broadcasts) == 6
    assert admission.choose(9.0, under_way=broadcasts) == ([], math.inf)
    admission.replace([Candidate(100 + n, 100 + n, REPLY) for n in range(5)])
    assert len(admission.choose(9.0, under_way=broadcasts)[0]) == 2
