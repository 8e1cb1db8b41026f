"""Yearly targets (年初有任务): `/target 单位 30` sets this year's, with `无` frees of it, `/target 单位` shows how it stands.

Last year's of all units at once are taken over with a button (carried_targets.py).

A unit's target is a year's. Until a new year has its own, that of the last year goes on, and whoever reads it is told so; the
county's own, which the city sets, is that year's alone.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.slots import Slot, slot_name
from bot.desk.common.undoing import check_decider, check_kept
from bot.desk.figures.point_lists import COUNTY, county_lines
from bot.desk.people.roster import (
    TARGET as SUBJECT,
)  # of the audit trail, and of what can be undone; 0 is the county
from bot.errors import BadInput, NotAllowed, NotFound, WrongState
from bot.locale.texts import Texts
from bot.model import Keyboard, Person, Unit
from bot.rules.names import find_alike
from bot.rules.notice import forecast
from bot.rules.rights import ADMINS, ITEM_READERS, Act
from bot.rules.states import UNDO_WITHIN
from bot.store.look import Look
from bot.store.work import Work
from bot.views.common.paging import paged
from bot.views.figures.point_lists import (
    Target,
    carry_button,
    how_to_set,
    render_target_set,
    render_target_undone,
    target_line,
)

_NONE = ("无", "没有", "不设", "取消", "none")  # behind a name: no target this year
_BETWEEN = re.compile(r"[\s:=]+")  # 云茶镇：30
_NUMBER = re.compile(r"(\d{1,6})(?:\.(\d{1,2}))?分?")


async def command(office: Office, work: Work, scene: Scene, *, typed: str) -> None:
    """A target set, one that is shown, or, without a name, all that whoever asks may see."""
    person = scene.check(Act.TARGET)
    words = [word for word in _BETWEEN.split(unicodedata.normalize("NFKC", typed)) if word]
    if len(words) > 1 and _NUMBER.fullmatch(words[0]) and not _NUMBER.fullmatch(words[-1]):
        words = [*words[1:], words[0]]  # 30 云茶镇
    number = _NUMBER.fullmatch(words[-1]) if len(words) > 1 else None
    if number is not None:
        check_may_set(scene)
        hundredths = int(number[1]) * 100 + int((number[2] or "0").ljust(2, "0"))
        await _set(office, work, scene, name=" ".join(words[:-1]), hundredths=hundredths)
        return
    if len(words) > 1 and words[-1].casefold() in _NONE and _looks_like_number(work, words):
        check_may_set(scene)
        await _set(office, work, scene, name=" ".join(words[:-1]), hundredths=None)
        return
    if len(words) > 1 and _looks_like_number(work, words):
        raise BadInput(
            "“{typed}” is not a target. Write a number of points above 0 with at most two decimals: "
            "/target {name} 30. Nothing was changed.",
            typed=words[-1][:20],
            name=" ".join(words[:-1])[:40],
        )
    if words:
        shown = [await _target(office, work, scene.t, _unit(work, " ".join(words)))]
    else:
        units = work.directory.units
        own = [unit for unit in units if unit.id == person.unit_id]
        with_target = await work.people.targets(office.today(work.now).year)
        named = [unit for unit in units if unit.id in with_target]
        chosen = named if person.role in ITEM_READERS else own
        shown = [await _target(office, work, scene.t, unit) for unit in (None, *chosen)]
    lines = [target_line(scene.t, each) for each in shown]
    carried = [each for each in shown if each.since is not None]
    keyboard: Keyboard = ()
    if carried and person.role in ADMINS:
        lines.append(how_to_set(scene.t, carried[0]))
        keyboard = () if words else carry_button(scene.t, year=carried[0].year)
    for message in paged(lines, keyboard=keyboard):
        await answer(work, scene, message)


def check_may_set(scene: Scene) -> Person:
    """Whoever asks, where they may set targets."""
    person = scene.check(Act.TARGET)
    if person.role not in ADMINS:
        raise NotAllowed("Only administrators set targets. Nothing was changed.")
    return person


def _looks_like_number(work: Work, words: list[str]) -> bool:
    """Whether the last word was meant for a target: what stands before it is a unit, or it begins like a number."""
    name = " ".join(words[:-1])
    is_unit = name.casefold() in COUNTY or work.directory.find_unit(name) is not None
    whole = work.directory.find_unit(" ".join(words)) is not None
    return not whole and (is_unit or re.match(r"[-+.]?\d", words[-1]) is not None)


async def _set(office: Office, work: Work, scene: Scene, *, name: str, hundredths: int | None) -> None:
    """Sets the target, or, with None, frees of it, of last year's too: a unit's is kept as 0 points then."""
    if hundredths == 0:
        raise BadInput("A target is more than 0 points. Nothing was changed.")
    unit, year = _unit(work, name), office.today(work.now).year
    own = await _own_target(work, unit, year)
    held = own if unit is None else (await _target(office, work, scene.t, unit)).target
    before = held if hundredths is None else own or None
    if hundredths is None and unit is not None:
        hundredths = 0
    await keep(work, scene, unit, year=year, hundredths=hundredths, step="target")
    line, subject_id = await work.trail.last_line(), unit.id if unit else 0
    kept = {"line": line, "year": year, "hundredths": own}
    await work.undos.save(SUBJECT, subject_id, person_id=scene.actor.id, before=kept, now=work.now)
    target, slot = await _target(office, work, scene.t, unit), slot_name(Slot.TARGET, line)
    undo_line = (subject_id, line)
    await answer(work, scene, render_target_set(scene.t, target, before=before, undo=undo_line), slot=slot)
    later = render_target_set(scene.t, target, before=before)
    await work.outbox.show_later(slot, scene.chat, later, send_at=work.now + UNDO_WITHIN)


async def undo(office: Office, work: Work, scene: Scene, *, unit_id: int, line: int) -> Toast:
    """撤销 by whoever set it, within ten minutes: the target is what it was before. `line`: of the trail, when it was set."""
    person = check_may_set(scene)
    kept = check_kept(work, await work.undos.find(SUBJECT, unit_id))
    if kept.before["line"] != line:
        raise WrongState("This target has been set anew since. Nothing was changed.")
    check_decider(work, person, kept.person_id)
    was, year = kept.before["hundredths"], int(str(kept.before["year"]))
    hundredths = None if was is None else int(str(was))
    unit = next((each for each in work.directory.units if each.id == unit_id), None)
    if unit is None and unit_id:
        raise NotFound("This button is out of date. Please send the command again.")
    await keep(work, scene, unit, year=year, hundredths=hundredths, step="target_undo")
    await work.undos.delete(SUBJECT, unit_id)
    target = await _target(office, work, scene.t, unit, year=year)
    await work.outbox.show(slot_name(Slot.TARGET, line), scene.chat, render_target_undone(scene.t, target))
    return scene.toast(lambda t: t.plain("Undone: the target is what it was before."))


async def keep(
    work: Work,
    scene: Scene,
    unit: Unit | None,
    *,
    year: int,
    hundredths: int | None,
    step: str,
    of: int | None = None,
) -> None:
    """The year's target of a unit (None: the county's) is this from now on; without one, none of the year's own.

    `of`: the earlier year from which it was taken over, for the trail.
    """
    if unit is None:
        await work.set_meta(_kept_as(year), "" if hundredths is None else str(hundredths))
    else:
        await work.people.set_target(unit.id, year=year, points=hundredths)
    await work.trail.record(
        SUBJECT,
        unit.id if unit else 0,
        step=step,
        person_id=scene.actor.id,
        now=work.now,
        after={"year": year, "hundredths": hundredths} | ({} if of is None else {"of": of}),
    )


async def _own_target(work: Work, unit: Unit | None, year: int) -> int | None:
    """The target that was set for this very year; 0: the unit was freed of it."""
    if unit is None:
        return await county_target(work, year)
    kept = (await work.people.targets(year, with_freed=True)).get(unit.id)
    return kept.points if kept and kept.year == year else None


def _unit(work: Work, name: str) -> Unit | None:
    """The unit; None for the whole county."""
    if name.casefold() in COUNTY:
        return None
    unit = work.directory.find_unit(name)
    if unit is None:
        alike = find_alike(name, [each.name for each in work.directory.units])
        if alike:
            raise NotFound(
                "There is no unit “{name}”. Is one of these meant: {names}? Nothing was changed.",
                name=name[:40],
                names="、".join(alike),
            )
        raise NotFound("There is no unit “{name}”. Nothing was changed.", name=name[:40])
    return unit


async def _target(
    office: Office, work: Work, t: Texts, unit: Unit | None, *, year: int | None = None
) -> Target:
    """How far along the year is: what was reached beside the time that has passed, a month counting whole.

    The forecast goes by the months that are over. `year` is another than this one where, about midnight, the one is over.
    """
    today = office.today(work.now)
    if year is not None and year != today.year:
        today = date(year, 12, 31)
    since = None
    first, last, over = f"{today.year}-01", f"{today.year}-12", f"{today.year}-{today.month - 1:02d}"
    passed, months = round(today.month * 1000 / 12), today.month - 1
    if unit is None:
        lines = await county_lines(office, work, first, last)
        reached = sum(line.hundredths for line in lines)
        until = sum(line.hundredths for line in lines if line.month <= over)
        label, target = t.plain("The county towards the city"), await county_target(work, today.year)
    else:
        reached = (await work.notices.points_by_unit(first, last)).get(unit.id, 0)
        until = (await work.notices.points_by_unit(first, over)).get(unit.id, 0)
        label, kept = unit.name, (await work.people.targets(today.year)).get(unit.id)
        target = kept.points if kept else None
        since = kept.year if kept and kept.year < today.year else None
    return Target(
        label,
        today.year,
        target,
        reached,
        passed,
        months,
        forecast(until, months),
        is_county=unit is None,
        since=since,
    )


async def county_target(look: Look, year: int) -> int | None:
    """The county's own target towards the city, in hundredths."""
    kept = await look.get_meta(_kept_as(year))
    return int(kept) if kept else None


def _kept_as(year: int) -> str:
    return f"target:{year}"
