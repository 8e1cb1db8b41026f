"""A unit that somebody typed: the roster's own, or a question which one is meant; a new one is made only on a yes.

What the settings give units by name (`quota.units`) is looked after here, too: one that is renamed keeps it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from markupsafe import Markup

from bot.desk.common import conversations
from bot.desk.common.audience import tell_administrators
from bot.desk.common.office import Office, Scene
from bot.locale.texts import Texts
from bot.logs import get_logger
from bot.model import DraftKind, Message, Person, PersonState, Unit
from bot.rules.names import find_alike
from bot.rules.quota import followed_units, idle_units, name_in, renamed_unit
from bot.store.directory import FORMER_UNITS, Directory
from bot.store.work import Work
from bot.views.people import units as words

_log = get_logger(__name__)
_TOLD = "quota:idle"  # of which units of the settings the administrators were told at a start


class Then(StrEnum):
    """What goes on once the unit is settled; who does it stands in unit_answers.py."""

    JOIN = "join"
    INVITE = "invite"
    MEMBER = "member"


async def ask(
    work: Work,
    scene: Scene,
    *,
    typed: str,
    then: Then,
    data: Mapping[str, object],
    about: str | None = None,
) -> None:
    """Asks which unit is meant by one that is not on the roster; `data` is what else was typed."""
    draft = await conversations.begin(
        work, scene, DraftKind.UNIT, step=then, data={**data, "unit": typed}, about=about
    )
    question = words.render_which_unit(scene.t, draft.id, typed=typed, alike=alike(work, typed))
    await conversations.ask(work, scene, draft, question)


def alike(work: Work, typed: str) -> list[Unit]:
    """The roster's units that may be meant, the likeliest first."""
    by_name = {unit.name: unit for unit in work.directory.units}
    return [by_name[name] for name in find_alike(typed, by_name)]


async def id_of(work: Work, name: str) -> int:
    """The unit of this name, made where there is none: whoever calls has had a yes."""
    known = work.directory.find_unit(name)
    return known.id if known else await work.people.ensure_unit(name)


@dataclass(frozen=True, slots=True)
class Idle:
    """Units of the settings to which nobody belongs: `lost` with their items a month, `renamed` with what they are called now."""

    lost: Mapping[str, int] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)


async def follow_renames(office: Office, work: Work, before: Directory) -> Idle:
    """What a change of the roster has made of the settings' units that lost their last person by it.

    One that goes by another name now keeps its number: nobody writes the settings but the operator, who is told.
    """
    numbers, people, former = office.settings.quota.units, work.directory.people, before.former_units
    followed = followed_units(numbers, former, before.people)
    ours = {**numbers, **{now: numbers[old] for old, now in followed.items()}}
    known = idle_units(ours, before.people)
    lost = {unit: number for unit, number in idle_units(ours, people).items() if unit not in known}
    renamed: dict[str, str] = {}
    for unit in lost:
        was = await _units_before(work, before, moved_from=unit)
        if (now := renamed_unit(unit, people, was=was, numbers=numbers)) is not None:
            renamed[name_in(numbers, unit, former)] = now
    inhabited = {each.unit for each in people if each.state is not PersonState.REMOVED}
    kept = {**former, **{now: old for old, now in renamed.items()}}
    kept = {now: old for now, old in kept.items() if old not in inhabited}
    if kept != former:
        await work.set_meta(FORMER_UNITS, json.dumps(kept, ensure_ascii=False))
        await work.refresh_directory()
    names = {name_in(numbers, unit, former): number for unit, number in lost.items()}
    return Idle({unit: number for unit, number in names.items() if unit not in renamed}, renamed)


async def _units_before(work: Work, before: Directory, *, moved_from: str) -> dict[int, str | None]:
    """Everybody's unit before a change; of who had gone ahead to where the last of `moved_from` went, the one before that."""
    was: dict[int, str | None] = {
        each.id: each.unit for each in before.people if each.state is not PersonState.REMOVED
    }
    went_to = {each.unit for each in work.directory.people if was.get(each.id) == moved_from}
    for each in work.directory.people:
        if each.unit in went_to and was.get(each.id) == each.unit:
            was[each.id] = await _unit_before(work, each)
    return was


async def _unit_before(work: Work, person: Person) -> str:
    """The unit from which somebody came to the present one, by the trail; this one where they were never in another."""
    before = [json.loads(each.before or "{}") for each in await work.trail.of("person", person.id)]
    others = [str(each["unit"]) for each in before if each.get("unit", person.unit) != person.unit]
    return others[-1] if others else person.unit


def render_idle(office: Office, t: Texts, idle: Idle) -> list[Markup]:
    """The same in words; none where there are none."""
    usual, numbers = office.settings.quota, office.settings.quota.units
    lines = [words.renamed_quota(t, old, now, number=numbers[old]) for old, now in idle.renamed.items()]
    if idle.lost:
        lines.append(words.idle_quota(t, idle.lost, part_time=usual.part_time, full_time=usual.full_time))
    return lines


async def mind_quota(office: Office, work: Work) -> None:
    """At start: units of the settings to which nobody belongs. The log says so each time, the administrators hear of it once."""
    numbers = office.settings.quota.units
    idle = idle_units(numbers, work.directory.people)
    told = set(json.loads(await work.get_meta(_TOLD) or "[]"))
    if idle:
        _log.warning("quota.idle", units=len(idle))
    if told != set(idle):
        await work.set_meta(_TOLD, json.dumps(sorted(idle), ensure_ascii=False))
    if set(idle) - told:
        renamed = followed_units(numbers, work.directory.former_units, work.directory.people)
        left = Idle({unit: n for unit, n in idle.items() if unit not in renamed}, renamed)
        await tell_administrators(
            office, work, lambda t: Message(Markup("\n").join(render_idle(office, t, left)))
        )
