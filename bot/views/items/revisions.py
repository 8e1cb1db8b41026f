"""What a reporter hears of what they changed in an item of theirs, and its buttons."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Item, ItemState, Keyboard, Message
from bot.rules.changes import Change
from bot.rules.states import Step, asks_correction, next_state
from bot.views.common import labels
from bot.views.common.callbacks import Press, button
from bot.views.items.changes import changed_headers, pressing_words, render_changes
from bot.views.items.parts import headline, lines_of
from bot.views.items.submissions import telephone_line

# Of what nobody reads any more there is nothing to follow.
_NOTHING_MORE = frozenset({ItemState.WITHDRAWN, ItemState.HELD, ItemState.DESTROYED})


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
    return Message(lines_of([*parts, *notes]), keyboard=buttons)


def render_edit_unknown(t: Texts) -> Message:
    """Somebody edited a message of which nothing came that an edit could still change."""
    return Message(
        t(
            "Your edit was not applied: only the message of a draft or of an item is corrected by editing it. Please send what "
            "is to be said as a new message."
        )
    )


def render_reply_adds_nothing(t: Texts, item: Item, *, may_revise: bool) -> Message:
    """The reporter replied to what they were told of an item: how its text is changed, since a reply changes nothing."""
    lines = [t("Your reply was not added to {number}, which stays as it is.", number=item.number)]
    if next_state(item.state, Step.EDIT) is not None:
        lines.append(t("To change it: edit the message that you sent, or press Edit."))
    elif may_revise:
        lines.append(t("To change it: press Edit, or send /revise_{tap}", tap=labels.tapped(item.number)))
    elif asks_correction(item.state):
        lines.append(
            t("To have it corrected, edit the message that you sent: the editors are asked by a button then.")
        )
    if item.state not in _NOTHING_MORE:
        lines.append(followed_by(t, item))
    buttons = own_keyboard(t, item, may_revise=may_revise, may_withdraw=False, may_undo=False)
    return Message(lines_of(lines), keyboard=buttons)


def followed_by(t: Texts, item: Item) -> Markup:
    """What has happened since is a report of its own, with a header line."""
    return t(
        "For what has happened since: a new item with the line <code>Follow-up: {number}</code> below its title.",
        number=item.number,
    )


def render_second_tag(t: Texts, item: Item) -> Message:
    """An edit put a second #submit into the message of an item: it is no item of its own, which is said."""
    return Message(
        t(
            "Your message has another #submit now. An edit makes no second item: what stands behind it counts as text of "
            "{number}. If it is an item of its own, take it out of this message again and send it as a new one.",
            number=item.number,
        )
    )


def render_other_tag(t: Texts, item: Item) -> Message:
    """An edit put another tag in the place of #submit: the message stays what it was, which is said."""
    return Message(
        t(
            "Your message begins with another tag now. An edit makes nothing else of it: it stays {number}. For what the tag is "
            "for, please send a new message.",
            number=item.number,
        )
    )


def render_made_urgent(t: Texts, item: Item, *, before: Item, duty_phone: str) -> Message:
    """For the reporter: the item rings from now on, by a button; the desk is to be telephoned as well, as with an urgent one."""
    lines = [telephone_line(t, duty_phone), pressing_words(t, before, item), headline(t, item)]
    return Message(lines_of(lines), public=duty_phone)


def render_withdrawn(t: Texts, item: Item, *, count: int, quota: int | None, is_out: bool) -> Message:
    """The reporter took the item back. `is_out`: the notice of its month is, and what it counts changes no more."""
    counted = t("Counted for the month: {count} of {quota}", count=count, quota=quota) if quota else None
    month = t.month(item.month)
    stays = t("The notice of {month} is out and stays as it is.", month=month) if is_out else None
    return Message(
        lines_of([t("🔙 Withdrawn: {head}", head=headline(t, item)), counted, stays]),
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


def revised_for(t: Texts, item: Item) -> str:
    """To the person in whose place the item was revised."""
    return t.plain("{number} {title} is revised", number=item.number, title=item.title)


def render_handed_in(t: Texts, item: Item) -> Message:
    """#报送 in answer to a message that is an item already."""
    return Message(t("That message is {number} already; nothing more is needed.", number=item.number))
