"""`#报送` and `#选题`, which say one thing in a partner group and another elsewhere: whose they are, and edits of them."""

from __future__ import annotations

from bot.desk import forms
from bot.desk.common.office import Office, Scene, answer
from bot.desk.items import near_misses, revisions, submissions
from bot.desk.people import join, strangers
from bot.desk.sources import partner_offers
from bot.rules.onestep import TAGS_PLAN, strip_tag
from bot.rules.rights import Act, Where, may
from bot.rules.text import clean
from bot.store.work import Work
from bot.views.sources import partner_offers as words


async def submit(office: Office, work: Work, scene: Scene) -> None:
    """`#报送`: an item; in a partner group what a partner has. Somebody else there is asked whether it is an item."""
    if scene.where is not Where.PARTNER or scene.person is None:
        await submissions.submit_tagged(office, work, scene)
    elif may(scene.role, Act.OFFER, scene.where):
        await partner_offers.take(office, work, scene)
    else:
        scene.check(Act.SUBMIT)
        await near_misses.offer_tagged(work, scene)


async def plan(office: Office, work: Work, scene: Scene) -> None:
    """`#选题`: in a partner group what a partner plans; elsewhere a word of where topics are posted and proposed."""
    if scene.person is None:
        if scene.is_private:
            await join.answer_stranger(office, work, scene)
        elif scene.place is not None:
            await strangers.refuse_submission(office, work, scene)
    elif may(scene.role, Act.OFFER, scene.where):
        await partner_offers.take(office, work, scene)
    elif scene.where is not Where.UNBOUND:
        text = " ".join(strip_tag(clean(scene.text), tags=TAGS_PLAN).split())
        hint = words.render_tag_elsewhere(
            scene.t,
            text=text,
            may_plan=may(scene.role, Act.DEMAND, Where.PRIVATE),
            in_partner_group=scene.where is Where.PARTNER,
        )
        await answer(work, scene, hint)


async def edit(office: Office, work: Work, scene: Scene) -> None:
    """An edited message: what it offered follows it, else what became of it as an item. From strangers it concerns nobody."""
    if scene.person is None or await partner_offers.edit(office, work, scene):
        return
    if not await forms.edit(office, work, scene):
        await revisions.edit_message(office, work, scene)
