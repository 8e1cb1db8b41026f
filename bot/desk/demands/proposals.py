"""Proposed topics (/propose) and leaders' wishes: stored, shown to the desk, decided; the demand made of one is in drafts.

Who keeps a list of them up to date (the agenda of the weekly consultation) is told of each decision by FOLLOWERS.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

from markupsafe import Markup

from bot.desk.common import by_name, conversations, living
from bot.desk.common.audience import tell_desk
from bot.desk.common.conversations import Conversation
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.secrecy import check_passable
from bot.desk.common.slots import Slot, slot_name
from bot.desk.common.undoing import check_decider, check_in_time
from bot.errors import BadInput, NotFound, WrongState
from bot.locale.texts import Texts
from bot.model import Demand, Draft, DraftKind, Message, Person, Proposal, ProposalState, Role, Subject
from bot.rules.rights import Act
from bot.rules.states import UNDO_WITHIN
from bot.rules.text import clean, count_chars
from bot.store.work import Work
from bot.views.demands import proposals as words

SUBJECT = "proposal"  # in the audit trail
Follow = Callable[[Office, Work], Awaitable[None]]
FOLLOWERS: list[Follow] = []
WHY_MOST = 300
_UNDONE = frozenset({ProposalState.DROPPED, ProposalState.LISTED})  # by 撤销
LEAST, MOST, WISH_MOST = 2, 500, 3000  # characters: 抓春耕 is a proposal; a leader may write more


async def propose(office: Office, work: Work, scene: Scene, *, text: str) -> None:
    """`/propose 文字`: kept for the weekly consultation, and shown to the desk with its choices."""
    person = scene.check(Act.PROPOSE)
    text = clean(text)
    is_wish = person.role is Role.LEADER
    if not count_chars(text):
        draft = await conversations.begin(work, scene, DraftKind.PROPOSAL, step="words", data={})
        await conversations.ask(work, scene, draft, words.render_ask_proposal(scene.t, is_wish=is_wish))
        return
    most = WISH_MOST if is_wish else MOST
    if count_chars(text) < LEAST or len(text) > most:
        if is_wish:
            raise BadInput(
                "What you pass on to the desk has {least} to {most} characters; this has {count}. Nothing was passed on.",
                least=LEAST,
                most=most,
                count=len(text),
            )
        raise BadInput(
            "A proposal has {least} to {most} characters; yours has {count}. Nothing was stored.",
            least=LEAST,
            most=most,
            count=len(text),
        )
    check_passable(office, text)
    await keep(office, work, person, text, message=(scene.chat.chat_id, scene.message_id))
    await answer(work, scene, words.render_received(scene.t, is_wish=is_wish))


async def keep(office: Office, work: Work, person: Person, text: str, *, message: tuple[int, int]) -> None:
    """A proposal in words that were looked at (`message`: its chat and number): kept, and shown to the desk with its choices."""
    proposal_id = await work.demands.add_proposal(person.id, text=text, now=work.now)
    await work.writings.keep(Subject.PROPOSAL, proposal_id, [message])
    await _record(work, proposal_id, step="propose", person_id=person.id, state=ProposalState.OPEN)
    proposal = await get_proposal(work, proposal_id)
    is_wish = person.role is Role.LEADER
    await tell_desk(
        office,
        work,
        lambda t: words.render_proposal(t, proposal, by=person.label, is_wish=is_wish),
        slot=slot_of(proposal_id),
    )
    for follow in FOLLOWERS:
        await follow(office, work)


async def take_words(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """The words after a bare `/propose`; what is too short or long leaves the question open."""
    await propose(office, work, scene, text=scene.text)
    await work.drafts.delete(draft.id)


async def cancel(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """`取消` in the place of the words."""
    await work.drafts.delete(draft.id)
    await answer(work, scene, words.render_not_proposed(scene.t, is_wish=scene.role is Role.LEADER))


async def name(office: Office, work: Work, t: Texts, draft: Draft) -> str:
    """The question in a few words."""
    writer = work.directory.find_account(draft.telegram_id)
    return words.proposal_name(t, is_wish=writer is not None and writer.role is Role.LEADER)


async def ask_shelve(office: Office, work: Work, scene: Scene, *, proposal_id: int) -> Toast | None:
    """`搁置`: asks for the reason, which the proposer hears."""
    scene.check(Act.DECIDE_PROPOSAL)
    if (said := await decided(work, proposal_id)) is not None:
        return scene.toast(said, alert=True)
    proposal = await get_proposal(work, proposal_id)
    draft = await conversations.begin(
        work, scene, DraftKind.SHELVE, step="why", data={"proposal_id": proposal.id}
    )
    question = words.render_ask_why(scene.t, proposal, in_group=not scene.is_private)
    await conversations.ask(work, scene, draft, question)
    return None


async def take_why(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """The reason in words: the proposal is put aside, unless somebody has decided it meanwhile."""
    person = scene.check(Act.DECIDE_PROPOSAL)
    proposal_id = int(str(draft.data["proposal_id"]))
    why = " ".join(clean(scene.text).split())
    if not 0 < count_chars(why) <= WHY_MOST:
        raise BadInput("A reason has at most {most} characters; nothing was decided yet.", most=WHY_MOST)
    check_passable(office, why)
    await work.drafts.delete(draft.id)
    if (said := await decided(work, proposal_id)) is not None:
        await answer(work, scene, Message(Markup.escape(said(scene.t))))
        return
    await settle(office, work, proposal_id, ProposalState.DROPPED, by=person, why=why)
    await work.writings.keep(Subject.SHELVING, proposal_id, [(scene.chat.chat_id, scene.message_id)])
    await answer(work, scene, words.render_shelved(scene.t))


async def cancel_shelve(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """`取消` in the place of the reason."""
    await work.drafts.delete(draft.id)
    await answer(work, scene, words.render_not_shelved(scene.t))


async def name_shelve(office: Office, work: Work, t: Texts, draft: Draft) -> str:
    """Which proposal is to be put aside."""
    return words.shelve_name(t, await get_proposal(work, int(str(draft.data["proposal_id"]))))


async def decided(work: Work, proposal_id: int) -> Callable[[Texts], str] | None:
    """Who has decided it and when, for who comes too late; None while it is open."""
    proposal = await get_proposal(work, proposal_id)
    if proposal.state is ProposalState.OPEN:
        return None
    if proposal.decided_by is None or proposal.decided_at is None:
        return words.decided_before
    name, at = work.directory.get_person(proposal.decided_by).name, proposal.decided_at
    return lambda t: words.decided_by(t, name=name, at=at)


async def settle(
    office: Office,
    work: Work,
    proposal_id: int,
    state: ProposalState,
    *,
    by: Person,
    why: str | None = None,
    month: str | None = None,
) -> None:
    """It is put aside, or one of a month's key points: the desk's posts say so, and the proposer hears it."""
    await work.demands.set_proposal(proposal_id, state, by=by.id, now=work.now, why=why, month=month)
    step = "drop" if state is ProposalState.DROPPED else "list"
    await _record(work, proposal_id, step=step, person_id=by.id, state=state)
    proposal = await get_proposal(work, proposal_id)
    await update(office, work, proposal_id)
    proposer = work.directory.get_person(proposal.person_id)
    said = words.render_dropped if why else words.render_listed
    await by_name.tell(office, work, proposer, lambda t: said(t, proposal))


async def reopen(office: Office, work: Work, scene: Scene, *, proposal_id: int) -> Proposal:
    """`撤销` by whoever put it aside or listed it, for ten minutes: it is open again; as it was before. WrongState otherwise."""
    person = scene.check(Act.DECIDE_PROPOSAL)
    before = await get_proposal(work, proposal_id)
    if before.state not in _UNDONE or before.decided_at is None or before.decided_by is None:
        raise WrongState("This has been settled already.")
    check_decider(work, person, before.decided_by)
    check_in_time(work, before.decided_at)
    await work.demands.set_proposal(proposal_id, ProposalState.OPEN, by=None, now=None)
    await _record(work, proposal_id, step="undo", person_id=person.id, state=ProposalState.OPEN)
    await update(office, work, proposal_id)
    proposer = work.directory.get_person(before.person_id)
    await by_name.tell(office, work, proposer, lambda t: words.render_reopened(t, before))
    return before


async def mark_turned(
    office: Office, work: Work, proposal_id: int, *, demand: Demand, person_id: int
) -> None:
    """A demand made of the proposal has been posted: it is marked so, and the proposer told."""
    await work.demands.set_proposal(
        proposal_id, ProposalState.TURNED, by=person_id, now=work.now, demand_id=demand.id
    )
    await _record(work, proposal_id, step="turn", person_id=person_id, state=ProposalState.TURNED)
    proposal = await get_proposal(work, proposal_id)
    await update(office, work, proposal_id, demand=demand)
    proposer = work.directory.get_person(proposal.person_id)
    await by_name.tell(office, work, proposer, lambda t: words.render_turned(t, proposal, demand))


async def keep_answer(
    office: Office, work: Work, scene: Scene, proposal: Proposal, *, text: str, by: Person
) -> None:
    """The desk has answered a leader's wish, which stays open for a demand."""
    answer_id = await work.demands.add_answer(proposal.id, person_id=by.id, text=text, now=work.now)
    await work.writings.keep(Subject.WISH_ANSWER, answer_id, [(scene.chat.chat_id, scene.message_id)])
    await work.trail.record(
        SUBJECT, proposal.id, step="answer", person_id=by.id, now=work.now, after={"answer_id": answer_id}
    )
    await update(office, work, proposal.id)


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


