"""Groups and topics: binding, newcomers, and what befalls the bot in a chat; who may is in rules/rights.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.desk.common import living
from bot.desk.common.audience import tell_administrators
from bot.desk.common.office import Office, Scene, Toast, answer, open_button
from bot.desk.common.slots import Slot, slot_name
from bot.errors import BadInput, WrongState
from bot.model import Ability, Chat, Message, Person, PersonState, Place, PlaceKind, Role
from bot.rules.rights import ADMINS, EDITORS, Act
from bot.rules.standing import newly_lacking
from bot.store.work import Work
from bot.views.people import places

KIND_WORDS = {
    "work": PlaceKind.WORK,
    "工作": PlaceKind.WORK,
    "工作群": PlaceKind.WORK,
    "desk": PlaceKind.DESK,
    "采编": PlaceKind.DESK,
    "采编群": PlaceKind.DESK,
    "partner": PlaceKind.PARTNER,
    "联席": PlaceKind.PARTNER,
    "联席群": PlaceKind.PARTNER,
}


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who has just entered a group; `name` is what they call themselves, empty where they do not."""

    telegram_id: int
    name: str


async def bind(office: Office, work: Work, scene: Scene, words: str, *, members: int | None = None) -> None:
    """`/bind work|desk|partner`: the topic it was typed in, or else the whole group; without a word, buttons.

    A place that is bound as another kind is changed only on a yes; `members` is how many are in the chat, where that is known.
    """
    scene.check(Act.BIND)
    word = words.strip().casefold()
    if not word:
        await answer(work, scene, places.render_choose_kind(scene.t, is_topic=scene.chat.thread_id != 0))
        return
    kind = KIND_WORDS.get(word)
    if kind is None:
        raise BadInput("Please write /bind work, /bind desk or /bind partner. Nothing was changed.")
    if _asks_first(work, scene, kind):
        await _ask(work, scene, kind, members=members)
    else:
        await answer(work, scene, await _bind(office, work, scene, kind))


async def press_kind(
    office: Office, work: Work, scene: Scene, kind: str, *, members: int | None = None
) -> Toast | None:
    """A button under a bare `/bind`: as the typed word."""
    scene.check(Act.BIND)
    chosen = _read_kind(kind)
    if _asks_first(work, scene, chosen):
        await _ask(work, scene, chosen, members=members)
        return None
    await work.outbox.say(scene.chat, await _bind(office, work, scene, chosen))
    return scene.toast(lambda t: t.plain("Bound: {kind}.", kind=places.kind_label(t, chosen)))


async def press_sure(office: Office, work: Work, scene: Scene, kind: str) -> Toast | None:
    """`确认更改`: the place becomes what was asked about."""
    scene.check(Act.BIND)
    chosen = _read_kind(kind)
    await _close(work, scene, await _bind(office, work, scene, chosen))
    return scene.toast(lambda t: t.plain("Bound: {kind}.", kind=places.kind_label(t, chosen)))


async def press_leave(office: Office, work: Work, scene: Scene) -> Toast | None:
    """`取消`: the place stays what it is."""
    scene.check(Act.BIND)
    await _close(work, scene, places.render_bind_left(scene.t))
    return None


async def unbind(office: Office, work: Work, scene: Scene) -> None:
    """`/unbind`: the topic, where it is bound on its own, or else the group."""
    scene.check(Act.UNBIND)
    place = scene.place
    if place is None:
        if scene.chat.thread_id:
            raise WrongState("This topic is not bound, so there is nothing to undo.")
        raise WrongState("This group is not bound, so there is nothing to undo.")
    if place.kind is PlaceKind.DESK and len(work.directory.places_of(PlaceKind.DESK)) == 1:
        await answer(work, scene, places.render_unbind_question(scene.t), slot=slot_name(Slot.BIND, "kind"))
        return
    if scene.chat.thread_id != place.thread_id:  # typed in one topic, and it would go for all of them
        question = places.render_unbind_group(scene.t)
        await answer(work, scene, question, slot=slot_name(Slot.BIND, "kind"))
        return
    await _unbind(work, place, by=scene.actor.id)
    await answer(work, scene, places.render_unbound(scene.t, is_topic=place.thread_id != 0))


async def press_unbind(office: Office, work: Work, scene: Scene) -> Toast | None:
    """`确认解除` under the question before the only desk group is unbound."""
    scene.check(Act.UNBIND)
    place = scene.place
    if place is None:
        raise WrongState("This group is not bound, so there is nothing to undo.")
    await _unbind(work, place, by=scene.actor.id)
    await _close(work, scene, places.render_unbound(scene.t, is_topic=place.thread_id != 0))
    return None


