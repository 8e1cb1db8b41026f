"""The one place that starts tasks: each is kept until it is over, and a failure that nobody asks about comes to the log."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextvars import Context
from typing import Any, TypeVar

from bot.logs import get_logger

_log = get_logger(__name__)
_T = TypeVar("_T")

# The event loop itself holds tasks only weakly.
_kept: set[asyncio.Task[Any]] = set()


def start(doing: Coroutine[Any, Any, _T], *, context: Context | None = None) -> asyncio.Task[_T]:
    """A task that does this beside whoever asks, who awaits it, looks at its outcome, or cancels it."""
    task = asyncio.create_task(doing, context=context)
    _kept.add(task)
    task.add_done_callback(_kept.discard)
    return task


def log_lost_failures() -> None:
    """From now on the running loop's failures that nobody asked about are logged without their words, which may quote people."""
    asyncio.get_running_loop().set_exception_handler(_lost)


async def outlast(task: asyncio.Future[Any]) -> None:
    """Waits until the task is over, also where the waiting is cancelled meanwhile; what came of it is not looked at."""
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError:
            continue


def _lost(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    failure = context.get("exception")
    if isinstance(failure, BaseException):
        _log.error("task.failed", failure=failure)
    else:
        _log.error("task.failed", failure=str(context.get("message", "")))
