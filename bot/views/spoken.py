"""Answers to a button's word that was typed instead of pressed."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Button, Message

_MOST = 8  # buttons


def render_done(said: str) -> Message:
    """What a press would have shown for a moment stays as an answer."""
    return Message(Markup.escape(said))


def render_which(t: Texts, word: str, buttons: Sequence[Button]) -> Message:
    """Nothing waits for the word, or several things do; nothing was done."""
    if not buttons:
        return Message(t("Nothing waits for your “{word}”. What waits for you: /today", word=word))
    ask = t(
        "{count} things wait for your “{word}”. Which one? Press its button here, or reply to its message.",
        count=len(buttons),
        word=word,
    )
    if len(buttons) == 1:
        ask = t("Is this what your “{word}” is for? Please press the button.", word=word)
    return Message(ask, keyboard=tuple((each,) for each in buttons[:_MOST]))


def keypoints_label(t: Texts, word: str, month: str) -> str:
    """The button for a month's key points."""
    return t.plain("{word}: key points of {month}", word=word, month=t.month(month))
