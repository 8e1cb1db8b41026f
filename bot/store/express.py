"""Calls that leave as soon as the transaction that wrote them is on disk; what a call is, and how it is made, is elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Protocol

from bot.model import OutboxRow

EVERYWHERE = 0  # no chat has this number


class Caller(Protocol):
    """Who makes the calls."""

    def take_place(self, chat_id: int) -> bool:
        """Counts on a call to the chat from now on; False: it could not be made at once."""

    def leave(self, promised: Iterable[int], rows: Sequence[OutboxRow]) -> None:
        """A call to each of these chats need be counted on no longer; these calls are to be made."""


class Express:
    """Which messages may be claimed by the very transaction that writes them: a commit and a reading less before they leave.

    In one chat nothing overtakes what was queued before. So a chat is barred from the moment at which something is queued for
    it until a reading that began after the commit has put that among the sender's candidates, which the sender looks after.

    Nothing is claimed so while nobody makes calls.
    """

    def __init__(self) -> None:
        self.is_open = False
        self.sees_all = False  # whether the last reading left nothing out
        self._caller: Caller | None = None
        self._barred: Counter[int] = Counter()
        self._unread: list[int] = []  # barred for what is committed, and has not been read
        self.promised = 0  # calls in transactions that are still open

    def open(self, caller: Caller) -> None:
        """`caller` makes calls from now on, and has read nothing yet. RuntimeError where another one does."""
        if self.is_open and self._caller is not caller:
            raise RuntimeError("two senders on one database")
        self._caller, self.is_open, self.sees_all = caller, True, False

    def close(self) -> None:
        """It makes none from now on; what it counts on it hears of all the same."""
        self.is_open = False

    def take(self, chat_id: int) -> bool:
        """Claims a call to this chat, which the transaction has to write, and to say how it ended; False: it is to be queued."""
        is_free = (
            self.is_open and self.sees_all and not self._barred[EVERYWHERE] and not self._barred[chat_id]
        )
        if not is_free or self._caller is None or not self._caller.take_place(chat_id):
            return False
        self.promised += 1
        return True

    def bar(self, chat_id: int) -> None:
        """Something is being queued for the chat; EVERYWHERE where nobody knows for which."""
        self._barred[chat_id] += 1

    def unbar(self, chat_ids: Iterable[int]) -> None:
        """What was being queued has come to nothing, or the sender has it."""
        for chat_id in chat_ids:
            self._barred[chat_id] -= 1
            if not self._barred[chat_id]:
                del self._barred[chat_id]

    def queued(self, chat_ids: Iterable[int]) -> None:
        """What the chats are barred for is committed, for the next reading to find."""
        self._unread.extend(chat_ids)

    def ended(
        self, *, barred: Iterable[int], promised: Sequence[int], rows: Sequence[OutboxRow], is_kept: bool
    ) -> None:
        """A transaction's end: the chats that it barred, those it took, what it claimed, and whether that is on disk."""
        self.promised -= len(promised)
        if is_kept:
            self.queued(barred)
        else:
            self.unbar(barred)
        if promised and self._caller is not None:
            self._caller.leave(promised, rows if is_kept else ())

    def begin_reading(self) -> list[int]:
        """The chats for which a reading that begins now finds what they are barred for; `unbar` them when it is over."""
        found, self._unread = self._unread, []
        return found
