"""Words about the key point (信息要点) that an item is about."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Item, KeyPoint
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
    """The header names none, or several; `linked` is what the item stays under all the same."""
    value = shorten(typed, 20)
    if not points:
        return t(
            "No key points have been published for {month}; the item is stored without “{value}”.",
            month=t.month(month),
            value=value,
        )
    head = (
        t(
            "Key point “{value}” does not exist; the item stays under key point {linked}.",
            value=value,
            linked=linked,
        )
        if linked
        else t("Key point “{value}” does not exist; the item is stored without it.", value=value)
    )
    lines = [line(t, point) for point in points[:_MOST]]
    return Markup("\n").join([head, t("Key points of {month}:", month=t.month(month)), *lines])


def line(t: Texts, point: KeyPoint) -> Markup:
    """Number and title."""
    return t("{number}. {point}", number=point.number, point=shorten(point.title, _TITLE))


def fact(t: Texts, point: KeyPoint) -> Markup:
    """On a card and in a preview."""
    return t("Key point: {number}. {title}", number=point.number, title=shorten(point.title, _TITLE))


def unknown_fact(t: Texts, typed: str) -> Markup:
    """In a preview: the header names none."""
    return t("Key point: “{value}” does not exist", value=shorten(typed, 20))
