"""Words about files that came with what was said of a supervision task."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Message, Task
from bot.rules.text import shorten
from bot.views.supervision.cards import Said, titled

_NAME = 60


def caption(t: Texts, task: Task, said: Said, *, name: str) -> Markup:
    """B4 早茶市场监管：云茶镇 王茗的附件."""
    words = t("{task}: attachment of {by}", task=titled(t, task), by=said.by_words(t))
    return words + Markup("\n") + shorten(name, _NAME) if name else words


def render_ask_words(t: Texts, notes: Sequence[Markup]) -> Message:
    """A file has come before the words that it goes with."""
    lines = [*notes] or [t("📎 The attachment has come.")]
    lines.append(t("Please add in words what it shows; it is passed on with them."))
    return Message(Markup("\n").join(lines), ask=True)
