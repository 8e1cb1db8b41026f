"""Words about texts in a group that are nearly items; what is one is decided in rules/near_miss.py."""

from __future__ import annotations

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Message
from bot.rules.text import shorten
from bot.views.common.callbacks import Press, button


def render_offer(t: Texts, draft_id: int, *, left_out: str) -> Message:
    """Not taken, why, and the button that takes it."""
    lines = [t("Not taken: an item begins with “#submit”.")]
    if left_out:
        words = shorten(" ".join(left_out.split()), 40)
        lines.append(t("Taken by the button, it goes without “{words}” before the tag.", words=words))
    keyboard = ((button(t.plain("Take it as an item"), Press.NEAR_TAKE, draft_id),),)
    return Message(Markup("\n").join(lines), keyboard=keyboard)


def render_offer_tagged(t: Texts, draft_id: int) -> Message:
    """The tag in a partner group, of somebody who is no partner, and the button that takes it all the same."""
    words = t(
        "Not taken yet: in this group “#submit” is for partners, who offer the desk what they have. Is it an item of yours?"
    )
    return Message(words, keyboard=((button(t.plain("Take it as an item"), Press.NEAR_TAKE, draft_id),),))


def render_dropped(t: Texts) -> Message:
    """Its writer does not want it taken."""
    return Message(t("The text was not taken as an item."))


def offer_name(t: Texts, *, text: str) -> str:
    """Which text it is, in a few words."""
    return t.plain("Not taken: “{text}”", text=shorten(" ".join(text.split()), 20))
