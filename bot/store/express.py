"""Calls that leave as soon as the transaction that wrote them is on disk; what a call is, and how it is made, is elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from bot.model import OutboxRow

EVERYWHERE = 0  # no chat has this number


class Express:
    """Which messages may be claimed by the very transaction that writes them: a commit and a reading less before they leave.

    In one chat nothing overtakes what was queued before. So a chat is barred from the moment at which something is queued for
    it until a reading that began after the commit has put that among the sender's candidates, which the sender looks after.

    `may_leave(chat id)`: whether the sender could make a call there at once; if so it counts on one. `leave(chat ids, rows)`: it
    need count on calls to these chats no longer, and is to make these.
    """

    def __init__(
        self,
        *,
        may_leave: Callable[[int], bool],
        leave: Callable[[Iterable[int], Sequence[OutboxRow]], None],
    ) -> None:
        self.sees_all = False  # whether the last reading left nothing out
        self._may_leave = may_leave
        self._leave = leave
        self._barred: Counter[int] = Counter()
        self._unread: list[int] = []  # barred for what is committed, and has not been read
        self.promised = 0  # calls in transactions that are still open

    def take(self, chat_id: int) -> bool:
        """Whether the transaction may claim a call to this chat; then it has to write it, and to say how it ended."""
        is_free = self.sees_all and not self._barred[EVERYWHERE] and not self._barred[chat_id]
        if not is_free or not self._may_leave(chat_id):
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
        if promised:
            self._leave(promised, rows if is_kept else ())

    def begin_reading(self) -> list[int]:
        """The chats for which a reading that begins now finds what they are barred for; `unbar` them when it is over."""
        found, self._unread = self._unread, []
        return found
