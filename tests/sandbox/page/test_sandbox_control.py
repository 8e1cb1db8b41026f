"""The page's HTTP side: who is let in, what persons can do through it, the live stream, the clock."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

import bot.sandbox
from bot.sandbox import Sandbox, Upcoming, serve
from bot.sandbox.page import control

SAME = {"Sec-Fetch-Site": "same-origin"}


async def post(http: aiohttp.ClientSession, url: str, body: object, **headers: str) -> tuple[int, Any]:
    async with http.post(url, json=body, headers=headers) as response:
        return response.status, await response.json() if response.content_type == "application/json" else None


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/", {}, 200),
        ("/", {"Host": "localhost:1"}, 200),
        ("/", {"Host": "[::1]:1"}, 200),
        ("/", {"Host": "evil.example"}, 403),
        ("/", {"Host": "127.0.0.1.evil.example"}, 403),
        ("/", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, 200),
        ("/sandbox/personas", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, 403),
        ("/sandbox/personas", SAME, 200),
        ("/sandbox/personas", {"Origin": "http://evil.example"}, 403),
        ("/sandbox/personas", {"Origin": "null"}, 403),
        ("/sandbox/personas", {"Host": "evil.example:80"}, 403),
        ("/bot123456:SANDBOX/getMe", {}, 200),
        ("/bot123456:SANDBOX/getMe", {"Sec-Fetch-Site": "cross-site"}, 403),
        ("/bot123456:SANDBOX/getMe", {"Sec-Fetch-Site": "same-site"}, 403),
        ("/static/app.js", {}, 200),
        ("/static/../sandbox.py", {}, 404),
        ("/static/%2e%2e/sandbox.py", {}, 404),
    ],
)
async def test_only_this_machines_own_page_is_served(
    base: str, http: aiohttp.ClientSession, path: str, headers: dict[str, str], status: int
) -> None:
    async with http.get(base + path, headers=headers) as response:
        assert response.status == status
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self';") and "unsafe" not in policy and "script-src" not in policy


async def test_a_browser_keeps_the_pages_files_until_anything_in_them_changes(
    base: str, http: aiohttp.ClientSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def read(path: str) -> tuple[str, str]:
        async with http.get(base + path) as response:
            assert response.status == 200
            return await response.text(), response.headers["Cache-Control"]

    async def script() -> str:
        page, kept = await read("/")
        assert kept == "no-store"
        (found,) = re.findall(r'src="(/static/[^"]+/app\.js)"', page)
        return str(found)

    static = tmp_path / "static"
    shutil.copytree(control._STATIC, static)
    monkeypatch.setattr(control, "_STATIC", static)
    before = await script()
    assert (await read(before))[1] == "max-age=31536000, immutable"
    assert await read("/static/app.js") == ((await read(before))[0], "no-store")
    assert await script() == before
    (static / "words.js").write_text("// other words", encoding="utf-8")
    assert await script() != before


async def test_writes_of_other_origins_are_refused_and_change_nothing(
    sandbox: Sandbox, base: str, http: aiohttp.ClientSession
) -> None:
    alice = sandbox.user(101, "王茗")
    body = {"as": 101, "chat": 101, "text": "x"}
    url = f"{base}/sandbox/act/send"
    for headers in (
        {"Origin": "http://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ):
        assert (await post(http, url, body, **headers))[0] == 403
    async with http.post(url, data=json.dumps(body), headers={"Content-Type": "text/plain"}) as response:
        assert response.status == 400
    assert alice.messages() == []
    assert (await post(http, url, body, Origin=base, **SAME))[0] == 200
    assert [m.text for m in alice.messages()] == ["x"]


def test_the_page_never_makes_markup_of_text() -> None:
    static = Path(bot.sandbox.__file__).parent / "static"
    sources = {path.name: path.read_text("utf-8") for path in static.iterdir()}
    assert len([name for name in sources if name.endswith(".js")]) > 5
    for name, source in sources.items():
        for word in (
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            " style=",
            "onclick=",
        ):
            assert word not in source, (name, word)


async def test_a_file_is_a_download_whatever_it_claims_to_be(
    sandbox: Sandbox, base: str, http: aiohttp.ClientSession
) -> None:
    alice = sandbox.user(101, "王茗")
    await alice.send_document(b"<script>alert(1)</script>", "茶.html")
    (file_id,) = sandbox.world.files
    async with http.get(f"{base}/sandbox/file/{file_id}") as response:
        assert response.content_type == "application/octet-stream"
        assert response.headers["Content-Disposition"] == "attachment; filename*=UTF-8''%E8%8C%B6.html"
        assert await response.read() == b"<script>alert(1)</script>"


async def test_a_person_acts_through_the_page(
    sandbox: Sandbox, base: str, http: aiohttp.ClientSession
) -> None:
    alice, bob = sandbox.user(101, "王茗", note={"unit": "罗场镇"}), sandbox.user(102, "李四")
    group = sandbox.group("工作群", bob, alice, bot_admin=True)

    async def act(name: str, who: int = 101, **fields: object) -> Any:
        status, body = await post(http, f"{base}/sandbox/act/{name}", {"as": who, **fields}, **SAME)
        return body if status == 200 else (status, body["error"])

    sent = (await act("send", chat=group.id, text="各位好"))["messages"][0]
    await act("edit", chat=group.id, message=sent["id"], text="各位早")
    assert await act("edit", 102, chat=group.id, message=sent["id"], text="不行") == (
        400,
        "not a message of one's own",
    )
    await act("send", 102, chat=group.id, text="早", reply_to=sent["id"])
    await act("forward", 102, chat=group.id, message=sent["id"], to=102)
    assert await act("delete", chat=group.id, message=sent["id"] + 1) == (
        400,
        "not allowed to delete this message",
    )
    await act("read", chat=group.id, message=sent["id"] + 1)
    assert await act("send", chat=102, text="别人的私聊") == (400, "no such chat")
    assert await act("send", 7, chat=group.id, text="x") == (400, "no such person")
    assert await act("fly") == (400, "no such action")
    form = aiohttp.FormData({"as": "101", "chat": "101", "caption": "附件"}, quote_fields=False)
    form.add_field("file", b"data", filename="春茶.docx")
    async with http.post(f"{base}/sandbox/upload", data=form) as response:
        assert response.status == 200
    async with http.get(f"{base}/sandbox/messages", params={"as": 101, "chat": group.id}) as response:
        messages = (await response.json())["messages"]
    assert [
        (m["text"], m["mine"], bool(m["edited"]), m["reply"] and m["reply"]["text"]) for m in messages
    ] == [
        ("各位早", True, True, None),
        ("早", False, False, "各位早"),
    ]
    async with http.get(f"{base}/sandbox/chats", params={"as": 101}) as response:
        chats = (await response.json())["chats"]
    assert [(c["title"], c["unread"], c["last"]["text"]) for c in chats] == [
        ("直报", 0, "附件"),
        ("工作群", 0, "早"),
    ]
    assert alice.messages()[-1].file_name == "春茶.docx"
    assert [m.text for m in bob.messages()] == ["各位早"]


async def test_messages_come_in_pages(sandbox: Sandbox, base: str, http: aiohttp.ClientSession) -> None:
    alice = sandbox.user(101, "王茗")
    for number in range(7):
        await alice.say(str(number))
    pages, before = [], None
    while True:
        params = {"as": 101, "chat": 101, "limit": 3} | ({"before": before} if before else {})
        async with http.get(f"{base}/sandbox/messages", params=params) as response:
            page = await response.json()
        pages.append("".join(m["text"] for m in page["messages"]))
        before = page["messages"][0]["id"]
        if not page["more"]:
            break
    assert pages == ["456", "123", "0"]


async def test_the_stream_resumes_after_the_last_event_and_hides_others_chats(
    sandbox: Sandbox, base: str, http: aiohttp.ClientSession
) -> None:
    alice, bob = sandbox.user(101, "王茗"), sandbox.user(102, "李四")

    async def events(count: int, **headers: str) -> list[tuple[str, str, Any]]:
        found: list[tuple[str, str, Any]] = []
        async with (
            http.get(f"{base}/sandbox/stream", params={"as": 101}, headers=headers) as response,
            asyncio.timeout(3),
        ):
            event: dict[str, str] = {}
            async for raw in response.content:
                name, _, value = raw.decode().strip().partition(": ")
                event[name] = value
                if not name and "data" in event:
                    found.append((event["id"], event["event"], json.loads(event["data"])))
                    event = {}
                if len(found) == count:
                    break
        return found

    start = str(sandbox.world.journal.last_id)
    await alice.say("一")
    await bob.say("秘密")
    await alice.say("二")
    got = await events(3, **{"Last-Event-ID": start})
    assert [(kind, data.get("message", {}).get("text")) for _, kind, data in got] == [
        ("message", "一"), ("activity", None), ("message", "二"),
    ]  # fmt: skip
    assert "秘密" not in json.dumps(got, ensure_ascii=False)
    again = await events(1, **{"Last-Event-ID": got[1][0]})
    assert again[0][2]["message"]["text"] == "二"
    assert (await events(1, **{"Last-Event-ID": "999999"}))[0][1] == "reset"


class Tongues:
    """Languages that are remembered."""

    def __init__(self) -> None:
        self.spoken = {101: "zh", 102: "zh"}

    async def of(self, account: int) -> str | None:
        return self.spoken[account]

    async def speak(self, account: int, language: str) -> None:
        self.spoken[account] = language


async def test_a_language_is_one_persons_in_their_client_and_with_the_bot(
    sandbox: Sandbox, base: str, http: aiohttp.ClientSession
) -> None:
    sandbox.user(101, "王茗"), sandbox.user(102, "刘芳")
    sandbox.backing.languages = Tongues()
    url = f"{base}/sandbox/language"
    assert (await post(http, url, {"as": 101, "language": "en"}))[0] == 200
    assert (await post(http, url, {"as": 102, "language": "fr"}))[0] == 400
    assert [sandbox.world.users[each].language_code for each in (101, 102)] == ["en", "zh-hans"]
    for account, language in ((101, "en"), (102, "zh")):
        async with http.get(f"{base}/sandbox/commands", params={"as": account, "chat": account}) as response:
            assert (await response.json())["language"] == language


class Clock:
    """A clock that can be moved."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 6, 19, 1, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    async def upcoming(self) -> list[Upcoming]:
        return [Upcoming("demands", "开放选题", self.moment + timedelta(days=3))]

    async def jump(self, to: datetime) -> None:
        self.moment = to


