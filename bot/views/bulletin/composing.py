"""The bulletin in the making: its items with their buttons, the pool, the pictures of an item, and the questions about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Bulletin, BulletinState, Button, Item, ItemState, Message
from bot.rules.text import shorten
from bot.views.common import labels
from bot.views.common.bulletins import issue_words, whole_name
from bot.views.common.callbacks import Press, button
from bot.views.items.parts import lines_of

_TITLE, _LABEL, _NOTE = 60, 24, 300
_A_ROW = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of the bulletin: with the editor's note, who is named as its author, its photos, and which of them are chosen."""

    item: Item
    note: str | None
    by: str
    photos: Sequence[int]
    pictures: Sequence[int]


@dataclass(frozen=True, slots=True)
class Composed:
    """The bulletin in the making. `number` and `total` are those that it would get now; `gone` dropped out by itself, `changed`
    was rewritten after it was sent to be signed.
    """

    bulletin: Bulletin
    mark: str
    entries: Sequence[Entry]
    gone: Sequence[Item]
    changed: Sequence[Item]
    number: int
    total: int | None
    sender: str
    signers: Sequence[str]


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who reads a chat's message: whether they may compose, and sign."""

    may_edit: bool
    may_sign: bool


def render_composed(
    t: Texts, shown: Composed, viewer: Viewer, *, picked: int | None = None, is_asking: bool = False
) -> Message:
    """As it stands. The buttons of the `picked` item stand under its own, of the last one where none is; `is_asking`: whether
    it is to be issued now.
    """
    can_edit = viewer.may_edit and shown.bulletin.state is BulletinState.COMPOSING and not is_asking
    ids = [entry.item.id for entry in shown.entries]
    picked = (picked if picked in ids else ids[-1] if ids else None) if can_edit else None
    lines = [*_head(t, shown), *_entry_lines(t, shown, picked), *_foot(t, shown)]
    if is_asking:
        lines.append(
            t(
                "Issue it? It is then numbered, frozen and sent to the leaders and the work groups; this cannot be undone."
            )
        )
        return Message(lines_of(lines), keyboard=_sure_rows(t, shown))
    return Message(lines_of(lines), keyboard=_rows(t, shown, viewer, picked))


def _head(t: Texts, shown: Composed) -> list[Markup]:
    name = whole_name(t, shown.mark, shown.number, shown.total, is_supplement=shown.bulletin.is_supplement)
    if shown.bulletin.state is BulletinState.SIGNING:
        return [t("📰 <b>{name}</b>, sent to be signed", name=name)]
    return [t("📰 <b>{name}</b>, being composed", name=name)]


def _entry_lines(t: Texts, shown: Composed, picked: int | None) -> list[Markup]:
    if not shown.entries:
        return [t("There is nothing in it yet. Please choose items from the pool.")]
    found = []
    for place, entry in enumerate(shown.entries, start=1):
        mark = "▸ " if entry.item.id == picked else ""
        found.append(
            t(
                "{mark}{place}. {title} ({number}, {unit}){marks}",
                mark=mark,
                place=place,
                title=shorten(entry.item.title, _TITLE),
                number=entry.item.number,
                unit=entry.item.unit,
                marks="".join(f" · {word}" for word in _marks(t, entry)),
            )
        )
        if entry.item.id == picked and entry.note:
            found.append(t("Note: {note}", note=shorten(entry.note, _NOTE)))
    return found


def _marks(t: Texts, entry: Entry) -> list[str]:
    words = [t.plain("with a note")] if entry.note else []
    if entry.pictures:
        words.append(t.plain("pictures: {count}", count=len(entry.pictures)))
    return words


def _foot(t: Texts, shown: Composed) -> list[Markup]:
    bulletin, found = shown.bulletin, []
    if bulletin.note:
        found.append(t("Note on the whole: {note}", note=shorten(bulletin.note, _NOTE)))
    for item in shown.gone:
        # What is adopted still has lost the county's adoption, for which it stood in the pool.
        is_adopted = item.state is ItemState.ADOPTED
        state = t.plain("not taken by the county any more") if is_adopted else labels.state(t, item.state)
        found.append(t("⚠️ {number} has dropped out: {state}.", number=item.number, state=state))
    if shown.changed:
        numbers = t.listed([item.number for item in shown.changed])
        found.append(t("⚠️ {numbers} changed after being sent to be signed.", numbers=numbers))
    if bulletin.reason and bulletin.state is BulletinState.COMPOSING:
        found.append(t("↩️ Sent back: {reason}", reason=shorten(bulletin.reason, _NOTE)))
    if bulletin.state is BulletinState.SIGNING:
        signers = t.listed(shown.signers)
        found.append(
            t(
                "Sent by {name} on {at}, to {signers}.",
                name=shown.sender,
                at=bulletin.sent_at,
                signers=signers,
            )
        )
    return found


