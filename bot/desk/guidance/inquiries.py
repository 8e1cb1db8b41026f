"""Questions to the desk (咨询): `/ask`, an editor's answer in private, what the asker says to that, and so on: a thread."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.desk.common import conversations, living, threads
from bot.desk.common.audience import tell_desk
from bot.desk.common.conversations import Conversation
from bot.desk.common.office import Office, Scene, Toast, answer, answer_privately
from bot.desk.common.slots import Slot, slot_name
from bot.errors import NotFound, WrongState
from bot.locale.texts import Texts
from bot.model import Draft, DraftKind, Inquiry, InquiryText, Person, PersonState
from bot.rules.rights import Act, may
from bot.rules.text import clean, count_chars, is_courtesy
from bot.store.work import Work
from bot.views.common.waiting import Waiting
from bot.views.guidance import inquiries as words

SUBJECT = "inquiry"  # in the audit trail
OWN_MOST, OPEN_MOST = 8, 12
_GOES_ON = timedelta(minutes=30)  # a short text in private so soon after a thread's last word belongs to it
_MAY_GO_ON = timedelta(hours=2)  # and so soon it may
_LOOKED_AT = 3  # of somebody's newest threads
MOST = 2000  # characters: people ask about a text by sending it


async def command(office: Office, work: Work, scene: Scene, *, text: str) -> None:
    """`/ask 文字`; bare, an editor sees what waits for an answer, everybody else the own questions, and is asked for one."""
    person = scene.check(Act.ASK)
    if count_chars(clean(text)):
        await _ask(office, work, replace(scene, text=text))
        return
    if may(scene.role, Act.ANSWER_ASK, scene.where):
        waiting = await work.inquiries.open(until=work.now, most=OPEN_MOST)
        await answer(work, scene, words.render_waiting(scene.t, waiting))
        return
    own = await work.inquiries.of(person.id, most=OWN_MOST)
    if own:
        await answer_privately(office, work, scene, words.render_own(scene.own_t, own))
    await _begin(work, scene, None)


async def _begin(work: Work, scene: Scene, inquiry: Inquiry | None) -> None:
    data = {"inquiry_id": inquiry.id if inquiry is not None else None}
    draft = await conversations.begin(work, scene, DraftKind.INQUIRY, step="words", data=data)
    is_own = inquiry is None or inquiry.person_id == scene.actor.id
    await conversations.ask(work, scene, draft, words.render_ask_words(scene.t, inquiry, is_own=is_own))


async def take_words(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """The words that were asked for; what cannot be passed on leaves the question open."""
    inquiry_id = draft.data["inquiry_id"]
    if inquiry_id is None:
        scene.check(Act.ASK)
        await _ask(office, work, scene)
    elif not await reply(office, work, scene, inquiry_id=int(str(inquiry_id))):
        scene.check(Act.ANSWER_ASK)
    await work.drafts.delete(draft.id)


async def cancel(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """`取消` in the place of the words."""
    await work.drafts.delete(draft.id)
    await answer(work, scene, words.render_not_asked(scene.t))


async def name(office: Office, work: Work, t: Texts, draft: Draft) -> str:
    """The question in a few words."""
    inquiry_id = draft.data["inquiry_id"]
    inquiry = await work.inquiries.find(int(str(inquiry_id))) if inquiry_id is not None else None
    return words.inquiry_name(t, inquiry)


async def _ask(office: Office, work: Work, scene: Scene) -> None:
    """A new question, shown to the desk with who asks."""
    person, text = scene.actor, threads.words_of(office, scene, most=MOST)
    inquiry_id = await work.inquiries.add(person.id, now=work.now)
    said = await _say(work, scene, inquiry_id, text=text, from_desk=False)
    inquiry = await get(work, inquiry_id)
    await tell_desk(
        office, work, lambda t: words.render_card(t, inquiry, by=person.label), slot=slot_of(inquiry_id)
    )
    message = words.render_asked(scene.t, said, has_file=bool(scene.attachment))
    await answer(work, scene, message)


async def reply(
    office: Office, work: Work, scene: Scene, *, inquiry_id: int | None = None, text_id: int | None = None
) -> bool:
    """A reply to a question or a text of its thread, by either side. False where the writer is on neither."""
    if text_id is not None:
        before = await work.inquiries.find_text(text_id)
        inquiry_id = before.inquiry_id if before is not None else None
    inquiry = await work.inquiries.find(inquiry_id) if inquiry_id is not None else None
    if inquiry is None:
        return False
    if inquiry.person_id == scene.actor.id:
        await _ask_on(office, work, scene, inquiry)
    elif may(scene.role, Act.ANSWER_ASK, scene.where):
        await _answer(office, work, scene, inquiry)
    else:
        return False
    return True


async def take_next(office: Office, work: Work, scene: Scene) -> bool:
    """A short text in private just after a thread's last word, without a reply: it goes on with the thread. False otherwise."""
    inquiry = await _lately(work, scene, within=_GOES_ON)
    if inquiry is None:
        return False
    await _ask_on(office, work, scene, inquiry, says_which=True)
    return True


