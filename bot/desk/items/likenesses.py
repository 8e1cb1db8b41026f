"""What follows where items are alike: cards and reporters are told, editors answer 不同事件 合并 续报; finding is not done here.

Nothing is ever turned down by it. What a reporter sends again in the same words is linked to the first one and does not
count, and both the reporter and every editor can make it an item of its own again.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.desk.common import by_name, living
from bot.desk.common.office import Office, Scene, Toast
from bot.desk.common.slots import Slot, slot_name
from bot.desk.common.undoing import check_decider, is_in_time
from bot.desk.demands import bookings
from bot.desk.items import cards, questions, repetitions, reviews, rewriting, rings, undo
from bot.errors import NotFound, WrongState
from bot.model import Item, ItemState, Likeness, LikenessAnswer, LikenessKind, Person
from bot.rules.edits import Rewrite
from bot.rules.likeness.pairs import is_news
from bot.rules.onestep import SubmissionText
from bot.rules.rights import Act
from bot.rules.states import UNDO_WITHIN, Step
from bot.store.work import Work
from bot.views.common.callbacks import Press
from bot.views.items import likenesses as words

_ANSWER = "likeness"  # the subject of an undo


async def take_found(
    office: Office,
    work: Work,
    item: Item,
    *,
    likenesses: Sequence[Likeness],
    before: Sequence[Likeness],
    repeats: Item | None,
) -> None:
    """What comparing the item has found, and what was known `before`; both also where it was rewritten and is compared anew.

    `repeats`: its own reporter has sent the same before. What was known is not told again, and what was set apart stays so.
    """
    for each in likenesses:
        await work.likenesses.save(each.item_id, each.other_id, kind=each.kind, score=each.score)
    changed = {each.item_id for each in (*likenesses, *before)}
    if not changed:
        return
    # Of what an editor made of the text its reporter need not hear.
    is_told = is_news(item, work.now) and await cards.copyedit_of(work, item) is None
    if is_told and repeats is not None and await _counts_beside(work, item, repeats, before):
        await repetitions.link(office, work, item, first=repeats)
        return
    for changed_id in sorted(changed):
        await _refresh(office, work, await cards.get_item(work, changed_id))
    if is_told and item.state in cards.UNDECIDED:
        await _tell(office, work, item, known={each.other_id for each in before if each.item_id == item.id})


async def _refresh(office: Office, work: Work, item: Item) -> None:
    """The card of an item that is to be decided; a question that stands there goes on."""
    if item.state in cards.UNDECIDED:
        await cards.update(office, work, item)


async def _counts_beside(work: Work, item: Item, first: Item, before: Sequence[Likeness]) -> bool:
    """Whether a repetition waits that nobody has looked at as such, and that no other item was merged into."""
    was_seen = any(
        (each.item_id, each.other_id) == (item.id, first.id)
        and (each.kind is LikenessKind.TEXT or each.answer is not None)
        for each in before
    )
    return item.state is ItemState.WAITING and not was_seen and not await work.items.merged_into(item.id)


async def _tell(office: Office, work: Work, item: Item, *, known: Collection[int]) -> None:
    alike = (await cards.notes_of(office, work, item)).alike
    found = [each for each in alike if each.other.id not in known]
    if found:
        reporter = work.directory.get_person(item.person_id)
        await by_name.tell(office, work, reporter, lambda t: words.render_told(t, item, found))


# --- the same again, by the same person -------------------------------------------------------------------


async def replace_first(office: Office, work: Work, scene: Scene, *, item_id: int) -> Toast | None:
    """`替换原稿`: the first one takes the text that was sent again as its next version."""
    item, scene = await _own_repetition(work, scene, item_id=item_id)
    first = await cards.get_item(work, item.merged_into or 0)
    step = repetitions.step_to_replace(first)
    if step is None:
        rewriting.check_revisable(scene, first)
    content = SubmissionText(
        title=item.title,
        body=item.body,
        kind=item.kind,
        kind_unknown=None,
        demand_number=None,
        demand_unknown=None,
        themes=item.themes,
        themes_unknown=(),
        source=item.source,
        joint_units=item.joint_units,
        urgent=item.is_urgent,
    )
    await rewriting.rewrite(
        office, work, scene, item=first, to=Rewrite(content, first.demand_id), step=step or Step.REVISE
    )
    await _close(office, work, item, first, is_replaced=True)
    return None


async def keep_apart(office: Office, work: Work, scene: Scene, *, item_id: int) -> Toast | None:
    """`另作一条`: it is no repetition, its reporter says."""
    item, scene = await _own_repetition(work, scene, item_id=item_id)
    await _separate(office, work, item, person=scene.actor)
    return None


async def _own_repetition(work: Work, scene: Scene, *, item_id: int) -> tuple[Item, Scene]:
    """The repetition, and the scene of its reporter, for whom a deputy may answer."""
    item = await cards.get_item(work, item_id)
    scene = by_name.for_person(work, scene, item.person_id)
    person = scene.check(Act.REVISE)
    if item.person_id != person.id:
        raise NotFound("There is no item {number}, or you may not see it.", number=item.number)
    _check_repetition(item)
    return item, scene


def _check_repetition(item: Item) -> None:
    if item.state is not ItemState.MERGED or item.editor_id is not None or item.merged_into is None:
        raise WrongState("This has been settled already.")


async def _separate(office: Office, work: Work, item: Item, *, person: Person) -> None:
    """The item waits for review by itself, and counts."""
    first = await cards.get_item(work, item.merged_into or 0)
    apart = replace(item, state=ItemState.WAITING, reason=None, merged_into=None, decided_at=None)
    await work.items.set_state(apart)
    await cards.record(work, apart, step="apart", person_id=person.id, before=item)
    booking_id = await undo.forget(work, item)
    if booking_id is not None:
        await bookings.refulfil(office, work, booking_id=booking_id, item=apart, person_id=person.id)
    await rings.ring_on(office, work, apart)
    await cards.update(office, work, apart)
    await cards.update(office, work, first)
    await _close(office, work, apart, first, is_replaced=False)


async def _close(office: Office, work: Work, item: Item, first: Item, *, is_replaced: bool) -> None:
    """The reporter's message says what became of it."""
    reporter = work.directory.get_person(item.person_id)
    count = await repetitions.count_in(office, work, item, reporter=reporter, t=office.t_for(reporter))
    await living.update(
        office,
        work,
        slot_name(Slot.STEP, item.id),
        lambda t: words.render_repetition_over(t, item, first, count=count, replaced=is_replaced),
    )


