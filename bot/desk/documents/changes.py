"""Papers to read after they were sent out: called off, given more time, and what their letter does."""

from __future__ import annotations

from collections.abc import Callable

from bot.desk.common import by_name
from bot.desk.common.letters import Lettered
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.undoing import check_in_time
from bot.desk.documents import cards, reading
from bot.errors import WrongState
from bot.locale.texts import N_, Texts
from bot.model import Circular, Message
from bot.rules.dates import parse_due, parse_extension
from bot.rules.rights import EDITORS, PLANNERS, Act
from bot.store.work import Work
from bot.views.common.choices import Steered, render_how_long
from bot.views.documents import circulars as words

_STEERED_MOST = 20


async def close(office: Office, work: Work, scene: Scene, number: int) -> None:
    """`/close D3`: nobody need read it any more; it can be undone for ten minutes."""
    circular = await _own(work, scene, number, act=Act.CLOSE)
    await work.circulars.close(circular.id, now=work.now)
    await _record(work, scene, circular, step="close")
    closed = await cards.get_circular(work, number)
    unread = await cards.show_to_readers(office, work, closed)
    await cards.show_to_writer(office, work, closed)
    await answer(work, scene, words.render_closed(scene.t, closed, unread=unread))
    await _tell_writer(office, work, scene, closed, words.render_closed_by)


async def reopen(office: Office, work: Work, scene: Scene, *, circular_id: int) -> Toast | None:
    """`撤销` under what was called off."""
    circular = await cards.get_circular(work, circular_id)
    reading.check_steers(scene.check(Act.CLOSE), circular)
    if circular.closed_at is None:
        raise WrongState("{code} is out. Nothing was changed.", code=circular.code)
    check_in_time(
        work,
        circular.closed_at,
        over=N_("{code} was called off more than {minutes} minutes ago. Please send it out anew with /doc"),
        code=circular.code,
    )
    await work.circulars.reopen(circular.id)
    await _record(work, scene, circular, step="reopen")
    opened = await cards.get_circular(work, circular_id)
    await cards.show_to_readers(office, work, opened)
    await cards.show_to_writer(office, work, opened)
    await answer(work, scene, words.render_reopened(scene.t, opened))
    await _tell_writer(office, work, scene, opened, words.render_reopened_by)
    return None


async def extend(office: Office, work: Work, scene: Scene, number: int, raw: str) -> None:
    """`/extend D3 3天`: a later time; one that had none gets it, counted from now."""
    circular = await _own(work, scene, number, act=Act.EXTEND)
    if not raw.strip():
        due_at = circular.due_at or work.now
        await answer(
            work, scene, render_how_long(scene.t, circular.code, title=circular.title, due_at=due_at)
        )
        return
    desk = office.settings.desk
    if circular.due_at is None:
        due_at = parse_due(
            raw, now=work.now, zone=office.zone, calendar=office.calendar, day_end=desk.day_end
        )
    else:
        due_at = parse_extension(
            raw,
            due_at=circular.due_at,
            now=work.now,
            zone=office.zone,
            calendar=office.calendar,
            day_end=desk.day_end,
        )
    await work.circulars.set_due(circular.id, due_at)
    await _record(work, scene, circular, step="extend")
    extended = await cards.get_circular(work, number)
    await cards.show_to_readers(office, work, extended)
    await cards.show_to_writer(office, work, extended)
    unusual = office.unusual(due_at, now=work.now)
    await answer(work, scene, words.render_extended(scene.t, extended, due_at=due_at, unusual=unusual))


async def steered(work: Work, scene: Scene) -> list[Steered]:
    """The open ones that the person may call off or give more time."""
    person = scene.actor
    return [
        Steered(circular.code, circular.title)
        for circular in await work.circulars.open(most=_STEERED_MOST)
        if person.role in EDITORS or circular.posted_by == person.id
    ]


async def _own(work: Work, scene: Scene, number: int, *, act: Act) -> Circular:
    """An open paper that the person may steer. NotFound, NotAllowed or WrongState."""
    person, circular = scene.actor, await cards.get_circular(work, number)
    reading.check_steers(person, circular)
    if person.role in PLANNERS:  # who has lost the role may still steer what they sent out
        scene.check(act)
    if circular.closed_at is not None:
        raise WrongState("{code} is closed already. Nothing was changed.", code=circular.code)
    return circular


async def _tell_writer(
    office: Office,
    work: Work,
    scene: Scene,
    circular: Circular,
    render: Callable[[Texts, Circular, str], Message],
) -> None:
    """A word to who sent it out, where somebody else has steered it."""
    writer = work.directory.get_person(circular.posted_by)
    if writer.id != scene.actor.id:
        await by_name.tell(office, work, writer, render(office.t_for(writer), circular, scene.actor.label))


async def _record(work: Work, scene: Scene, circular: Circular, *, step: str) -> None:
    await work.trail.record("circular", circular.id, step=step, person_id=scene.actor.id, now=work.now)


LETTERED = Lettered("D", open=reading.open_number, close=close, extend=extend, steered=steered)
