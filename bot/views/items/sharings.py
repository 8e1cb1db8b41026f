"""Words of sharing with partners (资源共享): the offer with 采用 不用, to the editor who shares, to the desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Item, Message
from bot.rules.text import shorten
from bot.views.common import labels
from bot.views.common.callbacks import Press, button
from bot.views.common.paging import paragraphs
from bot.views.items.parts import headline, lines_of

_BODY = 1500  # characters of an item in an offer


@dataclass(frozen=True, slots=True)
class Answered:
    """What a partner said: unit and name, and whether the item is taken."""

    label: str
    is_taken: bool


def render_offer(t: Texts, item: Item, *, answers: Sequence[Answered]) -> Message:
    """In a partner group."""
    lines = [
        t("🤝 Shared with you:"),
        headline(t, item),
        t("{unit} {name}", unit=item.unit, name=item.reporter),
        *paragraphs(shorten(item.body, _BODY)),
    ]
    if len(item.body) > _BODY:
        lines.append(t("The whole text: /item_{tap}", tap=labels.tapped(item.number)))
    keyboard = (
        (
            button(t.plain("We use it"), Press.SHARED_TAKE, item.id),
            button(t.plain("We do not use it"), Press.SHARED_LEAVE, item.id),
        ),
    )
    return Message(lines_of([*lines, *_answer_lines(t, answers)]), keyboard=keyboard)


def _answer_lines(t: Texts, answers: Sequence[Answered]) -> list[Markup]:
    return [
        t("✅ {who} uses it", who=each.label)
        if each.is_taken
        else t("➖ {who} does not use it", who=each.label)
        for each in answers
    ]


def render_ended(t: Texts, item: Item) -> Message:
    """The offer's last words."""
    return Message(lines_of([headline(t, item), t("This is no longer shared.")]))


def render_shared(t: Texts, item: Item, *, groups: int) -> Message:
    """To the editor who shared it."""
    words = t.n(
        "Shared with {n} partner group; you will hear who uses it.",
        "Shared with {n} partner groups; you will hear who uses it.",
        groups,
    )
    keyboard = ((button(t.plain("Take the offer back"), Press.SHARE_UNDO, item.id),),)
    return Message(lines_of([headline(t, item), words]), keyboard=keyboard)


def render_taken_back(t: Texts, item: Item) -> Message:
    """To the editor who took it back by the command."""
    words = t("Partners are no longer offered it; what they have taken stays recorded.")
    return Message(lines_of([headline(t, item), words]))


def render_to_desk(t: Texts, item: Item, *, who: str, is_taken: bool) -> Message:
    """To the desk: a partner takes it, or does so no more."""
    words = (
        t("🤝 {who} uses it; recorded as taken.", who=who)
        if is_taken
        else t("🤝 {who} does not use it after all; the record is taken back.", who=who)
    )
    return Message(lines_of([headline(t, item), words]))
