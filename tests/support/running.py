"""A running desk at the near end of a local Telegram: what a test of the whole needs; the desk is the product's own `app`.

The same county without Telegram, for tests of the desk alone: `county.py`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bot import app
from bot.clock import Clock, to_ms
from bot.config import Settings, build
from bot.model import Role
from bot.sandbox import Persona, Sandbox, Seen, serve
from bot.sandbox.world.records import Chat
from bot.store.base import Store
from tests.support.county import enrol

NOON = datetime(2026, 6, 3, 4, 0, tzinfo=UTC)  # Wednesday 3 June 2026, 12:00 in Shanghai
OWNER = 1
JOINED = date(2026, 1, 4)
ROLES = {
    "信息员": Role.MEMBER,
    "编辑": Role.EDITOR,
    "管理员": Role.ADMIN,
    "领导": Role.LEADER,
    "联席": Role.PARTNER,
}


@dataclass
class RunningCounty:
    """A desk with a work group, a desk group and the people that a test has asked for."""

    sandbox: Sandbox
    settings: Settings
    clock: Clock
    desk: app.Desk
    owner: Persona
    work_group: Chat
    desk_group: Chat
    people: dict[str, Persona] = field(default_factory=dict)
    _next_id: int = 100

    async def join(
        self, name: str, *, unit: str = "云茶镇", role: str = "信息员", opens: bool = True
    ) -> Persona:
        """Somebody on the roster, in the groups where such people are, with the private chat open."""
        self._next_id += 1
        person = self.sandbox.user(self._next_id, name)
        self.people[name] = person
        async with self.desk.database.work(now=self.clock.now()) as work:
            await enrol(work, name, unit, role=ROLES[role], telegram_id=person.id, joined_on=JOINED)
        groups = self.sandbox.groups
        groups.join(self.work_group, person.user)
        if role in ("编辑", "管理员"):
            groups.join(self.desk_group, person.user)
        if opens:
            await person.start()
            await person.wait_for(lambda seen: seen.by_bot)
        return person

    async def unbind_desk(self) -> None:
        """The only desk group is one no more; the question before that is answered."""
        await self.owner.say("/unbind", chat=self.desk_group)
        asked = await self.owner.wait_for("唯一的采编群", chat=self.desk_group)
        await self.owner.press(asked, "确认解除")
        await self.owner.wait_for("已解除绑定", chat=self.desk_group, since=0)

    async def card(self, number: str, *, who: Persona | None = None) -> Seen:
        """The item's newest card in the desk group."""
        viewer = who or self.owner
        await viewer.wait_for(
            lambda s: number in s.text and "签收" in s.labels, chat=self.desk_group, since=0
        )
        return [s for s in viewer.messages(self.desk_group) if number in s.text and "签收" in s.labels][-1]

    async def idle(self, *, timeout: float = 30) -> None:
        """Waits until everything received is handled and everything sayable is said."""
        deadline = asyncio.get_running_loop().time() + timeout
        while asyncio.get_running_loop().time() < deadline:
            if not await self._is_busy():
                return
            self.desk.sender.settle_soon()
            await asyncio.sleep(0.01)
        raise TimeoutError(f"the desk did not come to rest: {await self._what_waits()}")

    async def _what_waits(self) -> str:
        """What keeps it from resting; updates and calls by what is known of them, without their words."""
        reader, now = self.desk.database.reader, to_ms(self.clock.now())
        asks = (
            "SELECT seq, state, lane, attempts, error FROM inbox WHERE state = 'pending' ORDER BY seq LIMIT 5",
            "SELECT id, state, method, chat_id, priority, post_id, attempts, error FROM outbox"
            f" WHERE state = 'sending' OR (state = 'queued' AND send_at <= {now}) ORDER BY id LIMIT 5",
        )
        rows = [[tuple(row) for row in await _fetch(reader, ask)] for ask in asks]
        return f"{len(self.sandbox.world.mailbox.pending)} not fetched, inbox {rows[0]}, outbox {rows[1]}"

    async def _is_busy(self) -> bool:
        """Asked in the order in which an update goes its way, so that none slips past between two questions."""
        if self.sandbox.world.mailbox.pending:
            return True
        return await is_busy(self.desk.database, self.clock.now())


