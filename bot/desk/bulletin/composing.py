"""`/issue`: the bulletin in the making, its pool, order, pictures and preview.

Each press changes what is stored, whoever else changes it meanwhile; what is shown is read anew.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.desk.common import living, making
from bot.desk.common.office import Office, Scene, Toast
from bot.desk.items import cards, points, printing
from bot.errors import NotFound, WrongState
from bot.model import Bulletin, BulletinItem, BulletinState, Message
from bot.rules.bulletins import moved
from bot.rules.rights import EDITORS, Act
from bot.store.work import Work
from bot.views.bulletin import composing as words
from bot.views.bulletin.composing import Composed, Entry
from bot.views.common import labels

MOST_ITEMS = 20
_A_PAGE = 8
_NEWS_FOR = timedelta(days=365)  # what was adopted longer ago is in no pool
SUBJECT = "bulletin"  # of the audit trail


async def open_here(office: Office, work: Work, scene: Scene) -> None:
    """The bulletin in the making, begun where there is none; the pool, where it has nothing yet."""
    editor = scene.check(Act.ISSUE)
    bulletin = await work.bulletins.find_open()
    if bulletin is None:
        bulletin = await get(work, await work.bulletins.begin(person_id=editor.id, now=work.now))
        await record(work, bulletin, step="begin", person_id=editor.id)
    await _open(office, work, scene, bulletin)


async def _open(office: Office, work: Work, scene: Scene, bulletin: Bulletin) -> None:
    shown = await printing.composed_of(office, work, bulletin)
    if shown.entries or bulletin.state is BulletinState.SIGNING:
        viewer = printing.viewer_in(office, work, scene.chat)
        message = words.render_composed(scene.t, shown, viewer)
    else:
        message = await _pool_page(office, work, scene, shown, page=0)
    last = words.render_moved(scene.t)
    await living.send_anew(work, printing.slot_of(bulletin), scene.chat, message, last=last)


async def open_to_sign(office: Office, work: Work, scene: Scene) -> bool:
    """What the signers have, for one of them (or who stands in for one) who composes nothing; False where that is not so."""
    if scene.role in EDITORS or printing.signs_as(office, work, scene.person) is None:
        return False
    bulletin = await work.bulletins.find_open()
    if bulletin is None or bulletin.state is not BulletinState.SIGNING:
        return False
    scene.check(Act.SIGN)
    await _open(office, work, scene, bulletin)
    return True


async def open_at(
    office: Office, work: Work, scene: Scene, *, bulletin_id: int, item_id: int
) -> Toast | None:
    """The items in order, with the buttons of one of them (0: of none)."""
    check_composer_or_signer(office, work, scene)
    bulletin = await get_open(work, bulletin_id)
    await _show(office, work, scene, bulletin, picked=item_id or None)
    return None


async def open_pool(office: Office, work: Work, scene: Scene, *, bulletin_id: int, page: int) -> Toast | None:
    """选稿: a page of the pool, in the place of the items."""
    scene.check(Act.ISSUE)
    bulletin = await _get_composing(work, bulletin_id)
    shown = await printing.composed_of(office, work, bulletin)
    message = await _pool_page(office, work, scene, shown, page=page)
    await work.outbox.show(printing.slot_of(bulletin), scene.chat, message)
    return None


async def choose(
    office: Office, work: Work, scene: Scene, *, bulletin_id: int, item_id: int, page: int
) -> Toast:
    """An item of the pool comes in at the end."""
    scene.check(Act.ISSUE)
    bulletin = await _get_composing(work, bulletin_id)
    item = await cards.get_item(work, item_id)
    if not await printing.is_printable(office, work, item):
        raise WrongState(
            "{number} is {state}; only what is adopted goes into the bulletin. Nothing was changed.",
            number=item.number,
            state=lambda t: labels.state_in(t, item.state),
        )
    if await work.bulletins.of_item(item.id) is not None:
        raise WrongState("{number} is in a bulletin already. Nothing was changed.", number=item.number)
    there = await work.bulletins.items(bulletin.id)
    if len(there) >= MOST_ITEMS:
        raise WrongState(
            "A bulletin has at most {most} items. Nothing was changed; set one aside first.", most=MOST_ITEMS
        )
    await work.bulletins.put(bulletin.id, item.id, place=1 + max((each.place for each in there), default=0))
    shown = await _changed(office, work, scene, bulletin)
    message = await _pool_page(office, work, scene, shown, page=page)
    await work.outbox.show(printing.slot_of(bulletin), scene.chat, message)
    return scene.toast(lambda t: t.plain("{number} is in the bulletin.", number=item.number))


async def move(
    office: Office, work: Work, scene: Scene, *, bulletin_id: int, item_id: int, by: int
) -> Toast | None:
    """↑ ↓: an item a place back or on."""
    scene.check(Act.ISSUE)
    bulletin = await _get_composing(work, bulletin_id)
    await _get_entry(work, bulletin, item_id)
    order = [each.item_id for each in await work.bulletins.items(bulletin.id)]
    after = moved(order, item_id, by=by)
    if after == order:
        return scene.toast(
            lambda t: t.plain("It is the first already.") if by < 0 else t.plain("It is the last already.")
        )
    await work.bulletins.arrange(after)
    await _changed(office, work, scene, bulletin)
    await _show(office, work, scene, await get(work, bulletin.id), picked=item_id)
    return None


async def set_aside(office: Office, work: Work, scene: Scene, *, bulletin_id: int, item_id: int) -> Toast:
    """移出: the item is in the pool again."""
    scene.check(Act.ISSUE)
    bulletin = await _get_composing(work, bulletin_id)
    await _get_entry(work, bulletin, item_id)
    item = await cards.get_item(work, item_id)
    await work.bulletins.take_out(item_id)
    await _changed(office, work, scene, bulletin)
    await _show(office, work, scene, await get(work, bulletin.id))
    return scene.toast(lambda t: t.plain("{number} is in the pool again.", number=item.number))


async def set_kind(
    office: Office, work: Work, scene: Scene, *, bulletin_id: int, is_supplement: bool
) -> Toast | None:
    """增刊 or 正刊: by which series it is numbered."""
    scene.check(Act.ISSUE)
    bulletin = replace(await _get_composing(work, bulletin_id), is_supplement=is_supplement)
    await _changed(office, work, scene, bulletin)
    await _show(office, work, scene, await get(work, bulletin.id))
    return None


async def open_pictures(
    office: Office, work: Work, scene: Scene, *, bulletin_id: int, item_id: int
) -> Toast | None:
    """图片: which of the item's photos go with it."""
    scene.check(Act.ISSUE)
    bulletin = await _get_composing(work, bulletin_id)
    await _get_entry(work, bulletin, item_id)
    await _show_pictures(office, work, scene, bulletin, item_id)
    return None


