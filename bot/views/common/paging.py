"""Long lists as several messages within Telegram's limit; what the lines say is the other views' affair."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Button, Keyboard, Message
from bot.rules.splitting import split_lines
from bot.views.common.callbacks import Press, button


def paged(lines: Sequence[Markup], *, keyboard: Keyboard = ()) -> list[Message]:
    """As few messages as fit the lines, broken at line ends; the keyboard hangs under the last one."""
    texts = split_lines([str(line) for line in lines])
    last = len(texts) - 1
    # Each line was escaped when it was made, and splitting never parts an entity or a tag.
    return [
        Message(Markup(text), keyboard=keyboard if place == last else ())  # noqa: S704
        for place, text in enumerate(texts)
    ]


def turns(t: Texts, press: Press, page: int, pages: int, *more: object) -> tuple[Button, ...]:
    """◀ 2/5 ▶ under a list; none where it has one page."""
    if pages < 2:
        return ()
    found = []
    if page > 0:
        found.append(button(t.plain("◀ Previous"), press, page - 1, *more))
    found.append(button(f"{page + 1}/{pages}", press, page, *more))
    if page < pages - 1:
        found.append(button(t.plain("Next ▶"), press, page + 1, *more))
    return tuple(found)


def paragraphs(text: str) -> list[Markup]:
    """What a person wrote, escaped, line by line."""
    return [Markup.escape(line) for line in text.split("\n")]
