"""What a leader writes: a wish to the desk, answered and never turned down, or a demand; proposals of others are in proposals."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.desk.common import by_name, conversations
from bot.desk.common.conversations import Conversation
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.secrecy import check_passable
from bot.desk.demands import drafts, proposals
from bot.errors import BadInput
from bot.locale.texts import Texts
from bot.model import Draft, DraftKind, Item, ProposalState, Role
from bot.rules.numbers import numbers_shown
from bot.rules.rights import Act, may_see_item
from bot.rules.text import clean, count_chars, is_courtesy
from bot.store.work import Work
from bot.views.demands import wishes as words
from bot.views.demands.proposals import decided_before

_ANSWER_MOST = 1000  # characters
_ITEMS_MOST = 20  # a bulletin's


async def offer_choice(office: Office, work: Work, scene: Scene) -> bool:
    """A leader's words in private outside any conversation: `转采编群研究` or `发布为需求`. False for others, and a bare 好."""
    text = clean(scene.text)
    is_short = count_chars(text) < proposals.LEAST or is_courtesy(text)
    if scene.role is not Role.LEADER or not scene.is_private or is_short:
        return False
    check_passable(office, text)
    draft = await conversations.begin(
        work, scene, DraftKind.WISH, step="choose", data={"text": text, "message_id": scene.message_id}
    )
    question = words.render_choice(scene.t, draft.id, await _replied_items(work, scene))
    await answer(work, scene, question, slot=conversations.preview_slot(draft.id))
    return True


async def _replied_items(work: Work, scene: Scene) -> list[Item]:
    """The items that our message shows to which a leader replies: the words are perhaps a comment (批示) on one of them."""
    numbers = numbers_shown(scene.replied_text) if scene.replies_to_us else []
    found = [await work.items.find_number(number) for number in numbers[:_ITEMS_MOST]]
    return [item for item in found if item is not None and may_see_item(scene.actor, item)]


async def pass_on(office: Office, work: Work, scene: Scene, *, draft_id: int) -> Toast | None:
    """`转采编群研究`: as if it had been written behind /propose."""
    draft = await conversations.get_own(work, scene, draft_id, DraftKind.WISH)
    message_id = int(str(draft.data["message_id"]))
    await proposals.propose(office, work, replace(scene, message_id=message_id), text=_text(draft))
    await conversations.end(work, scene, draft)
    return None


async def make_demand(office: Office, work: Work, scene: Scene, *, draft_id: int) -> Toast | None:
    """`发布为需求`: begins a demand with these words; what is missing is asked for."""
    draft = await conversations.get_own(work, scene, draft_id, DraftKind.WISH)
    scene.check(Act.DEMAND)
    await conversations.end(work, scene, draft)
    messages = [(draft.chat_id, int(str(draft.data["message_id"])))]
    await drafts.begin_with_text(office, work, scene, text=_text(draft), messages=messages)
    return None


async def press_cancel(office: Office, work: Work, scene: Scene, *, draft_id: int) -> Toast | None:
    """`取消` under the choice."""
    await cancel(office, work, scene, await conversations.get_own(work, scene, draft_id, DraftKind.WISH))
    return None


async def cancel(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """The words are left."""
    await conversations.end(work, scene, draft)
    await answer(work, scene, words.render_left(scene.t))


async def name(office: Office, work: Work, t: Texts, draft: Draft) -> str:
    """The words in short."""
    return words.wish_name(t, text=_text(draft))


# --- the desk's answer ------------------------------------------------------------------------------------


async def ask_answer(office: Office, work: Work, scene: Scene, *, proposal_id: int) -> Toast | None:
    """`回复领导` under a wish: asks for the words."""
    scene.check(Act.DECIDE_PROPOSAL)
    proposal = await proposals.get_proposal(work, proposal_id)
    if proposal.state is not ProposalState.OPEN:
        return scene.toast(decided_before, alert=True)
    draft = await conversations.begin(
        work, scene, DraftKind.WISH_ANSWER, step="words", data={"proposal_id": proposal.id}
    )
    await conversations.ask(work, scene, draft, words.render_ask_answer(scene.t, proposal))
    return None


async def take_answer(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """The answer in words: to the leader in private, and under the wish at the desk."""
    editor = scene.check(Act.DECIDE_PROPOSAL)
    text = clean(scene.text)
    if not 0 < count_chars(text) <= _ANSWER_MOST:
        raise BadInput("An answer has at most {most} characters; nothing was sent.", most=_ANSWER_MOST)
    proposal = await proposals.get_proposal(work, int(str(draft.data["proposal_id"])))
    await work.drafts.delete(draft.id)
    await proposals.keep_answer(office, work, scene, proposal, text=text, by=editor)
    leader = work.directory.get_person(proposal.person_id)
    await by_name.tell(office, work, leader, lambda t: words.render_answer(t, proposal, text=text))
    await answer(work, scene, words.render_answered(scene.t, leader=leader.label))


async def cancel_answer(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """`取消` in the place of the answer."""
    await work.drafts.delete(draft.id)
    await answer(work, scene, words.render_answer_left(scene.t))


async def name_answer(office: Office, work: Work, t: Texts, draft: Draft) -> str:
    """Which wish is being answered."""
    proposal = await proposals.get_proposal(work, int(str(draft.data["proposal_id"])))
    return words.answer_name(t, text=proposal.text)


def _text(draft: Draft) -> str:
    data: dict[str, Any] = draft.data
    return str(data["text"])


CHOICE = Conversation(kind=DraftKind.WISH, take=None, cancel=cancel, is_asking=lambda draft: False, name=name)
ANSWER = Conversation(
    kind=DraftKind.WISH_ANSWER,
    take=take_answer,
    cancel=cancel_answer,
    is_asking=lambda draft: True,
    name=name_answer,
    is_bare=True,
)
