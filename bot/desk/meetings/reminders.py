"""What the clock causes among meetings: two reminders, the begin, and two hours later the question what could be written."""

from __future__ import annotations

from bot.desk.common import living
from bot.desk.common.office import Office
from bot.desk.common.reminders import remind
from bot.desk.meetings import points, records
from bot.model import Attendee, Chat, Meeting, MeetingState, PersonState, Reminder
from bot.rules.meetings import POINTS_WITHIN, Reminding, asks_for_points, due_reminding, state_at
from bot.store.work import Work
from bot.views.meetings import invitations as words

_AT_ONCE = 50  # people at a tick: nothing else happens meanwhile, and the next tick goes on


async def mind_meetings(office: Office, work: Work) -> None:
    """At every tick: what is due by now, each once for a person and a time of the meeting, whatever restarts in between."""
    left = _AT_ONCE
    for found in await work.meetings.unsettled(work.now):
        meeting = await _settle(office, work, found)
        left -= await _remind(office, work, meeting, most=left)
        if left > 0:
            left -= await _ask(office, work, meeting, most=left)
        if left <= 0:
            return


async def _settle(office: Office, work: Work, meeting: Meeting) -> Meeting:
    """Where it stands by now; at its begin whatever still waits to reach somebody is no invitation any more."""
    state = state_at(meeting, work.now)
    if state is meeting.state:
        return meeting
    await work.meetings.set_state(meeting.id, state)
    if state is MeetingState.BEGUN:
        for attendee in await work.meetings.attendees(meeting.id):
            await _end_waiting(office, work, meeting, attendee)
    await records.update_called(office, work, meeting.id)
    return await records.get_meeting(work, meeting.id)


async def _end_waiting(office: Office, work: Work, meeting: Meeting, attendee: Attendee) -> None:
    person = work.directory.get_person(attendee.person_id)
    for slot in (records.invitation_slot(attendee), records.reminder_slot(attendee)):
        for post in await work.outbox.posts(slot):
            if post.message_id is not None:
                continue
            chat = Chat(post.chat_id, post.thread_id)
            if slot == records.invitation_slot(attendee):
                await work.outbox.show(slot, chat, words.render_missed(office.t_for(person), meeting))
            else:
                await work.outbox.take_away(slot, chat)


async def _remind(office: Office, work: Work, meeting: Meeting, *, most: int) -> int:
    """Reminds those who have not been reminded of this time, and are not excused; how many were looked at."""
    which = due_reminding(meeting, now=work.now, zone=office.zone, calendar=office.calendar)
    if which is None:
        return 0
    is_hour = which is Reminding.HOUR
    unreminded = work.meetings.unreminded_in_hour if is_hour else work.meetings.unreminded_on_eve
    attendees = await unreminded(meeting, most=most)
    for attendee in attendees:
        await work.meetings.mark_reminded(
            attendee,
            eve_timing=meeting.timing,
            hour_timing=meeting.timing if is_hour else attendee.hour_timing,
        )
        await _tell(office, work, meeting, attendee, is_soon=is_hour)
    return len(attendees)


async def _tell(office: Office, work: Work, meeting: Meeting, attendee: Attendee, *, is_soon: bool) -> None:
    person = work.directory.get_person(attendee.person_id)
    if person.state is not PersonState.ACTIVE or person.telegram_id is None:
        return
    slot = records.reminder_slot(attendee)
    # One of them with buttons is enough.
    await living.leave(office, work, slot, lambda t: words.render_past(t, meeting))
    invited = records.invited(work, meeting, attendee)
    message = words.render_reminder(office.t_for(person), meeting, invited, is_soon=is_soon)
    # A meeting is at a fixed time: an hour before it quiet hours would only make the reminder come too late.
    await remind(office, work, person, message, kind=Reminder.MEETING, slot=slot, waits=not is_soon)


async def _ask(office: Office, work: Work, meeting: Meeting, *, most: int) -> int:
    """Asks whoever came, two hours after the begin; then the meeting is over. How many were asked."""
    if meeting.state is not MeetingState.BEGUN:
        return 0
    asked: list[Attendee] = []
    if asks_for_points(meeting, work.now):
        asked = await work.meetings.unasked(meeting.id, most=most)
        for attendee in asked:
            await work.meetings.mark_asked(attendee)
            await points.ask(office, work, meeting, attendee)
    is_late = work.now - meeting.begins_at >= POINTS_WITHIN
    if is_late or (
        asks_for_points(meeting, work.now) and not await work.meetings.unasked(meeting.id, most=1)
    ):
        await work.meetings.set_state(meeting.id, MeetingState.OVER)
        await records.update_called(office, work, meeting.id)
    return len(asked)
