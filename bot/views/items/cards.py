"""Words about items: the card in the desk group, receipts, what a reporter hears, lists; drafts have a file of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Attachment, Button, Demand, Item, ItemState, Keyboard, Kind, Message, Reason
from bot.rules.changes import Change
from bot.rules.hints import Hint
from bot.rules.secrecy.personal import mask
from bot.rules.text import count_chars, shorten
from bot.views.common import labels
from bot.views.common.callbacks import Press, button
from bot.views.common.paging import paged, paragraphs
from bot.views.items import likenesses
from bot.views.items.attachments import list_lines, summaries
from bot.views.items.changes import changed_headers, pressing_words, render_changes
from bot.views.items.followups import latency
from bot.views.items.hints import hint_lines, urgent_button
from bot.views.items.queue import let_go_line
from bot.views.items.submissions import telephone_line

CARD_BODY = 600  # characters of the body on a card; the rest is behind 全文
TITLE = 120
LINE_TITLE, LINE_NOTE = 30, 60  # in a line of a message that holds many receipts


@dataclass(frozen=True, slots=True)
class Returned:
    """Who had returned the version before, and why."""

    by: str
    reason: Reason
    text: str | None


@dataclass(frozen=True, slots=True)
class CardNotes:
    """What a card shows beside the item: who decided it (as shown on the card), its demand, and what a revision changed."""

    editor: str | None = None
    demand: Demand | None = None
    before: Item | None = None  # what it was before the change that is shown
    changes: Sequence[Change] = ()  # of its text
    merged_into: str | None = None
    contains: Sequence[tuple[str, str]] = ()  # number and reporter of each item that was merged into it
    asks_for: ItemState | None = None  # a decision that waits for its reason, or for a second word
    may_undo: bool = False
    returned: Returned | None = None  # the version before
    alike: Sequence[likenesses.Alike] = ()
    chooses: Press | None = None  # of which one of those that are alike it is asked
    may_undo_answer: bool = False  # what was said of one of these
    thread: likenesses.Thread | None = None
    files: Sequence[Attachment] = ()
    hints: Sequence[Hint] = ()
    let_go: tuple[str, int] | None = (
        None  # by itself: who had taken it, and after so many minutes of working time
    )


def _lines(parts: Sequence[Markup | str | None]) -> Markup:
    return Markup("\n").join(part for part in parts if part is not None)


def headline(t: Texts, item: Item) -> Markup:
    """Number and title, as every message about an item begins."""
    title = shorten(item.title, TITLE) or t.plain("(nothing is left of the text)")
    return t("<b>{number}</b> {title}", number=item.number, title=title)


def _facts(t: Texts, item: Item, demand: Demand | None) -> list[Markup | None]:
    return [
        t(
            "{unit} {name} · {kind} · {at}",
            unit=item.unit,
            name=item.reporter,
            kind=labels.kind(t, item.kind),
            at=item.received_at,
        ),
        t("Topic: {code} {title}", code=demand.code, title=shorten(demand.title, 60)) if demand else None,
        t("Themes: {themes}", themes=t.listed(item.themes)) if item.themes else None,
        t("Jointly with: {units}", units=t.listed(item.joint_units)) if item.joint_units else None,
        t("Source: {source}", source=shorten(item.source, 100)) if item.source else None,
        t("Forwarded from: {origin}", origin=shorten(item.origin, 100)) if item.origin else None,
    ]


def contained(t: Texts, others: Sequence[tuple[str, str]]) -> Markup:
    """含2026-0093 刘芳."""
    return t("Contains {items}", items=t.listed(f"{number} {reporter}" for number, reporter in others))


def reason_words(t: Texts, item: Item) -> str:
    """Why an item was returned or not adopted."""
    return labels.reason(t, item.reason, item.reason_text) if item.reason else ""


def _standing(t: Texts, item: Item, notes: CardNotes) -> Markup:
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
    line = t("{mark} {state} · {editor} {at}", mark=mark, state=word, editor=notes.editor, at=item.decided_at)
    if item.state in (ItemState.RETURNED, ItemState.REJECTED):
        return line + Markup("\n") + t("Reason: {reason}", reason=reason_words(t, item))
    if item.state is ItemState.MERGED and notes.merged_into:
        return line + Markup(" → ") + notes.merged_into
    return line


def render_card(t: Texts, item: Item, notes: CardNotes) -> Message:
    """The item as editors see it in the desk group, with the buttons that its state allows."""
    if item.state in (ItemState.HELD, ItemState.DESTROYED):
        return Message(t("<b>{number}</b> · {state}", number=item.number, state=labels.state(t, item.state)))
    urgent = t("🔴 <b>URGENT</b>") if item.is_urgent else None
    early = t("🟠 <b>EARLY WARNING</b>") if item.kind is Kind.EARLY_WARNING else None
    version = t("Version {version}", version=item.version) if item.version > 1 else None
    happened = latency(t, item)
    asked = _returned(t, notes.returned) if notes.returned else None
    headers = changed_headers(t, notes.before, item) if notes.before else None
    changed = render_changes(t, notes.changes) if notes.changes else None
    let_go = let_go_line(t, *notes.let_go) if notes.let_go else None
    body = Markup.escape(shorten(item.body, CARD_BODY))
    contains = contained(t, notes.contains) if notes.contains else None
    threads = likenesses.thread_lines(t, notes.thread) if notes.thread else []
    alike = likenesses.alike_lines(t, notes.alike)
    facts = [*_facts(t, item, notes.demand), contains, *threads, *summaries(t, notes.files), *alike]
    parts = [urgent, early, headline(t, item), *facts, happened, version, asked, headers, changed]
    text = _lines(
        [*parts, Markup(""), body, Markup(""), *hint_lines(t, notes.hints), _standing(t, item, notes), let_go]
    )
    if notes.asks_for:
        ask = {
            ItemState.RETURNED: t("Returning: choose a reason, or reply to this message with one."),
            ItemState.REJECTED: t("Not adopting: choose a reason, or reply to this message with one."),
            ItemState.MERGED: t(
                "Merging: reply to this message with the number of the item it belongs to, e.g. 2026-0001."
            ),
            ItemState.ADOPTED: t(
                "{editor} is reviewing it. Adopt it all the same?", editor=notes.editor or ""
            ),
        }
        text = _lines([text, Markup(""), t("<b>{ask}</b>", ask=ask[notes.asks_for])])
    elif notes.chooses:
        ask_which = likenesses.choice_question(t, notes.chooses)
        text = _lines([text, Markup(""), t("<b>{ask}</b>", ask=ask_which)])
    return Message(text, keyboard=_card_keyboard(t, item, notes))


def _returned(t: Texts, returned: Returned) -> Markup:
    why = labels.reason(t, returned.reason, returned.text)
    return t("Returned before: {editor}, {reason}", editor=returned.by, reason=why)


def _card_keyboard(t: Texts, item: Item, notes: CardNotes) -> Keyboard:
    back = (button(t.plain("Back"), Press.REASON_BACK, item.id),)
    if notes.asks_for in (ItemState.RETURNED, ItemState.REJECTED):
        press = Press.RETURN if notes.asks_for is ItemState.RETURNED else Press.REJECT
        choices = [r for r in Reason if r is not Reason.OTHER and _fits(r, notes.asks_for)]
        buttons = [button(t.plain(labels.REASONS[r]), press, item.id, r.value) for r in choices]
        return (*(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)), back)
    if notes.asks_for is ItemState.ADOPTED:
        return ((button(t.plain("Adopt all the same"), Press.ADOPT, item.id, "yes"),), back)
    if notes.asks_for:
        return (back,)
    if notes.chooses:
        return likenesses.choice_keyboard(t, item, notes.alike, press=notes.chooses)
    rows: list[tuple[Button, ...]] = []
    adopt = button(t.plain("Adopt"), Press.ADOPT, item.id)
    decisions = (
        button(t.plain("Return"), Press.RETURN, item.id),
        button(t.plain("Do not adopt"), Press.REJECT, item.id),
        button(t.plain("Merge into another one") if notes.alike else t.plain("Merge"), Press.MERGE, item.id),
    )
    if item.state is ItemState.WAITING:
        rows += [(adopt,), decisions, (button(t.plain("Take"), Press.RECEIVE, item.id),)]
    elif item.state is ItemState.REVIEWING:
        rows += [(adopt,), decisions, (button(t.plain("Release"), Press.RELEASE, item.id),)]
    if item.state in (ItemState.WAITING, ItemState.REVIEWING):
        rows += urgent_button(t, item, notes.hints)
    elif notes.may_undo:
        rows.append((button(t.plain("Undo"), Press.UNDO, item.id),))
    elif item.state is ItemState.MERGED and item.editor_id is None and item.merged_into:
        rows.append((button(t.plain("Another event"), Press.ALIKE_DIFFERENT, item.id, item.merged_into),))
    if notes.alike and item.state in (ItemState.WAITING, ItemState.REVIEWING):
        rows.append(likenesses.answer_row(t, item, notes.alike))
    if notes.may_undo_answer:
        rows.append((button(t.plain("Undo"), Press.ALIKE_UNDO, item.id),))
    more: tuple[Button, ...] = ()
    if len(item.body) > CARD_BODY and count_chars(item.body) > CARD_BODY:
        more = (button(t.plain("Full text"), Press.FULL_TEXT, item.id),)
    if mask(f"{item.title}\n{item.body}")[1]:
        more += (button(t.plain("Show personal numbers"), Press.NUMBERS, item.id),)
    more += files_button(t, item, notes.files)
    return tuple([*rows, more] if more else rows)


def files_button(t: Texts, item: Item, files: Sequence[Attachment]) -> tuple[Button, ...]:
    """附件, where there are any."""
    return (button(t.plain("Attachments"), Press.FILES, item.id),) if files else ()


def _fits(reason: Reason, decision: ItemState) -> bool:
    """An item is returned to be mended; what cannot be mended is not adopted."""
    only_reject = (Reason.STALE, Reason.REPEATED, Reason.ROUTINE, Reason.OTHER_CHANNEL, Reason.EMPTY)
    return decision is ItemState.REJECTED or reason not in only_reject


def render_moved_card(t: Texts, item: Item) -> Message:
    """An old card, once the revised item has a new one below."""
    return Message(_lines([headline(t, item), t("Revised by the reporter: see the new card below.")]))


def render_opened_card(t: Texts, item: Item) -> Message:
    """An old card, once the item has a newer one below, and not because it was revised."""
    return Message(_lines([headline(t, item), t("See the newer message below.")]))


def render_backlog(t: Texts, *, more: int, at_once: int) -> Message:
    """Below the first cards in a desk group: how many more items wait, with the button that brings the next `at_once`."""
    text = t.n(
        "One more item is waiting that has no card here.",
        "{n} more items are waiting that have no card here, the oldest first.",
        more,
    )
    return Message(text, keyboard=((button(t.plain("Show the next {n}", n=at_once), Press.MORE_CARDS),),))


def render_ring(t: Texts, item: Item, *, minutes: int) -> Message:
    """The reminder that an urgent item has not been taken."""
    text = t("🔔 Nobody has taken this item for {minutes} minutes:", minutes=minutes)
    return Message(
        _lines([text, headline(t, item)]),
        keyboard=(
            (
                button(t.plain("Take"), Press.RECEIVE, item.id),
                button(t.plain("Full text"), Press.FULL_TEXT, item.id),
            ),
        ),
    )


def month_count(t: Texts, *, count: int, quota: int | None, other_month: str | None = None) -> Markup:
    """本月第 3/4 条; without a quota, and past it, 本月第 5 条 (manual, section 2). For another month: 计入11月，第 3/4 条."""
    if other_month:
        name = t.month_name(other_month)
        if quota and count <= quota:
            return t("Counts for {month}: item {count} of {quota}", month=name, count=count, quota=quota)
        return t("Counts for {month}: item {count}", month=name, count=count)
    if quota and count <= quota:
        return t("Item {count} of {quota} this month", count=count, quota=quota)
    return t("Item {count} this month", count=count)


def render_receipt(
    t: Texts,
    item: Item,
    *,
    count: int,
    quota: int | None,
    other_month: str | None,
    notes: Sequence[Markup],
    open_button: Button | None = None,
    first: Markup | None = None,
    rows: Keyboard = (),
) -> Message:
    """What the reporter gets at once: number, title, the month's count, and what is to be said of the text.

    `other_month` is the month 'YYYY-MM' that the item counts for, where that is not the present one. `first` stands above all
    that; `rows` are the buttons for what it asks.
    """
    parts = [
        first,
        t("✅ Received: {head}", head=headline(t, item)),
        month_count(t, count=count, quota=quota, other_month=other_month),
        *notes,
    ]
    return Message(_lines(parts), keyboard=(*rows, (open_button,)) if open_button else rows)


def render_receipt_line(
    t: Texts, item: Item, *, count: int, quota: int | None, notes: Sequence[Markup]
) -> Markup:
    """The same in one line, for a message that holds many; of each note its beginning."""
    line = t(
        "✅ <b>{number}</b> {name}: {title} · {count}",
        number=item.number,
        name=item.reporter,
        title=shorten(item.title, LINE_TITLE),
        count=month_count(t, count=count, quota=quota),
    )
    return Markup(" · ").join([line, *(Markup.escape(shorten(_plain(note), LINE_NOTE)) for note in notes)])


def _plain(words: Markup) -> str:
    return " ".join(words.striptags().split())


def render_step(t: Texts, item: Item, *, editor: str, merged_into: str | None = None) -> Message:
    """What the reporter hears of a step of the review."""
    head = headline(t, item)
    texts = {
        ItemState.REVIEWING: t("🔎 In review: {head}\nEditor: {editor}", head=head, editor=editor),
        ItemState.ADOPTED: t("✅ Adopted: {head}\nThank you for your work.", head=head),
        ItemState.RETURNED: t(
            "↩️ Returned for revision: {head}\nReason: {reason}\nPress the button below, or send /revise_{tap}",
            head=head,
            reason=reason_words(t, item),
            tap=labels.tapped(item.number),
        ),
        ItemState.REJECTED: t(
            "✖️ Not adopted: {head}\nReason: {reason}", head=head, reason=reason_words(t, item)
        ),
        ItemState.MERGED: t("🔗 Merged into {target}: {head}", head=head, target=merged_into or ""),
    }
    keyboard: Keyboard = ()
    if item.state is ItemState.RETURNED:
        keyboard = ((button(t.plain("Edit"), Press.REVISE, item.id),),)
    return Message(texts[item.state], keyboard=keyboard)


def render_undone(t: Texts, item: Item, *, editor: str, was: ItemState | None) -> Message:
    """What the reporter's message says once a decision was taken back, or the item put back."""
    return Message(
        _lines(
            [
                t("🕓 {state}: {head}", state=labels.state(t, item.state), head=headline(t, item)),
                t("{editor} has put it back; another editor can take it.", editor=editor)
                if was is None
                else t("{editor} has undone “{was}”.", editor=editor, was=labels.state(t, was)),
            ]
        )
    )


