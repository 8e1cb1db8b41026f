"""What the reporter of an item hears when another one is merged into it; cards say it by `contained`."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Item, ItemState, Message
from bot.views.common import labels
from bot.views.items.parts import contained, headline, lines_of, reason_words


def render_joined(t: Texts, item: Item, other: Item) -> Message:
    """For the reporter of an item into which another one, `other`, was merged."""
    return Message(
        t("🔗 Merged with yours: {head}", head=headline(t, item))
        + Markup("\n")
        + contained(t, [(other.number, other.reporter)])
    )


def render_rejected_with(t: Texts, item: Item, merged: Item) -> Message:
    """To the reporter of `merged`: the item that holds it was not adopted."""
    return Message(
        lines_of(
            [
                t("✖️ Not adopted: {head}", head=headline(t, merged)),
                t("It had been merged into {number}, which was not adopted.", number=item.number),
                t("Reason: {reason}", reason=reason_words(t, item)),
                t(
                    "It counts for no quota and no points. If you object, send /appeal {number} and why.",
                    number=merged.number,
                ),
            ]
        )
    )


def render_open_with(t: Texts, item: Item, merged: Item, *, editor: str) -> Message:
    """The same, once that decision was undone."""
    return Message(
        lines_of(
            [
                t("🔗 Merged into {target}: {head}", head=headline(t, merged), target=item.number),
                t("{editor} has undone “{was}”.", editor=editor, was=labels.state(t, ItemState.REJECTED)),
            ]
        )
    )


def render_let_go(t: Texts, gone: Item, merged: Sequence[Item]) -> Message:
    """To the desk: an item was withdrawn or wiped, and what had been merged into it waits again."""
    others = t.listed(f"{each.number} {each.reporter}" for each in merged)
    if gone.state is ItemState.DESTROYED:
        return Message(
            t(
                "🔙 {number} was wiped. Merged into it were: {others}. They wait for review again and have new cards.",
                number=gone.number,
                others=others,
            )
        )
    return Message(
        t(
            "🔙 {number} was withdrawn by its reporter. Merged into it were: {others}. They wait for review again and have "
            "new cards.",
            number=gone.number,
            others=others,
        )
    )


def render_own_again(t: Texts, item: Item, gone: Item) -> Message:
    """To the reporter of an item whose merging has come to nothing."""
    why = (
        t("{number}, into which it had been merged, was wiped.", number=gone.number)
        if gone.state is ItemState.DESTROYED
        else t("{number}, into which it had been merged, was withdrawn.", number=gone.number)
    )
    return Message(t("🕓 Waiting for review again: {head}", head=headline(t, item)) + Markup("\n") + why)


def render_joined_again(t: Texts, item: Item, target: Item) -> Message:
    """The same, once the withdrawal of the item that it was merged into has been undone."""
    return Message(
        t("🔗 Merged into {target}: {head}", head=headline(t, item), target=target.number)
        + Markup("\n")
        + t("The withdrawal of {number} was undone; it is merged as before.", number=target.number)
    )


def render_taken_in_again(t: Texts, back: Item, merged: Sequence[Item]) -> Message:
    """To the desk: that withdrawal was undone, and these, of which nothing had been decided since, are merged into it again."""
    return Message(
        t(
            "🔗 The withdrawal of {number} was undone by its reporter. Merged into it again: {others}.",
            number=back.number,
            others=t.listed(f"{each.number} {each.reporter}" for each in merged),
        )
    )


def render_parted(t: Texts, item: Item, other: Item) -> Message:
    """The same, once that has been taken back."""
    merged = t(
        "{number} {reporter} is no longer merged with it.", number=other.number, reporter=other.reporter
    )
    return Message(headline(t, item) + Markup("\n") + merged)