# --- what an editor says ----------------------------------------------------------------------------------


async def press_different(
    office: Office, work: Work, scene: Scene, *, item_id: int, other_id: int | None
) -> Toast | None:
    """`不同事件`: the two are never shown together again. Of a repetition: it is none."""
    editor = scene.check(Act.REVIEW)
    item = await cards.get_item(work, item_id)
    if item.state is ItemState.MERGED and item.merged_into == other_id:
        _check_repetition(item)
        await work.likenesses.answer(item.id, other_id or 0, LikenessAnswer.DIFFERENT)
        await _separate(office, work, item, person=editor)
        return scene.toast(lambda t: t.plain("{number} is an item of its own again.", number=item.number))
    other = await _chosen(office, work, scene, item, other_id, press=Press.ALIKE_DIFFERENT)
    if other is None:
        return None
    await _answer(office, work, item, other, before=item, answer=LikenessAnswer.DIFFERENT, editor=editor)
    return scene.toast(
        lambda t: t.plain(
            "{number} and {other} tell different events.", number=item.number, other=other.number
        )
    )


async def press_merge(
    office: Office, work: Work, scene: Scene, *, item_id: int, other_id: int | None
) -> Toast | None:
    """`合并` beside what is alike: a decision like every other one, with its target known."""
    scene.check(Act.REVIEW)
    item = await cards.get_item(work, item_id)
    other = await _chosen(office, work, scene, item, other_id, press=Press.ALIKE_MERGE)
    if other is None:
        return None
    return await reviews.merge_into(office, work, scene, item_id=item.id, target_id=other.id)