async def offer(office: Office, work: Work, scene: Scene) -> list[Draft]:
    """What a text in private may belong to, though it is no reply: the own thread in which something was said lately."""
    inquiry = await _lately(work, scene, within=_MAY_GO_ON)
    if inquiry is None:
        return []
    data = {"inquiry_id": inquiry.id}
    return [await conversations.begin(work, scene, DraftKind.INQUIRY, step=conversations.OFFERED, data=data)]


async def _lately(work: Work, scene: Scene, *, within: timedelta) -> Inquiry | None:
    """The writer's own thread with the newest word, where that is no older."""
    if scene.person is None or not may(scene.role, Act.ASK, scene.where):
        return None
    last = [
        (texts[-1].said_at, inquiry)
        for inquiry in await work.inquiries.of(scene.person.id, most=_LOOKED_AT)
        if (texts := await work.inquiries.texts(inquiry.id)) and work.now - texts[-1].said_at <= within
    ]
    return max(last, key=lambda each: each[0])[1] if last else None


async def _answer(office: Office, work: Work, scene: Scene, inquiry: Inquiry) -> None:
    """An editor's words, to who asked; others may answer, too: each is named."""
    asker = work.directory.get_person(inquiry.person_id)
    if asker.state is not PersonState.ACTIVE or asker.telegram_id is None:
        raise WrongState(
            "Not passed on: {reporter} is no longer here, or has no account.", reporter=asker.name
        )
    text = threads.words_of(office, scene, most=MOST)
    said = await _say(work, scene, inquiry.id, text=text, from_desk=True)
    message = words.render_answer(office.t_for(asker), inquiry, said)
    await work.outbox.tell(asker, message, slot=_text_slot(said))
    await _update(office, work, inquiry.id)
    is_waiting = asker.telegram_id not in work.directory.open_accounts
    passed = words.render_passed_on(
        scene.t, said, to=asker.name, is_waiting=is_waiting, has_file=bool(scene.attachment)
    )
    await answer(work, scene, passed)


async def _ask_on(
    office: Office, work: Work, scene: Scene, inquiry: Inquiry, *, says_which: bool = False
) -> None:
    """What the asker says to an answer, or adds: beneath the question. Thanks leave an answered question answered."""
    if inquiry.waits_since is None and is_courtesy(scene.text):
        return
    text = threads.words_of(office, scene, most=MOST)
    said = await _say(work, scene, inquiry.id, text=text, from_desk=False)
    asker = scene.actor.label
    await threads.say_to_desk(
        office,
        work,
        lambda t: words.render_further(t, inquiry, said, by=asker),
        slot=_text_slot(said),
        under=slot_of(inquiry.id),
    )
    await _update(office, work, inquiry.id)
    on = inquiry if says_which else None
    await answer(work, scene, words.render_asked(scene.t, said, has_file=bool(scene.attachment), on=on))


async def press_answer(office: Office, work: Work, scene: Scene, *, inquiry_id: int) -> Toast | None:
    """`答复` for editors, `追问` for who asked: the words are asked for."""
    scene.check(Act.ASK)
    inquiry = await get(work, inquiry_id)
    if inquiry.person_id != scene.actor.id:
        scene.check(Act.ANSWER_ASK)
    await _begin(work, scene, inquiry)
    return None


