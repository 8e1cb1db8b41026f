"""What an editor hears whose reply to a card decides nothing; the questions themselves stand on the cards."""

from __future__ import annotations

from bot.locale.texts import Texts
from bot.model import Item, ItemState, Message
from bot.views.common import labels


def render_decided_meanwhile(t: Texts, item: Item, *, was: ItemState, editor: str) -> Message:
    """A reply by who had asked for one decision on a card that another editor has decided since."""
    return Message(
        t(
            "Not passed on: you had asked for “{was}”, and {editor} has decided {number} since: {state}. If the reporter is to "
            "know what you wrote, reply with it once more; it goes to {reporter} as a comment.",
            was=labels.state(t, was),
            editor=editor,
            number=item.number,
            state=labels.state(t, item.state),
            reporter=item.reporter,
        )
    )


def render_replaced(t: Texts) -> Message:
    """A reply to a card below which a newer one of the same item stands."""
    return Message(
        t("Not passed on: a newer card of this item stands below. Please press its buttons and reply to it.")
    )


def render_question_changed(t: Texts, *, was: ItemState, now: ItemState | None, editor: str) -> Message:
    """A reply by who had asked for one decision on a card on which another editor asks for a different one, or none, now."""
    if now is None:
        return Message(
            t(
                "Not passed on, nothing was decided: {editor} has closed your question “{was}”. If it is still to be so, press "
                "its button on the card, then reply with the reason.",
                editor=editor,
                was=labels.state(t, was),
            )
        )
    return Message(
        t(
            "Not passed on, nothing was decided: {editor} has turned your question “{was}” into “{now}”. If your text is meant "
            "for that, reply with it once more; else press Back on the card.",
            editor=editor,
            was=labels.state(t, was),
            now=labels.state(t, now),
        )
    )
