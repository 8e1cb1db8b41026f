"""Words about what waits for review; the cards themselves are in cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Item, Keyboard, Message, Queue
from bot.rules.rings import is_pressing
from bot.rules.text import shorten
from bot.views.common.callbacks import Press, button
from bot.views.common.paging import turns

_TITLE = 30
_A_ROW = 3


def queue_lines(
    t: Texts, queue: Queue, first: Sequence[Item], taken: Sequence[tuple[str, int]] = ()
) -> list[Markup]:
    """How many items wait and since when, and which of them ring the desk; then what is in review, and who has how many."""
    return [*_waiting_lines(t, queue, first), *_taken_lines(t, taken)]


def _waiting_lines(t: Texts, queue: Queue, first: Sequence[Item]) -> list[Markup]:
    if queue.oldest_at is None:
        return []
    fields: dict[str, object] = {
        "count": queue.count,
        "oldest": t.day(queue.oldest_at.astimezone(t.zone).date()),
        "pressing": queue.pressing,
    }
    if not queue.pressing:
        return [t("Waiting for review: {count}, the oldest from {oldest}.", **fields)]
    head = t(
        "Waiting for review: {count}, the oldest from {oldest}; urgent or early warning: {pressing}:",
        **fields,
    )
    return [head, *(item_line(t, item) for item in first if is_pressing(item))]


def _taken_lines(t: Texts, taken: Sequence[tuple[str, int]]) -> list[Markup]:
    if not taken:
        return []
    who = t.listed(t.plain("{name} {count}", name=name, count=count) for name, count in taken)
    return [t("In review: {count} ({who}).", count=sum(count for _, count in taken), who=who)]


def item_line(t: Texts, item: Item) -> Markup:
    """An item that waits, in a line."""
    fields = {
        "number": item.number,
        "title": shorten(item.title, _TITLE),
        "unit": item.unit,
        "day": t.day(item.received_at.astimezone(t.zone).date()),
    }
    if is_pressing(item):
        return t("🔴 {number} {title} ({unit}, {day})", **fields)
    return t("{number} {title} ({unit}, {day})", **fields)


def render_queue(
    t: Texts,
    items: Sequence[Item],
    *,
    queue: Queue,
    taken: Sequence[tuple[str, int]],
    reserve: int,
    editors: Mapping[int, str],
    page: int,
    pages: int,
) -> Message:
    """A page of what editors have to decide: since when each waits, and who has it. `editors` are names by id."""
    head = [t("<b>Review queue</b>"), *queue_lines(t, queue, (), taken)]
    if not items:
        head.append(t("Nothing waits for review."))
    lines = [*head, *(_queue_line(t, item, editors) for item in items)]
    rows = [*queue_buttons(t, items), turns(t, Press.QUEUE_PAGE, page, pages)]
    if reserve:
        rows.append((button(t.plain("In reserve: {count}", count=reserve), Press.QUEUE_PAGE, 0, "reserve"),))
    return Message(Markup("\n").join(lines), keyboard=tuple(row for row in rows if row))


def render_reserve(t: Texts, items: Sequence[Item], *, page: int, pages: int) -> Message:
    """A page of what is kept for later."""
    lines = [t("<b>In reserve</b>"), *(item_line(t, item) for item in items)]
    if not items:
        lines.append(t("Nothing is in reserve."))
    back = (button(t.plain("Review queue"), Press.QUEUE_PAGE, 0),)
    rows = [*queue_buttons(t, items), turns(t, Press.QUEUE_PAGE, page, pages, "reserve"), back]
    return Message(Markup("\n").join(lines), keyboard=tuple(row for row in rows if row))


def _queue_line(t: Texts, item: Item, editors: Mapping[int, str]) -> Markup:
    fields = {
        "number": item.number,
        "title": shorten(item.title, _TITLE),
        "unit": item.unit,
        "at": item.received_at,
    }
    mark = "🔴 " if is_pressing(item) else ""
    if item.editor_id is not None and item.decided_at is not None:
        fields |= {"editor": editors.get(item.editor_id, "?"), "taken": item.decided_at}
        return mark + t("🔎 {number} {title} ({unit}, {at}; {editor} since {taken})", **fields)
    return mark + t("{number} {title} ({unit}, {at})", **fields)


def let_go_line(t: Texts, editor: str, minutes: int | None) -> Markup:
    """On a card: it was taken, not decided, and let go by itself; `minutes` None: whoever took it is no editor any more."""
    if minutes is None:
        return t("⏱ {editor} had taken it and is no editor any more: let go.", editor=editor)
    return t(
        "⏱ {editor} took it and has not decided it within {hours}: let go by itself.",
        editor=editor,
        hours=working_time(t, minutes),
    )


def working_time(t: Texts, minutes: int) -> Markup:
    """How much working time."""
    if minutes % 60:
        return t.n("one working minute", "{n} working minutes", minutes)
    return t.n("one working hour", "{n} working hours", minutes // 60)


def queue_buttons(t: Texts, first: Sequence[Item]) -> Keyboard:
    """A button for each of the first that wait, which opens its card."""
    buttons = [
        button(f"🔴 {item.number}" if is_pressing(item) else item.number, Press.CARD_OPEN, item.id)
        for item in first
    ]
    return tuple(tuple(buttons[at : at + _A_ROW]) for at in range(0, len(buttons), _A_ROW))
