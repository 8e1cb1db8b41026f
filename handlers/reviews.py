"""Reviewing: the buttons of a card, /audit."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CommandHandler

from bot.desk.items import attachments, backlog, comments, copyedits, lookup, queue, reviews, undo
from bot.rules.states import Step
from bot.views.common.callbacks import Press, Pressed
from handlers.buttons import Ask, button_handler
from handlers.context import DeskContext, after_command
from handlers.words import NEW_MESSAGE, command


def _from_reserve(pressed: Pressed) -> bool:
    """Whether the button stands on the card of an item in reserve."""
    return pressed.word(2) == "reserve"


_BUTTONS: dict[Press, Ask] = {
    Press.RECEIVE: lambda o, w, s, p: reviews.receive(o, w, s, item_id=p.number()),
    Press.RELEASE: lambda o, w, s, p: reviews.release(o, w, s, item_id=p.number()),
    Press.UNDO: lambda o, w, s, p: undo.undo(o, w, s, item_id=p.number()),
    Press.ADOPT: lambda o, w, s, p: reviews.adopt(
        o, w, s, item_id=p.number(), is_sure=p.word(1) == "yes", from_reserve=_from_reserve(p)
    ),
    Press.RESERVE: lambda o, w, s, p: reviews.reserve(
        o, w, s, item_id=p.number(), is_sure=p.word(1) == "yes"
    ),
    Press.RETURN: lambda o, w, s, p: reviews.decide_with_reason(
        o, w, s, item_id=p.number(), step=Step.RETURN, reason=p.word(1), from_reserve=_from_reserve(p)
    ),
    Press.REJECT: lambda o, w, s, p: reviews.decide_with_reason(
        o, w, s, item_id=p.number(), step=Step.REJECT, reason=p.word(1), from_reserve=_from_reserve(p)
    ),
    Press.MERGE: lambda o, w, s, p: reviews.ask(
        o, w, s, item_id=p.number(), step=Step.MERGE, from_reserve=_from_reserve(p)
    ),
    Press.REASON_BACK: lambda o, w, s, p: reviews.go_back(
        o, w, s, item_id=p.number(), from_reserve=_from_reserve(p)
    ),
    Press.CARD_OPEN: lambda o, w, s, p: queue.open_card(o, w, s, item_id=p.number()),
    Press.MORE_CARDS: lambda o, w, s, p: backlog.press_more(o, w, s),
    Press.FILES: lambda o, w, s, p: attachments.press_files(o, w, s, item_id=p.number()),
    Press.FULL_TEXT: lambda o, w, s, p: lookup.show_by_button(o, w, s, item_id=p.number()),
    Press.COPYEDIT: lambda o, w, s, p: copyedits.press(o, w, s, item_id=p.number()),
    Press.COPYEDIT_UNDO: lambda o, w, s, p: copyedits.undo(o, w, s, item_id=p.number()),
    Press.AS_SENT: lambda o, w, s, p: copyedits.show_as_sent(o, w, s, item_id=p.number()),
    Press.OBJECT: lambda o, w, s, p: copyedits.press_object(o, w, s, item_id=p.number(), version=p.number(1)),
    Press.AUDIT_PAGE: lambda o, w, s, p: lookup.turn_audit(o, w, s, page=p.number(), item_id=p.number(1)),
    Press.NEXT_CARD: lambda o, w, s, p: queue.open_next(o, w, s),
    Press.QUEUE_PAGE: lambda o, w, s, p: queue.turn_page(
        o, w, s, page=p.number(), is_reserve=p.word(1) == "reserve"
    ),
    Press.COMMENT_BACK: lambda o, w, s, p: comments.take_back(o, w, s, comment_id=p.number()),
    Press.AUDIT: lambda o, w, s, p: lookup.press_audit(o, w, s, item_id=p.number()),
}


async def on_audit(update: Update, context: DeskContext) -> None:
    """/audit 2026-0001."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await lookup.show_audit(context.office, work, scene, number=after_command(update))


async def on_edit(update: Update, context: DeskContext) -> None:
    """/edit 2026-0001."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await copyedits.edit(context.office, work, scene, argument=after_command(update))


async def on_queue(update: Update, context: DeskContext) -> None:
    """/queue."""
    async with context.work() as work:
        await queue.show(context.office, work, context.scene_in(work, update))


HANDLERS = [
    button_handler(_BUTTONS),
    CommandHandler("queue", on_queue, filters=NEW_MESSAGE),
    *command("edit", on_edit),
    *command("audit", on_audit),
]
