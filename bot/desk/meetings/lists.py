"""Meetings that people look up: what is ahead, one of them, who comes to it; nothing changes here."""

from __future__ import annotations

from bot.desk.common.office import Office, Scene, Toast, answer, answer_privately
from bot.desk.meetings import calling, records
from bot.desk.meetings.records import steers
from bot.errors import NotFound
from bot.locale.texts import Texts
from bot.model import Attendance, Attendee, Chat, Meeting, MeetingState, Person
from bot.rules.meetings import parse_meeting_number
from bot.rules.rights import EDITORS, PLANNERS, Act
from bot.store.work import Work
from bot.views.common.waiting import Waiting
from bot.views.meetings import called as called_words
from bot.views.meetings import invitations as words

_NEWEST = 20


async def list_meetings(office: Office, work: Work, scene: Scene) -> None:
    """`/meetings`: what is ahead for this person; for editors all of it."""
    person = scene.check(Act.MEETINGS)
    is_editor = person.role in EDITORS
    ahead = await (work.meetings.ahead() if is_editor else work.meetings.ahead_of(person.id))
    rows = [
        called_words.Ahead(meeting, await _own_answer(work, scene, meeting, person))
        for meeting in ahead
        if meeting.begins_at > work.now
    ]
    message = called_words.render_meetings(scene.t, rows, calls=person.role in PLANNERS)
    if is_editor or scene.is_private:
        await answer(work, scene, message)
    else:
        await answer_privately(office, work, scene, message)


async def _own_answer(work: Work, scene: Scene, meeting: Meeting, person: Person) -> Attendance | None:
    """What the person has said; in a group, where others read along, nothing."""
    attendee = await work.meetings.find_attendee(meeting.id, person.id) if scene.is_private else None
    return attendee.answer if attendee else None


async def press_open(office: Office, work: Work, scene: Scene, *, meeting_id: int) -> Toast | None:
    """A meeting in a list."""
    await show(office, work, scene, meeting_id=meeting_id)
    return None


async def open_code(office: Office, work: Work, scene: Scene, *, text: str) -> None:
    """`/meeting M2`."""
    await show(office, work, scene, meeting_id=parse_meeting_number(text))


async def show(office: Office, work: Work, scene: Scene, *, meeting_id: int) -> None:
    """A meeting: as the person steers it, or the invitation anew; for everybody else it does not exist."""
    person = scene.check(Act.MEETINGS)
    meeting = await records.get_meeting(work, meeting_id)
    attendee = await work.meetings.find_attendee(meeting.id, person.id)
    if steers(person, meeting):
        await calling.show_called(work, scene, meeting)
    elif attendee is None:
        raise NotFound("There is no meeting {code}. /meetings lists what is ahead.", code=meeting.code)
    if attendee is None or (steers(person, meeting) and not scene.is_private):
        return
    t = scene.t if scene.is_private else office.t_for(person)
    if meeting.state is MeetingState.OFF:
        by = await records.called_off_by(work, meeting)
        await answer_privately(office, work, scene, words.render_off(t, meeting, by=by))
    elif work.now >= meeting.begins_at:
        await answer_privately(office, work, scene, words.render_past(t, meeting))
    else:
        slot = records.invitation_slot(attendee)
        await work.outbox.let_go(slot, Chat(scene.telegram_id))
        invited = records.invited(work, meeting, attendee)
        await answer_privately(office, work, scene, words.render_invitation(t, meeting, invited), slot=slot)


async def waiting(office: Office, work: Work, t: Texts, person: Person) -> list[Waiting]:
    """What /today says: meetings to answer, and those of the day to which the person comes."""
    rows = []
    for meeting in await work.meetings.ahead_of(person.id):
        attendee = await work.meetings.find_attendee(meeting.id, person.id)
        is_today = office.today(meeting.begins_at) == office.today(work.now)
        if attendee is None or meeting.begins_at <= work.now:
            continue
        if attendee.answer is Attendance.OPEN or (attendee.answer is Attendance.COMING and is_today):
            rows.append((meeting, attendee))
    return called_words.waiting(t, rows)


async def unanswered_of(work: Work, person: Person) -> list[tuple[Meeting, Attendee]]:
    """Meetings ahead that the person is called to and has not answered."""
    rows = []
    for meeting in await work.meetings.ahead_of(person.id):
        attendee = await work.meetings.find_attendee(meeting.id, person.id)
        if attendee is not None and attendee.answer is Attendance.OPEN and meeting.begins_at > work.now:
            rows.append((meeting, attendee))
    return rows


async def attendance(office: Office, work: Work, scene: Scene, *, text: str) -> None:
    """`/attendance M2`; bare, buttons for the meetings that the person may look into."""
    person = scene.check(Act.ATTENDANCE)
    if text.strip():
        await _show_attendance(work, scene, parse_meeting_number(text))
        return
    newest = await (
        work.meetings.newest(most=_NEWEST)
        if person.role in EDITORS
        else work.meetings.newest_of(person.id, most=_NEWEST)
    )
    await answer(work, scene, called_words.render_which(scene.t, newest))


async def press_attendance(office: Office, work: Work, scene: Scene, *, meeting_id: int) -> Toast | None:
    """`名单` under a meeting, and a meeting in the list of a bare `/attendance`."""
    await _show_attendance(work, scene, meeting_id)
    return None


async def _show_attendance(work: Work, scene: Scene, meeting_id: int) -> None:
    meeting = await records.get_steered(work, scene, meeting_id, act=Act.ATTENDANCE)
    called = await records.called(work, meeting, scene.t)
    for message in called_words.render_attendance(scene.t, meeting, called, now=work.now):
        await answer(work, scene, message)
