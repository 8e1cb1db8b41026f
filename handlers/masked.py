"""Messages in the name of a group or channel, whose writer nobody knows; asked first, so that no other handler takes them."""

from __future__ import annotations

import re

from telegram import Message, Update
from telegram.ext import MessageHandler, filters

from bot.desk.people import strangers
from bot.rules.onestep import TAGS_DEMAND, TAGS_SUBMIT
from bot.views.common.help import COMMANDS
from handlers.context import DeskContext
from handlers.words import NEW_MESSAGE, Tagged, is_for_us

_COMMAND = re.compile(r"/(?P<name>[a-z]+)(?:_\w+)?(?:@(?P<bot>\w+))?(?:\s|\Z)", re.IGNORECASE | re.ASCII)
_COMMANDS = frozenset({"start", *COMMANDS})


class _Masked(filters.MessageFilter):
    """A message in a group that a chat has sent: an anonymous administrator's, somebody's channel's, a linked channel's post."""

    def filter(self, message: Message) -> bool:
        return message.sender_chat is not None and message.chat.type in ("group", "supergroup")


class _Ours(filters.MessageFilter):
    """One of our commands."""

    def filter(self, message: Message) -> bool:
        match = _COMMAND.match(message.text or message.caption or "")
        return match is not None and match["name"].lower() in _COMMANDS and is_for_us(match["bot"], message)


async def on_asking(update: Update, context: DeskContext) -> None:
    """A command or tag: whoever it was hears why it does not work."""
    async with context.work() as work:
        await strangers.refuse_masked(context.office, work, context.scene_in(work, update))


async def on_silence(update: Update, context: DeskContext) -> None:
    """What a linked channel published, and the talk of the unknown: nothing to do with us."""


_MASKED = NEW_MESSAGE & _Masked() & (filters.TEXT | filters.CAPTION)
_ASKING = ~filters.IS_AUTOMATIC_FORWARD & (Tagged(TAGS_SUBMIT) | Tagged(TAGS_DEMAND) | _Ours())

HANDLERS = [MessageHandler(_MASKED & _ASKING, on_asking), MessageHandler(_MASKED, on_silence)]
