"""The bot's updates: numbering, filtering, confirming by offset, long polls; delivery by webhook is elsewhere."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from itertools import islice

from bot.sandbox.world.bell import Bell
from bot.sandbox.world.errors import ApiError
from bot.sandbox.world.records import Json

# Telegram leaves these out unless they are asked for by name.
_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


class Mailbox:
    """Updates that the bot has not confirmed yet, oldest first."""

    def __init__(self, *, first_id: int = 100_000_001) -> None:
        self.pending: deque[Json] = deque()
        self.bell = Bell()
        self.webhook_url = ""
        self.closed = False
        self._allowed: tuple[str, ...] = ()
        self._next_id = first_id
        self._poll = 0

    @property
    def allowed(self) -> tuple[str, ...]:
        """The kinds last asked for by name; empty means Telegram's default."""
        return self._allowed

    def allow(self, kinds: list[str] | None) -> None:
        """Remember allowed_updates; None leaves them as they were, an empty list resets them."""
        if kinds is not None:
            self._allowed = tuple(kinds)

    def put(self, kind: str, payload: Json) -> None:
        """Queue one update, unless the bot did not ask for its kind."""
        if kind not in self._allowed if self._allowed else kind in _ON_REQUEST:
            return
        self.pending.append({"update_id": self._next_id, kind: payload})
        self._next_id += 1
        self.bell.ring()

    def confirm(self, offset: int) -> None:
        """Forget what `offset` confirms; a negative one keeps only the last so many."""
        if offset < 0:
            while len(self.pending) > -offset:
                self.pending.popleft()
        while offset > 0 and self.pending and self.pending[0]["update_id"] < offset:
            self.pending.popleft()

    async def take(self, *, offset: int, limit: int, seconds: float) -> list[Json]:
        """What getUpdates answers; waits up to `seconds` for the first update.

        Raises ApiError 409 while a webhook is set, and in an older call that is still waiting when a newer comes.
        """
        if self.webhook_url:
            raise ApiError(
                409,
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
            )
        self._poll += 1
        mine = self._poll
        self.bell.ring()
        self.confirm(offset)
        deadline = time.monotonic() + seconds
        while not self.pending and not self.closed and (left := deadline - time.monotonic()) > 0:
            await self.bell.wait(left)
            if mine != self._poll:
                raise ApiError(
                    409,
                    "terminated by other getUpdates request; make sure that only one bot instance is running",
                )
            if self.webhook_url:
                raise ApiError(409, "terminated by setWebhook request")
        return list(islice(self.pending, limit))

    def close(self) -> None:
        """Let every waiting call return at once."""
        self.closed = True
        self.bell.ring()

    async def wait_for_work(self) -> None:
        """Return as soon as there is an update, or the mailbox is closed."""
        while not self.pending and not self.closed:
            await self.bell.wait()
        await asyncio.sleep(0)
