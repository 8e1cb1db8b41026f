"""A meeting is called: it gets its number, and everybody who is called to it hears of it in private."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.desk.common import by_name
from bot.desk.common.addressees import people_of
from bot.desk.common.office import Office, Scene, answer
from bot.desk.meetings import records
from bot.errors import BadInput
from bot.model import Attendance, Meeting, Person
from bot.rules.addressees import Addressees
from bot.store.work import Work
from bot.views.meetings import called as called_words
from bot.views.meetings import invitations as words


@dataclass(frozen=True, slots=True)
class Written:
    """A meeting as somebody has written it."""

    title: str
    brief: str
    begins_at: datetime
    place: str
    attendees: Addressees


async def call(office: Office, work: Work, author: Person, written: Written) -> Meeting:
    """Stores the meeting under the next number and tells everybody who is called. BadInput where that is nobody.

    Whoever calls a meeting to which they belong themselves comes to it, and is not asked.
    """
    people = people_of(work, written.attendees)
    if not any(person.id != author.id for person in people):
        raise BadInput("Nobody is called to this meeting: please name who is to come.")
    meeting_id = await work.numbers.next(records.SUBJECT)
    await work.meetings.add(
        meeting_id,
        title=written.title,
        brief=written.brief,
        begins_at=written.begins_at,
        place=written.place,
        attendees=written.attendees.codes,
        called_by=author.id,
        now=work.now,
    )
    after = {
        "begins_at": written.begins_at.isoformat(),
        "attendees": list(written.attendees.codes),
    }
    await records.record(work, meeting_id, step="call", person_id=author.id, after=after)
    meeting = await records.get_meeting(work, meeting_id)
    for person in people:
        is_own = person.id == author.id
        await work.meetings.add_attendee(
            meeting.id,
            person.id,
            answer=Attendance.COMING if is_own else Attendance.OPEN,
            now=work.now,
        )
        if not is_own:
            await invite(office, work, meeting, person)
        await records.send_calendar(office, work, meeting, person)
    return meeting


async def invite(office: Office, work: Work, meeting: Meeting, person: Person) -> None:
    """The invitation, to the person and whoever stands in for them."""
    attendee = await work.meetings.find_attendee(meeting.id, person.id)
    assert attendee is not None
    invited = records.invited(work, meeting, attendee)
    await by_name.tell(
        office,
        work,
        person,
        lambda t: words.render_invitation(t, meeting, invited),
        slot=records.invitation_slot(attendee),
    )


async def show_called(work: Work, scene: Scene, meeting: Meeting) -> None:
    """How it stands, at the end of this chat and kept up to date there."""
    slot = records.called_slot(meeting)
    message = called_words.render_called(scene.t, meeting, await records.called(work, meeting, scene.t))
    await work.outbox.let_go(slot, scene.chat)
    await answer(work, scene, message, slot=slot)
