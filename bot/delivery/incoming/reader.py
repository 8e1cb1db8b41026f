"""Has a file that somebody sent read by a process of its own, one at a time; what is in the file is `bot/reading`'s affair."""

from __future__ import annotations

from pathlib import Path

from bot.model import Reading
from bot.reading.process import ask

_MOST_ANSWER = 8 << 20  # bytes


class Reader:
    """Reads files, one after another, each in a process of its own that has limits of memory and time.

    Whatever a file does to its process, the next one gets a fresh one, and this process holds no more than the words that came
    out. `within` (seconds) is the longest that anybody waits for one file; the process has tighter limits of its own.
    """

    def __init__(self, *, within: float = 14.0) -> None:
        self._within = within

    async def read(self, path: Path) -> Reading:
        """What is in the file. One whose reading takes too much comes back with the fault `large`. OSError."""
        with path.open("rb") as file:
            answer = await ask("bot.reading", file=file, within=self._within, most=_MOST_ANSWER)
        if answer is None:
            return Reading(fault="large")
        return Reading(
            kind=str(answer.get("kind", "")),
            text=answer.get("text"),
            others=tuple(answer.get("others", ())),
            names=tuple(answer.get("names", ())),
            is_long=bool(answer.get("is_long")),
            fault=answer.get("fault"),
        )
