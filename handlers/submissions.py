"""Submitting: #报送, /submit, the buttons of a draft, edited messages, /revise and /withdraw."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CommandHandler, MessageHandler, filters

from bot.desk import tagged
from bot.desk.items import (
    drafts,
    near_misses,
    originals,
    receipts,
    revisions,
    submissions,
    typed,
    urgency,
)
from bot.rules.onestep import TAGS_PLAN, TAGS_SUBMIT
from bot.views.common.callbacks import Press
from handlers.buttons import Ask, button_handler
from handlers.context import DeskContext, after_command
from handlers.words import EDITED, IN_PRIVATE, NEW_MESSAGE, Tagged, Word, command


async def on_tagged(update: Update, context: DeskContext) -> None:
    """#报送."""
    async with context.work() as work:
        await tagged.submit(context.office, work, context.scene_in(work, update))


async def on_planned(update: Update, context: DeskContext) -> None:
    """#选题."""
    async with context.work() as work:
        await tagged.plan(context.office, work, context.scene_in(work, update))


async def on_submit(update: Update, context: DeskContext) -> None:
    """/submit, or 报送 on the keyboard."""
    async with context.work() as work:
        await drafts.begin(context.office, work, context.scene_in(work, update))


async def on_submit_command(update: Update, context: DeskContext) -> None:
    """/submit, alone or with the text behind it."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        if after_command(update):
            await drafts.begin_with_text(context.office, work, scene)
        else:
            await drafts.begin(context.office, work, scene)


async def on_edited(update: Update, context: DeskContext) -> None:
    """An edited message. From strangers it concerns nobody."""
    async with context.work() as work:
        await tagged.edit(context.office, work, context.scene_in(work, update))


async def on_revise(update: Update, context: DeskContext) -> None:
    """/revise 2026-0001."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await revisions.revise(context.office, work, scene, argument=after_command(update))


async def on_withdraw(update: Update, context: DeskContext) -> None:
    """/withdraw 2026-0001."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await revisions.withdraw(context.office, work, scene, argument=after_command(update))


_BUTTONS: dict[Press, Ask] = {
    **typed.BUTTONS,
    Press.REVISE: lambda o, w, s, p: revisions.begin_by_button(o, w, s, item_id=p.number()),
    Press.HAND_IN_ITEM: lambda o, w, s, p: receipts.hand_in_item(
        o, w, s, item_id=p.number(), demand_id=p.number(1)
    ),
    Press.WITHDRAW: lambda o, w, s, p: revisions.press_withdraw(o, w, s, item_id=p.number()),
    Press.NOISE: lambda o, w, s, p: originals.settle_noise(
        o, w, s, item_id=p.number(), version=p.number(1), is_noise=p.word(2) == "clean"
    ),
    Press.MAKE_URGENT: lambda o, w, s, p: urgency.make_urgent(o, w, s, item_id=p.number()),
    Press.DRAFT_OPEN: lambda o, w, s, p: drafts.go_on(o, w, s, draft_id=p.number()),
    Press.NEAR_TAKE: lambda o, w, s, p: near_misses.take(o, w, s, draft_id=p.number()),
    Press.DRAFT_ANOTHER: lambda o, w, s, p: submissions.begin_another(
        o, w, s, draft_id=p.number(), demand_id=p.number(1)
    ),
    Press.DRAFT_SPLIT: lambda o, w, s, p: submissions.split(o, w, s, draft_id=p.number(), several=True),
    Press.DRAFT_JOIN: lambda o, w, s, p: submissions.split(o, w, s, draft_id=p.number(), several=False),
}


HANDLERS = [
    MessageHandler(NEW_MESSAGE & Tagged(TAGS_SUBMIT), on_tagged),
    MessageHandler(NEW_MESSAGE & Tagged(TAGS_PLAN), on_planned),
    CommandHandler("submit", on_submit_command, filters=NEW_MESSAGE),
    MessageHandler(IN_PRIVATE & Word("报送", "Submit item", "Submit", "Submit"), on_submit),
    *command("revise", on_revise),
    *command("withdraw", on_withdraw),
    MessageHandler(IN_PRIVATE & ~filters.REPLY & Word("撤回", "Withdraw"), on_withdraw),
    MessageHandler(EDITED, on_edited),
    button_handler(_BUTTONS),
]
