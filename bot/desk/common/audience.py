"""Who is spoken to: the desk, the administrators, a unit's reporters, and the language in a chat; words are the caller's."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.desk.common import about
from bot.desk.common.office import Office
from bot.locale.texts import Texts
from bot.model import Chat, Message, Person, PlaceKind, Policy, Priority, Role
from bot.rules.places import may_try
from bot.rules.rights import ADMINS, BOOKERS, EDITORS
from bot.store.work import Work

Render = Callable[[Texts], Message]


def desks(work: Work) -> list[Chat]:
    """Where editors look: the desk groups, or every editor in private where none is bound or takes messages."""
    return desk_groups(work) or private_chats(work, EDITORS)


def administrators(work: Work) -> list[Chat]:
    """Where administrators hear of the desk's affairs: the desk groups, or each in private where there is none such."""
    return desk_groups(work) or private_chats(work, ADMINS)


def desks_and_administrators(work: Work) -> list[Chat]:
    """Where administrators are asked for a decision: the desk groups, and each in private."""
    return [*desk_groups(work), *private_chats(work, ADMINS)]


def officers(office: Office) -> list[Chat]:
    """The private chats of those who see what is held and hear what was blocked: the owners, where the settings name nobody."""
    return [Chat(account) for account in office.officers]


def reporters_of(work: Work, unit_id: int) -> list[Person]:
    """The active people of a unit who may book for it."""
    return [person for person in work.directory.of_unit(unit_id) if person.role in BOOKERS]


def texts_at(office: Office, work: Work, chat: Chat) -> Texts:
    """The words for a group, or for the person whose private chat it is."""
    place, person = work.directory.find_place(chat), work.directory.find_any_account(chat.chat_id)
    if place is not None:
        return office.t_in(place)
    return office.t_for(person) if person else office.texts(None)


async def tell_desk(office: Office, work: Work, render: Render, *, slot: str | None = None) -> None:
    """A word to the editors."""
    for chat in desks(work):
        policy, priority = (
            (Policy.HOLD, Priority.BROADCAST) if chat.chat_id < 0 else (Policy.REPEAT, Priority.REPLY)
        )
        message = render(texts_at(office, work, chat))
        await work.outbox.say(chat, message, slot=slot, policy=policy, priority=priority, about=about.DESK)


async def tell_administrators(office: Office, work: Work, render: Render) -> None:
    """A word to the administrators."""
    for chat in administrators(work):
        await work.outbox.say(chat, render(texts_at(office, work, chat)), about=about.ADMINISTRATORS)


def private_chats(work: Work, roles: Iterable[Role]) -> list[Chat]:
    """Those of the active people with one of these roles."""
    return [Chat(p.telegram_id) for p in work.directory.with_role(*roles) if p.telegram_id is not None]


def desk_groups(work: Work) -> list[Chat]:
    """The desk groups that take messages."""
    places = work.directory.places_of(PlaceKind.DESK)
    return [Chat(place.chat_id, place.thread_id) for place in places if may_try(place, work.now)]
