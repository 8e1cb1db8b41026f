"""An item's next version, by an edit, a revision or a correction, with the notes, links and rings of a first one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from bot.desk.common.office import Office, Scene, answer
from bot.desk.demands import bookings
from bot.desk.items import attachments, cards, corrections, followups, held, keypoints, receipts, rings
from bot.desk.items.storage import hold, original_of
from bot.errors import WrongState
from bot.model import Item, ItemPart, ItemState, Message, Person
from bot.rules.changes import describe_changes
from bot.rules.edits import Rewrite, apply_edit, as_rewritten
from bot.rules.onestep import parse_submission
from bot.rules.rings import is_pressing
from bot.rules.states import Step, next_state
from bot.rules.text import join_parts
from bot.store.work import Work
from bot.views.common import labels
from bot.views.items import revisions as views
from bot.views.items import submissions


def check_revisable(scene: Scene, item: Item) -> None:
    """WrongState where no revision is possible; of what is adopted or in reserve a correction can be asked for."""
    if item.state in (ItemState.ADOPTED, ItemState.RESERVED):
        raise WrongState(
            "{number} is {state} and is not revised any more. To have it corrected, edit your original message: the editors "
            "are asked.",
            number=item.number,
            state=lambda t: labels.state_in(t, item.state),
        )
    if next_state(item.state, Step.REVISE) is None:
        raise WrongState(
            "{number} is {state} and can no longer be revised.",
            number=item.number,
            state=lambda t: labels.state_in(t, item.state),
        )


async def store_revision(
    office: Office,
    work: Work,
    scene: Scene,
    *,
    item: Item,
    to: Rewrite,
    parts: Sequence[tuple[int, str]],
    draft_id: int | None = None,
) -> None:
    """A revised text becomes the item's next version, and the item waits for review again under its old number.

    Its messages (id and text) are those that hold the item from now on; id 0 is the text that the revision began with.
    """
    check_revisable(scene, item)
    chat_id, before = scene.chat.chat_id, await work.items.parts_of_item(item.id)
    known = {part.message_id: part for part in before if part.chat_id == chat_id}
    for place, (message_id, text) in enumerate(parts, len(before)):
        if message_id in known:
            await work.items.set_part(replace(known[message_id], text=text))
        elif message_id:
            await work.items.add_parts([ItemPart(chat_id, message_id, 0, item.id, place, text)])
    if draft_id is not None:
        await attachments.hand_over(work, scene, item_id=item.id, draft_id=draft_id)
    await rewrite(office, work, scene, item=item, to=to, step=Step.REVISE)


async def rewrite(
    office: Office,
    work: Work,
    scene: Scene,
    *,
    item: Item,
    to: Rewrite,
    step: Step,
    length: Markup | None = None,
) -> None:
    """The item's next version, by an edit before review or by a revision, and the answer to its reporter, who is here."""
    _, message = await change(office, work, scene, item=item, to=to, step=step, length=length)
    if message is not None:
        await answer(work, scene, message)


async def change(
    office: Office,
    work: Work,
    scene: Scene,
    *,
    item: Item,
    to: Rewrite,
    step: str,
    length: Markup | None = None,
    by: Person | None = None,
) -> tuple[Item, Message | None]:
    """The item's next version, with the notes, links and rings of a first one, and what is to be said to its reporter.

    `scene` is the reporter's, whoever brings it about (`by`). What changes nothing of the item is no version; there is
    something to say only where words in it could not be used.
    """
    words, joint = receipts.match_joint(work, scene.t, to.words, before=item)
    linked = await bookings.find_link(work, words.demand_number, linked=to.demand_id)
    changed = as_rewritten(item, words, demand_id=linked)
    changed = replace(changed, keypoint=await keypoints.number_of(work, item, to))
    is_revision, thread = step == Step.REVISE, list[Markup]()
    if words.follows:
        changed, thread = await followups.follow(office, work, scene, changed, typed=words.follows)
    elif to.stands_alone:
        changed, thread = await followups.stand_alone(office, work, scene, changed)
    if changed == item and not is_revision:
        notes = await receipts.notes_of(office, work, scene, item=item, parsed=words, before=item)
        if notes := joint + notes + thread:
            return item, views.render_edited(scene.t, item, before=item, changes=(), notes=notes)
        return item, None
    state = next_state(item.state, Step.REVISE) or item.state if is_revision else item.state
    changed = replace(changed, version=item.version + 1, state=state)
    if is_revision:
        changed = replace(changed, reason=None, reason_text=None, editor_id=None, decided_at=None)
        await work.items.set_state(changed)
    await work.items.rewrite(changed, now=work.now, original=original_of(words))
    await cards.record(work, changed, step=step, person_id=(by or scene.actor).id, before=item)
    # What an editor agrees to has been looked at when it was asked for.
    rule = None if by else held.alarm_of(office, [changed.title, changed.body, changed.source or ""])
    if rule or changed.state is ItemState.HELD:  # what is held stays so until an officer says otherwise
        kept = await hold(office, work, scene, changed, rule=rule or "", before=item)
        await corrections.follow(office, work, kept)
        return kept, None
    if by is None:
        await corrections.follow(office, work, changed)
    notes = await receipts.notes_of(office, work, scene, item=changed, parsed=words, before=item)
    notes = [*([length] if length else []), *joint, *notes, *thread]
    if is_revision or (_presses_more(item, changed) and changed.state in cards.UNDECIDED):
        await cards.show_again(office, work, changed, before=item, is_revised=True)
    else:
        await cards.update(office, work, changed, before=item)
    await follow_rings(office, work, item, changed)
    changes = describe_changes(f"{item.title}\n{item.body}", f"{changed.title}\n{changed.body}")
    # What was said of the same text is not said again.
    is_new_text = (changed.title, changed.body) != (item.title, item.body)
    before = cards.hints_for(office, item)
    remarks = receipts.remarks_on(
        scene.t,
        changed,
        cleaning=words.cleaning if is_new_text else None,
        hints=[hint for hint in cards.hints_for(office, changed) if hint not in before],
    )
    message = views.render_edited(
        scene.t,
        changed,
        before=item,
        changes=changes,
        notes=[*notes, *remarks.lines],
        buttons=remarks.buttons,
    )
    return changed, message


async def add_part(
    office: Office, work: Work, scene: Scene, *, item: Item, parts: Sequence[ItemPart], text: str
) -> None:
    """A further message of an item that waits: its next version."""
    texts, themes, last = [part.text for part in parts], office.settings.desk.themes, parts[-1]
    names = work.directory.names
    before = parse_submission(join_parts(texts), themes=themes, names=names)
    to = apply_edit(item, before, parse_submission(join_parts([*texts, text]), themes=themes, names=names))
    added = ItemPart(scene.chat.chat_id, scene.message_id, last.place, item.id, last.part + 1, text)
    await work.items.add_parts([added])
    length = submissions.length_line(scene.t, to.words.body, parts=len(texts) + 1)
    await rewrite(office, work, scene, item=item, to=to, step=Step.EDIT, length=length)


def _presses_more(before: Item, after: Item) -> bool:
    """Whether editors are to see the item anew: it has become urgent, or an early warning."""
    return (after.is_urgent and not before.is_urgent) or (is_pressing(after) and not is_pressing(before))


async def follow_rings(office: Office, work: Work, before: Item, after: Item) -> None:
    """What presses only now, or waits again, rings from now on; what presses no more rings no more."""
    if rings.is_rung(before) and not is_pressing(after):
        await rings.call_off(work, before)
    elif not rings.is_rung(before):
        await rings.ring_on(office, work, after)
