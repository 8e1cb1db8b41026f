"""Demands, proposals and answers to wishes whose message an edit has marked: their words go, and whatever shows them says so."""

from __future__ import annotations

from bot.desk.common.office import Blanked, Office
from bot.desk.common.secrecy import gone, left_of
from bot.desk.common.slots import Slot, slot_name
from bot.desk.demands import cards, proposals
from bot.model import Chat
from bot.store.work import Work
from bot.views.demands import proposals as words


async def blank_demand(office: Office, work: Work, demand_id: int) -> Blanked:
    """It keeps its number, its time and who has booked it."""
    demand = await cards.get_demand(work, demand_id)
    await work.demands.wipe(demand.id, gone=gone(office))
    bare, bookings = await cards.get_demand(work, demand.id), await work.demands.bookings(demand.id)
    await cards.update_posts(office, work, demand.id)
    for booking in bookings:
        await cards.show_card(office, work, bare, booking, anew=False)
        await cards.update_commission(office, work, bare, booking)
    # What asks or says something beside them, once.
    slots = [slot_name(slot, demand.id) for slot in (Slot.FULL, Slot.CLOSING, Slot.ARRANGE)]
    for slot in (*slots, *(cards.due_slot(booking.id) for booking in bookings)):
        for post in await work.outbox.posts(slot):
            await work.outbox.take_away(post.slot, Chat(post.chat_id, post.thread_id))
    return Blanked(
        lambda t: demand.code,
        left_of(office, demand.title, demand.brief),
        since=demand.posted_at,
        number=demand.code,
    )


async def blank_proposal(office: Office, work: Work, proposal_id: int) -> Blanked:
    """It stays as it was decided, or open."""
    proposal = await proposals.get_proposal(work, proposal_id)
    await work.demands.wipe_proposal(proposal.id, gone=gone(office))
    await proposals.update(office, work, proposal.id)
    texts = left_of(office, proposal.text, proposal.why)
    return Blanked(lambda t: words.proposed(t, proposal), texts, since=proposal.made_at)


async def blank_answer(office: Office, work: Work, answer_id: int) -> Blanked | None:
    """That a wish was answered stays known."""
    found = await work.demands.find_answer(answer_id)
    if found is None:
        return None
    proposal_id, text, said_at = found
    await work.demands.wipe_answer(answer_id, gone=gone(office))
    await proposals.update(office, work, proposal_id)
    return Blanked(words.answered, left_of(office, text), since=said_at)
