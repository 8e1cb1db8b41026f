"""What the clock causes among papers to read: who is reminded of what, and the list for the writer when the time is over."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import groupby

from bot.desk.common.audience import tell_desk
from bot.desk.common.office import Office
from bot.desk.documents import cards
from bot.model import Circular, Person, PersonState
from bot.store.work import Work
from bot.views.documents import circulars as words

_LISTED_AT_ONCE = 20  # at a tick
_HAD_FOR = timedelta(hours=4)  # who has just got something is not reminded of it at once
_SOON = timedelta(days=1)


def is_reminded(circular: Circular, *, now: datetime) -> bool:
    """Whether people are reminded of it now."""
    is_soon = circular.due_at is not None and circular.due_at <= now + _SOON
    return is_soon or circular.posted_at <= now - _HAD_FOR


async def to_remind(work: Work) -> list[tuple[Person, list[tuple[int, Circular]]]]:
    """Everybody active who has something still to read that they have had for a while, or that is soon due."""
    found = []
    known: dict[int, Circular] = {}
    for person_id, readers in groupby(await work.circulars.unread(), key=lambda reader: reader.person_id):
        person = work.directory.get_person(person_id)
        unread = []
        for reader in readers:
            if reader.circular_id not in known:
                known[reader.circular_id] = await cards.get_circular(work, reader.circular_id)
            if is_reminded(known[reader.circular_id], now=work.now):
                unread.append((reader.id, known[reader.circular_id]))
        if unread and person.state is PersonState.ACTIVE:
            found.append((person, unread))
    return found


async def mind_circulars(office: Office, work: Work) -> None:
    """At every tick: what has come past its time is listed to whoever wrote it, once."""
    for circular in await work.circulars.to_list(work.now, most=_LISTED_AT_ONCE):
        await work.circulars.mark_listed(circular.id, now=work.now)
        await _tell_writer(office, work, circular, await cards.standing_of(work, circular))


async def _tell_writer(office: Office, work: Work, circular: Circular, standing: words.Standing) -> None:
    """The list; to the desk where the writer has left."""
    writer = work.directory.get_person(circular.posted_by)
    if writer.telegram_id is None or writer.state is not PersonState.ACTIVE:
        await tell_desk(office, work, lambda t: words.render_standing(t, circular, standing, is_due=True)[0])
        return
    for message in words.render_standing(office.t_for(writer), circular, standing, is_due=True):
        await work.outbox.tell(writer, message)
