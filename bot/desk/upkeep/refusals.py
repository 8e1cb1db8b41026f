"""What Telegram refuses for good: the administrators hear of it once, and what was refused finds another way."""

from __future__ import annotations

from collections import defaultdict

from markupsafe import Markup

from bot.desk.common import announcing, pins
from bot.desk.common.about import ADMINISTRATORS, DESK, accounts_in, place_name, post_in
from bot.desk.common.audience import desk_groups, private_chats, tell_administrators
from bot.desk.common.office import Office
from bot.desk.common.slots import SEEN_BY, Slot
from bot.desk.demands import cards as demand_cards
from bot.desk.items import backlog, corrections
from bot.desk.items import cards as item_cards
from bot.desk.people import places
from bot.model import Chat, Hindrance, Message, PlaceKind, RefusedRow, Role
from bot.rules.places import may_try
from bot.rules.rights import ADMINS, EDITORS
from bot.store.work import Work
from bot.views.upkeep.refusals import render_refused


async def take_refusal(office: Office, work: Work, *, row_id: int, why: Hindrance) -> None:
    """One call that Telegram has refused for good; it is given up in this Work, so that it happens once."""
    row = await work.outbox.give_up(row_id, why=why)
    if row is None:
        return
    chat = Chat(row.chat_id, row.thread_id)
    if why is Hindrance.MESSAGE_GONE:
        if row.post_id is not None:
            await replace_lost(office, work, post_id=row.post_id, slot=row.slot or "", chat=chat)
        return
    if why is Hindrance.NO_PIN:
        place = work.directory.find_place(chat)
        if place is not None:
            await pins.tell_refused(office, work, place)
        return
    await _see_to_place(office, work, chat, why)
    if row.method.startswith("edit"):
        if row.post_id is not None and why in (Hindrance.PUT_OUT, Hindrance.TOPIC_GONE):
            await work.outbox.abandon(row.post_id)
        return
    if row.post_id is not None:
        await work.outbox.abandon(row.post_id)
    await _find_another_way(work, row)


async def regain(office: Office, work: Work, *, chat_id: int) -> None:
    """The bot's rights in a group have changed, and it may write: the clock's next look posts what is owed there."""
    await pins.forget_refusal(work, chat_id)
    regained = [place for place in work.directory.places if place.chat_id == chat_id and place.hindrance]
    if not regained:
        return
    await work.people.clear_hindrances(chat_id)
    await work.refresh_directory()
    for place in regained:
        if place.kind is PlaceKind.DESK:
            await backlog.bring_over(office, work, Chat(place.chat_id, place.thread_id))


async def _see_to_place(office: Office, work: Work, chat: Chat, why: Hindrance) -> None:
    """Unbinds a place that there is no more; of one that takes no messages the administrators hear once."""
    if why is Hindrance.PUT_OUT:
        await places.depart(office, work, chat_id=chat.chat_id)
        return
    place = work.directory.find_place(chat)
    if place is None or (why is not Hindrance.NO_RIGHT and place.thread_id != chat.thread_id):
        return
    if why is Hindrance.TOPIC_GONE:
        await places.lose_topic(office, work, place)
        return
    is_known = place.hindrance is why and place.refused_at is not None
    if is_known and not may_try(place, work.now):
        return
    is_news = not is_known or await work.outbox.has_arrived_since(chat.chat_id, place.refused_at or work.now)
    await work.people.set_hindrance(place.id, why, now=work.now)
    await work.refresh_directory()
    if is_news:
        await tell_administrators(office, work, lambda t: render_refused(t, title=place.title, hindrance=why))


async def _find_another_way(work: Work, row: RefusedRow) -> None:
    """Answers go to the person, the desk's words to the editors in private; the clock's posts are owed; the rest is let go."""
    if accounts := accounts_in(row.about):
        await _answer_in_private(work, row, accounts)
    elif row.about is not None and (post := post_in(row.about)):
        key, period, thread_id = post
        if await work.outbox.give_up_rest(row.chat_id, row.about):
            await work.made_files.drop(row.chat_id, row.about)  # it is ordered anew with the post
            place = place_name(row.chat_id, thread_id)
            if key in announcing.OWED:
                await announcing.owe(work, key, place, period)
            else:
                await work.owe_post(key, place, period)
    elif roles := _meant_for(row):
        await _tell_in_private(work, row, roles)


async def _answer_in_private(work: Work, row: RefusedRow, accounts: list[int]) -> None:
    """The answer to each whom it is for; of receipts that were put together, each gets their own lines."""
    if len(accounts) == 1:
        if row.payload and work.directory.find_account(accounts[0]):
            # A draft's buttons work in the chat where it is written alone.
            await work.outbox.send_copy(row, accounts[0], has_buttons=row.post_id is None)
        return
    own: defaultdict[int, list[Markup]] = defaultdict(list)
    for account, line in zip(accounts, (row.lines or "").split("\n"), strict=True):
        own[account].append(Markup(line))  # noqa: S704 - escaped when it was made
    for account, lines in own.items():
        if work.directory.find_account(account):
            await work.outbox.say(Chat(account), Message(Markup("\n").join(lines)))


async def _tell_in_private(work: Work, row: RefusedRow, roles: frozenset[Role]) -> None:
    """What a desk group refused, to those it is for, unless another desk group has got it or they have it already."""
    if desk_groups(work) or not row.payload:
        return
    for chat in private_chats(work, roles):
        if row.slot is None or await work.outbox.find_post(row.slot, chat) is None:
            await work.outbox.send_copy(row, chat.chat_id, slot=row.slot)


def _meant_for(row: RefusedRow) -> frozenset[Role]:
    """The roles that a message to a desk group is for; none for what goes to other groups."""
    if row.about in (DESK, ADMINISTRATORS):
        return EDITORS if row.about == DESK else ADMINS
    name = (row.slot or "").partition(":")[0]
    seen_by = SEEN_BY[Slot(name)] if name in set(Slot) else frozenset()
    return seen_by if seen_by <= EDITORS else frozenset()


async def replace_lost(office: Office, work: Work, *, post_id: int, slot: str, chat: Chat) -> None:
    """A living message is gone: its slot is free, and it is shown again where it still matters."""
    name, _, number = slot.partition(":")
    if "#" in slot:  # what was let go already
        return
    await work.outbox.abandon(post_id)
    if name == Slot.CARD:
        await item_cards.replace_lost(office, work, int(number), chat)
    elif name == Slot.CORRECTION:
        await corrections.replace_lost(office, work, int(number), chat)
    elif name == Slot.DEMAND:
        await demand_cards.replace_lost(office, work, int(number), chat)
