"""A process whose wall clock goes ten days ahead, and back again, while the runner looks; ends when May's list is posted.

No test may set the machine's clock, so the process has a `datetime` of its own, put in place before anybody imports it.
test_jumps.py runs it: `python -m tests.scheduler.put_back FOLDER`.
"""

from __future__ import annotations

import datetime as library
from typing import Any


class Wall(library.datetime):
    """The wall clock: begins at 9:29:50 on the day that May's list falls due."""

    ahead = library.timedelta(0)

    @classmethod
    def now(cls, tz: library.tzinfo | None = None) -> Any:
        return super().now(tz) + cls.ahead


library.datetime = Wall  # type: ignore[misc]

import asyncio  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402

from bot.clock import Clock, from_ms  # noqa: E402
from bot.model import PlaceKind  # noqa: E402
from scheduler.runner import SEEN_AT, Runner  # noqa: E402
from tests.support.county import WORK_CHAT, County, at, county  # noqa: E402

BEFORE = at("2026-06-01 09:29:50")
DAYS = library.timedelta(days=10)


async def main(folder: Path) -> None:
    """The list falls due while the clock is ten days ahead, and is too old by it."""
    Wall.ahead = BEFORE - Wall.now(library.UTC)
    async with county(folder, now="2026-05-31 12:00") as place:
        await place.bind(WORK_CHAT, PlaceKind.WORK)
        await place.person("张三", "云茶镇", telegram_id=11)
        clock, halt = Clock(), asyncio.Event()
        running = asyncio.create_task(
            Runner(place.office, place.database, clock, every=0.05).tick_forever(halt)
        )
        await _until_seen(place, BEFORE)
        Wall.ahead += DAYS
        await _until_seen(place, BEFORE + DAYS)
        Wall.ahead -= DAYS - library.timedelta(seconds=20)
        while ("shortfall", f"{WORK_CHAT}:0", "2026-05", "posted") not in await place.ledger():
            await asyncio.sleep(0.05)
        halt.set()
        await running


async def _until_seen(place: County, moment: library.datetime) -> None:
    """Until the runner has looked at this moment, or just after."""
    while True:
        seen = await place.database.queries.get_meta(place.database.reader, key=SEEN_AT)
        if seen is not None and moment <= from_ms(int(seen)):
            return
        await asyncio.sleep(0.05)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
