"""What the desk has to hear of calls: told before they are settled, so that a crash in between tells it twice, not never."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from bot.delivery.outgoing.outcomes import Outcome
from bot.logs import get_logger
from bot.model import Hindrance, OutboxRow, OutboxState

_log = get_logger(__name__)


def log_outcome(outcome: Outcome) -> None:
    """A line for what did not go well."""
    row, reason = outcome.row, outcome.error
    if outcome.state is OutboxState.DEAD:
        _log.warning("outbox.dead", row=row.id, method=row.method, reason=reason)
    elif outcome.state is OutboxState.HELD:
        _log.warning("outbox.held", row=row.id, method=row.method, reason=reason)
    elif reason:
        _log.info("outbox.later", row=row.id, method=row.method, state=outcome.state, reason=reason)


class Telling:
    """Tells the desk's listeners (see Sender). One that fails is logged, because the rows must be settled all the same."""

    def __init__(
        self,
        *,
        on_held: Callable[[list[int]], Awaitable[None]],
        on_moved: Callable[[int, int], Awaitable[None]],
        on_closed: Callable[[int], Awaitable[None]],
        on_refused: Callable[[OutboxRow, Hindrance], Awaitable[None]] | None = None,
    ) -> None:
        self._on_held = on_held
        self._on_moved = on_moved
        self._on_closed = on_closed
        self._on_refused = on_refused
        self._unasked: list[int] = []  # held rows that nobody has been asked about yet
        self._refused: list[tuple[OutboxRow, Hindrance]] = []  # of which the desk does not know yet

    async def tell(self, fresh: Sequence[Outcome]) -> None:
        """Of these, and of what could not be asked before."""
        self._unasked.extend(outcome.row.id for outcome in fresh if outcome.state is OutboxState.HELD)
        for old, new in [(o.row.chat_id, o.moved_to) for o in fresh if o.moved_to is not None]:
            await _safely(self._on_moved(old, new))
        for telegram_id in {o.row.chat_id for o in fresh if o.is_closed}:
            await _safely(self._on_closed(telegram_id))
        await self._tell_of_refusals(fresh)
        if self._unasked and await _safely(self._on_held(list(self._unasked))):
            self._unasked.clear()

    async def _tell_of_refusals(self, fresh: Sequence[Outcome]) -> None:
        if self._on_refused is None:
            return
        self._refused += [(o.row, o.hindrance) for o in fresh if o.hindrance is not None]
        waiting, self._refused = self._refused, []
        for row, why in waiting:
            if not await _safely(self._on_refused(row, why)):
                self._refused.append((row, why))


async def _safely(telling: Awaitable[None]) -> bool:
    """Whether it went well."""
    (trouble,) = await asyncio.gather(telling, return_exceptions=True)
    if isinstance(trouble, BaseException):
        _log.error("outbox.untold", failure=trouble)
    return not isinstance(trouble, BaseException)
