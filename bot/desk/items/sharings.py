"""`/share 2026-0001`: an adopted item is offered to the partner groups; a partner's 采用 is an adoption by its channel.

The channel is the settings' one of level 0 that is called as the partner's unit, or, where there is none, the unit itself,
which gives no points.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.desk.common import announcing
from bot.desk.common.audience import tell_desk, texts_at
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.slots import Slot, slot_name
from bot.desk.items import adoptions, cards, offers
from bot.errors import BadInput, NotFound, WrongState
from bot.model import AdoptionKind, Chat, Item, ItemState, Person, Place, PlaceKind, Policy, Priority
from bot.rules.adopted import is_undo_word
from bot.rules.places import may_try
from bot.rules.rights import Act
from bot.store.work import Work
from bot.views.common import labels
from bot.views.common.callbacks import Press
from bot.views.common.choices import render_items
from bot.views.items import sharings as words
from bot.views.items.sharings import Answered

_KEY = "sharing"  # in the ledger, where a partner group is owed an offer
_LOOKED_AT = 60  # of the newest adopted items: what is shared is news


async def command(office: Office, work: Work, scene: Scene, *, typed: str) -> None:
    """`/share 2026-0001`, with `撤销` behind it to take the offer back."""
    editor = scene.check(Act.SHARE)
    number, *rest = typed.split() or [""]
    if not number:
        await _list(work, scene)
        return
    item = await cards.find_by_number(office, work, number)
    if item is None:
        raise cards.no_item(office, work, number)
    if rest and not (len(rest) == 1 and is_undo_word(rest[0])):
        raise BadInput("Only an item's number was expected; nothing was shared. Write /share 2026-0001")
    if rest:
        await _take_back(office, work, item, editor=editor)
        await answer(work, scene, words.render_taken_back(scene.t, item))
        return
    await _share(office, work, scene, item, editor=editor)


async def _list(work: Work, scene: Scene) -> None:
    """A bare /share: the newest adopted items that are not shared, a button each."""
    _places(work)
    newest = await work.items.newest_adopted(most=_LOOKED_AT)
    shared = await work.sharings.standing(first=newest[-1].id) if newest else set()
    found = [item for item in newest if item.id not in shared]
    await answer(work, scene, render_items(scene.t, found, press=Press.SHARE))


async def press_share(office: Office, work: Work, scene: Scene, *, item_id: int) -> Toast | None:
    """An item in that list."""
    editor = scene.check(Act.SHARE)
    await _share(office, work, scene, await cards.get_item(work, item_id), editor=editor)
    return None


async def press_undo(office: Office, work: Work, scene: Scene, *, item_id: int) -> Toast:
    """撤回共享 under the answer to /share."""
    editor = scene.check(Act.SHARE)
    item = await cards.get_item(work, item_id)
    await _take_back(office, work, item, editor=editor)
    return scene.toast(lambda t: t.plain("{number} is no longer shared.", number=item.number))


async def take(office: Office, work: Work, scene: Scene, *, item_id: int) -> Toast:
    """采用: the partner's channel took it, today."""
    partner = scene.check(Act.ANSWER_SHARED)
    item = await _offered(work, item_id)
    channel = offers.channel_of(office, partner.unit)
    if adoptions.standing_in(await work.adoptions.of_item(item.id), channel) is not None:
        raise WrongState("{unit} has taken it already. Nothing was changed.", unit=partner.unit)
    await adoptions.take(
        office,
        work,
        item,
        channel=channel,
        kind=AdoptionKind.SINGLE,
        day=office.today(work.now),
        issue=None,
        editor=partner,
    )
    await work.sharings.answer(item.id, partner.unit_id, person_id=partner.id, is_taken=True, now=work.now)
    await _tell(office, work, item, partner, is_taken=True)
    return scene.toast(
        lambda t: t.plain("Recorded: {unit} uses {number}.", unit=partner.unit, number=item.number)
    )


