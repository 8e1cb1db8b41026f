"""沿用上年: one button under /target takes over, for the new year, the last targets of all units that have none of its own yet.

A target is a year's. Until then the last one goes on by itself, and whoever reads it is told so; from then on it is the year's.
The county's own is not among them: the city sets it anew.
"""

from __future__ import annotations

from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.slots import Slot, slot_name
from bot.desk.common.undoing import check_decider, check_in_time
from bot.desk.figures.targets import check_may_set, keep
from bot.desk.people.roster import TARGET as SUBJECT
from bot.errors import BadInput, WrongState
from bot.locale.texts import Texts
from bot.model import Person, Undo, Unit, UnitTarget
from bot.rules.states import UNDO_WITHIN
from bot.store.work import Work
from bot.views.common.waiting import Waiting
from bot.views.figures import point_lists as words

_ASKED_UNTIL = 3  # the month until which /today says it
_TAKEN_OVER = "targets"  # what can be undone, by the year: all at once


async def press(office: Office, work: Work, scene: Scene, *, year: int) -> Toast:
    """沿用上年 by an administrator: every target that goes on from an earlier year is this year's from now on."""
    person = check_may_set(scene)
    if year != office.today(work.now).year:
        raise BadInput("This button is out of date. Please send the command again.")
    carried = await _carried(work, year)
    if not carried:
        return await _nothing_left(office, work, scene, year=year)
    lines: dict[str, int] = {}
    for unit, kept in carried:
        await keep(work, scene, unit, year=year, hundredths=kept.points, step="target_carry", of=kept.year)
        lines[str(unit.id)] = await work.trail.last_line()
    await work.undos.save(_TAKEN_OVER, year, person_id=person.id, before={"lines": lines}, now=work.now)
    slot = _slot(max(lines.values()))
    *pages, last = words.render_carried(scene.t, carried, year=year, can_undo=True)
    for page in pages:
        await answer(work, scene, page)
    await answer(work, scene, last, slot=slot)
    later = words.render_carried(scene.t, carried, year=year)[-1]
    await work.outbox.show_later(slot, scene.chat, later, send_at=work.now + UNDO_WITHIN)
    return scene.toast(lambda t: words.carried_toast(t, len(carried)))


async def waiting(office: Office, work: Work, t: Texts, person: Person) -> list[Waiting]:
    """For /today: in the year's first months, that units go by the last year's."""
    today = office.today(work.now)
    if today.month > _ASKED_UNTIL:
        return []
    return words.carried_waiting(t, len(await _carried(work, today.year)), year=today.year)


async def _carried(work: Work, year: int) -> list[tuple[Unit, UnitTarget]]:
    """The units that have no target of the year's own, each with the last one that was set."""
    targets = await work.people.targets(year)
    known = [(unit, targets[unit.id]) for unit in work.directory.units if unit.id in targets]
    return [(unit, kept) for unit, kept in known if kept.year < year]


async def _nothing_left(office: Office, work: Work, scene: Scene, *, year: int) -> Toast:
    """Somebody else was first, or each unit has been given its own meanwhile."""
    kept = await work.undos.find(_TAKEN_OVER, year)
    if kept is None:
        raise WrongState("Every unit's target is the year's own already. Nothing was changed.")
    name = work.directory.get_person(kept.person_id).name
    return scene.toast(lambda t: words.carried_already(t, name=name, at=kept.done_at), alert=True)


async def undo(office: Office, work: Work, scene: Scene, *, year: int) -> Toast:
    """撤销 by whoever pressed it, for ten minutes: the last targets go on again, but where one has been set anew since."""
    person = check_may_set(scene)
    kept = await work.undos.find(_TAKEN_OVER, year)
    if kept is None:
        raise WrongState("This has been undone already. Nothing was changed.")
    check_in_time(work, kept.done_at)
    check_decider(work, person, kept.person_id)
    lines = _lines(kept)
    units = [unit for unit in work.directory.units if unit.id in lines]
    newest = {unit.id: (await work.trail.of(SUBJECT, unit.id))[-1].id for unit in units}
    stay = [unit for unit in units if newest[unit.id] != lines[unit.id]]
    if stay == units:
        raise WrongState("Each of these targets has been set anew since. Nothing was changed.")
    for unit in units:
        if unit not in stay:
            await keep(work, scene, unit, year=year, hundredths=None, step="target_undo")
    await work.undos.delete(_TAKEN_OVER, year)
    undone = words.render_carry_undone(scene.t, year=year, stay=[unit.name for unit in stay])
    await work.outbox.show(_slot(max(lines.values())), scene.chat, undone)
    return scene.toast(lambda t: t.plain("Undone: the last targets go on again."))


def _lines(kept: Undo) -> dict[int, int]:
    """By unit, the line of the trail with which its target was taken over."""
    lines = kept.before["lines"]
    assert isinstance(lines, dict)
    return {int(unit_id): int(line) for unit_id, line in lines.items()}


def _slot(line: int) -> str:
    return slot_name(Slot.TARGET, line)
