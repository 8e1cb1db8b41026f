"""Meetings as kept: found, who may steer one, what is shown of it where, and its lines in the audit trail."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.desk.common import living
from bot.desk.common.addressees import names_of, out_of_reach
from bot.desk.common.audience import texts_at
from bot.desk.common.office import Office, Scene
from bot.desk.common.slots import Slot, slot_name
from bot.desk.people import deputy_days
from bot.errors import NotAllowed, NotFound, WrongState
from bot.locale.texts import Texts
from bot.model import Attendee, Chat, Deputy, Document, Meeting, MeetingState, Person
from bot.rules.addressees import Addressees
from bot.rules.rights import EDITORS, Act
from bot.store.work import Work
from bot.views.common.addressees import listed
from bot.views.common.deputies import copy_head
from bot.views.meetings import called as called_words
from bot.views.meetings import invitations as words

SUBJECT = "meeting"  # in the audit trail
_FILED = frozenset({"call", "move"})  # steps at which calendar files go out


async def get_meeting(work: Work, meeting_id: int) -> Meeting:
    """A meeting by its number. NotFound where there is none."""
    meeting = await work.meetings.find(meeting_id)
    if meeting is None:
        raise _not_found(meeting_id)
    return meeting


async def get_steered(work: Work, scene: Scene, meeting_id: int, *, act: Act) -> Meeting:
    """A meeting for whoever called it, and for editors. NotFound for those who know nothing of it, NotAllowed for the others."""
    person = scene.check(act)
    meeting = await get_meeting(work, meeting_id)
    if steers(person, meeting):
        return meeting
    if await work.meetings.find_attendee(meeting.id, person.id) is None:
        raise _not_found(meeting_id)
    raise NotAllowed(
        "Only an editor or whoever called {code} may do this. Nothing was changed.", code=meeting.code
    )


async def get_ahead(work: Work, scene: Scene, meeting_id: int, *, act: Act) -> Meeting:
    """The same where it can still be changed. WrongState where it has begun or was called off."""
    meeting = await get_steered(work, scene, meeting_id, act=act)
    await check_ahead(work, meeting)
    return meeting


async def check_ahead(work: Work, meeting: Meeting) -> None:
    """WrongState where the meeting has begun, or was called off: by whom and when."""
    if meeting.state is MeetingState.OFF:
        by = await called_off_by(work, meeting)
        raise WrongState("{code} was cancelled by {by}. Nothing was changed.", code=meeting.code, by=by)
    if work.now >= meeting.begins_at:
        begins = meeting.begins_at
        raise WrongState(
            "{code} began on {begins}. Nothing was changed.",
            code=meeting.code,
            begins=lambda t: t.due(begins),
        )


async def called_off_by(work: Work, meeting: Meeting) -> str:
    """Who called it off."""
    steps = [entry for entry in await work.trail.of(SUBJECT, meeting.id) if entry.step == "call_off"]
    return steps[-1].person or "?" if steps else "?"


def steers(person: Person, meeting: Meeting) -> bool:
    """Whether the person may change it and see who comes."""
    return person.role in EDITORS or meeting.called_by == person.id


def _not_found(meeting_id: int) -> NotFound:
    return NotFound("There is no meeting {code}. /meetings lists what is ahead.", code=f"M{meeting_id}")


async def has_done(work: Work, meeting_id: int, *, step: str, person_id: int) -> bool:
    """Whether somebody has taken this step with the meeting."""
    trail = await work.trail.of(SUBJECT, meeting_id)
    return any(entry.step == step and entry.person_id == person_id for entry in trail)


async def record(
    work: Work,
    meeting_id: int,
    *,
    step: str,
    person_id: int | None,
    before: object = None,
    after: object = None,
) -> None:
    """A line of the meeting's audit trail; `person_id` None is the clock."""
    await work.trail.record(
        SUBJECT, meeting_id, step=step, person_id=person_id, now=work.now, before=before, after=after
    )


# --- what is shown of it -----------------------------------------------------------------------------------------


def invitation_slot(attendee: Attendee) -> str:
    """The invitation, with the person and whoever stands in for them."""
    return slot_name(Slot.MEETING, attendee.meeting_id, attendee.person_id)


def reminder_slot(attendee: Attendee) -> str:
    """The last reminder."""
    return slot_name(Slot.MEETING_REMINDER, attendee.meeting_id, attendee.person_id)


def points_slot(attendee: Attendee) -> str:
    """The question what could be written about."""
    return slot_name(Slot.MEETING_POINTS, attendee.meeting_id, attendee.person_id)


def called_slot(meeting: Meeting) -> str:
    """How it stands, with whoever called it and editors who have looked."""
    return slot_name(Slot.MEETING_CALLED, meeting.id)


