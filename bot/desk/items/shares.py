"""How the contributors of a merged item share: `首报 70%` or `首报 平分`, with the number on 合并 or as a reply to its card."""

from __future__ import annotations

from collections.abc import Sequence

from bot.desk.common.office import Office, Scene, answer
from bot.desk.items import adoptions, cards, points
from bot.errors import WrongState
from bot.model import Item
from bot.rules.adopted import read_share
from bot.rules.points import Line
from bot.rules.rights import Act
from bot.store.work import Work
from bot.views.items import adoptions as words


async def take(office: Office, work: Work, scene: Scene, item: Item) -> bool:
    """A reply to an item's card that is about shares; False where it is not. WrongState where nothing is to be shared.

    A number beside is of the item, of one that it holds or of the one that holds it.
    """
    read = read_share(scene.text)
    if read is None:
        return False
    holder = await points.credited(work, item)
    if read[0]:
        named = await cards.find_by_number(office, work, read[0])
        held = {each.id for each in await work.items.contained_in(holder.id)}
        if named is None or named.id not in {holder.id, *held}:
            return False
    await set_first(office, work, scene, holder, percent=read[1])
    return True


async def set_first(office: Office, work: Work, scene: Scene, item: Item, *, percent: int | None) -> None:
    """The lead gets so many per cent, the others share the rest; None: all alike. Whose points that changes hears of it."""
    scene.check(Act.REVIEW)
    if not await work.items.merged_into(item.id):
        raise WrongState(
            "Nothing was merged into {number}, so there is nothing to share. Nothing was changed.",
            number=item.number,
        )
    lines = await points.set_first_share(office, work, item, percent)
    await answer_set(work, scene, item, lines, percent=percent)
    await cards.update(office, work, item)
    await adoptions.tell_others(
        office, work, item, lines, but=None, why=lambda t: words.share_words(t, percent)
    )


async def answer_set(
    work: Work, scene: Scene, item: Item, lines: Sequence[Line], *, percent: int | None
) -> None:
    """What the editor hears who has set it; the audit trail says it too."""
    await work.trail.record(
        "item",
        item.id,
        step="share",
        person_id=scene.actor.id,
        now=work.now,
        after={"state": item.state.value, "share": percent},
    )
    got = adoptions.got_of(work, lines)
    await answer(work, scene, words.render_shares(scene.t, item, got=got, first_percent=percent))
