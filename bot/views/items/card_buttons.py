"""The buttons under a card, by the item's state and by what the card asks."""

from __future__ import annotations

from collections.abc import Sequence

from bot.locale.texts import Texts
from bot.model import Attachment, Button, Item, ItemState, Keyboard
from bot.rules.secrecy.personal import numbers_in
from bot.rules.text import count_chars
from bot.views.common import labels
from bot.views.common.callbacks import Press, button
from bot.views.items import likenesses
from bot.views.items.adoptions import taken_rows
from bot.views.items.card_notes import CardNotes
from bot.views.items.copyedits import as_sent_button
from bot.views.items.hints import urgent_button

CARD_BODY = 600  # characters of the body on a card; the rest is behind 全文


def card_keyboard(t: Texts, item: Item, notes: CardNotes) -> Keyboard:
    # An editor who looks at an older card, on which the item still waits, must not decide it a second time.
    seen = ("reserve",) if item.state is ItemState.RESERVED else ()
    back = (button(t.plain("Back"), Press.REASON_BACK, item.id, *(("", *seen) if seen else ())),)
    if notes.asks_for in (ItemState.RETURNED, ItemState.REJECTED):
        press = Press.RETURN if notes.asks_for is ItemState.RETURNED else Press.REJECT
        buttons = [button(labels.reason_name(t, key), press, item.id, key, *seen) for key in notes.ready]
        return (*(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)), back)
    if notes.asks_for is ItemState.ADOPTED:
        return ((button(t.plain("Adopt all the same"), Press.ADOPT, item.id, "yes"),), back)
    if notes.asks_for is ItemState.RESERVED:
        return ((button(t.plain("Keep in reserve all the same"), Press.RESERVE, item.id, "yes"),), back)
    if notes.asks_for:
        return (back,)
    if notes.chooses:
        return likenesses.choice_keyboard(t, item, notes.alike, press=notes.chooses)
    rows: list[tuple[Button, ...]] = []
    if item.state in (ItemState.WAITING, ItemState.REVIEWING, ItemState.RESERVED):
        rows += _decisions(t, item, notes)
    if item.state in (ItemState.WAITING, ItemState.REVIEWING):
        rows += urgent_button(t, item, notes.hints)
    elif notes.may_undo:
        undo = (button(t.plain("Undo"), Press.UNDO, item.id),)
        rows.append((*undo, button(t.plain("Next item"), Press.NEXT_CARD)) if notes.more_waits else undo)
    elif item.state is ItemState.MERGED and item.editor_id is None and item.merged_into:
        rows.append((button(t.plain("Another event"), Press.ALIKE_DIFFERENT, item.id, item.merged_into),))
    if notes.alike and item.state in (ItemState.WAITING, ItemState.REVIEWING):
        rows.append(likenesses.answer_row(t, item, notes.alike))
    rows += taken_rows(t, item, notes.taken)
    if notes.may_undo_answer:
        rows.append((button(t.plain("Undo"), Press.ALIKE_UNDO, item.id),))
    more: tuple[Button, ...] = ()
    is_short = item.state not in (ItemState.WAITING, ItemState.REVIEWING, ItemState.RESERVED)
    if is_short or (len(item.body) > CARD_BODY and count_chars(item.body) > CARD_BODY):
        more = (button(t.plain("Full text"), Press.FULL_TEXT, item.id),)
    if numbers_in(f"{item.title}\n{item.body}"):
        more += (button(t.plain("Show personal numbers"), Press.NUMBERS, item.id),)
    more += files_button(t, item, notes.files)
    if item.state is ItemState.ADOPTED:
        more += (button(t.plain("Edit the text"), Press.COPYEDIT, item.id),)
    if notes.copyedit:
        more += (as_sent_button(t, item),)
    return tuple([*rows, more] if more else rows)


def _decisions(t: Texts, item: Item, notes: CardNotes) -> list[tuple[Button, ...]]:
    """采用 备用, 退回 不采用 合并, and 签收 or 放回 beside 改稿; from the reserve nothing is taken, nor kept there again."""
    seen = ("", "reserve") if item.state is ItemState.RESERVED else ()
    merge = t.plain("Merge into another one") if notes.alike else t.plain("Merge")
    first = [button(t.plain("Adopt"), Press.ADOPT, item.id, *seen)]
    if item.state is not ItemState.RESERVED:
        first.append(button(t.plain("Keep in reserve"), Press.RESERVE, item.id))
    others = (
        button(t.plain("Return"), Press.RETURN, item.id, *seen),
        button(t.plain("Do not adopt"), Press.REJECT, item.id, *seen),
        button(merge, Press.MERGE, item.id, *seen),
    )
    edit = button(t.plain("Edit the text"), Press.COPYEDIT, item.id)
    if item.state is ItemState.WAITING:
        last: tuple[Button, ...] = (button(t.plain("Take"), Press.RECEIVE, item.id), edit)
    elif item.state is ItemState.REVIEWING:
        last = (button(t.plain("Release"), Press.RELEASE, item.id), edit)
    else:
        last = (edit,)
    return [tuple(first), others, last]


def files_button(t: Texts, item: Item, files: Sequence[Attachment]) -> tuple[Button, ...]:
    """附件, where there are any."""
    return (button(t.plain("Attachments"), Press.FILES, item.id),) if files else ()
