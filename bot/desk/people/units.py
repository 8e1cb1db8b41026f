"""A unit that somebody typed: the roster's own, or a question which one is meant; a new one is made only on a yes.

What the settings give units by name (`quota.units`) is looked after here, too: a unit that is called otherwise loses it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum

from markupsafe import Markup

from bot.desk.common import conversations
from bot.desk.common.audience import tell_administrators
from bot.desk.common.office import Office, Scene
from bot.locale.texts import Texts
from bot.logs import get_logger
from bot.model import DraftKind, Message, Unit
from bot.rules.names import find_alike
from bot.rules.quota import idle_units
from bot.store.directory import Directory
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


def newly_idle(office: Office, before: Directory, now: Directory) -> dict[str, int]:
    """The settings' units that lost their last person by a change of the roster, with their items a month."""
    numbers = office.settings.quota.units
    known = idle_units(numbers, before.people)
    return {unit: n for unit, n in idle_units(numbers, now.people).items() if unit not in known}


def render_idle(office: Office, t: Texts, idle: Mapping[str, int]) -> list[Markup]:
    """The same in words; none where there are none."""
    usual = office.settings.quota
    if not idle:
        return []
    return [words.idle_quota(t, idle, part_time=usual.part_time, full_time=usual.full_time)]


async def mind_quota(office: Office, work: Work) -> None:
    """At start: units of the settings to which nobody belongs. The log says so each time, the administrators hear of it once."""
    idle = idle_units(office.settings.quota.units, work.directory.people)
    told = set(json.loads(await work.get_meta(_TOLD) or "[]"))
    if idle:
        _log.warning("quota.idle", units=len(idle))
    if told != set(idle):
        await work.set_meta(_TOLD, json.dumps(sorted(idle), ensure_ascii=False))
    if set(idle) - told:
        await tell_administrators(office, work, lambda t: Message(render_idle(office, t, idle)[0]))