def render_decided_by_other(t: Texts, item: Item, *, editor: str) -> Message:
    """To who had taken the item: somebody else has decided."""
    return Message(
        _lines(
            [
                t("{editor} has decided an item that you had taken:", editor=editor),
                t("{head} · {state}", head=headline(t, item), state=labels.state(t, item.state)),
            ]
        )
    )


def render_decided(t: Texts, item: Item, *, reporter: str) -> Message:
    """To the editor who typed a reason: what it decided."""
    return Message(
        t(
            "{number}: {state}. The reporter, {reporter}, has been told.",
            number=item.number,
            state=labels.state(t, item.state),
            reporter=reporter,
        )
    )


def question_name(t: Texts, item: Item, *, asks_for: ItemState) -> str:
    """A card that waits for a reason, in a few words."""
    return t.plain("{number}: {state}", number=item.number, state=labels.state(t, asks_for))


def render_edited(
    t: Texts,
    item: Item,
    *,
    before: Item,
    changes: Sequence[Change],
    notes: Sequence[Markup],
    buttons: Keyboard = (),
) -> Message:
    """The reporter's edit or revision is in: what it changed, and what is to be said of the text."""
    head = t("✏️ Updated to version {version}: {head}", version=item.version, head=headline(t, item))
    if item.version == before.version:
        head = t("✏️ Nothing was changed in {head}", head=headline(t, item))
    parts = [
        pressing_words(t, before, item),
        head,
        changed_headers(t, before, item),
        render_changes(t, changes) if changes else None,
    ]
    return Message(_lines([*parts, *notes]), keyboard=buttons)


