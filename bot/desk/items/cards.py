"""The cards of items in the desk groups: shown, brought up to date, rung; what a press does is in reviews."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.desk.common import living
from bot.desk.common.audience import desks, texts_at
from bot.desk.common.office import Office, Scene
from bot.desk.common.slots import Slot, slot_name
from bot.desk.common.undoing import is_in_time
from bot.desk.items import keypoints, offers, points, printing, questions
from bot.errors import NotFound
from bot.model import Attachment, AuditEntry, Chat, Item, ItemState, Priority, Role
from bot.rules.changes import describe_changes
from bot.rules.hints import Hint, hints_of
from bot.rules.likeness.figures import differing
from bot.rules.likeness.pairs import SHOWN_MOST, in_order, is_comparable
from bot.rules.numbers import is_item_number, item_number, number_first
from bot.rules.rights import Where, may_see_item
from bot.rules.rings import is_pressing
from bot.rules.states import UNDO_WITHIN, Step, takes_decisions
from bot.store.work import Work
from bot.views.common.callbacks import Press
from bot.views.items.card_notes import CardNotes, Returned
from bot.views.items.cards import render_card, render_moved_card, render_opened_card
from bot.views.items.likenesses import Alike, Thread

UNDECIDED = frozenset({ItemState.WAITING, ItemState.REVIEWING})
_LAST_YEAR_UNTIL = 3  # the month to the end of which a short number may well mean the last year's item


def slot_of(item: Item) -> str:
    """The living message that shows this item to editors."""
    return slot_name(Slot.CARD, item.id)


async def find_by_number(office: Office, work: Work, typed: str) -> Item | None:
    """The item that somebody names by its number, whole or short; words behind the number change nothing."""
    number, _ = number_first(typed.strip())
    return await work.items.find_number(item_number(number, year=office.today(work.now).year))


def no_item(office: Office, work: Work, typed: str) -> NotFound:
    """Nothing goes by the number that somebody typed, or nothing that they may see. In a year's first months a short one may
    have been meant for the last year's item, which is written whole."""
    typed, today = typed.strip(), office.today(work.now)
    if not is_item_number(typed) or item_number(typed, year=0) == item_number(typed, year=today.year):
        return NotFound("There is no item {number}, or you may not see it.", number=typed[:20])
    number, earlier = (item_number(typed, year=year) for year in (today.year, today.year - 1))
    if today.month > _LAST_YEAR_UNTIL:
        return NotFound("There is no item {number}, or you may not see it.", number=number)
    return NotFound(
        "There is no item {number}, or you may not see it. Of last year? Then please write {earlier}.",
        number=number,
        earlier=earlier,
    )


async def get_item(work: Work, item_id: int) -> Item:
    """An item by its id. NotFound where a button's data was altered."""
    item = await work.items.find(item_id)
    if item is None:
        raise NotFound("This button is out of date. Please send the command again.")
    return item


async def is_visible(work: Work, scene: Scene, item: Item) -> bool:
    """Whether the person may see it, and those who can read along: what is held is shown to its reporter in private alone."""
    if item.state is ItemState.HELD and not scene.is_private:
        return False
    return may_see_item(scene.actor, item) or (
        scene.role is Role.PARTNER and item.state is not ItemState.HELD and await _is_shared(work, item)
    )


async def is_for_all(work: Work, scene: Scene, item: Item) -> bool:
    """Whether whoever reads along here may see it: adopted ones, at the desk all, in a partner group what is shared."""
    if scene.where is Where.PARTNER:
        return await _is_shared(work, item)
    return item.state is ItemState.ADOPTED or scene.is_at_desk


async def _is_shared(work: Work, item: Item) -> bool:
    sharing = await work.sharings.find(item.id)
    return sharing is not None and sharing.taken_back_at is None


async def record(
    work: Work,
    item: Item,
    *,
    step: str,
    person_id: int | None,
    before: Item | None = None,
    other: Item | None = None,
) -> None:
    """A line of the item's audit trail; `other` is the item that it was compared with."""
    await work.trail.record(
        "item",
        item.id,
        step=step,
        person_id=person_id,
        now=work.now,
        before=_snapshot(before) if before else None,
        after=_snapshot(item) | ({"other": other.number} if other else {}),
    )


def _snapshot(item: Item) -> dict[str, object]:
    # No words of the text: a line of the trail can never be taken back, and a text may have to be.
    values: dict[str, object] = {"state": item.state.value}
    if item.version > 1:
        values["version"] = item.version
    if item.reason:
        values |= {"reason": str(item.reason), "reason_text": item.reason_text}
    if item.merged_into:
        values["merged_into"] = item.merged_into
    return values


