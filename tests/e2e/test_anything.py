"""Whatever Telegram can send, by everybody, everywhere: nothing crashes or is set aside, nothing of a stranger is kept.

A few hundred updates by default; ZHIBAO_UPDATES=100000 sends so many, prints what memory is taken (-s) and looks at it.
"""

from __future__ import annotations

import asyncio
import gc
import itertools
import os
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.sandbox import Persona
from bot.sandbox.world.records import Chat
from bot.sandbox.world.shapes import user_json
from bot.views.common.callbacks import Press
from tests.support.logged import events
from tests.support.running import RunningCounty, running_county
from tests.support.updates import contents, texts

BATCH = 20
ROUND = 50  # batches; hypothesis keeps everything of a round in memory
IDLE = 60 if int(os.environ.get("ZHIBAO_UPDATES", "0")) <= 1000 else 900  # seconds for a batch
COUNT = int(os.environ.get("ZHIBAO_UPDATES", "400"))
MARK = "此语出自生人"
PEOPLE = ("王茗", "李四", "周编", "钱编", "张县长", "主任", "生人")

presses = st.builds(
    lambda press, arguments: ":".join([press, *arguments]),
    st.sampled_from([press.value for press in Press]),
    st.lists(st.sampled_from(["0", "1", "2", "-1", "yes", "no", "x", "9007199254740993"]), max_size=3),
) | texts.map(lambda text: text[:20])


_scenes = st.tuples(
    st.sampled_from(("message",) * 6 + ("edited_message", "callback_query", "chat_member")),
    st.sampled_from(PEOPLE),
    st.sampled_from(("private", "work", "desk", "unbound")),
)


@st.composite
def updates(draw: st.DrawFn) -> tuple[str, str, str, dict[str, Any]]:
    """Kind, who, where, content."""
    kind, who, where = draw(_scenes)
    if kind == "callback_query":
        return kind, who, where, {"data": draw(presses), **draw(contents())}
    return kind, who, where, draw(contents())


class Batch(list[tuple[str, str, str, dict[str, Any]]]):
    """Updates that are sent together; what they hold is too long to be printed."""

    def __repr__(self) -> str:
        return str([(kind, who, where, sorted(content)) for kind, who, where, content in self])


class Everybody:
    """A running county with somebody of every kind, asked from hypothesis, which knows no event loop."""

    def __init__(self, gao: RunningCounty, people: dict[str, Persona], unbound: Chat) -> None:
        self._gao = gao
        self._people = people
        self._places = {"work": gao.work_group, "desk": gao.desk_group, "unbound": unbound}
        self._ids = itertools.count(1)
        self.sent = 0

    async def send(self, batch: Batch) -> None:
        """Puts them in Telegram's queue, and waits until all is handled and said."""
        for kind, who, where, content in batch:
            self._gao.sandbox.world.mailbox.put(kind, self._payload(kind, self._people[who], where, content))
            self.sent += 1
        await self._gao.idle(timeout=IDLE)
        # The far end has none of the files that such messages speak of; all else is a call that Telegram refuses.
        violations = self._gao.sandbox.violations
        violations[:] = [each for each in violations if each.method != "getFile"]

    def forget(self) -> None:
        """The far end's memory of old messages goes: it would be what grows."""
        for chat in self._gao.sandbox.world.chats.values():
            for old in list(chat.messages)[:-100]:
                del chat.messages[old]

    def _payload(self, kind: str, who: Persona, where: str, content: dict[str, Any]) -> dict[str, Any]:
        sandbox = self._gao.sandbox
        sender = user_json(who.user)
        chat = (
            {"id": who.id, "type": "private", "first_name": who.user.name}
            if where == "private"
            else sandbox.world.chat_json(self._places[where])
        )
        if kind == "chat_member":
            new = {"status": "left" if content.get("text") else "member", "user": sender}
            old = {"status": "member", "user": sender}
            return {
                "chat": chat,
                "from": sender,
                "date": sandbox.world.timestamp(),
                "old_chat_member": old,
                "new_chat_member": new,
            }
        message: dict[str, Any] = {
            "message_id": next(self._ids),
            "date": sandbox.world.timestamp(),
            "chat": chat,
            "from": sender,
        }
        content = dict(content)
        data = content.pop("data", None)
        if who.user.name == "生人":
            content = marked(content)
        if kind == "callback_query":
            return {
                "id": f"q{next(self._ids)}",
                "from": sender,
                "chat_instance": "1",
                "data": data,
                "message": {**message, **content},
            }
        if kind == "edited_message":
            message["message_id"] = max(1, message["message_id"] - 7)
            message["edit_date"] = message["date"]
        return {**message, **content}


def resident() -> int:
    """KiB that this process has in memory now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1]) if Path("/proc/self/statm").exists() else 0
    return pages * os.sysconf("SC_PAGE_SIZE") >> 10


def marked(content: dict[str, Any]) -> dict[str, Any]:
    """The same, with the stranger's mark in what it says."""
    for name in ("text", "caption"):
        if isinstance(content.get(name), str):
            content[name] += MARK
    return content


@pytest.fixture
def everybody(tmp_path: Path) -> Iterator[tuple[asyncio.Runner, Everybody]]:
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()

        async def begin() -> Everybody:
            gao = await stack.enter_async_context(running_county(tmp_path))
            people = {
                "王茗": await gao.join("王茗"),
                "李四": await gao.join("李四", unit="水利局"),
                "周编": await gao.join("周编", role="编辑"),
                "钱编": await gao.join("钱编", role="编辑"),
                "张县长": await gao.join("张县长", role="领导", unit="县政府"),
                "主任": gao.owner,
                "生人": gao.sandbox.user(9001, "生人"),
            }
            unbound = gao.sandbox.group("别的群", gao.owner, people["生人"], bot_admin=True)
            return Everybody(gao, people, unbound)

        try:
            yield runner, runner.run(begin())
        finally:
            runner.run(stack.aclose())


@pytest.mark.filterwarnings(
    "ignore::telegram.warnings.PTBDeprecationWarning"
)  # the library of its own attributes
@pytest.mark.timeout(0 if COUNT > 1000 else 100)
def test_no_update_that_telegram_can_send_crashes_or_is_set_aside(
    everybody: tuple[asyncio.Runner, Everybody], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    runner, county = everybody
    memory: list[int] = []

    @settings(
        max_examples=min(ROUND, COUNT // BATCH),
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(updates(), min_size=BATCH, max_size=BATCH).map(Batch))
    def send(batch: Batch) -> None:
        runner.run(county.send(batch))
        failed = events(caplog, "update.failed")
        assert failed == [], batch
        caplog.clear()

    began = time.monotonic()
    while county.sent < COUNT:
        send()
        county.forget()
        gc.collect()
        memory.append(resident())
        took, spent = time.monotonic() - began, time.process_time()
        sys.stdout.write(
            f"{county.sent} updates, {memory[-1] >> 10} MB, {took:.0f} s, {spent:.0f} s of processor\n"
        )
        sys.stdout.flush()
    assert county.sent >= COUNT
    with closing(sqlite3.connect(tmp_path / "desk.db")) as database:
        kept = [line for line in database.iterdump() if MARK in line]
    assert kept == []
    if COUNT >= 10_000:
        assert memory[-1] < 1.3 * memory[len(memory) // 5], memory[:: max(len(memory) // 10, 1)]
