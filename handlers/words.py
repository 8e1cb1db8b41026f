"""Which texts go where: tags, the words of the reply keyboard and commands, as filters; no decisions about people."""

from __future__ import annotations

from collections.abc import Collection

from telegram import Message
from telegram.ext import filters

from bot.rules.onestep import has_tag
from handlers.context import is_by_account


class Tagged(filters.MessageFilter):
    """A new message whose text or caption begins with one of the tags."""

    def __init__(self, tags: Collection[str]) -> None:
        super().__init__(name=f"Tagged({tags})")
        self._tags = tags

    def filter(self, message: Message) -> bool:
        """Whether this message has the tag."""
        return has_tag(message.text or message.caption or "", tags=self._tags)


class Word(filters.MessageFilter):
    """A private message that is exactly one of the words of the reply keyboard, in either language."""

    def __init__(self, *words: str) -> None:
        super().__init__(name=f"Word({words})")
        self._words = {word.casefold() for word in words}

    def filter(self, message: Message) -> bool:
        """Whether this message is the word."""
        return (message.text or "").strip().casefold() in self._words


class ByAccount(filters.MessageFilter):
    """A message behind which an account stands that somebody can be answered at."""

    def filter(self, message: Message) -> bool:
        """Whether this is one."""
        return is_by_account(message)


# What nobody has written is nobody's submission or command. Service messages are told apart by their own filters.
_BY_ACCOUNT = ByAccount()
NEW_MESSAGE = filters.UpdateType.MESSAGE & _BY_ACCOUNT
EDITED = filters.UpdateType.EDITED_MESSAGE & _BY_ACCOUNT
IN_PRIVATE = filters.ChatType.PRIVATE & NEW_MESSAGE
