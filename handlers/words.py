"""Which texts go where: tags, the words of the reply keyboard and commands, as filters; no decisions about people."""

from __future__ import annotations

from collections.abc import Collection

from telegram import Message
from telegram.ext import filters

from bot.rules.onestep import has_tag


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


NEW_MESSAGE = filters.UpdateType.MESSAGE
EDITED = filters.UpdateType.EDITED_MESSAGE
IN_PRIVATE = filters.ChatType.PRIVATE & NEW_MESSAGE
