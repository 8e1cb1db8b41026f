"""What a reporter gets at once for an item: its number and the month's count."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Button, Item, Keyboard, Message
from bot.rules.text import shorten
from bot.views.items.parts import headline, lines_of

LINE_TITLE, LINE_NOTE = 30, 60  # in a line of a message that holds many receipts


def month_count(t: Texts, *, count: int, quota: int | None, other_month: str | None = None) -> Markup:
    """本月第 3/4 条; without a quota, and past it, 本月第 5 条 (manual, section 2). For another month: 计入11月，第 3/4 条."""
    if other_month:
        name = t.month_name(other_month)
        if quota and count <= quota:
            return t("Counts for {month}: item {count} of {quota}", month=name, count=count, quota=quota)
        return t("Counts for {month}: item {count}", month=name, count=count)
    if quota and count <= quota:
        return t("Item {count} of {quota} this month", count=count, quota=quota)
    return t("Item {count} this month", count=count)


def render_receipt(
    t: Texts,
    item: Item,
    *,
    count: int,
    quota: int | None,
    other_month: str | None,
    notes: Sequence[Markup],
    open_button: Button | None = None,
    first: Markup | None = None,
    rows: Keyboard = (),
) -> Message:
    """What the reporter gets at once: number, title, the month's count, and what is to be said of the text.

    `other_month` is the month 'YYYY-MM' that the item counts for, where that is not the present one. `first` stands above all
    that; `rows` are the buttons for what it asks.
    """
    parts = [
        first,
        t("✅ Received: {head}", head=headline(t, item)),
        month_count(t, count=count, quota=quota, other_month=other_month),
        *notes,
    ]
    return Message(lines_of(parts), keyboard=(*rows, (open_button,)) if open_button else rows)


def render_receipt_line(
    t: Texts, item: Item, *, count: int, quota: int | None, notes: Sequence[Markup]
) -> Markup:
    """The same in one line, for a message that holds many; of each note its beginning."""
    line = t(
        "✅ <b>{number}</b> {name}: {title} · {count}",
        number=item.number,
        name=item.reporter,
        title=shorten(item.title, LINE_TITLE),
        count=month_count(t, count=count, quota=quota),
    )
    return Markup(" · ").join([line, *(Markup.escape(shorten(_plain(note), LINE_NOTE)) for note in notes)])


def _plain(words: Markup) -> str:
    return " ".join(words.striptags().split())
