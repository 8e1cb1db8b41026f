"""Words beside files that the bot makes."""

from __future__ import annotations

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Message


def caption(t: Texts, words: str, *, missing: str) -> Markup:
    """What stands under the file: the order's own words, and which characters a sign stands for in it."""
    lines = [Markup.escape(words)] if words else []
    if missing:
        lines.append(t("Where 〓 stands, no font has the character: {missing}", missing=missing))
    return Markup("\n").join(lines)


def render_rows(t: Texts, *, done: int, total: int) -> Message:
    """How far a large file is."""
    return Message(t("Making the file: {done} of {total} rows.", done=f"{done:,}", total=f"{total:,}"))


def render_not_made(t: Texts, *, form: str) -> Message:
    """The file could not be made."""
    if form == "photo":
        return Message(t("The picture could not be made; the figures above are complete."))
    return Message(t("The file could not be made. Please send the command again later."))
