"""Proposed topics (/propose): stored, shown to the desk, decided; the demand made of one is in drafts."""

from __future__ import annotations

import json

from bot.desk.common import by_name, conversations, living
from bot.desk.common.audience import tell_desk
from bot.desk.common.conversations import Conversation
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.secrecy import check_passable
from bot.desk.common.slots import Slot, slot_name
from bot.errors import BadInput, NotFound, WrongState
from bot.locale.texts import Texts
from bot.model import Demand, Draft, DraftKind, Message, Person, Proposal, ProposalState, Role
from bot.rules.rights import Act
from bot.rules.text import clean, count_chars
from bot.store.work import Work
from bot.views.demands import proposals as words

SUBJECT = "proposal"  # in the audit trail
LEAST, MOST, WISH_MOST = 5, 500, 3000  # characters; a leader may write more


async def propose(office: Office, work: Work, scene: Scene, *, text: str) -> None:
    """`/propose 文字`: kept for the weekly consultation, and shown to the desk with its choices."""
    person = scene.check(Act.PROPOSE)
    text = clean(text)
    if not count_chars(text):
        draft = await conversations.begin(work, scene, DraftKind.PROPOSAL, step="words", data={})
        await conversations.ask(work, scene, draft, words.render_ask_proposal(scene.t))
        return
    is_wish = person.role is Role.LEADER
    most = WISH_MOST if is_wish else MOST
    if count_chars(text) < LEAST or len(text) > most:
        raise BadInput(
            "A proposal has {least} to {most} characters; yours has {count}. Nothing was stored.",
            least=LEAST,
            most=most,
            count=len(text),
        )
    check_passable(office, text)
    await keep(office, work, person, text)
    await answer(work, scene, words.render_received(scene.t, is_wish=is_wish))


async def keep(office: Office, work: Work, person: Person, text: str) -> None:
    """A proposal in words that were looked at: kept, and shown to the desk with its choices."""
    proposal_id = await work.demands.add_proposal(person.id, text=text, now=work.now)
    await _record(work, proposal_id, step="propose", person_id=person.id, state=ProposalState.OPEN)
    proposal = await get_proposal(work, proposal_id)
    is_wish = person.role is Role.LEADER
    await tell_desk(
        office,
        work,
        lambda t: words.render_proposal(t, proposal, by=person.label, is_wish=is_wish),
        slot=slot_of(proposal_id),
    )


async def take_words(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """The words after a bare `/propose`; what is too short or long leaves the question open."""
    await propose(office, work, scene, text=scene.text)
    await work.drafts.delete(draft.id)


async def cancel(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """`取消` in the place of the words."""
    await work.drafts.delete(draft.id)
    await answer(work, scene, words.render_not_proposed(scene.t))


async def name(office: Office, work: Work, t: Texts, draft: Draft) -> str:
    """The question in a few words."""
    return words.proposal_name(t)


async def drop(office: Office, work: Work, scene: Scene, *, proposal_id: int) -> Toast | None:
    """`不采纳`: the proposer is told."""
    person = scene.check(Act.DECIDE_PROPOSAL)
    proposal = await get_proposal(work, proposal_id)
    if proposal.state is not ProposalState.OPEN:
        return scene.toast(words.decided_before, alert=True)
    if work.directory.get_person(proposal.person_id).role is Role.LEADER:
        raise WrongState("A leader's wish is answered or turned into a topic; it is not turned down.")
    await work.demands.set_proposal(proposal_id, ProposalState.DROPPED)
    await _record(work, proposal_id, step="drop", person_id=person.id, state=ProposalState.DROPPED)
    await _update(office, work, proposal_id, decided_by=person.name)
    proposer = work.directory.get_person(proposal.person_id)
    await by_name.tell(office, work, proposer, lambda t: words.render_dropped(t, proposal))
    return None


async def mark_turned(
    office: Office, work: Work, proposal_id: int, *, demand: Demand, person_id: int
) -> None:
    """A demand made of the proposal has been posted: it is marked so, and the proposer told."""
    await work.demands.set_proposal(proposal_id, ProposalState.TURNED, demand_id=demand.id)
    await _record(work, proposal_id, step="turn", person_id=person_id, state=ProposalState.TURNED)
    proposal = await get_proposal(work, proposal_id)
    await _update(office, work, proposal_id, demand=demand)
    proposer = work.directory.get_person(proposal.person_id)
    await by_name.tell(office, work, proposer, lambda t: words.render_turned(t, proposal, demand))


async def keep_answer(office: Office, work: Work, proposal: Proposal, *, text: str, by: Person) -> None:
    """The desk has answered a leader's wish, which stays open for a demand."""
    await work.trail.record(
        SUBJECT, proposal.id, step="answer", person_id=by.id, now=work.now, after={"answer": text}
    )
    await _update(office, work, proposal.id)


def slot_of(proposal_id: int) -> str:
    """The living posts of a proposal at the desk."""
    return slot_name(Slot.PROPOSAL, proposal_id)


async def get_proposal(work: Work, proposal_id: int) -> Proposal:
    """A proposal by its id. NotFound where a button's data was altered."""
    proposal = await work.demands.find_proposal(proposal_id)
    if proposal is None:
        raise NotFound("This button is out of date. Please send the command again.")
    return proposal


async def is_open(work: Work, proposal_id: int) -> bool:
    """Whether nobody has decided it yet."""
    return (await get_proposal(work, proposal_id)).state is ProposalState.OPEN


async def _update(
    office: Office,
    work: Work,
    proposal_id: int,
    *,
    decided_by: str | None = None,
    demand: Demand | None = None,
) -> None:
    proposal = await get_proposal(work, proposal_id)
    proposer = work.directory.get_person(proposal.person_id)
    answered = [entry for entry in await work.trail.of(SUBJECT, proposal_id) if entry.step == "answer"]
    answers = [(entry.person or "?", json.loads(entry.after or "{}")["answer"]) for entry in answered]

    def render(t: Texts) -> Message:
        return words.render_proposal(
            t,
            proposal,
            by=proposer.label,
            is_wish=proposer.role is Role.LEADER,
            decided_by=decided_by,
            demand=demand,
            answers=answers,
        )

    await living.update(office, work, slot_of(proposal_id), render)


async def _record(work: Work, proposal_id: int, *, step: str, person_id: int, state: ProposalState) -> None:
    await work.trail.record(
        SUBJECT, proposal_id, step=step, person_id=person_id, now=work.now, after={"state": state.value}
    )


CONVERSATION = Conversation(
    kind=DraftKind.PROPOSAL, take=take_words, cancel=cancel, is_asking=lambda draft: True, name=name
)
