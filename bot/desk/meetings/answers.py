"""What those who are called to a meeting say: 参加, or 请假 with a reason, by button or as a reply; also a deputy's word."""

from __future__ import annotations

from typing import Any

from bot.desk.common import by_name, conversations, living
from bot.desk.common.conversations import Conversation
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.secrecy import check_passable
from bot.desk.common.slots import Slot, slot_name
from bot.desk.meetings import records
from bot.errors import NotAllowed, NotFound, WrongState
from bot.locale.texts import Texts
from bot.model import Attendance, Attendee, Chat, Draft, DraftKind, Meeting, Message, Subject
from bot.rules.meetings import HOUR, excuse_number, read_reason, read_reply, reason_in, settled_timings
from bot.rules.rights import Act
from bot.rules.text import is_courtesy
from bot.store.repositories.outbox import copy_slot
from bot.store.work import Work
from bot.views.common.hints import render_courtesy
from bot.views.meetings import called as called_words
from bot.views.meetings import invitations as words


async def press_come(
    office: Office, work: Work, scene: Scene, *, meeting_id: int, person_id: int
) -> Toast | None:
    """`参加`."""
    meeting, attendee = await _get_open(work, scene, meeting_id, person_id)
    if attendee.answer is not Attendance.COMING:
        await _say(office, work, scene, meeting, attendee, Attendance.COMING)
    return scene.toast(lambda t: words.said(t, meeting, Attendance.COMING))


async def press_excuse(
    office: Office, work: Work, scene: Scene, *, meeting_id: int, person_id: int
) -> Toast | None:
    """`请假`: asks for the reason; a reply to the invitation gives it, too."""
    meeting, attendee = await _get_open(work, scene, meeting_id, person_id)
    if attendee.answer is Attendance.EXCUSED:
        return scene.toast(lambda t: words.said(t, meeting, Attendance.EXCUSED))
    await _ask_reason(work, scene, meeting, attendee)
    return None


async def _ask_reason(work: Work, scene: Scene, meeting: Meeting, attendee: Attendee) -> None:
    draft = await conversations.begin(
        work,
        scene,
        DraftKind.EXCUSE,
        step="words",
        data={"meeting_id": meeting.id, "person_id": attendee.person_id},
        about=_questions(attendee)[attendee.person_id != scene.actor.id],
    )
    is_own = attendee.person_id == scene.actor.id
    person = None if is_own else work.directory.get_person(attendee.person_id).name
    await conversations.ask(work, scene, draft, words.render_ask_reason(scene.t, meeting, person=person))


def _questions(attendee: Attendee) -> tuple[str, str]:
    """What the question for a reason is about, for the person and for whoever stands in: each has one of their own."""
    slot = records.invitation_slot(attendee)
    return slot, copy_slot(slot, attendee.person_id)


