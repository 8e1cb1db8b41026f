"""Whoever sends more than anybody can mean; how much that is, delivery counts."""

from __future__ import annotations

from bot.desk.common.office import Office, Scene, Toast
from bot.model import Chat
from bot.store.work import Work
from bot.views.upkeep import excess


async def tell_of_excess(office: Office, work: Work, scene: Scene) -> None:
    """Somebody sends more than anybody can mean: said in private, to a stranger only where that chat is open."""
    most = office.settings.flood.per_minute
    if scene.person is not None:
        await work.outbox.tell(scene.person, excess.render_slowed(office.t_for(scene.person), most=most))
    elif scene.telegram_id in work.directory.open_accounts:
        t = office.texts(work.directory.languages.get(scene.telegram_id))
        await work.outbox.say(Chat(scene.telegram_id), excess.render_turned_away(t, most=most))


def toast_of_excess(scene: Scene) -> Toast:
    """Somebody presses more than anybody can mean."""
    return scene.toast(
        lambda t: t.plain(
            "Too many presses at once: this one did nothing. Please wait a moment and press again."
        ),
        alert=True,
    )
