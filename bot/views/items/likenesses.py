"""What is said of items that are alike: lines and buttons of a card, what a reporter hears; cards themselves are in cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Button, Item, Keyboard, LikenessKind, Message
from bot.rules.text import shorten
from bot.views.common.callbacks import Press, button

TITLE = 40
_HOUR = 60  # minutes


@dataclass(frozen=True, slots=True)
class Alike:
    """An earlier item that one is like, and the figures that differ: the one's, the earlier one's."""

    other: Item
    kind: LikenessKind
    figures: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Thread:
    """Numbers of what an item follows up (续报), and of what follows it."""

    follows: str | None = None
    followed_by: Sequence[str] = ()


def alike_lines(t: Texts, found: Sequence[Alike]) -> list[Markup]:
    """相近: number, title, reporter, which figures differ; a line each."""
    return [_alike_line(t, each) for each in found]


def _alike_line(t: Texts, alike: Alike) -> Markup:
    other = alike.other
    line = t(
        "Similar: <b>{number}</b> {title} · {unit} {name}, {at}",
        number=other.number,
        title=shorten(other.title, TITLE),
        unit=other.unit,
        name=other.reporter,
        at=other.received_at,
    )
    if alike.figures:
        pairs = t.listed(f"{mine}/{theirs}" for mine, theirs in alike.figures)
        line += Markup(" · ") + t("figures that differ (this one/that one): {figures}", figures=pairs)
    elif alike.kind is LikenessKind.TEXT:
        line += Markup(" · ") + t("much the same text")
    return line


def thread_lines(t: Texts, thread: Thread) -> list[Markup]:
    """续报:2026-0001, and what follows it."""
    lines = []
    if thread.follows:
        lines.append(t("Follows up: {number}", number=thread.follows))
    if thread.followed_by:
        lines.append(t("Followed up by: {numbers}", numbers=t.listed(thread.followed_by)))
    return lines


def answer_row(t: Texts, item: Item, found: Sequence[Alike]) -> tuple[Button, ...]:
    """不同事件 合并 续报: of the one that is shown, else each asks of which."""
    which = (found[0].other.id,) if len(found) == 1 else ()
    return (
        button(t.plain("Another event"), Press.ALIKE_DIFFERENT, item.id, *which),
        button(t.plain("Merge"), Press.ALIKE_MERGE, item.id, *which),
        button(t.plain("Follow-up"), Press.ALIKE_FOLLOW, item.id, *which),
    )


def choice_keyboard(t: Texts, item: Item, found: Sequence[Alike], *, press: Press) -> Keyboard:
    """Of which of those that are shown."""
    rows = [
        (button(f"{each.other.number} {each.other.reporter}", press, item.id, each.other.id),)
        for each in found
    ]
    return (*rows, (button(t.plain("Back"), Press.REASON_BACK, item.id),))


def choice_question(t: Texts, press: Press) -> Markup:
    """What the choice is about."""
    if press is Press.ALIKE_MERGE:
        return t("Merging: into which one?")
    if press is Press.ALIKE_FOLLOW:
        return t("Follow-up: to which one?")
    return t("Another event: than which one?")


def render_told(t: Texts, item: Item, found: Sequence[Alike]) -> Message:
    """For the reporter of an item that may tell what others have told before."""
    others = t.listed(
        t.plain(
            "{number} ({unit}, {at})",
            number=each.other.number,
            unit=each.other.unit,
            at=each.other.received_at,
        )
        for each in found
    )
    same = all(each.kind is LikenessKind.TEXT for each in found)
    first = (
        t("🔎 The text of {number} is much the same as {others}.", number=item.number, others=others)
        if same
        else t("🔎 {number} may tell the same event as {others}.", number=item.number, others=others)
    )
    rest = t(
        "It is kept and counts. An editor decides whether it is merged, adds to the other, or stands alone; until then the "
        "first reporter keeps the credit."
    )
    return Message(first + Markup("\n") + rest)


def render_repeated(t: Texts, item: Item, first: Item, *, count: Markup, may_replace: bool) -> Message:
    """For the reporter who has sent the same again: not counted, and what can be done. `count` is how the month stands."""
    minutes = (item.received_at - first.received_at) // timedelta(minutes=1)
    head = t(
        "🔁 {number} is much the same as your {first} ({at}).",
        number=item.number,
        first=first.number,
        at=t.n("a minute ago", "{n} minutes ago", max(1, minutes)) if minutes < _HOUR else first.received_at,
    )
    said = t("It is kept as a repetition and does not count again. {count}", count=count)
    if may_replace:
        todo = t(
            "If it is a corrected version, press “Replace the original”; if it is another item, press “An item of its own”."
        )
        keys = [button(t.plain("Replace the original"), Press.REPEAT_REPLACE, item.id)]
    else:
        todo, keys = (
            t(
                "The original can no longer be revised; if something in it is wrong, tell an editor. If this is another item, "
                "press “An item of its own”."
            ),
            [],
        )
    keys.append(button(t.plain("An item of its own"), Press.REPEAT_APART, item.id))
    return Message(
        Markup("\n").join([head, said, todo]),
        keyboard=(tuple(keys),),
    )


def render_repetition_over(t: Texts, item: Item, first: Item, *, count: Markup, replaced: bool) -> Message:
    """The same message once something was pressed."""
    if replaced:
        return Message(
            t(
                "🔁 {first} now has the text of {number}, which does not count by itself.",
                first=first.number,
                number=item.number,
            )
        )
    return Message(
        t("🕓 {number} is an item of its own and waits for review. {count}", number=item.number, count=count)
    )


def render_followed(t: Texts, item: Item, other: Item, *, editor: str) -> Message:
    """For the reporter: an editor has linked the item to an earlier one."""
    return Message(
        t(
            "📎 {editor} has linked {number} to {other} as a follow-up.",
            editor=editor,
            number=item.number,
            other=other.number,
        )
    )
