"""What waits for the desk and has no card in a desk group, because it came before the group: brought over, some at a time."""

from __future__ import annotations

from bot.desk.common.audience import texts_at
from bot.desk.common.office import Office, Scene, Toast
from bot.desk.common.slots import Slot, slot_name
from bot.desk.items import cards
from bot.errors import WrongState
from bot.model import Chat, PlaceKind, Priority
from bot.rules.rights import Act
from bot.store.work import Work
from bot.views.items import cards as views

AT_ONCE = 10  # cards; a screenful or two, and half of what Telegram lets into a group in a minute
_CARD = slot_name(Slot.CARD, "")


async def bring_over(office: Office, work: Work, chat: Chat) -> None:
    """The oldest items without a card in this desk group get one, and below them stands how many more wait.

    Cards that editors have in private stay, and go on following what becomes of the item. Nothing where the place is no desk.
    """
    place = work.directory.find_place(chat)
    if place is None or place.kind is not PlaceKind.DESK:
        return
    chat = Chat(place.chat_id, place.thread_id)
    for item in await work.items.undecided_without_card(chat, slot=_CARD, most=AT_ONCE):
        await cards.show_in(office, work, item, [chat], priority=Priority.BROADCAST)
    more, slot = await work.items.count_undecided_without_card(chat, slot=_CARD), slot_name(Slot.BACKLOG)
    await work.outbox.take_away(slot, chat)
    if more:
        message = views.render_backlog(texts_at(office, work, chat), more=more, at_once=min(more, AT_ONCE))
        await work.outbox.say(chat, message, slot=slot, priority=Priority.BROADCAST)


async def press_more(office: Office, work: Work, scene: Scene) -> Toast | None:
    """The button under that word: the next ones."""
    scene.check(Act.REVIEW)
    if scene.is_private:
        raise WrongState("This button is out of date. Please send the command again.")
    await bring_over(office, work, scene.chat)
    return None
