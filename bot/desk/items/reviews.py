"""Editors decide on items: 签收 采用 备用 退回 不采用 合并 with their reasons; the cards themselves are kept by cards."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.desk.common import by_name
from bot.desk.common.conversations import Conversation
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.slots import Slot, slot_name
from bot.desk.demands import bookings
from bot.desk.items import (
    adoptions,
    cards,
    comments,
    corrections,
    merges,
    points,
    questions,
    rings,
    shares,
    undo,
)
from bot.errors import BadInput, NotAllowed, NotFound, WrongState
from bot.locale.texts import Texts
from bot.model import Draft, DraftKind, Item, ItemState, Message, Person, Reason
from bot.rules.adopted import read_share
from bot.rules.numbers import number_within
from bot.rules.rights import ADMINS, Act
from bot.rules.states import UNDO_WITHIN, Step, next_state
from bot.rules.text import clean, count_chars, shorten
from bot.store.work import Work
from bot.views.common import labels
from bot.views.items import adoptions as adoption_words
from bot.views.items import decisions, steps

REASON_MOST = 300
_CONTAINS_NOTHING = frozenset(
    {
        ItemState.RETURNED,
        ItemState.WITHDRAWN,
        ItemState.MERGED,
        ItemState.REJECTED,
        ItemState.HELD,
        ItemState.DESTROYED,
    }
)


async def receive(office: Office, work: Work, scene: Scene, *, item_id: int) -> Toast:
    """签收: this editor takes the item."""
    return await _decide(office, work, scene, item_id=item_id, step=Step.RECEIVE)


async def release(office: Office, work: Work, scene: Scene, *, item_id: int) -> Toast:
    """`放回`: who took the item, or an administrator, lets it go; it waits again."""
    editor = scene.check(Act.REVIEW)
    item = await cards.get_item(work, item_id)
    check_step(work, scene, item, Step.RELEASE)
    if item.editor_id != editor.id and editor.role not in ADMINS:
        raise NotAllowed(
            "{name} has taken it; only they or an administrator can release it. Nothing was changed.",
            name=work.directory.get_person(item.editor_id).name if item.editor_id else "?",
        )
    released = replace(item, state=ItemState.WAITING, editor_id=None, decided_at=None)
    await work.items.set_state(released)
    await cards.record(work, released, step=Step.RELEASE, person_id=editor.id, before=item)
    await questions.forget(work, item, by=editor)
    await undo.tell_taken_back(office, work, released, editor=editor.name, was=None)
    return scene.toast(
        lambda t: t.plain("Released: {number} is waiting for review again.", number=item.number)
    )


async def adopt(
    office: Office,
    work: Work,
    scene: Scene,
    *,
    item_id: int,
    is_sure: bool = False,
    from_reserve: bool = False,
) -> Toast:
    """采用. What another editor has taken is adopted only on a second word (`is_sure`).

    `from_reserve`, here and below: the button stands on the card of an item in reserve. One that an editor saw waiting has been
    decided, where it is in reserve by now.
    """
    scene.check(Act.REVIEW)
    item = await cards.get_item(work, item_id)
    check_step(work, scene, item, Step.ADOPT, from_reserve=from_reserve)
    if (taker := _other_taker(work, scene, item)) and not is_sure:
        await _ask_all_the_same(office, work, scene, item, asks_for=ItemState.ADOPTED)
        return scene.toast(
            lambda t: t.plain("{editor} is reviewing it. Adopt it all the same?", editor=taker), alert=True
        )
    return await _decide(office, work, scene, item_id=item_id, step=Step.ADOPT, from_reserve=from_reserve)


async def reserve(office: Office, work: Work, scene: Scene, *, item_id: int, is_sure: bool = False) -> Toast:
    """备用: kept for later. What another editor has taken is so only on a second word (`is_sure`)."""
    scene.check(Act.REVIEW)
    item = await cards.get_item(work, item_id)
    check_step(work, scene, item, Step.RESERVE)
    if (taker := _other_taker(work, scene, item)) and not is_sure:
        await _ask_all_the_same(office, work, scene, item, asks_for=ItemState.RESERVED)
        return scene.toast(
            lambda t: t.plain("{editor} is reviewing it. Keep it in reserve all the same?", editor=taker),
            alert=True,
        )
    return await _decide(office, work, scene, item_id=item_id, step=Step.RESERVE)


def _other_taker(work: Work, scene: Scene, item: Item) -> str | None:
    """Who else has taken the item, by name."""
    if item.state is not ItemState.REVIEWING or item.editor_id in (None, scene.actor.id):
        return None
    return work.directory.get_person(item.editor_id or 0).name


async def _ask_all_the_same(
    office: Office, work: Work, scene: Scene, item: Item, *, asks_for: ItemState
) -> None:
    await questions.close(work, scene, item)
    await cards.update(office, work, item, asks_for=asks_for)


async def decide_with_reason(
    office: Office,
    work: Work,
    scene: Scene,
    *,
    item_id: int,
    step: Step,
    reason: str | None,
    from_reserve: bool = False,
) -> Toast | None:
    """退回 and 不采用: without a reason the card asks for one; with one it is decided."""
    if reason is None:
        return await ask(office, work, scene, item_id=item_id, step=step, from_reserve=from_reserve)
    review = office.settings.review
    ready = review.find(reason, step.value)
    if ready is None:
        raise BadInput(
            "This reason is not offered any more. Please press the button again and choose another one."
        )
    return await _decide(
        office,
        work,
        scene,
        item_id=item_id,
        step=step,
        reason=ready.key,
        reason_text=labels.kept_with(ready.key, ready.zh, review.sentence(ready)),
        from_reserve=from_reserve,
    )


async def ask(
    office: Office, work: Work, scene: Scene, *, item_id: int, step: Step, from_reserve: bool = False
) -> Toast | None:
    """The card shows ready reasons (for 合并: asks for a number), and the editor's next reply to it is taken as typed."""
    scene.check(Act.REVIEW)
    item = await cards.get_item(work, item_id)
    check_step(work, scene, item, step, from_reserve=from_reserve)
    await questions.put(work, scene, item, step)
    await cards.update(office, work, item)
    if taker := _other_taker(work, scene, item):
        return scene.toast(
            lambda t: t.plain(
                "{editor} has taken it, {at}. Nothing is decided yet.", editor=taker, at=item.decided_at
            ),
            alert=True,
        )
    return None