def _rows(t: Texts, shown: Composed, viewer: Viewer, picked: int | None) -> tuple[tuple[Button, ...], ...]:
    bulletin = shown.bulletin
    preview = button(t.plain("Preview"), Press.BULLETIN_PREVIEW, bulletin.id)
    if bulletin.state is BulletinState.SIGNING:
        fetch = button(t.plain("Take back to edit"), Press.BULLETIN_FETCH, bulletin.id)
        signing = (
            (
                button(t.plain("Issue it"), Press.BULLETIN_SIGN, bulletin.id),
                button(t.plain("Send back"), Press.BULLETIN_RETURN, bulletin.id),
            )
            if viewer.may_sign
            else ()
        )
        return tuple(row for row in (signing, (preview, *((fetch,) if viewer.may_edit else ()))) if row)
    if not viewer.may_edit:
        return ()
    rows: list[tuple[Button, ...]] = []
    for place, entry in enumerate(shown.entries, start=1):
        label = shorten(f"{place}. {entry.item.title}", _LABEL)
        rows.append((button(label, Press.BULLETIN_OPEN, bulletin.id, entry.item.id),))
        if entry.item.id == picked:
            rows += _picked_rows(t, bulletin, entry)
    rows.append(_choosing_row(t, bulletin))
    if shown.entries:
        send = button(t.plain("Send to be signed"), Press.BULLETIN_SEND, bulletin.id)
        sign = button(t.plain("Issue it"), Press.BULLETIN_SIGN, bulletin.id)
        rows.append((preview, send, *((sign,) if viewer.may_sign else ())))
    return tuple(rows)


def _picked_rows(t: Texts, bulletin: Bulletin, entry: Entry) -> list[tuple[Button, ...]]:
    args = (bulletin.id, entry.item.id)
    row = (
        button("↑", Press.BULLETIN_UP, *args),
        button("↓", Press.BULLETIN_DOWN, *args),
        button(t.plain("Set aside"), Press.BULLETIN_OUT, *args),
    )
    note = button(t.plain("Note"), Press.BULLETIN_NOTE, *args)
    pictures = button(t.plain("Pictures: {count}", count=len(entry.photos)), Press.BULLETIN_PICTURES, *args)
    return [row, (note, pictures) if entry.photos else (note,)]


def _choosing_row(t: Texts, bulletin: Bulletin) -> tuple[Button, ...]:
    pool = button(t.plain("Choose items"), Press.BULLETIN_POOL, bulletin.id, 0)
    kind = (
        button(t.plain("Ordinary number"), Press.BULLETIN_KIND, bulletin.id, "ordinary")
        if bulletin.is_supplement
        else button(t.plain("Supplement"), Press.BULLETIN_KIND, bulletin.id, "supplement")
    )
    return (pool, button(t.plain("Note on the whole"), Press.BULLETIN_NOTE, bulletin.id, 0), kind)


def _sure_rows(t: Texts, shown: Composed) -> tuple[tuple[Button, ...], ...]:
    bulletin = shown.bulletin
    sure = button(t.plain("Yes, issue it"), Press.BULLETIN_SURE, bulletin.id, bulletin.revision)
    return ((sure, button(t.plain("Back"), Press.BULLETIN_OPEN, bulletin.id, 0)),)


def render_pool(t: Texts, shown: Composed, items: Sequence[Item], *, page: int, has_more: bool) -> Message:
    """A page of what may be chosen."""
    bulletin = shown.bulletin
    name = issue_words(t, shown.number, is_supplement=bulletin.is_supplement)
    lines = [
        t(
            "📰 <b>Adopted items in no bulletin yet</b> ({issue}: {count} chosen)",
            issue=name,
            count=len(shown.entries),
        )
    ]
    lines += [
        t(
            "{number} {title} ({unit}, {day})",
            number=item.number,
            title=shorten(item.title, _TITLE),
            unit=item.unit,
            day=t.day((item.decided_at or item.received_at).astimezone(t.zone).date()),
        )
        for item in items
    ]
    if not items:
        lines.append(t("There is nothing to choose from now."))
    rows: list[tuple[Button, ...]] = [
        (
            button(
                shorten(f"＋ {item.number} {item.title}", 40),
                Press.BULLETIN_CHOOSE,
                bulletin.id,
                item.id,
                page,
            ),
        )
        for item in items
    ]
    rows.append(_pool_turns(t, bulletin, page=page, has_more=has_more))
    rows.append((button(t.plain("Put in order"), Press.BULLETIN_OPEN, bulletin.id, 0),))
    return Message(lines_of(lines), keyboard=tuple(row for row in rows if row))


