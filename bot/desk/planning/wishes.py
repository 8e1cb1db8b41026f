"""`/topic`: a leader's wish to the desk, and what became of the earlier ones; it is kept and decided as a proposal is."""

from __future__ import annotations

from bot.desk.common.office import Office, Scene, answer
from bot.desk.demands import proposals
from bot.errors import NotAllowed
from bot.model import Role
from bot.rules.rights import STAFF, Act
from bot.store.work import Work
from bot.views.planning import agenda as words

_LISTED = 10


async def topic(office: Office, work: Work, scene: Scene, *, text: str) -> None:
    """`/topic 文字` (leaders): at once to the desk; bare: their own with what became of each, and the question for another."""
    if scene.role in STAFF and scene.role is not Role.LEADER:
        raise NotAllowed(
            "/topic is for leaders. To propose a topic for the consultation: /propose your words"
        )
    person = scene.check(Act.TOPIC)
    if not text.strip():
        mine = await work.demands.proposals_of(person.id, most=_LISTED)
        if mine:
            await answer(work, scene, words.render_own(scene.t, mine))
    await proposals.propose(office, work, scene, text=text)