async def update(
    office: Office,
    work: Work,
    proposal_id: int,
    *,
    demand: Demand | None = None,
) -> None:
    """The desk's posts of it, as it is now."""
    proposal = await get_proposal(work, proposal_id)
    proposer = work.directory.get_person(proposal.person_id)
    answers = [*await _answered_before(work, proposal_id), *await work.demands.answers(proposal_id)]

    def render(t: Texts) -> Message:
        return words.render_proposal(
            t,
            proposal,
            by=proposer.label,
            is_wish=proposer.role is Role.LEADER,
            decided_by=work.directory.get_person(proposal.decided_by).name if proposal.decided_by else None,
            demand=demand,
            answers=answers,
        )

    await living.update(office, work, slot_of(proposal_id), render)
    if proposal.state in _UNDONE and proposal.decided_at is not None:
        until = proposal.decided_at + UNDO_WITHIN
        await living.update_later(
            office, work, slot_of(proposal_id), lambda t: Message(render(t).text), send_at=until
        )
    for follow in FOLLOWERS:
        await follow(office, work)


async def _answered_before(work: Work, proposal_id: int) -> list[tuple[str, str]]:
    """What an older release kept in the audit trail."""
    entries = [entry for entry in await work.trail.of(SUBJECT, proposal_id) if entry.step == "answer"]
    said = [(entry.person or "?", json.loads(entry.after or "{}").get("answer")) for entry in entries]
    return [(name, text) for name, text in said if text]


async def _record(work: Work, proposal_id: int, *, step: str, person_id: int, state: ProposalState) -> None:
    await work.trail.record(
        SUBJECT, proposal_id, step=step, person_id=person_id, now=work.now, after={"state": state.value}
    )


CONVERSATION = Conversation(
    kind=DraftKind.PROPOSAL, take=take_words, cancel=cancel, is_asking=lambda draft: True, name=name
)
SHELVE = Conversation(
    kind=DraftKind.SHELVE,
    take=take_why,
    cancel=cancel_shelve,
    is_asking=lambda draft: True,
    name=name_shelve,
    is_bare=True,
)
