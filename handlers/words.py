"""Which texts go where: tags, the words of the reply keyboard and commands, as filters; no decisions about people."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Coroutine
from typing import Any
from unicodedata import normalize

from telegram import Message, Update
from telegram.ext import BaseHandler, CommandHandler, MessageHandler, filters

from bot.rules.onestep import has_tag, without_mention
from bot.rules.traditional import simplify
from bot.views.common.help import COMMANDS
from handlers.context import DeskContext, is_by_account

Callback = Callable[[Update, DeskContext], Coroutine[Any, Any, None]]

_AROUND = " \t\n/／。.!！?？"  # what people type around a word


_WIDE_COMMAND = re.compile(r"[／/]([a-z][a-z0-9_]{0,31})(?:@\w+)?(?=[\s\u3000]|\Z)", re.IGNORECASE | re.ASCII)
_MARKS = {"text": "entities", "caption": "caption_entities"}
_WIDE_HEAD = re.compile(r"\A／[！-～]+")  # letters of a keyboard that types everything full-width


def with_command_marked(update: dict[str, Any]) -> dict[str, Any]:
    """An update whose message begins with a command that Telegram does not mark first, as if it did.

    It marks none behind a Chinese keyboard's slash, ／my, nor in words that were copied as code; in bold or quoted ones another
    mark stands first. In groups only the bot's own are read so: people write to each other.
    """
    message = update.get("message")
    if not isinstance(message, dict):
        return update
    key = "text" if message.get("text") else "caption"
    text = _WIDE_HEAD.sub(lambda found: normalize("NFKC", found[0]), str(message.get(key) or ""))
    match = _WIDE_COMMAND.match(text)
    if match is None or (not str(message[key]).startswith("／") and not _is_formatted(message, key)):
        return update
    is_private = message.get("chat", {}).get("type") == "private"
    if not is_private and match[1].casefold().partition("_")[0] not in {act.value for act in COMMANDS}:
        return update
    mark = {"type": "bot_command", "offset": 0, "length": match.end()}
    plain = message | {key: "/" + text[1:], _MARKS[key]: [mark, *message.get(_MARKS[key], ())]}
    return update | {"message": plain}


def _is_formatted(message: dict[str, Any], key: str) -> bool:
    """Whether the words begin with another mark than that of a command."""
    marks: list[dict[str, Any]] = message.get(_MARKS[key]) or [{}]
    return marks[0].get("offset") == 0 and marks[0].get("type") != "bot_command"


class Tagged(filters.MessageFilter):
    """A new message whose text or caption begins with one of the tags."""

    def __init__(self, tags: Collection[str]) -> None:
        super().__init__(name=f"Tagged({tags})")
        self._tags = tags

    def filter(self, message: Message) -> bool:
        """Whether this message has the tag."""
        text = message.text or message.caption or ""
        return has_tag(without_mention(text, username=message.get_bot().username), tags=self._tags)


class Word(filters.MessageFilter):
    """A private message that is exactly one of the words of the reply keyboard, in either language."""

    def __init__(self, *words: str) -> None:
        super().__init__(name=f"Word({words})")
        self._words = {word.casefold() for word in words}
        self._longest = max(map(len, self._words))

    def filter(self, message: Message) -> bool:
        """Whether this message is the word."""
        word = (message.text or "").strip(_AROUND).casefold()
        return word in self._words or (len(word) <= self._longest and simplify(word)[0] in self._words)


class OneWord(filters.MessageFilter):
    """A command with its argument in one word, as a tap on it sends it: `/book_12`, `/revise_2026_0099`."""

    def __init__(self, command: str) -> None:
        super().__init__(name=f"OneWord({command})")
        self._pattern = re.compile(rf"/{command}_\w+(?:@(?P<bot>\w+))?(?:\s|\Z)", re.IGNORECASE | re.ASCII)

    def filter(self, message: Message) -> bool:
        """Whether this message is the command, and meant for this bot."""
        match = self._pattern.match(message.text or "")
        return match is not None and is_for_us(match["bot"], message)


class Captioned(filters.MessageFilter):
    """A command below a file, where Telegram marks none."""

    def __init__(self, command: str) -> None:
        super().__init__(name=f"Captioned({command})")
        self._pattern = re.compile(rf"\s*/{command}(?:@(?P<bot>\w+))?(?:\s|\Z)", re.IGNORECASE | re.ASCII)

    def filter(self, message: Message) -> bool:
        """Whether this message is the command, and meant for this bot."""
        match = self._pattern.match(message.caption or "")
        return match is not None and is_for_us(match["bot"], message)


class WithCode(filters.MessageFilter):
    """A command that writes a form, with nothing behind it but a number: `/meeting M2` looks at that one."""

    def __init__(self, command: str, letter: str) -> None:
        super().__init__(name=f"WithCode({command})")
        self._pattern = re.compile(
            rf"/{command}(?:@(?P<bot>\w+))?[ _]+{letter}?-?\d{{1,9}}\s*\Z", re.IGNORECASE | re.ASCII
        )

    def filter(self, message: Message) -> bool:
        """Whether this message is the command with a number, and meant for this bot."""
        match = self._pattern.match(message.text or "")
        return match is not None and is_for_us(match["bot"], message)


def is_for_us(named: str | None, message: Message) -> bool:
    """Whether a command that perhaps names a bot is for this one."""
    return named is None or named.casefold() == message.get_bot().username.casefold()


def command(name: str, callback: Callback) -> list[BaseHandler[Any, Any, Any]]:
    """The handlers of a command that takes a number or a name: with a blank before it, and in one word."""
    return [
        CommandHandler(name, callback, filters=NEW_MESSAGE),
        MessageHandler(NEW_MESSAGE & OneWord(name), callback),
    ]


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