async def answer_unbound(work: Work, scene: Scene, otherwise: Message) -> None:
    """What is not taken in a place that is not bound: where topics of the group are, the answer leads there."""
    is_editor = scene.role in EDITORS
    bound = [
        place
        for place in work.directory.places
        if place.chat_id == scene.chat.chat_id and (is_editor or place.kind is not PlaceKind.DESK)
    ]
    await answer(work, scene, places.render_other_topic(scene.t, bound) if bound else otherwise)


async def rename(work: Work, *, chat_id: int, title: str) -> None:
    """A group has another name: from now on it is called so."""
    if any(place.chat_id == chat_id for place in work.directory.places):
        await work.people.rename_places(chat_id, title=places.title_of(title))
        await work.refresh_directory()


async def take_in(office: Office, work: Work, *, chat_id: int, newcomers: Sequence[Newcomer]) -> None:
    """People have entered a group: who had left it is back, who is unknown is greeted."""
    for newcomer in newcomers:
        await work.people.come_back(chat_id, newcomer.telegram_id)
    await greet_newcomers(office, work, chat_id=chat_id, newcomers=newcomers)


async def see_off(work: Work, *, chat_id: int, telegram_id: int) -> None:
    """Somebody has left a group, or was taken out of it: of members it is remembered, for administrators to see."""
    is_bound = any(place.chat_id == chat_id for place in work.directory.places)
    person = work.directory.find_any_account(telegram_id)
    if is_bound and person is not None and person.state is not PersonState.REMOVED:
        await work.people.depart(chat_id, telegram_id, now=work.now)


async def departures(work: Work) -> dict[int, list[str]]:
    """The titles of the bound groups that an account is gone from."""
    titles = {place.chat_id: place.title for place in work.directory.places}
    gone: dict[int, list[str]] = {}
    for chat_id, telegram_id in await work.people.departures():
        if chat_id in titles:
            gone.setdefault(telegram_id, []).append(titles[chat_id])
    return gone


async def greet_newcomers(office: Office, work: Work, *, chat_id: int, newcomers: Sequence[Newcomer]) -> None:
    """Whoever enters a work group unknown hears once how to join; a member whose private chat is shut, to open it."""
    place = next((p for p in work.directory.places_of(PlaceKind.WORK) if p.chat_id == chat_id), None)
    if place is None:
        return
    strangers: list[str] = []
    shut: list[str] = []
    for newcomer in newcomers:
        person = work.directory.find_account(newcomer.telegram_id)
        if person is not None and newcomer.telegram_id in work.directory.open_accounts:
            continue
        if await work.people.greet_once(chat_id, newcomer.telegram_id, now=work.now):
            if person is None:
                strangers.append(newcomer.name)
            else:
                shut.append(person.name)
    t, chat = office.t_in(place), Chat(place.chat_id, place.thread_id)
    opener = open_button(office, t)
    if strangers:
        await work.outbox.say(chat, places.render_newcomers(t, strangers, opener=opener))
    if shut:
        await work.outbox.say(chat, places.render_open_chat(t, shut, opener=opener))


async def arrive(office: Office, work: Work, *, chat_id: int, by: Person | None) -> None:
    """The bot was added to a group: one line how to bind it, in the language of whoever added it."""
    if any(place.chat_id == chat_id for place in work.directory.places):
        return
    t = office.texts(by.language if by else None)
    by_admin = by is not None and by.role in (Role.OWNER, Role.ADMIN)
    await work.outbox.say(Chat(chat_id), places.render_arrival(t, by_admin=by_admin))


async def change_rights(
    office: Office, work: Work, *, chat_id: int, before: list[Ability], now: list[Ability]
) -> None:
    """What the bot may not do in a group has changed. The administrators hear in private, once, of what was taken.

    In private, because the group may be the very one in which they would hear of it otherwise.
    """
    await work.set_meta(f"lacks:{chat_id}", " ".join(now))
    place = next((place for place in work.directory.places if place.chat_id == chat_id), None)
    taken = [
        ability
        for ability in newly_lacking(before, now)
        if ability is not Ability.GREET or (place is not None and place.kind is PlaceKind.WORK)
    ]
    if place is None or not taken:
        return
    for person in work.directory.with_role(*ADMINS):
        message = places.render_rights_taken(office.t_for(person), taken, title=place.title, kind=place.kind)
        await work.outbox.tell(person, message)


