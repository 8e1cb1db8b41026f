"""The log: events with dotted names and fields, a line each, as text or JSON; what an event means is in docs/operations.md.

    _log = get_logger(__name__)
    _log.warning("telegram.unreachable", wait=4.0, failure=error)

A field is never what a person wrote, a token, or an address that holds one. `failure`, an error, becomes its `kind` and the
`places` it came through: its own words may quote a message, and are kept only where they are a machine's (`reason`).
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
import traceback
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import structlog
from structlog.stdlib import BoundLogger, ProcessorFormatter
from structlog.typing import EventDict, WrappedLogger

from bot.errors import CommandFailed, DeliveryError, StoreError

OURS = ("bot", "handlers", "scheduler")
FOREIGN = "library.message"  # the event of every line that a library logs
_FRAMES = 4
_LONGEST = 300
_FIRST = ("time", "level", "event", "logger")
_PLAIN = re.compile(r"[^\s\"=]+")
_TOKEN = re.compile(r"\d{5,20}:[A-Za-z0-9_-]{20,}")
_PASSWORD = re.compile(r"(?<=://)[^/\s\"@]+(?=@)")
_HIDDEN = "(hidden)"
# Their texts come from the machine, the database or ourselves, not from people.
_SPEAKABLE = (StoreError, DeliveryError, CommandFailed, OSError)


def describe(error: BaseException) -> str:
    """The error's class and the innermost places it came through: `KeyError at submit.py:41 < dispatcher.py:90`.

    The error's own text is left out: it may quote a message.
    """
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    places = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__name__} at {places}" if places else type(error).__name__


def get_logger(name: str) -> BoundLogger:
    """The logger of a module; works, without our rendering, before and without `configure`."""
    logger: BoundLogger = structlog.wrap_logger(
        logging.getLogger(name),
        processors=[
            structlog.stdlib.filter_by_level,
            _name_failure,
            ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=BoundLogger,
        cache_logger_on_first_use=True,
    )
    return logger


def configure(*, form: str = "text", level: str = "info", secrets: Iterable[str] = ()) -> None:
    """Sends the log to standard error: ours from `level` on, of libraries nothing below WARNING.

    A second call replaces the first. `secrets` are hidden wherever they would appear, should a library ever show one.
    """
    lowest = logging.getLevelNamesMapping()[level.upper()]
    root = logging.getLogger()
    for handler in [each for each in root.handlers if isinstance(each, _OurHandler)]:
        root.removeHandler(handler)
    root.addHandler(new_handler(sys.stderr, form=form, secrets=secrets))
    root.setLevel(max(lowest, logging.WARNING))
    for name in OURS:
        logging.getLogger(name).setLevel(lowest)


def new_handler(stream: TextIO, *, form: str, secrets: Iterable[str] = ()) -> logging.Handler:
    """Writes lines to `stream`, as `form` ("text" or "json") says."""
    handler = _OurHandler(stream)
    render = _render_json if form == "json" else _render_text
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=[_tame_foreign, _name_failure],
            processors=[_add_origin, ProcessorFormatter.remove_processors_meta, render, _hiding(secrets)],
        )
    )
    return handler


class _OurHandler(logging.StreamHandler[TextIO]):
    """Known by its class, so that configuring again replaces it and leaves other handlers alone."""


def _name_failure(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """`failure`, an error or what `describe` said of one, as kind, places and reason."""
    failure = event.pop("failure", None)
    if failure is None:
        return event
    words = describe(failure) if isinstance(failure, BaseException) else str(failure)
    event["kind"], _, places = words.partition(" at ")
    if places:
        event["places"] = places
    if isinstance(failure, _SPEAKABLE):
        event.setdefault("reason", str(failure).partition("\n")[0][:_LONGEST])
    if isinstance(failure, BaseException) and os.environ.get("ZHIBAO_TRACEBACK"):
        event["traceback"] = "".join(traceback.format_exception(failure))
    return event


def _tame_foreign(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """A library's line in our shape: its first line alone, since what follows may show objects whole."""
    record: logging.LogRecord = event["_record"]
    event["message"] = str(event["event"]).strip().partition("\n")[0][:_LONGEST]
    event["event"] = FOREIGN
    event.pop("stack_info", None)
    if event.pop("exc_info", None) and record.exc_info:
        event["failure"] = record.exc_info[1]
    return event


def _add_origin(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    record: logging.LogRecord = event["_record"]
    event["time"] = datetime.fromtimestamp(record.created, UTC)
    event["level"] = record.levelname.lower()
    event["logger"] = record.name
    return event


def _render_json(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    shown = {key: event[key] for key in _FIRST} | {k: v for k, v in event.items() if k not in _FIRST}
    shown["time"] = f"{event['time']:%Y-%m-%dT%H:%M:%S}.{event['time'].microsecond // 1000:03d}Z"
    line = json.dumps(shown, ensure_ascii=False, default=str)
    # Some characters that JSON allows end a line for whoever reads lines.
    return line if line.isprintable() else json.dumps(shown, default=str)


def _render_text(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    trace = str(event.pop("traceback", ""))
    fields = [f"{key}={_shown(value)}" for key, value in event.items() if key not in _FIRST]
    head = f"{event['time'].astimezone():%Y-%m-%d %H:%M:%S%z} {event['level'].upper():7} {event['event']}"
    line = " ".join((head, *fields, f"[{event['logger']}]"))
    return f"{line}\n{trace.rstrip()}" if trace else line


def _shown(value: object) -> str:
    """A value that cannot break the line, or be taken for another field."""
    text = str(value)
    if _PLAIN.fullmatch(text) and text.isprintable():
        return text
    return json.dumps(text, ensure_ascii=not text.isprintable())


def _hiding(secrets: Iterable[str]) -> Callable[[WrappedLogger, str, Any], Any]:
    """Leaves out tokens, passwords in addresses, and these secrets."""
    known: Sequence[str] = sorted(
        {form for secret in secrets if secret for form in (secret, json.dumps(secret)[1:-1])},
        key=len,
        reverse=True,
    )

    def hide(_logger: WrappedLogger, _method: str, line: str) -> str:
        for secret in known:
            line = line.replace(secret, _HIDDEN)
        return _PASSWORD.sub(_HIDDEN, _TOKEN.sub(_HIDDEN, line))

    return hide
