"""撤销 of 放行: an item that an officer has let pass is held again, as long as nobody has decided on it; deciding is in held."""

from __future__ import annotations

from bot.desk.common.office import Office, Scene, Toast
from bot.desk.common.undoing import check_kept
from bot.desk.demands import bookings
from bot.desk.items import cards, held, storage
from bot.errors import NotAllowed, WrongState
from bot.model import ItemState
from bot.store.work import Work
from bot.views.common import labels
from bot.views.items import held as views


async def undo(office: Office, work: Work, scene: Scene, *, item_id: int) -> Toast:
    """`撤销` by the officer who let it pass, within ten minutes: nobody but the officers sees it any more."""
    held.check_officer(office, scene)
    item = await cards.get_item(work, item_id)
    kept = check_kept(work, await work.undos.find(held.PASSED, item.id))
    if kept.before["by"] != scene.telegram_id:
        raise NotAllowed("Only the officer who let it pass can undo this. Nothing was changed.")
    if item.state is not ItemState.WAITING:
        raise WrongState(
            "{number} is {state}; this is not possible now. Nothing was changed.",
            number=item.number,
            state=lambda t: labels.state_in(t, item.state),
        )
    await work.undos.delete(held.PASSED, item.id)
    again = await storage.conceal(office, work, item, rule=str(kept.before["rule"]))
    await bookings.unfulfil(office, work, item=again)
    reporter = work.directory.get_person(item.person_id)
    await work.outbox.tell(reporter, views.render_held_receipt(office.t_for(reporter), again))
    return scene.toast(lambda t: t.plain("Undone: {number} is held again.", number=item.number))
