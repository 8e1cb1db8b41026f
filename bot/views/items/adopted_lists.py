"""Words of a channel's whole list: the pairs of its titles and our items, one pair at a time, what was booked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Button, Item, Message
from bot.rules.text import shorten
from bot.views.common import labels
from bot.views.common.callbacks import Press, button
from bot.views.common.paging import paged
from bot.views.items.adoptions import TakenBy, channel_words
from bot.views.items.parts import lines_of

_TITLE = 40


@dataclass(frozen=True, slots=True)
class Pair:
    """A title of the list, and the item of ours that is meant; None where none fits.

    `taken` is how the channel has it already and `becomes` what the line makes of that (None: nothing new); `came_in` the
    item's day where the line's `day` is before it. `unadopted` bears that very title, and the desk has not adopted it.
    """

    title: str
    item: Item | None
    day: date | None = None
    came_in: date | None = None
    taken: TakenBy | None = None
    becomes: TakenBy | None = None
    is_repeated: bool = False
    unadopted: Item | None = None


def render_pairs(
    t: Texts, draft_id: int, pairs: Sequence[Pair], *, channel: str, is_long: bool = False
) -> list[Message]:
    """The whole table, what fits no item at its end; the buttons hang under its last message.

    `is_long`: it was pasted, and Telegram may have cut it.
    """
    fits = sum(pair.item is not None for pair in pairs)
    lines = [
        t(
            "<b>{channel}: titles that fit our items: {fits} of {count}.</b>",
            channel=labels.channel_name(t, channel),
            fits=fits,
            count=len(pairs),
        ),
        t("Nothing has been recorded yet. Please look at the pairs."),
    ]
    if is_long:
        lines.append(
            t(
                "{count} lines were read. A longer list comes as .xlsx, or in a second list that begins with /adopted {channel}.",
                count=len(pairs),
                channel=labels.channel_name(t, channel),
            )
        )
    numbered = list(enumerate(pairs, start=1))
    lines += [
        t(
            "{at}. {title} → <b>{number}</b> {ours}",
            at=at,
            title=shorten(pair.title, _TITLE),
            number=pair.item.number,
            ours=shorten(pair.item.title, _TITLE),
        )
        + _note(t, pair)
        for at, pair in numbered
        if pair.item is not None
    ]
    if fits < len(pairs):
        lines.append(t("<b>Fits none of ours:</b>"))
        lines += [_alone(t, at, pair) for at, pair in numbered if pair.item is None]
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


def render_booked(
    t: Texts, *, channel: str, booked: int, before: int, left: Sequence[tuple[int, Pair]]
) -> list[Message]:
    """After 确认; `left` is what was not recorded, each with its number in the list."""
    name = labels.channel_name(t, channel)
    lines = [
        t("{channel}: {count} recorded; the reporters have been told.", channel=name, count=booked)
        if booked
        else t("{channel}: none recorded.", channel=name)
    ]
    if before:
        lines.append(t("{count} had been recorded before.", count=before))
    none = [(at, pair) for at, pair in left if pair.came_in is None]
    early = [(at, pair) for at, pair in left if pair.came_in is not None]
    if none:
        lines.append(t("{count} fit none of ours.", count=len(none)))
        lines += [_alone(t, at, pair) for at, pair in none]
    if early:
        lines.append(t("{count} have a day on which the item had not come in yet:", count=len(early)))
        lines += [_alone(t, at, pair) for at, pair in early]
    return paged(lines)


def _alone(t: Texts, at: int, pair: Pair) -> Markup:
    """A title that is not recorded, with the reason that is known."""
    return t("{at}. {title}", at=at, title=shorten(pair.title, _TITLE)) + _note(t, pair)


def _note(t: Texts, pair: Pair) -> Markup:
    if pair.came_in is not None and pair.day is not None:
        return t(
            " (not recorded: {day} is before the item came in, {received})",
            received=pair.came_in.isoformat(),
            day=pair.day.isoformat(),
        )
    if pair.taken is not None and pair.becomes is not None:
        return t(
            " (recorded already: {taken}; becomes: {becomes})",
            taken=channel_words(t, pair.taken),
            becomes=channel_words(t, pair.becomes),
        )
    if pair.taken is not None:
        return t(" (recorded already: {taken}; stays so)", taken=channel_words(t, pair.taken))
    if pair.is_repeated:
        return t(" (repeated)")
    if pair.unadopted is not None:
        return t(
            " (not adopted here: {number}, {state})",
            number=pair.unadopted.number,
            state=labels.state(t, pair.unadopted.state),
        )
    return Markup()


def render_left(t: Texts) -> Message:
    """After 取消."""
    return Message(t("The list was left; nothing was recorded."))


def list_name(t: Texts, channel: str) -> str:
    """The conversation in a few words."""
    return t.plain("{channel}: a list of adopted items", channel=labels.channel_name(t, channel))
