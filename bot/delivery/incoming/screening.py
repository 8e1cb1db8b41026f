"""Updates screened before they are stored: of one that carries a marking only who, where, when and the rule go on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from bot.model import BLOCKED, Blocked
from bot.rules.secrecy.rulebook import Rulebook, Screening

Update = dict[str, Any]

_SPOKEN = ("message", "edited_message")
# Numbers and tokens of Telegram's, which nobody has written.
_TOKENS = frozenset(
    (
        "file_id",
        "file_unique_id",
        "thumbnail_file_id",
        "inline_message_id",
        "chat_instance",
        "media_group_id",
        "language_code",
        "mime_type",
    )
)
_NAMES = frozenset(("sender_user_name", "author_signature", "forward_sender_name", "forward_signature"))


def screen_by(rulebook: Rulebook) -> Callable[[Update], Update]:
    """The form in which an update may be stored.

    What a person says now decides: a marking anywhere in it, in whatever field, also one that this release does not know, and
    nothing of the update is stored but who, where, when and the rule (model.Blocked). A marking in somebody's name, in a
    group's title, or in an older message that comes along is blanked, and the rest is handled as ever.
    """

    def screen(update: Update) -> Update:
        if rulebook.is_clear("\n".join(_words_in(update))):
            return update
        for kind in _SPOKEN:
            spoken = update.get(kind)
            if isinstance(spoken, dict) and (rule := _marking_in(rulebook, spoken)):
                known = known_of(spoken, rule=rule, is_edit=kind != "message")
                return {"update_id": update["update_id"], BLOCKED: asdict(known)}
        return {key: _blanked(rulebook, key, value) for key, value in update.items()}

    return screen


def _words_in(update: Update) -> list[str]:
    """Every text of an update."""
    words: list[str] = []
    nodes: list[Any] = [update]
    while nodes:
        node = nodes.pop()
        for value in node.values() if type(node) is dict else node:
            kind = type(value)
            if kind is str:
                words.append(value)
            elif kind is dict or kind is list:
                nodes.append(value)
    return words


def _marking_in(rulebook: Rulebook, spoken: Update) -> str | None:
    """The rule that something said now meets; names and older messages are left out."""
    nodes: list[tuple[str, Any]] = list(_said(spoken))
    while nodes:
        key, value = nodes.pop()
        if isinstance(value, str):
            if rule := _rule_of(rulebook, key, value):
                return rule
        elif isinstance(value, list):
            nodes += [(key, each) for each in value]
        elif isinstance(value, dict) and not _is_identity(value) and not _is_message(value):
            nodes += _said(value)
    return None


def _said(node: Update) -> list[tuple[str, Any]]:
    return [(key, value) for key, value in node.items() if key not in _TOKENS and key not in _NAMES]


def _rule_of(rulebook: Rulebook, key: str, value: str) -> str | None:
    verdict = rulebook.screen(value, file_name=key == "file_name")
    return verdict.rule if verdict.screening is Screening.BLOCK else None


def _is_identity(node: Update) -> bool:
    """Whether this is an account or a chat: its names are nobody's message."""
    return "id" in node and ("is_bot" in node or "type" in node)


def _is_message(node: Update) -> bool:
    return "message_id" in node and "chat" in node


def _blanked(rulebook: Rulebook, key: str, value: Any) -> Any:
    """The same without the texts that carry a marking."""
    if isinstance(value, str):
        return "" if key not in _TOKENS and _rule_of(rulebook, key, value) else value
    if isinstance(value, list):
        return [_blanked(rulebook, key, each) for each in value]
    if isinstance(value, dict):
        return {name: _blanked(rulebook, name, each) for name, each in value.items()}
    return value


def part_of_album(update: Update) -> Blocked | None:
    """What would go on of a message if its album is not to be kept; None for one that belongs to no album."""
    for kind in _SPOKEN:
        spoken = update.get(kind)
        if isinstance(spoken, dict) and spoken.get("media_group_id"):
            return known_of(spoken, rule="album", is_edit=kind != "message")
    return None


def known_of(spoken: Update, *, rule: str, is_edit: bool) -> Blocked:
    """What goes on of a message that carries a marking; numbers alone, so that nothing of it can be among them."""
    chat, sender = spoken.get("chat"), spoken.get("from")
    at = spoken.get("edit_date") if is_edit else spoken.get("date")
    is_account = spoken.get("sender_chat") is None and isinstance(sender, dict) and not sender.get("is_bot")
    thread_id = spoken.get("message_thread_id") if spoken.get("is_topic_message") else 0
    album = spoken.get("media_group_id")
    return Blocked(
        rule=rule,
        chat_id=_number(chat, "id"),
        thread_id=thread_id if isinstance(thread_id, int) else 0,
        telegram_id=_number(sender, "id") if is_account else 0,
        message_id=_number(spoken, "message_id"),
        at=at if isinstance(at, int) else _number(spoken, "date"),
        is_private=isinstance(chat, dict) and chat.get("type") == "private",
        is_edit=is_edit,
        album=album if isinstance(album, str) and album.isascii() and album.isdigit() else "",
    )


def _number(node: Any, key: str) -> int:
    found = node.get(key) if isinstance(node, dict) else None
    return found if isinstance(found, int) and not isinstance(found, bool) else 0
