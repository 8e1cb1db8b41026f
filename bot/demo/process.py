"""The desk as something that can be killed and started again, like an operating system's process; what it does is app's."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Coroutine, Generator
from types import TracebackType
from typing import Any, Self

from bot import app
from bot.app import Desk
from bot.clock import Clock
from bot.config import Settings
from bot.sandbox import ProcessState
from bot.tasks import start

_PATIENCE = 5.0  # seconds that one waits for a start

Tasks = set[asyncio.Task[Any]]
# The tasks of the life in which one runs: whatever a task of the bot starts is the bot's, too.
_life: contextvars.ContextVar[Tasks | None] = contextvars.ContextVar("life", default=None)


class BotProcess:
    """One bot that may live several times on the same database. `async with` ends it properly, or kills it after an error.

    The far end of the `Process` in the sandbox's drawer. `desk` is the present life's, or the last one's.
    """

    def __init__(self, settings: Settings, clock: Clock, *, stop: asyncio.Event) -> None:
        self.clock = clock
        self.over = asyncio.Event()  # the bot has ended by itself: `stop` was set, or something failed
        self._settings = settings
        self._stop = stop
        self._state: ProcessState = "dead"
        self._may_run = asyncio.Event()
        self._turn = asyncio.Lock()
        self._failure: BaseException | None = None
        self._tasks: Tasks = set()
        self._root: asyncio.Task[None]
        self._context: contextvars.Context
        self.desk: Desk

    @property
    def state(self) -> ProcessState:
        """Whether it lives."""
        return self._state

    async def __aenter__(self) -> Self:
        """Opens the desk, without letting it run yet. Raises what `app.opened` raises."""
        asyncio.get_running_loop().set_task_factory(_new_task)
        opened = self._begin()
        await self._until(opened, seconds=None)
        if self._failure is not None:
            raise self._failure
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, *_: BaseException | TracebackType | None
    ) -> None:
        """Waits for the end that `stop` has brought on, raising what the bot failed with; after an error kills it."""
        if kind is not None:
            await self.kill()
            return
        self._may_run.set()
        await asyncio.wait({self._root})
        if self._failure is not None:
            raise self._failure

    def run(self) -> None:
        """Lets the opened desk run."""
        self._may_run.set()

    async def start(self) -> None:
        """A new life: everything made anew, knowing only what is in the database. Goes on starting while Telegram is down."""
        async with self._turn:
            if self._state != "dead" or self._stop.is_set():
                return
            opened = self._begin()
            self.run()
        await self._until(opened, seconds=_PATIENCE)

    async def kill(self) -> None:
        """Cuts off every task of the bot where it stands: nothing is drained, committed or said goodbye to.

        Its open transactions die with its connections, as they do with a process.
        """
        async with self._turn:
            if self._state == "dead":
                return
            self._state = "dead"
            while tasks := [task for task in self._tasks if not task.done()]:
                for task in tasks:
                    task.cancel()
                await asyncio.wait(tasks)

    async def within(self, doing: Coroutine[Any, Any, None]) -> bool:
        """Does something as the bot: whether it was done before the bot was killed."""
        if self._state == "dead":
            doing.close()
            return False
        task = start(doing, context=self._context.copy())
        await asyncio.wait({task})
        if task.cancelled():
            return False
        task.result()
        return True

    def _begin(self) -> asyncio.Event:
        self._state, self._tasks, self._may_run = "starting", set(), asyncio.Event()
        opened = asyncio.Event()
        self._root = start(self._live(opened))
        self._root.add_done_callback(self._ended)
        return opened

    async def _until(self, opened: asyncio.Event, *, seconds: float | None) -> None:
        opening = start(opened.wait())
        await asyncio.wait({self._root, opening}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        opening.cancel()

    async def _live(self, opened: asyncio.Event) -> None:
        root = asyncio.current_task()
        assert root is not None
        self._tasks.add(root)
        _life.set(self._tasks)
        self._context = contextvars.copy_context()
        async with app.opened(self._settings, clock=self.clock, stop=self._stop) as desk:
            self.desk = desk
            opened.set()
            await self._may_run.wait()
            self._state = "running"
            await app.run(desk, stop=self._stop)

    def _ended(self, root: asyncio.Task[None]) -> None:
        failure = None if root.cancelled() else root.exception()
        if self._state != "dead":  # what a killed bot still complains of is nothing
            self._state, self._failure = "dead", failure
            self.over.set()


def _new_task(
    loop: asyncio.AbstractEventLoop, coro: Coroutine[Any, Any, Any] | Generator[Any, None, Any], **how: Any
) -> asyncio.Task[Any]:
    """A task that is noted in the life in which it begins."""
    task = asyncio.Task(coro, loop=loop, **how)
    context = how.get("context")
    life = _life.get() if context is None else context.get(_life)
    if life is not None:
        life.add(task)
        task.add_done_callback(life.discard)
    return task
