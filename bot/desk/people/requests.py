"""A request to join at the desk: who sees it, what they should know, what is decided of it; asking is in join.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.desk.common import living, menus
from bot.desk.common.audience import desks_and_administrators, texts_at
from bot.desk.common.office import Office, Scene, Toast
from bot.desk.common.slots import Slot, slot_name
from bot.desk.people import enrolment, units
from bot.errors import BadInput, NotFound
from bot.locale.texts import Texts
from bot.model import Chat, Employment, JoinRequest, Message, Person, PersonState, Role
from bot.rules.names import squeeze
from bot.rules.rights import ADMINS, Act
from bot.rules.states import UNDO_WITHIN
from bot.store.work import Work
from bot.views.people import requests as words
from bot.views.people.requests import Decision, RequestView

SUBJECT = "join"  # in the audit trail


async def show_request(office: Office, work: Work, request: JoinRequest) -> None:
    """Shows it in the desk groups and to each administrator in private: one living message in several places."""
    render = _open_card(work, request)
    for chat in desks_and_administrators(work):
        is_group = chat.chat_id < 0
        await work.outbox.show(
            _slot(request.id), chat, render(texts_at(office, work, chat), in_group=is_group)
        )


async def decide(
    office: Office, work: Work, scene: Scene, *, request_id: int, is_passed: bool, as_whom: str | None = None
) -> Toast:
    """`通过` or `拒绝` under a request. The first administrator decides; a later press is told what was decided.

    Where unit and name are on the roster with another account, 通过 asks first: `同一人，换新账号` (`as_whom` is the person's
    id) or `另一人` (`words.ANOTHER`).
    """
    admin = scene.check(Act.DECIDE_JOIN)
    request = await get_request(work, request_id)
    if request.state != "open":
        return await _already_decided(work, scene, request)
    view = view_request(work, request)
    if is_passed and as_whom is None and view.line is None and view.holders:
        await living.update(
            office, work, _slot(request.id), lambda t: words.render_request(t, view, asks_whom=True)
        )
        return scene.toast(
            lambda t: t.plain(
                "{person} is on the roster with another account: the same person?",
                person=view.holders[0].label,
            ),
            alert=True,
        )
    same = _same_person(view, as_whom)
    await work.people.decide_request(request.id, passed=is_passed, by=admin.id)
    person: Person | None = None
    if same is not None:
        person = await _change_account(office, work, same, request.telegram_id, by=admin)
    elif is_passed:
        person = await _pass(office, work, view, by=admin)
    await work.trail.record(
        SUBJECT,
        request.id,
        step="pass" if is_passed else "refuse",
        person_id=admin.id,
        now=work.now,
        before={"unit": request.unit, "name": request.name, "telegram_id": request.telegram_id},
        after={"person_id": person.id} if person else None,
    )
    decision = Decision(is_passed, admin.name, work.now, person)
    can_undo = same is None and not (is_passed and person == view.former)
    if can_undo:
        await _remember(work, view, person, by=admin)
    await _show_decision(office, work, view, decision, can_undo=can_undo)
    if person is not None:
        await enrolment.welcome(office, work, person)
        if same is not None:
            return scene.toast(
                lambda t: t.plain("{person} uses the new account from now on.", person=person.label)
            )
        return scene.toast(lambda t: t.plain("{person} has joined.", person=person.label))
    t = office.texts(work.directory.languages.get(request.telegram_id))
    await work.outbox.say(Chat(request.telegram_id), words.render_refused(t, request))
    return scene.toast(lambda t: t.plain("The request was refused."))


async def _remember(work: Work, view: RequestView, person: Person | None, *, by: Person) -> None:
    """What 撤销 brings back: the line of the roster that the request changed, as it was (None: it has made it)."""
    was = view.line or view.former if person is not None else None
    lost = view.former if view.line is not None and view.former is not None else None
    before = {
        "person_id": person.id if person is not None else None,
        "was": enrolment.snapshot(was) if was is not None else None,
        "former_id": lost.id if lost is not None and person is not None else None,
    }
    await work.undos.save(SUBJECT, view.request.id, person_id=by.id, before=before, now=work.now)


async def _show_decision(
    office: Office, work: Work, view: RequestView, decision: Decision, *, can_undo: bool
) -> None:
    """Wherever the request stands: what was decided, with 撤销 for ten minutes."""
    slot = _slot(view.request.id)
    await living.update(
        office, work, slot, lambda t: words.render_request(t, view, decision=decision, can_undo=can_undo)
    )
    if can_undo:
        await living.update_later(
            office,
            work,
            slot,
            lambda t: words.render_request(t, view, decision=decision),
            send_at=work.now + UNDO_WITHIN,
        )


async def correct_unit(
    office: Office, work: Work, scene: Scene, *, request_id: int, unit_id: int
) -> Toast | None:
    """A unit's button under a request that names a new one: the request names that unit from now on."""
    admin = scene.check(Act.DECIDE_JOIN)
    request = await get_request(work, request_id)
    if request.state != "open":
        return await _already_decided(work, scene, request)
    unit = next((unit for unit in work.directory.units if unit.id == unit_id), None)
    if unit is None:
        raise BadInput("This button is out of date. Please send the command again.")
    await work.people.change_request(request.id, unit=unit.name, name=request.name, now=request.asked_at)
    await work.trail.record(
        SUBJECT,
        request.id,
        step="unit",
        person_id=admin.id,
        now=work.now,
        before={"unit": request.unit},
        after={"unit": unit.name},
    )
    await show_request(office, work, replace(request, unit=unit.name))
    return scene.toast(lambda t: t.plain("The request now names {unit}.", unit=unit.name))


