"""Words of the question before an administrator is invited; the invitation itself is in join."""

from __future__ import annotations

from bot.locale.texts import Texts
from bot.model import Message
from bot.views.common.callbacks import Press, button


def render_invite_question(t: Texts, draft_id: int, *, unit: str, name: str) -> Message:
    """An administrator is to be invited: asked first (manual, section 1)."""
    text = t(
        "Invite {unit} {name} as an administrator? They can then change members, bind groups and review every item. "
        "Nothing has been done yet.",
        unit=unit,
        name=name,
    )
    buttons = (
        button(t.plain("Yes, invite"), Press.INVITE_SURE, draft_id),
        button(t.plain("Cancel"), Press.INVITE_CANCEL, draft_id),
    )
    return Message(text, keyboard=(buttons,))


def render_not_invited(t: Texts) -> Message:
    """The question was given up."""
    return Message(t("Cancelled; nobody was invited."))


def question_name(t: Texts, *, name: str) -> str:
    """The question in a few words."""
    return t.plain("Invite {name} as an administrator", name=name)
