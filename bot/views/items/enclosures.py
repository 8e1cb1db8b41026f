"""Words about files that came with a report or an offer."""

from __future__ import annotations

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Message


def follows(t: Texts) -> Markup:
    """To who sent it."""
    return t("📎 The attachment follows once it has been looked at.")


def only_words(t: Texts) -> Markup:
    """To who sent a file that is not kept."""
    return t("What you wrote with it has been passed on.")


def render_withheld(t: Texts, *, caption: Markup) -> Message:
    """To a group, in the place of a file."""
    return Message(
        t(
            "📎 {caption}: people's numbers stand in the file, so it is given in private alone.",
            caption=caption,
        )
    )
