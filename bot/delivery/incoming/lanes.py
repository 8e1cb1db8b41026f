"""Which update may be handled next, kept in memory: lanes, order and read-ahead; no database and no tasks.

Times are seconds of the event loop's clock.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Container, Sequence
from dataclasses import replace
from itertools import islice

from bot.model import InboxRow


class Lanes:
    """The updates taken up: those of one lane one after another, lanes in turn.

    Of a lane that waits for a later try only the first row is kept, so that it cannot fill the memory. Such a lane is
    partial: once its row is done it is hungry, and its followers are read from the table again.
    """

    def __init__(self) -> None:
        self._rows: dict[str, deque[InboxRow]] = {}
        self._turn: deque[str] = deque()  # lanes that may go at once
        self._parked: dict[str, float] = {}  # lane -> when it may go on
        self._partial: set[str] = set()
        self._hungry: dict[str, int] = {}  # lane -> the last seq that was done
        self.running = 0
        self.size = 0

    def add(self, row: InboxRow, *, until: float | None = None) -> None:
        """A row read from the table, in the order of seq; `until` puts its lane off where it is the first."""
        if row.lane in self._partial:
            return
        if until is not None and row.lane not in self._rows:
            self._rows[row.lane] = deque([row])
            self._parked[row.lane] = until
            self._partial.add(row.lane)
            self.size += 1
            return
        self._push(row)

    def _push(self, row: InboxRow) -> None:
        waiting = self._rows.get(row.lane)
        if waiting is None:
            self._rows[row.lane] = deque([row])
            self._turn.append(row.lane)
        else:
            waiting.append(row)
        self.size += 1

    def holds(self, lane: str) -> bool:
        """Whether anything of the lane is in memory."""
        return lane in self._rows or lane in self._hungry

    def next_lanes(self, most: int) -> list[str]:
        """The lanes that may go next."""
        return list(islice(self._turn, most))

    def start_next(self, *, of: Container[str] | None = None) -> InboxRow | None:
        """The next row to handle, whose lane is now busy; None where there is none. `of`: only of these lanes."""
        if not self._turn or (of is not None and self._turn[0] not in of):
            return None
        self.running += 1
        return self._rows[self._turn.popleft()][0]

    def leave(self, lane: str, *, until: float) -> None:
        """A lane that may go is somebody else's for now: it waits, like one whose row is tried again later."""
        self._turn.remove(lane)
        waiting = self._rows[lane]
        self.size -= len(waiting) - 1
        self._rows[lane] = deque([waiting[0]])
        self._parked[lane] = until
        self._partial.add(lane)

    def finish(self, row: InboxRow) -> None:
        """The row is done: its lane may go on."""
        self.running -= 1
        self.size -= 1
        waiting = self._rows[row.lane]
        waiting.popleft()
        if waiting:
            self._turn.append(row.lane)
            return
        del self._rows[row.lane]
        if row.lane in self._partial:
            self._hungry[row.lane] = row.seq

    def park(self, row: InboxRow, *, attempts: int, until: float) -> None:
        """The row is tried again later, and its lane waits for it."""
        self.running -= 1
        self.size -= len(self._rows[row.lane]) - 1
        self._rows[row.lane] = deque([replace(row, attempts=attempts)])
        self._parked[row.lane] = until
        self._partial.add(row.lane)

    def wake(self, now: float) -> None:
        """Lanes whose time has come may go on."""
        for lane in [lane for lane, until in self._parked.items() if until <= now]:
            del self._parked[lane]
            self._turn.append(lane)

    @property
    def ready(self) -> int:
        """Updates under way, or that need not wait for a later time."""
        return self.size - len(self._parked)  # of a parked lane one row is kept

    def next_wake_at(self) -> float | None:
        """When the first waiting lane may go on."""
        return min(self._parked.values(), default=None)

    @property
    def hungry(self) -> list[tuple[str, int]]:
        """Lanes whose rows after this seq are to be read and given to `feed`."""
        return list(self._hungry.items())

    def feed(self, lane: str, rows: Sequence[InboxRow], *, whole: bool) -> None:
        """What has come in a hungry lane meanwhile; `whole` where that is all of it."""
        del self._hungry[lane]
        if whole:
            self._partial.discard(lane)
        for row in rows:
            self._push(row)
