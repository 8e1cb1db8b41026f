"""Calls that went well, noted at once in a file beside the database; the outbox says so a little later."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from bot.clock import to_ms
from bot.model import OutboxRow

SENT_LOG = "-sent"  # after the database's name


class SentLog:
    """A line for each call: its row's id, when that was due (milliseconds), and the message's id, 0 where there is none.

    To write a line takes some microseconds, and it outlives the process, though not a power cut. So the settlements of many
    calls may share a commit, and yet a process that is killed repeats only what was under way. Nothing rests on the file:
    where it cannot be written or is gone, more is repeated.
    """

    def __init__(self, database: Path) -> None:
        self.path = database.with_name(database.name + SENT_LOG)
        self._handle: int | None = None
        self._unsettled: set[int] = set()
        self._size = 0

    def note(self, row: OutboxRow, message_id: int | None) -> bool:
        """The row's call went well; whether that is noted."""
        line = f"{row.id} {to_ms(row.send_at)} {message_id or 0}\n".encode()
        try:
            if self._handle is None:
                self._handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            is_whole = os.write(self._handle, line) == len(line)
        except OSError:
            return False
        self._unsettled.add(row.id)
        self._size += len(line)
        return is_whole

    def settled(self, row_ids: Iterable[int]) -> None:
        """The outbox says it now: the lines are needed no more."""
        self._unsettled.difference_update(row_ids)
        if self._size and not self._unsettled:
            with suppress(OSError):
                os.truncate(self.path, 0)
                self._size = 0

    def read(self) -> dict[tuple[int, int], int | None]:
        """What the last process noted: the message's id by row and due time."""
        try:
            content = self.path.read_bytes()
        except OSError:
            return {}
        self._size = len(content)
        found: dict[tuple[int, int], int | None] = {}
        for line in content.split(b"\n")[:-1]:  # the last one may be cut off
            with suppress(ValueError):
                row_id, send_at, message_id = (int(part) for part in line.split(b" "))
                found[row_id, send_at] = message_id or None
        return found

    def close(self) -> None:
        """The file stays where it is; one without lines goes."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
        with suppress(OSError):
            if not self.path.stat().st_size:
                self.path.unlink()
