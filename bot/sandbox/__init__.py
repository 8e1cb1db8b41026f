"""A local stand-in for Telegram: a Bot API over HTTP, a world of people and chats, a web chat page; no bot in it."""

from __future__ import annotations

from bot.sandbox.api.calls import Call, Violation
from bot.sandbox.api.faults import Limits
from bot.sandbox.api.recalling import Said
from bot.sandbox.page.backing import Controls, Glass, Process, ProcessState, Queue, QueueRow, Upcoming
from bot.sandbox.personas import Persona, Seen
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.server import serve
from bot.sandbox.site import Site
from bot.sandbox.world.callbacks import Answer
from bot.sandbox.world.errors import ActionError
from bot.sandbox.world.records import Chat, User

__all__ = [
    "ActionError",
    "Answer",
    "Call",
    "Chat",
    "Controls",
    "Glass",
    "Limits",
    "Persona",
    "Process",
    "ProcessState",
    "Queue",
    "QueueRow",
    "Said",
    "Sandbox",
    "Seen",
    "Site",
    "Upcoming",
    "User",
    "Violation",
    "serve",
]
