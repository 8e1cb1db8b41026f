"""Words of /search: what was found, a page at a time, and what to try where nothing was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Button, Item, Message
from bot.rules.search import Wanted, excerpt
from bot.rules.search_query import Query
from bot.rules.text import shorten
from bot.views.common import labels
from bot.views.common.callbacks import Press, button

PAGE = 8  # items
_TITLE, _EXCERPT = 40, 48  # characters
_A_ROW = 4


def render_ask_words(t: Texts) -> Message:
    """What is to be looked for."""
    return Message(
        t(
            "What are you looking for? Write a word that stands in the title or the text; two characters are enough.\n"
            "To narrow it down: <code>tea unit:Yuncha state:adopted month:2026-05</code>"
        ),
        ask=True,
    )


def render_not_searched(t: Texts) -> Message:
    """The question was cancelled."""
    return Message(t("Nothing was searched for."))


def search_name(t: Texts) -> str:
    """The conversation in a few words."""
    return t.plain("a search")


def render_found(
    t: Texts,
    query: Query,
    items: Sequence[Item],
    *,
    draft_id: int,
    page: int,
    has_more: bool,
    is_best_first: bool,
    since: datetime | None = None,
) -> Message:
    """One page, which counts from 0, with a button for each item and those that turn pages.

    `since`: what came before this moment was not looked at, since it would have taken too long.
    """
    if not items and not page:
        return Message(_nothing(t, query, since))
    order = t("titles first") if is_best_first else t("newest first")
    lines = [
        t("🔍 <b>{asked}</b> · {order}", asked=_asked(t, query), order=order),
        *(_entry(t, item, query) for item in items),
    ]
    if not items:
        lines.append(t("There is nothing more."))
    if since:
        lines.append(_cut(t, since))
    numbers = [button(item.number, Press.FULL_TEXT, item.id) for item in items]
    rows = [tuple(numbers[at : at + _A_ROW]) for at in range(0, len(numbers), _A_ROW)]
    rows.append(_turns(t, draft_id, page=page, has_more=has_more, is_best_first=is_best_first))
    if page == 0 and len(items) == 1:
        rows.pop()
    return Message(Markup("\n\n").join(lines), keyboard=tuple(row for row in rows if row))


def _asked(t: Texts, query: Query) -> str:
    """茶叶 单位:云茶镇."""
    filters = (
        (t.plain("unit"), query.unit),
        (t.plain("state"), query.state),
        (t.plain("month"), query.month),
    )
    words = [query.typed, *(f"{name}:{value[:20]}" for name, value in filters if value)]
    return " ".join(filter(None, words))


def _entry(t: Texts, item: Item, query: Query) -> Markup:
    day = item.received_at.astimezone(t.zone).date()
    is_as_sent = Wanted(query.words).hit(item.title, item.body) is None
    entry = t(
        "{mark} <b>{number}</b> {state} · {unit} · {day}\n{title}\n{excerpt}",
        mark=labels.STATE_MARKS[item.state],
        number=item.number,
        state=labels.state(t, item.state),
        unit=shorten(item.unit, 20),
        day=f"{day:%Y-%m-%d}",
        title=shorten(item.title, _TITLE),
        excerpt=excerpt(item.body, query.words, most=_EXCERPT),
    )
    return (
        entry + Markup("\n") + t("It stands in what was sent, before the desk edited it.")
        if is_as_sent
        else entry
    )


def _cut(t: Texts, since: datetime) -> Markup:
    return t(
        "Too many items come near this: only those since {day} were looked through. For older ones add another word, or a month, "
        "as in <code>month:2026-05</code>",
        day=f"{since.astimezone(t.zone).date():%Y-%m-%d}",
    )


def _nothing(t: Texts, query: Query, since: datetime | None) -> Markup:
    if not query.words:
        return Markup("\n").join(
            [
                t("There is no item that you may see for “{asked}”.", asked=_asked(t, query)),
                t("Reply to this with another word, or send /search."),
            ]
        )
    lines = [t("Nothing that you may see has “{asked}” in its title or text.", asked=_asked(t, query))]
    if since:
        return Markup("\n").join([*lines, _cut(t, since)])
    if query.unit or query.state or query.month:
        lines.append(t("Try it without unit:, state: or month:"))
    if len(query.words) > 1:
        lines.append(t("All words must stand in the same item: try one of them."))
    elif len(query.words[0]) > 2:
        lines.append(t("Try fewer characters: two are enough, as they stand in the text."))
    else:
        lines.append(t("Try another word for it, as it may stand in the text."))
    if any(len(word) >= 7 and word.isdigit() for word in query.words):
        lines.append(t("People's numbers are hidden in items, and not searched."))
    lines.append(t("Reply to this with another word, or send /search."))
    return Markup("\n").join(lines)


def _turns(t: Texts, draft_id: int, *, page: int, has_more: bool, is_best_first: bool) -> tuple[Button, ...]:
    def turn(label: str, to: int, *, best: bool) -> Button:
        return button(label, Press.SEARCH_PAGE, draft_id, to, "best" if best else "newest")

    turns = []
    if page > 0:
        turns.append(turn(t.plain("◀ Previous"), page - 1, best=is_best_first))
    other = t.plain("Newest first") if is_best_first else t.plain("Titles first")
    turns.append(turn(other, 0, best=not is_best_first))
    if has_more:
        turns.append(turn(t.plain("Next ▶"), page + 1, best=is_best_first))
    return tuple(turns)
