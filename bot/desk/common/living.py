"""Living messages kept up to date, in the language of wherever they stand; their names are in slots.py."""

from __future__ import annotations

from datetime import datetime

from bot.desk.common.audience import Render, texts_at
from bot.desk.common.office import Office, Scene, answer
from bot.model import Chat, Message, Person
from bot.store.work import Work


async def update(office: Office, work: Work, slot: str, render: Render) -> None:
    """Brings the living message up to date everywhere that it stands."""
    for post in await work.outbox.posts(slot):
        chat = Chat(post.chat_id, post.thread_id)
        await work.outbox.show(post.slot, chat, render(texts_at(office, work, chat)))


async def update_later(office: Office, work: Work, slot: str, render: Render, *, send_at: datetime) -> None:
    """Words that the living message takes everywhere at that moment, unless it changes before."""
    for post in await work.outbox.posts(slot):
        chat = Chat(post.chat_id, post.thread_id)
        await work.outbox.show_later(post.slot, chat, render(texts_at(office, work, chat)), send_at=send_at)


async def tell_anew(work: Work, person: Person, slot: str, message: Message) -> None:
    """A private message that can be replied to, and changed later; an earlier one of the slot stays as it is."""
    if person.telegram_id is not None:
        await work.outbox.let_go(slot, Chat(person.telegram_id))
        await work.outbox.tell(person, message, slot=slot)


async def send_anew(work: Work, slot: str, chat: Chat, message: Message, *, last: Message) -> None:
    """A living message that is to be noticed: sent again, while the older one gets its last words, without buttons."""
    await make_way(work, slot, chat, last=last)
    await work.outbox.say(chat, message, slot=slot)


async def make_way(work: Work, slot: str, chat: Chat, *, last: Message) -> None:
    """Another message takes the place of the one in the slot, which gets its last words, without buttons."""
    post = await work.outbox.find_post(slot, chat)
    if post is not None and post.message_id is None:
        await work.outbox.take_away(slot, chat)  # it still waits for the chat to open: one is enough
    elif post is not None:
        await work.outbox.part_with(slot, chat, Message(last.text))


async def leave(office: Office, work: Work, slot: str, render: Render) -> None:
    """The living message gets its last words everywhere that it stands; where it has not left, it goes."""
    for post in await work.outbox.posts(slot):
        chat = Chat(post.chat_id, post.thread_id)
        if post.message_id is None:
            await work.outbox.take_away(slot, chat)
        else:
            await work.outbox.part_with(slot, chat, render(texts_at(office, work, chat)))


async def end_question(work: Work, scene: Scene, slot: str, last: Message) -> None:
    """A question asked in the scene's chat gets its last words; where it does not stand, they are said."""
    if await work.outbox.find_post(slot, scene.chat):
        await work.outbox.part_with(slot, scene.chat, last)
    else:
        await answer(work, scene, last)