def _pool_turns(t: Texts, bulletin: Bulletin, *, page: int, has_more: bool) -> tuple[Button, ...]:
    found = []
    if page > 0:
        found.append(button(t.plain("◀ Previous"), Press.BULLETIN_POOL, bulletin.id, page - 1))
    if has_more:
        found.append(button(t.plain("Next ▶"), Press.BULLETIN_POOL, bulletin.id, page + 1))
    return tuple(found)


def render_pictures(t: Texts, shown: Composed, entry: Entry) -> Message:
    """Which of an item's photos go with it."""
    bulletin = shown.bulletin
    line = t(
        "📰 <b>{number}</b> {title}\nWhich of its pictures are to be printed? They are under /item_{tap}",
        number=entry.item.number,
        title=shorten(entry.item.title, _TITLE),
        tap=labels.tapped(entry.item.number),
    )
    buttons = []
    for place, photo in enumerate(entry.photos, start=1):
        is_in = photo in entry.pictures
        label = t.plain("Picture {place}", place=place) + (" ✓" if is_in else "")
        buttons.append(
            button(label, Press.BULLETIN_PICTURE, bulletin.id, entry.item.id, photo, "out" if is_in else "in")
        )
    rows = [tuple(buttons[at : at + _A_ROW]) for at in range(0, len(buttons), _A_ROW)]
    back = (button(t.plain("Back"), Press.BULLETIN_OPEN, bulletin.id, entry.item.id),)
    return Message(line, keyboard=(*rows, back))


def render_moved(t: Texts) -> Message:
    """The last words of an older message."""
    return Message(t("📰 The bulletin that is being composed is shown below."))


def render_ask_note(t: Texts, item: Item | None, *, note: str | None) -> Message:
    """What the editor's note says: on one item, or (None) on the whole."""
    about = (
        t(
            "What is the editor’s note on {number} {title}?",
            number=item.number,
            title=shorten(item.title, _TITLE),
        )
        if item is not None
        else t("What is the editor’s note on the whole bulletin?")
    )
    lines = [about, t("Please reply to this message with it; reply “none” to have no note.")]
    if note:
        lines.append(t("Now: {note}", note=shorten(note, _NOTE)))
    return Message(lines_of(lines), ask=True)


def render_ask_reason(t: Texts, shown: Composed) -> Message:
    """Why a signer sends it back."""
    issue = issue_words(t, shown.number, is_supplement=shown.bulletin.is_supplement)
    return Message(
        t("What is to be mended in {issue}? Please reply to this message with it.", issue=issue), ask=True
    )


def render_noted(t: Texts, *, is_kept: bool) -> Message:
    """The note is kept, or there is none any more."""
    return Message(t("The note is kept.") if is_kept else t("There is no note now."))


def render_left(t: Texts) -> Message:
    """The question was given up."""
    return Message(t("Cancelled; nothing was changed."))


def note_name(t: Texts, *, is_reason: bool) -> str:
    """The conversation in a few words."""
    return (
        t.plain("Why the bulletin is sent back") if is_reason else t.plain("An editor’s note in the bulletin")
    )


def render_sent_back(t: Texts, shown: Composed, *, signer: str, reason: str) -> Message:
    """To whoever had sent it."""
    issue = issue_words(t, shown.number, is_supplement=shown.bulletin.is_supplement)
    return Message(
        t(
            "↩️ {signer} sends {issue} back: {reason}\nIt can be mended: /issue",
            signer=signer,
            issue=issue,
            reason=reason,
        )
    )


def render_returned(t: Texts, shown: Composed) -> Message:
    """To whoever sent it back."""
    issue = issue_words(t, shown.number, is_supplement=shown.bulletin.is_supplement)
    return Message(t("{issue} has been sent back to whoever composed it.", issue=issue))


def returned(t: Texts, shown: Composed) -> str:
    """What a deputy did, to the signer."""
    issue = issue_words(t, shown.number, is_supplement=shown.bulletin.is_supplement)
    return t.plain("Sent back to be mended: {issue}.", issue=issue)