async def press_show(office: Office, work: Work, scene: Scene, *, inquiry_id: int) -> Toast | None:
    """The whole thread, for its two sides alone; a reply to it goes on."""
    person = scene.check(Act.ASK)
    inquiry = await get(work, inquiry_id)
    is_own = inquiry.person_id == person.id and scene.is_private
    if not is_own:
        scene.check(Act.ANSWER_ASK)
    texts = await work.inquiries.texts(inquiry.id)
    slot = slot_name(Slot.INQUIRY_THREAD, inquiry.id)
    asker = work.directory.get_person(inquiry.person_id)
    messages = words.render_thread(scene.t, inquiry, texts, by=asker.label, is_own=is_own)
    await work.outbox.let_go(slot, scene.chat)
    for message in messages[:-1]:
        await answer(work, scene, message)
    await answer(work, scene, messages[-1], slot=slot)
    return None


async def take_back(office: Office, work: Work, scene: Scene, *, text_id: int) -> Toast:
    """撤回 within ten minutes, by who wrote it: it goes from where it was shown, and out of the thread."""
    person = scene.check(Act.ASK)
    said = await work.inquiries.find_text(text_id)
    slot = slot_name(Slot.INQUIRY_TEXT, text_id)
    await threads.take_back(work, said, person_id=person.id, slot=slot)
    assert said is not None
    await work.inquiries.take_back(said)
    await _record(work, said.inquiry_id, step="ask_undo", person_id=person.id)
    if await work.inquiries.find(said.inquiry_id) is None:
        gone = slot_of(said.inquiry_id)
        await living.update(
            office, work, gone, lambda t: words.render_not_asked_after_all(t, by=person.label)
        )
    else:
        await _update(office, work, said.inquiry_id)
    return scene.toast(lambda t: t.plain("Taken back: it has been deleted."))


async def waiting_too_long(office: Office, work: Work) -> list[Inquiry]:
    """Questions that have waited for an answer as long as the desk is reminded of an item."""
    span = office.settings.review.remind_after
    if not span:
        return []
    waiting = await work.inquiries.open(until=work.now - span, most=OPEN_MOST)
    return [
        each
        for each in waiting
        if each.waits_since is not None and office.after_hours(each.waits_since, span) <= work.now
    ]


async def waiting(office: Office, work: Work, t: Texts, person: Person) -> list[Waiting]:
    """For an editor's /today: what nobody has answered, the own questions aside."""
    found = await work.inquiries.open(until=work.now, most=OPEN_MOST)
    return words.waiting(t, [each for each in found if each.person_id != person.id])


async def get(work: Work, inquiry_id: int) -> Inquiry:
    """A question by its id. NotFound where a button's data was altered, or it was taken back."""
    inquiry = await work.inquiries.find(inquiry_id)
    if inquiry is None:
        raise NotFound("This button is out of date. Please send the command again.")
    return inquiry


def slot_of(inquiry_id: int) -> str:
    """The question as it stands at the desk."""
    return slot_name(Slot.INQUIRY, inquiry_id)


def _text_slot(said: InquiryText) -> str:
    return slot_name(Slot.INQUIRY_TEXT, said.id)


async def _say(work: Work, scene: Scene, inquiry_id: int, *, text: str, from_desk: bool) -> InquiryText:
    said = await work.inquiries.say(
        inquiry_id,
        person_id=scene.actor.id,
        from_desk=from_desk,
        text=text,
        chat_id=scene.chat.chat_id,
        message_id=scene.message_id,
        now=work.now,
    )
    await _record(work, inquiry_id, step="answer_ask" if from_desk else "ask", person_id=scene.actor.id)
    return said


async def _update(office: Office, work: Work, inquiry_id: int) -> None:
    inquiry = await get(work, inquiry_id)
    texts = await work.inquiries.texts(inquiry_id)
    answered = list(dict.fromkeys(each.person for each in texts if each.from_desk))
    by = work.directory.get_person(inquiry.person_id).label
    await living.update(
        office,
        work,
        slot_of(inquiry_id),
        lambda t: words.render_card(t, inquiry, by=by, answered_by=answered),
    )


async def _record(work: Work, inquiry_id: int, *, step: str, person_id: int) -> None:
    await work.trail.record(SUBJECT, inquiry_id, step=step, person_id=person_id, now=work.now)


CONVERSATION = Conversation(
    kind=DraftKind.INQUIRY,
    take=take_words,
    cancel=cancel,
    is_asking=lambda draft: draft.step != conversations.OFFERED,
    is_open=lambda draft: draft.step != conversations.OFFERED,
    name=name,
    is_bare=True,
)
