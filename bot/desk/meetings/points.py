"""可写的点: what could be written about a meeting; each line of who came becomes a proposal for the weekly consultation."""

from __future__ import annotations

from typing import Any

from bot.desk.common import by_name, conversations
from bot.desk.common.conversations import Conversation
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.reminders import remind
from bot.desk.common.secrecy import check_passable
from bot.desk.demands import proposals
from bot.desk.meetings import records
from bot.errors import BadInput, NotAllowed, NotFound
from bot.locale.texts import Texts
from bot.model import Attendance, Attendee, Draft, DraftKind, Meeting, PersonState, Reminder
from bot.rules.meetings import POINTS_WITHIN, split_points
from bot.rules.rights import Act, may
from bot.rules.text import count_chars, is_courtesy
from bot.store.work import Work
from bot.views.common.hints import render_courtesy
from bot.views.meetings import points as words

_MOST = 20  # points at once
_LOOKED_AT = 50  # of the newest meetings, those ahead among them


async def ask(office: Office, work: Work, meeting: Meeting, attendee: Attendee) -> None:
    """Two hours after the begin: the question, to who came."""
    person = work.directory.get_person(attendee.person_id)
    if person.state is PersonState.ACTIVE:
        question = words.render_question(office.t_for(person), meeting, person_id=person.id)
        await remind(
            office, work, person, question, kind=Reminder.MEETING, slot=records.points_slot(attendee)
        )


async def press_write(
    office: Office, work: Work, scene: Scene, *, meeting_id: int, person_id: int
) -> Toast | None:
    """`写要点` under the question: from now on the next text is the answer."""
    meeting = await _get(work, scene, meeting_id, person_id)
    draft = await conversations.begin(
        work,
        scene,
        DraftKind.MEETING_POINTS,
        step="words",
        data={"meeting_id": meeting.id, "person_id": person_id},
    )
    await conversations.ask(work, scene, draft, words.render_ask(scene.t, meeting))
    return None


async def offer(office: Office, work: Work, scene: Scene) -> list[Draft]:
    """What a text in private may belong to, though nothing was pressed: meetings whose points were asked for lately."""
    person, found = scene.person, list[Draft]()
    if person is None or not may(scene.role, Act.ATTEND, scene.where):
        return found
    for meeting in await work.meetings.newest(most=_LOOKED_AT):
        if not work.now - POINTS_WITHIN <= meeting.begins_at < work.now:
            continue
        attendee = await work.meetings.find_attendee(meeting.id, person.id)
        if attendee is None or attendee.answer is not Attendance.COMING or not attendee.is_asked:
            continue
        if await records.has_done(work, meeting.id, step="points", person_id=person.id):
            continue
        data = {"meeting_id": meeting.id, "person_id": person.id}
        found.append(
            await conversations.begin(
                work, scene, DraftKind.MEETING_POINTS, step=conversations.OFFERED, data=data
            )
        )
    return found


async def take_reply(office: Office, work: Work, scene: Scene, *, of: str) -> None:
    """A reply to the question (`of`: meeting and person)."""
    meeting_id, _, person_id = of.partition(":")
    meeting = await _get(work, scene, int(meeting_id), int(person_id))
    if is_courtesy(scene.text):
        await answer(work, scene, render_courtesy(scene.t))
    else:
        await _take(office, work, scene, meeting)


async def take_points(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """The text after `写要点`; the question stays open for lines that could not be taken."""
    data: dict[str, Any] = draft.data
    meeting = await _get(work, scene, int(data["meeting_id"]), int(data["person_id"]))
    if await _take(office, work, scene, meeting):
        await work.drafts.delete(draft.id)


async def _take(office: Office, work: Work, scene: Scene, meeting: Meeting) -> bool:
    """Each line becomes a proposal; whether all of them have."""
    person, points = scene.actor, split_points(scene.text)
    check_passable(office, scene.text)
    if len(points) > _MOST:
        raise BadInput(
            "At most {most} points at once; nothing was taken. Please send them in parts.", most=_MOST
        )
    if not points:
        await answer(work, scene, words.render_none(scene.t))
        return True
    taken = [each for each in points if count_chars(each) >= proposals.LEAST and len(each) <= proposals.MOST]
    for point in taken:
        await proposals.keep(office, work, person, point, message=(scene.chat.chat_id, scene.message_id))
    if taken:
        await records.record(
            work, meeting.id, step="points", person_id=person.id, after={"count": len(taken)}
        )
    refused = [each for each in points if each not in taken]
    message = words.render_taken(
        scene.t, meeting, taken=taken, refused=refused, least=proposals.LEAST, most=proposals.MOST
    )
    await answer(work, scene, message)
    return not refused


async def cancel(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """`取消` in the place of points."""
    await work.drafts.delete(draft.id)
    await answer(work, scene, words.render_left(scene.t, await _of_draft(work, draft)))


async def name(office: Office, work: Work, t: Texts, draft: Draft) -> str:
    """Which meeting's points are asked for, in a few words."""
    return words.points_name(t, await _of_draft(work, draft))


async def _get(work: Work, scene: Scene, meeting_id: int, person_id: int) -> Meeting:
    """The meeting, for somebody who came and is asked."""
    scene.check(Act.ATTEND)
    meeting = await records.get_meeting(work, meeting_id)
    attendee = await work.meetings.find_attendee(meeting_id, person_id)
    if attendee is None or attendee.answer is not Attendance.COMING or work.now < meeting.begins_at:
        raise NotFound("This button is out of date. Please send the command again.")
    if not by_name.stands_for(work, scene.actor, person_id):
        raise NotAllowed("This is for {name} to answer.", name=work.directory.get_person(person_id).name)
    return meeting


async def _of_draft(work: Work, draft: Draft) -> Meeting:
    data: dict[str, Any] = draft.data
    return await records.get_meeting(work, int(data["meeting_id"]))


CONVERSATION = Conversation(
    kind=DraftKind.MEETING_POINTS,
    take=take_points,
    cancel=cancel,
    is_asking=lambda draft: True,
    name=name,
    is_bare=True,
    is_open=lambda draft: draft.step != conversations.OFFERED,
)
