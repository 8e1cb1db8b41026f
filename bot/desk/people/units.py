"""A unit that somebody typed: the roster's own, or a question which one is meant; a new one is made only on a yes."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from bot.desk.common import conversations
from bot.desk.common.office import Scene
from bot.model import DraftKind, Unit
from bot.rules.names import find_alike
from bot.store.work import Work
from bot.views.people import units as words


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
