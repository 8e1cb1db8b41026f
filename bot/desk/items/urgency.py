"""转紧急: an item is marked urgent by a button, where its text tells of danger (manual, section 2)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from bot.desk.common import by_name
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.slots import Slot, slot_name
from bot.desk.items import cards, reviews, rewriting
from bot.errors import NotFound, WrongState
from bot.rules.rights import Act, may
from bot.rules.states import Step
from bot.store.work import Work
from bot.views.common import labels
from bot.views.items import revisions as views


async def make_urgent(office: Office, work: Work, scene: Scene, *, item_id: int) -> Toast | None:
    """By its reporter or an editor, until it is decided: the desk is alerted and rung as for one that came in urgent."""
    person = scene.check(Act.ITEM)
    item = await cards.get_item(work, item_id)
    is_own = item.person_id == person.id
    if not is_own and not may(scene.role, Act.REVIEW, scene.where):
        raise NotFound("There is no item {number}, or you may not see it.", number=item.number)
    if item.state not in cards.UNDECIDED:
        if not is_own:
            reviews.check_step(work, scene, item, Step.MERGE)
        raise WrongState(
            "{number} is {state} and can no longer be changed.",
            number=item.number,
            state=lambda t: labels.state_in(t, item.state),
        )
    if item.is_urgent:
        return scene.toast(lambda t: t.plain("{number} is marked urgent already.", number=item.number))
    urgent = replace(item, is_urgent=True)
    await work.items.make_urgent(item.id)
    await cards.record(work, urgent, step="urgent", person_id=person.id, before=item)
    await cards.show_again(office, work, urgent, before=item)
    await rewriting.follow_rings(office, work, item, urgent)
    words = partial(
        views.render_made_urgent, item=urgent, before=item, duty_phone=office.settings.desk.duty_phone
    )
    if is_own:
        await answer(work, scene, words(scene.t))
        return None
    reporter = work.directory.get_person(item.person_id)
    await by_name.tell_anew(office, work, reporter, slot_name(Slot.STEP, item.id), words)
    return scene.toast(lambda t: t.plain("{number} is marked urgent.", number=item.number))