def invited(work: Work, meeting: Meeting, attendee: Attendee) -> words.Invited:
    """What stands beside the meeting in what the person reads."""
    return words.Invited(
        attendee, work.directory.get_person(meeting.called_by).label, _deputy(work, attendee)
    )


def _deputy(work: Work, attendee: Attendee) -> str | None:
    if attendee.answered_by in (None, attendee.person_id):
        return None
    return work.directory.get_person(attendee.answered_by or 0).name


async def called(work: Work, meeting: Meeting, t: Texts) -> called_words.Called:
    """The meeting with all answers, as whoever called it sees it."""
    attendees = await work.meetings.attendees(meeting.id)
    people = [work.directory.get_person(each.person_id) for each in attendees]
    away = out_of_reach(work, people)
    codes = Addressees(meeting.attendees)
    units, persons = names_of(work, codes)
    return called_words.Called(
        work.directory.get_person(meeting.called_by).label,
        listed(t, codes, units=units, people=persons),
        [
            called_words.Answered(person.label, attendee, _deputy(work, attendee))
            for person, attendee in zip(people, attendees, strict=True)
        ],
        [person.label for person in away.without_account],
        [person.label for person in away.shut],
    )


async def update_called(office: Office, work: Work, meeting_id: int) -> None:
    """Whoever called it, and editors who have looked, see how it stands now."""
    meeting = await get_meeting(work, meeting_id)
    for post in await work.outbox.posts(called_slot(meeting)):
        chat = Chat(post.chat_id, post.thread_id)
        t = texts_at(office, work, chat)
        message = called_words.render_called(t, meeting, await called(work, meeting, t))
        await work.outbox.show(called_slot(meeting), chat, message)


async def update_attendee(office: Office, work: Work, meeting: Meeting, attendee: Attendee) -> None:
    """Invitation and reminder show the answer as it is now."""
    beside = invited(work, meeting, attendee)
    await living.update(
        office,
        work,
        invitation_slot(attendee),
        lambda t: words.render_invitation(t, meeting, beside),
    )


# --- calendars ---------------------------------------------------------------------------------------------------


def calendar_of(office: Office, work: Work, meeting: Meeting, t: Texts) -> Document:
    """The meeting as a file for calendars."""
    from bot.views.meetings.calendars import calendar_file  # whose library a bot need not begin with

    by = work.directory.get_person(meeting.called_by).label
    return calendar_file(t, meeting, by=by, address=f"https://t.me/{office.username}", now=work.now)


async def send_calendar(office: Office, work: Work, meeting: Meeting, person: Person) -> None:
    """The file goes to somebody in private, if there is an account; to their deputy as well, who is not called themselves."""
    if person.telegram_id is not None:
        document = calendar_of(office, work, meeting, office.t_for(person))
        await work.outbox.send_document(Chat(person.telegram_id), document)
    deputy = work.directory.deputy_of(person.id, work.now)
    if deputy is None or deputy.telegram_id is None:
        return
    if await work.meetings.find_attendee(meeting.id, deputy.id) is None:
        t = office.t_for(deputy)
        document = calendar_of(office, work, meeting, t)
        caption = f"{copy_head(t, person)}\n{document.caption}"
        await work.outbox.send_document(Chat(deputy.telegram_id), replace(document, caption=caption))


async def take_out(office: Office, work: Work, ended: Deputy, send_at: datetime) -> None:
    """Who stands in for somebody no more has the meetings still to come taken out of their calendar that they were sent in that
    place, unless they have them for another reason.
    """
    person, deputy = (work.directory.get_person(each) for each in (ended.person_id, ended.deputy_id))
    if deputy.telegram_id is None:
        return
    others = [one.id for one in work.directory.stood_for(deputy.id, work.now) if one.id != person.id]
    t = office.t_for(deputy)
    for meeting in await work.meetings.ahead_of(person.id):
        if meeting.begins_at <= work.now or await work.meetings.find_attendee(meeting.id, person.id) is None:
            continue
        called = [await work.meetings.find_attendee(meeting.id, one) for one in (deputy.id, *others)]
        if any(called) or not await _was_sent(work, meeting, ended):
            continue
        gone = replace(meeting, state=MeetingState.OFF)
        document = calendar_of(office, work, gone, t)
        caption = f"{words.no_longer(t, person.name)}\n{document.caption}"
        await work.outbox.send_document(
            Chat(deputy.telegram_id), replace(document, caption=caption), send_at=send_at
        )


async def _was_sent(work: Work, meeting: Meeting, ended: Deputy) -> bool:
    return any(
        entry.step in _FILED and ended.begins_at <= entry.done_at < ended.ends_at
        for entry in await work.trail.of(SUBJECT, meeting.id)
    )


deputy_days.AT_END.append(take_out)
