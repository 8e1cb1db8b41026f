"""Commands and tags in the name of a group or channel: their writer, whom nobody knows, hears why they do not work."""

from __future__ import annotations

import re

from telegram import Message, Update
from telegram.ext import MessageHandler, filters

from bot.desk.people import strangers
from bot.rules.onestep import TAGS_DEMAND, TAGS_SUBMIT
from bot.views.common.help import COMMANDS
from handlers.context import DeskContext
from handlers.words import Tagged, is_for_us

_COMMAND = re.compile(r"/(?P<name>[a-z]+)(?:_\w+)?(?:@(?P<bot>\w+))?(?:\s|\Z)", re.IGNORECASE | re.ASCII)
_COMMANDS = frozenset({"start", *COMMANDS})


class _InAName(filters.MessageFilter):
    """A message in the name of a chat: an anonymous administrator's, or somebody's who writes as a channel."""

    def filter(self, message: Message) -> bool:
        return message.sender_chat is not None


class _Ours(filters.MessageFilter):
    """One of our commands."""

    def filter(self, message: Message) -> bool:
        match = _COMMAND.match(message.text or message.caption or "")
        return match is not None and match["name"].lower() in _COMMANDS and is_for_us(match["bot"], message)


async def on_asking(update: Update, context: DeskContext) -> None:
    """Whoever it was hears why it does not work."""
    async with context.work() as work:
        await strangers.refuse_masked(context.office, work, context.scene_in(work, update))


# Not what a linked channel published, which speaks to nobody here, and not what another bot says.
_MASKED = filters.UpdateType.MESSAGE & filters.ChatType.GROUPS & _InAName() & ~filters.IS_AUTOMATIC_FORWARD

HANDLERS = [MessageHandler(_MASKED & (Tagged(TAGS_SUBMIT) | Tagged(TAGS_DEMAND) | _Ours()), on_asking)]
