"""Telegram to inbox by webhook: an update is on disk before its request is answered; storing is the intake's.

Nothing here remembers who received what, so that several copies may stand behind one address.
"""

from __future__ import annotations

import asyncio
import hmac
import json
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from telegram import Bot
from telegram.error import EndPointNotFound, InvalidToken, RetryAfter, TelegramError

from bot import sections
from bot.delivery.http.api import call_api
from bot.delivery.http.failures import retry_seconds
from bot.delivery.http.metrics import Metrics
from bot.delivery.http.serving import served
from bot.delivery.incoming.gathering import Gathering
from bot.delivery.incoming.intake import KINDS, Intake, has_id
from bot.errors import DeliveryError, StoreError
from bot.logs import get_logger
from bot.tasks import start

_log = get_logger(__name__)

MOST_BYTES = 2**20  # Telegram's updates are a few kilobytes
_BODY_SECONDS = 10.0
_COME_AGAIN = {"Retry-After": "2"}
_HANG_UP = {"Connection": "close"}
_CONNECTIONS = 40  # updates that Telegram may deliver at once: all of them share a commit
_LONGEST_WAIT = 60.0
_LAST_COMMIT = 0.4
LOOK_EVERY = 60.0  # seconds between two questions whether the webhook is still ours
_COMPLAIN_EVERY = 60.0


