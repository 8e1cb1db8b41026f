"""The demo's bot killed, started again and wound on: nothing is lost, nothing is done twice, and the drawer shows what waits."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.clock import Clock
from bot.demo.glass import QueueGlass, open_glass
from bot.demo.process import BotProcess
from bot.demo.winding import Winder
from bot.errors import CommandFailed
from bot.sandbox import Chat, Persona, Sandbox, serve
from tests.support.running import NOON, OWNER, settings_for

MONTH_LATER = datetime(2026, 7, 3, 4, 0, tzinfo=UTC)


@dataclass
class Stage:
    """An owner, a work group, and a bot that may be killed."""

    sandbox: Sandbox
    process: BotProcess
    winder: Winder
    glass: QueueGlass
    owner: Persona
    group: Chat
    stop: asyncio.Event

    async def receipts(self) -> Counter[str]:
        """How often each of the owner's numbered items was received."""
        await self.winder.rest()
        texts = [seen.text for seen in self.owner.messages() if seen.by_bot]
        return Counter(
            f"第{n}件" for n in range(10) for text in texts if "已收到" in text and f"第{n}件" in text
        )

    async def counts(self, queue: str) -> dict[str, int]:
        """How many rows of a queue are in which state."""
        return next(one.counts for one in await self.glass.queues() if one.key == queue)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    clock, stop = Clock(), asyncio.Event()
    clock.shift_to(NOON)
    sandbox = Sandbox(now=clock.now)
    async with serve(sandbox) as base:
        settings = settings_for(base, tmp_path)
        owner = sandbox.user(OWNER, "主任")
        group = sandbox.group("高县信息工作群", owner, bot_admin=True)
        async with BotProcess(settings, clock, stop=stop) as process, open_glass(settings, sandbox) as glass:
            process.run()
            winder = Winder(process, sandbox)
            await owner.start()
            await owner.say("/bind work", chat=group)
            await winder.rest()
            yield Stage(sandbox, process, winder, glass, owner, group, stop)
            stop.set()
    assert sandbox.violations == []


def item(number: int) -> str:
    """An item told apart from the others by its number."""
    return (
        f"#报送 第{number}件早茶提前开园\n3月{number + 1}日，云茶镇1.{number}万亩早茶全面开园，"
        f"采摘鲜叶4.{number}吨，每公斤4{number}元。"
    )


async def test_what_is_said_while_the_bot_is_dead_waits_and_is_answered_once(stage: Stage) -> None:
    await stage.process.kill()
    assert stage.process.state == "dead"
    for number in range(3):
        await stage.owner.say(item(number))
    assert len(stage.sandbox.world.mailbox.pending) == 3
    assert "pending" not in await stage.counts("inbox")
    await stage.process.start()
    assert await stage.receipts() == {"第0件": 1, "第1件": 1, "第2件": 1}
    assert not stage.sandbox.world.mailbox.pending


async def test_a_bot_killed_in_the_midst_of_its_work_takes_it_up_again(stage: Stage) -> None:
    for number in range(6):
        await stage.owner.say(item(number))
        await asyncio.sleep(0.01 * number)  # another point of the work each time
        await stage.process.kill()
        await stage.process.start()
    received = await stage.receipts()
    # A kill between a call and its commit says a receipt twice, since Telegram cannot be asked; it never loses one.
    assert set(received) == {f"第{number}件" for number in range(6)}
    numbers = {seen.text.split("第")[0] for seen in stage.owner.messages() if "已收到" in seen.text}
    assert len(numbers) == 6
    assert set(await stage.counts("inbox")) == {"handled"}


async def test_while_telegram_is_down_the_bot_starts_as_soon_as_it_is_back(stage: Stage) -> None:
    await stage.process.kill()
    stage.sandbox.faults.switch("down", on=True)
    starting = asyncio.create_task(stage.process.start())
    await stage.owner.say(item(0))
    await asyncio.sleep(0.2)
    assert stage.process.state == "starting"
    stage.sandbox.faults.switch("down", on=False)
    await starting
    assert await stage.receipts() == {"第0件": 1}


async def test_a_month_is_posted_in_order_and_once_also_when_the_bot_is_killed_on_the_way(
    stage: Stage,
) -> None:
    jumping = asyncio.create_task(stage.winder.jump(MONTH_LATER))
    while not posts(stage):
        await asyncio.sleep(0)
    await stage.process.kill()
    await jumping
    assert stage.winder.now() >= MONTH_LATER  # time goes on without a bot
    await stage.process.start()
    await stage.winder.jump(stage.winder.now())
    await stage.winder.rest()
    with_kill = posts(stage)
    assert len(with_kill) == len(set(with_kill))
    await stage.process.kill()
    await stage.process.start()
    await stage.winder.rest()
    assert posts(stage) == with_kill


async def test_a_month_without_a_kill_has_every_post_on_its_day(stage: Stage) -> None:
    await stage.winder.jump(MONTH_LATER)
    dates = [
        stage.sandbox.world.chats[stage.group.id].messages[seen.id].date
        for seen in stage.owner.messages(stage.group)
        if seen.by_bot
    ]
    assert dates == sorted(dates) and len(set(dates)) >= 4
    found = posts(stage)
    assert len(found) == len(set(found)) >= 4


async def test_a_bot_killed_in_the_midst_of_the_clocks_look_complains_of_nothing(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """The look begins with the life; each life is cut off a little later."""
    await stage.process.kill()
    for rounds in range(0, 45, 3):
        await stage.process.start()
        for _ in range(rounds):
            await asyncio.sleep(0)
        await stage.process.kill()
    await stage.process.start()
    await stage.winder.rest()
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_one_database_has_one_bot(stage: Stage) -> None:
    other = BotProcess(stage.process.desk.settings, Clock(), stop=asyncio.Event())
    with pytest.raises(CommandFailed, match="another copy"):
        await other.__aenter__()


def posts(stage: Stage) -> list[tuple[str, int]]:
    """What the clock posted in the group: beginnings of texts, with the day."""
    messages = stage.sandbox.world.chats[stage.group.id].messages
    return [
        (seen.text[:30], messages[seen.id].date // 86400)
        for seen in stage.owner.messages(stage.group)
        if seen.by_bot
    ][1:]
