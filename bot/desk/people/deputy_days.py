"""The days of a deputy: how they are set, begin and end, and who hears of it; what is typed and pressed is in deputies.py."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time, timedelta

from bot.desk.common.by_name import copy_mark
from bot.desk.common.office import Office, Scene, answer_privately
from bot.desk.people import enrolment
from bot.errors import BadInput, NotAllowed, WrongState
from bot.model import Chat, Deputy, Message, Person, PersonState
from bot.rules.deputies import Rest, check_days, rest_of
from bot.rules.rights import ADMINS, may_stand_in
from bot.store.repositories.outbox import copy_slot
from bot.store.work import Work
from bot.views.people import deputies as words
from bot.views.people.deputies import Standing

# Who begins to stand in gets what waits for the person: these send it.
AT_BEGIN: list[Callable[[Office, Work, Deputy], Awaitable[None]]] = []
# Who stands in no more keeps nothing outside the chat: these call it back, at the moment that is given or later.
AT_END: list[Callable[[Office, Work, Deputy, datetime], Awaitable[None]]] = []


async def mind(office: Office, work: Work) -> None:
    """At every tick: what has begun is said in the morning, and so is what is over; copies stop at once."""
    changed, known = False, work.directory.deputies
    for each in known:
        standing = standing_of(work, each)
        pair = (each.person_id, each.deputy_id)
        same = [other for other in known if (other.person_id, other.deputy_id) == pair]
        if each.ends_at <= work.now:
            await work.reminders.end_deputy(each.id, by=None, now=work.now)
            changed = True
            if any(other.begins_at == each.ends_at for other in same):
                continue  # the same two go on
            await _stop_copies(work, standing)
            for follow in AT_END:
                await follow(office, work, each, _by_day(office, work))
            for one in (standing.deputy, standing.person):
                message = words.render_over(
                    office.t_for(one), standing, is_deputy=one.id == standing.deputy.id
                )
                await _say_by_day(office, work, one, message)
        elif each.begins_at <= work.now and not each.has_begun:
            goes_on = any(other.ends_at == each.begins_at for other in same)
            if not goes_on and _by_day(office, work) > work.now:
                continue  # not at midnight
            await work.reminders.begin_deputy(each.id)
            changed = True
            if goes_on:
                continue
            await work.outbox.tell(
                standing.deputy, words.render_begun(office.t_for(standing.deputy), standing)
            )
            for begin in AT_BEGIN:
                await begin(office, work, each)
    if changed:
        await work.refresh_directory()


async def _say_by_day(office: Office, work: Work, person: Person, message: Message) -> None:
    """Not at midnight: when the office opens."""
    if person.telegram_id is None or person.state is not PersonState.ACTIVE:
        return
    await work.outbox.say(Chat(person.telegram_id), message, send_at=_by_day(office, work))


def _by_day(office: Office, work: Work) -> datetime:
    opens = datetime.combine(office.today(work.now), office.settings.desk.day_start, tzinfo=office.zone)
    return max(opens.astimezone(UTC), work.now)


async def set_days(
    office: Office,
    work: Work,
    scene: Scene,
    principal: Person,
    deputy: Person,
    first: date,
    last: date,
    *,
    is_sure: bool = False,
) -> None:
    """The deputy stands in from that day to that one; what is set for some of them already is replaced only where `is_sure`."""
    actor = scene.actor
    check_may(actor, principal, deputy)
    first, last = check_days(first, last, today=office.today(work.now))
    begins_at, ends_at = _span(office, first, last)
    others = [
        each
        for each in work.directory.deputies
        if each.person_id == principal.id
        and each.begins_at < ends_at
        and begins_at < each.ends_at
        and each.ends_at > work.now
    ]
    if any((each.deputy_id, each.first, each.last) == (deputy.id, first, last) for each in others):
        raise WrongState("This is set already. Nothing was changed; /deputy shows it.")
    if others and not is_sure:
        question = words.render_replace(
            scene.own_t,
            principal,
            deputy,
            first=first,
            last=last,
            others=[
                (standing_of(work, each), _rest_of(each, deputy, first, last, now=work.now))
                for each in others
            ],
        )
        await answer_privately(office, work, scene, question)
        return
    for each in others:
        await _make_room(
            office, work, each, _rest_of(each, deputy, first, last, now=work.now), by=actor, to=deputy
        )
    deputy_row = await work.reminders.add_deputy(
        principal.id,
        deputy_id=deputy.id,
        first=first,
        last=last,
        begins_at=max(begins_at, work.now),
        ends_at=ends_at,
        set_by=actor.id,
        now=work.now,
    )
    if begins_at <= work.now:
        await work.reminders.begin_deputy(deputy_row)
    await work.refresh_directory()
    await _record(work, deputy_row, step="deputy_set", by=actor.id, standing=(principal, deputy, first, last))
    added = next(each for each in work.directory.deputies if each.id == deputy_row)
    standing = standing_of(work, added)
    is_away = any(
        each.person_id == deputy.id and each.begins_at < ends_at and begins_at < each.ends_at
        for each in work.directory.deputies
    )
    done = words.render_set(
        scene.own_t, standing, by=actor, is_reachable=work.directory.is_open(deputy), is_away=is_away
    )
    await answer_privately(office, work, scene, done)
    await work.outbox.tell(deputy, words.render_set_to_deputy(office.t_for(deputy), standing, by=actor))
    if principal.id != actor.id:
        await work.outbox.tell(principal, words.render_set_for(office.t_for(principal), standing, by=actor))
    if begins_at <= work.now:
        for begin in AT_BEGIN:
            await begin(office, work, added)


def _rest_of(each: Deputy, deputy: Person, first: date, last: date, *, now: datetime) -> Rest:
    is_same, has_begun = each.deputy_id == deputy.id, each.begins_at <= now
    return rest_of(each.first, each.last, since=first, until=last, is_same=is_same, has_begun=has_begun)


async def _make_room(office: Office, work: Work, each: Deputy, rest: Rest, *, by: Person, to: Person) -> None:
    """Somebody else, `to`, stands in on some of these days: the others stay as they were set."""
    if rest == (None, None):
        await end(office, work, each, by=by, is_replaced=each.deputy_id == to.id)
        return
    kept = [days for days in rest if days is not None]
    before = standing_of(work, each)
    if rest.before is not None:
        await work.reminders.shorten_deputy(
            each.id, last=rest.before[1], ends_at=_span(office, *rest.before)[1]
        )
    else:
        await work.reminders.end_deputy(each.id, by=by.id, now=work.now)
    if rest.after is not None:
        begins_at, ends_at = _span(office, *rest.after)
        await work.reminders.add_deputy(
            each.person_id,
            deputy_id=each.deputy_id,
            first=rest.after[0],
            last=rest.after[1],
            begins_at=begins_at,
            ends_at=ends_at,
            set_by=each.set_by,
            now=work.now,
        )
    await work.refresh_directory()
    people = (before.person, before.deputy)
    for first, last in kept:
        await _record(work, each.id, step="deputy_set", by=by.id, standing=(*people, first, last))
    if each.deputy_id not in (by.id, to.id):
        await work.outbox.tell(
            before.deputy, words.render_changed(office.t_for(before.deputy), before, kept, by=by)
        )


def _span(office: Office, first: date, last: date) -> tuple[datetime, datetime]:
    """From the first moment of the first day to the last of the last one."""
    begins_at, ends_at = (
        datetime.combine(day, time(), tzinfo=office.zone).astimezone(UTC)
        for day in (first, last + timedelta(days=1))
    )
    return begins_at, ends_at


async def end(office: Office, work: Work, each: Deputy, *, by: Person, is_replaced: bool = False) -> None:
    """It is over now; both hear of it but who ended it, and a deputy whose days are only changed."""
    standing = standing_of(work, each)
    if not await _take_end(office, work, each, standing, by=by.id, is_replaced=is_replaced):
        return
    for one in (standing.deputy, standing.person):
        if one.id != by.id and not is_replaced:
            is_deputy = one.id == standing.deputy.id
            message = words.render_ended(office.t_for(one), standing, by=by, is_deputy=is_deputy)
            await work.outbox.tell(one, message)


async def _take_end(
    office: Office, work: Work, each: Deputy, standing: Standing, *, by: int | None, is_replaced: bool = False
) -> bool:
    """It is over, and so is what came of it; False where it was over before."""
    if not await work.reminders.end_deputy(each.id, by=by, now=work.now):
        return False
    await _stop_copies(work, standing)
    await work.refresh_directory()
    if not is_replaced:  # else the same two go on, on other days
        for follow in AT_END:
            await follow(office, work, each, work.now)
    days = (standing.person, standing.deputy, each.first, each.last)
    await _record(work, each.id, step="deputy_end", by=by, standing=days)
    return True


async def _end_where_impossible(office: Office, work: Work, now: Person, by: Person | None) -> None:
    """Whoever is here no more, or may not see as much, stands in for nobody and has nobody; the other one hears so."""
    for each in work.directory.deputies:
        standing = standing_of(work, each)
        if now.id not in (each.person_id, each.deputy_id) or each.ends_at <= work.now:
            continue
        is_here = all(one.state is PersonState.ACTIVE for one in (standing.person, standing.deputy))
        if is_here and may_stand_in(standing.deputy.role, for_role=standing.person.role):
            continue
        if not await _take_end(office, work, each, standing, by=by.id if by else None):
            continue
        other = standing.person if now.id == each.deputy_id else standing.deputy
        message = words.render_impossible(
            office.t_for(other), standing, is_deputy=other.id == standing.deputy.id
        )
        await work.outbox.tell(other, message)


async def _stop_copies(work: Work, standing: Standing) -> None:
    """What has not left for the deputy stays here, and what stands there changes no more."""
    account = standing.deputy.telegram_id
    if account is not None:
        about, slots = copy_mark(standing.person.id), copy_slot("%", standing.person.id)
        await work.outbox.drop_copies(account, about=about, slots=slots)


def check_may(actor: Person, principal: Person, deputy: Person) -> None:
    """NotAllowed or BadInput where the actor may not set this deputy for that person."""
    if principal.id != actor.id and actor.role not in ADMINS:
        raise NotAllowed(
            "You can name somebody who stands in for you; for others an administrator does. Nothing was changed."
        )
    if principal.id == deputy.id:
        raise BadInput("Nobody stands in for themselves. Please name a colleague; nothing was changed.")
    if deputy.state is not PersonState.ACTIVE or not may_stand_in(deputy.role, for_role=principal.role):
        raise NotAllowed(
            "{name} cannot stand in here: it must be somebody who may see as much, such as a colleague with the same role. "
            "Nothing was changed.",
            name=deputy.name,
        )


def standing_of(work: Work, each: Deputy) -> Standing:
    """As it is shown, with the two people."""
    person, deputy = work.directory.get_person(each.person_id), work.directory.get_person(each.deputy_id)
    return Standing(each.id, person, deputy, each.first, each.last, each.begins_at <= work.now)


async def _record(
    work: Work, deputy_id: int, *, step: str, by: int | None, standing: tuple[Person, Person, date, date]
) -> None:
    principal, deputy, first, last = standing
    after = {
        "person": principal.id,
        "deputy": deputy.id,
        "first": first.isoformat(),
        "last": last.isoformat(),
    }
    await work.trail.record("deputy", deputy_id, step=step, person_id=by, now=work.now, after=after)


enrolment.AT_CHANGE.append(_end_where_impossible)