async def test_the_clock_shows_what_comes_and_moves_only_forward(http: aiohttp.ClientSession) -> None:
    clock = Clock()
    sandbox = Sandbox(controls=clock)
    said = await sandbox.user(101, "王茗").say("现在")
    assert sandbox.world.chats[101].messages[said.id].date == int(clock.moment.timestamp())
    async with serve(sandbox) as base:
        url = f"{base}/sandbox/clock"
        async with http.get(url) as response:
            shown = await response.json()
        assert shown["movable"] and shown["upcoming"][0]["label"] == "开放选题"
        assert (await post(http, url, {"to": shown["upcoming"][0]["at"]}))[0] == 200
        assert clock.moment == datetime(2026, 6, 22, 1, 0, tzinfo=UTC)
        assert (await post(http, url, {"days": 1}))[1]["now"] == datetime(
            2026, 6, 23, 1, 0, tzinfo=UTC
        ).timestamp() * 1000
        assert (await post(http, url, {"to": 0}))[0] == 400
    async with serve(Sandbox()) as base:
        assert (await post(http, f"{base}/sandbox/clock", {"days": 1}))[0] == 400


async def test_the_log_shows_calls_and_violations(
    sandbox: Sandbox, base: str, http: aiohttp.ClientSession, call: Any
) -> None:
    await call("getMe")
    await call("sendMessage", chat_id=5)
    async with http.get(f"{base}/sandbox/log") as response:
        log = await response.json()
    assert [(c["method"], c["error"]) for c in log["calls"]] == [
        ("sendMessage", "Bad Request: chat not found"),
        ("getMe", ""),
    ]
    assert log["violations"] == []
