"""Cards: an item as editors see it in the desk group. Their buttons are in card_buttons, the reporter's words in steps."""

from __future__ import annotations

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Item, ItemState, Kind, Message
from bot.rules.text import shorten
from bot.views.common import labels
from bot.views.common.callbacks import Press, button
from bot.views.items import likenesses
from bot.views.items.adoptions import taken_lines
from bot.views.items.attachments import summaries
from bot.views.items.card_buttons import CARD_BODY, card_keyboard
from bot.views.items.card_notes import CardNotes, Returned
from bot.views.items.changes import changed_headers, render_changes
from bot.views.items.comments import count_lines
from bot.views.items.copyedits import edited_line
from bot.views.items.followups import latency
from bot.views.items.hints import hint_lines
from bot.views.items.parts import contained, fact_lines, headline, lines_of, reason_words, shared
from bot.views.items.queue import let_go_line


def standing(t: Texts, item: Item, notes: CardNotes) -> Markup:
    mark, word = labels.STATE_MARKS[item.state], labels.state(t, item.state)
    if item.state is ItemState.MERGED and notes.editor is None and notes.merged_into:
        return t(
            "{mark} {state} → {number} · much the same text, not counted",
            mark=mark,
            state=word,
            number=notes.merged_into,
        )
    if item.state is ItemState.WAITING or notes.editor is None or item.decided_at is None:
        return t("{mark} {state}", mark=mark, state=word)
    line = t(
        "{mark} {state} · {editor}, {at}", mark=mark, state=word, editor=notes.editor, at=item.decided_at
    )
    if item.state in (ItemState.RETURNED, ItemState.REJECTED):
        return line + Markup("\n") + t("Reason: {reason}", reason=reason_words(t, item))
    if item.state is ItemState.MERGED and notes.merged_into:
        return line + Markup(" → ") + notes.merged_into
    return line


def render_card(t: Texts, item: Item, notes: CardNotes) -> Message:
    """The item as editors see it in the desk group, with the buttons that its state allows."""
    if item.state in (ItemState.HELD, ItemState.DESTROYED):
        return Message(t("<b>{number}</b> · {state}", number=item.number, state=labels.state(t, item.state)))
    if _is_short(item):
        return _decided_card(t, item, notes)
    urgent = t("🔴 <b>URGENT</b>") if item.is_urgent else None
    early = t("🟠 <b>EARLY WARNING</b>") if item.kind is Kind.EARLY_WARNING else None
    version = t("Version {version}", version=item.version) if item.version > 1 else None
    happened = latency(t, item)
    asked = _returned(t, notes.returned) if notes.returned else None
    headers = changed_headers(t, notes.before, item) if notes.before else None
    changed = render_changes(t, notes.changes) if notes.changes else None
    let_go = let_go_line(t, *notes.let_go) if notes.let_go else None
    body = Markup.escape(shorten(item.body, CARD_BODY))
    contains = _contains(t, notes)
    threads = likenesses.thread_lines(t, notes.thread) if notes.thread else []
    alike = likenesses.alike_lines(t, notes.alike)
    facts = [
        *fact_lines(t, item, notes.demand, notes.keypoint),
        contains,
        *threads,
        *summaries(t, notes.files),
        *count_lines(t, item, notes.comments, notes.objection),
        *alike,
    ]
    edited = edited_line(t, *notes.copyedit) if notes.copyedit else None
    parts = [urgent, early, headline(t, item), *facts, happened, version, edited, asked, headers, changed]
    stands = [standing(t, item, notes), let_go, *taken_lines(t, notes.taken)]
    text = lines_of([*parts, Markup(""), body, Markup(""), *hint_lines(t, notes.hints), *stands])
    if notes.asks_for:
        ask = {
            ItemState.RETURNED: t("Returning: choose a reason, or reply to this message with one."),
            ItemState.REJECTED: t("Not adopting: choose a reason, or reply to this message with one."),
            ItemState.MERGED: t(
                "Merging: reply to this message with the number of the item it belongs to, e.g. 2026-0001; with the first "
                "report's share, if it is to be another one: 2026-0001 first 70%."
            ),
            ItemState.ADOPTED: t(
                "{editor} is reviewing it. Adopt it all the same?", editor=notes.editor or ""
            ),
            ItemState.RESERVED: t(
                "{editor} is reviewing it. Keep it in reserve all the same?", editor=notes.editor or ""
            ),
        }
        text = lines_of([text, Markup(""), t("<b>{ask}</b>", ask=ask[notes.asks_for])])
    elif notes.chooses:
        ask_which = likenesses.choice_question(t, notes.chooses)
        text = lines_of([text, Markup(""), t("<b>{ask}</b>", ask=ask_which)])
    return Message(text, keyboard=card_keyboard(t, item, notes))


def _contains(t: Texts, notes: CardNotes) -> Markup | None:
    """含2026-0093 刘芳, and how those who wrote these share: 首报70%."""
    if not notes.contains:
        return None
    line = contained(t, notes.contains)
    if not notes.is_shared:
        return line
    share = shared(t, notes.first_percent)
    return lines_of([line, t("Points: {share}", share=share)])


def _is_short(item: Item) -> bool:
    """Whether the card has shrunk: it is decided, for now or for good."""
    return item.state not in (ItemState.WAITING, ItemState.REVIEWING, ItemState.RESERVED)


def _decided_card(t: Texts, item: Item, notes: CardNotes) -> Message:
    """The headline, who sent it, who decided, and what goes on being said of it; 全文 brings the rest."""
    lines = [
        headline(t, item),
        t("{unit} {name}", unit=item.unit, name=item.reporter),
        t("Version {version}", version=item.version) if item.version > 1 else None,
        edited_line(t, *notes.copyedit) if notes.copyedit else None,
        _contains(t, notes),
        *count_lines(t, item, notes.comments, notes.objection),
        changed_headers(t, notes.before, item) if notes.before else None,
        render_changes(t, notes.changes) if notes.changes else None,
        standing(t, item, notes),
        *taken_lines(t, notes.taken),
    ]
    return Message(lines_of(lines), keyboard=card_keyboard(t, item, notes))


def _returned(t: Texts, returned: Returned) -> Markup:
    why = labels.reason(t, returned.reason, returned.text)
    return t("Returned before: {editor}, {reason}", editor=returned.by, reason=why)


def render_moved_card(t: Texts, item: Item) -> Message:
    """An old card, once the revised item has a new one below."""
    return Message(lines_of([headline(t, item), t("Revised by the reporter: see the new card below.")]))


def render_opened_card(t: Texts, item: Item) -> Message:
    """An old card, once the item has a newer one below, and not because it was revised."""
    return Message(lines_of([headline(t, item), t("See the newer message below.")]))


def render_backlog(t: Texts, *, more: int, at_once: int) -> Message:
    """Below the first cards in a desk group: how many more items wait, with the button that brings the next `at_once`."""
    text = t.n(
        "One more item is waiting that has no card here.",
        "{n} more items are waiting that have no card here, the oldest first.",
        more,
    )
    return Message(text, keyboard=((button(t.plain("Show the next {n}", n=at_once), Press.MORE_CARDS),),))
