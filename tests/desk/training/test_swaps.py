"""Swaps of training periods, whoever presses what in whatever order: each period is held by exactly one person."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk.training import minding, periods, rota, swaps
from bot.errors import DeskError
from bot.model import Person, Role
from tests.support.county import County, county, rows_of
from tests.support.scenes import do

PEOPLE = 4
acts = st.tuples(
    st.sampled_from(["confirm", "choose", "agree", "refuse", "call_off", "plan", "wait"]),
    st.integers(0, PEOPLE - 1),  # who
    st.integers(1, 5),  # which period or swap
    st.integers(1, 5),  # with which other
)


async def act(gao: County, people: list[Person], editor: Person, step: tuple[str, int, int, int]) -> None:
    kind, who, one, other = step
    person = people[who]
    if kind == "confirm":
        await do(gao, person, swaps.confirm, rotation_id=one)
    elif kind == "choose":
        await do(gao, person, swaps.choose, rotation_id=one, other_id=other)
    elif kind == "agree":
        await do(gao, person, swaps.agree, swap_id=one)
    elif kind == "refuse":
        await do(gao, person, swaps.refuse, swap_id=one)
    elif kind == "call_off":
        await do(gao, editor, periods.press_call_off, rotation_id=one, is_sure=True)
    elif kind == "plan":
        await do(gao, editor, rota.command, typed=f"{person.name} 2026-07-{one:02d} 2026-07-{one + 9:02d}")
    else:
        gao.clock.moment += timedelta(days=one)
        async with gao.database.work(now=gao.clock.now()) as work:
            await minding.mind_training(gao.office, work)


async def play(folder: Path, steps: list[tuple[str, int, int, int]]) -> None:
    async with county(folder, now="2026-06-03 12:00:00") as gao:
        people = [await gao.person(f"学员{n}", "云茶镇", telegram_id=11 + n) for n in range(PEOPLE)]
        editor = await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=21)
        for n, person in enumerate(people):
            first = f"2026-06-{8 + 5 * n:02d}"
            await do(gao, editor, rota.command, typed=f"{person.name} {first} 2026-06-{12 + 5 * n:02d}")
        days = dict(await rows_of(gao.database, "SELECT id, first_day || last_day FROM rotations"))
        for step in steps:
            try:
                await act(gao, people, editor, step)
            except DeskError:
                continue
        rows = await rows_of(
            gao.database,
            "SELECT id, first_day || last_day, person_id, first_day, last_day, state FROM rotations",
        )
        assert {row[0]: row[1] for row in rows}.items() >= days.items()  # periods never move
        standing = [row for row in rows if row[5] != "called_off"]
        for row in standing:
            others = [each for each in standing if each[2] == row[2] and each[0] != row[0]]
            assert not any(each[3] <= row[4] and row[3] <= each[4] for each in others)
        # Whoever gives a period away gets one: calling off and planning alone change how many somebody has.
        held = Counter(row[2] for row in rows)
        planned = Counter(
            dict(
                await rows_of(
                    gao.database,
                    "SELECT CAST(after ->> '$.person' AS INTEGER), count(*) FROM audit WHERE step = 'plan' GROUP BY 1",
                )
            )
        )
        assert held == planned
        reminded = await rows_of(
            gao.database,
            "SELECT chat_id, count(*) FROM outbox WHERE payload LIKE '%🔔%' AND method = 'sendMessage' GROUP BY 1",
        )
        asked = await rows_of(gao.database, "SELECT count(*) FROM swaps")
        assert sum(row[1] for row in reminded) <= len(rows) + asked[0][0]


@settings(max_examples=12, deadline=None)
@given(st.lists(acts, min_size=3, max_size=14))
def test_every_period_is_held_by_exactly_one_person_and_nobody_is_in_two_places(
    steps: list[tuple[str, int, int, int]],
) -> None:
    with TemporaryDirectory() as folder:
        asyncio.run(play(Path(folder), steps))
