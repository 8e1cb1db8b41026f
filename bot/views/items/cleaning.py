"""What cleaning did to an item, in words, with the buttons beside it; the originals."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.locale.texts import N_, Texts
from bot.model import Button, Item, Message, Original
from bot.rules.changes import Change
from bot.rules.cleaning import Cleaning, Cleanup
from bot.rules.text import shorten
from bot.views.common.callbacks import Press, button
from bot.views.common.paging import paged, paragraphs
from bot.views.items.changes import render_changes
from bot.views.items.parts import headline

_WHAT = {
    Cleanup.NOISE: N_("noise removed: {n}"),
    Cleanup.TRADITIONAL: N_("traditional characters simplified: {n}"),
    Cleanup.DECORATION: N_("emoji and signs removed: {n}"),
    Cleanup.WIDTH: N_("full-width figures and letters made half-width: {n}"),
    Cleanup.PUNCTUATION: N_("half-width marks made full-width: {n}"),
}
_CHANGES = 50
_DOUBTS, _DOUBT = 3, 60  # lines that are shown, and how much of each


def cleaned(t: Texts, cleaning: Cleaning) -> list[Markup]:
    """What was done, in one line, and what may be noise and was left."""
    notes = []
    if cleaning.counts:
        done = t.listed(t.plain(_WHAT[what], n=count) for what, count in cleaning.counts.items())
        notes.append(t("🧹 {done}", done=done))
    if cleaning.doubts:
        lines = t.listed(shorten(line, _DOUBT) for line in cleaning.doubts[:_DOUBTS])
        notes.append(
            t("❓ Left as it is, it may be noise, a table or codes: <code>{lines}</code>", lines=lines)
        )
    return notes


def cleaned_buttons(t: Texts, item: Item, cleaning: Cleaning) -> list[tuple[Button, ...]]:
    """看改动; 清理 保留 where something may be noise."""
    rows: list[tuple[Button, ...]] = []
    if cleaning.doubts:
        rows.append(
            (
                button(t.plain("Clean"), Press.NOISE, item.id, item.version, "clean"),
                button(t.plain("Keep"), Press.NOISE, item.id, item.version, "keep"),
            )
        )
    if cleaning.counts:
        rows.append((button(t.plain("See changes"), Press.CLEANED, item.id),))
    return rows


def original_button(t: Texts, item: Item) -> Button:
    """原文."""
    return button(t.plain("Original"), Press.ORIGINAL, item.id)


def render_cleaned(t: Texts, item: Item, changes: Sequence[Change], *, marks: int) -> list[Message]:
    """What cleaning changed, a line each, and how many marks beside it."""
    lines = [headline(t, item)]
    if changes:
        lines += render_changes(t, changes[:_CHANGES]).split("\n")
    if len(changes) > _CHANGES:
        lines.append(t("· and {n} more; the original has them all", n=len(changes) - _CHANGES))
    if marks:
        lines.append(t("· half-width marks made full-width: {n}", n=marks))
    return paged(lines, keyboard=((original_button(t, item),),))


def render_originals(t: Texts, item: Item, originals: Sequence[Original]) -> list[Message]:
    """The texts as they were typed, each under its version where there are several."""
    lines = [headline(t, item)]
    for original in originals:
        lines += [
            Markup(""),
            t("<b>Original of version {version}</b>", version=original.version),
            *paragraphs(original.text),
        ]
    return paged(lines)
