"""Words to the administrators when Telegram refuses what is written in a place."""

from __future__ import annotations

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Hindrance, Message


def render_refused(t: Texts, *, title: str, hindrance: Hindrance) -> Message:
    """A place takes no messages: what to do, and what becomes of them meanwhile."""
    if hindrance is Hindrance.TOPIC_CLOSED:
        what = t(
            "⚠ I cannot write in “{title}”: the topic is closed. Please open it again, or make me an administrator there "
            "who may manage topics.",
            title=title,
        )
    else:
        what = t(
            "⚠ I cannot write in “{title}”: Telegram says that I have no right to. Please give me the right to send messages "
            "there, or make me an administrator.",
            title=title,
        )
    meanwhile = t(
        "Until then answers go to each person in private, and what editors have to see goes to them in private. What the "
        "clock posts, topics and bulletins follow once I may write again; I try once an hour."
    )
    return Message(Markup("\n").join((what, meanwhile)))
