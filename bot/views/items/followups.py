"""Words about reports that tell more of one event (续报), and about how soon an event was reported."""

from __future__ import annotations

from datetime import timedelta

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Item
from bot.rules.occurrence import LATE_AFTER, occurred_at
from bot.rules.rings import is_pressing
from bot.rules.text import shorten


def followed(t: Texts, first: Item, *, place: int) -> Markup:
    """The item is the thread's follow-up at that place."""
    return t(
        "Follow-up {place} to {number} {title}.",
        place=place,
        number=first.number,
        title=shorten(first.title, 40),
    )


def no_such_report(t: Texts, typed: str) -> Markup:
    """The header names nothing that the reporter may know."""
    return t(
        "There is no item {number}, or you may not see it; yours is stored as one of its own.",
        number=shorten(typed, 20),
    )


def no_longer_followed(t: Texts, first: Item) -> Markup:
    """The header was taken out."""
    return t("No longer a follow-up to {number}.", number=first.number)


def latency(t: Texts, item: Item) -> Markup | None:
    """When the event happened and how long its report took; None for what is not pressing, or tells no moment."""
    if not is_pressing(item):
        return None
    happened = occurred_at(f"{item.title}\n{item.body}", sent_at=item.received_at.astimezone(t.zone))
    if happened is None:
        return None
    took = item.received_at - happened
    mark = Markup("⚠️ ") if took > LATE_AFTER else Markup()
    return mark + t("Happened {happened}, reported {took} later", happened=happened, took=_took(t, took))


def _took(t: Texts, took: timedelta) -> Markup:
    minutes = int(took.total_seconds() // 60)
    if minutes < 60:
        return t.n("one minute", "{n} minutes", minutes)
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        return t.n("{n} day", "{n} days", hours // 24)
    if not rest:
        return t.n("one hour", "{n} hours", hours)
    return t("{hours} h {minutes} min", hours=hours, minutes=rest)