async def is_busy(database: Store, now: datetime) -> bool:
    """Whether anything received waits to be handled, or anything that is due to be said."""
    # Not counted: of many thousand updates that would take longer than handling one.
    pending = await _fetch(database.reader, "SELECT 1 FROM inbox WHERE state = 'pending' LIMIT 1")
    return bool(pending) or await database.has_unsent(now)


async def _fetch(reader: Any, statement: str) -> Sequence[Any]:
    """The rows, from a file or from a server."""
    ask = getattr(reader, "execute_fetchall", None) or reader.fetch
    rows: Sequence[Any] = await ask(statement)
    return rows


def settings_for(base: str, folder: Path, **sections: Any) -> Settings:
    """Settings that differ from the defaults in what a test must change."""
    values: dict[str, Any] = {
        "telegram": {
            "token": "123456:SANDBOX",
            "limits": {"overall_per_second": 0, "group_per_minute": 0, "chat_per_second": 0},
        },
        "desk": {"owners": [OWNER]},
        "flood": {"per_minute": 0},
    }
    addresses: dict[str, dict[str, Any]] = {
        "telegram": {"base_url": f"{base}/bot", "base_file_url": f"{base}/file/bot"},
        "storage": {"url": f"sqlite:///{folder / 'desk.db'}", "files": folder / "files"},
        "backup": {"folder": folder / "backups"},
    }
    if (known := _settings.get(differing := repr(sections))) is None:
        for name, section in (*addresses.items(), *sections.items()):
            values[name] = {**values.get(name, {}), **section} if isinstance(section, dict) else section
        known = _settings[differing] = build(values)
    own = {
        name: getattr(known, name).model_copy(
            update={key: value for key, value in section.items() if key not in sections.get(name, {})}
        )
        for name, section in addresses.items()
    }
    return known.model_copy(update=own)


# Each read once: of hundreds of counties nearly all differ in their addresses alone.
_settings: dict[str, Settings] = {}


@asynccontextmanager
async def running_county(
    folder: Path, *, at: datetime = NOON, **sections: Any
) -> AsyncIterator[RunningCounty]:
    """A sandbox and a desk that runs against it, with its two groups bound."""
    clock = Clock()
    clock.shift_to(at)
    sandbox = Sandbox(now=clock.now)
    owner = sandbox.user(OWNER, "主任")
    work_group = sandbox.group("高县信息工作群", owner, bot_admin=True)
    desk_group = sandbox.group("高县采编群", owner, bot_admin=True)
    async with at_work(
        folder,
        sections,
        clock=clock,
        sandbox=sandbox,
        owner=owner,
        work_group=work_group,
        desk_group=desk_group,
    ) as place:
        await owner.start()
        await owner.wait_for(lambda seen: seen.by_bot)
        for group, kind in ((work_group, "work"), (desk_group, "desk")):
            await owner.say(f"/bind {kind}", chat=group)
            await owner.wait_for(lambda seen: seen.by_bot, chat=group)
        yield place


@asynccontextmanager
async def at_work(
    folder: Path,
    sections: dict[str, Any],
    *,
    clock: Clock,
    sandbox: Sandbox,
    owner: Persona,
    work_group: Chat,
    desk_group: Chat,
) -> AsyncIterator[RunningCounty]:
    """The desk in `folder` runs against the sandbox, whatever it finds there."""
    async with serve(sandbox) as base:
        settings = settings_for(base, folder, **sections)
        async with app.opened(settings, clock=clock) as desk:
            stop = asyncio.Event()
            running = asyncio.create_task(app.run(desk, stop=stop))
            try:
                yield RunningCounty(sandbox, settings, clock, desk, owner, work_group, desk_group)
            finally:
                stop.set()
                await running
    assert sandbox.violations == []
