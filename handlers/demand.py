"""Demands: #需求, /demand, the buttons of a draft, /close and /extend; /propose and what becomes of a proposal."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler

from bot.desk import announcing, managing, proposing
from bot.desk.office import Office, Scene, Toast
from bot.rules.onestep import TAGS_DEMAND
from bot.store.work import Work
from bot.views.callbacks import Press, Pressed, pattern
from handlers.context import DeskContext, after_command, answer_query, pressed
from handlers.words import NEW_MESSAGE, Tagged


async def on_tagged(update: Update, context: DeskContext) -> None:
    """#需求."""
    async with context.work() as work:
        await announcing.announce_tagged(context.office, work, context.scene_in(work, update))


async def on_demand(update: Update, context: DeskContext) -> None:
    """/demand."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await announcing.announce_stepwise(context.office, work, scene, text=after_command(update))


async def on_close(update: Update, context: DeskContext) -> None:
    """/close 12."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await managing.close(context.office, work, scene, text=after_command(update))


async def on_extend(update: Update, context: DeskContext) -> None:
    """/extend 12 3天."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await managing.extend(context.office, work, scene, text=after_command(update))


async def on_propose(update: Update, context: DeskContext) -> None:
    """/propose 文字."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await proposing.propose(context.office, work, scene, text=after_command(update))


Act = Callable[[Office, Work, Scene, Pressed], Awaitable[Toast | None]]
_BUTTONS: dict[Press, Act] = {
    Press.DEMAND_POST: lambda o, w, s, p: announcing.post(o, w, s, draft_id=p.number()),
    Press.DEMAND_EDIT: lambda o, w, s, p: announcing.ask_change(o, w, s, draft_id=p.number()),
    Press.DEMAND_CANCEL: lambda o, w, s, p: announcing.cancel(o, w, s, draft_id=p.number()),
    Press.DEMAND_SKIP: lambda o, w, s, p: announcing.skip(o, w, s, draft_id=p.number(), field=p.word(1)),
    Press.DEMAND_KIND: lambda o, w, s, p: announcing.choose_kind(
        o, w, s, draft_id=p.number(), kind=p.word(1)
    ),
    Press.PROPOSAL_TURN: lambda o, w, s, p: announcing.turn_proposal(o, w, s, proposal_id=p.number()),
    Press.PROPOSAL_DROP: lambda o, w, s, p: proposing.drop(o, w, s, proposal_id=p.number()),
}


async def on_button(update: Update, context: DeskContext) -> None:
    """Any button of a demand's draft, or of a proposal."""
    press = pressed(update)
    async with context.work() as work:
        toast = await _BUTTONS[press.press](context.office, work, context.scene_in(work, update), press)
    await answer_query(update, toast)


HANDLERS = [
    MessageHandler(NEW_MESSAGE & Tagged(TAGS_DEMAND), on_tagged),
    CommandHandler("demand", on_demand, filters=NEW_MESSAGE),
    CommandHandler("close", on_close, filters=NEW_MESSAGE),
    CommandHandler("extend", on_extend, filters=NEW_MESSAGE),
    CommandHandler("propose", on_propose, filters=NEW_MESSAGE),
    CallbackQueryHandler(on_button, pattern=pattern(*_BUTTONS)),
]
