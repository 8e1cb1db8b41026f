"""A button's word typed in private instead of pressed: 接受, 已阅, 参加, 同意, 确认.

Where one thing waits for that word from the person it does what the button does; of several the answer has their buttons.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial

from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.slots import Slot, slot_name
from bot.desk.demands import bookings, offers
from bot.desk.demands import cards as demand_cards
from bot.desk.documents import cards as document_cards
from bot.desk.documents import reading
from bot.desk.meetings import answers as meeting_answers
from bot.desk.meetings import lists as meetings
from bot.desk.meetings import records as meeting_records
from bot.desk.planning import publishing as keypoints
from bot.desk.supervision import cards as task_cards
from bot.desk.supervision import decisions, reports
from bot.desk.supervision import waiting as supervision
from bot.desk.training import periods, swaps
from bot.desk.training import waiting as training
from bot.model import BookingState, Button, Person
from bot.rules.months import month_of
from bot.rules.rights import BOOKERS, Act, may
from bot.rules.spoken import Spoken, spoken
from bot.store.work import Work
from bot.views import spoken as words
from bot.views.common.callbacks import Press, button

Do = Callable[[Office, Work, Scene], Awaitable[Toast | None]]


@dataclass(frozen=True, slots=True)
class Awaited:
    """One thing that waits for the word: `button` presses it, `do` is what that does, `slots` are the messages that ask."""

    button: Button
    do: Do
    slots: tuple[str, ...]


async def take(
    office: Office, work: Work, scene: Scene, *, slot: str | None = None, is_free: bool = True
) -> bool:
    """Takes a text that is such a word. `slot`: of our message that it replies to, which may be a deputy's copy.

    `is_free`: no draft could be meant instead.

    False for any other text, and for a reply to what does not wait for it.
    """
    word = spoken(scene.text)
    if word is None or scene.person is None or not scene.is_private:
        return False
    label = scene.own_t.plain(word)
    found = await _LOOKS[word](office, work, scene, scene.person, label)
    if slot is not None:
        for person in work.directory.stood_for(scene.person.id, work.now):
            found += await _LOOKS[word](office, work, scene, person, label)
        found = [each for each in found if slot in each.slots]
        if len(found) != 1:
            return False
    if len(found) == 1 and (slot is not None or not scene.replies_to_us):
        if (toast := await found[0].do(office, work, scene)) is not None:
            await answer(work, scene, words.render_done(toast.text))
        return True
    # 请假 may begin any text; of a leader's words nothing is sent away.
    is_sure = is_free and word is not Spoken.EXCUSE and may(scene.role, Act.SUBMIT, scene.where)
    if not found and not is_sure:
        return False
    await answer(work, scene, words.render_which(scene.own_t, label, [each.button for each in found]))
    return True


async def _to_accept(office: Office, work: Work, scene: Scene, person: Person, label: str) -> list[Awaited]:
    """Commissions and kept slots that the unit has not answered, and its tasks that nobody has accepted."""
    found = []
    asked = await offers.unanswered_of(work, person) if person.role in BOOKERS else []
    for demand, booking in asked:
        press = Press.OFFER_TAKE if booking.state is BookingState.OFFERED else Press.COMMISSION_ACCEPT
        found.append(
            Awaited(
                button(f"{label} {demand.code}", press, booking.id),
                partial(bookings.press_take, booking_id=booking.id),
                (demand_cards.commission_slot(booking.id), demand_cards.card_slot(booking.id)),
            )
        )
    for task, part in await supervision.unaccepted_of(work, person):
        found.append(
            Awaited(
                button(f"{label} {task.code}", Press.TASK_ACCEPT, part.id),
                partial(reports.accept, part_id=part.id),
                (task_cards.card_slot(task.id), task_cards.warning_slot(task.id)),
            )
        )
    return found


async def _to_read(office: Office, work: Work, scene: Scene, person: Person, label: str) -> list[Awaited]:
    """Papers, and the month's key points."""
    found = [
        Awaited(
            button(f"{label} {paper.code}", Press.CIRCULAR_READ, reader_id),
            partial(reading.press_read, reader_id=reader_id),
            (document_cards.reader_slot(reader_id),),
        )
        for reader_id, paper in await reading.unread_of(work, person)
    ]
    month = month_of(work.now, office.zone)
    if may(person.role, Act.SUBMIT, scene.where) and await keypoints.unread(
        office, work, scene.own_t, person
    ):
        found.append(
            Awaited(
                button(words.keypoints_label(scene.own_t, label, month), Press.KEYPOINTS_READ, month),
                partial(keypoints.press_read, month=month),
                (),
            )
        )
    return found


async def _to_attend(
    press: Press, office: Office, work: Work, scene: Scene, person: Person, label: str
) -> list[Awaited]:
    """Meetings that the person is called to and has not answered."""
    found = []
    for meeting, attendee in await meetings.unanswered_of(work, person):
        of = f"{meeting.id}:{person.id}"

        async def say(office: Office, work: Work, scene: Scene, of: str = of) -> None:
            await meeting_answers.take_reply(office, work, scene, of=of)

        found.append(
            Awaited(
                button(f"{label} {meeting.code}", press, meeting.id, person.id),
                say,
                (meeting_records.invitation_slot(attendee), meeting_records.reminder_slot(attendee)),
            )
        )
    return found


async def _to_agree(office: Office, work: Work, scene: Scene, person: Person, label: str) -> list[Awaited]:
    """Swaps of training periods, and what was reported of tasks that the person has set."""
    found = [
        Awaited(
            button(f"{label} {work.directory.get_person(each.asked_by).name}", Press.SWAP_AGREE, each.id),
            partial(swaps.agree, swap_id=each.id),
            (slot_name(Slot.SWAP, each.id),),
        )
        for each in await training.swaps_asked_of(work, person)
    ]
    for task, report in await supervision.unanswered_by(work, person):
        found.append(
            Awaited(
                button(f"{label} {task.code}", Press.TASK_AGREE, report.id),
                partial(decisions.agree, report_id=report.id),
                (task_cards.report_slot(report.id),),
            )
        )
    return found


async def _to_confirm(office: Office, work: Work, scene: Scene, person: Person, label: str) -> list[Awaited]:
    """Training periods of the person's own."""
    return [
        Awaited(
            button(f"{label} {scene.own_t.day(each.first)}", Press.ROTATION_CONFIRM, each.id),
            partial(swaps.confirm, rotation_id=each.id),
            (periods.slot_of(each),),
        )
        for each in await training.unconfirmed_of(office, work, person)
    ]


Look = Callable[[Office, Work, Scene, Person, str], Awaitable[list[Awaited]]]
_LOOKS: Mapping[Spoken, Look] = {
    Spoken.ACCEPT: _to_accept,
    Spoken.READ: _to_read,
    Spoken.AGREE: _to_agree,
    Spoken.CONFIRM: _to_confirm,
    Spoken.ATTEND: partial(_to_attend, Press.MEETING_COME),
    Spoken.EXCUSE: partial(_to_attend, Press.MEETING_EXCUSE),
}
