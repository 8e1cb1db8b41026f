"""What /today says of training: to confirm, to answer, to assess; for the desk who asks for a place."""

from __future__ import annotations

from bot.desk.common.office import Office
from bot.desk.training import periods
from bot.locale.texts import Texts
from bot.model import Person, Role, Rotation, RotationState, Swap
from bot.rules.rights import EDITORS
from bot.store.work import Work
from bot.views.common.waiting import Waiting
from bot.views.training import waiting as words


async def own(office: Office, work: Work, t: Texts, person: Person) -> list[Waiting]:
    """The person's periods to confirm, and swaps that wait for their answer."""
    if person.role is not Role.MEMBER:
        return []
    mine, asked = await unconfirmed_of(office, work, person), await swaps_asked_of(work, person)
    return [
        *words.to_confirm(t, [periods.stay_of(office, work, each) for each in mine]),
        *words.to_answer(t, [(each.id, work.directory.get_person(each.asked_by).label) for each in asked]),
    ]


async def unconfirmed_of(office: Office, work: Work, person: Person) -> list[Rotation]:
    """The person's periods that they have not confirmed."""
    standing = await work.training.between(office.today(work.now), periods.LAST_DAY)
    return [each for each in standing if each.person_id == person.id and each.state is RotationState.PLANNED]


async def swaps_asked_of(work: Work, person: Person) -> list[Swap]:
    """Who asks the person to change periods."""
    return [each for each in await work.training.open_swaps() if each.asked_of == person.id]


async def to_assess(office: Office, work: Work, t: Texts, person: Person) -> list[Waiting]:
    """The assessments that are owed: the mentor's own; those without a mentor every editor's."""
    owed = [
        each
        for each in await work.training.owed()
        if each.mentor_id == person.id or (each.mentor_id is None and person.role in EDITORS)
    ]
    return words.to_assess(t, [periods.stay_of(office, work, each) for each in owed])


async def requests(office: Office, work: Work, t: Texts, person: Person) -> list[Waiting]:
    """Who asks for a place."""
    asked = await work.training.open_requests()
    return words.requests(t, [(each, work.directory.get_person(each.person_id).label) for each in asked])
