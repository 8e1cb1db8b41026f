"""Comments (点评): an editor replies to a card, the reporter to that, which comes back under the card: a thread."""

from __future__ import annotations

from bot.desk.common import by_name, threads
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.slots import Slot, slot_name
from bot.desk.items import cards
from bot.errors import NotFound, WrongState
from bot.model import Comment, Item, ItemState, PersonState
from bot.rules.rights import Act, may, may_see_item
from bot.store.work import Work
from bot.views.items import comments as views


async def reply(office: Office, work: Work, scene: Scene, *, comment_id: int) -> bool:
    """A reply to a comment, by either side. False where the writer is on neither."""
    comment = await work.comments.find(comment_id)
    item = await work.items.find(comment.item_id) if comment is not None else None
    if comment is None or item is None:
        return False
    # Who has a comment to the desk here is an editor, whomever else they stand in for.
    if (
        not comment.from_desk
        and item.person_id != scene.actor.id
        and may(scene.role, Act.REVIEW, scene.where)
    ):
        await say(office, work, scene, item)
        return True
    if scene.is_private and by_name.stands_for(work, scene.actor, item.person_id):
        await answer_desk(office, work, scene, item)
    elif may(scene.role, Act.REVIEW, scene.where):
        await say(office, work, scene, item)
    else:
        return False
    return True


async def say(office: Office, work: Work, scene: Scene, item: Item) -> None:
    """An editor's words about the item, to its reporter alone."""
    editor = scene.check(Act.REVIEW)
    if not may_see_item(editor, item) or item.state is ItemState.DESTROYED:
        raise NotFound("There is no item {number}, or you may not see it.", number=item.number)
    reporter = work.directory.get_person(item.person_id)
    if reporter.state is not PersonState.ACTIVE or reporter.telegram_id is None:
        raise WrongState(
            "Not passed on: {reporter} is no longer here, or has no account.", reporter=reporter.name
        )
    comment = await _add(office, work, scene, item, from_desk=True)
    await by_name.tell(
        office, work, reporter, lambda t: views.render_to_reporter(t, item, comment), slot=_slot(comment)
    )
    await cards.update(office, work, item)
    words = views.render_passed_on(scene.t, item, comment, has_file=bool(scene.attachment))
    await answer(work, scene, words)


async def answer_desk(office: Office, work: Work, scene: Scene, item: Item, *, objects: bool = False) -> None:
    """The reporter's words, under the card wherever editors look; on the card too where they object to an edited text."""
    if item.state in (ItemState.HELD, ItemState.DESTROYED):
        raise WrongState("Not passed on: {number} is not open to the editors now.", number=item.number)
    comment = await _add(office, work, scene, item, from_desk=False, objects=objects)
    await threads.say_to_desk(
        office,
        work,
        lambda t: views.render_to_desk(t, item, comment),
        slot=_slot(comment),
        under=cards.slot_of(item),
    )
    await cards.update(office, work, item)
    await answer(work, scene, views.render_answered(scene.t, item, comment, has_file=bool(scene.attachment)))
    await by_name.tell_done(office, work, scene, item.person_id, lambda t: views.commented_for(t, item))


async def _add(
    office: Office, work: Work, scene: Scene, item: Item, *, from_desk: bool, objects: bool = False
) -> Comment:
    text = threads.words_of(office, scene)
    comment_id = await work.comments.add(
        item.id,
        person_id=scene.actor.id,
        from_desk=from_desk,
        objects=objects,
        text=text,
        chat_id=scene.chat.chat_id,
        message_id=scene.message_id,
        now=work.now,
    )
    await cards.record(
        work, item, step="object" if objects else "comment", person_id=scene.actor.id, before=item
    )
    added = await work.comments.find(comment_id)
    assert added is not None
    return added


async def take_back(office: Office, work: Work, scene: Scene, *, comment_id: int) -> Toast:
    """撤回 within ten minutes, by who wrote it: it goes from where it was shown, and out of the thread."""
    person = scene.check(Act.ITEM)
    comment = await work.comments.find(comment_id)
    slot = slot_name(Slot.COMMENT, comment_id)
    await threads.take_back(work, comment, person_id=person.id, slot=slot)
    assert comment is not None
    item = await cards.get_item(work, comment.item_id)
    await work.comments.take_back(comment.id)
    await cards.record(work, item, step="comment_undo", person_id=person.id, before=item)
    await cards.update(office, work, item)
    return scene.toast(lambda t: t.plain("Taken back: it has been deleted."))


def _slot(comment: Comment) -> str:
    return slot_name(Slot.COMMENT, comment.id)
