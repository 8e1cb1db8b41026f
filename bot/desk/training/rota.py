"""`/rotation`: the rota with what each can do, and what stands behind the command; the week's post of who comes."""

from __future__ import annotations

from datetime import date, timedelta

from markupsafe import Markup

from bot.desk.common.office import Office, Scene, answer
from bot.desk.training import periods, plans, requests
from bot.locale.texts import Texts
from bot.model import Keyboard, PersonState, PlaceRequest, Role
from bot.rules.periods import week_days
from bot.rules.rights import Act, may
from bot.rules.training import calls_off, is_request
from bot.store.work import Work
from bot.views.training import rota as words
from bot.views.training.requests import own_wish, withdraw_button
from bot.views.training.rotations import Stay

_WEEK = timedelta(days=7)
_KEPT_IN_VIEW = timedelta(days=366)  # one's own assessments


async def command(office: Office, work: Work, scene: Scene, *, typed: str) -> None:
    """The rota, a request for a place (申请), or a period to be planned."""
    scene.check(Act.ROTATION)
    asks, rest = is_request(typed)
    if asks:
        await requests.ask(office, work, scene, typed=rest)
    elif (name := calls_off(rest)) is not None:
        await _call_off(office, work, scene, name)
    elif rest:
        await plans.plan_typed(office, work, scene, typed=rest)
    else:
        await show(office, work, scene)


async def _call_off(office: Office, work: Work, scene: Scene, name: str) -> None:
    """`/rotation 姓名 取消`: their only period that is not over is asked about at once; of several, which."""
    scene.check(Act.PLAN_ROTATION)
    trainee = plans.named(work, name)
    today = office.today(work.now)
    standing = [
        each
        for each in await work.training.between(today, periods.LAST_DAY)
        if each.person_id == trainee.id and each.is_on and each.assessment is None
    ]
    if len(standing) == 1:
        await periods.press_call_off(office, work, scene, rotation_id=standing[0].id, is_sure=False)
        return
    stays = [periods.stay_of(office, work, each) for each in standing]
    await answer(work, scene, words.render_call_off_which(scene.t, stays, who=trainee.label, today=today))


async def show(office: Office, work: Work, scene: Scene) -> None:
    """This month's and what lies ahead; in private with one's own buttons, for editors with those of the desk."""
    person, today = scene.actor, office.today(work.now)
    month_begins = today.replace(day=1)
    found = [
        periods.stay_of(office, work, each)
        for each in await work.training.between(today - _KEPT_IN_VIEW, periods.LAST_DAY)
    ]
    in_view = [each for each in found if each.rotation.last >= month_begins]
    mine = [each for each in found if each.rotation.person_id == person.id]
    own = [each for each in mine if each in in_view or each.rotation.assessment is not None]
    others = [each for each in in_view if each.rotation.person_id != person.id]
    may_plan = may(scene.role, Act.PLAN_ROTATION, scene.where)
    asked = (
        [
            (each, work.directory.get_person(each.person_id).label)
            for each in await work.training.open_requests()
        ]
        if may_plan
        else []
    )
    is_own = scene.is_private and scene.role is Role.MEMBER
    wish = await work.training.open_request_of(person.id) if is_own else None
    keyboard: Keyboard = words.desk_buttons(scene.t, in_view, asked, today=today) if may_plan else ()
    if is_own:
        keyboard = _own_buttons(scene, own, today, wish=wish)
    for message in words.render_rota(
        scene.t,
        own=own,
        others=others,
        requests=asked,
        keyboard=keyboard,
        today=today,
        may_plan=may_plan,
        wish=own_wish(scene.t, wish) if wish else None,
    ):
        await answer(work, scene, message)


def _own_buttons(scene: Scene, own: list[Stay], today: date, *, wish: PlaceRequest | None) -> Keyboard:
    rows = [row for each in own if (row := words.own_buttons(scene.t, each, today=today))]
    is_coming = any(each.rotation.last >= today for each in own)
    if wish is not None:
        rows.append((withdraw_button(scene.t, wish),))
    elif not is_coming:
        rows.append((words.ask_button(scene.t),))
    return tuple(rows)


async def week_lines(office: Office, work: Work, t: Texts, period: str) -> list[Markup]:
    """Who comes in the week after the one written 2026-W23: whoever has a working day in it. Nothing where nobody does."""
    first, last = (day + _WEEK for day in week_days(period))
    days = [first + timedelta(days=n) for n in range(7)]
    comers = [
        periods.stay_of(office, work, each)
        for each in await work.training.between(first, last)
        if work.directory.get_person(each.person_id).state is PersonState.ACTIVE
        and any(each.first <= day <= each.last and office.calendar.is_workday(day) for day in days)
    ]
    return words.week_lines(t, comers, first=first, last=last)
