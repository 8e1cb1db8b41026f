"""The desk's two queues as the page's drawer shows them, read from the database beside the bot; nothing is changed."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bot.clock import from_ms
from bot.config import Settings
from bot.sandbox import Queue, QueueRow, Sandbox
from bot.store.sqlite.adapter import load_queries
from bot.store.sqlite.database import open_reader

_ROWS = 40
_PAYLOAD_SHOWN = 2000


class QueueGlass:
    """The sandbox's `Glass` over a desk's file; it sees what is committed, also while the bot is dead."""

    def __init__(self, conn: Any, sandbox: Sandbox) -> None:
        self._conn = conn
        self._queries: Any = load_queries()
        self._world = sandbox.world

    async def queues(self) -> list[Queue]:
        """Inbox and outbox: counts by state, and the newest rows."""
        inbox = await self._queries.list_newest_inbox(self._conn, most=_ROWS)
        outbox = await self._queries.list_newest_outbox(self._conn, most=_ROWS)
        return [
            Queue(
                "inbox",
                dict(await self._queries.count_inbox(self._conn)),
                [self._inbox_row(*row) for row in inbox],
            ),
            Queue(
                "outbox",
                dict(await self._queries.count_outbox(self._conn)),
                [self._outbox_row(*row) for row in outbox],
            ),
        ]

    def _inbox_row(
        self, seq: int, state: str, at: int, lane: str, attempts: int, error: str | None, payload: str
    ) -> QueueRow:
        kinds = [key for key in json.loads(payload) if key != "update_id"] if payload else []
        chat, _, person = lane.partition(":")
        names = dict.fromkeys((self._name(chat), self._name(person)))
        return QueueRow(
            seq,
            state,
            from_ms(at),
            what=kinds[0] if kinds else "update",  # what is handled is not kept
            whom=" · ".join(name for name in names if name),
            attempts=attempts,
            error=error or "",
            payload=_shown(payload),
        )

    def _outbox_row(
        self,
        number: int,
        state: str,
        at: int,
        method: str,
        chat_id: int,
        attempts: int,
        error: str | None,
        payload: str,
    ) -> QueueRow:
        return QueueRow(
            number,
            state,
            from_ms(at),
            what=method,
            whom=self._name(str(chat_id)),
            attempts=attempts,
            error=error or "",
            payload=_shown(payload),
        )

    def _name(self, number: str) -> str:
        if not number.lstrip("-").isdigit():
            return ""
        user, chat = self._world.users.get(int(number)), self._world.chats.get(int(number))
        return user.name if user else chat.title if chat else ""


@asynccontextmanager
async def open_glass(settings: Settings, sandbox: Sandbox) -> AsyncIterator[QueueGlass]:
    """A glass over the settings' database, which exists."""
    async with open_reader(settings.database_path) as conn:
        yield QueueGlass(conn, sandbox)


def _shown(payload: str) -> str:
    if not payload:
        return ""
    text = json.dumps(json.loads(payload), ensure_ascii=False, indent=1)
    return text if len(text) <= _PAYLOAD_SHOWN else text[:_PAYLOAD_SHOWN] + "…"
