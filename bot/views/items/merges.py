"""What the reporter of an item hears when another one is merged into it; cards say it by `contained`."""

from __future__ import annotations

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Item, Message
from bot.views.items.cards import contained, headline


def render_joined(t: Texts, item: Item, other: Item) -> Message:
    """For the reporter of an item into which another one, `other`, was merged."""
    return Message(
        t("🔗 Merged with yours: {head}", head=headline(t, item))
        + Markup("\n")
        + contained(t, [(other.number, other.reporter)])
    )


def render_parted(t: Texts, item: Item, other: Item) -> Message:
    """The same, once that has been taken back."""
    merged = t(
        "{number} {reporter} is no longer merged with it.", number=other.number, reporter=other.reporter
    )
    return Message(headline(t, item) + Markup("\n") + merged)