async def take_reason(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """The reason in words; who writes 参加 instead comes. What comes too late is told so."""
    meeting, attendee = await _of_draft(work, draft)
    scene.check(Act.ATTEND)
    try:
        await _check_open(work, scene, meeting, attendee)
    except WrongState as late:
        await work.drafts.delete(draft.id)
        await answer(work, scene, Message(scene.t(late.key, **late.fields)))
        return
    if read_reply(scene.text) is Attendance.COMING:
        await work.drafts.delete(draft.id)
        await _say(office, work, scene, meeting, attendee, Attendance.COMING)
        await answer(work, scene, words.render_noted(scene.t, meeting))
        return
    await _excuse(office, work, scene, meeting, attendee)
    await work.drafts.delete(draft.id)


async def _excuse(office: Office, work: Work, scene: Scene, meeting: Meeting, attendee: Attendee) -> None:
    """Excused for the reason that was written; BadInput where it says nothing."""
    is_worded = read_reply(scene.text) is Attendance.EXCUSED
    reason = read_reason(reason_in(scene.text) if is_worded else scene.text)
    check_passable(office, reason)
    await _say(office, work, scene, meeting, attendee, Attendance.EXCUSED, reason=reason)
    number = excuse_number(meeting.id, attendee.person_id)
    await work.writings.keep(Subject.EXCUSE, number, [(scene.chat.chat_id, scene.message_id)])
    by = work.directory.get_person(meeting.called_by).name
    await answer(work, scene, words.render_excused(scene.t, meeting, reason=reason, by=by))


async def take_reply(office: Office, work: Work, scene: Scene, *, of: str) -> None:
    """A reply to an invitation or a reminder (`of`: meeting and person): 参加, 请假 with or without a reason, or neither."""
    meeting_id, _, person_id = of.partition(":")
    said = read_reply(scene.text)
    if said is None and is_courtesy(scene.text):
        meeting = await records.get_meeting(work, int(meeting_id))
        attendee = await work.meetings.find_attendee(meeting.id, int(person_id))
        if attendee is None or attendee.answer is not Attendance.OPEN or work.now >= meeting.begins_at:
            await answer(work, scene, render_courtesy(scene.t))
            return
    meeting, attendee = await _get_open(work, scene, int(meeting_id), int(person_id))
    if said is Attendance.COMING:
        if attendee.answer is not Attendance.COMING:
            await _say(office, work, scene, meeting, attendee, Attendance.COMING)
        await answer(work, scene, words.render_noted(scene.t, meeting))
    elif said is Attendance.EXCUSED and reason_in(scene.text):
        await _excuse(office, work, scene, meeting, attendee)
    elif said is Attendance.EXCUSED:
        await _ask_reason(work, scene, meeting, attendee)
    else:
        await answer(work, scene, words.render_reply_how(scene.t, meeting, attendee))


async def cancel(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """`取消` in the place of the reason: the answer stays what it was."""
    await work.drafts.delete(draft.id)
    meeting, attendee = await _of_draft(work, draft)
    await answer(work, scene, words.render_excuse_left(scene.t, meeting, attendee))


async def name(office: Office, work: Work, t: Texts, draft: Draft) -> str:
    """Which meeting's excuse is asked for, in a few words."""
    meeting, _ = await _of_draft(work, draft)
    return words.excuse_name(t, meeting)


async def _get_open(work: Work, scene: Scene, meeting_id: int, person_id: int) -> tuple[Meeting, Attendee]:
    """The meeting and the row that is answered. NotAllowed for whoever has no say in it, WrongState where it is too late."""
    scene.check(Act.ATTEND)
    meeting = await records.get_meeting(work, meeting_id)
    attendee = await work.meetings.find_attendee(meeting_id, person_id)
    if attendee is None:
        raise NotFound("This button is out of date. Please send the command again.")
    await _check_open(work, scene, meeting, attendee)
    return meeting, attendee


async def _check_open(work: Work, scene: Scene, meeting: Meeting, attendee: Attendee) -> None:
    if not by_name.stands_for(work, scene.actor, attendee.person_id):
        raise NotAllowed(
            "This is for {name} to answer.", name=work.directory.get_person(attendee.person_id).name
        )
    await records.check_ahead(work, meeting)


async def _of_draft(work: Work, draft: Draft) -> tuple[Meeting, Attendee]:
    data: dict[str, Any] = draft.data
    meeting = await records.get_meeting(work, int(data["meeting_id"]))
    attendee = await work.meetings.find_attendee(meeting.id, int(data["person_id"]))
    assert attendee is not None
    return meeting, attendee


async def _say(
    office: Office,
    work: Work,
    scene: Scene,
    meeting: Meeting,
    attendee: Attendee,
    said: Attendance,
    *,
    reason: str | None = None,
) -> None:
    """Keeps the answer and shows it everywhere; whoever called the meeting hears of an excuse, and where it is taken back."""
    actor = scene.actor
    await work.meetings.answer(meeting.id, attendee.person_id, said, reason=reason, by=actor.id, now=work.now)
    eve, hour = settled_timings(meeting, now=work.now, zone=office.zone, calendar=office.calendar)
    await work.meetings.mark_reminded(
        attendee,
        eve_timing=max(eve, attendee.eve_timing),
        hour_timing=max(hour, attendee.hour_timing),
    )
    await records.record(
        work,
        meeting.id,
        step="attend" if said is Attendance.COMING else "excuse",
        person_id=actor.id,
        before={"person_id": attendee.person_id, "answer": attendee.answer.value},
        after={"person_id": attendee.person_id, "answer": said.value},
    )
    for about in _questions(attendee):
        asked = await work.drafts.find_about(about)
        if asked is not None:
            await _end_question(office, work, scene, meeting, asked, said)
    after = await work.meetings.find_attendee(meeting.id, attendee.person_id)
    assert after is not None
    await _show(office, work, meeting, after)
    await records.update_called(office, work, meeting.id)
    await _tell_caller(office, work, scene, meeting, attendee, after)
    await by_name.tell_done(
        office, work, scene, attendee.person_id, lambda t: words.said(t, meeting, after.answer)
    )


async def _end_question(
    office: Office, work: Work, scene: Scene, meeting: Meeting, asked: Draft, said: Attendance
) -> None:
    """The reason is not asked for any more; who else was asked for it reads what was answered, and by whom."""
    await work.drafts.delete(asked.id)
    if asked.telegram_id == scene.telegram_id:
        return
    by = scene.actor.name
    await living.update(
        office,
        work,
        slot_name(Slot.QUESTION, asked.id),
        lambda t: words.render_reason_over(t, meeting, said, by=by),
    )


async def _show(office: Office, work: Work, meeting: Meeting, attendee: Attendee) -> None:
    """The invitation and the last reminder show the answer; a reminder that has not left, and is not needed, never does."""
    await records.update_attendee(office, work, meeting, attendee)
    slot, invited = records.reminder_slot(attendee), records.invited(work, meeting, attendee)
    if attendee.answer is Attendance.EXCUSED:
        for post in await work.outbox.posts(slot):
            if post.message_id is None:
                await work.outbox.take_away(slot, Chat(post.chat_id, post.thread_id))
    is_soon = work.now >= meeting.begins_at - HOUR
    await living.update(
        office, work, slot, lambda t: words.render_reminder(t, meeting, invited, is_soon=is_soon)
    )


async def _tell_caller(
    office: Office, work: Work, scene: Scene, meeting: Meeting, before: Attendee, after: Attendee
) -> None:
    caller = work.directory.get_person(meeting.called_by)
    if caller.id in (scene.actor.id, after.person_id):
        return
    t, who = office.t_for(caller), work.directory.get_person(after.person_id).label
    if after.answer is Attendance.EXCUSED:
        deputy = scene.actor.name if scene.actor.id != after.person_id else None
        message = called_words.render_excuse(t, meeting, who=who, reason=after.reason or "…", deputy=deputy)
    elif before.answer is Attendance.EXCUSED:
        message = called_words.render_after_all(t, meeting, who=who)
    else:
        return
    await by_name.tell(office, work, caller, message)


CONVERSATION = Conversation(
    kind=DraftKind.EXCUSE,
    take=take_reason,
    cancel=cancel,
    is_asking=lambda draft: True,
    name=name,
    is_bare=True,
)
