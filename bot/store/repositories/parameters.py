"""Messages as the Bot API takes them: the parameters of its methods; nothing is stored or sent here."""

from __future__ import annotations

from itertools import islice
from typing import Any

from markupsafe import escape

from bot.model import Button, Chat, Keyboard, Message
from bot.rules.button_rows import beside_each_other
from bot.rules.secrecy.personal import mask
from bot.rules.splitting import MESSAGE_LIMIT
from bot.rules.text import utf16_length

_OF_A_PLACE = ("chat_id", "message_thread_id", "reply_parameters")  # what means something there alone


def _text(message: Message) -> str:
    """What a message says. Here, where all pass, people's numbers are hidden, whatever they stand in."""
    text = str(message.text)
    if message.shows_numbers:
        return text
    if not message.public:
        return mask(text)[0]
    public = str(escape(message.public))
    return public.join(mask(part)[0] for part in text.split(public))


def _markup(message: Message) -> dict[str, Any] | None:
    if message.keyboard:
        return {"inline_keyboard": _keyboard_rows(message.keyboard)}
    if message.reply_keyboard:
        rows = [[{"text": label} for label in row] for row in message.reply_keyboard]
        return {"keyboard": rows, "resize_keyboard": True, "is_persistent": True}
    if message.takes_keyboard:
        return {"remove_keyboard": True}
    if message.ask:
        return {"force_reply": True, "selective": True}
    return None


def _keyboard_rows(keyboard: Keyboard) -> list[list[dict[str, str]]]:
    """Inline buttons in the Bot API's shape, no more beside each other than a phone shows whole."""
    rows: list[list[dict[str, str]]] = []
    for row in keyboard:
        left = iter(row)
        counts = beside_each_other([button.label for button in row])
        rows += ([_button(button) for button in islice(left, count)] for count in counts)
    return rows


def _button(button: Button) -> dict[str, str]:
    if button.url is not None:
        return {"text": button.label, "url": button.url}
    return {"text": button.label, "callback_data": button.data or ""}


def send_params(chat: Chat, message: Message, *, reply_to: int | None = None) -> dict[str, Any]:
    """The parameters of sendMessage."""
    params: dict[str, Any] = {
        "chat_id": chat.chat_id,
        "text": _text(message),
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }
    if chat.thread_id:
        params["message_thread_id"] = chat.thread_id
    if reply_to:
        params["reply_parameters"] = {"message_id": reply_to, "allow_sending_without_reply": True}
    if markup := _markup(message):
        params["reply_markup"] = markup
    return params


def edit_params(chat_id: int, message: Message) -> dict[str, Any]:
    """The parameters of editMessageText but for the message's id, which the sender fills in."""
    params: dict[str, Any] = {
        "chat_id": chat_id,
        "text": _text(message),
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        "reply_markup": {"inline_keyboard": _keyboard_rows(message.keyboard)},
    }
    return params


def joint_params(before: dict[str, Any], chat: Chat, message: Message, *, text: str) -> dict[str, Any] | None:
    """A message that waits (`before`) and another one together, as `text`; None where they are not for one place, or too long."""
    if before.get("message_thread_id", 0) != chat.thread_id or utf16_length(text) > MESSAGE_LIMIT:
        return None
    params = send_params(chat, Message(text, keyboard=message.keyboard))
    if "reply_markup" in before:
        params["reply_markup"] = before["reply_markup"]
    return params


def copy_params(params: dict[str, Any], telegram_id: int, *, has_buttons: bool) -> dict[str, Any]:
    """The same message in a private chat."""
    kept = {name: value for name, value in params.items() if name not in _OF_A_PLACE}
    if not has_buttons:
        kept.pop("reply_markup", None)
    return {"chat_id": telegram_id, **kept}