def view_request(work: Work, request: JoinRequest) -> RequestView:
    """The request with what the roster knows of unit, name and account."""
    same = [
        person
        for person in work.directory.people
        if person.state is not PersonState.REMOVED
        and squeeze(person.unit) == squeeze(request.unit)
        and squeeze(person.name) == squeeze(request.name)
        and person.telegram_id != request.telegram_id
    ]
    is_new_unit = work.directory.find_unit(request.unit) is None
    return RequestView(
        request=request,
        is_new_unit=is_new_unit,
        alike=tuple(units.alike(work, request.unit)) if is_new_unit else (),
        line=next((p for p in same if p.telegram_id is None and p.state is PersonState.ACTIVE), None),
        namesake=next((person for person in same if person.telegram_id is not None), None),
        holders=tuple(
            person
            for person in same
            if person.telegram_id is not None
            and person.state is PersonState.ACTIVE
            and person.role is not Role.OWNER  # the settings say whose account is an owner's
        ),
        former=work.directory.find_any_account(request.telegram_id),
    )


def _open_card(work: Work, request: JoinRequest) -> Callable[..., Message]:
    view = view_request(work, request)
    deciders = [person.name for person in work.directory.with_role(*ADMINS) if person.telegram_id is not None]

    def render(t: Texts, *, in_group: bool) -> Message:
        return words.render_request(t, view, deciders=deciders if in_group else ())

    return render


def _slot(request_id: int) -> str:
    return slot_name(Slot.JOIN, request_id)


async def get_request(work: Work, request_id: int) -> JoinRequest:
    """A request. NotFound where there is none such."""
    request = await work.people.find_request(request_id)
    if request is None:
        raise NotFound("There is no such request any more.")
    return request


async def _pass(office: Office, work: Work, view: RequestView, *, by: Person) -> Person:
    """The applicant onto the roster: onto the unbound line of that unit and name, else back, else on a new line."""
    request, former = view.request, view.former
    if view.line is not None:
        return await enrolment.bind_account(work, view.line, request.telegram_id, step="join", by=by.id)
    if former is not None and former.state is PersonState.ACTIVE:
        return former  # an invitation was used meanwhile
    unit_id = await units.id_of(work, request.unit)
    today = office.today(work.now)
    if former is not None:
        person_id = former.id
        # Whoever was an editor or administrator before does not become one again by a request.
        await work.people.save(
            replace(
                former,
                name=request.name,
                unit_id=unit_id,
                role=Role.MEMBER,
                state=PersonState.ACTIVE,
                joined_on=today,
                left_on=None,
            )
        )
    else:
        person_id = await work.people.add(
            name=request.name,
            unit_id=unit_id,
            role=Role.MEMBER,
            employment=Employment.PART_TIME,
            joined_on=today,
            telegram_id=request.telegram_id,
            language=work.directory.languages.get(request.telegram_id),
        )
    person = await enrolment.admit(work, person_id)
    before = enrolment.snapshot(former) if former else None
    after = enrolment.snapshot(person)
    await work.trail.record(
        "person", person.id, step="join", person_id=by.id, now=work.now, before=before, after=after
    )
    return person


def _same_person(view: RequestView, as_whom: str | None) -> Person | None:
    """Who asks with a new account. BadInput where that person is no longer one of those whom the button named."""
    if as_whom in (None, words.ANOTHER):
        return None
    found = next((person for person in view.holders if str(person.id) == as_whom), None)
    if found is None:
        raise BadInput("This button is out of date. Please send the command again.")
    return found


async def _change_account(
    office: Office, work: Work, before: Person, telegram_id: int, *, by: Person
) -> Person:
    """The person keeps items and quota and gets the new account; the old one is nobody's, and hears so."""
    former = before.telegram_id
    assert former is not None
    person = await enrolment.bind_account(work, before, telegram_id, step="account", by=by.id)
    await enrolment.shut_out(office, work, before, person, by=by)
    await work.drafts.hand_over(former, to=telegram_id)
    await work.outbox.say(Chat(former), words.render_account_changed(office.t_for(before)))
    if former in work.directory.open_accounts:
        await menus.publish_menu_at(work, former, role=Role.NOBODY, t=office.t_for(before))
    return person


async def _already_decided(work: Work, scene: Scene, request: JoinRequest) -> Toast:
    entries = [
        entry for entry in await work.trail.of(SUBJECT, request.id) if entry.step in ("pass", "refuse")
    ]
    by = entries[-1].person if entries else None
    if request.state == "passed":
        return scene.toast(
            lambda t: t.plain("This request was approved already, by {by}.", by=by or "?"), alert=True
        )
    return scene.toast(
        lambda t: t.plain("This request was refused already, by {by}.", by=by or "?"), alert=True
    )
