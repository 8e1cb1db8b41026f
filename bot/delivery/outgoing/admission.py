"""Which of the waiting calls leave next: order, fairness and limits; pure, no database and no network.

Times are seconds of the event loop's clock.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.delivery.outgoing.pacing import Pacer
from bot.model import Policy, Priority
from bot.sections import Limits

_FOLLOWERS = 32  # calls to one chat that are chosen before the first of them has ended


@dataclass(frozen=True, slots=True)
class Candidate:
    """A call that may leave: its row's id, where it goes, how urgent it is, what a doubt would lead to, and its method."""

    id: int
    chat_id: int
    priority: int
    policy: str = Policy.REPEAT
    method: str = "sendMessage"


@dataclass(frozen=True, slots=True)
class Room:
    """For how many calls there is room, for how many of them that go to many, and that must not be repeated.

    `chats` are the calls chosen before, by chat.
    """

    places: int
    broadcasts: int
    holds: int
    chats: Mapping[int, int]


class Admission:
    """Chooses from the candidates, in their order.

    Where nothing is limited, calls to one chat may be chosen in advance: who makes them keeps their order. Otherwise one chat
    is given one call at a time, and so is always what an administrator would be asked about after a crash.
    """

    def __init__(self, limits: Limits) -> None:
        self.pacer = Pacer(limits)
        self.is_limited = bool(limits.overall_per_second or limits.group_per_minute or limits.chat_per_second)
        self._taken_at: dict[int, float] = {}  # where one chat is given one call at a time
        self._back_at: dict[int, float] = {}
        self._silent_until: dict[str, float] = {}  # by method
        self._keep([])

    def replace(self, candidates: Sequence[Candidate]) -> None:
        """The newest picture of what waits, the urgent first."""
        self._keep(list(candidates))

    def _keep(self, candidates: list[Candidate]) -> None:
        self._candidates = candidates
        self._chats = {candidate.chat_id for candidate in candidates}

    def take(self, chat_id: int, now: float) -> bool:
        """Counts a reply that is being written as sent, until `release`; False: it may not leave as soon as it is written."""
        waits = chat_id in self._chats or chat_id in self._taken_at or now < self._back_at.get(chat_id, now)
        # Which method it is nobody has said yet.
        if waits or any(until > now for until in self._silent_until.values()):
            return False
        if self.pacer.next_at(chat_id, now) > now:
            return False
        self.pacer.take(chat_id, now)
        if self.is_limited:
            self._taken_at[chat_id] = now
        return True

    def release(self, chat_ids: Iterable[int], now: float) -> None:
        """The replies that were taken for these chats are written, or will never be: they count from now."""
        for chat_id in chat_ids:
            if (taken_at := self._taken_at.pop(chat_id, None)) is not None:
                self.pacer.put_back([chat_id], taken_at=taken_at, now=now)

    def hold_back(self, chat_id: int, now: float, *, until: float) -> None:
        """A call to the chat is tried again, and chosen by then at the latest: no reply overtakes it."""
        self._back_at = {chat: at for chat, at in self._back_at.items() if at > now}
        self._back_at[chat_id] = until

    def silence(self, method: str | None, *, until: float) -> None:
        """The server does not do this at present: calls of other methods go past those of this one. None: it does nothing."""
        if method is None:
            self.pacer.pause(None, until)
        else:
            self._silent_until[method] = until

    @property
    def is_empty(self) -> bool:
        """Whether all candidates have been chosen."""
        return not self._candidates

    def choose(self, now: float, *, room: Room, shut: Collection[int] = ()) -> tuple[list[Candidate], float]:
        """Those that leave now, which are counted as sent, and when to look again (infinity: when there is room again).

        `shut` are chats to leave alone.
        """
        chats, shut = Counter(room.chats), set(shut)
        places, broadcasts, holds = room.places, room.broadcasts, room.holds
        chosen: list[Candidate] = []
        left: list[Candidate] = []
        look_at = math.inf
        for place, candidate in enumerate(self._candidates):
            if (silent_until := self._silent_until.get(candidate.method, now)) > now:
                look_at = min(look_at, silent_until)
                left.append(candidate)
                continue
            is_broadcast = candidate.priority >= Priority.BROADCAST
            full = places <= 0 or (is_broadcast and broadcasts <= 0)
            free_at = now if full else self.pacer.next_at(0, now, evenly=is_broadcast)
            if full or free_at > now:
                # Neither this one nor any that stands behind it, because none of those is more urgent.
                left.extend(self._candidates[place:])
                look_at = look_at if full else min(look_at, free_at)
                break
            at = self.pacer.next_at(candidate.chat_id, now, evenly=is_broadcast)
            # What is claimed and not called would be asked about after a crash, hence no more than can be called at once.
            in_vain = candidate.policy != Policy.REPEAT and holds <= 0
            if candidate.chat_id in shut or at > now or in_vain or not self._may_follow(candidate, chats):
                look_at = min(look_at, at) if at > now else look_at
                shut.add(candidate.chat_id)  # nor what comes after it in its chat
                left.append(candidate)
                continue
            self.pacer.take(candidate.chat_id, now)
            chats[candidate.chat_id] += 1
            places, broadcasts = places - 1, broadcasts - is_broadcast
            holds -= candidate.policy != Policy.REPEAT
            chosen.append(candidate)
        self._keep(left)
        return chosen, look_at

    def _may_follow(self, candidate: Candidate, chats: Mapping[int, int]) -> bool:
        before = chats.get(candidate.chat_id, 0)
        if self.is_limited or candidate.policy != Policy.REPEAT:
            return before == 0
        return before < _FOLLOWERS
