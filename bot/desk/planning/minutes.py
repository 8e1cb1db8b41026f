"""Minutes of the weekly consultation (会商纪要): kept, posted to the desk, listed; undone, and written anew."""

from __future__ import annotations

from datetime import datetime

from bot.desk.common import conversations, living
from bot.desk.common.audience import tell_desk
from bot.desk.common.conversations import Conversation
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.secrecy import check_passable
from bot.desk.common.slots import Slot, slot_name
from bot.desk.common.undoing import check_decider, check_in_time
from bot.errors import BadInput, NotFound, WrongState
from bot.locale.texts import Texts
from bot.model import Draft, DraftKind, Message, Minutes, Subject
from bot.rules.periods import Period, period_of, week_days
from bot.rules.rights import Act
from bot.rules.states import UNDO_WITHIN
from bot.rules.text import clean, count_chars
from bot.store.work import Work
from bot.views.planning import minutes as words
from bot.views.planning.minutes import Kept

MOST = 3000  # characters: one message holds them
SUBJECT = "minutes"  # in the audit trail
_LISTED = 10


async def keep(office: Office, work: Work, scene: Scene, *, text: str) -> None:
    """They are kept, and posted to the desk; those of the same week give way to them."""
    scene.check(Act.CONSULT)
    text = _checked(office, text)
    monday, _ = week_days(period_of(Period.WEEK, office.today(work.now)))
    since = datetime.combine(monday, datetime.min.time(), office.zone)
    await _write(office, work, scene, text, before=await work.minutes.standing_since(since))


def _checked(office: Office, text: str) -> str:
    text = clean(text)
    if not count_chars(text) >= 2 or len(text) > MOST:
        raise BadInput(
            "Minutes have 2 to {most} characters; yours have {count}. Nothing was kept.",
            most=MOST,
            count=len(text),
        )
    check_passable(office, text)
    return text


async def _write(office: Office, work: Work, scene: Scene, text: str, *, before: Minutes | None) -> None:
    """New ones, in the place of those `before`, which stay to be read; whoever got those reads that there are others."""
    person = scene.actor
    minutes_id = await work.minutes.add(text, person_id=person.id, now=work.now)
    await work.writings.keep(Subject.MINUTES, minutes_id, [(scene.chat.chat_id, scene.message_id)])
    step = "minutes" if before is None else "minutes_anew"
    after = {} if before is None else {"before": before.id}
    await work.trail.record(SUBJECT, minutes_id, step=step, person_id=person.id, now=work.now, after=after)
    if before is not None:
        await work.minutes.replace(before.id, by=minutes_id)
        await show_as_they_are(office, work, before.id)
    found, slot = await _found(work, minutes_id), _slot(minutes_id)
    await tell_desk(office, work, lambda t: words.render_minutes(t, found, may_undo=True), slot=slot)
    if not scene.is_at_desk:
        # Its buttons go the way of those at the desk; where there is no desk group the minutes themselves stand here already.
        is_here = await work.outbox.find_post(slot, scene.chat) is not None
        await answer(work, scene, words.render_kept(scene.t, found), slot=None if is_here else slot)
    await living.update_later(
        office, work, slot, lambda t: words.render_minutes(t, found), send_at=work.now + UNDO_WITHIN
    )


async def undo(office: Office, work: Work, scene: Scene, *, minutes_id: int) -> Toast:
    """`撤销` by who wrote them, within ten minutes: those before stand again, where there were any."""
    person = scene.check(Act.CONSULT)
    found = await _found(work, minutes_id)
    kept = found.minutes
    if kept.undone_at is not None or kept.replaced_by is not None:
        raise _given_way(found)
    check_decider(work, person, kept.person_id)
    check_in_time(work, kept.made_at)
    await work.minutes.undo(kept.id, now=work.now)
    await work.trail.record(
        SUBJECT, kept.id, step="minutes_undo", person_id=person.id, now=work.now, after={}
    )
    await show_as_they_are(office, work, kept.id)
    if found.before is not None:
        await show_as_they_are(office, work, found.before.id)
        return scene.toast(lambda t: t.plain("Undone: the minutes before stand again."))
    return scene.toast(lambda t: t.plain("Undone: these minutes are no more."))


