"""`/leave`: a month in which a person owes nothing."""

from __future__ import annotations

from bot.desk.common.office import Office, Scene, answer
from bot.desk.people.finding import find_near
from bot.model import Person
from bot.rules.dates import parse_month
from bot.rules.rights import Act
from bot.store.work import Work
from bot.views.people import members as words

_CANCEL = ("取消", "cancel")


async def give_leave(office: Office, work: Work, scene: Scene, typed: str) -> None:
    """`/leave 姓名 2026-05`, with `取消` behind it to take it back: no quota for that month."""
    scene.check(Act.LEAVE)
    tokens = typed.split()
    is_cancelled = bool(tokens) and tokens[-1].casefold() in _CANCEL
    if is_cancelled:
        tokens.pop()
    if len(tokens) < 2:
        await answer(work, scene, words.render_leave_form(scene.t))
        return
    month = parse_month(tokens.pop(), today=office.today(work.now), future=True)
    name = "".join(tokens)
    found = work.directory.named(name)
    if len(found) != 1:
        near = found or find_near(work, name)
        choice = words.render_choice(scene.t, near, typed=name, month=month, on_leave=not is_cancelled)
        await answer(work, scene, choice)
        return
    await set_leave(office, work, scene, found[0], month=month, on_leave=not is_cancelled)


async def set_leave(
    office: Office, work: Work, scene: Scene, person: Person, *, month: str, on_leave: bool
) -> None:
    """The month off, or not; the person hears of it."""
    await work.people.set_leave(person.id, month=month, on_leave=on_leave)
    await work.refresh_directory()
    await work.trail.record(
        "person",
        person.id,
        step="leave",
        person_id=scene.actor.id,
        now=work.now,
        after={"month": month, "on_leave": on_leave},
    )
    done = words.render_leave(scene.t, person, month=month, on_leave=on_leave)
    await answer(work, scene, done)
    if person.telegram_id != scene.telegram_id:
        t = office.t_for(person)
        await work.outbox.tell(person, words.render_leave(t, person, month=month, on_leave=on_leave))
