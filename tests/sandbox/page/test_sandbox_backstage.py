"""What the page's drawer and clock ask of the sandbox: lasting faults, queues, the bot's life, jumps, and stretches of a chat."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from bot.sandbox import ProcessState, Queue, QueueRow, Sandbox, Upcoming, serve

NOON = datetime(2026, 1, 31, 4, 0, tzinfo=UTC)  # 31 January 2026, 12:00 in Shanghai


class Life:
    """A bot of which only the life is of interest."""

    def __init__(self) -> None:
        self.state: ProcessState = "running"

    async def start(self) -> None:
        self.state = "running"

    async def kill(self) -> None:
        self.state = "dead"


class Tables:
    """Queues that are made up."""

    async def queues(self) -> list[Queue]:
        row = QueueRow(7, "queued", NOON, "sendMessage", "王茗", attempts=2, error="timed out", payload="{}")
        return [Queue("outbox", {"queued": 1, "sent": 40}, [row])]


class Winding:
    """A clock that can be moved, and notes to where."""

    def __init__(self) -> None:
        self.moment = NOON

    def now(self) -> datetime:
        return self.moment

    async def upcoming(self) -> list[Upcoming]:
        return []

    async def jump(self, to: datetime) -> None:
        self.moment = to


async def get(http: aiohttp.ClientSession, url: str, **params: Any) -> Any:
    async with http.get(url, params=params) as response:
        assert response.status == 200, await response.text()
        return await response.json()


async def post(http: aiohttp.ClientSession, url: str, body: object) -> tuple[int, Any]:
    async with http.post(url, json=body) as response:
        return response.status, await response.json()


async def test_while_telegram_is_down_no_call_gets_through_and_updates_wait(
    sandbox: Sandbox, base: str, http: aiohttp.ClientSession, call: Any
) -> None:
    alice = sandbox.user(101, "王茗")
    await alice.start()
    url = f"{base}/bot{sandbox.token}"
    # A long poll that began before the line was cut must not bring the update out through it.
    polling = asyncio.create_task(
        http.get(f"{url}/getUpdates", params={"timeout": "20", "offset": "999999999"})
    )
    await asyncio.sleep(0.05)
    assert (await post(http, f"{base}/sandbox/fault", {"name": "down", "on": True}))[0] == 200
    await alice.say("断线时说的")
    with pytest.raises(aiohttp.ClientError):
        await polling
    with pytest.raises(aiohttp.ClientError):
        await http.get(f"{url}/getMe")
    shown = await get(http, f"{base}/sandbox/glass")
    assert shown == {
        "queues": [],
        "waiting": 1,
        "faults": {"down": True, "storm": False},
        "process": None,
    }
    await post(http, f"{base}/sandbox/fault", {"name": "down", "on": False})
    updates = (await call("getUpdates"))["result"]
    assert [update["message"]["text"] for update in updates] == ["断线时说的"]


async def test_a_storm_refuses_what_the_bot_sends_until_it_is_over(
    sandbox: Sandbox, base: str, http: aiohttp.ClientSession, call: Any
) -> None:
    alice = sandbox.user(101, "王茗")
    await alice.start()
    await post(http, f"{base}/sandbox/fault", {"name": "storm", "on": True})
    refused = await call("sendMessage", chat_id=101, text="一")
    assert refused["error_code"] == 429 and refused["parameters"]["retry_after"] == 2
    assert (await call("getMe"))["ok"]  # reading is not rationed
    await post(http, f"{base}/sandbox/fault", {"name": "storm", "on": False})
    assert (await call("sendMessage", chat_id=101, text="二"))["ok"]
    assert [seen.text for seen in alice.messages() if seen.by_bot] == ["二"]
    calls = (await get(http, f"{base}/sandbox/log"))["calls"]
    newest = await get(http, f"{base}/sandbox/log", after=calls[1]["number"])
    assert [one["method"] for one in newest["calls"]] == ["sendMessage"]
    assert (await post(http, f"{base}/sandbox/fault", {"name": "flood", "on": True}))[0] == 400


async def test_the_drawer_shows_queues_and_kills_and_starts_the_bot(
    sandbox: Sandbox, base: str, http: aiohttp.ClientSession
) -> None:
    url = f"{base}/sandbox/process"
    assert (await post(http, url, {"do": "kill"}))[0] == 400  # there is nothing to kill
    life = Life()
    sandbox.backing.process, sandbox.backing.glass = life, Tables()
    shown = await get(http, f"{base}/sandbox/glass")
    assert shown["process"] == "running"
    (queue,) = shown["queues"]
    assert queue["counts"] == {"queued": 1, "sent": 40}
    assert queue["rows"] == [
        {
            "number": 7, "state": "queued", "at": NOON.timestamp() * 1000, "what": "sendMessage", "whom": "王茗",
            "attempts": 2, "error": "timed out", "payload": "{}",
        }
    ]  # fmt: skip
    assert (await post(http, url, {"do": "kill"}))[1]["process"] == "dead" == life.state
    assert (await post(http, url, {"do": "start"}))[1]["process"] == "running"
    assert (await post(http, url, {"do": "dance"}))[0] == 400


@pytest.mark.parametrize(
    ("target", "moment"),
    [
        ({"days": 1}, NOON + timedelta(days=1)),
        ({"months": 1}, datetime(2026, 2, 28, 4, 0, tzinfo=UTC)),  # February has no 31st
        ({"months": 12}, datetime(2027, 1, 31, 4, 0, tzinfo=UTC)),
        ({"to": (NOON + timedelta(hours=2)).timestamp() * 1000}, NOON + timedelta(hours=2)),
        ({"months": -1}, None),
        ({"days": -1}, None),
        ({"days": 500}, None),
        ({}, None),
    ],
)
async def test_the_clock_moves_by_days_months_or_to_a_moment(
    http: aiohttp.ClientSession, target: dict[str, float], moment: datetime | None
) -> None:
    clock = Winding()
    sandbox = Sandbox(controls=clock)
    async with serve(sandbox) as base:
        status, _ = await post(http, f"{base}/sandbox/clock", target)
    assert (status, clock.moment) == ((200, moment) if moment else (400, NOON))
    kinds = [event.kind for event in sandbox.world.journal.since(0) or []]
    assert kinds == (["winding", "clock"] if moment else [])


async def test_any_stretch_of_a_long_chat_can_be_read(
    sandbox: Sandbox, base: str, http: aiohttp.ClientSession
) -> None:
    alice = sandbox.user(101, "王茗")
    said = [await alice.say(str(number)) for number in range(20)]

    async def stretch(**where: object) -> tuple[list[int], bool, bool]:
        page = await get(http, f"{base}/sandbox/messages", **{"as": 101, "chat": 101, "limit": 4, **where})
        return [int(message["text"]) for message in page["messages"]], page["more"], page["newer"]

    assert await stretch() == ([16, 17, 18, 19], True, False)
    assert await stretch(before=said[3].id) == ([0, 1, 2], False, True)
    assert await stretch(after=0) == ([0, 1, 2, 3], False, True)
    assert await stretch(after=said[17].id) == ([18, 19], True, False)
    assert await stretch(around=said[10].id) == ([9, 10, 11, 12], True, True)
    assert await stretch(around=said[0].id) == ([0, 1, 2], False, True)


async def test_a_stream_of_another_run_begins_anew(
    sandbox: Sandbox, base: str, http: aiohttp.ClientSession
) -> None:
    alice = sandbox.user(101, "王茗")
    await alice.say("一")
    other = Sandbox().world.journal
    other.add("clock")
    for mark in (other.mark(), "1-nonsense", "x"):
        params = {"as": "101", "after": mark}
        async with http.get(f"{base}/sandbox/stream", params=params) as response, asyncio.timeout(3):
            lines = [(await response.content.readline()).decode().strip() for _ in range(5)]
        assert lines[3] == "event: reset", (mark, lines)
        assert lines[2] == f"id: {sandbox.world.journal.mark()}"
