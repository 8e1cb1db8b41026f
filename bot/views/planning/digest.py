"""Words of the week's digest for leaders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Item, Kind, Message
from bot.rules.text import shorten
from bot.views.common.callbacks import Press, button
from bot.views.items.adoptions import points

_SHOWN, _TITLE = 15, 40


class Adopted(NamedTuple):
    """An item that the desk adopted in the week: which channels above took it, comments on it, its points (hundredths)."""

    item: Item
    taken: tuple[str, ...]
    comments: int
    hundredths: int


def render_digest(t: Texts, adopted: Sequence[Adopted], *, begin: date, end: date) -> Message:
    """What stands out first, with why; 批示 for each."""
    order = sorted(adopted, key=lambda each: (not _stands_out(each), -each.hundredths, each.item.number))
    shown = order[:_SHOWN]
    lines = [t("🗞 <b>The week's items ({begin} – {end})</b>", begin=t.day(begin), end=t.day(end))]
    lines.append(t.n("{n} item was adopted.", "{n} items were adopted.", len(adopted)))
    if any(map(_stands_out, shown)):
        lines[-1] += t(" What bears ★ stands out.")
    for each in shown:
        lines.append(
            t(
                "{mark}<b>{number}</b> {title} ({unit})",
                mark="★ " if _stands_out(each) else "",
                number=each.item.number,
                title=shorten(each.item.title, _TITLE),
                unit=each.item.unit,
            )
        )
        if why := _why(t, each):
            lines.append(t("· {why}", why=t.listed(why)))
    if len(order) > len(shown):
        lines.append(t("… and {count} more: /search", count=len(order) - len(shown)))
    rows = tuple(
        (
            button(
                t.plain("Comment on {number}", number=each.item.number), Press.LEADER_COMMENT, each.item.id
            ),
            button(t.plain("Full text"), Press.FULL_TEXT, each.item.id),
        )
        for each in shown
    )
    return Message(Markup("\n").join(lines), keyboard=rows)


def _stands_out(each: Adopted) -> bool:
    return bool(each.taken or each.comments or each.item.is_urgent or each.item.kind is Kind.EARLY_WARNING)


def _why(t: Texts, each: Adopted) -> list[str]:
    why = []
    if each.item.is_urgent:
        why.append(t.plain("urgent"))
    if each.item.kind is Kind.EARLY_WARNING:
        why.append(t.plain("early warning"))
    why += [t.plain("in {channel}", channel=name) for name in each.taken]
    if each.comments:
        why.append(t.plain("comments {number}", number=each.comments))
    if each.hundredths:
        why.append(points(t, each.hundredths))
    return why if _stands_out(each) else []
