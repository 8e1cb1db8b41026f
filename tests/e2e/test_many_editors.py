"""Twenty editors before three copies of the bot that take webhooks on one server: each item is decided once, every loser told."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import re
import sys
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.rules.chain import check_chain
from bot.sandbox import Seen
from tests.e2e.test_copies import enrol, office
from tests.e2e.test_half_year import TOWNS, WHAT
from tests.e2e.test_webhook import SECRET, free_port
from tests.support.databases import OnServer
from tests.support.process import running, until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are stopped by signals of POSIX")

EDITORS, ITEMS, COPIES = 20, 40, 3
PRESSED = ("签收", "采用", "备用")
_UNSENT = "SELECT 1 FROM outbox WHERE state IN ('queued', 'sending')"


@contextlib.asynccontextmanager
async def balancer(port: int, copies: list[int]) -> AsyncIterator[Counter[int]]:
    """What stands before the copies: takes each update at once and hands it to the next of them; how many each has taken."""
    taken: Counter[int] = Counter()
    ports, under_way = itertools.cycle(copies), set[asyncio.Task[None]]()

    async def hand_on(body: bytes, headers: dict[str, str], to: int) -> None:
        while True:
            with contextlib.suppress(aiohttp.ClientError):
                async with session.post(
                    f"http://127.0.0.1:{to}/hook", data=body, headers=headers
                ) as response:
                    if response.status == 200:
                        taken[to] += 1
                        return
            await asyncio.sleep(0.05)  # a copy that has not begun to listen

    async def take(request: web.Request) -> web.Response:
        names = ("Content-Type", "X-Telegram-Bot-Api-Secret-Token")
        headers = {name: request.headers[name] for name in names}
        task = asyncio.create_task(hand_on(await request.read(), headers, next(ports)))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
        return web.Response()

    app = web.Application()
    app.router.add_post("/hook", take)
    runner = web.AppRunner(app)
    async with aiohttp.ClientSession() as session:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        try:
            yield taken
        finally:
            for task in under_way:
                task.cancel()
            await runner.cleanup()


def by_webhook(config: Path, *, at: int, listens: int) -> Path:
    """The settings of one copy, which listens there; Telegram posts to the balancer."""
    text = config.read_text(encoding="utf-8")
    for old, new in (
        ('mode = "polling"', 'mode = "webhook"'),
        ("port = 8080", f"port = {listens}"),
        ('url = ""', f'url = "http://127.0.0.1:{at}/hook"'),
        ('secret_token = ""', f'secret_token = "{SECRET}"'),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path = config.with_name(f"copy{listens}.toml")
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.timeout(100)
async def test_twenty_editors_at_three_copies_decide_forty_items_once_each_and_every_loser_is_told(
    on_server: OnServer, tmp_path: Path
) -> None:
    reports = [f"#报送 {town}{what}\n{town}：{body}" for what, body in WHAT.items() for town in TOWNS][:ITEMS]
    at, ports = free_port(), [free_port() for _ in range(COPIES)]
    async with contextlib.AsyncExitStack() as stack:
        sandbox, owner, group, people, config = await stack.enter_async_context(
            office(on_server, tmp_path, members=len(TOWNS) + EDITORS)
        )
        taken = await stack.enter_async_context(balancer(at, ports))
        for port in ports:
            await stack.enter_async_context(running(by_webhook(config, at=at, listens=port)))
        reporters, editors = people[: len(TOWNS)], people[len(TOWNS) :]
        await owner.start()
        await owner.wait_for(lambda s: s.by_bot, timeout=30)
        await owner.say("/bind desk", chat=group)
        await owner.wait_for(lambda s: s.by_bot, chat=group)
        enrol(on_server, people)
        for editor in editors:
            sandbox.groups.join(group, editor.user)
            on_server.ask("UPDATE people SET role = 'editor' WHERE telegram_id = ?", editor.id)
        on_server.ask("UPDATE meta SET value = (value::int + 1)::text WHERE key = 'directory_version'")
        for place, text in enumerate(reports):
            await reporters[place % len(TOWNS)].say(text)

        def cards() -> list[Seen]:
            return [seen for seen in owner.messages(group) if "采用" in seen.labels]

        await until(lambda: len(cards()) == ITEMS and not on_server.ask(_UNSENT), seconds=30)
        pairs = list(itertools.islice(itertools.cycle(itertools.product(PRESSED, PRESSED)), ITEMS))
        presses = [
            (card, editors[(place + 7 * side) % EDITORS], pairs[place][side])
            for side in (0, 1)
            for place, card in enumerate(cards())
        ]
        answers = await asyncio.gather(
            *(editor.press(card, label, timeout=30) for card, editor, label in presses)
        )
        assert min(taken[port] for port in ports) >= 2 * ITEMS // COPIES - 1, "each copy had its share"

    decided = on_server.ask(
        "SELECT i.number, p.name, a.step FROM audit a JOIN items i ON i.id = a.subject_id JOIN people p ON p.id = a.person_id"
        " WHERE a.subject = 'item' AND a.step <> 'submit'"
    )
    assert Counter(number for number, _, _ in decided) == Counter(
        row[0] for row in on_server.ask("SELECT number FROM items")
    ), "each item is decided once"
    winners = {number: name for number, name, _ in decided}
    faults = []
    for (card, editor, label), answer in zip(presses, answers, strict=True):
        winner = winners[re.findall(r"2\d{3}-\d{4}", card.text)[0]]
        if editor.user.name != winner and winner not in answer.text:
            faults.append(
                f"{card.text[:20]}, {label} by {editor.user.name}: {answer.text or 'nothing was said'}"
            )
    assert not faults, "\n".join(faults)
    lines = on_server.ask(
        "SELECT id, subject, subject_id, person_id, step, before, after, done_at, hash FROM audit ORDER BY id"
    )
    assert check_chain(lines).broken_at is None
