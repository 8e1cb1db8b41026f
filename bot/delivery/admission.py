"""Which of the waiting calls leave next: order, fairness and limits; pure, no database and no network.

Times are seconds of the event loop's clock.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.config import Limits
from bot.delivery.pacing import Pacer
from bot.model import Priority


@dataclass(frozen=True, slots=True)
class Candidate:
    """A call that may leave: its row's id, where it goes and how urgent it is."""

    id: int
    chat_id: int
    priority: int


class Admission:
    """Chooses from the candidates, in their order, never two calls to one chat at a time.

    A part of the places (`concurrency`) and of the overall limit is kept free of broadcasts, so that a reply leaves at once
    even when every broadcast hangs.
    """

    def __init__(self, limits: Limits, *, concurrency: int) -> None:
        self.pacer = Pacer(limits)
        self._spare = limits.overall_per_second // 5
        self._places = concurrency
        self._broadcast_places = max(1, concurrency - concurrency // 4)
        self._candidates: list[Candidate] = []

    def replace(self, candidates: Sequence[Candidate]) -> None:
        """The newest picture of what waits, the urgent first."""
        self._candidates = list(candidates)

    @property
    def is_empty(self) -> bool:
        """Whether all candidates have been chosen."""
        return not self._candidates

    def choose(
        self, now: float, *, under_way: Sequence[Candidate], busy: Collection[int] = ()
    ) -> tuple[list[Candidate], float]:
        """Those that leave now, which are counted as sent, and when to look again (infinity: when a place is free).

        `under_way` are calls that hold a place, `busy` further chats to leave alone.
        """
        chats = {call.chat_id for call in under_way} | set(busy)
        broadcasts = sum(call.priority >= Priority.BROADCAST for call in under_way)
        chosen: list[Candidate] = []
        left: list[Candidate] = []
        look_at = math.inf
        for place, candidate in enumerate(self._candidates):
            is_broadcast = candidate.priority >= Priority.BROADCAST
            spare = self._spare if is_broadcast else 0
            free_at = self.pacer.next_at(0, now, spare=spare)
            full = len(under_way) + len(chosen) >= self._places
            if full or free_at > now or (is_broadcast and broadcasts >= self._broadcast_places):
                # Neither this one nor any that stands behind it, because none of those is more urgent.
                left.extend(self._candidates[place:])
                look_at = look_at if full or free_at <= now else min(look_at, free_at)
                break
            at = self.pacer.next_at(candidate.chat_id, now, spare=spare)
            if candidate.chat_id in chats or at > now:
                left.append(candidate)
                look_at = look_at if candidate.chat_id in chats else min(look_at, at)
                continue
            self.pacer.take(candidate.chat_id, now)
            chats.add(candidate.chat_id)
            broadcasts += is_broadcast
            chosen.append(candidate)
        self._candidates = left
        return chosen, look_at
