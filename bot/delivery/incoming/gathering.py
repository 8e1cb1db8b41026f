"""Updates that come one by one, gathered into shared commits; what a commit stores is the intake's affair."""

from __future__ import annotations

import asyncio

from bot.delivery.incoming.intake import Intake, Update
from bot.errors import StoreError
from bot.logs import get_logger
from bot.tasks import start

_log = get_logger(__name__)

_UPDATES_TO_A_COMMIT = 100  # updates to a commit


class Gathering:
    """Lets whatever arrives during one commit share the next: an fsync costs as much for forty updates as for one."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._waiting: list[tuple[Update, asyncio.Future[None]]] = []
        self._committing: asyncio.Task[None] | None = None

    async def accept(self, update: Update) -> None:
        """Returns when the update is on disk. StoreError where it is not, or where `stop` came first."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((update, done))
        if self._committing is None or self._committing.done():
            self._committing = start(self._commit_all())
        await done

    async def stop(self, *, within: float) -> None:
        """Gives the commit under way so many seconds; then it is rolled back, and who waits is told that nothing is stored."""
        if self._committing is not None:
            await asyncio.wait({self._committing}, timeout=within)
            self._committing.cancel()
            await asyncio.gather(self._committing, return_exceptions=True)
        self._tell(self._waiting, StoreError("stopping"))
        self._waiting = []

    async def _commit_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:_UPDATES_TO_A_COMMIT], self._waiting[_UPDATES_TO_A_COMMIT:]
            updates = [update for update, _ in batch]
            try:
                (outcome,) = await asyncio.gather(self._intake.accept(updates), return_exceptions=True)
            except asyncio.CancelledError:
                self._tell(batch, StoreError("stopping"))
                raise
            if isinstance(outcome, BaseException) and not isinstance(outcome, StoreError):
                _log.error("updates.unstored", failure=outcome)
                outcome = StoreError(type(outcome).__name__)
            self._tell(batch, outcome if isinstance(outcome, StoreError) else None)

    @staticmethod
    def _tell(batch: list[tuple[Update, asyncio.Future[None]]], trouble: StoreError | None) -> None:
        for _, done in batch:
            if done.done():  # whoever asked has gone away
                continue
            if trouble is None:
                done.set_result(None)
            else:
                done.set_exception(trouble)
