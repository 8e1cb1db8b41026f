"""An editor finds an adopted item at fault (`/adopted 2026-0001 失实`), and takes that back; off unless the settings price it."""

from __future__ import annotations

from bot.desk.common.office import Office, Scene, answer
from bot.desk.common.rulebook import rule_book_of
from bot.desk.items import adoptions, cards, points
from bot.errors import BadInput, WrongState
from bot.model import Fault
from bot.rules.adopted import FaultAsked
from bot.rules.points import takes_off
from bot.rules.rights import Act
from bot.store.work import Work
from bot.views.common import labels
from bot.views.items import adoptions as words


async def command(office: Office, work: Work, scene: Scene, asked: FaultAsked) -> None:
    """The fault recorded, or taken back; whose points that changes hears of it."""
    editor, fault, today = scene.check(Act.ADOPTED), asked.fault, office.today(work.now)
    item = await cards.find_by_number(office, work, asked.number)
    if item is None:
        raise cards.no_item(office, work, asked.number)
    standing = [each for each in await work.adoptions.faults(item.id) if each.fault is fault and each.stands]
    if asked.is_undo:
        if not standing:
            raise WrongState(
                "{number} is not recorded as {fault}. Nothing was changed.",
                number=item.number,
                fault=lambda t: labels.fault(t, fault),
            )
        for each in standing:
            month = await points.booking_month(office, work, today)
            now = await points.next_moment(office, work, item)
            await work.adoptions.clear_fault(each.id, by=editor.id, month=month, now=now)
    else:
        _check_priced(office, work, fault)
        adoptions.check_adopted(item)
        if standing:
            raise WrongState(
                "{number} is recorded as {fault} already. Nothing was changed.",
                number=item.number,
                fault=lambda t: labels.fault(t, fault),
            )
        await work.adoptions.add_fault(
            item.id,
            fault,
            day=today,
            month=await points.booking_month(office, work, today),
            person_id=editor.id,
            now=await points.next_moment(office, work, item),
        )
    lines = await points.rebook(office, work, item)
    await work.trail.record(
        "item",
        item.id,
        step="fault_undo" if asked.is_undo else "fault",
        person_id=editor.id,
        now=work.now,
        after={"state": item.state.value, "fault": fault.value},
    )
    await adoptions.tell_others(
        office, work, item, lines, but=None, why=lambda t: words.fault_words(t, fault, is_undo=asked.is_undo)
    )
    got = adoptions.got_of(work, lines)
    await answer(work, scene, words.render_fault(scene.t, item, fault, got=got, is_undo=asked.is_undo))


def _check_priced(office: Office, work: Work, fault: Fault) -> None:
    """BadInput where the rule book takes nothing off for it: then it is nobody's to record."""
    if not takes_off(rule_book_of(office.settings).at(office.today(work.now)).penalties, fault):
        raise BadInput(
            "The settings take no points off for {fault} ([points.penalties]). Nothing was recorded.",
            fault=lambda t: labels.fault(t, fault),
        )