async def set_picture(
    office: Office,
    work: Work,
    scene: Scene,
    *,
    bulletin_id: int,
    item_id: int,
    photo_id: int,
    is_in: bool,
) -> Toast | None:
    """One of its photos goes with it, or does not."""
    scene.check(Act.ISSUE)
    bulletin = await _get_composing(work, bulletin_id)
    entry = await _get_entry(work, bulletin, item_id)
    if photo_id not in await printing.photos_of(work, await cards.get_item(work, item_id)):
        raise NotFound("This picture is no longer available. Nothing was changed.")
    rest = tuple(photo for photo in entry.pictures if photo != photo_id)
    await work.bulletins.save_item(replace(entry, pictures=(*rest, photo_id) if is_in else rest))
    await _changed(office, work, scene, bulletin)
    await _show_pictures(office, work, scene, await get(work, bulletin.id), item_id)
    return None


async def preview(office: Office, work: Work, scene: Scene, *, bulletin_id: int) -> Toast:
    """预览: the paper and a picture of each page, here."""
    check_composer_or_signer(office, work, scene)
    bulletin = await get_open(work, bulletin_id)
    shown = await printing.composed_of(office, work, bulletin)
    check_filled(shown)
    await making.order(work, scene, await printing.order_draft(office, work, shown))
    return scene.toast(lambda t: t.plain("The preview is being made and follows."))