async def depart(office: Office, work: Work, *, chat_id: int) -> None:
    """The bot was taken out of a group: what was bound there is bound no more, and the administrators hear of it."""
    lost = [place for place in work.directory.places if place.chat_id == chat_id]
    for place in lost:
        await _unbind(work, place, by=None)
    if lost:
        await tell_administrators(office, work, lambda t: places.render_put_out(t, title=lost[0].title))


async def lose_topic(office: Office, work: Work, place: Place) -> None:
    """A bound topic is gone, of which Telegram tells only whoever writes there."""
    await _unbind(work, place, by=None)
    await tell_administrators(
        office, work, lambda t: places.render_topic_gone(t, title=place.title, kind=place.kind)
    )


async def move(work: Work, *, old_id: int, new_id: int) -> None:
    """A basic group became a supergroup; both chats tell of it, and it is done once."""
    old = [place for place in work.directory.places if place.chat_id == old_id]
    if any(place.chat_id == new_id for place in work.directory.places):
        for place in old:  # the new one was bound by hand meanwhile, and that is the later word
            await _unbind(work, place, by=None)
    await work.move_chat(old_id, new_id)


def _read_kind(kind: str) -> PlaceKind:
    if kind not in set(PlaceKind):
        raise BadInput("This button is out of date. Please send the command again.")
    return PlaceKind(kind)


def _bound_here(work: Work, chat: Chat) -> Place | None:
    """What exactly this chat or topic is bound as."""
    here = (chat.chat_id, chat.thread_id)
    return next((place for place in work.directory.places if (place.chat_id, place.thread_id) == here), None)


def _asks_first(work: Work, scene: Scene, kind: PlaceKind) -> bool:
    before = _bound_here(work, scene.chat)
    return before is not None and before.kind is not kind


async def _ask(work: Work, scene: Scene, kind: PlaceKind, *, members: int | None) -> None:
    """What would change, with `确认更改` and `取消`."""
    before = _bound_here(work, scene.chat)
    assert before is not None
    question = places.render_rebind(
        scene.t,
        before=before.kind,
        kind=kind,
        is_topic=scene.chat.thread_id != 0,
        members=members,
        is_last=len(work.directory.places_of(before.kind)) == 1,
        others=await _others_seen(work, scene.chat) if kind is PlaceKind.DESK else (),
    )
    slot = slot_name(Slot.BIND, "kind")
    await work.outbox.take_away(slot, scene.chat)
    await answer(work, scene, question, slot=slot)


async def _close(work: Work, scene: Scene, last: Message) -> None:
    """The question gets its last words."""
    await living.end_question(work, scene, slot_name(Slot.BIND, "kind"), last)


async def _others_seen(work: Work, chat: Chat) -> list[str]:
    """Members of the chat, as far as they were seen there, who are no editors."""
    gone = {account for chat_id, account in await work.people.departures() if chat_id == chat.chat_id}
    seen = await work.people.seen_in(chat.chat_id) - gone
    known = [work.directory.find_account(each) for each in sorted(seen)]
    return [person.label for person in known if person is not None and person.role not in EDITORS]


async def _bind(office: Office, work: Work, scene: Scene, kind: PlaceKind) -> Message:
    by = scene.actor
    chat = scene.chat
    before = _bound_here(work, chat)
    title = places.title_of(scene.chat_title)
    place_id = await work.people.bind(chat.chat_id, chat.thread_id, kind=kind, title=title)
    await work.trail.record(
        "place",
        place_id,
        step="bind",
        person_id=by.id,
        now=work.now,
        before=_snapshot(before) if before else None,
        after={"chat_id": chat.chat_id, "thread_id": chat.thread_id, "kind": kind, "title": title},
    )
    await work.refresh_directory()
    await work.follow_topic(chat)
    return places.render_bound(
        scene.t,
        kind,
        is_topic=chat.thread_id != 0,
        before=before.kind if before else None,
        others=await _others_seen(work, chat) if kind is PlaceKind.DESK else (),
    )


async def _unbind(work: Work, place: Place, *, by: int | None) -> None:
    await work.people.unbind(place.id)
    await work.trail.record(
        "place", place.id, step="unbind", person_id=by, now=work.now, before=_snapshot(place)
    )
    await work.refresh_directory()


def _snapshot(place: Place) -> dict[str, Any]:
    return {
        "chat_id": place.chat_id,
        "thread_id": place.thread_id,
        "kind": place.kind,
        "title": place.title,
        "language": place.language,
    }