async def leave(office: Office, work: Work, scene: Scene, *, item_id: int) -> Toast:
    """不用; what the unit took before it takes no more."""
    partner = scene.check(Act.ANSWER_SHARED)
    item = await _offered(work, item_id)
    channel = offers.channel_of(office, partner.unit)
    was_taken = adoptions.standing_in(await work.adoptions.of_item(item.id), channel) is not None
    said = next(
        (each for each in await work.sharings.answers(item.id) if each.unit_id == partner.unit_id), None
    )
    if not was_taken and said is not None and not said.is_taken:
        raise WrongState("{unit} has said so already. Nothing was changed.", unit=partner.unit)
    await work.sharings.answer(item.id, partner.unit_id, person_id=partner.id, is_taken=False, now=work.now)
    if was_taken:
        await adoptions.take_back(office, work, item, channel=channel, editor=partner)
        await _tell(office, work, item, partner, is_taken=False)
    else:
        await cards.record(work, item, step="leave_shared", person_id=partner.id)
        await offers.refresh(office, work, item)
    return scene.toast(
        lambda t: t.plain("Recorded: {unit} does not use {number}.", unit=partner.unit, number=item.number)
    )


def _places(work: Work) -> list[Place]:
    """The partner groups that take messages. NotFound where none does."""
    places = [each for each in work.directory.places_of(PlaceKind.PARTNER) if may_try(each, work.now)]
    if not places:
        raise NotFound(
            "No partner group takes messages; nothing was shared. An administrator can bind one with /bind partner in it."
        )
    return places


async def _share(office: Office, work: Work, scene: Scene, item: Item, *, editor: Person) -> None:
    """Shows it wherever it is not shown yet, and says in how many groups."""
    if item.state is not ItemState.ADOPTED:
        raise WrongState(
            "{number} is {state}; only an adopted item is shared. Nothing was shared.",
            number=item.number,
            state=lambda t: labels.state_in(t, item.state),
        )
    places = _places(work)
    slot = slot_name(Slot.SHARING, item.id)
    there = {(post.chat_id, post.thread_id) for post in await work.outbox.posts(slot)}
    chats = [
        Chat(each.chat_id, each.thread_id) for each in places if (each.chat_id, each.thread_id) not in there
    ]
    if not chats:
        raise WrongState("{number} is shared already. Nothing was changed.", number=item.number)
    await work.sharings.share(item.id, person_id=editor.id, now=work.now)
    await cards.record(work, item, step="offer_shared", person_id=editor.id)
    answers = await offers.answers_of(office, work, item)
    for chat in chats:
        await _offer_in(office, work, chat, item, answers)
    await answer(work, scene, words.render_shared(scene.t, item, groups=len(chats)))


async def _offer_in(office: Office, work: Work, chat: Chat, item: Item, answers: Sequence[Answered]) -> None:
    await work.outbox.say(
        chat,
        words.render_offer(texts_at(office, work, chat), item, answers=answers),
        slot=slot_name(Slot.SHARING, item.id),
        policy=Policy.HOLD,
        priority=Priority.BROADCAST,
        about=announcing.about_of(_KEY, item.id, chat),
    )


async def _post_owed(office: Office, work: Work, place: Place, item_id: int) -> bool:
    """An offer that a partner group refused, while it stands."""
    item, sharing = await cards.get_item(work, item_id), await work.sharings.find(item_id)
    chat = Chat(place.chat_id, place.thread_id)
    if sharing is None or sharing.taken_back_at is not None or item.state is not ItemState.ADOPTED:
        return False
    if await work.outbox.find_post(slot_name(Slot.SHARING, item.id), chat) is not None:
        return False
    await _offer_in(office, work, chat, item, await offers.answers_of(office, work, item))
    return True


announcing.OWED[_KEY] = (PlaceKind.PARTNER, _post_owed)


async def _take_back(office: Office, work: Work, item: Item, *, editor: Person) -> None:
    sharing = await work.sharings.find(item.id)
    if sharing is None or sharing.taken_back_at is not None:
        raise WrongState("{number} is not shared. Nothing was changed.", number=item.number)
    await cards.record(work, item, step="end_shared", person_id=editor.id)
    await offers.end(office, work, item)


async def _offered(work: Work, item_id: int) -> Item:
    item, sharing = await cards.get_item(work, item_id), await work.sharings.find(item_id)
    if sharing is None or sharing.taken_back_at is not None or item.state is not ItemState.ADOPTED:
        raise WrongState("{number} is no longer shared. Nothing was changed.", number=item.number)
    return item


async def _tell(office: Office, work: Work, item: Item, partner: Person, *, is_taken: bool) -> None:
    """The item's cards, the offer with them, and the desk show what a partner has decided; who wrote the item has been told."""
    await adoptions.update_cards(office, work, item)
    await tell_desk(
        office, work, lambda t: words.render_to_desk(t, item, who=partner.label, is_taken=is_taken)
    )
