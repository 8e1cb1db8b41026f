"""Demands: #需求, /demand, the buttons of a draft, /close and /extend; /propose and what becomes of a proposal."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CommandHandler

from bot.desk import letters
from bot.desk.demands import arrangements, changes, drafts, proposals, wishes
from bot.views.common.callbacks import Press
from handlers.buttons import Ask, button_handler
from handlers.context import DeskContext, after_command
from handlers.words import NEW_MESSAGE, command


async def on_close(update: Update, context: DeskContext) -> None:
    """/close 12."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await letters.close(context.office, work, scene, text=after_command(update))


async def on_extend(update: Update, context: DeskContext) -> None:
    """/extend 12 3天."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await letters.extend(context.office, work, scene, text=after_command(update))


async def on_propose(update: Update, context: DeskContext) -> None:
    """/propose 文字."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await proposals.propose(context.office, work, scene, text=after_command(update))


_BUTTONS: dict[Press, Ask] = {
    Press.CLOSE: lambda o, w, s, p: letters.press_close(o, w, s, code=p.word(0) or ""),
    Press.EXTEND: lambda o, w, s, p: letters.press_extend(
        o, w, s, code=p.word(0) or "", days=p.number(1) if p.word(1) else None
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
    Press.PROPOSAL_DROP: lambda o, w, s, p: proposals.ask_shelve(o, w, s, proposal_id=p.number()),
    Press.PROPOSAL_COMMISSION: lambda o, w, s, p: drafts.commission_proposal(o, w, s, proposal_id=p.number()),
    Press.PROPOSAL_ANSWER: lambda o, w, s, p: wishes.ask_answer(o, w, s, proposal_id=p.number()),
    Press.WISH_PASS: lambda o, w, s, p: wishes.pass_on(o, w, s, draft_id=p.number()),
    Press.WISH_DEMAND: lambda o, w, s, p: wishes.make_demand(o, w, s, draft_id=p.number()),
    Press.WISH_CANCEL: lambda o, w, s, p: wishes.press_cancel(o, w, s, draft_id=p.number()),
}


HANDLERS = [
    *command("close", on_close),
    *command("extend", on_extend),
    CommandHandler("propose", on_propose, filters=NEW_MESSAGE),
    button_handler(_BUTTONS),
]
