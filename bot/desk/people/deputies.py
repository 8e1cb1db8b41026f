"""`/deputy` (A/B 角): who stands in for whom, typed and pressed; the days are in deputy_days.py, copies in common/by_name.py."""

from __future__ import annotations

from datetime import date

from bot.desk.common.office import Office, Scene, Toast, answer_privately
from bot.desk.common.slots import Slot, slot_name
from bot.desk.people.deputy_days import check_may, end, set_days, standing_of
from bot.desk.people.finding import near_to, present
from bot.errors import BadInput, NotAllowed, NotFound, WrongState
from bot.model import Chat, Deputy, Message, Person
from bot.rules.deputies import Asked, check_days, read_deputy
from bot.rules.rights import ADMINS, Act, may_stand_in
from bot.store.work import Work
from bot.views.people import deputies as words

_SLOT = slot_name(Slot.DEPUTIES, "own")
_MOST_OFFERED = 8


async def command(office: Office, work: Work, scene: Scene, *, typed: str) -> None:
    """`/deputy 姓名 2026-06-01 2026-06-15`; alone it shows who stands in for whom."""
    person = scene.check(Act.DEPUTY)
    if not typed.strip():
        await show(office, work, scene)
        return
    asked = read_deputy(typed, today=office.today(work.now), zone=office.zone, calendar=office.calendar)
    if asked.is_cancel:
        await _cancel(office, work, scene, asked)
        return
    if not asked.names:
        raise BadInput(
            "Who is to stand in? Write a name and two days, as /deputy shows. Nothing was changed."
        )
    principal, meant = _meant(work, person, asked)
    if len(meant) != 1 or not _is_exact(work, meant[0], asked):
        meant = [
            each
            for each in meant
            if each.id != principal.id and may_stand_in(each.role, for_role=principal.role)
        ]
        if not meant:
            raise NotFound(
                "Nobody on the roster who can stand in is called “{name}”. Nothing was changed; /deputy shows colleagues.",
                name="".join(asked.names)[:40],
            )
        choice = words.render_meant(
            scene.own_t, principal, meant[:_MOST_OFFERED], first=asked.first, last=asked.last
        )
        await answer_privately(office, work, scene, choice)
        return
    await _ask_or_set(office, work, scene, principal, meant[0], asked.first, asked.last)


async def show(office: Office, work: Work, scene: Scene) -> None:
    """`/deputy` alone: at the end of the private chat; the one before goes, since it would show the same."""
    person = scene.check(Act.DEPUTY)
    await work.outbox.take_away(_SLOT, Chat(scene.telegram_id))
    await answer_privately(office, work, scene, _overview(office, work, scene, person), slot=_SLOT)


def _overview(office: Office, work: Work, scene: Scene, person: Person) -> Message:
    standing = [standing_of(work, each) for each in work.directory.deputies if each.ends_at > work.now]
    return words.render_overview(
        scene.own_t,
        mine=[each for each in standing if each.person.id == person.id],
        others=[each for each in standing if each.deputy.id == person.id],
        person=person,
        colleagues=_colleagues(work, person),
        today=office.today(work.now),
    )


def _colleagues(work: Work, person: Person) -> list[Person]:
    """Who is offered by button: people of the unit, else of the same role."""
    able = [
        each
        for each in work.directory.active()
        if each.id != person.id and may_stand_in(each.role, for_role=person.role)
    ]
    near = [each for each in able if each.unit_id == person.unit_id]
    same = [each for each in able if each.role is person.role]
    return (near or (same if len(same) <= _MOST_OFFERED else []))[:_MOST_OFFERED]


async def press_choose(
    office: Office, work: Work, scene: Scene, *, person_id: int, deputy_id: int
) -> Toast | None:
    """A colleague under a bare `/deputy`: asks for how long."""
    scene.check(Act.DEPUTY)
    principal, deputy = _pair(work, person_id, deputy_id)
    await _ask_or_set(office, work, scene, principal, deputy, None, None)
    return None


