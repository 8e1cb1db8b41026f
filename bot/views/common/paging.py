"""Long lists as several messages within Telegram's limit; what the lines say is the other views' affair."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.model import Keyboard, Message
from bot.rules.splitting import split_lines


def paged(lines: Sequence[Markup], *, keyboard: Keyboard = ()) -> list[Message]:
    """As few messages as fit the lines, broken at line ends; the keyboard hangs under the last one."""
    texts = split_lines([str(line) for line in lines])
    last = len(texts) - 1
    # Each line was escaped when it was made, and splitting never parts an entity or a tag.
    return [
        Message(Markup(text), keyboard=keyboard if place == last else ())  # noqa: S704
        for place, text in enumerate(texts)
    ]


def paragraphs(text: str) -> list[Markup]:
    """What a person wrote, escaped, line by line."""
    return [Markup.escape(line) for line in text.split("\n")]
