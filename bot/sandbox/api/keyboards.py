"""Telegram's rules for reply_markup; what a keyboard looks like on the page is not decided here."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from bot.sandbox.world.errors import broken_rule
from bot.sandbox.world.records import Json

MAX_BUTTONS = 100
MAX_PER_ROW = 8
MAX_DATA_BYTES = 64
_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)


def check_markup(markup: Json | None) -> Json | None:
    """The reply markup as Telegram would keep it; raises ApiError 400 where it would be refused."""
    if not markup:
        return None
    if "inline_keyboard" in markup:
        rows = [[_inline_button(button) for button in row] for row in _rows(markup, "inline_keyboard")]
        rows = [row for row in rows if row]
        return {"inline_keyboard": rows} if rows else None
    if "keyboard" in markup:
        rows = [[_reply_button(button) for button in row] for row in _rows(markup, "keyboard")]
        return {**markup, "keyboard": [row for row in rows if row]}
    if markup.get("remove_keyboard") is True or markup.get("force_reply") is True:
        if len(str(markup.get("input_field_placeholder", ""))) > 64:
            raise broken_rule("REPLY_MARKUP_PLACEHOLDER_INVALID")
        return markup
    raise broken_rule("can't parse reply keyboard markup JSON object")


def check_inline(markup: Json | None) -> Json | None:
    """Like `check_markup`, for edits, where only an inline keyboard is allowed."""
    if markup and "inline_keyboard" not in markup:
        raise broken_rule("inline keyboard expected")
    return check_markup(markup)


def _rows(markup: Json, name: str) -> list[list[Any]]:
    rows = markup[name]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise broken_rule(f'can\'t parse {name.replace("_", " ")}: field "{name}" must be an Array of Arrays')
    if any(len(row) > MAX_PER_ROW for row in rows) or sum(map(len, rows)) > MAX_BUTTONS:
        raise broken_rule("REPLY_MARKUP_TOO_LONG")
    return rows


def _inline_button(button: Any) -> Json:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise broken_rule('can\'t parse inline keyboard button: field "text" must be of type String')
    if not button["text"].strip():
        raise broken_rule("BUTTON_TEXT_INVALID")
    actions = [name for name in _ACTIONS if name in button]
    if not actions:
        raise broken_rule(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if len(actions) > 1:
        raise broken_rule("can't parse inline keyboard button: exactly one action must be used")
    if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= MAX_DATA_BYTES:
        raise broken_rule("BUTTON_DATA_INVALID")
    if "url" in button:
        _check_url(str(button["url"]))
    return button


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
    except ValueError:
        raise broken_rule(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL") from None
    if parts.scheme not in ("http", "https", "tg", "ton") or " " in url:
        raise broken_rule(f"inline keyboard button URL '{url}' is invalid: Unsupported URL protocol")
    host = parts.hostname or ""
    if parts.scheme != "tg" and ("." not in host or host.startswith(".")):
        raise broken_rule(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def _reply_button(button: Any) -> Json:
    shaped = {"text": button} if isinstance(button, str) else button
    if not isinstance(shaped, dict) or not isinstance(shaped.get("text"), str) or not shaped["text"].strip():
        raise broken_rule('can\'t parse keyboard button: field "text" must be of type String')
    return shaped
