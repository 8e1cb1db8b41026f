"""Delivery of updates to the bot's webhook, one after another, until each is accepted; long polls are in `mailbox`."""

from __future__ import annotations

import asyncio
import re
import time
from urllib.parse import urlsplit

import aiohttp

from bot.sandbox.world.errors import broken_rule
from bot.sandbox.world.mailbox import Mailbox
from bot.sandbox.world.records import Json

_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")


class Webhook:
    """The webhook that is set, and the task that feeds it. `pauses` are the seconds between tries of one update."""

    def __init__(self, mailbox: Mailbox, *, pauses: tuple[float, ...] = (0.1, 0.2, 0.5, 1, 2, 5)) -> None:
        self.mailbox = mailbox
        self.pauses = pauses
        self.secret = ""
        self.max_connections = 40
        self.last_error = ""
        self.last_error_at = 0.0
        self._task: asyncio.Task[None] | None = None

    async def set(self, url: str, *, secret: str, max_connections: int) -> None:
        """Deliver to `url` from now on; raises ApiError 400 for an address or secret Telegram would refuse."""
        parts = urlsplit(url)
        local = parts.hostname in ("127.0.0.1", "localhost", "::1")
        if parts.scheme != "https" and not (parts.scheme == "http" and local):
            raise broken_rule("bad webhook: An HTTPS URL must be provided for webhook")
        if not _SECRET.fullmatch(secret):
            raise broken_rule("secret token contains unallowed characters")
        await self.remove()
        self.secret, self.max_connections, self.last_error = secret, max_connections, ""
        self.mailbox.webhook_url = url
        self.mailbox.bell.ring()
        self._task = asyncio.create_task(self._deliver_forever(url))

    async def remove(self) -> None:
        """Stop delivering; what is pending stays."""
        self.mailbox.webhook_url = ""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def info(self) -> Json:
        """Telegram's WebhookInfo."""
        shape: Json = {
            "url": self.mailbox.webhook_url,
            "has_custom_certificate": False,
            "pending_update_count": len(self.mailbox.pending),
        }
        if self.mailbox.webhook_url:
            shape["max_connections"] = self.max_connections
        if self.last_error:
            shape.update(last_error_date=int(self.last_error_at), last_error_message=self.last_error)
        if self.mailbox.allowed:
            shape["allowed_updates"] = list(self.mailbox.allowed)
        return shape

    async def _deliver_forever(self, url: str) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret} if self.secret else {}
        async with aiohttp.ClientSession(headers=headers, timeout=aiohttp.ClientTimeout(total=60)) as session:
            while not self.mailbox.closed:
                await self.mailbox.wait_for_work()
                if self.mailbox.pending:
                    await self._deliver_next(session, url)

    async def _deliver_next(self, session: aiohttp.ClientSession, url: str) -> None:
        update = self.mailbox.pending[0]
        tries = 0
        while not await self._delivered(session, url, update):
            await asyncio.sleep(self.pauses[min(tries, len(self.pauses) - 1)])
            tries += 1
        self.mailbox.confirm(update["update_id"] + 1)

    async def _delivered(self, session: aiohttp.ClientSession, url: str, update: Json) -> bool:
        try:
            async with session.post(url, json=update) as response:
                await response.read()
                if 200 <= response.status < 300:
                    return True
                self.last_error = f"Wrong response from the webhook: {response.status} {response.reason}"
        except (aiohttp.ClientError, TimeoutError) as error:
            self.last_error = f"Connection failed: {type(error).__name__}"
        self.last_error_at = time.time()
        return False
