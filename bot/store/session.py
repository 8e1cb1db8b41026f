"""A transaction under way, as a Work or one of the two ends uses it; how it began is its database's affair."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any

from bot.rules.chain import GENESIS

Seen = tuple[str, str]  # the version of the roster, and the hash of the audit trail's last line


def seen_in(row: Sequence[Any]) -> Seen:
    """What begin_work and mark_handled say; a trail without lines ends in the chain's beginning."""
    return row[0], row[1] or GENESIS


class Session(ABC):
    """`conn` is what the named queries run on. StoreError where the end fails.

    `when_over(is kept)` is called once, when it is decided whether everything is on disk or nothing has happened.
    """

    conn: Any
    when_over: Callable[[bool], None] | None = None

    def decide(self, *, is_kept: bool) -> None:
        """Says so to the listener."""
        listener, self.when_over = self.when_over, None
        if listener is not None:
            listener(is_kept)

    @abstractmethod
    async def enter(self, queries: Any, *, now: int, inbox_seq: int | None) -> Seen:
        """A Work's first step: what it sees; the update is marked handled at `now` (milliseconds).

        AlreadyHandled, here or at the commit, where an earlier commit has marked it.
        """

    @abstractmethod
    async def commit(
        self, *, filled: bool = False, audit_head: str | None = None, is_last: bool = False
    ) -> None:
        """Makes it all true.

        `filled`: there is something to send now. `audit_head`: the audit trail's last hash after it, where that may have
        changed. `is_last`: no other transaction may build upon it before it is true, because the roster has changed.
        """

    @abstractmethod
    async def rollback(self) -> None:
        """Takes it all back; also after a commit that failed."""
