"""The log: its two shapes, what never appears in it, and that every event is a name that docs/operations.md explains."""

from __future__ import annotations

import ast
import io
import json
import logging
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.errors import StoreError
from bot.logs import describe, get_logger, new_handler

ROOT = Path(__file__).resolve().parents[1]
LEVELS = {"debug", "info", "warning", "error", "critical", "exception", "log"}
LOGGER = re.compile(r"\b(_log|log|logger|logging)\.")  # without which a file need not be parsed
NAME = re.compile(r"[a-z]+(\.[a-z]+)+")
TOKEN = "123456789:AAF-abcdefghijklmnopqrstuvwxyz_12345"

Lines = Callable[[], list[str]]


@pytest.fixture
def written(request: pytest.FixtureRequest) -> Iterator[Lines]:
    """What came out of the loggers under `test`; `form` and `secrets` come as the parameter, ("text", ()) where there is none."""
    form, secrets = getattr(request, "param", ("text", ()))
    stream = io.StringIO()
    handler = new_handler(stream, form=form, secrets=secrets)
    parent = logging.getLogger("test")
    parent.addHandler(handler)
    parent.setLevel(logging.DEBUG)
    yield lambda: stream.getvalue().splitlines()
    parent.removeHandler(handler)


as_json = pytest.mark.parametrize("written", [("json", ())], indirect=True)


def failure(text: str) -> Exception:
    """An error that has been raised, with what somebody wrote in its text."""
    try:
        raise ValueError(text)
    except ValueError as error:
        return error


def test_a_text_line_has_time_level_event_fields_and_logger(written: Lines) -> None:
    get_logger("test.ours").warning("telegram.unreachable", wait=4.0, reason="no route to host")
    (line,) = written()
    when, rest = line[:24], line[25:]
    assert datetime.strptime(when, "%Y-%m-%d %H:%M:%S%z")
    assert rest == 'WARNING telegram.unreachable wait=4.0 reason="no route to host" [test.ours]'


@as_json
def test_a_json_line_is_one_object_with_the_time_in_utc(written: Lines) -> None:
    get_logger("test.ours").error("update.failed", update=7, attempts=2, place="采编群")
    (line,) = written()
    said = json.loads(line)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", said.pop("time"))
    assert said == {
        "level": "error",
        "event": "update.failed",
        "logger": "test.ours",
        "update": 7,
        "attempts": 2,
        "place": "采编群",
    }


@pytest.mark.parametrize("written", [("text", ()), ("json", ())], indirect=True)
def test_a_value_with_line_breaks_or_an_equals_sign_stays_one_value(written: Lines) -> None:
    get_logger("test.ours").info("x.y", reason="a\nb level=error\u2028\x1b[31m")
    assert len(written()) == 1
    assert "\x1b" not in written()[0] and "\u2028" not in written()[0]


@as_json
def test_a_failure_is_named_by_kind_and_place_and_never_quoted(written: Lines) -> None:
    get_logger("test.ours").error("update.postponed", failure=failure("张三的电话"))
    said = json.loads(written()[0])
    assert said["kind"] == "ValueError" and re.fullmatch(r"test_logs\.py:\d+", said["places"])
    assert "张三" not in written()[0] and "reason" not in said and "traceback" not in said


@as_json
def test_what_describe_said_of_a_failure_comes_out_the_same(written: Lines) -> None:
    error = failure("张三的电话")
    for given in (error, describe(error)):
        get_logger("test.ours").error("update.failed", failure=given)
    first, second = (json.loads(line) for line in written())
    assert (first["kind"], first["places"]) == (second["kind"], second["places"])


@as_json
def test_a_database_s_own_words_are_kept(written: Lines) -> None:
    get_logger("test.ours").error("inbox.unavailable", failure=StoreError("database or disk is full\nDETAIL"))
    said = json.loads(written()[0])
    assert (said["kind"], said["reason"]) == ("StoreError", "database or disk is full")


