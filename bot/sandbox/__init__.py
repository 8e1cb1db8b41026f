"""A local stand-in for Telegram: a Bot API over HTTP, a world of people and chats, a web chat page; no bot in it."""

from __future__ import annotations

from bot.sandbox.backing import Controls, Glass, Process, ProcessState, Queue, QueueRow, Upcoming
from bot.sandbox.callbacks import Answer
from bot.sandbox.calls import Call, Violation
from bot.sandbox.errors import ActionError
from bot.sandbox.faults import Limits
from bot.sandbox.personas import Persona, Seen
from bot.sandbox.records import Chat, User
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.server import serve

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
    "Sandbox",
    "Seen",
    "Upcoming",
    "User",
    "Violation",
    "serve",
]
