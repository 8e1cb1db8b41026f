"""Demands: #需求, /demand, the buttons of a draft, /close and /extend; /propose and what becomes of a proposal."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CommandHandler, MessageHandler

from bot.desk.demands import arrangements, changes, choices, drafts, proposals, wishes
from bot.rules.onestep import TAGS_DEMAND
from bot.views.common.callbacks import Press
from handlers.buttons import Ask, button_handler
from handlers.context import DeskContext, after_command
from handlers.words import IN_PRIVATE, NEW_MESSAGE, Tagged, Word, command


async def on_tagged(update: Update, context: DeskContext) -> None:
    """#需求."""
    async with context.work() as work:
        await drafts.announce_tagged(context.office, work, context.scene_in(work, update))


async def on_demand(update: Update, context: DeskContext) -> None:
    """/demand."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await drafts.announce_stepwise(context.office, work, scene, text=after_command(update))


async def on_demand_word(update: Update, context: DeskContext) -> None:
    """发布需求 on a leader's keyboard."""
    async with context.work() as work:
        await drafts.announce_stepwise(context.office, work, context.scene_in(work, update), text="")


async def on_close(update: Update, context: DeskContext) -> None:
    """/close 12."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await choices.close(context.office, work, scene, text=after_command(update))


async def on_extend(update: Update, context: DeskContext) -> None:
    """/extend 12 3天."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await choices.extend(context.office, work, scene, text=after_command(update))


async def on_propose(update: Update, context: DeskContext) -> None:
    """/propose 文字."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await proposals.propose(context.office, work, scene, text=after_command(update))


_BUTTONS: dict[Press, Ask] = {
    Press.DEMAND_POST: lambda o, w, s, p: drafts.post(o, w, s, draft_id=p.number()),
    Press.DEMAND_EDIT: lambda o, w, s, p: drafts.ask_change(o, w, s, draft_id=p.number()),
    Press.DEMAND_CANCEL: lambda o, w, s, p: drafts.cancel(o, w, s, draft_id=p.number()),
    Press.DEMAND_SKIP: lambda o, w, s, p: drafts.skip(o, w, s, draft_id=p.number(), field=p.word(1)),
    Press.DEMAND_KIND: lambda o, w, s, p: drafts.choose_kind(o, w, s, draft_id=p.number(), kind=p.word(1)),
    Press.CLOSE: lambda o, w, s, p: choices.press_close(o, w, s, demand_id=p.number()),
    Press.EXTEND: lambda o, w, s, p: choices.press_extend(
        o, w, s, demand_id=p.number(), days=p.number(1) if p.word(1) else None
    ),
    Press.DEMAND_UNIT: lambda o, w, s, p: drafts.choose_unit(
        o, w, s, draft_id=p.number(), unit_id=p.number(1)
    ),
    Press.CLOSE_CONFIRM: lambda o, w, s, p: changes.confirm_close(o, w, s, demand_id=p.number()),
    Press.CLOSE_BACK: lambda o, w, s, p: changes.keep_open(o, w, s, demand_id=p.number()),
    Press.REOPEN: lambda o, w, s, p: changes.reopen(o, w, s, demand_id=p.number()),
    Press.ARRANGE: lambda o, w, s, p: arrangements.show(o, w, s, demand_id=p.number()),
    Press.ARRANGE_UNIT: lambda o, w, s, p: arrangements.ask_another(
        o, w, s, demand_id=p.number(), unit_id=p.number(1) if p.word(1) else None
    ),
    Press.ARRANGE_OPEN: lambda o, w, s, p: arrangements.open_to_all(o, w, s, demand_id=p.number()),
    Press.ARRANGE_EXTEND: lambda o, w, s, p: arrangements.extend(
        o, w, s, demand_id=p.number(), days=p.number(1) if p.word(1) else None
    ),
    Press.ARRANGE_CLOSE: lambda o, w, s, p: arrangements.close(o, w, s, demand_id=p.number()),
    Press.PROPOSAL_TURN: lambda o, w, s, p: drafts.turn_proposal(o, w, s, proposal_id=p.number()),
    Press.PROPOSAL_DROP: lambda o, w, s, p: proposals.drop(o, w, s, proposal_id=p.number()),
    Press.PROPOSAL_ANSWER: lambda o, w, s, p: wishes.ask_answer(o, w, s, proposal_id=p.number()),
    Press.WISH_PASS: lambda o, w, s, p: wishes.pass_on(o, w, s, draft_id=p.number()),
    Press.WISH_DEMAND: lambda o, w, s, p: wishes.make_demand(o, w, s, draft_id=p.number()),
    Press.WISH_CANCEL: lambda o, w, s, p: wishes.press_cancel(o, w, s, draft_id=p.number()),
}


HANDLERS = [
    MessageHandler(NEW_MESSAGE & Tagged(TAGS_DEMAND), on_tagged),
    CommandHandler("demand", on_demand, filters=NEW_MESSAGE),
    MessageHandler(IN_PRIVATE & Word("发布需求", "Post topic"), on_demand_word),
    *command("close", on_close),
    *command("extend", on_extend),
    CommandHandler("propose", on_propose, filters=NEW_MESSAGE),
    button_handler(_BUTTONS),
]
