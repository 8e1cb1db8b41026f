"""Strangers: /start, requests to join and their decision, the answer to whatever else they send; links are in enrolment.py."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.desk.common import living, menus
from bot.desk.common.audience import administrators, texts_at
from bot.desk.common.office import Office, Scene, Toast, answer, answer_privately, open_button
from bot.desk.common.slots import Slot, slot_name
from bot.desk.people import enrolment
from bot.errors import BadInput, NotFound, Refusal
from bot.model import Chat, DraftKind, Employment, JoinRequest, Message, Person, PersonState, Role
from bot.rules.names import split_unit_and_name, squeeze
from bot.rules.rights import Act
from bot.store.work import Work
from bot.views.people import join
from bot.views.people.join import Decision, RequestView

OPEN_LINK = "open"  # the payload of the buttons in groups that open the private chat
SUBJECT = "join"  # in the audit trail
_ASKED, _TOLD = "asked", "told"
_ASKED_FOR = timedelta(hours=1)
_PAUSE = timedelta(minutes=1)


async def start(office: Office, work: Work, scene: Scene, payload: str) -> None:
    """`/start`, with or without an invitation."""
    if not scene.is_private:
        await answer(work, scene, join.render_start_in_group(scene.t, open_button(office, scene.t)))
        return
    if payload and payload != OPEN_LINK:
        try:
            await enrolment.use_invitation(office, work, scene, token=payload)
        except Refusal as refusal:
            # Not raised any further: the chat is open all the same, and the account must be remembered so.
            await answer(work, scene, Message(scene.t(refusal.key, **refusal.fields)))
    elif scene.person is not None:
        await answer(work, scene, join.render_welcome(scene.t, scene.person))
        await menus.publish_menu_for(office, work, scene.person)
    else:
        await answer(work, scene, await _how_to_join(office, work, scene))


async def ask_to_join(office: Office, work: Work, scene: Scene, words: str) -> None:
    """`/join 单位 姓名` in private: a request to the desk; a waiting one is changed, not doubled."""
    if not scene.is_private:
        await answer(work, scene, join.render_join_in_private(scene.t, open_button(office, scene.t)))
    elif scene.person is not None:
        await answer(work, scene, join.render_already_member(scene.t, scene.person))
    elif not words.strip():
        await _remember(work, scene, step=_ASKED)
        await answer(work, scene, join.render_join_form(scene.t))
    else:
        await _request(office, work, scene, words)


async def answer_stranger(office: Office, work: Work, scene: Scene) -> None:
    """Whatever else somebody sends who is not on the roster: how to join, in private, at most once a minute.

    Nothing of it is kept. After a bare `/join` the next line is taken for unit and name.
    """
    draft = await work.drafts.find_about(_remembered(scene))
    if draft is not None:
        age = work.now - draft.updated_at
        if scene.is_private and draft.step == _ASKED and age < _ASKED_FOR and _may_be_names(scene.text):
            await _take_names(office, work, scene)
            return
        if draft.step == _TOLD and age < _PAUSE:
            return
    await _remember(work, scene, step=_TOLD)
    await answer_privately(office, work, scene, await _how_to_join(office, work, scene))


async def decide(office: Office, work: Work, scene: Scene, *, request_id: int, is_passed: bool) -> Toast:
    """`通过` or `拒绝` under a request. The first administrator decides; a later press is told what was decided."""
    admin = scene.check(Act.DECIDE_JOIN)
    request = await work.people.find_request(request_id)
    if request is None:
        raise NotFound("There is no such request any more.")
    if request.state != "open":
        return await _already_decided(work, scene, request)
    view = await view_request(work, request)
    await work.people.decide_request(request.id, passed=is_passed, by=admin.id)
    person = await _pass(office, work, view, by=admin) if is_passed else None
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
    await living.update(
        office,
        work,
        slot_name(Slot.JOIN, request.id),
        lambda t: join.render_request(t, view, decision=decision),
    )
    if person is not None:
        await enrolment.welcome(office, work, person)
        return Toast(scene.t.plain("{person} has joined.", person=person.label))
    t = office.texts(work.directory.languages.get(request.telegram_id))
    await work.outbox.say(Chat(request.telegram_id), join.render_refused(t, request))
    return Toast(scene.t.plain("The request was refused."))


async def view_request(work: Work, request: JoinRequest) -> RequestView:
    """The request with what the roster knows of unit, name and account."""
    same = [
        person
        for person in work.directory.people
        if person.state is not PersonState.REMOVED
        and squeeze(person.unit) == squeeze(request.unit)
        and squeeze(person.name) == squeeze(request.name)
        and person.telegram_id != request.telegram_id
    ]
    former = work.directory.find_any_account(request.telegram_id)
    return RequestView(
        request=request,
        is_new_unit=work.directory.find_unit(request.unit) is None,
        line=next((p for p in same if p.telegram_id is None and p.state is PersonState.ACTIVE), None),
        namesake=next((person for person in same if person.telegram_id is not None), None),
        former=former,
    )


async def _request(office: Office, work: Work, scene: Scene, words: str) -> None:
    """Keeps the request and shows it to the desk groups, or to each administrator where none is bound."""
    unit, name = split_unit_and_name(words, units=[known.name for known in work.directory.units])
    waiting = await work.people.find_open_request(scene.telegram_id)
    if waiting is None:
        request_id = await work.people.add_request(scene.telegram_id, unit=unit, name=name, now=work.now)
    else:
        request_id = waiting.id
        await work.people.change_request(request_id, unit=unit, name=name, now=work.now)
    request = JoinRequest(request_id, scene.telegram_id, unit, name, "open", work.now)
    view = await view_request(work, request)
    for chat in administrators(work):
        message = join.render_request(texts_at(office, work, chat), view)
        await work.outbox.show(slot_name(Slot.JOIN, request_id), chat, message)
    await _remember(work, scene, step=_TOLD)
    sent = join.render_request_sent(scene.t, unit=unit, name=name, is_changed=waiting is not None)
    await answer(work, scene, sent)


async def _take_names(office: Office, work: Work, scene: Scene) -> None:
    """The line after a bare `/join`. One that cannot be read ends the asking, so that nobody is asked for ever."""
    try:
        await _request(office, work, scene, scene.text)
    except BadInput as refusal:
        await _remember(work, scene, step=_TOLD)
        await answer(work, scene, Message(scene.t(refusal.key, **refusal.fields)))


async def _pass(office: Office, work: Work, view: RequestView, *, by: Person) -> Person:
    """The applicant onto the roster: onto the unbound line of that unit and name, else back, else on a new line."""
    request, former = view.request, view.former
    if view.line is not None:
        return await enrolment.bind_account(work, view.line, request.telegram_id, step="join", by=by.id)
    if former is not None and former.state is PersonState.ACTIVE:
        return former  # an invitation was used meanwhile
    unit_id = await work.people.ensure_unit(request.unit)
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


async def _already_decided(work: Work, scene: Scene, request: JoinRequest) -> Toast:
    entries = [
        entry for entry in await work.trail.of(SUBJECT, request.id) if entry.step in ("pass", "refuse")
    ]
    by = entries[-1].person if entries else None
    if request.state == "passed":
        text = scene.t.plain("This request was approved already, by {by}.", by=by or "?")
    else:
        text = scene.t.plain("This request was refused already, by {by}.", by=by or "?")
    return Toast(text, alert=True)


async def _how_to_join(office: Office, work: Work, scene: Scene) -> Message:
    waiting = await work.people.find_open_request(scene.telegram_id)
    t = scene.t if scene.is_private else office.texts(work.directory.languages.get(scene.telegram_id))
    return join.render_how_to_join(t, desk=office.settings.desk.name, waiting=waiting)


async def _remember(work: Work, scene: Scene, *, step: str) -> None:
    """What a stranger was asked or told, and when; one row for each account."""
    await work.drafts.add(
        scene.telegram_id,
        scene.telegram_id,
        kind=DraftKind.JOIN,
        step=step,
        data={},
        now=work.now,
        about=_remembered(scene),
    )


def _remembered(scene: Scene) -> str:
    return f"stranger:{scene.telegram_id}"


def _may_be_names(text: str) -> bool:
    """Whether a text may be the answer to “unit and name”: one short line without a tag."""
    return 0 < len(text.strip()) <= 80 and "\n" not in text.strip() and not text.startswith(("#", "＃", "/"))
