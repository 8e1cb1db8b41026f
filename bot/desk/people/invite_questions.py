"""The question before an administrator is invited, and its two answers; invitations are in enrolment."""

from __future__ import annotations

from bot.desk.common import conversations
from bot.desk.common.conversations import Conversation
from bot.desk.common.office import Office, Scene, Toast
from bot.desk.people import enrolment
from bot.locale.texts import Texts
from bot.model import Draft, DraftKind, Role
from bot.rules.rights import Act
from bot.store.work import Work
from bot.views.people import invitations as words


async def press_sure(office: Office, work: Work, scene: Scene, *, draft_id: int) -> Toast | None:
    """`确认邀请`: the line and its link."""
    scene.check(Act.INVITE)
    draft = await conversations.get_own(work, scene, draft_id, DraftKind.INVITE)
    await conversations.end(work, scene, draft)
    unit, name = str(draft.data["unit"]), str(draft.data["name"])
    await enrolment.invite_as(office, work, scene, unit=unit, name=name, role=Role.ADMIN)
    return None


async def press_cancel(office: Office, work: Work, scene: Scene, *, draft_id: int) -> Toast | None:
    """`取消` under the question."""
    await cancel(office, work, scene, await conversations.get_own(work, scene, draft_id, DraftKind.INVITE))
    return None


async def cancel(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """Nobody is invited."""
    await conversations.end_with(work, scene, draft, words.render_not_invited(scene.t))


async def name(office: Office, work: Work, t: Texts, draft: Draft) -> str:
    """Who is to be invited."""
    return words.question_name(t, name=str(draft.data["name"]))


CONVERSATION = Conversation(
    kind=DraftKind.INVITE, take=None, cancel=cancel, is_asking=lambda draft: False, name=name
)
