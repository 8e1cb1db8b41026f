"""Files that the bot makes: ordered with an answer, put into the outbox once they are on disk, or said not to be had."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.desk.common.about import post_in
from bot.desk.common.audience import texts_at
from bot.desk.common.office import Office, Scene, answers
from bot.desk.common.reminders import kind_in, put_off_until
from bot.desk.common.slots import Slot, slot_name
from bot.model import MOST_PAGES, Chat, MadeFile, MadeState, Message, Order, Priority, Product
from bot.store.work import Work
from bot.views.common import making as views


async def order(work: Work, scene: Scene, what: Order) -> int:
    """The answer in this chat has a file, which comes after it. Its id, by which the answer's slot MAKING may be named."""
    return await work.made_files.order(
        what,
        scene.chat,
        language=scene.t.language,
        now=work.now,
        reply_to=None if scene.is_private else scene.message_id,
        about=answers(scene),
    )


async def order_for(office: Office, work: Work, chats: Sequence[Chat], what: Order) -> int:
    """One file that goes to all of these chats, one at least. The order's id."""
    first, *others = dict.fromkeys(chats)
    return await work.made_files.order(
        what,
        first,
        language=texts_at(office, work, first).language,
        now=work.now,
        also=[(chat, texts_at(office, work, chat).language) for chat in others],
    )


async def tell_rows(office: Office, work: Work, made_id: int, *, done: int, total: int) -> None:
    """The answer of a large file says how far it is."""
    file = await work.made_files.find(made_id)
    if file is not None and file.state is MadeState.WANTED:
        slot, chat = slot_name(Slot.MAKING, made_id), Chat(file.chat_id, file.thread_id)
        if await work.outbox.find_post(slot, chat) is not None:
            message = views.render_rows(office.texts(file.language), done=done, total=total)
            await work.outbox.show(slot, chat, message)


async def take(office: Office, work: Work, made_id: int, product: Product) -> None:
    """It is on disk: it leaves with this commit."""
    file = await work.made_files.find(made_id)
    if file is None:  # wiped meanwhile
        work.made_files.wiped |= {product.sha256, *(sha256 for sha256, _ in product.pages)}
        return
    if file.state is not MadeState.WANTED:
        return
    await work.bulletins.keep_file(made_id, product)
    outbox_id = await _send(office, work, file, product, language=file.language)
    await work.made_files.settle(made_id, MadeState.MADE, product=product, outbox_id=outbox_id)
    await _send_pages(office, work, file, product, language=file.language)
    for chat_id, thread_id, language in file.also:
        there = replace(file, chat_id=chat_id, thread_id=thread_id, reply_to=None, about=None)
        outbox_id = await _send(office, work, there, product, language=language)
        await work.made_files.add_message(there, product, outbox_id=outbox_id)
        await _send_pages(office, work, there, product, language=language)
    await work.outbox.take_away(slot_name(Slot.MAKING, made_id), Chat(file.chat_id, file.thread_id))


async def _send(office: Office, work: Work, file: MadeFile, product: Product, *, language: str) -> int:
    caption = views.caption(office.texts(language), file.caption, product)
    # What goes with a post waits its turn behind the post's own words.
    is_reminder = kind_in(file.about) is not None
    priority = Priority.BROADCAST if post_in(file.about) or is_reminder else Priority.REPLY
    return await work.outbox.send_made(
        file, product, caption=str(caption), priority=priority, send_at=_put_off(office, work, file)
    )


def _put_off(office: Office, work: Work, file: MadeFile) -> datetime | None:
    """What goes with a private reminder waits for the morning with it."""
    person = work.directory.find_account(file.chat_id) if kind_in(file.about) else None
    return put_off_until(office, work, person) if person else None


async def _send_pages(office: Office, work: Work, file: MadeFile, product: Product, *, language: str) -> None:
    t = office.texts(language)
    for number, (sha256, size) in enumerate(product.pages[:MOST_PAGES], start=1):
        words = views.page_caption(t, number, is_last=number == MOST_PAGES < len(product.pages))
        page = replace(file, name=f"{number}.png", form="photo", reply_to=None)
        page_product = Product(sha256, size)
        outbox_id = await work.outbox.send_made(
            page, page_product, caption=str(words), send_at=_put_off(office, work, file)
        )
        await work.made_files.add_message(page, page_product, outbox_id=outbox_id)


async def give_up(office: Office, work: Work, made_id: int, *, lacking: str = "") -> None:
    """It is not to be had: one line says so, and that the answer stands, or what the template lacks."""
    file = await work.made_files.find(made_id)
    if file is None or not await work.made_files.settle(made_id, MadeState.GIVEN_UP):
        return
    await work.outbox.take_away(slot_name(Slot.MAKING, made_id), Chat(file.chat_id, file.thread_id))
    message: Message = views.render_not_made(office.texts(file.language), form=file.form, lacking=lacking)
    await work.outbox.say(
        Chat(file.chat_id, file.thread_id), message, reply_to=file.reply_to, about=file.about
    )
    for chat_id, thread_id, language in file.also:
        message = views.render_not_made(office.texts(language), form=file.form, lacking=lacking)
        await work.outbox.say(Chat(chat_id, thread_id), message)
