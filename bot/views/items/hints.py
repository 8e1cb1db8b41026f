"""Hints in words: what to look at again in an item, on the receipt and on the card."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.locale.texts import N_, Texts
from bot.model import Button, Item
from bot.rules.hints import Hint, HintKind
from bot.rules.text import shorten
from bot.views.common.callbacks import Press, button

_MISSING = {"time": N_("a time"), "place": N_("a place"), "figure": N_("figures")}
_WORDS = 60


def hint_lines(t: Texts, hints: Sequence[Hint]) -> list[Markup]:
    """A line for each."""
    return [_line(t, hint) for hint in hints]


def urgent_button(t: Texts, item: Item, hints: Sequence[Hint]) -> list[tuple[Button, ...]]:
    """转紧急, where the text tells of danger."""
    if all(hint.kind is not HintKind.DANGER for hint in hints):
        return []
    return [(button(t.plain("Make urgent"), Press.MAKE_URGENT, item.id),)]


def _line(t: Texts, hint: Hint) -> Markup:
    first, second, *_ = [*(shorten(word, _WORDS) for word in hint.words), ""]
    match hint.kind:
        case HintKind.DANGER:
            return t(
                "🔴 The text speaks of “{word}” and is not marked urgent. In an emergency, telephone the duty room first.",
                word=first,
            )
        case HintKind.SUM:
            return t("⚠️ Please check: {right}, the text says {written}.", right=first, written=second)
        case HintKind.PART:
            return t(
                "⚠️ Please check: the part {part} is more than the whole {whole}.", part=first, whole=second
            )
        case HintKind.UNIT:
            return t("⚠️ Please check: the text has both {one} and {other}.", one=first, other=second)
        case HintKind.PERCENT:
            return t(
                "⚠️ Please check the percentage: by the figures {right}, the text says {written}.",
                right=first,
                written=second,
            )
        case HintKind.NO_DAY:
            return t("⚠️ Please check the date: there is no {day}.", day=first)
        case HintKind.FUTURE:
            return t("⚠️ Please check the date: {day} lies ahead. Is it planned?", day=first)
        case HintKind.PAST:
            return t("⚠️ Please check the date: {day} is long past.", day=first)
        case HintKind.MISSING:
            missing = t.listed(t.plain(_MISSING[word]) for word in hint.words)
            return t("⚠️ The text seems to lack {missing}; please add what you can.", missing=missing)
