"""The answer to the question which unit is meant, by button or typed, and what then goes on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.desk.common import conversations
from bot.desk.common.conversations import Conversation
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.slots import Slot, slot_name
from bot.desk.people import enrolment, join, members, units
from bot.desk.people.units import Then
from bot.errors import BadInput
from bot.locale.texts import Texts
from bot.model import Draft, DraftKind
from bot.rules.names import read_unit
from bot.store.work import Work
from bot.views.people import units as words

_NEW = ("就是新单位", "新单位", "new", "it is a new unit")
_YES = ("是", "是的", "对", "对的", "yes")

GOES_ON: dict[Then, Callable[[Office, Work, Scene, Draft, str], Awaitable[None]]] = {
    Then.JOIN: join.go_on,
    Then.INVITE: enrolment.go_on,
    Then.MEMBER: members.go_on,
}


async def press_unit(
    office: Office, work: Work, scene: Scene, *, draft_id: int, unit_id: int
) -> Toast | None:
    """A unit's button, or 就是新单位."""
    draft = await conversations.get_own(work, scene, draft_id, DraftKind.UNIT)
    known = {unit.id: unit.name for unit in work.directory.units}
    if unit_id == words.NEW:
        await _settle(office, work, scene, draft, str(draft.data["unit"]))
    elif unit_id in known:
        await _settle(office, work, scene, draft, known[unit_id])
    else:
        raise BadInput("This button is out of date. Please send the command again.")
    return None


async def press_cancel(office: Office, work: Work, scene: Scene, *, draft_id: int) -> Toast | None:
    """`取消` under the question."""
    await cancel(office, work, scene, await conversations.get_own(work, scene, draft_id, DraftKind.UNIT))
    return None


async def take(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """The unit typed: one of the roster's, or yes to what was offered, or else the question again."""
    typed = scene.text.strip()
    offered = units.alike(work, str(draft.data["unit"]))
    if typed.casefold() in _NEW:
        await _settle(office, work, scene, draft, str(draft.data["unit"]))
    elif typed.casefold() in _YES and len(offered) == 1:
        await _settle(office, work, scene, draft, offered[0].name)
    elif (unit := work.directory.find_unit(read_unit(typed))) is not None:
        await _settle(office, work, scene, draft, unit.name)
    else:
        await _close(work, scene, draft)
        await units.ask(
            work, scene, typed=read_unit(typed), then=Then(draft.step), data=draft.data, about=draft.about
        )


async def cancel(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """The question is given up; nothing was changed."""
    await _close(work, scene, draft)
    await answer(work, scene, words.render_unit_cancelled(scene.t))


async def name(office: Office, work: Work, t: Texts, draft: Draft) -> str:
    """The question in a few words."""
    return words.unit_question_name(t, unit=str(draft.data["unit"]))


async def _settle(office: Office, work: Work, scene: Scene, draft: Draft, unit: str) -> None:
    is_new = work.directory.find_unit(unit) is None
    slot = slot_name(Slot.QUESTION, draft.id)
    if await work.outbox.find_post(slot, scene.chat):
        await work.outbox.part_with(
            slot, scene.chat, words.render_unit_settled(scene.t, unit=unit, is_new=is_new)
        )
    await work.drafts.delete(draft.id)
    await GOES_ON[Then(draft.step)](office, work, scene, draft, unit)


async def _close(work: Work, scene: Scene, draft: Draft) -> None:
    await work.drafts.delete(draft.id)
    await work.outbox.take_away(slot_name(Slot.QUESTION, draft.id), scene.chat)


CONVERSATION = Conversation(
    kind=DraftKind.UNIT, take=take, cancel=cancel, is_asking=lambda draft: True, name=name
)