async def press_anew(office: Office, work: Work, scene: Scene, *, minutes_id: int) -> Toast | None:
    """`重写`: asks for the new words."""
    scene.check(Act.CONSULT)
    found = await _found(work, minutes_id)
    if found.minutes.undone_at is not None or found.minutes.replaced_by is not None:
        raise _given_way(found)
    draft = await conversations.begin(
        work, scene, DraftKind.MINUTES, step="text", data={"minutes_id": minutes_id}
    )
    await conversations.ask(work, scene, draft, words.render_ask_anew(scene.t, found, most=MOST))
    return None


async def take_words(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """The new words, in the place of those under which they were asked for."""
    scene.check(Act.CONSULT)
    text = _checked(office, scene.text)
    found = await _found(work, int(str(draft.data["minutes_id"])))
    await conversations.end(work, scene, draft)
    if found.minutes.undone_at is not None or found.minutes.replaced_by is not None:
        await answer(work, scene, words.render_overtaken(scene.t, found))
        return
    await _write(office, work, scene, text, before=found.minutes)


async def cancel(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """`取消` in the place of the words: the minutes stay as they are."""
    await conversations.end(work, scene, draft)
    await answer(work, scene, words.render_left(scene.t))


async def name(office: Office, work: Work, t: Texts, draft: Draft) -> str:
    """Which minutes are being written anew."""
    return words.anew_name(t, await _found(work, int(str(draft.data["minutes_id"]))))


async def show_list(office: Office, work: Work, scene: Scene) -> None:
    """The newest minutes, each with a button."""
    scene.check(Act.CONSULT)
    await answer(work, scene, words.render_list(scene.t, await work.minutes.newest(_LISTED)))


async def press_list(office: Office, work: Work, scene: Scene) -> Toast | None:
    """`会商纪要` under the agenda."""
    await show_list(office, work, scene)
    return None


async def press_show(office: Office, work: Work, scene: Scene, *, minutes_id: int) -> Toast | None:
    """One of them in full, those that gave way too."""
    scene.check(Act.CONSULT)
    await answer(work, scene, words.render_minutes(scene.t, await _found(work, minutes_id)))
    return None


def _slot(minutes_id: int) -> str:
    return slot_name(Slot.MINUTES, minutes_id)


async def _found(work: Work, minutes_id: int) -> Kept:
    """Minutes with those before them, and those that took their place. NotFound where a button's data was altered."""
    kept = await work.minutes.find(minutes_id)
    if kept is None:
        raise NotFound("This button is out of date. Please send the command again.")
    before = await work.minutes.replaced_with(kept.id)
    after = await work.minutes.find(kept.replaced_by) if kept.replaced_by is not None else None
    people = {
        each.id: work.directory.get_person(each.person_id).name for each in (kept, before, after) if each
    }
    return Kept(kept, before, after, people)


async def show_as_they_are(office: Office, work: Work, minutes_id: int) -> None:
    """What the desk was shown says what has become of them; undone within ten minutes of their own, they can be again."""
    found = await _found(work, minutes_id)
    until = found.minutes.made_at + UNDO_WITHIN

    def render(t: Texts) -> Message:
        return words.render_minutes(t, found, may_undo=work.now <= until, is_short=True)

    await living.update(office, work, _slot(minutes_id), render)
    if work.now <= until:
        await living.update_later(
            office,
            work,
            _slot(minutes_id),
            lambda t: words.render_minutes(t, found, is_short=True),
            send_at=until,
        )


def _given_way(found: Kept) -> WrongState:
    """To who presses too late."""
    if found.after is not None:
        return WrongState(
            "{name} wrote these minutes anew on {at}. Nothing was changed.",
            name=found.names[found.after.id],
            at=found.after.made_at,
        )
    return WrongState(
        "{name} undid these minutes on {at}. Nothing was changed.",
        name=found.names[found.minutes.id],
        at=found.minutes.undone_at,
    )


CONVERSATION = Conversation(
    kind=DraftKind.MINUTES,
    take=take_words,
    cancel=cancel,
    is_asking=lambda draft: True,
    name=name,
    is_bare=True,
)
