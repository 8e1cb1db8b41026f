"""Words of adoptions by channels: on the card, to who recorded one, and to those whose item was taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import AdoptionKind, Button, Fault, Item, Message
from bot.rules.points import written
from bot.views.common import labels
from bot.views.common.callbacks import Press, button
from bot.views.common.choices import render_items
from bot.views.items.parts import headline, lines_of


@dataclass(frozen=True, slots=True)
class TakenBy:
    """A channel that took an item; `issue` as it was typed."""

    channel: str
    name: str
    kind: AdoptionKind
    day: date
    issue: str | None


@dataclass(frozen=True, slots=True)
class Taken:
    """Where an adopted item was taken, who sent it up, and the keys of the channels above, which have buttons.

    `taken_back` is the county's own channel where its adoption was taken back while the item stayed adopted.
    """

    by: Sequence[TakenBy]
    sent_up_by: str | None
    offered: Sequence[str]
    taken_back: str | None = None


@dataclass(frozen=True, slots=True)
class Got:
    """What somebody got by it: a unit, with its reporter, or alone where it reported jointly."""

    label: str
    hundredths: int


def points(t: Texts, hundredths: int) -> str:
    """191分, 2.5分."""
    number = 1 if abs(hundredths) == 100 else 2  # of which English has a form each
    return str(t.n("{points} point", "{points} points", number, points=written(hundredths)))


def signed(t: Texts, hundredths: int) -> str:
    """+2分, -0.5分."""
    return points(t, hundredths) if hundredths <= 0 else f"+{points(t, hundredths)}"


def channel_words(t: Texts, taken: TakenBy) -> Markup:
    """市《政务信息快报》单条 2026-06-03 第12期."""
    if taken.channel == taken.name:  # a partner's unit
        day, kind = taken.day.isoformat(), labels.adoption_kind(t, taken.kind)
        return t(
            "{channel}, {kind}, {day}", channel=labels.channel_name(t, taken.channel), kind=kind, day=day
        )
    words = t(
        "{channel} “{name}”, {kind}, {day}",
        channel=labels.channel_name(t, taken.channel),
        name=taken.name,
        kind=labels.adoption_kind(t, taken.kind),
        day=taken.day.isoformat(),
    )
    return words + Markup(" ") + taken.issue if taken.issue else words


def taken_lines(t: Texts, taken: Taken | None) -> list[Markup]:
    """On the card and under /item: where the item was taken, and that it was sent up."""
    if taken is None:
        return []
    found = [t("📌 {channel}", channel=channel_words(t, each)) for each in taken.by]
    if taken.taken_back is not None:
        found.append(
            t("📌 Taken back: {channel} (its points too)", channel=labels.channel_name(t, taken.taken_back))
        )
    if taken.sent_up_by is not None:
        found.append(t("📤 Sent up: {name}", name=taken.sent_up_by))
    return found


def taken_rows(t: Texts, item: Item, taken: Taken | None) -> list[tuple[Button, ...]]:
    """上报 市采用 省采用 under an adopted item's card; what is done already can be taken back."""
    if taken is None:
        return []
    standing = {each.channel for each in taken.by}
    buttons = [
        button(t.plain("Sent up"), Press.SEND_UP, item.id)
        if taken.sent_up_by is None
        else button(t.plain("Not sent up"), Press.SEND_UP, item.id, "undo")
    ]
    buttons += [
        button(
            t.plain("Take back: {channel}", channel=labels.channel_name(t, key)),
            Press.CHANNEL,
            item.id,
            key,
            "undo",
        )
        if key in standing
        else button(
            t.plain("Taken by {channel}", channel=labels.channel_name(t, key)), Press.CHANNEL, item.id, key
        )
        for key in (*((taken.taken_back,) if taken.taken_back else ()), *taken.offered)
    ]
    return [tuple(buttons)]


def render_form(t: Texts, *, channels: Sequence[str], items: Sequence[Item]) -> Message:
    """A bare /adopted: how it is written, and the newest adopted items, whose cards have buttons for it."""
    return Message(
        t(
            "Write the number and the channel ({channels}); kind, day and issue may stand behind:\n"
            "<code>/adopted 2026-0001 {channel} 2026-06-03</code>\n"
            "To take one back, write “undo” behind the channel. A channel's whole list: /adopted {channel}, then a title a line.",
            channels=t.listed(labels.channel_name(t, key) for key in channels),
            channel=labels.channel_name(t, channels[0]),
        ),
        keyboard=render_items(t, items, press=Press.CARD_OPEN).keyboard,
    )


def other_kind(t: Texts, taken: TakenBy) -> str:
    """Another kind than the recorded one, as the command understands it: an example of what may be written."""
    is_single = taken.kind is AdoptionKind.SINGLE
    return labels.adoption_kind(t, AdoptionKind.SPECIAL if is_single else AdoptionKind.SINGLE).split()[0]


def render_recorded(
    t: Texts,
    item: Item,
    taken: TakenBy,
    *,
    got: Sequence[Got],
    is_undo: bool,
    may_record_again: bool = False,
    came_in: date | None = None,
) -> Message:
    """To the editor who recorded it, or took it back: what it came to. `may_record_again`: how, is said.

    `came_in` is when the item came in, where that was after the day of its adoption.
    """
    head = (
        t("Taken back: {channel}", channel=channel_words(t, taken))
        if is_undo
        else t("Recorded: {channel}", channel=channel_words(t, taken))
    )
    lines = [headline(t, item), head, *_got_lines(t, got)]
    if came_in is not None:
        lines.append(t("⚠️ Please check the day: the item came in later, on {day}.", day=came_in.isoformat()))
    if may_record_again:
        lines.append(
            t(
                "The item is still adopted. To record it again: <code>/adopted {number} {channel}</code>",
                number=item.number,
                channel=labels.channel_name(t, taken.channel),
            )
        )
    return Message(lines_of(lines))