async def press_set(
    office: Office,
    work: Work,
    scene: Scene,
    *,
    person_id: int,
    deputy_id: int,
    first: str | None,
    last: str | None,
    is_sure: bool = False,
) -> Toast | None:
    """The days under a name; `is_sure`: what overlaps is replaced."""
    scene.check(Act.DEPUTY)
    principal, deputy = _pair(work, person_id, deputy_id)
    try:
        days = [date.fromisoformat(day or "") for day in (first, last)]
    except ValueError:
        raise BadInput("This button is out of date. Please send the command again.") from None
    await set_days(office, work, scene, principal, deputy, days[0], days[1], is_sure=is_sure)
    return None


async def press_end(office: Office, work: Work, scene: Scene, *, deputy_id: int) -> Toast:
    """`取消` by the person or an administrator, `不便代理` by the deputy."""
    person = scene.check(Act.DEPUTY)
    found = next((each for each in work.directory.deputies if each.id == deputy_id), None)
    if found is None or found.ends_at <= work.now:
        raise WrongState("This is over already. Nothing was changed.")
    _check_steers(person, found)
    await end(office, work, found, by=person)
    standing = standing_of(work, found)
    await work.outbox.show(_SLOT, Chat(scene.telegram_id), _overview(office, work, scene, person))
    await answer_privately(office, work, scene, words.render_ended_by_you(scene.own_t, standing, by=person))
    return scene.toast(lambda t: t.plain("Cancelled."))


async def _ask_or_set(
    office: Office,
    work: Work,
    scene: Scene,
    principal: Person,
    deputy: Person,
    first: date | None,
    last: date | None,
) -> None:
    check_may(scene.actor, principal, deputy)
    today = office.today(work.now)
    if first is None:
        question = words.render_how_long(scene.own_t, principal, deputy, today=today)
        await answer_privately(office, work, scene, question)
    elif last is None:
        check_days(first, first, today=today)
        question = words.render_one_day(scene.own_t, principal, deputy, day=first, today=today)
        await answer_privately(office, work, scene, question)
    else:
        await set_days(office, work, scene, principal, deputy, first, last)


async def _cancel(office: Office, work: Work, scene: Scene, asked: Asked) -> None:
    """`/deputy 李四 取消`, `/deputy 取消`: the one that is meant, or the list where it is not clear which."""
    person = scene.actor
    name = "".join(asked.names)
    own = [
        each
        for each in work.directory.deputies
        if person.id in (each.person_id, each.deputy_id) and each.ends_at > work.now
    ]
    named = {each.id for each in work.directory.named(name)} if name else set()
    meant = [each for each in own if not name or named & {each.person_id, each.deputy_id}]
    if len(meant) != 1:
        await show(office, work, scene)
        return
    await end(office, work, meant[0], by=person)
    standing = standing_of(work, meant[0])
    await answer_privately(office, work, scene, words.render_ended_by_you(scene.own_t, standing, by=person))


def _meant(work: Work, person: Person, asked: Asked) -> tuple[Person, list[Person]]:
    """For whom, and who may be meant: one name stands in for who writes it; of two, the second for the first."""
    whole = "".join(asked.names)
    if found := work.directory.named(whole):
        return person, found
    for cut in range(1, len(asked.names)):
        before, behind = (
            work.directory.named("".join(part)) for part in (asked.names[:cut], asked.names[cut:])
        )
        if len(before) == 1 and behind:
            return before[0], behind
    return person, near_to(work, whole) or _alike(work, whole)


def _alike(work: Work, name: str) -> list[Person]:
    """One character of a name may be another one."""
    return [
        each
        for each in present(work)
        if len(each.name) == len(name) > 1 and sum(a != b for a, b in zip(each.name, name, strict=True)) == 1
    ]


def _is_exact(work: Work, person: Person, asked: Asked) -> bool:
    tails = ["".join(asked.names[cut:]) for cut in range(len(asked.names))]
    return any(person in work.directory.named(tail) for tail in tails)


def _check_steers(person: Person, each: Deputy) -> None:
    if person.id not in (each.person_id, each.deputy_id) and person.role not in ADMINS:
        raise NotAllowed("Only the two of them or an administrator can end this. Nothing was changed.")


def _pair(work: Work, person_id: int, deputy_id: int) -> tuple[Person, Person]:
    """BadInput where a button's data was altered."""
    known = {each.id: each for each in present(work)}
    if person_id not in known or deputy_id not in known:
        raise BadInput("This button is out of date. Please send the command again.")
    return known[person_id], known[deputy_id]
