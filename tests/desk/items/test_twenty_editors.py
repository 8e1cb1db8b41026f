"""Twenty editors on the same forty items: each is decided once, every loser is told by whom, and the trail is whole."""

from __future__ import annotations

import asyncio
import random
from contextlib import AsyncExitStack
from dataclasses import replace
from itertools import islice, product

from bot.model import PlaceKind, Role
from bot.rules.chain import check_chain
from tests.desk.items.test_two_editors import BUTTONS, DECIDE, Button, press, submit
from tests.support.county import DESK_CHAT, County, county
from tests.support.databases import Home, OnServer

EDITORS, ITEMS, COPIES = 20, 40, 3
PRESSED = [BUTTONS[0], *DECIDE]  # 签收 and every decision
STEPS = {"receive", "adopt", "reserve", "return", "reject", "merge"}


async def test_twenty_editors_on_forty_items_decide_each_once_and_every_loser_is_told(home: Home) -> None:
    async with AsyncExitStack() as stack:
        gao = await stack.enter_async_context(county(home, now="2026-06-03 12:00:00"))
        copies = [gao]
        if isinstance(home, OnServer):  # a file has one bot
            stores = [await stack.enter_async_context(home.opened()) for _ in range(COPIES - 1)]
            copies += [replace(gao, database=store) for store in stores]
        await gao.bind(DESK_CHAT, PlaceKind.DESK)
        reporter = await gao.person("张三", "云茶镇", telegram_id=11)
        editors = [
            await gao.person(f"编辑{n:02d}", "信息中心", role=Role.EDITOR, telegram_id=100 + n)
            for n in range(EDITORS)
        ]
        names = {editor.id: editor.name for editor in editors}
        target = await submit(gao, reporter, "合并的去处")
        items = [await submit(gao, reporter, f"第{n}条") for n in range(ITEMS)]
        pairs = list(islice(product(PRESSED, PRESSED), ITEMS))
        pairs += pairs[: ITEMS - len(pairs)]
        told: dict[tuple[int, int], str] = {}

        async def one(copy: County, place: int, who: int, button: Button) -> None:
            told[place, who] = await press(copy, editors[who], button, item=items[place], target=target)

        order = random.Random(12)
        presses = [(place, who, pairs[place][who % 2]) for place in range(ITEMS) for who in range(EDITORS)]
        order.shuffle(presses)
        await asyncio.gather(*(one(order.choice(copies), *each) for each in presses))

        faults = []
        for place, item in enumerate(items):
            trail = [
                each for each in await gao.database.reads.trail.of("item", item.id) if each.step in STEPS
            ]
            first = {names[each.person_id or 0] for each in trail}
            decisions = [each.step for each in trail if each.step != "receive"]
            labels = [button.label for button in pairs[place]]
            if (
                len(trail) != len(decisions) + ("receive" in {each.step for each in trail})
                or len(decisions) > 1
            ):
                faults.append(f"{labels}: {[each.step for each in trail]}")
            if not decisions and labels != ["签收", "签收"] and set(labels) - {"签收", "采用", "备用"}:
                faults.append(f"{labels}: nobody decided")
            for who, editor in enumerate(editors):
                answer = told[place, who]
                if editor.name not in first and not any(name in answer for name in first):
                    faults.append(f"{labels}, {editor.name}: {answer or 'nothing was said'}")
        assert not faults, "\n".join(faults)
        lines = home.ask(
            "SELECT id, subject, subject_id, person_id, step, before, after, done_at, hash FROM audit ORDER BY id"
        )
        assert check_chain(lines).broken_at is None