@pytest.mark.parametrize("written", [("text", ()), ("json", ())], indirect=True)
def test_a_traceback_comes_only_where_it_is_asked_for(
    written: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHIBAO_TRACEBACK", "1")
    get_logger("test.ours").error("clock.failed", failure=failure("x"))
    assert "Traceback (most recent call last)" in "\n".join(written())
    monkeypatch.delenv("ZHIBAO_TRACEBACK")
    before = len(written())
    get_logger("test.ours").error("clock.failed", failure=failure("x"))
    assert "Traceback" not in "\n".join(written()[before:])


@as_json
def test_a_library_s_line_has_our_shape_and_nothing_after_its_first_line(written: Lines) -> None:
    try:
        raise ValueError("张三的电话")
    except ValueError:
        logging.getLogger("test.library").exception("Task %s failed\nfuture: %s", "x", "张三的电话")
    (line,) = written()
    said = json.loads(line)
    assert (said["event"], said["message"], said["logger"]) == (
        "library.message",
        "Task x failed",
        "test.library",
    )
    assert said["kind"] == "ValueError" and "张三" not in line


@pytest.mark.parametrize("written", [("text", ('s3"cret-word',)), ("json", ('s3"cret-word',))], indirect=True)
def test_secrets_are_hidden_even_where_a_library_shows_them(written: Lines) -> None:
    library = logging.getLogger("test.library")
    library.error("cannot reach https://api.telegram.org/bot%s/getMe", TOKEN)
    library.error('proxy socks5://clerk:pass-word@10.0.0.1:1080 said s3"cret-word')
    text = "\n".join(written())
    assert len(written()) == 2 and text.count("(hidden)") == 3
    assert not any(secret in text for secret in (TOKEN, "pass-word", "cret-word"))


@pytest.mark.parametrize("written", [("text", ())], indirect=True)
def test_below_its_level_nothing_is_said(written: Lines) -> None:
    logger = logging.getLogger("test.quiet")
    logger.setLevel(logging.WARNING)
    get_logger("test.quiet").info("x.y")
    get_logger("test.quiet").warning("x.z")
    assert [line.split()[3] for line in written()] == ["x.z"]


@cache
def log_calls() -> list[tuple[str, ast.Call]]:
    """Every call of a logger in the product, and where it stands."""
    return [
        (f"{path.relative_to(ROOT)}:{node.lineno}", node)
        for folder in ("bot", "handlers", "scheduler")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if LOGGER.search(source := path.read_text(encoding="utf-8"))
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and _is_log(node.func)
    ]


def _is_log(function: ast.expr) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and function.attr in LEVELS
        and isinstance(function.value, ast.Name)
        and function.value.id in ("_log", "log", "logger", "logging")
    )


def event_of(call: ast.Call) -> str:
    """The event's name; empty where it is no constant."""
    first: Any = call.args[0] if call.args else None
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""


def test_every_log_call_is_a_dotted_name_with_fields() -> None:
    wrong = [
        at
        for at, call in log_calls()
        if not NAME.fullmatch(event_of(call))
        or len(call.args) != 1
        or any(
            keyword.arg in (None, "event", "time", "level", "logger", "exc_info") for keyword in call.keywords
        )
        or any(isinstance(node, ast.JoinedStr | ast.Mod) for node in ast.walk(call))
    ]
    assert wrong == []
    assert len(log_calls()) > 15


def test_every_event_is_explained_in_the_operations_manual() -> None:
    for name, heading in (("operations.md", "What the log says"), ("operations.zh.md", "日志里的事件")):
        text = (ROOT / "docs" / name).read_text(encoding="utf-8")
        section = text.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
        rows = [line.split("|") for line in section.splitlines() if line.startswith("| `")]
        explained = [row[1].strip().strip("`") for row in rows]
        assert sorted(explained) == sorted(
            {event_of(call) for _, call in log_calls()} | {"library.message"}
        ), name
        assert all(len(row) == 5 and row[2].strip() and row[3].strip() for row in rows), name
