"""What concerns a person by name: said at once, whatever is switched off, and to whoever stands in for them (A/B 角)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from markupsafe import Markup

from bot.desk.common.audience import Render
from bot.desk.common.office import Office, Scene
from bot.errors import WrongState
from bot.locale.texts import Texts
from bot.model import Chat, Message, Person, Role
from bot.rules.splitting import MESSAGE_LIMIT
from bot.rules.text import utf16_length
from bot.store.repositories.outbox import copy_slot
from bot.store.work import Work
from bot.views.common import deputies as words

_MARK = "copy"  # how a copy begins what it is about: delivery.sql knows it


async def tell(
    office: Office,
    work: Work,
    person: Person,
    message: Message | Render,
    *,
    slot: str | None = None,
    about: str | None = None,
    but: Collection[int] = (),
) -> None:
    """A private message that concerns the person by name; the deputy, while there is one, gets a copy that says so.

    `message` may be a function of the language: then the copy speaks the deputy's. `but` are people (by id) who are told the
    same in their own name and need no copy. With `slot`, `living.update` keeps the copy up to date as well.

    The buttons work for both, so what they carry must name the person's own row (the reader's, not the paper's), as the slot
    does; what they do asks `stands_for` with that row's person. The audit trail then says of its own accord who stood in.
    """
    own = message(office.t_for(person)) if callable(message) else message
    await work.outbox.tell(person, own, slot=slot)
    await copy(office, work, person, message, slot=slot, about=about, but=but)


async def tell_anew(office: Office, work: Work, person: Person, slot: str, message: Message | Render) -> None:
    """The same of what can be replied to and changed later; an earlier message of the slot stays as it is."""
    for one, name in _both(work, person, slot):
        await work.outbox.let_go(name, Chat(one.telegram_id or 0))
    await tell(office, work, person, message, slot=slot)


async def send_anew(
    office: Office, work: Work, person: Person, slot: str, render: Render, *, last: Render
) -> None:
    """A living message that is to be noticed: sent again, while the older one gets its last words, without buttons."""
    for one, name in _both(work, person, slot):
        chat = Chat(one.telegram_id or 0)
        post = await work.outbox.find_post(name, chat)
        if post is not None and post.message_id is None:
            await work.outbox.take_away(name, chat)  # it still waits for the chat to open: one is enough
        elif post is not None:
            await work.outbox.part_with(name, chat, Message(last(office.t_for(one)).text))
    await tell(office, work, person, render, slot=slot)


async def update(office: Office, work: Work, person: Person, slot: str, render: Render) -> None:
    """The person's living message and its copy, where there are such, get other words."""
    for one, name in _both(work, person, slot):
        chat = Chat(one.telegram_id or 0)
        if await work.outbox.find_post(name, chat) is not None:
            await work.outbox.show(name, chat, render(office.t_for(one)))


async def copy(
    office: Office,
    work: Work,
    person: Person,
    message: Message | Render,
    *,
    slot: str | None = None,
    about: str | None = None,
    but: Collection[int] = (),
) -> None:
    """The copy alone, where the person is told in a way of its own."""
    deputy = work.directory.deputy_of(person.id, work.now)
    if deputy is None or deputy.telegram_id is None or deputy.id in but:
        return
    t = office.t_for(deputy)
    copied = message(t) if callable(message) else message
    head: Markup | None = words.copy_head(t, person)
    chat = Chat(deputy.telegram_id)
    mark = f"{copy_mark(person.id)} {about or ''}".strip()
    if utf16_length(f"{head}\n{copied.text}") > MESSAGE_LIMIT:
        await work.outbox.say(chat, Message(words.copy_head(t, person)), about=mark)
        head = None
    if slot is None and head is not None:
        copied, head = replace(copied, text=f"{head}\n{copied.text}"), None
    slot = copy_slot(slot, person.id) if slot is not None else None
    await work.outbox.say(chat, copied, slot=slot, about=mark, head=head)


def copy_mark(person_id: int) -> str:
    """What a copy is about, as its row keeps it."""
    return f"{_MARK}:{person_id}"


async def whose_copy(work: Work, chat: Chat, message_id: int) -> int | None:
    """Whom a message concerns by name that stands there as a copy for a deputy; None where it is none."""
    post = await work.outbox.find_post_at(chat.chat_id, message_id)
    of = post.slot.partition("#")[0].partition("@")[2] if post is not None else ""
    return int(of) if of.isdecimal() else None


def stands_for(work: Work, actor: Person, person_id: int) -> bool:
    """Whether this actor may answer for that person: the person, or whoever stands in for them now.

    From here on this Work's lines of the audit trail that are one of the two's say who stood in for whom.
    """
    if actor.id == person_id:
        work.trail.stand_in(None)
        return True
    deputy = work.directory.deputy_of(person_id, work.now)
    if deputy is None or deputy.id != actor.id:
        return False
    work.trail.stand_in((actor.id, person_id, work.directory.get_person(person_id).name))
    return True


def check_stands_for(work: Work, scene: Scene, person_id: int) -> None:
    """WrongState where the actor may answer for that person no more: what was begun in their place stays unsent."""
    if not stands_for(work, scene.actor, person_id):
        raise WrongState(
            "You do not stand in for {person} any more. Nothing was sent; what you wrote is kept here.",
            person=work.directory.get_person(person_id).name,
        )


def deputy_in(work: Work, scene: Scene, person: Person) -> Person | None:
    """Whose account acts here in that person's place; None where they act themselves."""
    acting = work.directory.find_account(scene.telegram_id)
    return acting if acting is not None and acting.id != person.id else None


async def tell_done(
    office: Office, work: Work, scene: Scene, person_id: int, what: Callable[[Texts], str]
) -> None:
    """The person reads what was answered in their place; nothing where they did it themselves."""
    deputy = work.directory.find_account(scene.telegram_id)
    if deputy is None or deputy.id == person_id:
        return
    person = work.directory.get_person(person_id)
    t = office.t_for(person)
    await work.outbox.tell(person, words.render_done_for(t, deputy, what(t)))


def for_person(work: Work, scene: Scene, person_id: int) -> Scene:
    """The scene in which the actor answers for that person: with the person's rights, in the actor's chat and language.

    The same scene where the actor may not; whether somebody may do what they ask is asked afterwards, as always.
    """
    if scene.actor.id == person_id or not stands_for(work, scene.actor, person_id):
        return scene
    return replace(scene, person=work.directory.get_person(person_id))


def for_one_of(
    work: Work, scene: Scene, *, roles: Collection[Role], holds: Callable[[Person], bool]
) -> Scene:
    """The scene in which the actor answers for somebody of whom this holds: themselves first, else whom they stand for."""
    if scene.actor.role in roles and holds(scene.actor):
        return scene
    for person in work.directory.stood_for(scene.actor.id, work.now):
        if person.role in roles and holds(person):
            return for_person(work, scene, person.id)
    return scene


def _both(work: Work, person: Person, slot: str) -> list[tuple[Person, str]]:
    """The person and, while there is one, the deputy, each with the name that the slot has there."""
    deputy = work.directory.deputy_of(person.id, work.now)
    found = [(person, slot)] + ([(deputy, copy_slot(slot, person.id))] if deputy else [])
    return [(one, name) for one, name in found if one.telegram_id is not None]
