"""The bot's command lists by scope and language, and the order in which Telegram looks for the one a person sees."""

from __future__ import annotations

import re
from typing import Any

from bot.sandbox.world.errors import broken_rule
from bot.sandbox.world.records import Chat, Json

_NAME = re.compile(r"[a-z0-9_]{1,32}")
_PLAIN_SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
Key = tuple[str, str, str]


class Commands:
    """What setMyCommands stored."""

    def __init__(self) -> None:
        self._lists: dict[tuple[Key, str], list[Json]] = {}

    def set(self, commands: list[Any] | None, scope: Json | None, language: str) -> None:
        """Store a list (an empty one deletes it); raises ApiError 400."""
        if commands is None:
            raise broken_rule("can't parse commands JSON object")
        if len(commands) > 100:
            raise broken_rule("BOT_COMMANDS_TOO_MUCH")
        checked = [_command(command) for command in commands]
        if not checked:
            return self.delete(scope, language)
        self._lists[_key(scope), language] = checked
        return None

    def get(self, scope: Json | None, language: str) -> list[Json]:
        """The list of exactly that scope and language."""
        return self._lists.get((_key(scope), language), [])

    def delete(self, scope: Json | None, language: str) -> None:
        """Forget the list of that scope and language."""
        self._lists.pop((_key(scope), language), None)

    def shown_to(self, user_id: int, chat: Chat, language: str) -> list[Json]:
        """What a person sees in a chat: the narrowest scope that has a list in their language, then in any."""
        short = language.split("-")[0]
        for key in _order(user_id, chat):
            for tongue in (short, ""):
                if (key, tongue) in self._lists:
                    return self._lists[key, tongue]
        return []


def _order(user_id: int, chat: Chat) -> list[Key]:
    here = str(chat.id)
    if chat.is_private:
        return [("chat", here, ""), ("all_private_chats", "", ""), ("default", "", "")]
    member = chat.members.get(user_id)
    admin = member is not None and member.is_admin
    return [
        ("chat_member", here, str(user_id)),
        *([("chat_administrators", here, "")] if admin else []),
        ("chat", here, ""),
        *([("all_chat_administrators", "", "")] if admin else []),
        ("all_group_chats", "", ""),
        ("default", "", ""),
    ]


def _key(scope: Json | None) -> Key:
    kind = (scope or {}).get("type", "default")
    if kind in _PLAIN_SCOPES:
        return (kind, "", "")
    if kind in ("chat", "chat_administrators", "chat_member"):
        chat_id, user_id = (scope or {}).get("chat_id"), (scope or {}).get("user_id")
        if chat_id is None or (kind == "chat_member") != (user_id is not None):
            raise broken_rule("can't parse BotCommandScope: chat_id or user_id is missing")
        return (kind, str(chat_id), str(user_id or ""))
    raise broken_rule("can't parse BotCommandScope: Unsupported type specified")


def _command(value: Any) -> Json:
    if not isinstance(value, dict):
        raise broken_rule("can't parse BotCommand: expected an Object")
    name = str(value.get("command", "")).removeprefix("/")
    description = str(value.get("description", "")).strip()
    if not _NAME.fullmatch(name):
        raise broken_rule("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= 256:
        raise broken_rule("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}
