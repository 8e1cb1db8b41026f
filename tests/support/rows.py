"""Rows put into the two tables and read from them, past the code under test."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

from bot.clock import Clock, to_ms
from bot.model import Policy, Priority
from bot.store.jsontext import as_json
from tests.support.databases import Failing


def read(database: Failing, sql: str, *args: Any) -> list[tuple[Any, ...]]:
    """What is committed, through a connection of its own."""
    return database.home.ask(sql, *args)


def outbox(database: Failing) -> list[tuple[int, str]]:
    """(id, state) of all calls."""
    return read(database, "SELECT id, state FROM outbox ORDER BY id")


def inbox(database: Failing) -> list[tuple[int, str, int]]:
    """(update id, state, attempts) of all updates."""
    return read(database, "SELECT update_id, state, attempts FROM inbox ORDER BY seq")


async def put_call(
    database: Failing,
    text: str = "收到",
    *,
    chat_id: int = 7,
    method: str = "sendMessage",
    priority: Priority = Priority.REPLY,
    policy: Policy = Policy.REPEAT,
    post_id: int | None = None,
    **params: Any,
) -> int:
    """A queued call; its id."""
    now = to_ms(Clock().now())
    async with database.settling() as conn:
        await database.queries.insert_outbox(
            conn,
            chat_id=chat_id,
            method=method,
            payload=json.dumps({"chat_id": chat_id, "text": text, **params}),
            priority=int(priority),
            policy=policy,
            state="queued",
            attempts=0,
            post_id=post_id,
            send_at=now,
            now=now,
            about=None,
            lines=None,
        )
    database.outbox_filled.set()
    return int(read(database, "SELECT max(id) FROM outbox")[0][0])


async def put_post(database: Failing, *, slot: str = "card:1", chat_id: int = 7) -> int:
    """A living message that stands nowhere yet; its id."""
    async with database.settling() as conn:
        await database.queries.insert_post(conn, slot=slot, chat_id=chat_id, thread_id=0, head=None)
    return int(read(database, "SELECT max(id) FROM posts")[0][0])


async def put_updates(database: Failing, *updates: tuple[int, str], payload: str = "{}") -> None:
    """Pending updates, each an id and a lane."""
    now = to_ms(Clock().now())
    async with database.durable() as conn:
        rows = [{"update_id": u, "lane": lane, "payload": payload} for u, lane in updates]
        await database.queries.insert_inbox(conn, rows=as_json(rows), received_at=now)


async def until(condition: Callable[[], bool], step: Callable[[], Any], *, seconds: float = 10) -> None:
    """Calls and awaits `step` until `condition` holds."""
    async with asyncio.timeout(seconds):
        while not condition():
            await step()
