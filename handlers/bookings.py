"""Bookings: /topics (选题 on the keyboard), /book, /unbook, /bookings, and the buttons under posts, cards and commissions."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CommandHandler, MessageHandler

from bot.desk.demands import bookings, commissions, lists, offers
from bot.desk.items import submissions
from bot.views.common.callbacks import Press
from handlers.buttons import Ask, button_handler
from handlers.context import DeskContext, after_command
from handlers.words import IN_PRIVATE, NEW_MESSAGE, Word, command


async def on_topics(update: Update, context: DeskContext) -> None:
    """/topics, /topics 12."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await lists.list_topics(context.office, work, scene, text=after_command(update))


async def on_topics_word(update: Update, context: DeskContext) -> None:
    """选题 on the keyboard."""
    async with context.work() as work:
        await lists.list_topics(context.office, work, context.scene_in(work, update))


async def on_book(update: Update, context: DeskContext) -> None:
    """/book 12."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await bookings.book_number(context.office, work, scene, text=after_command(update))


async def on_unbook(update: Update, context: DeskContext) -> None:
    """/unbook 12."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await bookings.unbook_number(context.office, work, scene, text=after_command(update))


async def on_bookings(update: Update, context: DeskContext) -> None:
    """/bookings."""
    async with context.work() as work:
        await lists.list_bookings(context.office, work, context.scene_in(work, update))


_BUTTONS: dict[Press, Ask] = {
    Press.HAND_IN: lambda o, w, s, p: submissions.hand_in(o, w, s, demand_id=p.number()),
    Press.BOOK: lambda o, w, s, p: bookings.press_book(o, w, s, demand_id=p.number()),
    Press.QUEUE: lambda o, w, s, p: bookings.press_book(o, w, s, demand_id=p.number(), is_queue=True),
    Press.UNBOOK: lambda o, w, s, p: bookings.press_unbook(o, w, s, demand_id=p.number()),
    Press.OFFER_TAKE: lambda o, w, s, p: bookings.press_take(o, w, s, booking_id=p.number()),
    Press.OFFER_LEAVE: lambda o, w, s, p: offers.leave(o, w, s, booking_id=p.number()),
    Press.COMMISSION_ACCEPT: lambda o, w, s, p: bookings.press_take(o, w, s, booking_id=p.number()),
    Press.COMMISSION_DECLINE: lambda o, w, s, p: commissions.press_decline(o, w, s, booking_id=p.number()),
}


HANDLERS = [
    *command("topics", on_topics),
    MessageHandler(IN_PRIVATE & Word("选题", "Topics"), on_topics_word),
    *command("book", on_book),
    *command("unbook", on_unbook),
    CommandHandler("bookings", on_bookings, filters=NEW_MESSAGE),
    button_handler(_BUTTONS),
]