def fault_words(t: Texts, fault: Fault, *, is_undo: bool) -> str:
    """认定失实, or that this is taken back."""
    said = labels.fault(t, fault)
    return t.plain("Taken back: {fault}", fault=said) if is_undo else t.plain("Found: {fault}", fault=said)


def render_fault(t: Texts, item: Item, fault: Fault, *, got: Sequence[Got], is_undo: bool) -> Message:
    """To the editor who found an item at fault, or took that back: what it came to."""
    lines = [headline(t, item), t("{words}", words=fault_words(t, fault, is_undo=is_undo))]
    lines += [t("{label} {points}", label=each.label, points=signed(t, each.hundredths)) for each in got]
    if not is_undo:
        lines.append(
            t(
                "To take it back: <code>/adopted {number} {fault} undo</code>",
                number=item.number,
                fault=labels.fault(t, fault),
            )
        )
    return Message(lines_of(lines))


def pressed(t: Texts, item: Item, *, channel: str, got: Sequence[Got], is_undo: bool) -> str:
    """What a press of 市采用 or its taking back answers."""
    said = (
        t.plain(
            "{number}: taken back, {channel}.", number=item.number, channel=labels.channel_name(t, channel)
        )
        if is_undo
        else t.plain(
            "{number}: taken by {channel}.", number=item.number, channel=labels.channel_name(t, channel)
        )
    )
    return " ".join([said, *(f"{each.label} {signed(t, each.hundredths)}" for each in got)])


def _got_lines(t: Texts, got: Sequence[Got]) -> list[Markup]:
    if not got:
        return [t("No points come of it: the item counts by the highest channel, or the channel gives none.")]
    return [t("{label} {points}", label=each.label, points=signed(t, each.hundredths)) for each in got]


def render_taken(t: Texts, item: Item, taken: TakenBy, *, hundredths: int) -> Message:
    """To somebody whose item a channel took."""
    words = t("📰 Taken by {channel}", channel=channel_words(t, taken))
    return Message(lines_of([headline(t, item), words, points_line(t, hundredths)]))


def points_line(t: Texts, hundredths: int) -> Markup:
    """您得 2分; nothing more where a channel that gives no more took it."""
    if not hundredths:
        return t("It brings no further points: an item counts by the highest channel.")
    if hundredths < 0:
        return t("Points taken back: {points}", points=points(t, -hundredths))
    return t("Points for you: {points}", points=signed(t, hundredths))


def render_taken_back(t: Texts, item: Item, taken: TakenBy, *, hundredths: int) -> Message:
    """To somebody whose item a channel is no longer said to have taken."""
    words = t("Recorded by mistake and taken back: {channel}", channel=channel_words(t, taken))
    lines = [headline(t, item), words]
    if hundredths:
        lines.append(points_line(t, hundredths))
    return Message(lines_of(lines))


def share_words(t: Texts, percent: int | None) -> str:
    """首报比例改为70%, or that all share alike."""
    if percent is None:
        return t.plain("All contributors share equally now")
    return t.plain("The first report's share is {percent}% now", percent=percent)


def contributors_words(t: Texts, percent: int | None) -> str:
    """供稿人变动, with what the first report gets where an editor has said so."""
    changed = t.plain("Contributors changed")
    return changed if percent is None else t.listed([changed, share_words(t, percent)])


def render_points(t: Texts, item: Item, hundredths: int, *, why: str | None = None) -> Message:
    """To a contributor: what a decision at the desk has changed; `why`, where that is not the item's own state."""
    state = t("{head} · {state}", head=headline(t, item), state=why or labels.state(t, item.state))
    return Message(lines_of([state, points_line(t, hundredths)]))


def lost_line(t: Texts, hundredths: int) -> Markup:
    """您的0.5分已收回; where an undone decision had cost points, that they are back."""
    if hundredths > 0:
        return t("Taken back from you: {points}", points=points(t, hundredths))
    return t("Given back to you: {points}", points=points(t, -hundredths))


def render_lost(t: Texts, item: Item, hundredths: int, *, editor: str) -> Message:
    """To a contributor: a decision on the item, as it was, is undone, and the points of it."""
    undone = t("{editor} has undone “{was}”.", editor=editor, was=labels.state(t, item.state))
    return Message(lines_of([headline(t, item), undone, lost_line(t, hundredths)]))


def with_points(t: Texts, message: Message, hundredths: int) -> Message:
    """What a reporter hears of 采用, and the points beside."""
    if not hundredths:
        return message
    return Message(message.text + Markup("\n") + points_line(t, hundredths), keyboard=message.keyboard)


def render_shares(t: Texts, item: Item, *, got: Sequence[Got], first_percent: int | None) -> Message:
    """To the editor who set how merged items share."""
    how = (
        t("The contributors share equally.")
        if first_percent is None
        else t("The first report gets {percent}%, the others share the rest.", percent=first_percent)
    )
    return Message(
        lines_of(
            [
                headline(t, item),
                how,
                *(t("{label} {points}", label=each.label, points=signed(t, each.hundredths)) for each in got),
            ]
        )
    )
