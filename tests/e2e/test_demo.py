"""`python -m bot demo` as a visitor has it: the page's own requests, a reporter, an editor, the clock, a kept folder."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from bot.delivery.outgoing.making import Making
from bot.demo.county import DATABASE
from bot.demo.running import run_demo
from bot.desk.common.slots import Slot, slot_name
from bot.errors import CommandFailed
from bot.store.sqlite.database import Database
from tests.support.kept import opened_demo

ROOT = Path(__file__).parents[2]
TUESDAY = datetime(2026, 6, 16, 7, 0, tzinfo=UTC)  # 15:00 in Shanghai
ADMIN, EDITOR, REPORTER, LATE, PARTNER = 7001, 7002, 7021, 7019, 7051
WORK, DESK = "高县政务信息工作群", "高县信息采编群"
TITLE = "县农业局组织晚熟柑橘冻害排查"
BODY = "县农业局组织技术人员对全县2.1万亩晚熟柑橘开展冻害排查，指导果农覆膜保温、及时采摘，受灾面积控制在3%以内。"

Json = dict[str, Any]


@dataclass
class Visitor:
    """Somebody at the page, who acts as whom they like."""

    http: aiohttp.ClientSession
    address: str

    async def read(self, path: str, **query: object) -> Json:
        """What the page reads."""
        asked = {name.rstrip("_"): str(value) for name, value in query.items()}
        async with self.http.get(f"/sandbox/{path}", params=asked) as answer:
            assert answer.status == 200, await answer.text()
            found: Json = await answer.json()
            return found

    async def act(self, name: str, /, **fields: object) -> Json:
        """What the page does."""
        body = {key.rstrip("_"): value for key, value in fields.items()}
        async with self.http.post(f"/sandbox/{name}", json=body) as answer:
            assert answer.status == 200, await answer.text()
            done: Json = await answer.json()
            return done

    async def chat(self, who: int, title: str) -> int:
        """The number of one of somebody's chats."""
        chats = (await self.read("chats", as_=who))["chats"]
        found: int = next(chat["id"] for chat in chats if chat["title"] == title)
        return found

    async def messages(self, who: int, title: str = "直报") -> list[Json]:
        """A whole chat as somebody sees it."""
        number = await self.chat(who, title)
        found: list[Json] = (await self.read("messages", as_=who, chat=number, limit=200))["messages"]
        return found

    async def say(self, who: int, text: str, *, title: str = "直报") -> None:
        """Write a message."""
        await self.act("act/send", as_=who, chat=await self.chat(who, title), text=text)

    async def see(self, who: int, wanted: Callable[[Json], bool], *, title: str = "直报") -> Json:
        """Waits for a message."""
        for _ in range(250):
            found = [message for message in await self.messages(who, title) if wanted(message)]
            if found:
                return found[-1]
            await asyncio.sleep(0.02)
        raise TimeoutError([message["text"][:60] for message in await self.messages(who, title)])

    async def press(self, who: int, message: Json, label: str) -> Json:
        """Press a button; what it answers."""
        for row, buttons in enumerate(message["inline"]):
            for column, button in enumerate(buttons):
                if label in button["text"]:
                    place = {"chat": message["chat"], "message": message["id"], "row": row, "column": column}
                    return await self.act("act/press", as_=who, **place)
        raise AssertionError(labels(message))

    async def next_post(self, key: str) -> int:
        """When the clock will post this next, in milliseconds."""
        coming = (await self.read("clock"))["upcoming"]
        return next(int(post["at"]) for post in coming if post["key"] == key)


def labels(message: Json) -> list[str]:
    """The buttons under a message."""
    return [button["text"] for row in message["inline"] for button in row]


@asynccontextmanager
async def demo(*, keep: Path | None = None) -> AsyncIterator[Visitor]:
    """A running demo and somebody who visits its page."""
    async with (
        opened_demo(TUESDAY, keep=keep, ends_within=5) as address,
        aiohttp.ClientSession(address) as http,
    ):
        visitor = Visitor(http, address)
        yield visitor
        log = await visitor.read("log", limit=1000)
        assert log["violations"] == []
        assert [(call["method"], call["error"]) for call in log["calls"] if call["error"]] == []


@pytest.fixture
def no_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where LibreOffice is not installed: a paper's pages are drawn where the whole command is started."""
    monkeypatch.setenv("PATH", "")


