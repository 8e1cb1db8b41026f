"""Words of a request to correct an item: to the editors who decide it, and to the reporter who asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from bot.clock import to_ms
from bot.locale.texts import Texts
from bot.model import Button, Correction, CorrectionState, Item, ItemState, Keyboard, Message, Person
from bot.rules.changes import Change
from bot.rules.cleaning import Cleaning
from bot.rules.hints import Hint
from bot.rules.text import shorten
from bot.views.common import labels
from bot.views.common.callbacks import Press, button
from bot.views.common.paging import paged, paragraphs
from bot.views.common.told import not_told
from bot.views.items.changes import changed_headers, render_changes
from bot.views.items.cleaning import cleaned
from bot.views.items.held import render_wiped
from bot.views.items.hints import hint_lines
from bot.views.items.parts import headline

CHANGES_MOST = 10  # that are listed; the whole corrected text is behind a button
TITLE, REASON = 24, 300
_A_ROW = 3
_UNSEEN = (ItemState.HELD, ItemState.DESTROYED)  # nothing of it is shown


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """What is shown of a request: the item as it is and as it is to be, and `changes` in its text, one more than are listed.

    `editor` is who decided it. `hints` are those that the item does not have already.
    """

    correction: Correction
    item: Item
    corrected: Item
    changes: Sequence[Change]
    editor: str | None = None
    follows: str | None = None  # the report that it is to follow from now on
    cleaning: Cleaning | None = None
    hints: Sequence[Hint] = ()
    asks_reason: bool = False
    may_undo: bool = False


def render_correction(t: Texts, view: CorrectionView) -> Message:
    """A request, to editors: what is to change, with `同意更正` `不更正` until it is decided."""
    if view.item.state in _UNSEEN:
        return render_wiped(t, view.item)
    item, state = view.item, labels.state(t, view.item.state)
    fields: dict[str, object] = {"unit": item.unit, "name": item.reporter, "at": view.correction.asked_at}
    parts = [
        t("✏️ <b>Correction asked for</b>: {unit} {name}, {at}", **fields),
        t("{head} · {state}", head=headline(t, item), state=state),
        *_what(t, view),
        *hint_lines(t, view.hints),
        _standing(t, view),
    ]
    if view.asks_reason:
        ask = t("Not correcting: reply to this message with the reason, or press “No reason”.")
        parts.append(t("<b>{ask}</b>", ask=ask))
    return Message(Markup("\n").join(parts), keyboard=_keyboard(t, view))


def _what(t: Texts, view: CorrectionView) -> list[Markup]:
    headers = changed_headers(t, view.item, view.corrected)
    lines = [headers] if headers else []
    if view.follows:
        lines.append(t("Follow-up to {number}", number=shorten(view.follows, 20)))
    if view.changes:
        lines.append(render_changes(t, view.changes[:CHANGES_MOST]))
    if len(view.changes) > CHANGES_MOST:
        lines.append(t("· and more; “Corrected text” shows all of it"))
    return lines


def _standing(t: Texts, view: CorrectionView) -> Markup:
    correction, item = view.correction, view.item
    who: dict[str, object] = {
        "editor": view.editor or "?",
        "at": correction.decided_at or correction.asked_at,
    }
    match correction.state:
        case CorrectionState.ASKED:
            return t("🕓 Waits for an editor's decision.")
        case CorrectionState.AGREED:
            return t("✅ Corrected · {editor}, {at}", **who)
        case CorrectionState.REFUSED:
            return t("✖️ Not corrected · {editor}, {at}", **who) + Markup("\n") + _reason(t, correction)
        case CorrectionState.WITHDRAWN:
            return _ended(t, correction, item)


def _reason(t: Texts, correction: Correction) -> Markup:
    if correction.reason is None:
        return t("No reason was given.")
    return t("Reason: {reason}", reason=shorten(correction.reason, REASON))


def _ended(t: Texts, correction: Correction, item: Item) -> Markup:
    if correction.decided_by is not None:
        return t("🔙 The reporter has taken the request back.")
    if item.version != correction.version:
        return t("🔙 {number} has a newer version by now; the request has ended with it.", number=item.number)
    state = labels.state_in(t, item.state)
    return t("🔙 {number} is {state} by now; the request has ended with it.", number=item.number, state=state)


def _keyboard(t: Texts, view: CorrectionView) -> Keyboard:
    correction = view.correction
    if correction.state is not CorrectionState.ASKED:
        return ((button(t.plain("Undo"), Press.CORRECTION_UNDO, correction.id),),) if view.may_undo else ()
    if view.asks_reason:
        plain = button(t.plain("No reason"), Press.CORRECTION_REFUSE, correction.id, "plain")
        return ((plain, button(t.plain("Back"), Press.CORRECTION_BACK, correction.id)),)
    # What is agreed to is what was seen: the moment of the words goes along.
    agree = button(
        t.plain("Agree to correct"), Press.CORRECTION_AGREE, correction.id, to_ms(correction.asked_at)
    )
    refuse = button(t.plain("Do not correct"), Press.CORRECTION_REFUSE, correction.id)
    return ((agree, refuse), (button(t.plain("Corrected text"), Press.CORRECTION_TEXT, correction.id),))


def render_corrected_text(t: Texts, corrected: Item) -> list[Message]:
    """The whole text as it is to be."""
    return paged([headline(t, corrected), Markup(""), *paragraphs(corrected.body)])


def render_moved(t: Texts, item: Item) -> Message:
    """An older message of the request, once it was opened again below."""
    return Message(Markup("\n").join([headline(t, item), t("See the newer message below.")]))


def render_request(t: Texts, view: CorrectionView) -> Message:
    """A request, to the reporter who asks: where it stands, with the way to take it back while it waits."""
    correction, item = view.correction, view.item
    if item.state in _UNSEEN:
        return render_wiped(t, item)
    head = headline(t, item)
    match correction.state:
        case CorrectionState.ASKED:
            notes = cleaned(t, view.cleaning) if view.cleaning else []
            lines = [_asked(t, item), *_what(t, view), *notes, *hint_lines(t, view.hints)]
            back = button(t.plain("Take the request back"), Press.CORRECTION_WITHDRAW, correction.id)
            return Message(Markup("\n").join(lines), keyboard=((back,),))
        case CorrectionState.AGREED:
            lines = [t("✅ Your correction has taken effect: {head}", head=head)]
        case CorrectionState.REFUSED:
            lines = [t("✖️ Not corrected: {head}", head=head), _reason(t, correction)]
        case CorrectionState.WITHDRAWN if correction.decided_by is not None:
            lines = [
                t("🔙 Your request for correction is taken back; nothing has changed: {head}", head=head)
            ]
        case CorrectionState.WITHDRAWN:
            lines = [
                t("🔙 Your request for correction has ended: {head}", head=head),
                _ended(t, correction, item),
            ]
    return Message(Markup("\n").join(lines))


def _asked(t: Texts, item: Item) -> Markup:
    if item.state is ItemState.ADOPTED:
        return t(
            "{number} has been adopted: your edit is a request for correction now, and takes effect once an editor agrees.",
            number=item.number,
        )
    if item.state is ItemState.RESERVED:
        return t(
            "{number} is in reserve: your edit is a request for correction now, and takes effect once an editor agrees.",
            number=item.number,
        )
    return t(
        "{number} has been taken for review: your edit is a request for correction now, and takes effect once an editor "
        "agrees.",
        number=item.number,
    )


def render_agreed(t: Texts, done: Message) -> Message:
    """To the reporter: an editor has agreed; `done` says what has changed in the item."""
    agreed = t("✅ An editor has agreed to your correction.")
    return Message(agreed + Markup("\n") + done.text, keyboard=done.keyboard)


def render_refused_by_reply(t: Texts, item: Item, *, reporter: Person) -> Message:
    """To the editor who typed the reason."""
    if not reporter.hears:
        done = t("{number} is not corrected.", number=item.number)
        return Message(done + Markup("\n") + not_told(t, item.reporter))
    return Message(
        t(
            "{number} is not corrected. The reporter, {reporter}, has been told.",
            number=item.number,
            reporter=item.reporter,
        )
    )


def question_name(t: Texts, item: Item) -> str:
    """A request that waits for the reason of a refusal, in a few words."""
    return t.plain("{number}: not to be corrected", number=item.number)


def waiting_lines(t: Texts, count: int, oldest: datetime | None) -> list[Markup]:
    """How many requests wait and since when; nothing where none waits."""
    if oldest is None:
        return []
    day = t.day(oldest.astimezone(t.zone).date())
    return [t("Corrections to be decided: {count}, the oldest from {oldest}.", count=count, oldest=day)]


def waiting_buttons(t: Texts, first: Sequence[tuple[int, str]]) -> Keyboard:
    """A button for each of the first that wait (correction and item number), which opens it."""
    buttons: list[Button] = [
        button(t.plain("Correction {number}", number=number), Press.CORRECTION_OPEN, correction_id)
        for correction_id, number in first
    ]
    return tuple(tuple(buttons[at : at + _A_ROW]) for at in range(0, len(buttons), _A_ROW))


def own_line(t: Texts, item: Item) -> Markup:
    """In /my: what one has asked for, and nobody has decided."""
    head = t("✏️ <b>{number}</b> {title}", number=item.number, title=shorten(item.title, TITLE))
    return head + Markup("\n") + t("Your correction waits for an editor")
