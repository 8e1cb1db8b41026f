"""Which calls leave next: order within a chat, urgency, room for replies."""

from __future__ import annotations

import math
from collections import Counter, defaultdict

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.outgoing.admission import Admission, Candidate, Room
from bot.model import Policy, Priority
from bot.sections import Limits

FREE = Limits(overall_per_second=0, group_per_minute=0, chat_per_second=0)
REPLY, BROADCAST = int(Priority.REPLY), int(Priority.BROADCAST)


def room(places: int, broadcasts: int | None = None, *chats: int) -> Room:
    return Room(places, places if broadcasts is None else broadcasts, places, Counter(chats))


@given(
    calls=st.lists(
        st.tuples(st.integers(-2, 2), st.integers(0, 2), st.sampled_from(list(Policy))), max_size=30
    ),
    places=st.integers(1, 6),
    limits=st.builds(
        Limits,
        overall_per_second=st.integers(0, 3),
        group_per_minute=st.integers(0, 3),
        chat_per_second=st.integers(0, 2),
    ),
)
def test_everything_goes_in_the_order_of_its_chat(
    calls: list[tuple[int, int, Policy]], places: int, limits: Limits
) -> None:
    waiting = [Candidate(n, *call) for n, call in enumerate(calls)]
    waiting.sort(key=lambda call: (call.priority, call.id))
    admission, now = Admission(limits), 100.0
    admission.replace(waiting)
    gone: dict[int, list[Candidate]] = defaultdict(list)
    claimed: list[Candidate] = []
    for _ in range(10 * len(waiting) + 10):
        free = places - len(claimed)
        chosen, look_at = admission.choose(now, room=room(free, None, *(c.chat_id for c in claimed)))
        assert len(chosen) <= free
        for call in chosen:
            is_alone = all(other.chat_id != call.chat_id for other in claimed)
            assert is_alone or not (admission.is_limited or call.policy == Policy.HOLD)
            gone[call.chat_id].append(call)
            claimed.append(call)
        assert chosen or claimed or admission.is_empty or now < look_at < math.inf
        if claimed:
            claimed.pop(0)
        elif not admission.is_empty:
            now = look_at
    assert admission.is_empty
    assert sum(len(calls) for calls in gone.values()) == len(waiting)
    for calls_of_chat in gone.values():
        order = [(call.priority, call.id) for call in calls_of_chat]
        assert order == sorted(order)


def test_broadcasts_leave_their_pace_to_replies() -> None:
    admission = Admission(Limits(overall_per_second=10, group_per_minute=0, chat_per_second=0))
    admission.replace([Candidate(n, n, BROADCAST) for n in range(1, 30)])
    first, look_at = admission.choose(0.0, room=room(16))
    assert ([call.id for call in first], look_at) == ([1], 0.1)
    admission.replace([Candidate(100, 100, REPLY), Candidate(101, 101, REPLY), Candidate(9, 9, BROADCAST)])
    chosen, _ = admission.choose(0.05, room=room(16))
    assert [call.id for call in chosen] == [100, 101]


def test_broadcasts_get_no_more_places_than_are_theirs() -> None:
    admission = Admission(FREE)
    admission.replace([Candidate(n, n, BROADCAST) for n in range(1, 30)])
    assert len(admission.choose(0.0, room=room(8, 6))[0]) == 6
    assert admission.choose(9.0, room=room(2, 0)) == ([], math.inf)
    admission.replace([Candidate(100 + n, 100 + n, REPLY) for n in range(5)])
    assert len(admission.choose(9.0, room=room(2, 0))[0]) == 2


def test_one_busy_chat_leaves_places_to_the_others() -> None:
    admission = Admission(FREE)
    admission.replace([Candidate(n, -1, REPLY) for n in range(60)] + [Candidate(99, 5, REPLY)])
    chosen, _ = admission.choose(0.0, room=room(64, 48, *[-1] * 3))
    assert [call.id for call in chosen] == [*range(29), 99]


def test_a_chat_that_is_shut_is_left_alone() -> None:
    admission = Admission(FREE)
    admission.replace([Candidate(1, 5, REPLY), Candidate(2, 6, REPLY)])
    assert [call.id for call in admission.choose(0.0, room=room(9), shut={5})[0]] == [2]


def test_of_what_must_not_be_repeated_no_more_is_claimed_than_can_be_called_at_once() -> None:
    admission = Admission(FREE)
    posts = [Candidate(n, -n, REPLY, Policy.HOLD) for n in range(1, 31)]
    admission.replace([*posts, Candidate(99, 5, REPLY)])
    chosen, look_at = admission.choose(0.0, room=Room(32, 24, 2, Counter()))
    assert ([call.id for call in chosen], look_at) == ([1, 2, 99], math.inf)


def test_a_reply_that_is_being_written_is_taken_where_nothing_in_its_chat_goes_before_it() -> None:
    admission = Admission(FREE)
    admission.replace([Candidate(1, 7, REPLY)])
    assert (admission.take(7, 0.0), admission.take(8, 0.0)) == (False, True)
    admission.choose(0.0, room=room(4))
    assert admission.take(7, 0.0), "chosen: who makes the calls keeps their order"
    admission.hold_back(7, 0.0, until=2.0)
    assert (admission.take(7, 1.9), admission.take(8, 1.9), admission.take(7, 2.0)) == (False, True, True)


def test_under_the_limits_a_taken_reply_is_one_of_its_chats_second_and_counts_from_when_it_leaves() -> None:
    admission = Admission(Limits(overall_per_second=2, group_per_minute=0, chat_per_second=1))
    assert (admission.take(7, 0.0), admission.take(7, 5.0), admission.take(8, 0.0)) == (True, False, True)
    assert not admission.take(9, 0.1), "two in the second over all"
    admission.release([7, 8], 0.5)
    assert not admission.take(9, 1.2), "both left half a second later"
    assert (admission.take(7, 1.3), admission.take(9, 1.6)) == (False, True)
    admission.release([7], 3.0)
    assert admission.take(7, 3.0), "what was never taken counts for nothing"
