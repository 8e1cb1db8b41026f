"""What becomes of a call that fails: the errors that callers know, made of an answer's status or of what broke on the way.

No text of these holds the address that was called, because the token is part of it.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import aiohttp
import aiohttp_socks
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.warnings import PTBDeprecationWarning

# Raised while connecting only, so that the request cannot have reached Telegram.
_NEVER_SENT = (
    aiohttp.ClientConnectorError,
    aiohttp.ClientHttpProxyError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
    aiohttp.NonHttpUrlClientError,
    aiohttp.ServerFingerprintMismatch,
    aiohttp_socks.ProxyConnectionError,
    aiohttp_socks.ProxyError,
    aiohttp_socks.ProxyTimeoutError,
)

# The library's error for a status; for any other NetworkError.
_REFUSALS: Mapping[int, type[TelegramError]] = {
    400: BadRequest,
    401: InvalidToken,
    403: Forbidden,
    404: InvalidToken,
    409: Conflict,
}


class CallBroken(Exception):
    """A call over libcurl without an answer. `is_begun`: Telegram may have seen it. `is_late`: time was up."""

    def __init__(self, words: str, *, is_begun: bool, is_late: bool = False) -> None:
        super().__init__(words)
        self.is_begun = is_begun
        self.is_late = is_late


class TooLarge(NetworkError):
    """A download that has more bytes than were asked for at most."""


class NotSent(NetworkError):
    """The connection was never made: Telegram has certainly not seen the request."""


def failure_of(error: BaseException) -> tuple[str, NetworkError] | None:
    """What broke a call: a word for the metrics, and the error that callers know; None where we broke it off ourselves."""
    if isinstance(error, CallBroken):
        never, late, words = not error.is_begun, error.is_late, str(error)
    elif isinstance(error, (*_NEVER_SENT, aiohttp.ClientError, OSError)):  # a time-out is an OSError
        never, late, words = isinstance(error, _NEVER_SENT), isinstance(error, TimeoutError), _name(error)
    else:
        return None
    if never:
        return "unreached", NotSent(words)
    return ("timeout", TimedOut(words)) if late else ("lost", NetworkError(words))


def refusal_of(status: int, answer: Mapping[str, Any]) -> TelegramError:
    """What Telegram's answer says that is not a result, as the error that the library makes of it."""
    words = str(answer.get("description") or f"HTTP {status}")
    parameters = answer.get("parameters")
    if isinstance(parameters, dict) and (moved_to := parameters.get("migrate_to_chat_id")):
        return ChatMigrated(moved_to)
    return _REFUSALS.get(status, NetworkError)(words)


def flooded(payload: bytes) -> TelegramError:
    """The error for an answer with status 429; without a waiting time it is an ordinary NetworkError.

    RetryAfter warns of its own future already where it is made, hence not left to the base class.
    """
    try:
        answer = json.loads(payload)
        seconds = float(answer["parameters"]["retry_after"])
    except (ValueError, TypeError, LookupError):
        return NetworkError("Too Many Requests (429)")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PTBDeprecationWarning)
        return RetryAfter(timedelta(seconds=seconds))


def retry_seconds(error: RetryAfter) -> float:
    """How long Telegram asks us to wait."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PTBDeprecationWarning)
        wait: object = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(str(wait))


def _name(error: BaseException) -> str:
    """The kind of failure; the library's own text may hold the address, and with it the token."""
    kind = type(error).__name__
    cause = getattr(error, "os_error", error)
    reason = cause.strerror if isinstance(cause, OSError) and cause.strerror else ""
    return f"{kind}: {reason}" if reason and "/bot" not in reason else kind
