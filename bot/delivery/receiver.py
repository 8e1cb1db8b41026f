"""Telegram to inbox: an update is on disk before Telegram is told to forget it; nothing is handled here."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from telegram import Bot
from telegram.error import Conflict, EndPointNotFound, InvalidToken, RetryAfter, TelegramError

from bot.clock import Clock, to_ms
from bot.delivery.calling import call_api
from bot.delivery.transport import retry_seconds
from bot.errors import DeliveryError, StoreError
from bot.faultpoint import reached
from bot.logs import get_logger
from bot.store.database import Database

_log = get_logger(__name__)

KINDS = ("message", "edited_message", "callback_query", "my_chat_member", "chat_member")
_LIMIT = 100
_LONGEST_ID = 2**63 - 1
_LONGEST_WAIT = 30.0
_FULL_WAIT = 0.2
_GOODBYE = 1.0
# What a screen that meets an update of unexpected shape may raise; anything else is no matter of shape.
_SHAPE_ERRORS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)

Update = dict[str, Any]


def _as_it_is(update: Update) -> Update:
    return update


class Receiver:
    """Fetches updates by long polling and puts them into the inbox.

    `backlog()` says how many wait to be handled; from `high_water` on nothing more is fetched. `filled` is set when something
    came. `screen` gives the form in which an update may be stored. `poll_seconds` is how long Telegram holds an empty answer.
    """

    def __init__(
        self,
        bot: Bot,
        database: Database,
        clock: Clock,
        *,
        backlog: Callable[[], int],
        filled: asyncio.Event,
        high_water: int = 2000,
        screen: Callable[[Update], Update] = _as_it_is,
        poll_seconds: int = 25,
    ) -> None:
        self._bot = bot
        self._database = database
        self._clock = clock
        self._backlog = backlog
        self._filled = filled
        self._high_water = high_water
        self._screen = screen
        self._poll_seconds = poll_seconds
        # None at first, not a stored number: Telegram may start again with lower ids after a quiet week.
        self._offset: int | None = None
        self._failures = 0

    async def receive_forever(self, stop: asyncio.Event) -> None:
        """Runs until `stop` is set. DeliveryError where Telegram rejects the token; other troubles are waited out."""
        while not stop.is_set():
            wait = await self._unless(stop, self._receive_or_wait())
            if wait:
                await self._unless(stop, asyncio.sleep(wait))
        await self._say_goodbye()

    async def receive_next(self) -> int:
        """One getUpdates: stores what came and gives its number. Raises TelegramError and StoreError."""
        if self._backlog() >= self._high_water:
            await asyncio.sleep(_FULL_WAIT)
            return 0
        updates = await self._fetch(timeout=self._poll_seconds, limit=_LIMIT)
        known = [update for update in updates if _has_id(update)]
        if len(known) < len(updates):
            _log.error("updates.malformed", count=len(updates) - len(known))
            if not known:
                await asyncio.sleep(1)  # nothing in the answer moves the offset: Telegram will repeat it
                return 0
        if not known:
            # The answer says that Telegram has taken the offset in; without one, ids may start again lower.
            self._offset = None
            return 0
        now = to_ms(self._clock.now())
        rows = [{**self._row(update), "received_at": now} for update in known]
        async with self._database.durable() as conn:
            await self._database.queries.insert_inbox(conn, rows)
            reached("inbox.written")
        reached("inbox.committed")
        self._offset = max(update["update_id"] for update in known) + 1
        self._filled.set()
        return len(known)

    async def _receive_or_wait(self) -> float:
        """One round; seconds to wait before the next."""
        try:
            await self.receive_next()
        except (InvalidToken, EndPointNotFound):
            raise DeliveryError("Telegram rejects the bot's token") from None
        except RetryAfter as error:
            return retry_seconds(error)
        except (TelegramError, StoreError) as error:
            wait = min(_LONGEST_WAIT, 2.0**self._failures)
            self._failures = min(self._failures + 1, 10)
            if isinstance(error, Conflict):
                _log.warning("updates.contested", wait=wait)
            else:
                _log.warning("updates.unavailable", wait=wait, failure=error, reason=str(error))
            return wait
        self._failures = 0
        return 0.0

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
    async def _unless(stop: asyncio.Event, doing: Awaitable[float | None]) -> float | None:
        """The result of `doing`, or None where `stop` came first. A half-done commit is rolled back."""
        task = asyncio.ensure_future(doing)
        bell = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({task, bell}, return_when=asyncio.FIRST_COMPLETED)
            return task.result() if task.done() else None
        finally:
            for left in (task, bell):
                left.cancel()
            await asyncio.gather(task, bell, return_exceptions=True)

    def _row(self, update: Update) -> dict[str, Any]:
        lane = lane_of(update)
        try:
            shown = self._screen(update)
        except _SHAPE_ERRORS as error:
            # Unscreened text must not reach the disk; the number is kept, so that Telegram can be told.
            _log.error("update.unscreened", update=update["update_id"], failure=error)
            shown = {"update_id": update["update_id"]}
        # ASCII, because half a surrogate pair cannot be stored as text.
        return {"update_id": update["update_id"], "lane": lane, "payload": json.dumps(shown)}


def lane_of(update: Update) -> str:
    """`chat:person` of whatever kind the update is; `0:0` where it tells neither."""
    for content in update.values():
        if isinstance(content, dict):
            chat = _id_in(content, "chat") or _id_in(content.get("message"), "chat")
            return f"{chat}:{_id_in(content, 'from')}"
    return "0:0"


def _id_in(content: object, key: str) -> int:
    found = content.get(key) if isinstance(content, dict) else None
    number = found.get("id") if isinstance(found, dict) else None
    return number if isinstance(number, int) else 0


def _has_id(update: object) -> bool:
    number = update.get("update_id") if isinstance(update, dict) else None
    return isinstance(number, int) and not isinstance(number, bool) and abs(number) <= _LONGEST_ID
