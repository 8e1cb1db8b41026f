"""The assessment at the end of a training (学习鉴定): asked of the mentor or the desk, typed, kept, given to the trainee."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.desk.common import by_name, conversations, living, reminders
from bot.desk.common.audience import Render, desk_groups, tell_desk
from bot.desk.common.conversations import Conversation
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.secrecy import check_passable
from bot.desk.common.slots import Slot, slot_name
from bot.desk.common.undoing import is_in_time
from bot.desk.training import periods
from bot.errors import BadInput, NotAllowed, WrongState
from bot.locale.texts import Texts
from bot.model import Chat, Draft, DraftKind, PersonState, Reminder, Rotation
from bot.rules.rights import EDITORS, Act, may
from bot.rules.text import clean, count_chars
from bot.store.work import Work
from bot.views.training import assessments as words

LEAST, MOST = 5, 2000  # characters
_FOLLOWS = timedelta(
    days=3
)  # what its mentor writes so soon after being asked may be meant as the assessment


async def ask(office: Office, work: Work, rotation: Rotation, *, is_reminder: bool = False) -> None:
    """The mentor is asked, or the desk where there is none any more."""
    stay, slot = periods.stay_of(office, work, rotation), slot_name(Slot.ASSESS, rotation.id)
    mentor = work.directory.get_person(rotation.mentor_id) if rotation.mentor_id is not None else None
    if mentor is not None and mentor.state is PersonState.ACTIVE and mentor.telegram_id is not None:
        if is_reminder and not reminders.may_remind(work, mentor, Reminder.ROTATION):
            return  # the question stands where it was asked
        await work.outbox.let_go(slot, Chat(mentor.telegram_id))
        message = words.render_ask(office.t_for(mentor), stay, is_reminder=is_reminder)
        if is_reminder:
            await reminders.remind(office, work, mentor, message, kind=Reminder.ROTATION, slot=slot)
        else:
            await by_name.tell(office, work, mentor, message, slot=slot)
        return
    for post in await work.outbox.posts(slot):
        await work.outbox.let_go(slot, Chat(post.chat_id, post.thread_id))
    await tell_desk(office, work, lambda t: words.render_ask(t, stay, is_reminder=is_reminder), slot=slot)


async def begin(office: Office, work: Work, scene: Scene, *, rotation_id: int) -> Toast | None:
    """`写鉴定`: the next text is it."""
    rotation = await _to_write(work, scene, rotation_id)
    draft = await conversations.begin(
        work, scene, DraftKind.ASSESSMENT, step="words", data={"rotation_id": rotation.id}
    )
    question = words.render_question(scene.t, periods.stay_of(office, work, rotation))
    await conversations.ask(work, scene, draft, question)
    return None


async def offer(office: Office, work: Work, scene: Scene) -> list[Draft]:
    """What a text in private may belong to, though nothing was pressed: assessments the mentor was asked for lately."""
    if scene.person is None or not may(scene.role, Act.ROTATION, scene.where):
        return []
    return [
        await conversations.begin(
            work,
            scene,
            DraftKind.ASSESSMENT,
            step=conversations.OFFERED,
            data={"rotation_id": each.id},
        )
        for each in await work.training.owed()
        if each.mentor_id == scene.person.id and work.now - (each.nudged_at or _asked_at(each)) <= _FOLLOWS
    ]


def _asked_at(rotation: Rotation) -> datetime:
    assert rotation.ended_at is not None
    return rotation.ended_at


async def take_words(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """The assessment behind the button."""
    await take(office, work, scene, rotation_id=int(str(draft.data["rotation_id"])))
    await conversations.end(work, scene, draft)


async def take(office: Office, work: Work, scene: Scene, *, rotation_id: int) -> None:
    """The assessment, by a reply or behind the button; its writer can replace it for ten minutes."""
    rotation = await _to_write(work, scene, rotation_id)
    writer, text = scene.actor, clean(scene.text)
    if not LEAST <= count_chars(text) <= MOST:
        raise BadInput(
            "An assessment has {least} to {most} characters; yours has {count}. Nothing was kept.",
            least=LEAST,
            most=MOST,
            count=count_chars(text),
        )
    check_passable(office, text)
    is_anew = rotation.assessment is not None
    written = replace(
        rotation,
        assessment=text,
        assessed_by=writer.id,
        assessed_at=work.now,
        chat_id=scene.chat.chat_id,
        message_id=scene.message_id,
        ended_at=rotation.ended_at or work.now,
    )
    await work.training.save(written)
    await periods.record(work, written, step="assess", person_id=writer.id)
    stay, slot = periods.stay_of(office, work, written), slot_name(Slot.ASSESSMENT, rotation.id)
    await living.update(
        office,
        work,
        slot_name(Slot.ASSESS, rotation.id),
        lambda t: words.render_given(t, stay, by=writer.name),
    )
    trainee = work.directory.get_person(rotation.person_id)
    message = words.render_assessment(office.t_for(trainee), stay, by=writer.name)
    if (
        is_anew
        and trainee.telegram_id is not None
        and await work.outbox.find_post(slot, Chat(trainee.telegram_id))
    ):
        await living.update(office, work, slot, lambda t: words.render_assessment(t, stay, by=writer.name))
    else:
        await by_name.tell(office, work, trainee, message, slot=slot)
    if not is_anew and not scene.is_at_desk:
        await _tell_desk(office, work, rotation, lambda t: words.render_given(t, stay, by=writer.name))
    await answer(work, scene, words.render_thanks(scene.t, stay, is_anew=is_anew))


async def _tell_desk(office: Office, work: Work, rotation: Rotation, render: Render) -> None:
    """What was written, unless the question stood there and shows it; kept up to date like that, for it may be written anew."""
    groups, slot = set(desk_groups(work)), slot_name(Slot.ASSESS, rotation.id)
    asked = {Chat(post.chat_id, post.thread_id) for post in await work.outbox.posts(slot)}
    if not groups & asked:
        await tell_desk(office, work, render, slot=slot if groups else None)


async def show(office: Office, work: Work, scene: Scene, *, rotation_id: int) -> Toast | None:
    """One's own assessment once more; editors may read it, too."""
    person = scene.check(Act.ROTATION)
    rotation = await periods.get(work, rotation_id)
    if rotation.assessment is None:
        raise WrongState("There is no assessment yet.")
    if rotation.person_id != person.id or not scene.is_private:
        raise NotAllowed("An assessment is shown to its trainee in private.")
    assert rotation.assessed_by is not None
    by = work.directory.get_person(rotation.assessed_by).name
    await answer(
        work, scene, words.render_assessment(scene.t, periods.stay_of(office, work, rotation), by=by)
    )
    return None


