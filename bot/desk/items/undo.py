"""A decision taken back within ten minutes by whoever made it (manual, section 3), with everything that followed from it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime

from bot.clock import from_ms, to_ms
from bot.desk.common import living
from bot.desk.common.office import Office, Scene, Toast
from bot.desk.common.slots import Slot, slot_name
from bot.desk.common.undoing import check_decider, check_in_time, is_in_time
from bot.desk.demands import bookings
from bot.desk.items import cards, corrections, merges, offers, points, printing, rings
from bot.errors import WrongState
from bot.model import Chat, Item, ItemState, Undo
from bot.rules.rights import Act
from bot.rules.states import UNDO_WITHIN
from bot.store.repositories.adoptions import Mark
from bot.store.work import Work
from bot.views.common import labels
from bot.views.common.bulletins import name_in_short
from bot.views.items import adoptions as adoption_views
from bot.views.items import decisions
from bot.views.items import steps as views

_SUBJECT = "item"

# A decision is undone: these see to what else had followed. They get the item as decided, as it is again, and what was kept.
AT_UNDO: list[Callable[[Office, Work, Item, Item, Mapping[str, object]], Awaitable[None]]] = []


async def remember(work: Work, before: Item, *, decided: Item, person_id: int) -> None:
    """Before a decision's consequences: what the item was, which booking it fulfils, which correction waits."""
    booking = await bookings.find_fulfilled(work, item=before)
    asked = await work.corrections.asked_about(before.id)
    kept = {
        "state": before.state.value,
        "reason": before.reason,
        "reason_text": before.reason_text,
        "editor_id": before.editor_id,
        "merged_into": before.merged_into,
        "decided_at": _ms(before.decided_at),
        "booking_id": booking.id if booking else None,
        "correction_id": asked.id if asked else None,
        "after": [decided.state.value, decided.version],
        "mark": list(await work.adoptions.mark()),
        "share": await work.adoptions.share(decided.merged_into) if decided.merged_into else None,
    }
    await work.undos.save(_SUBJECT, before.id, person_id=person_id, before=kept, now=work.now)


async def settle(work: Work, item: Item) -> None:
    """The decision has booked all that it books: whatever is booked of the item later is not its own."""
    await keep_too(work, item, {"until": list(await work.adoptions.mark())})


async def keep_too(work: Work, item: Item, more: Mapping[str, object]) -> None:
    """More of what followed from the item's newest decision, JSON-able, for whoever is asked at its undoing."""
    kept = await work.undos.find(_SUBJECT, item.id)
    if kept is not None:
        before = {**kept.before, **more}
        await work.undos.save(_SUBJECT, item.id, person_id=kept.person_id, before=before, now=kept.done_at)


async def undo(office: Office, work: Work, scene: Scene, *, item_id: int) -> Toast:
    """`撤销`: the item, its booking, rings and messages are what they were. NotAllowed or WrongState say why not."""
    person = scene.actor
    item = await cards.get_item(work, item_id)
    if item.state is not ItemState.WITHDRAWN:
        scene.check(Act.REVIEW)  # who decided it may be no editor any more
    kept = await work.undos.find(_SUBJECT, item.id)
    kept = check_undo(work, scene, item, kept, as_it_is=[item.state.value, item.version])
    before = kept.before
    mark = _mark(before.get("mark"))
    await _check_not_taken(office, work, item)
    restored = replace(
        item,
        state=ItemState(str(before["state"])),
        reason=_text(before["reason"]),
        reason_text=_text(before["reason_text"]),
        editor_id=_number(before["editor_id"]),
        merged_into=_number(before["merged_into"]),
        decided_at=_moment(before["decided_at"]),
    )
    await work.items.set_state(restored)
    await work.undos.delete(_SUBJECT, item.id)
    lost: dict[int, int] = {}
    if mark is not None:
        share = _number(before.get("share"))
        until = _mark(before.get("until"))
        lost = await points.take_back(
            office, work, item, mark, until=until, person_id=person.id, first_percent=share
        )
    await cards.record(work, restored, step="undo", person_id=person.id, before=item)
    booking_id = _number(before["booking_id"])
    if booking_id is not None:
        await bookings.refulfil(office, work, booking_id=booking_id, item=restored, person_id=person.id)
    await merges.take_back(office, work, item, person_id=person.id)
    await offers.end(office, work, restored)
    for follow in AT_UNDO:
        await follow(office, work, item, restored, before)
    own = 0 if item.merged_into is not None else lost.pop(item.person_id, 0)
    await tell_taken_back(office, work, restored, editor=person.name, was=item.state, lost=own)
    await _tell_lost(office, work, item, lost, editor=person.name)
    if item.state is ItemState.REJECTED:
        await merges.tell_open_again(office, work, restored, editor=person.name)
    await _tell_taker(office, work, restored, person_id=person.id)
    correction_id = _number(before.get("correction_id"))
    if correction_id is not None:
        await corrections.reopen(office, work, restored, correction_id=correction_id)
    return scene.toast(
        lambda t: t.plain(
            "Undone: {number} is {state} again.",
            number=item.number,
            state=labels.state_in(t, restored.state),
        )
    )


