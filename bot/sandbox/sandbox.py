"""The sandbox as a whole: its world, its Bot API, its page, put together; each part lives in its own module."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime

from starlette.applications import Starlette
from starlette.middleware import Middleware

from bot.sandbox.bell import Bell
from bot.sandbox.botapi import BotApi
from bot.sandbox.callbacks import Callbacks
from bot.sandbox.calls import Call, Violation
from bot.sandbox.clock import Controls
from bot.sandbox.commands import Commands
from bot.sandbox.context import Context
from bot.sandbox.control import Control
from bot.sandbox.faults import Faults, Limiter, Limits
from bot.sandbox.glass import Glass, Process
from bot.sandbox.groups import Groups
from bot.sandbox.people import People
from bot.sandbox.personas import Persona
from bot.sandbox.records import Chat, User
from bot.sandbox.security import Guard
from bot.sandbox.webhook import Webhook
from bot.sandbox.world import World


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Sandbox:
    """A local stand-in for Telegram with one bot.

    `app` is the ASGI application, `world` all users, chats and messages, `people` and `groups` what persons do,
    `calls` the last Bot API calls, `violations` what was wrong with them, `faults` what should go wrong.
    `glass` and `process`: what the page shows of the application; `tour`: who plays which part in the page's guided tour.
    `timezone` is the one the page shows times in. `first_number`: see World.
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
        self.controls = controls
        self.glass: Glass | None = None
        self.process: Process | None = None
        self.tour: dict[str, int] = {}
        self.timezone = timezone
        self.now = controls.now if controls is not None else now
        bot = User(int(token.split(":")[0]), bot_name, username=bot_username, is_bot=True)
        self.world = World(bot=bot, now=self.now, first_number=first_number)
        self.callbacks = Callbacks()
        self.groups = Groups(self.world)
        self.people = People(self.world, self.callbacks)
        self.commands = Commands()
        self.webhook = Webhook(self.world.mailbox)
        self.faults = Faults()
        self.calls: deque[Call] = deque(maxlen=5000)
        self.violations: list[Violation] = []
        self.closing = Bell()
        self.is_closing = False
        self.context = Context(
            self.world, self.groups, self.callbacks, self.commands, Limiter(limits or Limits())
        )
        self.app = Starlette(
            routes=[*BotApi(self).routes(), *Control(self).routes()], middleware=[Middleware(Guard)]
        )

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
        return Persona(self, user)

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

    async def pause(self, seconds: float) -> None:
        """Wait, but not beyond the sandbox's end."""
        if not self.is_closing:
            await self.closing.wait(seconds)

    def open(self) -> None:
        """Take calls again after `close`."""
        self.is_closing = False
        self.world.mailbox.closed = False

    async def close(self) -> None:
        """End long polls, streams, hanging answers and webhook deliveries."""
        self.is_closing = True
        self.world.mailbox.close()
        self.closing.ring()
        self.world.journal.bell.ring()
        await self.webhook.remove()