def hints_for(office: Office, item: Item) -> Sequence[Hint]:
    """What to look at again in an item, as of the day on which it came."""
    return hints_of(
        item.title,
        item.body,
        kind=item.kind,
        is_pressing=is_pressing(item),
        day=office.today(item.received_at),
    )


async def notes_of(
    office: Office,
    work: Work,
    item: Item,
    *,
    asks_for: ItemState | None = None,
    before: Item | None = None,
    is_new: bool = False,
    files: Sequence[Attachment] = (),
    hints: Sequence[Hint] | None = None,
) -> CardNotes:
    """What a card shows beside the item itself, and what it was `before`. Into one that `is_new` nothing has been merged.

    A question that is open on the card stays there, whatever else changes, unless the caller says what it asks.
    `hints` where the caller has them already, and the `files` of one that is new.
    """
    if hints is None:
        hints = hints_for(office, item) if item.state in UNDECIDED else ()
    if asks_for is None and not is_new and takes_decisions(item.state):
        asks_for = await questions.asked_for(work, item.id)
    editor = work.directory.get_person(item.editor_id).name if item.editor_id else None
    demand = await work.demands.find(item.demand_id) if item.demand_id else None
    changes = (
        describe_changes(f"{before.title}\n{before.body}", f"{item.title}\n{item.body}") if before else ()
    )
    target = await work.items.find(item.merged_into) if item.merged_into else None
    count, objection = (0, None) if is_new else await work.comments.standing(item.id)
    has_past = not is_new or item.follows_id is not None
    contains = [] if is_new else await work.items.contained_in(item.id)
    return CardNotes(
        editor=editor,
        demand=demand,
        keypoint=await keypoints.of_item(work, item),
        before=before,
        changes=changes,
        merged_into=target.number if target else None,
        contains=[(each.number, each.reporter) for each in contains],
        is_shared=any(
            each.editor_id is not None for each in contains
        ),  # a repetition, linked by nobody, has no share
        first_percent=await work.adoptions.share(item.id) if contains else None,
        asks_for=asks_for,
        ready=_ready(office, asks_for),
        returned=await _returned_before(work, item),
        alike=[] if is_new or item.state not in UNDECIDED else await _alike(work, item),
        thread=await _thread(work, item) if has_past else None,
        files=files if is_new else await work.attachments.of_item(item.id),
        hints=hints,
        copyedit=await copyedit_of(work, item),
        comments=count,
        objection=objection,
        taken=await points.taken_of(office, work, item),
    )


async def copyedit_of(work: Work, item: Item) -> tuple[str, datetime] | None:
    """Which editor wrote the item's present words, and when; None where its reporter did. A first version is the reporter's."""
    return None if item.version == 1 else await work.items.copyedit(item)


def _ready(office: Office, asks_for: ItemState | None) -> list[str]:
    decision = (
        {ItemState.RETURNED: "return", ItemState.REJECTED: "reject"}.get(asks_for) if asks_for else None
    )
    return [each.key for each in office.settings.review.offered(decision)] if decision else []


async def _alike(work: Work, item: Item) -> list[Alike]:
    """What the item is like, as far as nobody has answered and editors may see it."""
    found: list[Alike] = []
    for likeness in in_order(await work.likenesses.of(item.id)):
        other = await work.items.find(likeness.other_id)
        if other is None or not is_comparable(other):
            continue
        figures = differing(f"{item.title}\n{item.body}", f"{other.title}\n{other.body}")
        found.append(Alike(other, likeness.kind, figures))
        if len(found) == SHOWN_MOST:
            break
    return found


async def _thread(work: Work, item: Item) -> Thread:
    """What the item tells more of, and what tells more of it."""
    first = await work.items.find(item.follows_id) if item.follows_id else None
    later = await work.items.following(item.id)
    return Thread(first.number if first else None, [each.number for each in later])


async def _returned_before(work: Work, item: Item) -> Returned | None:
    """Of a revised item that waits: who had returned it, and why. A return that was undone is none."""
    if item.version == 1 or item.state not in (ItemState.WAITING, ItemState.REVIEWING):
        return None
    returned: list[AuditEntry] = []
    for entry in await work.trail.of("item", item.id):
        if entry.step == Step.RETURN:
            returned.append(entry)
        elif entry.step == "undo" and returned and _state_before(entry) is ItemState.RETURNED:
            returned.pop()
    if not returned:
        return None
    after = json.loads(returned[-1].after or "{}")
    return Returned(returned[-1].person or "?", str(after["reason"]), after.get("reason_text"))


