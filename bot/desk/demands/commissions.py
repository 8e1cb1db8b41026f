"""Commissions (约稿): a named unit's 说明困难, and what it leaves free; accepting one is a booking like any other."""

from __future__ import annotations

from dataclasses import replace

from bot.desk.common import by_name, conversations
from bot.desk.common.conversations import Conversation
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.demands import arrangements, cards, notices, offers
from bot.errors import BadInput, WrongState
from bot.locale.texts import Texts
from bot.model import BookingState, DemandState, Draft, DraftKind, Subject
from bot.rules.text import clean, count_chars
from bot.store.work import Work
from bot.views.demands import bookings as words
from bot.views.demands import changes as changes_words

LEAST, MOST = 2, 500  # characters of a reason


async def press_decline(office: Office, work: Work, scene: Scene, *, booking_id: int) -> Toast | None:
    """`说明困难` under a commission: asks for the difficulty in words."""
    _, booking = await offers.get_own(work, scene, booking_id)
    if booking.state is not BookingState.ASKED:
        return scene.toast(lambda t: words.answered(t, booking), alert=True)
    demand = await cards.get_demand(work, booking.demand_id)
    if demand.state is DemandState.CLOSED:
        raise WrongState("{code} is closed; no answer is needed any more.", code=demand.code)
    draft = await conversations.begin(
        work,
        scene,
        DraftKind.DIFFICULTY,
        step="words",
        data={"booking_id": booking.id},
        about=cards.commission_slot(booking.id),
    )
    question = words.render_ask_difficulty(scene.t, demand, in_group=not scene.is_private)
    await conversations.ask(work, scene, draft, question)
    return None


async def take_difficulty(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """The difficulty in words: the unit declines, the desk is told, the slot is free again."""
    booking_id = draft.data["booking_id"]
    assert isinstance(booking_id, int)
    person, booking = await offers.get_own(work, scene, booking_id)
    await work.drafts.delete(draft.id)
    if booking.state is not BookingState.ASKED:
        await answer(work, scene, words.render_words(words.answered(scene.t, booking)))
        return
    note = clean(scene.text)
    if count_chars(note) < LEAST or len(note) > MOST:
        raise BadInput(
            "Please describe the difficulty in {least} to {most} characters; nothing was passed on yet.",
            least=LEAST,
            most=MOST,
        )
    demand = await cards.get_demand(work, booking.demand_id)
    declined = await cards.settle(
        office,
        work,
        demand,
        replace(booking, person_id=person.id),
        state=BookingState.DECLINED,
        step="decline",
        person_id=person.id,
        anew=False,
        why=note,
    )
    await work.writings.keep(Subject.DIFFICULTY, declined.id, [(scene.chat.chat_id, scene.message_id)])
    await answer(work, scene, words.render_declined(scene.t, demand))
    await by_name.tell_done(office, work, scene, person.id, lambda t: words.declined_for(t, demand))
    await arrangements.tell(office, work, demand)
    await notices.tell_poster(
        office,
        work,
        demand,
        lambda t: changes_words.render_declined_to_poster(t, demand, declined),
        by=person,
        is_desk_told=True,
    )
    await offers.offer_free(office, work, demand.id)
    await cards.update_posts(office, work, demand.id)


async def cancel(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """`取消` in the place of the difficulty: the commission stays unanswered."""
    await work.drafts.delete(draft.id)
    await answer(work, scene, words.render_difficulty_cancelled(scene.t))


async def name(office: Office, work: Work, t: Texts, draft: Draft) -> str:
    """Which commission's difficulty is asked for, in a few words."""
    booking = await work.demands.find_booking(int(str(draft.data["booking_id"])))
    assert booking is not None
    return words.difficulty_name(t, await cards.get_demand(work, booking.demand_id))


CONVERSATION = Conversation(
    kind=DraftKind.DIFFICULTY,
    take=take_difficulty,
    cancel=cancel,
    is_asking=lambda draft: True,
    name=name,
    is_bare=True,
)
