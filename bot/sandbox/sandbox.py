"""The sandbox as a whole: its world, its Bot API, its page, put together here alone; no part knows the whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route

from bot.sandbox.api.botapi import BotApi
from bot.sandbox.api.calls import CallLog
from bot.sandbox.api.context import Context
from bot.sandbox.api.faults import Faults, Limiter, Limits
from bot.sandbox.api.recalling import Said, recall_file, recall_text
from bot.sandbox.api.webhook import Webhook
from bot.sandbox.page.backing import Backing, Controls
from bot.sandbox.page.backstage import Backstage
from bot.sandbox.page.control import Control
from bot.sandbox.personas import Persona
from bot.sandbox.security import Guard
from bot.sandbox.site import Site
from bot.sandbox.world.callbacks import Callbacks
from bot.sandbox.world.closing import Closing
from bot.sandbox.world.commands import Commands
from bot.sandbox.world.groups import Groups
from bot.sandbox.world.people import People
from bot.sandbox.world.records import Chat, User
from bot.sandbox.world.world import World


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Sandbox:
    """A local stand-in for Telegram with one bot.

    `app` is the ASGI application, `world` all users, chats and messages, `people` and `groups` what persons do,
    `calls` the last Bot API calls, `violations` what was wrong with them, `faults` what should go wrong.
    `site` is another site of the network, which a bot may read.
    `backing`: what the page shows and moves of the application; `timezone` and `controls` (whose clock then goes before
    `now`) are parts of it. `first_number`: see World.
    """

    def __init__(
        self,
        *,
        token: str = "123456:SANDBOX",  # noqa: S107 - the stand-in's token is no secret
        bot_username: str = "zhibao_bot",
        bot_name: str = "直报",
        now: Callable[[], datetime] = _utc_now,
        limits: Limits | None = None,
        controls: Controls | None = None,
        timezone: str = "Asia/Shanghai",
        first_number: int = 0,
    ) -> None:
        self.token = token
        self.backing = Backing(timezone, controls)
        bot = User(int(token.split(":")[0]), bot_name, username=bot_username, is_bot=True)
        clock = controls.now if controls is not None else now
        self.world = World(bot=bot, now=clock, first_number=first_number)
        self.groups = Groups(self.world)
        self.callbacks = Callbacks()
        self.people = People(self.world, self.callbacks)
        self.commands = Commands()
        self.webhook = Webhook(self.world.mailbox)
        self.faults = Faults()
        self.site = Site()
        self._log = CallLog()
        self.calls, self.violations = self._log.calls, self._log.violations
        self._closing = Closing()
        limiter = Limiter(limits or Limits())
        self._context = Context(self.world, self.groups, self.callbacks, self.commands, limiter)
        self.app = Starlette(
            routes=[*self._api_routes(), *self._page_routes(), self.site.route()],
            middleware=[Middleware(Guard)],
        )

    def _api_routes(self) -> list[Route]:
        return BotApi(
            self._context,
            token=self.token,
            webhook=self.webhook,
            faults=self.faults,
            log=self._log,
            closing=self._closing,
        ).routes()

    def _page_routes(self) -> list[BaseRoute]:
        backstage = Backstage(self.world, log=self._log, faults=self.faults, backing=self.backing)
        return Control(
            self.people,
            groups=self.groups,
            commands=self.commands,
            backing=self.backing,
            backstage=backstage,
            closing=self._closing,
        ).routes()

    def user(
        self,
        user_id: int,
        first_name: str,
        *,
        last_name: str = "",
        username: str = "",
        language_code: str = "zh-hans",
        note: dict[str, str] | None = None,
    ) -> Persona:
        """A person to act as; an id that exists is renamed. They have not opened the chat with the bot yet."""
        user = self.world.add_user(
            user_id,
            first_name,
            last_name=last_name,
            username=username,
            language_code=language_code,
            note=note,
        )
        return Persona(user, people=self.people, groups=self.groups)

    def group(
        self,
        title: str,
        *members: Persona,
        kind: str = "supergroup",
        is_forum: bool = False,
        with_bot: bool = True,
        bot_admin: bool = False,
    ) -> Chat:
        """A group of these people, the first its creator; made silently, the bot in it and perhaps administrator."""
        chat = self.world.add_group(
            title, kind=kind, is_forum=is_forum, members=[p.user for p in members], with_bot=with_bot
        )
        if bot_admin:
            self.groups.promote(chat, self.world.bot)
        return chat

    def recall(self, said: Said) -> None:
        """What the bot had said in an earlier world stands where it stood."""
        recall_text(self._context, said)

    def recall_file(self, file_id: str, data: bytes, *, name: str, mime: str) -> None:
        """What somebody had sent in an earlier world can be had by its id."""
        recall_file(self._context, file_id, data, name=name, mime=mime)

    def open(self) -> None:
        """Take calls again after `close`."""
        self._closing.undo()
        self.world.mailbox.closed = False

    async def close(self) -> None:
        """End long polls, streams, hanging answers and webhook deliveries."""
        self._closing.begin()
        self.world.mailbox.close()
        self.world.journal.bell.ring()
        await self.webhook.remove()
