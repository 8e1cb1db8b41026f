"""Meetings after they were called: another time or place, or called off; everybody is told, with a new calendar file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from bot.desk.common import by_name, conversations, living
from bot.desk.common.conversations import Conversation
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.secrecy import check_passable
from bot.desk.common.slots import Slot, slot_name
from bot.desk.meetings import records
from bot.errors import BadInput
from bot.locale.texts import Texts
from bot.model import Attendee, Draft, DraftKind, Meeting, Message, Person, Subject
from bot.rules.meetings import parse_begin, read_place
from bot.rules.rights import Act
from bot.rules.text import clean
from bot.store.work import Work
from bot.views.meetings import called as called_words
from bot.views.meetings import invitations as words

_TIME, _PLACE = "time", "place"


async def extend(office: Office, work: Work, scene: Scene, *, meeting_id: int, raw: str) -> None:
    """`/extend M2 周五 15:00`: another time; without one it is asked for."""
    meeting = await records.get_ahead(work, scene, meeting_id, act=Act.MEETING)
    if raw.strip():
        await _set_time(office, work, scene, meeting, raw)
    else:
        await _ask(work, scene, meeting, _TIME)


async def ask_time(office: Office, work: Work, scene: Scene, *, meeting_id: int) -> Toast | None:
    """`改时间`."""
    await _ask(work, scene, await records.get_ahead(work, scene, meeting_id, act=Act.MEETING), _TIME)
    return None


async def ask_place(office: Office, work: Work, scene: Scene, *, meeting_id: int) -> Toast | None:
    """`改地点`."""
    await _ask(work, scene, await records.get_ahead(work, scene, meeting_id, act=Act.MEETING), _PLACE)
    return None


async def _ask(work: Work, scene: Scene, meeting: Meeting, what: str) -> None:
    draft = await conversations.begin(
        work, scene, DraftKind.MEETING_CHANGE, step=what, data={"meeting_id": meeting.id}
    )
    render = called_words.render_ask_time if what == _TIME else called_words.render_ask_place
    await conversations.ask(work, scene, draft, render(scene.t, meeting, in_group=not scene.is_private))


async def take_change(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """The new time or place; what cannot be used leaves the question open."""
    meeting_id = _meeting_id(draft)
    meeting = await records.get_steered(work, scene, meeting_id, act=Act.MEETING)
    await work.drafts.delete(draft.id)
    if draft.step == _TIME:
        await _set_time(office, work, scene, meeting, scene.text)
    else:
        await _set_place(office, work, scene, meeting, scene.text)


async def cancel_change(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """`取消` in the place of a new time or place."""
    await work.drafts.delete(draft.id)
    meeting = await records.get_meeting(work, _meeting_id(draft))
    await answer(work, scene, called_words.render_change_left(scene.t, meeting))


async def name(office: Office, work: Work, t: Texts, draft: Draft) -> str:
    """Which meeting is changed, in a few words."""
    return called_words.change_name(t, await records.get_meeting(work, _meeting_id(draft)))


def _meeting_id(draft: Draft) -> int:
    data: dict[str, Any] = draft.data
    return int(data["meeting_id"])


async def _set_time(office: Office, work: Work, scene: Scene, meeting: Meeting, raw: str) -> None:
    await records.check_ahead(work, meeting)
    begins_at = parse_begin(
        clean(raw), now=work.now, zone=office.zone, calendar=office.calendar, before=meeting.begins_at
    )
    await work.meetings.set_time(meeting.id, begins_at, now=work.now)
    await records.record(
        work,
        meeting.id,
        step="move",
        person_id=scene.actor.id,
        before={"begins_at": meeting.begins_at.isoformat()},
        after={"begins_at": begins_at.isoformat()},
    )
    await _tell_changed(office, work, scene, before=meeting)


async def _set_place(office: Office, work: Work, scene: Scene, meeting: Meeting, raw: str) -> None:
    await records.check_ahead(work, meeting)
    place = read_place(raw)
    check_passable(office, place)
    if place == meeting.place:
        raise BadInput("That is the place that it has already.")
    await work.meetings.set_place(meeting.id, place)
    await work.writings.keep(Subject.PLACE, meeting.id, [(scene.chat.chat_id, scene.message_id)])
    await records.record(
        work,
        meeting.id,
        step="move",
        person_id=scene.actor.id,
        after={"part": "place"},
    )
    await _tell_changed(office, work, scene, before=meeting)


async def _tell_changed(office: Office, work: Work, scene: Scene, *, before: Meeting) -> None:
    meeting = await records.get_meeting(work, before.id)

    def render(t: Texts, attendee: Attendee) -> Message:
        invited = records.invited(work, meeting, attendee)
        return words.render_changed(t, meeting, invited, before=before)

    told = await _tell_all(office, work, scene, before, meeting, render, is_off=False)
    await records.update_called(office, work, meeting.id)
    await answer(work, scene, called_words.render_changed_by(scene.t, meeting, told=told))


async def _tell_all(
    office: Office,
    work: Work,
    scene: Scene,
    before: Meeting,
    meeting: Meeting,
    render: Callable[[Texts, Attendee], Message],
    *,
    is_off: bool,
) -> int:
    """Everybody who is called, and who called it, with the calendar file anew; whoever did it needs only that. How many."""
    told = 0
    attendees = await work.meetings.attendees(meeting.id)
    for attendee in attendees:
        person = work.directory.get_person(attendee.person_id)
        await records.send_calendar(office, work, meeting, person)
        slots = [records.reminder_slot(attendee)]
        if person.id != scene.actor.id:
            slots.append(records.invitation_slot(attendee))
        for earlier in slots:
            await living.leave(office, work, earlier, lambda t: words.render_replaced(t, before))
        if person.id == scene.actor.id:
            await _update_own(office, work, meeting, attendee, render, is_off=is_off)
            continue
        slot = None if is_off else records.invitation_slot(attendee)
        await by_name.tell(office, work, person, partial(_in_words, render, attendee), slot=slot)
        told += 1
    caller = work.directory.get_person(meeting.called_by)
    if caller.id != scene.actor.id and caller.id not in {each.person_id for each in attendees}:
        await by_name.tell(
            office, work, caller, _for_caller(office, meeting, caller, scene, told, is_off=is_off)
        )
    return told


def _in_words(render: Callable[[Texts, Attendee], Message], attendee: Attendee, t: Texts) -> Message:
    return render(t, attendee)


async def _update_own(
    office: Office,
    work: Work,
    meeting: Meeting,
    attendee: Attendee,
    render: Callable[[Texts, Attendee], Message],
    *,
    is_off: bool,
) -> None:
    """Whoever did it sees it in the invitation that they have, if they have one."""
    if is_off:
        await living.update(office, work, records.invitation_slot(attendee), lambda t: render(t, attendee))
    else:
        await records.update_attendee(office, work, meeting, attendee)


def _for_caller(
    office: Office, meeting: Meeting, caller: Person, scene: Scene, told: int, *, is_off: bool
) -> Message:
    t = office.t_for(caller)
    if is_off:
        return words.render_off(t, meeting, by=scene.actor.label)
    return called_words.render_changed_by(t, meeting, told=told)


# --- called off ----------------------------------------------------------------------------------------------------


async def ask_off(office: Office, work: Work, scene: Scene, *, meeting_id: int) -> Toast | None:
    """`取消会议`, `/close M2`: asks first, since it cannot be undone."""
    meeting = await records.get_ahead(work, scene, meeting_id, act=Act.MEETING)
    count = len(await work.meetings.attendees(meeting.id))
    await work.outbox.let_go(_question_slot(meeting), scene.chat)
    question = called_words.render_off_question(scene.t, meeting, called=count)
    await answer(work, scene, question, slot=_question_slot(meeting))
    return None


async def call_off(office: Office, work: Work, scene: Scene, *, meeting_id: int) -> Toast | None:
    """`确认取消`: everybody is told, and their calendars forget it."""
    before = await records.get_ahead(work, scene, meeting_id, act=Act.MEETING)
    await work.meetings.call_off(before.id)
    await records.record(work, before.id, step="call_off", person_id=scene.actor.id)
    meeting, by = await records.get_meeting(work, before.id), scene.actor.label

    def render(t: Texts, attendee: Attendee) -> Message:
        return words.render_off(t, meeting, by=by)

    told = await _tell_all(office, work, scene, before, meeting, render, is_off=True)
    await records.update_called(office, work, meeting.id)
    await living.end_question(
        work, scene, _question_slot(meeting), called_words.render_called_off(scene.t, meeting, told=told)
    )
    return None


async def keep(office: Office, work: Work, scene: Scene, *, meeting_id: int) -> Toast | None:
    """`返回` under the question."""
    meeting = await records.get_steered(work, scene, meeting_id, act=Act.MEETING)
    await living.end_question(
        work, scene, _question_slot(meeting), called_words.render_kept(scene.t, meeting)
    )
    return None


def _question_slot(meeting: Meeting) -> str:
    return slot_name(Slot.MEETING_OFF, meeting.id)


CONVERSATION = Conversation(
    kind=DraftKind.MEETING_CHANGE,
    take=take_change,
    cancel=cancel_change,
    is_asking=lambda draft: True,
    name=name,
    is_bare=True,
)