@pytest.fixture
def nothing_made(no_pages: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """No picture is drawn and no paper made, which would take longer than all that is looked at."""

    async def make_none(_making: Making, halt: asyncio.Event) -> None:
        await halt.wait()

    monkeypatch.setattr(Making, "make_forever", make_none)


async def test_a_county_at_work_takes_part_in_what_a_visitor_does_and_goes_on_for_a_month(
    no_pages: None,
) -> None:
    """One demo for all three: to tell its story takes longer than to look at it."""
    async with demo() as visitor:
        await see_a_county_at_work(visitor)
        await submit_and_adopt(visitor)
        await jump_over_three_weeks(visitor)


async def see_a_county_at_work(visitor: Visitor) -> None:
    """The page, its people, and what they have in their chats."""
    async with visitor.http.get("/") as page:
        assert page.status == 200 and "<html" in await page.text()
    personas = await visitor.read("personas")
    people, parts = personas["people"], personas["tour"]
    groups = [parts.pop(kind) for kind in ("work", "desk", "partner")]
    assert all(group < 0 for group in groups) and set(parts.values()) <= {one["id"] for one in people}
    assert parts["press"] == PARTNER, "whoever looks at the partners' group is a person, not the group"
    assert {person["note"]["role"] for person in people} == {
        "管理员",
        "编辑",
        "领导",
        "信息员",
        "联席",
        "未加入",
    }
    cards = [message for message in await visitor.messages(EDITOR, DESK) if "采用" in labels(message)]
    assert len(cards) >= 5 and any("签收" in labels(card) for card in cards)
    posts = await visitor.messages(EDITOR, WORK)
    assert {"预约", "候补"} <= {label for post in posts for label in labels(post)}
    returned = await visitor.see(7029, lambda m: "已退回" in m["text"])
    assert labels(returned) == ["修改"]
    assert await visitor.messages(LATE) == []  # whoever has not opened the chat has got nothing there
    times = [message["date"] for message in await visitor.messages(EDITOR, DESK)]
    assert times == sorted(times) and times[-1] <= TUESDAY.timestamp()
    assert (await visitor.read("clock"))["now"] == pytest.approx(TUESDAY.timestamp() * 1000, abs=60_000)


async def submit_and_adopt(visitor: Visitor) -> None:
    """A reporter submits, and the desk adopts."""
    await visitor.say(REPORTER, f"#报送 {TITLE}\n{BODY}")
    receipt = await visitor.see(REPORTER, lambda m: "已收到" in m["text"] and TITLE in m["text"])
    assert "本月第" in receipt["text"]
    card = await visitor.see(EDITOR, lambda m: TITLE in m["text"] and "采用" in labels(m), title=DESK)
    assert (await visitor.press(EDITOR, card, "采用"))["text"].startswith("已采用")
    await visitor.see(REPORTER, lambda m: "已采用" in m["text"] and TITLE in m["text"])
    decided = await visitor.see(EDITOR, lambda m: TITLE in m["text"] and "林静" in m["text"], title=DESK)
    assert labels(decided)[0] == "撤销" and "签收" not in labels(decided)


async def jump_over_three_weeks(visitor: Visitor) -> None:
    """Every post on the way is made once and at its time."""
    before = {message["id"] for message in await visitor.messages(EDITOR, WORK)}
    shortfall = await visitor.next_post("shortfall")
    assert shortfall == datetime(2026, 7, 1, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai")).timestamp() * 1000
    await visitor.act("clock", to=shortfall)
    await visitor.act("clock", days=1)
    # Files of a notice before that were still being made come on the way, too.
    new = [m for m in await visitor.messages(EDITOR, WORK) if m["id"] not in before]
    posts = [m for m in new if m["file"] is None]
    assert [
        (f"{datetime.fromtimestamp(p['date'], UTC):%m-%d %H:%M}", p["text"].splitlines()[0]) for p in posts
    ] == [
        ("06-22 01:00", "本周可预约选题（6月22日—6月28日）"),
        ("06-22 01:00", "2026年6月信息报送进度（截至6月22日）"),
        ("06-22 08:00", "跟班学习安排（6月22日—6月28日）"),  # Friday the 19th is a holiday
        ("06-25 01:00", "2026年6月信息报送进度（截至6月25日）"),
        ("06-26 08:00", "跟班学习安排（6月29日—7月5日）"),
        ("06-29 01:00", "本周选题（6月29日—7月5日）：暂无可预约的选题，欢迎用 /propose 提出选题建议。"),
        ("07-01 01:30", "2026年6月信息报送未完成名单"),
    ]  # the 20th is a Saturday
    assert "清水乡 彭海 0/1，差1条" in posts[-1]["text"]


async def test_a_kept_demo_goes_on_with_its_papers_its_chats_and_its_clock(
    tmp_path: Path, nothing_made: None
) -> None:
    """No call of its own is refused afterwards (`demo`), whatever it brings up to date."""
    async with demo(keep=tmp_path) as visitor:
        await visitor.say(REPORTER, f"#报送 {TITLE}\n{BODY}")
        first = await visitor.see(REPORTER, lambda m: "已收到" in m["text"] and TITLE in m["text"])
        with_file = await visitor.see(EDITOR, lambda m: "附件" in labels(m), title=DESK)
        await come_to_join(visitor)
        await visitor.act("clock", days=7)
        wound_to = (await visitor.read("clock"))["now"]
        said = await said_by_the_desk(visitor)
    show_of_every_kind(tmp_path)
    async with demo(keep=tmp_path) as visitor:
        await asyncio.wait_for(hear_reset(visitor), 5)
        assert (await visitor.read("clock"))["now"] >= wound_to - 1000
        assert said.items() <= (await said_by_the_desk(visitor)).items()
        await see_every_kind(visitor, tmp_path)
        card = await visitor.see(EDITOR, lambda m: TITLE in m["text"] and "采用" in labels(m), title=DESK)
        await visitor.press(EDITOR, card, "采用")
        await visitor.see(REPORTER, lambda m: "已采用" in m["text"] and TITLE in m["text"])
        asked = await visitor.see(ADMIN, lambda m: "甲新" in m["text"] and "通过" in labels(m), title=DESK)
        await visitor.press(ADMIN, asked, "通过")
        await visitor.press(EDITOR, with_file, "附件")
        await visitor.see(EDITOR, lambda m: m["file"] is not None, title=DESK)
        await visitor.say(REPORTER, f"#报送 {TITLE}之二\n{BODY}其中重点乡镇5个。")
        second = await visitor.see(REPORTER, lambda m: "已收到" in m["text"] and f"{TITLE}之二" in m["text"])
        assert number_in(second) == number_in(first) + 1
        commands = await visitor.read("commands", as_=EDITOR, chat=EDITOR)
        assert "queue" in [command["command"] for command in commands["commands"]]
        (joined,) = [one["id"] for one in (await visitor.read("personas"))["people"] if one["name"] == "甲新"]
        await visitor.see(joined, lambda m: "您已加入：云茶镇，甲新" in m["text"])
        await visitor.act("clock", months=1)
        posts = [message["text"].splitlines()[0] for message in await visitor.messages(EDITOR, WORK)]
        assert "2026年6月信息报送未完成名单" in posts, "a clock that was thought to run ahead posts nothing"


async def come_to_join(visitor: Visitor) -> None:
    """Two whom the county does not know open the chat; one of them asks to join."""
    for name, text in (("甲新", "/join 云茶镇 甲新"), ("路过", "/help")):
        account = (await visitor.act("act/new_user", as_=ADMIN, name_=name))["id"]
        await visitor.act("act/start", as_=account)
        await visitor.say(account, text)
        await visitor.see(account, lambda m: "申请已提交" in m["text"] or "/join" in m["text"])


async def hear_reset(visitor: Visitor) -> None:
    """A page of the last time, which came back before the demo stood, had read a county without a clock: it reads anew."""
    async with visitor.http.get("/sandbox/stream", params={"as": str(EDITOR), "after": "0"}) as stream:
        while await stream.content.readline() != b"event: reset\n":
            pass


async def said_by_the_desk(visitor: Visitor) -> dict[tuple[int, int], tuple[str, list[str], int]]:
    """The bot's texts in three chats with their buttons and their dates, by where they stand."""
    return {
        (message["chat"], message["id"]): (message["text"], labels(message), message["date"])
        for who, title in ((EDITOR, DESK), (EDITOR, WORK), (REPORTER, "直报"))
        for message in await visitor.messages(who, title)
        if message["from"]["bot"] and message["file"] is None
    }


def show_of_every_kind(folder: Path) -> None:
    """A living message of each kind that stands, one that is forgotten, and a call that the kill has interrupted."""
    with closing(sqlite3.connect(folder / DATABASE)) as conn, conn:
        (desk,) = conn.execute("SELECT chat_id FROM places WHERE kind = 'desk'").fetchone()
        (at,) = conn.execute("SELECT max(settled_at) FROM outbox").fetchone()
        for number, slot in enumerate(Slot, start=1):
            for name, message_id, words in (("998", number, f"{slot.value}。"), ("999", 500 + number, "")):
                post_id = conn.execute(
                    "INSERT INTO posts (slot, chat_id, thread_id, message_id) VALUES (?, ?, 0, ?)",
                    (slot_name(slot, name), desk, message_id),
                ).lastrowid
                payload = json.dumps({"chat_id": desk, "text": words}) if words else ""
                _note_call(conn, desk, payload, at, state="sent", post_id=post_id, message_id=message_id)
        _note_call(conn, desk, json.dumps({"chat_id": desk, "text": "中断。"}), at, state="sending")


def _note_call(
    conn: sqlite3.Connection,
    chat_id: int,
    payload: str,
    at: int,
    *,
    state: str,
    post_id: int | None = None,
    message_id: int | None = None,
) -> None:
    conn.execute(
        "INSERT INTO outbox (chat_id, method, payload, priority, policy, state, attempts, post_id, message_id, send_at,"
        " created_at, settled_at) VALUES (?, 'sendMessage', ?, 1, 'repeat', ?, 1, ?, ?, ?, ?, ?)",
        (chat_id, payload, state, post_id, message_id, at, at, at if message_id else None),
    )


async def see_every_kind(visitor: Visitor, folder: Path) -> None:
    """What can be told again stands where it stood; the slot of what cannot is free, so that it is shown anew."""
    await visitor.see(EDITOR, lambda m: m["text"] == "中断。", title=DESK)
    shown = {message["id"]: message["text"] for message in await visitor.messages(EDITOR, DESK)}
    with closing(sqlite3.connect(folder / DATABASE)) as conn:
        kept = dict(conn.execute("SELECT slot, message_id FROM posts WHERE message_id < 1000").fetchall())
    for number, slot in enumerate(Slot, start=1):
        assert kept[slot_name(slot, "998")] == number and shown[number] == f"{slot.value}。"
        assert slot_name(slot, "999") not in kept and 500 + number not in shown


def number_in(receipt: Json) -> int:
    """The serial part of the number in a receipt."""
    return int(receipt["text"].split("2026-")[1][:4])


async def test_a_folder_with_another_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    database = Database(tmp_path / DATABASE)
    await database.open()
    await database.close()
    with pytest.raises(CommandFailed, match="holds no complete demo"):
        async with demo(keep=tmp_path):
            pass


async def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CommandFailed, match=f"port {port} cannot be used: Address already in use"):
            await run_demo(keep=None, port=port, stop=asyncio.Event(), say=print, announce=print)


async def test_a_port_that_cannot_be_is_named_too() -> None:
    with pytest.raises(CommandFailed, match=r"port 99999 cannot be used: the highest is 65535"):
        await run_demo(keep=None, port=99999, stop=asyncio.Event(), say=print, announce=print)


async def test_the_command_prints_its_address_and_stops_cleanly_whatever_the_environment(
    tmp_path: Path,
) -> None:
    other = tmp_path / "real.db"

    async def begun() -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            "demo",
            "--port",
            "0",
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={
                **os.environ,
                "PYTHONIOENCODING": "utf-8",
                "LC_ALL": "C.UTF-8",
                "TELEGRAM_BOT_TOKEN": "1:REAL",
                "DESK_STORAGE__URL": f"sqlite:///{other}",
            },
        )

    # Asked to end in its first second, while it still loads what it needs, it ends as it does later.
    early = await begun()
    assert early.stdout is not None
    assert (await early.stdout.readline()).decode().strip() == "正在打开演示：本机的 Telegram 和机器人……"
    early.send_signal(signal.SIGTERM)
    _, errors = await asyncio.wait_for(early.communicate(), 5)
    assert (early.returncode, errors.decode()) == (0, "")

    process = await begun()
    assert process.stdout is not None
    said: list[str] = []
    async with asyncio.timeout(60):
        while not said or "http://" not in said[-1]:
            said.append((await process.stdout.readline()).decode().strip())
    assert said[:-1] == [
        "正在打开演示：本机的 Telegram 和机器人……",
        "正在由全县的人演出几个月的工作……",
    ]
    address = said[-1].split()[-1]
    async with aiohttp.ClientSession() as http, http.get(address) as page:
        assert page.status == 200
    process.send_signal(signal.SIGTERM)
    _, errors = await asyncio.wait_for(process.communicate(), 5)
    assert (process.returncode, errors.decode()) == (0, "")
    assert not other.exists()