async def cancel(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """`取消` in the place of the words: it is still to be written, unless somebody else has, or the period is off."""
    await conversations.end(work, scene, draft)
    rotation = await periods.get(work, int(str(draft.data["rotation_id"])))
    is_owed = rotation.is_on and rotation.assessment is None
    await answer(work, scene, words.render_left(scene.t, is_owed=is_owed))


async def name(office: Office, work: Work, t: Texts, draft: Draft) -> str:
    """Whose assessment is being written."""
    rotation = await periods.get(work, int(str(draft.data["rotation_id"])))
    return words.assessment_name(t, who=work.directory.get_person(rotation.person_id).label)


async def _to_write(work: Work, scene: Scene, rotation_id: int) -> Rotation:
    """The period, where this person may write its assessment now: the mentor, whoever stands in for them, an editor."""
    person = scene.check(Act.ROTATION)
    rotation = await periods.get(work, rotation_id)
    is_mentor = rotation.mentor_id is not None and by_name.stands_for(work, person, rotation.mentor_id)
    if not (is_mentor or (person.role in EDITORS and (scene.is_private or scene.is_at_desk))):
        raise NotAllowed("Only the mentor and the editors write assessments. Nothing was changed.")
    if not rotation.is_on:
        raise WrongState("This period was called off already. Nothing was changed.")
    if rotation.assessment is not None:
        assert rotation.assessed_by is not None and rotation.assessed_at is not None
        if rotation.assessed_by != person.id or not is_in_time(work, rotation.assessed_at):
            raise WrongState(
                "{name} wrote this assessment on {at}; it stays. Nothing was changed.",
                name=work.directory.get_person(rotation.assessed_by).name,
                at=rotation.assessed_at,
            )
    return rotation


CONVERSATION = Conversation(
    kind=DraftKind.ASSESSMENT,
    take=take_words,
    cancel=cancel,
    is_asking=lambda draft: True,
    name=name,
    is_bare=True,
    is_open=lambda draft: draft.step != conversations.OFFERED,
)
