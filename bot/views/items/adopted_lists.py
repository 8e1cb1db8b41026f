"""Words of a channel's whole list: the pairs of its titles and our items, one pair at a time, what was booked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Button, Item, Message
from bot.rules.text import shorten
from bot.views.common.callbacks import Press, button
from bot.views.common.paging import paged
from bot.views.items.parts import lines_of

_TITLE = 40


@dataclass(frozen=True, slots=True)
class Pair:
    """A title of the list, and the item of ours that is meant; None where none fits."""

    title: str
    item: Item | None


def render_pairs(t: Texts, draft_id: int, pairs: Sequence[Pair], *, channel: str) -> list[Message]:
    """The whole table, what fits no item at its end; the buttons hang under its last message."""
    fits = sum(pair.item is not None for pair in pairs)
    lines = [
        t(
            "<b>{channel}: {fits} of {count} titles fit our items.</b>",
            channel=channel,
            fits=fits,
            count=len(pairs),
        ),
        t("Nothing has been recorded yet. Please look at the pairs."),
    ]
    numbered = list(enumerate(pairs, start=1))
    lines += [
        t(
            "{at}. {title} → <b>{number}</b> {ours}",
            at=at,
            title=shorten(pair.title, _TITLE),
            number=pair.item.number,
            ours=shorten(pair.item.title, _TITLE),
        )
        for at, pair in numbered
        if pair.item is not None
    ]
    if fits < len(pairs):
        lines.append(t("<b>Fits none of ours:</b>"))
        lines += [
            t("{at}. {title}", at=at, title=shorten(pair.title, _TITLE))
            for at, pair in numbered
            if pair.item is None
        ]
    keyboard = (
        (
            *((button(t.plain("Confirm"), Press.LIST_BOOK, draft_id),) if fits else ()),
            button(t.plain("One by one"), Press.LIST_ROW, draft_id, 0),
            button(t.plain("Cancel"), Press.LIST_CANCEL, draft_id),
        ),
    )
    return paged(lines, keyboard=keyboard)


def render_pair(
    t: Texts, draft_id: int, pair: Pair, *, at: int, count: int, offers: Sequence[Item]
) -> Message:
    """One pair, from 0, with the items that may be meant."""
    meant = (
        t("Now: <b>{number}</b> {title}", number=pair.item.number, title=shorten(pair.item.title, _TITLE))
        if pair.item is not None
        else t("Now: none of ours")
    )
    text = lines_of(
        [
            t("{at}/{count} {title}", at=at + 1, count=count, title=pair.title),
            meant,
            t("Which item is it? Press one, or reply with its number."),
        ]
    )
    rows: list[tuple[Button, ...]] = [
        (button(f"{item.number} {shorten(item.title, 20)}", Press.LIST_SET, draft_id, at, item.id),)
        for item in offers
    ]
    rows.append((button(t.plain("None of ours"), Press.LIST_SET, draft_id, at, 0),))
    turn = [button(t.plain("Previous"), Press.LIST_ROW, draft_id, at - 1)] if at else []
    if at + 1 < count:
        turn.append(button(t.plain("Next"), Press.LIST_ROW, draft_id, at + 1))
    rows.append((*turn, button(t.plain("The whole table"), Press.LIST_SHOW, draft_id)))
    return Message(text, keyboard=tuple(rows))


def render_booked(t: Texts, *, channel: str, booked: int, before: int, none: int) -> Message:
    """After 确认."""
    lines: list[Markup | None] = [
        t("{channel}: {count} recorded; the reporters have been told.", channel=channel, count=booked),
        t("{count} had been recorded before.", count=before) if before else None,
        t("{count} fit none of ours.", count=none) if none else None,
    ]
    return Message(lines_of(lines))


def render_left(t: Texts) -> Message:
    """After 取消."""
    return Message(t("The list was left; nothing was recorded."))


def list_name(t: Texts, channel: str) -> str:
    """The conversation in a few words."""
    return t.plain("{channel}: a list of adopted items", channel=channel)
