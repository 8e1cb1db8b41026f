"""A meeting of which an edit has marked a message: its words go, from calendars too, and whatever shows it says so."""

from __future__ import annotations

from bot.desk.common import living
from bot.desk.common.audience import Render
from bot.desk.common.office import Blanked, Office
from bot.desk.common.secrecy import gone, left_of
from bot.desk.meetings import records
from bot.locale.texts import Texts
from bot.model import Attendee, Chat, Meeting, MeetingState, Message
from bot.rules.meetings import excuse_of
from bot.store.work import Work
from bot.views.meetings import called as called_words
from bot.views.meetings import points as point_words


async def blank(office: Office, work: Work, meeting_id: int) -> Blanked:
    """It keeps its number, its time and who is called; a new calendar file takes the place of the one with its words."""
    meeting = await records.get_meeting(work, meeting_id)
    await work.meetings.wipe(meeting.id, gone=gone(office))
    await _show(office, work, await records.get_meeting(work, meeting.id))
    return Blanked(
        lambda t: meeting.code,
        left_of(office, meeting.title, meeting.brief, meeting.place),
        since=meeting.called_at,
        number=meeting.code,
    )


async def blank_place(office: Office, work: Work, meeting_id: int) -> Blanked:
    """The place that it was moved to; all else stays."""
    meeting = await records.get_meeting(work, meeting_id)
    await work.meetings.set_place(meeting.id, gone(office))
    await _show(office, work, await records.get_meeting(work, meeting.id))
    return Blanked(
        lambda t: called_words.place_name(t, meeting),
        left_of(office, meeting.place),
        since=meeting.called_at,
        number=meeting.code,
    )


async def blank_excuse(office: Office, work: Work, number: int) -> Blanked | None:
    """Who was excused stays so."""
    meeting_id, person_id = excuse_of(number)
    attendee = await work.meetings.find_attendee(meeting_id, person_id)
    if attendee is None or attendee.reason is None or attendee.answered_at is None:
        return None
    meeting = await records.get_meeting(work, meeting_id)
    await work.meetings.answer(
        meeting.id,
        person_id,
        attendee.answer,
        reason=gone(office),
        by=attendee.answered_by or person_id,
        now=attendee.answered_at,
    )
    after = await work.meetings.find_attendee(meeting_id, person_id)
    assert after is not None
    await records.update_attendee(office, work, meeting, after)
    await records.update_called(office, work, meeting.id)
    return Blanked(
        lambda t: called_words.excuse_reason(t, meeting),
        left_of(office, attendee.reason),
        since=attendee.answered_at,
        number=meeting.code,
    )


async def _show(office: Office, work: Work, bare: Meeting) -> None:
    """Everybody who was called sees it as it is now, with a new calendar file."""
    for attendee in await work.meetings.attendees(bare.id):
        await records.update_attendee(office, work, bare, attendee)
        await _take_reminder(work, attendee)
        await living.update(office, work, records.points_slot(attendee), _asks(bare, attendee))
        if bare.state is not MeetingState.OFF:
            person = work.directory.get_person(attendee.person_id)
            await records.send_calendar(office, work, bare, person)
    await records.update_called(office, work, bare.id)


async def _take_reminder(work: Work, attendee: Attendee) -> None:
    for post in await work.outbox.posts(records.reminder_slot(attendee)):
        await work.outbox.take_away(post.slot, Chat(post.chat_id, post.thread_id))


def _asks(meeting: Meeting, attendee: Attendee) -> Render:
    def render(t: Texts) -> Message:
        return point_words.render_question(t, meeting, person_id=attendee.person_id)

    return render
