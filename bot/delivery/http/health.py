"""`/healthz`, `/readyz` and `/metrics`: whether the desk lives, whether it can work, what it has counted; it mends nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot import sections
from bot.clock import Clock, to_ms
from bot.delivery.http.metrics import Metrics
from bot.delivery.http.serving import served
from bot.logs import get_logger
from bot.store.base import Store

_log = get_logger(__name__)

_PATIENCE = 2.0  # seconds in which the database has to answer


@dataclass(frozen=True, slots=True)
class Look:
    """What the two tables of the delivery say; ages in seconds, 0 where nothing waits. Bound groups in which the bot may not
    write, and others in which it lacks a right."""

    inbox: dict[str, int] = field(default_factory=dict)
    outbox: dict[str, int] = field(default_factory=dict)
    oldest_update: float = 0.0
    oldest_message: float = 0.0
    mute_groups: int = 0
    limited_groups: int = 0


class Health:
    """Answers those who watch. A look at the database on each question; about Telegram only what the last calls came to."""

    def __init__(self, database: Store, clock: Clock, *, metrics: Metrics, settings: sections.Health) -> None:
        self._database = database
        self._clock = clock
        self._metrics = metrics
        self._settings = settings
        self._is_down = False
        self.app = web.Application()
        self.app.router.add_get("/healthz", self._alive)
        self.app.router.add_get("/readyz", self._ready)
        self.app.router.add_get("/metrics", self._render)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Serves until the block ends, unless the settings have it switched off (port 0). Raises what `served` raises."""
        if not self._settings.port:
            yield
            return
        async with served(self.app, listen=self._settings.listen, port=self._settings.port, key="health"):
            yield

    async def _alive(self, _request: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def _ready(self, _request: web.Request) -> web.Response:
        report = readiness(await self._look(), metrics=self._metrics, settings=self._settings)
        return web.json_response(report, status=200 if report["ready"] else 503)

    async def _render(self, _request: web.Request) -> web.Response:
        look = await self._look()
        shown = look or Look()
        text = self._metrics.render(
            is_up=look is not None,
            inbox=shown.inbox,
            outbox=shown.outbox,
            oldest_update=shown.oldest_update,
            oldest_message=shown.oldest_message,
        )
        return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _look(self) -> Look | None:
        """None where the database does not answer, whatever the reason; the log is told of each change."""
        (found,) = await asyncio.gather(self._read(), return_exceptions=True)
        if isinstance(found, BaseException):
            if not self._is_down:
                _log.error("database.silent", failure=found)
            self._is_down = True
            return None
        self._is_down = False
        return found

    async def _read(self) -> Look:
        queries, reader, now = self._database.queries, self._database.reader, to_ms(self._clock.now())
        async with asyncio.timeout(_PATIENCE):
            inbox = dict(await queries.count_open_inbox(reader))
            outbox = dict(await queries.count_open_outbox(reader))
            update_at = await queries.oldest_pending_at(reader)
            message_at = await queries.oldest_unsent_at(reader, now=now)
            mute, limited = await queries.count_lacks(reader)
        return Look(inbox, outbox, _age(update_at, now), _age(message_at, now), mute, limited)


def readiness(look: Look | None, *, metrics: Metrics, settings: sections.Health) -> dict[str, Any]:
    """The report of `/readyz`: each part with its `ok`, and `ready` where all are. Ages in whole tenths of a second."""
    failing, reached = metrics.telegram_failing, metrics.telegram_reached
    parts: dict[str, dict[str, Any]] = {
        "database": {"ok": look is not None},
        "telegram": {
            # One lost call in a night is no outage.
            "ok": reached is not None
            and failing is not None
            and failing < settings.telegram_down.total_seconds(),
            "last_answer_age": None if reached is None else round(reached, 1),
            "failing_for": round(failing or 0.0, 1),
        },
    }
    if look is not None:
        for name, age, most in (
            ("oldest_update", look.oldest_update, settings.oldest_update),
            ("oldest_message", look.oldest_message, settings.oldest_message),
        ):
            parts[name] = {"ok": age < most.total_seconds(), "age": round(age, 1)}
    if look is not None and (look.mute_groups or look.limited_groups):
        # A group's administrator has to see to it: nothing stands still, and a new start would not help.
        parts["groups"] = {
            "ok": True,
            "warning": True,
            "mute": look.mute_groups,
            "limited": look.limited_groups,
        }
    return {"ready": all(part["ok"] for part in parts.values()), **parts}


def _age(at: int | None, now: int) -> float:
    return 0.0 if at is None else max(0.0, (now - at) / 1000)
