"""Words about the key point (信息要点) that an item is about."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Item, KeyPoint
from bot.rules.named_keypoints import is_number
from bot.rules.text import shorten

_TITLE = 40
_MOST = 20


def linked(t: Texts, point: KeyPoint) -> Markup:
    """For who sent the item: what it counts for."""
    return t(
        "Key point {number} of {month}: {title}",
        number=point.number,
        month=t.month(point.month),
        title=shorten(point.title, _TITLE),
    )


def unlinked(t: Texts, before: Item) -> Markup:
    """The header was taken out."""
    return t("No longer under key point {number}.", number=before.keypoint)


def no_such(
    t: Texts, typed: str, *, month: str, points: Sequence[KeyPoint], linked: int | None = None
) -> Markup:
    """There is none of that number, or it is not clear which one the header means; `linked` is where it stays."""
    value = shorten(typed, 20)
    if not points:
        return t(
            "No key points have been published for {month}; the item is stored without “{value}”.",
            month=t.month(month),
            value=value,
        )
    if is_number(typed):
        head = (
            t(
                "Key point “{value}” does not exist; the item stays under key point {linked}.",
                value=value,
                linked=linked,
            )
            if linked
            else t("Key point “{value}” does not exist; the item is stored without it.", value=value)
        )
        return _with_list(t, head, month=month, points=points)
    head = (
        t(
            "Which key point “{value}” means is not clear; the item stays under key point {linked}.",
            value=value,
            linked=linked,
        )
        if linked
        else t("Which key point “{value}” means is not clear; the item is stored without one.", value=value)
    )
    return _with_list(t, head, month=month, points=points)


def _with_list(t: Texts, head: Markup, *, month: str, points: Sequence[KeyPoint]) -> Markup:
    lines = [line(t, point) for point in points[:_MOST]]
    how = t("To name one, edit your message: <code>Key point: {number}</code>", number=points[0].number)
    return Markup("\n").join([head, t("Key points of {month}:", month=t.month(month)), *lines, how])


def only_one(t: Texts, number: int, others: Sequence[int]) -> Markup:
    """The header names several."""
    return t(
        "An item counts for one key point: it stands under {number}, not under {others}. "
        "To change that, edit your message and leave one number.",
        number=number,
        others=t.listed(map(str, others)),
    )


def line(t: Texts, point: KeyPoint) -> Markup:
    """Number and title."""
    return t("{number}. {point}", number=point.number, point=shorten(point.title, _TITLE))


def fact(t: Texts, point: KeyPoint) -> Markup:
    """On a card and in a preview."""
    return t("Key point: {number}. {title}", number=point.number, title=shorten(point.title, _TITLE))


def unknown_fact(t: Texts, typed: str) -> Markup:
    """In a preview: it is not clear which one the header means."""
    return t("Key point: which one “{value}” means is not clear", value=shorten(typed, 20))
