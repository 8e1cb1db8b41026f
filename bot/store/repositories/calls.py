"""Calls of the Bot API put aside: each is a row that commits with the change it tells of; nothing here talks to Telegram.

What a row says is the outbox's affair; here it is queued or claimed, and waits, leaves or stays.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.clock import from_ms, to_ms
from bot.model import (
    OutboxRow,
    OutboxState,
    Policy,
    Priority,
    RefusedRow,
)
from bot.store.directory import Directory
from bot.store.express import EVERYWHERE, Express
from bot.store.jsontext import as_json
from bot.store.repositories.rows import mapper

_refused = mapper(RefusedRow)

LONGEST_PUT_OFF = timedelta(
    hours=1
)  # what Telegram asks for is shorter, and so are the rings of an urgent item


class Calls:
    """What one Work wants called. Some of it may leave at the commit, where `express` lets it; the rest is queued."""

    def __init__(
        self, conn: Any, queries: Any, *, now: datetime, directory: Directory, express: Express | None = None
    ) -> None:
        self._conn = conn
        self._q = queries
        self._now = now
        self._express = express
        self._barred: set[int] = set()
        self._promised: list[int] = []
        self._claimed: list[OutboxRow] = []
        self.directory = directory
        self.wrote = False  # whether something is queued
        self._first: int | None = None  # the id of the first row

    def end(self, *, is_kept: bool) -> None:
        """The Work is over."""
        if self._express is not None and (self._barred or self._promised):
            self._express.ended(
                barred=self._barred, promised=self._promised, rows=self._claimed, is_kept=is_kept
            )

    def _bar(self, chat_id: int) -> None:
        """Something is queued for the chat: what follows must not leave before it."""
        self.wrote = True
        if self._express is not None and chat_id not in self._barred:
            self._barred.add(chat_id)
            self._express.bar(chat_id)

    def _take_express(self, chat_id: int) -> bool:
        """Counts on a call to the chat at this Work's commit; False: it is to be queued."""
        if self._express is None or not self._express.take(chat_id):
            return False
        self._promised.append(chat_id)
        return True

    async def call(
        self,
        method: str,
        params: dict[str, Any],
        *,
        chat_id: int = 0,
        priority: Priority = Priority.REPLY,
        policy: Policy = Policy.REPEAT,
        state: OutboxState = OutboxState.QUEUED,
        post_id: int | None = None,
        post_message_id: int | None = None,
        send_at: datetime | None = None,
        about: str | None = None,
        lines: str | None = None,
    ) -> int:
        """Any call of the Bot API; `send_at` puts it off. What changes a living message says where that stands, if it knows.

        The row's id.
        """
        is_due = state is OutboxState.QUEUED and send_at is None and priority < Priority.BROADCAST
        stands = post_id is None or post_message_id is not None or method.startswith("send")
        is_claimed = bool(
            chat_id and is_due and stands and policy is Policy.REPEAT and self._take_express(chat_id)
        )
        if chat_id and not is_claimed:
            self._bar(chat_id)
        self.wrote |= not is_claimed
        payload, due_at = as_json(params), to_ms(send_at or self._now)
        row_id: int = await self._q.insert_outbox(
            self._conn,
            chat_id=chat_id,
            method=method,
            payload=payload,
            priority=int(priority),
            policy=policy,
            state=OutboxState.SENDING if is_claimed else state,
            attempts=int(is_claimed),
            post_id=post_id,
            send_at=due_at,
            now=to_ms(self._now),
            about=about,
            lines=lines,
        )
        self._first = self._first or row_id
        if is_claimed:
            row = OutboxRow(
                row_id,
                chat_id,
                method,
                payload,
                int(priority),
                policy,
                1,
                from_ms(due_at),
                post_id,
                post_message_id,
            )
            self._claimed.append(row)
        return row_id

    async def give_up(self, row_id: int, *, why: str) -> RefusedRow | None:
        """Telegram has refused a call for good; None where it was given up before, or settled otherwise."""
        row = await self._q.find_refused(self._conn, id=row_id, why=why)
        if row is None:
            return None
        await self._q.set_refused(self._conn, id=row_id, why=why, now=to_ms(self._now))
        refused = _refused(row)
        thread_id = refused.thread_id or json.loads(refused.payload or "{}").get("message_thread_id", 0)
        return replace(refused, thread_id=thread_id)

    async def give_up_rest(self, chat_id: int, about: str) -> bool:
        """What has not left of something in several messages stays here; whether none of it has arrived, nor may have."""
        await self._q.drop_unsent_about(self._conn, chat_id=chat_id, about=about, now=to_ms(self._now))
        return await self._q.find_arrived(self._conn, chat_id=chat_id, about=about) is None

    async def has_arrived_since(self, chat_id: int, moment: datetime) -> bool:
        """Whether Telegram has taken a message to the chat since."""
        row = await self._q.find_sent_since(self._conn, chat_id=chat_id, since=to_ms(moment))
        return row is not None

    async def is_sending_to(self, chat_id: int) -> bool:
        """Whether a living message is on its way to the chat, so that nobody knows yet where it stands."""
        return await self._q.find_sending_to(self._conn, chat_id=chat_id) is not None

    async def release(self, telegram_id: int) -> None:
        """The private chat is open: what waited for it may go."""
        self._bar(telegram_id)
        await self._q.release_waiting(self._conn, chat_id=telegram_id, now=to_ms(self._now))

    async def hold_back(self, telegram_id: int) -> None:
        """The private chat is shut: what is queued for it waits."""
        await self._q.hold_for_account(self._conn, chat_id=telegram_id)

    async def waiting(self) -> dict[int, int]:
        """How many messages wait for which account."""
        return {row[0]: row[1] for row in await self._q.count_waiting(self._conn)}

    async def held_words(self, row_id: int) -> tuple[int, str] | None:
        """Chat and text of a message in doubt; None where it is in doubt no more."""
        row = await self._q.find_in_doubt(self._conn, id=row_id)
        return (row[0], str(json.loads(row[1]).get("text", ""))) if row else None

    async def resolve_doubt(self, row_id: int, *, send: bool) -> bool:
        """An administrator's answer on a held message: send it, or leave it. False: it was answered before."""
        if not await self._q.find_outbox(self._conn, id=row_id, state=OutboxState.HELD):
            return False
        self._bar(EVERYWHERE)
        state = OutboxState.QUEUED if send else OutboxState.DROPPED
        await self._q.set_outbox_state(self._conn, id=row_id, state=state, now=to_ms(self._now))
        return True

    async def follow_clock(self) -> None:
        """The clock has been put back: what it put off by its old time must not wait until that time comes again."""
        self._bar(EVERYWHERE)
        await self._q.follow_clock(
            self._conn, now=to_ms(self._now), latest=to_ms(self._now + LONGEST_PUT_OFF)
        )

    def follow_move(self) -> None:
        """Calls have followed a group that became a supergroup."""
        self._bar(EVERYWHERE)

    async def take_back(self) -> None:
        """Nothing of what was under way has arrived: the far end that was called is gone with all that it had."""
        self._bar(EVERYWHERE)
        await self._q.take_back_all(self._conn)

    async def count_restored(self) -> int:
        """How many messages of a restored copy wait for an administrator's decision."""
        return int(await self._q.count_restored(self._conn))

    async def resolve_restored(self, *, send: bool) -> int:
        """An administrator's answer on all of them; how many there were."""
        count = await self.count_restored()
        if count:
            self._bar(EVERYWHERE)
            await (self._q.send_restored if send else self._q.drop_restored)(self._conn, now=to_ms(self._now))
        return count

    async def reminders_to(self, telegram_id: int) -> list[tuple[int, str]]:
        """Private reminders to an account that have not left: the row's id, and what it is about."""
        rows = await self._q.list_reminders_to(self._conn, chat_id=telegram_id)
        return [(row[0], row[1]) for row in rows]

    async def reminders_due(self, *, most: int) -> list[tuple[int, int]]:
        """Private reminders that are to leave now: the row's id, and the account."""
        rows = await self._q.list_reminders_due(self._conn, now=to_ms(self._now), most=most)
        return [(row[0], row[1]) for row in rows]

    async def put_off(self, row_id: int, telegram_id: int, *, send_at: datetime) -> None:
        """What has not left leaves at another moment."""
        self._bar(telegram_id)
        await self._q.put_off(self._conn, id=row_id, send_at=to_ms(send_at))

    async def drop(self, row_id: int) -> None:
        """What has not left stays here."""
        await self._q.drop_unsent(self._conn, id=row_id, now=to_ms(self._now))

    def _may_write(self, chat_id: int) -> bool:
        return chat_id <= 0 or chat_id in self.directory.open_accounts
