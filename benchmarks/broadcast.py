"""A reminder to 2,000 people under Telegram's own limits: `python -m benchmarks.broadcast` prints how long it took.

The real process, and `post reminder` beside it as an administrator types it. The server counts as Telegram says that it does: 30
messages in any second, one a second to a chat, 20 a minute to a group; what is more gets 429. Meanwhile reporters submit.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from benchmarks.figures import Goal, Row, table
from benchmarks.history import settle
from benchmarks.scale import running
from bot.sandbox.api.faults import Limiter, Limits
from tests.support.far_end import FarEnd, open_far_end
from tests.support.office import FIRST_ID, found, submissions, write_settings

RATE = Limits.strict().overall_per_second
RECEIPT = "已收到"
_PAUSE = 2.0  # seconds until the start's own messages have left


@dataclass
class CountingEnd(FarEnd):
    """A far end that refuses what Telegram would refuse, and keeps what came: the moment, the chat and the text."""

    limiter: Limiter = field(default_factory=lambda: Limiter(Limits.strict()))
    refused: int = 0
    came: list[tuple[float, int, str]] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.Response:
        """One call of the Bot API."""
        if not request.match_info["method"].startswith(("send", "edit")):
            return await super().handle(request)
        params = await request.post()
        chat, text = int(str(params["chat_id"])), str(params.get("text", ""))
        wait = self.limiter.refuse(chat)
        if wait is not None:
            self.refused += 1
            words = f"Too Many Requests: retry after {wait}"
            answer = {
                "ok": False,
                "error_code": 429,
                "description": words,
                "parameters": {"retry_after": wait},
            }
            return web.json_response(answer, status=429)
        self.came.append((time.perf_counter(), chat, text))
        return await super().handle(request)

    def told(self) -> list[float]:
        """When each private message but receipts came."""
        return [at for at, chat, text in self.came if chat > 0 and RECEIPT not in text]

    def answered(self, chat: int) -> float | None:
        """When the chat's first receipt came."""
        return next((at for at, found, text in self.came if found == chat and RECEIPT in text), None)


@dataclass(frozen=True)
class Broadcast:
    """What one round came to: seconds from the first message to the last, seconds that each reply took, refusals."""

    seconds: float
    replies: list[float]
    refused: int


async def measure(folder: Path, *, people: int, replies: int) -> Broadcast:
    """One broadcast to `people`, in whose midst `replies` of them submit."""
    await found(write_settings(folder, "http://127.0.0.1:9"), people=people)
    end = CountingEnd(keeps_calls=False)
    async with open_far_end(end), running(folder, end, limits=True):
        await asyncio.sleep(_PAUSE)
        greeted = len(end.told())
        command = ("-m", "bot", "post", "reminder", "--config", str(settle(folder, end, limits=True)))
        process = await asyncio.create_subprocess_exec(
            sys.executable, *command, stdout=asyncio.subprocess.DEVNULL
        )
        if await process.wait():
            raise RuntimeError("post reminder failed")
        async with asyncio.timeout(60 + 2 * people / RATE):
            took = [await _submit(end, at=greeted + at, people=people) for at in _spread(people, replies)]
            while len(end.told()) < greeted + people:
                await asyncio.sleep(0.01)
    told = end.told()[greeted:]
    return Broadcast(told[-1] - told[0], took, end.refused)


def _spread(people: int, replies: int) -> Iterable[int]:
    """After how many of the messages each submission comes."""
    return [people * (place + 1) // (replies + 2) for place in range(replies)]


_numbers = itertools.count(1)


async def _submit(end: CountingEnd, *, at: int, people: int) -> float:
    """Seconds from an update's giving to its receipt's coming, once `at` messages have come.

    The reporter is one whose own reminder is far away: to one chat there is one message a second, whoever sends it.
    """
    while len(end.told()) < at:
        await asyncio.sleep(0.01)
    place = (at + people // 2) % people
    (update,) = submissions(1, people=people, first_update=next(_numbers), sender=place)
    given = time.perf_counter()
    end.give([update])
    while (came := end.answered(FIRST_ID + 1 + place)) is None:
        await asyncio.sleep(0.01)
    return came - given


def report(found: list[Broadcast], *, people: int) -> tuple[str, bool]:
    """The table, and whether every goal is met."""
    replies: list[Any] = [reply for each in found for reply in each.replies]
    refused = [each.refused for each in found]
    allowed = people / RATE
    goals = [
        Goal(
            f"first to last / {people:,} at {RATE} a second", max(e.seconds for e in found) / allowed, 1.05, 3
        ),
        Goal("refused with 429", sum(refused), 0, 0),
        Goal("the slowest receipt in its midst, seconds", max(replies), 1.0),
    ]
    rows = [
        Row("from the first message to the last", [each.seconds for each in found], 2),
        Row("a receipt in its midst", replies, 3),
        Row("refused with 429 (messages)", refused, 0),
    ]
    return table(f"seconds; {people:,} private chats", rows, goals), all(goal.is_met for goal in goals)


def arguments() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.broadcast")
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument(
        "--replies",
        type=int,
        default=6,
        help="submissions in the midst; each takes two places of the 30 a second",
    )
    parser.add_argument("--rounds", type=int, default=1)
    return parser


async def _rounds(options: argparse.Namespace) -> list[Broadcast]:
    measured = []
    for _ in range(options.rounds):
        with tempfile.TemporaryDirectory() as folder:
            measured.append(await measure(Path(folder), people=options.people, replies=options.replies))
    return measured


def main() -> None:
    """Measures and prints; exit code 1 where a goal is missed."""
    options = arguments().parse_args()
    said, is_met = report(asyncio.run(_rounds(options)), people=options.people)
    print(said)
    sys.exit(not is_met)


if __name__ == "__main__":
    main()