async def press_follow(
    office: Office, work: Work, scene: Scene, *, item_id: int, other_id: int | None
) -> Toast | None:
    """`续报`: the item tells more of the other one's event, and stands by itself."""
    editor = scene.check(Act.REVIEW)
    item = await cards.get_item(work, item_id)
    other = await _chosen(office, work, scene, item, other_id, press=Press.ALIKE_FOLLOW)
    if other is None:
        return None
    first = await cards.get_item(work, other.follows_id) if other.follows_id else other
    await work.items.follow(item.id, first.id)
    linked = replace(item, follows_id=first.id)
    await _answer(office, work, linked, other, before=item, answer=LikenessAnswer.FOLLOWS, editor=editor)
    await _refresh_thread(office, work, first.id)
    reporter = work.directory.get_person(item.person_id)
    await by_name.tell(
        office, work, reporter, lambda t: words.render_followed(t, item, first, editor=editor.name)
    )
    return scene.toast(
        lambda t: t.plain("{number} follows up {other}.", number=item.number, other=first.number)
    )


async def undo_answer(office: Office, work: Work, scene: Scene, *, item_id: int) -> Toast:
    """`撤销` of 不同事件 or 续报, within ten minutes, by whoever said it."""
    editor = scene.check(Act.REVIEW)
    item = await cards.get_item(work, item_id)
    kept = await work.undos.find(_ANSWER, item.id)
    if kept is None or not is_in_time(work, kept.done_at):
        raise WrongState("There is nothing left to take back. Nothing was changed.")
    check_decider(work, editor, kept.person_id)
    await work.undos.delete(_ANSWER, item.id)
    await work.likenesses.answer(item.id, int(str(kept.before["other_id"])), None)
    before = kept.before["follows_id"]
    restored = replace(item, follows_id=None if before is None else int(str(before)))
    await work.items.follow(item.id, restored.follows_id)
    await cards.record(work, restored, step="answer_undo", person_id=editor.id)
    await _refresh(office, work, restored)
    await _refresh_thread(office, work, item.follows_id)
    return scene.toast(lambda t: t.plain("Taken back: {number} is as it was.", number=item.number))


async def _chosen(
    office: Office, work: Work, scene: Scene, item: Item, other_id: int | None, *, press: Press
) -> Item | None:
    """The earlier item that is meant; None where the card asks for it now. WrongState where nothing is open there."""
    if item.state not in cards.UNDECIDED:
        reviews.check_step(work, scene, item, Step.MERGE)
        raise WrongState("This has been settled already.")
    open_ones = {each.other.id: each.other for each in (await cards.notes_of(office, work, item)).alike}
    if not open_ones or (other_id is not None and other_id not in open_ones):
        raise WrongState("This has been settled already.")
    if other_id is not None:
        return open_ones[other_id]
    if len(open_ones) == 1:
        return next(iter(open_ones.values()))
    await questions.close(work, scene, item)
    await cards.update(office, work, item, chooses=press)
    return None


async def _answer(
    office: Office,
    work: Work,
    item: Item,
    other: Item,
    *,
    before: Item,
    answer: LikenessAnswer,
    editor: Person,
) -> None:
    kept = {"other_id": other.id, "follows_id": before.follows_id}
    await work.undos.save(_ANSWER, item.id, person_id=editor.id, before=kept, now=work.now)
    await work.likenesses.answer(item.id, other.id, answer)
    await cards.record(work, item, step=answer.value, person_id=editor.id, other=other)
    until = work.now + UNDO_WITHIN
    await cards.update(office, work, item, undo_until=until, undoes_answer=True)


async def _refresh_thread(office: Office, work: Work, item_id: int | None) -> None:
    """The card of an item that something follows, or no longer does."""
    item = await work.items.find(item_id) if item_id else None
    if item is not None:
        await _refresh(office, work, item)
