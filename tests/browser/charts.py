"""The charts of docs/images, from offices of 12 and of 60 units with a year of items: part of `make screenshots`."""

from __future__ import annotations

import json
import random
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.delivery.outgoing.maker import Maker
from bot.desk.figures import ranking, stats
from bot.model import ItemState, Person
from bot.rules.spans import twelve_months
from tests.support.county import County, county
from tests.support.county_units import UNITS
from tests.support.databases import Files
from tests.support.scenes import do

NOW = "2026-06-03 12:00"


async def draw(folder: Path) -> None:
    """Writes rank-12.png, rank-60.png and stats.png."""
    for count in (12, 60):
        with TemporaryDirectory() as name:
            home = Files(Path(name))
            async with county(home, now=NOW) as gao:
                reader = await _fill(gao, count)
                wanted: dict[str, Callable[..., Awaitable[Any]]] = {f"rank-{count}": ranking.rank}
                if count == 12:
                    wanted["stats"] = stats.show
                for act in wanted.values():
                    await do(gao, reader, act, typed="2026-05")
            maker = Maker()
            rows = home.ask("SELECT kind, spec FROM made_files ORDER BY id")
            for file, (kind, spec) in zip(wanted, rows, strict=True):
                await maker.make(kind, json.loads(spec), folder / f"{file}.png")
            await maker.close()


async def _fill(gao: County, count: int) -> Person:
    """Items of twelve months from so many units, always the same; the reader is of the fifth."""
    dice = random.Random(count)
    people = [await gao.reporter("张三", unit) for unit in UNITS[:count]]
    for place, month in enumerate(twelve_months("2026-05")):
        for person in people:
            for day in range(1, 1 + dice.randint(1, 7)):
                is_adopted = dice.random() < 0.2 + place / 40
                state = ItemState.ADOPTED if is_adopted else ItemState.REJECTED
                item_id = await gao.item(person, f"{month}-{day:02} 10:00:00", state=state)
                if is_adopted and month == "2026-05":
                    await _book(gao, person, item_id, hundredths=dice.choice((50, 100, 100, 200, 500)))
    return people[4]


async def _book(gao: County, person: Person, item_id: int, *, hundredths: int) -> None:
    async with gao.database.settling() as conn:
        await gao.database.queries.insert_line(
            conn,
            item_id=item_id,
            day="2026-05-20",
            month="2026-05",
            channel="市",
            kind="single",
            person_id=person.id,
            unit_id=person.unit_id,
            hundredths=hundredths,
            rule="",
            version="",
            booking_id=None,
        )