async def _tell_lost(
    office: Office, work: Work, decided: Item, lost: Mapping[int, int], *, editor: str
) -> None:
    """What contributors had been told of the decision says that it is undone, and what that does to each one's points."""
    slot = slot_name(Slot.GOT, decided.id)
    for person_id, hundredths in lost.items():
        person = work.directory.get_person(person_id)
        if person.telegram_id is None:
            continue
        message = adoption_views.render_lost(office.t_for(person), decided, hundredths, editor=editor)
        chat = Chat(person.telegram_id)
        if await work.outbox.find_post(slot, chat) is None:
            await work.outbox.tell(person, message, slot=slot)
        else:
            await work.outbox.show(slot, chat, message)


async def _tell_taker(office: Office, work: Work, restored: Item, *, person_id: int) -> None:
    """Who had taken the item, and heard that somebody else had decided it, hears that it is theirs again."""
    taker_id = restored.editor_id
    if restored.state is not ItemState.REVIEWING or taker_id is None or taker_id == person_id:
        return
    taker, editor = work.directory.get_person(taker_id), work.directory.get_person(person_id).name
    words = decisions.render_yours_again(office.t_for(taker), restored, editor=editor)
    await work.outbox.tell(taker, words)


async def _check_not_taken(office: Office, work: Work, item: Item) -> None:
    """WrongState where a channel above has taken it since: that goes first; or where the bulletin that it is in was issued."""
    bulletin = await printing.issue_in(work, item)
    if bulletin is not None:
        raise WrongState(
            "{number} is printed in {issue} and has been read; this cannot be undone any more. Nothing was changed.",
            number=item.number,
            issue=lambda t: name_in_short(t, bulletin),
        )
    own = points.own_channel(office).key
    above = [each for each in await work.adoptions.of_item(item.id) if each.stands and each.channel != own]
    if above:
        raise WrongState(
            "{number} is recorded as taken by {channel}; take that back first. Nothing was changed.",
            number=item.number,
            channel=above[0].channel,
        )


async def open_until(work: Work, item: Item) -> datetime | None:
    """Until when the decision that made the item what it is can be undone; None once it cannot."""
    kept = await work.undos.find(_SUBJECT, item.id)
    if kept is None or kept.before["after"] != [item.state.value, item.version]:
        return None
    until = kept.done_at + UNDO_WITHIN
    return until if until > work.now else None


async def is_open_to(work: Work, item: Item, *, person_id: int) -> bool:
    """Whether this person could take back now what made the item what it is."""
    kept = await work.undos.find(_SUBJECT, item.id)
    return (
        kept is not None
        and kept.person_id == person_id
        and kept.before["after"] == [item.state.value, item.version]
        and is_in_time(work, kept.done_at)
    )


async def forget(work: Work, item: Item) -> int | None:
    """What the item's newest decision did is undone otherwise; the booking that it fulfilled before, where there was one."""
    kept = await work.undos.find(_SUBJECT, item.id)
    if kept is None or kept.before["after"] != [item.state.value, item.version]:
        return None
    await work.undos.delete(_SUBJECT, item.id)
    return _number(kept.before["booking_id"])


async def tell_taken_back(
    office: Office, work: Work, item: Item, *, editor: str, was: ItemState | None, lost: int = 0
) -> None:
    """The cards, the rings and the reporter's message after an item has gone back to what it was.

    `was` is the decision that was undone; None where an editor who had taken it has put it back. `lost`: points, in hundredths,
    that the reporter had by it.
    """
    await rings.ring_on(office, work, item)
    await cards.update(office, work, item)
    await living.update(
        office,
        work,
        slot_name(Slot.STEP, item.id),
        lambda t: views.render_undone(t, item, editor=editor, was=was, lost=lost),
    )
    await corrections.follow(office, work, item)


def check_undo(work: Work, scene: Scene, item: Item, kept: Undo | None, *, as_it_is: list[object]) -> Undo:
    """What was kept of the decision, where this person may still undo it: `as_it_is` is what the decision must have left."""
    if kept is None or kept.before["after"] != as_it_is:
        raise WrongState(
            "{number} is {state} by now; there is nothing to undo. Nothing was changed.",
            number=item.number,
            state=lambda t: labels.state_in(t, item.state),
        )
    check_decider(work, scene.actor, kept.person_id)
    check_in_time(work, kept.done_at)
    return kept


def _ms(moment: datetime | None) -> int | None:
    return None if moment is None else to_ms(moment)


def _moment(kept: object) -> datetime | None:
    return None if kept is None else from_ms(int(str(kept)))


def _mark(kept: object) -> Mark | None:
    return Mark(*kept) if isinstance(kept, list) else None


def _number(kept: object) -> int | None:
    return None if kept is None else int(str(kept))


def _text(kept: object) -> str | None:
    return None if kept is None else str(kept)
