"""Telegram's rules as the sandbox keeps them, in tables over real HTTP; the world's own behaviour is elsewhere."""

from __future__ import annotations

import json
from typing import Any

import aiohttp
import pytest

from bot.sandbox import Limits, Sandbox, serve

TEXT = {"chat_id": 101, "text": "x"}


def inline(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {**TEXT, "reply_markup": {"inline_keyboard": list(rows)}}


def data(value: str) -> dict[str, str]:
    return {"text": "b", "callback_data": value}


def html(text: str) -> dict[str, Any]:
    return {"chat_id": 101, "text": text, "parse_mode": "HTML"}


PARSE = "can't parse entities: "
BUTTON = "can't parse inline keyboard button: "
URL = "inline keyboard button URL '{}' is invalid: "
REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("sendMessage", {"text": "x"}, "chat_id is empty"),
    ("sendMessage", {"chat_id": 101}, "message text is empty"),
    ("sendMessage", {"chat_id": 101, "text": " \n "}, "message text is empty"),
    ("sendMessage", {"chat_id": 101, "text": "字" * 4097}, "message is too long"),
    ("sendMessage", {"chat_id": 101, "text": "😀" * 2049}, "message is too long"),
    ("sendMessage", html("<b>x"), PARSE + 'Can\'t find end tag corresponding to start tag "b"'),
    ("sendMessage", html("中<div>x</div>"), PARSE + 'Unsupported start tag "div" at byte offset 3'),
    ("sendMessage", html("<b><i>x</b></i>"), PARSE + 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
    ("sendMessage", html("x</b>"), PARSE + "Unexpected end tag at byte offset 1"),
    ("sendMessage", html("a < b"), PARSE + "Unclosed start tag at byte offset 2"),
    ("sendMessage", html("<span>x</span>"), PARSE + 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ("sendMessage", {**TEXT, "parse_mode": "MarkdownV2"}, PARSE + "parse mode MarkdownV2 is not supported by the sandbox"),
    ("sendMessage", {**TEXT, "entities": [{"type": "bold", "offset": 0, "length": 2}]}, PARSE + "entity is out of the text"),
    ("sendMessage", inline([data("")]), "BUTTON_DATA_INVALID"),
    ("sendMessage", inline([data("字" * 22)]), "BUTTON_DATA_INVALID"),
    ("sendMessage", inline([data("x")] * 9), "REPLY_MARKUP_TOO_LONG"),
    ("sendMessage", inline(*[[data("x")]] * 101), "REPLY_MARKUP_TOO_LONG"),
    ("sendMessage", inline([{"text": "b"}]), BUTTON + "Text buttons are unallowed in the inline keyboard"),
    ("sendMessage", inline([{**data("x"), "url": "https://a.cn"}]), BUTTON + "exactly one action must be used"),
    ("sendMessage", inline([{"text": "b", "url": "javascript:x"}]), URL.format("javascript:x") + "Wrong HTTP URL"),
    ("sendMessage", inline([{"text": "b", "url": "ftp://a.cn"}]), URL.format("ftp://a.cn") + "Unsupported URL protocol"),
    ("sendMessage", {**TEXT, "reply_markup": "{"}, "can't parse reply markup JSON object"),
    ("sendChatAction", {"chat_id": 101, "action": "dancing"}, "wrong parameter action in request"),
    ("sendDocument", {"chat_id": 101}, "there is no document in the request"),
    ("sendDocument", {"chat_id": 101, "document": "nothing"}, "wrong file identifier/HTTP URL specified"),
    ("sendMediaGroup", {"chat_id": 101, "media": [{"type": "photo"}]}, "media group must contain from 2 to 10 items"),
    ("editMessageText", {**TEXT, "message_id": 1}, "message can't be edited"),
    ("deleteMessages", {"chat_id": 101, "message_ids": []}, "there must be from 1 to 100 message identifiers"),
    ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, "MESSAGE_TOO_LONG"),
    ("getFile", {"file_id": "x"}, "wrong file_id or the file is temporarily unavailable"),
    ("setMyCommands", {"commands": [{"command": "帮助", "description": "x"}]}, "BOT_COMMAND_INVALID"),
    ("setMyCommands", {"commands": [{"command": "help", "description": ""}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ("setWebhook", {"url": "http://example.com/"}, "bad webhook: An HTTPS URL must be provided for webhook"),
]  # fmt: skip

OF_THE_WORLD: list[tuple[str, dict[str, Any], str]] = [
    ("sendMessage", {"chat_id": 5, "text": "x"}, "chat not found"),
    ("sendMessage", {**TEXT, "message_thread_id": 5}, "message thread not found"),
    ("sendMessage", {**TEXT, "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
    ("editMessageText", {**TEXT, "message_id": 99}, "message to edit not found"),
    ("deleteMessage", {"chat_id": 101, "message_id": 99}, "message to delete not found"),
    ("answerCallbackQuery", {"callback_query_id": "1"}, "query is too old and response timeout expired or query ID is invalid"),
    ("copyMessage", {"chat_id": 101, "from_chat_id": 101, "message_id": 99}, "message to copy not found"),
    ("leaveChat", {"chat_id": 101}, "chat member status can't be changed in private chats"),
]  # fmt: skip


async def test_a_call_no_bot_should_make_is_refused_and_recorded(sandbox: Sandbox, call: Any) -> None:
    await sandbox.user(101, "王茗").start()
    for method, params, text in REFUSED:
        body = await call(method, **params)
        assert (body.get("error_code"), body.get("description")) == (400, f"Bad Request: {text}"), (
            method,
            params,
        )
    assert [(v.method, v.kind, v.detail) for v in sandbox.violations] == [
        (method, "refused", f"Bad Request: {text}") for method, _, text in REFUSED
    ]
    assert len(sandbox.world.chats[101].messages) == 1


async def test_what_the_world_does_not_allow_is_refused_but_is_no_violation(
    sandbox: Sandbox, call: Any
) -> None:
    await sandbox.user(101, "王茗").start()
    for method, params, text in OF_THE_WORLD:
        body = await call(method, **params)
        assert (body.get("error_code"), body.get("description")) == (400, f"Bad Request: {text}"), (
            method,
            params,
        )
    assert sandbox.violations == []


async def test_the_longest_of_everything_is_accepted(sandbox: Sandbox, call: Any) -> None:
    await sandbox.user(101, "王茗").start()
    for params in (
        {"text": "<b>" + "字" * 4096 + "</b>", "parse_mode": "HTML"},
        {"text": "😀" * 2048},
        {"text": "x", "reply_markup": {"inline_keyboard": [[data("x" * 64)] * 8] * 12}},
        {"text": "x", "reply_markup": json.dumps({"inline_keyboard": [[{"text": "b", "url": "t.me/x"}]]})},
    ):
        assert (await call("sendMessage", chat_id=101, **params))["ok"], params
    assert sandbox.violations == []


async def test_a_percent_encoded_file_name_is_recorded(
    sandbox: Sandbox, base: str, http: aiohttp.ClientSession
) -> None:
    await sandbox.user(101, "王茗").start()
    for quoted in (False, True):
        form = aiohttp.FormData({"chat_id": "101"}, quote_fields=quoted)
        form.add_field("document", b"x", filename="春茶.docx")
        async with http.post(f"{base}/bot{sandbox.token}/sendDocument", data=form) as response:
            assert response.status == 200
    assert [v.kind for v in sandbox.violations] == ["doubtful"]
    assert "%E6%98%A5" in sandbox.violations[0].detail


async def test_a_document_shows_its_first_page_where_telegram_would(
    sandbox: Sandbox, base: str, http: aiohttp.ClientSession
) -> None:
    await sandbox.user(101, "王茗").start()
    small = (
        b"\xff\xd8\xff\xc0\x00\x11\x08\x01\x40\x00\xe2" + b"\x00" * 20
    )  # a JPEG's head: 226 wide, 320 high
    shown = []
    for name, page in (("a.docx", small), ("b.docx", b"\x89PNG\r\n\x1a\n" + b"\x00" * 30)):
        form = aiohttp.FormData({"chat_id": "101", "thumbnail": "attach://page"}, quote_fields=False)
        form.add_field("document", b"x", filename=name)
        form.add_field("page", page, filename="page.jpg")
        async with http.post(f"{base}/bot{sandbox.token}/sendDocument", data=form) as response:
            shown.append((await response.json())["result"]["document"].get("thumbnail"))
    assert (shown[0]["width"], shown[0]["height"], shown[1]) == (226, 320, None)
    assert [v.kind for v in sandbox.violations] == ["doubtful"]


async def test_doubtful_calls_are_accepted_and_recorded(sandbox: Sandbox, call: Any) -> None:
    await sandbox.user(101, "王茗").start()
    assert (await call("sendMessage", chat_id=101, text="A&B &nbsp;", parse_mode="HTML"))["result"][
        "text"
    ] == "A&B &nbsp;"
    assert (await call("sendMessage", chat_id=101, text="x", txet="y"))["ok"]
    assert [(v.kind, v.detail) for v in sandbox.violations] == [
        ("doubtful", "an & that is not escaped at byte offset 1"),
        ("doubtful", "an & that is not escaped at byte offset 4"),
        ("unknown_parameter", "txet"),
    ]


@pytest.mark.parametrize("how", ["query", "form", "json", "multipart"])
async def test_parameters_come_in_four_ways(
    sandbox: Sandbox, base: str, http: aiohttp.ClientSession, how: str
) -> None:
    await sandbox.user(101, "王茗").start()
    url = f"{base}/bot{sandbox.token}/SENDMESSAGE"
    fields = {"chat_id": "101", "text": "你好"}
    multipart = aiohttp.FormData(default_to_multipart=True)
    for name, value in fields.items():
        multipart.add_field(name, value)
    asked = {
        "query": lambda: http.get(url, params=fields),
        "form": lambda: http.post(url, data=fields),
        "json": lambda: http.post(url, json=fields),
        "multipart": lambda: http.post(url, data=multipart),
    }
    async with asked[how]() as response:
        assert (await response.json())["result"]["text"] == "你好"


async def test_unknown_methods_and_tokens(base: str, http: aiohttp.ClientSession) -> None:
    for path, status in ((f"{base}/bot123456:SANDBOX/sendFish", 404), (f"{base}/bot1:x/getMe", 401)):
        async with http.get(path) as response:
            assert (response.status, (await response.json())["ok"]) == (status, False)


async def test_an_offset_confirms_and_a_negative_one_keeps_the_last(sandbox: Sandbox, call: Any) -> None:
    alice = sandbox.user(101, "王茗")
    for number in range(5):
        await alice.say(str(number))

    async def texts(**params: int) -> list[str]:
        return [u["message"]["text"] for u in (await call("getUpdates", **params))["result"]]

    first = (await call("getUpdates", limit=2))["result"]
    assert [u["message"]["text"] for u in first] == ["0", "1"]
    assert await texts(limit=2) == ["0", "1"]
    assert await texts(offset=first[-1]["update_id"] + 1) == ["2", "3", "4"]
    assert await texts(offset=-1) == ["4"]
    assert await texts() == ["4"]


async def test_allowed_updates_stay_until_they_are_changed(sandbox: Sandbox, call: Any) -> None:
    alice = sandbox.user(101, "王茗")
    await call("getUpdates", allowed_updates=["edited_message"])
    said = await alice.say("一")
    await alice.edit(said, "二")
    assert [sorted(u) for u in (await call("getUpdates"))["result"]] == [["edited_message", "update_id"]]
    await call("getUpdates", offset=-1, allowed_updates=[])
    await alice.say("三")
    assert "message" in (await call("getUpdates"))["result"][-1]


async def test_limits_answer_429_with_the_seconds_to_wait() -> None:
    sandbox = Sandbox(limits=Limits.strict())
    alice = sandbox.user(101, "王茗")
    await alice.start()
    async with serve(sandbox) as base, aiohttp.ClientSession() as http:
        url = f"{base}/bot{sandbox.token}/sendMessage"
        async with http.post(url, json=TEXT) as first, http.post(url, json=TEXT) as second:
            assert first.status == 200
            assert await second.json() == {
                "ok": False,
                "error_code": 429,
                "description": "Too Many Requests: retry after 1",
                "parameters": {"retry_after": 1},
            }
    assert [m.text for m in alice.messages()] == ["/start", "x"]


async def test_a_file_over_20_mb_cannot_be_fetched(sandbox: Sandbox, call: Any) -> None:
    alice = sandbox.user(101, "王茗")
    for size, ok in ((20 * 1024 * 1024, True), (20 * 1024 * 1024 + 1, False)):
        await alice.send_document(b"x" * size, "a.pdf")
        (update,) = (await call("getUpdates", offset=-1))["result"]
        body = await call("getFile", file_id=update["message"]["document"]["file_id"])
        assert body["ok"] is ok
    assert body["description"] == "Bad Request: file is too big"


async def test_an_own_message_older_than_two_days_cannot_be_deleted(sandbox: Sandbox, call: Any) -> None:
    await sandbox.user(101, "王茗").start()
    sent = (await call("sendMessage", **TEXT))["result"]["message_id"]
    sandbox.world.chats[101].messages[sent].date -= 48 * 3600 + 1
    assert (await call("deleteMessage", chat_id=101, message_id=sent))["description"].endswith(
        "can't be deleted"
    )


async def test_a_message_with_a_reply_keyboard_cannot_be_edited(sandbox: Sandbox, call: Any) -> None:
    await sandbox.user(101, "王茗").start()
    sent = (await call("sendMessage", **TEXT, reply_markup={"keyboard": [["甲"]]}))["result"]["message_id"]
    assert not (await call("editMessageText", chat_id=101, message_id=sent, text="y"))["ok"]