# --- what signing needs as well ----------------------------------------------------------------------------


async def get(work: Work, bulletin_id: int) -> Bulletin:
    """A bulletin. NotFound where a button's data was altered."""
    found = await work.bulletins.find(bulletin_id)
    if found is None:
        raise NotFound("This button is out of date. Please send the command again.")
    return found


async def get_open(work: Work, bulletin_id: int) -> Bulletin:
    """A bulletin that was not issued yet."""
    bulletin = await get(work, bulletin_id)
    if bulletin.state is BulletinState.ISSUED:
        raise WrongState(
            "This bulletin has been issued; it is not changed any more. A mistake is mended by a correction: "
            "/issue correct {number} …",
            number=bulletin.number,
        )
    return bulletin


def check_composer_or_signer(office: Office, work: Work, scene: Scene) -> None:
    """Whoever composes may look at it, and whoever signs, or stands in for one who does."""
    if printing.signs_as(office, work, scene.person) is None or scene.role in EDITORS:
        scene.check(Act.ISSUE)
    else:
        scene.check(Act.SIGN)


def check_filled(shown: Composed) -> None:
    """WrongState where there is nothing in it."""
    if not shown.entries:
        raise WrongState("There is nothing in the bulletin yet. Please choose items first.")


async def record(work: Work, bulletin: Bulletin, *, step: str, person_id: int, **after: object) -> None:
    """A line of the bulletin's trail, without words."""
    await work.trail.record(
        SUBJECT, bulletin.id, step=step, person_id=person_id, now=work.now, after={"step": step, **after}
    )


async def _get_composing(work: Work, bulletin_id: int) -> Bulletin:
    bulletin = await get_open(work, bulletin_id)
    if bulletin.state is not BulletinState.COMPOSING:
        raise WrongState("The bulletin is with the signers. Nothing was changed; take it back first.")
    return bulletin


async def _get_entry(work: Work, bulletin: Bulletin, item_id: int) -> BulletinItem:
    entry = await work.bulletins.of_item(item_id)
    if entry is None or entry.bulletin_id != bulletin.id:
        raise WrongState("This item is not in the bulletin any more. Nothing was changed.")
    return entry


async def _changed(office: Office, work: Work, scene: Scene, bulletin: Bulletin) -> Composed:
    """What an editor has changed is stored, and shown wherever else the bulletin stands."""
    await work.bulletins.save(replace(bulletin, gone=()))
    await printing.refresh(office, work, bulletin.id, but=scene.chat)
    return await printing.composed_of(office, work, await get(work, bulletin.id))


async def _show(
    office: Office, work: Work, scene: Scene, bulletin: Bulletin, *, picked: int | None = None
) -> None:
    shown = await printing.composed_of(office, work, bulletin)
    viewer = printing.viewer_in(office, work, scene.chat)
    message = words.render_composed(scene.t, shown, viewer, picked=picked)
    await work.outbox.show(printing.slot_of(bulletin), scene.chat, message)


async def _show_pictures(office: Office, work: Work, scene: Scene, bulletin: Bulletin, item_id: int) -> None:
    shown = await printing.composed_of(office, work, bulletin)
    entry: Entry = next(each for each in shown.entries if each.item.id == item_id)
    await work.outbox.show(
        printing.slot_of(bulletin), scene.chat, words.render_pictures(scene.t, shown, entry)
    )


async def _pool_page(office: Office, work: Work, scene: Scene, shown: Composed, *, page: int) -> Message:
    own = points.own_channel(office).key
    since, page = work.now - _NEWS_FOR, max(0, page)
    items = await work.bulletins.pool(channel=own, since=since, most=_A_PAGE + 1, after=page * _A_PAGE)
    if not items and page:  # the last ones of the page were chosen
        page -= 1
        items = await work.bulletins.pool(channel=own, since=since, most=_A_PAGE + 1, after=page * _A_PAGE)
    return words.render_pool(scene.t, shown, items[:_A_PAGE], page=page, has_more=len(items) > _A_PAGE)