def _state_before(entry: AuditEntry) -> ItemState | None:
    state = json.loads(entry.before or "{}").get("state")
    return ItemState(state) if state else None


async def show_first(
    office: Office,
    work: Work,
    item: Item,
    *,
    before: Item | None = None,
    is_new: bool = False,
    files: Sequence[Attachment] = (),
    hints: Sequence[Hint] | None = None,
) -> None:
    """A card at the end of every desk group that has none of this item."""
    priority = Priority.URGENT if is_pressing(item) else Priority.REPLY
    await show_in(
        office,
        work,
        item,
        desks(work),
        priority=priority,
        before=before,
        is_new=is_new,
        files=files,
        hints=hints,
    )


async def show_in(
    office: Office,
    work: Work,
    item: Item,
    chats: Sequence[Chat],
    *,
    priority: Priority,
    before: Item | None = None,
    is_new: bool = False,
    files: Sequence[Attachment] = (),
    hints: Sequence[Hint] | None = None,
) -> None:
    """A card at the end of each of these chats, which have none."""
    notes = await notes_of(office, work, item, before=before, is_new=is_new, files=files, hints=hints)
    for chat in chats:
        card = render_card(texts_at(office, work, chat), item, notes)
        await work.outbox.say(chat, card, slot=slot_of(item), priority=priority)


async def replace_lost(office: Office, work: Work, item_id: int, chat: Chat) -> None:
    """The item's card is gone from the chat: a new one, where editors look there and it is still to be decided."""
    item = await work.items.find(item_id)
    if item is not None and item.state in UNDECIDED and chat in desks(work):
        await show_in(office, work, item, [chat], priority=Priority.REPLY)


async def show_again(
    office: Office, work: Work, item: Item, *, before: Item | None = None, is_revised: bool = False
) -> None:
    """A new card at the end of every desk group; an older one there gets its last words, one elsewhere the new ones.

    `is_revised`: the reporter has written the item anew.
    """
    last = render_moved_card if is_revised else render_opened_card
    chats, notes = desks(work), await notes_of(office, work, item, before=before)
    for post in await work.outbox.posts(slot_of(item)):
        chat = Chat(post.chat_id, post.thread_id)
        t = texts_at(office, work, chat)
        if chat in chats:
            await work.outbox.part_with(slot_of(item), chat, last(t, item))
        else:
            await work.outbox.show(slot_of(item), chat, render_card(t, item, notes))
    await show_first(office, work, item, before=before)


async def open_in(office: Office, work: Work, item: Item, chat: Chat) -> None:
    """The item's card at the end of a chat, with its buttons; an older one there says that it is below."""
    t, notes = texts_at(office, work, chat), await notes_of(office, work, item)
    card, last = render_card(t, item, notes), render_opened_card(t, item)
    await living.send_anew(work, slot_of(item), chat, card, last=last)


async def update(
    office: Office,
    work: Work,
    item: Item,
    *,
    asks_for: ItemState | None = None,
    before: Item | None = None,
    undo_until: datetime | None = None,
    undoes_answer: bool = False,
    chooses: Press | None = None,
) -> None:
    """Brings the item's cards up to date wherever they stand.

    Until `undo_until` they carry 撤销, of a decision or (`undoes_answer`) of what was said of an item that is alike. One that was
    just decided keeps it, whatever else changes.
    """
    if item.state is ItemState.ADOPTED:
        await offers.refresh(office, work, item)
    await printing.follow(office, work, item)
    if undo_until is None and not undoes_answer:
        undo_until = await _undo_until(work, item)
    notes = replace(await notes_of(office, work, item, asks_for=asks_for, before=before), chooses=chooses)
    if undo_until is not None:
        with_undo = replace(
            notes,
            may_undo=not undoes_answer,
            may_undo_answer=undoes_answer,
            more_waits=not undoes_answer and bool(await work.items.waiting(most=1)),
        )
        await living.update(office, work, slot_of(item), lambda t: render_card(t, item, with_undo))
        await living.update_later(
            office, work, slot_of(item), lambda t: render_card(t, item, notes), send_at=undo_until
        )
        return
    await living.update(office, work, slot_of(item), lambda t: render_card(t, item, notes))


async def _undo_until(work: Work, item: Item) -> datetime | None:
    """Until when whoever decided the item can take that back."""
    if item.state in UNDECIDED or item.decided_at is None or not is_in_time(work, item.decided_at):
        return None
    kept = await work.undos.find("item", item.id)
    if kept is None or kept.before["after"] != [item.state.value, item.version]:
        return None
    editor = work.directory.get_person(kept.person_id)
    return kept.done_at + UNDO_WITHIN if item.editor_id == editor.id else None
