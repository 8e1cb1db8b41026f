"""Telegram to inbox by long polling: an update is on disk before Telegram is told to forget it; storing is the intake's."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from telegram import Bot
from telegram.error import Conflict, EndPointNotFound, InvalidToken, RetryAfter, TelegramError

from bot.delivery.http.api import call_api
from bot.delivery.http.failures import retry_seconds
from bot.delivery.incoming.intake import KINDS, Intake, has_id
from bot.errors import DeliveryError, StoreError
from bot.logs import get_logger
from bot.tasks import start

_log = get_logger(__name__)

_LIMIT = 100
_LONGEST_WAIT = 30.0
_LONGEST_STORE_WAIT = 2.0  # the disk is nearer than Telegram
_FULL_WAIT = 0.2
_UNHOOKED_WAIT = 0.1
_GOODBYE = 1.0


class Receiver:
    """Fetches updates by long polling and gives them to the intake, but none while it is full.

    `poll_seconds` is how long Telegram holds an empty answer.
    """

    def __init__(self, bot: Bot, intake: Intake, *, poll_seconds: int = 25) -> None:
        self._bot = bot
        self._intake = intake
        self._poll_seconds = poll_seconds
        # None at first, not a stored number: Telegram may start again with lower ids after a quiet week.
        self._offset: int | None = None
        self._failures = 0

    async def receive_forever(self, stop: asyncio.Event) -> None:
        """Runs until `stop` is set. DeliveryError where Telegram rejects the token; other troubles are waited out."""
        while not stop.is_set():
            wait = await self._unless(stop, self.receive_or_wait())
            if wait:
                await self._unless(stop, asyncio.sleep(wait))
        await self._say_goodbye()

    async def receive_next(self) -> int:
        """One getUpdates: stores what came and gives its number. Raises TelegramError and StoreError."""
        if self._intake.is_full:
            await asyncio.sleep(_FULL_WAIT)
            return 0
        updates = await self._fetch(timeout=self._poll_seconds, limit=_LIMIT)
        known = [update for update in updates if has_id(update)]
        if len(known) < len(updates):
            _log.error("updates.malformed", count=len(updates) - len(known))
            if not known:
                await asyncio.sleep(1)  # nothing in the answer moves the offset: Telegram will repeat it
                return 0
        if not known:
            # The answer says that Telegram has taken the offset in; without one, ids may start again lower.
            self._offset = None
            return 0
        await self._intake.accept(known)
        self._offset = max(update["update_id"] for update in known) + 1
        return len(known)

    async def receive_or_wait(self) -> float:
        """One round; seconds to wait before the next."""
        try:
            await self.receive_next()
        except (InvalidToken, EndPointNotFound):
            raise DeliveryError("Telegram rejects the bot's token") from None
        except RetryAfter as error:
            return retry_seconds(error)
        except (TelegramError, StoreError) as error:
            if isinstance(error, Conflict) and "webhook is active" in error.message and await self._unhook():
                return _UNHOOKED_WAIT
            longest = _LONGEST_STORE_WAIT if isinstance(error, StoreError) else _LONGEST_WAIT
            wait = min(longest, 2.0**self._failures)
            self._failures = min(self._failures + 1, 10)
            if isinstance(error, Conflict):
                _log.warning("updates.contested", wait=wait)
            elif not isinstance(error, StoreError) or self._intake.is_news("updates.unavailable"):
                _log.warning("updates.unavailable", wait=wait, failure=error, reason=str(error))
            return wait
        self._failures = 0
        return 0.0

    async def _unhook(self) -> bool:
        """Takes away the webhook that somebody has set, with the updates that wait for it kept; whether that was done."""
        try:
            await call_api(self._bot, "deleteWebhook", {"drop_pending_updates": False})
        except TelegramError:
            return False
        _log.warning("webhook.removed")
        return True

    async def _fetch(self, *, timeout: int, limit: int) -> list[Any]:
        params: dict[str, Any] = {"timeout": timeout, "limit": limit, "allowed_updates": list(KINDS)}
        if self._offset is not None:
            params["offset"] = self._offset
        found = await call_api(self._bot, "getUpdates", params, read_timeout=timeout + 10)
        return found if isinstance(found, list) else []

    async def _say_goodbye(self) -> None:
        """Confirms what is stored, if that is quick; otherwise it comes again, and the inbox knows it."""
        if self._offset is None:
            return
        with suppress(TelegramError, TimeoutError):
            async with asyncio.timeout(_GOODBYE):
                await self._fetch(timeout=0, limit=1)

    @staticmethod
    async def _unless(stop: asyncio.Event, doing: Coroutine[Any, Any, float | None]) -> float | None:
        """The result of `doing`, or None where `stop` came first. A half-done commit is rolled back."""
        task = start(doing)
        bell = start(stop.wait())
        try:
            await asyncio.wait({task, bell}, return_when=asyncio.FIRST_COMPLETED)
            return task.result() if task.done() else None
        finally:
            for left in (task, bell):
                left.cancel()
            await asyncio.gather(task, bell, return_exceptions=True)