async def go_back(
    office: Office, work: Work, scene: Scene, *, item_id: int, from_reserve: bool = False
) -> Toast | None:
    """返回: the card shows its usual buttons again."""
    scene.check(Act.REVIEW)
    item = await cards.get_item(work, item_id)
    check_step(work, scene, item, Step.ADOPT, from_reserve=from_reserve)
    await questions.close(work, scene, item)
    await cards.update(office, work, item)
    return None


async def take_reason(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """A typed reason, or for 合并 the number of the item it belongs to, as a reply to the card, by whichever editor."""
    item_id = int(str(draft.data["item_id"]))
    refused = await questions.refuse_answer(work, scene, draft, await cards.get_item(work, item_id))
    if refused is not None:
        await answer(work, scene, refused)
        return
    if not questions.is_open(draft):
        await comments.say(office, work, scene, await cards.get_item(work, item_id))
        return
    await decide_typed(
        office,
        work,
        scene,
        item_id=item_id,
        step=Step(draft.step),
        text=clean(scene.text),
        from_reserve=True,
    )


async def decide_typed(
    office: Office, work: Work, scene: Scene, *, item_id: int, step: Step, text: str, from_reserve: bool
) -> None:
    """Decided by typed words: a reason, or for 合并 the number of the other item; answered where they were typed."""
    if not text:
        raise BadInput("Please write the reason in words.")
    if count_chars(text) > REASON_MOST and step is not Step.MERGE:
        raise BadInput(
            "A reason has at most {most} characters; this one has {count}. Nothing was decided.",
            most=REASON_MOST,
            count=count_chars(text),
        )
    if step is Step.MERGE:
        number, percent = read_share(text) or (text, None)
        target = await _merge_target(office, work, number=number, item_id=item_id)
        await _decide(
            office,
            work,
            scene,
            item_id=item_id,
            step=step,
            target=target,
            percent=percent,
            from_reserve=from_reserve,
        )
    else:
        await _decide(
            office,
            work,
            scene,
            item_id=item_id,
            step=step,
            reason=Reason.OTHER,
            reason_text=text,
            from_reserve=from_reserve,
        )
    decided = await cards.get_item(work, item_id)
    reporter = work.directory.get_person(decided.person_id)
    await answer(work, scene, decisions.render_decided(scene.t, decided, reporter=reporter))


async def merge_into(office: Office, work: Work, scene: Scene, *, item_id: int, target_id: int) -> Toast:
    """合并 under a card, into one that is alike."""
    scene.check(Act.REVIEW)
    target = _check_target(await cards.get_item(work, target_id), item_id=item_id)
    return await _decide(office, work, scene, item_id=item_id, step=Step.MERGE, target=target)


async def _merge_target(office: Office, work: Work, *, number: str, item_id: int) -> Item:
    target = await cards.find_by_number(office, work, number_within(number))
    if target is None:
        raise NotFound(
            "There is no item {number}. Please reply with a number such as 2026-0001.",
            number=shorten(number, 20),
        )
    return _check_target(target, item_id=item_id)


def _check_target(target: Item, *, item_id: int) -> Item:
    if target.id == item_id:
        raise BadInput("An item cannot be merged into itself.")
    if target.state in _CONTAINS_NOTHING:
        raise WrongState(
            "{number} is itself returned, withdrawn, merged or not adopted. Nothing was merged; please name another one.",
            number=target.number,
        )
    return target


async def _decide(
    office: Office,
    work: Work,
    scene: Scene,
    *,
    item_id: int,
    step: Step,
    reason: str | None = None,
    reason_text: str | None = None,
    target: Item | None = None,
    percent: int | None = None,
    from_reserve: bool = False,
) -> Toast:
    editor = scene.check(Act.REVIEW)
    item = await cards.get_item(work, item_id)
    check_step(work, scene, item, step, from_reserve=from_reserve)
    decided = replace(
        item,
        state=next_state(item.state, step) or item.state,
        reason=reason,
        reason_text=reason_text,
        editor_id=editor.id,
        merged_into=target.id if target else None,
        decided_at=await _moment(office, work, target),
    )
    await undo.remember(work, item, decided=decided, person_id=editor.id)
    await work.items.set_state(decided)
    await cards.record(work, decided, step=step.value, person_id=editor.id, before=item)
    await questions.forget(work, item, by=editor)
    await rings.call_off(work, item)
    if decided.state in (ItemState.REJECTED, ItemState.MERGED):
        await bookings.unfulfil(office, work, item=decided)
    if target is not None and percent is not None:
        await work.adoptions.set_share(target.id, percent)
    booked = await points.follow_decision(office, work, decided, target=target, person_id=editor.id)
    if target is not None or decided.state in (ItemState.ADOPTED, ItemState.REJECTED):
        await undo.settle(work, decided)
    is_taken = decided.state is ItemState.REVIEWING
    await cards.update(office, work, decided, undo_until=None if is_taken else work.now + UNDO_WITHIN)
    if item.state is ItemState.REVIEWING:
        await _tell_taker(office, work, decided, taken_by=item.editor_id, editor=editor)
    reporter = work.directory.get_person(item.person_id)

    def told(t: Texts) -> Message:
        merged_into = target.number if target else None
        step_words = steps.render_step(t, decided, editor=editor.name, merged_into=merged_into)
        got = adoptions.got_by(booked, reporter) if target is None else 0
        return adoption_words.with_points(t, step_words, got) if target is None else step_words

    await by_name.tell_anew(office, work, reporter, slot_name(Slot.STEP, item.id), told)
    await adoptions.tell_others(
        office,
        work,
        target or decided,
        booked,
        but=None if target else reporter,
        decided=decided,
        why=None if target is None else lambda t: adoption_words.contributors_words(t, percent),
    )
    if decided.state is ItemState.REJECTED:
        await merges.tell_rejected(office, work, decided)
    if target is not None and percent is not None:
        await shares.answer_set(work, scene, target, booked, percent=percent)
    if target is not None:
        await merges.tell(office, work, decided, target=target, person_id=editor.id)
    await corrections.follow(office, work, decided)
    if decided.state in (ItemState.RETURNED, ItemState.REJECTED) and not reporter.hears:
        return scene.toast(lambda t: decisions.untold(t, decided, reporter=reporter), alert=True)
    return scene.toast(lambda t: labels.decided(t, decided.state, number=item.number))


async def _moment(office: Office, work: Work, target: Item | None) -> datetime:
    """When it is decided: what is merged into another item changes that one's points after whatever did before."""
    if target is None:
        return work.now
    return await points.next_moment(office, work, await points.credited(work, target))


async def _tell_taker(
    office: Office, work: Work, decided: Item, *, taken_by: int | None, editor: Person
) -> None:
    """Whoever had taken the item hears that somebody else has decided."""
    if taken_by in (None, editor.id):
        return
    taker = work.directory.get_person(taken_by or 0)
    await by_name.tell(
        office, work, taker, lambda t: decisions.render_decided_by_other(t, decided, editor=editor.name)
    )


def check_step(work: Work, scene: Scene, item: Item, step: Step, *, from_reserve: bool = False) -> None:
    """WrongState tells the second of two editors who was first, and when."""
    is_decided = item.state is ItemState.RESERVED and not from_reserve
    if next_state(item.state, step) is not None and not is_decided:
        return
    if item.editor_id is not None and item.decided_at is not None:
        raise WrongState(
            "{number} is already {state}: {editor}, {at}. Nothing was changed.",
            number=item.number,
            state=lambda t: labels.state_in(t, item.state),
            editor=work.directory.get_person(item.editor_id).name,
            at=item.decided_at,
        )
    raise WrongState(
        "{number} is {state}; this is not possible now. Nothing was changed.",
        number=item.number,
        state=lambda t: labels.state_in(t, item.state),
    )


async def cancel(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """`取消` in the place of a reason: the card shows its usual buttons again."""
    await go_back(office, work, scene, item_id=int(str(draft.data["item_id"])), from_reserve=True)


async def name(office: Office, work: Work, t: Texts, draft: Draft) -> str:
    """Which card waits for a reason, in a few words."""
    item = await cards.get_item(work, int(str(draft.data["item_id"])))
    return decisions.question_name(t, item, asks_for=questions.ASKS_FOR[Step(draft.step)])


CONVERSATION = Conversation(
    kind=DraftKind.REASON, take=take_reason, cancel=cancel, is_asking=lambda draft: True, name=name
)
