"""Yearly targets (年初有任务): `/target 单位 30` sets one, `/target 单位` and `/target 全县` show how far along it is."""

from __future__ import annotations

import re
import unicodedata

from bot.desk.common.office import Office, Scene, answer
from bot.desk.figures.point_lists import COUNTY, county_lines
from bot.errors import BadInput, NotAllowed, NotFound
from bot.locale.texts import Texts
from bot.model import Unit
from bot.rules.names import find_alike
from bot.rules.notice import forecast
from bot.rules.rights import ADMINS, ITEM_READERS, Act
from bot.store.look import Look
from bot.store.work import Work
from bot.views.common.paging import paged
from bot.views.figures.point_lists import Target, render_target_set, target_line

_NUMBER = re.compile(r"(\d{1,6})(?:\.(\d{1,2}))?分?")


async def command(office: Office, work: Work, scene: Scene, *, typed: str) -> None:
    """A target set, one that is shown, or, without a name, all that whoever asks may see."""
    person = scene.check(Act.TARGET)
    words = unicodedata.normalize("NFKC", typed).split()
    number = _NUMBER.fullmatch(words[-1]) if len(words) > 1 else None
    if number is not None:
        if person.role not in ADMINS:
            raise NotAllowed("Only administrators set targets. Nothing was changed.")
        hundredths = int(number[1]) * 100 + int((number[2] or "0").ljust(2, "0"))
        await _set(office, work, scene, name=" ".join(words[:-1]), hundredths=hundredths)
        return
    if len(words) > 1 and _looks_like_number(work, words):
        raise BadInput(
            "“{typed}” is no target. Write a number of points above 0 with at most two decimals: "
            "/target {name} 30. Nothing was changed.",
            typed=words[-1][:20],
            name=" ".join(words[:-1])[:40],
        )
    if words:
        shown = [await _target(office, work, scene.t, _unit(work, " ".join(words)))]
    else:
        units = work.directory.units
        own = [unit for unit in units if unit.id == person.unit_id]
        named = [unit for unit in units if unit.yearly_points is not None]
        chosen = named if person.role in ITEM_READERS else own
        shown = [await _target(office, work, scene.t, unit) for unit in (None, *chosen)]
    for message in paged([target_line(scene.t, each) for each in shown]):
        await answer(work, scene, message)


def _looks_like_number(work: Work, words: list[str]) -> bool:
    """Whether the last word was meant for a target: what stands before it is a unit, or it begins like a number."""
    name = " ".join(words[:-1])
    is_unit = name.casefold() in COUNTY or work.directory.find_unit(name) is not None
    whole = work.directory.find_unit(" ".join(words)) is not None
    return not whole and (is_unit or re.match(r"[-+.]?\d", words[-1]) is not None)


async def _set(office: Office, work: Work, scene: Scene, *, name: str, hundredths: int) -> None:
    if hundredths == 0:
        raise BadInput("A target is more than 0 points. Nothing was changed.")
    unit, year = _unit(work, name), office.today(work.now).year
    if unit is None:
        await work.set_meta(_kept_as(year), str(hundredths))
    else:
        await work.people.set_unit_points(unit.id, points=hundredths)
        await work.refresh_directory()
        unit = next(each for each in work.directory.units if each.id == unit.id)
    await work.trail.record(
        "target",
        unit.id if unit else 0,
        step="target",
        person_id=scene.actor.id,
        now=work.now,
        after={"year": year, "hundredths": hundredths},
    )
    await answer(work, scene, render_target_set(scene.t, await _target(office, work, scene.t, unit)))


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


async def _target(office: Office, work: Work, t: Texts, unit: Unit | None) -> Target:
    """How far along the year is: what was reached beside the time that has passed, a month counting whole.

    The forecast goes by the months that are over.
    """
    today = office.today(work.now)
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
        label, target = unit.name, unit.yearly_points
    return Target(label, today.year, target, reached, passed, months, forecast(until, months))


async def county_target(look: Look, year: int) -> int | None:
    """The county's own target towards the city, in hundredths."""
    kept = await look.get_meta(_kept_as(year))
    return int(kept) if kept else None


def _kept_as(year: int) -> str:
    return f"target:{year}"