class Webhook:
    """Takes the updates that Telegram posts to `settings.url`, and asks Telegram at the start to post them there.

    The answer is 200 only when the update is on disk; 403 without the secret, 400 and 413 for what is no update, 503 while the
    inbox is full or cannot be written or the bot stops, so that Telegram keeps the update and comes again; 404 elsewhere.
    """

    def __init__(
        self,
        bot: Bot,
        intake: Intake,
        *,
        settings: sections.Webhook,
        metrics: Metrics | None = None,
        look_every: float = LOOK_EVERY,
    ) -> None:
        self._bot = bot
        self._intake = intake
        self._settings = settings
        self._metrics = metrics or Metrics()
        self._secret = settings.secret_token.encode()
        self._gathering = Gathering(intake)
        self._look_every = look_every
        self._stopping = False
        self._strangers = 0
        self._complain_at = 0.0
        self._is_ours = True
        self._path = urlsplit(settings.url).path or "/"
        self.app = web.Application(client_max_size=MOST_BYTES)
        self.app.router.add_route("*", "/{any:.*}", self._answer)

    async def receive_forever(self, stop: asyncio.Event) -> None:
        """Serves until `stop` is set; the webhook stays set, so that Telegram keeps what comes meanwhile.

        CommandFailed or ConfigError where the address cannot be listened on, DeliveryError where Telegram rejects the token;
        other troubles with Telegram are waited out.
        """
        listen, port = self._settings.listen, self._settings.port
        async with served(self.app, listen=listen, port=port, key="telegram.webhook"):
            setting, bell = start(self._keep_set()), start(stop.wait())
            try:
                await asyncio.wait({setting, bell}, return_when=asyncio.FIRST_COMPLETED)
                if setting.done():
                    setting.result()
            finally:
                self.take_no_more()
                for left in (setting, bell):
                    left.cancel()
                await asyncio.gather(setting, bell, return_exceptions=True)
                await self._gathering.stop(within=_LAST_COMMIT)

    def take_no_more(self) -> None:
        """From now on every update is 503: what connections that are still open bring, Telegram brings again."""
        self._stopping = True

    # -- what comes in

    async def _answer(self, request: web.Request) -> web.Response:
        response = await self._take(request)
        self._metrics.counted_answer(response.status)
        return response

    async def _take(self, request: web.Request) -> web.Response:
        if request.method != "POST" or request.raw_path.partition("?")[0] != self._path:
            return web.Response(status=404)
        given = request.headers.get("x-telegram-bot-api-secret-token", "")
        # As bytes, because compare_digest takes no text beyond ASCII; aiohttp keeps other bytes as surrogates.
        if not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), self._secret):
            self._note_stranger()
            return web.Response(status=403)
        if self._stopping or self._intake.is_full:
            return web.Response(status=503, headers=_COME_AGAIN)
        try:
            update = _parsed(await _body_of(request))
            await self._gathering.accept(update)
        except _Unwanted as unwanted:
            return web.Response(status=unwanted.status, headers=unwanted.headers)
        except StoreError as error:
            if self._intake.is_news("updates.unstored"):
                _log.error("updates.unstored", update=update["update_id"], failure=error)
            return web.Response(status=503, headers=_COME_AGAIN)
        return web.Response(status=200)

    def _note_stranger(self) -> None:
        """One line a minute at most: whoever knocks must not fill the log."""
        self._strangers += 1
        now = asyncio.get_running_loop().time()
        if now >= self._complain_at:
            _log.warning("webhook.refused", count=self._strangers)
            self._strangers, self._complain_at = 0, now + _COMPLAIN_EVERY

    # -- what Telegram is told

    async def _keep_set(self) -> None:
        """Sets the webhook, however long Telegram is away, and then looks now and then whether it is still there."""
        failures = 0
        while (wait := await self._tried(self._set(), failures)) > 0:
            failures += 1
            await asyncio.sleep(wait)
        while True:
            await asyncio.sleep(self._look_every)
            await self._tried(self._look(), 0)

    async def _set(self) -> None:
        params = {
            "url": self._settings.url,
            "secret_token": self._settings.secret_token,
            "allowed_updates": list(KINDS),
            "max_connections": _CONNECTIONS,
            "drop_pending_updates": False,
        }
        await call_api(self._bot, "setWebhook", params)
        self._metrics.saw_webhook(is_ours=True, pending=0)
        _log.info("webhook.set", host=host_of(self._settings.url))

    async def _look(self) -> None:
        """What Telegram thinks of the webhook. It is not set anew here: another copy may have been given it on purpose."""
        info = await call_api(self._bot, "getWebhookInfo", {})
        if not isinstance(info, dict):
            return  # not Telegram's answer, whatever stands in between: no news
        was_ours, self._is_ours = self._is_ours, info.get("url") == self._settings.url
        self._metrics.saw_webhook(is_ours=self._is_ours, pending=int(info.get("pending_update_count", 0)))
        if was_ours and not self._is_ours:
            _log.error("webhook.taken")

    async def _tried(self, asking: Any, failures: int) -> float:
        """Asks Telegram; seconds to wait before asking again, 0 where that went well."""
        try:
            await asking
        except (InvalidToken, EndPointNotFound):
            raise DeliveryError("Telegram rejects the bot's token") from None
        except RetryAfter as error:
            return max(1.0, retry_seconds(error))
        except TelegramError as error:
            wait = min(_LONGEST_WAIT, 2.0**failures)
            _log.warning("webhook.unset", wait=wait, reason=error.message)
            return wait
        return 0.0


def host_of(url: str) -> str:
    """The part of a webhook's address that may be shown: a path may be meant as a secret."""
    return urlsplit(url).netloc.rpartition("@")[2]


class _Unwanted(Exception):
    """A request that brings no update, and how it is answered."""

    def __init__(self, status: int, headers: dict[str, str] | None = None) -> None:
        super().__init__(status)
        self.status = status
        self.headers = headers


async def _body_of(request: web.Request) -> bytes:
    """The request's body. _Unwanted: 413 where it is or says it is too long, 408 where it does not come."""
    if (request.content_length or 0) > MOST_BYTES:
        raise _Unwanted(413, _HANG_UP)
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            return await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise _Unwanted(413, _HANG_UP) from None
    except TimeoutError:
        raise _Unwanted(408, _HANG_UP) from None
    except (OSError, web.RequestPayloadError):
        raise _Unwanted(400) from None  # nobody reads it


def _parsed(body: bytes) -> dict[str, Any]:
    """The update in a body. _Unwanted 400 where there is none; RecursionError comes of JSON nested without end."""
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        raise _Unwanted(400) from None
    if not has_id(update):
        raise _Unwanted(400)
    found: dict[str, Any] = update
    return found
