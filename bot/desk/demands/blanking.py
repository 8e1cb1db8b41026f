"""Demands, proposals and answers to wishes whose message an edit has marked: their words go, and whatever shows them says so."""

from __future__ import annotations

from dataclasses import replace

from bot.desk.common.office import Blanked, Office
from bot.desk.common.secrecy import gone, left_of
from bot.desk.common.slots import Slot, slot_name
from bot.desk.demands import cards, proposals, standing
from bot.model import Chat
from bot.store.work import Work
from bot.views.demands import bookings as booking_words
from bot.views.demands import proposals as words

_BEGINNING = 5  # characters of a proposal, which every message about it shows


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


async def blank_difficulty(office: Office, work: Work, booking_id: int) -> Blanked | None:
    """The unit has declined all the same; what can be done about it stands at the desk anew."""
    booking = await work.demands.find_booking(booking_id)
    if booking is None or not booking.note:
        return None
    demand, bare = await cards.get_demand(work, booking.demand_id), replace(booking, note=gone(office))
    await work.demands.save_booking(bare)
    await cards.show_card(office, work, demand, bare, anew=False)
    await cards.update_commission(office, work, demand, bare)
    await cards.update_posts(office, work, demand.id)
    await standing.update_arrangement(office, work, demand)
    texts = left_of(office, booking.note)
    return Blanked(
        lambda t: booking_words.difficulty_name(t, demand), texts, since=demand.posted_at, number=demand.code
    )


async def blank_shelving(office: Office, work: Work, proposal_id: int) -> Blanked | None:
    """It stays put aside."""
    proposal = await proposals.get_proposal(work, proposal_id)
    if proposal.why is None or proposal.decided_at is None:
        return None
    await work.demands.set_proposal(
        proposal.id,
        proposal.state,
        by=proposal.decided_by,
        now=proposal.decided_at,
        demand_id=proposal.demand_id,
        why=gone(office),
        month=proposal.month,
    )
    await proposals.update(office, work, proposal.id)
    texts = left_of(office, proposal.why)
    begins = proposal.text[:_BEGINNING]  # a reason is short: it is looked for beside what it is about
    return Blanked(lambda t: words.shelving(t, proposal), texts, since=proposal.decided_at, number=begins)


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