def render_made_urgent(t: Texts, item: Item, *, before: Item, duty_phone: str) -> Message:
    """For the reporter: the item rings from now on, by a button; the desk is to be telephoned as well, as with an urgent one."""
    lines = [telephone_line(t, duty_phone), pressing_words(t, before, item), headline(t, item)]
    return Message(_lines(lines), public=duty_phone)


def render_withdrawn(t: Texts, item: Item, *, count: int, quota: int | None) -> Message:
    """The reporter took the item back."""
    counted = t("Counted for the month: {count} of {quota}", count=count, quota=quota) if quota else None
    return Message(
        _lines([t("🔙 Withdrawn: {head}", head=headline(t, item)), counted]),
        keyboard=((button(t.plain("Undo"), Press.UNDO, item.id),),),
    )


def own_keyboard(t: Texts, item: Item, *, may_revise: bool, may_withdraw: bool, may_undo: bool) -> Keyboard:
    """The buttons under one's own item."""
    buttons = [
        *([button(t.plain("Edit"), Press.REVISE, item.id)] if may_revise else []),
        *([button(t.plain("Withdraw"), Press.WITHDRAW, item.id)] if may_withdraw else []),
        *([button(t.plain("Undo"), Press.UNDO, item.id)] if may_undo else []),
    ]
    return (tuple(buttons),) if buttons else ()


def render_item(
    t: Texts, item: Item, notes: CardNotes, *, history: Sequence[Markup], keyboard: Keyboard = ()
) -> list[Message]:
    """An item whole, with its history; several messages where it is long."""
    facts = [line for line in _facts(t, item, notes.demand) if line is not None]
    if notes.contains:
        facts.append(contained(t, notes.contains))
    facts += likenesses.thread_lines(t, notes.thread) if notes.thread else []
    facts += list_lines(t, notes.files)
    past = [Markup(""), t("<b>History</b>"), *history] if history else []
    blank = Markup("")
    lines = [headline(t, item), *facts, _standing(t, item, notes), blank, *paragraphs(item.body), *past]
    more = files_button(t, item, notes.files)
    return paged(lines, keyboard=(*keyboard, more) if more else keyboard)


def render_full_text(t: Texts, item: Item) -> list[Message]:
    """Title and body alone, whole."""
    return paged([headline(t, item), Markup(""), *paragraphs(item.body)])


def render_with_numbers(t: Texts, item: Item) -> list[Message]:
    """Title and body with people's numbers, for one editor's eyes."""
    return [replace(message, shows_numbers=True) for message in render_full_text(t, item)]
