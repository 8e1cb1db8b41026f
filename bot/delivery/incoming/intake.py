"""Updates into the inbox, on disk before anybody is told that they came; how they came, and what they mean, is elsewhere."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from typing import Any

from bot.clock import Clock, to_ms
from bot.delivery.http.metrics import Metrics
from bot.faultpoint import reached
from bot.logs import get_logger
from bot.store.base import Store
from bot.store.jsontext import as_json

_log = get_logger(__name__)

KINDS = ("message", "edited_message", "callback_query", "my_chat_member", "chat_member")
HIGH_WATER = 2000
_LONGEST_ID = 2**63 - 1
# What a screen that meets an update of unexpected shape may raise (or JSON that is nested too deep to be written again);
# anything else is no matter of shape.
_SHAPE_ERRORS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError)

Update = dict[str, Any]


def _as_it_is(update: Update) -> Update:
    return update


class Intake:
    """Makes rows of updates, screens them, stores them and wakes the dispatcher; for every way in which updates come.

    `backlog()` says how many wait to be handled; from `high_water` on nothing more should be taken. `filled` is set when
    something came. `screen` gives the form in which an update may be stored.
    """

    def __init__(
        self,
        database: Store,
        clock: Clock,
        *,
        backlog: Callable[[], int],
        filled: asyncio.Event,
        high_water: int = HIGH_WATER,
        screen: Callable[[Update], Update] = _as_it_is,
        metrics: Metrics | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._backlog = backlog
        self._filled = filled
        self._high_water = high_water
        self._screen = screen
        self._metrics = metrics or Metrics()

    @property
    def is_full(self) -> bool:
        """Whether so much waits to be handled that Telegram had better keep the rest for now."""
        return self._backlog() >= self._high_water

    def is_news(self, event: str) -> bool:
        """Whether an event that may come of the database's trouble is still to be logged."""
        return self._database.alarm.is_news(event)

    async def accept(self, updates: Sequence[Update]) -> int:
        """Stores updates, each with an id (`has_id`), in one commit that is on disk when this returns; their number.

        One that is stored already counts, and changes nothing. StoreError where the database refuses: then none is stored.
        """
        if not updates:
            return 0
        now = to_ms(self._clock.now())
        rows = [self._row(update) for update in updates]
        async with self._database.durable() as conn:
            await self._database.queries.insert_inbox(conn, rows=as_json(rows), received_at=now)
            reached("inbox.written")
        reached("inbox.committed")
        self._metrics.counted_received(len(rows))
        self._filled.set()
        return len(rows)

    def _row(self, update: Update) -> dict[str, Any]:
        try:
            payload = _text_of(self._screen(update))
        except _SHAPE_ERRORS as error:
            # Unscreened text must not reach the disk; the number is kept, so that Telegram can be told.
            _log.error("update.unscreened", update=update["update_id"], failure=error)
            payload = json.dumps({"update_id": update["update_id"]})
        return {"update_id": update["update_id"], "lane": lane_of(update), "payload": payload}


def _text_of(update: Update) -> str:
    try:
        return as_json(update)
    except TypeError:
        return json.dumps(update)  # ASCII, because half a surrogate pair cannot be stored as text


def has_id(update: object) -> bool:
    """Whether it is an update at all: an object with a number that a database can keep."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return isinstance(number, int) and not isinstance(number, bool) and abs(number) <= _LONGEST_ID


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
